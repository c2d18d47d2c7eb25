"""A table of numbers becomes vector SVG in the brand's colours and letters. Wraps vl-convert (Vega).

The rules of the house: every mark is labelled where it stands, there is no legend; series differ in lightness, and in
their dashes or shapes, so that a chart survives the black-and-white copier; bars and shares begin at nought; parts of
a whole are one bar, never a pie.

Why this library: its scales, axes and marks are Vega's, it draws in 20 ms, gives the same bytes each time, and with no
base URL allowed it fetches nothing. Its price is 84 MB and a second to start, once a process. Tried and left: pygal
and leather (legends only, random ids or no shares), Matplotlib (larger still, labels no better).

Traps: it measures text in typefaces of its own, so all that depends on a width is measured by `lettering`; its SVG has
English descriptions on every part, and its text waits for a font that nobody has: `_plain` writes it again, in paths.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from lxml import etree

from publish.base.language import decimal_sign, direction
from publish.charts.numbers import SIGNS, Chart, number, percent
from publish.editions.kinds import ChartMeasures
from publish.media import colour, typefaces
from publish.model import Asset, Brand

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

# ---------------------------------------------------------------------------------------------------------- drawing

_INK, _QUIET, _HAIR = "#1a1a1a", "#454545", "#c8c8c8"


@lru_cache(maxsize=64)
def draw(chart: Chart, brand: Brand, look: ChartMeasures, *, mono: bool) -> Asset:
    """The chart as an SVG without text or fonts in it."""
    spoken = " ".join((*chart.labels, *chart.series, *(cell for row in chart.typed for cell in row), "0123456789,.%"))
    first = (typefaces.find(look.family) if look.family else None) or brand.headings
    families = tuple(dict.fromkeys((first, brand.headings, *typefaces.fallbacks(spoken))))
    sheet = _Sheet(look, families, mirrored=direction(chart.language) == "rtl")
    base = _INK if mono else brand.ink
    count = len(chart.labels) if chart.kind == "share" else len(chart.series)
    _DRAWN[chart.kind](sheet, chart, colour.shades(base, max(count, 1)) if count > 1 else (_single(base, mono),))
    content = _plain(_vega(sheet), sheet)
    return Asset(
        name=f"chart-{hashlib.sha256(content).hexdigest()[:16]}.svg",
        media_type="image/svg+xml",
        content=content,
        width=round(look.width + 2 * sheet.edge),
        height=round(sheet.height + 2 * sheet.edge),
    )


def _single(base: str, mono: bool) -> str:
    return "#4d4d4d" if mono else base


class _Sheet:
    """What a chart is put together on: Vega marks in CSS pixels, mirrored where a language runs from the right."""

    def __init__(self, look: ChartMeasures, families: tuple[Any, ...], *, mirrored: bool) -> None:
        self.width, self.size, self.ground = look.width, look.size, look.ground
        self.edge = look.size * 0.8 if look.ground else 0.0
        self.mirrored = mirrored
        self.height = 0.0
        self.marks: list[dict[str, Any]] = []
        from publish.media import lettering  # with HarfBuzz, which the many texts without a chart need not wait for

        self.letters = {weight: lettering.Letters(families, weight) for weight in (400, 600)}
        self.measure, self.outline = lettering.width, lettering.outline

    def wide(self, words: str, weight: int = 400, size: float = 1.0) -> float:
        return self.measure(words, self.size * size, self.letters[weight])

    def x(self, x: float) -> float:
        return self.width - x if self.mirrored else x

    def mark(self, kind: str, **encoding: Any) -> None:
        enter = {key: {"value": _short(value)} for key, value in encoding.items() if value is not None}
        self.marks.append({"type": kind, "encode": {"enter": enter}})

    def rect(self, x: float, y: float, x2: float, y2: float, fill: str) -> None:
        left, right = sorted((self.x(x), self.x(x2)))
        # Pale shades need an edge to be seen on paper (WCAG 2.2, 1.4.11); it lies inside the bar.
        line = _QUIET if colour.contrast(fill, colour.PAPER) < 3 else None
        inset = 0.4 if line else 0
        self.mark(
            "rect",
            x=left + inset,
            x2=right - inset,
            y=y + inset,
            y2=y2 - inset,
            fill=fill,
            stroke=line,
            strokeWidth=0.8 if line else None,
        )

    def rule(self, x: float, y: float, x2: float, y2: float, stroke: str = _HAIR, width: float = 0.8) -> None:
        self.mark("rule", x=self.x(x), y=y, x2=self.x(x2), y2=y2, stroke=stroke, strokeWidth=width)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        weight: int = 400,
        align: str = "left",
        fill: str = _INK,
        size: float = 1,
    ) -> None:
        """Words with the middle of their small letters at `y`; `align` is where they stand from `x`."""
        if self.mirrored:
            align = {"left": "right", "right": "left"}.get(align, align)
        self.mark(
            "text",
            x=self.x(x),
            y=y + 0.33 * self.size * size,
            text=words,
            align=align,
            fontWeight=weight,
            fontSize=self.size * size,
            fill=fill,
        )

    def lines(self, words: str, room: float, weight: int = 400) -> list[str]:
        """The words broken into lines no wider than `room`: between words, and in a word that is wider alone."""
        made: list[str] = []
        for word in words.split():
            if made and self.wide(f"{made[-1]} {word}", weight) <= room:
                made[-1] += f" {word}"
                continue
            while self.wide(word, weight) > room and (cut := self._cut(word, room, weight)) < len(word):
                # A hyphen belongs between the letters of scripts that have capitals; Chinese breaks anywhere.
                hyphen = "-" if all(letter.lower() != letter.upper() for letter in word[cut - 1 : cut + 1]) else ""
                made.append(word[:cut] + hyphen)
                word = word[cut:]
            made.append(word)
        return made or [""]

    def _cut(self, word: str, room: float, weight: int) -> int:
        """How many characters of a word fit, and its hyphen: one letter at least, with its marks."""
        fits = next((n for n in range(2, len(word)) if self.wide(word[:n] + "-", weight) > room), len(word)) - 1
        while fits > 1 and unicodedata.category(word[fits])[0] == "M":
            fits -= 1
        return next((n for n in range(fits, len(word)) if unicodedata.category(word[n])[0] != "M"), len(word))

    def column(self, x: float, y: float, lines: Sequence[str], **how: Any) -> None:
        """Lines under each other, their middle at `y`."""
        leading = 1.2 * self.size
        top = y - (len(lines) - 1) * leading / 2
        for n, line in enumerate(lines):
            self.text(x, top + n * leading, line, **how)


def _short(value: Any) -> Any:
    return round(value, 2) if isinstance(value, float) else value


def _gutter(sheet: _Sheet, chart: Chart) -> tuple[float, list[list[str]]]:
    """The width of the column of labels, and the labels in the lines that it gives them."""
    most = (0.28 if min(_values(chart)) < 0 else 0.38) * sheet.width
    room = min(max(map(sheet.wide, chart.labels), default=0), most)
    broken = [sheet.lines(label, room) for label in chart.labels]
    used = max((sheet.wide(line) for lines in broken for line in lines), default=0)
    return used + 0.9 * sheet.size, broken


def _values(chart: Chart) -> list[float]:
    return [value for row in chart.values for value in row if value is not None] or [0.0]


def _bar(sheet: _Sheet, chart: Chart, shades: tuple[str, ...]) -> None:
    """A bar for each number, rows from the top; several series are named where they begin: beside a bar or over it."""
    size, several = sheet.size, len(chart.series) > 1
    start, labels = _gutter(sheet, chart)
    least, most = min(0.0, *_values(chart)), max(0.0, *_values(chart))

    # A series is named at its first bar.
    named = [next((r for r, row in enumerate(chart.values) if row[c] is not None), 0) for c in range(len(chart.series))]
    left, span, over = _bar_room(sheet, chart, named, start, least, most)

    def place(value: float) -> float:
        return start + left + span * (value - least) / ((most - least) or 1)

    thick = size * (1.15 if several else 1.45)
    y = axis = 0.0
    for r, row in enumerate(chart.values):
        heads = [1.2 * size * len(over[c]) if r == named[c] else 0 for c in range(len(row))]
        taken = sum(heads) + thick * len(row) + 1.5 * (len(row) - 1)
        deep = max(taken, 1.2 * size * len(labels[r]))
        sheet.column(start - 0.7 * size, y + deep / 2, labels[r], align="right")
        top = y + (deep - taken) / 2
        for c, value in enumerate(row):
            if heads[c]:
                if top > axis:
                    sheet.rule(place(0), axis, place(0), top, stroke=_INK, width=1)
                sheet.column(start + 0.4 * size, top + heads[c] / 2, over[c])
                top = axis = top + heads[c]
            middle = top + thick / 2
            if value is None:
                sheet.text(place(0) + 0.4 * size, middle, chart.typed[r][c] or "–", fill=_QUIET)
            else:
                if value:
                    sheet.rect(place(0), top, place(value), top + thick, shades[c])
                name = chart.series[c] if several and r == named[c] and not over[c] else ""
                _bar_value(sheet, place(value), middle, chart.typed[r][c], name, back=value < 0)
            top += thick + 1.5
        y += deep + size * (0.9 if several else 0.55)
    sheet.height = y - size * (0.9 if several else 0.55)
    sheet.rule(place(0), axis, place(0), sheet.height, stroke=_INK, width=1)


def _bar_room(
    sheet: _Sheet, chart: Chart, named: Sequence[int], start: float, least: float, most: float
) -> tuple[float, float, list[list[str]]]:
    """What stands before the bars, how long they are, and the series' names that are to stand over their first bars."""
    several = len(chart.series) > 1
    spread = partial(_bar_spread, sheet, chart, named, start, least, most)
    left, span = spread(beside=several)
    over: list[list[str]] = [[] for _ in chart.series]
    if several and (span < 0.2 * sheet.width or max(map(sheet.wide, chart.series)) > 0.4 * sheet.width):
        left, span = spread(beside=False)
        over = [sheet.lines(name, sheet.width - start - 0.4 * sheet.size) for name in chart.series]
    return left, max(span, 0.1 * sheet.width), over


def _bar_value(sheet: _Sheet, x: float, y: float, typed: str, name: str, *, back: bool) -> None:
    """A bar's value after its end at `x`, and after that the name of its series, if it is to be said there."""
    align = "right" if back else "left"
    x += (-0.4 if back else 0.4) * sheet.size
    sheet.text(x, y, typed, weight=600, align=align)
    if name:
        sheet.text(x + sheet.wide(typed + " ", 600) * (-1 if back else 1), y, name, align=align)


def _bar_spread(
    sheet: _Sheet, chart: Chart, named: Sequence[int], start: float, least: float, most: float, *, beside: bool
) -> tuple[float, float]:
    """What stands before the bars, and how long they are: as long as can be, with room for what is after each."""

    def after(row: int, column: int) -> float:
        name = f" {chart.series[column]}" if beside and row == named[column] else ""
        return sheet.wide(chart.typed[row][column], 600) + sheet.wide(name) + 0.5 * sheet.size

    cells = [(r, c, value) for r, row in enumerate(chart.values) for c, value in enumerate(row) if value is not None]
    left = max((after(r, c) for r, c, value in cells if value < 0), default=0)
    span = sheet.width - start - left
    for r, c, value in cells:
        if value >= 0 and most > least:
            share = (value - least) / (most - least)
            span = min(span, (sheet.width - start - left - after(r, c)) / share) if share > 0.05 else span
    return left, span


def _dot(sheet: _Sheet, chart: Chart, shades: tuple[str, ...]) -> None:
    """A row for each label, a dot for each number on it; the names of the series stand over the first row's dots."""
    size, several = sheet.size, len(chart.series) > 1
    start, labels = _gutter(sheet, chart)
    values = _values(chart)
    widest = max((sheet.wide(cell, 600) for row in chart.typed for cell in row), default=0) + size
    least, most, _ = _scale(min(0.0, *values), max(values))
    right = sheet.width - widest
    # Room for what stands before the first dot of a row, where that dot is near the axis.
    nearest = (min(values) - least) / ((most - least) or 1) * (right - start)
    left = start + (max(0.0, widest - nearest) if several else 0.5 * size)
    y = 0.0

    def place(value: float) -> float:
        return left + (right - left) * (value - least) / ((most - least) or 1)

    if several and chart.values:
        named = sorted((place(value), c) for c, value in enumerate(chart.values[0]) if value is not None)
        y = _dot_names(sheet, chart, named, start)
    top = y
    for r, row in enumerate(chart.values):
        deep = max(1.9 * size, 1.2 * size * len(labels[r]) + 0.5 * size)
        middle = y + deep / 2
        sheet.column(start - 0.7 * size, middle, labels[r], align="right")
        sheet.rule(left, middle, right, middle)
        there = sorted((place(value), c) for c, value in enumerate(row) if value is not None)
        if len(there) > 1:
            sheet.rule(there[0][0], middle, there[-1][0], middle, stroke=_QUIET, width=1.6)
        for x, c in there:
            _spot(sheet, x, middle, c, shades[c])
        if there:
            sheet.text(there[-1][0] + 0.75 * size, middle, chart.typed[r][there[-1][1]], weight=600)
        if len(there) > 1:
            sheet.text(there[0][0] - 0.75 * size, middle, chart.typed[r][there[0][1]], weight=600, align="right")
        y += deep
    sheet.height = y
    if least == 0:
        sheet.rule(left, top, left, y, stroke=_INK, width=1)


def _dot_names(sheet: _Sheet, chart: Chart, named: Sequence[tuple[float, int]], start: float) -> float:
    """Name the series over where their first dots stand, in as many rows as they need; how much room that takes."""
    size = sheet.size
    names = [sheet.lines(name, 0.4 * sheet.width, 600) for name in chart.series]
    rows: list[float] = []
    heights: list[float] = []
    placed: list[tuple[float, int, int]] = []
    for wanted, c in named:
        half = max(sheet.wide(line, 600) for line in names[c]) / 2
        x = min(max(wanted, start + half), sheet.width - half)
        level = next((n for n, end in enumerate(rows) if end + 0.6 * size <= x - half), len(rows))
        rows[level : level + 1] = [x + half]
        tall = (1.2 * len(names[c]) + 0.15) * size
        heights[level : level + 1] = [max([tall, *heights[level : level + 1]])]
        placed.append((x, c, level))
    y = sum(heights) + 0.3 * size
    for x, c, level in placed:
        foot = y - 1.0 * size - sum(heights[:level])
        sheet.column(x, foot - 0.6 * size * (len(names[c]) - 1), names[c], weight=600, align="center")
    return y


_SHAPES = ("circle", "square", "diamond", "triangle-up")
_DASHES: tuple[list[float], ...] = ([], [6, 3], [2, 2.5], [9, 3, 2, 3])


def _spot(sheet: _Sheet, x: float, y: float, number: int, fill: str) -> None:
    pale = colour.contrast(fill, colour.PAPER) < 3
    sheet.mark(
        "symbol",
        x=sheet.x(x),
        y=y,
        shape=_SHAPES[number % len(_SHAPES)],
        size=((0.84 if number % 4 == 0 else 0.72) * sheet.size) ** 2,  # a circle is smaller than its square
        fill=fill,
        stroke=_INK if pale else colour.PAPER,
        strokeWidth=1.0,
    )


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


class _Lines:
    """Where the lines of a chart go: the paper between its scale and the names at their ends, in CSS px."""

    def __init__(self, sheet: _Sheet, chart: Chart) -> None:
        self.sheet, self.chart, self.size = sheet, chart, sheet.size
        self.least, self.most, self.ticks = _scale(min(_values(chart)), max(_values(chart)))
        pattern = next((cell for row in chart.typed for cell in row if number(cell, chart.language) is not None), "")
        self.marks = [_tick(tick, pattern, chart.language) for tick in self.ticks]
        self.start = max(map(sheet.wide, self.marks)) + 0.8 * self.size
        self.ends = [(c, there[-1]) for c in range(len(chart.series)) if (there := self.rows_of(c))]
        self.names = {
            c: sheet.lines(chart.series[c], 0.24 * sheet.width) if len(chart.series) > 1 else [] for c, _ in self.ends
        }
        after = max((max(map(sheet.wide, [*names, ""])) for names in self.names.values()), default=0)
        self.values_wide = max((sheet.wide(chart.typed[r][c], 600) for c, r in self.ends), default=0)
        self.right = sheet.width - after - self.values_wide - (1.3 if len(chart.series) > 1 else 0.9) * self.size
        self.deep = {c: 1.25 * self.size * max(len(self.names[c]), 1) for c, _ in self.ends}
        self.top = 0.9 * self.size
        least_height = max(10.5 * self.size, 0.36 * sheet.width)
        self.bottom = self.top + max(least_height, sum(self.deep.values()) - 0.8 * self.size)
        self.spots = _spots(chart)

    def rows_of(self, column: int) -> list[int]:
        """The rows in which a series has a value."""
        return [row for row, values in enumerate(self.chart.values) if values[column] is not None]

    def value(self, row: int, column: int) -> float:
        """A value that is there."""
        return float(self.chart.values[row][column] or 0)

    def across(self, row: int) -> float:
        """Where a row stands."""
        inset, spread = 0.5 * self.size, (self.spots[-1] - self.spots[0]) or 1.0
        width = self.right - self.start - 2 * inset
        return self.start + inset + width * (self.spots[row] - self.spots[0]) / spread

    def up(self, value: float) -> float:
        """How high a value stands."""
        return self.bottom - (self.bottom - self.top) * (value - self.least) / ((self.most - self.least) or 1)


def _spots(chart: Chart) -> list[float]:
    """Years stand as far apart as they are; what is not in order of a number stands evenly."""
    years = [year for label in chart.labels if (year := number(label, "en")) is not None]
    dated = len(years) == len(chart.labels) and all(before < after for before, after in pairwise(years))
    return years if dated else [float(n) for n in range(len(chart.labels))]


def _line(sheet: _Sheet, chart: Chart, shades: tuple[str, ...]) -> None:
    """A line for each series through its points, named with its last value where it ends."""
    lines = _Lines(sheet, chart)
    size = sheet.size
    for tick, words in zip(lines.ticks, lines.marks, strict=True):
        stroke, width = (_INK, 1) if tick == 0 else (_HAIR, 0.6)
        sheet.rule(lines.start, lines.up(tick), lines.right, lines.up(tick), stroke=stroke, width=width)
        sheet.text(lines.start - 0.6 * size, lines.up(tick), words, align="right", fill=_QUIET)
    deepest = _label(lines)
    for c in range(len(chart.series)):
        for run in _runs(lines, c):
            _stroke(sheet, run, shades[c], _DASHES[c % 4])
    last = len(chart.labels) - 1
    for c in range(len(chart.series)):
        for r in lines.rows_of(c):
            if last < 14 or r in (0, last):
                _spot(sheet, lines.across(r), lines.up(lines.value(r, c)), c, shades[c])
    rows = dict(lines.ends)
    wanted = [(lines.up(lines.value(r, c)), lines.deep[c], c) for c, r in lines.ends]
    for y, c in _apart(wanted, lines.top - 0.4 * size, lines.bottom + 0.4 * size):
        sheet.text(lines.right + 0.5 * size, y, chart.typed[rows[c]][c], weight=600)
        sheet.column(lines.right + 0.5 * size + lines.values_wide + 0.4 * size, y, lines.names[c])
    sheet.height = lines.bottom + (0.7 + 1.2 * deepest) * size


def _label(lines: _Lines) -> int:
    """Name as many rows under the lines as there is room for; how many lines the longest name takes.

    The first and the last have room at the same time, within the chart, however long they are.
    """
    sheet, size = lines.sheet, lines.size
    names = [sheet.lines(label, 0.3 * sheet.width) for label in lines.chart.labels]
    halves = [max(map(sheet.wide, words)) / 2 for words in names]
    middles = [min(max(lines.across(r), half), sheet.width - half) for r, half in enumerate(halves)]
    clear, last = -1e9, len(names) - 1
    shown = []
    for r, (middle, half) in enumerate(zip(middles, halves, strict=True)):
        if r == last or (middle - half > clear and middle + half + 0.7 * size < middles[last] - halves[last]):
            shown.append(r)
            clear = middle + half + 0.7 * size
    for r in shown:
        for n, words in enumerate(names[r]):
            sheet.text(middles[r], lines.bottom + (1.25 + 1.2 * n) * size, words, align="center", fill=_QUIET)
        x = lines.across(r)
        sheet.rule(x, lines.bottom, x, lines.bottom + 0.35 * size, stroke=_QUIET)
    return max(len(names[r]) for r in shown)


def _runs(lines: _Lines, column: int) -> Iterator[list[dict[str, float]]]:
    """The points of a series, a list for each stretch without a gap."""
    run: list[dict[str, float]] = []
    for row, values in enumerate(lines.chart.values):
        if values[column] is None:
            yield run
            run = []
        else:
            x, y = lines.sheet.x(lines.across(row)), lines.up(lines.value(row, column))
            run.append({"x": round(x, 2), "y": round(y, 2)})
    yield run


def _stroke(sheet: _Sheet, points: list[dict[str, float]], stroke: str, dash: list[float]) -> None:
    if len(points) < 2:
        return
    encoding: dict[str, Any] = {
        "x": {"field": "x"},
        "y": {"field": "y"},
        "stroke": {"value": stroke},
        "strokeWidth": {"value": round(0.19 * sheet.size, 2)},
        "strokeJoin": {"value": "round"},
    }
    if dash:
        encoding["strokeDash"] = {"value": [round(part * sheet.size / 12, 2) for part in dash]}
    sheet.marks.append({"type": "line", "points": points, "encode": {"enter": encoding}})


def _tick(value: float, pattern: str, language: str) -> str:
    """A tick's value written as the numbers of the table are: with their currency or percent sign."""
    text = f"{value:,.10f}".rstrip("0").rstrip(".").replace("-", "−")
    if decimal_sign(language) == ",":
        text = text.translate({ord(","): "\u00a0", ord("."): ","})
    before = re.match(rf"[{re.escape(SIGNS)}]", pattern)
    after = re.search(rf"[\s\u00a0]?[{re.escape(SIGNS)}]$", pattern)
    return (before[0] if before and value else "") + text + (after[0] if after else "")


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


def _share(sheet: _Sheet, chart: Chart, shades: tuple[str, ...]) -> None:
    """A bar for each series, as high as its total; the parts are named beside the last one."""
    size, several = sheet.size, len(chart.series) > 1
    last = len(chart.series) - 1
    bar, gap = (0.22 * sheet.width, 0.05 * sheet.width) if several else (0.26 * sheet.width, 0.0)
    bar = min(bar, 0.55 * sheet.width / len(chart.series) - gap)
    end = (bar + gap) * len(chart.series) - gap
    x_names = end + 2.2 * size
    percents = [[percent(chart, r, c) for c in range(len(chart.series))] for r in range(len(chart.labels))]
    wide = max((sheet.wide(row[last], 600) for row in percents), default=0)
    amounts = ["" if "%" in row[last] else f" ({row[last]})" for row in chart.typed]
    names = [
        sheet.lines(label + amount, sheet.width - x_names - wide - 0.5 * size)
        for label, amount in zip(chart.labels, amounts, strict=True)
    ]
    heights = [1.2 * size * len(lines) + 0.45 * size for lines in names]
    heads = _share_heads(sheet, chart, bar, gap) if several else []
    top = (1.2 * max(map(len, heads)) + 0.3) * size if several else 0.0
    tall = max(11 * size, sum(heights))
    for c in range(len(chart.series)):
        said = [row[c] for row in percents] if c < last else []
        if several:
            foot = top - 1.0 * size - 0.6 * size * (len(heads[c]) - 1)
            sheet.column(c * (bar + gap) + bar / 2, foot, heads[c], weight=600, align="center")
        _share_bar(sheet, chart, c, (c * (bar + gap), top, bar, tall), shades, said)
    y, middles, wanted = top, [], []
    for r, part in enumerate(_share_parts(chart, last, tall)):
        middles.append(y + part / 2)
        wanted.append((middles[r] + r * 1e-6, heights[r], r))
        y += part
    for y, r in _apart(wanted, top, top + tall):
        sheet.rule(end + 0.3 * size, middles[r], end + 1.8 * size, y, stroke=_QUIET)
        sheet.text(x_names, y, percents[r][last], weight=600)
        sheet.column(x_names + wide + 0.5 * size, y, names[r])
    sheet.height = top + tall


def _share_heads(sheet: _Sheet, chart: Chart, bar: float, gap: float) -> list[list[str]]:
    """The name of each series in lines; the first has the chart's edge at its left, the others a gap."""
    rooms = [bar if c == 0 else bar + gap - 0.3 * sheet.size for c in range(len(chart.series))]
    return [sheet.lines(name, room, 600) for name, room in zip(chart.series, rooms, strict=True)]


def _share_parts(chart: Chart, column: int, tall: float) -> list[float]:
    """How high each part of a series is."""
    total = sum(row[column] or 0 for row in chart.values) or 1.0
    return [tall * (row[column] or 0) / total for row in chart.values]


def _share_bar(
    sheet: _Sheet,
    chart: Chart,
    column: int,
    place: tuple[float, float, float, float],
    shades: tuple[str, ...],
    said: Sequence[str],
) -> None:
    """The parts of a series over each other, at (x, y, width, height); those with room for it say their share."""
    x, y, bar, tall = place
    for r, part in enumerate(_share_parts(chart, column, tall)):
        if part <= 0:
            continue
        sheet.rect(x, y, x + bar, max(y + part - 1.2, y + 0.8), shades[r])
        if said and part > 1.3 * sheet.size:
            fill = colour.on(shades[r])
            sheet.text(x + bar / 2, y + part / 2, said[r], weight=600, align="center", fill=fill)
        y += part


_DRAWN = {"bar": _bar, "line": _line, "dot": _dot, "share": _share}


# ------------------------------------------------------------------------------------------------------ the library


def _vega(sheet: _Sheet) -> str:
    import vl_convert  # here, not above: it takes a second to start, and most publications have no chart

    sets, marks = [], []
    for n, mark in enumerate(sheet.marks):
        if "points" in mark:
            sets.append({"name": f"points-{n}", "values": mark["points"]})
            mark = {"type": mark["type"], "from": {"data": f"points-{n}"}, "encode": mark["encode"]}
        marks.append(mark)
    specification = {
        "$schema": "https://vega.github.io/schema/vega/v5.json",
        "width": round(sheet.width, 2),
        "height": round(sheet.height, 2),
        "padding": 0,
        "autosize": "none",
        "data": sets,
        "marks": marks,
    }
    return str(vl_convert.vega_to_svg(json.dumps(specification), allowed_base_urls=[]))


_SVG = "{http://www.w3.org/2000/svg}"
_KEPT: tuple[str, ...] = ("d", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "transform")
_KEPT += ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin")


def _plain(svg: str, sheet: _Sheet) -> bytes:
    """The library's SVG without its descriptions, its text as paths."""
    edge = sheet.edge
    width, height = sheet.width + 2 * edge, sheet.height + 2 * edge
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="{-edge:.4g} {-edge:.4g} {width:.5g} {height:.5g}" fill="none">'
    ]
    if sheet.ground:
        parts.append(
            f'<rect x="{-edge:.4g}" y="{-edge:.4g}" width="{width:.5g}" height="{height:.5g}" fill="{sheet.ground}"/>'
        )
    for element in etree.fromstring(svg.encode(), _PARSER).iter(_SVG + "path", _SVG + "line", _SVG + "text"):
        if element.get("class") in ("background", "foreground"):
            continue
        if element.tag == _SVG + "text":
            parts.append(_outlined(element, sheet))
            continue
        kept = {key: re.sub(r"\d+\.\d{3,}", _rounded, element.get(key)) for key in _KEPT if element.get(key)}
        attributes = "".join(f' {key}="{value}"' for key, value in kept.items())
        parts.append(f"<{etree.QName(element).localname}{attributes}/>")
    parts.append("</svg>\n")
    return "\n".join(parts).encode()


def _rounded(found: re.Match[str]) -> str:
    return f"{float(found[0]):.2f}".rstrip("0").rstrip(".")


def _outlined(element: Any, sheet: _Sheet) -> str:
    words, size = element.text or "", float(element.get("font-size", "0").removesuffix("px"))
    letters = sheet.letters[600 if element.get("font-weight") in ("600", "bold") else 400]
    x, y = map(float, re.findall(r"-?[\d.]+", element.get("transform", "translate(0,0)")))
    back = {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor", ""), 0.0) * sheet.measure(words, size, letters)
    path = sheet.outline(words, size, letters)
    return f'<path transform="translate({x - back:.2f} {y:.2f})" fill="{element.get("fill")}" d="{path}"/>'
