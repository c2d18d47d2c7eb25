"""What the tests of mail share: a mailing ready to be sent without the whole press, and a sender with no patience."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from publish.delivery import ledger, mail, mail_send, smtp
from publish.delivery.ledger_age import Witness
from publish.model import Enclosure, Letter, Mailing, Recipient, Sender
from publish.value import replace
from tests.support.sample import PUBLICATION, house_style

DATE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
NOW = "2026-11-24T08:00:00+00:00"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF\n"

SENDER = Sender(
    name="Ruth Price",
    address="ruth@example.org",
    reply_to="",
    server="127.0.0.1",
    port=0,
    tls="none",
    user="",
    rate=100_000,
    batch=1000,
    pause=0,
    retry=0.01,
    timeout=0.5,
    max_bytes=None,
    unsubscribe="",
    dkim_domain="example.org",
    dkim_selector="",
    dkim_key="",
)


def recipient(number: int = 1, **changes: object) -> Recipient:
    """One person on a list."""
    values: dict[str, object] = {
        "line": number + 1,
        "address": f"user{number}@example.org",
        "key": f"user{number}@example.org",
        "name": f"User {number}",
        "language": "",
        "formats": (),
        "fields": (),
    }
    return Recipient(**(values | changes))  # type: ignore[arg-type]


def letter(**changes: object) -> Letter:
    """The wording of the stock handout."""
    values: dict[str, object] = {
        "language": "en-GB",
        "subject": "Taskforce calls for action",
        "title": "Taskforce calls for action",
        "standfirst": "A report says what would help.",
        "title_language": "en-GB",
        "note": "",
        "link": "",
        "assets": (),
    }
    return mail.write(PUBLICATION, house_style(), **(values | changes))  # type: ignore[arg-type]


def enclosure(**changes: object) -> Enclosure:
    """The stock handout's file."""
    values: dict[str, object] = {
        "format": "pdf",
        "everybody": True,
        "name": "Taskforce calls for action.pdf",
        "media_type": "application/pdf",
        "content": PDF,
    }
    return Enclosure(**(values | changes))  # type: ignore[arg-type]


def mailing(**changes: object) -> Mailing:
    """The stock mailing."""
    values: dict[str, object] = {"name": "tides", "letters": (letter(),), "enclosures": (enclosure(),)}
    return Mailing(**(values | changes))  # type: ignore[arg-type]


def message(
    one: Recipient | None = None, sent: Mailing | None = None, sender: Sender = SENDER, **more: object
) -> mail.Message:
    """A finished message."""
    return mail.compose(
        sent or mailing(),
        one or recipient(),
        sender,
        namespace="https://example.org/tides",
        date=DATE,
        **more,  # type: ignore[arg-type]
    )


def queue(root: Path, sent: Mailing, people: Sequence[Recipient], witness: Witness | None = None) -> None:
    """A ledger in which everybody waits."""
    with ledger.opened(root, salt="salt", now=NOW, create=True, witness=witness) as connection:
        ledger.freeze(connection, sent, NOW)
        ledger.enter(connection, sent.name, people, (), NOW)


def send(
    root: Path,
    port: int,
    *,
    name: str = "tides",
    stopped: Callable[[], bool] = lambda: False,
    password: str = "",
    witness: Witness | None = None,
    limit: int | None = None,
    **changes: object,
) -> str:
    """Send what waits, with what is frozen in the ledger; returns why it ended early, or nothing."""
    sender = replace(SENDER, port=port, **changes)
    with ledger.opened(root, salt="", now=NOW, witness=witness) as connection, ledger.alone(root, connection, "a test"):
        sent = ledger.load(connection, name)
        assert sent
        run = mail_send.Run(
            connection=connection,
            mailing=name,
            sender=sender,
            connect=lambda: smtp.connected(
                sender.server, port, tls=sender.tls, user=sender.user, password=password, timeout=sender.timeout
            ),
            compose=lambda one: message(one, sent, sender),
            now=lambda: NOW,
            sleep=lambda seconds: None,
            stopped=stopped,
            step=lambda: None,
            say=lambda line: None,
            limit=limit,
        )
        try:
            mail_send.send(run)
        except (mail_send.Halt, smtp.Insecure) as error:
            return str(error)
    return ""


def states(root: Path, name: str = "tides") -> dict[str, set[str]]:
    """Who is in which state."""
    with ledger.opened(root, salt="", now=NOW) as connection:
        found: dict[str, set[str]] = {state: set() for state in ledger.STATES}
        for post in ledger.posts(connection, name):
            found[post.state].add(post.recipient.address)
    return found


def peek(root: Path) -> sqlite3.Connection:
    """The ledger's file, opened as any program would."""
    return sqlite3.connect(root / ledger.NAME)
