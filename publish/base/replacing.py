"""Functions of a library are replaced around our own work, never on import, and put back afterwards.

Each replacement says which functions of which distribution it was written against, by a digest of their source. It is
in place only while all of them are still those: a new release of the library, or one whose source is not at hand, gets
its own functions back by itself.
"""

from __future__ import annotations

import hashlib
import inspect
import linecache
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, wraps
from importlib import import_module
from threading import RLock
from typing import Any

Function = Callable[..., Any]

DIGITS = 12
"""How much of a SHA-256 digest, in hexadecimal digits, tells a function's source from any other."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """One function that another takes the place of.

    `place` is spelt `package.module:Class.name`, like the keys of `against`. `make` is given the library's own function
    and returns what takes its place.
    """

    name: str
    distribution: str
    place: str
    make: Callable[[Function], Function]
    against: Mapping[str, str]
    """The digests (see `digest`) of the functions that it was written against: itself, and those that it relies on.

    Empty for one that needs nothing but that there is such a function.
    """
    gain: str = ""
    """What it was measured to be worth."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a replacement can be in place, and why it cannot (an empty string where it can)."""

    name: str
    distribution: str
    place: str
    reason: str


def find(place: str) -> tuple[Any, str, Function]:
    """The module or class that holds a function, the function's name there, and the function.

    Raises ImportError or AttributeError where the library has none such.
    """
    module, _, path = place.partition(":")
    holder: Any = import_module(module)
    *around, name = path.split(".")
    for part in around:
        holder = getattr(holder, part)
    return holder, name, getattr(holder, name)


def digest(function: Function) -> str:
    """A digest of a function's source: of its lines, from `def` (or its decorators) to the end of its indented block.

    Empty where there is no source, as in an installation of compiled files alone. The source and not the bytecode, so
    that it is the same under every version of Python.
    """
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return ""
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
    if not lines:
        return ""
    margin = len(lines[0]) - len(lines[0].lstrip())
    inside, block = False, []
    for line in lines:
        text = line.lstrip()
        if inside and text and len(line) - len(text) <= margin and not text.startswith(")"):
            break  # what closes a long list of arguments stands at the margin too
        inside = inside or text.startswith("def ")
        block.append(line)
    return hashlib.sha256("".join(block).rstrip().encode()).hexdigest()[:DIGITS]


def standing(replacement: Replacement) -> Standing:
    """Whether a replacement can be in place in this process."""
    for place, wanted in (replacement.against or {replacement.place: ""}).items():
        try:
            _, name, function = find(place)
        except (ImportError, AttributeError):
            return _off(replacement, f"there is no {place}")
        if not wanted:
            continue
        found = digest(original(function))
        if not found:
            return _off(replacement, f"the source of {name} is not at hand")
        if found != wanted:
            return _off(replacement, f"{place} is another function (its source has the digest {found}, not {wanted})")
    return Standing(replacement.name, replacement.distribution, replacement.place, "")


def _off(replacement: Replacement, reason: str) -> Standing:
    return Standing(replacement.name, replacement.distribution, replacement.place, reason)


def original(function: Function) -> Function:
    """The library's own function, also while one of ours is in its place."""
    own: Function = getattr(function, "handbill_replaces", function)
    return own


class Replacements:
    """A table of replacements, put in place and taken out again together.

    Safe with threads: whoever is second finds them in place, and who leaves last takes them out.
    """

    def __init__(self, table: Callable[[], tuple[Replacement, ...]], package: str) -> None:
        """`table` is asked at the first use; a plain function is replaced in every module of `package` that has it."""
        self._table, self._package = table, package
        self._lock = RLock()
        self._depth = 0

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Of each replacement, whether it can be in place."""
        return self._fitted[0]

    @cached_property
    def _fitted(self) -> tuple[tuple[Standing, ...], tuple[tuple[Any, str, Function, Function], ...]]:
        """What is said of each; and holder, name, the library's own function and ours, of all that can be in place."""
        said, targets = [], []
        for replacement in self._table():
            can = standing(replacement)
            if not can.reason:
                try:
                    targets += self._targets(replacement)
                except Exception as fault:  # it asks for what the library no longer has
                    can = _off(replacement, f"it cannot be made: {type(fault).__name__}: {fault}")
            said.append(can)
        return tuple(said), tuple(targets)

    def _targets(self, replacement: Replacement) -> list[tuple[Any, str, Function, Function]]:
        holder, name, own = find(replacement.place)
        ours = wraps(own)(replacement.make(own))
        ours.handbill_replaces = own  # type: ignore[attr-defined]
        holders = [holder]
        if inspect.ismodule(holder):
            modules = [module for path, module in sys.modules.items() if path.startswith(self._package)]
            holders = [module for module in modules if vars(module).get(name) is own]
        return [(holder, name, own, ours) for holder in holders]

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Until this is left, ours are in place of the library's own."""
        with self._lock:
            if not self._depth:
                for holder, name, own, ours in self._fitted[1]:
                    if getattr(holder, name) is own:  # else somebody else has replaced it: that one stays
                        setattr(holder, name, ours)
            self._depth += 1
        try:
            yield
        finally:
            with self._lock:
                self._depth -= 1
                if not self._depth:
                    for holder, name, own, ours in self._fitted[1]:
                        if getattr(holder, name) is ours:
                            setattr(holder, name, own)

    def forget(self) -> None:
        """Look at the library again: for tests that change it."""
        vars(self).pop("_fitted", None)
