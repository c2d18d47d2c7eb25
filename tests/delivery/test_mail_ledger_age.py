"""An older ledger is noticed, in whatever way it came to be there: nobody is written to twice."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from publish.delivery import ledger, ledger_age
from publish.delivery.ledger_age import Witness
from tests.conftest import ROOT
from tests.delivery.test_mail_kills import Victim
from tests.support import mailbag
from tests.support.smtp_faults import Act, Scripted, scripted

PEOPLE = [mailbag.recipient(number) for number in range(1, 11)]


def witness(root: Path, number: int = 0, **changes: object) -> Witness:
    """What the machine of a test knows."""
    values: dict[str, object] = {"state": root.parent / "state", "machine": "a 1", "nonce": str(number)}
    return Witness(**(values | changes))  # type: ignore[arg-type]


def saved(root: Path, into: Path, pattern: str = "mail*") -> Path:
    """A copy of the ledger's files."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    for file in root.glob(pattern):
        if file.is_file():
            shutil.copy2(file, into / file.name)
    return into


def put_back(copy: Path, root: Path, pattern: str) -> None:
    """The copy in the place of what was there."""
    for file in root.glob(pattern):
        file.unlink()
    for file in copy.glob(pattern):
        shutil.copy2(file, root / file.name)


@pytest.fixture
def half(tmp_path: Path) -> tuple[Path, Path]:
    """A publication whose mailing has gone to six of ten, and a copy of its ledger from when it had gone to three."""
    root = tmp_path / "publication"
    root.mkdir()
    mailbag.queue(root, mailbag.mailing(), PEOPLE, witness(root))
    with scripted() as server:
        mailbag.send(root, server.port, witness=witness(root, 1), limit=3)
        older = saved(root, tmp_path / "older")
        mailbag.send(root, server.port, witness=witness(root, 2), limit=3)
        assert len(server.taken) == 6
    return root, older


@pytest.mark.parametrize(
    ("way", "pattern", "message"),
    [
        ("the database alone", "mailings.sqlite*", "is an older copy"),
        ("everything in the folder", "mail*", r"is an older copy.*\(this machine\)"),
    ],
)
def test_a_restored_copy_is_refused(half: tuple[Path, Path], way: str, pattern: str, message: str) -> None:  # noqa: ARG001
    """Neither the database of before nor a whole folder of before is taken for the ledger of now."""
    root, older = half
    newest = saved(root, root.parent / "newest")
    put_back(older, root, pattern)
    with scripted() as server:
        with pytest.raises(ledger.LedgerError, match=message):
            mailbag.send(root, server.port, witness=witness(root, 3))
        assert not server.taken
        put_back(newest, root, pattern)
        mailbag.send(root, server.port, witness=witness(root, 4))
        assert len(server.taken) == 4


def test_a_lost_log_is_refused(tmp_path: Path) -> None:
    """A sender is killed, and the log in which its last commits lie is lost."""
    root = tmp_path / "publication"
    root.mkdir()
    mailbag.queue(root, mailbag.mailing(), PEOPLE, witness(root))
    with ledger.opened(root, salt="", now="", witness=witness(root, 1)) as connection:
        ledger.mark(connection, 1, "in_flight", now="", phase="dot")
        copy = saved(root, tmp_path / "killed")  # as it lies there while the process is alive
    put_back(copy, root, "mail*")
    for file in root.glob("mailings.sqlite-*"):
        file.unlink()

    with pytest.raises(ledger.LedgerError, match="is an older copy"):
        mailbag.send(root, 1, witness=witness(root, 2))


def test_a_fresh_clone_is_refused(half: tuple[Path, Path]) -> None:
    """A clone has no ledger, and knows by what is in version control that there was one; so does the same machine."""
    root, _ = half
    clone = root.parent / "clone"
    clone.mkdir()
    with pytest.raises(ledger.LedgerError, match="there is no ledger yet"):
        mailbag.send(clone, 1, witness=witness(clone))
    shutil.copy(root / ledger_age.MAILED, clone)
    with pytest.raises(ledger.LedgerError, match="is gone, and it was in use"):
        mailbag.queue(clone, mailbag.mailing(), PEOPLE, Witness())
    assert "@" not in (clone / ledger_age.MAILED).read_text("utf-8")

    with scripted() as server:
        mailbag.send(root, server.port, witness=witness(root, 5, origin="first commit"), limit=1)
    (clone / ledger_age.MAILED).unlink()
    with pytest.raises(ledger.LedgerError, match="is gone, and it was in use"):
        mailbag.queue(clone, mailbag.mailing(), PEOPLE, witness(clone, 6, origin="first commit"))


def test_another_machine_s_copy_is_refused(half: tuple[Path, Path]) -> None:
    """A copy that another machine has used since, or that is used on another machine, is refused; it can be adopted."""
    root, _ = half
    other = root.parent / "other"
    shutil.copytree(root, other)
    theirs = {"state": root.parent / "their state", "machine": "b 2"}
    with pytest.raises(ledger.LedgerError, match=r"used last on another machine \(`a`\)"):
        mailbag.send(other, 1, witness=witness(other, 7, **theirs))
    with ledger.opened(other, salt="", now="", witness=witness(other, 8, adopt=True, **theirs)):
        pass
    with scripted() as server:
        mailbag.send(other, server.port, witness=witness(other, 9, **theirs))
        assert len(server.taken) == 4
    shutil.copy(other / "mailings.sqlite", root / "mailings.sqlite")
    with pytest.raises(ledger.LedgerError, match=r"used last on another machine \(`b`\)"):
        mailbag.send(root, 1, witness=witness(root, 10))


def test_two_copies_that_went_on_apart_are_told_apart(half: tuple[Path, Path]) -> None:
    """Two copies that have made as many turns as each other are not the same."""
    root, _ = half
    other = root.parent / "other"
    shutil.copytree(root, other)
    shutil.copytree(root.parent / "state", root.parent / "state before")
    with scripted() as server:
        mailbag.send(root, server.port, witness=witness(root, 11))
        elsewhere = witness(other, 12, state=root.parent / "state before")
        mailbag.send(other, server.port, witness=elsewhere)
    shutil.copy(other / "mailings.sqlite", root / "mailings.sqlite")

    with pytest.raises(ledger.LedgerError, match="went on elsewhere"):
        mailbag.send(root, 1, witness=witness(root, 13))


def test_a_suppression_is_not_forgotten_by_an_older_copy(half: tuple[Path, Path]) -> None:
    """Whoever was taken off since is not written to by the ledger of before."""
    root, _ = half
    older = saved(root, root.parent / "before")
    with ledger.opened(root, salt="", now="", witness=witness(root, 14)) as connection:
        ledger.suppress(connection, PEOPLE[8].key, "")
    put_back(older, root, "mail*")

    with pytest.raises(ledger.LedgerError, match="is an older copy"):
        mailbag.send(root, 1, witness=witness(root, 15))


def test_a_ledger_of_the_version_before_goes_on(tmp_path: Path) -> None:
    """What an older handbill wrote is read, given what it lacks, and nobody is written to again."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE)
    with scripted() as server:
        mailbag.send(tmp_path, server.port, limit=4)
        with mailbag.peek(tmp_path) as connection:
            for statement in (
                "DROP TABLE turns", "DROP TABLE answers", "ALTER TABLE posts DROP COLUMN settled",
                "ALTER TABLE suppressed DROP COLUMN why", "PRAGMA user_version = 1",
            ):  # fmt: skip
                connection.execute(statement)
        connection.close()
        for name in (ledger_age.MARK, ledger_age.MAILED):
            (tmp_path / name).unlink()
        mailbag.send(tmp_path, server.port)
        assert set(server.recipients().values()) == {1}
        assert len(server.taken) == 10


SENDERS = """
import os, sys
from pathlib import Path
from publish.delivery.ledger import LedgerError
from publish.delivery.ledger_age import Witness
from tests.support import mailbag
for line in sys.stdin:
    root, port, number, limit = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child == 0:
        told = Witness(state=Path(root).parent / "state", machine="a 1", nonce=number)
        try:
            mailbag.send(Path(root), int(port), timeout=20, witness=told, limit=int(limit))
        except LedgerError:
            os._exit(3)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.mark.slow
def test_killed_and_restored_at_random_nobody_is_written_to_twice(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """A sender is killed at a random step, then its ledger is an older one in a random way: 12 times, 100 with a flag.

    Each time the next sender refuses, or is right to go on; then the newest ledger is put back.
    """
    runs = 100 if pytestconfig.getoption("--every-fault") else 12
    chance = random.Random(27)
    root = tmp_path / "publication"
    root.mkdir()
    people = [mailbag.recipient(number) for number in range(1, 6 * runs)]
    mailbag.queue(root, mailbag.mailing(enclosures=()), people, witness(root))
    copies = [saved(root, tmp_path / "copy 0")]
    victim, number, refused = Victim(), 0, 0

    def script(reached: str, nth: int) -> Act | None:
        return victim.script(reached, nth)

    def run(process: subprocess.Popen[str], server: Scripted, phase: str, limit: int) -> int:
        nonlocal number
        number += 1
        assert process.stdin and process.stdout  # noqa: PT018
        victim.born.clear()
        victim.phase = phase
        process.stdin.write(f"{root}\t{server.port}\t{number}\t{limit}\n")
        process.stdin.flush()
        victim.pid = int(process.stdout.readline())
        victim.born.set()
        return int(process.stdout.readline())

    def older(pattern: str) -> None:
        put_back(chance.choice(copies), root, pattern)

    def lost(pattern: str) -> None:
        for file in root.glob(pattern):
            file.unlink()

    ways = (
        lambda: older("mailings.sqlite*"),
        lambda: older("mail*"),
        lambda: lost("mailings.sqlite-*"),
        lambda: lost("mailings.*"),
    )
    with (
        scripted(script) as server,
        subprocess.Popen(
            [sys.executable, "-c", SENDERS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        for count in range(runs):
            run(process, server, "", chance.randrange(1, 3))
            phase = chance.choice(("mail", "rcpt", "data", "text", "dot", "after"))
            assert run(process, server, phase, 2) in (-9, 0)
            newest = saved(root, tmp_path / "newest")
            chance.choice(ways)()
            if run(process, server, "", 2) == 3:
                refused += 1
                put_back(newest, root, "mail*")
            if count % 3 == 0:
                copies.append(saved(root, tmp_path / f"copy {count + 1}"))
        assert run(process, server, "", len(people)) == 0
        assert process.stdin
        process.stdin.close()

    assert set(server.recipients().values()) == {1}, [one for one, many in server.recipients().items() if many > 1]
    with ledger.opened(root, salt="", now="", witness=witness(root, number + 1)) as connection:
        states = Counter(post.state for post in ledger.posts(connection, "tides"))
    assert states["sent"] + states["unknown"] == len(people), states
    assert refused > runs / 2
    assert list((tmp_path / "state").iterdir())
