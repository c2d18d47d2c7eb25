"""The ledger tells the truth, or refuses to be used."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from publish.delivery import ledger, opt_outs
from tests.support import mailbag
from tests.support.smtp_faults import Act, at, scripted

PEOPLE = [mailbag.recipient(number) for number in range(1, 21)]


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A mailing to twenty, of which the fifth is unknown and the rest sent."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE)
    with scripted(at("dot", 5, Act(cuts=True))) as server:
        mailbag.send(tmp_path, server.port)
    return tmp_path


def test_a_mailing_is_frozen(tmp_path: Path) -> None:
    """What is made of the same name later does not change what the rest get, to the byte."""
    first = mailbag.mailing()
    second = mailbag.mailing(letters=(mailbag.letter(title="Another"),), enclosures=(mailbag.enclosure(content=b"x"),))
    mailbag.queue(tmp_path, first, PEOPLE[:1])
    mailbag.queue(tmp_path, second, PEOPLE[:3])

    with scripted() as server:
        mailbag.send(tmp_path, server.port)

    assert [post.content for post in server.taken] == [mailbag.message(one, first).content for one in PEOPLE[:3]]


def test_an_unknown_is_settled_by_hand_only(begun: Path) -> None:
    """Nothing is sent to an unknown by itself; `resend` queues it, `sent` closes it."""
    with scripted() as server:
        mailbag.send(begun, server.port)
        assert not server.taken
        with ledger.opened(begun, salt="", now="") as connection:
            assert ledger.settle(connection, PEOPLE[0].key, "resend", "") == 0
            assert ledger.settle(connection, PEOPLE[4].key, "resend", "") == 1
        mailbag.send(begun, server.port)
        assert [post.recipient for post in server.taken] == [PEOPLE[4].address]


def test_what_a_server_said_of_an_address_can_be_taken_back_and_what_a_person_asked_cannot(tmp_path: Path) -> None:
    """`resend` lifts a refused address, not one that asked to leave, even if a server had refused it before that."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE[:3])
    with ledger.opened(tmp_path, salt="", now="") as connection:
        for person in PEOPLE[:2]:
            ledger.suppress(connection, person.key, "", "550 5.1.1 no such user")
        ledger.suppress(connection, PEOPLE[1].key, "")
        ledger.suppress(connection, PEOPLE[1].key, "", "550 5.1.1 no such user")

        assert [ledger.settle(connection, person.key, "resend", "") for person in PEOPLE[:2]] == [1, 0]
        assert ledger.suppressed(connection) == {PEOPLE[1].key}


def test_whoever_is_suppressed_is_not_written_to(tmp_path: Path) -> None:
    """Neither what waits nor what comes later goes to a suppressed address."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE[:3])
    with ledger.opened(tmp_path, salt="", now="") as connection:
        assert ledger.suppress(connection, PEOPLE[1].key, "") == 1
    mailbag.queue(tmp_path, mailbag.mailing(name="next"), PEOPLE[:3])
    with scripted() as server:
        mailbag.send(tmp_path, server.port)
        mailbag.send(tmp_path, server.port, name="next")

    assert PEOPLE[1].address not in server.recipients()
    assert len(server.taken) == 4


def test_an_opt_out_outlives_the_ledger(tmp_path: Path) -> None:
    """A file beside the source keeps who is never written to, as digests that name nobody; a new ledger obeys it."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE[:3])
    with ledger.opened(tmp_path, salt="s", now="") as connection:
        ledger.suppress(connection, PEOPLE[1].key, "2026-03-01T10:00:00")
        ledger.suppress(connection, PEOPLE[2].key, "2026-03-01T10:00:00")
        ledger.forgive(connection, [PEOPLE[2].key], "")
    kept = (tmp_path / opt_outs.NAME).read_text("utf-8")
    assert PEOPLE[1].key not in kept
    assert PEOPLE[1].key in opt_outs.read(tmp_path)
    assert PEOPLE[2].key not in opt_outs.read(tmp_path)

    clone = tmp_path / "clone"
    clone.mkdir()
    shutil.copy(tmp_path / opt_outs.NAME, clone)
    mailbag.queue(clone, mailbag.mailing(), PEOPLE[:3])
    with scripted() as server:
        mailbag.send(clone, server.port)
    assert PEOPLE[1].address not in server.recipients()
    assert len(server.taken) == 2


def test_opt_outs_of_an_older_ledger_are_written_and_a_broken_file_is_refused(tmp_path: Path) -> None:
    """The file that is gone comes again from the ledger; one that a merge has spoilt stops everything."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE[:3])
    with ledger.opened(tmp_path, salt="", now="") as connection:
        ledger.suppress(connection, PEOPLE[1].key, "")
    (tmp_path / opt_outs.NAME).unlink()
    with ledger.opened(tmp_path, salt="", now=""):
        assert PEOPLE[1].key in opt_outs.read(tmp_path)
    (tmp_path / opt_outs.NAME).write_text("<<<<<<< HEAD", "utf-8")
    with pytest.raises(ledger.LedgerError, match="opt-outs"), ledger.opened(tmp_path, salt="", now=""):
        pass


def test_whoever_opts_out_while_they_wait_is_not_written_to(tmp_path: Path) -> None:
    """A newer list that says so takes a person off the queue."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE[:3])
    with ledger.opened(tmp_path, salt="", now="") as connection:
        ledger.enter(connection, "tides", PEOPLE[:1], [PEOPLE[2].key], "")
    with scripted() as server:
        mailbag.send(tmp_path, server.port)

    assert PEOPLE[2].address not in server.recipients()


def test_a_second_sender_is_refused(tmp_path: Path) -> None:
    """While one sends, another is told who it is and since when."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE[:1])
    with (
        ledger.opened(tmp_path, salt="", now="") as connection,
        ledger.alone(tmp_path, connection, "process 7 since noon"),
        pytest.raises(ledger.LedgerError, match="process 7 since noon"),
    ):
        mailbag.send(tmp_path, 1)


def test_a_ledger_that_is_gone_is_not_begun_anew(begun: Path) -> None:
    """Without the ledger nobody knows who has been written to: it must be put back, or given up by hand."""
    for file in begun.glob("mailings.sqlite*"):
        file.unlink()

    with pytest.raises(ledger.LedgerError, match="is gone"):
        mailbag.queue(begun, mailbag.mailing(), PEOPLE)


def test_another_ledger_in_its_place_is_refused(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A ledger that was not the one used last here is not taken for it."""
    other = tmp_path_factory.mktemp("other")
    with ledger.opened(other, salt="another", now="", create=True):
        pass
    shutil.copy(other / ledger.NAME, begun / ledger.NAME)

    with pytest.raises(ledger.LedgerError, match="not the ledger"):
        mailbag.send(begun, 1)


def test_an_empty_or_truncated_ledger_is_refused(begun: Path) -> None:
    """A ledger cut at any place is refused, not taken for a new one."""
    whole = (begun / ledger.NAME).read_bytes()
    for length in (0, 1, 100, 512, 4096, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        (begun / ledger.NAME).write_bytes(whole[:length])
        with pytest.raises(ledger.LedgerError):
            mailbag.send(begun, 1)


def test_no_flipped_bit_makes_a_sent_message_go_again(begun: Path) -> None:
    """With one bit flipped anywhere the ledger is refused, or says of everybody what it said before."""
    before = mailbag.states(begun)
    whole = (begun / ledger.NAME).read_bytes()
    chance = random.Random(5)
    refused = 0
    for _ in range(150):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        (begun / ledger.NAME).write_bytes(flipped)
        try:
            assert mailbag.states(begun) == before
        except (ledger.LedgerError, ValueError, KeyError):
            refused += 1
        for file in begun.glob("mailings.sqlite-*"):
            file.unlink()
    assert refused


@pytest.mark.parametrize(
    ("change", "message"),
    [("PRAGMA user_version = 9", "version 9"), ("PRAGMA application_id = 7", "no ledger of handbill")],
)
def test_a_ledger_of_another_kind_is_refused(begun: Path, change: str, message: str) -> None:
    """The ledger of a newer handbill, or another program's database, is left alone."""
    with mailbag.peek(begun) as connection:
        connection.execute(change)
    connection.close()

    with pytest.raises(ledger.LedgerError, match=message):
        mailbag.send(begun, 1)


def test_what_is_kept_of_a_mailing_cannot_change_unseen(begun: Path) -> None:
    """The frozen file is checked against its hash before anything is sent."""
    with mailbag.peek(begun) as connection:
        connection.execute("UPDATE kept SET content = ?", (b"another file",))
    connection.close()

    with pytest.raises(ledger.LedgerError, match="has changed"):
        mailbag.send(begun, 1)


def test_it_is_written_through_to_the_disk(begun: Path) -> None:
    """Write-ahead log and full synchronisation are on."""
    with ledger.opened(begun, salt="", now="") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
