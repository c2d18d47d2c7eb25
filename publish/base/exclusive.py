"""An open file is locked: by flock(2) where the system has it, by filelock where it has not (Windows)."""

from __future__ import annotations

from typing import IO, Any

try:
    import fcntl
except ImportError:  # not POSIX
    fcntl = None  # type: ignore[assignment]

_held: dict[str, Any] = {}
"""Locks of filelock by the path of what they keep; they end with the process, as flock does."""


def take(file: IO[Any], *, wait: bool) -> bool:
    """Have an open file alone until it is closed; without waiting, whether that could be. Raises OSError.

    Trap of filelock: it empties the file that it locks, so a neighbour of the file stands for it.
    """
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
    from filelock import FileLock, Timeout

    lock = FileLock(f"{file.name}.held")
    try:
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
        return False
    _held[str(file.name)] = lock
    return True


def give_back(file: IO[Any]) -> None:
    """Let go of a file that closing alone does not let go of."""
    if (lock := _held.pop(str(file.name), None)) is not None:
        lock.release()
