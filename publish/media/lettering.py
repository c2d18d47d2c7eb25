"""Words as outlines: text measured and drawn in a typeface, for pictures that carry no fonts. Wraps uharfbuzz.

Outlines look the same wherever a picture is opened, and cannot fail to conform; the picture's text alternative says
the words. Lines of one direction or of two (a number in an Arabic label) are set, not paragraphs.

Traps: `set_variations` is ignored by a font made with other axes; a glyph is drawn in the font's own units, y upwards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import uharfbuzz as hb

from publish.media import typefaces
from publish.model import Face, Typeface

_TEXT_SIZE = 9
"""Optical size in points, for typefaces that have one: labels are small."""


class Letters(NamedTuple):
    """The faces that words are set in, the first that has a character lending it, and their weight."""

    families: tuple[Typeface, ...]
    weight: int = 400


def width(text: str, size: float, letters: Letters) -> float:
    """How wide the text is, in the unit of `size`."""
    return sum(run.width for run in _runs(text, letters)) * size


def reach(text: str, letters: Letters) -> tuple[float, float]:
    """How far the text's ink goes above its baseline and below it, in ems."""
    extents = [run.reach for run in _runs(text, letters)]
    return max((up for up, _ in extents), default=0.0), max((down for _, down in extents), default=0.0)


def lacks(text: str, letters: Letters) -> bool:
    """Whether no face has one of the text's characters."""
    fonts = _fonts(letters)
    return any(
        not any(font.get_nominal_glyph(ord(sign)) for font in fonts)
        for sign in text
        if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Mn")
    )


def outline(text: str, size: float, letters: Letters) -> str:
    """SVG path data of the text: its line begins at 0, its baseline is y = 0, whatever its direction."""
    at = 0.0
    parts: list[str] = []
    for run in _runs(text, letters):
        parts += run.draw(at, size)
        at += run.width * size
    return "".join(parts)


class _Run:
    """Characters of one font and one direction, shaped."""

    def __init__(self, text: str, font: hb.Font, right_to_left: bool) -> None:
        self.width: float
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        hb.shape(font, buffer)
        self._font, self._unit = font, font.face.upem
        self._glyphs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
        self.width = sum(place.x_advance for _, place in self._glyphs) / self._unit

    @property
    def reach(self) -> tuple[float, float]:
        """How far its ink goes up and down from the baseline, in ems."""
        up = down = 0.0
        for glyph, place in self._glyphs:
            if (ink := self._font.get_glyph_extents(glyph.codepoint)) is not None:
                top = place.y_offset + ink.y_bearing
                up, down = max(up, top / self._unit), max(down, -(top + ink.height) / self._unit)
        return up, down

    def draw(self, at: float, size: float) -> Iterator[str]:
        scale = size / self._unit
        for glyph, place in self._glyphs:
            pen = _Pen(at + place.x_offset * scale, -place.y_offset * scale, scale)
            self._font.draw_glyph(glyph.codepoint, _DRAW, pen)
            yield "".join(pen.said)
            at += place.x_advance * scale


class _Pen:
    def __init__(self, x: float, y: float, scale: float) -> None:
        self.x, self.y, self.scale, self.said = x, y, scale, [""]

    def say(self, command: str, *points: float) -> None:
        places = (
            self.x + point * self.scale if n % 2 == 0 else self.y - point * self.scale for n, point in enumerate(points)
        )
        self.said.append(command + " ".join(f"{place:.2f}".rstrip("0").rstrip(".") for place in places))


def _functions() -> hb.DrawFuncs:
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, pen: pen.say("M", x, y))
    functions.set_line_to_func(lambda x, y, pen: pen.say("L", x, y))
    functions.set_quadratic_to_func(lambda a, b, x, y, pen: pen.say("Q", a, b, x, y))
    functions.set_cubic_to_func(lambda a, b, c, d, x, y, pen: pen.say("C", a, b, c, d, x, y))
    functions.set_close_path_func(lambda pen: pen.say("Z"))
    return functions


_DRAW = _functions()


@lru_cache(maxsize=32)
def _font(face: Face, weight: int) -> hb.Font:
    font_face = hb.Face(typefaces.load(face))
    font = hb.Font(font_face)
    axes = {axis.tag: axis for axis in font_face.axis_infos}
    wanted = {"wght": weight, "opsz": _TEXT_SIZE}
    if axes:
        font.set_variations(
            {tag: min(max(wanted[tag], axes[tag].min_value), axes[tag].max_value) for tag in wanted if tag in axes}
        )
    return font


@lru_cache(maxsize=64)
def _fonts(letters: Letters) -> tuple[hb.Font, ...]:
    """The upright face of each family whose weight is nearest."""
    return tuple(
        _font(
            min(
                (face for face in family.faces if not face.italic),
                key=lambda face: abs((face.weight or letters.weight) - letters.weight),
                default=family.faces[0],
            ),
            letters.weight,
        )
        for family in letters.families
    )


_RIGHT_TO_LEFT = ("R", "AL")
_LEFT_TO_RIGHT = ("L", "EN", "AN")


def _runs(text: str, letters: Letters) -> list[_Run]:
    """The runs of a line from left to right, after the simplest part of the bidirectional algorithm (UAX 9)."""
    fonts = _fonts(letters)
    return [
        _Run(piece, font, right_to_left)
        for words, right_to_left in _directions(text)
        for piece, font in _ordered(list(_by_font(words, fonts)), right_to_left)
    ]


def _ordered(pieces: list[Any], right_to_left: bool) -> list[Any]:
    return pieces[::-1] if right_to_left else pieces


def _directions(text: str) -> list[tuple[str, bool]]:
    """The pieces of a line in the order they stand in, and whether each runs from right to left."""
    kinds = [unicodedata.bidirectional(character) for character in text]
    strong = next((kind for kind in kinds if kind in (*_RIGHT_TO_LEFT, "L")), "L")
    around = strong in _RIGHT_TO_LEFT
    if not any(kind in _RIGHT_TO_LEFT for kind in kinds):
        return [(text, False)]
    sides: list[bool | None] = [
        True if kind in _RIGHT_TO_LEFT else False if kind in _LEFT_TO_RIGHT else None for kind in kinds
    ]
    # What has no direction goes with its neighbours when they agree, else with the line.
    for at, side in enumerate(sides):
        if side is None:
            before = sides[at - 1] if at else around
            after = next((later for later in sides[at:] if later is not None), around)
            sides[at] = before if before == after else around
    pieces: list[tuple[str, bool]] = []
    for character, side in zip(text, sides, strict=True):
        if pieces and pieces[-1][1] == side:
            pieces[-1] = (pieces[-1][0] + character, pieces[-1][1])
        else:
            pieces.append((character, bool(side)))
    return pieces[::-1] if around else pieces


def _by_font(text: str, fonts: tuple[hb.Font, ...]) -> Iterator[tuple[str, hb.Font]]:
    """Pieces of the text with the first font that has their characters; marks and spaces stay with what is before."""
    piece, used = "", fonts[0]
    for character in text:
        clings = bool(piece) and (unicodedata.combining(character) or character.isspace())
        font = used if clings else next((f for f in fonts if f.get_nominal_glyph(ord(character))), fonts[0])
        if piece and font is not used:
            yield piece, used
            piece = ""
        piece, used = piece + character, font
    if piece:
        yield piece, used
