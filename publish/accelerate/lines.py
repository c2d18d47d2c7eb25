"""Lines of text, from Pango to what a page's stream shows, and where the traps of WeasyPrint's way are mended.

- A glyph is mapped to text by the cluster it was first met in. Where one letter is several glyphs, or they change
  places (the scripts of India and South-East Asia), what a reader copies or hears is rubbish; so each line of such a
  script, or with letters such as `ọ̀`, says what it says (ActualText, ISO 32000-1, 14.9.4). There is no public way to do
  that: _drawn() wraps the function that draws a line. Not for Arabic and Hebrew, whose ActualText readers turn round:
  pdf_finish.py mends those.
- The hyphen at the end of a line whose last word goes on is drawn like any other, so that a reader copies `exam- ple`.
  _drawn() lets the one sign, not the line, say that it is a soft hyphen (ISO 32000-1, 14.8.2.2.3). Which sign that is
  its ToUnicode map cannot tell: in many typefaces it is the glyph of `-` too, and the map then takes one for the other.
- A line is shaped when it has been found, thrown away, and shaped again to be drawn: here the latest are kept.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import pydyf
from weasyprint.draw import text as drawing
from weasyprint.layout import inline, preferred
from weasyprint.text.ffi import pango, unicode_to_char_p
from weasyprint.text.line_break import Layout

from publish.accelerate.breaks import first_line
from publish.accelerate.glyphs import Place, carry, plain
from publish.accelerate.replacing import Function, function, method, once
from publish.accelerate.types import is_even, runs, type_of
from publish.formats.pdf.fonts import clusters as pdf_letters
from publish.formats.pdf.weasyprint_ import boxes

# -------------------------------------------------------------------------------------------------- lines that are kept

_KEPT = 1000
"""How many of the lines that were set last wait with their glyphs: a dozen pages, and what was tried for them."""
_waiting: dict[int, Any] = {}


@method(Layout, "deactivate")
def _keep(_: Function) -> Function:
    """Called when a line has been found, and when it has been drawn."""

    def deactivate(layout: Any) -> None:
        if vars(layout).pop("handbill_drawn", False) or layout.justification_spacing or layout.style["word_spacing"]:
            _drop(layout)
            return
        del layout.style
        _waiting[id(layout)] = layout
        if len(_waiting) > _KEPT:
            _drop(_waiting.pop(next(iter(_waiting))))

    return deactivate


@method(Layout, "reactivate")
def _take(begin: Function) -> Function:
    """Called when a line is to be drawn."""

    def reactivate(layout: Any, style: Any) -> None:
        layout.handbill_drawn = True
        if _waiting.pop(id(layout), None) is None:
            begin(layout, style)
        else:
            layout.style = style

    return reactivate


_WAITS = {"layout", "language", "style", "handbill_alone"}


def _drop(layout: Any) -> None:
    there = vars(layout)
    for name in _WAITS & there.keys():
        del there[name]


def forget() -> None:
    """Let go of the lines that wait and were never drawn: those that were tried."""
    while _waiting:
        _drop(_waiting.popitem()[1])


@method(Layout, "set_text")
def _alone(give: Function) -> Function:
    """A line is drawn as a paragraph by itself: set so from the start, it need not be shaped again.

    And all that is set comes by here, bullets and quotation marks of sheets too: see pdf_fonts.py.
    """

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        letters = type_of(layout.style).letters
        if not (letters and text.isascii()):
            layout.style.font_config.check(letters, text)
        unbroken = vars(layout).get("handbill_unbroken", False)
        if unbroken and _SPECIAL.search(text):
            del layout.handbill_unbroken
            unbroken = layout.handbill_alone = False
            layout.setup(layout.style)
        alone = text.isprintable() or not _PARAGRAPHS.search(text)
        if alone != vars(layout).get("handbill_alone", False):
            layout.handbill_alone = alone
            pango.pango_layout_set_single_paragraph_mode(layout.layout, alone)
        if unbroken:
            layout.text = text
            pango.pango_layout_set_text(layout.layout, unicode_to_char_p(text)[0], -1)
        else:
            give(layout, text, justify)

    return set_text


_PARAGRAPHS = re.compile("[\n\r\u2028\u2029]")
_SPECIAL = re.compile("[\x00-\x1f\u00ad]")
"""What WeasyPrint cuts a text at or gives a width, and where Pango may set a hyphen unless it is told not to."""


# ----------------------------------------------------------------------------------------- lines that were found before


class _Found(NamedTuple):
    style: Any
    """Kept, so that its id is nobody else's."""
    line: tuple[Any, ...]
    """What split_first_line() returns: the layout, its length, where to go on, its width, height and baseline."""


def _lines(context: Any) -> dict[tuple[Any, ...], _Found]:
    """The lines of one document, by style and the text to be set; those that may be broken, by width and place too."""
    lines: dict[tuple[Any, ...], _Found] = vars(context).setdefault("handbill_lines", {})
    return lines


@method(preferred, "split_first_line")
def _measure(split: Function) -> Function:
    """How wide a text is, is asked twice for a cell of a table, at its least and at its greatest; then it is set.

    At its least it is as wide as its longest word. Words stay known from text to text, and marks of lists with them.
    """

    def split_first_line(text: str, style: Any, context: Any, width: float | None, *rest: Any, **more: Any) -> Any:
        simple = width in (0, None) and _is_simple(style) and "\u00ad" not in text
        first = _FIRST.match(text) if simple and width == 0 else None
        if first is not None:
            _, length, _, *sizes = split_first_line(first[0], style, context, None, *rest, **more)
            return (None, length, length + 1 if first.end() < len(text) else None, *sizes)  # after the space
        lines, known = _lines(context), type_of(style).measured
        found = lines.get((id(style), text))
        if found is not None and width is None:
            return found.line
        key = (text, width, style["letter_spacing"]) if simple and len(text) < _WORD else None
        if key in known:
            return None, *known[key]
        line = split(text, style, context, width, *rest, **more)
        whole = line[2] is None and line[0].text == text  # at its least, a text may be without the space at its end
        if whole and is_even(style):
            lines[id(style), text] = _Found(style, line)
        if key is not None:
            if len(known) >= _WORDS:
                known.clear()
            known[key] = line[1:]
        return line

    return split_first_line


_FIRST = re.compile("[£€$]?[A-Za-z0-9À-ÖØ-öø-ɏ.,]+%?(?= [A-Za-z0-9À-ÖØ-öø-ɏ]|\\Z)")
"""A word that is not broken, and is followed by another or by none."""
_WORD, _WORDS = 24, 2000
"""What is longer is no word; how many are known of each type."""


@once
def _is_simple(style: Any) -> bool:
    """Whether the least width of a text in this style is that of its longest word."""
    says = (style["white_space"], style["word_break"], style["overflow_wrap"] == "anywhere", style["word_spacing"])
    return says == ("normal", "normal", False, 0) and style["hyphens"] != "auto"


@method(preferred, "can_break_text")
def _breaks(look: Function) -> Function:
    """Asked of each text: whether its last sign and a letter may be parted."""
    known = lru_cache(maxsize=1024)(look)

    def can_break_text(text: str, language: Any) -> Any:
        return known(text, language)

    return can_break_text


@method(inline, "split_first_line")
def _set(split: Function) -> Function:
    """What is in a flex container is set twice, a block that is too long for its page once more on the next."""

    def split_first_line(
        text: str, style: Any, context: Any, width: float | None, spacing: float, is_line_start: bool = True
    ) -> Any:
        if spacing or width is None:
            return split(text, style, context, width, spacing, is_line_start)
        lines = _lines(context)
        found = lines.get((id(style), text))
        if found is not None and found.line[3] <= width:
            found.line[0].max_width = width
            return found.line
        key = (id(style), text, width, is_line_start)
        found = lines.get(key)
        if found is None:
            line = first_line(text, style, context, width) or split(text, style, context, width, spacing, is_line_start)
            found = lines[key] = _Found(style, line)
        return found.line

    return split_first_line


# -------------------------------------------------------------------------------------------------------------- drawing

_MANY_GLYPHED = re.compile(
    "[\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u0f00-\u109f\u1780-\u17ff\u1cd0-\u1cff\ua8e0-\ua8ff]"
)
"""Scripts whose letters are several glyphs, or glyphs in another order than they are typed."""


@function(drawing.draw_text)
def _text(draw: Function) -> Function:
    """Most texts are to be seen, and have no line under them, over them or through them."""

    def draw_text(stream: Any, textbox: Any, offset_x: float, overflow: str, ellipsis: Any) -> None:
        style, layout = textbox.style, textbox.pango_layout
        if not _is_bare(style):
            draw(stream, textbox, offset_x, overflow, ellipsis)
            return
        x, y = textbox.position_x, textbox.position_y + textbox.baseline
        stream.set_color(style["color"])
        layout.reactivate(style)
        stream.begin_text()
        emojis = drawing.draw_first_line(stream, textbox, overflow, ellipsis, Place((1, 0, 0, -1, x, y)))
        stream.end_text()
        if emojis:
            drawing.draw_emojis(stream, style, x, y, emojis)
        layout.deactivate()

    return draw_text


@once
def _is_bare(style: Any) -> bool:
    """Whether a text in this style is its letters and nothing else."""
    says = (style["visibility"], style["text_decoration_line"])
    return says == ("visible", "none") and bool(style["font_size"])


@method(drawing, "draw_first_line")
def _drawn(draw: Function) -> Function:
    """Let a line of such a script carry its text, and the hyphen of a broken word be a soft one."""

    def drawn(stream: Any, textbox: Any, overflow: str, ellipsis: Any, place: Any) -> Any:
        text, operators = textbox.text, stream.stream
        first = len(operators)
        emojis: list[Any] = []
        whole = overflow == "clip" and ellipsis == "none" and vars(textbox.pango_layout).get("handbill_alone")
        seen = whole and _NEW_PANGO and text.strip() and textbox.style["font_size"] > 1e-6
        if not (seen and plain(stream, textbox, place)):
            emojis = draw(stream, textbox, overflow, ellipsis, place)
            carry(operators, first)
        broken = boxes.broken(textbox)
        if not text.isascii() and (_MANY_GLYPHED.search(text) or (_MARKED.search(text) and _spell(stream, textbox))):
            line, operators[first:] = operators[first:], []
            stream.begin_marked_content("Span", _actual(text[:-1] + _SOFT if broken else text))
            operators += line
            stream.end_marked_content()
        elif broken and (shown := _LAST_GLYPH.fullmatch(operators[-1])):
            before, glyph, after = shown.groups()
            operators[-1] = b"[" + (before + b">").removesuffix(b"<>") + b"] TJ"
            stream.begin_marked_content("Span", _actual(_SOFT))
            operators.append(b"[<" + glyph + b">" + after + b"] TJ")
            stream.end_marked_content()
            for font in stream._fonts.values():
                if font.to_unicode.get(int(glyph, 16)) == textbox.style["hyphenate_character"]:
                    font.to_unicode[int(glyph, 16)] = "-"
        return emojis

    return drawn


_MARKED = re.compile("[\u0100-\u017f\u01a0-\u0233\u0300-\u0487\u1ab0-\u1aff\u1dc0-\u1fff]")
"""Letters that may be drawn as several glyphs: that have marks of their own, or one after them."""


def _spell(stream: Any, textbox: Any) -> bool:
    """Whether letters of a line are several glyphs; let each say its own part, not the letter it was first met in."""
    found = False
    text = textbox.pango_layout.text.encode()
    for item, string in runs(textbox.pango_layout):
        clusters, length = string.log_clusters, string.num_glyphs
        starts = [clusters[at] for at in range(length)]
        for start, following in pairwise([*dict.fromkeys(starts), item.length]):
            count = starts.count(start) if length > len(set(starts)) else 1
            letter = text[item.offset + start : item.offset + following].decode(errors="replace")
            if count > 1 and pdf_letters.marked(letter):
                at, found = starts.index(start), True
                font, _ = stream.add_font(item.analysis.font)
                glyphs = [string.glyphs[at + n].glyph for n in range(count)]
                font.to_unicode.update(pdf_letters.spelt(letter, glyphs, font.file_content))
    return found


_NEW_PANGO = pango.pango_version() >= 14802
"""Older ones say a wrong size, which WeasyPrint knows."""


_SOFT = "\u00ad"
_LAST_GLYPH = re.compile(rb"\[(.*)([0-9a-f]{4})>(-?\d*)\] TJ")
"""What shows a line, divided before its last glyph."""


def _actual(text: str) -> Any:
    return pydyf.Dictionary({"ActualText": pydyf.String(text)})
