"""A cluster makes what this machine makes, also when it loses a worker on the way."""

from __future__ import annotations

import hashlib
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest

from publish import press
from publish.model import EditionPlan
from publish.workshop import dask, store
from publish.workshop.workers import Lost
from tests.conftest import GOOD, ROOT, Publish
from tests.support.sample import PUBLICATION, article, house_style

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
PLANS = (EditionPlan(name="briefing", kind="briefing", title="", sides=None, max_bytes=None),)
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
def cluster(folder: Path, workers: int, *, nanny: bool = False) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
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
            word = ("--nanny" if nanny else "--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
            hand = stack.enter_context(running(*DASK, "worker", address, *word, folder=own))
            assert hand.stdout is not None
            next(line for line in hand.stdout if "Registered to" in line)
            hands.append(hand)
        yield address, hands


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_makes_the_same_files(
    publication: Path, tmp_path: Path, publish: Publish
) -> None:
    """Two workers, one killed when the first file is there: the archive is that of this machine to the last byte.

    So is what goes through a folder that all can reach.
    """
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

        assert publish("build", "--quiet", cwd=publication).code == 0
        made = {path: path.read_bytes() for path in (publication / "build/briefing").iterdir()}
        shared = tmp_path / "shared"
        place = ("--cluster", address, "--cluster-store", shared.as_uri())
        again = publish("build", "--force", "--quiet", *place, cwd=publication)
        assert again.code == 0, again.err
        assert {path: path.read_bytes() for path in (publication / "build/briefing").iterdir()} == made
        assert list(shared.iterdir()) == [], "files went through it, and were taken out"


@pytest.mark.parametrize(
    ("place", "why"), [("/dev/null/store", "Not a directory"), ("nowhere://store", "Protocol not known")]
)
def test_a_store_that_cannot_be_used_is_named(place: str, why: str) -> None:
    """A folder that cannot be made, a kind of store that nobody knows: one sentence with the place."""
    with pytest.raises(OSError, match=why) as told:
        store.put(b"a file", "0" * 64, place)
    assert told.value.filename == place


def test_what_a_store_has_spoilt_is_not_taken(tmp_path: Path) -> None:
    """Content that has another digest than its name is an error, not a file of the publication."""
    store.put(b"a file", "0" * 64, tmp_path.as_uri())
    with pytest.raises(OSError, match="damaged"):
        store.take("0" * 64, tmp_path.as_uri())


def test_what_was_taken_out_of_a_store_is_not_there(tmp_path: Path) -> None:
    """Two orders may come to the same file: whoever is second is told that it is gone, and looks on the shelf."""
    content = b"a file"
    digest = hashlib.sha256(content).hexdigest()
    store.put(content, digest, tmp_path.as_uri())
    assert store.take(digest, tmp_path.as_uri()) == content
    with pytest.raises(FileNotFoundError):
        store.take(digest, tmp_path.as_uri())


def test_a_store_without_a_cluster_is_refused(publication: Path, publish: Publish) -> None:
    """An option that would mean nothing says so."""
    outcome = publish("build", "--cluster-store", "file:///tmp", cwd=publication)
    assert outcome.code == 2
    assert "it needs --cluster" in outcome.err


def test_no_cluster_is_told(publication: Path, publish: Publish) -> None:
    """Where nobody answers, the command says so and leaves with the code of what failed outside."""
    outcome = publish("build", "--cluster", "tcp://127.0.0.1:9", cwd=publication)
    assert outcome.code == 3
    assert "there is no cluster that answers: tcp://127.0.0.1:9" in outcome.err


def slow_or_fatal(fatal: str, piece: str) -> str:
    """A piece in capitals; one of them ends the process that it is given."""
    if piece == fatal:
        os._exit(3)
    return piece.upper()


def held_up(slow: str, piece: str) -> str:
    """A piece in capitals; one of them takes far too long."""
    if piece == slow:
        time.sleep(300)
    return piece.upper()


PIECES = [f"piece {number}" for number in range(40)]


def test_pieces_go_in_batches_and_one_that_kills_its_workers_is_lost_alone(tmp_path: Path) -> None:
    """What was in a batch with it is made again, one by one; every other piece comes back once."""
    with cluster(tmp_path, 2, nanny=True) as (address, _):
        done = list(dask.work(partial(slow_or_fatal, PIECES[3]), PIECES, scheduler=address, size=len))
    assert sorted(index for index, _ in done) == list(range(len(PIECES)))
    lost = {index: product for index, product in done if not isinstance(product, str)}
    assert [type(product) for product in lost.values()] == [Lost]
    assert list(lost) == [3]
    assert all(product == PIECES[index].upper() for index, product in done if index != 3)


def test_a_piece_that_takes_too_long_costs_no_other_of_its_batch(tmp_path: Path) -> None:
    """The workers that hold it up are begun again, and the others of the batch are made."""
    few = PIECES[:8]
    with cluster(tmp_path, 2, nanny=True) as (address, _):
        # Longer than a worker takes to begin again, on a machine that has other things to do.
        work = dask.work(partial(held_up, few[5]), few, scheduler=address, size=len, timeout=8)
        done = dict(work)
    assert sorted(done) == list(range(len(few)))
    assert isinstance(done.pop(5), Lost)
    assert set(done.values()) == {one.upper() for number, one in enumerate(few) if number != 5}


def test_a_batch_carries_what_its_orders_share_once() -> None:
    """Eight orders of one style are little more than one with the style."""
    orders = press.plan(press.compose(PUBLICATION, PLANS, [article(f"a{n}") for n in range(8)]), house_style())
    one, eight = (len(pickle.dumps(list(those), 5)) for those in (orders[:1], orders[:8]))
    assert eight < 2 * one
