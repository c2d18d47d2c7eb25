"""Where what was made once may wait to be used again: the shelf, for rooms that do not know the workshop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, TypeVar

Kind = TypeVar("Kind")


class Cache(Protocol):
    """Values by a digest of all that they are made of."""

    def key(self, *what: object) -> str: ...  # noqa: D102
    def look(self, key: str, kind: type[Kind]) -> Kind | None: ...  # noqa: D102
    def put(self, key: str, value: object) -> None: ...  # noqa: D102


def cached(cache: Cache | None, kind: type[Kind], make: Callable[[], Kind], *what: object) -> Kind:
    """What was made of `what` before, from the cache; else it is made, and put there. Raises what `make` does."""
    if cache is None:
        return make()
    key = cache.key(*what)
    with suppress(OSError):  # a cache that sticks keeps nothing from being made
        if (found := cache.look(key, kind)) is not None:
            return found
    made = make()
    with suppress(OSError):
        cache.put(key, made)
    return made


_caches: list[Cache] = []


def lay_by(cache: Cache | None) -> None:
    """From now on, in this process, let `kept` use this cache; with None nothing is kept."""
    _caches[:] = [cache] if cache else []


def kept(kind: type[Kind], make: Callable[[], Kind], *what: object) -> Kind:
    """What was made of `what` before, from the cache that was given to `lay_by`, if any. Raises what `make` does."""
    return cached(_caches[0] if _caches else None, kind, make, *what)
