"""What a box's style says of its sizes, its flow and its ground, found once for all boxes of that style."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from weasyprint import css
from weasyprint.formatting_structure import build
from weasyprint.formatting_structure.boxes import (
    BlockBox,
    Box,
    FlexBox,
    InlineBlockBox,
    InlineBox,
    LineBox,
    MarginBox,
    TableCellBox,
    TextBox,
)
from weasyprint.layout import background, block, percent, preferred
from weasyprint.layout import float as floats

from publish.accelerate.properties import LOGICAL
from publish.accelerate.replacing import Function, function, method, once

_LENGTHS = (
    *(f"{what}_{side}" for what in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *(f"{least}{size}" for size in ("width", "height") for least in ("", "min_", "max_")),
)
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


class _Sizes(NamedTuple):
    """A box's sizes where none of them depends on what is around it."""

    lengths: dict[str, Any]
    borders: dict[str, Any]
    collapsing: bool
    """Whether a border may have been given another width as that of a table."""


@once
def sizes(style: Any) -> _Sizes | None:
    """None where a size is a percentage, a formula, or not that of the content."""
    lengths = _UNSET if _has_none(style, _SETTING_LENGTHS) else _lengths(style)
    if lengths is None or style["box_sizing"] != "content-box":
        return None
    borders = _NO_BORDERS if _has_none(style, _SETTING_BORDERS) else {name: style[name] for name in BORDERS}
    return _Sizes(lengths, borders, style["border_collapse"] == "collapse")


def _lengths(style: Mapping[str, Any]) -> dict[str, Any] | None:
    found = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto" or value is None:
            found[name] = 0 if name.startswith("min_") and value == "auto" else value
        elif getattr(value, "unit", None) == "px":
            found[name] = value.value
        else:
            return None
    return found


_UNSET = _lengths(css.INITIAL_VALUES)


def is_unset(style: Any) -> bool:
    """Whether a box has no sizes of its own."""
    found = sizes(style)
    return found is not None and found.lengths == _UNSET and not any(found.borders.values())


def _setting(names: Iterable[str]) -> frozenset[str]:
    """The properties that set one of these, by whatever name."""
    return frozenset(twin for name in names for twin in (name, *LOGICAL.get(name, {}).values()))


def _has_none(style: Any, names: frozenset[str]) -> bool:
    """Whether none of these properties is set in a style, or has been asked of it."""
    return style.keys().isdisjoint(names) and names.isdisjoint(getattr(style, "cascaded", ()))


_SETTING_LENGTHS = _setting(_LENGTHS)
_NO_BORDERS = dict.fromkeys(BORDERS, 0)
_SETTING_BORDERS = _setting((*BORDERS, *(name.replace("width", "style") for name in BORDERS)))


@function(percent.resolve_percentages)
def _plain_sizes(resolve: Function) -> Function:
    """Sizes in plain lengths are the same wherever the box is laid out: found once for a style, and set in one go."""

    def resolve_sizes(box: Any, containing_block: Any) -> None:
        found = sizes(box.style)
        if found is None or not isinstance(box, Box):
            resolve(box, containing_block)
            return
        there = vars(box)
        there.update(found.lengths)
        if found.collapsing:
            for name, width in found.borders.items():
                there.setdefault(name, width)
        else:
            there.update(found.borders)

    return resolve_sizes


@function(preferred.shrink_to_fit)
def _fitting(_: Function) -> Function:
    """What has room enough is as wide as it likes, whatever its least width."""

    def shrink_to_fit(context: Any, box: Any, available_content_width: Any) -> Any:
        most = preferred.max_content_width(context, box, outer=False)
        if most <= available_content_width:
            return most
        return min(max(preferred.min_content_width(context, box, outer=False), available_content_width), most)

    return shrink_to_fit


@method(Box, "is_in_normal_flow")
def _in_flow(look: Function) -> Function:
    """Most boxes neither float nor are positioned."""

    def is_in_normal_flow(box: Any) -> Any:
        style = box.style
        return (style["float"] == "none" and style["position"] == "static") or look(box)

    return is_in_normal_flow


@method(Box, "establishes_formatting_context")
def _formatting(look: Function) -> Function:
    """Asked of a block a dozen times."""

    def establishes_formatting_context(box: Any) -> Any:
        return not (_flows(box.style) and isinstance(box, BlockBox) and not box.is_column) and look(box)

    return establishes_formatting_context


@once
def _flows(style: Any) -> bool:
    """Whether a block in this style goes on with what is around it."""
    says = (style["float"], style["position"], style["overflow"])
    return says == ("none", "static", "visible") and "flow-root" not in style["display"]


@function(block.collapse_margin)
def _collapsed(_: Function) -> Function:
    """Of most boxes there are one or two."""

    def collapse_margin(margins: Iterable[Any]) -> Any:
        most = least = 0
        for margin in margins:
            if margin > most:
                most = margin
            elif margin < least:
                least = margin
        return most + least

    return collapse_margin


@function(floats.avoid_collisions)
def _room(avoid: Function) -> Function:
    """A line or a table has all the width that is there, where nothing floats."""

    def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
        floating = context.excluded_shapes or box.style["float"] != "none"
        if floating or containing_block.style["direction"] == "rtl":
            return avoid(context, box, containing_block, outer)
        left = containing_block.content_box_x()
        right = left + containing_block.width
        if outer:
            return left, box.position_y, right - left
        left += box.margin_left
        right -= box.margin_right
        return left - box.margin_left, box.border_box_y() - box.margin_top, right - left

    return avoid_collisions


_CORNERS = [f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")]
_SETTING_GROUNDS = _setting(
    (*_CORNERS, "background_image", "background_color", "box_shadow", "border_image_source", "mask_border_source")
)


@method(build, "table_boxes_children")
def _no_table(wrap: Function) -> Function:
    """What is no table and has no parts of one needs no boxes around them."""

    def table_boxes_children(box: Any, children: list[Any]) -> Any:
        if type(box) not in _NO_TABLES or any(
            child.internal_table_or_caption or child.proper_table_child for child in children
        ):
            return wrap(box, children)
        box.children = children
        return box

    return table_boxes_children


_NO_TABLES = {BlockBox, LineBox, InlineBox, InlineBlockBox, FlexBox, TableCellBox, MarginBox}


@function(background.layout_box_backgrounds)
def _no_ground(lay_out: Function) -> Function:
    """Nine boxes of ten have no ground of their own, and no corner is round: so has any that is not told otherwise."""
    Box.background = None
    for corner in _CORNERS:
        setattr(Box, corner, (0, 0))

    def layout_box_backgrounds(page: Any, box: Any, *rest: Any, **more: Any) -> None:
        if not _bare(box.style) or box is page or len(rest) > 1 or more or not isinstance(box, Box):
            lay_out(page, box, *rest, **more)
            return
        for child in box.all_children():
            if type(child) is not TextBox or not _bare(child.style):
                layout_box_backgrounds(page, child, *rest)

    return layout_box_backgrounds


@once
def _bare(style: Any) -> bool:
    """Whether there is no ground."""
    return _has_none(style, _SETTING_GROUNDS)
