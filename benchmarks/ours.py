"""The press, as it is asked to work."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from benchmarks.timing import Run, run

PRESS = (Path(sys.executable).with_name("publish"),)


def build(folder: Path, *words: str, fresh: bool = True) -> Run:
    """The press at work on a publication, from nothing unless it is not to be `fresh`."""
    if fresh:
        shutil.rmtree(folder / "build", ignore_errors=True)
    return run([*PRESS, "build", "--quiet", *words, "-C", folder], watched=True)


def galleys(place: Path) -> list[Path]:
    """What handbill sets, as HTML with its pictures beside it."""
    build(place, "--edition", "briefing", "--keep-galley")
    own = place / "galleys"
    own.mkdir()
    pictures = {path.stem: path for path in (place / "source/articles").glob("*.jpg")}
    made = []
    for galley in sorted((place / "build/briefing").glob("*.html")):
        for name, stem in re.findall(r'<img src="((harbour(?:-\d+)?)-[0-9a-f]{16}\.jpg)"', galley.read_text("utf-8")):
            shutil.copy(pictures[stem], own / name)
        made.append(own / galley.name)
        shutil.copy(galley, made[-1])
    return made
