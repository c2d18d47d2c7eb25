"""A piece of work that hangs, dies or asks for too much takes nothing else down."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from publish.workshop.hands import Lost, work


def double(number: int) -> int:
    """Twice the number."""
    return 2 * number


def sleeper(seconds: float) -> float:
    """Come back after so many seconds."""
    time.sleep(seconds)
    return seconds


def dies_at_three(number: int) -> int:
    """Die as a process dies that the kernel kills."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def dies_once(place: str) -> str:
    """Die the first time, come back the second."""
    mark = Path(place)
    if not mark.exists():
        mark.write_text("been here")
        os.kill(os.getpid(), signal.SIGKILL)
    return place


def greedy(bytes_wanted: int) -> int:
    """Ask for so much memory."""
    return len(bytearray(bytes_wanted))


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_every_piece_comes_back_with_its_number(jobs: int) -> None:
    """Whatever the number of hands, each product is that of its piece."""
    assert dict(work(double, range(20), jobs=jobs)) == {number: 2 * number for number in range(20)}


def test_no_pieces_no_products() -> None:
    """Nothing to do is done at once."""
    assert list(work(double, [], jobs=2)) == []


def test_a_piece_that_hangs_is_given_up_alone() -> None:
    """A piece that takes too long is lost, with the reason; the others come back."""
    products = dict(work(sleeper, [0.0, 60.0, 0.01], jobs=2, patience=1.0))

    lost = products[1]
    assert isinstance(lost, Lost)
    assert "longer than 1 seconds" in lost.reason
    assert (products[0], products[2]) == (0.0, 0.01)


def test_a_piece_that_kills_its_process_is_given_up_alone() -> None:
    """A worker that dies twice over one piece loses that piece only."""
    products = dict(work(dies_at_three, range(6), jobs=2))

    lost = products.pop(3)
    assert isinstance(lost, Lost)
    assert "died" in lost.reason
    assert products == {number: number for number in range(6) if number != 3}


def test_a_piece_whose_process_was_killed_once_is_tried_again(tmp_path: Path) -> None:
    """What killed a worker once may have been chance: the piece gets a second one."""
    place = str(tmp_path / "mark")

    assert dict(work(dies_once, [place], jobs=1)) == {0: place}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_piece_that_wants_too_much_memory_is_given_up_alone() -> None:
    """A piece that asks for more memory than a worker may have is lost, with the reason."""
    products = dict(work(greedy, [10, 8 * 2**30], jobs=2))

    lost = products[1]
    assert isinstance(lost, Lost)
    assert "memory" in lost.reason
    assert products[0] == 10
