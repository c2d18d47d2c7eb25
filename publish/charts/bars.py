"""Charts of rows: bars, stacked bars and dots; and the parts of a whole, a bar across the measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from publish.charts.numbers import Chart, percent, written
from publish.charts.sheet import BOLD, QUIET, Area, Sheet


def key(sheet: Sheet, chart: Chart, start: float = 0.0, *, spots: bool = False) -> float:
    """Name the series in a row above the drawing, from `start` on; how much room that takes."""
    size, several = sheet.size, len(chart.series) > 1
    if not several and (not chart.series[0] or chart.series[0].casefold() == chart.title.casefold()):
        return 0.0
    before = 1.3 * size if several else 0.0
    x, y, deepest = start, 0.0, 1
    for c, name in enumerate(chart.series):
        words = sheet.broken(name, sheet.width - start - before)
        wide = before + sheet.widest(words)
        if x > start and x + wide > sheet.width:
            x, y, deepest = start, y + deepest * sheet.leading, 1
        if several and spots:
            sheet.spot(x + 0.45 * size, y + sheet.leading / 2, c)
        elif several:
            sheet.bar(x, y + sheet.leading / 2 - 0.42 * size, x + 0.84 * size, y + sheet.leading / 2 + 0.42 * size, c)
        sheet.column(x + before, y + len(words) * sheet.leading / 2, words, fill="ink" if several else QUIET)
        x, deepest = x + wide + 1.4 * size, max(deepest, len(words))
    return y + deepest * sheet.leading + 0.6 * size


class _Rows:
    """Where rows go: their labels beside or above them, and the paper on which values are laid off across.

    `ends` are values with what stands before and after their marks, in CSS px.
    """

    def __init__(self, sheet: Sheet, chart: Chart, ends: Sequence[tuple[float, float, float]]) -> None:
        self.sheet, self.chart = sheet, chart
        values = [value for value, _, _ in ends]
        self.least, self.most = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
        widest = max(sheet.widest(chart.labels), 0.0)
        room = min(widest, (0.28 if self.least < 0 else 0.38) * sheet.width)
        self.labels = [sheet.even(label, room) for label in chart.labels]
        self.start = max(map(sheet.widest, self.labels), default=0.0) + 0.9 * sheet.size
        self.left, self.span = self._spread(ends)
        narrow = self.span < 0.42 * sheet.width or max(map(len, self.labels)) > 2
        self.over = narrow and self.start > 0.15 * sheet.width
        if self.over:
            self.start = 0.0
            self.labels = [sheet.broken(label, sheet.width) for label in chart.labels]
            self.left, self.span = self._spread(ends)
        self.span = max(self.span, 0.1 * sheet.width)

    def _spread(self, ends: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
        """What is left free before the marks, and how far they go: as far as there is room for what is beside each."""
        left = span = 0.0
        whole = self.sheet.width - self.start
        shares = [((value - self.least) / ((self.most - self.least) or 1), *room) for value, *room in ends]
        for _ in range(6):
            span = min(
                ((whole - left - after) / share for share, _, after in shares if share > 0.05), default=whole - left
            )
            left = max((before - span * share for share, before, _ in shares), default=0.0)
            left = max(left, 0.0)
        return left, min(span, whole - left)

    def place(self, value: float) -> float:
        """Where a value is laid off."""
        return self.start + self.left + self.span * (value - self.least) / ((self.most - self.least) or 1)

    def each(self, thick: float, gap: float, *, spots: bool = False) -> Iterator[tuple[int, float]]:
        """Each row with where its marks begin, its label written, `thick` high; the axis is drawn beside them."""
        sheet = self.sheet
        y = key(sheet, self.chart, self.start, spots=spots)
        heading = self.chart.heading
        if y and not self.over and 0 < sheet.wide(heading) <= self.start - 0.9 * sheet.size:
            sheet.text(self.start - 0.7 * sheet.size, sheet.leading / 2, heading, align="end", fill=QUIET)
        top = y
        for r, label in enumerate(self.labels):
            tall = len(label) * sheet.leading
            if self.over:
                sheet.column(0, y + tall / 2, label)
                y = top = y + tall + 0.1 * sheet.size
            deep = thick if self.over else max(thick, tall)
            if not self.over:
                sheet.column(self.start - 0.7 * sheet.size, y + deep / 2, label, align="end")
            yield r, y + (deep - thick) / 2
            y += deep
            if self.over or r == len(self.labels) - 1:
                sheet.upright(self.place(0), top, y)
            y += gap
        sheet.height = y - gap


def bar(sheet: Sheet, chart: Chart) -> bool:
    """A bar for each number, rows from the top, its value after it."""
    size, several = sheet.size, len(chart.series) > 1
    ends: list[tuple[float, float, float]] = []
    for cell, value in (pair for row in zip(chart.typed, chart.values, strict=True) for pair in zip(*row, strict=True)):
        wide = sheet.wide(cell or "–", BOLD) + 0.5 * size
        back = value is not None and value < 0
        ends.append((value or 0.0, wide if back else 0.0, 0.0 if back else wide))
    rows = _Rows(sheet, chart, ends)
    thick = size * (1.15 if several else 1.45)
    for r, top in rows.each((thick + 1.5) * len(chart.series) - 1.5, size * (0.9 if several else 0.55)):
        for c, value in enumerate(chart.values[r]):
            y = top + c * (thick + 1.5)
            end = rows.place(value or 0.0)
            if value:
                sheet.bar(rows.place(0), y, end, y + thick, c)
            _write_value(sheet, chart.typed[r][c], value, end, y + thick / 2)
    return True


def _write_value(sheet: Sheet, typed: str, value: float | None, end: float, y: float) -> None:
    """A number behind the end of its bar; before it where it is less than nought, quiet where there is none."""
    back = (value or 0) < 0
    how = {"weight": 400, "fill": QUIET} if value is None else {"weight": BOLD}
    x = end - 0.4 * sheet.size if back else end + 0.4 * sheet.size
    sheet.text(x, y, typed or "–", align="end" if back else "start", **how)


def stacked(sheet: Sheet, chart: Chart) -> bool:
    """A bar for each row, its series behind each other; what is below nought goes to the other side."""
    if len(chart.series) == 1:
        return bar(sheet, chart)
    size, told = sheet.size, True
    sums = [_sum(chart, r) for r in range(len(chart.labels))]
    ends = [(0.0, 0.0, 0.0)]
    for r, row in enumerate(chart.values):
        there = [value for value in row if value is not None]
        ends.append((sum(value for value in there if value > 0), 0.0, sheet.wide(sums[r], BOLD) + 0.5 * size))
        ends.append((sum(value for value in there if value < 0), 0.0, 0.0))
    rows = _Rows(sheet, chart, ends)
    thick = 1.7 * size
    for r, top in rows.each(thick, 0.6 * size):
        forth = back = 0.0
        for c, value in enumerate(chart.values[r]):
            if not value:
                told = told and value is not None
                continue
            begin = forth if value > 0 else back
            x, x2 = sorted((rows.place(begin), rows.place(begin + value)))
            sheet.bar(x, top, max(x2 - 1, x + 0.5), top + thick, c)
            fits = sheet.wide(chart.typed[r][c]) + 0.5 * size <= x2 - x
            told = told and fits
            if fits:
                sheet.text((x + x2) / 2, top + thick / 2, chart.typed[r][c], align="middle", fill=f"on{c}")
            forth, back = (begin + value, back) if value > 0 else (forth, begin + value)
        sheet.text(rows.place(forth) + 0.4 * size, top + thick / 2, sums[r], weight=BOLD)
    return told


def _sum(chart: Chart, row: int) -> str:
    """What the numbers of a row come to, as they are typed; nothing where one is missing or less than nought."""
    values = [value for value in chart.values[row] if value is not None]
    if len(values) < len(chart.series) or min(values) < 0:
        return ""
    places = [len(found[1]) if (found := re.search(r"[.,](\d{1,2})\D*$", cell)) else 0 for cell in chart.typed[row]]
    return written(sum(values), chart.typed[row][0], chart.language, max(places))


def dot(sheet: Sheet, chart: Chart) -> bool:
    """A row for each label, a dot for each number on it."""
    size, told = sheet.size, True
    ends = [(0.0, 0.0, 0.0)]
    for r, row in enumerate(chart.values):
        there = sorted((value, c) for c, value in enumerate(row) if value is not None)
        if there:
            before = sheet.wide(chart.typed[r][there[0][1]], BOLD) + size if len(there) > 1 else 0.5 * size
            ends.append((there[0][0], before, 0.0))
            ends.append((there[-1][0], 0.0, sheet.wide(chart.typed[r][there[-1][1]], BOLD) + size))
    rows = _Rows(sheet, chart, ends)
    for r, top in rows.each((3.0 if len(chart.series) > 2 else 1.7) * size, 0.2 * size, spots=True):
        middle = top + (1.5 if len(chart.series) > 2 else 0.85) * size
        there = sorted((rows.place(value), c) for c, value in enumerate(chart.values[r]) if value is not None)
        sheet.grid(rows.place(rows.least), rows.place(rows.most), middle)
        if len(there) > 1:
            sheet.rule(there[0][0], middle, there[-1][0], middle, QUIET, 1.6)
        for n, (x, c) in enumerate(there):
            near = n > 0 and x - there[n - 1][0] < 0.7 * size
            sheet.spot(x, middle + (0.3 * size * (1 if n % 2 else -1) if near else 0), c)
        told = _dot_values(sheet, [(x, chart.typed[r][c]) for x, c in there], middle) and told
        told = told and len(there) == len(chart.series)
    return told


def _dot_values(sheet: Sheet, there: Sequence[tuple[float, str]], middle: float) -> bool:
    """Write a row's values beside its first and last dot, the others over or under theirs; whether all have room."""
    told = True
    there = [one for n, one in enumerate(there) if n == 0 or one != there[n - 1]]
    for n, (x, words) in sorted(enumerate(there), key=lambda one: 0 < one[0] < len(there) - 1):
        after, before = (x + 0.75 * sheet.size, middle, "start"), (x - 0.75 * sheet.size, middle, "end")
        over, under = (x, middle - 1.05 * sheet.size, "middle"), (x, middle + 0.95 * sheet.size, "middle")
        places = (after, over, under) if n == len(there) - 1 else (before, over, under) if n == 0 else (over, under)
        told = sheet.placed([(words, BOLD)], places) and told
    return told


# ------------------------------------------------------------------------------------------------- parts of a whole


class _Part(NamedTuple):
    row: int
    left: float
    right: float
    said: tuple[tuple[str, int], ...]
    """What is to be written over it: lines with their weights."""


class _Flag(NamedTuple):
    part: _Part
    area: Area
    foot: float
    """Where its pole stands on the bar."""


_HIGHEST = 30
"""Ems above a bar up to which the names of its parts may stand."""


def share(sheet: Sheet, chart: Chart) -> bool:
    """A bar across the measure for each series, what its parts are and how large written over them."""
    size, several = sheet.size, len(chart.series) > 1
    thick = max(2.0 * size, 0.085 * sheet.width)
    y, told = key(sheet, chart) if not several else 0.0, True
    named: set[int] = set()
    for c, name in enumerate(chart.series):
        if several:
            heads = sheet.broken(name, sheet.width, BOLD)
            sheet.column(0, y + len(heads) * sheet.leading / 2, heads, weight=BOLD)
            y += (len(heads) + 0.15) * sheet.leading
        parts = list(_parts(sheet, chart, c, named))
        flags = _flags(sheet, parts)
        top = y + max((-flag.area.top for flag in flags), default=0.0)
        for part in parts:
            sheet.bar(part.left, top, max(part.right - 1.2, part.left + 0.5), top + thick, part.row)
        for flag in flags:
            named.add(flag.part.row)
            line = flag.area.top + top + sheet.leading / 2
            for n, (words, weight) in enumerate(flag.part.said):
                sheet.text(flag.area.left, line + n * sheet.leading, words, weight=weight)
            if flag.area.bottom < -size or flag.area.right > flag.part.right:
                sheet.rule(flag.foot, flag.area.bottom + top, flag.foot, top - 1, QUIET, 0.8)
        told = told and len(flags) == len(chart.labels)
        y = top + thick + 1.1 * size
    sheet.height = y - 1.1 * size
    return told


def _parts(sheet: Sheet, chart: Chart, column: int, named: set[int]) -> Iterator[_Part]:
    """The parts of a series that are more than nothing; those named in a bar before say how large they are alone."""
    total = sum(row[column] or 0 for row in chart.values) or 1.0
    x = 0.0
    for r, row in enumerate(chart.values):
        wide = sheet.width * (row[column] or 0) / total
        if wide <= 0:
            continue
        typed = chart.typed[r][column]
        amount = typed if "%" in typed else f"{typed} ({percent(chart, r, column)})"
        room = max(wide - 0.5 * sheet.size, 0.3 * sheet.width)
        if len(sheet.broken(chart.labels[r], room)) > 4:
            room = max(room, 0.6 * sheet.width)
        names = [] if r in named else [(line, 400) for line in sheet.broken(chart.labels[r], room)]
        yield _Part(r, x, x + wide, (*names, *((line, BOLD) for line in sheet.broken(amount, room, BOLD))))
        x += wide


def _flags(sheet: Sheet, parts: Sequence[_Part]) -> list[_Flag]:
    """Where what is said of the parts stands, the bar's upper side at 0; the order is taken that has room for most."""
    orders = (parts, parts[::-1], sorted(parts, key=lambda part: part.left - part.right))
    made = [_flagged(sheet, order) for order in orders]
    return max(made, key=lambda flags: (len(flags), min((flag.area.top for flag in flags), default=0.0)))


def _flagged(sheet: Sheet, parts: Sequence[_Part]) -> list[_Flag]:
    """The parts that find room one after another, each as low as can be."""
    made: list[_Flag] = []
    for part in parts:
        wide = max(sheet.wide(words, weight) for words, weight in part.said)
        tall = len(part.said) * sheet.leading
        middle = (part.left + part.right) / 2
        floors = sorted({-0.3 * sheet.size, *(flag.area.top - 0.15 * sheet.size for flag in made)}, reverse=True)
        most = sheet.width - wide
        lefts = [left for left in (part.left, part.right - wide - 2) if 0 <= left <= most]
        for floor, left in product(floors, (*lefts, min(max(middle - wide / 2, 0.0), most))):
            foot = min(max(middle, left + 1), left + wide - 1)
            flag = _Flag(part, Area(left, floor - tall, left + wide, floor), foot)
            stands = part.left <= foot <= part.right and -flag.area.top < _HIGHEST * sheet.size
            if stands and not any(_tangled(flag, other, 0.4 * sheet.size) for other in made):
                made.append(flag)
                break
    return made


def _tangled(one: _Flag, other: _Flag, near: float) -> bool:
    """Whether two flags are too near to each other, or the pole of one goes through the other."""
    poles = (Area(flag.foot - 1.5, flag.area.bottom, flag.foot + 1.5, 0) for flag in (one, other))
    wider = Area(one.area.left - near, one.area.top, one.area.right + near, one.area.bottom)
    return wider.meets(other.area) or any(map(Area.meets, poles, (other.area, one.area)))
