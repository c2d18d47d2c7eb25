"""Preflight of the pages themselves: each rule looks at the boxes as they were laid out and finds its own fault.

Boxes come in reading order, a line of text each; several of one line when its type changes. A file that was made
without them (`Order.proof`) has nothing to look at and passes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from lxml import etree

from publish.base import floating
from publish.editions import compose as editions
from publish.editions import kinds
from publish.media import colour
from publish.model import Artifact, Asset, Box, Edition, HouseStyle
from publish.problem import Problem
from publish.proofs import lines
from publish.style.measures import Floors, floors

Rule = Callable[[Edition, Artifact], Iterable[Problem]]

MARGIN = 5 * 96 / 25.4
"""CSS pixels along the edges of a sheet that office printers leave white: 5 mm."""

LEAST_DPI = 200
"""Dots an inch below which a photograph on paper shows them."""

LARGE_TYPE = 18.0
"""Points from which WCAG 2.2, 1.4.3, asks for 3:1 instead of 4.5:1."""

SHORT_WORD = 5
"""Letters that leave a last line too bare."""


_SQUARE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
FULL_SQUARE = 0.95
"""Letters that fill their square look larger than Latin ones: they may be set smaller by this."""


_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_APART = frozenset(("margin", "footnote"))
_SMALL = frozenset(
    (
        "margin",
        "table",
        "figcaption",
        "figure",
        "pre",
        "code",
        "kbd",
        "samp",
        "small",
        "footer",
        "header",
        "aside",
        "nav",
    )
) | frozenset(
    ("footnote", "notes", "callout", "key-figures", "ending", "masthead", "head", "code", "url", "box", "number")
)
HOLE = 0.18
"""Of a page's text, from its head to its foot: a larger gap looks like the end."""
_LEADING = _HEADINGS | {"standard-page", "footnote"}
_RAISED = frozenset(("sup", "sub"))
_CELLS = frozenset(("record", "standard-page"))
"""Rows of a table set as lists, and marks: no paragraphs, whatever their element is."""


def inspect(edition: Edition, artifact: Artifact, style: HouseStyle) -> tuple[Problem, ...]:
    """What is wrong with the pages of a finished file."""
    told = [problem for rule in RULES for problem in rule(edition, artifact)]
    lowest = floors(style, edition.kind)
    return (*told, *(small_type(edition, artifact, lowest) if lowest else ()))


def past_the_edge(edition: Edition, artifact: Artifact) -> Iterator[Problem]:
    """Q01: everything is on the paper, a printer's margin away from its edges, and whole."""
    told = set()
    for box in artifact.boxes:
        if not box.page_width or not (box.text.strip() or box.element == "img") or "bleed" in _names(box):
            continue
        over = max(
            MARGIN - box.x,
            MARGIN - box.y,
            box.x + box.width - (box.page_width - MARGIN),
            box.y + box.height - (box.page_height - MARGIN),
        )
        cause = _around(box, "table") or _around(box, "pre") or (box.block,)
        if (over <= 0.5 and not box.clipped) or (box.page, cause) in told:
            continue
        told.add((box.page, cause))
        what = "table" if _around(box, "table") else "picture" if box.element == "img" else "text"
        fault = "is cut off" if box.clipped and over <= 0.5 else f"reaches {over / 96 * 25.4:.0f} mm too far out"
        hint = (
            "give the table fewer or narrower columns, or make two of it" if what == "table" else "shorten or break it"
        )
        yield _problem("Q01", edition, box, f"a {what} {fault}: {_quoted(box.text)}", hint)


def stranded_headings(edition: Edition, artifact: Artifact) -> Iterator[Problem]:
    """Q02: a heading has something of its own under it."""
    for boxes in _pages(artifact.boxes):
        flow = [box for box in boxes if not _names(box) & _APART and (box.text.strip() or box.element == "img")]
        # Ruled lines to write on are no text, but a heading over them has something under it.
        if flow and _block_of(flow[-1], _HEADINGS) and "ruled" not in _names(flow[-1]):
            text = " ".join(box.text for box in flow if box.block == flow[-1].block)
            hint = "shorten what stands before it by a line, or add one"
            yield _problem("Q02", edition, flow[-1], f"the heading {_quoted(text)} stands last", hint, text)


def runts(edition: Edition, artifact: Artifact) -> Iterator[Problem]:
    """Q03: the last line of a paragraph is more than one short word."""
    for rows in _paragraphs(artifact.boxes):
        last = " ".join(box.text for box in rows[-1]).strip()
        word = re.sub(r"[^\w]+", "", last)
        short = 1 if _SQUARE.search(word) else SHORT_WORD
        if len(rows) > 1 and " " not in last and "\u00a0" not in last and 0 < len(word) <= short:
            text = " ".join(box.text for row in rows[-2:] for box in row)
            hint = "take a word out of the paragraph, or put one in"
            message = f"the last line of a paragraph is {_quoted(last)} alone"
            yield _problem("Q03", edition, rows[-1][0], message, hint, text, last=True)


def lone_lines(edition: Edition, artifact: Artifact) -> Iterator[Problem]:
    """Q04: a paragraph that goes over a page break has two lines at least on either side."""
    for rows in _paragraphs(artifact.boxes):
        pages = [row[0].page for row in rows]
        for row, side in ((rows[0], "foot"), (rows[-1], "head")):
            if pages[0] != pages[-1] and pages.count(row[0].page) == 1:
                text = " ".join(box.text for box in row)
                message = f"one line of a paragraph stands alone at the {side}: {_quoted(text)}"
                hint = "shorten or lengthen the text before it by a line"
                yield _problem("Q04", edition, row[0], message, hint, text, last=side == "head")


def holes(edition: Edition, artifact: Artifact) -> Iterator[Problem]:
    """Q11: no page of an article has a hole at its foot because a picture, a table or a box had no room there."""
    if kinds.of(edition.kind).of_meeting:  # whose parts begin on pages of their own
        return
    pages = [[box for box in boxes if "margin" not in _names(box)] for boxes in _pages(artifact.boxes)]
    for here, following in pairwise(page for page in pages if page):
        if here[0].page_height != following[0].page_height:  # a page is turned for it
            continue
        head, foot = _frame(pages, here[0].page_height)
        first = next((box for box in following if not _names(box) & _LEADING), following[0])
        undivided = first.element == "img" or any(map(floating.floats, first.within))
        blank = _blank(here, head, foot) / (foot - head)
        if undivided and blank > HOLE and all(box.block != first.block for box in here):
            message = f"{blank * 100:.0f} % of it is empty: what follows had no room"
            hint = "move the picture, table or box behind the next paragraph or two, or make it smaller"
            yield _problem("Q11", edition, here[-1], message, hint, " ".join(box.text for box in following[:1]))


def _frame(pages: list[list[Box]], height: float) -> tuple[float, float]:
    """Where text begins and ends on pages of a height."""
    alike = [box for page in pages for box in page if box.page_height == height]
    return min(box.y for box in alike), max(box.y + box.height for box in alike)


def _blank(page: list[Box], head: float, foot: float) -> float:
    """The height between the last of the text and the notes, or the foot of the page."""
    text = [box.y + box.height for box in page if "footnote" not in _names(box)]
    notes = [box.y for box in page if "footnote" in _names(box)]
    return min(notes, default=foot) - max(text, default=head)


def coarse_pictures(edition: Edition, artifact: Artifact) -> Iterator[Problem]:
    """Q05: a picture made of dots has enough of them in the finished file, after what a budget took."""
    assets = _assets(edition)
    boxes = [box for box in artifact.boxes if box.asset in assets and box.width > 0]
    dotted = _dotted(artifact) if boxes else ()
    told = set()
    for box in boxes:
        dots = next((one.dots for one in dotted if one.shows(box)), None)
        if dots is None or box.asset in told or round(dpi := dots / box.width * 96) >= LEAST_DPI:
            continue
        told.add(box.asset)
        wanted = -(-box.width * LEAST_DPI // 96)
        message = f"the picture {_quoted(box.text) or box.asset} has {dpi:.0f} dots an inch on paper"
        hint = f"use one that is {wanted:.0f} pixels wide or more, or make it smaller"
        if dots < min(wanted, assets[box.asset].width):
            message += ", no more fit into `max_size`"
            hint = "raise `max_size`, or leave out a picture"
        yield _problem("Q05", edition, box, message, hint)


class _Dotted(NamedTuple):
    """A picture made of dots in a finished file."""

    page: int | None
    """None on the sheets of a booklet, whose pages are in another order."""
    top: float
    """CSS pixels from the finished page's top edge, like the rest."""
    width: float
    height: float
    dots: int
    """How many it is wide."""

    def shows(self, box: Box) -> bool:
        """Whether it is what was laid out as `box`."""
        places = ((self.top, box.y), (self.width, box.width), (self.height, box.height))
        return self.page in (None, box.page) and all(abs(drawn - laid) < 1 for drawn, laid in places)


def _dotted(artifact: Artifact) -> tuple[_Dotted, ...]:
    """The pictures made of dots in a PDF; none in one that does not open, of which preflight_pdf.py speaks."""
    folded = artifact.fit is not None and artifact.fit.sides != artifact.pages
    found = []
    try:
        with pdfium.PdfDocument(artifact.content) as file:
            for number, page in enumerate(file, start=1):
                top = page.get_trimbox()[3]
                for picture in page.get_objects([pdfium_c.FPDF_PAGEOBJ_IMAGE]):
                    left, low, right, high = (side * 96 / 72 for side in picture.get_bounds())
                    place = (top * 96 / 72 - high, right - left, high - low)
                    found.append(_Dotted(None if folded else number, *place, picture.get_px_size()[0]))
    except pdfium.PdfiumError:
        return ()
    return tuple(found)


def small_type(edition: Edition, artifact: Artifact, lowest: Floors) -> Iterator[Problem]:
    """Q06: no type is under the floors that the style sets for the kind of edition."""
    square = edition.language.split("-")[0] in ("ja", "ko", "zh")
    told = set()
    for box in artifact.boxes:
        names = _names(box)
        if (
            not re.search(r"\w", box.text)
            or not box.colour
            or box.asset
            or (names & _RAISED and not kinds.of(edition.kind).clear)
        ):
            continue
        running = _is_running(box)
        floor = (lowest.text if running else lowest.small) * (FULL_SQUARE if square or _SQUARE.search(box.text) else 1)
        # A step of a sixteenth of a pixel is as fine as layout engines count.
        if box.size < floor - 0.05 and (cause := (round(box.size, 1), box.element, running)) not in told:
            told.add(cause)
            message = f"{_quoted(box.text)} is set in {box.size:.1f} pt, the floor is {floor:.4g} pt"
            yield _problem("Q06", edition, box, message, "let the style set it larger, or shorten what has to fit")


def faint_type(edition: Edition, artifact: Artifact) -> Iterator[Problem]:
    """Q07: text can be told from its ground (WCAG 2.2, 1.4.3: 4.5:1, large type 3:1)."""
    told = set()
    for box in artifact.boxes:
        if not box.text.strip() or box.element == "img" or not (box.colour and box.ground):
            continue
        ratio = colour.contrast(box.colour, box.ground)
        least = 3.0 if box.size >= LARGE_TYPE else colour.TEXT_CONTRAST
        if ratio < least and (box.colour, box.ground) not in told:
            told.add((box.colour, box.ground))
            pair = f"`{box.colour}` on `{box.ground}`"
            message = f"{_quoted(box.text)} in {pair} has a contrast of {ratio:.1f}, it needs {least:g}"
            yield _problem("Q07", edition, box, message, "choose a darker colour for it, or a lighter ground")


def empty_links(edition: Edition, artifact: Artifact) -> Iterator[Problem]:  # noqa: ARG001
    """Q09: a link has words, or a picture with words, for whoever cannot see where it is."""
    for article in edition.articles:
        for link in _parsed(article.body).iter("a"):
            alternatives = "".join(picture.get("alt", "") for picture in link.iter("img"))
            if link.get("href") and not ("".join(link.itertext()) + alternatives).strip():
                message = f"the link to `{link.get('href', '')[:100]}` has no words"
                hint = "write what it leads to, or the text alternative of its picture"
                yield Problem(
                    code="Q09",
                    path=article.source,
                    line=editions.line_of(article, link.get("href", "")),
                    message=message,
                    hint=hint,
                )
        for item in article.links:
            if not item.title.strip():
                message = f"the link to `{item.url[:100]}` has no words"
                yield Problem(code="Q09", path=article.source, line=1, message=message, hint="give it a `title`")


def wordless_figures(edition: Edition, artifact: Artifact) -> Iterator[Problem]:  # noqa: ARG001
    """Q10: what has a caption is no decoration, and has a text alternative."""
    for article in edition.articles:
        for figure in _parsed(article.body).iter("figure"):
            pictures = list(figure.iter("img"))
            caption = " ".join(" ".join(map(str, part.itertext())) for part in figure.iter("figcaption")).strip()
            if caption and pictures and not any(picture.get("alt", "").strip() for picture in pictures):
                path, line = lines.trace(edition, caption)
                message = f"the figure {_quoted(caption)} has a caption and no text alternative"
                yield Problem(
                    code="Q10", path=path, line=line, message=message, hint="say what it shows between `[` and `]`"
                )


RULES: tuple[Rule, ...] = (
    past_the_edge,
    stranded_headings,
    runts,
    lone_lines,
    holes,
    coarse_pictures,
    faint_type,
    empty_links,
    wordless_figures,
)


# --------------------------------------------------------------------------------------------------- how boxes are read


def _pages(boxes: Iterable[Box]) -> Iterator[list[Box]]:
    for _, group in groupby(sorted(boxes, key=lambda box: box.page), key=lambda box: box.page):
        yield list(group)


def _paragraphs(boxes: Iterable[Box]) -> Iterator[list[list[Box]]]:
    """Paragraphs and items of running text as rows of boxes, each row a line."""
    flow = [
        box
        for box in boxes
        if box.block
        and box.text.strip()
        and _is_running(box)
        and _block_of(box, frozenset(("p", "li", "dd")))
        and not _names(box) & (_RAISED | _CELLS)
    ]
    for _, group in groupby(sorted(flow, key=lambda box: box.block), key=lambda box: box.block):
        rows: list[list[Box]] = []
        for box in group:
            if rows and rows[-1][-1].page == box.page and _level(rows[-1][-1], box):
                rows[-1].append(box)
            else:
                rows.append([box])
        yield rows


def _level(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one line: the middle of the lower one is within the height of the higher one."""
    tall, small = (one, other) if one.height >= other.height else (other, one)
    return tall.y <= small.y + small.height / 2 <= tall.y + tall.height


def _is_running(box: Box) -> bool:
    """Whether the box is of the article's own running text."""
    names = _names(box)
    return "article" in names and not names & _SMALL


def _names(box: Box) -> frozenset[str]:
    """Every tag and class that the box stands in."""
    return frozenset(word for element in (*box.within, box.element) for word in element.split("."))


def _around(box: Box, tag: str) -> tuple[str, ...]:
    """The box's surroundings up to the outermost `tag`, by which parts of one thing know each other; else empty."""
    for end, element in enumerate(box.within, start=1):
        if element.split(".")[0] == tag:
            return box.within[:end]
    return ()


def _block_of(box: Box, tags: frozenset[str]) -> str:
    """The innermost of `tags` that the box stands in; empty when there is none."""
    inside = (box.element, *(element.split(".")[0] for element in reversed(box.within)))
    return next((tag for tag in inside if tag in tags), "")


def _assets(edition: Edition) -> dict[str, Asset]:
    """The pictures of its texts by name."""
    pictures = [picture.asset for article in edition.articles if (picture := article.picture)]
    return {
        asset.name: asset for asset in (*pictures, *(item for copy in lines.copies(edition) for item in copy.assets))
    }


def _parsed(body: str) -> etree._Element:
    return etree.fromstring(f"<x>{body}</x>", parser=etree.XMLParser(resolve_entities=False, huge_tree=True))


def _problem(
    code: str, edition: Edition, box: Box, message: str, hint: str, text: str = "", *, last: bool = False
) -> Problem:
    """A problem of the line that `text`, or else the box's own, was typed on; the message names the page."""
    path, line = lines.trace(edition, text or box.text, last=last)
    if box.asset and line is None:
        path = lines.owner(edition, box.asset)
    return Problem(code=code, path=path, line=line, message=f"page {box.page}: {message}", hint=hint)


def page_of(problem: Problem) -> int | None:
    """The page that a problem's message begins with; None when it is of no page."""
    match = re.match(r"page (\d+): ", problem.message)
    return int(match[1]) if match else None


def _quoted(text: str) -> str:
    plain = " ".join(text.replace("`", "'").split())
    return f"`{plain if len(plain) <= 60 else plain[:59] + '…'}`" if plain else ""
