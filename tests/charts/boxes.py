"""Where the words and lines of a drawn chart are, read from its SVG alone."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import NamedTuple

from lxml import etree


class Words(NamedTuple):
    """What an outline of words takes up."""

    left: float
    top: float
    right: float
    bottom: float


Line = tuple[tuple[float, float], tuple[float, float]]


def drawn(svg: bytes) -> tuple[list[Words], list[Line]]:
    """The words and the straight lines of a drawing: axes, rules and courses."""
    root = etree.fromstring(svg)
    words = [box for path in root.iter("{*}path") if (box := _box(path)) is not None]
    lines: list[Line] = []
    for line in root.iter("{*}line"):
        x, y, x2, y2 = (float(line.get(name, "0")) for name in ("x1", "y1", "x2", "y2"))
        lines.append(((x, y), (x2, y2)))
    for course in root.iter("{*}polyline"):
        points = [tuple(map(float, point.split(","))) for point in course.get("points", "").split()]
        lines += [((a[0], a[1]), (b[0], b[1])) for a, b in pairwise(points)]
    return words, lines


def _box(path: etree._Element) -> Words | None:
    """The corners of an outline's ink: of the points of its curves, which lie about them."""
    moved = re.match(r"translate\((-?[\d.]+) (-?[\d.]+)\)", path.get("transform", ""))
    numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", path.get("d", ""))]
    if moved is None or not numbers:
        return None
    x, y = float(moved[1]), float(moved[2])
    across, down = numbers[::2], numbers[1::2]
    return Words(x + min(across), y + min(down), x + max(across), y + max(down))


def faults(svg: bytes) -> list[str]:
    """Words over words, lines through words, and words outside of the sheet."""
    words, lines = drawn(svg)
    x, y, width, height = map(float, etree.fromstring(svg).get("viewBox", "").split())
    slack = 6  # the hook of a `j`, and marks of many letters, go past where they begin and end
    found = [
        f"{box} is outside"
        for box in words
        if box.left < x - slack
        or box.top < y - slack
        or box.right > x + width + slack
        or box.bottom > y + height + slack
    ]
    found += [f"{one} is over {other}" for one, other in combinations(words, 2) if _meet(one, other)]
    return found + [f"{line} crosses {box}" for line in lines for box in words if _crosses(line, box)]


def _meet(one: Words, other: Words) -> bool:
    slack = 0.2
    return (
        one.left < other.right - slack
        and other.left < one.right - slack
        and one.top < other.bottom - slack
        and other.top < one.bottom - slack
    )


def _crosses(line: Line, box: Words) -> bool:
    """Whether a line has a part within a box: what it has left when all that is beside the box is taken away."""
    first, last = 0.0, 1.0
    for at, least, most in ((0, box.left, box.right), (1, box.top, box.bottom)):
        begin, way = line[0][at], line[1][at] - line[0][at]
        if way == 0:
            if not least < begin < most:
                return False
            continue
        near, far = sorted(((least - begin) / way, (most - begin) / way))
        first, last = max(first, near), min(last, far)
    return first < last
