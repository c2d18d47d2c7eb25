"""Whatever bytes strangers send, each door says what is wrong, in time, and none falls over."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.inputs import changed, seeds
from tests.fuzz.targets import TARGETS

LONGEST = 10.0
"""Seconds that a door may take for a mebibyte."""

BATCH = 50
"""Inputs between two looks at the clock."""


def timed(name: str, content: bytes) -> None:
    """Give the bytes to the door, and hold it to its time."""
    began = time.process_time()
    TARGETS[name](content)
    taken = time.process_time() - began
    assert taken < LONGEST, f"{taken:.1f} seconds for {len(content):,} bytes"


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_is_taken(name: str) -> None:
    """Each seed, those among them that were once findings."""
    assert seeds(name)
    for content in seeds(name):
        timed(name, content)


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_no_bytes_bring_a_door_down(name: str, request: pytest.FixtureRequest) -> None:
    """Seeds changed in a few places, for `--fuzz-seconds` a target; the same in every run unless that is more than 15."""
    seconds = request.config.getoption("--fuzz-seconds")
    first = 0 if seconds <= 15 else time.time_ns()
    tried = 0
    for number in _rounds(first, seconds):

        @seed(number)
        @settings(
            max_examples=BATCH,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(changed(name))
        def take(content: bytes) -> None:
            timed(name, content)

        take()
        tried += BATCH
    request.config.get_terminal_writer().line(f"{name}: {tried:,} inputs in {seconds:.0f} seconds")


def _rounds(first: int, seconds: float) -> Iterator[int]:
    """Numbers, for so many seconds; at least one."""
    end = time.monotonic() + seconds
    number = first
    while number == first or time.monotonic() < end:
        yield number
        number += 1
