"""What stands where on finished pages: WeasyPrint's boxes as values of ours.

engine.py makes them; elements.py makes structure elements of them, and mends.py draws them. The traps of WeasyPrint 70:

- Nothing public says where a line of text is (`Document` knows links, anchors and bookmarks). The boxes hang on
  `Page._page_box`, which is private: when an update takes them away, the tests of this module say so.
- A page box counts from the corner of the finished page: bleed lies outside, at negative coordinates.
- What is positioned absolutely, list markers too, is wrapped in a placeholder that passes attributes on, but for
  `isinstance`: it is told from others by what it has, not by what it is.
- The background of `html` or `body` is moved to the page's canvas and gone from their own boxes.
- `style["color"]` may have an alpha below 1; widths and heights are `"auto"` where nothing laid them out.
- The hyphen at a broken word's end is part of the box's text, as if it had been typed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from publish.formats.signs import signs
from publish.model import Box, PageStart
from publish.value import replace

_SCHEME = "handbill:"
_PT = 0.75  # points in a CSS pixel
_WHITE = (1.0, 1.0, 1.0)


def boxes(document: Any, *, first: int = 1) -> Iterator[Box]:
    """The lines of text, pictures and table rows of a WeasyPrint Document, page by page in the order they were set.

    From page `first` on. A line whose type changes is a box for each change: all of them have the line's own `y` and
    `height`.
    """
    sight = _Sight(blocks={}, parents={}, within={})
    for number, page in enumerate(document.pages[first - 1 :], start=first):
        page_box = page._page_box
        _look(page_box, sight)
        around = _Around(
            page=number,
            size=(float(page_box.margin_width()), float(page_box.margin_height())),
            ground=_over(_ground(getattr(page_box, "canvas_background", None)), _WHITE),
            block=0,
            clips=(),
            align="start",
        )
        for child in page_box.children:
            yield from _walk(child, around, sight)


def beyond(document: Any, side: float) -> Iterator[tuple[str, ...]]:
    """Of what stands in tables and comes nearer to a side of its page than this part of its width: what it is within.

    And of what leaves the column that it is in. A hair's breadth (a pixel) is nothing.
    """
    sight = _Sight(blocks={}, parents={}, within={})
    for page in document.pages:
        page_box = page._page_box
        _look(page_box, sight)
        width = page_box.margin_width()
        left, right = width * side - 1, width - width * side + 1
        for box, x, column in _in_tables(page_box):
            start, end = (left, right) if column is None else (column[0] - 1, column[1] + 1)
            if x < start or x + box.width > end:
                yield _within(box.element, sight)


def _in_tables(
    box: Any, inside: bool = False, column: tuple[float, float] | None = None
) -> Iterator[tuple[Any, float, tuple[float, float] | None]]:
    """The texts, pictures and rows of tables, each with where it begins, and the sides of the column that it is in."""
    if hasattr(box, "text"):
        if inside and box.text.strip():
            yield box, box.position_x, column
    elif hasattr(box, "replacement"):
        if inside:
            yield box, box.content_box_x(), column
    else:
        name = type(box).__name__
        if inside and name == "TableRowBox":
            yield box, box.position_x, column
        if getattr(box, "is_column", False):
            column = box.content_box_x(), box.content_box_x() + box.width
        for child in box.children:
            yield from _in_tables(child, inside or name == "TableBox", column)


def _look(page_box: Any, sight: _Sight) -> None:
    """Learn which element each of the text is in."""
    for child in page_box.children:
        if (element := getattr(child, "element", None)) is not None and element not in sight.parents:
            sight.parents.update({below: above for above in element.iter() for below in above})


@dataclass(slots=True)
class _Sight:
    """What is known of the whole file: a number for each block, and each element's parent and those around."""

    blocks: dict[Any, int]
    parents: dict[Element, Element]
    within: dict[Element | None, tuple[str, ...]]


class _Around(NamedTuple):
    page: int
    size: tuple[float, float]
    ground: tuple[float, float, float]
    block: int
    clips: tuple[tuple[float, float, float, float], ...]
    """Rectangles (left, top, right, bottom) outside of which nothing is drawn."""
    align: str


def _walk(box: Any, around: _Around, sight: _Sight) -> Iterator[Box]:
    name = type(box._box if hasattr(box, "_box") else box).__name__
    if name == "LineBox":
        yield from _line(box, around, sight)
        return
    if hasattr(box, "replacement"):
        yield from _picture(box, around, sight, None)
        return
    around = _inside(box, name, around, sight)
    if name == "TableRowBox" and _local(box.element_tag) == "tr":
        yield _box(box, around, sight, x=box.position_x, y=box.position_y, width=box.width, height=box.height)
    for child in box.children:
        yield from _walk(child, around, sight)


def _inside(box: Any, name: str, around: _Around, sight: _Sight) -> _Around:
    """What holds for the children of a box."""
    ground = _over(_ground(getattr(box, "background", None)), around.ground)
    clips = around.clips
    if box.style["overflow"] != "visible":
        x, y = box.padding_box_x(), box.padding_box_y()
        clips = (*clips, (x, y, x + box.padding_width(), y + box.padding_height()))
    key = (around.page, box.at_keyword) if name == "MarginBox" else (box.element, box.element_tag)
    block = sight.blocks.setdefault(key, len(sight.blocks) + 1) if name != "InlineBox" else around.block
    return around._replace(ground=ground, clips=clips, block=block, align=_align(box.style))


def _line(line: Any, around: _Around, sight: _Sight) -> Iterator[Box]:
    """The runs of a line, neighbours in one type put together."""
    last: Box | None = None
    place = (line.position_y, line.height)
    for box in _runs(line, place, around, sight):
        same = last is not None and replace(box, text=last.text, x=last.x, width=last.width) == last
        if last is not None and same:
            last = replace(last, text=last.text + box.text, width=box.x + box.width - last.x)
            continue
        if last is not None and (last.text.strip() or last.asset):
            yield last
        last = box
    if last is not None and (last.text.strip() or last.asset):
        yield replace(last, hyphenated=_hyphenated(line))


def _runs(box: Any, place: tuple[float, float], around: _Around, sight: _Sight) -> Iterator[Box]:
    for child in box.children:
        if hasattr(child, "text"):
            yield _box(
                child,
                around,
                sight,
                x=child.position_x,
                y=place[0],
                width=child.width,
                height=place[1],
                text=child.text,
            )
        elif hasattr(child, "replacement"):
            yield from _picture(child, around, sight, place)
        elif type(child).__name__ in ("InlineBox", "LineBox"):
            inner = around._replace(ground=_over(_ground(getattr(child, "background", None)), around.ground))
            yield from _runs(child, place, inner, sight)
        else:  # a block in a line: its own lines have places of their own, but belong to the block around
            yield from (replace(inner, block=around.block) for inner in _walk(child, around, sight))


def _picture(box: Any, around: _Around, sight: _Sight, place: tuple[float, float] | None) -> Iterator[Box]:
    element = box.element
    source = element.get("src", "") if element is not None else ""
    alt = element.get("alt", "") or element.get("aria-label", "") if element is not None else ""
    yield _box(
        box,
        around,
        sight,
        x=box.content_box_x(),
        y=box.content_box_y() if place is None or box.height > place[1] else place[0],
        width=box.width,
        height=box.height,
        text="" if alt.startswith(_SCHEME) else alt,
        asset=source.removeprefix(_SCHEME),
    )


def _box(
    box: Any,
    around: _Around,
    sight: _Sight,
    *,
    x: float,
    y: float,
    width: float,
    height: float,
    text: str = "",
    asset: str = "",
) -> Box:
    style = box.style
    within = _within(box.element, sight)
    colour = _rgba(style["color"])
    outside = any(
        x < left - 1 or y < top - 1 or x + width > right + 1 or y + height > bottom + 1
        for left, top, right, bottom in around.clips
    )
    return Box(
        page=around.page,
        element=_local(box.element_tag) or "margin",
        text=text,
        x=round(float(x), 2),
        y=round(float(y), 2),
        width=round(float(width), 2),
        height=round(float(height), 2),
        size=round(style["font_size"] * _PT, 2),
        italic=style["font_style"] != "normal",
        capitals=style["text_transform"] == "uppercase" or style["font_variant_caps"] != "normal",
        align=around.align,
        hyphenated=False,
        colour=_hex(_over(colour, around.ground)) if colour[3] else "",
        ground=_hex(around.ground),
        block=around.block,
        within=within,
        page_width=round(around.size[0], 2),
        page_height=round(around.size[1], 2),
        clipped=outside,
        asset=asset,
        underlined="underline" in style["text_decoration_line"],
    )


def _within(element: Element | None, sight: _Sight) -> tuple[str, ...]:
    """The names of the elements around, by the text and not by the layout: a note is in the paragraph that calls it."""
    if element not in sight.within:
        if element is None or _local(element.tag) in ("html", ""):
            sight.within[element] = ()
        else:
            sight.within[element] = (*_within(sight.parents.get(element), sight), named(element))
    return sight.within[element]


def named(element: Any) -> str:
    """An element's tag with its classes, as a selector has them: `p.standard-page`."""
    return ".".join((_local(element.tag), *element.get("class", "").split()))


def replaced(box: Any) -> Iterator[Any]:
    """The pictures under a box of WeasyPrint's, the box itself among them."""
    if hasattr(box, "replacement"):
        yield box
    for child in getattr(box, "children", ()):
        yield from replaced(child)


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _align(style: Any) -> str:
    align, mirrored = str(style["text_align_all"]), style["direction"] == "rtl"
    return {"left": "end" if mirrored else "start", "right": "start" if mirrored else "end"}.get(align, align)


def _hyphenated(line: Any) -> bool:
    """Whether the line ends with a hyphen that stands in no text of its element."""
    last = line
    while getattr(last, "children", None):
        last = last.children[-1]
    return broken(last)


def broken(box: Any) -> bool:
    """Whether a box ends with a hyphen that its author did not type, between two parts of a word."""
    text, sign = getattr(box, "text", ""), box.style["hyphenate_character"]
    if not sign or not text.endswith(sign) or box.element is None:
        return False
    word = text.split()[-1]
    return word not in "".join(box.element.itertext())


# ------------------------------------------------------------------------------------------------------------ colours


def _rgba(colour: Any) -> tuple[float, float, float, float]:
    red, green, blue = colour.to("srgb").coordinates
    return red, green, blue, colour.alpha


def _ground(background: Any) -> tuple[float, float, float, float]:
    """The colour of a background; nothing when there is none. Pictures and gradients are left out of account."""
    return (0.0, 0.0, 0.0, 0.0) if background is None else _rgba(background.color)


@lru_cache(maxsize=256)
def _over(above: tuple[float, float, float, float], below: tuple[float, float, float]) -> tuple[float, float, float]:
    alpha = above[3]
    mixed = [upper * alpha + lower * (1 - alpha) for upper, lower in zip(above[:3], below, strict=True)]
    return mixed[0], mixed[1], mixed[2]


@lru_cache(maxsize=256)
def _hex(colour: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in colour)


# ------------------------------------------------------------------------------------------------- where pages begin


def page_starts(document: Any) -> tuple[PageStart, ...]:
    """Where each page but the first begins in the text; pages that go on with notes alone are left out.

    Counted are the signs that are no white space (see `signs`); what stands in an element without a `data-n` belongs to
    no place, the head of a table that is repeated begins nothing, and neither does a block that has let others go
    first: in other editions it stands before them.
    """
    counts: dict[Element, int] = {}
    heads: dict[Element, int] = {}
    parents: dict[Element, Element] = {}
    starts: dict[int, PageStart] = {}
    reached = 0
    for number, page in enumerate(document.pages, start=1):
        page_box = page._page_box
        if not parents and page_box.children and page_box.children[0].element is not None:
            parents = {below: above for above in page_box.children[0].element.iter() for below in above}
        for element, text in _said(page_box, number, heads):
            element = parents.get(element, element) if element.get("class") == "lent" else element
            named = element if element.get("data-n") else _above(element, parents)
            if named is None:
                continue
            own = counts.get(element, 0) if named is element else 0
            block = _block(named, parents)
            if block < reached:
                continue
            reached = block
            if number not in starts:
                starts[number] = PageStart(number, named.get("data-n", ""), own)
                if number == len(document.pages):
                    break  # nobody asks how much of the text it holds
            counts[element] = counts.get(element, 0) + len(signs(text))
    starts.pop(1, None)
    return tuple(starts.values())


def _block(element: Element, parents: dict[Element, Element]) -> int:
    """The number of the text's block that an element stands in; the parts at the very end are past all others."""
    block = element
    while (above := parents.get(element)) is not None and above.get("data-n", "").isdigit():
        element = above
        block = element if element.tag != "div" or "body" not in element.get("class", "").split() else block
    name = block.get("data-n", "")
    return int(name) if name.isdigit() else sys.maxsize


def _above(element: Element, parents: dict[Element, Element]) -> Element | None:
    """The part at the very end that an element stands in; parts have names, elements of the body numbers."""
    above = parents.get(element)
    while above is not None and not above.get("data-n"):
        above = parents.get(above)
    return None if above is None or above.get("data-n", "").isdigit() else above


def _said(box: Any, page: int, heads: dict[Element, int]) -> Iterator[tuple[Element, str]]:
    """The elements that a page shows with what it shows of their own text, in order; nothing for pictures."""
    name = type(box._box if hasattr(box, "_box") else box).__name__
    if name in ("MarginBox", "FootnoteAreaBox") or "::" in str(box.element_tag):
        return
    if getattr(box, "is_header", False) and heads.setdefault(box.element, page) != page:
        return
    if hasattr(box, "replacement"):
        yield box.element, ""
    elif hasattr(box, "text"):
        if signs(box.text):
            yield box.element, box.text
    elif name == "LineBox":
        runs = [run for child in box.children for run in _said(child, page, heads)]
        if runs and _hyphenated(box):
            runs[-1] = (runs[-1][0], runs[-1][1][:-1])
        yield from runs
    else:
        for child in box.children:
            yield from _said(child, page, heads)
