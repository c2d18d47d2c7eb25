"""Charts of lines: how something changed over time, each line named where it ends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

from publish.charts.bars import key
from publish.charts.numbers import Chart, number, written
from publish.charts.sheet import BOLD, QUIET, Point, Sheet

_DASHES: tuple[tuple[float, ...], ...] = ((), (0.5, 0.25), (0.17, 0.2), (0.75, 0.25, 0.17, 0.25))
"""Of the newest series and older ones, in ems."""
_MOST_VALUES = 28
"""Values that are written at their points; of more there is the table."""


def line(sheet: Sheet, chart: Chart) -> bool:
    """A line for each series through its points; values at all of them where there is room, else where it ends."""
    if not _line(sheet, chart, keyed=False):
        sheet.clear()
        _line(sheet, chart, keyed=True)
    return sheet.told


def _line(sheet: Sheet, chart: Chart, *, keyed: bool) -> bool:
    """Draw the chart, the series named above it if it is `keyed`; whether each could be named."""
    plot = _Plot(sheet, chart, keyed=keyed)
    plot.axes()
    all_labelled = plot.label()
    last = len(chart.series) - 1
    for c in range(len(chart.series)):
        for run in plot.runs(c):
            dashes = [part * sheet.size for part in _DASHES[(last - c) % 4]]
            if len(run) > 1:
                sheet.course(run, c, (0.2 if c == last else 0.15) * sheet.size, dashes)
    for c, r in plot.points():
        alone = all(not 0 <= other < len(chart.labels) or chart.values[other][c] is None for other in (r - 1, r + 1))
        if len(chart.labels) < 15 or r in (plot.first[c], plot.ends[c]) or alone:
            sheet.spot(plot.across(r), plot.up(plot.value(r, c)), c)
    named = plot.name_ends()
    sheet.told = plot.write_values() and all_labelled and plot.whole
    return named


class _Plot:
    """Where the lines of a chart go: the paper between its scale and the names at their ends, in CSS px."""

    def __init__(self, sheet: Sheet, chart: Chart, *, keyed: bool) -> None:
        self.sheet, self.chart, self.size = sheet, chart, sheet.size
        values = [value for row in chart.values for value in row if value is not None] or [0.0]
        self.least, self.most, self.ticks = _scale(min(values), max(values))
        pattern = next((cell for row in chart.typed for cell in row if number(cell, chart.language) is not None), "")
        self.marks = [written(tick, pattern, chart.language) for tick in self.ticks]
        self.start = sheet.widest(self.marks) + 0.8 * self.size
        self.first: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        for c, r in self.points():
            self.first.setdefault(c, r)
            self.ends[c] = r
        several = len(chart.series) > 1
        named = several and not keyed
        self.blocks = {c: [*self._name(c, named), (chart.typed[r][c], BOLD)] for c, r in self.ends.items()}
        self.late = [c for c, r in self.ends.items() if r == len(chart.labels) - 1]
        after = max((sheet.wide(*line) for c in self.late for line in self.blocks[c]), default=0.0)
        self.right = sheet.width - after - (0.9 * self.size if after else 0.5 * self.size)
        head = key(sheet, chart, spots=True) if keyed or not several else 0.0
        self.top = head + 1.5 * self.size
        deep = sum(len(self.blocks[c]) * sheet.leading + 0.3 * self.size for c in self.late)
        self.bottom = self.top + max(10.5 * self.size, 0.36 * sheet.width, deep - 0.5 * self.size)
        self.spots = _spots(chart)
        self.whole = True
        """Whether all last values could be written."""

    def _name(self, column: int, named: bool) -> list[tuple[str, int]]:
        """The lines of a series' name, with their weight; none where it is named elsewhere."""
        words = self.sheet.broken(self.chart.series[column], 0.24 * self.sheet.width) if named else []
        return [(line, 400) for line in words]

    def points(self) -> Iterator[tuple[int, int]]:
        """The column and row of each value that there is."""
        for c in range(len(self.chart.series)):
            for r, row in enumerate(self.chart.values):
                if row[c] is not None:
                    yield c, r

    def value(self, row: int, column: int) -> float:
        """A value that is there."""
        return float(self.chart.values[row][column] or 0)

    def across(self, row: int) -> float:
        """Where a row stands."""
        inset, spread = 1.0 * self.size, (self.spots[-1] - self.spots[0]) or 1.0
        width = self.right - self.start - 2 * inset
        return self.start + inset + width * (self.spots[row] - self.spots[0]) / spread

    def up(self, value: float) -> float:
        """How high a value stands."""
        return self.bottom - (self.bottom - self.top) * (value - self.least) / ((self.most - self.least) or 1)

    def runs(self, column: int) -> Iterator[list[Point]]:
        """The points of a series, a list for each stretch without a gap."""
        run: list[Point] = []
        for row, values in enumerate(self.chart.values):
            if values[column] is None:
                yield run
                run = []
            else:
                run.append((self.across(row), self.up(self.value(row, column))))
        yield run

    def axes(self) -> None:
        """The scale with a fine line for each tick, a firm one at nought."""
        for tick, words in zip(self.ticks, self.marks, strict=True):
            y = self.up(tick)
            if tick == 0:
                self.sheet.rule(self.start, y, self.right, y)
            else:
                self.sheet.grid(self.start, self.right, y)
            self.sheet.text(self.start - 0.6 * self.size, y, words, align="end", fill=QUIET)

    def label(self) -> bool:
        """Name as many rows under the lines as there is room for, the first and the last first; whether all have it."""
        sheet, size = self.sheet, self.size
        names = [sheet.broken(label, 0.3 * sheet.width) for label in self.chart.labels]
        halves = [sheet.widest(words) / 2 for words in names]
        middles = [min(max(self.across(r), half), sheet.width - half) for r, half in enumerate(halves)]
        clear, last = -1e9, len(names) - 1
        shown = []
        for r, (middle, half) in enumerate(zip(middles, halves, strict=True)):
            if r == last or (middle - half > clear and middle + half + 0.7 * size < middles[last] - halves[last]):
                shown.append(r)
                clear = middle + half + 0.7 * size
        for r in shown:
            for n, words in enumerate(names[r]):
                y = self.bottom + 0.65 * size + (n + 0.5) * sheet.leading
                sheet.text(middles[r], y, words, align="middle", fill=QUIET)
            sheet.rule(self.across(r), self.bottom, self.across(r), self.bottom + 0.35 * size, QUIET, 0.8)
        sheet.height = self.bottom + 0.65 * size + max(len(names[r]) for r in shown) * sheet.leading
        return len(shown) == len(names)

    def name_ends(self) -> bool:
        """Write each series' name, and its last value, where its line ends; whether all found room."""
        wanted = [
            (self.up(self.value(self.ends[c], c)), len(self.blocks[c]) * self.sheet.leading + 0.3 * self.size, c)
            for c in self.late
        ]
        for y, c in _apart(wanted, self.top - 0.6 * self.size, self.bottom + 0.1 * self.size):
            self._block(self.right + 0.3 * self.size, y, c)
        named = [self._named(c) for c in self.ends if c not in self.late]
        return all(named)

    def _named(self, column: int) -> bool:
        """Write a series' name beside its last point, with its value where there is room for both."""
        x, y = self.across(self.ends[column]), self.up(self.value(self.ends[column], column))
        *name, value = self.blocks[column]
        if self.sheet.placed([*name, value], self._near(x, y, len(name) + 1)):
            return True
        self.whole = False
        return bool(name) and self.sheet.placed(name, self._near(x, y, len(name)))

    def _block(self, x: float, y: float, column: int) -> None:
        lines = self.blocks[column]
        end = self.across(self.ends[column]), self.up(self.value(self.ends[column], column))
        if abs(y - end[1]) > 0.6 * self.size:
            self.sheet.rule(end[0] + 0.5 * self.size, end[1], x - 0.2 * self.size, y, QUIET, 0.6)
        for n, (words, weight) in enumerate(lines):
            self.sheet.text(x, y + (n - (len(lines) - 1) / 2) * self.sheet.leading, words, weight=weight)

    def _near(self, x: float, y: float, deep: int) -> Iterator[tuple[float, float, str]]:
        """Places for lines beside a point, best first."""
        step = self.sheet.leading / 2
        for away in (0, -1, 1, -2, 2):
            yield x + 0.65 * self.size, y + away * step, "start"
        for align in ("middle", "end", "start"):
            yield x, y - (deep - 1) * step - 1.1 * self.size, align
            yield x, y + (deep - 1) * step + 0.95 * self.size, align

    def write_values(self) -> bool:
        """Write each value that does not stand where its line ends at its point; none unless all have room."""
        rest = [(c, r) for c, r in self.points() if r != self.ends[c]]
        if len(rest) > _MOST_VALUES:
            return False
        return self.sheet.all_placed((([(self.chart.typed[r][c], 400)], self._beside(r, c)) for c, r in rest))

    def _beside(self, row: int, column: int) -> Iterator[tuple[float, float, str]]:
        x, y = self.across(row), self.up(self.value(row, column))
        near = [
            self.value(other, column)
            for other in (row - 1, row + 1)
            if 0 <= other < len(self.chart.labels) and self.chart.values[other][column] is not None
        ]
        above, below = (x, y - 1.05 * self.size, "middle"), (x, y + 0.9 * self.size, "middle")
        low = bool(near) and self.value(row, column) < sum(near) / len(near)
        yield from (below, above) if low else (above, below)
        for away in (-0.7 * self.size, 0.7 * self.size):
            yield x - 0.4 * self.size, y + away, "end"
            yield x + 0.4 * self.size, y + away, "start"


def _spots(chart: Chart) -> list[float]:
    """Years stand as far apart as they are; what is not in order of a number stands evenly."""
    years = [year for label in chart.labels if (year := number(label, "en")) is not None]
    dated = len(years) == len(chart.labels) and all(before < after for before, after in pairwise(years))
    return years if dated else [float(n) for n in range(len(chart.labels))]


def _scale(low: float, high: float) -> tuple[float, float, list[float]]:
    """The ends of an axis and its ticks; from nought, unless that would hide all that happens."""
    if (low > 0 and (high - low) > 0.25 * high) or low == high:
        low = min(0.0, low)
    high = max(high, 0.0) if low == 0 else high
    span = (high - low) or 1.0
    power = 10.0 ** math.floor(math.log10(span))
    step = next((power * m for m in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10) if span / (power * m) <= 4.6), power * 10)
    first = int(low // step)
    last = first
    while last * step < high - 1e-9:
        last += 1
    return first * step, last * step, [n * step for n in range(first, last + 1)]


def _apart(wanted: Iterable[tuple[float, float, int]], top: float, bottom: float) -> list[tuple[float, int]]:
    """Middles for things of a height, as near as can be to where they are wanted, none over another."""
    ordered = sorted(wanted)
    places = [middle for middle, _, _ in ordered]
    for _ in range(60):
        for n in range(len(ordered) - 1):
            gap = (ordered[n][1] + ordered[n + 1][1]) / 2 - (places[n + 1] - places[n])
            if gap > 0:
                places[n] -= gap / 2
                places[n + 1] += gap / 2
        if places:
            places[0] = max(places[0], top + ordered[0][1] / 2)
            places[-1] = min(places[-1], max(bottom - ordered[-1][1] / 2, places[0]))
    return [(place, thing[2]) for place, thing in zip(places, ordered, strict=True)]
