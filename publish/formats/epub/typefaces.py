"""The typefaces of an EPUB, the brand's and others, as subsets of what is shown, with the CSS that names them.

Wraps uharfbuzz and, for WOFF2, fontTools.

A variable font is cut to a plain one at the weight in question: older reading systems (Adobe RMSDK, Kobo) show only the
lightest or the default instance of a variable font and then smear it to make it bold.

Traps of hb-subset (HarfBuzz 15): layout features outside its default set are dropped, so figures that line up in
tables (`tnum`) must be asked for; an axis that is neither pinned nor limited stays variable; `name` keeps records 0 to
6 alone, without the licence (13, 14) that has to travel with the font; tags are numbers, not strings.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import lru_cache

import uharfbuzz as hb

from publish.media.typefaces import SQUARE, SQUARED, characters, fallbacks, load
from publish.model import ArchiveFile, Brand, Face, Typeface
from publish.value import Value, replace

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
    range: str = ""
    """The characters that it is for (CSS Fonts 4, unicode-range); empty when it is for any that it has."""


class Use(Value):
    """What a collection asks of its typefaces: which characters, and which faces besides the upright regular."""

    characters: frozenset[str]
    bold: bool
    italic: bool
    bold_italic: bool
    code: bool


def cut(brand: Brand, use: Use) -> tuple[Cut, ...]:
    """The files to embed, each family once, in the order headings, body, code.

    A face that the collection has no use for (italics, code) is not embedded. For characters that the brand's lack one
    family a script follows, unless the brand is not `lettered`: a plain machine has letters for few scripts.
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
    shown = "".join(sorted(use.characters))
    own = tuple(
        piece
        for typeface, asked in wanted.values()
        for weight, italic in asked
        if (piece := _piece(typeface, weight, italic, shown)) is not None
    )
    return (*own, *_others(brand, use)) if brand.lettered else own


_EMOJI = "Noto Emoji"


def _others(brand: Brand, use: Use) -> Iterator[Cut]:
    """The letters that the brand's typefaces lack, a file for each family and weight."""
    text = "".join(sorted(use.characters))
    held = characters(brand.headings) & characters(brand.body)
    others = fallbacks(text, frozenset(map(chr, held)))
    own = (brand.headings.family, brand.body.family, brand.code.family)
    taken: set[str] = set()
    for typeface in others:
        if typeface.family == _EMOJI:
            continue  # every machine has its own, and in colour
        has = characters(typeface)
        mine = {c for c in use.characters if ord(c) in has and ord(c) not in held} - taken
        if not mine:
            continue
        taken |= mine
        shown = "".join(sorted(mine | (use.characters & SQUARE if typeface.family in SQUARED else frozenset())))
        for weight in (REGULAR, BOLD) if use.bold else (REGULAR,):
            if (piece := _piece(typeface, weight, False, shown, joined=True)) is not None:
                mark = "more-" if typeface.family in own else ""  # which has a file already, for its own text
                yield replace(piece, name=mark + piece.name, range=_range(shown))


def families(own: Typeface, cuts: Iterable[Cut]) -> str:
    """`own` and then every family of other letters, as CSS writes them (CSS Fonts 4, font-family)."""
    others = (piece.family for piece in cuts if piece.range)
    return ", ".join(map(css_string, dict.fromkeys((own.family, *others))))


def others(own: Typeface, cuts: Iterable[Cut]) -> str:
    """Custom properties for a sheet: `--others`, families of other letters, and `--square`, those that come first."""
    others = [css_string(piece.family) for piece in cuts if piece.range]
    square = [css_string(family) for family in SQUARED if css_string(family) in others]
    named = {"others": others or [css_string(own.family)], "square": square or [css_string(own.family)]}
    return (
        ":root { " + " ".join(f"--{name}: {', '.join(dict.fromkeys(every))};" for name, every in named.items()) + " }"
    )


def squared(own: Typeface, cuts: Iterable[Cut]) -> str:
    """The same with the letters of Chinese and Japanese first, whose marks and figures are as wide as they are."""
    cuts = tuple(cuts)
    first = [css_string(piece.family) for piece in cuts if piece.range and piece.family in SQUARED][:1]
    return ", ".join((*first, families(own, cuts)))


def _range(text: str) -> str:
    """Code points as `U+905-90A, U+915`."""
    runs: list[list[int]] = []
    for point in sorted(map(ord, text)):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ", ".join(f"U+{first:X}" + (f"-{last:X}" if last > first else "") for first, last in runs)


def packed(piece: Cut) -> Cut:
    """The same as WOFF2, which browsers take: a half to two thirds of the size. Slow: 10 ms to 1 s."""
    return replace(piece, name=f"{piece.name.rpartition('.')[0]}.woff2", content=_packed(piece.content))


@lru_cache(maxsize=64)
def _packed(content: bytes) -> bytes:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content), recalcTimestamp=False, recalcBBoxes=False)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def font_faces(cuts: Iterable[Cut], folder: str) -> str:
    """The `@font-face` rules of `cuts`; `folder` leads from the stylesheet to the files."""
    return "\n".join(
        f"@font-face {{\n  font-family: {css_string(piece.family)};\n  font-weight: {piece.weight};\n"
        f"  font-style: {'italic' if piece.italic else 'normal'};\n  src: url({folder}/{piece.name});\n"
        + (f"  unicode-range: {piece.range};\n" if piece.range else "")
        + "}"
        for piece in cuts
    )


def css_string(text: str) -> str:
    r"""`text` as a CSS string. Anything but letters, digits and plain signs is written as an escape (`\22 `)."""
    return '"' + "".join(c if c.isalnum() or c in " -_.," else f"\\{ord(c):x} " for c in text) + '"'


def letters(brand: Brand, texts: Iterable[str]) -> tuple[str, tuple[ArchiveFile, ...]]:
    """The brand's typefaces for web pages with these texts: the rules that name them, and their files below look/."""
    latin = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) + "–—‘’“”„…•→←↑↓−×€²³½¼¾"
    shown = frozenset("".join((*texts, latin)))
    use = Use(characters=shown, bold=True, italic=True, bold_italic=False, code=True)
    cuts = tuple(packed(piece) if piece.range else piece for piece in cut(brand, use))
    files = tuple(ArchiveFile(path=f"look/{piece.name}", content=piece.content) for piece in cuts)
    return f"{font_faces(cuts, '.')}\n{others(brand.body, cuts)}", files


def _piece(typeface: Typeface, weight: int, italic: bool, characters: str, *, joined: bool = False) -> Cut | None:
    faces = [face for face in typeface.faces if face.italic is italic]
    if not faces:
        return None
    # A variable face serves every weight; among plain ones the nearest does.
    face = min(faces, key=lambda face: abs((face.weight or weight) - weight))
    content = _subset(face, weight, characters, joined=joined)
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
def _subset(face: Face, weight: int, characters: str, *, joined: bool) -> bytes:
    """The face with these characters alone; `joined` with all the features by which a script's letters join."""
    source = hb.Face(hb.Blob(load(face)))
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    if not joined:
        wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in FEATURES)
    wanted.name_id_set.update(NAMES)
    for axis in source.axis_infos:
        if axis.tag == "wght":
            wanted.pin_axis_location(source, "wght", min(max(weight, axis.min_value), axis.max_value))
        else:
            wanted.pin_axis_to_default(source, axis.tag)
    return bytes(hb.subset(source, wanted).blob.data)
