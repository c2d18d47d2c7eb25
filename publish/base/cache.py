"""The cache as a protocol: `workshop.shelf` provides it, for rooms that must not import the workshop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, TypeVar

from publish.base import user_cache

Kind = TypeVar("Kind")


class Cache(Protocol):
    """Values by a digest of everything that they are made of."""

    def key(self, *what: object) -> str: ...  # noqa: D102
    def get(self, key: str, kind: type[Kind]) -> Kind | None: ...  # noqa: D102
    def put(self, key: str, value: object) -> None: ...  # noqa: D102


def cached(cache: Cache | None, kind: type[Kind], make: Callable[[], Kind], *what: object) -> Kind:
    """The value made of `what`, from the cache or else by `make`, and then stored. Raises what `make` does."""
    if cache is None:
        return make()
    key = cache.key(*what)
    with suppress(OSError):  # a cache that fails costs time, never a page
        if (found := cache.get(key, kind)) is not None:
            return found
    made = make()
    with suppress(OSError):
        cache.put(key, made)
    return made


_caches: list[Cache] = []


def use_cache(cache: Cache | None) -> None:
    """Let `remembered` use this cache from now on, in this process; with None it stores nothing."""
    _caches[:] = [cache] if cache else []


def remembered(kind: type[Kind], make: Callable[[], Kind], *what: object) -> Kind:
    """The value made of `what`, as `cached` has it, with the cache given to `use_cache`, if any."""
    return cached(_caches[0] if _caches else None, kind, make, *what)


def remembered_by_user(kind: type[Kind], make: Callable[[], Kind], *what: object) -> Kind:
    """The same for what many publications have in common: where this one's cache has it not, the user's may."""
    if not _caches:
        return make()
    return remembered(kind, lambda: user_cache.remembered(kind, make, _caches[0].key(*what)), *what)
