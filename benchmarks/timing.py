"""Commands timed as whole processes, and the memory of all the processes that they start."""

from __future__ import annotations

import contextlib
import os
import platform
import resource
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": str(ROOT)
}
"""Programs are compiled once, as they are where they are installed, not anew in each run."""
MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a command, or of many commands."""

    seconds: float
    processor: float
    """Seconds of processors, over all the processes that were waited for: these other work on the machine changes
    little."""
    memory: float
    """MiB at most of the whole tree of processes at one time, shared pages divided among those that share them (PSS).
    Looked at twice a second; 0 where it was not looked at."""


def run(*commands: Sequence[str | Path], jobs: int = 1, watched: bool = False) -> Run:
    """Run the commands, so many at a time, start and exit included. Raises RuntimeError with what one says that fails.

    What they print is thrown away.
    """
    with _watching(watched) as most:
        before, start = _used(), time.perf_counter()
        if len(commands) == 1:
            _once(commands[0])
        else:
            with ThreadPoolExecutor(jobs) as hands:
                list(hands.map(lambda command: _once(command), commands))
        took = time.perf_counter() - start
        return Run(seconds=took, processor=_used() - before, memory=max(most, default=0.0))


def _used() -> float:
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def _once(command: Sequence[str | Path]) -> None:
    elsewhere = tempfile.gettempdir()  # one that is stopped may leave something behind
    done = subprocess.run(command, cwd=elsewhere, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(map(str, command))[:200]}: exit {done.returncode}\n{(done.stdout + done.stderr)[-2000:]}"
        )


class _watching:  # noqa: N801
    """Until this is left, a list that grows by the MiB which the children of this process take."""

    def __init__(self, watched: bool) -> None:
        self.most: list[float] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True) if watched else None

    def __enter__(self) -> list[float]:
        if self.thread:
            self.thread.start()
        return self.most

    def __exit__(self, *_: object) -> None:
        self.over.set()
        if self.thread:
            self.thread.join()

    def _look(self) -> None:
        this = psutil.Process()
        while not self.over.wait(0.5):
            taken = 0
            for child in this.children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    taken += child.memory_full_info().pss if psutil.LINUX else child.memory_info().rss
            self.most.append(taken / MIB)


def spread(values: Sequence[float], digits: int = 3) -> dict[str, float]:
    """Median, least and greatest, and of how many."""
    told = {"median": statistics.median(values), "least": min(values), "greatest": max(values)}
    return {**{name: round(value, digits) for name, value in told.items()}, "runs": len(values)}


def pairs(
    ours: Callable[[], float], baseline: Callable[[], float], count: int
) -> tuple[dict[str, float], dict[str, float]]:
    """The ratios of the seconds of two runs in turn, and the seconds of ours; a first pair is not counted."""
    ratios, seconds = [], []
    for _ in range(count + 1):
        took = ours()
        ratios.append(took / baseline())
        seconds.append(took)
    return spread(ratios[1:]), spread(seconds[1:])


def load() -> list[float]:
    """How many processes wanted the processor at a time, over the last 1, 5 and 15 minutes."""
    return [round(value, 2) for value in os.getloadavg()]


def machine() -> dict[str, Any]:
    """What all this ran on."""
    names = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return {
        "cores": os.cpu_count(),
        "processor": names[0] if names else platform.processor(),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8").splitlines()
    except OSError:
        return []
