"""Stylesheets made ready for WeasyPrint, and kept parsed for the next galley that has them.

To parse a house style takes a third of a briefing's time, and so does working its custom properties and `calc()` out
anew for each element. Both follow from the style alone: they are done once, here, by WeasyPrint's public doors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2
import weasyprint
from weasyprint.css.counters import CounterStyle

from publish.accelerate.starting import parsing
from publish.base.cache import remembered_by_user
from publish.formats.pdf.weasyprint_.fetching import Shelf
from publish.formats.pdf.weasyprint_.log import Said, listening


class Sheet(NamedTuple):
    """A stylesheet, parsed."""

    css: Any
    counters: Any
    """The counter styles that it defines."""
    said: tuple[str, ...]
    """What there was to say of it."""


@lru_cache(maxsize=32)
def sheet(text: str) -> Sheet:
    """A galley's stylesheet, parsed."""
    counters, said = CounterStyle(), Said()
    with listening(said), parsing():
        css = weasyprint.CSS(string=text, url_fetcher=Shelf({}), counter_style=counters)
    return Sheet(css=css, counters=counters, said=tuple(said.lines))


def sheets(texts: Sequence[str], inline: str) -> list[Sheet]:
    """A galley's stylesheets, parsed, with what `:root` alone says of custom properties put in the place of `var()`.

    `inline` is text in which style attributes may set other values: what may be set there is left as it is.
    """
    own = frozenset(re.findall(r"(--[\w-]+)\s*:", inline)) if "--" in inline else frozenset()
    return [sheet(text) for text in _worked_out(tuple(texts), own)]


@lru_cache(maxsize=16)
def _worked_out(texts: tuple[str, ...], own: frozenset[str]) -> tuple[str, ...]:
    return remembered_by_user(tuple[str, ...], lambda: _worked_out_now(texts, own), "sheets", texts, sorted(own))


def _worked_out_now(texts: tuple[str, ...], own: frozenset[str]) -> tuple[str, ...]:
    values = {name: value for name, value in _properties(texts).items() if name not in own}
    return tuple(_replaced(text, tuple(values.items())) for text in texts)


def _replaced(text: str, values: tuple[tuple[str, str], ...]) -> str:
    known = {name: tinycss2.parse_component_value_list(value) for name, value in values}
    return str(tinycss2.serialize(_computed(tinycss2.parse_component_value_list(text), known)))


def _properties(texts: Sequence[str]) -> dict[str, str]:
    """The custom properties that are set on `:root` and nowhere else, with what the last declaration says."""
    declared: dict[str, str] = {}
    important: set[str] = set()
    count: Counter[str] = Counter()
    for text in texts:
        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        for rule in rules:
            if rule.type != "qualified-rule" or tinycss2.serialize(rule.prelude).strip() != ":root":
                continue
            for said in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                if said.type != "declaration" or not said.name.startswith("--"):
                    continue
                count[said.name] += 1
                if said.important or said.name not in important:
                    declared[said.name] = tinycss2.serialize(said.value).strip()
                    important |= {said.name} if said.important else set()
    everywhere = Counter(
        name for text in texts for name in re.findall(r"(--[\w-]+)\s*:", re.sub(r"/\*.*?\*/", "", text, flags=re.S))
    )
    return {name: value for name, value in declared.items() if everywhere[name] == count[name]}


# ------------------------------------------------------------------------------- what `var()` and `calc()` come to

_PX = {"px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
"""CSS pixels in the absolute units (CSS Values 4, 6.2)."""


def _computed(nodes: Sequence[Any], values: Mapping[str, Sequence[Any]], deep: int = 0) -> list[Any]:
    """Component values with `var()` replaced where its value is known, and `calc()` where it comes to one length."""
    result: list[Any] = []
    for node in nodes:
        if node.type == "function":
            result += _called(node, values, deep)
        else:
            if hasattr(node, "content") and node.type.endswith("block"):
                node.content = _computed(node.content, values, deep)
            result.append(node)
    return result


_DEEPEST = 20
"""A property that refers to itself comes to nothing (CSS Variables 1, 2.3): WeasyPrint says so."""


def _called(node: Any, values: Mapping[str, Sequence[Any]], deep: int) -> list[Any]:
    if node.lower_name == "var":
        name = next((part.value for part in node.arguments if part.type == "ident"), "")
        if name in values and deep < _DEEPEST:
            return _computed(tinycss2.parse_component_value_list(tinycss2.serialize(values[name])), values, deep + 1)
        return [node]
    node.arguments = _computed(node.arguments, values, deep)
    if node.lower_name == "calc" and (length := _sum(node.arguments)) is not None:
        value, unit = length
        return list(tinycss2.parse_component_value_list(f"{value:.9g}{unit}"))
    return [node]


def _sum(nodes: Sequence[Any]) -> tuple[float, str] | None:
    """What an arithmetic expression of numbers and absolute lengths comes to, with its unit; None where it is more."""
    terms: list[list[Any]] = [[]]
    signs = [1]
    for node in nodes:
        if node.type == "literal" and node.value in ("+", "-"):
            signs.append(1 if node.value == "+" else -1)
            terms.append([])
        elif node.type not in ("whitespace", "comment"):
            terms[-1].append(node)
    total: tuple[float, str] | None = None
    for sign, term in zip(signs, terms, strict=True):
        found = _product(term)
        if found is None:
            return None
        value, unit = sign * found[0], found[1]
        if total is None:
            total = value, unit
        elif total[1] == unit:
            total = total[0] + value, unit
        elif total[1] in _PX and unit in _PX:
            total = total[0] * _PX[total[1]] + value * _PX[unit], "px"
        else:
            return None
    return total


def _product(nodes: Sequence[Any]) -> tuple[float, str] | None:
    value, unit, divides = 1.0, "", False
    if len(nodes) % 2 == 0:
        return None
    for at, node in enumerate(nodes):
        if at % 2:
            if node.type != "literal" or node.value not in ("*", "/"):
                return None
            divides = node.value == "/"
            continue
        found = _factor(node)
        if found is None or (found[1] and (unit or divides)) or (divides and not found[0]):
            return None
        value, unit = value / found[0] if divides else value * found[0], unit or found[1]
    return value, unit


def _factor(node: Any) -> tuple[float, str] | None:
    if node.type == "number":
        return float(node.value), ""
    if node.type == "dimension" and node.lower_unit in _PX:
        return float(node.value), node.lower_unit
    if node.type == "() block":
        return _sum(node.content)
    if node.type == "function" and node.lower_name == "calc":
        return _sum(node.arguments)
    return None


def forget() -> None:
    """Let go of all that is kept."""
    sheet.cache_clear()
