"""Pages without holes: what a page has no room for lets the paragraphs that follow it go first, or is set smaller.

WeasyPrint has no floats over pages (CSS Page Floats, 3). A picture, table or box that may not be divided and does not
fit leaves the rest of its page empty. Up to three of the paragraphs that follow it then stand before it. They never
pass a heading; a paragraph that speaks of what is above, and one that leads on to what follows it with a colon, stays
where it is. Where that is of no use a picture is set smaller, down to a part of its height, and words that were to stay
together (a quotation, a box, a table, code) are divided. The order of reading is that of the pages; other formats keep
the author's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from lxml import etree

from publish.base import floating
from publish.formats.pdf.body import links
from publish.formats.pdf.weasyprint_.boxes import named
from publish.formats.pdf.weasyprint_.stacks import LEADS, Piece, Stack, innermost
from publish.model import Galley
from publish.value import Value, replace

HOLE = 0.15
"""Of a page's text area: an empty foot larger than this is filled."""
MOST = 3
"""Paragraphs that go before what has no room."""
SMALLEST = 0.7
"""Of its height, to which a picture is set smaller."""
DIVIDED, LONG = 5, 8
"""Rows or lines that a block has at least to be divided; rows of a table from which on no two of them stand alone."""
_SLACKS = (0.005, 0.05, 0.1)
"""Of the text area: what a picture is made smaller by besides, for the space above it."""

_ABOVE = re.compile(
    r"\b(?:above|preceding|oben|obige\w*|vorstehend\w*|ci-dessus|plus haut|précédent\w*|más arriba|anterior\w*|acima|"
    r"sopra|hierboven|bovenstaande|powyżej|powyższ\w+|uchod|thuas|gu h-àrd|mai sus|aukščiau|вище|выше|výše|fenti?|"
    r"yukarıda\w*|παραπάνω|phía trên|sare)\b|"
    r"上[図表記述の图圖文面]|以上|前述|위의|위에|위 |أعلاه|بالا|اوپر|למעלה|לעיל|ऊपर|उपर|উপরে|ਉੱਪਰ|ઉપર|மேலே|ข้างต้น|"
    r"ด้านบน|အထက်",
    re.IGNORECASE,
)
"""Words by which a text points to what stands before it, in the languages that handbill has words for."""
_LEADS_ON = re.compile(r"[:：]\s*$")


class Change(Value):
    """What is done about a hole: paragraphs go before a block, its picture gets a height in pixels, it is divided."""

    child: int
    paragraphs: int = 0
    height: float = 0.0
    divided: bool = False


def hole(pages: Sequence[Stack], past: int = 0) -> int | None:
    """The first page after `past` with a hole at its foot, counted from 1; the last page has none."""
    for number, page in enumerate(pages[:-1], start=1):
        if number > past and page.blank > HOLE:
            return number
    return None


def holes(pages: Sequence[Stack]) -> float:
    """How much of the pages is empty where it should not be, in pages."""
    return sum(page.blank for page in pages[:-1] if page.blank > HOLE)


def changes(
    galley: Galley, tags: Sequence[str], pages: Sequence[Stack], number: int, smallest: float = SMALLEST
) -> Iterator[Change]:
    """What may fill the hole at the foot of page `number`, best first."""
    page, following = pages[number - 1], pages[number]
    at = _pushed(tags, page, following)
    if at is None or (body := _body(galley.html, tuple(tags))) is None:
        return
    room = page.blank * page.height
    heights = _heights(pages)
    paragraphs = body.movable(at)
    filled = list(accumulate(heights.get(child, 0.0) for child in paragraphs))
    enough = [count for count, height in enumerate(filled, start=1) if height >= room - HOLE * page.height]
    if enough:
        yield Change(child=at, paragraphs=enough[0])
    block = next(piece for piece in following.pieces if piece.child == at)
    if body.shrinks(at):
        for space in _spaces(block, following, page.height):
            if height := _smaller(block, room - space, following, smallest):
                yield Change(child=at, height=height)
    if body.divides(at):
        yield Change(child=at, divided=True)
    for count in range(len(paragraphs), 0, -1):
        if count not in enough[:1]:
            yield Change(child=at, paragraphs=count)


def changed(galley: Galley, tags: Sequence[str], done: Change) -> Galley:
    """The galley with the change made."""
    body = _body(galley.html, tuple(tags))
    return body.changed(galley, done) if body is not None else galley


def _pushed(tags: Sequence[str], page: Stack, following: Stack) -> int | None:
    """The block that had no room on a page and stands first on the following one, but for headings before it."""
    here = {piece.child for piece in page.pieces}
    for piece in following.pieces:
        if piece.child is None or piece.child in here:
            return None
        if not LEADS.match(tags[piece.child]):
            return piece.child if tags[piece.child].partition(".")[0] != "p" else None
    return None


def _heights(pages: Sequence[Stack]) -> dict[int, float]:
    heights: dict[int, float] = {}
    for page in pages:
        for piece in page.pieces:
            if piece.child is not None:
                heights[piece.child] = heights.get(piece.child, 0.0) + piece.bottom - piece.top
    return heights


def _spaces(block: Piece, following: Stack, height: float) -> Iterator[float]:
    """What the space above a block may be, least first; at a page's head, where it stands now, it is left out.

    Most have the same below them. To know it saves a layout for each picture, and the picture some of its height.
    """
    below = min((piece.top - block.bottom for piece in following.pieces if piece.top >= block.bottom), default=0.0)
    least = below + 1.0 if 0.0 < below < _SLACKS[-1] * height else 0.0
    yield max(least, _SLACKS[0] * height)
    yield from (slack * height for slack in _SLACKS[1:] if slack * height > least)


def _smaller(block: Piece, room: float, following: Stack, smallest: float) -> float | None:
    """How high the picture of a block is where the block has just room; None when that is too small."""
    if block.picture is None:
        return None
    first = min(piece.top for piece in following.pieces)  # a heading comes along
    over = block.bottom - first - room
    height = block.picture - over
    return height if height >= smallest * block.picture else None


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """The text of a galley, parsed: where it begins and ends in the markup, and its blocks."""

    start: int
    end: int
    root: etree._Element

    @property
    def blocks(self) -> etree._Element:
        return innermost(self.root)

    def movable(self, at: int) -> list[int]:
        """The paragraphs that may go before the block: those next to it that may be parted from what is near."""
        children = list(self.blocks)
        before = children[at - 1] if at else None
        if not floating.floats(named(children[at])) or (before is not None and _holds(before)):
            return []
        found: list[int] = []
        for child in range(at + 1, min(at + 1 + MOST, len(children))):
            text = links.text_of(children[child])
            if (
                children[child].tag != "p"
                or children[child].get("class")
                or _marks_a_page(children[child])
                or _ABOVE.search(text)
            ):
                break
            found.append(child)
        while found and _LEADS_ON.search(links.text_of(children[found[-1]])):
            found.pop()
        return found

    def shrinks(self, at: int) -> bool:
        """Whether the block has one picture that may be set smaller."""
        return len(list(self.blocks[at].iter("img"))) == 1

    def divides(self, at: int) -> bool:
        """Whether the block is of words that were to stay together, and of so many that both parts are something."""
        return _together(self.blocks[at]) is not None

    def changed(self, galley: Galley, done: Change) -> Galley:
        root = deepcopy(self.root)
        text = innermost(root)
        block = text[done.child]
        if done.height:
            picture = next(block.iter("img"))
            own = re.sub(r"(^|;)\s*(max-height|width)\s*:[^;]*", "", picture.get("style", "")).strip("; ")
            picture.set("style", "; ".join(filter(None, (own, f"max-height: {done.height:.1f}px"))))
        elif done.divided:
            words = _together(block)
            assert words is not None
            names = [name for name in words.get("class", "").split() if name != "short"]
            words.set("class", " ".join((*names, "long" if _rows(words) > LONG else "divided")))
        else:
            last = text[done.child + done.paragraphs]
            block.tail = None
            last.addnext(block)
        html = galley.html[: self.start] + links.unparse(root) + galley.html[self.end :]
        return replace(galley, html=html)


@lru_cache(maxsize=4)
def _body(html: str, tags: tuple[str, ...]) -> _Body | None:
    """A galley's text; None when its elements are others than the layout's `tags`: nothing is moved then."""
    opening = re.search(r'<div class="body"[^>]*>', html)
    if opening is None:
        return None
    depth, end = 1, -1
    for tag in re.finditer(r"<(/?)div\b[^>]*>", html[opening.end() :]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            end = opening.end() + tag.start()
            break
    try:
        body = _Body(opening.end(), end, links.parse(html[opening.end() : end]))
    except ValueError:
        return None
    text = body.blocks
    plain = not any((part or "").strip() for part in (text.text, *(child.tail for child in text)))
    return body if plain and [*map(named, text)] == list(tags) else None


def _together(block: etree._Element) -> etree._Element | None:
    """What keeps the words of a block on one page and need not; None when it is divided already, or short."""
    if any(True for _ in block.iter("img", "svg")):
        return None
    for part in block.iter("table", "pre", "figure", "aside"):
        names = part.get("class", "").split()
        if part.tag in ("table", "pre"):
            return part if "short" in names and _rows(part) >= DIVIDED else None
        if "divided" in names or len(links.text_of(part)) < 60 * DIVIDED:
            return None
        return part
    return None


def _marks_a_page(block: etree._Element) -> bool:
    """Whether a block is or has a mark of where a page of the standard edition begins, which keeps its place."""
    return any(part.get("class") == "standard-page" for part in block.iter("p", "span"))


def _holds(before: etree._Element) -> bool:
    """Whether what stands before a block keeps it there: a sentence that leads on to it, the mark of a page."""
    return before.tag == "p" and (_marks_a_page(before) or bool(_LEADS_ON.search(links.text_of(before))))


def _rows(words: etree._Element) -> int:
    """The rows of a table, its head among them, or the lines of anything else."""
    return len(list(words.iter("tr"))) if words.tag == "table" else "".join(words.itertext()).count("\n")


def settle(
    galley: Galley,
    look: Callable[[Galley], tuple[tuple[str, ...], tuple[Stack, ...]]],
    *,
    smallest: float = SMALLEST,
    most: int,
) -> tuple[Galley, int]:
    """The galley whose pages have the fewest holes that were found, and how many layouts that took.

    `look` lays a galley out and says how its blocks are stacked; `smallest` is the part of its height that a picture is
    set at least, `most` how many layouts are tried. Pages are never more than without a change.
    """
    tags, pages = look(galley)
    most_pages = len(pages)
    best, least = galley, holes(pages)
    tried, past = 0, 0
    while tags and tried < most and (number := hole(pages, past)) is not None:
        past = number
        for done in changes(galley, tags, pages, number, smallest):
            other = changed(galley, tags, done)
            other_tags, other_pages = look(other)
            tried += 1
            # What fills this page may open a hole on the next, which is filled in its turn.
            if len(other_pages) <= most_pages and other_pages[number - 1].blank <= HOLE:
                galley, tags, pages = other, other_tags, other_pages
                break
        if (len(pages), holes(pages)) < (most_pages, least):
            most_pages, best, least = len(pages), galley, holes(pages)
    return best, tried
