"""Tables (GitHub's 4.10), as wide as their longest row: what stands past the last heading is kept."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit

from publish.readers.syntax.blocks import inline

_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
ROW_HEADS = "{row-heads}"
"""On the line under a table: the first cell of each row heads it."""
_MOST_EMPTY = 0x10000
"""Cells that are wanting in short rows: past this the text is no table, but an attempt to fill memory."""


def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A row of heads with a row of dashes under it, and the rows that follow."""
    if start + 1 >= end or not _begins(state, start):
        return False
    if silent:
        return True
    last = start + 2
    while last < end and _goes_on(state, last, end):
        last += 1
    named = last > start + 2 and _text(state, last - 1) == ROW_HEADS
    rows = [_cells(state, line) for line in (start, *range(start + 2, last - named))]
    sides = [_side(cell) for cell in _cells(state, start + 1)]
    width = max(len(sides), *map(_width, rows))
    if sum(width - len(row) for row in rows if len(row) < width) > _MOST_EMPTY:
        return False
    sides += [""] * (width - len(sides))
    opening = state.push("table_open", "table", 1)
    opening.map = [start, last]
    if named:
        opening.attrSet("class", "row-heads")
    _part(state, "thead", "th", [(start, rows[0])], sides)
    if rows[1:]:
        _part(state, "tbody", "td", list(enumerate(rows[1:], start=start + 2)), sides)
    state.push("table_close", "table", -1)
    state.line = last
    return True


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def _begins(state: StateBlock, line: int) -> bool:
    if any(state.is_code_block(at) or state.sCount[at] < state.blkIndent for at in (line, line + 1)):
        return False
    head, below = _text(state, line), _text(state, line + 1)
    return "|" in head and "|" in below and _DELIMITERS.match(below) is not None


def _goes_on(state: StateBlock, line: int, end: int) -> bool:
    if state.isEmpty(line) or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return False
    before, state.parentType = state.parentType, "table"
    ended = any(other(state, line, end, True) for other in state.md.block.ruler.getRules("blockquote"))
    state.parentType = before
    return not ended


def _cells(state: StateBlock, line: int) -> list[str]:
    cells = escapedSplit(_text(state, line))
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


def _part(state: StateBlock, part: str, kind: str, rows: list[tuple[int, list[str]]], sides: list[str]) -> None:
    state.push(f"{part}_open", part, 1)
    for line, row in rows:
        state.push("tr_open", "tr", 1)
        for n, side in enumerate(sides):
            cell = state.push(f"{kind}_open", kind, 1)
            if side:
                cell.attrSet("align", side)
            inline(state, line, row[n] if n < len(row) else "")
            state.push(f"{kind}_close", kind, -1)
        state.push("tr_close", "tr", -1)
    state.push(f"{part}_close", part, -1)
