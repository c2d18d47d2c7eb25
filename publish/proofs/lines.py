"""From words on a page back to the line they were typed on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from publish.editions.compose import source
from publish.model import Agenda, Article, Edition

_DESTINATION = re.compile(r"(?<=\])(\([^()\n]*(\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])")
"""The address behind a link's words, which is not printed there."""

_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
"""Where a script sets no spaces every character is a word."""

_SHORTEST = 4
"""Fewer letters than this in a row may stand anywhere: too little to say where."""


class Place(NamedTuple):
    """Where something was typed: the source file, and the line in it when it is known."""

    path: str
    line: int | None


def trace(edition: Edition, text: str, *, last: bool = False) -> Place:
    """Where the words of `text` were typed: the line on which they begin, or with `last` the one on which they end.

    Words are compared without their marks, quotes and capitals. The longest run of them that can be found decides, and
    the first place where it stands, in articles first and then in the agenda. What none of them holds, a third of it at
    the least, is traced to the edition's own file, without a line.
    """
    wanted = _words(text)
    runs = (
        (length, copy, line)
        for copy in copies(edition)
        for length, line in _longest(copy.typed, copy.typed_line, wanted, last)
    )
    best = max(runs, key=lambda run: run[0], default=None)
    if best is None or best[0] < sum(map(len, wanted)) / 3:
        return Place(source(edition), None)
    return Place(best[1].source, best[2])


def copies(edition: Edition) -> tuple[Article | Agenda, ...]:
    """What its authors typed: its articles, and a pack's agenda."""
    return (*edition.articles, edition.agenda) if edition.agenda else edition.articles


def owner(edition: Edition, asset: str) -> str:
    """The source file of the article that a picture belongs to, or else the edition's own: a pack's is its agenda."""
    return next(
        (
            article.source
            for article in edition.articles
            if any(item.name == asset for item in article.assets)
            or (article.picture and article.picture.asset.name == asset)
        ),
        source(edition),
    )


def _longest(typed: str, first: int, wanted: tuple[str, ...], last: bool) -> Iterator[tuple[int, int]]:
    """The longest run of `wanted` that `typed` holds: its length in letters and the line of its one end."""
    words, lines = _typed(typed)
    spots: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        spots.setdefault(word, []).append(at)
    for length in range(len(wanted), 0, -1):
        starts = range(len(wanted) - length + 1)
        for start in reversed(starts) if last else starts:
            run = wanted[start : start + length]
            letters = sum(map(len, run))
            if letters < _SHORTEST and length < len(wanted):
                continue
            for at in spots.get(run[0], ()):
                if words[at : at + length] == run:
                    yield letters, first + lines[at + length - 1 if last else at]
                    return


@lru_cache(maxsize=32)
def _typed(text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The words of a Markdown text and the line of each, counted from 0."""
    words: list[str] = []
    lines: list[int] = []
    for number, line in enumerate(text.split("\n")):
        for word in _words(_DESTINATION.sub(" ", line)):
            words.append(word)
            lines.append(number)
    return tuple(words), tuple(lines)


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold()
    return tuple(re.findall(_WORD, re.sub(r"[’'*_`~]", "", plain)))
