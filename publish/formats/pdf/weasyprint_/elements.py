"""The structure elements of laid-out pages: one for each box, and what marked content each holds (ISO 32000-1, 14.7).

WeasyPrint 70 writes its own into the file, where nothing says which HTML element each comes of. These are of the same
kinds and in the same order, but are values that can still be mended (pdf_tags.py). A page's margins have none: they are
not read out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydyf import PDF, Array, Dictionary, String
from weasyprint.formatting_structure.boxes import (
    LineBox,
    MarginBox,
    PageBox,
    ParentBox,
    ReplacedBox,
    TextBox,
)
from weasyprint.layout.absolute import AbsolutePlaceholder

from publish.base.table_grid import Heads
from publish.formats.pdf.tags.source import Piece
from publish.formats.pdf.tags.tree import Mark, Node, Reference, Words
from publish.formats.pdf.weasyprint_ import boxes


def elements(document: Any, pdf: PDF, contents: Sequence[Any]) -> Node:
    """The Document element, with all that stands on the document's pages; `contents` are the pages' streams."""
    root = Node("Document", None)
    tables: _Tables = {}
    for page, reference, content in zip(document.pages, pdf.page_references, contents, strict=True):
        one = _Page(reference, content._tags, tables, float(page.height))
        root.kids += one.under(page._page_box, root)
        root.running |= one.running
    return root


def html(document: Any) -> Any:
    """The HTML tree that the document was laid out from."""
    return document.pages[0]._page_box.children[0].element


_PT = 0.75
"""Points in a CSS pixel."""

_STRUCK = {"del": "/LineThrough", "s": "/LineThrough", "ins": "/Underline", "u": "/Underline"}

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
    "{http://www.w3.org/2000/svg}svg": "Figure",
    "caption": "Caption",
    "figcaption": "Caption",
    **{f"a{part}": "Link" for part in ("", "::before", "::after", "::first-letter", "::first-line")},
}


_Tables = dict[Any, tuple[int, Heads]]
"""By its HTML element, the number of a table and its heads."""


def _inside(kind: str, parent: str) -> str:
    """The kind of an element inside another: anonymous boxes inside a cell or an item are not one more of these."""
    if kind in ("TD", "TH") and parent in ("TD", "TH"):
        return "NonStruct"
    if kind == "LI":
        return {"LI": "LBody", "LBody": "NonStruct"}.get(parent, kind)
    return kind


class _Page:
    """A page whose marked content is yet to be owned."""

    def __init__(
        self, reference: bytes, marks: dict[Any, Any], tables: dict[Any, tuple[int, Heads]], height: float
    ) -> None:
        self.reference, self.tables, self.height = reference, tables, height
        self.marks = marks
        """By the boxes that are drawn: each belongs to one element."""
        self.cells: dict[Any, Node] = {}
        """By their HTML elements."""
        self.running: dict[tuple[bytes, int], str] = {}
        """The runs of marked content of its head and foot, and which of them each is."""
        self.block: Any = None
        """The block whose lines are gone through."""

    def under(self, box: Any, parent: Node) -> list[Node]:
        """The elements of a box and of all that is in it, on the level of `parent`'s kids."""
        if type(box) is AbsolutePlaceholder:
            box = box._box
        html = None if box.element is None else box.element_tag
        if html in ("html", "body") or isinstance(box, PageBox):
            if isinstance(box, ParentBox) and not isinstance(box, LineBox):
                return [node for child in box.children for node in self.under(child, parent)]
        elif isinstance(box, MarginBox):
            return self._runs(box)
        kind = _inside(_kind(html, box), parent.kind)
        if kind == "LI" and (html != "li" or _has_no_mark(box.style)):
            item = self._node("LI", box, parent)
            item.kids += self.under(box, item)
            return [item]
        node = self._node(kind, box, parent)
        box = self._describe(node, kind, box)
        if box.link_annotation:
            node.kids.append(Reference(self.reference, box.link_annotation))
        self._fill(node, box.children, parent)
        if isinstance(box, ReplacedBox):
            node.kids.append(Mark(self.reference, self.marks.pop(box)["mcid"]))
        if kind == "L":
            node.numbering = _numbering(box)
        if kind == "Table" and box.element is not None:
            self._head(box.element)
        return [node]

    def _runs(self, box: Any) -> list[Node]:
        """What stands in a page's margin is no element; which of its head and foot it is, is kept."""
        which = "Header" if box.at_keyword.startswith("@top") else "Footer"
        drawn = [part for part in box.descendants() if part in self.marks]
        self.running |= {(self.reference, self.marks[part]["mcid"]): which for part in drawn}
        return []

    def _describe(self, node: Node, kind: str, box: Any) -> Any:
        """Say of a figure, a table or a cell what its kind has to say; the box to be gone through, a table's own."""
        if kind in ("Figure", "Formula"):
            node.area = self._area(box.content_box_x(), box.content_box_y(), box.width, box.height)
            # ISO 32000-1, table 344: in default user space, which begins at the lower left corner.
            node.entries["A"] = Dictionary({"O": "/Layout", "BBox": Array(round(side, 2) for side in node.area)})
            if alt := box.element.get("alt"):
                node.entries["Alt"] = String(alt)
        elif kind == "Table":
            if box.is_table_wrapper and (table := box.get_wrapped_table()):
                parts = [child.children if child is table else (child,) for child in box.children]
                box = table.copy_with_children([part for some in parts for part in some])
        elif kind in ("TD", "TH"):
            self.cells[box.element] = node
            spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
            node.entries["A"] = Dictionary({"O": "/Table"} | {name: said for name, said in spans.items() if said != 1})
        return box

    def _area(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        """What is so many CSS pixels from the page's upper left corner, in points from its lower left corner."""
        return x * _PT, (self.height - y - height) * _PT, (x + width) * _PT, (self.height - y) * _PT

    def _piece(self, box: Any) -> Piece:
        """What a text says; what a style adds (`::before` and the like) is from no element."""
        element, tag = box.element, box.element_tag or ""
        generated = element is None or ("::" in tag and not tag.endswith(("::first-letter", "::first-line")))
        number = None if generated else element.get("data-tag")
        size = float(box.style["font_size"])
        return Piece(
            said=f"{box.text[:-1]}\u00ad" if boxes.broken(box) else box.text,
            number=None if number is None else int(number),
            tag=tag,
            block=self.block,
            kept=box.style["white_space"].startswith("pre"),
            call=not generated and element.get("class") == "call",
            # By its type: a raised sign's line has no height.
            area=self._area(box.position_x, box.position_y + box.baseline - 0.9 * size, box.width, 1.15 * size),
        )

    def _node(self, kind: str, box: Any, parent: Node) -> Node:
        node = Node(kind, self.reference, parent=parent)
        element = box.element
        if element is not None and (number := element.get("data-tag")):
            node.number, node.style = int(number), _classes(element.get("class", ""))
            node.label, node.language = element.get("aria-label", ""), box.style["lang"] or ""
            if (box.element_tag or "") in _STRUCK:
                node.entries["A"] = Dictionary({"O": "/Layout", "TextDecorationType": _STRUCK[box.element_tag]})
            elif box.element_tag == "abbr" and (title := element.get("title")):
                node.entries["E"] = String(title)
            elif box.element_tag == "span" and node.label:
                node.entries["Alt"] = String(node.label)
            node.tag = "leader" if box.is_leader else box.element_tag
        return node

    def _fill(self, node: Node, children: Sequence[Any], parent: Node) -> None:
        here = Mark if node.kind == "Link" else Words
        around = self.block
        for child in children:
            if isinstance(child, LineBox):
                self.block = (node.number, node.tag)
            for part in child.children if isinstance(child, LineBox) else (child,):
                if isinstance(part, TextBox):
                    node.kids.append(here(self.reference, self.marks.pop(part)["mcid"], self._piece(part)))
                    continue
                # A list in an item is the next kid of the list that the item is in.
                holder = parent if node.kind == "LI" and part.element_tag in ("ul", "ol") else node
                at = len(holder.kids)
                holder.kids[at:at] = self.under(part, holder)
        self.block = around

    def _head(self, table: Any) -> None:
        """Name the head cells of a table, say what they head, and let each cell say which are its own."""
        if table not in self.tables:
            self.tables[table] = len(self.tables), Heads(table)
        number, found = self.tables[table]
        names = {cell: f"{number}-{at}" for at, cell in enumerate(found.places)}
        for cell, node in self.cells.items():
            if cell not in names:
                continue
            place = found.places[cell]
            if place.kind:
                node.entries["ID"] = String(names[cell])
                alone = place.kind == "row" or (place.kind == "group" and found.lone(place.y) is None)
                node.entries["A"]["Scope"] = "/Row" if alone else "/Column"
            else:
                node.kind = "TD"
            if heads := found.of(cell):
                node.entries["A"]["Headers"] = Array([String(names[head]) for head in heads])


@lru_cache(maxsize=1024)
def _classes(said: str) -> frozenset[str]:
    return frozenset(said.split())


_NUMBERING = {
    "decimal": "Decimal", "decimal-leading-zero": "Decimal", "lower-alpha": "LowerAlpha", "lower-latin": "LowerAlpha",
    "upper-alpha": "UpperAlpha", "upper-latin": "UpperAlpha", "lower-roman": "LowerRoman", "upper-roman": "UpperRoman",
    "disc": "Disc", "circle": "Circle", "square": "Square",
}  # fmt: skip


def _kind(html: str | None, box: Any) -> str:
    """The kind of structure element that an HTML element is; a formula is drawn as a picture."""
    kind = _KINDS.get(html or "", "NonStruct")
    return "Formula" if kind == "Figure" and box.element.get("class") == "math" else kind


def _numbering(box: Any) -> str:
    """How the items of a list are told apart (ISO 32000-1, table 347), by the style of the first."""
    if box.element_tag == "dl":
        return ""
    item = next((child for child in box.all_children() if child.element_tag == "li"), box)
    kind = item.style["list_style_type"]
    counted = "Decimal" if box.element_tag == "ol" else "Disc"  # a sign of the style's own, or another script's figures
    return _NUMBERING.get(kind, counted) if isinstance(kind, str) else counted


def _has_no_mark(style: Any) -> bool:
    return "list-item" not in style["display"] or style["list_style_type"] == "none"
