"""The ledger: who has been sent what, in a SQLite file beside the publication. Nobody is left out or written to twice.

A row stands for a mailing and a recipient and passes through these states, each committed to the disk before the next
step is taken (write-ahead log, `synchronous = FULL`):

    queued ──▶ in_flight (envelope) ──▶ in_flight (dot) ──▶ sent | failed | unknown
       ▲              │ the message was not handed over: safe to try again
       └──────────────┘

`dot` is committed *before* the line with the final dot is sent, and the outcome after the server's reply. What is
found in `dot` when the ledger is next opened may or may not have arrived (RFC 1047): it becomes `unknown` and is not
sent again until a person has settled it.

Traps of SQLite and its module: the module opens transactions by itself unless `isolation_level` is None; closing any
descriptor of the database file drops the process's POSIX locks on it, so the lock that keeps a second sender out is on
a file of its own; on macOS fsync alone does not reach the disk (`fullfsync`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from publish.model import Asset, Enclosure, Letter, Mailing, Recipient
from publish.value import Value

NAME = "mailings.sqlite"
LOCK = "mailings.lock"
"""Says who is sending, and which ledger was used last, so that a lost ledger is not taken for a new one."""
SCHEMA = 1
APPLICATION = 0x48424D4C
"""`HBML` in the file's head."""

State = Literal["queued", "in_flight", "sent", "failed", "unknown"]
STATES: tuple[State, ...] = ("queued", "in_flight", "sent", "failed", "unknown")

_TABLES = """
CREATE TABLE ledger (id TEXT NOT NULL, salt TEXT NOT NULL, begun TEXT NOT NULL) STRICT;
CREATE TABLE kept (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;
CREATE TABLE mailings (
  name TEXT PRIMARY KEY, begun TEXT NOT NULL, frozen TEXT NOT NULL, sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE posts (
  number INTEGER PRIMARY KEY,
  mailing TEXT NOT NULL REFERENCES mailings (name),
  recipient TEXT NOT NULL,
  person TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'in_flight', 'sent', 'failed', 'unknown')),
  phase TEXT NOT NULL CHECK (phase IN ('', 'envelope', 'dot')),
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  code INTEGER NOT NULL,
  reply TEXT NOT NULL,
  changed TEXT NOT NULL,
  message TEXT NOT NULL,
  UNIQUE (mailing, recipient),
  CHECK ((state = 'in_flight') = (phase != ''))
) STRICT;
CREATE INDEX by_state ON posts (mailing, state, number);
CREATE TABLE suppressed (recipient TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT;
"""


Ledger = sqlite3.Connection
"""An open ledger."""


class LedgerError(Exception):
    """The ledger cannot be used: what is wrong, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class Post(Value):
    """A row: a recipient of a mailing and how far it has come."""

    number: int
    recipient: Recipient
    state: State
    phase: str
    attempts: int
    code: int
    """Of the server's last reply; 0 when there was none."""
    reply: str
    changed: str
    message: str


# Opening.


@contextmanager
def opened(root: Path, *, salt: str, now: str, create: bool = False) -> Iterator[Ledger]:
    """The ledger of the publication in `root`, checked. Raises LedgerError.

    `salt` is for a new ledger only: a text that nobody can guess.
    """
    place = root / NAME
    if not place.exists():
        lost = _last_used(root)
        if lost:
            raise LedgerError(
                f"the ledger `{NAME}` is gone, and it was in use: nobody can tell who has been written to",
                f"put it back from a copy; to begin anew and risk writing twice, take `{LOCK}` away too",
            )
        if not create:
            raise LedgerError(
                "there is no ledger yet: nothing has been mailed", "mail with `publish mail NAME --to LIST.csv --send`"
            )
    _whole(place)
    try:
        connection = sqlite3.connect(place, isolation_level=None, timeout=10)
        try:
            yield _ready(connection, root, salt, now)
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise LedgerError(*_said(error)) from error


def _whole(place: Path) -> None:
    """Refuse a file that has been cut short: of its last page SQLite fills up what is missing with noughts.

    A file whose log has not been copied back into it yet may be shorter than its head says.
    """
    log = place.with_name(f"{NAME}-wal")
    size = place.stat().st_size if place.exists() else 0
    if not size or (log.exists() and log.stat().st_size):
        return
    with place.open("rb") as file:
        head = file.read(32)
    page = int.from_bytes(head[16:18], "big")  # 1 stands for 65,536
    if size < (page if page != 1 else 65_536) * int.from_bytes(head[28:32], "big"):
        raise LedgerError(f"the ledger `{NAME}` has been cut short", "put it back from a copy")


def _said(error: sqlite3.DatabaseError) -> tuple[str, str]:
    """What went wrong, by SQLite's name for it, and what to do."""
    name = getattr(error, "sqlite_errorname", "")
    for prefix, message, hint in (
        ("SQLITE_READONLY", f"the ledger `{NAME}` cannot be written", "see who may write to the publication's folder"),
        ("SQLITE_CANTOPEN", f"the ledger `{NAME}` cannot be opened", "see who may write to the publication's folder"),
        ("SQLITE_FULL", "the disk is full", "make room, then go on with `publish mail --resume`"),
        (
            "SQLITE_IOERR",
            "the disk has failed to keep the ledger",
            "see to the disk, then go on with `publish mail --resume`",
        ),
        ("SQLITE_BUSY", f"another program holds the ledger `{NAME}`", "close it, and try again"),
    ):
        if name.startswith(prefix):
            return message, hint
    return f"the ledger `{NAME}` is damaged: {error}", "put it back from a copy; nothing is sent by a ledger in doubt"


def _ready(connection: Ledger, root: Path, salt: str, now: str) -> Ledger:
    """Settings of the connection; a new ledger's tables, an old one's soundness."""
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")
    (application,), (version,) = (
        connection.execute(f"PRAGMA {what}").fetchone() for what in ("application_id", "user_version")
    )
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if not tables:
        if application or _last_used(root):
            raise LedgerError(f"the ledger `{NAME}` is empty", "put it back from a copy")
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        identity = hashlib.sha256(salt.encode()).hexdigest()[:16]
        connection.execute("INSERT INTO ledger VALUES (?, ?, ?)", (identity, salt, now))
    connection.execute("COMMIT")
    if tables:
        if application != APPLICATION:
            raise LedgerError(f"`{NAME}` is no ledger of handbill", "another program's file has its name: rename that")
        if version != SCHEMA:
            raise LedgerError(
                f"the ledger is of version {version}, this handbill reads version {SCHEMA}",
                "use the handbill that wrote it, or a newer one",
            )
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
        if faults != ["ok"] or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise LedgerError(
                f"the ledger `{NAME}` is damaged: {faults[0]}",
                "put it back from a copy; nothing is sent by a ledger in doubt",
            )
    used = _last_used(root)
    if used and used != identity_of(connection):
        raise LedgerError(
            f"`{NAME}` is not the ledger that was used last here",
            f"put that one back from a copy; if this is the right one, take `{LOCK}` away",
        )
    return connection


def identity_of(connection: Ledger) -> str:
    """What tells this ledger from any other."""
    return str(connection.execute("SELECT id FROM ledger").fetchone()[0])


def salt_of(connection: Ledger) -> str:
    """The secret of this ledger, of which tokens are made."""
    return str(connection.execute("SELECT salt FROM ledger").fetchone()[0])


def _last_used(root: Path) -> str:
    """The ledger that the lock file names."""
    try:
        lines = (root / LOCK).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return ""
    return next((line.removeprefix("ledger ") for line in lines if line.startswith("ledger ")), "")


@contextmanager
def alone(root: Path, connection: Ledger, who: str) -> Iterator[None]:
    """Be the only sender until the end; then settle what the last one left in flight. Raises LedgerError.

    The lock is the system's (flock) and ends with the process, however that ends. `who` is told to whoever is second.
    """
    with (root / LOCK).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            first = file.readline().strip()
            raise LedgerError(
                f"somebody is sending already: {first}", "wait for it to end; `--status` shows how far it is"
            ) from None
        file.truncate(0)
        file.write(f"{who}\nledger {identity_of(connection)}\n")
        file.flush()
        os.fsync(file.fileno())
        _recover(connection)
        try:
            yield
        finally:
            file.truncate(0)
            file.write(f"nobody\nledger {identity_of(connection)}\n")


def _recover(connection: Ledger) -> None:
    """After a sender that ended in the middle: before the dot nothing was handed over, after it nobody knows."""
    with transaction(connection):
        connection.execute(
            "UPDATE posts SET state = 'queued', phase = '' WHERE state = 'in_flight' AND phase = 'envelope'"
        )
        connection.execute(
            "UPDATE posts SET state = 'unknown', phase = '', reply = 'the sender ended before the reply came'"
            " WHERE state = 'in_flight' AND phase = 'dot'"
        )


@contextmanager
def transaction(connection: Ledger) -> Iterator[None]:
    """All of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


# A mailing, frozen.


def freeze(connection: Ledger, mailing: Mailing, now: str) -> Mailing:
    """Keep a mailing as it is; one of its name that is there already is left as it was, and returned."""
    frozen = load(connection, mailing.name)
    if frozen:
        return frozen
    with transaction(connection):
        text = json.dumps(
            {
                "letters": [
                    {**letter.as_dict(), "pictures": [_kept(connection, asset) for asset in letter.pictures]}
                    for letter in mailing.letters
                ],
                "enclosures": [_kept(connection, enclosure) for enclosure in mailing.enclosures],
            },
            ensure_ascii=False,
        )
        digest = hashlib.sha256(text.encode()).hexdigest()
        connection.execute("INSERT INTO mailings VALUES (?, ?, ?, ?)", (mailing.name, now, text, digest))
    return mailing


def _kept(connection: Ledger, thing: Asset | Enclosure) -> dict[str, Any]:
    """A thing with its bytes kept by their hash."""
    digest = hashlib.sha256(thing.content).hexdigest()
    connection.execute("INSERT OR IGNORE INTO kept VALUES (?, ?)", (digest, thing.content))
    return {**thing.as_dict(), "content": digest}


def load(connection: Ledger, name: str) -> Mailing | None:
    """A mailing as it was frozen; None when there is none. Raises LedgerError when its bytes have changed."""
    row = connection.execute("SELECT frozen, sha256 FROM mailings WHERE name = ?", (name,)).fetchone()
    if row is None:
        return None
    text, digest = row
    _same(text.encode(), digest)
    frozen = json.loads(text)
    return Mailing(
        name=name,
        letters=tuple(
            Letter(
                **{**letter, "pictures": tuple(Asset(**_fetched(connection, asset)) for asset in letter["pictures"])}
            )
            for letter in frozen["letters"]
        ),
        enclosures=tuple(Enclosure(**_fetched(connection, enclosure)) for enclosure in frozen["enclosures"]),
    )


def _fetched(connection: Ledger, thing: dict[str, Any]) -> dict[str, Any]:
    row = connection.execute("SELECT content FROM kept WHERE sha256 = ?", (thing["content"],)).fetchone()
    content = row[0] if row else b""
    _same(content, thing["content"])
    return {**thing, "content": content}


def _same(content: bytes, digest: str) -> None:
    if hashlib.sha256(content).hexdigest() != digest:
        raise LedgerError("what the ledger keeps of a mailing has changed", "put the ledger back from a copy")


def mailings(connection: Ledger) -> tuple[str, ...]:
    """The names of all mailings, the oldest first."""
    return tuple(row[0] for row in connection.execute("SELECT name FROM mailings ORDER BY rowid"))


# Rows.


def enter(connection: Ledger, mailing: str, recipients: Iterable[Recipient], gone: Iterable[str], now: str) -> int:
    """Queue whoever is not on the mailing yet; returns how many. Who has opted out since is taken off the queue."""
    with transaction(connection):
        before = connection.total_changes
        connection.executemany(
            "INSERT OR IGNORE INTO posts"
            " (mailing, recipient, person, state, phase, attempts, code, reply, changed, message)"
            " SELECT ?, ?, ?, 'queued', '', 0, 0, '', ?, '' WHERE ? NOT IN (SELECT recipient FROM suppressed)",
            ((mailing, one.key, json.dumps(one.as_dict(), ensure_ascii=False), now, one.key) for one in recipients),
        )
        entered = connection.total_changes - before
        connection.executemany(
            "UPDATE posts SET state = 'failed', reply = 'has opted out', changed = ?"
            " WHERE mailing = ? AND recipient = ? AND state = 'queued'",
            ((now, mailing, key) for key in gone),
        )
    return entered


_COLUMNS = "number, person, state, phase, attempts, code, reply, changed, message"


def _post(row: tuple[Any, ...]) -> Post:
    number, person, *rest = row
    values = json.loads(person)
    values["formats"] = tuple(values["formats"])
    values["fields"] = tuple((column, cell) for column, cell in values["fields"])
    state, phase, attempts, code, reply, changed, message = rest
    return Post(
        number=number,
        recipient=Recipient(**values),
        state=state,
        phase=phase,
        attempts=attempts,
        code=code,
        reply=reply,
        changed=changed,
        message=message,
    )


def next_queued(connection: Ledger, mailing: str, after: int) -> Post | None:
    """The first row that waits after the row `after`, in the order of the list."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM posts WHERE mailing = ? AND state = 'queued' AND number > ? ORDER BY number LIMIT 1",
        (mailing, after),
    ).fetchone()
    return _post(row) if row else None


def mark(
    connection: Ledger,
    number: int,
    state: State,
    *,
    now: str,
    phase: str = "",
    code: int = 0,
    reply: str = "",
    attempted: bool = False,
    message: str = "",
) -> None:
    """Commit a row's new state to the disk before returning."""
    connection.execute(
        "UPDATE posts SET state = ?, phase = ?, code = ?, reply = ?, changed = ?, attempts = attempts + ?,"
        " message = CASE WHEN ? = '' THEN message ELSE ? END WHERE number = ?",
        (state, phase, code, reply[:500], now, attempted, message, message, number),
    )


def counts(connection: Ledger, mailing: str) -> dict[State, int]:
    """How many rows are in each state."""
    found = dict(connection.execute("SELECT state, count(*) FROM posts WHERE mailing = ? GROUP BY state", (mailing,)))
    return {state: found.get(state, 0) for state in STATES}


def posts(connection: Ledger, mailing: str, state: State | None = None) -> Iterator[Post]:
    """The rows of a mailing, in the order of the list."""
    where, values = ("", ()) if state is None else (" AND state = ?", (state,))
    for row in connection.execute(
        f"SELECT {_COLUMNS} FROM posts WHERE mailing = ?{where} ORDER BY number", (mailing, *values)
    ):
        yield _post(row)


def settle(connection: Ledger, key: str, outcome: str, now: str, mailing: str = "") -> int:
    """Say of a recipient's unknown messages that they have arrived (`sent`) or are to go again (`resend`); how many."""
    state = {"sent": "sent", "resend": "queued"}[outcome]
    done = connection.execute(
        "UPDATE posts SET state = ?, reply = ?, changed = ? WHERE recipient = ? AND state = 'unknown'"
        " AND (? = '' OR mailing = ?)",
        (state, f"settled by hand: {outcome}", now, key, mailing, mailing),
    )
    return done.rowcount


def suppress(connection: Ledger, key: str, now: str) -> int:
    """Never write to an address again, in any mailing; returns how many messages to it were waiting."""
    with transaction(connection):
        connection.execute("INSERT OR IGNORE INTO suppressed VALUES (?, ?)", (key, now))
        done = connection.execute(
            "UPDATE posts SET state = 'failed', reply = 'suppressed', changed = ?"
            " WHERE recipient = ? AND state = 'queued'",
            (now, key),
        )
    return done.rowcount


def is_suppressed(connection: Ledger, key: str) -> bool:
    """Whether an address is never to be written to."""
    return connection.execute("SELECT 1 FROM suppressed WHERE recipient = ?", (key,)).fetchone() is not None


def suppressed(connection: Ledger) -> frozenset[str]:
    """The keys of all who are never to be written to."""
    return frozenset(row[0] for row in connection.execute("SELECT recipient FROM suppressed"))
