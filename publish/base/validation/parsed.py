"""A parsed block of YAML or TOML: plain values with the line of each. `forms.py` checks them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publish.value import Value

Path = tuple[str | int, ...]


class ParseError(Exception):
    """A block that cannot be read at all: where, what, and what to do."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


class ParsedBlock(Value):
    """A block as read: plain values, and the line of each key or item by its path."""

    values: Mapping[str, Any]
    lines: Mapping[Path, int]
    first_line: int

    def line(self, *path: str | int) -> int:
        """The line of the value at `path`, or of the nearest thing around it."""
        for end in range(len(path), 0, -1):
            if (line := self.lines.get(path[:end])) is not None:
                return line
        return self.first_line
