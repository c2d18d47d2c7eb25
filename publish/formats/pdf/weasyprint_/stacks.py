"""How the blocks of a text are stacked on its pages, as values of ours: what stands on which page, from where to where.

The traps of boxes.py hold here too. Lengths are CSS pixels from the page's top.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from weasyprint.layout.background import layout_box_backgrounds

from publish.formats.pdf.weasyprint_.boxes import named, replaced


class Piece(NamedTuple):
    """What one page holds of a block: of a child of the text (`div.body`), or of something outside of it."""

    child: int | None
    """Counted from 0 among the elements of the text; None for what is outside of it."""
    top: float
    bottom: float
    """Where its border ends; of a block that goes on, its last line: its box is drawn down to the page's foot."""
    picture: float | None
    """How high the picture in it is; None when there is none, or more than one."""


class Stack(NamedTuple):
    """A page: where its text area begins and ends, notes left out, and what stands there from top to bottom."""

    top: float
    height: float
    foot: float
    """Where the notes begin, or the text area ends."""
    pieces: tuple[Piece, ...]

    @property
    def blank(self) -> float:
        """How much of the page is empty above its notes, as a part of its text area."""
        return (self.foot - max((piece.bottom for piece in self.pieces), default=self.top)) / self.height


def stacks(document: Any) -> tuple[tuple[str, ...], tuple[Stack, ...]]:
    """A text's elements (as `p.standard-page`) and the pages of a WeasyPrint Document.

    There are no elements of several texts, nor of one that is set in columns, whose blocks are in no one stack.
    """
    texts: list[Element] = []
    children: dict[Element, int] = {}
    pages: list[Stack] = []
    lines = 0.0
    for page in document.pages:
        frame = page._page_box
        root = next((box.element for box in frame.children if getattr(box, "element", None) is not None), None)
        if root is not None and not texts:
            texts = [innermost(part) for part in root.iter("div") if "body" in part.get("class", "").split()]
            children = {child: at for text in texts[:1] for at, child in enumerate(text)}
        top, height = float(frame.content_box_y()), float(frame.height)
        foot = top + height
        pieces: list[Piece] = []
        for box in frame.children:
            name = type(box).__name__
            if name == "FootnoteAreaBox":
                foot = min(foot, float(box.position_y))
            elif name != "MarginBox":
                pieces += _pieces(box, children, set(texts))
        if pages and pieces:
            pages[-1] = _going_on(pages[-1], pieces[0].child, lines)
        lines = _last_line(frame)
        pages.append(Stack(top, height, foot, tuple(pieces)))
    stacked = len(texts) == 1 and not any(_has_columns(page._page_box) for page in document.pages)
    return (tuple(map(named, texts[0])) if stacked else ()), tuple(pages)


def ground(document: Any) -> bool:
    """Move the block with `data-foot` down to the foot of the last page, above its notes; whether anything was moved.

    A Page of WeasyPrint's knows where links and headings are from the moment it is made, and a box where its ground is.
    """
    if not document.pages:
        return False
    page = document.pages[-1]
    frame = page._page_box
    ground = _grounded(frame)
    if ground is None:
        return False
    foot = float(frame.content_box_y() + frame.height)
    low = 0.0
    for box in frame.children:
        if type(box).__name__ == "FootnoteAreaBox":
            foot = min(foot, float(box.position_y))
        elif type(box).__name__ != "MarginBox":
            low = max(low, _last_line(box))
    bottom = _edges(ground)[1]
    if foot - bottom < 1 or low > bottom + 0.5:
        return False
    ground.translate(0, foot - bottom)
    layout_box_backgrounds(frame, ground, lambda **_: None)  # no sheet of a style can have pictures
    document.pages[-1] = type(page)(frame)
    return True


def _grounded(box: Any) -> Any | None:
    element = getattr(box, "element", None)
    if element is not None and "data-foot" in element.attrib and _is_block(box):
        return box
    found = (_grounded(child) for child in getattr(box, "children", ()) if _is_block(child))
    return next((one for one in found if one is not None), None)


def _has_columns(box: Any) -> bool:
    return bool(getattr(box, "is_column", False)) or any(
        _has_columns(child) for child in getattr(box, "children", ()) if _is_block(child)
    )


def _going_on(page: Stack, child: int | None, line: float) -> Stack:
    """The page whose last block goes on behind it, ending with its last line."""
    *before, last = page.pieces or (None,)
    if last is None or child is None or last.child != child:
        return page
    return page._replace(pieces=(*filter(None, before), last._replace(bottom=min(last.bottom, line))))


def _last_line(box: Any) -> float:
    """Where the last line, picture or row under a box ends, but for those in margins and notes."""
    name = type(box).__name__
    if name in ("MarginBox", "FootnoteAreaBox"):
        return 0.0
    if name in ("LineBox", "TableRowBox") or hasattr(box, "replacement") or not hasattr(box, "children"):
        return _edges(box)[1]
    return max((_last_line(child) for child in box.children), default=0.0)


def innermost(text: Any) -> Any:
    """The element whose children are the blocks of a text: itself, or the one `div` that holds all there is."""
    while len(text) == 1 and text[0].tag == "div":
        text = text[0]
    return text


def _pieces(box: Any, children: dict[Element, int], texts: set[Element]) -> Iterator[Piece]:
    element = getattr(box, "element", None)
    if element in children:
        pictures = [float(one.height) for one in replaced(box)]
        picture = pictures[0] if len(pictures) == 1 else None
        yield Piece(children[element], *_edges(box), picture)
    elif hasattr(box, "children") and (element in texts or any(_is_block(child) for child in box.children)):
        for child in box.children:
            yield from _pieces(child, children, texts)
    else:
        yield Piece(None, *_edges(box), None)


def _is_block(box: Any) -> bool:
    return hasattr(box, "children") and type(box).__name__ in ("BlockBox", "TableBox", "FlexBox")


def _edges(box: Any) -> tuple[float, float]:
    if hasattr(box, "border_box_y"):
        return float(box.border_box_y()), float(box.border_box_y() + box.border_height())
    return float(box.position_y), float(box.position_y + box.height)
