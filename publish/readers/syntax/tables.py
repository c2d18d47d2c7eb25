"""Tables (GitHub's 4.10), as wide as their longest row: what stands past the last heading is kept."""

from __future__ import annotations

import re

from publish.readers.syntax.lines import Lines

_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
ROW_HEADS = "{row-heads}"
"""On the line under a table: the first cell of each row heads it."""
_BARS = re.compile(r"(?<!\\)\|")
_MOST_EMPTY = 0x10000
"""Cells that are wanting in short rows: past this the text is no table, but an attempt to fill memory."""


def rule(state: Lines, start: int, end: int, silent: bool) -> bool:
    """A row of heads with a row of dashes under it, and the rows that follow."""
    if start + 1 >= end or not _begins(state, start):
        return False
    if silent:
        return True
    last = start + 2
    while last < end and _goes_on(state, last, end):
        last += 1
    named = last > start + 2 and state.text(last - 1).strip() == ROW_HEADS
    rows = [_cells(state, line) for line in (start, *range(start + 2, last - named))]
    sides = [_side(cell) for cell in _cells(state, start + 1)]
    width = max(len(sides), *map(_width, rows))
    if sum(width - len(row) for row in rows if len(row) < width) > _MOST_EMPTY:
        return False
    sides += [""] * (width - len(sides))
    with state.element("table", **({"class": "row-heads"} if named else {})):
        _part(state, "thead", "th", rows[:1], sides)
        if rows[1:]:
            _part(state, "tbody", "td", rows[1:], sides)
    state.line = last
    return True


def _begins(state: Lines, line: int) -> bool:
    if any(state.coded(at) or state.column[at] < state.inset for at in (line, line + 1)):
        return False
    head, below = state.text(line).strip(), state.text(line + 1).strip()
    return "|" in head and "|" in below and _DELIMITERS.match(below) is not None


def _goes_on(state: Lines, line: int, end: int) -> bool:
    if state.blank(line) or state.column[line] < state.inset or state.coded(line):
        return False
    before, state.within = state.within, "table"
    ended = state.ended("blockquote", line, end)
    state.within = before
    return not ended


def _cells(state: Lines, line: int) -> list[str]:
    cells = [cell.replace("\\|", "|") for cell in _BARS.split(state.text(line).strip())]
    if cells and not cells[0].strip():
        del cells[0]
    if cells and not cells[-1].strip():
        del cells[-1]
    return [cell.strip() for cell in cells]


def _width(row: list[str]) -> int:
    """Cells up to the last that has words."""
    return max((n for n, cell in enumerate(row, start=1) if cell), default=0)


def _side(dashes: str) -> str:
    ends = dashes[:1] == ":", dashes[-1:] == ":"
    return {(True, True): "center", (False, True): "right", (True, False): "left"}.get(ends, "")


def _part(state: Lines, part: str, kind: str, rows: list[list[str]], sides: list[str]) -> None:
    with state.element(part):
        for row in rows:
            with state.element("tr"):
                for n, side in enumerate(sides):
                    state.leaf(kind, row[n] if n < len(row) else "", {"align": side} if side else None)
