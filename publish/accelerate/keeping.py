"""What follows from a style alone, kept on it: WeasyPrint copies a style before it changes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Found = TypeVar("Found")


def once(find: Callable[[Any], Found]) -> Callable[[Any], Found]:
    """What follows from a style alone, found once for each."""
    mark = f"handbill_{find.__name__}"

    @wraps(find)
    def found(style: Any) -> Found:
        try:
            there: Found = style.__dict__[mark]
        except KeyError:
            there = style.__dict__[mark] = find(style)
        return there

    return found
