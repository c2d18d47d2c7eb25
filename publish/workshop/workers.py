"""Work done by processes of its own, so that a piece that hangs or dies takes nothing else down.

A worker is a process with a pipe to it. It is given one piece at a time, and the next when that came back: so it is
always known which piece a worker died over, and whose time is up. While workers are `kept` they stay for the next work,
with all that they have imported.

Traps: with the `fork` method the parent must not run threads yet, so workers are started before any progress display;
on macOS system libraries do not survive a fork, there the workers are spawned. A forked child has the parent's ends of
all pipes that are open: it closes them, or it would never hear that the parent is gone. A worker ends at once (no
`atexit`), and libraries leave temporary files behind: so each has a folder for them, which the parent takes away.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from socket import socket
from threading import current_thread, main_thread
from typing import Any, TypeVar, cast

from publish.base.barrier import Fault, fault, guarded

TIMEOUT = 300.0
"""Seconds one piece may take."""

MEMORY = 4 * 2**30
"""Bytes that one worker may fill. Not its address space: what draws charts reserves far more of that than it fills."""

TIDYING = 16
"""A worker looks for what is no longer used among all that it has after so many pieces, else among what is new."""

Piece = TypeVar("Piece")
Product = TypeVar("Product")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A piece of work that came to a limit, of time or of memory, and which one."""

    reason: str


def work(
    make: Callable[[Piece], Product],
    pieces: Sequence[Piece],
    *,
    jobs: int,
    timeout: float | None = None,
    size: Callable[[Piece], int] | None = None,
    preload: str = "",
) -> Iterator[tuple[int, Product | Lost | Fault]]:
    """Do `make` to every piece with `jobs` processes; yields (index, product) as each is done, in no fixed order.

    The first pieces are handed out before this returns, so that the caller may have something else to do meanwhile.
    `make` must be a module's function. What it raises comes back as a Fault, since it is ours and not the piece's; only
    what the system refuses is raised here (OSError, `barrier.OUTSIDE`). One whose worker dies or has no memory left is
    tried once more, alone in a fresh one. With `size` the largest piece is begun first, without it the first; a worker
    that has learnt `preload` is asked before others. After Ctrl-C nothing more is begun, and KeyboardInterrupt is
    raised when what was begun is done; after a second one at once. `under` sets other terms.
    """
    shift = _work(make, pieces, jobs, timeout, size, preload)
    next(shift)
    return cast("Iterator[tuple[int, Product | Lost | Fault]]", shift)


def _work(
    make: Callable[[Piece], Product],
    pieces: Sequence[Piece],
    jobs: int,
    timeout: float | None,
    size: Callable[[Piece], int] | None,
    preload: str,
) -> Iterator[tuple[int, Product | Lost | Fault] | None]:
    """The same; yields None when the first pieces are handed out."""
    terms = _terms[-1]
    timeout = terms.timeout if timeout is None else timeout
    waiting = sorted(range(len(pieces)), key=lambda index: (size(pieces[index]) if size else 0, -index))
    again: list[int] = []
    died: set[int] = set()
    busy: dict[Connection, _Worker] = {}
    idle, most = _take_over(), max(1, min(jobs, len(pieces)))

    def hand_out() -> None:
        while not interrupted and len(busy) < most and (waiting or (again and not busy)):
            worker = _next(idle, preload) if waiting else _Worker()
            busy[worker.pipe] = worker
            worker.give(make, pieces, waiting.pop() if waiting else again.pop(), timeout)

    try:
        with _finishing() as interrupted:
            hand_out()
            yield None
            while busy:
                left = max(0.0, min(worker.until for worker in busy.values()) - time.monotonic())
                if set(terms.halt).intersection(wait([*busy, *terms.halt], left)):
                    break
                for worker in [worker for worker in busy.values() if worker.is_done()]:
                    del busy[worker.pipe]
                    index = worker.index
                    try:
                        product: Product | Lost | Fault = worker.take()
                        if isinstance(product, Fault):
                            worker.dismiss()  # nobody knows what it left behind
                        else:
                            idle.append(worker)
                    except TimeoutError:
                        product = Lost(reason=f"it took longer than {timeout:.0f} seconds")
                    except (_Died, MemoryError) as end:  # which may be the fault of what came before
                        if index not in died:
                            died.add(index)
                            again.append(index)
                            hand_out()
                            continue
                        product = _end(end)
                    hand_out()
                    yield index, product
        if interrupted:
            raise KeyboardInterrupt
    finally:
        _give_back(idle, busy.values())


def _end(end: Exception) -> Lost | Fault:
    """What to say of a piece over which two workers ended; the kernel kills whoever takes the last memory (SIGKILL)."""
    if isinstance(end, MemoryError):
        return Lost(reason=f"it needs more than {MEMORY // 2**30} GiB of memory")
    if end.args == (-signal.SIGKILL,):
        return Lost(
            reason="the process that worked on it died twice: the system killed it, as it does when memory runs out"
        )
    reason = f"the process that worked on it died twice (exit code {end})"
    return Fault(reason=reason, trace=f"{reason}\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """How work is done where nothing else is said."""

    timeout: float = TIMEOUT
    halt: tuple[socket, ...] = ()


_terms = [_Terms()]


@contextlib.contextmanager
def under(*, timeout: float, halt: tuple[socket, ...] = ()) -> Iterator[None]:
    """Until this is left, a piece may take `timeout` seconds, and work ends as soon as one of `halt` can be read from.

    Of the pieces that have been begun then or were not begun nothing comes back; their workers are stopped.
    """
    _terms.append(_Terms(timeout=timeout, halt=halt))
    try:
        yield
    finally:
        _terms.pop()


# ------------------------------------------------------------------------------------------------ the workers there are

_kept: list[list[_Worker]] = []
"""The workers that wait for work, where some are kept."""


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Until this is left, workers stay after work for the next; what they have loaded stays as it is."""
    _kept.append([])
    try:
        yield
    finally:
        stop()
        for worker in _kept.pop():
            worker.dismiss()


def stop() -> None:
    """Let the workers that are kept go: nothing more is to be done. It takes them a while, which is not waited for."""
    for worker in _kept[-1]:
        worker.process.kill()


def start(preload: str, *, jobs: int, beside: str = "") -> None:
    """Let a worker learn a preload before there is work, by calling it: a new one, unless there are `jobs` already.

    It is a function that imports what the work needs, as `module:function`: what is named need not be imported here,
    so that a worker can be engaged before anything else is done. The worker that has learnt `beside`, if there is one,
    learns it beside that. To be used while workers are `kept`.
    """
    workers = _kept[-1]
    worker = next((worker for worker in workers if beside in worker.preloaded), None)
    if worker is None and len(workers) < jobs:
        workers.append(_Worker())
    worker = worker or workers[-1]
    worker.preloaded.add(preload)
    worker.learn(partial(_learn, preload))


def _learn(preload: str) -> None:
    module, _, function = preload.partition(":")
    getattr(import_module(module), function)()


def teach(preload: str, more: Callable[[], object]) -> None:
    """Let the idle worker with the preload, if there is one, call `more` too, which is for the same work."""
    for worker in _kept[-1] if _kept else ():
        if preload in worker.preloaded:
            worker.learn(more)
            return


def _take_over() -> list[_Worker]:
    workers = _kept[-1][:] if _kept else []
    if _kept:
        _kept[-1].clear()
    return workers


def _next(idle: list[_Worker], preload: str) -> _Worker:
    """One of the idle that has the preload, else any, else a fresh one."""
    for place, worker in enumerate(idle):
        if preload in worker.preloaded:
            return idle.pop(place)
    return idle.pop(0) if idle else _Worker()


def _give_back(idle: Iterable[_Worker], busy: Iterable[_Worker]) -> None:
    """Send home those that are not to be kept; one that is still busy is kept by nobody."""
    for worker in busy:
        worker.dismiss()
    if _kept:
        _kept[-1].extend(idle)
        return
    for worker in idle:
        worker.dismiss()


@contextlib.contextmanager
def _finishing() -> Iterator[list[int]]:
    """Whether Ctrl-C came: the list is no longer empty. A second one is not held back."""
    interrupted: list[int] = []
    if current_thread() is not main_thread():
        yield interrupted
        return

    def note(number: int, frame: object) -> None:  # noqa: ARG001
        interrupted.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.getsignal(signal.SIGINT)  # known before `note` may be called, which may be at once
    signal.signal(signal.SIGINT, note)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


# ----------------------------------------------------------------------------------------------------------- one worker


class _Died(Exception):
    """A worker went without a word."""


class _Worker:
    """A worker process, seen from the parent."""

    _ours: set[Connection] = set()  # noqa: RUF012
    """The parent's ends of all pipes."""

    def __init__(self) -> None:
        forking = sys.platform == "linux" and hasattr(os, "fork")
        context = get_context("fork") if forking else get_context("spawn")
        self.folder = tempfile.mkdtemp(prefix="handbill-")
        self.pipe, theirs = context.Pipe()
        self._ours.add(self.pipe)
        # Daemons: they go when the parent does, whatever becomes of it.
        self.process = context.Process(
            target=_serve, args=(theirs, tuple(self._ours) if forking else (), self.folder), daemon=True
        )
        self.process.start()
        theirs.close()
        self.preloaded: set[str] = set()
        self.index, self.until = -1, 0.0

    def learn(self, lesson: Callable[[], object]) -> None:
        """Call this as soon as there is time; nothing comes back."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it died; whoever asks it for work will see
            self.pipe.send((lesson,))

    def give(self, make: Callable[[Any], Any], pieces: Sequence[Any], index: int, timeout: float) -> None:
        """Worker over a piece."""
        self.index, self.until = index, time.monotonic() + timeout
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it died; taking from it will tell
            self.pipe.send((make, pieces[index]))

    def is_done(self) -> bool:
        """Whether there is something to be taken, or time is up."""
        return self.pipe.poll() or time.monotonic() >= self.until

    def take(self) -> Any:
        """What it made. Raises what making it raised, TimeoutError or _Died; then the worker is gone."""
        if not self.pipe.poll():
            self.dismiss()
            raise TimeoutError
        try:
            made, product = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            self.process.join()
            code = self.process.exitcode
            self.dismiss()
            raise _Died(code) from None
        except Exception as error:  # what was sent cannot be read here
            return fault(error)
        if made:
            return product
        self.dismiss()
        raise product

    def dismiss(self) -> None:
        """Send it home, whatever it is at."""
        self._ours.discard(self.pipe)
        self.pipe.close()
        self.process.kill()
        self.process.join()
        shutil.rmtree(self.folder, ignore_errors=True)


def _send(pipe: Connection, told: tuple[bool, object]) -> None:
    """Send what came of a piece to the parent; end when there is nobody left to be told."""
    try:
        pipe.send(told)
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)
    except Exception as error:  # it is nothing that can be sent, and nothing of it has been
        pipe.send((True, fault(error)))


def _serve(pipe: Connection, others: Iterable[Connection], folder: str) -> None:
    """What a worker does all day."""
    for other in others:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    for name in ("SIGTERM", "SIGHUP"):  # whatever the parent makes of these, a worker goes without a word
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    tempfile.tempdir = folder
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    gc.freeze()
    gc.disable()
    done = 0
    while True:
        try:
            order = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)
        except Exception as error:
            _send(pipe, (True, fault(error)))
            continue
        if len(order) == 1:
            with contextlib.suppress(Exception):  # whoever needs it will meet the fault again, and can tell of it
                order[0]()
            gc.freeze()
            continue
        make, piece = order
        try:
            told: tuple[bool, object] = True, guarded(make, piece)
        except MemoryError:
            told = False, MemoryError()
        except OSError as error:
            told = False, error
        _send(pipe, told)
        del told, order, make, piece
        # What a piece leaves behind is young; what is kept of it for those that come is gone through now and then.
        gc.collect(0 if done % TIDYING else 2)
        if not done:
            # What is left is kept for all that come (style sheets, typefaces), not to be gone through ever. Once only:
            # what is frozen never goes, and of each piece something is left until the next.
            gc.freeze()
        done += 1
