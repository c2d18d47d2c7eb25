"""The workers of a Dask cluster do the work, on other machines with no disk in common. Wraps distributed.

A piece is sent as a value and its product comes back as one; the scheduler gives what a worker lost to another.

Traps: a scheduler holds on to what it was given until nobody asks for it, so no more is submitted than keeps every
thread busy, and futures are released at once. Tasks run in threads, and the libraries that lay out pages have state
of the process: one piece at a time in each, so `--nthreads 1` is all that a worker can use. A thread cannot be
stopped: where nothing has come back for as long as a piece may take, the busy workers are restarted. What other
versions of the libraries, or other typefaces, would draw is not what this machine would: each worker compares the
fingerprint before it makes a piece.
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from publish.base.barrier import Fault, fault, guarded
from publish.media import tools
from publish.workshop.workers import TIMEOUT, Lost

AHEAD = 3
"""Pieces submitted for each thread: one is worked on, the others wait there."""

Piece = TypeVar("Piece")
Product = TypeVar("Product")

_alone = threading.Lock()


class Unlike(Exception):
    """A worker has another version of something that draws."""


def work(
    make: Callable[[Piece], Product],
    pieces: Sequence[Piece],
    *,
    scheduler: str,
    size: Callable[[Piece], int],
    timeout: float = TIMEOUT,
) -> Iterator[tuple[int, Product | Lost | Fault]]:
    """Do `make` to every piece on the cluster at the address `scheduler`, the largest first; yields as `workers` does.

    Raises OSError when the cluster cannot be had, or is not like this machine.
    """
    from distributed import Client, KilledWorker
    from distributed.client import FutureCancelledError

    connect: Any = Client  # it says nothing about its types
    try:
        client = connect(scheduler, timeout=10)
    except (OSError, TimeoutError, ValueError) as error:
        raise OSError(errno.EHOSTUNREACH, "there is no cluster that answers", scheduler) from error
    waiting = sorted(range(len(pieces)), key=lambda index: (size(pieces[index]), -index))
    running: dict[Any, int] = {}
    ours = tools.fingerprint()

    def hand_over() -> None:
        threads = max(1, sum(client.nthreads().values()))
        while waiting and len(running) < AHEAD * threads:
            index = waiting.pop()
            running[client.submit(_do, make, pieces[index], ours, pure=False, retries=1)] = index

    with client:
        hand_over()
        heard = time.monotonic()
        while running:
            for future in _done(running, heard + timeout - time.monotonic()):
                heard, index = time.monotonic(), running.pop(future)
                try:
                    product: Product | Lost | Fault = future.result()
                except KilledWorker:
                    product = Lost(reason="every worker that was given it died")
                except MemoryError:
                    product = Lost(reason="there is not enough memory on the worker that was given it")
                except Unlike as unlike:
                    message = f"a worker has other versions or typefaces than this machine ({unlike})"
                    raise OSError(errno.EPROTO, message, scheduler) from None
                except FutureCancelledError:
                    raise OSError(errno.ECONNRESET, "the cluster went away", scheduler) from None
                except OSError:
                    raise
                except Exception as error:  # what came back cannot be read here
                    product = fault(error)
                hand_over()
                yield index, product
            if time.monotonic() - heard >= timeout:
                stuck = {key for keys in client.processing().values() for key in keys}
                for future in [future for future in running if future.key in stuck]:
                    future.cancel()
                    yield running.pop(future), Lost(reason=f"it took longer than {timeout:.0f} seconds")
                client.restart_workers([worker for worker, keys in client.processing().items() if keys])
                heard = time.monotonic()
                hand_over()


def _done(running: dict[Any, int], seconds: float) -> list[Any]:
    """The futures that are done, as soon as there is one; none when `seconds` have passed."""
    import distributed

    wait: Any = distributed.wait
    try:
        return list(wait(list(running), timeout=max(seconds, 0.01), return_when="FIRST_COMPLETED").done)
    except TimeoutError:
        return []


def _do(make: Callable[[Any], Any], piece: Any, ours: str) -> Any:
    """On a worker, make a piece. Raises Unlike when the worker has another fingerprint."""
    if (theirs := _fingerprint()) != ours:
        raise Unlike(f"{theirs[:12]}, not {ours[:12]}")
    with _alone:
        return guarded(make, piece)


@cache
def _fingerprint() -> str:
    return tools.fingerprint()
