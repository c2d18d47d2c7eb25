"""Who does the work: hands on this machine, or a cluster. A plain table; nothing else in the press knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from publish.workshop.workers import Lost

CHECKING = "publish.project.folder:learn"
"""The skill that checks settings, as hands are taught it (`hands.engage`)."""

MAKING = "publish.formats:learn"
"""The skill that makes editions."""

READING = "publish.readers:learn"
"""The skill that reads manuscripts."""

Piece = TypeVar("Piece")
Product = TypeVar("Product")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """So many hands here, or whoever is at the address of a scheduler."""

    jobs: int = 1
    cluster: str = ""
    """E.g. `tcp://scheduler:8786`; empty for the hands here."""


def work(
    make: Callable[[Piece], Product],
    pieces: Sequence[Piece],
    crew: Crew,
    *,
    size: Callable[[Piece], int],
    skill: str,
) -> Iterator[tuple[int, Product | Lost]]:
    """Do `make` to every piece, the largest first; yields (index, product) as each is done, in no fixed order.

    `make` must be a module's function; hands here that have learnt `skill` are asked first.
    """
    return WORK["cluster" if crew.cluster else "hands"](make, pieces, crew, size, skill) if pieces else iter(())


def _hands(make: Any, pieces: Any, crew: Crew, size: Any, skill: Any) -> Iterator[tuple[int, Any]]:
    from publish.workshop import workers

    return workers.work(make, pieces, jobs=crew.jobs, size=size, skill=skill)


def _cluster(make: Any, pieces: Any, crew: Crew, size: Any, skill: Any) -> Iterator[tuple[int, Any]]:  # noqa: ARG001
    from publish.workshop import dask

    return dask.work(make, pieces, scheduler=crew.cluster, size=size)


WORK: Mapping[str, Callable[..., Iterator[tuple[int, Any]]]] = {"hands": _hands, "cluster": _cluster}
