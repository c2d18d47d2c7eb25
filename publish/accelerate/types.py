"""What lines of one type, size and language are set with: made once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from weasyprint.text import line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

from publish.accelerate.replacing import Function, function, method, once


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
    """How wide a letter is, in CSS pixels; of those that were asked for (breaks.py)."""
    measured: dict[tuple[str, float | None, Any], tuple[Any, ...]]
    """What split_first_line() makes of a word in some width, but for the line (lines.py)."""


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
