"""The structure tree of a PDF as plain values: read, and written back with its parent tree (ISO 32000-1, 14.7).

WeasyPrint names what an element is in HTML nowhere; pdf_engine.py has it write `KEY` into each structure element: the
number that `plant` gave the HTML element, and its tag. The key is not written back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

KEY = "/Handbill"


class Mark(NamedTuple):
    """A run of marked content: the page it is on, and its number there."""

    page: Any
    number: int


@dataclass(eq=False, slots=True)
class Node:
    """A structure element: its kids are further nodes, `Mark`s and object references (pikepdf dictionaries)."""

    kind: str
    page: Any
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
        open_ = [iter(tuple(self.kids))]
        while open_:
            for kid in open_[-1]:
                if isinstance(kid, Node):
                    yield kid
                    open_.append(iter(tuple(kid.kids)))
                    break
            else:
                open_.pop()

    def own(self) -> list[Node]:
        """The kids that are nodes."""
        return [kid for kid in self.kids if isinstance(kid, Node)]

    def ancestors(self) -> Iterator[Node]:
        """The nodes above, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


def is_reference(kid: Any) -> bool:
    """Whether a kid is a reference to an annotation."""
    return isinstance(kid, Dictionary)


def read(pdf: pikepdf.Pdf) -> Node:
    """The tree under the Document element."""
    return _read(pdf.Root.StructTreeRoot.K[0])


def _read(element: Any) -> Node:
    node = Node(str(element.S)[1:], element.get("/Pg"))
    node.entries = {key: element[key] for key in ("/A", "/Alt", "/ID", "/Lang") if key in element}
    if KEY in element:
        number, node.tag, *classes = str(element[KEY]).split(" ")
        node.number, node.style = int(number), frozenset(classes)
    kids = element.get("/K", Array())
    node.adopt([_kid(kid, node) for kid in (kids if isinstance(kids, Array) else [kids])])
    return node


def _kid(kid: Any, node: Node) -> Any:
    if isinstance(kid, int):
        return Mark(node.page, kid)
    kind = kid.get("/Type")
    if kind == _MARKED_CONTENT:
        return Mark(kid.get("/Pg", node.page), int(kid["/MCID"]))
    return kid if kind == _ANNOTATION else _read(kid)


_MARKED_CONTENT, _ANNOTATION = Name.MCR, Name.OBJR  # made anew whenever they are asked for


def write(pdf: pikepdf.Pdf, root: Node) -> None:
    """The tree as PDF objects, its parent tree, and marked content that is no longer in it as artifacts."""
    owners: dict[Any, dict[int, Any]] = {}  # by page
    annotations: list[tuple[Any, Any]] = []
    top = _element(pdf, root, pdf.Root.StructTreeRoot, owners, annotations)
    numbers: Any = Array()
    for position, page in enumerate(pdf.pages):
        page.StructParents = position
        alive = owners.get(page.objgen, {})
        _disown(page, alive)
        numbers.extend([position, Array([alive.get(mark) for mark in range(max(alive, default=-1) + 1)])])
    for position, (annotation, element) in enumerate(annotations, start=len(pdf.pages)):
        annotation.StructParent = position
        numbers.extend([position, element])
    tree = pdf.Root.StructTreeRoot
    tree.K = Array([top])
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    tree.ParentTreeNextKey = len(numbers) // 2


def _element(
    pdf: pikepdf.Pdf, node: Node, parent: Any, owners: dict[Any, dict[int, Any]], annotations: list[Any]
) -> Any:
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.kind), P=parent))
    if node.page is not None:
        element.Pg = node.page
    for key, value in node.entries.items():
        element[key] = value
    kids = Array()
    for kid in node.kids:
        if isinstance(kid, Node):
            kids.append(_element(pdf, kid, element, owners, annotations))
        elif is_reference(kid):
            annotations.append((kid.Obj, element))
            kids.append(kid)
        else:
            owners.setdefault(kid.page.objgen, {})[kid.number] = element
            here = node.page is not None and kid.page.objgen == node.page.objgen
            kids.append(kid.number if here else Dictionary(Type=Name.MCR, Pg=kid.page, MCID=kid.number))
    element.K = kids
    return element


_MARKED = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")


def _disown(page: pikepdf.Page, alive: dict[int, Any]) -> None:
    """Marked content that no structure element owns becomes an artifact (ISO 14289-1, 7.1).

    The operators are found by pattern: pydyf writes text as hexadecimal, so nothing in a string can look like one.
    """
    contents = page.Contents
    for stream in contents if isinstance(contents, Array) else [contents]:
        before = stream.read_bytes()
        after = _MARKED.sub(lambda match: match[0] if int(match[1]) in alive else b"/Artifact BMC", before)
        if after != before:
            stream.write(after)
