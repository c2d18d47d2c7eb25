"""What a chart is drawn on: a sheet that knows where its words, lines and marks are, and is written as SVG.

Words are measured and drawn in the chart's own typeface (`media.lettering`), as outlines. All places are CSS pixels
from the side where reading begins; in a language that runs from the right the sheet is turned round when it is written.

A sheet with a ground of its own brings its colours for the night as well: its elements have classes to which a rule for
dark screens gives other colours, the ground among them, so that it can be read wherever it is shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from publish.editions.kinds import ChartMeasures
from publish.media import colour

Point = tuple[float, float]

INK, QUIET, HAIR, GROUND = "ink", "quiet", "hair", "ground"
"""Colours by what they are for; those of series are `s0`, `s1`, and of words on them `on0`, `on1`."""
SHAPES = ("circle", "square", "diamond", "triangle")
BOLD = 600


class Area(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Area) -> bool:
        """Whether the two have something in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def crossed(self, start: Point, end: Point) -> bool:
        """Whether a straight line comes into it (Liang and Barsky, 1984)."""
        first, last = 0.0, 1.0
        for begin, way, least, most in (
            (start[0], end[0] - start[0], self.left, self.right),
            (start[1], end[1] - start[1], self.top, self.bottom),
        ):
            if abs(way) < 1e-9:
                if not least < begin < most:
                    return False
                continue
            near, far = sorted(((least - begin) / way, (most - begin) / way))
            first, last = max(first, near), min(last, far)
        return first < last


def palette(base: str, count: int, *, palest: float | None, ageing: bool) -> dict[str, tuple[str, str]]:
    """The colours by day and by night for `count` series; `ageing` has the last, the newest, in full colour."""
    order = -1 if ageing else 1
    day = colour.shades(base, count, palest=palest)[::order]
    night = colour.shades(base, count, palest=palest, ground=colour.NIGHT)[::order]
    made = {INK: ("#1a1a1a", "#e9e7e2"), QUIET: ("#454545", "#c4c2ba")}
    made |= {HAIR: ("#c8c8c8", "#4a4d52"), GROUND: (colour.PAPER, colour.NIGHT)}
    for number, pair in enumerate(zip(day, night, strict=True)):
        made[f"s{number}"] = pair
        made[f"on{number}"] = colour.on(pair[0]), colour.on(pair[1])
    return made


class Sheet:
    """The sheet; `families` are the typefaces, the first that has a character lending it."""

    def __init__(
        self,
        look: ChartMeasures,
        families: tuple[Any, ...],
        colours: Mapping[str, tuple[str, str]],
        words: Iterable[str],
        *,
        mirrored: bool,
    ) -> None:
        from publish.media import lettering  # with HarfBuzz, which the many texts without a chart need not wait for

        self.width, self.size, self.ground = look.width, look.size, look.ground
        self.edge = look.size * 0.8 if look.ground else 0.0
        self.height = 0.0
        self.mirrored, self.colours = mirrored, colours
        self.letters = {weight: lettering.Letters(families, weight) for weight in (400, BOLD)}
        self._measure, self._outline = lettering.width, lettering.outline
        reaches = [lettering.reach(word, self.letters[BOLD]) for word in {*words, "0g"}]
        self.up, self.down = max(up for up, _ in reaches), max(down for _, down in reaches)
        self.leading = max(1.2, 2 * max(self.up - _MIDDLE, self.down + _MIDDLE) + 0.06) * self.size
        self.told = False
        self.clear()

    def clear(self) -> None:
        """Take away all that is on it."""
        self.texts: list[Area] = []
        self.marks: list[Area] = []
        self.lines: list[tuple[Point, Point]] = []
        self._grid: list[tuple[float, float, float]] = []
        self._uprights: list[tuple[float, float, float]] = []
        self._parts: list[str] = []

    # ------------------------------------------------------------------------------------------------------- words

    def wide(self, words: str, weight: int = 400) -> float:
        """How wide words are on one line."""
        return self._measure(words, self.size, self.letters[weight])

    def widest(self, lines: Iterable[str], weight: int = 400) -> float:
        """How wide the widest of several lines is."""
        return max((self.wide(line, weight) for line in lines), default=0.0)

    def broken(self, words: str, room: float, weight: int = 400) -> list[str]:
        """The words in lines no wider than `room`: broken between words, and in a word that is wider alone."""
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

    def even(self, words: str, room: float) -> list[str]:
        """The words in as few lines, none much shorter than the others."""
        made = self.broken(words, room)
        while len(made) > 1 and len(narrower := self.broken(words, room := 0.94 * room)) == len(made):
            made = narrower
        return made

    def _cut(self, word: str, room: float, weight: int) -> int:
        """How many characters of a word fit, and its hyphen: one letter at least, with its marks."""
        fits = next((n for n in range(2, len(word)) if self.wide(word[:n] + "-", weight) > room), len(word)) - 1
        while fits > 1 and unicodedata.category(word[fits])[0] == "M":
            fits -= 1
        return next((n for n in range(fits, len(word)) if unicodedata.category(word[n])[0] != "M"), len(word))

    def area(self, x: float, y: float, words: str, *, weight: int = 400, align: str = "start") -> Area:
        """What words take up whose middle is at the height `y`; `align` is where they stand from `x`."""
        wide = self.wide(words, weight)
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[align] * wide
        baseline = y + _MIDDLE * self.size
        return Area(left, baseline - self.up * self.size, left + wide, baseline + self.down * self.size)

    def text(self, x: float, y: float, words: str, *, weight: int = 400, align: str = "start", fill: str = INK) -> None:
        """Write words on one line."""
        if not words:
            return
        area = self.area(x, y, words, weight=weight, align=align)
        self.texts.append(area)
        left = self.width - area.right if self.mirrored else area.left
        outline = self._outline(words, self.size, self.letters[weight])
        moved = f"translate({left:.2f} {y + _MIDDLE * self.size:.2f})"
        self._parts.append(f'<path transform="{moved}"{self._paint(fill=fill)} d="{outline}"/>')

    def column(self, x: float, y: float, lines: Sequence[str], **how: Any) -> None:
        """Lines under each other, their middle at `y`."""
        top = y - (len(lines) - 1) * self.leading / 2
        for n, line in enumerate(lines):
            self.text(x, top + n * self.leading, line, **how)

    def placed(self, lines: Sequence[tuple[str, int]], places: Iterable[tuple[float, float, str]]) -> bool:
        """Write lines, with their weights, at the first place (x, y, alignment) where they are on nothing.

        Whether there is such a place.
        """
        for x, y, align in places:
            heights = [y + (n - (len(lines) - 1) / 2) * self.leading for n in range(len(lines))]
            there = [(height, *line) for height, line in zip(heights, lines, strict=True)]
            if all(self.free(self.area(x, at, words, weight=weight, align=align)) for at, words, weight in there):
                for at, words, weight in there:
                    self.text(x, at, words, weight=weight, align=align)
                return True
        return False

    def all_placed(
        self, wanted: Iterable[tuple[Sequence[tuple[str, int]], Iterable[tuple[float, float, str]]]]
    ) -> bool:
        """Place each of these, or none; whether all have room."""
        texts, parts = len(self.texts), len(self._parts)
        if all(self.placed(lines, places) for lines, places in wanted):
            return True
        del self.texts[texts:], self._parts[parts:]
        return False

    def free(self, area: Area) -> bool:
        """Whether an area is within the sheet, and on no words, marks or lines."""
        if area.left < -0.01 or area.right > self.width + 0.01 or area.top < 0:
            return False
        near = 0.15 * self.size
        wider = Area(area.left - near, area.top, area.right + near, area.bottom)
        return not (
            any(wider.meets(other) for other in (*self.texts, *self.marks))
            or any(wider.crossed(*line) for line in self.lines)
        )

    # ------------------------------------------------------------------------------------------------------- marks

    def x(self, x: float) -> float:
        """A place from the left side of the paper."""
        return self.width - x if self.mirrored else x

    def bar(self, x: float, y: float, x2: float, y2: float, series: int) -> None:
        """A rectangle in a series' colour."""
        left, right = sorted((self.x(x), self.x(x2)))
        # Pale shades need an edge to be seen on paper (WCAG 2.2, 1.4.11); it lies inside the bar.
        pale = colour.contrast(self.colours[f"s{series}"][0], colour.PAPER) < 3
        inset = 0.4 if pale else 0.0
        paint = (
            self._paint(fill=f"s{series}", stroke=QUIET) + ' stroke-width="0.8"'
            if pale
            else self._paint(fill=f"s{series}")
        )
        self._parts.append(
            f'<rect x="{left + inset:.2f}" y="{y + inset:.2f}" width="{max(right - left - 2 * inset, 0.4):.2f}" '
            f'height="{max(y2 - y - 2 * inset, 0.4):.2f}"{paint}/>'
        )
        self.marks.append(Area(min(x, x2), y, max(x, x2), y2))

    def rule(self, x: float, y: float, x2: float, y2: float, stroke: str = INK, width: float = 1.0) -> None:
        """A straight line that no words cross."""
        self.lines.append(((x, y), (x2, y2)))
        self._line(x, y, x2, y2, stroke, width)

    def grid(self, x: float, x2: float, y: float) -> None:
        """A fine line across, which gives way to words: it is drawn when all of them are known."""
        self._grid.append((x, x2, y))

    def upright(self, x: float, y: float, y2: float) -> None:
        """An axis from top to bottom, which gives way to words as well."""
        self._uprights.append((x, y, y2))

    def _line(self, x: float, y: float, x2: float, y2: float, stroke: str, width: float) -> None:
        self._parts.append(
            f'<line x1="{self.x(x):.2f}" y1="{y:.2f}" x2="{self.x(x2):.2f}" y2="{y2:.2f}"'
            f'{self._paint(stroke=stroke)} stroke-width="{width:.4g}"/>'
        )

    def course(self, points: Sequence[Point], series: int, width: float, dashes: Sequence[float] = ()) -> None:
        """A line through points in a series' colour."""
        self.lines += pairwise(points)
        there = " ".join(f"{self.x(x):.2f},{y:.2f}" for x, y in points)
        dashed = f' stroke-dasharray="{" ".join(f"{dash:.4g}" for dash in dashes)}"' if dashes else ""
        self._parts.append(
            f'<polyline points="{there}"{self._paint(stroke=f"s{series}")} stroke-width="{width:.4g}" '
            f'stroke-linejoin="round"{dashed}/>'
        )

    def spot(self, x: float, y: float, series: int) -> None:
        """A point in a series' colour and shape."""
        half = 0.36 * self.size
        self.marks.append(Area(x - half, y - half, x + half, y + half))
        x = self.x(x)
        pale = colour.contrast(self.colours[f"s{series}"][0], colour.PAPER) < 3
        how = self._paint(fill=f"s{series}", stroke=INK if pale else GROUND) + ' stroke-width="1"'
        corners: dict[str, tuple[Point, ...]] = {
            "square": ((-0.82, -0.82), (0.82, -0.82), (0.82, 0.82), (-0.82, 0.82)),
            "diamond": ((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)),
            "triangle": ((0, -1.05), (1.1, 0.85), (-1.1, 0.85)),
        }
        if (shape := SHAPES[series % len(SHAPES)]) == "circle":
            self._parts.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{half:.2f}"{how}/>')
            return
        there = " ".join(f"{x + half * across:.2f},{y + half * down:.2f}" for across, down in corners[shape])
        self._parts.append(f'<polygon points="{there}"{how}/>')

    # ------------------------------------------------------------------------------------------------------ the file

    def _paint(self, **roles: str) -> str:
        """The `fill` and `stroke` of an element, and classes by which the night changes them."""
        named = " ".join(f"{attribute[0]}-{role}" for attribute, role in roles.items())
        said = "".join(f' {attribute}="{self.colours[role][0]}"' for attribute, role in roles.items())
        return (f' class="{named}"' if self.ground else "") + said

    def svg(self) -> bytes:
        """The sheet as SVG without text, fonts or addresses."""
        for x, x2, y in self._grid:
            taken = [(area.left, area.right) for area in self.texts if area.top < y < area.bottom]
            for start, end in _gaps(x, x2, taken, 0.3 * self.size):
                self._line(start, y, end, y, HAIR, 0.7)
        for x, y, y2 in self._uprights:
            taken = [(area.top, area.bottom) for area in self.texts if area.left - 1 < x < area.right + 1]
            for start, end in _gaps(y, y2, taken, 0.1 * self.size):
                self._line(x, start, x, end, INK, 1.0)
        width, height, edge = self.width + 2 * self.edge, self.height + 2 * self.edge, self.edge
        frame = f'width="{width:.0f}" height="{height:.0f}" viewBox="{-edge:.4g} {-edge:.4g} {width:.5g} {height:.5g}"'
        head = [f'<svg xmlns="http://www.w3.org/2000/svg" {frame} fill="none">']
        if self.ground:
            head += [
                f"<style>@media (prefers-color-scheme: dark) {{ {self._night()} }}</style>",
                f'<rect x="{-edge:.4g}" y="{-edge:.4g}" width="{width:.5g}" height="{height:.5g}"'
                f"{self._paint(fill=GROUND)}/>",
            ]
        return "\n".join((*head, *self._parts, "</svg>\n")).encode()

    def _night(self) -> str:
        said = (
            f".{attribute[0]}-{role} {{ {attribute}: {night} }}"
            for role, (_, night) in self.colours.items()
            for attribute in ("fill", "stroke")
        )
        return " ".join(said)


def _gaps(start: float, end: float, taken: Iterable[Point], clear: float) -> Iterator[Point]:
    """The parts of a line where nothing is taken, with something kept clear besides."""
    for begin, stop in sorted(taken):
        if start < min(begin - clear, end):
            yield start, min(begin - clear, end)
        start = max(start, stop + clear)
    if start < end:
        yield start, end


_MIDDLE = 0.34
"""From the middle of figures and capitals down to their baseline, in ems."""
