"""The structure tree of a PDF as plain values, and how it is written, with its parent tree (ISO 32000-1, 14.7).

Objects are pydyf's, and what refers to one is the text of the reference (`b"12 0 R"`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydyf import PDF, Array, Dictionary, Object

from publish.formats.pdf.tags.source import Piece


class Mark(NamedTuple):
    """A run of marked content: the page it is on, and its number there."""

    page: bytes
    number: int
    piece: Piece | None = None
    """What it says; None for pictures."""


class Words(NamedTuple):
    """The same of a text that is a Span, until it is known whether what it stands in needs one."""

    page: bytes
    number: int
    piece: Piece | None = None


class Reference(NamedTuple):
    """A link's annotation, and the page it is on."""

    page: bytes
    annotation: Any


@dataclass(eq=False, slots=True)
class Node:
    """A structure element: its kids are further nodes, `Mark`s, `Words` and `Reference`s."""

    kind: str
    page: bytes | None
    kids: list[Any] = field(default_factory=list)
    entries: dict[str, Any] = field(default_factory=dict)
    parent: Node | None = None
    number: int | None = None
    """Of the HTML element that it, or the anonymous box that it is, belongs to (`plant` in pdf_finish.py gave it)."""
    tag: str = ""
    """The HTML element's name; `p::before` and the like for what a style adds, `leader` for a row of dots."""
    style: frozenset[str] = frozenset()
    """The HTML element's classes."""
    label: str = ""
    """What a link is called, if its words do not say it."""
    language: str = ""
    """Of its text, if it is of an HTML element."""
    numbering: str = ""
    """Of a list, what its labels are (ISO 32000-1, table 347)."""
    running: dict[tuple[bytes, int], str] = field(default_factory=dict)
    """Of the root: the runs of marked content of pages' heads and feet, by page and number; which of them each is."""
    area: tuple[float, float, float, float] | None = None
    """The left, lower, right and upper side of a picture, in points from the page's lower left corner."""

    def adopt(self, kids: list[Any]) -> None:
        """Have these kids and no others."""
        self.kids = kids
        for kid in kids:
            if isinstance(kid, Node):
                kid.parent = self

    def nodes(self) -> Iterator[Node]:
        """The node's descendants, in reading order. The tree may be changed below or behind the one in hand."""
        waiting = self.own()
        waiting.reverse()
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [kid for kid in reversed(node.kids) if type(kid) is Node]

    def own(self) -> list[Node]:
        """The kids that are nodes."""
        return [kid for kid in self.kids if type(kid) is Node]

    def ancestors(self) -> Iterator[Node]:
        """The nodes above, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


def at(objects: list[Any], reference: bytes) -> Any:
    """What a reference refers to, among the objects of a file in the order of their numbers."""
    return objects[int(reference.split()[0])]


def write(pdf: PDF, root: Node, contents: Iterable[Any]) -> None:
    """Put the tree into a file, with its parent tree; marked content that is not in it becomes artifacts.

    `contents` are the streams of the pages.
    """
    tree = Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(tree)
    owners: dict[bytes, dict[int, bytes]] = {page: {} for page in pdf.page_references}
    annotations: list[tuple[Any, bytes]] = []
    tree["K"] = Array([_written(pdf, root, tree.reference, owners, annotations)])
    numbers = Array()
    for position, ((page, alive), content) in enumerate(zip(owners.items(), contents, strict=True)):
        _disown(content, alive, {number: which for (at, number), which in root.running.items() if at == page})
        numbers += [position, Array([alive.get(mark, "null") for mark in range(max(alive, default=-1) + 1)])]
    for position, (annotation, element) in enumerate(annotations, start=len(owners)):
        annotation["StructParent"] = position
        numbers += [position, element]
    parents = Dictionary({"Nums": numbers})
    pdf.add_object(parents)
    tree["ParentTree"] = parents.reference
    tree["ParentTreeNextKey"] = len(numbers) // 2
    pdf.catalog["StructTreeRoot"] = tree.reference


class Written(Object):  # type: ignore[misc]
    """An object as it stands in the file."""

    data, compressible = b"", True


def _written(
    pdf: PDF,
    node: Node,
    parent: bytes,
    owners: dict[bytes, dict[int, bytes]],
    annotations: list[tuple[Any, bytes]],
) -> bytes:
    """Put a structure element and those under it into a file; what refers to it."""
    made = Written()
    pdf.add_object(made)
    here: bytes = made.reference
    kids = []
    for kid in node.kids:
        if type(kid) is Node:
            kids.append(_written(pdf, kid, here, owners, annotations))
        elif type(kid) is Words:
            kids.append(_written(pdf, Node("Span", kid.page, [Mark(*kid)]), here, owners, annotations))
        elif type(kid) is Reference:
            annotations.append((kid.annotation, here))
            kids.append(b"<</Type /OBJR/Obj %b/Pg %b>>" % (kid.annotation.reference, kid.page))
        else:
            owners[kid.page][kid.number] = here
            away = kid.page != node.page
            kids.append(b"<</Type /MCR/Pg %b/MCID %d>>" % kid[:2] if away else b"%d" % kid.number)
    page = b"" if node.page is None else b"/Pg " + node.page
    entries = Dictionary(node.entries).data[2:-2] if node.entries else b""
    said = (node.kind.encode(), parent, page, entries, b" ".join(kids))
    made.data = b"<</Type /StructElem/S /%b/P %b%b%b/K [%b]>>" % said
    return here


def _disown(content: Any, alive: dict[int, bytes], running: dict[int, str]) -> None:
    """Marked content that no structure element owns becomes an artifact (ISO 14289-1, 7.1).

    The head and the foot of a page are artifacts of pagination, and say which they are (7.8).
    """
    said = content.stream
    for place, properties in enumerate(said):
        if type(properties) is Dictionary and "MCID" in properties and properties["MCID"] not in alive:
            which = running.get(properties["MCID"])
            about = Dictionary({"Type": "/Pagination", "Subtype": f"/{which}"} if which else {})
            said[place - 1], said[place] = "/Artifact", about
