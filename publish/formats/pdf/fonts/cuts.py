"""Typefaces cut for the page: plain fonts out of variable ones, at the weights and optical sizes that styles use.

WeasyPrint takes variable fonts, but cuts them itself, with fontTools, at every render: three times the work of all the
rest; the moment of it is written into the font, so that no two files are equal; and it lays lines out at one optical
size and draws them at another. HarfBuzz cuts a face in some six milliseconds, and the same each time. A brand has a
dozen: each is cut once, and stored in the user's cache folder where there is one.
Wraps uharfbuzz; its traps are those named in formats/epub/typefaces.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple, TypeVar

from publish.base import cache
from publish.media import typefaces
from publish.model import Face, Typeface

WEIGHTS = (400, 600)
"""What the briefing's stylesheet may ask for. Plain faces keep the weights that they have."""
TEXT_SIZE, DISPLAY_SIZE = 11, 26
"""Optical sizes in points, for typefaces that have them: reading text, and what is set large."""


MARKS = " Marks"
"""How the family of a typeface's marks is called, behind its name."""


class Cut(NamedTuple):
    """A font that can be had, and the name, weight and slope that CSS knows it by."""

    family: str
    weight: int
    italic: bool
    face: Face
    """The file that it is cut out of, or that it is."""
    size: int
    """The optical size that it is cut at, if the face has any."""


class _Case(NamedTuple):
    """What is known of a typeface without cutting it."""

    cuts: tuple[Cut, ...]
    characters: str
    """Those that every face of it has."""


Value = TypeVar("Value")


def cuts(typeface: Typeface) -> tuple[Cut, ...]:
    """What can be cut of a typeface: each face at each weight, and a family `… Display` if it has optical sizes.

    Raises FileNotFoundError when a face's package is not installed.
    """
    return _case(typeface).cuts


def font(cut: Cut) -> bytes:
    """The font file of a cut. Raises FileNotFoundError as `cuts` does."""
    if cut.family.endswith(MARKS):
        return cache.remembered_by_user(
            bytes, lambda: _marks(typefaces.load(cut.face)), "marks by CID", typefaces.stamp(cut.face)
        )
    if not _varies(typefaces.head(cut.face)):
        return typefaces.load(cut.face)

    def made() -> bytes:
        return _pinned(typefaces.load(cut.face), cut)

    return _kept(bytes, made, "cut", (cut.face,), cut.weight, cut.size)


def fallbacks(text: str, own: Iterable[Typeface]) -> tuple[Typeface, ...]:
    """The typefaces that a text needs besides its own, since not each of those has all of its characters.

    Raises FileNotFoundError as `cuts` does.
    """
    if not typefaces.fallbacks(text):
        return ()
    return typefaces.fallbacks(text, common(own))


def common(families: Iterable[Typeface]) -> frozenset[str]:
    """The characters that every face of every one of the families has. Raises FileNotFoundError as `cuts` does."""
    return frozenset.intersection(*map(_characters, families))


@lru_cache(maxsize=64)
def _characters(typeface: Typeface) -> frozenset[str]:
    return frozenset(_case(typeface).characters)


@lru_cache(maxsize=64)
def _case(typeface: Typeface) -> _Case:
    return _kept(_Case, lambda: _look(typeface), "typeface", typeface.faces, typeface)


def _look(typeface: Typeface) -> _Case:
    import uharfbuzz as hb

    cuts: list[Cut] = []
    points: list[set[int]] = []
    for face in typeface.faces:
        font = hb.Face(typefaces.load(face))
        axes = {axis.tag for axis in font.axis_infos}
        weights = WEIGHTS if "wght" in axes else (face.weight or 400,)
        cuts += [Cut(typeface.family, weight, face.italic, face, TEXT_SIZE) for weight in weights]
        if typeface.family in typefaces.SQUARED:
            cuts.append(Cut(f"{typeface.family}{MARKS}", face.weight or 400, face.italic, face, TEXT_SIZE))
        if "opsz" in axes and not face.italic:
            cuts.append(Cut(f"{typeface.family} Display", 400, False, face, DISPLAY_SIZE))
        points.append(set(font.unicodes))
    shared = set.intersection(*points).difference(range(0xD800, 0xE000))
    return _Case(tuple(cuts), "".join(map(chr, sorted(shared))))


def _kept(kind: type[Value], make: Callable[[], Value], what: str, faces: tuple[Face, ...], *more: object) -> Value:
    """What was made of these files before, from a cache; else it is made, and put there."""
    return cache.remembered_by_user(kind, make, what, *more, tuple(map(typefaces.stamp, faces)))


def _varies(content: bytes) -> bool:
    """Whether a font has axes, by its beginning: a table `fvar` (OpenType, Font Variations Table).

    HarfBuzz could say, and takes long to be imported.
    """
    tables = int.from_bytes(content[4:6])
    return any(content[at : at + 4] == b"fvar" for at in range(12, 12 + 16 * tables, 16))


def _marks(content: bytes) -> bytes:
    """The font's marks and figures alone, in all their forms."""
    import uharfbuzz as hb

    wanted = hb.SubsetInput()
    # A PDF names the glyphs of such a font by their CIDs, which a renumbered one has no more (ISO 32000-1, 9.7.4.2).
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS
    wanted.unicode_set.update(
        map(ord, typefaces.SQUARE | set(" \u00a0\u3000"))
    )  # Pango asks the first family for spaces
    return bytes(hb.subset(hb.Face(content), wanted).blob.data)


def _pinned(content: bytes, cut: Cut) -> bytes:
    """The variable font with every axis pinned. Equal bytes for equal arguments. Slow: some 6 ms."""
    import uharfbuzz as hb

    source = hb.Face(content)
    wanted = hb.SubsetInput()
    wanted.keep_everything()
    for axis in source.axis_infos:
        place = {"wght": cut.weight, "opsz": cut.size}.get(axis.tag, axis.default_value)
        wanted.pin_axis_location(source, axis.tag, min(max(place, axis.min_value), axis.max_value))
    return bytes(hb.subset(source, wanted).blob.data)
