"""A chart's numbers are read from its table, and said in a sentence or two."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from publish.base.language import decimal_sign
from publish.value import Value

ChartKind = Literal["bar", "stacked", "line", "dot", "share"]
KINDS: tuple[ChartKind, ...] = ("bar", "stacked", "line", "dot", "share")
NAMES = {"grouped": "bar", "stack": "stacked"}
"""Other names of kinds."""
MOST_ROWS, MOST_SERIES = 40, 4
NO_VALUE = ("", "-", "–", "—", "…")
"""What stands in a cell that has no number to show."""


class Chart(Value):
    """The numbers of a chart with the words that they were typed as."""

    kind: ChartKind
    title: str
    labels: tuple[str, ...]
    """What the rows stand for, in order."""
    series: tuple[str, ...]
    """What the columns of numbers stand for."""
    typed: tuple[tuple[str, ...], ...]
    """For each row, the cell of each series as typed: `£1,200`."""
    values: tuple[tuple[float | None, ...], ...]
    """The same as numbers; None where there is none."""
    language: str
    heading: str = ""
    """What stands over the labels."""


SIGNS = "£$€¥₹₪%‰"


def number(typed: str, language: str) -> float | None:
    """The number that a cell says, as people of the language write it; None when it says none.

    A currency sign before it, a percent sign after it and signs between thousands are left out of account.
    """
    text = typed.strip().replace("−", "-").replace("\u066b", ".").replace("\u066c", "")
    sign = -1.0 if text.startswith("-") else 1.0
    text = text.lstrip("+-").strip(SIGNS + " \u00a0\u202f")
    if decimal_sign(language) == ",":
        text = text.replace(".", "").replace(",", ".") if re.search(r",\d+$|\.\d{3}\b", text) else text
    grouped = re.sub(r"(?<=\d)[,'’ \u00a0\u2009\u202f](?=\d{2,3}(?:\D|$))", "", text)
    if re.fullmatch(r"\d+(?:\.\d+)?|\.\d+", grouped) is None:
        return None
    value = sign * float(grouped)
    return value if math.isfinite(value) else None


def read(figure: Any, language: str) -> Chart | None:
    """The chart that a figure of an article's body carries; None when it carries none."""
    first, _, kind = figure.get("class", "").partition(" ")
    table = figure.find("table")
    if first != "chart" or kind not in KINDS or table is None:
        return None
    rows = [[_text(cell) for cell in row] for row in table.iter("tr")]
    title = figure.find("figcaption")
    return Chart(
        kind=kind,
        title=_text(title) if title is not None else "",
        labels=tuple(row[0] for row in rows[1:]),
        series=tuple(rows[0][1:]),
        typed=tuple(tuple(row[1:]) for row in rows[1:]),
        values=tuple(tuple(number(cell, language) for cell in row[1:]) for row in rows[1:]),
        language=language,
        heading=rows[0][0] if rows else "",
    )


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def written(value: float, pattern: str, language: str, places: int | None = None) -> str:
    """A number written as another is: with its currency or percent sign, and with so many places."""
    text = f"{value:,.{10 if places is None else places}f}"
    text = (text.rstrip("0").rstrip(".") if places is None else text).replace("-", "−")
    if decimal_sign(language) == ",":
        text = text.translate({ord(","): "\u00a0", ord("."): ","})
    before = re.match(rf"[{re.escape(SIGNS)}]", pattern.lstrip("+-−"))
    after = re.search(rf"[\s\u00a0]?[{re.escape(SIGNS)}]$", pattern)
    sign, text = ("−", text[1:]) if text.startswith("−") else ("", text)
    return sign + (before[0] if before and value else "") + text + (after[0] if after else "")


_SAID = {"stacked": "chart_bar"}


def describe(chart: Chart, words: Mapping[str, str]) -> str:
    """The chart as a sentence or two: what it shows, and of each series its extremes and its course."""
    parts = [
        words[_SAID.get(chart.kind, f"chart_{chart.kind}")].format(title=chart.title.rstrip(".")) if chart.title else ""
    ]
    for column, name in enumerate(chart.series):
        places = [row for row in range(len(chart.labels)) if chart.values[row][column] is not None]
        if not places:
            continue
        if chart.kind == "share" or len(places) <= 3:
            said = "; ".join(f"{chart.labels[row]} {_said(chart, row, column)}" for row in places)
        else:
            said = _extremes(chart, column, places, words)
        parts.append(f"{name}: {said}." if name else f"{said}.")
    return " ".join(filter(None, parts))


def _extremes(chart: Chart, column: int, places: Sequence[int], words: Mapping[str, str]) -> str:
    def at(row: int) -> str:
        return f"{_said(chart, row, column)} ({chart.labels[row]})"

    def value(row: int) -> float:
        found = chart.values[row][column]
        return 0.0 if found is None else found

    statements = [("chart_lowest", min(places, key=value)), ("chart_highest", max(places, key=value))]
    if chart.kind == "line":
        statements = [("chart_first", places[0]), ("chart_last", places[-1]), *statements]
    return "; ".join(f"{words[word]} {at(row)}" for word, row in statements)


def _said(chart: Chart, row: int, column: int) -> str:
    """A value as it is printed; a part of a total with its percentage."""
    if chart.kind != "share" or "%" in chart.typed[row][column]:
        return chart.typed[row][column]
    return f"{chart.typed[row][column]} ({percent(chart, row, column)})"


def percent(chart: Chart, row: int, column: int) -> str:
    """A value as its part of the series, e.g. `12%`."""
    if "%" in chart.typed[row][column]:
        return chart.typed[row][column]
    total = sum(values[column] or 0 for values in chart.values) or 1.0
    share = 100 * (chart.values[row][column] or 0) / total
    return f"{share:.0f}%" if share >= 1 or share == 0 else "<1%"
