"""Metadata is taken out of photographs in an archive that older versions made: above all where one was taken."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

from publish.base.cache import remembered
from publish.media.faults import Unusable
from publish.media.raster import without_metadata
from publish.model import ArchiveFile
from publish.problem import Problem

PICTURES = "pictures/"


def find(
    place: str, kept: Sequence[str], fetch: Callable[[str], bytes | None], sums: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The pictures of an archive that hold metadata, and a problem for each ebook that has such pictures.

    `place` is the archive's folder from the publication's, `fetch` gives what lies under a path, and `sums` are the
    SHA-256 of files: one that was looked into before is not read again. `clean` gives a picture without it.
    """

    def marked(path: str, look: Callable[[str, bytes], bool]) -> bool:
        def found() -> bool:
            return (content := fetch(path)) is not None and look(path, content)

        return remembered(bool, found, "metadata", path, sums[path]) if path in sums else found()

    pictures = (path for path in kept if path.startswith(PICTURES))
    ebooks = (path for path in kept if path.endswith(".epub"))
    return (
        tuple(path for path in pictures if marked(path, _says_more)),
        tuple(_problem(f"{place}/{path}") for path in ebooks if marked(path, _has_metadata)),
    )


def clean(path: str, content: bytes) -> ArchiveFile:
    """A picture of an archive without its metadata."""
    return ArchiveFile(path=path, content=stripped(path, content) or content)


def stripped(path: str, content: bytes) -> bytes | None:
    """A picture of the pages without its metadata; None when it has none.

    A picture is named by its content: one that is not what its name says was mended before, or is damaged, and stays.
    """
    if hashlib.sha256(content).hexdigest()[:16] not in path:
        return None
    plain = _plain(content)
    return plain if plain != content else None


def _problem(path: str) -> Problem:
    return Problem(
        code="P15",
        path=path,
        line=None,
        message="an ebook that is made no longer has photographs that say where and when they were taken",
        hint="put its edition back into publication.toml for one `publish archive`, or take the file away",
    )


def _says_more(path: str, content: bytes) -> bool:
    return stripped(path, content) is not None


def _has_metadata(path: str, content: bytes) -> bool:  # noqa: ARG001
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return any(_plain(part) != part for name in book.namelist() if (part := book.read(name)))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError):
        return False  # a damaged one is an affair of `publish verify`


def _plain(content: bytes) -> bytes:
    try:
        return without_metadata(content)
    except Unusable:
        return content
