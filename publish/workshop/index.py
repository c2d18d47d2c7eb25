"""What the last build saw, by which the next one knows what has changed without reading anything.

Like git's index: a file that has the size, the time of change and the inode that it had is taken for the same. The
times are the file system's own: of what a publication is made of, when anything of it last changed, which no program
can set (st_ctime); of what was made, when it was written (st_mtime), since a new name for a file changes the other. A
file that changed while the build began, or so shortly before that its time of change may not tell a later change from
it, is not taken for the same (git calls such an entry racy). Nothing heavy is imported here, and few paths are made
objects of: there may be ten thousand.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from publish.base.atomic import write_atomic

FORM = 4
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
        return frozenset(path for path, told in self.files.items() if told[1] > self.taken - TICK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
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
    sight: Snapshot = field(default_factory=lambda: Snapshot(files={}, taken=0, digest=""))
    readings: Mapping[str, Reading] = field(default_factory=dict)
    made: Mapping[str, tuple[Signature, str]] = field(default_factory=dict)
    """Each finished file in its place, and its SHA-256."""
    grown: int = 0
    """Bytes that were put on the shelf since it was swept."""


def take_snapshot(root: Path, folders: Iterable[str | Path], shelf: Path) -> Snapshot:
    """See what there is in `folders`, each below `root` or a path of its own. Raises OSError."""
    shelf.mkdir(parents=True, exist_ok=True)
    # A file is touched to be told the time by the file system that will stamp the changes.
    clock = shelf / "clock"
    clock.touch()
    files: dict[str, Signature] = {}
    for folder in folders:
        files.update(_walk(str(root / folder), str(folder)))
    digest = hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()
    return Snapshot(files=files, taken=clock.stat().st_ctime_ns, digest=digest)


def sign(places: Iterable[str | Path]) -> dict[str, Signature]:
    """The signatures of files or folders; one that is not there has none."""
    found = {}
    for place in places:
        try:
            told = os.stat(place)  # noqa: PTH116
        except OSError:
            continue
        found[str(place)] = told.st_size, told.st_mtime_ns, told.st_ino
    return found


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


def _changed(told: os.stat_result) -> Signature:
    return told.st_size, told.st_ctime_ns, told.st_ino


# What is written down


def recall(shelf: Path) -> Index:
    """What the last build left; an empty index when there is none, or it is not whole."""
    from publish.value import unpack

    try:
        return _respelt(unpack(_load(shelf / "index"), Index), lambda name: os.fsdecode(name.encode("latin-1")))
    except ValueError:
        return Index()


def remember(index: Index, shelf: Path) -> None:
    """Write it down for the next build. Raises OSError."""
    from publish.value import pack

    _save(shelf / "index", pack(_respelt(index, lambda name: os.fsencode(name).decode("latin-1"))))


def _respelt(index: Index, spell: Callable[[str], str]) -> Index:
    """The same with paths spelt in another way: a file's name need not be UTF-8, and what is packed has to be."""
    return replace(
        index,
        installed=spell(index.installed),
        places={spell(place): told for place, told in index.places.items()},
        sight=replace(index.sight, files={spell(path): told for path, told in index.sight.files.items()}),
    )


def _load(place: Path) -> bytes:
    """What was saved there; nothing when it is not there, not whole, or of another form."""
    try:
        digest, _, told = place.read_bytes().partition(b"\n")
    except OSError:
        return b""
    return told if _digest(told) == digest else b""


def _save(place: Path, told: bytes) -> None:
    write_atomic(place, _digest(told) + b"\n" + told, lasting=False)


def _digest(told: bytes) -> bytes:
    return hashlib.sha256(b"%d\n" % FORM + told).hexdigest().encode()


# What has changed


def unchanged(before: Index, now: Snapshot) -> dict[str, Reading]:
    """The articles for which nothing that was looked at has changed."""
    was, fresh = before.sight.files, before.sight.fresh
    moved = {path for path in {*was, *now.files} if was.get(path) != now.files.get(path)} | fresh
    return {
        path: reading
        for path, reading in before.readings.items()
        if path in now.files and path not in moved and moved.isdisjoint(reading.looked)
    }


# What was said


def told(shelf: Path, request: Sequence[object], sight: Snapshot) -> dict[str, Any] | None:
    """What a build said to the same request, if it saw the same and all that it made is still in its place."""
    seen, _, said = _load(_report(shelf, request)).partition(b"\n")
    if seen.decode() != sight.digest or sight.fresh:
        return None
    kept = json.loads(said)
    if kept["installed"] != installed():
        return None
    for known in (kept["places"], kept["made"]):
        if sign(known) != {place: tuple(each) for place, each in known.items()}:
            return None
    report: dict[str, Any] = kept["report"]
    return report


def tell(
    shelf: Path, request: Sequence[object], index: Index, made: Mapping[str, Signature], report: Mapping[str, Any]
) -> None:
    """Write down what was said to a request, and the finished files that it was said of. Raises OSError."""
    kept = {"installed": index.installed, "places": index.places, "made": made, "report": report}
    place = _report(shelf, request)
    _save(place, index.sight.digest.encode() + b"\n" + json.dumps(kept, separators=(",", ":")).encode())
    for old in sorted(place.parent.iterdir(), key=lambda each: each.stat().st_mtime_ns)[:-REPORTS]:
        old.unlink(missing_ok=True)


REPORTS = 16
"""How many requests are remembered."""


def _report(shelf: Path, request: Sequence[object]) -> Path:
    return shelf / "reports" / f"{hashlib.sha256(json.dumps(request).encode()).hexdigest()[:32]}"
