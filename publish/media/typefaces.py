"""Typefaces come as installed Python packages, so that the same words are set in the same letters on every machine.

A family is looked for in `fontpkg-<slug>` (module `fontpkg_<slug>`, described by its own metadata.json). What no
brand's typeface can be expected to hold, other scripts and symbols, is lent by families that we depend on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple

from publish.model import Face, Typeface


def find(family: str) -> Typeface | None:
    """The installed family of that name, e.g. `Source Serif 4`, or None when its package is not installed.

    Names compare without regard to case or punctuation; the typeface carries the name its maker gave it.
    """
    module = package(family).replace("-", "_")
    if (folder := _folder(module)) is None or not (index := folder / "metadata.json").is_file():
        return None
    described = json.loads(index.read_text("utf-8"))
    faces = tuple(
        Face(package=module, file=file["path"], italic=file["style"] == "italic", weight=file["weight"])
        for file in described["files"]
    )
    return Typeface(family=described["family"], faces=faces) if faces else None


def near(family: str) -> str:
    """The name of the installed family that was probably meant; empty when none is like it."""
    installed = [name for _, name, _ in iter_modules() if name.startswith("fontpkg_")]
    alike = get_close_matches(package(family).replace("-", "_"), installed, n=1, cutoff=0.85)
    found = find(alike[0].removeprefix("fontpkg_").replace("_", " ")) if alike else None
    return found.family if found else ""


def package(family: str) -> str:
    """The name of the distribution that a family would come in: `fontpkg-source-serif-4`."""
    return "fontpkg-" + re.sub(r"[^a-z0-9]+", "-", family.lower()).strip("-")


def fallbacks(text: str, held: Collection[str] = ()) -> tuple[Typeface, ...]:
    """The typefaces `text` needs besides the brand's own, in a fixed order: scripts first, then symbols and emoji.

    `held` are characters that the brand's own have.
    """
    points = sorted(map(ord, {character for character in text if character > "\u024f"}.difference(held)))
    return tuple(lent.typeface for lent in _LENT if lent.serves(points) and _installed(lent.typeface.faces))


def load(face: Face) -> bytes:
    """The font file's bytes. Raises FileNotFoundError when its package is not installed or has no such file."""
    return _place(face).read_bytes()


def stamp(face: Face) -> tuple[str, int, int]:
    """What tells the file from another in its place: its path, size and time of change. Raises FileNotFoundError."""
    told = _place(face).stat()
    return f"{face.package}/{face.file}", told.st_size, told.st_mtime_ns


def head(face: Face) -> bytes:
    """The beginning of the font file, which names its tables (OpenType, Table Directory). Raises FileNotFoundError."""
    with _place(face).open("rb") as file:
        return file.read(HEAD)


HEAD = 2**12
"""Bytes that hold the names of 250 tables. A font has some twenty."""


def _place(face: Face) -> Path:
    if (folder := _folder(face.package)) is None:
        raise FileNotFoundError(f"{face.package}/{face.file}")
    return folder / face.file


@lru_cache(maxsize=64)
def _folder(package: str) -> Path | None:
    """Where a package lies. Its module is not imported: font packages may do work when they are."""
    spec = find_spec(package)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def _installed(faces: Iterable[Face]) -> bool:
    return all((folder := _folder(face.package)) is not None and (folder / face.file).is_file() for face in faces)


class _Lent(NamedTuple):
    """A typeface with the blocks of Unicode (first, last) that call for it."""

    typeface: Typeface
    blocks: tuple[tuple[int, int], ...]

    def serves(self, points: list[int]) -> bool:
        return any(first <= point <= last for point in points for first, last in self.blocks)


def _noto(name: str, *blocks: tuple[int, int]) -> _Lent:
    file = name.replace(" ", "") + "[wght].ttf"
    return _Lent(
        Typeface(family=name, faces=(Face(package="manimgx_fonts", file=file, italic=False, weight=None),)), blocks
    )


_SYMBOLS = ((0x2100, 0x2BFF), (0x3030, 0x303D), (0x1F000, 0x1FAFF))

_LENT: tuple[_Lent, ...] = (
    _Lent(
        Typeface(
            family="Noto Sans",
            faces=tuple(
                Face(package="manimgx_fonts", file=f"NotoSans{style}[wght].ttf", italic=bool(style), weight=None)
                for style in ("", "-Italic")
            ),
        ),
        # Phonetic letters, combining marks, Greek, Cyrillic, the longer Latin tables, rarer punctuation and currencies.
        (
            (0x0250, 0x052F),
            (0x1AB0, 0x1AFF),
            (0x1C80, 0x1FFF),
            (0x203D, 0x20F0),
            (0x2100, 0x218F),
            (0x2C60, 0x2C7F),
            (0x2DE0, 0x2E5D),
            (0xA640, 0xA69F),
            (0xA700, 0xA7FF),
            (0xAB30, 0xAB6F),
            (0xFB00, 0xFB06),
        ),
    ),
    _noto("Noto Sans Armenian", (0x0530, 0x058F), (0xFB13, 0xFB17)),
    _noto("Noto Sans Hebrew", (0x0590, 0x05FF), (0xFB1D, 0xFB4F)),
    _Lent(
        # Noto's Arabic builds letters of parts, and copied out of a PDF they come as parts; others have ligatures that
        # come out turned round. This one has each letter whole, for Persian and Urdu too.
        Typeface(
            family="Almarai",
            faces=tuple(
                Face(
                    package="fontpkg_almarai",
                    file=f"files/Almarai-{name}.ttf",
                    italic=False,
                    weight=weight,
                )
                for name, weight in (("Regular", 400), ("Bold", 700))
            ),
        ),
        ((0x0600, 0x06FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    ),
    _noto("Noto Sans Arabic", (0x0600, 0x0605), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFDF0, 0xFDFF)),
    _noto("Noto Sans Devanagari", (0x0900, 0x097F), (0x1CD0, 0x1CFF), (0xA8E0, 0xA8FF)),
    _noto("Noto Sans Bengali", (0x0980, 0x09FF)),
    _noto("Noto Sans Gurmukhi", (0x0A00, 0x0A7F)),
    _noto("Noto Sans Gujarati", (0x0A80, 0x0AFF)),
    _noto("Noto Sans Oriya", (0x0B00, 0x0B7F)),
    _noto("Noto Sans Tamil", (0x0B80, 0x0BFF)),
    _noto("Noto Sans Telugu", (0x0C00, 0x0C7F)),
    _noto("Noto Sans Kannada", (0x0C80, 0x0CFF)),
    _noto("Noto Sans Malayalam", (0x0D00, 0x0D7F)),
    _noto("Noto Sans Sinhala", (0x0D80, 0x0DFF)),
    _noto("Noto Sans Thai", (0x0E00, 0x0E7F)),
    _noto("Noto Sans Lao", (0x0E80, 0x0EFF)),
    _noto("Noto Sans Myanmar", (0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    _noto("Noto Sans Georgian", (0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
    _noto("Noto Sans Ethiopic", (0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)),
    _noto("Noto Sans Khmer", (0x1780, 0x17FF), (0x19E0, 0x19FF)),
    _Lent(
        Typeface(
            family="Noto Sans CJK JP",
            faces=(
                Face(package="noto_cjk_sans_jp_regular", file="NotoSansCJKjp-Regular.otf", italic=False, weight=400),
                Face(package="noto_cjk_sans_jp_bold", file="NotoSansCJKjp-Bold.otf", italic=False, weight=700),
            ),
        ),
        # Korean is in it too. It holds the Chinese forms of its characters as well, chosen by the text's language.
        (
            (0x1100, 0x11FF),
            (0x2E80, 0x2FDF),
            (0x3000, 0x302F),
            (0x303E, 0x4DBF),
            (0x4E00, 0x9FFF),
            (0xA960, 0xA97F),
            (0xAC00, 0xD7FF),
            (0xF900, 0xFAFF),
            (0xFE30, 0xFE4F),
            (0xFF00, 0xFFEF),
            (0x20000, 0x323AF),
            # What no other face here has: double arrows, the rarer signs of mathematics, shapes, stars and suits.
            *(
                (ord(sign), ord(sign))
                for sign in "⇄⇅⇆⇋⇌⇔⇦⇨⇩⇵∅∇∈∉∋∓∝∠∣∥∦∧∨∪∬∮∴∵∽≃≅≌≢≦≧≪≫⊂⊃⊆⊇⊕⊗⊥⋯⏎␣▢▱◇◎◐◑◒◓◢◣◤◥◯★☆☞♡♢♤♧❖"
            ),
        ),
    ),
    _Lent(
        Typeface(
            family="Source Sans 3",
            faces=tuple(
                Face(
                    package="fontpkg_source_sans_3",
                    file=f"files/SourceSans3{style}[wght].ttf",
                    italic=bool(style),
                    weight=None,
                )
                for style in ("", "-Italic")
            ),
        ),
        _SYMBOLS,  # its arrows, ticks and boxes sit on the line as letters do
    ),
    _Lent(
        Typeface(
            family="Source Code Pro",
            faces=(
                Face(
                    package="fontpkg_source_code_pro", file="files/SourceCodePro[wght].ttf", italic=False, weight=None
                ),
            ),
        ),
        ((0x2500, 0x259F),),  # lines and blocks that must join
    ),
    _noto("Noto Sans Symbols", *_SYMBOLS),
    _noto("Noto Emoji", (0x200D, 0x200D), (0x203C, 0x203C), (0x2049, 0x2049), *_SYMBOLS),
)
