"""The archive as a folder, which only grows: files go in whole, those that are the same already are not touched.

What points to a file is written after it, and the list of checksums last: whoever reads the folder meanwhile finds
every link leading somewhere, and `verify` names what an interrupted writing has left undone.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from publish.model import ArchiveFile
from publish.whole import write_whole

SUMS = "SHA256SUMS"
"""The list of checksums, as `sha256sum --check` reads it."""


class Finding(NamedTuple):
    """A file that is not what the list of checksums says."""

    kind: Literal["changed", "missing", "extra"]
    path: str


def put(file: ArchiveFile, folder: Path) -> bool:
    """Write the file below `folder` unless it is there, the same to the last byte; whether it was. Raises OSError."""
    place = folder / file.path
    if place.is_file() and place.stat().st_size == len(file.content) and place.read_bytes() == file.content:
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, file.content)
    return True


def fetch(folder: Path, path: str) -> bytes | None:
    """What an archive holds under `path`; None when it does not. Raises OSError when it cannot be read."""
    place = folder / path
    return place.read_bytes() if place.is_file() else None


def seal(folder: Path, sums: Mapping[str, str]) -> bool:
    """Write the list of checksums: `sums`, SHA-256 by path, and what the former list has besides; whether it changed.

    Raises OSError, and ValueError for a former list that is none.
    """
    known = dict(_read(folder)) if (folder / SUMS).is_file() else {}
    kept = {path: digest for path, digest in known.items() if path not in sums and (folder / path).is_file()} | dict(
        sums
    )
    lines = "".join(f"{kept[path]}  {path}\n" for path in sorted(kept))
    return put(ArchiveFile(path=SUMS, content=lines.encode()), folder)


def verify(folder: Path) -> tuple[int, tuple[Finding, ...]]:
    """How many files the list of checksums names, and which are not what it says, are missing, or are not on it.

    A file is extra when a folder that the list knows holds it and the list does not: other folders beside them are not
    the list's affair. Raises OSError, and ValueError for a list that is none.
    """
    sums = dict(_read(folder))
    if not sums:  # cut off by a full disk, or copied as a name alone: it proves nothing
        raise ValueError(f"{SUMS} is empty")
    findings = [
        Finding("changed" if place.exists() or place.is_symlink() else "missing", path)
        for path, digest in sums.items()
        for place in [folder / path]
        if _digest(place) != digest
    ]
    tops = {path.partition("/")[0] for path in sums if "/" in path}
    findings += [Finding("extra", path) for path in _files(folder, tops) if path not in sums]
    return len(sums), tuple(sorted(findings, key=lambda finding: (finding.path, finding.kind)))


def _read(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{SUMS} is not a text") from None
    for number, line in enumerate(lines, 1):
        found = re.fullmatch(r"([0-9a-f]{64}) [ *](\S.*)", line)
        if found is None or ".." in found[2].split("/") or found[2].startswith("/"):
            raise ValueError(f"line {number} of {SUMS} is no checksum")
        yield found[2], found[1]


def _digest(place: Path) -> str:
    """A regular file's SHA-256; empty for anything else."""
    try:
        if not stat.S_ISREG(place.lstat().st_mode):
            return ""
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _files(folder: Path, tops: Iterable[str]) -> Iterator[str]:
    """Every file below the folders `tops`, and beside them when the list names files there."""
    for top in sorted(tops):
        for parent, folders, names in os.walk(folder / top):
            folders.sort()
            links = [name for name in folders if (Path(parent) / name).is_symlink()]
            for name in (*names, *links):
                yield (Path(parent) / name).relative_to(folder).as_posix()
