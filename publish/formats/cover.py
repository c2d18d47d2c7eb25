"""The cover of a collection, drawn from the brand with a pattern of the edition's own, as a JPEG. Wraps pypdfium2.

A template of the house style is set in the brand's typefaces like any page, laid out by the PDF engine and drawn at
1600 × 2560 pixels, what ebook shops and readers ask for (ratio 1.6).

Traps: pdfium draws at 72 pixels an inch times `scale`, a CSS pixel is 3/4 of a point; Pillow writes a JFIF header and
nothing more when no `exif`, `icc_profile` or `comment` is given; its default of 4:2:0 smears coloured edges.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2

from publish import galley as galleys
from publish import typefaces
from publish.formats import pdf_engine
from publish.formats.epub_typefaces import css_string
from publish.model import Edition, Galley, HouseStyle
from publish.problem import Problem

WIDTH, HEIGHT = 1600, 2560
QUALITY = 88
COLUMNS, ROWS, SIDE = 5, 4, 320


class Tile(NamedTuple):
    """One square of the pattern: where it stands, its ground, and a figure on it."""

    x: int
    y: int
    ground: str
    figure: str
    path: str
    """SVG path data in the square's own coordinates, 0 to `SIDE`."""


def draw(edition: Edition, style: HouseStyle) -> tuple[bytes, tuple[Problem, ...]]:
    """The cover as a JPEG of `WIDTH` × `HEIGHT`, and what the layout had to say about it."""
    content, _, problems = pdf_engine.render(typeset(edition, style), path="source/publication.toml")
    with pypdfium2.PdfDocument(content) as pages:
        sheet = pages[0]
        picture = sheet.render(scale=WIDTH / sheet.get_width()).to_pil().convert("RGB")
    if picture.size != (WIDTH, HEIGHT):
        raise ValueError(f"the cover came out as {picture.size[0]} x {picture.size[1]}")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return buffer.getvalue(), problems


def typeset(edition: Edition, style: HouseStyle) -> Galley:
    """The cover's galley."""
    brand = edition.publication.brand
    title = edition.title
    spoken = " ".join((title, edition.publication.title, edition.publication.organisation, galleys.months(edition)))
    lent = typefaces.fallbacks(spoken)
    html = galleys.typeset(
        "collection/cover.html",
        style,
        edition=edition,
        language=edition.language,
        direction=edition.direction,
        months=galleys.months(edition),
        tiles=tuple(pattern(edition.identifier, brand.colour)),
        side=SIDE,
        size=_size(title),
        families=", ".join(css_string(face.family) for face in (brand.headings, *lent)),
    )
    logo = (brand.logo.asset,) if brand.logo else ()
    return Galley(name="cover.html", html=html, assets=logo, typefaces=(brand.headings, *lent))


def pattern(identifier: str, colour: str) -> Iterator[Tile]:
    """Tiles in shades of `colour`, the same for the same identifier and like no other edition's."""
    shades = {
        "brand": colour,
        "deep": _mix(colour, "#000000", 0.35),
        "light": _mix(colour, "#ffffff", 0.45),
        "pale": _mix(colour, "#ffffff", 0.82),
    }
    # One byte chooses the figure and one the colours of each tile: 40 of the 64 bytes are used.
    choices = hashlib.sha512(identifier.encode()).digest()
    for number in range(COLUMNS * ROWS):
        ground, figure = _PAIRS[choices[2 * number] % len(_PAIRS)]
        yield Tile(
            x=number % COLUMNS * SIDE,
            y=number // COLUMNS * SIDE,
            ground=shades[ground],
            figure=shades[figure],
            path=_FIGURES[choices[2 * number + 1] % len(_FIGURES)],
        )


_PAIRS = (
    ("brand", "pale"),
    ("brand", "light"),
    ("brand", "deep"),
    ("deep", "light"),
    ("deep", "brand"),
    ("light", "deep"),
    ("light", "pale"),
    ("pale", "brand"),
    ("pale", "deep"),
)
_S, _H = SIDE, SIDE // 2
_FIGURES = (
    # quarter discs, one for each corner
    f"M0 0H{_S}A{_S} {_S} 0 0 1 0 {_S}Z",
    f"M{_S} 0V{_S}A{_S} {_S} 0 0 1 0 0Z",
    f"M{_S} {_S}H0A{_S} {_S} 0 0 1 {_S} 0Z",
    f"M0 {_S}V0A{_S} {_S} 0 0 1 {_S} {_S}Z",
    # half discs, one for each side
    f"M0 0H{_S}A{_H} {_H} 0 0 1 0 0Z",
    f"M0 {_S}A{_H} {_H} 0 0 1 {_S} {_S}Z",
    # leaves
    f"M0 0A{_S} {_S} 0 0 1 {_S} {_S}A{_S} {_S} 0 0 1 0 0Z",
    f"M{_S} 0A{_S} {_S} 0 0 1 0 {_S}A{_S} {_S} 0 0 1 {_S} 0Z",
    # a disc, and two waves
    f"M{_H // 2} {_H}A{_H // 2} {_H // 2} 0 1 1 {_H + _H // 2} {_H}A{_H // 2} {_H // 2} 0 1 1 {_H // 2} {_H}Z",
    f"M0 {_H}A{_H // 2} {_H // 2} 0 0 1 {_H} {_H}A{_H // 2} {_H // 2} 0 0 0 {_S} {_H}V{_S}H0Z",
)


def _mix(colour: str, other: str, share: float) -> str:
    """`colour` with a `share` (0 to 1) of `other` in it, both `#rrggbb`."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


_SIZES = ((9, 250), (18, 210), (30, 176), (45, 148), (75, 116), (130, 96))
_SMALLEST = 76
_MEASURE = 1360
"""CSS pixels across the title's column in the template."""


def _size(title: str) -> int:
    """The title's type size in CSS pixels: as large as lets it stand in its block, and its longest word on a line."""
    size = next((size for length, size in _SIZES if _length(title) <= length), _SMALLEST)
    longest = max(map(_length, title.split()), default=1)
    return min(size, max(_SMALLEST, int(_MEASURE / (0.6 * longest))))


def _length(text: str) -> int:
    """Characters, East Asian ones as two (and breakable between any two, so they count for the whole alone)."""
    return sum(2 if ord(character) >= 0x2E80 else 1 for character in text)
