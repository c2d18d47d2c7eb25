"""A parent that is killed leaves no worker and no folder behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import sys, time
from publish.workshop.workers import work
from tests.workshop.test_parent_killed import busy
print("begun", flush=True)
list(work(busy, [float(sys.argv[1])] * 2, jobs=2))
"""


def busy(seconds: float) -> None:
    """Say which process this is, and be at work for so long."""
    sys.stderr.write(f"{os.getpid()}\n")
    sys.stderr.flush()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        sum(range(1000))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("wait", [0.0, 0.4])
def test_no_worker_outlives_a_parent_that_is_killed(wait: float, tmp_path: Path) -> None:
    """Workers end within five seconds, and their folders are gone with them, or after the next run if none had begun."""
    command = [sys.executable, "-c", PROGRAM, "60"]
    with (tmp_path / "workers").open("w+") as said:
        environment = {**os.environ, "TMPDIR": str(tmp_path)}
        parent = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=environment)
        assert parent.stdout
        with parent.stdout:
            parent.stdout.readline()
            time.sleep(wait)
            parent.send_signal(signal.SIGKILL)
            parent.wait()

    until = time.monotonic() + 5
    left = [""]
    while left and time.monotonic() < until:
        time.sleep(0.1)
        running = [pid for pid in (tmp_path / "workers").read_text().split() if Path(f"/proc/{pid}/cmdline").exists()]
        alive = [pid for pid in running if Path(f"/proc/{pid}/cmdline").read_bytes()]
        left = [*alive, *(path.name for path in tmp_path.glob("handbill-*") if wait)]
    assert not left
    subprocess.run(
        [sys.executable, "-c", "from publish.base import temporary; temporary.tidy()"], env=environment, check=True
    )
    assert not [*tmp_path.glob("handbill-*")]
