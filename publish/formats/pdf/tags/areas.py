"""Where links can be clicked and what they say they are (ISO 14289-1, 7.18.5; WCAG 2.2, 2.5.8).

A layout makes an annotation for each box of a link: nested boxes are as many in one place, and a raised sign, whose
line has no height, has one without an area. Here a link has one for each line that it runs over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from pydyf import PDF, Array, Dictionary, String

from publish.formats.pdf.tags import tree
from publish.formats.pdf.tags.tree import Mark, Node, Reference, Words

TARGET = 18.0
"""Points that a link is wide and high where there is room: 24 CSS pixels."""


class Rect(NamedTuple):
    """An area of a page in points, from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def around(self, other: Rect) -> Rect:
        """The smallest area that holds both."""
        return Rect(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )

    def meets(self, other: Rect) -> bool:
        """Whether the two have a part in common."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def on_line_with(self, other: Rect) -> bool:
        """Whether they stand beside each other: half of the lower one's height is at that of the other."""
        common = min(self.top, other.top) - max(self.bottom, other.bottom)
        return common >= min(self.top - self.bottom, other.top - other.bottom) / 2


def settle(pdf: PDF, root: Node, readable: Callable[[str], str]) -> None:
    """Give each link under `root` one annotation for each of its lines, with an area and with words, in place.

    What a link says without words of its own is what `readable` makes of its address.
    """
    found: dict[bytes, list[tuple[Any, Rect]]] = {}
    for link in [node for node in root.nodes() if node.kind == "Link"]:
        references = [kid for kid in link.kids if isinstance(kid, Reference)]
        if not references:
            continue
        there = _target(references[0].annotation)
        said = link.label or _as_typed(_words(link), there) or readable(there)
        kept: list[Reference] = []
        for page in dict.fromkeys(reference.page for reference in references):
            here = [reference for reference in references if reference.page == page]
            for reference, area in _lines(pdf, here, link):
                reference.annotation["Contents"] = String(said)
                found.setdefault(page, []).append((reference.annotation, area))
                kept.append(reference)
        _keep(link, kept)
    for page, links in found.items():
        _widen(tree.at(pdf.objects, page), links)
    _leave_out(pdf, {id(annotation) for links in found.values() for annotation, _ in links})


def _target(annotation: Any) -> str:
    there = annotation["A"].get("URI") if "A" in annotation else annotation.get("Dest")
    return str(there.string) if isinstance(there, String) else ""


def _as_typed(words: str, there: str) -> str:
    """A link's words; of an address that runs over several lines the address, which has no spaces."""
    closed = "".join(words.split())
    return closed if re.search(r"[@./:]", closed) and closed.casefold() in unquote(there).casefold() else words


def _words(link: Node) -> str:
    """The link's own words: its text, and of its pictures what stands for them."""
    said: list[str] = []
    for node in (link, *link.nodes()):
        said += [kid.piece.said for kid in node.kids if isinstance(kid, Mark | Words) and kid.piece is not None]
        if node.kind in ("Figure", "Formula") and "Alt" in node.entries:
            said.append(str(node.entries["Alt"].string))
    return " ".join(" ".join(said).split())


def _lines(pdf: PDF, references: list[Reference], link: Node) -> list[tuple[Reference, Rect]]:
    """An annotation for each line of a link on a page, and its area: what is drawn of it, or what the layout said."""
    page = references[0].page
    areas = [
        kid.piece.area
        for node in (link, *link.nodes())
        for kid in node.kids
        if isinstance(kid, Mark | Words) and kid.page == page and kid.piece is not None and kid.piece.said.strip()
    ]
    areas += [
        Rect(*node.area)
        for node in link.nodes()
        if node.kind in ("Figure", "Formula") and node.page == page and node.area is not None
    ]
    if not areas:
        areas = [_rect(reference.annotation) for reference in references]
    lines: list[Rect] = []
    for area in (Rect(*area) for area in areas):
        at = next((at for at, line in enumerate(lines) if line.on_line_with(area)), None)
        if at is None:
            lines.append(area)
        else:
            lines[at] = lines[at].around(area)
    made = list(references)
    while len(made) < len(lines):
        annotation = Dictionary(references[0].annotation)
        pdf.add_object(annotation)
        tree.at(pdf.objects, page)["Annots"].append(annotation.reference)
        made.append(Reference(page, annotation))
    return list(zip(made, lines, strict=False))


def _rect(annotation: Any) -> Rect:
    x1, y1, x2, y2 = map(float, annotation["Rect"])
    return Rect(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _keep(link: Node, kept: list[Reference]) -> None:
    """The link's kids with these annotations before what they belong to."""
    link.kids = [*kept, *(kid for kid in link.kids if not isinstance(kid, Reference))]


def _widen(page: Mapping[str, Any], links: list[tuple[Any, Rect]]) -> None:
    """Write the areas, each as large as a finger or an unsteady pointer needs, as far as no other is in the way."""
    left, bottom, right, top = map(float, page["MediaBox"])
    for at, (annotation, area) in enumerate(links):
        wide = max(0.0, (TARGET - (area.right - area.left)) / 2)
        high = max(0.0, (TARGET - (area.top - area.bottom)) / 2)
        wanted = Rect(area.left - wide, area.bottom - high, area.right + wide, area.top + high)
        for other, (_, theirs) in enumerate(links):
            if other != at and wanted.meets(_grown(theirs)):
                wanted = _halved(wanted, area, theirs)
        annotation["Rect"] = Array(
            [
                round(value, 2)
                for value in (
                    max(left, wanted.left),
                    max(bottom, wanted.bottom),
                    min(right, wanted.right),
                    min(top, wanted.top),
                )
            ]
        )


def _grown(area: Rect) -> Rect:
    wide = max(0.0, (TARGET - (area.right - area.left)) / 2)
    high = max(0.0, (TARGET - (area.top - area.bottom)) / 2)
    return Rect(area.left - wide, area.bottom - high, area.right + wide, area.top + high)


def _halved(wanted: Rect, area: Rect, other: Rect) -> Rect:
    """The area that is wanted, but for what lies beyond the middle of what is between it and another."""
    if other.bottom >= area.top:
        return wanted._replace(top=max(area.top, min(wanted.top, (area.top + other.bottom) / 2)))
    if other.top <= area.bottom:
        return wanted._replace(bottom=min(area.bottom, max(wanted.bottom, (area.bottom + other.top) / 2)))
    if other.left >= area.right:
        return wanted._replace(right=max(area.right, min(wanted.right, (area.right + other.left) / 2)))
    if other.right <= area.left:
        return wanted._replace(left=min(area.left, max(wanted.left, (area.left + other.right) / 2)))
    return area


def _leave_out(pdf: PDF, kept: set[int]) -> None:
    """Take the annotations of links that are not `kept` off their pages."""
    for reference in pdf.page_references:
        page = tree.at(pdf.objects, reference)
        if "Annots" not in page:
            continue
        stay = []
        for annotation in page["Annots"]:
            made = tree.at(pdf.objects, annotation)
            if id(made) in kept or made.get("Subtype") != "/Link":
                stay.append(annotation)
            else:
                nothing = tree.Written()  # pydyf 0.12 cannot leave an object out: its table would be wrong
                nothing.number, nothing.data = made.number, b"null"
                pdf.objects[made.number] = nothing
        page["Annots"] = Array(stay)
        if not stay:
            del page["Annots"]
