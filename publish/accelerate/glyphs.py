"""What shows the glyphs of a line in a page's stream, number for number as WeasyPrint 70 spells it.

- WeasyPrint spells anew, for each text, what shows a glyph, and asks the typeface for its widths and its tables: here
  all that is known of a face is kept for as long as the font configuration that it belongs to (pdf_fonts.py).
- A mark that is set higher than its typeface has it (`ė́`, many vowels of Khmer) is shown by an operator of its own.
  What moves it onto its letter stands at the end of the operator before, where the viewer of Chrome and Edge (PDFium)
  takes no notice of it, and sets all that follows on the letter to the left. carry() puts it at the head of the next.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter
from struct import Struct
from typing import Any, NamedTuple

import pydyf
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.fonts import get_hb_object_data, get_pango_font_key

from publish.accelerate.types import runs

# --------------------------------------------------------------------------------------------------------------- faces


class _Face:
    """One of Pango's fonts, and what is known of it: it does not go before this does, since a line with it is held."""

    __slots__ = ("_line", "_traits", "font", "key", "parts", "plain", "size", "sizing", "widths")

    def __init__(self, font: Any, line: Any) -> None:
        self.font, self._line = font, line
        self.key, description, self.size = get_pango_font_key(font)
        made = Font(font, description, self.size)
        self.plain = not (made.bitmap or made.png or made.svg or made.colr)
        self._traits = vars(made)
        del self._traits["file_content"]  # which is large
        self.sizing = b"/%b %b Tf" % (made.hash.encode(), pydyf._to_bytes(self.size))
        self.parts: dict[tuple[Any, int], str] = {}
        """What shows a glyph, by what Pango says of it and its width in thousandths of the size."""
        self.widths: dict[int, int] = {}

    def made(self) -> Any:
        """What WeasyPrint makes of the font, for a document that has not shown any of its glyphs."""
        font = Font.__new__(Font)
        vars(font).update(self._traits, file_content=get_hb_object_data(self._traits["hb_face"]))
        font.variations, font.widths, font.to_unicode, font.missing = {**font.variations}, {}, {}, {}
        return font

    def width(self, glyph: int) -> int:
        """How wide a glyph is, in thousandths of the size."""
        rectangle = ffi.new("PangoRectangle *")
        pango.pango_font_get_glyph_extents(self.font, glyph, ffi.NULL, rectangle)
        width: int = round(rectangle.width * 1000 * FROM_UNITS / self.size)
        return width


_FACES, _PARTS = 128, 4000
"""How many faces are kept of a font configuration, and how many glyphs of a face, each with the room it takes."""


def _face(config: Any, font: Any, line: Any) -> _Face:
    known: dict[Any, _Face] = vars(config).setdefault("handbill_faces", {})
    if font not in known:
        if len(known) >= _FACES:
            known.clear()
        face = _Face(font, line)
        if not face.plain:
            return face  # WeasyPrint may have something to say of it, each time
        known[font] = face
    return known[font]


class _Shown(dict[Any, str]):
    """What shows each glyph of a face that a document has met, by what Pango says of it.

    Of one that is met for the first time the document learns which part of the text it stands for, and its width.
    """

    __slots__ = (
        "_clusters",
        "_count",
        "_face",
        "_item",
        "_keys",
        "_text",
        "_to_unicode",
        "_widths",
        "name",
        "size",
        "sizing",
    )

    def __init__(self, face: _Face, font: Any) -> None:
        super().__init__()
        self._face, self._to_unicode, self._widths = face, font.to_unicode, font.widths  # not the font, which has this
        self.name, self.size, self.sizing = font.hash, face.size, face.sizing

    def run(self, item: Any, glyphs: Any, text: str, keys: Any) -> None:
        """Say what will be looked up now: a run of glyphs, and the text of which it is a part."""
        self._item, self._clusters, self._count = item, glyphs.log_clusters, glyphs.num_glyphs
        self._text, self._keys = text, keys

    def __missing__(self, key: Any) -> str:
        info = _GLYPH.unpack(_KEY.pack(key) + bytes(12)) if type(key) is int else key
        glyph, width, right, up = info
        if up or glyph >= pango.PANGO_GLYPH_EMPTY:  # raised, empty or missing
            raise _NotPlain
        face, widths = self._face, self._widths
        if glyph not in self._to_unicode:
            self._to_unicode[glyph] = self._said(self._keys.index(key))
        if glyph not in widths:
            if glyph not in face.widths:
                face.widths[glyph] = face.width(glyph)
            widths[glyph] = face.widths[glyph]
        known = key, widths[glyph]
        part = face.parts.get(known)
        if part is None:
            if len(face.parts) >= _PARTS:
                face.parts.clear()
            offset = right / face.size
            kerning = known[1] + offset - width * 1000 * FROM_UNITS / face.size
            part = (f">{-offset}<" if offset else "") + f"{glyph:04x}" + (f">{int(kerning)}<" if kerning else "")
            face.parts[known] = part
        self[key] = part
        return part

    def _said(self, at: int) -> str:
        """The part of the text that a glyph of the run stands for."""
        item, clusters = self._item, self._clusters
        if item.analysis.level % 2:  # from the right to the left
            end = item.length if at == 0 else clusters[at - 1]
        else:
            end = item.length if at == self._count - 1 else clusters[at + 1]
        start = item.offset
        if self._text.isascii():
            return self._text[start + clusters[at] : start + end]
        return self._text.encode()[start + clusters[at] : start + end].decode()


# --------------------------------------------------------------------------------------------------------------- lines

_GLYPH, _KEY = Struct("=Iiii4x"), Struct("=Q")
"""PangoGlyphInfo: the glyph, how wide it is, how far it is moved to the right and down, and what we need not know."""
assert _GLYPH.size == ffi.sizeof("PangoGlyphInfo")


class _NotPlain(Exception):
    """A glyph is not one of those that are shown in this way."""


class Place(NamedTuple):
    """Where a line begins, as WeasyPrint asks it of a matrix."""

    values: tuple[float, ...]


def plain(stream: Any, textbox: Any, place: Any) -> bool:
    """Draw a line whose glyphs stand on it, all there and of one colour; whether it is one."""
    layout, config = textbox.pango_layout, textbox.style.font_config
    shows: list[tuple[_Shown, list[str]]] = []
    last = None
    for item, glyphs in runs(layout):
        face = item.analysis.font
        if face != last:
            last, known = face, _shown(stream, config, face, layout.layout)
            if known is None:
                return False
            shown = known
            parts = ["<"]
            shows.append((shown, parts))
        elif parts[-1][-1] != "<":
            parts.append("><")
        keys = _keys(glyphs)
        if keys:
            shown.run(item, glyphs, layout.text, keys)
            try:
                parts.extend(itemgetter(*keys)(shown) if len(keys) > 1 else (shown[keys[0]],))
            except _NotPlain:
                return False
    if not shows:
        return False
    operators = stream.stream
    operators.append(_placed(*place.values))
    first = len(operators)
    for shown, parts in shows:
        if stream._current_font != (shown.name, shown.size):
            stream._current_font = shown.name, shown.size
            operators.append(shown.sizing)
        said = "".join(parts)
        if len(shows) == 1 and said[1:2] not in ("", ">"):  # what moves nothing is left out at once
            said = said + ">" if said[-1] != "<" else said[: said.rindex(">") + 1]
            operators.append(b"[%b] TJ" % said.encode())
            return True
        operators.append(b"[%b] TJ" % (said[:-1] if said[-1] == "<" else said + ">").encode())
    carry(operators, first)
    return True


def _keys(glyphs: Any) -> Any:
    """What Pango says of each glyph of a run: as one number where none is moved."""
    count = glyphs.num_glyphs
    there = ffi.buffer(glyphs.glyphs, _GLYPH.size * count)[:]
    numbers = memoryview(there).cast("i")
    if numbers[2::5].tobytes() == numbers[3::5].tobytes() == bytes(4 * count):
        return _row(count).unpack(there)
    return tuple(_GLYPH.iter_unpack(there))


@lru_cache(maxsize=1024)
def _row(count: int) -> Struct:
    return Struct("=" + "Q12x" * count)


def _shown(stream: Any, config: Any, font: Any, line: Any) -> _Shown | None:
    """What a document has shown of a face, in the stream of a page; None where its glyphs are not plain."""
    known: dict[Any, _Shown] = vars(stream).setdefault("handbill_faces", {})
    shown = known.get(font)
    if shown is None:
        face = _face(config, font, line)
        if not face.plain:
            return None
        made = stream._fonts.get(face.key)
        if made is None:
            made = stream._fonts[face.key] = face.made()
        shown = known[font] = vars(made).setdefault("handbill_shown", {}).setdefault(face, _Shown(face, made))
    return shown


def _placed(a: float, b: float, c: float, d: float, e: float, f: float) -> bytes:
    """The operator that says where text begins."""
    return b"%b %b %b %b %b %b Tm" % (*map(pydyf._to_bytes, (a, b, c, d, e, f)),)


def carry(operators: list[bytes], first: int) -> None:
    """Move what stands after the last glyph of an operator before the first one of the next, where it does the same.

    The operators of a line begin at `first`. What is last of all moves nothing.
    """
    line, operators[first:] = operators[first:], []
    move, size = 0.0, b""
    for operator in line:
        if (show := _SHOWS.fullmatch(operator)) is not None:
            move += float(show[1] or 0)
            if show[2]:
                operators.append(b"[" + _number(move) + show[2] + b"] TJ")
                move = float(show[3] or 0)
            continue
        if operator.endswith(b" Tf"):
            former, size = size, operator.split()[-2]
            if move and size != former:  # it is in thousandths of the size
                operators.append(b"[" + _number(move) + b"] TJ")
                move = 0.0
        operators.append(operator)


def _number(move: float) -> bytes:
    return f"{round(move, 2):g}".encode() if move else b""


_SHOWS = re.compile(rb"\[(?:<>)?(-?[\d.]+)?(?:(<[0-9a-f].*>)(-?[\d.]+)?)?\] TJ")
"""What shows glyphs: what moves the first, the glyphs and what moves them among each other, what moves the next."""
