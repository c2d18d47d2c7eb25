"""The cover of a collection, drawn from the brand with a pattern of the edition's own. Wraps pypdfium2.

As a JPEG for the ebook (readers and shops want pixels), and as an SVG for the web, sharp in any size.

A template of the house style is set in the brand's typefaces like any page, laid out by the PDF engine and drawn at
1600 × 2560 pixels, what ebook shops and readers ask for (ratio 1.6).

Traps: pdfium draws at 72 pixels an inch times `scale`, a CSS pixel is 3/4 of a point; Pillow writes a JFIF header and
nothing more when no `exif`, `icc_profile` or `comment` is given; its default of 4:2:0 smears coloured edges.
"""

from __future__ import annotations

import hashlib
import io
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

import pypdfium2

from publish.formats.epub.typefaces import css_string
from publish.formats.pdf.weasyprint_ import engine
from publish.formats.plain.text import pieces
from publish.media import lettering, typefaces
from publish.model import Edition, Galley, HouseStyle, Picture
from publish.problem import Problem
from publish.style import collection as collections
from publish.style import galley as galleys

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
    content, _, problems = engine.render(typeset(edition, style), path="source/publication.toml")
    with pypdfium2.PdfDocument(content) as pages:
        sheet = pages[0]
        picture = sheet.render(scale=WIDTH / sheet.get_width()).to_pil().convert("RGB")
    if picture.size != (WIDTH, HEIGHT):
        raise ValueError(f"the cover came out as {picture.size[0]} x {picture.size[1]}")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return buffer.getvalue(), problems


def vector(edition: Edition, style: HouseStyle) -> bytes:
    """The same cover as an SVG that looks the same everywhere: its words are outlines, its title says them."""
    house = edition.publication
    brand = house.brand
    months = collections.months(edition)
    others = typefaces.fallbacks(" ".join((edition.title, house.title, house.organisation, months)))
    families = (brand.headings, *others)
    pen = _Pen(rightwards=edition.direction == "ltr", letters=lettering.Letters(families), parts=[])
    top = ROWS * SIDE
    y = top + 100.0
    if house.title != edition.title:
        y = pen.write(house.title, 56, 1.2, y, brand.on_colour) + 28
    bold = pen._replace(letters=lettering.Letters(families, 600))
    y = bold.write(edition.title, _size(edition.title), 1.04, y, brand.on_colour)
    pen.write(months, 64, 1.2, y + 48, brand.on_colour)
    logo = _logo(brand.logo, pen.rightwards, top + 900 + _HOUSE / 2)
    indent = logo.width + 60 if logo.markup else 0
    lines = bold.lines(house.organisation, 68, _MEASURE - indent)
    bold.write(house.organisation, 68, 1.15, top + 900 + (_HOUSE - 68 * 1.15 * len(lines)) / 2, "#1a1a1a", indent)
    said = galleys.words(style, edition.language)["cover_alt"]
    for name, value in (("title", edition.title), ("organisation", house.organisation), ("months", months)):
        said = said.replace(f"{{{name}}}", value)
    tiles = "".join(
        f'<g transform="translate({tile.x} {tile.y})"><path shape-rendering="crispEdges" fill="{tile.ground}"'
        f' d="M0 0H{SIDE}V{SIDE}H0Z"/>'
        f'<path fill="{tile.figure}" d="{tile.path}"/></g>'
        for tile in pattern(edition.identifier, brand.colour)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' role="img" xml:lang="{edition.language}"><title>{escape(said, quote=False)}</title>'
        f'<path fill="{brand.colour}" d="M0 0H{WIDTH}V{HEIGHT}H0Z"/>{tiles}'
        f'<path fill="#ffffff" d="M0 {top + 900}H{WIDTH}V{top + 900 + _HOUSE}H0Z"/>'
        f"{logo.markup}{''.join(pen.parts)}</svg>\n"
    ).encode()


_HOUSE, _MARGIN = 344, 120
"""CSS pixels, like those of the template: the height of the band with the organisation's name, and the side margins."""


class _Pen(NamedTuple):
    """Writes lines of outlines, from the edge that reading begins at."""

    rightwards: bool
    letters: lettering.Letters
    parts: list[str]

    def write(self, text: str, size: float, leading: float, y: float, colour: str, indent: float = 0) -> float:
        """Write the text below `y`, and say where it ends."""
        for line in self.lines(text, size, _MEASURE - indent):
            left = _MARGIN + indent
            x = left if self.rightwards else WIDTH - left - lettering.width(line, size, self.letters)
            # The baseline of a line of text stands a third of its size below the middle, near enough in any face.
            base = y + size * (leading / 2 + 0.35)
            path = lettering.outline(line, size, self.letters)
            self.parts.append(f'<path fill="{colour}" transform="translate({x:.1f} {base:.1f})" d="{path}"/>')
            y += size * leading
        return y

    def lines(self, text: str, size: float, measure: float) -> list[str]:
        """The text in lines no wider than `measure` where its words let it."""
        lines = [""]
        for piece in pieces(text):
            if lines[-1] and lettering.width((lines[-1] + piece).rstrip(), size, self.letters) > measure:
                lines.append("")
            lines[-1] += piece
        return [line.rstrip() for line in lines]


class _Mark(NamedTuple):
    markup: str
    width: float


def _logo(logo: Picture | None, rightwards: bool, middle: float) -> _Mark:
    """The logo inside the file, as large as its place lets it be."""
    if logo is None:
        return _Mark("", 0)
    asset = logo.asset
    width, height = (asset.width or 200, asset.height or 200)
    scale = min(200 / height, 480 / width)
    x = _MARGIN if rightwards else WIDTH - _MARGIN - width * scale
    content = b64encode(asset.content).decode()
    return _Mark(
        f'<image x="{x:.1f}" y="{middle - height * scale / 2:.1f}" width="{width * scale:.1f}"'
        f' height="{height * scale:.1f}" href="data:{asset.media_type};base64,{content}"/>',
        width * scale,
    )


def typeset(edition: Edition, style: HouseStyle) -> Galley:
    """The cover's galley."""
    brand = edition.publication.brand
    title = edition.title
    spoken = " ".join((title, edition.publication.title, edition.publication.organisation, collections.months(edition)))
    others = typefaces.fallbacks(spoken)
    html = galleys.typeset(
        "collection/cover.html",
        style,
        edition=edition,
        language=edition.language,
        direction=edition.direction,
        months=collections.months(edition),
        tiles=tuple(pattern(edition.identifier, brand.colour)),
        side=SIDE,
        size=_size(title),
        families=", ".join(css_string(face.family) for face in (brand.headings, *others)),
    )
    logo = (brand.logo.asset,) if brand.logo else ()
    return Galley(name="cover.html", html=html, assets=logo, typefaces=(brand.headings, *others))


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
