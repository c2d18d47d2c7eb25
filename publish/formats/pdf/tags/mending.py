"""What a layout's boxes leave unsaid, said: each function mends one thing in a structure tree.

Traps of WeasyPrint 70 that are mended here: an element that is broken over lines or pages is as many elements; a
table's head is one on each page; list items without LBody, terms and definitions as items of their own; links inside
links' inner boxes; no Scope on header cells; captions beside what they belong to; notes far from their call; dots of a
leader each an element; one Span for each run of text; no language on inner text; code and quotations like any text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydyf import Dictionary, String

from publish.formats.pdf.tags.tree import Mark, Node, Reference, Words

DECORATION = "handbill:decoration"


def mend(root: Node) -> None:
    """Mend the tree under `root`, in place."""
    there = {name for node in root.nodes() for name in (node.kind, node.tag)}
    for one, about in _MENDS:
        if about is None or about in there:
            one(root)


def _marks(root: Node) -> None:
    """Pictures without a text alternative, and those marked as decoration, leave the tree: they become artifacts.

    In a link they have annotations like all that is in it, which stay.
    """
    for node in root.nodes():
        if node.kind == "Figure" and node.parent is not None:
            alt = node.entries["Alt"].string if "Alt" in node.entries else ""
            if not alt or alt == DECORATION:
                at = node.parent.kids.index(node)
                node.parent.kids[at : at + 1] = [kid for kid in node.kids if isinstance(kid, Reference)]


def _languages(root: Node) -> None:
    """An element says its language where it is another than that around it (ISO 14289-1, 7.2)."""
    waiting = [(root, next((node.language for node in root.nodes() if node.language), ""))]
    if root.language:
        waiting = [(root, root.language)]
    while waiting:
        node, around = waiting.pop()
        if node.language and node.language != around:
            node.entries["Lang"] = String(node.language)
            around = node.language
        waiting += [(kid, around) for kid in node.own()]


# Elements that were broken


def _whole(root: Node) -> None:
    """What comes of one HTML element is one structure element, however many lines and pages it runs over."""
    _join(root)
    for table in root.nodes():
        if table.kind == "Table":  # whose head a layout may leave out where its first row fills a page
            table.kids.sort(key=lambda kid: _ORDER.get(kid.kind, 2) if isinstance(kid, Node) else 2)


_ORDER = {"Caption": 0, "THead": 1, "TFoot": 3}
"""How the parts of a table follow one another; its rows are 2."""


def _join(node: Node) -> None:
    kids: list[Any] = []
    known: dict[tuple[str, int, str], Node] = {}
    for kid in node.kids:
        if not isinstance(kid, Node) or kid.number is None:
            kids.append(kid)
            continue
        key = (kid.kind, kid.number, kid.tag)
        # A box that has no element of its own goes by its parent's: it is told by its place only.
        anonymous = kid.number == node.number
        before = (kids[-1] if kids and isinstance(kids[-1], Node) else None) if anonymous else known.get(key)
        if before is None or (before.kind, before.number, before.tag) != key or before.page is None:
            known[key] = kid
            kids.append(kid)
        elif kid.kind == "THead":
            _repeated(kid, before)
        else:
            before.adopt([*before.kids, *kid.kids])
    node.adopt(kids)
    for kid in node.own():
        _join(kid)


def _repeated(part: Node, whole: Node) -> None:
    """A table's head on a further page is not read again: its words become artifacts, its links lead as before."""
    originals = {(node.kind, node.number, node.tag): node for node in (whole, *whole.nodes())}
    for node in (part, *part.nodes()):
        original = originals.get((node.kind, node.number, node.tag))
        if original is not None:
            original.kids += [kid for kid in node.kids if isinstance(kid, Reference)]


def _anonymous(root: Node) -> None:
    """Boxes that the layout puts inside an element's own (a row and a cell, say) are no paragraphs of their own."""
    for node in root.nodes():
        inner = node.parent is not None and node.number is not None and node.number == node.parent.number
        if inner and node.kind in {*_PARAGRAPHS, "Caption", "BlockQuote", "Div", "Sect"}:
            node.kind = "NonStruct"


def _leaders(root: Node) -> None:
    """The dots that lead to a page number are there for the eye."""
    for node in root.nodes():
        if node.tag == "leader" and node.parent is not None:
            node.parent.kids.remove(node)
            node.kids = []


# Links and notes


def _links(root: Node) -> None:
    """The boxes inside a link each have an annotation: all of them belong to the Link (ISO 14289-1, 7.18.5)."""
    for node in root.nodes():
        link = next((above for above in node.ancestors() if above.kind == "Link"), None)
        if link is None:
            continue
        link.kids += [kid for kid in node.kids if isinstance(kid, Reference)]
        node.kids = [kid for kid in node.kids if not isinstance(kid, Reference)]
        if node.kind == "Link":
            node.kind = "Span"


def _target(node: Node) -> str:
    """Where a Link leads inside the file; empty for any other node."""
    if node.kind != "Link":
        return ""
    for kid in node.kids:
        if isinstance(kid, Reference):
            place = kid.annotation.get("Dest")
            if isinstance(place, String):
                return str(place.string)
    return ""


def _notes(root: Node) -> None:
    """A page's notes stand at the end of its content: each becomes a Note beside the paragraph that calls it.

    The area of the notes is the one NonStruct under the root that holds links back to `fnref-N`. What runs on to the
    next page's area has no such link: it belongs to the note before it. Endnotes stay where they are.
    """
    calls: dict[str, Node] = {}
    for node in root.nodes():
        if (name := _target(node)).startswith("fn-"):
            calls.setdefault(name.removeprefix("fn-"), node)
    last: Node | None = None
    for area in [kid for kid in root.kids if isinstance(kid, Node) and kid.kind == "NonStruct"]:
        for note in area.own():
            back = next((link for link in note.nodes() if _target(link).startswith("fnref-")), None)
            if back is None:
                if last is not None and "footnote" in note.style:
                    note.parent, note.kind = last, "Span"
                    last.kids.append(note)
                    area.kids.remove(note)
                continue
            area.kids.remove(note)
            last = note
            _place(note, calls.get(_as_note(note, back)), root)
    for note in [node for node in root.nodes() if "endnote" in node.style]:
        if (back := next((link for link in note.nodes() if _target(link).startswith("fnref-")), None)) is not None:
            _as_note(note, back)
    for call in calls.values():
        _wrap(call, "Reference")


def _as_note(note: Node, back: Node) -> str:
    """Make it a Note, the link back its label; what it is called by."""
    number = _target(back).removeprefix("fnref-")
    note.kind = "Note"
    note.entries["ID"] = String(f"note-{number}")  # ISO 14289-1, 7.9: a Note has an ID of its own
    _wrap(back, "Lbl")
    return number


def _wrap(node: Node, kind: str) -> None:
    parent = node.parent
    if parent is None:
        return
    around = Node(kind, node.page, parent=parent)
    parent.kids[parent.kids.index(node)] = around
    around.adopt([node])


_PARAGRAPHS = {"P", "H1", "H2", "H3", "H4", "H5", "H6"}
_HOLDERS = {"LBody", "LI", "TD", "Caption", "BlockQuote", "Sect", "Art", "Div", "Document"}


def _place(note: Node, call: Node | None, root: Node) -> None:
    """Put the note after the paragraph that calls it and the notes already there; without a call, at the end.

    Of a head of a table it is no part: it would be read with every cell below.
    """
    inside: Node = call if call is not None else root
    for above in call.ancestors() if call is not None else ():
        if above.kind in _HOLDERS:
            break
        inside = above
    holder = inside.parent or root
    spot = holder.kids.index(inside) + 1 if inside.kind in {*_PARAGRAPHS, "Table"} else len(holder.kids)
    while spot < len(holder.kids) and isinstance(holder.kids[spot], Node) and holder.kids[spot].kind == "Note":
        spot += 1
    holder.kids.insert(spot, note)
    note.parent = holder


# Marks of pages


_ROOMS = {"LBody", "TD", "BlockQuote", "Sect", "Art", "Div", "Part", "Document"}
"""What may hold a paragraph beside its other kids."""


def _pages(root: Node) -> None:
    """What says in a sentence that a page of the standard edition begins stands before it, as a paragraph of its own.

    It is there to be found (`Standard page 7`), and is no word of the sentence. In an item or a cell that has no
    paragraphs it comes first; of a head, a label and a caption it is no part.
    """
    for mark in [node for node in root.nodes() if node.tag == "span" and "standard-page" in node.style]:
        if mark.parent is None:
            continue
        inside = mark
        for room in mark.ancestors():
            if room.kind == "LI" and inside.kind == "Lbl":
                room, inside = next(kid for kid in room.own() if kid.kind == "LBody"), mark
                break
            if room.kind in _ROOMS and (inside.kind in _BLOCKS or room.kind in ("LBody", "TD")):
                break
            inside = room
        else:
            continue
        at = room.kids.index(inside) if inside.kind in _BLOCKS and inside in room.kids else 0
        mark.parent.kids.remove(mark)
        mark.kind, mark.parent = "P", room
        room.kids.insert(at, mark)


# Lists


def _terms(root: Node) -> None:
    """A term is the label of an item whose body is its definitions."""
    for node in list(root.nodes()):
        if node.tag != "dl" or node.kind != "L":
            continue
        items: list[Any] = []
        for part in list(node.nodes()):
            if part.tag not in ("dt", "dd") or part.kind != "LBody":
                continue
            if part.language and part.language != node.language:  # the item says it, which goes
                part.entries["Lang"] = String(part.language)
            if part.tag == "dt":
                if not items or items[-1].kids[-1].kind == "LBody":
                    items.append(Node("LI", part.page))
                    items[-1].adopt([Node("Lbl", part.page)])
                label = items[-1].kids[0]
                label.adopt([*label.kids, *part.kids])
                label.entries |= part.entries
                continue
            if not items:
                items.append(Node("LI", part.page))
                items[-1].adopt([Node("LBody", part.page)])
            elif items[-1].kids[-1].kind != "LBody":
                items[-1].adopt([*items[-1].kids, Node("LBody", part.page)])
            body = items[-1].kids[-1]
            body.adopt([*body.kids, _as_paragraph(part)])
        node.adopt(items)


def _as_paragraph(part: Node) -> Node:
    """The node as a P if it holds words, as a Div if it holds blocks."""
    part.kind = "Div" if any(node.kind in _BLOCKS for node in part.nodes()) else "P"
    return part


def _lists(root: Node) -> None:
    """An LI holds a label and one body (ISO 14289-1, 7.2); a list inside an item stands in that item's body."""
    for node in list(root.nodes()):
        if node.kind != "LI":
            continue
        labels = [kid for kid in node.own() if kid.kind == "Lbl"]
        rest: list[Any] = []
        for kid in node.kids:
            if isinstance(kid, Node) and kid.kind == "LBody":
                rest += kid.kids
            elif kid not in labels:
                rest.append(kid)
        body = Node("LBody", node.page, parent=node)
        for old in [kid for kid in node.own() if kid.kind == "LBody"]:
            body.entries |= old.entries
        body.adopt(rest)
        node.adopt([*labels, body])
    for node in list(root.nodes()):
        if node.kind == "L" and node.parent is not None and node.parent.kind == "L":
            siblings = node.parent.kids
            before = siblings[: siblings.index(node)]
            if before and isinstance(before[-1], Node) and before[-1].kind == "LI":
                siblings.remove(node)
                node.parent = before[-1].kids[-1]
                before[-1].kids[-1].kids.append(node)


def _numbering(root: Node) -> None:
    """A list says what its labels are, or that it has none (ISO 32000-1, 14.8.5.5)."""
    for node in root.nodes():
        if node.kind == "L":
            labelled = any(kid.kind == "Lbl" for item in node.own() for kid in item.own())
            said = node.numbering if labelled and node.tag != "dl" else ""  # terms are numbered by nothing
            node.entries["A"] = Dictionary({"O": "/List", "ListNumbering": f"/{said or 'None'}"})


def _contents(root: Node) -> None:
    """A list inside a `nav` is a table of contents."""
    for node in [node for nav in root.nodes() if nav.tag == "nav" for node in nav.nodes()]:
        if node.kind == "L":
            node.kind = "TOC"
            for item in node.own():
                inner: list[Any] = []
                for kid in item.kids:
                    if isinstance(kid, Node) and kid.kind == "LBody":
                        item.entries |= kid.entries
                    inner += kid.kids if isinstance(kid, Node) and kid.kind == "LBody" else [kid]
                item.kind = "TOCI"
                item.adopt(inner)
        elif node.kind == "Link" and node.parent is not None and node.parent.kind != "Reference":
            _wrap(node, "Reference")


# What things are

_KINDS = {"code": "Code", "kbd": "Code", "samp": "Code", "q": "Quote", "pre": "P", "nav": "Sect", "aside": "Sect"}
_KINDS |= {"summary": "P"}


def _kinds(root: Node) -> None:
    """Code is Code, a quotation in a line a Quote; a block of code is a paragraph that holds it."""
    for node in root.nodes():
        if (
            node.kind == "NonStruct"
            and node.tag in _KINDS
            and (node.parent is None or node.number != node.parent.number)
        ):
            node.kind = _KINDS[node.tag]
            if node.tag == "summary":
                _as_paragraph(node)


def _captions(root: Node) -> None:
    """A caption stands in its table, or beside the pictures of its figure: in one that has Alt nobody would hear it.

    Where there is neither (who said a quotation) it is a paragraph.
    """
    for node in [node for node in root.nodes() if node.tag == "figure"]:
        caption = next((kid for kid in node.own() if kid.kind == "Caption"), None)
        if caption is None or any(kid.kind == "Figure" for kid in node.own()):
            continue
        tables = [kid for kid in node.own() if kid.kind == "Table"]
        if len(tables) == 1 and not any(kid.kind == "Caption" for kid in tables[0].own()):
            node.kids.remove(caption)
            tables[0].adopt([caption, *tables[0].kids])
        else:
            caption.kind = "P"


# Order


_TEXT_HOLDERS = {*_PARAGRAPHS, "LBody", "Lbl", "TD", "TH", "Caption", "Note", "Link", "Span", "Reference", "Code"}
_TEXT_HOLDERS |= {"Quote"}


def _fold(root: Node) -> None:
    """Spans and groups that say nothing give their kids to the node around them; empty ones go."""
    kids: list[Any] = []
    waiting = list(root.kids)
    for kid in root.own():
        _fold(kid)
    while waiting:
        kid = waiting.pop(0)
        idle = isinstance(kid, Node) and kid.kind in {"Span", "NonStruct"} and not kid.entries
        if not idle:
            kids.append(Mark(*kid) if isinstance(kid, Words) and root.kind in _TEXT_HOLDERS else kid)
            continue
        only_nodes = all(isinstance(grandkid, Node | Words) for grandkid in kid.kids)
        captioned = any(grandkid.kind == "Caption" for grandkid in kid.own())
        if kid.kids and (captioned or not (root.kind in _TEXT_HOLDERS or only_nodes)):
            kids.append(kid)
        else:
            waiting[:0] = kid.kids
    root.adopt(kids)


def _split_links(root: Node) -> None:
    """A link around a block is laid out as what is before the block, the block, and what is after: it is one."""
    for node in [root, *root.nodes()]:
        at = 0
        while at < len(node.kids):
            link = node.kids[at]
            same = [
                place
                for place, kid in enumerate(node.kids)
                if place > at and isinstance(link, Node) and link.kind == "Link" and isinstance(kid, Node)
                if kid.kind == "Link" and kid.number is not None and kid.number == link.number
            ]
            if same:
                held = node.kids[at + 1 : same[-1] + 1]
                del node.kids[at + 1 : same[-1] + 1]
                for kid in held:
                    link.kids += kid.kids if isinstance(kid, Node) and kid.kind == "Link" else [kid]
                link.adopt(link.kids)
            at += 1


def _groups(root: Node) -> None:
    """What is left of the groups without a name is a Div if it holds blocks, a Span if it holds words; one is no group.

    A Figure with its caption needs no Div around it.
    """
    for node in list(root.nodes()):
        if node.kind == "NonStruct" and node.tag == "figure" and len(node.kids) == 1 and node.parent is not None:
            siblings, kid = node.parent.kids, node.kids[0]
            if isinstance(kid, Node):
                siblings[siblings.index(node)] = kid
                kid.parent = node.parent
                kid.entries |= {key: value for key, value in node.entries.items() if key == "Lang"}
    for node in root.nodes():
        if node.kind == "NonStruct":
            node.kind = "Div" if any(kid.kind in _BLOCKS for kid in node.own()) else "Span"


_BLOCKS = {*_PARAGRAPHS, "L", "Table", "BlockQuote", "Caption", "Figure", "Sect", "Art", "Div", "TOC", "Note"}

_MENDS: tuple[tuple[Callable[[Node], None], str | None], ...] = (
    (_languages, None),
    (_marks, "Figure"),
    (_whole, None),
    (_anonymous, None),
    (_leaders, "leader"),
    (_links, "Link"),
    (_notes, "Link"),
    (_terms, "dl"),
    (_lists, None),
    (_pages, "span"),
    (_contents, "nav"),
    (_numbering, None),
    (_kinds, None),
    (_fold, None),
    (_split_links, "Link"),
    (_captions, "figure"),
    (_groups, None),
)
"""In this order; and the kind of node, or the HTML element, without which there is nothing to mend."""
