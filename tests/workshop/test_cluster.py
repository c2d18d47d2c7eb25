"""A cluster makes what this machine makes, also when it loses a worker on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.conftest import GOOD, ROOT, Publish

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
DASK = (sys.executable, "-m", "dask")


@contextmanager
def running(*words: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is there until this is left."""
    process = subprocess.Popen(
        words, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A scheduler on loopback with so many workers, each in a folder of its own: its address, and the workers."""
    with ExitStack() as stack:
        place = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        scheduler = stack.enter_context(running(*DASK, "scheduler", *place, folder=folder))
        assert scheduler.stdout is not None
        address = next(line.split()[-1] for line in scheduler.stdout if "Scheduler at:" in line)
        hands = []
        for number in range(workers):
            own = folder / f"worker-{number}"
            own.mkdir()
            word = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
            hand = stack.enter_context(running(*DASK, "worker", address, *word, folder=own))
            assert hand.stdout is not None
            next(line for line in hand.stdout if "Registered to" in line)
            hands.append(hand)
        yield address, hands


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_makes_the_same_files(publication: Path, publish: Publish) -> None:
    """Two workers, one killed when the first file is there: the archive is that of this machine to the last byte."""
    for number in range(12):
        text = GOOD.replace("A good", f"Good {number}").replace("well here", "well here, as ever. " * (20 + number))
        (publication / f"source/articles/good-{number}.md").write_text(text, encoding="utf-8")
    assert publish("archive", "--quiet", cwd=publication).code == 0
    here = {path: path.read_bytes() for path in sorted((publication / "build/archive").rglob("*")) if path.is_file()}
    assert len(here) > 60
    (publication / "build").rename(publication / "before")

    with cluster(publication, 2) as (address, workers):
        archive = subprocess.Popen(
            [sys.executable, "-m", "publish", "archive", "--cluster", address], cwd=publication, env=ENVIRONMENT,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        assert archive.stdout is not None
        archive.stdout.readline()
        workers[0].send_signal(signal.SIGKILL)
        _, said = archive.communicate(timeout=300)

    assert archive.returncode == 0, said
    assert {path: path.read_bytes() if path.is_file() else b"" for path in here} == here


def test_no_cluster_is_told(publication: Path, publish: Publish) -> None:
    """Where nobody answers, the command says so and leaves with the code of what failed outside."""
    outcome = publish("build", "--cluster", "tcp://127.0.0.1:9", cwd=publication)
    assert outcome.code == 3
    assert "there is no cluster that answers: tcp://127.0.0.1:9" in outcome.err
