"""What others import or make and none of us uses, or seldom: something stands for it while they are imported."""

from __future__ import annotations

import re
import sys
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


@contextmanager
def standing_in(name: str, held: Mapping[str, object]) -> Iterator[None]:
    """Until this is left, let what is imported as the module `name` hold this and no more, unless it is there already.

    Whoever imports it afterwards gets the module itself.
    """
    if name in sys.modules:
        yield
        return
    package, _, last = name.rpartition(".")
    holder: dict[str, Any] = vars(import_module(package)) if package else {}
    stand_in = ModuleType(name)
    vars(stand_in).update(held)
    sys.modules[name] = holder[last] = stand_in
    try:
        yield
    finally:
        del sys.modules[name], holder[last]


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


@contextmanager
def shapeless() -> Iterator[None]:
    """Until this is left, let a new `TypedDict` be a plain dictionary: what it is to hold is for type checkers.

    Python looks at the type of every key when one is made.
    """
    import typing_extensions  # here, not above: whoever sets pages imports this module too, and no such dictionaries

    there = [(vars(module), module.TypedDict) for module in (typing, typing_extensions)]
    for names, _ in there:
        names["TypedDict"] = _Shapeless
    try:
        yield
    finally:
        for names, shaped in there:
            names["TypedDict"] = shaped


class _Shapeless(dict[str, Any]):
    def __init_subclass__(cls, *, total: bool = True) -> None:
        pass


@contextmanager
def patterns_later(*packages: str) -> Iterator[None]:
    """Until this is left, patterns that these packages make are compiled when they are asked for something.

    No more than half of them ever are. They must not be handed to the functions of `re`, which want the real ones.
    """
    real = re.compile

    def compiled(*said: Any, **more: Any) -> Any:
        maker = sys._getframe(1).f_globals["__name__"].partition(".")[0]
        return (_Pattern if maker in packages else real)(*said, **more)

    names = vars(re)
    names["compile"] = compiled
    try:
        yield
    finally:
        names["compile"] = real


class _Pattern:
    """Stands for a pattern until it is asked for something."""

    def __init__(self, *said: Any, **more: Any) -> None:
        self._said, self._more = said, more

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._said, **self._more), name)
        setattr(self, name, found)
        return found


class _Promise:
    """Stands for a module, or for something of it, until that is used."""

    def __init__(self, package: str, names: tuple[str, ...], module: str, name: str = "") -> None:
        self._package, self._names, self._module, self._name = package, names, module, name

    def _come(self) -> Any:
        """The thing itself."""
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
        there: Any = sys.modules.get(self._module)
        if there is self:  # it is being imported
            return _Promise(self._package, self._names, self._module, name)
        return getattr(self._come(), name)


def put_back(package: str, kind: type, real: Callable[[Any], Any]) -> None:
    """Put the real things where the modules of a package hold what stands for them."""
    for name in [name for name in sys.modules if name.startswith(package)]:
        for key, held in list(vars(sys.modules[name]).items()):
            if isinstance(held, kind):
                setattr(sys.modules[name], key, real(held))
