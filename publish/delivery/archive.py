"""The archive as a folder, which only grows: files are written atomically, and one that is the same is left alone.

What points to a file is written after it, and the list of checksums last: whoever reads the folder meanwhile finds
every link leading somewhere, and `verify` names what an interrupted writing has left undone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from publish.base.atomic import write_atomic
from publish.editions.copies import left_beside
from publish.model import ArchiveFile

SUMS = "SHA256SUMS"
"""The list of checksums, as `sha256sum --check` reads it."""


class Finding(NamedTuple):
    """A file that is not what the list of checksums says, or a line of the list that says nothing.

    A copy is a file that a program which keeps folders alike has left beside one that is as it should be.
    """

    kind: Literal["changed", "missing", "extra", "garbled", "copy"]
    path: str
    """A line's is the list's with its number: `SHA256SUMS:3`."""


def put(file: ArchiveFile, folder: Path) -> bool:
    """Write the file below `folder` unless it is there, the same to the last byte; whether it was. Raises OSError."""
    place = folder / file.path
    if place.is_file() and place.stat().st_size == len(file.content) and place.read_bytes() == file.content:
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(place, file.content)
    return True


def fetch(folder: Path, path: str) -> bytes | None:
    """What an archive holds under `path`; None when it does not. Raises OSError when it cannot be read."""
    place = folder / path
    return place.read_bytes() if place.is_file() else None


def is_empty(folder: Path) -> bool:
    """Whether there is nothing in a folder, or no folder. Raises OSError."""
    return not folder.is_dir() or all(_LEFT_BY_SYSTEMS.fullmatch(one.name) for one in folder.iterdir())


def take_out(folder: Path, paths: Iterable[str]) -> int:
    """Delete the files of an archive at `paths`, and folders left empty; how many there were. Raises OSError."""
    count = 0
    for path in paths:
        place = folder / path
        if place.is_file() and not place.is_symlink():
            place.unlink()
            count += 1
            with contextlib.suppress(OSError):  # it is not empty
                place.parent.rmdir()
    return count


def copy(source: Path, folder: Path, paths: Iterable[str]) -> None:
    """Copy the files at `paths`, and the list of checksums, from one archive's folder to another. Raises OSError.

    No link is followed. What is there is not touched: whoever asks has seen that it is the same.
    """
    for path in (*paths, SUMS):
        if (source / path).is_symlink():
            continue
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with (source / path).open("rb") as file, place.open("xb") as made:
            shutil.copyfileobj(file, made)


def seal(
    folder: Path, sums: Mapping[str, str], gone: Collection[str] = frozenset(), *, former: Path | None = None
) -> bool:
    """Write the list of checksums: `sums`, SHA-256 by path, and what the former list has besides; whether it changed.

    Of what the former list has only `gone` is left out, which was taken out by an act of somebody: a file that is
    missing stays on it, to be missed. Lines of the former list that are none are left out. The former list lies in the
    folder itself unless another is named. Raises OSError.
    """
    former = former or folder
    known = dict(_read(former).sums) if (former / SUMS).is_file() else {}
    kept = {path: digest for path, digest in known.items() if path not in sums and path not in gone} | dict(sums)
    lines = "".join(f"{kept[path]}  {path}\n" for path in sorted(kept))
    return put(ArchiveFile(path=SUMS, content=lines.encode()), folder)


class Garbled(Exception):
    """The list of checksums has a line that is none."""


def listed(folder: Path) -> tuple[str, ...]:
    """The paths on the list of checksums; none without a list. Raises OSError, and Garbled for a line that is none."""
    if not (folder / SUMS).is_file():
        return ()
    sums, garbled = _read(folder)
    if garbled:
        raise Garbled(f"line {min(garbled)} of {SUMS} is no checksum")
    return tuple(path for path, _ in sums)


def sums(folder: Path) -> tuple[tuple[str, str], ...]:
    """The lines of the list of checksums that are sound: path and SHA-256; none without a list. Raises OSError."""
    return _read(folder).sums if (folder / SUMS).is_file() else ()


def verify(folder: Path, promised: Mapping[str, str] = MappingProxyType({})) -> tuple[int, tuple[Finding, ...]]:
    """How many files the list of checksums names, and which are not what it says, are missing, or are not on it.

    A file is extra when a folder that the list knows holds it and the list does not: other folders beside them are not
    the list's affair. What a garbled line seems to be about is not extra. What a receipt has `promised`, by path with
    its SHA-256 or nothing, has to be there whether the list names it or not. Raises OSError, and ValueError for a list
    without a checksum.
    """
    listed = _read(folder)
    if not listed.sums:  # cut off by a full disk, or copied as a name alone: it proves nothing
        raise ValueError(f"no line of {SUMS} is a checksum" if listed.garbled else f"{SUMS} is empty")
    findings = {
        Finding("changed" if place.exists() or place.is_symlink() else "missing", path)
        for path, digest in listed.sums
        for place in [folder / path]
        if sha256_of(place) != digest
    }
    findings |= {Finding("garbled", f"{SUMS}:{number}") for number in listed.garbled}
    findings |= set(_not_as_promised(folder, promised, dict(listed.sums)))
    named = {path for path, _ in listed.sums}
    tops = {path.partition("/")[0] for path in named if "/" in path}
    known = named.union(listed.garbled.values())
    others = [path for path in _files(folder, tops) if path not in known]
    copies = left_beside(others, named)
    findings |= {Finding("copy" if path in copies else "extra", path) for path in others}
    return len(named), tuple(sorted(findings, key=lambda finding: (finding.path, finding.kind)))


def _not_as_promised(folder: Path, promised: Mapping[str, str], told: Mapping[str, str]) -> Iterator[Finding]:
    """What a receipt has promised and the list does not name, if it is not there, or names with another digest."""
    for path, digest in promised.items():
        if path not in told and not (folder / path).is_file():
            yield Finding("missing", path)
        elif digest and told.get(path, digest) != digest:
            yield Finding("changed", path)


class _Listed(NamedTuple):
    """A list of checksums, read: every line, whether it agrees with the others or not."""

    sums: tuple[tuple[str, str], ...]
    """SHA-256 by path."""
    garbled: dict[int, str]
    """The lines that are no checksums of a file here, with the path that they seem to be about."""


def _read(folder: Path) -> _Listed:
    """Bytes that are no text make a line that is no checksum."""
    sums: list[tuple[str, str]] = []
    garbled: dict[int, str] = {}
    lines = (folder / SUMS).read_bytes().decode("utf-8", "replace").split("\n")
    for number, line in enumerate(lines, 1):
        if not (line := line.removesuffix("\r")) and number == len(lines):
            continue
        found = re.fullmatch(r"([0-9a-f]{64}) [ *](\S.*)", line)
        if found is None or ".." in found[2].split("/") or found[2].startswith("/"):
            garbled[number] = line.rpartition(" ")[2].removeprefix("*")
        else:
            sums.append((found[2], found[1]))
    return _Listed(tuple(sums), garbled)


def sha256_of(place: Path) -> str:
    """A regular file's SHA-256; empty for anything else."""
    try:
        if not stat.S_ISREG(place.lstat().st_mode):
            return ""
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


_LEFT_BY_SYSTEMS = re.compile(
    r"\.DS_Store|\._.*|Thumbs\.db|ehthumbs\.db|desktop\.ini|\.directory|\.localized|Icon\r", re.I
)
"""Files that systems leave in folders that somebody has looked into: they change nothing of an archive."""


def _files(folder: Path, tops: Iterable[str]) -> Iterator[str]:
    """Every file below the folders `tops`, and beside them when the list names files there; none that systems leave."""
    for top in sorted(tops):
        for parent, folders, names in os.walk(folder / top):
            folders.sort()
            links = [name for name in folders if (Path(parent) / name).is_symlink()]
            for name in (*names, *links):
                if not _LEFT_BY_SYSTEMS.fullmatch(name):
                    yield (Path(parent) / name).relative_to(folder).as_posix()
