"""A lock lets one build at a time work in a folder; the kernel releases it when its holder ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from publish.base import exclusive

NAME = ".lock"


@contextmanager
def alone(folder: Path, waiting: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of `folder`, after waiting for its holder, whose process id `waiting` gets. Raises OSError.

    The lock is flock(2), or what stands for it, on a file in the folder. The file's text is for people alone: no
    process is taken for alive because of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # The file is never deleted: who waits for it would then hold a lock on a file that nobody else can see.
    with (folder / NAME).open("a+", encoding="utf-8") as file:
        try:
            free = exclusive.take(file, wait=False)
        except OSError as error:
            raise OSError(error.errno, f"{error.strerror}, while it was locked for this run", file.name) from error
        if not free:
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
