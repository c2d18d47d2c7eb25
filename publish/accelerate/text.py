"""Lines that hold nothing but text, as nearly all do, without what WeasyPrint 70 does for whatever may be in one.

A line is made by splitting whatever is in it, one within the other, and by asking each of what was found where it
stands. Of one text box it is known: it begins where the line does, and stands on the line's foot.
"""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline, percent
from weasyprint.text import line_break

from publish.accelerate.keeping import once
from publish.base.replacing import Function


def next_line(find: Function) -> Function:
    """Find a line that holds nothing but text without asking for whatever else may be in one."""

    def get_next_linebox(context: Any, box: Any, at: Any, bottom_space: Any, skip: Any, around: Any, *rest: Any) -> Any:
        *_, first_letter, first_line = rest
        if first_letter or first_line or context.excluded_shapes or not _is_plain(box.style):
            found = None
        else:
            found = _line(context, box, at, skip, around)
        return found or find(context, box, at, bottom_space, skip, around, *rest)

    return get_next_linebox


@once
def _is_plain(style: Any) -> bool:
    """Whether a line or a text goes from left to right, is broken where it has to be, and is where it is."""
    says = (style["direction"], style["vertical_align"], style["position"])
    return (
        says == ("ltr", "baseline", "static")
        and style["white_space"] in ("normal", "pre-wrap")
        and style["font_size"] > 0
    )


def _text_at(box: Any, index: int, inner: Any) -> tuple[Any, int, str, bool] | None:
    """The text of which the line is made, with where it begins, what of it is left, and whether spaces collapse."""
    child: Any = box.children[index] if index < len(box.children) else None
    if type(child) is not TextBox or not _is_plain(child.style) or child.justification_spacing:
        return None
    ((start, _),) = inner.items() if inner else ((0, None),)
    text = child.text[start:] if child.text.isascii() else child.text.encode()[start:].decode()
    collapses = child.style["white_space"] == "normal"
    told = text.lstrip(" ") if collapses else text
    return (child, start + len(text) - len(told), told, collapses) if told else None


def _line(context: Any, box: Any, at: float, skip: Any, around: Any) -> tuple[Any, Any] | None:
    """What get_next_linebox() returns; None where more than one text is in the line."""
    ((index, inner),) = skip.items() if skip else ((0, None),)
    found = _text_at(box, index, inner) if around.style["direction"] == "ltr" else None
    if found is None:
        return None
    child, start, told, collapses = found
    left, width = around.content_box_x(), around.width
    begins = left + box.text_indent
    room = (left + width) * (1 + 1e-9) - begins  # as split_inline_box() makes up for what sums are out by
    if "margin_left" not in vars(child):  # what an anonymous style says of sizes depends on nothing
        percent.resolve_percentages(child, around)
    layout, length, goes_on, *sizes = inline.split_first_line(told, child.style, context, room, 0, is_line_start=True)
    if not length or (goes_on is None and index + 1 < len(box.children)):
        return None
    if goes_on is not None and (not collapses or told.encode()[length:goes_on].strip(b" ")):
        return None
    new = child.copy_with_text(layout.text)
    new.pango_layout = layout
    new.position_x = begins
    new.width, new.height, baseline = sizes
    new.margin_top = new.margin_bottom = (line_break.strut(child.style)[0] - new.height) / 2
    new.baseline = baseline + new.margin_top
    line = box.copy_with_children([new])
    line.position_x = left
    line.width = begins + new.width - left
    if layout.text[-1] == " ":
        inline.remove_last_whitespace(context, line)
    moved = 0 if _is_at_start(box.style) else inline.text_align(context, line, width, last=goes_on is None)
    _stand(line, new, at, moved)
    return line, None if goes_on is None else {index: {start + goes_on: None}}


@once
def _is_at_start(style: Any) -> bool:
    return style["text_align_all"] in ("start", "left") and style["text_align_last"] in ("auto", "start", "left")


def _stand(line: Any, text: Any, at: float, moved: float) -> None:
    """Let line and text have one foot, and stand where there is room for both."""
    size, (high, foot) = line.style["font_size"], line_break.strut(line.style)
    leading = (high - size) / 2
    top, text_top = -foot, -text.baseline
    bottom, text_bottom = top + (size + leading + leading), text_top + text.margin_height()
    top, bottom = min(top, text_top), max(bottom, text_bottom)
    line.baseline, line.height = -top, bottom - top
    line.margin_top = line.margin_bottom = 0
    line.position_x += moved
    line.position_y = at
    text.position_x += moved
    text.position_y = text_top + (at - top)
