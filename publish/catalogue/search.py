"""The search index holds every word of every article; a browser looks words up without a server.

It is scripts that each hand over one piece, not JSON alone: a page opened from a disk or a stick may run a script
beside it and may not fetch a file (the browsers' rule for `file:` addresses). A page loads the pieces that a question
needs: the words that begin with the same two letters, and then the articles that it shows. Articles are numbered as
they came, so that a new one changes the pieces of its own words alone. The words are cut and folded as the style's
archive/search.js does it with what is typed; the two belong together.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from lxml import html

from publish.base.language import day
from publish.catalogue import stemming
from publish.catalogue.body import parse
from publish.catalogue.inventory import Entry, Inventory
from publish.catalogue.receipt import Paper
from publish.model import ArchiveFile, Article
from publish.value import Value

PATH, FOLDER, STEMS = "search-index.js", "search/", "look/stems.js"
_OPENING = "window.searchIndex = "
_PART = "window.searchPart("

TITLE, LEAD, MOST = 12, 4, 5
"""What a word weighs in the headline, in the standfirst or tags, and at most in the body, where it counts its times."""
TOGETHER = 10
"""Articles in one piece of the list."""

_SIGNS = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200d\u2060\ufe0e\ufe0f\ufeff"
)
"""Accents, points of Hebrew and Arabic, and signs that are not seen."""
_MARKS = re.compile(f"[{_SIGNS}]")
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
_LETTER = (
    r"[^\W_]|[\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u0f35\u0f37\u0f39\u0f71-\u0f84\u0f86-\u0fbc"
    r"\u1000-\u1049\u1050-\u109f\u135d-\u135f\u1780-\u17d3\u17dd\u200c]"
)
_LETTERS = re.compile(f"(?:{_LETTER})+")
_RUN = f"(?:{_LETTER}|[{_SIGNS}])+"
_COMPOUND = re.compile(f"{_RUN}(?:['\u2019\u02bc\u2010\u2011\u05be\u05f3\u05f4-]{_RUN})*")
"""Words with apostrophes or hyphens in them: `women's`, `co-op`, `l'école`."""
_RUNS = re.compile(_RUN)
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}")
CHAIN = 4
"""So many words with hyphens between them are one word too; of longer chains each stands for itself."""


class Word(Value):
    """A word of a text, and what it may be looked up as."""

    whole: str
    """As it was typed, joined where it has hyphens or apostrophes in it."""
    keys: tuple[str, ...]
    """Small letters without accents, and European figures."""
    parts: tuple[Word, ...] = ()
    """What it is joined of."""


def cut(text: str) -> Iterator[Word]:
    """The words of a text.

    Chinese and Japanese are in pairs of letters, Thai, Lao, Burmese and Khmer in threes, from each letter on: nothing
    tells where a word begins. A word with a joiner in it is there with its parts and as one; so is one with hyphens or
    apostrophes (`e-mail`: `email`, `mail`), without parts of one letter.
    """
    for compound in _compounds(text):
        yield from _words_of(compound)


def _compounds(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text)
    return _COMPOUND.findall(_INITIALS.sub(lambda found: found[0].replace(".", "") + " ", plain))


def _words_of(compound: str) -> tuple[Word, ...]:
    runs = _RUNS.findall(compound)
    if len(runs) == 1:
        return tuple(_words(runs[0]))
    parts = tuple(word for run in runs if len(run) > 1 or run.isdigit() for word in _words(run))
    found = tuple(_words("".join(runs))) if len(runs) <= CHAIN else ()
    return (Word(whole=found[0].whole, keys=found[0].keys, parts=parts),) if len(found) == 1 else parts


def _words(run: str) -> Iterator[Word]:
    folded = _folded(run)
    for piece in _LETTERS.findall(folded):
        parts = (
            tuple(Word(whole=part, keys=(part,)) for part in piece.split(_JOINER) if part) if _JOINER in piece else ()
        )
        joined = piece.replace(_JOINER, "")
        if not joined:
            continue
        keys = tuple(key for one in _PIECES.findall(joined) for key in _keys(one))
        whole = _MARKS.sub("", run).replace(_JOINER, "").lower() if piece == folded else joined
        yield Word(whole=whole, keys=keys, parts=parts)


def _folded(run: str) -> str:
    # Composed again: Hangul and the vowel signs of India come apart under NFKD.
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", run)).lower().translate(_FOLD)
    return unicodedata.normalize("NFC", plain)


def _keys(piece: str) -> Iterator[str]:
    if re.match(f"[{_PACKED}]", piece) and len(piece) > 1:
        yield from (piece[at : at + 2] for at in range(len(piece) - 1))
    elif re.match(f"[{_JOINED}]", piece):
        yield from (piece[at : at + 3] for at in range(len(piece)))
    else:
        yield piece


def words(text: str) -> Iterator[str]:
    """Everything that the words of a text are looked up as."""
    for word in cut(text):
        for one in (word, *word.parts):
            yield from one.keys


def stem(word: Word, language: str) -> str:
    """The stem of a word as it is looked up; empty when its language has none, or it is no more than the word."""
    stems = stemming.stemmer(language)
    if stems is None or len(word.keys) != 1 or len(word.whole) < SHORTEST:
        return ""
    return _folded(stems(word.whole))


@lru_cache(maxsize=2**17)
def _looked_up(compound: str, language: str) -> tuple[tuple[str, str], ...]:
    """Each key of a compound, and the stem of the word that it is the only key of."""
    found = (one for word in _words_of(compound) for one in (word, *word.parts))
    return tuple((key, stem(one, language)) for one in found for key in one.keys)


SHORTEST = 3
"""Letters of a word that has a stem."""


class Index(Value):
    """How much each word weighs in each article, by slug."""

    weights: Mapping[str, Mapping[str, int]]
    stems: Mapping[str, frozenset[str]] = {}
    """The words that have one stem, by it."""
    order: tuple[str | None, ...] = ()
    """The slugs of the articles by their numbers; None where there was one that was taken back."""
    beginnings: tuple[str, ...] = ()
    """Of the words in each piece that there is: it stays, though nothing is in it any more."""


def read(fetch: Callable[[str], bytes | None]) -> Index | None:
    """The index as it was written, so that articles that are no longer read stay in it; None when there is none.

    `fetch` gives a file of the archive by its path. Raises ValueError when it is not what it should be.
    """
    content = fetch(PATH)
    if content is None:
        return None
    made = _data(content, _OPENING)
    if "articles" in made:
        return _read_in_one(made)
    order: list[str | None] = []
    for number in range(-(-made["count"] // TOGETHER)):
        order += [article and article[0] for article in _fetched(fetch, f"articles-{number}")]
    weights: dict[str, dict[str, int]] = {slug: {} for slug in order if slug}
    stems: dict[str, set[str]] = {}
    for beginning in made["words"]:
        part = _fetched(fetch, piece(beginning))
        for word, places in part["words"].items():
            for at, weight in _places(places):
                if slug := order[at]:
                    weights[slug][word] = weight
        for one, members in part["stems"].items():
            stems.setdefault(one, set()).update(members)
    return Index(
        weights=weights,
        stems={one: frozenset(members) for one, members in stems.items()},
        order=tuple(order),
        beginnings=tuple(made["words"]),
    )


def _read_in_one(made: dict[str, Any]) -> Index:
    """The index of versions that wrote one file of it, the newest article first."""
    slugs = [article[0] for article in made["articles"]]
    weights: dict[str, dict[str, int]] = {slug: {} for slug in slugs}
    for word, places in made["words"].items():
        for at, weight in _places(places):
            weights[slugs[at]][word] = weight
    return Index(weights=weights)


def _fetched(fetch: Callable[[str], bytes | None], name: str) -> Any:
    content = fetch(f"{FOLDER}{name}.js")
    if content is None:
        raise ValueError(f"{FOLDER}{name}.js is missing")
    return _data(content, _PART)[1]


def _data(content: bytes, opening: str) -> Any:
    text = content.decode()
    if not text.startswith(opening):
        raise ValueError("it is no index")
    data = text[len(opening) :].rstrip().rstrip(";")
    return json.loads(f"[{data.removesuffix(')')}]" if opening == _PART else data)


def _places(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    at = 0
    for step, weight in zip(places[::2], places[1::2], strict=True):
        at += step
        yield at, weight


def weigh(
    articles: Iterable[Article],
    former: Index | None,
    same: Collection[str] = (),
    pages: Iterable[tuple[Paper, str]] = (),
) -> Index:
    """The index of `articles`, with what the former one has of others, and of those that say the `same` as before.

    What is neither read nor in the former one is taken from `pages`, the articles as they stand on theirs.
    """
    weights = dict(former.weights) if former else {}
    stems = {one: set(members) for one, members in former.stems.items()} if former else {}
    known = frozenset(former.order) & {*same} if former else frozenset()
    for article in articles:
        if article.slug not in known:
            body = " ".join(parse(article.body).itertext())
            lead = (article.standfirst, *article.tags, *article.byline)
            weights[article.slug] = _weights(article.title, lead, body, article.language, stems)
    for paper, page in pages:
        if paper.slug not in weights:  # the index was lost, and the page was copied back
            body = " ".join(html.fragment_fromstring(page).itertext())
            lead = (paper.standfirst, *paper.tags, *paper.byline)
            weights[paper.slug] = _weights(paper.title, lead, body, paper.language, stems)
    return Index(
        weights=weights,
        stems={one: frozenset(members) for one, members in stems.items()},
        order=former.order if former else (),
        beginnings=former.beginnings if former else (),
    )


def _weights(title: str, lead: Iterable[str], body: str, language: str, stems: dict[str, set[str]]) -> dict[str, int]:
    """How much each word of an article weighs; its stems are put among those that there are."""
    weighed: dict[str, int] = {}
    for text, weight in ((body, 0), (" ".join(lead), LEAD), (title, TITLE)):
        count: Counter[str] = Counter()
        for compound, times in Counter(_compounds(text)).items():
            for key, own in _looked_up(compound, language):
                count[key] += times
                if own:
                    stems.setdefault(own, set()).add(key)
        for key, number in count.items():
            weighed[key] = weighed.get(key, 0) + (weight or min(number, MOST))
    return weighed


def piece(beginning: str) -> str:
    """The name of the piece that has the words that begin so."""
    plain = re.fullmatch("[a-z0-9]+", beginning)
    return f"words-{beginning}" if plain else "words-u" + "-".join(f"{ord(sign):x}" for sign in beginning)


def files(index: Index, inventory: Inventory) -> Iterator[ArchiveFile]:
    """The index as scripts: pieces of words, pieces of the list of articles, what pieces there are, and the stemmers.

    An article is `[slug, title, day, summary, language, direction]`. The places of a word are pairs of numbers, how
    many articles further and its weight there: small numbers, which pack well on the way.
    """
    entries = {entry.paper.slug: entry for entry in inventory.articles if entry.paper}
    order = [slug if slug in entries else None for slug in index.order]
    there = set(order)
    order += [slug for slug in reversed(entries) if slug not in there]  # the oldest first, as they will come
    language = inventory.publication.language
    for number, start in enumerate(range(0, len(order), TOGETHER)):
        listed = [slug and _listed(entries[slug], language) for slug in order[start : start + TOGETHER]]
        yield _part(f"articles-{number}", listed)
    places: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for number, slug in enumerate(order):
        for word, weight in index.weights.get(slug, {}).items() if slug else ():
            places.setdefault(word, []).extend((number - last.get(word, 0), weight))
            last[word] = number
    pieces = _pieces(index, places)
    for beginning in sorted(pieces):
        yield _part(piece(beginning), pieces[beginning])
    yield ArchiveFile(path=STEMS, content=stemming.script({entry.language for entry in entries.values()}).encode())
    text = json.dumps({"count": len(order), "together": TOGETHER, "words": sorted(pieces)}, **_COMPACT)
    yield ArchiveFile(path=PATH, content=f"{_OPENING}{text};\n".encode())


def _pieces(index: Index, places: Mapping[str, list[int]]) -> dict[str, dict[str, dict[str, Any]]]:
    """The words with their places, and the stems with their words, by what they begin with."""
    pieces: dict[str, dict[str, dict[str, Any]]] = {one: {"words": {}, "stems": {}} for one in index.beginnings}
    for word in sorted(places):
        pieces.setdefault(word[:2], {"words": {}, "stems": {}})["words"][word] = places[word]
    for one in sorted(index.stems):
        members = sorted(word for word in index.stems[one] if word in places)
        if members and members != [one]:
            pieces.setdefault(one[:2], {"words": {}, "stems": {}})["stems"][one] = members
    return pieces


_COMPACT: Mapping[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}


def _part(name: str, data: object) -> ArchiveFile:
    text = json.dumps(data, **_COMPACT)
    return ArchiveFile(path=f"{FOLDER}{name}.js", content=f'{_PART}"{name}",{text});\n'.encode())


def _listed(entry: Entry, language: str) -> list[str]:
    slug = entry.paper.slug if entry.paper else ""
    when = day(entry.published, language)
    return [slug, entry.title, when, entry.summary, entry.language, entry.direction]
