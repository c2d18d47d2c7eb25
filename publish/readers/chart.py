"""A chart from a fenced block: its words, then a small table, one series a column.

``` chart bar
title: Public service mutuals
source: Mutuals Taskforce, 2012
Year | Mutuals
2010 | 9
2012 | 58
```
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from html import escape

NAME = "chart"
KEYS = ("title", "source", "alt")
HINT = "write a line with the headings, then one for each row: `2010 | 9`"

Fault = tuple[int, str, str, str]
"""Line of the block's content, counted from 0 (-1 is the opening one); code; message; hint."""

_KEY = re.compile(r"([A-Za-z]+)\s*:\s*(.*)$")
_BARS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:\-]*-[\s|:\-]*$")
"""The line under the headings of a Markdown table, for those who are used to it."""


Words = Callable[[str], str]


def set_out(code: str, kind: str, language: str, inline: Words, spelt: Words) -> tuple[str, tuple[Fault, ...]]:
    """The chart as a figure with its numbers as a table, and what is wrong with it. Its picture is made later.

    Title and source are Markdown, which `inline` reads; `spelt` gives a cell its words, which are drawn.
    """
    from publish.charts import numbers

    kind = numbers.NAMES.get(kind, kind)
    said, rows, faults = _taken_apart(code.split("\n"), spelt)
    if kind not in numbers.KINDS:
        faults.insert(0, (-1, "T09", *_unknown(kind)))
    if len(rows) < 2:
        faults.append((-1, "T10", "the chart has no numbers", HINT))
    else:
        faults += _faulty_rows(rows, kind, language)
    if faults:
        return "", tuple(faults)
    return _figure(kind, said, rows, inline), ()


def _taken_apart(lines: list[str], spelt: Words) -> tuple[dict[str, str], list[tuple[int, list[str]]], list[Fault]]:
    """The words by key, the rows with their lines, and keys that are none."""
    said: dict[str, str] = {}
    rows: list[tuple[int, list[str]]] = []
    faults: list[Fault] = []
    for n, line in enumerate(lines):
        if not line.strip() or (len(rows) == 1 and _RULE.match(line)):
            continue
        key = _KEY.match(line.strip())
        if key and "|" not in line and not rows:
            if key[1].lower() in KEYS:
                said[key[1].lower()] = key[2].strip()
                continue
            near = difflib.get_close_matches(key[1].lower(), KEYS, n=1)
            hint = f"did you mean `{near[0]}`?" if near else "a chart has a `title:`, a `source:` and an `alt:`"
            faults.append((n, "T09", f"a chart has no `{key[1]}`", hint))
            continue
        text = line.strip()
        # A bar at either end is how some people write tables.
        if text.startswith("|") and text.endswith("|") and len(text) > 1:
            text = text[1:-1]
        rows.append((n, [spelt(cell.replace("\\|", "|")).strip() for cell in _BARS.split(text)]))
    return said, rows, faults


def _unknown(kind: str) -> tuple[str, str]:
    from publish.charts import numbers

    known = ", ".join(f"`{name}`" for name in numbers.KINDS)
    if not kind:
        return "the chart does not say of what kind it is", f"write one of {known} after `chart`"
    near = difflib.get_close_matches(kind, numbers.KINDS, n=1)
    better = "; parts of a whole are a `share`" if kind in ("pie", "donut", "doughnut") else ""
    hint = f"did you mean `{near[0]}`?" if near else f"the kinds are {known}{better}"
    return f"`{kind}` is no kind of chart", hint


def _faulty_rows(rows: list[tuple[int, list[str]]], kind: str, language: str) -> list[Fault]:
    from publish.charts import numbers

    (line, headings), *others = rows
    faults: list[Fault] = []
    if len(headings) < 2:
        faults.append((line, "T10", "the chart has no series: its headings are one cell", HINT))
    if len(headings) > numbers.MOST_SERIES + 1:
        message = f"the chart has {len(headings) - 1} series; {numbers.MOST_SERIES} can be told apart"
        faults.append((line, "T10", message, "make two charts of it, or a table"))
    if len(others) > numbers.MOST_ROWS:
        message = f"the chart has {len(others)} rows; {numbers.MOST_ROWS} can be read"
        faults.append((others[numbers.MOST_ROWS][0], "T10", message, "show the most telling ones, or write a table"))
    for n, cells in others:
        if len(cells) != len(headings):
            message = f"the row `{cells[0]}` has {_cells(len(cells))}, the headings have {len(headings)}"
            faults.append((n, "T10", message, "give each row as many cells as there are headings, with `|` between"))
            continue
        for cell in cells[1:]:
            value = numbers.number(cell, language)
            if value is None and cell not in numbers.NO_VALUE:
                hint = "write a number, with `%`, `£` or thousands separators if you like, or `–` for none"
                faults.append((n, "T11", f"`{cell}` is no number", hint))
            elif kind == "share" and value is not None and value < 0:
                faults.append((n, "T11", f"`{cell}` cannot be a part of a whole", "a `bar` can show it"))
    return faults


def _cells(count: int) -> str:
    return f"{count} cell{'' if count == 1 else 's'}"


def _figure(kind: str, said: dict[str, str], rows: list[tuple[int, list[str]]], inline: Words) -> str:
    (_, headings), *others = rows
    head = "".join(f'<th scope="col"{_side(n)}>{escape(cell)}</th>' for n, cell in enumerate(headings))
    body = "".join(
        f'<tr><th scope="row">{escape(cells[0])}</th>'
        + "".join(f'<td class="right">{escape(cell)}</td>' for cell in cells[1:])
        + "</tr>"
        for _, cells in others
    )
    alt = f' aria-label="{escape(said["alt"])}"' if said.get("alt") else ""
    title = f"<figcaption>{inline(said['title'])}</figcaption>" if said.get("title") else ""
    source = f'<p class="source">{inline(said["source"])}</p>' if said.get("source") else ""
    return (
        f'<figure class="chart {kind}"{alt}>{title}'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{source}</figure>"
    )


def _side(column: int) -> str:
    return ' class="right"' if column else ""
