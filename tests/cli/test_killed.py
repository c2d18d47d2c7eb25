"""A build that is killed at any moment leaves no process, and nothing that the next run does not take away."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import GOOD, ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

MOMENTS, ALL_MOMENTS = 8, 50


def marked(mark: str) -> list[str]:
    """The processes that have the mark in their environment and have not ended."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and mark.encode() in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found


_AS_FROM_A_SHELL = """
import signal
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # which `nohup` has ignored, by those too who run these tests
from publish.__main__ import run
run()
"""


def ours(temporary: Path) -> list[Path]:
    """What we put there; the file by which Python finds out whether it may write there can be left by any program."""
    return list(temporary.glob("handbill-*"))


def begun(root: Path, mark: str, temporary: Path) -> subprocess.Popen[bytes]:
    """A build with two workers, in an environment of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), "HANDBILL_MARK": mark}
    words = [sys.executable, "-c", _AS_FROM_A_SHELL, "build", "--jobs", "2", "--force"]
    return subprocess.Popen(words, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def gone(mark: str) -> bool:
    """Whether all marked processes have ended within five seconds."""
    until = time.monotonic() + 5
    while marked(mark):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_nothing(
    publication: Path, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> None:
    """Some moments of a build (fifty with `--every-fault`): after each no process is left in five seconds, after the next run no folder and no part."""
    temporary = tmp_path_factory.mktemp("temporary")
    for number in range(6):
        (publication / f"source/articles/good-{number}.md").write_text(
            GOOD.replace("A good", f"Good {number}"), "utf-8"
        )
    started = time.monotonic()
    assert begun(publication, "whole", temporary).wait() == 0
    whole = time.monotonic() - started
    moments = random.Random(7)
    for number in range(ALL_MOMENTS if pytestconfig.getoption("--every-fault") else MOMENTS):
        mark = f"killed-{os.getpid()}-{number}"
        with begun(publication, mark, temporary) as build:
            time.sleep(moments.uniform(0, whole))
            build.kill()
        assert gone(mark), number
    assert begun(publication, "after", temporary).wait() == 0
    assert ours(temporary) == []
    assert not list((publication / "build").rglob("*.part"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_build_that_is_asked_to_end_leaves_nothing(
    publication: Path, tmp_path_factory: pytest.TempPathFactory, number: signal.Signals
) -> None:
    """It ends with the code that a shell expects, and takes its workers and folders with it."""
    temporary = tmp_path_factory.mktemp("temporary")
    mark = f"ended-{os.getpid()}-{number}"
    with begun(publication, mark, temporary) as build:
        while not ours(temporary):  # until there is a worker
            assert build.poll() is None
            time.sleep(0.02)
        build.send_signal(number)
        assert build.wait(timeout=30) == 128 + number
    assert gone(mark)
    assert ours(temporary) == []
    assert not list((publication / "build").rglob("*.part"))
