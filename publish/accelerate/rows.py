"""Rows of a flex container, whose items are laid out once.

WeasyPrint 70 lays every item out to find how high it is, and then once more where it stands. Where items have widths of
their own, begin at the top of their row and end on the page, both come to the same: each is laid out in its place, and
is as high as its row from then on. All else is left to WeasyPrint, and so is a container that a page's end divides.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any

from weasyprint.formatting_structure.boxes import BlockBox, BlockReplacedBox, FlexBox, InlineBox, LineBox, TextBox
from weasyprint.layout import block, percent
from weasyprint.layout.preferred import max_content_width

from publish.accelerate.boxes import sizes
from publish.accelerate.keeping import once
from publish.base.replacing import Function


def in_rows(lay_out: Function) -> Function:
    """Lay the items of plain rows out once each."""

    def flex_layout(
        context: Any,
        box: Any,
        bottom_space: Any,
        skip_stack: Any,
        containing_block: Any,
        page_is_empty: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        discard: Any,
    ) -> Any:
        rest = page_is_empty, absolute_boxes, fixed_boxes
        if skip_stack is None and not discard and isinstance(box, FlexBox) and _has_rows(box.style):
            new_box = box.copy_with_children([])
            block.block_level_width(new_box, containing_block)
            rows = _rows(context, new_box, box.children)
            laid_out = None if rows is None else _laid_out(new_box, rows, context, bottom_space, *rest)
            if laid_out is not None:
                return laid_out
        return lay_out(context, box, bottom_space, skip_stack, containing_block, *rest, discard)

    return flex_layout


_CENTRED = ("center",)
_STRETCHED = {("normal",), ("stretch",)}
_AT_START = {("start",), ("flex-start",)}


@once
def _has_rows(style: Any) -> bool:
    """Whether items stand beside each other from the left, in rows that are as high as what is in them."""
    says = (style["flex_direction"], style["direction"], style["position"], style["continue"])
    return (
        says == ("row", "ltr", "static", "auto")
        and style["flex_wrap"] != "wrap-reverse"
        and style["box_decoration_break"] == "slice"
        and style["align_items"] in _AT_START | _STRETCHED | {_CENTRED}
        and style["align_content"] in _AT_START | _STRETCHED
        and style["justify_content"] in _AT_START | {("normal",)}
        and _is_as_high_as_its_content(style)
        and style["min_height"] in ("auto", (0, "px"))
        and None not in map(_gap, (style["column_gap"], style["row_gap"]))
    )


def _gap(said: Any) -> float | None:
    """In CSS pixels; None where it depends on how large the container is."""
    if said == "normal":
        return 0
    gap: float | None = said.value if getattr(said, "unit", None) == "px" else None
    return gap


def _is_as_high_as_its_content(style: Any) -> bool:
    return bool(style["height"] == "auto" and style["max_height"] == (inf, "px"))


@once
def _stands_in_row(style: Any) -> bool:
    """Whether an item has its place from its row alone."""
    says = (style["position"], style["float"], style["order"], style["align_self"])
    sizes_said = (style[name] for name in ("min_width", "min_height", *(f"margin_{side}" for side in _SIDES)))
    return (
        says == ("static", "none", 0, ("auto",))
        and (style["column_width"], style["column_count"]) == ("auto", "auto")
        and "auto" not in sizes_said
        and getattr(style["min_height"], "unit", None) == "px"
        and _is_as_high_as_its_content(style)
    )


_SIDES = ("left", "right", "top", "bottom")


def _is_plain(item: Any) -> bool:
    """Whether nothing in an item depends on how high it is."""
    return (
        type(item) is BlockBox
        and item.is_flex_item
        and not item.is_table_wrapper
        and _stands_in_row(item.style)
        and all(
            _is_text(child)
            if isinstance(child, LineBox)
            else isinstance(child, BlockBox | FlexBox | BlockReplacedBox)
            and child.is_in_normal_flow()
            and sizes(child.style) is not None
            for child in item.children
        )
    )


def _is_text(line: Any) -> bool:
    return all(isinstance(part, TextBox) or (isinstance(part, InlineBox) and _is_text(part)) for part in line.children)


def _rows(context: Any, box: Any, items: Iterable[Any]) -> list[list[Any]] | None:
    """The items of each row, which have their widths and know where they begin; None where that is not plain."""
    rows: list[list[Any]] = [[]]
    gap, taken = _gap(box.style["column_gap"]), 0
    for item in items:
        if not _is_plain(item):
            return None
        percent.resolve_percentages(item, (box.width, "auto"))
        basis = item.style["flex_basis"]
        width = basis if basis == "content" else percent.percentage(basis, item.style, box.width)
        if width == "auto":
            width = item.width
        if width in ("auto", "content") and (item.min_width, item.max_width) == (0, inf):
            width = max_content_width(context, item, outer=False)
        if isinstance(width, str) or not item.min_width <= width <= item.max_width:
            return None
        item.width = width
        taken += item.margin_width()
        taken += gap if rows[-1] else 0
        if rows[-1] and box.style["flex_wrap"] == "wrap" and taken > box.width:
            rows.append([])
            taken = item.margin_width()
        rows[-1].append(item)
    return rows if all(row and _fill(row, box, gap) for row in rows) else None


def _fill(row: list[Any], box: Any, gap: Any) -> bool:
    """Give the items of a row the room that is left; whether there is enough for all."""
    shares = sum(item.style["flex_grow"] for item in row)
    left = box.width - sum(item.margin_width() for item in row)
    if left <= 0 or 0 < shares < 1:
        return False
    left -= gap * (len(row) - 1)
    if shares:
        if left < 0:
            return False
        for item in row:
            item.width += left * (item.style["flex_grow"] / shares)
            if item.width > item.max_width:
                return False
    at = box.content_box_x()
    for item in row:
        item.position_x = at
        at += item.margin_width() + gap
    return True


def _laid_out(
    box: Any, rows: list[list[Any]], context: Any, bottom_space: Any, page_is_empty: Any, *positioned: Any
) -> Any:
    """What flex_layout() returns; None where the page ends before the rows do."""
    context.create_flex_formatting_context(box)
    next_page, gap = None, _gap(box.style["row_gap"])
    top = at = box.content_box_y()
    for row in rows:
        stand = []
        for item in row:
            item.position_y = at
            new, resume_at, next_page, margins = block.block_level_layout_switch(
                context, item, bottom_space, None, box, page_is_empty, *positioned, [], None, None, False, None
            )[:4]
            if new is None or resume_at is not None:
                block.remove_placeholders(context, box.children if new is None else [*box.children, new], *positioned)
                context.finish_flex_formatting_context(box)
                return None
            new.height += block.collapse_margin(margins)
            page_is_empty = False
            box.children.append(new)
            stand.append(new)
        height = max(item.margin_height() for item in stand)
        for item in stand:
            if box.style["align_items"] in _STRETCHED:
                item.height += height - item.margin_height()
            elif box.style["align_items"] == _CENTRED:
                item.translate(dy=(height - item.margin_height()) / 2)
        box.height = at + height - top
        at += height + gap
    context.finish_flex_formatting_context(box)
    return box, None, next_page, [], False
