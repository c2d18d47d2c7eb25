"""Reports changes in a publication's folders as they are saved. Wraps watchfiles.

Traps: it gathers changes until none has come for `step` milliseconds, and its own measure is 50: a third of the time
that a save has to be on screen. It watches only what is there when it begins. An editor that saves under another name
and renames gives several changes, some of files that are gone by then: whoever hears of a path has to look. Its filter
leaves out what editors leave lying about. In the main thread it would take Ctrl-C for itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event, Thread

import watchfiles

STEP = 5
"""Milliseconds."""


def watch(root: Path, folders: Iterable[str | Path], heed: Callable[[frozenset[str]], None], ended: Event) -> Thread:
    """From now on tell `heed` what changes in those `folders` of `root` that are there, until `ended` is set.

    Paths are POSIX, from `root`.
    """
    places = [root / folder for folder in folders if (root / folder).is_dir()]

    def attend() -> None:
        for changes in watchfiles.watch(
            *places, step=STEP, debounce=10 * STEP, stop_event=ended, raise_interrupt=False
        ):
            heed(frozenset(Path(os.path.relpath(path, root)).as_posix() for _, path in changes))

    thread = Thread(target=attend, daemon=True)
    thread.start()
    return thread
