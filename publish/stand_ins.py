"""Modules that others import and none of us uses: something stands for them while those others are imported."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType


@contextmanager
def standing_in(name: str, held: Mapping[str, object]) -> Iterator[None]:
    """Until this is left, let what is imported as the module `name` hold this and no more, unless it is there already.

    Whoever imports it afterwards gets the module itself.
    """
    if name in sys.modules:
        yield
        return
    package, _, last = name.rpartition(".")
    stand_in = ModuleType(name)
    vars(stand_in).update(held)
    sys.modules[name] = vars(import_module(package))[last] = stand_in
    try:
        yield
    finally:
        del sys.modules[name], vars(sys.modules[package])[last]
