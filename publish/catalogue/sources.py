"""What an archive has of the publication's own files: with it the publication is made again from any copy.

They are packed into `source.zip`; once that is large, what comes later is packed by months, so that each month's
articles write their own zip and none of those before. Which one an article is in is told by the receipt and never
derived again. A zip holds its files under their paths, what the source has no longer under `former/`, and what was
taken back, if that is kept at all, under `withdrawn/`. The same files give the same bytes; a zip whose files are the
same is not made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.catalogue.receipt import Input, Paper, Receipt, digest_of
from publish.model import ArchiveFile, Article, Packing
from publish.problem import Problem
from publish.value import Value

NAME = "source.zip"
FORMER, WITHDRAWN = "former/", "withdrawn/"
ROOM = 2**18
"""Bytes of articles' files from which on what comes is packed elsewhere."""

MOST_BYTES = 32 * 2**20
"""Of one file; no source is read further."""
MOST_RATIO = 200
"""How many times its packed size a file may have: beyond a megabyte no honest one has more."""
MOST_FILES = 100_000

_STORED = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".avif", ".heic", ".heif", ".hif")
"""What is packed in itself."""
_DAY = (1980, 1, 1, 0, 0, 0)
"""The first that a zip knows."""


def is_one(path: str) -> bool:
    """Whether a path of an archive is that of a zip of sources."""
    return re.fullmatch(r"source(-\d{4}-\d{2})?\.zip", path) is not None


class Plan(Value):
    """Which of the publication's files are packed, and where."""

    inputs: Mapping[str, tuple[Input, ...]] = {}
    """The files of each article that was read, by slug."""
    packed: Mapping[str, str] = {}
    """The zip that each article is in, by slug."""
    zips: Mapping[str, Mapping[str, str]] = {}
    """SHA-256 by name in the zip, by the zip's path."""
    lost: Mapping[str, tuple[str, ...]] = {}
    """The slugs of articles whose texts only a zip had that is not there, by its path."""

    @property
    def digests(self) -> dict[str, str]:
        """A digest of what each zip holds, by its path."""
        return {
            path: digest_of(Input(path=name, sha256=sha256) for name, sha256 in files.items())
            for path, files in sorted(self.zips.items())
        }


class Source(Value):
    """An article as it was read, with its files."""

    article: Article
    files: tuple[Input, ...]
    size: int
    """Of its files, in bytes."""


def plan(
    sources: Sequence[Source],
    shared: Iterable[Input],
    past: Receipt | None,
    *,
    packing: Packing,
    known: Mapping[str, frozenset[str]],
    there: Callable[[str], bool],
    full: bool,
    today: date,
    closed: Collection[str] = (),
) -> Plan:
    """What is packed of the `sources`, of the files that are `shared` by all, and of what only the archive has.

    Texts at the paths that are `closed`, or of absent articles with these slugs, are packed nowhere: they name what is
    not for everybody.
    `past` is the receipt as it stands once all is taken back; `known` are the names in each zip of before, and `there`
    says whether the source has a file. When `source.zip` is `full`, what is new is packed elsewhere.
    """
    inputs = {one.article.slug: one.files for one in sources}
    if not packing.packed:
        return Plan(inputs=inputs)
    papers = {paper.slug: paper for paper in past.papers} if past else {}
    packed = _allotted([one for one in sources if one.article.source not in closed], papers, past is None, full, today)
    zips: dict[str, dict[str, str]] = {NAME: {}}
    lost: dict[str, list[str]] = {}

    def put(path: str, name: str, file: Input) -> None:
        if file.sha256 and not left_out(file.path, packing) and not fault(name):
            zips.setdefault(path, {})[name] = file.sha256

    for file in shared:
        put(NAME, file.path, file)
    for slug, path in packed.items():
        for file in inputs[slug]:
            put(path, file.path, file)
    for paper in papers.values():
        if paper.slug in inputs or paper.slug in closed or not paper.packed:
            continue
        if (room := _room(paper, packing, there)) is None:
            continue
        if (before := known.get(paper.packed)) is None:
            lost.setdefault(paper.packed, []).append(paper.slug)
            continue
        for file in paper.inputs:
            if not before.isdisjoint(_names(file.path)):
                put(paper.packed, f"{room}{file.path}", file)
    return Plan(inputs=inputs, packed=packed, zips=zips, lost={path: tuple(slugs) for path, slugs in lost.items()})


def left_out(path: str, packing: Packing) -> bool:
    """Whether a file of the publication stays out by the settings."""
    within = path.removeprefix("source/")
    return any(fnmatchcase(within, pattern) for pattern in packing.without)


def unpacked(files: Mapping[str, str], packing: Packing) -> Iterator[Problem]:
    """P20 for each of the `files` (SHA-256 by path) that is in no zip, though nobody has said so."""
    for path, digest in sorted(files.items()):
        if not packing.packed or left_out(path, packing):
            continue
        what = fault(path)
        if what or not digest:
            yield Problem(
                code="P20",
                path=path,
                line=None,
                message=f"it is not in the archive's source: {'its name has ' + what if what else _NOTES}",
                hint="give it another name" if what else "save it as JPEG or PNG, so that a copy of the archive has it",
            )


def elsewhere(path: str, settings: bytes) -> Problem:
    """P20 for a house style that several publications share: it is in the source of none."""
    lines = settings.decode("utf-8", "replace").splitlines()
    return Problem(
        code="P20",
        path=path,
        line=next((number for number, line in enumerate(lines, 1) if re.match(r"\s*style\s*=", line)), None),
        message="the house style lies outside of the publication, and is not in the archive's source",
        hint="keep it with the folder that they share; or copy it into styles/ here, and name it without a path",
    )


def lost(plan: Plan, place: str) -> Iterator[Problem]:
    """P18 for each zip of the archive at `place` that is made again without texts that nothing else had."""
    for path, slugs in sorted(plan.lost.items()):
        names = ", ".join(f"`{slug}`" for slug in slugs[:MOST_TOLD]) + (" …" if len(slugs) > MOST_TOLD else "")
        yield Problem(
            code="P18",
            path=f"{place}/{path}",
            line=None,
            message=f"`{path}` was missing, and nothing but it had the texts of {names}",
            hint="copy it over this one from another copy of the archive, and say `publish archive` again",
        )


MOST_TOLD = 6

_NOTES = "it is a picture that says when or where it was taken, and nothing here takes that out"


def _allotted(
    sources: Sequence[Source], papers: Mapping[str, Paper], first: bool, full: bool, today: date
) -> dict[str, str]:
    """The zip of each article: the one it is in, or `source.zip` while there is room, or that of a month."""
    packed = {}
    size = ROOM if full else 0
    for one in sorted(sources, key=lambda one: (one.article.published, one.article.slug)):
        slug = one.article.slug
        if slug in papers and papers[slug].packed:
            packed[slug] = papers[slug].packed
            continue
        month = one.article.published if first or slug in papers else today
        packed[slug] = NAME if size < ROOM else f"source-{month:%Y-%m}.zip"
        size += one.size
    return packed


def _room(paper: Paper, packing: Packing, there: Callable[[str], bool]) -> str | None:
    """Where in its zip the text of an article that was not read is; None for nowhere."""
    if paper.withdrawn:
        return WITHDRAWN if packing.withdrawn else None
    if paper.source and there(paper.source):
        return ""  # it has an error now, or is held back: what is out is still made of what it was
    return FORMER if packing.former else None


def _names(path: str) -> tuple[str, ...]:
    return path, FORMER + path, WITHDRAWN + path


# zips


def make(path: str, files: Mapping[str, str], old: Path, fetch: Callable[[str], bytes | None]) -> ArchiveFile:
    """The zip at `path`: `files` from the source as `fetch` gives them, or from the zip as it was, `old`, if any.

    One file after the other is held, for a month of photographs is large. Raises ValueError.
    """
    buffer = io.BytesIO()
    with contextlib.ExitStack() as stack:
        try:
            before = stack.enter_context(zipfile.ZipFile(old)) if old.is_file() else None
        except zipfile.BadZipFile as error:
            raise ValueError(f"`{path}` cannot be unpacked: {error}") from None
        made = stack.enter_context(zipfile.ZipFile(buffer, "w", strict_timestamps=True))
        for name, digest in sorted(files.items()):
            made.writestr(_info(name), _content(name, digest, before, fetch), zlib_level(name), 9)
    return ArchiveFile(path=path, content=buffer.getvalue())


def _content(name: str, digest: str, before: zipfile.ZipFile | None, fetch: Callable[[str], bytes | None]) -> bytes:
    """A file as it is packed. Raises ValueError when neither the source nor the zip of before has it so."""
    own = name.removeprefix(FORMER).removeprefix(WITHDRAWN)
    if own == name and (content := fetch(own)) is not None and _sha(content) == digest:
        return content
    there = frozenset(before.namelist()) if before else frozenset()
    for one in _names(own):
        if before and one in there:
            with before.open(one) as file:
                content = file.read(MOST_BYTES)
            if _sha(content) == digest:
                return content
    raise ValueError(f"`{own}` changed while it was packed; say `publish archive` again")


def zlib_level(name: str) -> int:
    """How a file is packed."""
    return zipfile.ZIP_STORED if name.lower().endswith(_STORED) else zipfile.ZIP_DEFLATED


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DAY)
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def names(place: Path) -> frozenset[str]:
    """The names in a zip of sources, of which nothing else is read; none when it is broken."""
    try:
        with zipfile.ZipFile(place) as packed:
            return frozenset(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return frozenset()


class Text(NamedTuple):
    """The text of an article that the archive keeps."""

    slug: str
    path: str
    """That its file had, from the publication's folder."""
    place: Path
    """The zip that has it."""
    content: bytes


def texts(past: Receipt, here: Collection[str], archive: Path) -> Iterator[Text]:
    """The texts of the articles in an `archive` that are not `here`, as far as its zips have them."""
    for paper in past.papers:
        if paper.slug not in here and paper.packed and paper.source and not paper.withdrawn:
            content = member(archive / paper.packed, paper.source)
            if content is not None and paper.inputs and _sha(content) in {one.sha256 for one in paper.inputs}:
                yield Text(paper.slug, paper.source, archive / paper.packed, content)


def member(place: Path, path: str) -> bytes | None:
    """A file of the publication from a zip of sources, before today's one as it was; None for none."""
    try:
        with zipfile.ZipFile(place) as packed:
            for name in (FORMER + path, path):
                with contextlib.suppress(KeyError), packed.open(name) as file:
                    return file.read(MOST_BYTES)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return None
    return None


_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")
_TOPS = ("source", "styles")


def fault(name: str) -> str:
    """What is wrong with a name in a zip of sources: it could be written elsewhere, or be obeyed. Empty for nothing."""
    own = name.removeprefix(FORMER) if name.startswith(FORMER) else name.removeprefix(WITHDRAWN)
    parts = own.split("/")
    if _UNSAFE.search(own) or not own.isprintable():
        return "a sign that no name may have"
    if "" in parts or "." in parts or ".." in parts or PurePosixPath(own).is_absolute():
        return "a path that leads elsewhere"
    if len(parts) < 2 or parts[0] not in _TOPS:
        return "a path outside source/ and styles/"
    if any(part.casefold().rstrip(". ") in (".git", "git~1") for part in parts):
        return "a folder that Git would obey"
    return ""


def unpack(content: bytes) -> dict[str, bytes]:
    """The files of a zip of sources by their names. Raises ValueError for one that nobody should unpack."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return dict(_members(packed))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise ValueError(f"it cannot be unpacked: {error}") from None


def _members(packed: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    infos = packed.infolist()
    if len(infos) > MOST_FILES:
        raise ValueError(f"it packs more than {MOST_FILES:,} files")
    seen: set[str] = set()
    for info in infos:
        shown = info.orig_filename.encode("unicode_escape").decode()[:80]
        kind = stat.S_IFMT(info.external_attr >> 16)
        if what := fault(info.orig_filename):
            raise ValueError(f"`{shown}` in it has {what}")
        if info.is_dir() or kind not in (0, stat.S_IFREG):
            raise ValueError(f"`{shown}` in it is a link or a folder, and no file")
        if info.filename in seen:
            raise ValueError(f"`{shown}` is in it twice")
        if info.file_size > MOST_BYTES or (
            info.file_size > 2**20 and info.file_size > MOST_RATIO * max(1, info.compress_size)
        ):
            raise ValueError(f"`{shown}` in it would unpack to far more than it says it is")
        seen.add(info.filename)
        with packed.open(info) as file:
            member = file.read(MOST_BYTES + 1)
        if len(member) != info.file_size:
            raise ValueError(f"`{shown}` in it is not as large as it says")
        yield info.filename, member


# restoring


class Restored(NamedTuple):
    """What comes of an archive's zips."""

    files: dict[str, bytes]
    """By path from the publication's folder."""
    lost: tuple[str, ...]
    """The slugs of articles that are in the archive and whose texts are in none of its zips."""
    former: int
    """How many texts the zips keep that the source had no longer."""


def restore(receipt: Receipt, zips: Mapping[str, bytes]) -> Restored:
    """The publication's files from the zips of its archive. Raises ValueError for a zip that nobody should unpack."""
    files: dict[str, bytes] = {}
    kept: set[str] = set()
    for path, content in sorted(zips.items()):
        try:
            unpacked = unpack(content)
        except ValueError as error:
            raise ValueError(f"{path} is refused: {error}") from None
        for name, member in unpacked.items():
            if name.startswith((FORMER, WITHDRAWN)):
                kept.add(name.removeprefix(FORMER).removeprefix(WITHDRAWN))
            elif files.setdefault(name, member) != member:
                raise ValueError(f"`{name}` is in two of the archive's zips, and not the same in both")
    lost = tuple(
        paper.slug
        for paper in receipt.papers
        if not paper.withdrawn and paper.source not in files and paper.source not in kept
    )
    texts = {paper.source for paper in receipt.papers if paper.source}
    return Restored(files=files, lost=lost, former=len(kept & texts))
