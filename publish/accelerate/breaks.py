"""Where a line of text ends: reckoned from the widths of its letters, then shaped once, as it will be drawn.

WeasyPrint 70 has Pango shape a line and a half to find one, then the line with one word more, which seldom fits, and
then the line by itself. That is the line which is found here: the longest that fits when it is shaped by itself. The
sum of its letters' widths is out by what they are kerned, so it only says which line to try first.

What is not plain is left to WeasyPrint: other scripts than the three that have capitals, a text that may fit as it is,
a word that may be broken, and a line that is as wide as its place to within a fiftieth of its type's size.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import Any, NamedTuple

from weasyprint.layout.percent import percentage
from weasyprint.text.ffi import FROM_UNITS, ffi, pango, unicode_to_char_p
from weasyprint.text.line_break import Layout, line_size

from publish.accelerate.replacing import once
from publish.accelerate.types import Type, is_even, runs, type_of

_PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u024f\u0370-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]+"
)
"""Letters that stand one after the other, each as wide as it is; and what stands between them."""
_FORCED = re.compile("[\x00-\x1f\x85\u2028\u2029]")
"""What ends a line wherever it stands, and what WeasyPrint gives a width of its own."""
_FEATURES = re.compile(rb"(?:(?:lnum|onum|pnum|tnum|zero|kern) 1,?)*")
"""Of those, features that make no letter's width depend on the next."""
_DOUBT, _KERNED = 0.02, 0.3
"""Of a type's size: how near a line's width may be to that of its place, and how far out a word's may be."""


class _Paragraph(NamedTuple):
    """A text, of which each line but the first begins with what the one before has left over."""

    kind: Type
    text: str
    widths: list[float]
    """Up to each letter, in CSS pixels."""
    stops: list[int]
    """The letters before which a line may end; last of all, that there are no more."""
    ends: list[float]
    """How wide what comes before each of them is, without the space at its end."""


def first_line(text: str, style: Any, context: Any, width: float) -> tuple[Any, ...] | None:
    """The first line of a text, as split_first_line() returns it; None where that has to find it."""
    if style["white_space"] != "normal" or _FORCED.search(text):
        return None
    if len(text) * style["font_size"] < width:
        return _whole(text, style, width)
    paragraph = _paragraph(text, style, context) if _is_plain(style) else None
    if paragraph is None:
        return None
    left = paragraph.widths[len(paragraph.text) - len(text)]
    if paragraph.ends[-1] - left < width:
        return _whole(text, style, width)
    if paragraph.ends[-1] - left < width * 1.02 + style["font_size"]:
        return None
    return _broken(text, style, paragraph, width)


def _whole(text: str, style: Any, width: float) -> tuple[Any, ...] | None:
    """A text as one line; None where it is longer than its place."""
    layout = _unbroken(style, width)
    length, took, height = _shaped(layout, text)
    return _line(layout, length, None, took, height) if took <= width else None


def _broken(text: str, style: Any, paragraph: _Paragraph, width: float) -> tuple[Any, ...] | None:
    """The longest line of a text that is too long for one; None in doubt."""
    first, stops, ends, size = len(paragraph.text) - len(text), paragraph.stops, paragraph.ends, style["font_size"]
    at, longest = bisect_right(ends, paragraph.widths[first] + width) - 1, len(stops) - 1
    layout = _unbroken(style, width)
    while at >= 0 and stops[at] > first:
        length, took, height = _shaped(layout, text[: stops[at] - first].rstrip(" "))
        if abs(took - width) < size * _DOUBT:
            return None
        if took > width:
            at, longest = at - 1, at
        elif at + 1 < longest and took + ends[at + 1] - ends[at] < width + size * _KERNED:
            at += 1
        elif _may_be_divided(style, stops[at + 1] - stops[at], width, took):
            return None
        else:
            return _line(layout, length, len(text[: stops[at] - first].encode()), took, height)
    return None


def _unbroken(style: Any, width: float) -> Any:
    """A layout that Pango does not break."""
    layout = Layout.__new__(Layout)
    layout.handbill_unbroken = is_even(style)
    layout.__init__(style, 0, width)
    return layout


def _shaped(layout: Any, text: str) -> tuple[int, float, float]:
    """How many bytes a text has as a line, how wide and how high it is, in CSS pixels."""
    layout.set_text(text)
    line, _ = layout.get_first_line()
    return line.length, *line_size(line, layout.style)


def _line(layout: Any, length: int, resume: int | None, width: float, height: float) -> tuple[Any, ...]:
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    layout.deactivate()
    return layout, length, resume, width, height, baseline


@once
def _is_plain(style: Any) -> bool:
    """Whether all that a line's width depends on is its letters."""
    kind = type_of(style)
    plain = is_even(style) and style["direction"] == "ltr" and style["font_size"] > 1
    return plain and bool(kind.letters) and _FEATURES.fullmatch(kind.features) is not None


def _may_be_divided(style: Any, letters: int, width: float, took: float) -> bool:
    """Whether the word that comes next, of so many letters at most, may go on the line in part."""
    if style["hyphens"] != "auto" or letters < style["hyphenate_limit_chars"][0]:
        return False
    return bool(width - took > 0.99 * percentage(style["hyphenate_limit_zone"], style, width))


def _paragraph(text: str, style: Any, context: Any) -> _Paragraph | None:
    """The paragraph that a text is the rest of; None when it is not plain."""
    kind = type_of(style)
    last: _Paragraph | None = vars(context).get("handbill_paragraph")
    if last is not None and last.kind is kind and last.text.endswith(text):
        return last
    if not _PLAIN.fullmatch(text) or "  " in text:
        return None
    widths = kind.advances
    if new := set(text) - widths.keys():
        if not kind.letters.issuperset(new):
            return None
        widths.update(_advances(style, sorted(new)))
    sums = list(accumulate(map(widths.__getitem__, text), initial=0.0))
    stops = [*_stops(text, kind), len(text)]
    ends = [sums[stop - 1] if text[stop - 1] == " " else sums[stop] for stop in stops]
    paragraph = context.handbill_paragraph = _Paragraph(kind, text, sums, stops, ends)
    return paragraph


def _advances(style: Any, letters: list[str]) -> Mapping[str, float]:
    """How wide letters are, each by itself, in CSS pixels."""
    layout = Layout(style)
    layout.set_text(" ".join(letters))
    widths: dict[int, int] = {}
    for item, glyphs in runs(layout):
        for at in range(glyphs.num_glyphs):
            place = item.offset + glyphs.log_clusters[at]
            widths[place] = widths.get(place, 0) + glyphs.glyphs[at].geometry.width
    places = accumulate((len(letter.encode()) + 1 for letter in letters), initial=0)
    return {letter: widths.get(place, 0) * FROM_UNITS for letter, place in zip(letters, places, strict=False)}


def _stops(text: str, kind: Type) -> list[int]:
    """The letters of a text before which a line may end (Unicode's UAX 14, as Pango has it)."""
    content, spelt = unicode_to_char_p(text)
    attributes = ffi.new("PangoLogAttr[]", len(text) + 1)
    pango.pango_get_log_attrs(content, len(spelt), -1, kind.language, attributes, len(text) + 1)
    marks = bytes(ffi.buffer(attributes))[_BYTE :: ffi.sizeof("PangoLogAttr")]
    return [place for place, mark in enumerate(marks[:-1]) if mark & _BIT and place]


def _bit() -> tuple[int, int]:
    """Where it is said of a letter that a line may end before it: the byte, and the bit of it."""
    attribute = ffi.new("PangoLogAttr *")
    attribute.is_line_break = 1
    return next((place, byte) for place, byte in enumerate(bytes(ffi.buffer(attribute))) if byte)


_BYTE, _BIT = _bit()
