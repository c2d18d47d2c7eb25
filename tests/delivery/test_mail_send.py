"""A mailing goes out: each recipient once, whatever the server does, and the ledger tells the truth about it."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections import Counter
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from publish.delivery import smtp
from tests.delivery.test_mail_message import HEADERS, raw_headers
from tests.support import mailbag
from tests.support.certificate import Certificate, certified
from tests.support.smtp_faults import Act, Script, always, at, scripted

CUT = Act(cuts=True)
PEOPLE = [mailbag.recipient(number) for number in range(1, 7)]
EVERYBODY = {one.address for one in PEOPLE}


class Fault(NamedTuple):
    """What goes wrong, and what the ledger must then say of six recipients."""

    script: Script
    why: str = ""
    """How the run ends (a pattern); empty when everybody is dealt with."""
    failed: int = 0
    unknown: int = 0
    queued: int = 0
    after: int = 6
    """How many have it when the run is repeated without the fault."""
    changes: dict[str, Any] = {}  # noqa: RUF012


def first(count: int, phase: str, act: Act) -> Script:
    """A fault that goes away after some times."""
    return lambda reached, nth: act if reached == phase and nth <= count else None


def from_(nth: int, phase: str, act: Act) -> Script:
    """A fault that does not go away."""
    return lambda reached, count: act if reached == phase and count >= nth else None


FAULTS = {
    "F31 the connection is closed at once": Fault(always("greeting", CUT), "connections in a row", queued=6),
    "F31 twice": Fault(first(2, "greeting", CUT)),
    "F32 greeting 421": Fault(always("greeting", Act(b"421 later\r\n")), "connections in a row", queued=6),
    "F32 greeting 554": Fault(always("greeting", Act(b"554 no\r\n")), "refuses us", queued=6),
    "F32 silence": Fault(always("greeting", Act(waits=1.0)), "connections in a row", queued=6),
    "F33 no STARTTLS": Fault(lambda phase, nth: None, "no encryption", queued=6, changes={"tls": "starttls"}),
    "F34 AUTH 535": Fault(always("auth", Act(b"535 wrong\r\n")), "does not let us in", queued=6),
    "F34 AUTH 454": Fault(always("auth", Act(b"454 later\r\n")), "does not let us in", queued=6),
    "F35 MAIL 451 once": Fault(at("mail", 2, Act(b"451 later\r\n"))),
    "F35 MAIL 451 for ever": Fault(always("mail", Act(b"451 later\r\n")), "connections in a row", queued=6),
    "F35 MAIL 550": Fault(from_(3, "mail", Act(b"550 not you\r\n")), r"refuses us \(sender\)", queued=4),
    "F35 MAIL 552": Fault(always("mail", Act(b"552 too large\r\n")), r"refuses us \(sender\)", queued=6),
    "F36 RCPT 450 once": Fault(at("rcpt", 2, Act(b"450 greylisted\r\n"))),
    "F36 RCPT 452 for ever": Fault(always("rcpt", Act(b"452 too many\r\n")), "put some off", queued=6),
    "F36 RCPT 550": Fault(at("rcpt", 3, Act(b"550 unknown\r\n")), failed=1, after=5),
    "F36 RCPT 421 and close": Fault(at("rcpt", 3, Act(b"421 bye\r\n", cuts=True))),
    "F37 DATA 554": Fault(at("data", 3, Act(b"554 no\r\n")), failed=1, after=5),
    "F37 DATA 451": Fault(at("data", 3, Act(b"451 later\r\n"))),
    "F38 cut in the text": Fault(at("text", 3, CUT)),
    "F39 451 after the dot": Fault(at("dot", 3, Act(b"451 later\r\n", keeps=False))),
    "F39 452 after the dot": Fault(at("dot", 3, Act(b"452 full\r\n", keeps=False))),
    "F39 554 after the dot": Fault(at("dot", 3, Act(b"554 spam\r\n", keeps=False)), failed=1, after=5),
    "F40 cut after the dot": Fault(at("dot", 3, CUT), unknown=1),
    "F40 silence after the dot": Fault(at("dot", 3, Act(waits=4, cuts=True)), unknown=1),
    "F40 half a reply after the dot": Fault(at("dot", 3, Act(b"25", cuts=True)), unknown=1),
    "F40 half of two lines": Fault(at("dot", 3, Act(b"250-taken\r\n", cuts=True)), unknown=1),
    "F40 nonsense after the dot": Fault(at("dot", 3, Act(b"thank you\r\n")), unknown=1),
    "F43 cut at QUIT": Fault(always("quit", CUT)),
    "F43 cut at RSET": Fault(
        lambda phase, nth: Act(b"550 unknown\r\n") if (phase, nth) == ("rcpt", 2) else CUT if phase == "rset" else None,
        failed=1, after=5,
    ),
    "F44 421 after three": Fault(at("mail", 4, Act(b"421 too many\r\n", cuts=True))),
    "F45 a byte at a time": Fault(at("greeting", 1, Act(b"220 " + b"x" * 50 + b"\r\n", drips=0.05))),
    "F45 a reply of many lines": Fault(always("ehlo", Act(b"250-x\r\n" * 50 + b"250 y\r\n"))),
    "F45 a reply without end": Fault(always("ehlo", Act(b"250-x\r\n" * 5000)), "connections in a row", queued=6),
    "F45 a banner of 10 MB": Fault(always("greeting", Act(b"220 " + b"x" * 10_000_000)), "connections in a row", queued=6),
    "F45 no code": Fault(always("ehlo", Act(b"hello\r\n")), "connections in a row", queued=6),
    "F46 the connection has died in a pause": Fault(at("mail", 3, CUT)),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_server_loses_nobody_and_doubles_nobody(tmp_path: Path, fault: Fault) -> None:
    """After each fault the ledger agrees with the server's journal; repeated without it, whoever waited is written to."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE)
    signing_in = {"user": "ruth", "password": "s3cret"} if fault.why.startswith("does not") else {}
    with scripted(fault.script, extensions=("SIZE 30000000", "AUTH PLAIN LOGIN")) as server:
        why = mailbag.send(tmp_path, server.port, **{**signing_in, **fault.changes})
        states = mailbag.states(tmp_path)

        assert bool(re.search(fault.why, why)) if fault.why else why == ""
        assert (len(states["failed"]), len(states["unknown"]), len(states["queued"])) == (
            fault.failed, fault.unknown, fault.queued,
        )  # fmt: skip
        held = {post.recipient for post in server.taken}
        assert states["sent"] <= held
        assert held <= states["sent"] | states["unknown"]
        assert states["unknown"] <= {post.recipient for post in server.journal}
        if signing_in:
            assert server.seen["auth"] == 1

        server.script = lambda phase, nth: None
        assert mailbag.send(tmp_path, server.port) == ""
        settled = mailbag.states(tmp_path)
        assert settled["unknown"] == states["unknown"]
        assert set().union(*settled.values()) == EVERYBODY
        assert len(server.recipients()) == fault.after
        assert max(server.recipients().values()) == 1
        assert max(Counter(post.identifier for post in server.taken).values()) == 1


def test_nobody_answers(tmp_path: Path) -> None:
    """F31: a port without a server, and a name without an address, leave everybody queued."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE)

    assert "connections in a row" in mailbag.send(tmp_path, 1)
    assert mailbag.states(tmp_path)["queued"] == EVERYBODY


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for `localhost` that only an authority of our own vouches for."""
    return certified(tmp_path_factory.mktemp("certificate"), "DNS:localhost")


class _Inbox:
    """What aiosmtpd has taken."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.lock = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802
        with self.lock:
            self.taken.append((envelope.rcpt_tos[0], envelope.content))
        return "250 taken"


@pytest.mark.slow
def test_five_hundred_recipients_get_one_message_each(tmp_path: Path) -> None:
    """A real server has exactly one message for each of 500, with the intended headers by two readers and the file whole."""
    from aiosmtpd.controller import Controller

    people = [mailbag.recipient(number) for number in range(1, 501)]
    mailbag.queue(tmp_path, mailbag.mailing(), people)
    inbox = _Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), data_size_limit=1_000_000)
    controller.start()
    try:
        port = controller.port
        assert mailbag.send(tmp_path, port, timeout=10, batch=100) == ""
    finally:
        controller.stop()

    assert Counter(recipient for recipient, _ in inbox.taken) == {one.address: 1 for one in people}
    for recipient, content in inbox.taken:
        parsed = BytesParser(policy=policy.default).parsebytes(content)
        assert sorted(raw_headers(content)) == sorted(parsed.keys()) == sorted(HEADERS)
        assert [address.addr_spec for address in parsed["To"].addresses] == [recipient]
        assert [part.get_content() for part in parsed.iter_attachments()] == [mailbag.PDF]


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, certificate: Certificate, trusted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F33: with a bad certificate nothing is sent and no password said; with a good one the mailing goes out encrypted."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult

    seen: list[Any] = []

    def authenticator(_server: Any, session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        seen.append((session.ssl is not None, data.password))
        return AuthResult(success=True)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    inbox = _Inbox()

    class Encrypted(Controller):
        def factory(self) -> Any:
            return SMTP(inbox, tls_context=context, require_starttls=True, authenticator=authenticator)

    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    controller = Encrypted(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        port = controller.port
        why = mailbag.send(
            tmp_path, port, tls="starttls", user="ruth", password="geheim-ß", server="localhost", timeout=10
        )
    finally:
        controller.stop()

    if trusted:
        assert why == ""
        assert seen == [(True, "geheim-ß".encode())]
        assert len(inbox.taken) == len(PEOPLE)
    else:
        assert (
            "the certificate of `localhost` is not to be trusted: self-signed certificate in certificate chain" in why
        )
        assert seen == []
        assert mailbag.states(tmp_path)["queued"] == EVERYBODY


def test_nobody_speaks_between_the_server_and_its_encryption(tmp_path: Path) -> None:
    """F33: replies that arrive together with the yes to STARTTLS were not said by the server, and end the conversation."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE)
    script = always("starttls", Act(b"220 go on\r\n250-scripted\r\n250 AUTH PLAIN\r\n"))
    with scripted(script, extensions=("STARTTLS", "AUTH PLAIN")) as server:
        why = mailbag.send(tmp_path, server.port, tls="starttls", user="ruth", password="s3cret")

    assert "somebody spoke" in why
    assert not any(said.lower().startswith(b"auth") for said in server.said)


def test_no_password_is_said_after_a_refused_encryption(tmp_path: Path) -> None:
    """F33: `454` to STARTTLS ends the conversation before AUTH and MAIL."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE)
    with scripted(always("starttls", Act(b"454 no\r\n")), extensions=("STARTTLS", "AUTH PLAIN")) as server:
        why = mailbag.send(tmp_path, server.port, tls="starttls", user="ruth", password="s3cret")

    assert "will not encrypt" in why
    assert not any(said[:4].lower() in (b"auth", b"mail") for said in server.said)


def test_clear_text_is_for_this_machine_only() -> None:
    """Without encryption another machine is not even greeted with a name."""
    with (
        pytest.raises(smtp.Insecure),
        smtp.connected("mail.example.org", 25, tls="none", user="", password="", timeout=1),
    ):
        pass


def test_a_batch_ends_with_its_connection(tmp_path: Path) -> None:
    """No more messages go over one connection than were asked for."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE)
    with scripted() as server:
        mailbag.send(tmp_path, server.port, batch=2)

        assert server.seen["greeting"] == 3


def test_a_message_too_large_for_the_server_is_not_begun(tmp_path: Path) -> None:
    """SIZE is looked at before MAIL."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE)
    with scripted(extensions=("SIZE 5000",)) as server:
        why = mailbag.send(tmp_path, server.port)

        assert "5,000" in why
        assert server.seen["mail"] == 0
    assert mailbag.states(tmp_path)["queued"] == EVERYBODY


def test_a_line_that_is_a_dot_arrives_as_a_dot(tmp_path: Path) -> None:
    """Lines that begin with a dot are stuffed, and arrive as they were."""
    sent = mailbag.mailing(letters=(mailbag.letter(note="<pre><code>.\n..\n.x</code></pre>"),))
    mailbag.queue(tmp_path, sent, PEOPLE[:1])
    with scripted() as server:
        mailbag.send(tmp_path, server.port)

        assert server.taken[0].content == mailbag.message(PEOPLE[0], sent).content


def test_an_address_that_needs_another_kind_of_server_fails_alone(tmp_path: Path) -> None:
    """Letters before the @ that are not ASCII are not sent to; the others are."""
    people = [*PEOPLE[:2], mailbag.recipient(9, address="jö@example.org", key="jö@example.org")]
    mailbag.queue(tmp_path, mailbag.mailing(), people)
    with scripted() as server:
        assert mailbag.send(tmp_path, server.port) == ""

    states = mailbag.states(tmp_path)
    assert (states["failed"], len(states["sent"])) == ({"jö@example.org"}, 2)


def test_many_refusals_in_a_row_stop_the_sender(tmp_path: Path) -> None:
    """When one after another is refused it is us who are refused: the rest stay queued."""
    mailbag.queue(tmp_path, mailbag.mailing(), [mailbag.recipient(number) for number in range(1, 41)])
    with scripted(always("rcpt", Act(b"550 blocked\r\n"))) as server:
        why = mailbag.send(tmp_path, server.port)

    assert "25 recipients in a row" in why
    assert len(mailbag.states(tmp_path)["queued"]) == 15


def test_a_stop_comes_between_two_messages(tmp_path: Path) -> None:
    """Whoever is asked to stop finishes the message in hand, and leaves the rest queued."""
    mailbag.queue(tmp_path, mailbag.mailing(), PEOPLE)
    with scripted() as server:
        why = mailbag.send(tmp_path, server.port, stopped=lambda: len(server.taken) >= 2)

    states = mailbag.states(tmp_path)
    assert (why, len(states["sent"]), len(states["queued"])) == ("stopped", 2, 4)
