"""Copies that stand beside an article: what programs leave that keep folders alike, and texts that are nearly another.

Of two of which the archive has one that one is made; of others the one that is not called a copy; else neither.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from pathlib import PurePosixPath
from unicodedata import normalize

from publish.model import Article
from publish.problem import Problem

_CONFLICT = re.compile(
    r"\s*[(\[][^()\[\]]*(?:conflict|konflikt|conflit|conflicto)[^()\[\]]*[)\]].*"
    r"|[-_.](?:sync-)?conflict[-_.]?\d{4}[-\w]*",
    re.IGNORECASE,
)
"""What programs that keep folders alike write behind a name (Dropbox, Nextcloud, Seafile, Syncthing)."""
_COPY = re.compile(
    r"\s*[-\u2013_]?\s*(?:copy|kopie|copie|copia)(?:\s*\(?\d+\)?)?|\s*\(\d{1,3}\)|\s+\d{1,2}"
    r"|-(?:desktop|laptop|pc|win|surface|thinkpad)[-\w]*|-[-\w]*(?:macbook|imac)[-\w]*",
    re.IGNORECASE,
)
"""What systems and clouds write there (Windows, macOS, Google Drive, OneDrive), and perhaps people."""
_MACHINE = re.compile(r"-(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*[0-9])[A-Z0-9]{2,}(?:-[A-Z0-9]+)*")
"""The name of a computer, as OneDrive writes it there."""
_COPY_OF = re.compile(r"(?:copy (?:\(\d+\) )?of|kopie von|copie de|copia de) (.+)", re.IGNORECASE)


def find(
    articles: Sequence[Article], archived: Collection[str] = (), faulty: Collection[str] = ()
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """The articles that are no copy of another, and A22 for each that is.

    `archived` are the slugs in the archive, `faulty` the paths of files that have errors of their own.
    """
    problems: dict[str, Problem] = {}
    for copy, original in _named(articles):
        held = copy.slug in archived, original.slug in archived
        if held[0] and not held[1]:
            copy, original = original, copy
        if not all(held):
            problems.setdefault(copy.source, _problem(copy.source, original.source))
    for one, other in _nearly([one for one in articles if one.source not in problems]):
        for copy, original in ((one, other), (other, one)):
            if copy.slug not in archived:
                problems.setdefault(copy.source, _problem(copy.source, original.source))
    for article in articles:
        if article.source not in problems and (found := _SURE.search(_stem(article.source))):
            known = {_plain(path): path for path in faulty}
            if there := next(_originals(article.source, known), None):
                problems[article.source] = _problem(article.source, known[there[0]])
            elif article.slug not in archived:
                problems[article.source] = _alone(article.source, found[0])
    return tuple(one for one in articles if one.source not in problems), tuple(problems.values())


_SURE = re.compile(r"conflicted copy|sync-conflict|SFConflict", re.IGNORECASE)


def _problem(copy: str, original: str) -> Problem:
    return Problem(
        code="A22",
        path=copy,
        line=1,
        message=f"this is `{original}` over again, or nearly",
        hint="see which of the two has the right words, and take the other one out of the folder",
    )


def _alone(path: str, sign: str) -> Problem:
    return Problem(
        code="A22",
        path=path,
        line=1,
        message=f"this is called a copy (“{sign}”), and what it is a copy of is not there",
        hint="give the file the name that the article had, or take it out of the folder",
    )


def left_beside(paths: Collection[str], there: Collection[str]) -> frozenset[str]:
    """Those of the `paths` that are called a copy of one that is `there`, as programs call them and systems."""
    known = {_plain(path) for path in there} if paths else set()
    return frozenset(path for path in paths if any(_originals(path, known)))


def _stem(source: str) -> str:
    return normalize("NFC", PurePosixPath(source).stem)


def _originals(source: str, there: Collection[str]) -> Iterator[tuple[str, bool]]:
    """Those of the paths `there` that the file may be a copy of, by its name, and whether that is certain."""
    path, stem = PurePosixPath(source), _stem(source)
    before, after = _plain(source)[: -len(path.name)], _plain(path.suffix)
    if (found := _COPY_OF.fullmatch(stem)) and (name := _plain(f"{before}{found[1]}{after}")) in there:
        yield name, False
    for end in range(len(stem) - 1, 0, -1):
        if (name := f"{before}{_plain(stem[:end])}{after}") in there:
            rest = stem[end:]
            if (sure := bool(_CONFLICT.fullmatch(rest))) or _COPY.fullmatch(rest) or _MACHINE.fullmatch(rest):
                yield name, sure


def _plain(path: str) -> str:
    """A path as it is compared: systems write the same name in several ways."""
    return normalize("NFC", path).casefold()


def _named(articles: Sequence[Article]) -> Iterator[tuple[Article, Article]]:
    """Copies by their names, each with the article beside it that it is a copy of."""
    known = {_plain(article.source): article for article in articles}
    for article in articles:
        for path, sure in _originals(article.source, known):
            if sure or _alike(article, known[path], HALF):
                yield article, known[path]
                break


NEARLY, TITLES, HALF = 0.9, 0.8, 0.5
"""How much of two texts is the same where one is nearly the other; how much of their titles, and of texts under one
title; and how much of a text whose name says that it is a copy."""
FEWEST = 5
"""Words of a text from which on it can be told that it is nearly another."""
MOST = 60
"""Articles of one day that are each compared with each; of more those that have the same title."""


def _nearly(articles: Sequence[Article]) -> Iterator[tuple[Article, Article]]:
    """Articles of one day, or with one text, whose titles and texts are nearly those of another."""
    days: defaultdict[object, list[Article]] = defaultdict(list)
    for article in articles:
        if not article.for_meetings and len(article.typed.split()) >= FEWEST:
            days[article.published, article.language, *_figures(article.title)].append(article)
    for group in days.values():
        for first, second in combinations(group, 2) if len(group) <= MOST else _same_titles(group):
            titles = 1.0 if _title(first) == _title(second) else _ratio(_title(first), _title(second))
            if titles >= TITLES and _alike(first, second, TITLES if titles == 1 else NEARLY):
                yield first, second


def _same_titles(group: Sequence[Article]) -> Iterator[tuple[Article, Article]]:
    first: dict[str, Article] = {}
    for article in group:
        if (other := first.setdefault(_title(article), article)) is not article:
            yield other, article


def _title(article: Article) -> str:
    return " ".join(re.findall(r"\w+", normalize("NFKC", article.title).casefold()))


def _figures(title: str) -> tuple[str, ...]:
    """The numbers in a title: those of one series differ in nothing else."""
    return tuple(re.findall(r"\d+", title))


def _alike(first: Article, second: Article, least: float) -> bool:
    """Whether two texts have so many words in common, in their order; figures count, for those of notices differ."""
    words, others = (article.typed.casefold().split()[:2000] for article in (first, second))
    if words == others:
        return True
    if _title(first) == _title(second) and not (words and others):
        return False
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
    return matcher.quick_ratio() >= least and matcher.ratio() >= least


def _ratio(first: str, second: str) -> float:
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio()
