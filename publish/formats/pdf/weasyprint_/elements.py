"""The structure elements of laid-out pages: one for each box, and what marked content each holds (ISO 32000-1, 14.7).

WeasyPrint 70 writes its own into the file, where nothing says which HTML element each comes of. These are of the same
kinds and in the same order, but are values that can still be mended (pdf_tags.py). A page's margins have none: they are
not read out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from pydyf import PDF, Array, Dictionary, String
from weasyprint.formatting_structure.boxes import (
    LineBox,
    MarginBox,
    PageBox,
    ParentBox,
    ReplacedBox,
    TableCellBox,
    TextBox,
)
from weasyprint.layout.absolute import AbsolutePlaceholder

from publish.formats.pdf.tags.tree import Mark, Node, Reference, Words


def elements(document: Any, pdf: PDF, contents: Sequence[Any]) -> Node:
    """The Document element, with all that stands on the document's pages; `contents` are the pages' streams."""
    root = Node("Document", None)
    tables = count()
    for page, reference, content in zip(document.pages, pdf.page_references, contents, strict=True):
        root.kids += _Page(reference, content._tags, tables).under(page._page_box, root)
    return root


_KINDS = {
    "div": "Div",
    "span": "Span",
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "blockquote": "BlockQuote",
    "p": "P",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    **dict.fromkeys(("dl", "ul", "ol"), "L"),
    **dict.fromkeys(("li", "dt", "dd"), "LI"),
    "li::marker": "Lbl",
    "table": "Table",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "img": "Figure",
    "caption": "Caption",
    "figcaption": "Caption",
    **{f"a{part}": "Link" for part in ("", "::before", "::after", "::first-letter", "::first-line")},
}


class _Page:
    """A page whose marked content is yet to be owned."""

    def __init__(self, reference: bytes, marks: dict[Any, Any], tables: Iterator[int]) -> None:
        self.reference, self.tables = reference, tables
        self.marks = marks
        """By the boxes that are drawn: each belongs to one element."""
        self.cells: dict[Any, Node] = {}

    def under(self, box: Any, parent: Node) -> list[Node]:
        """The elements of a box and of all that is in it, on the level of `parent`'s kids."""
        if type(box) is AbsolutePlaceholder:
            box = box._box
        html = None if box.element is None else box.element_tag
        kind = _KINDS.get(html or "", "NonStruct")
        if html in ("html", "body") or isinstance(box, PageBox):
            if isinstance(box, ParentBox) and not isinstance(box, LineBox):
                return [node for child in box.children for node in self.under(child, parent)]
        elif isinstance(box, MarginBox):
            return []
        elif kind in ("TD", "TH"):
            if parent.kind in ("TD", "TH"):  # an anonymous box inside the cell
                kind = "NonStruct"
        elif kind == "LI":
            if parent.kind == "LI":
                kind = "LBody"
            elif parent.kind == "LBody":
                kind = "NonStruct"
            elif html != "li" or _has_no_mark(box.style):
                item = self._node("LI", box, parent)
                item.kids += self.under(box, item)
                return [item]
        node = self._node(kind, box, parent)
        if kind == "Figure":
            left, top = box.content_box_x(), box.content_box_y()
            place = Array((left, top, left + box.width, top + box.height))
            node.entries["A"] = Dictionary({"O": "/Layout", "BBox": place})
            if alt := box.element.get("alt"):
                node.entries["Alt"] = String(alt)
        elif kind == "Table":
            if box.is_table_wrapper and (table := box.get_wrapped_table()):
                parts = [child.children if child is table else (child,) for child in box.children]
                box = table.copy_with_children([part for some in parts for part in some])
        elif kind in ("TD", "TH"):
            self.cells[box] = node
            spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
            node.entries["A"] = Dictionary({"O": "/Table"} | {name: said for name, said in spans.items() if said != 1})
        if box.link_annotation:
            node.kids.append(Reference(self.reference, box.link_annotation))
        self._fill(node, box.children, parent)
        if isinstance(box, ReplacedBox):
            node.kids.append(Mark(self.reference, self.marks.pop(box)["mcid"]))
        if kind == "Table":
            self._head(box)
        return [node]

    def _node(self, kind: str, box: Any, parent: Node) -> Node:
        node = Node(kind, self.reference, parent=parent)
        element = box.element
        if element is not None and (number := element.get("data-tag")):
            node.number, node.style = int(number), _classes(element.get("class", ""))
            node.tag = "leader" if box.is_leader else box.element_tag
        return node

    def _fill(self, node: Node, children: Sequence[Any], parent: Node) -> None:
        here = Mark if node.kind == "Link" else Words
        for child in children:
            for part in child.children if isinstance(child, LineBox) else (child,):
                if isinstance(part, TextBox):
                    node.kids.append(here(self.reference, self.marks.pop(part)["mcid"]))
                    continue
                # A list in an item is the next kid of the list that the item is in.
                holder = parent if node.kind == "LI" and part.element_tag in ("ul", "ol") else node
                at = len(holder.kids)
                holder.kids[at:at] = self.under(part, holder)

    def _head(self, table: Any) -> None:
        """Name the header cells of a table, and let each other cell say which are its own."""
        rows = list(_rows(table))
        number = next(self.tables)
        over: dict[int, list[String]] = defaultdict(list)
        beside: dict[int, list[String]] = defaultdict(list)
        for row, column, cell in _grid(rows):
            if cell.element is not None and cell.element_tag == "th":
                name = self.cells[cell].entries["ID"] = String(f"{number}-{row}-{column}")
                (beside[row] if cell.element.get("scope") == "row" else over[column]).append(name)
        for row, column, cell in _grid(rows):
            if cell.element is not None and cell.element_tag == "td":
                names = [name for at in range(row, row + cell.rowspan) for name in beside[at]]
                names += [name for at in range(column, column + cell.colspan) for name in over[at]]
                self.cells[cell].entries["A"]["Headers"] = Array(names)


@lru_cache(maxsize=1024)
def _classes(said: str) -> frozenset[str]:
    return frozenset(said.split())


def _has_no_mark(style: Any) -> bool:
    return "list-item" not in style["display"] or style["list_style_type"] == "none"


def _rows(box: Any) -> Iterator[Any]:
    for child in box.children:
        yield from [child] if child.element_tag == "tr" else _rows(child)


def _grid(rows: Sequence[Any]) -> Iterator[tuple[int, int, Any]]:
    """Each cell, with the row and column that it begins in."""
    for row, box in enumerate(rows):
        for cell in box.children:
            if isinstance(cell, TableCellBox):
                yield row, cell.grid_x, cell
