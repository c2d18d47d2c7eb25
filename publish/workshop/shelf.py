"""The shelf: what was made once waits here to be used again, as long as nothing that it was made of has changed.

    records/    what is known of a piece of work, by the digest of everything it depends on
    together    the short ones of these once more: to open ten thousand files takes a while
    contents/   finished files and pictures, by their own digest

Every file on it is written beside its name and renamed, so two builds may use it at once; and every file says its own
digest, so that what the disk has spoilt is a miss and not a fault. What is read is checked against its type: nothing
in it can run.

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
"""Bytes of finished files and pictures that nothing uses any more; beyond that the oldest go."""

REMEMBERED = 2**30
"""Bytes of records that this run did not ask for; beyond that the oldest go."""

SHORT, TOGETHER = 2**10, 50_000
"""Bytes of a record that is kept in one file with others too, and how many are; the rest in that file go, oldest first.
"""

UNSWEPT = 2**28
"""Bytes that may be put here until it is looked through for what is to go: there may be a hundred thousand files."""

Kind = TypeVar("Kind")
_SHARED = (Article, Agenda, HouseStyle, Publication)
"""Values that many orders hold: each is digested once."""

_HOLDERS: dict[type[Value], tuple[str, ...]] = {
    Edition: ("articles", "agenda", "publication"),
    Order: ("edition", "style", "originals"),
}
"""Values that hold them, and in which fields."""

_LOOKED_INTO: tuple[type, ...] = (*_SHARED, *_HOLDERS)
_Getter = Callable[[Any], tuple[object, ...]]
_FIELDS: dict[type, tuple[_Getter, _Getter]] = {
    kind: (attrgetter(*(name for name in kind.__struct_fields__ if name not in those)), attrgetter(*those))
    for kind, those in _HOLDERS.items()
}
"""How the other fields of these are had, and how those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A folder where things wait."""

    place: Path
    tools: str
    """The digest of everything that draws a file: under another one nothing here is found."""
    passed_over: bool = False
    """Whether what is here is not looked at, and made again."""
    _digests: dict[int, tuple[object, bytes]] = field(default_factory=dict, repr=False, compare=False)
    _used: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    """Records that were asked for, by their keys: they stay. The short ones as they are, of others nothing."""
    _together: list[dict[str, bytes]] = field(default_factory=list, repr=False, compare=False)
    """The short records of earlier runs, once they have been read."""
    _pictures: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    _whole: set[str] = field(default_factory=set, repr=False, compare=False)
    """Contents that are known to be whole: pictures, which stay while an article has them."""
    _put: list[int] = field(default_factory=list, repr=False, compare=False)
    """The sizes of what was put here."""

    @property
    def root(self) -> Path:
        """The folder of the publication whose shelf it is: it lies in build/."""
        return self.place.parents[1]

    @property
    def grown(self) -> int:
        """Bytes that were put here by this run."""
        return sum(self._put)

    def key(self, *what: object) -> str:
        """The digest of values of the press, with `tools`: equal for equal values, in any process on any machine."""
        return hashlib.sha256(pack((self.tools, [self._told(each) for each in what]))).hexdigest()

    def look(self, key: str, kind: type[Kind]) -> Kind | None:
        """What was put here under `key`; None when it is not here, or is not whole. Raises OSError."""
        if self.passed_over:
            return None
        told = self._short().get(key) or _whole(self._record(key))
        if told is None:
            return None
        self._note(key, told)
        try:
            return unpack(told, kind)
        except ValueError:
            return None

    def put(self, key: str, value: object) -> None:
        """Keep a value under `key`. Raises OSError."""
        told = pack(value)
        _save(Path(self._record(key)), told)
        self._short().pop(key, None)  # an older value is looked up no more
        self._note(key, told)
        self._put.append(len(told))

    def keep(self, content: bytes) -> str:
        """Keep a content; its SHA-256, by which it is fetched. Raises OSError."""
        digest = hashlib.sha256(content).hexdigest()
        if self.passed_over or self.fetch(digest) is None:
            write_atomic(Path(self._content(digest)), content)
            self._put.append(len(content))
        return digest

    def keep_picture(self, content: bytes) -> None:
        """Keep what an article shows, however much of it there is. Raises OSError."""
        self._whole.add(self.keep(content))

    def has(self, digest: str) -> bool:
        """Whether a content is here, whole or not."""
        return os.path.exists(self._content(digest))  # noqa: PTH110

    def fetch(self, digest: str) -> bytes | None:
        """A content by its SHA-256; None when it is not here, or is not whole. Raises OSError."""
        content = _read(self._content(digest))
        return content if content is not None and hashlib.sha256(content).hexdigest() == digest else None

    def is_intact(self, digest: str) -> bool:
        """Whether a content that many values may have is here, to the last byte; looked at once. Raises OSError."""
        if digest not in self._whole and self.fetch(digest) is not None:
            self._whole.add(digest)
        return digest in self._whole

    def picture(self, digest: str) -> bytes | None:
        """A content that many values have: fetched once, and the same object for all of them. Raises OSError."""
        if digest not in self._pictures:
            content = self.fetch(digest)
            if content is None:
                return None
            self._pictures[digest] = content
        return self._pictures[digest]

    def lend(self, digest: str, place: Path) -> bool:
        """Put a content at `place`, whole or not at all; False when it is not here, or is not whole. Raises OSError."""
        content = self.fetch(digest)
        if content is None:
            return False
        try:
            link_atomic(place, Path(self._content(digest)))
        except OSError:  # no links on this file system, or too many of them already
            write_atomic(place, content)
        return True

    def bare(self) -> Shelf:
        """The same shelf for another process, without what this one has found out."""
        return Shelf(place=self.place, tools=self.tools, passed_over=self.passed_over)

    def gather(self) -> None:
        """Write the short records of this run and the last ones into one file, for the next. Raises OSError."""
        short = {key: told for key, told in self._used.items() if told}
        every = {key: told for key, told in self._short().items() if key not in short} | short
        kept = list(every.items())[-TOGETHER:]
        if kept != list(self._short().items()):
            _save(self.place / "together", pack(dict(kept)))

    def sweep(self) -> None:
        """Take away what went out of use longest ago, beyond what the shelf may hold. Raises OSError."""
        pictures = set(map(self._content, self._whole))
        contents = [(file.stat(), file.path) for file in _files(self.place / "contents") if file.path not in pictures]
        _cut([(told.st_ctime_ns, told.st_size, path) for told, path in contents if told.st_nlink == 1], WAITING)
        used = {self._record(key) for key in self._used}
        records = [(file.stat(), file.path) for file in _files(self.place / "records") if file.path not in used]
        _cut([(told.st_mtime_ns, told.st_size, path) for told, path in records], REMEMBERED)

    def _note(self, key: str, told: bytes) -> None:
        self._used[key] = told if len(told) <= SHORT else b""

    def _short(self) -> dict[str, bytes]:
        if not self._together:
            told = _whole(f"{self.place}/together")
            try:
                self._together.append(unpack(told, dict[str, bytes]) if told else {})
            except ValueError:
                self._together.append({})
        return self._together[0]

    def _record(self, key: str) -> str:
        return f"{self.place}/records/{key[:2]}/{key[2:]}"

    def _content(self, digest: str) -> str:
        return f"{self.place}/contents/{digest[:2]}/{digest[2:]}"

    def _told(self, value: object) -> object:
        """A value as it goes into a key: the digest of a part that others share, and anything else as it is."""
        if isinstance(value, _SHARED):
            known = self._digests.get(id(value))
            if known is None:
                # What a picture holds is told by its digest, whether it is there or waits on the shelf.
                told = pack((type(value).__name__, without_content(value) if isinstance(value, Article) else value))
                known = self._digests[id(value)] = value, hashlib.sha256(told).digest()
            return known[1]
        if isinstance(value, tuple) and value and isinstance(value[0], _LOOKED_INTO):
            return [self._told(each) for each in value]
        if fields := _FIELDS.get(type(value)):
            others, those = fields
            return [type(value).__name__, others(value), *map(self._told, those(value))]
        return value


def _read(place: str) -> bytes | None:
    try:
        with open(place, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except FileNotFoundError:
        return None


def _whole(place: str) -> bytes | None:
    """What a file says after its digest; None when it is not there, or not whole."""
    written = _read(place)
    if written is None or hashlib.sha256(written[32:]).digest() != written[:32]:
        return None
    return written[32:]


def _save(place: Path, told: bytes) -> None:
    write_atomic(place, hashlib.sha256(told).digest() + told, lasting=False)


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Every file two folders down."""
    try:
        with os.scandir(folder) as drawers:
            names = [cache.path for cache in drawers if cache.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return
    for name in names:
        with os.scandir(name) as files:
            yield from files


def _cut(files: list[tuple[int, int, str]], most: int) -> None:
    """Take away the oldest of (time, bytes, path) until no more than `most` bytes are left."""
    left = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if left <= most:
            return
        Path(path).unlink(missing_ok=True)
        left -= size
