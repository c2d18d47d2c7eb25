"""Folders for what is needed for a while: each says whose it is, and the next run takes away those of nobody.

A process that is killed takes nothing away, nor does a machine that loses its power.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from publish.base.atomic import runs

_OURS = re.compile(r"handbill-(\d+)-\w+")


def make() -> str:
    """A new folder, which this process answers for and takes away when it ends. Raises OSError."""
    atexit.unregister(_take_away)
    atexit.register(_take_away, os.getpid())  # before: a signal may end the process as soon as the folder is there
    return tempfile.mkdtemp(prefix=f"handbill-{os.getpid()}-")


@contextmanager
def folder() -> Iterator[str]:
    """A new folder, which is gone when this is left. Raises OSError."""
    place = make()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def tidy() -> None:
    """Take away the folders of this user's processes that run no more."""
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            found = _OURS.fullmatch(entry.name)
            if found and entry.is_dir(follow_symlinks=False) and not runs(int(found[1])) and _is_ours(entry):
                shutil.rmtree(Path(entry.path), ignore_errors=True)


def _take_away(process: int) -> None:
    """Take away whatever the process has made and not taken away itself; a child of it has not made any of it."""
    if process == os.getpid():
        for place in Path(tempfile.gettempdir()).glob(f"handbill-{process}-*"):
            shutil.rmtree(place, ignore_errors=True)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    return os.name != "posix" or entry.stat(follow_symlinks=False).st_uid == os.getuid()
