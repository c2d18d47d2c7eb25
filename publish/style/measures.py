"""The measures of each kind of edition are read from a style's `style.toml`, with how far each may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import tomli

from publish.model import HouseStyle


class Floors(NamedTuple):
    """The smallest type, in points, that a style allows a kind of edition."""

    text: float
    """The article's own running text."""
    small: float
    """Notes, captions, tables, code, running heads."""


def measures(style: HouseStyle, kind: str) -> Mapping[str, Any]:
    """The kind's table, or that of the kind it is set as; empty when the style has none.

    Raises tomli.TOMLDecodeError when the file cannot be read.
    """
    tables = _tables(next((file.text for file in style.files if file.name == "style.toml"), ""))
    table: Mapping[str, Any] = tables.get(kind, {})
    return tables[table["as"]] if "as" in table else table


@lru_cache(maxsize=8)
def _tables(text: str) -> dict[str, Mapping[str, Any]]:
    return tomli.loads(text)


def floors(style: HouseStyle, kind: str) -> Floors | None:
    """The floors of type; None when the style states none. Without `small` they are the same for all type."""
    stated = measures(style, kind).get("floors", {})
    if "size" not in stated:
        return None
    return Floors(float(stated["size"]), float(stated.get("small", stated["size"])))
