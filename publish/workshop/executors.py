"""An executor does the work: this process, workers on this machine, or a cluster. `WORK` is the table of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Any, TypeVar

from publish.base.barrier import Fault, guarded
from publish.workshop.workers import Lost

CHECKING = "publish.project.folder:preload"
"""The preload that checks settings; see `workers.start`."""

MAKING = "publish.formats:preload"
"""The preload that makes editions."""

READING = "publish.readers:preload"
"""The preload that reads manuscripts."""

TYPESETTING = "publish.formats:preload_typesetting"
"""The preload that makes galleys, in a worker of its own while the one that makes editions gets ready."""

Piece = TypeVar("Piece")
Product = TypeVar("Product")


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """Workers on this machine, or the cluster of a scheduler."""

    jobs: int = 1
    """How many processes; 0 to work in this one, where no timeout can be kept."""
    cluster: str = ""
    """E.g. `tcp://scheduler:8786`; empty for the workers here."""
    store: str = ""
    """A place that the cluster's workers and this machine can reach, see `store`; empty to send files back by wire."""


def work(
    make: Callable[[Piece], Product],
    pieces: Sequence[Piece],
    executor: Executor,
    *,
    size: Callable[[Piece], int],
    preload: str,
) -> Iterator[tuple[int, Product | Lost | Fault]]:
    """Do `make` to every piece, the largest first; yields (index, product) as each is done, in no fixed order.

    `make` must be a module's function; workers here that have called `preload` are taken first.
    """
    return (
        WORK["cluster" if executor.cluster else "workers" if executor.jobs else "here"](
            make, pieces, executor, size, preload
        )
        if pieces
        else iter(())
    )


def _here(make: Any, pieces: Any, executor: Executor, size: Any, preload: Any) -> Iterator[tuple[int, Any]]:  # noqa: ARG001
    """Work in this process, one piece at a time in whatever thread."""
    for index, piece in enumerate(pieces):
        with ALONE:
            try:
                product: Any = guarded(make, piece)
            except MemoryError:
                product = Lost(reason="there is not enough memory")
        yield index, product


def apart(executor: Executor, preload: str, other: str) -> bool:
    """Whether a worker here waits that has called `preload`, and is not the one that has called `other`."""
    from publish.workshop import workers

    return executor.jobs > 0 and not executor.cluster and workers.waits(preload, other)


ALONE = RLock()
"""Held while a piece is made in this process: the libraries that lay out pages have state of the process."""


def _local(make: Any, pieces: Any, executor: Executor, size: Any, preload: Any) -> Iterator[tuple[int, Any]]:
    from publish.workshop import workers

    return workers.work(make, pieces, jobs=executor.jobs, size=size, preload=preload)


def _cluster(make: Any, pieces: Any, executor: Executor, size: Any, preload: Any) -> Iterator[tuple[int, Any]]:  # noqa: ARG001
    from publish.workshop import dask

    return dask.work(make, pieces, scheduler=executor.cluster, size=size)


WORK: Mapping[str, Callable[..., Iterator[tuple[int, Any]]]] = {"here": _here, "workers": _local, "cluster": _cluster}
