"""publication.toml is written: from a mapping, or a table of it again with all else as it was. Wraps tomlkit.

Trap: what `tomlkit.parse` gives looks like plain values and keeps places and notes; it is for writing alone, and slow.
"""

from __future__ import annotations

from collections.abc import Mapping

import tomlkit
from tomlkit.exceptions import ConvertError, ParseError
from tomlkit.items import Table


def dump(settings: Mapping[str, object]) -> str:
    """The mapping as TOML 1.0: texts, numbers, switches, lists of these, and tables. Raises TypeError for others."""
    try:
        return tomlkit.dumps(settings)
    except ConvertError as error:
        raise TypeError(str(error)) from error


def with_table(text: str, name: str, values: Mapping[str, object]) -> str:
    """The settings with these values in the table `name`; every other value, line and note stays as it was.

    Raises ValueError when the text is no TOML, or has something else under that name.
    """
    try:
        settings = tomlkit.parse(text)
    except ParseError as error:
        raise ValueError(f"publication.toml cannot be read: {error}") from error
    table = settings.setdefault(name, tomlkit.table())
    if not isinstance(table, Table):
        raise ValueError(f"`{name}` is not written as a table: `[{name}]`")
    table.update(values)
    return tomlkit.dumps(settings)
