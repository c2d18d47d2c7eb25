"""Files on a disk and in zips as bundles: nothing is read outside them, and nothing that unpacks to a flood."""

from __future__ import annotations

import io
import lzma
import os
import stat
import zipfile
import zlib
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

from publish.importers.values import MOST_BYTES, Bundle, ImportRefused

MOST_FILES = 50_000
MOST_UNPACKED = 512 * 2**20
MOST_RATIO = 200
"""How many times its packed size a file of a zip may have; beyond a megabyte no honest one has more."""
_SKIPPED = {".git", "node_modules", ".venv", "vendor", "_site", "__MACOSX", ".DS_Store", ".cache", "_gen"}
_SITES = (
    "_config.yml",
    "_config.yaml",
    "config.toml",
    "hugo.toml",
    "hugo.yaml",
    "config.yaml",
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "zola.toml",
    ".vuepress",
)


def of_path(path: Path) -> Bundle:
    """The bundle of a file with its neighbours, of a folder, or of a zip. Raises OSError, ImportRefused."""
    try:
        path = path.resolve(strict=True)
    except RuntimeError:  # a loop of links, on Python 3.11 and 3.12
        raise ImportRefused("is a link that leads to itself", "name the file itself") from None
    if path.is_dir():
        root = _site(path)
        prefix = path.relative_to(root).as_posix()
        return _folder(root, "" if prefix == "." else f"{prefix}/")
    if not path.is_file():
        raise ImportRefused("is no file", "name a file, a folder or a zip")
    with path.open("rb") as file:
        content_start = file.read(4)
    if path.stat().st_size > MOST_BYTES:
        raise ImportRefused(f"has more than {MOST_BYTES // 2**20} MB", "import a part of it")
    if content_start == b"PK\x03\x04" and (packed := of_zip(path.read_bytes())) is not None:
        return packed
    root = _site(path.parent) if path.suffix.lower() in (".md", ".markdown", ".html") else path.parent
    return _folder(
        root,
        path.relative_to(root).as_posix(),
        deep=root != path.parent or path.suffix.lower() in (".html", ".htm", ".md", ".markdown", ".xml"),
    )


def _site(folder: Path) -> Path:
    """The root of the site that a folder lies in, when it is plain to see; else the folder."""
    folder = folder.resolve()
    for above in (folder, *list(folder.parents)[:5]):
        if above == Path.home() or above == Path(above.anchor):
            break
        if any((above / name).exists() for name in _SITES) and not (above / "source/publication.toml").exists():
            return above
    return folder


def _folder(root: Path, wanted: str, *, deep: bool = True) -> Bundle:
    root = root.resolve()
    names: list[str] = []
    changed: dict[str, date] = {}
    refused: dict[str, str] = {}
    for here, folders, files in os.walk(root, followlinks=False):
        folders[:] = (
            sorted(
                name for name in folders if name not in _SKIPPED and not (name.startswith(".") and name != ".vuepress")
            )
            if deep or not wanted
            else [name for name in folders if name.endswith(("_files", "_bestanden", "-Dateien", "images", "uploads"))]
        )
        linked = (folder for folder in folders if (Path(here) / folder).is_symlink())
        for file in (*sorted(files), *sorted(linked)):
            place = Path(here) / file
            if file in _SKIPPED:
                continue
            name = place.relative_to(root).as_posix()
            if why := _unusable(place, name):
                refused[os.fsencode(name).decode("utf-8", "backslashreplace")] = why
                continue
            names.append(name)
            changed[name] = datetime.fromtimestamp(place.stat().st_mtime, UTC).date()
            if len(names) > MOST_FILES:
                raise ImportRefused(f"has more than {MOST_FILES:,} files", "import a folder within it")

    def opened(name: str) -> bytes:
        place = root / name
        if place.stat().st_size > MOST_BYTES:
            raise ImportRefused(f"has more than {MOST_BYTES // 2**20} MB", "import a part of it")
        return place.read_bytes()

    def within(name: str) -> bool:
        return name == wanted or (name.startswith(wanted) and (wanted.endswith("/") or not wanted))

    asked = tuple(name for name in names if within(name))
    return Bundle(tuple(names), opened, changed, asked, {name: why for name, why in refused.items() if within(name)})


def _unusable(place: Path, name: str) -> str:
    """Why a thing in a folder is no source, nor a picture of one; empty when it may be."""
    if place.is_symlink():
        return "is a link, and was passed over: import what it leads to"
    if not place.is_file():
        return "is no file, and was passed over"
    try:
        name.encode()
    except UnicodeEncodeError:
        return "has a name that is not UTF-8, and was passed over: give it another"
    return ""


def of_zip(content: bytes) -> Bundle | None:
    """The files of a zip; None when it is a document of its own (docx, xlsx, odt). Raises ImportRefused for a bomb."""
    archive = checked_zip(content)
    names = {info.filename for info in archive.infolist()}
    if "[Content_Types].xml" in names or "mimetype" in names:
        return None
    kept: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        plain = info.filename.replace("\\", "/")
        parts = PurePosixPath(plain).parts
        if (
            info.is_dir()
            or stat.S_ISLNK(info.external_attr >> 16)
            or plain.startswith("/")
            or ".." in parts
            or ":" in plain
            or any(part in _SKIPPED or part.startswith("._") for part in parts)
        ):
            continue
        kept[plain] = info
    changed = {}
    for name, info in kept.items():
        try:
            changed[name] = date(*info.date_time[:3])
        except ValueError:
            continue

    def opened(name: str) -> bytes:
        return member(archive, kept[name].filename)

    return Bundle(tuple(kept), opened, changed, tuple(kept))


_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError,
    RuntimeError, NotImplementedError, KeyError, ValueError,
)  # fmt: skip
"""What a part of a zip that is broken or locked raises as it is unpacked."""


def checked_zip(content: bytes) -> zipfile.ZipFile:
    """A zip that does not unpack to a flood. Raises ImportRefused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise ImportRefused("is a broken zip", "save or send it again") from None
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise ImportRefused(f"packs more than {MOST_FILES:,} files", "unpack it and import a part")
    if sum(info.file_size for info in infos) > MOST_UNPACKED or any(
        info.file_size > 2**20 and info.file_size > MOST_RATIO * max(1, info.compress_size) for info in infos
    ):
        raise ImportRefused("would unpack to far more than it says it is", "nothing of it was unpacked")
    return archive


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A file of a checked zip, read no further than it may be. Raises ImportRefused."""
    try:
        with archive.open(name) as file:
            content = file.read(MOST_BYTES + 1)
    except _UNREADABLE:
        raise ImportRefused(
            f"has a part that cannot be unpacked: {name[:80]}", "save it again, without a password"
        ) from None
    if len(content) > MOST_BYTES:
        raise ImportRefused(f"has a part of more than {MOST_BYTES // 2**20} MB: {name[:80]}", "make it smaller")
    return content
