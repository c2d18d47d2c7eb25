"""Folders for what is needed for a while: each says whose it is, and the next run takes away those of nobody.

A process that is killed takes nothing away, nor does a machine that loses its power.
"""

from __future__ import annotations

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
    """A new folder, which this process answers for. Raises OSError."""
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


def _is_ours(entry: os.DirEntry[str]) -> bool:
    return os.name != "posix" or entry.stat(follow_symlinks=False).st_uid == os.getuid()
