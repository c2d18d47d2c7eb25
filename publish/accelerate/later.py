"""Modules that a library imports and seldom uses: they come when something of them is used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


@contextmanager
def later(package: str, *names: str) -> Iterator[None]:
    """Until this is left, what a package imports of these modules is promised it, unless the first is there already.

    They come when something of one is used, and all that the package was promised of them is then put into its place.
    """
    promised: dict[str, Any] = {name: _Promise(package, names, name) for name in names if names[0] not in sys.modules}
    sys.modules.update(promised)
    try:
        yield
    finally:
        for name in promised:
            del sys.modules[name]


class _Promise:
    """Stands for a module, or for something of it, until that is used."""

    def __init__(self, package: str, names: tuple[str, ...], module: str, name: str = "") -> None:
        self._package, self._names, self._module, self._name = package, names, module, name

    def _come(self) -> Any:
        put_back(self._package, _Promise, lambda each: each._itself() if each._names == self._names else each)
        return self._itself()

    def _itself(self) -> Any:
        module = import_module(self._module)
        if not self._name:
            return module
        found = getattr(module, self._name, None)
        return found if found is not None else import_module(f"{self._module}.{self._name}")

    def __call__(self, *values: Any, **more: Any) -> Any:
        return self._come()(*values, **more)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, self._come())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python asks of anything
            raise AttributeError(name)
        if vars(sys)["modules"].get(self._module) is self:  # it is being imported
            return _Promise(self._package, self._names, self._module, name)
        return getattr(self._come(), name)


def put_back(package: str, kind: type, real: Any) -> None:
    """Put the real things where the modules of a package hold what stands for them."""
    for module in [module for name, module in sys.modules.items() if name.partition(".")[0] == package]:
        for key, held in list(vars(module).items()):
            if isinstance(held, kind):
                setattr(module, key, real(held))
