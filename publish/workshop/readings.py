"""Reading goes through the shelf: an article that was read before is taken from there, its pictures stored apart.

A picture that many articles show is stored once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from publish.media.assets import assets, with_content, without_content
from publish.model import Article, Manuscript
from publish.problem import Problem
from publish.value import Value, replace
from publish.workshop import ends
from publish.workshop.executors import READING, Executor, work
from publish.workshop.shelf import Shelf


class Reading(Value):
    """What came of reading a manuscript."""

    source: str
    """The manuscript's path."""
    article: Article | None
    problems: tuple[Problem, ...]
    looked: tuple[tuple[str, str], ...] = ()
    """Each picture that was asked for, as the author wrote it, and the SHA-256 of what was found; empty for nothing."""
    key: str = ""
    """Where it is on the shelf; empty when it is not there."""


Find = Callable[[str], bytes]
"""Gives the bytes of a picture by its path as the author wrote it. Raises OSError when it has none."""


def each(
    read: Callable[..., Any],
    manuscripts: Sequence[Manuscript],
    *,
    language: str,
    pictures: Callable[[str], Find],
    executor: Executor,
    shelf: Shelf | None,
) -> Iterator[Reading]:
    """Read each manuscript, or take it from the shelf as it was read before, and put it there. Raises OSError.

    With a shelf the contents of pictures stay there, until `complete` or the making of an order fetches it.
    """
    unread: list[tuple[Manuscript, str]] = []
    for manuscript in manuscripts:
        key = shelf.key("reading", language, manuscript) if shelf else ""
        reading = get(shelf, key) if shelf else None
        if reading is not None and is_current(reading, pictures(manuscript.path)):
            yield reading
        else:
            unread.append((manuscript, key))
    make = partial(read, language, pictures, shelf.reopened() if shelf else None)
    texts = [manuscript for manuscript, _ in unread]
    for index, product in work(make, texts, executor, size=_length, preload=READING):
        manuscript, key = unread[index]
        if isinstance(product, ends.End):
            problem = ends.problem(product, manuscript.path, shelf.root if shelf else None)
            yield Reading(source=manuscript.path, article=None, problems=(problem,))
        else:
            article, problems, looked = product
            reading = Reading(source=manuscript.path, article=article, problems=problems, looked=looked)
            yield put(shelf, key, reading) if shelf else reading


def _length(manuscript: Manuscript) -> int:
    return len(manuscript.content)


def put(shelf: Shelf, key: str, reading: Reading) -> Reading:
    """Store a reading, unless it asked for a picture that is not there: tomorrow it may be. Raises OSError.

    What is returned has no contents of pictures if it was stored.
    """
    if any(not found for _, found in reading.looked):
        return reading
    if reading.article is not None:
        for asset in assets(reading.article):
            shelf.add_picture(asset.content)
        reading = replace(reading, article=without_content(reading.article))
    reading = replace(reading, key=key)
    shelf.put(key, reading)
    return reading


def get(shelf: Shelf, key: str) -> Reading | None:
    """The reading under `key`, without the contents of its pictures; None when one is missing or damaged. OSError."""
    reading = shelf.get(key, Reading)
    if reading is None or reading.article is None:
        return reading
    digests = (asset.sha256 for asset in assets(reading.article) if not asset.content)
    return reading if all(map(shelf.is_intact, digests)) else None


def complete(shelf: Shelf, reading: Reading) -> Reading:
    """A reading with the contents of its pictures. Raises OSError."""
    if reading.article is None:
        return reading
    return replace(reading, article=with_content(reading.article, shelf.picture))


def is_current(reading: Reading, find: Callable[[str], bytes]) -> bool:
    """Whether every picture is still what it was when the manuscript was read."""
    for asked, digest in reading.looked:
        try:
            if hashlib.sha256(find(asked)).hexdigest() != digest:
                return False
        except OSError:
            return False
    return True
