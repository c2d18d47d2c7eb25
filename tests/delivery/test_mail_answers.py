"""What comes back is read right: who is gone, who is put off, what is ours to mend, who wants to leave."""

from __future__ import annotations

import csv
import io
import mailbox
import socket
import threading
from email.parser import BytesParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.delivery import answers, ledger, mail
from publish.delivery.answers import verdict
from publish.delivery.mailboxes import MailboxError, account, on_server
from tests.conftest import Publish
from tests.support import mailbag
from tests.support.reports import JO, OTHERS, REPORTS, Sample


def test_there_are_forty_reports_of_five_systems() -> None:
    """As many as were asked for, of each system several."""
    assert len(REPORTS) >= 40
    for system in ("postfix", "exim", "exchange", "gmail", "qmail"):
        assert sum(sample.name.startswith(system) for sample in REPORTS) >= 5, system


@pytest.mark.parametrize("sample", REPORTS, ids=lambda sample: sample.name)
@pytest.mark.parametrize("ends", [b"\r\n", b"\n"])
def test_a_report_is_read_right(sample: Sample, ends: bytes) -> None:
    """Each recipient, and what is meant, whichever way lines end."""
    found = answers.read(sample.content.replace(b"\r\n", ends))

    assert {one.addresses[0]: one.kind for one in found} == sample.means


@pytest.mark.parametrize("sample", OTHERS, ids=lambda sample: sample.name)
def test_what_is_no_report_is_left_alone(sample: Sample) -> None:
    """Neither an absence nor a question nor noise says anything of anybody."""
    assert answers.read(sample.content) == ()


@given(st.binary(max_size=3000), st.sampled_from([sample.content for sample in REPORTS]), st.integers(0, 4000))
def test_no_message_is_too_odd_to_be_read(noise: bytes, report: bytes, at: int) -> None:
    """Whatever stands in a message, reading it ends, and in no exception."""
    answers.read(report[:at] + noise + report[at:])
    answers.subject(noise)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("550 5.1.1 no such user", "gone"),
        ("550 no such user here", "gone"),
        ("550 5.1.7 bad sender's address", "ours"),
        ("550 5.7.1 Relaying denied: no such user", "ours"),
        ("550 Message rejected as spam", "ours"),
        ("451 4.7.1 try again later", "later"),
        ("552 5.2.2 mailbox full", "refused"),
        ("550 5.2.1 mailbox disabled, not accepting messages", "gone"),
        ("554 transaction failed", "refused"),
        ("421 5.1.1", "gone"),
        ("550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "gone"),
        ("550 5.4.1 no answer from host", "refused"),
        ("550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)", "gone"),
        ("554 5.5.0 Error: message refused", "refused"),
        ("550 5.3.0 No such user here", "gone"),
        ("551 User not local; please try <jo@new.example>", "gone"),
        ("550 User's mailbox is inactive", "gone"),
        ("550 Account has been suspended", "gone"),
        ("550 Sender verify failed", "ours"),
        ("550 Verification failed for <ruth@example.org>; No Such User Here; Sender verify failed", "ours"),
        ("550 5.1.8 <ruth@example.org>: Sender address rejected: Domain not found", "ours"),
        ("554 delivery error: dd This user doesn't have a yahoo.com account (jo@yahoo.com) [-5]", "gone"),
        ("450 4.1.1 <jo@example.org>: Recipient address rejected: unverified address", "later"),
        ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked", "ours"),
    ],
)
def test_what_a_server_says_has_a_meaning(said: str, kind: str) -> None:
    """The status counts first, then the code, then the words."""
    assert verdict("", said) == kind


def test_a_mailbox_on_a_server_is_named_by_an_address() -> None:
    """Whose, where, which folder; a password is not taken from a command line."""
    where = account("imaps://ruth%40example.org@imap.example.org/Returned%20mail")
    assert (where.host, where.port, where.user, where.folder) == (
        "imap.example.org", 993, "ruth@example.org", "Returned mail",
    )  # fmt: skip
    for wrong in ("imaps://imap.example.org", "imap://ruth:secret@imap.example.org", "imaps://", "http://a@b"):
        with pytest.raises(ValueError, match=r".+"):
            account(wrong)


@pytest.mark.parametrize(("offered", "why"), [("STARTTLS", "TLS"), ("", "offers no encryption")])
def test_a_server_that_wants_no_password_in_the_clear_is_told_none(offered: str, why: str) -> None:
    """Even on this machine: it is encrypted, or nobody signs in."""
    said: list[bytes] = []

    def serve() -> None:
        line, _ = listening.accept()
        with line, line.makefile("rwb", buffering=0) as file:
            file.write(f"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED {offered}] hello\r\n".encode())
            while asked := file.readline():
                said.append(asked)
                tag, verb = asked.split()[:2]
                told = f"* CAPABILITY IMAP4rev1 LOGINDISABLED {offered}\r\n".encode() if verb == b"CAPABILITY" else b""
                file.write(told + tag + (b" NO no\r\n" if verb == b"STARTTLS" else b" OK done\r\n"))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=serve)
        serving.start()
        where = account(f"imap://ruth@127.0.0.1:{listening.getsockname()[1]}")
        with pytest.raises(MailboxError, match=why):
            list(on_server(where, "s3cret", timeout=5))
        serving.join()

    assert not any(b"LOGIN " in each or b"AUTHENTICATE" in each for each in said)


@pytest.fixture
def mailed(publication: Path) -> Path:
    """A publication that has mailed jo, ann and bob."""
    people = [mailbag.recipient(n, address=f"{who}@example.org", key=f"{who}@example.org")
              for n, who in enumerate(("jo", "ann", "bob"), start=1)]  # fmt: skip
    mailbag.queue(publication, mailbag.mailing(), people)
    return publication


@pytest.mark.parametrize("form", ["folder", "mbox", "Maildir"])
def test_reports_are_taken_in_from_disk(mailed: Path, form: str, publish: Publish) -> None:
    """From a folder of messages, an mbox or a Maildir; once only; what is none is named."""
    place = mailed / "returned"
    picked = [sample for sample in (*REPORTS, *OTHERS) if sample.name in (
        "postfix, three at once", "qmail, policy", "out of office")]  # fmt: skip
    if form == "mbox":
        box = mailbox.mbox(place)
        for sample in picked:
            box.add(BytesParser().parsebytes(sample.content))
        box.close()
    else:
        folder = place / "new" if form == "Maildir" else place
        folder.mkdir(parents=True)
        for number, sample in enumerate(picked):
            (folder / f"{number}.eml").write_bytes(sample.content)

    first = publish("mail", "--bounces", "returned", cwd=mailed)

    assert first.code == 0, first.err
    assert first.out == "read: 1 gone (suppressed), 1 put off, 1 ours to mend\n"
    assert first.err.count("left alone") == 1
    assert "Automatic reply: The bus comes back" in first.err
    assert "ours to mend  j…@example.org: 5.7.1" in first.err
    assert "3 known already" in publish("mail", "--bounces", "returned", cwd=mailed).out
    status = publish("mail", "--status", cwd=mailed).out
    assert "came back: 1 gone (suppressed), 1 put off, 1 ours to mend" in status
    assert "suppressed: 1 address never written to again" in status
    publish("mail", "--report", "report.csv", cwd=mailed)
    rows = {row["email"]: row for row in csv.DictReader(io.StringIO((mailed / "report.csv").read_text("utf-8-sig")))}
    assert rows[JO]["suppressed"].startswith("5.1.1 550")
    assert rows["ann@example.org"]["came_back"] == "later"
    assert (mailed / "report.csv").stat().st_mode & 0o077 == 0


def test_whoever_leaves_is_known_by_their_token_and_from_a_csv_file(mailed: Path, publish: Publish) -> None:
    """A message that unsubscribes from another address, and a spreadsheet of people who left elsewhere."""
    with ledger.opened(mailed, salt="", now="") as connection:
        token = mail.token(ledger.salt_of(connection), "https://example.org/briefings", "ann@example.org")
    (mailed / "m.eml").write_bytes(f"From: Ann <ann@home.example>\r\nSubject: unsubscribe {token}\r\n\r\n".encode())
    (mailed / "left.csv").write_text("E-mail\nbob@example.org\nnew@example.org\n", "utf-8")

    assert "1 asked to leave (suppressed)" in publish("mail", "--bounces", "m.eml", cwd=mailed).out
    assert publish("mail", "--bounces", "left.csv", cwd=mailed).out == "2 addresses never written to again\n"
    with ledger.opened(mailed, salt="", now="") as connection:
        assert ledger.suppressed(connection) == {"ann@example.org", "bob@example.org", "new@example.org"}


def test_what_cannot_be_read_is_said(mailed: Path, publish: Publish) -> None:
    """No such place, a mistyped mailbox, a server that is not there."""
    for words, code, said in (
        ("nowhere", 2, "there is no file or folder `nowhere`"),
        ("imaps://imap.example.org", 2, "say whose mailbox it is"),
        ("imaps://ruth:x@imap.example.org", 2, "does not belong on the command line"),
    ):
        outcome = publish("mail", "--bounces", words, cwd=mailed)
        assert (outcome.code, said in outcome.err) == (code, True), outcome
