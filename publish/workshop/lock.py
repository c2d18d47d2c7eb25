"""One build at a time in a folder: a lock that the kernel holds, and lets go of when its holder ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = ".lock"


@contextmanager
def alone(folder: Path, waiting: Callable[[str], None]) -> Iterator[None]:
    """Have `folder` alone, waiting for whoever has it: `waiting` is told who that is. Raises OSError.

    The lock is flock(2) on a file in the folder. What stands in the file is for people: no process is ever taken for
    alive because of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # The file is never taken away: who waits for it would then hold a lock on a file that nobody else can see.
    with (folder / NAME).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            waiting(file.readline().strip() or "unknown")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
