"""The index of the search: every word of every article, for a browser to look up without a server.

It is a script that sets one variable, not bare JSON: a page opened from a disk or a stick may run a script beside it
and may not fetch a file (the browsers' rule for `file:` addresses). The words are cut as the style's archive/search.js
cuts what is typed; the two belong together.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from publish.base.language import day
from publish.catalogue.body import parse
from publish.catalogue.inventory import Inventory
from publish.model import ArchiveFile, Article
from publish.value import Value

PATH = "search-index.js"
_OPENING = "window.searchIndex = "

TITLE, LEAD, MOST = 12, 4, 5
"""What a word weighs in the headline, in the standfirst or tags, and at most in the body, where it counts its times."""

_MARKS = re.compile(r"[\u00ad\u0300-\u036f\u064b-\u065f\u0670\u0640\u2060\ufeff]")
_PIECES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|[^\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LETTERS = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff])+")


def words(text: str) -> Iterator[str]:
    """The words of a text as they are looked up: small letters without accents; Chinese and Japanese in pairs."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower()
    # Composed again: Hangul and the vowel signs of India come apart under NFKD.
    for run in _LETTERS.findall(unicodedata.normalize("NFC", plain)):
        for piece in _PIECES.findall(run):
            if _UNSPACED.match(piece) and len(piece) > 1:
                yield from (piece[at : at + 2] for at in range(len(piece) - 1))
            else:
                yield piece


class Index(Value):
    """How much each word weighs in each article, by slug."""

    weights: Mapping[str, Mapping[str, int]]


def read(content: bytes) -> Index:
    """The index as it was written, so that articles that are no longer read stay in it. Raises ValueError."""
    text = content.decode()
    if not text.startswith(_OPENING):
        raise ValueError("it is no index")
    made = json.loads(text[len(_OPENING) :].rstrip().rstrip(";"))
    slugs = [article[0] for article in made["articles"]]
    weights: dict[str, dict[str, int]] = {slug: {} for slug in slugs}
    for word, places in made["words"].items():
        at = 0
        for step, weight in zip(places[::2], places[1::2], strict=True):
            at += step
            weights[slugs[at]][word] = weight
    return Index(weights=weights)


def weigh(articles: Iterable[Article], former: Index | None) -> Index:
    """The index of `articles`, with what the former one has of others."""
    weights = dict(former.weights) if former else {}
    for article in articles:
        count: Counter[str] = Counter()
        count.update(words(" ".join(parse(article.body).itertext())))
        weighed = {word: min(number, MOST) for word, number in count.items()}
        for text, weight in (
            (" ".join((article.standfirst, *article.tags, *article.byline)), LEAD),
            (article.title, TITLE),
        ):
            for word in set(words(text)):
                weighed[word] = weighed.get(word, 0) + weight
        weights[article.slug] = weighed
    return Index(weights=weights)


def file(index: Index, stock: Inventory) -> ArchiveFile:
    """The index as a script: articles as `[slug, title, day, summary, language, direction]`, words with their places.

    The places of a word are pairs of numbers, how many articles further and its weight there: small numbers, which pack
    well on the way.
    """
    entries = [entry for entry in stock.articles if entry.paper]
    listed = [
        [
            entry.paper.slug,
            entry.title,
            day(entry.published, stock.publication.language),
            entry.summary,
            entry.language,
            entry.direction,
        ]
        for entry in entries
        if entry.paper
    ]
    places: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for number, article in enumerate(listed):
        for word, weight in index.weights.get(article[0], {}).items():
            places.setdefault(word, []).extend((number - last.get(word, 0), weight))
            last[word] = number
    made = {"articles": listed, "words": {word: places[word] for word in sorted(places)}}
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return ArchiveFile(path=PATH, content=f"{_OPENING}{text};\n".encode())
