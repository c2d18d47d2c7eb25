"""A table that is too wide for any page becomes lists, one a row, with the head of its column before each cell."""

from __future__ import annotations

from lxml import etree

from publish.base.table_grid import Heads, Slot
from publish.formats.pdf.body import links

BLOCKS = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "figure", "pre", "ul", "ol", "dl", "table", "blockquote", "div"))


_LINE, _WHOLE = 44, 4
"""Letters of a line in large print; lines up to which a record is never divided between pages. A page that has no room
for more would be left with a hole: of such a record two items at least stand together."""


def turn(table: etree._Element) -> None:
    """Put a list for each of its rows in the place of a table.

    A row's list begins with its first cell; the others follow.
    """
    parent = table.getparent()
    assert parent is not None
    if table.find("./tbody/tr") is None:  # a head alone is a row like another: nothing would be said of it
        for part in table.iter("thead", "th"):
            part.tag = {"thead": "tbody", "th": "td"}[part.tag]
    around = _around(table)
    found = Heads(table)
    over = {cell for column in found.over() for cell in column}
    notes = {cell: _notes(cell) for cell in over}
    said = {cell: links.text_of(cell) for cell in found.places}  # before their contents move
    grid = [(y, found.rows[y][1]) for y in found.below() if found.lone(y) is not None or not found.heading(y)]
    # A column with nothing in it is one to be filled in: its head is said all the same.
    filled = {at for _, row in grid for at, slot in enumerate(row) if said[slot.cell] or len(slot.cell)}
    for y, row in grid:
        if (alone := found.lone(y)) is not None:
            _fill(etree.SubElement(around, "p" if _inline_only(alone) else "div", {"class": "record-group"}), alone, "")
        else:
            _record(row, found, notes, said, filled, around)
    around.tail, table.tail = table.tail, None
    parent.replace(table, around)


def _around(table: etree._Element) -> etree._Element:
    """The element for the lists, with the table's id and caption, and the keys of the elements that are dropped."""
    around = etree.Element("div", {"class": "records"})
    head = table.findall("./thead/tr")
    dropped = [cell for row in head for cell in row.iter("*")] + list(table.iter("thead"))
    around.set("data-n", " ".join(filter(None, (part.get("data-n", "") for part in (table, *dropped)))))
    if name := table.get("id"):
        around.set("id", name)
    if (caption := table.find("caption")) is not None:
        caption.tag = "p"
        caption.set("class", "caption")
        around.append(caption)
    return around


def _notes(head: etree._Element) -> list[etree._Element]:
    """The calls to notes in a head, and the notes."""
    return [part for part in head.iter("sup", "span") if part.get("class") in ("call", "footnote")]


def _record(
    row: list[Slot],
    found: Heads,
    notes: dict[etree._Element, list[etree._Element]],
    said: dict[etree._Element, str],
    filled: set[int],
    around: etree._Element,
) -> None:
    record = etree.Element("ul", {"class": "record"})
    first = {slot.cell: at for at, slot in reversed([*enumerate(row)])}
    for at, slot in enumerate(row):
        cell = slot.cell
        if first[cell] != at:
            continue
        words = said[cell]
        heads = [head for head in found.of(cell) if head in notes]
        if at == 0 and words:
            said_in = etree.SubElement(around, "p" if _inline_only(cell) else "div", {"class": "record-name"})
        elif words or len(cell) or (at not in filled and heads):
            said_in = etree.SubElement(record, "li")
        else:
            continue
        if title := found.title(cell, lambda head: said[head]):
            _label(said_in, title, heads, notes)
        _fill(etree.SubElement(said_in, "span" if _inline_only(cell) else "div"), cell, "" if slot.begins else words)
    if len(record):
        lines = sum(-(-len(links.text_of(item)) // _LINE) for item in record)
        if lines > _WHOLE:
            record.set("class", "record divided")
        around.append(record)


def _label(
    said_in: etree._Element, title: str, heads: list[etree._Element], notes: dict[etree._Element, list[etree._Element]]
) -> None:
    """Say the column's name before what its cell says, with the notes of its heads."""
    label = etree.SubElement(said_in, "span", {"class": "column"})
    label.text, label.tail = f"{title}:", " "
    for note in [note for head in heads for note in notes[head]]:
        note.tail = None
        label.append(note)
    notes.update((head, []) for head in heads)  # they are called where their head is said first


def _inline_only(cell: etree._Element) -> bool:
    return not any(child.tag in BLOCKS for child in cell.iter("*") if child is not cell)


def _fill(target: etree._Element, cell: etree._Element, again: str) -> None:
    """Move a cell's contents; where they have been moved already, its words are said `again`."""
    if again:
        target.text = again
        return
    if key := cell.get("data-n"):
        target.set("data-n", key)
    if name := cell.get("id"):
        target.set("id", name)
    target.text = cell.text
    target.extend(list(cell))
