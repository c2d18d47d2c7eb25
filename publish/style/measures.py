"""The measures of each kind of edition: what its sheets set, and what `style.toml` says of how far each may be changed.

The sheets alone say how a style is drawn: custom properties on `:root`. `style.toml` says in parts of these how far
copyfitting may go. What a style that is smaller than its floors is drawn with is its floor, down to what can be read.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

import tomli

from publish.editions import kinds, papers
from publish.model import HouseStyle
from publish.style import computed

UNITS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("size", "leading"), "pt"),
        **dict.fromkeys(("space", "closing", "headline"), ""),
        **dict.fromkeys(("picture-height", "figure-height", "aside"), "mm"),
        **dict.fromkeys((f"margin-{side}" for side in ("top", "bottom", "start", "end")), "mm"),
    }
)
"""The measures that there are; of the sizes of gaps, of display type and of the closing boxes, factors."""

GRID: Mapping[str, float] = MappingProxyType({"pt": 0.25, "mm": 1.0, "": 0.01})
"""What a changed measure is a multiple of."""

LEAST_LEADING = 1.2
"""Of the size of the type: closer lines run into one another."""
LEAST_MARGIN = 10.0
"""Millimetres: what a hand covers, and what a printer leaves white."""

_TABLES = ("steps", "floors", "ceilings")
_LADDERS = ("gentle", "tighter", "looser")


class Floors(NamedTuple):
    """The smallest type, in points, that a style allows a kind of edition."""

    text: float
    """The article's own running text."""
    small: float
    """Notes, captions, tables, code, running heads."""


class Measures(NamedTuple):
    """What a kind of edition is drawn with, and how far that may be changed."""

    own: Mapping[str, float]
    steps: Mapping[str, float]
    floors: Mapping[str, float]
    ceilings: Mapping[str, float]
    ladders: Mapping[str, tuple[tuple[str, float], ...]]
    """`gentle`, `tighter` and `looser`: each line moves a measure to a part of the style's own."""


@lru_cache(maxsize=32)
def measures(style: HouseStyle, kind: str) -> Measures:
    """The kind's measures, with the table of the kind it is set as; nothing may be changed when the style has none.

    Raises tomli.TOMLDecodeError when the file cannot be read.
    """
    table = _table(style, kind)
    own = _own(style, kind)
    ladders = {
        name: tuple((what, float(part)) for line in table.get(name, ()) for what, part in line.items())
        for name in _LADDERS
    }
    floors, ceilings = ({name: float(value) for name, value in table.get(side, {}).items()} for side in _TABLES[1:])
    return Measures(
        own=own,
        steps={name: float(value) for name, value in table.get("steps", {}).items()},
        floors={name: _bound(min, name, value, own) for name, value in floors.items()},
        ceilings={name: _bound(max, name, value, own) for name, value in ceilings.items()},
        ladders=ladders,
    )


def _bound(choose: Callable[[float, float], float], name: str, value: float, own: Mapping[str, float]) -> float:
    """A floor or a ceiling, or what the style is drawn with where that is past it; leading is in sizes of the type."""
    drawn = own.get(name, value)
    if name == "leading" and own.get("size"):
        drawn /= own["size"]
    return float(choose(value, drawn))


def _own(style: HouseStyle, kind: str) -> dict[str, float]:
    there = {file.name: file.text for file in style.files}
    found = computed.lengths([there[name] for name in kinds.of(kind).sheets if name in there])
    own = {name: computed.in_unit(found[f"--{name}"], unit) for name, unit in UNITS.items() if f"--{name}" in found}
    return {name: value for name, value in own.items() if value is not None}


def _table(style: HouseStyle, kind: str) -> Mapping[str, Any]:
    tables = _tables(next((file.text for file in style.files if file.name == "style.toml"), ""))
    kind = papers.set_as(style, kind)
    table: Mapping[str, Any] = tables.get(kind, {})
    return tables.get(table["as"], {}) if "as" in table else table


@lru_cache(maxsize=8)
def _tables(text: str) -> dict[str, Mapping[str, Any]]:
    return tomli.loads(text)


def floors(style: HouseStyle, kind: str) -> Floors | None:
    """The floors of type; None when the style states none. Without `small` they are the same for all type.

    Of a style whose text is smaller than its floor (one that extends another may be) all type may be so much smaller.
    """
    stated = _table(style, kind).get("floors", {})
    if "size" not in stated:
        return None
    least, size = kinds.of(kind).least, float(stated["size"])
    text = max(measures(style, kind).floors["size"], least[0])
    return Floors(text, max(float(stated.get("small", size)) * min(text / size, 1), least[1]))


# ----------------------------------------------------------------------------------------------- what is wrong with one


class Wrong(NamedTuple):
    """Something in `style.toml` that cannot be used: at which key, what, and what to do."""

    path: str
    message: str
    hint: str


def wrong(tables: Mapping[str, Any]) -> Iterator[Wrong]:
    """What is wrong with the tables of a style's own `style.toml`, whose kinds of value are right."""
    for kind, table in tables.items():
        if kind == "extends":
            continue
        if (record := kinds.find(kind)) is None:
            yield Wrong(kind, f"there is no kind of edition `{kind}`", _near(kind, kinds.known()))
            continue
        if not isinstance(table, dict):
            yield Wrong(kind, f"`{kind}` has to be a table", f"write `[{kind}.floors]` and the measures under it")
            continue
        for name, value in table.items():
            if name == "own":
                yield Wrong(f"{kind}.own", "measures are said once, in the sheets", "take the table out")
            elif name in _TABLES:
                yield from _wrong_measures(f"{kind}.{name}", value, name, record.least)
            elif name in _LADDERS:
                yield from _wrong_ladder(f"{kind}.{name}", value)
            elif name != "as":
                yield Wrong(f"{kind}.{name}", f"there is no table `{name}`", _near(name, (*_TABLES, *_LADDERS, "as")))


def _wrong_measures(path: str, table: Mapping[str, Any], side: str, least: tuple[float, float]) -> Iterator[Wrong]:
    lowest = {"size": least[0], "small": least[1], "leading": LEAST_LEADING}
    lowest |= {name: LEAST_MARGIN for name in UNITS if name.startswith("margin")}
    for name, value in table.items():
        if name not in UNITS and (name, side) != ("small", "floors"):
            yield Wrong(f"{path}.{name}", f"there is no measure `{name}`", _near(name, UNITS))
        elif not isinstance(value, int | float):
            yield Wrong(f"{path}.{name}", f"`{path}.{name}` has to be a number", "")
        elif side == "floors" and value < lowest.get(name, 0):
            yield Wrong(
                f"{path}.{name}",
                f"`{name}` of {value:g} is less than what can be read",
                f"write {lowest[name]:g} or more",
            )


def _wrong_ladder(path: str, lines: object) -> Iterator[Wrong]:
    pairs = (
        [pair for line in lines if isinstance(line, dict) for pair in line.items()] if isinstance(lines, list) else []
    )
    for name, part in pairs:
        if name not in UNITS:
            yield Wrong(path, f"there is no measure `{name}`", _near(name, UNITS))
        elif not isinstance(part, int | float) or not 0.25 <= part <= 4:
            hint = "write `0.9` for nine tenths of what the sheets set"
            yield Wrong(path, f"`{name} = {part}` is no part of the style's own measure", hint)


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean `{near[0]}`?" if near else "there are " + ", ".join(f"`{one}`" for one in known)
