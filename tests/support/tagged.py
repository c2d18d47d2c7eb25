"""The structure tree of a finished PDF, read back as whoever reads it aloud would (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


@dataclass(kw_only=True, slots=True)
class Element:
    """A structure element: its kids, the pages of its own marked content, and how many annotations it has."""

    kind: str
    entries: dict[str, Any]
    parent: Element | None
    kids: list[Element] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    links: int = 0

    def all(self) -> Iterator[Element]:
        """The elements below it, in reading order."""
        for kid in self.kids:
            yield kid
            yield from kid.all()


def read(pdf: pikepdf.Pdf) -> Element:
    """The tree under the Document element, whose content and annotations must all be known to the parent tree."""
    tree = pdf.Root.StructTreeRoot
    numbers = list(tree.ParentTree.Nums)
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    assert [int(page.StructParents) for page in pdf.pages] == list(range(len(pages)))
    return _read(tree.K[0], None, pages, owners)


def _read(element: Any, parent: Element | None, pages: dict[Any, int], owners: dict[int, Any]) -> Element:
    keys = ("/A", "/Alt", "/ID", "/Lang")
    found = Element(
        kind=str(element.S)[1:], entries={key: element[key] for key in keys if key in element}, parent=parent
    )
    kids = element.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, int) or kid.get("/Type") == Name.MCR:
            page = pages[(element if isinstance(kid, int) else kid).Pg.objgen]
            found.pages.append(page)
            assert owners[page][kid if isinstance(kid, int) else int(kid.MCID)].objgen == element.objgen
        elif kid.get("/Type") == Name.OBJR:
            found.links += 1
            assert owners[int(kid.Obj.StructParent)].objgen == element.objgen
        else:
            found.kids.append(_read(kid, found, pages, owners))
    return found


def outline(element: Element, depth: int = 0) -> list[str]:
    """The tree as lines to be read by a person: kinds, what stands for pictures, languages, links."""
    said = "".join(
        f" {name}={str(element.entries[key])!r}"
        for key, name in (("/Alt", "alt"), ("/Lang", "lang"))
        if key in element.entries
    )
    if isinstance(element.entries.get("/A"), Dictionary) and "/Scope" in element.entries["/A"]:
        said += f" scope={str(element.entries['/A']['/Scope'])[1:]}"
    said += (f" [{len(element.pages)}]" if element.pages else "") + (f" ->{element.links}" if element.links else "")
    lines = ["  " * depth + element.kind + said]
    for kid in element.kids:
        lines += outline(kid, depth + 1)
    return lines
