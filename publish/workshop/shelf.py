"""The shelf is the cache on disk: what was made is used again as long as nothing that it was made of has changed.

    records/    packed values, each by the digest of everything it depends on
    together    the short records once more in one file, since opening ten thousand files takes a while
    contents/   finished files and pictures, by their own SHA-256

Every file is written atomically, so two builds may use the shelf at once. Every file carries its own digest, so what
the disk has spoilt is a miss and not an error. What is read is checked against its type: nothing in it is executed.

Traps: a finished file in build/ is a hard link to its content where the file system has such links. Whoever writes into
that file writes into the content too; it then has another digest, and is a miss. A link has one time of last change for
all its names, so contents are never touched; when one went out of use is known by its inode's change, which the kernel
notes when a name goes (stat(2), st_ctime).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from publish.base.atomic import link_atomic, write_atomic
from publish.media.assets import without_content
from publish.model import Agenda, Article, Edition, HouseStyle, Order, Publication
from publish.value import Value, pack, unpack

WAITING = 2 * 2**30
"""Bytes of finished files and pictures that nothing uses any more; beyond that the oldest are deleted."""

REMEMBERED = 2**30
"""Bytes of records that this run did not ask for; beyond that the oldest are deleted."""

SHORT, TOGETHER = 2**10, 50_000
"""A record of at most so many bytes is written into `together` too, which holds so many of them, the newest."""

UNSWEPT = 2**28
"""Bytes that may be added between two sweeps, which visit every file: there may be a hundred thousand."""

Kind = TypeVar("Kind")
_SHARED = (Article, Agenda, HouseStyle, Publication)
"""Values that many orders hold: each is digested once."""

_HOLDERS: dict[type[Value], tuple[str, ...]] = {
    Edition: ("articles", "agenda", "publication"),
    Order: ("edition", "style", "originals"),
}
"""Values that hold them, and in which fields."""

_DIVIDED: tuple[type, ...] = (*_SHARED, *_HOLDERS)
_Getter = Callable[[Any], tuple[object, ...]]
_FIELDS: dict[type, tuple[_Getter, _Getter]] = {
    kind: (attrgetter(*(name for name in kind.__struct_fields__ if name not in those)), attrgetter(*those))
    for kind, those in _HOLDERS.items()
}
"""For each of them, a getter of its other fields and a getter of those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A cache in the folder `place`."""

    place: Path
    tools: str
    """The digest of everything that draws a file; it is part of every key."""
    passed_over: bool = False
    """Whether nothing is taken from here, so that everything is made again."""
    _digests: dict[int, tuple[object, bytes]] = field(default_factory=dict, repr=False, compare=False)
    _used: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    """Records that were asked for, by their keys, which a sweep leaves: the short ones packed, of others no bytes."""
    _together: list[dict[str, bytes]] = field(default_factory=list, repr=False, compare=False)
    """The short records of earlier runs, once they have been read."""
    _pictures: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    _intact: set[str] = field(default_factory=set, repr=False, compare=False)
    """SHA-256 of the pictures that have been verified; a sweep leaves them, since an article shows them."""
    _put: list[int] = field(default_factory=list, repr=False, compare=False)
    """The sizes in bytes of what this run added."""

    @property
    def root(self) -> Path:
        """The folder of the publication whose shelf it is: it lies in build/."""
        return self.place.parents[1]

    @property
    def grown(self) -> int:
        """Bytes that this run added."""
        return sum(self._put)

    def key(self, *what: object) -> str:
        """The digest of values of the press, with `tools`: equal for equal values, in any process on any machine."""
        return hashlib.sha256(pack((self.tools, [self._digested(each) for each in what]))).hexdigest()

    def get(self, key: str, kind: type[Kind]) -> Kind | None:
        """The value under `key`; None when there is none, or it is damaged. Raises OSError."""
        if self.passed_over:
            return None
        packed = self._short().get(key) or _verified(self._record(key))
        if packed is None:
            return None
        self._note(key, packed)
        try:
            return unpack(packed, kind)
        except ValueError:
            return None

    def put(self, key: str, value: object) -> None:
        """Store a value under `key`. Raises OSError."""
        packed = pack(value)
        _save(Path(self._record(key)), packed)
        self._short().pop(key, None)  # this one takes precedence
        self._note(key, packed)
        self._put.append(len(packed))

    def add(self, content: bytes) -> str:
        """Store a content, and return its SHA-256, by which `fetch` finds it. Raises OSError."""
        digest = hashlib.sha256(content).hexdigest()
        if self.passed_over or self.fetch(digest) is None:
            write_atomic(Path(self._content(digest)), content)
            self._put.append(len(content))
        return digest

    def grew(self, size: int) -> None:
        """Take note that another process has put so many bytes here for this run."""
        self._put.append(size)

    def add_picture(self, content: bytes) -> None:
        """Store a picture that an article shows; a sweep leaves it. Raises OSError."""
        self._intact.add(self.add(content))

    def has(self, digest: str) -> bool:
        """Whether there is a content of this SHA-256, damaged or not."""
        return os.path.exists(self._content(digest))  # noqa: PTH110

    def fetch(self, digest: str) -> bytes | None:
        """A content by its SHA-256; None when there is none, or it is damaged. Raises OSError."""
        content = _read(self._content(digest))
        return content if content is not None and hashlib.sha256(content).hexdigest() == digest else None

    def is_intact(self, digest: str) -> bool:
        """Whether a picture is here and undamaged; each is read and verified once. Raises OSError."""
        if digest not in self._intact and self.fetch(digest) is not None:
            self._intact.add(digest)
        return digest in self._intact

    def picture(self, digest: str) -> bytes | None:
        """A picture by its SHA-256, read once: the same object for every article that has it. Raises OSError."""
        if digest not in self._pictures:
            content = self.fetch(digest)
            if content is None:
                return None
            self._pictures[digest] = content
        return self._pictures[digest]

    def write_to(self, digest: str, place: Path) -> bool:
        """Write a content to `place` atomically; False when there is none, or it is damaged. Raises OSError."""
        content = self.fetch(digest)
        if content is None:
            return False
        try:
            link_atomic(place, Path(self._content(digest)))
        except OSError:  # no links on this file system, or too many of them already
            write_atomic(place, content)
        return True

    def reopened(self) -> Shelf:
        """The same shelf for another process, without what this one has in memory."""
        return Shelf(place=self.place, tools=self.tools, passed_over=self.passed_over)

    def gather(self) -> None:
        """Write the short records of this run and the last ones into one file, for the next. Raises OSError."""
        short = {key: packed for key, packed in self._used.items() if packed}
        every = {key: packed for key, packed in self._short().items() if key not in short} | short
        kept = list(every.items())[-TOGETHER:]
        if kept != list(self._short().items()):
            _save(self.place / "together", pack(dict(kept)))

    def sweep(self) -> None:
        """Delete what went out of use longest ago, beyond what the shelf may hold. Raises OSError."""
        pictures = set(map(self._content, self._intact))
        contents = [(file.stat(), file.path) for file in _files(self.place / "contents") if file.path not in pictures]
        _cut([(status.st_ctime_ns, status.st_size, path) for status, path in contents if status.st_nlink == 1], WAITING)
        used = {self._record(key) for key in self._used}
        records = [(file.stat(), file.path) for file in _files(self.place / "records") if file.path not in used]
        _cut([(status.st_mtime_ns, status.st_size, path) for status, path in records], REMEMBERED)

    def _note(self, key: str, packed: bytes) -> None:
        self._used[key] = packed if len(packed) <= SHORT else b""

    def _short(self) -> dict[str, bytes]:
        if not self._together:
            packed = _verified(f"{self.place}/together")
            try:
                self._together.append(unpack(packed, dict[str, bytes]) if packed else {})
            except ValueError:
                self._together.append({})
        return self._together[0]

    def _record(self, key: str) -> str:
        return f"{self.place}/records/{key[:2]}/{key[2:]}"

    def _content(self, digest: str) -> str:
        return f"{self.place}/contents/{digest[:2]}/{digest[2:]}"

    def _digested(self, value: object) -> object:
        """A value as it goes into a key: the digest of a part that others share, and anything else as it is."""
        if isinstance(value, _SHARED):
            known = self._digests.get(id(value))
            if known is None:
                # A picture counts by its digest, whether its content is in the article or on the shelf.
                packed = pack((type(value).__name__, without_content(value) if isinstance(value, Article) else value))
                known = self._digests[id(value)] = value, hashlib.sha256(packed).digest()
            return known[1]
        if isinstance(value, tuple) and value and isinstance(value[0], _DIVIDED):
            return [self._digested(each) for each in value]
        if fields := _FIELDS.get(type(value)):
            others, those = fields
            return [type(value).__name__, others(value), *map(self._digested, those(value))]
        return value


def _read(place: str) -> bytes | None:
    try:
        with open(place, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except FileNotFoundError:
        return None


def _verified(place: str) -> bytes | None:
    """What a record's file holds after its digest of 32 bytes; None when there is none, or it is damaged."""
    written = _read(place)
    if written is None or hashlib.sha256(written[32:]).digest() != written[:32]:
        return None
    return written[32:]


def _save(place: Path, packed: bytes) -> None:
    write_atomic(place, hashlib.sha256(packed).digest() + packed, lasting=False)


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Every file in the folders of `folder`."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return
    for name in names:
        with os.scandir(name) as files:
            yield from files


def _cut(files: list[tuple[int, int, str]], most: int) -> None:
    """Delete the oldest of (time, bytes, path) until no more than `most` bytes are left."""
    left = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if left <= most:
            return
        Path(path).unlink(missing_ok=True)
        left -= size
