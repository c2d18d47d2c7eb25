"""Worker processes make pieces of work, so that a piece that hangs or crashes costs itself alone.

A worker is a process with a pipe to it. It gets one piece at a time, and the next when that came back: so it is always
known which piece a worker died over, and which timeout has passed. Inside `keep_alive` workers wait for the next work,
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
from threading import Thread, current_thread, main_thread
from typing import Any, TypeVar, cast

from publish.base import temporary
from publish.base.barrier import Fault, MissingLibrary, fault, guarded

TIMEOUT = 300.0
"""Seconds that one piece may take by default."""

MEMORY = 4 * 2**30
"""Bytes that one worker may fill. The address space is not limited: libraries reserve far more than they
fill."""

TIDYING = 16
"""After so many pieces a worker collects garbage of every generation, after the others of the youngest alone."""

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

    The first pieces are sent before this returns, so that the caller may do something else meanwhile.
    `make` must be a module's function. What it raises comes back as a Fault, since it is ours and not the piece's; only
    what the system refuses is raised here (OSError, `barrier.OUTSIDE`). One whose worker dies or has no memory left is
    tried once more, alone in a fresh one. With `size` the largest piece is begun first, without it the first; a worker
    that has called `preload` is taken before others. After Ctrl-C nothing more is begun, and KeyboardInterrupt is
    raised when what was begun is done; after a second one at once. `under` sets another default timeout.
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
    """As `work`; yields None first, once the first pieces are sent."""
    terms = _terms[-1]
    timeout = terms.timeout if timeout is None else timeout
    waiting = sorted(range(len(pieces)), key=lambda index: (size(pieces[index]) if size else 0, -index))
    again: list[int] = []
    died: set[int] = set()
    busy: dict[Connection, _Worker] = {}
    idle, most = _take_over(), max(1, min(jobs, len(pieces)))

    def send_out() -> None:
        while not interrupted and len(busy) < most and (waiting or (again and not busy)):
            worker = _next(idle, preload) if waiting else _Worker()
            busy[worker.pipe] = worker
            worker.give(make, pieces, waiting.pop() if waiting else again.pop(), timeout)

    try:
        with _finishing() as interrupted:
            send_out()
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
                            worker.dismiss()  # its state is not to be trusted
                        else:
                            idle.append(worker)
                    except TimeoutError:
                        product = Lost(reason=f"it took longer than {timeout:.0f} seconds")
                    except (_Died, MemoryError) as end:  # which may be the fault of what came before
                        if index not in died:
                            died.add(index)
                            again.append(index)
                            send_out()
                            continue
                        product = _end(end)
                    send_out()
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
    """The defaults of `work`."""

    timeout: float = TIMEOUT
    halt: tuple[socket, ...] = ()


_terms = [_Terms()]


@contextlib.contextmanager
def under(*, timeout: float, halt: tuple[socket, ...] = ()) -> Iterator[None]:
    """Until this is left, a piece may take `timeout` seconds, and work ends as soon as one of `halt` can be read from.

    Then pieces that are not done yield nothing, and their workers are stopped.
    """
    _terms.append(_Terms(timeout=timeout, halt=halt))
    try:
        yield
    finally:
        _terms.pop()


# ------------------------------------------------------------------------------------------------ the pool of workers

_pools: list[list[_Worker]] = []
"""The idle workers of each `keep_alive`, the innermost last."""


@contextlib.contextmanager
def keep_alive() -> Iterator[None]:
    """Until this is left, workers live on after their work and are used for the next, with what they have imported."""
    _pools.append([])
    try:
        yield
    finally:
        stop()
        for worker in _pools.pop():
            worker.dismiss()


def stop() -> None:
    """Kill the idle workers, since nothing more is to be done, without waiting for their end."""
    for worker in _pools[-1]:
        worker.process.kill()


def start(preload: str, *, jobs: int, beside: str = "") -> None:
    """Let a worker call `preload` before there is work: a new worker, unless there are `jobs` already.

    `preload` is a function that imports what the work needs, as `module:function`, so that it need not be imported in
    this process. The worker that has called `beside`, if there is one, calls it too. To be used inside `keep_alive`.
    """
    workers = _pools[-1]
    worker = next((worker for worker in workers if beside in worker.preloaded), None)
    if worker is None and len(workers) < jobs:
        workers.append(_Worker())
    worker = worker or workers[-1]
    worker.preloaded.add(preload)
    worker.call(partial(_preload, preload))


def _preload(preload: str) -> None:
    module, _, function = preload.partition(":")
    try:
        getattr(import_module(module), function)()
    except MissingLibrary:
        return  # the work itself will say so
    except Exception as error:
        import logging  # here, not above: seldom is anything said

        reason = f"{type(error).__name__}: {error}"
        logging.getLogger(__name__).warning("a worker starts its work unprepared, and slower: %s (%s)", preload, reason)


def call_ahead(preload: str, more: Callable[[], object]) -> None:
    """Let the idle worker that has called `preload`, if there is one, call `more` too: it prepares the same work."""
    for worker in _pools[-1] if _pools else ():
        if preload in worker.preloaded:
            worker.call(more)
            return


def waits(preload: str, other: str) -> bool:
    """Whether an idle worker has called `preload`, and not `other`."""
    return any(preload in worker.preloaded and other not in worker.preloaded for worker in (_pools or [[]])[-1])


def _take_over() -> list[_Worker]:
    workers = _pools[-1][:] if _pools else []
    if _pools:
        _pools[-1].clear()
    return workers


def _next(idle: list[_Worker], preload: str) -> _Worker:
    """An idle worker that has called the preload, else any idle one, else a new one."""
    for place, worker in enumerate(idle):
        if preload in worker.preloaded:
            return idle.pop(place)
    return idle.pop(0) if idle else _Worker()


def _give_back(idle: Iterable[_Worker], busy: Iterable[_Worker]) -> None:
    """Return the idle workers to the pool, if there is one; end the others, and those that are still busy."""
    for worker in busy:
        worker.dismiss()
    if _pools:
        _pools[-1].extend(idle)
        return
    for worker in idle:
        worker.dismiss()


@contextlib.contextmanager
def _finishing() -> Iterator[list[int]]:
    """A list that gets an entry at the first Ctrl-C, which is held back; a second one is not."""
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
    """A worker process ended without a result; its exit code."""


class _Worker:
    """A worker process, seen from the parent."""

    _ours: set[Connection] = set()  # noqa: RUF012
    """The parent's ends of all pipes."""

    def __init__(self) -> None:
        forking = sys.platform == "linux" and hasattr(os, "fork")
        context = get_context("fork") if forking else get_context("spawn")
        self.folder = temporary.make()
        self.pipe, theirs = context.Pipe()
        self._ours.add(self.pipe)
        # Daemons: they go when the parent does, whatever becomes of it.
        self.process = context.Process(
            target=_serve,
            args=(theirs, tuple(self._ours) if forking else (), self.folder, os.getpid()),
            daemon=True,
        )
        self.process.start()
        theirs.close()
        self.preloaded: set[str] = set()
        self.index, self.until = -1, 0.0

    def call(self, function: Callable[[], object]) -> None:
        """Let the process call this when it is idle; nothing comes back."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it died: `take` will say so
            self.pipe.send((function,))

    def give(self, make: Callable[[Any], Any], pieces: Sequence[Any], index: int, timeout: float) -> None:
        """Send the process a piece."""
        self.index, self.until = index, time.monotonic() + timeout
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it died: `take` will say so
            self.pipe.send((make, pieces[index]))

    def is_done(self) -> bool:
        """Whether `take` has a result, or the timeout has passed."""
        return self.pipe.poll() or time.monotonic() >= self.until

    def take(self) -> Any:
        """The product. Raises what making it raised, TimeoutError or _Died; the process has then ended."""
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
        """End the process at once, whatever it is doing."""
        self._ours.discard(self.pipe)
        self.pipe.close()
        self.process.kill()
        self.process.join()
        shutil.rmtree(self.folder, ignore_errors=True)


def _send(pipe: Connection, result: tuple[bool, object]) -> None:
    """Send the result of a piece to the parent; end this process when the parent is gone."""
    try:
        pipe.send(result)
    except (BrokenPipeError, ConnectionResetError):
        shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)  # this worker's own folder
        os._exit(0)
    except Exception as error:  # it cannot be pickled, and nothing of it has been sent
        pipe.send((True, fault(error)))


def _outlive_nobody(parent: int) -> None:
    """End this process soon after its parent, whatever it is doing then: the pipe is heard only between pieces."""
    while os.getppid() == parent:
        time.sleep(1)
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)  # this worker's own folder
    os._exit(0)


def _serve(pipe: Connection, others: Iterable[Connection], folder: str, parent: int) -> None:
    """The loop of a worker process: receive a function or a piece, call or make it, send the result."""
    for other in others:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    for name in ("SIGTERM", "SIGHUP"):  # whatever the parent does at these, a worker ends at once
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    tempfile.tempdir = folder
    Thread(target=_outlive_nobody, args=(parent,), daemon=True).start()
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
            shutil.rmtree(folder, ignore_errors=True)  # the parent is gone, or has taken it away itself
            os._exit(0)
        except Exception as error:
            _send(pipe, (True, fault(error)))
            continue
        if len(order) == 1:
            with contextlib.suppress(Exception):  # `_preload` speaks of its own; of another the work that needs it does
                order[0]()
            gc.freeze()
            continue
        make, piece = order
        try:
            result: tuple[bool, object] = True, guarded(make, piece)
        except MemoryError:
            result = False, MemoryError()
        except OSError as error:
            result = False, error
        _send(pipe, result)
        del result, order, make, piece
        # Garbage of a piece is young; older generations are collected now and then.
        gc.collect(0 if done % TIDYING else 2)
        if not done:
            # What is left now serves every piece (style sheets, typefaces): it is never to be collected. Once only,
            # since what is frozen is never freed, and each piece leaves something until the next.
            gc.freeze()
        done += 1
