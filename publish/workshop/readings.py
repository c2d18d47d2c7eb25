"""Articles as they were read wait on the shelf too, their pictures apart: one in many articles is there once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from publish.model import Article, Asset
from publish.problem import Problem
from publish.value import Value, replace
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


class _Record(Value):
    reading: Reading
    pictures: tuple[str, ...]


def put(shelf: Shelf, key: str, reading: Reading) -> Reading:
    """Keep a reading, unless it asked for a picture that is not there: tomorrow it may be. Raises OSError."""
    if any(not found for _, found in reading.looked):
        return reading
    reading = replace(reading, key=key)
    article, assets = reading.article, _assets(reading.article)
    pictures = tuple(shelf.keep(asset.content) for asset in assets)
    if article is not None:
        article = _dressed(article, [replace(asset, content=b"") for asset in assets])
    shelf.put(key, _Record(reading=replace(reading, article=article), pictures=pictures))
    return reading


def look(shelf: Shelf, key: str) -> Reading | None:
    """What was kept under `key`, all its pictures with it. Raises OSError."""
    record = shelf.look(key, _Record)
    if record is None:
        return None
    if not record.pictures:
        return record.reading
    contents = [content for digest in record.pictures if (content := shelf.picture(digest)) is not None]
    if len(contents) < len(record.pictures):
        return None
    reading = record.reading
    assert reading.article is not None  # whose pictures they are
    bare = zip(_assets(reading.article), contents, strict=True)
    dressed = [replace(asset, content=content) for asset, content in bare]
    return replace(reading, article=_dressed(reading.article, dressed))


def still(reading: Reading, find: Callable[[str], bytes]) -> bool:
    """Whether every picture is still what it was when the manuscript was read."""
    for asked, digest in reading.looked:
        try:
            if hashlib.sha256(find(asked)).hexdigest() != digest:
                return False
        except OSError:
            return False
    return True


def _assets(article: Article | None) -> list[Asset]:
    if article is None:
        return []
    return [*article.assets, *([article.picture.asset] if article.picture else [])]


def _dressed(article: Article, assets: list[Asset]) -> Article:
    """The article with these in place of its assets."""
    if not assets:
        return article
    of = iter(assets)
    inner = tuple(next(of) for _ in article.assets)
    picture = replace(article.picture, asset=next(of)) if article.picture else None
    return replace(article, assets=inner, picture=picture)
