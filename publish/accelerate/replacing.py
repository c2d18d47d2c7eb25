"""How a shorter way is put in the place of one of WeasyPrint's, and what follows from a style is kept on it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Function = Callable[..., Any]
Found = TypeVar("Found")


def method(kind: Any, name: str) -> Callable[[Callable[[Function], Function]], None]:
    """Put a shorter way, made for the way that there is, in place of a class's method or a function of one module."""

    def put(make: Callable[[Function], Function]) -> None:
        there = getattr(kind, name)
        setattr(kind, name, wraps(there)(make(there)))

    return put


def function(there: Function) -> Callable[[Callable[[Function], Function]], None]:
    """The same for a function, wherever WeasyPrint's modules have it: under its own name, all of them."""

    def put(make: Callable[[Function], Function]) -> None:
        shorter = wraps(there)(make(there))
        for module in [module for name, module in sys.modules.items() if name.startswith("weasyprint")]:
            if getattr(module, there.__name__, None) is there:
                setattr(module, there.__name__, shorter)

    return put


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
