"""Typefaces cut for the page: plain fonts out of variable ones, at the weights and optical sizes that styles use.

WeasyPrint takes variable fonts, but cuts them itself, with fontTools, at every render: three times the work of all the
rest; the moment of it is written into the font, so that no two files are equal; and it lays lines out at one optical
size and draws them at another. HarfBuzz cuts a face in some ten milliseconds, and the same each time; a briefing has a
dozen, so that they are kept where there is a place for them. (Wraps uharfbuzz; its traps are those named in
epub_typefaces.py.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple, TypeVar

from publish import typefaces
from publish.drawer import Drawer, kept
from publish.model import Typeface

WEIGHTS = (400, 600)
"""What the briefing's stylesheet may ask for. Plain faces keep the weights that they have."""
TEXT_SIZE, DISPLAY_SIZE = 11, 26
"""Optical sizes in points, for typefaces that have them: reading text, and what is set large."""


class Cut(NamedTuple):
    """A font file and the name, weight and slope that CSS knows it by."""

    family: str
    weight: int
    italic: bool
    content: bytes


Value = TypeVar("Value")
_drawers: list[Drawer] = []


def lay_by(drawer: Drawer | None) -> None:
    """From now on, in this process, take cuts from there, and put there what has to be made; with None keep nothing."""
    _drawers[:] = [drawer] if drawer else []


@lru_cache(maxsize=64)
def cuts(typeface: Typeface) -> tuple[Cut, ...]:
    """The typeface's faces, each weight by itself, and a family `… Display` if it has optical sizes.

    Raises FileNotFoundError when a face's package is not installed.
    """
    if not any(_varies(typefaces.head(face)) for face in typeface.faces):
        return tuple(_made(typeface))
    return _kept(tuple[Cut, ...], lambda: tuple(_made(typeface)), "cuts", typeface)


def lent(text: str, own: Iterable[Typeface]) -> tuple[Typeface, ...]:
    """The typefaces that a text needs besides its own, since not each of those has all of its characters.

    Raises FileNotFoundError as `cuts` does.
    """
    if not typefaces.fallbacks(text):
        return ()
    return typefaces.fallbacks(text, frozenset.intersection(*map(_characters, own)))


@lru_cache(maxsize=64)
def _characters(typeface: Typeface) -> frozenset[str]:
    """Those that every face of it has."""
    return frozenset(_kept(str, lambda: _common(typeface), "characters", typeface))


def _common(typeface: Typeface) -> str:
    import uharfbuzz as hb

    points = set.intersection(*(set(hb.Face(content).unicodes) for content in map(typefaces.load, typeface.faces)))
    return "".join(map(chr, sorted(points.difference(range(0xD800, 0xE000)))))


def _kept(kind: type[Value], make: Callable[[], Value], what: str, typeface: Typeface) -> Value:
    """What was made of a typeface's files before, from the drawer; else it is made, and put there."""
    drawer = _drawers[0] if _drawers else None
    return kept(drawer, kind, make, what, typeface, tuple(map(typefaces.stamp, typeface.faces)))


def _varies(content: bytes) -> bool:
    """Whether a font has axes, by its beginning: a table `fvar` (OpenType, Font Variations Table).

    HarfBuzz could say, and takes long to be imported.
    """
    tables = int.from_bytes(content[4:6])
    return any(content[at : at + 4] == b"fvar" for at in range(12, 12 + 16 * tables, 16))


def _made(typeface: Typeface) -> Iterable[Cut]:
    for face in typeface.faces:
        content = typefaces.load(face)
        axes = _axes(content) if _varies(content) else set()
        weights = WEIGHTS if "wght" in axes else (face.weight or 400,)
        for weight in weights:
            yield Cut(typeface.family, weight, face.italic, pinned(content, weight, TEXT_SIZE))
        if "opsz" in axes and not face.italic:
            yield Cut(f"{typeface.family} Display", 400, False, pinned(content, 400, DISPLAY_SIZE))


def _axes(content: bytes) -> set[str]:
    import uharfbuzz as hb

    return {axis.tag for axis in hb.Face(content).axis_infos}


def pinned(content: bytes, weight: int, size: int) -> bytes:
    """The font with every axis pinned; unchanged when it has none. Equal bytes for equal arguments, and slow: 10 ms."""
    if not _varies(content):
        return content
    import uharfbuzz as hb

    whole = hb.Face(content)
    wanted = hb.SubsetInput()
    wanted.keep_everything()
    for axis in whole.axis_infos:
        place = {"wght": weight, "opsz": size}.get(axis.tag, axis.default_value)
        wanted.pin_axis_location(whole, axis.tag, min(max(place, axis.min_value), axis.max_value))
    return bytes(hb.subset(whole, wanted).blob.data)
