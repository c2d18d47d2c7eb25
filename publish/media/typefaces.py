"""Typefaces come as installed Python packages, so that the same words are set in the same letters on every machine.

A family is looked for in `fontpkg-<slug>` (module `fontpkg_<slug>`, described by its own metadata.json). What no
brand's typeface can be expected to hold, other scripts and symbols, comes from families that we depend on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
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

    `held` are characters that the brand's own have. Of several typefaces for a script the first is taken that has all
    that the text has of it: letters that join do so in one typeface only.
    """
    points = sorted(map(ord, {character for character in text if character > "\u024f"}.difference(held)))
    rows = ((row, [point for point in points if row.serves(point)]) for row in _FALLBACKS)
    return tuple(dict.fromkeys(found for row, asked in rows if asked for found in row.chosen(asked)))


@lru_cache(maxsize=32)
def characters(typeface: Typeface) -> frozenset[int]:
    """The code points that every face of a typeface has. Raises FileNotFoundError as `load` does."""
    import uharfbuzz as hb  # here: only a text for which there is a choice asks for it

    return frozenset.intersection(*(frozenset(hb.Face(load(face)).unicodes) for face in typeface.faces))


def load(face: Face) -> bytes:
    """The font file's bytes. Raises FileNotFoundError when its package is not installed or has no such file."""
    return _place(face).read_bytes()


def stamp(face: Face) -> tuple[str, int, int]:
    """What tells the file from another in its place: its path, size and time of change. Raises FileNotFoundError."""
    status = _place(face).stat()
    return f"{face.package}/{face.file}", status.st_size, status.st_mtime_ns


def head(face: Face) -> bytes:
    """The beginning of the font file, which names its tables (OpenType, Table Directory). Raises FileNotFoundError."""
    with _place(face).open("rb") as file:
        return file.read(HEAD)


SQUARED = ("Noto Sans CJK JP",)
"""Families whose marks and figures are as wide as their letters; of each there is a family `… Marks` of these alone."""
SQUARE = frozenset("‘’“”…—·•0123456789%")
"""The marks and figures that Chinese and Japanese have from the typeface of their letters (clreq 3.1, jlreq 3.1)."""

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


class _Fallback(NamedTuple):
    """Typefaces for a script or a kind of signs, the best first, with the blocks (first, last) that call for them."""

    blocks: tuple[tuple[int, int], ...]
    typefaces: tuple[Typeface, ...]

    def serves(self, point: int) -> bool:
        return any(first <= point <= last for first, last in self.blocks)

    def chosen(self, points: Sequence[int]) -> tuple[Typeface, ...]:
        """The first that has all of these code points, else the one that has most; none when none is installed."""
        there = [typeface for typeface in self.typefaces if _installed(typeface.faces)]
        if len(there) < 2:
            return tuple(there)
        lacks = {typeface: len(set(points) - characters(typeface)) for typeface in there}
        return (min(there, key=lacks.__getitem__),)


def _noto(name: str, *blocks: tuple[int, int]) -> _Fallback:
    return _Fallback(blocks, (_noto_face(name),))


def _noto_face(name: str) -> Typeface:
    file = name.replace(" ", "") + "[wght].ttf"
    return Typeface(family=name, faces=(Face(package="manimgx_fonts", file=file, italic=False, weight=None),))


def _static(name: str, weights: Iterable[tuple[str, int]]) -> Typeface:
    module, file = package(name).replace("-", "_"), name.replace(" ", "")
    return Typeface(
        family=name,
        faces=tuple(
            Face(package=module, file=f"files/{file}-{cut}.ttf", italic=False, weight=weight) for cut, weight in weights
        ),
    )


def _fallback(typeface: Typeface, blocks: tuple[tuple[int, int], ...]) -> _Fallback:
    return _Fallback(blocks, (typeface,))


_SYMBOLS = ((0x2100, 0x2BFF), (0x3030, 0x303D), (0x1F000, 0x1FAFF))

_FALLBACKS: tuple[_Fallback, ...] = (
    _fallback(
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
    _Fallback(
        ((0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
        (
            # Noto's Arabic builds letters of parts, which a copy out of a PDF comes apart into; these have each letter
            # as one glyph: Almarai those of Arabic, Persian and Urdu, Plex those of Kurdish, Pashto, Sindhi, Uyghur
            # and Kashmiri as well.
            _static("Almarai", (("Regular", 400), ("Bold", 700))),
            _static("IBM Plex Sans Arabic", (("Regular", 400), ("SemiBold", 600))),
            _noto_face("Noto Sans Arabic"),
        ),
    ),
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
    _fallback(
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
    _fallback(
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
    _fallback(
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
