"""How the blocks of a text are stacked on its pages, as values of ours: what stands on which page, from where to where.

The traps of boxes.py hold here too. Lengths are CSS pixels from the page's top.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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


HOLE, LEFT = 0.165, 0.15
"""Of a page's text area: an empty foot that is larger is spread among the spaces of its page, but for so much of it."""
_SPREAD = 1.0
"""Of a line's height: what the space between two blocks grows by at most."""
LEADS = re.compile(r"h[1-6]\b|p\.standard-page")
"""What stays with the block that follows it: headings, and marks of pages, by what `named` gives."""
_BREAKS = ("page", "always", "left", "right", "recto", "verso")


def spread(document: Any, pages: Sequence[Stack]) -> bool:
    """Make the spaces between the blocks of a page larger where that closes the hole at its foot; whether any was.

    A heading stays with what follows it. What begins on a page of its own leaves the page before it as it is.
    """
    moved = False
    for at, larger in enumerate(spaces(document, pages)):
        if larger:
            frame = document.pages[at]._page_box
            _spread(frame, frame, larger)
            document.pages[at] = type(document.pages[at])(frame)
            moved = True
    return moved


def spaces(document: Any, pages: Sequence[Stack]) -> Iterator[float | None]:
    """By how many pixels each page's spaces grow to close the hole at its foot: 0 without one, None if too far."""
    for at, stack in enumerate(pages[:-1]):
        if stack.blank <= HOLE or _begins(document.pages[at + 1]._page_box):
            yield 0.0
            continue
        frame = document.pages[at]._page_box
        count = _spread(frame, frame, 0)
        larger = (stack.blank - LEFT) * stack.height / max(count, 1)
        yield larger if count and larger <= _SPREAD * _line(frame) else None


def _spread(frame: Any, box: Any, larger: float) -> int:
    """Make each space between the blocks of a box larger by so many pixels; how many there are."""
    spaces, before = 0, None
    for child in box.children:
        if type(child).__name__ in ("MarginBox", "FootnoteAreaBox") or not child.is_in_normal_flow():
            continue
        spaces += before is not None and not _leads(before)
        child.translate(0, spaces * larger)
        within = _spread(frame, child, larger) if _holds(child) else 0
        if larger:
            child.height += within * larger
            layout_box_backgrounds(frame, child, lambda **_: None, layout_children=not within)
        spaces, before = spaces + within, child
    return spaces


def _holds(box: Any) -> bool:
    return box.element_tag in _HOLDERS and "record" not in box.element.get("class", "").split()


def _line(box: Any) -> float:
    """How high a line of its text is: the lowest first one of a paragraph or of an item of a list; 0 without any."""
    if type(box).__name__ == "LineBox":
        return float(box.height)
    inner = box.children[:1] if box.element_tag in ("p", "li") else getattr(box, "children", ())
    return min(filter(None, map(_line, inner)), default=0.0)


_HOLDERS = ("html", "body", "main", "article", "section", "div", "ul", "ol", "dl")


def _leads(box: Any) -> bool:
    """Whether a block stays with the one below it."""
    element = getattr(box, "element", None)
    return element is None or element.tag in ("dt", "hr") or LEADS.match(named(element)) is not None


def _begins(frame: Any) -> bool:
    """Whether what a page begins with was told to begin a page."""
    box = frame
    while (flow := [one for one in getattr(box, "children", ()) if _is_block(one)]) and box.style is not None:
        box = flow[0]
        if box.style["break_before"] in _BREAKS:
            return True
    return False


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
