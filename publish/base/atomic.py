"""A file is complete or absent: it is written beside its name, flushed to the disk, and then renamed.

A reader sees the old file or the new one, never a part (rename(2) is atomic). What an interrupted writing leaves has a
name that begins with a full stop and ends with `.part`; `remove_partial` takes it away.

Trap: Windows lets nobody replace a file that a program has open, as viewers of PDFs do: it is tried again for a while,
then the file is named, with what to do.
"""

from __future__ import annotations

import errno
import os
import time
from importlib import import_module
from pathlib import Path
from typing import BinaryIO


def write_atomic(place: Path, content: bytes, *, lasting: bool = True, private: bool = False) -> None:
    """Write a file, and its folder when there is none. Raises OSError, leaving what was there.

    What is `private` only its owner can read, from its first byte on; a folder that is made for it too.

    What is not `lasting` may be lost, or a part of it, when the power fails: for what says its own digest.
    """
    beside = _beside(place)
    try:
        try:
            file = _opened(beside, private)
        except FileNotFoundError:
            place.parent.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
            file = _opened(beside, private)
        with file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        _replace(beside, place)
    except OSError as error:  # a full disk names no file
        if error.filename in (None, str(beside)):
            raise OSError(error.errno, f"{error.strerror}, while the file was written", str(place)) from error
        raise
    finally:
        beside.unlink(missing_ok=True)


PATIENCE = (0.1, 0.3, 0.6, 1.0)
"""Seconds between one try and the next to replace a file that another program holds."""


def _replace(beside: Path, place: Path) -> None:
    for pause in (*PATIENCE, None):
        try:
            beside.replace(place)
            return
        except PermissionError as error:
            if not place.exists():
                raise
            if pause is None:
                held = "is open in another program: close it there, and run this again"
                raise PermissionError(errno.EACCES, held, str(place)) from error
            time.sleep(pause)


def _opened(place: Path, private: bool) -> BinaryIO:
    return open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o666), "wb")  # noqa: PTH123


def link_atomic(place: Path, content: Path) -> None:
    """Let `place` be another name of the file `content`. Raises OSError, leaving what was there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(place)
    try:
        beside.unlink(missing_ok=True)
        beside.hardlink_to(content)
        # Two names of one file are not renamed over each other (rename(2)): the new name would stay beside the old.
        _replace(beside, place)
    finally:
        beside.unlink(missing_ok=True)


def remove_partial(folder: Path) -> None:
    """Take away what interrupted writings left anywhere below `folder`, and nothing that is being written.

    Raises OSError.
    """
    for parent, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".part") and name.startswith("."):
                number = name.split(".")[-2]
                if number.isdigit() and (int(number) == os.getpid() or not runs(int(number))):
                    Path(parent, name).unlink(missing_ok=True)


def runs(process: int) -> bool:
    """Whether there is a process of that number, whoever it belongs to."""
    if os.name == "nt":  # where `os.kill` would interrupt it
        return bool(import_module("psutil").pid_exists(process))
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _beside(place: Path) -> Path:
    return place.with_name(f".{place.name}.{os.getpid()}.part")
