"""The user's cache folder holds what serves all of a user's publications; each publication has its shelf besides.

Only the command has one (`use`); a program that imports us writes nowhere. Each file in it carries its own digest and
is checked against its type when it is read, so that nothing in it is executed and what the disk has spoilt is made
again. The folder belongs to the user and nobody else can read or write it; one of which that is not true is not used.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

SWITCH = "HANDBILL_CACHE"
"""The variable that names another folder, or none when it is empty."""

FILES = 400
"""How many files are kept: those of some ten releases. Beyond that the oldest are deleted."""

Kind = TypeVar("Kind")
_folders: list[Path] = []


def place(system: str, environment: Mapping[str, str]) -> Path | None:
    r"""The user's cache folder by the conventions of the `system` (`sys.platform`); None where there is none.

    On Linux `$XDG_CACHE_HOME/handbill`, and `~/.cache/handbill` (XDG Base Directory Specification: a path that is not
    absolute is passed over); on macOS `~/Library/Caches/handbill`; on Windows `%LOCALAPPDATA%\handbill\Cache`.
    """
    if (named := environment.get(SWITCH)) is not None:
        return Path(named) if named else None
    if system == "win32":
        base = environment.get("LOCALAPPDATA", "")
        return Path(base, "handbill", "Cache") if base else None
    own = "" if system == "darwin" else environment.get("XDG_CACHE_HOME", "")
    if os.path.isabs(own):  # noqa: PTH117
        return Path(own, "handbill")
    home = environment.get("HOME", "")
    return Path(home, "Library/Caches" if system == "darwin" else ".cache", "handbill") if home else None


def use(folder: Path | None) -> None:
    """From now on, in this process and those forked from it, store things there; with None nowhere."""
    _folders[:] = [folder] if folder else []


def in_use() -> Path | None:
    """The folder in use, if there is one."""
    return _folders[0] if _folders else None


def remembered(kind: type[Kind], make: Callable[[], Kind], key: str) -> Kind:
    """The value under `key`, a digest of all that it depends on; else it is made, and stored.

    Raises what `make` does. A folder that cannot be read or written costs time, never a page.
    """
    folder = in_use()
    if folder is None:
        return make()
    from publish.base.atomic import write_atomic  # here, not above: whoever is asked for help needs neither
    from publish.value import pack, unpack

    file = folder / key
    with suppress(OSError, ValueError):
        packed = file.read_bytes()
        if hashlib.sha256(packed[32:]).digest() == packed[:32] and _is_private(folder):
            return unpack(packed[32:], kind)
    made = make()
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_private(folder):
            packed = pack(made)
            write_atomic(file, hashlib.sha256(packed).digest() + packed, lasting=False, private=True)
            _tidy(folder)
    return made


def _is_private(folder: Path) -> bool:
    """Whether nobody but this user can put anything there. Windows has other means, and the folder is in a profile."""
    if os.name != "posix":
        return True
    status = folder.stat()
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _tidy(folder: Path) -> None:
    """Delete the oldest files beyond `FILES`. Raises OSError."""
    names = os.listdir(folder)  # noqa: PTH208  names alone: there are seldom too many
    if len(names) > FILES:
        files = sorted((folder / name for name in names), key=lambda file: file.stat().st_mtime_ns)
        for file in files[: FILES // 2]:
            file.unlink(missing_ok=True)
