"""The versions of the programs and libraries that an edition is made with, and the fingerprint of all of them."""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import platform
import re
import sys
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from publish.base import plugins
from publish.base.installed import canonical, installed

ROOT = "handbill"
"""The distribution from which the others follow."""

NAMED = (
    *("handbill", "babel", "ebooklib", "jinja2", "lxml", "markdown", "nh3", "pikepdf", "pillow", "pydyf"),
    *("pygments", "pypdfium2", "uharfbuzz", "weasyprint"),
)
"""The libraries that a receipt names: those that a reader of one may ask about."""

_SYSTEM = (
    ("pango", ("pango-1.0", "libpango-1.0.so.0"), "pango_version_string"),
    ("harfbuzz", ("harfbuzz", "libharfbuzz.so.0"), "hb_version_string"),
    ("louis", ("louis", "liblouis.so.20"), "lou_version"),
)
"""Libraries of the system's: what they are called, by whom they are found, and what they answer to."""


def named() -> Iterator[tuple[str, str]]:
    """Name and version of those that a receipt names and that are installed: Python and the line-setting first."""
    yield "python", platform.python_version()
    yield from ((name, version) for name, version in _system() if name == "pango")
    yield from ((name, found) for name in NAMED if (found := _version(name)))


def fingerprint() -> str:
    """A digest of everything that may draw a file in another way: our own text, plug-ins', and each library's version.

    Not of what else is installed: a new pytest makes no other PDF.
    """
    hasher = hashlib.sha256(own().encode())
    for path in plugins.texts():
        hasher.update(b"\0" + path.name.encode() + b"\0" + path.read_bytes())
    hasher.update(repr([plug_in[:3] for plug_in in plugins.every()]).encode())
    versions = ((name, version) for name, version, _ in _closure())
    hasher.update(repr((sys.version, zlib.ZLIB_RUNTIME_VERSION, sys.platform, *_system(), *versions)).encode())
    return hasher.hexdigest()


def own() -> str:
    """A digest of this program's own text, so that a change of it is seen in a checkout too."""
    hasher = hashlib.sha256()
    for path in _texts():
        hasher.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()


_PACKAGE = Path(__file__).parents[1]


@lru_cache(maxsize=1)
def _texts() -> tuple[Path, ...]:
    return tuple(sorted(_PACKAGE.rglob("*.py")))


def places() -> tuple[Path, ...]:
    """What has another date as soon as `fingerprint` may be another: files and folders, each on this machine."""
    folders = {Path(folder).resolve() for _, _, folder in _closure()}
    return (*sorted(folders), *_texts(), *plugins.texts(), Path(sys.executable).resolve(), *_loaded())


def _loaded() -> tuple[Path, ...]:
    """The files of the system's libraries, where the system says which they are (Linux: proc(5), maps)."""
    wanted = tuple(name for name, _ in _system())
    maps = Path("/proc/self/maps")
    lines = maps.read_text("utf-8", "replace").splitlines() if maps.is_file() else []
    files = {line.split(maxsplit=5)[5] for line in lines if line.count(" ") > 4 and "/" in line}
    return tuple(sorted(Path(file) for file in files if any(name in Path(file).name for name in wanted)))


@lru_cache(maxsize=1)
def _closure() -> tuple[tuple[str, str, str], ...]:
    """All that the press needs to run, and what that needs: name, version, and the folder where it is installed."""
    found: dict[str, tuple[str, str]] = {}
    wanted = [ROOT, *plugins.distributions()]
    while wanted:
        name = canonical(wanted.pop())
        if name in found or (info := installed().get(name)) is None:  # for another system or another Python
            continue
        head = _head(info)
        found[name] = "".join(_values("Version", head)), str(info.parent)
        for requirement in _values("Requires-Dist", head):
            words, _, marker = requirement.partition(";")
            if "extra" not in marker and (match := re.match(r"[\w.-]+", words)):
                wanted.append(match[0])
    return tuple((name, *found[name]) for name in sorted(found))


def licences() -> Iterator[tuple[str, str, str]]:
    """Name, version and licence of each distribution that the press needs, as it states it itself."""
    for name, version, _ in _closure():
        head = _head(installed()[name])
        stated = _values("License-Expression", head) or [
            line.rpartition(":: ")[2] for line in _values("Classifier", head) if line.startswith("License ::")
        ]
        yield name, version, ", ".join(stated) or "".join(_values("License", head)[:1])


def _head(info: Path) -> str:
    """The beginning of what is recorded, with all but a description: see Core metadata specifications (PyPA)."""
    place = next((place for place in (info / "METADATA", info / "PKG-INFO", info) if place.is_file()), None)
    return place.read_text("utf-8", "replace").partition("\n\n")[0] if place else ""


def _values(field: str, head: str) -> list[str]:
    return re.findall(rf"^{field}: *(.*)$", head, re.MULTILINE)


def _system() -> Iterator[tuple[str, str]]:
    for name, (searched, known), asked in _SYSTEM:
        # The search starts a compiler on Linux, where the loader knows the name by itself.
        found = known if sys.platform == "linux" else ctypes.util.find_library(searched)
        try:
            ask = getattr(ctypes.CDLL(found), asked) if found else None
        except OSError:
            continue
        if ask is not None:
            ask.restype = ctypes.c_char_p
            yield name, str(ask().decode())


def _version(name: str) -> str:
    info = installed().get(name)
    return "".join(_values("Version", _head(info))) if info else ""
