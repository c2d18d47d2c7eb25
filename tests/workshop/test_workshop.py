"""A piece of work that hangs, dies or asks for too much takes nothing else down."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from publish import press
from publish.base.barrier import Fault
from publish.model import Order
from publish.workshop import executors, workers
from publish.workshop.workers import Lost, work
from tests.support import sample


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
    products = dict(work(sleeper, [0.0, 60.0, 0.01], jobs=2, timeout=1.0))

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


_HELD: list[bytearray] = []


def hoards(bytes_wanted: int) -> int:
    """Ask for so much memory, and keep it."""
    _HELD.append(bytearray(bytes_wanted))
    return len(_HELD)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_piece_is_not_lost_for_what_those_before_it_left() -> None:
    """Where a worker is full, the piece that meets that is tried again in a fresh one."""
    products = dict(work(hoards, [workers.MEMORY * 5 // 8] * 3, jobs=1))

    assert products == {0: 1, 1: 1, 2: 1}


def interrupts(number: int) -> int:
    """Press Ctrl-C, as far as the parent can tell."""
    os.kill(os.getppid(), signal.SIGINT)
    return number


def test_after_ctrl_c_what_is_in_hand_is_finished_and_nothing_else_begun() -> None:
    """The piece in hand comes back, and only then the interruption."""
    came: list[tuple[int, object]] = []

    with pytest.raises(KeyboardInterrupt):
        came.extend(work(interrupts, range(3), jobs=1))

    assert came == [(0, 0)]


def test_ctrl_c_at_the_first_moment_is_heard_like_any_other() -> None:
    """As soon as the handler is in its place it may be called: nothing is begun, and it is Ctrl-C that is raised."""

    def press(frame: object, event: str, what: object) -> None:  # noqa: ARG001
        if event == "c_return" and getattr(what, "__name__", "") == "signal":
            sys.setprofile(None)
            signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.setprofile(press)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(work(double, [1], jobs=1))
    finally:
        sys.setprofile(None)
        signal.signal(signal.SIGINT, before)


def whose(piece: int) -> tuple[int, int]:
    """The piece, and the process that did it."""
    return piece, os.getpid()


def test_the_largest_piece_is_begun_first() -> None:
    """What takes longest is not left for the end, when the other hands are idle."""
    pieces = ["aa", "a", "aaaa", "aaa"]

    assert [index for index, _ in work(str.upper, pieces, jobs=1, size=len)] == [2, 3, 0, 1]


def leaves_word(place: str) -> None:
    """Say that it was begun."""
    Path(place).touch()


def test_work_is_begun_before_anything_is_asked_for(tmp_path: Path) -> None:
    """Whoever has something else to do first finds the first piece done afterwards."""
    place = tmp_path / "begun"

    products = work(leaves_word, [str(place)], jobs=1)

    until = time.monotonic() + 60
    while not place.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert place.exists()
    assert list(products) == [(0, None)]


def learn() -> None:
    """Something to be learnt."""


def test_hands_that_are_kept_do_the_next_work_too() -> None:
    """What a hand has learnt is of use more than once; after that nobody is left."""
    with workers.keep_alive():
        workers.start(f"{__name__}:learn", jobs=1)
        first = dict(work(whose, [1], jobs=1, preload=f"{__name__}:learn"))
        second = dict(work(whose, [2], jobs=1))
    third = dict(work(whose, [3], jobs=1))

    processes = [product[1] for product in (first[0], second[0], third[0]) if isinstance(product, tuple)]
    assert processes[0] == processes[1] != processes[2]


def test_a_skill_is_learnt_by_who_has_the_one_beside_it() -> None:
    """Of several hands it is that one; without it the last that there is room for."""
    preloaded = [f"{__name__}:learn", "os:getpid", "os:getppid", "os:times"]
    with workers.keep_alive():
        workers.start(preloaded[0], jobs=3)
        workers.start(preloaded[1], jobs=3)
        workers.start(preloaded[2], jobs=3, beside=preloaded[0])
        workers.start(preloaded[3], jobs=3, beside="nobody:knows")
        who = [dict(work(whose, [1], jobs=1, preload=preload))[0] for preload in preloaded]

    assert who[0] == who[2]
    assert len(set(who)) == 3


def makes_a_folder(_: int) -> str:
    """Leave something behind, as libraries do."""
    return tempfile.mkdtemp()


def test_nothing_temporary_is_left_behind() -> None:
    """A worker's temporary files go when it does."""
    (folder,) = dict(work(makes_a_folder, [0], jobs=1)).values()

    assert isinstance(folder, str)
    assert not Path(folder).exists()


def faulty(number: int) -> Any:
    """Have faults of ours, of several kinds, over all numbers but 0."""
    if number == 1:
        raise ValueError(number)
    if number == 2:
        raise Unpicklable(number, number)
    if number == 3:
        os.abort()
    return (lambda: number) if number == 4 else number


class Unpicklable(Exception):
    """An exception that cannot be made again from what it says."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} {other}")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_fault_of_ours_comes_back_as_such_and_costs_its_piece_alone(number: int) -> None:
    """An exception, one that cannot be sent, the end of a process, a product that cannot be sent."""
    products = dict(work(faulty, [0, number, 0], jobs=1))

    assert (products[0], products[2]) == (0, 0)
    fault = products[1]
    assert isinstance(fault, Fault)
    assert fault.trace
    if number < 3:
        assert "in faulty" in fault.trace


def refused(_: int) -> int:
    """Meet what the system refuses."""
    raise OSError(errno.ENOSPC, "no space left")


def test_what_the_system_refuses_stops_all_work() -> None:
    """A full disk is no fault of ours, and nothing else can be made either."""
    with pytest.raises(OSError, match="no space left"):
        list(work(refused, [7], jobs=1))


@pytest.mark.parametrize("preload", [executors.CHECKING, executors.MAKING, executors.READING, executors.TYPESETTING])
def test_what_workers_learn_ahead_is_there(preload: str) -> None:
    """Each preload names a function, which imports what the work needs; a worker says nothing of one that is not."""
    module, _, name = preload.partition(":")
    assert callable(getattr(import_module(module), name))


def test_a_worker_that_cannot_get_ready_says_so(caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be imported is named, and what it may cost; the work goes on."""
    workers._preload("publish.formats:preload_nothing")
    [said] = caplog.records
    assert "slower: publish.formats:preload_nothing (AttributeError" in said.getMessage()


def test_one_order_alone_is_typeset_by_another_worker() -> None:
    """A galley is set while the worker that lays out still gets ready, and the file has the same bytes."""
    order = Order(edition=sample.briefing(), style=sample.house_style(), format="pdf", proof=False)
    [(_, here, _)] = press.render([order], None, jobs=0)
    with workers.keep_alive():
        workers.start(executors.MAKING, jobs=2)
        assert not workers.waits(executors.TYPESETTING, executors.MAKING)
        workers.start(executors.TYPESETTING, jobs=2)
        assert workers.waits(executors.TYPESETTING, executors.MAKING)
        press.prepare(order.edition.publication, order.style)
        [(_, apart, problems)] = press.render([order], None, jobs=2)
    assert (here, problems) == (apart, ())


@pytest.mark.parametrize(("room", "without"), [("typesetting", "weasyprint"), ("render", "jinja2")])
def test_setting_and_laying_out_import_nothing_of_each_other(room: str, without: str) -> None:
    """Either gets ready in a process of its own, and what the other needs takes long to import."""
    program = f"import sys, publish.formats.pdf.{room}; sys.exit({without!r} in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
