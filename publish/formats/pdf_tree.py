"""The structure tree of a PDF as plain values: read, and written with its parent tree (ISO 32000-1, 14.7).

WeasyPrint names what an element is in HTML nowhere; pdf_engine.py has it write `KEY` into each structure element: the
number that `plant` gave the HTML element, and its tag. The key is not written.

Objects are pydyf's, and what refers to one is the text of the reference (`b"12 0 R"`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydyf import PDF, Array, Dictionary

KEY = "Handbill"


class Mark(NamedTuple):
    """A run of marked content: the page it is on, and its number there."""

    page: bytes
    number: int


class Reference(NamedTuple):
    """A link's annotation, and the page it is on."""

    page: bytes
    annotation: Any


@dataclass(eq=False, slots=True)
class Node:
    """A structure element: its kids are further nodes, `Mark`s and `Reference`s."""

    kind: str
    page: bytes | None
    kids: list[Any] = field(default_factory=list)
    entries: dict[str, Any] = field(default_factory=dict)
    parent: Node | None = None
    number: int | None = None
    """Of the HTML element that it, or the anonymous box that it is, belongs to."""
    tag: str = ""
    """The HTML element's name; `p::before` and the like for what a style adds, `leader` for a row of dots."""
    style: frozenset[str] = frozenset()
    """The HTML element's classes."""

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


class Aside:
    """Takes a file's place while WeasyPrint makes a structure tree for it, so that what is mended is not left in it."""

    def __init__(self, pdf: PDF) -> None:
        self.catalog, self.page_references = pdf.catalog, pdf.page_references
        self._pdf = pdf
        self._objects: list[Any] = []

    def add_object(self, element: Any) -> None:
        """Number what is part of the tree."""
        element.number = len(self._objects)
        self._objects.append(element)

    def read(self) -> Node:
        """The tree under the Document element."""
        root = at(self._objects, self.catalog["StructTreeRoot"])
        return self._node(at(self._objects, root["K"][0]))

    def _node(self, element: Any) -> Node:
        node = Node(element["S"][1:], element.get("Pg"))
        node.entries = {key: element[key] for key in ("A", "Alt", "ID", "Lang") if key in element}
        if KEY in element:
            number, node.tag, *classes = element[KEY].string.split(" ")
            node.number, node.style = int(number), frozenset(classes)
        node.adopt([self._kid(kid, node) for kid in element["K"]])
        return node

    def _kid(self, kid: Any, node: Node) -> Any:
        if isinstance(kid, int):
            assert node.page is not None  # the Document alone is on none, and has elements alone
            return Mark(node.page, kid)
        element = at(self._objects, kid)
        if element["Type"] == "/OBJR":
            return Reference(element["Pg"], at(self._pdf.objects, element["Obj"]))
        return self._node(element)


def at(objects: list[Any], reference: bytes) -> Any:
    """What a reference refers to, among the objects of a file in the order of their numbers."""
    return objects[int(reference.split()[0])]


def write(pdf: PDF, root: Node, contents: Iterable[Any]) -> None:
    """Put the tree into a file, with its parent tree; marked content that is not in it becomes artifacts.

    `contents` are the streams of the pages.
    """
    tree = _added(pdf, {"Type": "/StructTreeRoot"})
    owners: dict[bytes, dict[int, bytes]] = {page: {} for page in pdf.page_references}
    annotations: list[tuple[Any, bytes]] = []
    tree["K"] = Array([_element(pdf, root, tree, owners, annotations)])
    numbers = Array()
    for position, (alive, content) in enumerate(zip(owners.values(), contents, strict=True)):
        _disown(content, alive)
        numbers += [position, Array([alive.get(mark, "null") for mark in range(max(alive, default=-1) + 1)])]
    for position, (annotation, element) in enumerate(annotations, start=len(owners)):
        annotation["StructParent"] = position
        numbers += [position, element]
    tree["ParentTree"] = _added(pdf, {"Nums": numbers}).reference
    tree["ParentTreeNextKey"] = len(numbers) // 2
    pdf.catalog["StructTreeRoot"] = tree.reference


def _added(pdf: PDF, entries: dict[str, Any]) -> Any:
    made = Dictionary(entries)
    pdf.add_object(made)
    return made


def _element(
    pdf: PDF,
    node: Node,
    parent: Any,
    owners: dict[bytes, dict[int, bytes]],
    annotations: list[tuple[Any, bytes]],
) -> bytes:
    element = _added(pdf, {"Type": "/StructElem", "S": f"/{node.kind}", "P": parent.reference})
    if node.page is not None:
        element["Pg"] = node.page
    element.update(node.entries)
    here: bytes = element.reference
    kids = Array()
    for kid in node.kids:
        if isinstance(kid, Node):
            kids.append(_element(pdf, kid, element, owners, annotations))
        elif isinstance(kid, Reference):
            annotations.append((kid.annotation, here))
            kids.append(Dictionary({"Type": "/OBJR", "Obj": kid.annotation.reference, "Pg": kid.page}))
        else:
            owners[kid.page][kid.number] = here
            away = Dictionary({"Type": "/MCR", "Pg": kid.page, "MCID": kid.number})
            kids.append(kid.number if kid.page == node.page else away)
    element["K"] = kids
    return here


def _disown(content: Any, alive: dict[int, bytes]) -> None:
    """Marked content that no structure element owns becomes an artifact (ISO 14289-1, 7.1)."""
    said = content.stream
    for place, properties in enumerate(said):
        if type(properties) is Dictionary and "MCID" in properties and properties["MCID"] not in alive:
            said[place - 1], said[place] = "/Artifact", Dictionary()
