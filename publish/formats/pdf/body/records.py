"""Tables that are too wide for any page, as lists: one for each row, with the head of its column before each cell."""

from __future__ import annotations

from lxml import etree

from publish.formats import table_grid
from publish.formats.pdf.body import links
from publish.formats.table_grid import Slot

BLOCKS = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "figure", "pre", "ul", "ol", "dl", "table", "blockquote", "div"))


def turn(table: etree._Element) -> None:
    """Put a list for each of its rows in the place of a table, as `pdf_body.printed` gives it.

    A row's list begins with its first cell; the others follow.
    """
    parent = table.getparent()
    assert parent is not None
    around = etree.Element("div", {"class": "records"})
    head = table.findall("./thead/tr")
    lost = [cell for row in head for cell in row.iter("*")] + list(table.iter("thead"))
    around.set("data-n", " ".join(filter(None, (part.get("data-n", "") for part in (table, *lost)))))
    if name := table.get("id"):
        around.set("id", name)
    if (caption := table.find("caption")) is not None:
        caption.tag = "p"
        caption.set("class", "caption")
        around.append(caption)
    over, grid = table_grid.grid(head), table_grid.grid([row for row in table.iter("tr") if row not in head])
    titles = [[links.text_of(slot.cell) for slot in row] for row in over]
    heads, notes = table_grid.heads(titles, max(map(len, titles), default=0)), _notes(over)
    said = {slot.cell: links.text_of(slot.cell) for row in grid for slot in row}  # before their contents move
    # A column with nothing in it is one to be filled in: its head is said all the same.
    filled = {at for row in grid for at, slot in enumerate(row) if said[slot.cell] or len(slot.cell)}
    for row in grid:
        _record(row, heads, notes, said, filled, around)
    around.tail, table.tail = table.tail, None
    parent.replace(table, around)


def _notes(head: list[list[Slot]]) -> dict[int, list[etree._Element]]:
    """By column, the calls to notes in its head, and the notes."""
    found: dict[int, list[etree._Element]] = {}
    for row in head:
        for at, slot in enumerate(row):
            if slot.begins:
                found.setdefault(at, []).extend(
                    part for part in slot.cell.iter("sup", "span") if part.get("class") in ("call", "footnote")
                )
    return found


def _record(
    row: list[Slot],
    heads: list[str],
    notes: dict[int, list[etree._Element]],
    said: dict[etree._Element, str],
    filled: set[int],
    around: etree._Element,
) -> None:
    record = etree.Element("ul", {"class": "record"})
    seen: set[etree._Element] = set()
    for at, slot in enumerate(row):
        cell = slot.cell
        if cell in seen:
            continue
        seen.add(cell)
        words = said[cell]
        if at == 0 and words:
            said_in = etree.SubElement(around, "p" if _inline_only(cell) else "div", {"class": "record-name"})
        elif words or len(cell) or (at not in filled and at < len(heads)):
            said_in = etree.SubElement(record, "li")
        else:
            continue
        if at < len(heads) and heads[at]:
            label = etree.SubElement(said_in, "span", {"class": "column"})
            label.text, label.tail = f"{heads[at]}:", " "
            for note in notes.pop(at, ()):  # where its head is said first
                note.tail = None
                label.append(note)
        _fill(etree.SubElement(said_in, "span" if _inline_only(cell) else "div"), cell, "" if slot.begins else words)
    if len(record):
        around.append(record)


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
