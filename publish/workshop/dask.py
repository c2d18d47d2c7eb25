"""The workers of a Dask cluster do the work, on other machines with no disk in common. Wraps distributed.

Pieces are handed over in batches, for what a client and a scheduler can bear is a number of tasks and not of bytes: a
batch is pickled once, so that what its pieces share, such as a house style, goes over the wire once. Products are
gathered together, straight from the workers. The scheduler gives what a worker lost to another; the pieces of a batch
that comes to nothing are handed over again one by one, so that none is lost but the one that is at fault.

Traps: a scheduler holds on to what it was given until nobody asks for it, so no more is submitted than keeps every
thread busy, and futures are released at once. Tasks run in threads, and the libraries that lay out pages have state
of the process: one piece at a time in each, so `--nthreads 1` is all that a worker can use. A thread cannot be
stopped: where nothing has come back for as long as a batch may take, the busy workers are restarted. What other
versions of the libraries, or other typefaces, would draw is not what this machine would: each worker compares the
fingerprint before it makes a batch.
"""

from __future__ import annotations

import contextlib
import errno
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from publish.base.barrier import Fault, fault, guarded
from publish.media import tools
from publish.workshop.workers import TIMEOUT, Lost

AHEAD = 3
"""Batches submitted for each thread: one is worked on, the others wait there."""
BATCH = 8
"""Pieces in a batch, while there are many (docs/scale.md has what can be handed over so)."""

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

    `timeout` is what one piece may take, in seconds. Raises OSError when the cluster cannot be had, or is not like this
    machine.
    """
    from distributed import Client

    connect: Any = Client  # it says nothing about its types
    try:
        client = connect(scheduler, timeout=10)
    except (OSError, TimeoutError, ValueError) as error:
        raise OSError(errno.EHOSTUNREACH, "there is no cluster that answers", scheduler) from error
    order = sorted(range(len(pieces)), key=lambda index: (-size(pieces[index]), index))
    waiting = _Waiting(order)
    running: dict[Any, tuple[int, ...]] = {}
    ours = tools.fingerprint()

    threads, looked = 1, float("-inf")

    def hand_over() -> None:
        nonlocal threads, looked
        if time.monotonic() - looked > 1:  # the scheduler is asked, and has other things to do
            threads, looked = max(1, sum(client.nthreads().values())), time.monotonic()
        while len(running) < AHEAD * threads and (batch := waiting.take(AHEAD * threads, idle=not running)):
            # Pickled here, once: dask would look into a list for futures, and pickle it by itself.
            packed = pickle.dumps((make, [pieces[index] for index in batch]), 5)
            running[client.submit(_do, packed, ours, pure=False, retries=1)] = batch

    with client:
        hand_over()
        heard = time.monotonic()
        while running:
            patience = timeout * max(map(len, running.values()))
            for batch, products in _gathered(client, running, heard + patience - time.monotonic(), scheduler):
                heard = time.monotonic()
                lost = isinstance(products, (Lost, Fault))
                again = lost and (len(batch) > 1 or waiting.suspects(batch[0], products))
                if again and len(batch) > 1:
                    waiting.again(batch)
                hand_over()
                if not again:
                    yield from zip(batch, [products] if lost else products, strict=True)
            hand_over()
            if time.monotonic() - heard >= patience:
                busy = {worker: keys for worker, keys in client.processing().items() if keys}
                for keys in busy.values():
                    there = [future for future in running if future.key in keys]
                    for at, future in enumerate(there):
                        future.cancel()
                        batch = running.pop(future)
                        if at or len(batch) > 1:  # what waits behind another there has done nothing wrong
                            waiting.again(batch)
                        else:
                            yield batch[0], Lost(reason=f"it took longer than {timeout:.0f} seconds")
                client.restart_workers(list(busy))
                heard = time.monotonic()
                hand_over()


class _Waiting:
    """What has not been handed over, in the order in which it is to be."""

    def __init__(self, order: Iterable[int]) -> None:
        self._order = deque(order)
        self._single: deque[int] = deque()
        """The pieces of batches that came to nothing."""
        self._alone: deque[int] = deque()
        self._suspected: set[int] = set()

    def take(self, among: int, *, idle: bool) -> tuple[int, ...]:
        """The next batch, where that many share the rest: smaller near the end, so that no thread waits for another."""
        if self._single:
            return (self._single.popleft(),)
        if not self._order and self._alone and idle:
            return (self._alone.popleft(),)
        count = min(BATCH, -(-len(self._order) // among))
        return tuple(self._order.popleft() for _ in range(count))

    def suspects(self, piece: int, product: object) -> bool:
        """Whether a piece is tried once more, with nothing else at work.

        The scheduler counts the death of a worker against all that was handed to it, what waits there as well.
        """
        if not isinstance(product, Lost) or piece in self._suspected:
            return False
        self._suspected.add(piece)
        self._alone.append(piece)
        return True

    def again(self, batch: Iterable[int]) -> None:
        """Let the pieces of a batch be handed over one by one."""
        self._single.extend(batch)


def _gathered(
    client: Any, running: dict[Any, tuple[int, ...]], seconds: float, scheduler: str
) -> Iterator[tuple[tuple[int, ...], Any]]:
    """The batches that are done, with their products, as soon as there is one; none when `seconds` have passed.

    What came to nothing is Lost, what cannot be read here a Fault. Raises OSError.
    """
    done = _done(running, seconds)
    made = [future for future in done if future.status == "finished"]
    results: dict[Any, Any] = {}
    if made:
        with contextlib.suppress(Exception):  # one of them cannot be had, or read: each is asked for by itself
            results = dict(zip(made, client.gather(made, direct=True), strict=True))
    for future in done:
        batch = running.pop(future)
        yield batch, results[future] if future in results else _alone_asked(future, scheduler)


def _alone_asked(future: Any, scheduler: str) -> Any:
    """The products of a batch; Lost or a Fault where there are none. Raises OSError."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        return future.result()
    except KilledWorker:
        return Lost(reason="every worker that was given it died")
    except MemoryError:
        return Lost(reason="there is not enough memory on the worker that was given it")
    except Unlike as unlike:
        message = f"a worker has other versions or typefaces than this machine ({unlike})"
        raise OSError(errno.EPROTO, message, scheduler) from None
    except FutureCancelledError:
        raise OSError(errno.ECONNRESET, "the cluster went away", scheduler) from None
    except OSError:
        raise
    except Exception as error:  # what came back cannot be read here
        return fault(error)


def _done(running: dict[Any, tuple[int, ...]], seconds: float) -> list[Any]:
    """The futures that are done, as soon as there is one; none when `seconds` have passed."""
    import distributed

    wait: Any = distributed.wait
    try:
        return list(wait(list(running), timeout=max(seconds, 0.01), return_when="FIRST_COMPLETED").done)
    except TimeoutError:
        return []


def _do(packed: bytes, ours: str) -> list[Any]:
    """On a worker, make the pieces of a batch. Raises Unlike when the worker has another fingerprint."""
    if (theirs := _fingerprint()) != ours:
        raise Unlike(f"{theirs[:12]}, not {ours[:12]}")
    make, pieces = pickle.loads(packed)  # of our own client: whoever reaches a scheduler runs what they like
    with _alone:
        return [guarded(make, piece) for piece in pieces]


@cache
def _fingerprint() -> str:
    return tools.fingerprint()
