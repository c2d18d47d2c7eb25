"""The finishing pass: what WeasyPrint's tags leave unsaid is said, so that PDF/UA-1 and PDF/A-3a hold in one file.

`plant` goes over the HTML before it is laid out and leaves marks for what WeasyPrint has no tag for; `finish` goes over
the PDF, finds the marks, mends the structure tree and claims PDF/UA-1. In between, a mark is a picture without size or
ink whose text alternative carries the message: it is the one thing that comes through layout with words of ours on it.

The tree is read into `_Node`s, mended as plain Python, and written back together with its parent tree (ISO 32000-1,
14.7). Traps of WeasyPrint 70 that are mended here: list items without LBody, links inside links' inner boxes, no Scope
on header cells, margin boxes tagged but outside the tree, notes far from their call, one Span for each run of text, no
language on inner text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_LANGUAGE = "handbill:lang="
_DECORATION = "handbill:decoration"

# ------------------------------------------------------------------------------------------------- before the layout

_NO_TEXT_OF_THEIR_OWN = frozenset(
    ("table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "colgroup", "col", "img", "br", "hr")
)


def plant(root: Element, *, scheme: str, mark: str) -> None:
    """Give pictures their `scheme` URLs, and leave a mark (a picture at the URL `mark`) where `finish` needs one.

    Marked are decorative pictures (`alt=""`) and each element whose language differs from its surroundings'.
    """
    _plant(root, root.get("lang", ""), root.get("lang", ""), scheme, mark)


def _plant(element: Element, around: str, due: str, scheme: str, mark: str) -> None:
    """`around` is the language the structure tree will say without a mark, `due` the one that ought to hold here."""
    due = element.get("lang") or due
    if element.tag == "img":
        source = element.get("src", "")
        if source and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", source):
            element.set("src", scheme + source)
        if not element.get("alt"):
            element.set("alt", _DECORATION)
        return
    wanted = due != around and element.tag not in _NO_TEXT_OF_THEIR_OWN
    for child in list(element):
        if isinstance(child.tag, str):
            _plant(child, due if wanted else around, due, scheme, mark)
    if wanted:
        picture = SubElement(element, "img", {"src": mark, "alt": _LANGUAGE + due, "class": "handbill-mark"})
        picture.set("style", "position:absolute;width:0;height:0;margin:0;border:0")


# -------------------------------------------------------------------------------------------------- after the layout


def finish(content: bytes) -> bytes:
    """The PDF with its structure mended, PDF/UA-1 claimed beside PDF/A-3a, and the way to print it stated."""
    with pikepdf.open(BytesIO(content)) as pdf:
        _finish_structure(pdf)
        _mend_ligatures(pdf)
        _claim(pdf)
        pdf.Root.ViewerPreferences = Dictionary(
            DisplayDocTitle=True, Duplex=Name.DuplexFlipLongEdge, PrintScaling=Name("/None")
        )
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


_LAM_ALEF = {b"0622": b"<fef5>", b"0623": b"<fef7>", b"0625": b"<fef9>", b"0627": b"<fefb>"}


def _mend_ligatures(pdf: pikepdf.Pdf) -> None:
    """Map the ligature of lam and alef to its own character (U+FEF5 to U+FEFB) instead of two.

    Readers turn a line from right to left round, character by character, and with it the two letters of one glyph.
    """
    for font in pdf.objects:
        if isinstance(font, Dictionary) and font.get(Name.Type) == Name.Font and Name.ToUnicode in font:
            mapping = font.ToUnicode.read_bytes()
            mended = re.sub(rb"<0644(062[2357])>", lambda pair: _LAM_ALEF[pair[1]], mapping)
            if mended != mapping:
                font.ToUnicode.write(mended)


@dataclass(eq=False, slots=True)
class _Node:
    """A structure element: its kids are further nodes, marked content (numbers on `page`) and object references."""

    kind: str
    page: Any
    kids: list[Any] = field(default_factory=list)
    entries: dict[str, Any] = field(default_factory=dict)
    parent: _Node | None = None

    def adopt(self, kids: list[Any]) -> None:
        self.kids = kids
        for kid in kids:
            if isinstance(kid, _Node):
                kid.parent = self

    def nodes(self) -> Iterator[_Node]:
        """The node's descendants, in reading order. The tree may be changed below or behind the one in hand."""
        for kid in list(self.kids):
            if isinstance(kid, _Node):
                yield kid
                yield from kid.nodes()

    def ancestors(self) -> Iterator[_Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


def _finish_structure(pdf: pikepdf.Pdf) -> None:
    tree = pdf.Root.StructTreeRoot
    root = _read(tree.K[0])
    for mend in (_marks, _links, _notes, _lists, _header_cells, _fold, _groups):
        mend(root)
    _write(pdf, root)


def _read(element: Any) -> _Node:
    node = _Node(str(element.S)[1:], element.get("/Pg"))
    node.entries = {key: element[key] for key in ("/A", "/Alt", "/ID", "/Lang") if key in element}
    kids = element.get("/K", Array())
    node.adopt([_kid(kid) for kid in (kids if isinstance(kids, Array) else [kids])])
    return node


def _kid(kid: Any) -> Any:
    if not isinstance(kid, Dictionary):
        return int(kid)
    return kid if kid.get("/Type") == Name.OBJR else _read(kid)


# Each of these mends one thing in the tree under `root`.


def _marks(root: _Node) -> None:
    """Marks are obeyed; they and pictures without a text alternative leave the tree (and so become artifacts)."""
    for node in root.nodes():
        if node.kind == "Figure" and node.parent is not None:
            alt = str(node.entries.get("/Alt", ""))
            if alt.startswith(_LANGUAGE):
                node.parent.entries["/Lang"] = String(alt.removeprefix(_LANGUAGE))
            if not alt or alt == _DECORATION or alt.startswith(_LANGUAGE):
                node.parent.kids.remove(node)


def _links(root: _Node) -> None:
    """The boxes inside a link each have an annotation: all of them belong to the Link (ISO 14289-1, 7.18.5)."""
    for node in root.nodes():
        link = next((above for above in node.ancestors() if above.kind == "Link"), None)
        if link is None:
            continue
        link.kids += [kid for kid in node.kids if _is_reference(kid)]
        node.kids = [kid for kid in node.kids if not _is_reference(kid)]
        if node.kind == "Link":
            node.kind = "Span"


def _is_reference(kid: Any) -> bool:
    return isinstance(kid, Dictionary)


def _target(node: _Node) -> str:
    """Where a Link leads inside the file; empty for any other node."""
    if node.kind != "Link":
        return ""
    for kid in node.kids:
        if _is_reference(kid):
            annotation = kid.Obj
            place = annotation.get("/Dest", annotation.get("/A", Dictionary()).get("/D"))
            if isinstance(place, String):
                return str(place)
    return ""


def _notes(root: _Node) -> None:
    """A page's notes stand at the end of its content: each becomes a Note beside the paragraph that calls it.

    The area of the notes is the one NonStruct under the root that holds links back to `fnref-N`. What runs on to the
    next page's area has no such link: it belongs to the note before it.
    """
    calls: dict[str, _Node] = {}
    for node in root.nodes():
        if (name := _target(node)).startswith("fn-"):
            calls.setdefault(name.removeprefix("fn-"), node)
    last: _Node | None = None
    for area in [kid for kid in root.kids if isinstance(kid, _Node) and kid.kind == "NonStruct"]:
        for note in [kid for kid in area.kids if isinstance(kid, _Node)]:
            back = next((link for link in note.nodes() if _target(link).startswith("fnref-")), None)
            if back is None:
                if last is not None:
                    note.parent, note.kind = last, "Span"
                    last.kids.append(note)
                    area.kids.remove(note)
                continue
            number = _target(back).removeprefix("fnref-")
            area.kids.remove(note)
            note.kind, last = "Note", note
            note.entries["/ID"] = String(f"note-{number}")  # ISO 14289-1, 7.9: a Note has an ID of its own
            _wrap(back, "Lbl")
            _place(note, calls.get(number), root)
    for call in calls.values():
        _wrap(call, "Reference")


def _wrap(node: _Node, kind: str) -> None:
    parent = node.parent
    if parent is None:
        return
    around = _Node(kind, node.page, parent=parent)
    parent.kids[parent.kids.index(node)] = around
    around.adopt([node])


_PARAGRAPHS = {"P", "H1", "H2", "H3", "H4", "H5", "H6"}
_HOLDERS = {"LBody", "LI", "TD", "TH", "Caption", "BlockQuote", "Sect", "Art", "Div", "Document"}


def _place(note: _Node, call: _Node | None, root: _Node) -> None:
    """Put the note after the paragraph that calls it and the notes already there; without a call, at the end."""
    inside: _Node = call if call is not None else root
    for above in call.ancestors() if call is not None else ():
        if above.kind in _HOLDERS:
            break
        inside = above
    holder = inside.parent or root
    spot = holder.kids.index(inside) + 1 if inside.kind in _PARAGRAPHS else len(holder.kids)
    while spot < len(holder.kids) and isinstance(holder.kids[spot], _Node) and holder.kids[spot].kind == "Note":
        spot += 1
    holder.kids.insert(spot, note)
    note.parent = holder


def _lists(root: _Node) -> None:
    """An LI holds a label and one body (ISO 14289-1, 7.2); a list inside an item stands in that item's body."""
    for node in list(root.nodes()):
        if node.kind != "LI":
            continue
        labels = [kid for kid in node.kids if isinstance(kid, _Node) and kid.kind == "Lbl"]
        rest: list[Any] = []
        for kid in node.kids:
            if isinstance(kid, _Node) and kid.kind == "LBody":
                rest += kid.kids
            elif kid not in labels:
                rest.append(kid)
        body = _Node("LBody", node.page, parent=node)
        body.adopt(rest)
        node.adopt([*labels, body])
    for node in list(root.nodes()):
        if node.kind == "L" and node.parent is not None and node.parent.kind == "L":
            siblings = node.parent.kids
            before = siblings[: siblings.index(node)]
            if before and before[-1].kind == "LI":
                siblings.remove(node)
                node.parent = before[-1].kids[-1]
                before[-1].kids[-1].kids.append(node)


def _header_cells(root: _Node) -> None:
    """A header cell says what it heads (ISO 14289-1, 7.5): its column in THead or in a row of headers, else its row."""
    for node in root.nodes():
        if node.kind == "TH" and node.parent is not None:
            cells = [kid for kid in node.parent.kids if isinstance(kid, _Node)]
            heads_columns = all(cell.kind == "TH" for cell in cells) or any(a.kind == "THead" for a in node.ancestors())
            attributes = node.entries.get("/A", Dictionary(O=Name.Table))
            attributes["/Scope"] = Name.Column if heads_columns else Name.Row
            node.entries["/A"] = attributes


_TEXT_HOLDERS = {*_PARAGRAPHS, "LBody", "Lbl", "TD", "TH", "Caption", "Note", "Link", "Span", "Reference"}


def _fold(root: _Node) -> None:
    """Spans and groups that say nothing give their kids to the node around them; empty ones go."""
    kids: list[Any] = []
    for kid in root.kids:
        if not isinstance(kid, _Node):
            kids.append(kid)
            continue
        _fold(kid)
        idle = kid.kind in {"Span", "NonStruct"} and not kid.entries.keys() - {"/A"}
        if idle and not kid.kids:
            continue
        grandkids_fit = root.kind in _TEXT_HOLDERS and kid.page == root.page
        only_nodes = all(isinstance(grandkid, _Node) for grandkid in kid.kids)
        captioned = any(isinstance(grandkid, _Node) and grandkid.kind == "Caption" for grandkid in kid.kids)
        if idle and not captioned and (grandkids_fit or only_nodes):
            kids += kid.kids
        else:
            kids.append(kid)
    root.adopt(kids)


def _groups(root: _Node) -> None:
    """What is left of the groups without a name is a Div if it holds blocks, a Span if it holds words."""
    for node in root.nodes():
        if node.kind == "NonStruct":
            node.kind = "Div" if any(isinstance(kid, _Node) and kid.kind in _BLOCKS for kid in node.kids) else "Span"


_BLOCKS = {*_PARAGRAPHS, "L", "Table", "BlockQuote", "Caption", "Figure", "Sect", "Art", "Div"}


# Writing back


def _write(pdf: pikepdf.Pdf, root: _Node) -> None:
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
    pdf: pikepdf.Pdf, node: _Node, parent: Any, owners: dict[Any, dict[int, Any]], annotations: list[Any]
) -> Any:
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.kind), P=parent))
    if node.page is not None:
        element.Pg = node.page
    for key, value in node.entries.items():
        element[key] = value
    kids = Array()
    for kid in node.kids:
        if isinstance(kid, _Node):
            kids.append(_element(pdf, kid, element, owners, annotations))
        elif _is_reference(kid):
            annotations.append((kid.Obj, element))
            kids.append(kid)
        else:
            owners.setdefault(node.page.objgen, {})[kid] = element
            kids.append(kid)
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


_CLAIM = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>'
    b"</rdf:Description>"
    # PDF/A wants every property that it does not know described (ISO 19005-3, 6.6.2.3.3).
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>part of ISO 14289 that the file conforms to</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def _claim(pdf: pikepdf.Pdf) -> None:
    """Say in the XMP packet that the file is PDF/UA-1 too: in the first rdf:RDF, since readers look at no other."""
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata = pdf.make_stream(
        packet.replace(b"</rdf:RDF>", _CLAIM + b"</rdf:RDF>", 1), Type=Name.Metadata, Subtype=Name.XML
    )
