"""The sender is killed, again and again: nobody is left out, nobody is written to twice."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support import mailbag
from tests.support.smtp_faults import Act, Scripted, scripted

NURSERY = """
import os, sys
from pathlib import Path
from tests.support import mailbag
for line in sys.stdin:
    root, port = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child == 0:
        mailbag.send(Path(root), int(port), timeout=20)
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""
"""A process that makes senders quickly, each a process of its own that can be killed."""


class Victim:
    """The sender that is to be killed when a phase is reached."""

    def __init__(self) -> None:
        self.phase = ""
        self.pid = 0
        self.born = threading.Event()

    def script(self, reached: str, nth: int) -> Act | None:  # noqa: ARG002
        """Kill it the first time the phase is reached."""
        if reached != self.phase:
            return None
        self.phase = ""
        return Act(calls=self.kill, cuts=True)

    def kill(self) -> None:
        """SIGKILL, which no process can answer."""
        assert self.born.wait(20)
        os.kill(self.pid, signal.SIGKILL)


@contextmanager
def nursery() -> Iterator[subprocess.Popen[str]]:
    """The process that makes senders."""
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            assert process.stdin
            process.stdin.close()


def run(process: subprocess.Popen[str], root: Path, server: Scripted, victim: Victim, phase: str) -> int:
    """One sender, killed when it comes to `phase`; returns how it ended."""
    assert process.stdin
    assert process.stdout
    victim.born.clear()
    victim.phase = phase
    process.stdin.write(f"{root}\t{server.port}\n")
    process.stdin.flush()
    victim.pid = int(process.stdout.readline())
    victim.born.set()
    return int(process.stdout.readline())


@pytest.mark.slow
def test_killed_at_two_hundred_points_nobody_is_lost_and_nobody_doubled(tmp_path: Path) -> None:
    """A mailing to 50 is killed 200 times on its way, at every step of the conversation, and goes on each time."""
    people = {mailbag.recipient(number).address for number in range(1, 51)}
    mailbag.queue(tmp_path, mailbag.mailing(), [mailbag.recipient(number) for number in range(1, 51)])
    victim = Victim()
    points = ("greeting", "ehlo", "mail", "rcpt", "data", "dot", "rcpt", "after")
    kills = 0
    with scripted(victim.script) as server, nursery() as process:
        for phase in itertools.islice(itertools.cycle(points), 200):
            kills += os.WIFSIGNALED(run(process, tmp_path, server, victim, phase))
        assert run(process, tmp_path, server, victim, "") == 0

    states = mailbag.states(tmp_path)
    assert kills == 200
    assert states["sent"] | states["unknown"] == people
    assert server.recipients() == Counter(people)
    assert states["unknown"] <= {post.recipient for post in server.journal}
    assert len({post.identifier for post in server.taken}) == len(people)


@pytest.mark.slow
def test_killed_in_the_middle_of_a_text_the_recipient_is_written_to_again(tmp_path: Path) -> None:
    """A message of which the server has only a part has not been sent: it goes again, whole, and once."""
    large = mailbag.enclosure(content=bytes(range(256)) * 60_000)
    mailbag.queue(tmp_path, mailbag.mailing(enclosures=(large,)), [mailbag.recipient(1), mailbag.recipient(2)])
    victim = Victim()
    with scripted(victim.script) as server, nursery() as process:
        for _ in range(3):
            assert os.WIFSIGNALED(run(process, tmp_path, server, victim, "text"))
            assert mailbag.states(tmp_path)["unknown"] == set()
        assert run(process, tmp_path, server, victim, "") == 0

    assert mailbag.states(tmp_path)["sent"] == {"user1@example.org", "user2@example.org"}
    assert set(server.recipients().values()) == {1}
