"""One build at a time in a folder: a lock that the kernel holds, and lets go of when its holder ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from publish.base import exclusive

NAME = ".lock"


@contextmanager
def alone(folder: Path, waiting: Callable[[str], None]) -> Iterator[None]:
    """Have `folder` alone, waiting for whoever has it: `waiting` is told who that is. Raises OSError.

    The lock is flock(2), or what stands for it, on a file in the folder. What is in the file is for people: no process
    is ever taken for alive because of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # The file is never taken away: who waits for it would then hold a lock on a file that nobody else can see.
    with (folder / NAME).open("a+", encoding="utf-8") as file:
        if not exclusive.take(file, wait=False):
            file.seek(0)
            waiting(file.readline().strip() or "unknown")
            exclusive.take(file, wait=True)
        try:
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            yield
        finally:
            exclusive.give_back(file)
