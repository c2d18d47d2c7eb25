"""The brand's typefaces, cut down to the characters of one collection, and the CSS that names them. Wraps uharfbuzz.

A variable font is cut to a plain one at the weight in question: older reading systems (Adobe RMSDK, Kobo) show only the
lightest or the default instance of a variable font and then smear it to make it bold.

Traps of hb-subset (HarfBuzz 15): layout features outside its default set are dropped, so figures that line up in
tables (`tnum`) must be asked for; an axis that is neither pinned nor limited stays variable; `name` keeps records 0 to
6 alone, without the licence (13, 14) that has to travel with the font; tags are numbers, not strings.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import uharfbuzz as hb

from publish.media.typefaces import load
from publish.model import ArchiveFile, Brand, Face, Typeface
from publish.value import Value

FEATURES = ("calt", "ccmp", "clig", "kern", "liga", "lnum", "locl", "mark", "mkmk", "rlig", "tnum")
NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)
REGULAR, BOLD = 400, 700

_SFNT = {b"OTTO": ("otf", "font/otf"), b"\x00\x01\x00\x00": ("ttf", "font/ttf"), b"true": ("ttf", "font/ttf")}


class Cut(Value):
    """One typeface at one weight and slope, cut down."""

    name: str
    """The file's name, e.g. `source-serif-4-400-italic.ttf`."""
    media_type: str
    """font/ttf or font/otf (EPUB 3.3, core media types)."""
    family: str
    weight: int
    italic: bool
    content: bytes


class Use(Value):
    """What a collection asks of its typefaces: which characters, and which faces besides the upright regular."""

    characters: frozenset[str]
    bold: bool
    italic: bool
    bold_italic: bool
    code: bool


def cut(brand: Brand, use: Use) -> tuple[Cut, ...]:
    """The files to embed, each family once, in the order headings, body, code.

    A face that the collection has no use for (italics, code) is not embedded. A character that a face lacks is left to
    the reading system, which has faces for every script its owner reads.
    """
    styles = [(REGULAR, False)]
    styles += [(BOLD, False)] if use.bold else []
    styles += [(REGULAR, True)] if use.italic else []
    styles += [(BOLD, True)] if use.bold_italic else []
    wanted: dict[str, tuple[Typeface, list[tuple[int, bool]]]] = {}
    for typeface, asked in (
        (brand.headings, [(REGULAR, False), (BOLD, False), *styles[1:]]),
        (brand.body, styles),
        (brand.code, [(REGULAR, False)] if use.code else []),
    ):
        known = wanted.setdefault(typeface.family, (typeface, []))[1]
        known.extend(style for style in asked if style not in known)
    characters = "".join(sorted(use.characters))
    return tuple(
        piece
        for typeface, asked in wanted.values()
        for weight, italic in asked
        if (piece := _piece(typeface, weight, italic, characters)) is not None
    )


def font_faces(cuts: Iterable[Cut], folder: str) -> str:
    """The `@font-face` rules of `cuts`; `folder` leads from the stylesheet to the files."""
    return "\n".join(
        f"@font-face {{\n  font-family: {css_string(piece.family)};\n  font-weight: {piece.weight};\n"
        f"  font-style: {'italic' if piece.italic else 'normal'};\n  src: url({folder}/{piece.name});\n}}"
        for piece in cuts
    )


def css_string(text: str) -> str:
    r"""`text` as a CSS string. Anything but letters, digits and plain signs is written as an escape (`\22 `)."""
    return '"' + "".join(c if c.isalnum() or c in " -_.," else f"\\{ord(c):x} " for c in text) + '"'


def letters(brand: Brand, texts: Iterable[str]) -> tuple[str, tuple[ArchiveFile, ...]]:
    """The brand's typefaces for web pages with these texts: the rules that name them, and their files below look/."""
    latin = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) + "–—‘’“”„…•→←↑↓−×€²³½¼¾"
    characters = frozenset("".join((*texts, latin)))
    use = Use(characters=characters, bold=True, italic=True, bold_italic=False, code=True)
    cuts = cut(brand, use)
    files = tuple(ArchiveFile(path=f"look/{piece.name}", content=piece.content) for piece in cuts)
    return font_faces(cuts, "."), files


def _piece(typeface: Typeface, weight: int, italic: bool, characters: str) -> Cut | None:
    faces = [face for face in typeface.faces if face.italic is italic]
    if not faces:
        return None
    # A variable face serves every weight; among plain ones the nearest does.
    face = min(faces, key=lambda face: abs((face.weight or weight) - weight))
    content = _subset(face, weight, characters)
    suffix, media_type = _SFNT[content[:4]]
    family = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in typeface.family.lower()).split())
    slope = "-italic" if italic else ""
    return Cut(
        name=f"{family or 'typeface'}-{weight}{slope}.{suffix}",
        media_type=media_type,
        family=typeface.family,
        weight=weight,
        italic=italic,
        content=content,
    )


@lru_cache(maxsize=64)
def _subset(face: Face, weight: int, characters: str) -> bytes:
    whole = hb.Face(hb.Blob(load(face)))
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in FEATURES)
    wanted.name_id_set.update(NAMES)
    for axis in whole.axis_infos:
        if axis.tag == "wght":
            wanted.pin_axis_location(whole, "wght", min(max(weight, axis.min_value), axis.max_value))
        else:
            wanted.pin_axis_to_default(whole, axis.tag)
    return bytes(hb.subset(whole, wanted).blob.data)
