"""Large print: tables as lists where they are too wide for it, and marks where the standard edition's pages begin."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from publish.formats import pdf_body
from publish.formats.pdf_boxes import signs
from publish.model import PageStart

TYPEFACE = "Atkinson Hyperlegible"
"""What a style may set large print in, as `--clear`: letters that are hard to take for each other."""

COLUMNS, LETTERS, WORDS, LINE = 4, 46, 40, 50
"""What a table may have and stay a table: columns, letters in its longest row, and letters in the longest words of its
columns taken together; of two columns as many as stand on a line."""


def reflowed(body: str) -> str:
    """A body as `pdf_body.printed` gives it, with each table that is too wide turned into a list for each of its rows.

    A row's list begins with its first cell; the others follow. Each has the head of its column before it.
    """
    root = pdf_body.parse(body)
    for table in list(root.iter("table")):
        if not _fits(table):
            _listed(table)
    return pdf_body.unparse(root)


def marked(body: str, starts: Iterable[PageStart], words: str) -> str:
    """The body with a mark at each of the `starts` that lies in it, in these `words`: `Standard page {number}`."""
    root = pdf_body.parse(body)
    places = {key: element for element in root.iter("*") for key in element.get("data-n", "").split()}
    # From the last to the first: a mark changes where what follows it is to be found.
    for start in sorted(starts, key=lambda start: -start.page):
        if (element := places.get(start.element)) is not None:
            _mark(element, start.offset, words.replace("{number}", str(start.page)))
    for element in root.iter("*"):
        element.attrib.pop("data-n", None)
    return pdf_body.unparse(root)


# ------------------------------------------------------------------------------------------------------------ the marks

_BLOCKS = frozenset(
    ("p", "h2", "h3", "h4", "h5", "h6", "figure", "pre", "ul", "ol", "dl", "table", "blockquote", "div")
)
_HOLDERS = frozenset(("body", "div", "li", "blockquote", "dd", "td", "section", "aside"))


def _mark(element: etree._Element, offset: int, words: str) -> None:
    if offset == 0:
        whole = _whole(element)
        parent = whole.getparent()
        if parent is not None and whole.tag in _BLOCKS and parent.tag in _HOLDERS:
            mark = etree.Element("p", {"class": "standard-page"})
            mark.text = words
            parent.insert(parent.index(whole), mark)
            return
        if element.tag in ("img", "svg"):
            parent = element.getparent()
            assert parent is not None
            mark = _inline(words)
            parent.insert(parent.index(element), mark)
            return
    mark = _inline(words)
    for index, (text, before) in enumerate(_texts(element)):
        if offset < len(signs(text)) or (offset == 0 == len(element)):
            at = _word(text, _nth(text, offset))
            mark.tail = text[at:]
            if before is None:
                element.text = text[:at]
            else:
                before.tail = text[:at]
            element.insert(index, mark)
            return
        offset -= len(signs(text))


def _inline(words: str) -> etree._Element:
    mark = etree.Element("span", {"class": "standard-page"})
    mark.text = words
    return mark


def _whole(element: etree._Element) -> etree._Element:
    """The outermost element that begins where `element` begins."""
    parent = element.getparent()
    while parent is not None and parent.getparent() is not None:
        if parent.index(element) or signs(parent.text or ""):
            break
        element, parent = parent, parent.getparent()
    return element


def _texts(element: etree._Element) -> list[tuple[str, etree._Element | None]]:
    """An element's own texts, each with the child that it follows."""
    return [(element.text or "", None), *((child.tail or "", child) for child in element)]


def _nth(text: str, offset: int) -> int:
    """The index of the sign that `offset` others come before."""
    for index, character in enumerate(text):
        if signs(character):
            if offset == 0:
                return index
            offset -= 1
    return len(text)


def _word(text: str, at: int) -> int:
    """`at`, or the beginning of the word that it divides: words that are set with spaces are kept whole."""
    start = at
    while 0 < start < len(text) and _letter(text[start - 1]) and _letter(text[start]):
        start -= 1
    return start


def _letter(character: str) -> bool:
    """Whether it belongs to a word that spaces divide from others."""
    return (character.isalnum() or character in "\u00ad'’") and not re.match(
        "[\u0e00-\u0eff\u1780-\u17ff\u2e80-\uffff]", character
    )


# ----------------------------------------------------------------------------------------------------------- the tables


def _fits(table: etree._Element) -> bool:
    rows = [[pdf_body.text_of(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    columns = max((len(row) for row in rows), default=0)
    widest = [max((_longest(row[at]) for row in rows if at < len(row)), default=0) for at in range(columns)]
    longest = max((sum(map(len, row)) for row in rows), default=0)
    few = columns <= 2 and sum(widest) <= LINE
    return few or (columns <= COLUMNS and longest <= LETTERS and sum(widest) <= WORDS)


def _longest(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _listed(table: etree._Element) -> None:
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
    heads = _heads(head)
    grid = _grid([row for row in table.iter("tr") if row not in head])
    said = {cell: pdf_body.text_of(cell) for row in grid for cell, _ in row}  # before their contents move
    # A column with nothing in it is one to be filled in: its head is said all the same.
    filled = {at for row in grid for at, (cell, _) in enumerate(row) if said[cell] or len(cell)}
    for row in grid:
        _record(row, heads, said, filled, around)
    around.tail, table.tail = table.tail, None
    parent.replace(table, around)


def _heads(rows: list[etree._Element]) -> list[str]:
    """What each column is called, of all rows of the head."""
    grid = [[pdf_body.text_of(cell) for cell, _ in row] for row in _grid(rows)]
    width = max(map(len, grid), default=0)
    return [" – ".join(dict.fromkeys(row[at] for row in grid if at < len(row) and row[at])) for at in range(width)]


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
        _fill(etree.SubElement(said_in, "span" if _inline_only(cell) else "div"), cell, "" if begins else words)
    if len(record):
        around.append(record)


def _inline_only(cell: etree._Element) -> bool:
    return not any(child.tag in _BLOCKS for child in cell.iter("*") if child is not cell)


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
