"""What a cluster has to carry, and what it costs to let one do the work: the numbers behind docs/scale.md."""

from __future__ import annotations

import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.articles import short, stock
from benchmarks.many import JOBS
from benchmarks.ours import build
from benchmarks.timing import ENVIRONMENT, spread

DASK = (sys.executable, "-m", "dask")
BARE = 500
"""Pieces that are nothing to make, to see what handing them over costs."""


def measure(folder: Path, count: int, rounds: int, keep: Callable[[Any], None]) -> None:
    """Sizes, then times: hands here and a cluster on loopback in turn, the wire alone, the disk alone."""
    rows: dict[str, Any] = {}
    stock(folder / "stock", count)
    short(folder / "short", count, "briefing")
    for name in ("stock", "short"):
        rows[name] = _sizes(folder / name)
        keep(rows)
    here, there = [], []
    with cluster(folder, JOBS) as address:
        build(folder / "stock", "--edition", "briefing", "--cluster", address)  # workers import what they need
        for _ in range(rounds):
            here.append(build(folder / "stock", "--edition", "briefing").seconds)
            there.append(build(folder / "stock", "--edition", "briefing", "--cluster", address).seconds)
        rows["hands"], rows["cluster"] = spread(here, 2), spread(there, 2)
        rows["cluster to hands"] = spread([far / near for near, far in zip(here, there, strict=True)])
        rows["jobs"], rows["articles"] = JOBS, count
        keep(rows)
        order, artifact = (round(rows["stock"][what]["median"]) for what in ("order", "artifact"))
        rows["handed over each second"] = spread([_bare(address, order, artifact) for _ in range(rounds)], 0)
        keep(rows)
    rows["kept each second"] = spread([_keep(artifact) for _ in range(rounds)], 0)
    keep(rows)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """A scheduler on loopback with so many workers, each in a folder of its own: its address."""
    with ExitStack() as stack:
        place = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        scheduler = stack.enter_context(_running(*DASK, "scheduler", *place, folder=folder))
        address = next(line.split()[-1] for line in scheduler if "Scheduler at:" in line)
        for number in range(workers):
            own = folder / f"worker-{number}"
            own.mkdir()
            word = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
            worker = stack.enter_context(_running(*DASK, "worker", address, *word, folder=own))
            next(line for line in worker if "Registered to" in line)
        yield address


@contextmanager
def _running(*words: str, folder: Path) -> Iterator[Iterator[str]]:
    with (
        tempfile.TemporaryFile("w+", dir=folder) as said,  # not a pipe: nobody reads on once it is up
        subprocess.Popen(words, cwd=folder, env=ENVIRONMENT, stdout=said, stderr=subprocess.STDOUT) as process,
    ):
        try:
            yield _lines(said.fileno())
        finally:
            process.kill()


def _lines(file: int) -> Iterator[str]:
    """The lines of a file as they come, for a minute."""
    read, until = 0, time.monotonic() + 60
    while time.monotonic() < until:
        text = os.pread(file, 2**20, read)
        whole = text[: text.rfind(b"\n") + 1]
        read += len(whole)
        yield from whole.decode().splitlines()
        time.sleep(0.1)
    raise TimeoutError("nothing came up")


# -------------------------------------------------------------------------------------------------- what is carried


def _sizes(folder: Path) -> dict[str, dict[str, float]]:
    """Bytes of each order, as it goes to a worker, and of what comes back."""
    from publish import press
    from publish.project.folder import load, manuscripts, pictures
    from publish.workshop.shelf import Shelf

    project, problems = load(folder)
    assert project is not None, problems
    texts, _ = manuscripts(folder)
    language = project.publication.language
    articles, _ = press.gather(press.read_each(texts, language=language, pictures=partial(pictures, folder), jobs=JOBS))
    orders = press.plan(press.compose(project.publication, project.plans, articles), project.style)
    orders = tuple(order for order in orders if order.edition.kind == "briefing")
    with tempfile.TemporaryDirectory() as name:
        shelf = Shelf(place=Path(name), tools="")
        made = [mark for _, mark, _ in press.render(orders, shelf, jobs=JOBS) if mark]
        back = [len(pickle.dumps((press.fetch(mark, shelf), ()), 5)) for mark in made]
    return {"order": _told([len(pickle.dumps(order, 5)) for order in orders]), "artifact": _told(back)}


def _told(sizes: Sequence[int]) -> dict[str, float]:
    return {"median": statistics.median(sizes), "95th": statistics.quantiles(sizes, n=20)[-1], "greatest": max(sizes)}


# ------------------------------------------------------------------------------------------------ what carrying costs


def echo(length: int, piece: bytes) -> bytes:  # noqa: ARG001
    """So many bytes for a piece, at once."""
    return bytes(length)


def _bare(address: str, order: int, artifact: int) -> float:
    """Pieces of the size of orders handed over, and products of the size of artifacts taken back, each second."""
    from publish.workshop import dask as far

    pieces = [number.to_bytes(8) + os.urandom(order - 8) for number in range(BARE)]
    start = time.perf_counter()
    back = sum(1 for _ in far.work(partial(echo, artifact), pieces, scheduler=address, size=len))
    assert back == BARE
    return BARE / (time.perf_counter() - start)


def _keep(size: int) -> float:
    """Artifacts put on the shelf each second, by one process, safe on the disk."""
    from publish.workshop.shelf import Shelf

    with tempfile.TemporaryDirectory(prefix="handbill-bench-") as name:
        shelf = Shelf(place=Path(name), tools="")
        contents = [number.to_bytes(8) + os.urandom(size - 8) for number in range(500)]
        start = time.perf_counter()
        for content in contents:
            shelf.put(shelf.key(content), shelf.add(content))
        return len(contents) / (time.perf_counter() - start)
