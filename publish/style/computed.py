"""What the custom properties of a style's sheets come to. Wraps tinycss2."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import tinycss2


def replaced(text: str, values: Mapping[str, str]) -> str:
    """A sheet with `var()` replaced where its value is known, and `calc()` where it comes to one length."""
    known = {name: tinycss2.parse_component_value_list(value) for name, value in values.items()}
    return str(tinycss2.serialize(_computed(tinycss2.parse_component_value_list(text), known)))


def properties(texts: Sequence[str]) -> dict[str, str]:
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


def lengths(texts: Sequence[str]) -> dict[str, tuple[float, str]]:
    """Custom properties on `:root` that come to a number or an absolute length, each with its unit (`px` of a sum).

    Only the rules that begin with `:root` are read: to parse a whole style takes a tenth of a briefing's time.
    """
    plain = (re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL) for text in texts)
    rules = "\n".join(found[0] for text in plain for found in re.finditer(r":root\s*\{[^{}]*\}", text))
    values = {name: tinycss2.parse_component_value_list(value) for name, value in properties((rules,)).items()}
    sums = {name: _sum(_computed(list(value), values)) for name, value in values.items()}
    return {name: length for name, length in sums.items() if length is not None}


def in_unit(length: tuple[float, str], unit: str) -> float | None:
    """A length in `pt` or `mm`, or with an empty unit a number as it is; None when it is of another kind."""
    value, own = length
    if own == unit:
        return value
    return round(value * _PX[own] / _PX[unit], 4) if own in _PX and unit in _PX else None


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
