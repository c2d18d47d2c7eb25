"""The cells of a table where they stand, and which of them head which, by the algorithm of HTML.

One answer for every output: the structure tree of a PDF, large print's records, the ebook, the archive, text, braille.
Elements may be lxml's or those of the standard library. See HTML, 4.9.12.1 (forming a table) and 4.9.12.2 (data cells
and header cells).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple


class Slot(NamedTuple):
    """A place in the grid, and the cell that is there."""

    cell: Any
    leftmost: bool
    """Whether the cell does not reach in from the column before."""
    topmost: bool
    """Whether it does not reach in from the row above."""

    @property
    def begins(self) -> bool:
        """Whether the cell begins here."""
        return self.leftmost and self.topmost


def grid(rows: list[Any]) -> list[list[Slot]]:
    """The cells of each row, by column; the rows are those of one part of a table, which no cell reaches out of."""
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


def _span(cell: Any, which: str) -> int:
    typed = cell.get(which, "1").strip()
    if not typed.isdigit():
        return 1
    if typed == "0" and which == "rowspan":
        return 999  # to the end of its part
    return max(1, min(int(typed), 999 if which == "rowspan" else 99))


class Place(NamedTuple):
    """A cell, and which columns and rows it reaches over."""

    cell: Any
    x: int
    y: int
    width: int
    height: int
    part: int
    """Which of the table's parts (`thead`, `tbody`, `tfoot`) it is in."""
    kind: str
    """`col` or `row` for what heads columns or rows, `group` for what heads the rest of its part, empty for data."""


def scope(place: Place) -> str:
    """What HTML's `scope` says of a head: `col`, `row` or `rowgroup`; empty for a cell that heads nothing."""
    return {"group": "rowgroup"}.get(place.kind, place.kind)


class Heads:
    """Which cells of a table are heads, and whose."""

    def __init__(self, table: Any) -> None:
        self.places: dict[Any, Place] = {}
        """Each cell, by itself, in the order of the rows."""
        self.slots: dict[tuple[int, int], Place] = {}
        self.rows: list[tuple[Any, list[Slot]]] = []
        """Each row, and what stands in its columns."""
        spots: dict[Any, list[int]] = {}
        parts: dict[Any, int] = {}
        within: list[Any] = []
        for number, part in enumerate(_parts(table)):
            for row, line in zip(part, grid(part), strict=True):
                for x, slot in enumerate(line):
                    spot = spots.setdefault(slot.cell, [x, len(self.rows), x, len(self.rows)])
                    spot[2], spot[3] = max(spot[2], x), len(self.rows)
                    parts[slot.cell] = number
                self.rows.append((row, line))
                within.append(number)
        self.width = max((len(line) for _, line in self.rows), default=0)
        heading = {id(row) for section in table if section.tag == "thead" for row in section}
        self._data_rows = {y for cell, (_, top, _, low) in spots.items() if _is_data(cell) for y in range(top, low + 1)}
        self._data_columns = {x for cell, (x1, _, x2, _) in spots.items() if _is_data(cell) for x in range(x1, x2 + 1)}
        for cell, (x, y, right, low) in spots.items():
            in_head = id(self.rows[y][0]) in heading
            place = Place(cell, x, y, right - x + 1, low - y + 1, parts[cell], "")
            self.places[cell] = place = place._replace(kind=self._kind(place, in_head=in_head))
            for across in range(x, right + 1):
                for down in range(y, low + 1):
                    self.slots[across, down] = place

    def _kind(self, place: Place, *, in_head: bool) -> str:
        cell = place.cell
        if cell.tag != "th" or _is_empty(cell):
            return ""
        if said := {"col": "col", "colgroup": "col", "row": "row", "rowgroup": "group"}.get(cell.get("scope", "")):
            return said
        if in_head or not any(y in self._data_rows for y in range(place.y, place.y + place.height)):
            return "col"
        return "row"  # in a body, what stands beside data heads its row, whatever else is in its column

    def of(self, cell: Any) -> tuple[Any, ...]:
        """The heads of a cell: those of its row from the outermost, then those of its columns from the top."""
        place = self.places[cell]
        found: list[Any] = []
        for y in range(place.y, place.y + place.height):
            found += reversed(list(self._scan(place, place.x, y, -1, 0)))
        for x in range(place.x, place.x + place.width):
            found += reversed(list(self._scan(place, x, place.y, 0, -1)))
        found += self._groups(place)
        return tuple(head for head in dict.fromkeys(found) if head is not cell)

    def paths(self, cell: Any) -> list[tuple[Any, ...]]:
        """The heads of each column that a cell is in, from the top; those of groups, which are said above, left out."""
        place = self.places[cell]
        found: list[tuple[Any, ...]] = []
        for x in range(place.x, place.x + place.width):
            over = [head for head in self._scan(place, x, place.y, 0, -1) if self.lone(self.places[head].y) is None]
            found.append(tuple(reversed(over)))
        return list(dict.fromkeys(found))

    def title(self, cell: Any, said: Callable[[Any], str]) -> str:
        """What the columns of a cell are called: `Summer – Day`, or of several columns `Day, Night`."""
        paths = (" – ".join(dict.fromkeys(filter(None, map(said, path)))) for path in self.paths(cell))
        return ", ".join(dict.fromkeys(filter(None, paths)))

    def _scan(self, place: Place, x: int, y: int, across: int, down: int) -> Iterator[Any]:
        """The heads on the way to the left or to the top: behind data, none that is as wide as one passed before."""
        opaque: list[Place] = []
        block: list[Place] = [place] if place.kind else []
        in_block = bool(place.kind)
        while (x := x + across) >= 0 and (y := y + down) >= 0:
            current = self.slots.get((x, y))
            if current is None:
                continue
            if current.kind:
                in_block = True
                block.append(current)
                if not _is_blocked(current, opaque, upwards=down != 0):
                    yield current.cell
            elif current.cell.tag == "td" and in_block:
                in_block = False
                opaque += block
                block = []

    def _groups(self, place: Place) -> list[Any]:
        """The heads of the part that it is in: of those that are as wide the nearest one above."""
        nearest: dict[tuple[int, int], Any] = {}
        if place.kind != "group":
            for other in self.places.values():
                here = other.kind == "group" and other.part == place.part
                if here and other.y <= place.y and other.x <= place.x + place.width - 1:
                    nearest[other.x, other.width] = other.cell
        return list(nearest.values())

    def over(self) -> list[list[Any]]:
        """By column, the heads that stand in the rows above all others, from the top; without lone ones."""
        last = self._first_of_others()
        found: list[list[Any]] = []
        for x in range(self.width):
            column = [self.slots.get((x, y)) for y in range(last) if self.lone(y) is None]
            found.append(list(dict.fromkeys(place.cell for place in column if place is not None and place.kind)))
        return found

    def below(self) -> list[int]:
        """The rows that are not the heads of columns: those below these, and lone ones."""
        last = self._first_of_others()
        return [y for y in range(len(self.rows)) if y >= last or self.lone(y) is not None]

    def _first_of_others(self) -> int:
        return next((y for y in range(len(self.rows)) if not self.heading(y)), len(self.rows))

    def heading(self, y: int) -> bool:
        """Whether no data stands in a row, so that all of it heads what follows."""
        kinds = {place.kind for slot in self.rows[y][1] if (place := self.places[slot.cell]).kind}
        return y not in self._data_rows and bool(kinds - {"row"})

    def lone(self, y: int) -> Any | None:
        """The cell that is alone in a row and as wide as its table, as the head of a group is; None for other rows."""
        cells = {slot.cell for slot in self.rows[y][1]}
        cell = next(iter(cells), None)
        if len(cells) == 1 and self.width > 1 and self.places[cell].width == self.width and self.places[cell].kind:
            return cell
        return None

    @property
    def simple(self) -> bool:
        """Whether each head heads one column from the table's first row, or one row from its first cell."""
        return all(
            place.width == place.height == 1 and ((place.kind == "col" and place.y == 0) or place.kind in ("", "row"))
            for place in self.places.values()
        )


def declare(table: Any, prefix: str) -> None:
    """Say in HTML which cells are heads and whose, in place: by `scope`, and by `headers` where `scope` is not enough.

    Identifiers that cells need for it begin with `prefix`. A head in which nothing stands becomes a cell like others.
    """
    found = Heads(table)
    for place in found.places.values():
        for attribute in ("scope", "headers"):
            place.cell.attrib.pop(attribute, None)
        if place.kind:
            place.cell.set("scope", scope(place))
        else:
            place.cell.tag = "td"
    if found.simple:
        return
    names: dict[Any, str] = {}
    for place in found.places.values():
        for head in found.of(place.cell):
            if head not in names:
                names[head] = head.get("id") or f"{prefix}-{len(names) + 1}"
                head.set("id", names[head])
        if heading := " ".join(names[head] for head in found.of(place.cell)):
            place.cell.set("headers", heading)


def _is_blocked(current: Place, opaque: list[Place], *, upwards: bool) -> bool:
    if upwards:
        return current.kind != "col" or any(past.x == current.x and past.width == current.width for past in opaque)
    return current.kind != "row" or any(past.y == current.y and past.height == current.height for past in opaque)


def _is_data(cell: Any) -> bool:
    return cell.tag == "td" and not _is_empty(cell)


def _is_empty(cell: Any) -> bool:
    """Whether nothing stands in it: no words and no picture."""
    return not "".join(cell.itertext()).strip() and next(cell.iter("img"), None) is None


def _parts(table: Any) -> Iterator[list[Any]]:
    """The rows of each part of a table; rows that are in none are a part together."""
    loose: list[Any] = []
    for child in table:
        if child.tag == "tr":
            loose.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            if loose:
                yield loose
                loose = []
            yield [row for row in child if row.tag == "tr"]
    if loose:
        yield loose
