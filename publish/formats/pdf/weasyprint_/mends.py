"""The few corrections without which pages are wrong: in place around our own work, for our own documents.

Each is for documents that are set with `Fonts` (fonts.py): a host's own, drawn meanwhile in another thread, is drawn as
WeasyPrint draws it. tests/formats/pdf/weasyprint_/test_mends.py shows each fault in plain WeasyPrint, and fails when a
release has it no more: then the correction goes.

- **Structure elements.** WeasyPrint writes them into the file at once, where nothing says which HTML element each comes
  of, so that nothing in them can be mended (elements.py makes them in its place).
- **Letters of several glyphs.** A glyph is mapped to text by the cluster it was first met in. Where one letter is
  several glyphs, or they change places (the scripts of India and South-East Asia), what a reader copies or hears is
  rubbish; so each line of such a script, or with letters such as `ọ̀`, says what it says (ActualText, ISO 32000-1,
  14.9.4). Not for Arabic and Hebrew, whose ActualText readers turn round: tags/finish.py mends those.
- **Soft hyphens.** The hyphen at the end of a line whose last word goes on is drawn like any other, so that a reader
  copies `exam- ple`. The one sign, not the line, says that it is a soft hyphen (ISO 32000-1, 14.8.2.2.3). Which sign
  that is its ToUnicode map cannot tell: in many typefaces it is the glyph of `-` too.
- **Marks on letters.** A mark that is set higher than its typeface has it (`ė́`, many vowels of Khmer) is shown by an
  operator of its own. What moves it onto its letter stands at the end of the operator before, where the viewer of
  Chrome and Edge (PDFium) takes no notice of it, and sets all that follows on the letter to the left.
- **Strokes of many colours.** A line that is drawn with a gradient or a pattern is 1 px wide, whatever it says.
- **Gradients of small units.** A gradient that is measured by the box that it fills is drawn in a pattern whose tile is
  one unit wide, and larger by a matrix. Poppler, and with it Evince and Okular, makes the tile as large as it says, one
  dot, and shows nothing; tiles of many units it shows.
- **A letter that floats.** A first letter that floats is made a block when its paragraph is laid out first, and in that
  block a floating part of a line, which there is not, when it is laid out again: nothing is made then. And the first
  line begins under the letter, not beside it.
- **Notes without a page.** Where the line that fills a page has room only if notes go to the next page, the notes that
  this line itself calls are forgotten: they stand nowhere. And where later lines send more of the page's notes there,
  these come after them: 23, 22, 24.
- **A leak.** WeasyPrint keeps the features of a typeface (`font-variant-numeric`), and the list of them that each line
  has, for ever: 50 KB a briefing, in which a worker drowns after some ten thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from inspect import signature
from itertools import pairwise
from threading import RLock
from typing import Any

import pydyf
from weasyprint.formatting_structure.boxes import BlockBox, LineBox
from weasyprint.svg.utils import transform
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.line_break import split_first_line

from publish.base.replacing import Function, Replacement, Replacements
from publish.formats.pdf.fonts import clusters as letters
from publish.formats.pdf.tags.finish import structure
from publish.formats.pdf.weasyprint_ import boxes, margins
from publish.formats.pdf.weasyprint_.elements import elements, html
from publish.formats.pdf.weasyprint_.fonts import Fonts


class EngineError(RuntimeError):
    """The WeasyPrint that is installed is not one that pages can be made with."""

    remedy = "install one that is known to work: `pip install 'weasyprint>=70,<71'`"


_LOCK = RLock()


@contextmanager
def applied() -> Iterator[None]:
    """Until this is left, our own documents are mended; one thread at a time.

    Raises EngineError where a correction has lost what it corrects.
    """
    if wrong := [said for said in MENDS.standings if said.reason and said.name in _NEEDED]:
        raise EngineError(f"pages cannot be made with WeasyPrint {version('weasyprint')}: {wrong[0].reason}")
    with _LOCK, MENDS.in_place():
        yield


def _tagged(tag: Function) -> Function:
    """Give a file our structure tree."""
    arguments = signature(tag)

    def add_tags(*args: Any, **more: Any) -> None:
        given = arguments.bind(*args, **more).arguments
        pdf, document, contents = given["pdf"], given["document"], given["page_streams"]
        if isinstance(document.font_config, Fonts):
            structure(pdf, elements(document, pdf, contents), contents, html(document), document.fonts.values())
        else:
            tag(*args, **more)

    return add_tags


# -------------------------------------------------------------------------------------------------------------- drawing

_MANY_GLYPHED = re.compile(
    "[\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u0f00-\u109f\u1780-\u17ff\u1cd0-\u1cff\ua8e0-\ua8ff]"
)
"""Scripts whose letters are several glyphs, or glyphs in another order than they are typed."""
_MARKED = re.compile("[\u0100-\u017f\u01a0-\u0233\u0300-\u0487\u1ab0-\u1aff\u1dc0-\u1fff]")
"""Letters that may be drawn as several glyphs: that have marks of their own, or one after them."""
_SOFT = "\u00ad"
_LAST_GLYPH = re.compile(rb"\[(.*)([0-9a-f]{4})>(-?\d*)\] TJ")
"""What shows a line, divided before its last glyph."""


def _drawn(draw: Function) -> Function:
    """Draw a line so that marks stand on their letters, and that it says what it says."""
    arguments = signature(draw)

    def draw_first_line(*args: Any, **more: Any) -> Any:
        given = arguments.bind(*args, **more).arguments
        stream, textbox = given["stream"], given["textbox"]
        if not isinstance(textbox.style.font_config, Fonts):
            return draw(*args, **more)
        operators = stream.stream
        first = len(operators)
        emojis = draw(*args, **more)
        if len(operators) > first:
            carry(operators, first)
            _say(stream, textbox, first)
        return emojis

    return draw_first_line


def _say(stream: Any, textbox: Any, first: int) -> None:
    """Let the line whose operators begin at `first` carry its text, or its last sign be a soft hyphen."""
    text, operators = textbox.text, stream.stream
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
        sign = textbox.style["hyphenate_character"]
        for font in stream._fonts.values() if sign == "‐" else ():
            if font.to_unicode.get(int(glyph, 16)) == sign:
                font.to_unicode[int(glyph, 16)] = "-"


def _actual(text: str) -> Any:
    return pydyf.Dictionary({"ActualText": pydyf.String(text)})


def _spell(stream: Any, textbox: Any) -> bool:
    """Whether letters of a line are several glyphs; let each say its own part, not the letter it was first met in."""
    found = False
    text = textbox.pango_layout.text.encode()
    for item, string in _runs(textbox.pango_layout):
        clusters, length = string.log_clusters, string.num_glyphs
        starts = [clusters[at] for at in range(length)]
        for start, following in pairwise([*dict.fromkeys(starts), item.length]):
            count = starts.count(start) if length > len(set(starts)) else 1
            letter = text[item.offset + start : item.offset + following].decode(errors="replace")
            if count > 1 and letters.marked(letter):
                at, found = starts.index(start), True
                font, _ = stream.add_font(item.analysis.font)
                glyphs = [string.glyphs[at + n].glyph for n in range(count)]
                font.to_unicode.update(letters.spelt(letter, glyphs, font.file_content))
    return found


def _runs(layout: Any) -> Iterator[tuple[Any, Any]]:
    """The runs of a layout's first line, each in one typeface and script: Pango's item and its glyphs."""
    run = pango.pango_layout_get_line_readonly(layout.layout, 0).runs
    while run:
        data = run.data
        yield data.item, data.glyphs
        run = run.next


def carry(operators: list[bytes], first: int) -> None:
    """Move what stands after the last glyph of an operator before the first one of the next, where it does the same.

    The operators of a line begin at `first`. What is last of all moves nothing.
    """
    line, operators[first:] = operators[first:], []
    move, size = 0.0, b""
    for drawn in line:
        operator = _without_empty(drawn) if b"<>" in drawn and drawn.endswith(b" TJ") else drawn
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


def _without_empty(operator: bytes) -> bytes:
    """What shows glyphs, without strings of none: for those PDFium (Chrome) loses what moves the next glyph."""
    parts: list[bytes] = []
    move = 0.0
    for part in _PARTS.findall(operator):
        if part == b"<>":
            continue
        if not part.startswith(b"<"):
            move += float(part)
            continue
        parts += [_number(move), part]
        move = 0.0
    return b"[" + b"".join((*parts, _number(move))) + b"] TJ"


_PARTS = re.compile(rb"<[0-9a-f]*>|-?[\d.]+")


def _number(move: float) -> bytes:
    return f"{round(move, 2):g}".encode() if move else b""


_SHOWS = re.compile(rb"\[(?:<>)?(-?[\d.]+)?(?:(<[0-9a-f].*>)(-?[\d.]+)?)?\] TJ")
"""What shows glyphs: what moves the first, the glyphs and what moves them among each other, what moves the next."""


# ------------------------------------------------------------------------------------------------------------ drawings


def _wide(paint: Function) -> Function:
    """Give a stroke its width where a gradient or a pattern is its colour."""

    def set_graphical_state(svg: Any, node: Any, font_size: Any, context: Any = None) -> Any:
        if isinstance(svg.font_config, Fonts) and "url(" in str(node.get("stroke", "")):
            svg.stream.set_line_width(svg.length(node.get("stroke-width", "1px"), font_size))
        return paint(svg, node, font_size, context=context)

    return set_graphical_state


_TILE = 1000
"""Units of a pattern's tile: as many as any drawing on paper has dots."""


def _in_large_tiles(draw: Function) -> Function:
    """Give the pattern in which a gradient is drawn a tile of many units, and make it smaller by its matrix."""

    def draw_gradient(svg: Any, node: Any, gradient: Any, font_size: Any, opacity: Any, stroke: Any) -> Any:
        patterns = svg.stream._resources["Pattern"]
        before = set(patterns)
        drawn = draw(svg, node, gradient, font_size, opacity, stroke)
        if isinstance(svg.font_config, Fonts):
            for name in patterns.keys() - before:
                if "gradientTransform" in gradient.attrib:
                    _turn(patterns[name], svg, node, gradient, font_size, stroke)
                _enlarge(patterns[name])
        return drawn

    return draw_gradient


def _turn(pattern: Any, svg: Any, node: Any, gradient: Any, font_size: Any, stroke: Any) -> None:
    """Have the tile of a gradient that is turned hold all four corners of what it fills, not two of them."""
    x, y, width, height = svg.calculate_bounding_box(node, font_size, stroke)
    if gradient.get("gradientUnits") != "userSpaceOnUse":
        x, y, width, height = 0, 0, 1, 1
    turned = transform(gradient.get("gradientTransform"), "0 0", font_size, svg.normalized_diagonal).invert
    corners = [turned.transform_point(x + width * right, y + height * down) for right in (0, 1) for down in (0, 1)]
    left, top, right, foot = (each(one[side] for one in corners) for each in (min, max) for side in (0, 1))
    box = pydyf.Array([left, top, right, foot])
    pattern.extra |= {"BBox": box, "XStep": right - left, "YStep": foot - top}
    for group in pattern._resources["XObject"].values():
        masks = [state["SMask"]["G"] for state in group._resources["ExtGState"].values() if "SMask" in state]
        for part in (group, *masks):
            part.extra["BBox"] = box


def _enlarge(pattern: Any) -> None:
    x, y, right, top = (float(side) for side in pattern.extra["BBox"])
    if min(right - x, top - y) >= _TILE / 10:
        return
    matrix = [float(number) for number in pattern.extra["Matrix"]]
    pattern.extra["BBox"] = pydyf.Array([_TILE * side for side in (x, y, right, top)])
    for step in ("XStep", "YStep"):
        pattern.extra[step] = _TILE * float(pattern.extra[step])
    pattern.extra["Matrix"] = pydyf.Array([*(number / _TILE for number in matrix[:4]), *matrix[4:]])
    pattern.stream.insert(0, b"%d 0 0 %d 0 0 cm" % (_TILE, _TILE))


# ----------------------------------------------------------------------------------------------------- the first letter


def _beside(part: Function) -> Function:
    """Leave a paragraph alone whose first letter stands apart already, and begin its first line beside the letter."""

    def first_letter_to_box(box: Any, skip_stack: Any, first_letter_style: Any) -> Any:
        if not isinstance(box.style.font_config, Fonts):
            return part(box, skip_stack, first_letter_style)
        if not (first_letter_style and box.children and _letter(box)):
            skip_stack = part(box, skip_stack, first_letter_style)
        if first_letter_style and skip_stack is None and isinstance(box, LineBox) and (letter := _letter(box)):
            style, (text,) = letter.style, letter.children[0].children
            if style["direction"] == "ltr" and style["float"] in ("left", "inline-start"):
                sides = [f"{what}_{side}" for what in ("margin", "padding") for side in ("left", "right")]
                lengths = [
                    getattr(style[side], "value", 0) for side in sides if getattr(style[side], "unit", "") == "px"
                ]
                lines = [style["border_left_width"], style["border_right_width"]]
                box.text_indent += split_first_line(text.text, text.style, None, None, 0)[3] + sum((*lengths, *lines))
        return skip_stack

    return first_letter_to_box


def _letter(box: Any) -> Any:
    """The block of a first letter that floats, which stands first in its line; None when there is none."""
    first = box.children[0] if box.children else None
    return first if isinstance(first, BlockBox) and first.element_tag.endswith("::first-letter") else None


def _carried(make: Function) -> Function:
    """Let notes that a page calls and nobody has laid out go to the next page, and all that do in their order."""
    arguments = signature(make)

    def make_page(*args: Any, **more: Any) -> Any:
        context = arguments.bind(*args, **more).arguments["context"]
        places = vars(context).setdefault(_PLACES, {})
        for note in context.footnotes:  # at the first page all of them
            places.setdefault(id(note), len(places))
        made = make(*args, **more)
        if isinstance(context.font_config, Fonts) and (waiting := {id(note) for note in context.footnotes}):
            text = made[0].children[0]
            called = [box.footnote for box in text.descendants() if box.footnote and id(box.footnote) in waiting]
            for note in called:
                context.footnotes.remove(note)
                context.reported_footnotes.append(note)
        if isinstance(context.font_config, Fonts):
            context.reported_footnotes.sort(key=lambda note: places.get(id(note), len(places)))
        return made

    return make_page


_PLACES = "handbill_places"
"""Of a layout: the places of its notes among all, by their identity."""


# ------------------------------------------------------------------------------------------------------------- the leak


def _freed(begin: Function) -> Function:
    """Let a line own its features alone, so that they go with it."""

    def setup(layout: Any, style: Any) -> None:
        if not isinstance(style.font_config, Fonts):
            begin(layout, style)
            return
        style.font_config.font_features = {}  # a list takes what is put into it: nobody else may have it
        begin(layout, style)
        attributes = pango.pango_layout_get_attributes(layout.layout)
        if attributes != ffi.NULL:
            pango.pango_attr_list_unref(attributes)  # made with one owner, who has given it to the layout

    return setup


_NEEDED = frozenset(("structure", "drawing", "pages", "margins"))
MENDS = Replacements(
    lambda: (
        Replacement("structure", "weasyprint", "weasyprint.pdf:add_tags", _tagged, {}),
        Replacement("drawing", "weasyprint", "weasyprint.draw.text:draw_first_line", _drawn, {}),
        Replacement("strokes", "weasyprint", "weasyprint.svg:SVG.set_graphical_state", _wide, {}),
        Replacement("gradients", "weasyprint", "weasyprint.svg.defs:draw_gradient", _in_large_tiles, {}),
        Replacement("first letter", "weasyprint", "weasyprint.layout.inline:first_letter_to_box", _beside, {}),
        Replacement("notes", "weasyprint", "weasyprint.layout.page:make_page", _carried, {}),
        Replacement("pages", "weasyprint", "weasyprint.layout:make_all_pages", margins.counted, {}),
        Replacement("margins", "weasyprint", "weasyprint.layout:make_margin_boxes", margins.set_late, {}),
        # Once this is mended there, to mend it here too would be one too many.
        Replacement(
            "leak",
            "weasyprint",
            "weasyprint.text.line_break:Layout.setup",
            _freed,
            {"weasyprint.text.line_break:Layout.setup": "97d605ad9767"},
        ),
    ),
    "weasyprint",
)
