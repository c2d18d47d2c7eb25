"""What finished files look like: workers draw it, once for a file's bytes, and the shelf keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from publish.model import Artifact, Shelfmark
from publish.value import Value
from publish.workshop import ends
from publish.workshop.executors import Executor, work
from publish.workshop.orders import fetch
from publish.workshop.shelf import Shelf

Face = tuple[bytes, bytes]
"""An ebook's cover, and any file's face for a list, as JPEGs; empty bytes where there is none."""


class _Drawn(Value):
    """The SHA-256 of each picture on the shelf; empty for none."""

    cover: str
    small: str


def faces(
    marks: Sequence[Shelfmark], shelf: Shelf, draw: Callable[[Artifact], Face], jobs: int
) -> Iterator[tuple[int, Face | ends.End | None]]:
    """The face of each of the files, in no fixed order, with its index; None where the shelf has lost the file.

    Raises OSError.
    """
    keys = [shelf.key("face", mark.sha256, mark.artifact.suffix) for mark in marks]
    missing: list[int] = []
    for index, key in enumerate(keys):
        drawn = shelf.get(key, _Drawn)
        found = _kept(drawn, shelf) if drawn else None
        if found is None:
            missing.append(index)
        else:
            yield index, found
    doing = work(
        partial(_draw, shelf.reopened(), draw),
        [marks[index] for index in missing],
        Executor(jobs=jobs),
        size=lambda mark: mark.size,
        preload="",
    )
    for at, product in doing:
        index = missing[at]
        if isinstance(product, _Drawn):
            shelf.put(keys[index], product)
            yield index, _kept(product, shelf)
        else:
            yield index, product


def _draw(shelf: Shelf, draw: Callable[[Artifact], Face], mark: Shelfmark) -> _Drawn | None:
    artifact = fetch(mark, shelf)
    if artifact is None:
        return None
    cover, small = draw(artifact)
    return _Drawn(cover=shelf.add(cover) if cover else "", small=shelf.add(small) if small else "")


def _kept(drawn: _Drawn, shelf: Shelf) -> Face | None:
    """The pictures; None when the shelf has lost one."""
    cover, small = (shelf.fetch(digest) if digest else b"" for digest in (drawn.cover, drawn.small))
    return None if cover is None or small is None else (cover, small)
