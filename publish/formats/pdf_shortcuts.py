"""Shorter ways through WeasyPrint 70 to the same pages: they save half of an article's time and change no page.

WeasyPrint is right in every case, one box after another; these are the cases that a page is full of. Each function here
takes the place of one of WeasyPrint's and leaves to it whatever is not plain. What follows from a style alone is kept
on it: WeasyPrint copies a style before it changes it. Others go on in the same way: pdf_styles.py for whole styles,
pdf_rows.py for rows of a flex container, pdf_blocks.py for blocks of text, pdf_text.py for lines of one text,
pdf_breaks.py for where a line ends, pdf_lines.py and pdf_glyphs.py for what is shaped and drawn, pdf_elements.py for
the structure elements, pdf_writing.py for what a file is written of. They are imported by pdf_engine.py, once
WeasyPrint is there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from weasyprint import css
from weasyprint.css.functions import check_math
from weasyprint.css.tokens import InvalidValues, Pending
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
from weasyprint.text import line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

Function = Callable[..., Any]
Found = TypeVar("Found")


def method(kind: Any, name: str) -> Callable[[Callable[[Function], Function]], None]:
    """Put a shorter way, made for the way that there is, in place of a class's method or a function of one module."""

    def put(make: Callable[[Function], Function]) -> None:
        there = getattr(kind, name)
        setattr(kind, name, wraps(there)(make(there)))

    return put


def function(there: Function) -> Callable[[Callable[[Function], Function]], None]:
    """The same for a function, wherever WeasyPrint's modules have it: under its own name, all of them."""

    def put(make: Callable[[Function], Function]) -> None:
        shorter = wraps(there)(make(there))
        for module in [module for name, module in sys.modules.items() if name.startswith("weasyprint")]:
            if getattr(module, there.__name__, None) is there:
                setattr(module, there.__name__, shorter)

    return put


def once(find: Callable[[Any], Found]) -> Callable[[Any], Found]:
    """What follows from a style alone, found once for each."""
    mark = f"handbill_{find.__name__}"

    @wraps(find)
    def found(style: Any) -> Found:
        try:
            there: Found = style.__dict__[mark]
        except KeyError:
            there = style.__dict__[mark] = find(style)
        return there

    return found


# -------------------------------------------------------------------------------------------------------------- styles


@function(css.find_stylesheets)
def _taken_out(find: Function) -> Function:
    """A galley's own sheets are taken out of it and handed over parsed: that none is left is seen at a glance."""

    def find_stylesheets(root: Any, *rest: Any) -> Iterator[Any]:
        names = ("style", "link")
        return (
            find(root, *rest) if any(root.etree_element.find(f".//{name}") is not None for name in names) else iter(())
        )

    return find_stylesheets


_SPECIAL = {"page", "position", "float", "display"} | {
    name for name in css.INITIAL_VALUES if name.startswith("text_decoration_")
}
"""Properties of which more is to be said than that they are set, inherited or have their initial value."""
_INHERITED = css.INHERITED - _SPECIAL
_INITIAL = {
    name: value
    for name, value in css.INITIAL_VALUES.items()
    if name not in _SPECIAL | css.INHERITED | css.INITIAL_NOT_COMPUTED
}
_COMPUTED = {
    name: css.INITIAL_VALUES[name]
    for name in css.INITIAL_NOT_COMPUTED - _SPECIAL - css.INHERITED
    if name in css.COMPUTER_FUNCTIONS
}
"""Initial values that depend on others: a border that has no style has no width."""
_LOGICAL = {
    name: {direction: find(block="ttb", inline=direction) for direction in ("ltr", "rtl")}
    for name, find in css.PHYSICAL_FUNCTIONS.items()
}
"""The logical property that sets the same as a physical one, by the direction of a text, e.g. `margin_inline_start`."""


@method(css.ComputedStyle, "__missing__")
def _property(find: Function) -> Function:
    """What nobody set, four of five properties that a style is asked for, and what is set to a plain value."""

    def missing(style: Any, name: str) -> Any:
        cascaded = style.cascaded
        if name in _LOGICAL and _LOGICAL[name][style["direction"]] in cascaded:
            return find(style, name)
        if name not in cascaded:
            if (name in _INHERITED or name[:2] == "__") and style.parent_style is not None:
                value = style[name] = style.parent_style[name]
                return value
            if name in _INITIAL:
                value = style[name] = _INITIAL[name]
                return value
            if name in _COMPUTED:
                value = style[name] = css.COMPUTER_FUNCTIONS[name](style, name, _COMPUTED[name])
                return value
        elif name not in _SPECIAL:
            value = cascaded[name][0]
            if not (isinstance(value, Pending) or value in ("inherit", "initial") or check_math(value)):
                if name in css.COMPUTER_FUNCTIONS:
                    value = css.COMPUTER_FUNCTIONS[name](style, name, value)
                style[name] = value
                return value
        return find(style, name)

    return missing


@method(Pending, "solve")
def _variables(solve: Function) -> Function:
    """What a declaration with `var()` comes to is the same for the same values, and is looked up for every box.

    When it comes to nothing WeasyPrint says so once for a sheet: here for each text that is set with it.
    """

    def solve_once(pending: Any, tokens: list[Any], wanted_key: str, base_url: Any) -> Any:
        known = vars(pending).setdefault("handbill_solved", {})
        key = (wanted_key, base_url, *map(_spelt, tokens))
        if key not in known:
            try:
                value = solve(pending, tokens, wanted_key, base_url)
            except InvalidValues:
                pending._reported_error = False
                global _faults
                _faults += 1
                raise
            if len(known) >= _SOLUTIONS:
                known.clear()
            known[key] = value, tokens  # which, while they are here, leave their ids to nobody
        return known[key][0]

    return solve_once


_faults = 0


def faults() -> int:
    """How many declarations have come to nothing so far: each is told of every text."""
    return _faults


_SOLUTIONS = 64
"""Kept of each declaration. Each fit of a page brings values of its own."""


def _spelt(token: Any) -> object:
    """What tells a token from others: a function with `var()` in it is a new one each time, of the same parts."""
    if token.type == "function":
        return token.lower_name, *map(_spelt, token.arguments)
    return id(token)


# --------------------------------------------------------------------------------------------------------------- sizes

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
    return frozenset(twin for name in names for twin in (name, *_LOGICAL.get(name, {}).values()))


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


# ---------------------------------------------------------------------------------------------------------------- text


class Type(NamedTuple):
    """What lines in one type, size and language are set with."""

    context: Any
    description: Any
    language: Any
    features: bytes
    attributes: Any
    """The list with these features alone; None where there are none."""
    letters: frozenset[str]
    """Those that its face has; none when that is left to Fontconfig."""
    lines: dict[str, float | None]
    """Where a line under, over or through the text is, in CSS pixels."""
    heights: dict[Any, tuple[float, float]]
    """By what the style says of it: how high a line is, and where in it the letters stand."""
    advances: dict[str, float]
    """How wide a letter is, in CSS pixels; of those that were asked for (pdf_breaks.py)."""
    measured: dict[tuple[str, float | None, Any], tuple[Any, ...]]
    """What split_first_line() makes of a word in some width, but for the line (pdf_lines.py)."""


_FEATURES = (
    "font_kerning",
    *(f"font_variant_{kind}" for kind in ("ligatures", "position", "caps", "numeric", "alternates", "east_asian")),
    "font_feature_settings",
)
_FACE = (
    "direction",
    *(f"font_{name}" for name in ("style", "stretch", "weight", "size", "variation_settings", "language_override")),
    *_FEATURES,
)
_features, _face = itemgetter(*_FEATURES), itemgetter("lang", *_FACE)


@once
def type_of(style: Any) -> Type:
    """The style's type: made once for all styles that are alike."""
    known: dict[Any, Type] = vars(style.font_config).setdefault("handbill_types", {})
    key = _face(style), tuple(style["font_family"]), style["text_decoration_line"] == "none"
    if key not in known:
        if len(known) >= _TYPES:
            known.clear()
        known[key] = _made(style)
    return known[key]


_TYPES = 512
"""Kept of each set of typefaces. A house style has some fifty, and each fit of a page others."""


def _made(style: Any) -> Type:
    letters = style.font_config.want(style)
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    named = style["font_language_override"]
    name = style["lang"] if named == "normal" else LST_TO_ISO.get(named.lower(), named)
    if name:
        language = pango.pango_language_from_string(unicode_to_char_p(name)[0])
        pango.pango_context_set_language(context, language)
    else:
        language = pango.pango_language_get_default()
    description = get_font_description(style)
    features = ",".join(f"{key} {value}" for key, value in font_features(*_features(style)).items()).encode()
    lines: dict[str, float | None] = dict.fromkeys(("ascent", "underline_position", "strikethrough_position"))
    if style["text_decoration_line"] != "none":
        measures = ffi.gc(
            pango.pango_context_get_metrics(context, description, language), pango.pango_font_metrics_unref
        )
        lines = {
            name: FROM_UNITS * getattr(pango, f"pango_font_metrics_get_{name}")(measures)
            for name in (*lines, "underline_thickness", "strikethrough_thickness")
        }
    attributes = _attributes(features) if features else None
    return Type(context, description, language, features, attributes, letters, lines, {}, {}, {})


def _attributes(features: bytes) -> Any:
    """What a text has besides its type: the list of its attributes."""
    attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
    return attributes


@method(line_break.Layout, "setup")
def _set_up(_: Function) -> Function:
    """Lines of one style have one context and one description of their type.

    WeasyPrint keeps the features of a typeface (`font-variant-numeric`), and the list of them that each line has, for
    ever: 50 KB a briefing, in which a worker drowns after some ten thousand. Here they are the line's alone.
    """

    def setup(layout: Any, style: Any) -> None:
        kind = type_of(style)
        layout.style, layout.first_line_direction, layout.language = style, 0, kind.language
        layout.layout = ffi.gc(pango.pango_layout_new(kind.context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(layout.layout, False)
        pango.pango_layout_set_font_description(layout.layout, kind.description)
        vars(layout).update(kind.lines)
        if kind.features:
            own = not vars(layout).get("handbill_unbroken")  # where more may be put into the list
            pango.pango_layout_set_attributes(layout.layout, _attributes(kind.features) if own else kind.attributes)

    return setup


@function(line_break.strut)
def _line_height(measure: Function) -> Function:
    """How high a line is follows from its type and what the style says, not from fourteen properties spelt out."""

    def strut(style: Any) -> Any:
        heights, said = type_of(style).heights, style["line_height"]
        if said not in heights:
            heights[said] = measure(style)
        return heights[said]

    return strut


@once
def is_even(style: Any) -> bool:
    """Whether words and letters stand as the typeface has them."""
    return (style["word_spacing"], style["letter_spacing"]) == (0, "normal")


def runs(layout: Any) -> Iterator[tuple[Any, Any]]:
    """The runs of a layout's first line, each in one typeface and script: Pango's item and its glyphs."""
    run = pango.pango_layout_get_line_readonly(layout.layout, 0).runs
    while run:
        data = run.data
        yield data.item, data.glyphs
        run = run.next
