"""A build that is stopped anywhere leaves whole files or none, and the next one ends as if nothing had happened.

Faults are put into the system calls themselves (strace, `inject`): at each call of the parent process that touches
build/, since that process alone writes there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import GOOD, REQUIRE_ALL, ROOT, SETTINGS, run_publish

CALLS = ("openat", "write", "fsync", "rename", "link", "unlink", "mkdir", "flock")
FAULTS = {
    "openat": ("signal=SIGKILL", "error=ENOSPC", "error=EACCES", "error=EIO"),
    "write": ("signal=SIGKILL", "error=ENOSPC", "error=EIO"),
    "fsync": ("signal=SIGKILL", "error=ENOSPC", "error=EIO"),
    "rename": ("signal=SIGKILL", "error=ENOSPC", "error=EACCES", "error=EIO"),
    "link": ("signal=SIGKILL", "error=EIO"),
    "unlink": ("signal=SIGKILL", "error=EACCES"),
    "mkdir": ("signal=SIGKILL", "error=ENOSPC", "error=EACCES"),
    "flock": ("error=ENOLCK",),
}
EDITIONS = '[editions.text]\nkind = "text"\n'
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
BUILD = (sys.executable, "-m", "publish", "build", "--jobs", "1")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")


class Point(NamedTuple):
    """The so-many-eth call of a kind, in a process."""

    call: str
    number: int


def strace(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A build under strace, the parent process alone."""
    if shutil.which("strace") is None:
        assert not REQUIRE_ALL, "strace is not installed"
        pytest.skip("strace is not installed")
    return subprocess.run(
        ["strace", "-qq", *words, *BUILD], cwd=folder, env=ENVIRONMENT, capture_output=True, encoding="utf-8",
        check=False, timeout=120,
    )  # fmt: skip


def points(folder: Path) -> list[Point]:
    """Each call of a build that touches build/."""
    log = folder.parent / "strace.log"
    assert strace("-y", "-e", f"trace={','.join(CALLS)}", "-o", str(log), folder=folder).returncode == 0
    counts = dict.fromkeys(CALLS, 0)
    found = []
    for line in log.read_text("utf-8", "replace").splitlines():
        call = line.partition("(")[0]
        if call not in counts:
            continue
        counts[call] += 1
        if str(folder / "build") in line or re.search(r'"build/', line):
            found.append(Point(call, counts[call]))
    return found


def sample(where: list[Point]) -> list[Point]:
    """Of each kind of call the first, the one in the middle and the last."""
    kinds = [[point for point in where if point.call == call] for call in CALLS]
    return [point for kind in kinds for point in dict.fromkeys((kind[0], kind[len(kind) // 2], kind[-1]))]


def finished(folder: Path) -> dict[str, bytes]:
    """Everything in build/ that is there for people."""
    places = [place for place in (folder / "build").rglob("*") if place.is_file()]
    named = {place.relative_to(folder).as_posix(): place for place in places}
    return {name: place.read_bytes() for name, place in named.items() if "/." not in name}


def texts(word: str) -> dict[str, str]:
    """Two articles, one of them with a word of its own."""
    return {"good.md": GOOD.replace("well", word), "other.md": GOOD.replace("A good", "Another")}


def write(folder: Path, word: str) -> None:
    """The publication, or a change of it."""
    (folder / "source/articles").mkdir(parents=True, exist_ok=True)
    (folder / "source/publication.toml").write_text(SETTINGS + EDITIONS, encoding="utf-8")
    for name, text in texts(word).items():
        (folder / "source/articles" / name).write_text(text, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("begun", [False, True], ids=["the first build", "a build after a change"])
def test_a_build_stopped_at_any_call_is_whole_or_absent_and_ends_the_same(
    tmp_path: Path, begun: bool, request: pytest.FixtureRequest
) -> None:
    """Killed, disk full, disk broken, forbidden: a file is the old or the new one, and the next build makes all good."""
    states: list[dict[str, bytes]] = [{}]
    start, model = tmp_path / "start", tmp_path / "model"
    write(start, "badly")
    if begun:
        assert run_publish("build", cwd=start).code == 0
        states.append(finished(start))
        write(start, "well")
    shutil.copytree(start, model)
    where = points(model)
    states.append(finished(model))
    assert {point.call for point in where} >= {"openat", "write", "fsync", "rename", "link"}
    known = {name: {state[name] for state in states if name in state} for name in states[-1]}
    stopped = 0
    every = request.config.getoption("--every-fault")
    for point in where if every else sample(where):
        for fault in FAULTS[point.call]:
            folder = tmp_path / "tried"
            shutil.copytree(start, folder)

            done = strace("-o", os.devnull, "-e", f"inject={point.call}:{fault}:when={point.number}", folder=folder)

            told = (point, fault, done.stderr)
            assert "Traceback" not in done.stderr, told
            assert done.returncode in ((-9, 137) if "SIGKILL" in fault else (0, 1, 3)), told
            stopped += done.returncode != 0
            assert all(content in known[name] for name, content in finished(folder).items() if name in known), told
            left = list((folder / "build").rglob("*.part"))
            again = run_publish("build", cwd=folder)
            assert again.code == 0, (told, again.err)
            assert finished(folder) == states[-1], told
            # An idle worker that prepares itself is killed at a run's end, and may leave one of its own to the next.
            assert not [part for part in left if part.exists()], told
            shutil.rmtree(folder)
    assert stopped > len(CALLS)
