"""The index says what the last build saw, so that the next one knows what has changed without reading anything.

It works like git's index: a file that has the size, the time of change and the inode that it had is taken for the same.
The times are the file system's own: of what a publication is made of and with, when anything of it last changed, which
no program can set (st_ctime); of what was made, when it was written (st_mtime), since a new name for a file changes the
other. A file that changed while the build began, or so shortly before that its time of change may not tell a later
change from it, is not taken for the same (git calls such an entry racy). Nothing heavy is imported here, and paths stay
strings: there may be ten thousand.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import time_ns
from typing import Any

from publish.base.atomic import write_atomic

FORM = 6
"""Of the files below; one of another form is not read."""

TICK = 2 * 10**9
"""Nanoseconds between two times of change that any file system tells apart (FAT: two seconds)."""

Signature = tuple[int, int, int]
"""Size, time of change in nanoseconds, inode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What there is at one moment: everything that a publication may be made of."""

    files: Mapping[str, Signature]
    """By path: from the publication's folder, or from the root for what lies elsewhere."""
    taken: int
    """When it was looked at, by the file system's time."""
    digest: str
    """The same for the same files."""

    @property
    def fresh(self) -> frozenset[str]:
        """Files whose next change may go unseen."""
        return frozenset(path for path, signature in self.files.items() if signature[1] > self.taken - TICK)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingEntry:
    """How an article was read: where it is on the shelf, and which files were looked at for it."""

    key: str
    looked: tuple[str, ...]
    """Paths from the publication's folder, those where nothing was found among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What is remembered from one build to the next."""

    tools: str = ""
    """The digest of what draws files, as long as `places` are as they were, for whoever is `installed` so."""
    installed: str = ""
    places: Mapping[str, Signature] = field(default_factory=dict)
    snapshot: Snapshot = field(default_factory=lambda: Snapshot(files={}, taken=0, digest=""))
    readings: Mapping[str, ReadingEntry] = field(default_factory=dict)
    made: Mapping[str, tuple[Signature, str]] = field(default_factory=dict)
    """Each finished file in its place, and its SHA-256."""
    grown: int = 0
    """Bytes that were put on the shelf since it was swept."""


def take_snapshot(root: Path, folders: Iterable[str | Path], shelf: Path) -> Snapshot:
    """See what there is in `folders`, each below `root` or a path of its own. Raises OSError."""
    shelf.mkdir(parents=True, exist_ok=True)
    # Touching a file gives the time of the file system that will stamp the changes.
    clock = shelf / "clock"
    clock.touch()
    files: dict[str, Signature] = {}
    for folder in folders:
        files.update(_walk(str(root / folder), str(folder)))
    return Snapshot(files=files, taken=clock.stat().st_ctime_ns, digest=_digest_of(files))


def seen_again(snapshot: Snapshot, root: Path, places: Iterable[str]) -> Snapshot:
    """The snapshot with the files and folders at `places` below `root` as they are now. Raises OSError."""
    files = dict(snapshot.files)
    for place in places:
        files = {path: one for path, one in files.items() if path != place and not path.startswith(f"{place}/")}
        files.update(_walk(str(root / place), place))
    return replace(snapshot, files=files, digest=_digest_of(files))


def _digest_of(files: Mapping[str, Signature]) -> str:
    return hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()


def sign(places: Iterable[str | Path], *, by_change: bool = False) -> dict[str, Signature]:
    """The signatures of files or folders; one that is not there has none.

    They have the times when they were written, or with `by_change` when anything of them last changed.
    """
    found = {}
    for place in places:
        try:
            status = os.stat(place)  # noqa: PTH116
        except OSError:
            continue
        found[str(place)] = status.st_size, status.st_ctime_ns if by_change else status.st_mtime_ns, status.st_ino
    return found


def settled(signed: Mapping[str, Signature]) -> bool:
    """Whether the next change of any of these will be seen: none has changed in this moment, or after it."""
    return max((when for _, when, _ in signed.values()), default=0) < time_ns() - TICK


def installed() -> str:
    """Where this program and its libraries are: another that makes the same publication may be another version."""
    return f"{Path(__file__).parents[1]}\n{sys.prefix}"


def _walk(place: str, name: str) -> Iterator[tuple[str, Signature]]:
    try:
        entries = os.scandir(place)
    except NotADirectoryError:
        yield name, _changed(os.stat(place))  # noqa: PTH116
        return
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            within = f"{name}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, within)
                continue
            try:
                yield within, _changed(entry.stat())
            except OSError:  # a link to nowhere, or gone in this moment
                yield within, (-1, -1, -1)


def _changed(status: os.stat_result) -> Signature:
    return status.st_size, status.st_ctime_ns, status.st_ino


# On the disk


def recall(shelf: Path) -> Index:
    """The last build's index; an empty one when there is none, or it is damaged."""
    from publish.value import unpack

    try:
        return _respelt(unpack(_load(shelf / "index"), Index), lambda name: os.fsdecode(name.encode("latin-1")))
    except ValueError:
        return Index()


def remember(index: Index, shelf: Path) -> None:
    """Store the index for the next build. Raises OSError."""
    from publish.value import pack

    _save(shelf / "index", pack(_respelt(index, lambda name: os.fsencode(name).decode("latin-1"))))


def _respelt(index: Index, spell: Callable[[str], str]) -> Index:
    """The same with paths spelt in another way: a file's name need not be UTF-8, and what is packed has to be."""
    return replace(
        index,
        installed=spell(index.installed),
        places={spell(place): signature for place, signature in index.places.items()},
        snapshot=replace(
            index.snapshot, files={spell(path): signature for path, signature in index.snapshot.files.items()}
        ),
    )


def _load(place: Path) -> bytes:
    """The bytes saved there; none when there are none, or they are damaged or of another form."""
    try:
        digest, _, packed = place.read_bytes().partition(b"\n")
    except OSError:
        return b""
    return packed if _digest(packed) == digest else b""


def _save(place: Path, packed: bytes) -> None:
    write_atomic(place, _digest(packed) + b"\n" + packed, lasting=False)


def _digest(packed: bytes) -> bytes:
    return hashlib.sha256(b"%d\n" % FORM + packed).hexdigest().encode()


# What has changed


def unchanged(before: Index, now: Snapshot) -> dict[str, ReadingEntry]:
    """The articles for which nothing that was looked at has changed."""
    was, fresh = before.snapshot.files, before.snapshot.fresh
    moved = {path for path in {*was, *now.files} if was.get(path) != now.files.get(path)} | fresh
    return {
        path: reading
        for path, reading in before.readings.items()
        if path in now.files and path not in moved and moved.isdisjoint(reading.looked)
    }


# Reports


def last_report(shelf: Path, request: Sequence[object], snapshot: Snapshot) -> dict[str, Any] | None:
    """The report of a build of the same request, if it saw the same and all that it made is still in its place."""
    seen, _, output = _load(_report(shelf, request)).partition(b"\n")
    if seen.decode() != snapshot.digest or snapshot.fresh:
        return None
    kept = json.loads(output)
    if kept["installed"] != installed():
        return None
    for known, by_change in ((kept["places"], True), (kept["made"], False)):
        if sign(known, by_change=by_change) != {place: tuple(each) for place, each in known.items()}:
            return None
    report: dict[str, Any] = kept["report"]
    return report


def record_report(
    shelf: Path, request: Sequence[object], index: Index, made: Mapping[str, Signature], report: Mapping[str, Any]
) -> None:
    """Store the report on a request, with the signatures of the finished files it names. Raises OSError."""
    kept = {"installed": index.installed, "places": index.places, "made": made, "report": report}
    place = _report(shelf, request)
    _save(place, index.snapshot.digest.encode() + b"\n" + json.dumps(kept, separators=(",", ":")).encode())
    for old in sorted(place.parent.iterdir(), key=lambda each: each.stat().st_mtime_ns)[:-REPORTS]:
        old.unlink(missing_ok=True)


REPORTS = 16
"""How many requests have their report stored."""


def _report(shelf: Path, request: Sequence[object]) -> Path:
    return shelf / "reports" / f"{hashlib.sha256(json.dumps(request).encode()).hexdigest()[:32]}"
