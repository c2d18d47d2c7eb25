"""Work done by processes of its own, so that a piece that hangs or dies takes nothing else down. Wraps pebble.

Traps: with the `fork` method the parent must not run threads yet, so the pool is started before any progress display;
on macOS system libraries do not survive a fork, there the workers are spawned. A worker that the kernel kills shows up
as ProcessExpired, a piece that overruns its time as TimeoutError, both at the future of that piece alone.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

PATIENCE = 300.0
"""Seconds one piece may take."""

MEMORY = 4 * 2**30
"""Bytes that one worker may fill. Not its address space: what draws charts reserves far more of that than it fills."""

Piece = TypeVar("Piece")
Product = TypeVar("Product")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A piece of work that did not come back, and why."""

    reason: str


def work(
    make: Callable[[Piece], Product], pieces: Sequence[Piece], *, jobs: int, patience: float = PATIENCE
) -> Iterator[tuple[int, Product | Lost]]:
    """Do `make` to every piece with `jobs` processes; yields (index, product) as each is done, in no fixed order.

    `make` must be a module's function. What it raises is raised here: it is a fault of ours, not of the piece. A worker
    that dies is retried once alone in a fresh one.
    """
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPool(max_workers=max(1, min(jobs, len(pieces))), context=context, initializer=_settle_in) as pool:
        waiting = iter(range(len(pieces)))
        running: dict[Future[Product], int] = {}
        second_try: set[int] = set()

        def hand_out(index: int) -> None:
            running[pool.schedule(make, args=[pieces[index]], timeout=patience)] = index

        for _, index in zip(range(2 * jobs), waiting, strict=False):
            hand_out(index)
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                index = running.pop(future)
                try:
                    product: Product | Lost = future.result()
                except TimeoutError:
                    product = Lost(reason=f"it took longer than {patience:.0f} seconds")
                except MemoryError:
                    product = Lost(reason=f"it needs more than {MEMORY // 2**30} GiB of memory")
                except ProcessExpired as error:
                    if index not in second_try:
                        second_try.add(index)
                        hand_out(index)
                        continue
                    product = Lost(reason=f"the process that worked on it died twice (exit code {error.exitcode})")
                if (following := next(waiting, None)) is not None:
                    hand_out(following)
                yield index, product


def _settle_in() -> None:
    """Leave Ctrl-C to the parent, and keep one bad piece from taking the machine's memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
