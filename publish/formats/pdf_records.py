"""Tables that are too wide for any page, as lists: one for each row, with the head of its column before each cell."""

from __future__ import annotations

from lxml import etree

from publish.formats import pdf_body

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
    heads, notes = _heads(head), _notes(head)
    grid = _grid([row for row in table.iter("tr") if row not in head])
    said = {cell: pdf_body.text_of(cell) for row in grid for cell, _ in row}  # before their contents move
    # A column with nothing in it is one to be filled in: its head is said all the same.
    filled = {at for row in grid for at, (cell, _) in enumerate(row) if said[cell] or len(cell)}
    for row in grid:
        _record(row, heads, notes, said, filled, around)
    around.tail, table.tail = table.tail, None
    parent.replace(table, around)


def _heads(rows: list[etree._Element]) -> list[str]:
    """What each column is called, of all rows of the head."""
    grid = [[pdf_body.text_of(cell) for cell, _ in row] for row in _grid(rows)]
    width = max(map(len, grid), default=0)
    return [" – ".join(dict.fromkeys(row[at] for row in grid if at < len(row) and row[at])) for at in range(width)]


def _notes(rows: list[etree._Element]) -> dict[int, list[etree._Element]]:
    """By column, the calls to notes in its head, and the notes."""
    found: dict[int, list[etree._Element]] = {}
    for row in _grid(rows):
        for at, (cell, begins) in enumerate(row):
            if begins:
                found.setdefault(at, []).extend(
                    part for part in cell.iter("sup", "span") if part.get("class") in ("call", "footnote")
                )
    return found


def _grid(rows: list[etree._Element]) -> list[list[tuple[etree._Element, bool]]]:
    """The cells of each row by column, and whether each begins there or reaches in from the left or above."""
    grid: list[list[tuple[etree._Element, bool]]] = []
    above: dict[int, tuple[etree._Element, int]] = {}
    for row in rows:
        line: list[tuple[etree._Element, bool]] = []
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        while cells or len(line) in above:
            if len(line) in above:
                cell, left = above.pop(len(line))
                if left > 1:
                    above[len(line)] = (cell, left - 1)
                line.append((cell, False))
                continue
            cell = cells.pop(0)
            for step in range(_span(cell, "colspan")):
                if (deep := _span(cell, "rowspan")) > 1:
                    above[len(line)] = (cell, deep - 1)
                line.append((cell, step == 0))
        grid.append(line)
    return grid


def _span(cell: etree._Element, which: str) -> int:
    typed = cell.get(which, "1")
    return max(1, min(int(typed), 99)) if typed.isdigit() else 1


def _record(
    row: list[tuple[etree._Element, bool]],
    heads: list[str],
    notes: dict[int, list[etree._Element]],
    said: dict[etree._Element, str],
    filled: set[int],
    around: etree._Element,
) -> None:
    record = etree.Element("ul", {"class": "record"})
    seen: set[etree._Element] = set()
    for at, (cell, begins) in enumerate(row):
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
        _fill(etree.SubElement(said_in, "span" if _inline_only(cell) else "div"), cell, "" if begins else words)
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
