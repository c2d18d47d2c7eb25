"""The search index holds every word of every article; a browser looks words up without a server.

It is a script that sets one variable, not JSON alone: a page opened from a disk or a stick may run a script beside it
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

_MARKS = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200d\u2060\ufe0e\ufe0f\ufeff]"
)
"""Accents, points of Hebrew and Arabic, and signs that are not seen."""
_JOINER = "\u200c"
"""Stands inside words of Persian and Kurdish, where others type a space or nothing."""
FOLDED = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŧ": "t",
    "ŋ": "n", "ς": "σ", "ى": "ي", "ی": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه",
}  # fmt: skip
"""Letters that people type in another way, and that Unicode does not take apart."""
ZEROS = (
    "\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0de6\u0e50\u0ed0\u0f20\u1040\u1090\u17e0"
)
"""The nought of each script's digits."""
_FOLD = {ord(letter): plain for letter, plain in FOLDED.items()} | {
    ord(zero) + n: str(n) for zero in ZEROS for n in range(10)
}
_PACKED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_JOINED = "\u0e01-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
_PIECES = re.compile(f"[{_PACKED}]+|[{_JOINED}]+|[^{_PACKED}{_JOINED}]+")
_LETTERS = re.compile(
    r"(?:[^\W_]|[\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u0f35\u0f37\u0f39\u0f71-\u0f84\u0f86-\u0fbc"
    r"\u1000-\u1049\u1050-\u109f\u135d-\u135f\u1780-\u17d3\u17dd\u200c])+"
)


def words(text: str) -> Iterator[str]:
    """The words of a text as they are looked up: small letters without accents, and European figures.

    Chinese and Japanese are in pairs of letters, Thai, Lao, Burmese and Khmer in threes, from each letter on: nothing
    tells where a word begins. A word with a joiner in it is there with its parts and as one.
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower().translate(_FOLD)
    # Composed again: Hangul and the vowel signs of India come apart under NFKD.
    for run in _LETTERS.findall(unicodedata.normalize("NFC", plain)):
        if _JOINER in run:
            yield from filter(None, run.split(_JOINER))
        for piece in _PIECES.findall(run.replace(_JOINER, "")):
            if re.match(f"[{_PACKED}]", piece) and len(piece) > 1:
                yield from (piece[at : at + 2] for at in range(len(piece) - 1))
            elif re.match(f"[{_JOINED}]", piece):
                yield from (piece[at : at + 3] for at in range(len(piece)))
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


def file(index: Index, inventory: Inventory) -> ArchiveFile:
    """The index as a script: articles as `[slug, title, day, summary, language, direction]`, words with their places.

    The places of a word are pairs of numbers, how many articles further and its weight there: small numbers, which pack
    well on the way.
    """
    entries = [entry for entry in inventory.articles if entry.paper]
    listed = [
        [
            entry.paper.slug,
            entry.title,
            day(entry.published, inventory.publication.language),
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
