"""Blocks that hold nothing but lines of text, and the marks of lists, without what WeasyPrint 70 does for other boxes.

Half of an article's boxes are paragraphs, headings, and cells of tables: one text, which ends on the page that it
begins on. Of such a block it is known where its lines are and how high they make it. What a page's end divides is left
to WeasyPrint, whose own way then begins anew: nothing is left of a text that was laid out but its lines, known already.

The mark of a list's item is laid out as what is positioned absolutely: it shrinks to fit, and has a block, a line and a
text of its own. Here it is as wide as its text, and stands before its item.
"""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure.boxes import BlockBox, InlineBox, LineBox, PageBox, TextBox
from weasyprint.layout import absolute, block, inline, percent, preferred

from publish.accelerate.boxes import is_unset, sizes
from publish.accelerate.replacing import Function, function, method, once

# --------------------------------------------------------------------------------------------------------------- texts


@function(block.block_container_layout)
def _text(lay_out: Function) -> Function:
    def block_container_layout(
        context: Any,
        box: Any,
        bottom_space: Any,
        skip_stack: Any,
        page_is_empty: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        adjoining_margins: Any,
        first_letter_style: Any,
        first_line_style: Any,
        discard: Any,
        max_lines: Any,
    ) -> Any:
        if (
            skip_stack is first_letter_style is first_line_style is max_lines is None
            and not discard
            and len(box.children) == 1
            and _holds_text(box)
        ):
            laid_out = _laid_out(context, box, bottom_space, adjoining_margins)
            if laid_out is not None:
                return laid_out
        return lay_out(
            context, box, bottom_space, skip_stack, page_is_empty, absolute_boxes, fixed_boxes, adjoining_margins,
            first_letter_style, first_line_style, discard, max_lines,
        )  # fmt: skip

    return block_container_layout


def _holds_text(box: Any) -> bool:
    (line,) = box.children
    return (
        type(line) is LineBox
        and box.first_letter_style is box.first_line_style is None
        and not box.force_fragmentation
        and _is_whole(box.style)
        and _is_text(line)
    )


@once
def _is_whole(style: Any) -> bool:
    """Whether a block says nothing of the lines that it may have or of its parts on several pages."""
    return (style["max_lines"], style["continue"], style["box_decoration_break"]) == ("none", "auto", "slice")


def _is_text(line: Any) -> bool:
    """Whether all that is in a line stands where its words are."""
    for part in line.children:
        if part.style["position"] != "static":  # a text too may be taken out, where it is what a mark says
            return False
        if type(part) is not TextBox and not (
            type(part) is InlineBox and part.footnote is None and not part.is_leader and _is_text(part)
        ):
            return False
    return True


def _laid_out(context: Any, box: Any, bottom_space: Any, above: list[Any] | None) -> Any:
    """What block_container_layout() returns; None where the block does not end on the page."""
    (text,) = box.children
    top, apart = box.position_y, box.establishes_formatting_context()
    margin = block.collapse_margin([*(above or ()), box.margin_top])
    if apart:
        context.create_block_formatting_context(box)
    collapses = box.top_margin_collapses()
    if collapses:
        text.position_y = top
        at = top + margin
    else:
        box.position_y += margin - box.margin_top
        text.position_y = at = box.content_box_y()
    text.position_x = box.content_box_x()
    lines = _lines(context, text, at, box, bottom_space)
    if lines is None:
        box.position_y = top
        if apart:
            context.finish_block_formatting_context()
        return None
    if above is not None:
        above.append(box.margin_top)
    if collapses:
        box.position_y += margin - box.margin_top
    new = box.copy_with_children(lines)
    if new.height == "auto":
        last = lines[-1]
        new.height = max(0, last.position_y + last.height - new.content_box_y())
    if apart:
        context.finish_block_formatting_context(new)
    new.height = max(min(new.height, new.max_height), new.min_height)
    return new, None, {"break": "any", "page": new.page_values()[1]}, [], False, None


def _lines(context: Any, text: Any, at: Any, box: Any, bottom_space: Any) -> list[Any] | None:
    """The lines of a text; None where they are none, or go beyond the page's end."""
    percent.resolve_percentages(text, box)
    text.text_indent = percent.percentage(box.style["text_indent"], box.style, box.width)
    lines: list[Any] = []
    goes_on = None
    while True:
        line, goes_on = inline.get_next_linebox(context, text, at, bottom_space, goes_on, box, [], [], None, None)
        if line is None:
            return None
        at = end = line.position_y + line.height
        if goes_on is None:
            end += box.border_bottom_width + box.padding_bottom
        if context.overflows_page(bottom_space, end):
            return None
        line.resume_at = goes_on
        lines.append(line)
        if goes_on is None:
            return lines
        text.text_indent = 0


@method(block, "_in_flow_layout")
def _below(lay_out: Function) -> Function:
    """A text below others, in a block, where nothing floats."""

    def _in_flow_layout(
        context: Any,
        box: Any,
        index: int,
        child: Any,
        new_children: list[Any],
        page_is_empty: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        adjoining_margins: list[Any],
        bottom_space: Any,
        *rest: Any,
    ) -> Any:
        _, skip_stack, first_letter_style, first_line_style, discard, _, max_lines = rest
        if (
            type(child) is BlockBox
            and skip_stack is first_letter_style is first_line_style is max_lines is None
            and not discard
            and len(child.children) == 1
            and not (page_is_empty and context.current_page > 1)
            and not (context.excluded_shapes or context.broken_out_of_flow)
            and not box.is_table_wrapper
            and box.style["direction"] == "ltr"
            and _fills_its_width(child.style)
            and _holds_text(child)
            and not child.establishes_formatting_context()
        ):
            found = _put_below(context, box, child, new_children, adjoining_margins, bottom_space)
            if found is not None:
                new, at, next_page = found
                new.index = index
                new_children.append(new)
                return False, False, None, at, [new.margin_bottom], next_page, new_children, None
        return lay_out(
            context, box, index, child, new_children, page_is_empty, absolute_boxes, fixed_boxes, adjoining_margins,
            bottom_space, *rest,
        )  # fmt: skip

    return _in_flow_layout


@once
def _fills_its_width(style: Any) -> bool:
    """Whether a block has the width that is there, but for what it leaves free at its sides."""
    found = sizes(style)
    return (
        found is not None
        and found.lengths["width"] == "auto"
        and not any(found.lengths[f"margin_{side}"] == "auto" for side in ("left", "right", "top", "bottom"))
        and (style["column_width"], style["column_count"]) == ("auto", "auto")
    )


def _put_below(
    context: Any, box: Any, child: Any, before: list[Any], margins: list[Any], bottom_space: Any
) -> tuple[Any, Any, Any] | None:
    """A text as laid out, where it ends, and the next page; None where it does not end on this one."""
    percent.resolve_percentages(child, box)
    child.clearance = None
    width = box.width - (child.padding_left + child.padding_right + child.border_left_width + child.border_right_width)
    width -= child.margin_left
    width -= child.margin_right
    child.width = max(child.min_width, min(child.max_width, width))
    top, apart = child.position_y, 0
    if before and box.top_margin_collapses() and block.find_last_in_flow_child(before) is None:
        apart = block.collapse_margin([*margins, child.margin_top]) - block.collapse_margin(margins)
    laid_out = _laid_out(context, child, bottom_space, margins)
    if laid_out is None:
        return None
    new = laid_out[0]
    end = new.border_box_y() + new.border_height()
    room = bottom_space + (new.padding_bottom + new.border_bottom_width)
    if not box.bottom_margin_collapses():
        room += new.margin_bottom
    if context.overflows_page(bottom_space, new.content_box_y() + new.height) or context.overflows_page(room, end):
        child.position_y = top
        margins.pop()
        return None
    for each in before:
        each.translate(dy=apart)
    return new, end, laid_out[2]


# --------------------------------------------------------------------------------------------------------------- marks


@function(absolute.absolute_box_layout)
def _mark(lay_out: Function) -> Function:
    def absolute_box_layout(
        context: Any, box: Any, around: Any, fixed_boxes: Any, bottom_space: Any, skip_stack: Any
    ) -> Any:
        if box.is_outside_marker and skip_stack is None and _is_mark(box):
            room = around.width if isinstance(around, PageBox) else around.padding_width()
            (text,) = box.children[0].children
            _, _, goes_on, width, _, _ = preferred.split_first_line(
                text.text, text.style, context, None, 0, is_line_start=True, minimum=True
            )
            if goes_on is None and 0 <= width <= room:
                percent.resolve_percentages(box, around)
                box.left = box.right = box.top = box.bottom = "auto"
                box.width = width
                new, resume_at, *_ = block.block_container_layout(
                    context, box, bottom_space, None, True, [], fixed_boxes, None, None, None, False, None
                )
                new.translate(-new.width)
                return new, resume_at
        return lay_out(context, box, around, fixed_boxes, bottom_space, skip_stack)

    return absolute_box_layout


def _is_mark(box: Any) -> bool:
    """Whether a mark is one text, in a block and a line that say nothing of where they are."""
    if type(box) is not BlockBox or len(box.children) != 1 or not _has_its_place(box.style):
        return False
    (line,) = box.children
    return (
        type(line) is LineBox
        and len(line.children) == 1
        and type(line.children[0]) is TextBox
        and line.children[0].style["white_space"] == "pre-wrap"
    )


@once
def _has_its_place(style: Any) -> bool:
    """Whether a block is where it is found, and is as large as what it holds."""
    return (
        all(style[side] == "auto" for side in ("left", "right", "top", "bottom"))
        and (style["direction"], style["text_indent"]) == ("ltr", (0, "px"))
        and is_unset(style)
    )
