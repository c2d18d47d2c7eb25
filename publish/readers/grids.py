"""Tables whose rows have unlike numbers of cells: made even, since a tagged PDF may have no others (PDF/UA-1, 7.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree


class _Cell(NamedTuple):
    element: Any
    start: int
    span: int


class _Row(NamedTuple):
    element: Any
    cells: list[_Cell]
    covered: set[int]
    """The columns that have a cell, of this row or of one above that reaches down to it."""


def even(table: Any) -> None:
    """Give each row of a table as many columns as the others: what is wanting is empty, and stands at its end.

    A table that is even stays as it is; in another, columns that no cell begins at are no columns. No cell reaches
    below the part of the table that it is in.
    """
    rows = list(_rows(table))
    width = max((max(row.covered, default=-1) + 1 for row in rows), default=0)
    if all(len(row.covered) == width for row in rows):
        return
    starts = {cell.start for row in rows for cell in row.cells}
    for row in rows:
        for cell in row.cells:
            _say(cell.element, "colspan", len(starts & set(range(cell.start, cell.start + cell.span))))
        if wanting := len(starts - row.covered):
            last = etree.SubElement(row.element, "td")
            _say(last, "colspan", wanting)


def _rows(table: Any) -> Iterator[_Row]:
    parts = [part for part in table if part.tag in ("thead", "tbody", "tfoot")]
    for part in parts or [table]:
        lines = part.findall("tr")
        reaching: dict[int, int] = {}
        """The columns that a cell above reaches down in, and for how many rows yet."""
        for number, line in enumerate(lines):
            row = _Row(line, [], set(reaching))
            below = {column: left - 1 for column, left in reaching.items() if left > 1}
            at = 0
            for element in line:
                while at in reaching:
                    at += 1
                span, tall = _count(element, "colspan"), _count(element, "rowspan")
                if tall > len(lines) - number:
                    tall = len(lines) - number
                    _say(element, "rowspan", tall)
                row.cells.append(_Cell(element, at, span))
                row.covered.update(range(at, at + span))
                if tall > 1:
                    below |= dict.fromkeys(range(at, at + span), tall - 1)
                at += span
            reaching = below
            yield row


def _count(element: Any, name: str) -> int:
    return int(element.get(name, "1"))


def _say(element: Any, name: str, count: int) -> None:
    if count > 1:
        element.set(name, str(count))
    else:
        element.attrib.pop(name, None)
