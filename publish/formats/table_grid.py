"""The cells of a table as they stand: in rows and columns, whatever they reach over."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree


class Slot(NamedTuple):
    """A place in the grid, and the cell that is there."""

    cell: etree._Element
    leftmost: bool
    """Whether the cell does not reach in from the column before."""
    topmost: bool
    """Whether it does not reach in from the row above."""

    @property
    def begins(self) -> bool:
        """Whether the cell begins here."""
        return self.leftmost and self.topmost


def grid(rows: list[etree._Element]) -> list[list[Slot]]:
    """The cells of each row, by column."""
    found: list[list[Slot]] = []
    above: dict[int, tuple[Slot, int]] = {}
    for row in rows:
        line: list[Slot] = []
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        while cells or len(line) in above:
            if len(line) in above:
                slot, left = above.pop(len(line))
                if left > 1:
                    above[len(line)] = (slot, left - 1)
                line.append(slot)
                continue
            cell = cells.pop(0)
            for step in range(_span(cell, "colspan")):
                if (deep := _span(cell, "rowspan")) > 1:
                    above[len(line)] = (Slot(cell, step == 0, topmost=False), deep - 1)
                line.append(Slot(cell, step == 0, topmost=True))
        found.append(line)
    return found


def _span(cell: etree._Element, which: str) -> int:
    typed = cell.get(which, "1")
    return max(1, min(int(typed), 99)) if typed.isdigit() else 1


def heads(rows: list[list[str]], width: int) -> list[str]:
    """What each of so many columns is called, by what the rows of the head say there."""
    return [" – ".join(dict.fromkeys(row[at] for row in rows if at < len(row) and row[at])) for at in range(width)]
