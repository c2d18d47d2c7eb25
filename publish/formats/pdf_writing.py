"""Shorter ways from boxes to a PDF file's bytes, through WeasyPrint 70 and pydyf 0.12: see pdf_shortcuts.py."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import deflate
import pydyf
from weasyprint.draw import border
from weasyprint.formatting_structure.boxes import Box
from weasyprint.pdf.stream import Stream

from publish.formats.pdf_shortcuts import BORDERS, Function, function, method, once

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
    """Most texts are in the colour of the one before."""

    def set_color(stream: Any, color: Any, stroke: bool = False) -> None:
        if not stroke:
            last, *state = vars(stream).get("handbill_colour", (None, None, None))
            if last is color and state[0] is stream._current_color and state[1] is stream._current_alpha:
                return
        choose(stream, color, stroke)
        if not stroke:
            stream.handbill_colour = color, stream._current_color, stream._current_alpha

    return set_color


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
    """By libdeflate, in a quarter of the time that pydyf has zlib take, and not larger.

    pydyf asks for the table of a file's objects twice: to write it, and to digest it for an identifier.
    """
    return bytes(deflate.zlib_compress(content))


@method(pydyf, "_to_bytes")
def _spelt_out(spell: Function) -> Function:
    """Most of what is written is neither a number nor an object."""

    def to_bytes(item: Any) -> Any:
        kind = type(item)
        if kind is bytes:
            return item
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
