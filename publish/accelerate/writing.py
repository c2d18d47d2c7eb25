"""From boxes to a PDF file's bytes without what WeasyPrint 70 and pydyf 0.12 do again for each."""

from __future__ import annotations

from functools import lru_cache
from operator import is_
from typing import Any

import deflate
import pydyf
from tinycss2.color5 import Color
from weasyprint import anchors, draw, stacking
from weasyprint.draw import border
from weasyprint.formatting_structure.boxes import Box, InlineBox, LineBox, TextBox
from weasyprint.pdf.stream import Stream
from weasyprint.stacking import StackingContext

from publish.accelerate.boxes import BORDERS
from publish.accelerate.replacing import Function, function, method, once

# ------------------------------------------------------------------------------------------------------------- drawing


@function(border.draw_border)
def _edges(draw: Function) -> Function:
    """Of ten boxes nine have no border."""

    def draw_border(stream: Any, box: Any) -> None:
        if not _has_no_edges(box.style):
            draw(stream, box)

    return draw_border


@once
def _has_no_edges(style: Any) -> bool:
    says = (style["border_image_source"][0], style["column_width"], style["column_count"])
    return (
        says == ("none", "auto", "auto")
        and style["border_collapse"] != "collapse"
        and not any(style[width] for width in BORDERS)
    )


@function(border.draw_outline)
def _outlines(draw: Function) -> Function:
    """And hardly one has an outline."""

    def draw_outline(stream: Any, box: Any) -> None:
        if not _has_no_outline(box.style):
            draw(stream, box)
            return
        for child in box.children:
            if isinstance(child, Box):
                draw_outline(stream, child)

    return draw_outline


@once
def _has_no_outline(style: Any) -> bool:
    return not style["outline_width"]


class _Marked:
    """Ends the marked content that has begun."""

    __slots__ = ("_stream",)

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        if self._stream._tags is not None:
            self._stream.end_marked_content()


@method(Stream, "marked")
def _content(_: Function) -> Function:
    """Each text has its mark: a generator makes much of it."""

    def marked(stream: Any, box: Any, tag: str) -> _Marked:
        if stream._tags is not None:
            number = len(stream._tags)
            stream._tags[box] = {"tag": tag, "mcid": number}
            stream.begin_marked_content(tag, pydyf.Dictionary({"MCID": number}))
        return _Marked(stream)

    return marked


@method(Stream, "set_color")
def _colour(choose: Function) -> Function:
    """Most texts are in the colour of the one before, and there are a dozen colours in all."""

    def set_color(stream: Any, color: Any, stroke: bool = False) -> None:
        if not stroke:
            last, *state = vars(stream).get("handbill_colour", (None, None, None))
            if last is color and state[0] is stream._current_color and state[1] is stream._current_alpha:
                return
        if color.space in _SCREEN:
            stream.set_alpha(color.alpha, stroke)
            there, fills, strokes = _spelt(color.space, color.coordinates)
            if stroke and stream._current_color_stroke != there:
                stream._current_color_stroke = there
                stream.stream.append(strokes)
            elif not stroke and stream._current_color != there:
                stream._current_color = there
                stream.stream.append(fills)
        else:
            choose(stream, color, stroke)
        if not stroke:
            stream.handbill_colour = color, stream._current_color, stream._current_alpha

    return set_color


_SCREEN = {"srgb", "hsl", "hwb"}


@lru_cache(maxsize=1024)
def _spelt(space: str, coordinates: tuple[float | None, ...]) -> tuple[tuple[Any, ...], bytes, bytes]:
    """What a stream keeps of a colour, and what chooses it to fill and to stroke with."""
    parts = b" ".join(map(pydyf._to_bytes, Color(space, coordinates, 1).to("srgb").coordinates))
    return (space, *coordinates), parts + b" rg", parts + b" RG"


@function(draw.draw_inline_level)
def _inline(paint: Function) -> Function:
    """Most lines, and what is within them, are nothing but texts."""

    def draw_inline_level(
        stream: Any, page: Any, box: Any, offset_x: float = 0, text_overflow: str = "clip", block_ellipsis: Any = "none"
    ) -> None:
        kind = type(box)
        if not (kind is LineBox or kind is InlineBox) or box.background is not None or not _is_unadorned(box.style):
            paint(stream, page, box, offset_x, text_overflow, block_ellipsis)
            return
        if kind is LineBox:
            text_overflow, block_ellipsis = box.text_overflow, box.block_ellipsis
        to_come = len(box.children)
        for child in box.children:
            to_come -= 1
            ellipsis = "none" if to_come else block_ellipsis
            if type(child) is TextBox:
                offset = offset_x + child.position_x - box.position_x
                with stream.marked(child, "Span"):
                    draw.draw_text(stream, child, offset, text_overflow, ellipsis)
            else:
                offset = (
                    offset_x if isinstance(child, StackingContext) else offset_x + child.position_x - box.position_x
                )
                draw_inline_level(stream, page, child, offset, text_overflow, ellipsis)

    return draw_inline_level


@once
def _is_unadorned(style: Any) -> bool:
    """Whether nothing is drawn around a box."""
    return style["mask_border_source"][0] == "none" and _has_no_edges(style)


@function(stacking._dispatch)
def _stacked(place: Function) -> Function:
    """What is in a line is drawn where it stands, and is no other box for it."""

    def dispatch(box: Any, page: Any, *rest: Any) -> Any:
        if type(box) not in _IN_LINES or box.is_grid_item or not _stays(box.style):
            return place(box, page, *rest)
        placed = [
            child if type(child) is TextBox and _stays(child.style) else dispatch(child, page, *rest)
            for child in box.children
        ]
        if all(map(is_, placed, box.children)):
            return box
        return box.copy_with_children([child for child in placed if child is not None])

    return dispatch


_IN_LINES = {LineBox, InlineBox, TextBox}


@once
def _stays(style: Any) -> bool:
    """Whether a box is drawn along with those around it."""
    says = (style["position"], style["float"], style["overflow"])
    return says == ("static", "none", "visible") and style["opacity"] >= 1 and not style["transform"]


@function(anchors.gather_anchors)
def _anchored(gather: Function) -> Function:
    """Few boxes are linked to or from."""

    def gather_anchors(
        box: Any,
        anchors: Any,
        links: Any,
        bookmarks: Any,
        forms: Any,
        parent_matrix: Any = None,
        parent_form: Any = None,
        parent_link: Any = None,
    ) -> None:
        inside = (anchors, links, bookmarks, forms, parent_matrix, parent_form, parent_link)
        linked = box.link or (parent_link and type(box) not in (TextBox, LineBox))
        form = box.element is not None and box.element.tag == "form"
        if linked or box.bookmark_label or form or not _is_no_place(box.style):
            gather(box, *inside)
            return
        for child in box.all_children():
            gather_anchors(child, *inside)

    return gather_anchors


@once
def _is_no_place(style: Any) -> bool:
    return not style["transform"] and not style["anchor"] and style["appearance"] != "auto"


# ------------------------------------------------------------------------------------------------------------- writing


def _data(stream: Any) -> bytes:
    """A stream as it stands in the file."""
    content = b"\n".join(map(pydyf._to_bytes, stream.stream))
    extra = pydyf.Dictionary(stream.extra)
    if stream.compress:
        extra["Filter"] = "/FlateDecode"
        content = _squeezed(content)
    extra["Length"] = len(content)
    return b"\n".join((extra.data, b"stream", content, b"endstream"))


pydyf.Stream.data = property(_data)


@lru_cache(maxsize=8)
def _squeezed(content: bytes) -> bytes:
    """By libdeflate, in two fifths of the time that pydyf has zlib take, and not larger.

    pydyf asks for the table of a file's objects twice: to write it, and to digest it for an identifier.
    """
    return bytes(deflate.zlib_compress(content))


@method(pydyf, "_to_bytes")
def _spelt_out(spell: Function) -> Function:
    """Most of what is written is no object."""

    def to_bytes(item: Any) -> Any:
        kind = type(item)
        if kind is bytes:
            return item
        if kind is float:
            return (str(int(item)) if item.is_integer() else f"{item:f}".rstrip("0")).encode("ascii")
        if kind is str or kind is int:
            return str(item).encode("ascii")
        return spell(item)

    return to_bytes


@lru_cache(maxsize=1024)
def _key(name: str) -> bytes:
    """Of a dictionary: there are some hundred."""
    return b"/%b " % pydyf._to_bytes(name)


def _entries(dictionary: Any) -> bytes:
    """A dictionary as it stands in the file."""
    return b"<<" + b"".join([_key(key) + pydyf._to_bytes(value) for key, value in dictionary.items()]) + b">>"


pydyf.Dictionary.data = property(_entries)
