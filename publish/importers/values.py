"""What passes between the importers: a bundle of files, the pieces found in it, and remarks for the report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

MOST_BYTES = 64 * 2**20
"""No file is read further than this."""


class ImportRefused(Exception):
    """A source that cannot be brought in: what it is, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class Remark(NamedTuple):
    """Something the editor should know about an import: what was lost, guessed or changed on the way."""

    weight: str
    """`lost` (not in the article, counts against the import), `look` (guessed, look it over) or `done` (changed)."""
    what: str
    place: str = ""
    """Where in the source, as a person finds it: `line 12`, `table 2`, the words around it."""


@dataclass(frozen=True)
class Bundle:
    """The files that came together: one file and its neighbours, a folder, or the contents of a zip."""

    names: tuple[str, ...]
    """POSIX paths relative to the bundle; none leads out of it."""
    open: Callable[[str], bytes]
    """The bytes of one of them. Raises OSError."""
    days: Mapping[str, date] = field(default_factory=dict)
    """The day that a file was last changed."""
    wanted: tuple[str, ...] | None = None
    """The files that were asked for; the others are there to find pictures in. None when all were."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """What was passed over, by its path as it can be written, and why."""

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.names)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.names:
            found.setdefault(PurePosixPath(name).name.lower(), []).append(name)
        return found

    def find(self, address: str, beside: str = "", roots: tuple[str, ...] = ()) -> str | None:
        """The file of the bundle that `address`, written in the file `beside`, leads to; None when there is none.

        `roots` are folders that addresses beginning with `/` may be meant from: `static`, `assets`, `public`.
        """
        path = address.partition("#")[0].partition("?")[0]
        if "://" in address or address.startswith("//"):
            try:
                path = urlsplit(address).path
            except ValueError:  # `https://[example.org/`: no address
                return None
        path = unquote(path).replace("\\", "/")
        if not path.strip("/ "):
            return None
        return self._found(path, beside, roots) or self._found(
            re.sub(r"-\d{2,4}x\d{2,4}(?=\.\w+$)", "", path), beside, roots
        )

    def _found(self, path: str, beside: str, roots: tuple[str, ...]) -> str | None:
        folder = str(PurePosixPath(beside).parent)
        tries = [] if path.startswith("/") else [f"{folder}/{path}"]
        tries += [path, *(f"{root}/{path}" for root in roots)]
        for attempt in tries:
            plain = _level(attempt)
            if plain and plain in self._known:
                return plain
        wanted = [part for part in path.split("/") if part not in ("", ".", "..", "~", "@")]
        best: tuple[int, str] | None = None
        for name in self._by_name.get(wanted[-1].lower(), ()) if wanted else ():
            parts, alike = name.split("/"), 0
            while alike < min(len(parts), len(wanted)) and parts[-1 - alike].lower() == wanted[-1 - alike].lower():
                alike += 1
            if best is None or alike > best[0]:
                best = (alike, name)
        if best and (best[0] == len(wanted) or best[0] >= 2 or len(self._by_name[wanted[-1].lower()]) == 1):
            return best[1]
        return None


def _level(path: str) -> str:
    """A path with its `.` and `..` resolved; empty when it leads out of the bundle."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not kept:
                return ""
            kept.pop()
        elif part not in ("", "."):
            kept.append(part)
    return "/".join(kept)


@dataclass
class Piece:
    """One article to be: its metadata as far as they are known, and its text as a tree of HTML."""

    source: str
    """The file of the bundle, and after a `#` the part of it: `export.xml#post-12`."""
    body: Any
    """An lxml element whose children are the text."""
    title: str = ""
    published: date | None = None
    standfirst: str = ""
    byline: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    slug: str = ""
    formerly: tuple[str, ...] = ()
    draft: bool = False
    image: str = ""
    """The picture for the head, an address as in the body."""
    alt: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """More to read: titles and addresses."""
    notes: dict[str, Any] = field(default_factory=dict)
    """The text of each note by its key; a `noteref` with `ref` in the body calls it."""
    abbreviations: dict[str, str] = field(default_factory=dict)
    """What short forms in the text stand for."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    """Pictures that came inside the source, by the address that the body calls them."""
    roots: tuple[str, ...] = ()
    """Folders of the bundle that addresses beginning with `/` may be meant from."""
    addresses: tuple[str, ...] = ()
    """Where the source stood before: addresses and paths by which links lead to it."""
    site: str = ""
    """The address of the site that it came from, without a slash at its end."""
    remarks: list[Remark] = field(default_factory=list)
    expected: Any = None
    """What the source holds (`count.Inventory`) when it is told better from the raw file than from the tree."""
    digest: str = ""
    """Of the source's bytes, 16 hexadecimal digits."""
    look_over: bool = False
    settled: set[str] = field(default_factory=set)
    """Links that lead elsewhere now, or nowhere, as a remark says: addresses to compare by."""
    taken: list[str] = field(default_factory=list)
    """Words that a rule made into something else: the typed numbers of a list."""
    left_out: str = ""
    """Words that were left out on purpose, which a remark says."""
    seen: str = ""
    """The source as HTML to look at, beside the article."""

    def remark(self, weight: str, what: str, place: str = "") -> None:
        """Add a remark, once."""
        if (remark := Remark(weight, what, place)) not in self.remarks:
            self.remarks.append(remark)


@dataclass
class Harvest:
    """What a kind finds in a bundle."""

    pieces: list[Piece] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    contact: dict[str, Any] = field(default_factory=dict)
    """The contact block that the source states, as settings for publication.toml."""
    said_contact: str = ""
    """Its words, folded."""


def people(author: str) -> tuple[str, ...]:
    """The names that an office program states as the author, without those that it puts in by itself."""
    if author.strip().lower() in _NOBODY:
        return ()
    return tuple(part.strip() for part in re.split(r"\s*;\s*|\s+and\s+", author) if part.strip())


_NOBODY = {"user", "admin", "administrator", "microsoft office user", "author", "owner", "unknown"} | {
    *("python-docx", "openpyxl", "apache poi"),
}

Reader = Callable[[str, bytes, Bundle], Harvest]
"""A kind's way of reading one file of a bundle: its name, its bytes, and the bundle."""


def each(harvests: Iterator[Harvest]) -> Harvest:
    """Several harvests as one."""
    joined = Harvest()
    for harvest in harvests:
        joined.pieces += harvest.pieces
        joined.remarks += harvest.remarks
        joined.contact = joined.contact or harvest.contact
    return joined
