"""What lies in source/ that nothing can be made of: it is passed over, and said so, whatever is being done."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from publish.base.language.bidi import turning
from publish.problem import Problem
from publish.project.folders import MOST_BYTES

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def survey(root: Path) -> tuple[Problem, ...]:
    """A problem for each thing below source/ that is passed over, or whose name deceives. Raises OSError."""
    top = root / "source"
    return tuple(found for entry, path in _entries(str(top), "source") if (found := _judged(entry, path, top)))


def _entries(folder: str, path: str) -> Iterator[tuple[os.DirEntry[str], str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if not entry.name.startswith("."):
                within = f"{path}/{entry.name}"
                yield entry, within
                if entry.is_dir(follow_symlinks=False):
                    yield from _entries(entry.path, within)


def _judged(entry: os.DirEntry[str], path: str, top: Path) -> Problem | None:
    def passed_over(message: str, hint: str) -> Problem:
        return Problem(code="A30", path=printable(path), line=None, message=message, hint=hint)

    if entry.name.isprintable() and entry.is_file(follow_symlinks=False):
        if entry.stat(follow_symlinks=False).st_size > MOST_BYTES:
            return passed_over(f"the file is larger than {MOST_BYTES >> 20} MB, and is not read", "keep it elsewhere")
        return None
    if printable(entry.name) != entry.name:
        return passed_over("the name is not UTF-8, and nothing is made of it", "give it another name")
    if entry.is_symlink():
        message = "this is a link to a place outside the publication, or to nowhere"
        return (
            None if leads_within(entry.path, top) else passed_over(message, "put the file itself here, or take it away")
        )
    mode = entry.stat(follow_symlinks=False).st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        return passed_over("this is no file, and is not read", "take it away")
    signs = (*(f"U+{ord(sign):04X}" for sign in _CONTROLS.findall(entry.name)), *turning(entry.name))
    if not signs:
        return None
    message = f"the name has signs that are not seen, or turn what is seen round: {', '.join(signs)}"
    return Problem(code="A31", path=path, line=None, message=message, hint="give it another name")


def printable(path: object) -> str:
    """A path that can be written anywhere: bytes of a name that are not UTF-8 are shown as escapes."""
    return os.fsencode(str(path)).decode("utf-8", "backslashreplace")


def leads_within(link: str | Path, top: Path) -> bool:
    """Whether a link leads to something below `top`."""
    try:
        return Path(link).resolve(strict=True).is_relative_to(top.resolve())
    except (OSError, RuntimeError):  # a loop of links, on Python 3.11 and 3.12
        return False


def files(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file below source/ that a build may read: its path from `root`, and its place. Raises OSError."""
    top = root / "source"
    for entry, path in _entries(str(top), "source"):
        if _judged(entry, path, top) is None and Path(entry.path).is_file():
            yield path, Path(entry.path)
