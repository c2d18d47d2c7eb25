"""The ledger: who has been sent what, in a SQLite file beside the publication. Nobody is left out or written to twice.

A row stands for a mailing and a recipient and passes through these states, each committed to the disk before the next
step is taken (write-ahead log, `synchronous = FULL`):

    queued ──▶ in_flight (envelope) ──▶ in_flight (dot) ──▶ sent | failed | unknown
       ▲              │ the message was not handed over: safe to try again
       └──────────────┘

`dot` is a turn of the ledger (see `ledger_age`): committed, and noted outside the database, *before* the line with the
final dot is sent; the outcome after the server's reply. What is found in `dot` when the ledger is next opened may or
may not have arrived (RFC 1047): it becomes `unknown` and is not sent again until a person has settled it.

Traps of SQLite and its module: the module opens transactions by itself unless `isolation_level` is None; closing any
descriptor of the database file drops the process's POSIX locks on it, so the lock that keeps a second sender out is on
a file of its own; on macOS fsync alone does not reach the disk (`fullfsync`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Literal

from publish.base import exclusive
from publish.delivery import ledger_age, opt_outs
from publish.delivery.ledger_age import Mark, Witness
from publish.model import Asset, Enclosure, Letter, Mailing, Recipient
from publish.value import Value

NAME = "mailings.sqlite"
LOCK = "mailings.lock"
"""Says who is sending, and which ledger was used last."""
SCHEMA = 2
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

_SINCE_2 = """
CREATE TABLE turns (number INTEGER PRIMARY KEY, digest TEXT NOT NULL, machine TEXT NOT NULL) STRICT;
ALTER TABLE posts ADD COLUMN settled TEXT NOT NULL DEFAULT '';
ALTER TABLE suppressed ADD COLUMN why TEXT NOT NULL DEFAULT '';
CREATE TABLE answers (
  mail TEXT NOT NULL, recipient TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, said TEXT NOT NULL,
  since TEXT NOT NULL, UNIQUE (mail, recipient)
) STRICT;
"""
"""What version 2 has besides: turns, what was settled for good, and what came back."""


class Ledger(sqlite3.Connection):
    """An open ledger."""

    root: Path
    witness: Witness


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
def opened(
    root: Path, *, salt: str, now: str, create: bool = False, witness: Witness | None = None
) -> Iterator[Ledger]:
    """The ledger of the publication in `root`, checked, and known to be the one used last. Raises LedgerError.

    `salt` is for a new ledger only: a text that nobody can guess.
    """
    place, witness = root / NAME, witness or Witness()
    if not place.exists():
        if not witness.adopt and (_last_used(root) or any(ledger_age.known(root, witness))):
            raise LedgerError(
                f"the ledger `{NAME}` is gone, and it was in use: nobody can tell who has been written to",
                "put it back from the newest copy; `publish mail --adopt` begins anew and risks writing twice",
            )
        if not (create or witness.adopt):
            raise LedgerError(
                "there is no ledger yet: nothing has been mailed", "mail with `publish mail NAME --to LIST.csv --send`"
            )
        os.close(os.open(place, os.O_RDWR | os.O_CREAT, 0o600))
        fresh = True
    else:
        fresh = False
        _keep_private(place)
    _whole(place)
    try:
        connection = sqlite3.connect(place, isolation_level=None, timeout=10, factory=Ledger)
        connection.root, connection.witness = root, witness
        try:
            yield _ready(connection, root, salt, now, fresh=fresh)
            # The file alone is the ledger again: whoever copies it has all of it.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise LedgerError(*_said(error)) from error


def _keep_private(place: Path) -> None:
    """Let nobody else read a ledger, or its log, that an older version or a copy has left open to all."""
    for file in (place, place.with_name(f"{NAME}-wal"), place.with_name(f"{NAME}-shm")):
        with contextlib.suppress(OSError):
            if file.stat().st_mode & 0o077:
                file.chmod(0o600)


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


def _ready(connection: Ledger, root: Path, salt: str, now: str, *, fresh: bool) -> Ledger:
    """Settings of the connection; a new ledger's tables, an old one's soundness and age."""
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")
    (application,), (version,) = (
        connection.execute(f"PRAGMA {what}").fetchone() for what in ("application_id", "user_version")
    )
    if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        if application or not (
            fresh or connection.witness.adopt or not any(ledger_age.known(root, connection.witness))
        ):
            raise LedgerError(f"the ledger `{NAME}` is empty", "put it back from a copy")
        _run(connection, _TABLES + _SINCE_2)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        own = "\0".join((salt, now, connection.witness.nonce, str(root)))
        identity = hashlib.sha256(own.encode()).hexdigest()[:16]
        connection.execute("INSERT INTO ledger VALUES (?, ?, ?)", (identity, salt, now))
        application, version = APPLICATION, SCHEMA
    elif application == APPLICATION and version == 1:
        _run(connection, _SINCE_2)
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        version = SCHEMA
    connection.execute("COMMIT")
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
    if connection.witness.adopt:
        with transaction(connection, now):
            connection.execute("UPDATE ledger SET begun = begun")
        remember(connection)
    else:
        _is_newest(connection, root)
    _tell_opt_outs(connection)
    return connection


def _run(connection: Ledger, statements: str) -> None:
    for statement in statements.split(";"):
        connection.execute(statement)


def _is_newest(connection: Ledger, root: Path) -> None:
    """Refuse a ledger that is not the one used last: another, an older copy, one that went on elsewhere."""
    identity, remedy = identity_of(connection), "put the newest copy back; if this is it, say `publish mail --adopt`"
    used = _last_used(root)
    if used and used != identity:
        raise LedgerError(f"`{NAME}` is not the ledger that was used last here", remedy)
    own = turn(connection)
    for where, mark in ledger_age.known(root, connection.witness, identity):
        row = connection.execute("SELECT digest FROM turns WHERE number = ?", (mark.turn,)).fetchone()
        row = row or (("",) if not mark.turn else None)
        if mark.ledger != identity:
            raise LedgerError(f"`{NAME}` is not the ledger that was used last here ({where})", remedy)
        if mark.turn > own.turn:
            message = f"`{NAME}` is an older copy: it has made {own.turn} turns, {mark.turn} are known ({where})"
            raise LedgerError(message, f"{remedy}; whoever was written to since would get it twice")
        if row is None or row[0] != mark.digest:
            raise LedgerError(
                f"`{NAME}` is a copy that went on elsewhere: it knows no turn {mark.turn} ({where})", remedy
            )
    row = connection.execute("SELECT machine FROM turns ORDER BY number DESC LIMIT 1").fetchone()
    here = connection.witness.machine
    if row and row[0] and here and row[0] != here:
        name = row[0].partition(" ")[0]
        message = f"`{NAME}` was used last on another machine (`{name}`), which may go on with it"
        raise LedgerError(message, "mail from there; if the ledger has moved here for good, say `publish mail --adopt`")


def turn(connection: Ledger) -> Mark:
    """The last turn of a ledger; its number is 0 when there was none yet."""
    row = connection.execute("SELECT number, digest FROM turns ORDER BY number DESC LIMIT 1").fetchone()
    return Mark(identity_of(connection), *(row or (0, "")))


def remember(connection: Ledger) -> None:
    """Note for everybody who has the publication's folder how old its ledger is, without an address in it."""
    began = dict(connection.execute("SELECT name, begun FROM mailings ORDER BY rowid"))
    ledger_age.note_for_all(connection.root, turn(connection), began)


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
def alone(root: Path, connection: Ledger, who: str, now: str = "") -> Iterator[None]:
    """Be the only sender until the end; then settle what the last one left in flight. Raises LedgerError.

    The lock is the system's (flock) and ends with the process, however that ends. `who` is told to whoever is second.
    """
    with open(os.open(root / LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:  # noqa: PTH123
        if not exclusive.take(file, wait=False):
            first = file.readline().strip()
            raise LedgerError(
                f"somebody is sending already: {first}", "wait for it to end; `--status` shows how far it is"
            )

        def say(holder: str) -> None:
            file.seek(0)
            file.truncate(0)
            file.write(f"{holder}\nledger {identity_of(connection)}\n")
            file.flush()
            os.fsync(file.fileno())

        say(who)
        _recover(connection, now)
        try:
            yield
        finally:
            say("nobody")
            with contextlib.suppress(OSError):  # a folder that cannot be written does not hide how the mailing went
                remember(connection)
            exclusive.give_back(file)


def _recover(connection: Ledger, now: str) -> None:
    """After a sender that ended in the middle: before the dot nothing was handed over, after it nobody knows."""
    with transaction(connection, now):
        connection.execute(
            "UPDATE posts SET state = 'queued', phase = '' WHERE state = 'in_flight' AND phase = 'envelope'"
        )
        connection.execute(
            "UPDATE posts SET state = 'unknown', phase = '', reply = 'the sender ended before the reply came'"
            " WHERE state = 'in_flight' AND phase = 'dot'"
        )


@contextmanager
def transaction(connection: Ledger, now: str) -> Iterator[None]:
    """All of it or nothing, as a turn: committed to the disk, then noted outside the database."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        changes = connection.total_changes
        yield
        made = None
        if connection.total_changes != changes:
            made = ledger_age.following(turn(connection), connection.witness, now)
            values = (made.turn, made.digest, connection.witness.machine)
            connection.execute("INSERT INTO turns VALUES (?, ?, ?)", values)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    if made:
        ledger_age.note(connection.root, connection.witness, made)


# A mailing, frozen.


def freeze(connection: Ledger, mailing: Mailing, now: str) -> Mailing:
    """Keep a mailing as it is; one of its name that is there already is left as it was, and returned."""
    frozen = load(connection, mailing.name)
    if frozen:
        return frozen
    with transaction(connection, now):
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
    remember(connection)
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


class Changes(Value):
    """What a list has brought to a mailing that has begun."""

    entered: int
    """How many are new to it."""
    off: tuple[Recipient, ...] = ()
    """Who waited, is on the list no more, and is not written to."""
    moved: tuple[tuple[Recipient, Recipient], ...] = ()
    """Whose address has changed: the old entry, which waited and is not written to, and the new one."""
    had: tuple[tuple[Recipient, Recipient], ...] = ()
    """Whose address has changed after they were written to: the new one is not."""


def enter(connection: Ledger, mailing: str, recipients: Iterable[Recipient], gone: Iterable[str], now: str) -> Changes:
    """Queue whoever is not on the mailing yet, and take off the queue whoever is not on the list any more.

    Who has opted out (`gone`) is taken off too. A new entry of the same name as one that is off the list is the same
    person, where the name is theirs alone: they are written to at one of their addresses, never at both.
    """
    out = frozenset(gone)
    with transaction(connection, now):
        connection.execute("CREATE TEMP TABLE listed (recipient TEXT PRIMARY KEY, person TEXT NOT NULL)")
        try:
            connection.executemany(
                "INSERT OR IGNORE INTO listed VALUES (?, ?)",
                ((one.key, json.dumps(one.as_dict(), ensure_ascii=False)) for one in recipients if one.key not in out),
            )
            listed = [row[0] for row in connection.execute("SELECT recipient FROM listed")]
            _take_opt_outs(connection, listed, now)
            off, moved, had = _taken_off(connection, mailing, out, now)
            entered = _put_on(connection, mailing, now)
            connection.executemany(
                "UPDATE posts SET state = 'failed', settled = 'had', reply = 'has it already, at another address',"
                " changed = ? WHERE mailing = ? AND recipient = ? AND state = 'queued'",
                ((now, mailing, new.key) for _, new in had),
            )
        finally:
            connection.execute("DROP TABLE listed")
    return Changes(entered=entered - len(had), off=tuple(off), moved=tuple(moved), had=tuple(had))


Moved = tuple[Recipient, Recipient]


def _taken_off(
    connection: Ledger, mailing: str, out: frozenset[str], now: str
) -> tuple[list[Recipient], list[Moved], list[Moved]]:
    """Take off the queue whoever is not on the list; who they are, who moved, who moved and has been written to."""
    off: list[Recipient] = []
    moved: list[Moved] = []
    had: list[Moved] = []
    names = _movers(connection, mailing)
    missing = connection.execute(
        f"SELECT {_COLUMNS} FROM posts WHERE mailing = ? AND recipient NOT IN (SELECT recipient FROM listed)"
        " AND settled = '' AND state != 'failed' ORDER BY number",
        (mailing,),
    )
    for post in map(_post, missing.fetchall()):
        old = post.recipient
        new = names.get(old.name.casefold()) if old.name and old.key not in out else None
        if post.state != "queued":
            had += [(old, new)] if new else []
            continue
        why = "has opted out" if old.key in out else "is at another address now" if new else "is on the list no more"
        connection.execute(
            "UPDATE posts SET state = 'failed', settled = 'off', reply = ?, changed = ? WHERE number = ?",
            (why, now, post.number),
        )
        if new:
            moved.append((old, new))
        elif old.key not in out:
            off.append(old)
    return off, moved, had


def _put_on(connection: Ledger, mailing: str, now: str) -> int:
    """Queue whoever is listed and not on the mailing yet, or was taken off it and is back; how many."""
    before = connection.total_changes
    connection.execute(
        "INSERT OR IGNORE INTO posts"
        " (mailing, recipient, person, state, phase, attempts, code, reply, changed, message)"
        " SELECT ?, recipient, person, 'queued', '', 0, 0, '', ?, '' FROM listed"
        " WHERE recipient NOT IN (SELECT recipient FROM suppressed) ORDER BY rowid",
        (mailing, now),
    )
    connection.execute(
        "UPDATE posts SET state = 'queued', settled = '', reply = '', changed = ? WHERE mailing = ?"
        " AND state = 'failed' AND settled = 'off' AND recipient IN (SELECT recipient FROM listed)"
        " AND recipient NOT IN (SELECT recipient FROM suppressed)",
        (now, mailing),
    )
    return connection.total_changes - before


def _movers(connection: Ledger, mailing: str) -> dict[str, Recipient]:
    """Who is new on the list, by names that nobody else on it, or on the mailing, has."""
    met: dict[str, list[Recipient]] = {}
    for (person,) in connection.execute("SELECT person FROM listed"):
        one = _person(person)
        if one.name:
            met.setdefault(one.name.casefold(), []).append(one)
    there = {row[0] for row in connection.execute("SELECT recipient FROM posts WHERE mailing = ?", (mailing,))}
    once = Counter(
        _person(row[0]).name.casefold()
        for row in connection.execute("SELECT person FROM posts WHERE mailing = ?", (mailing,))
    )
    return {
        name: ones[0] for name, ones in met.items() if len(ones) == 1 and once[name] == 1 and ones[0].key not in there
    }


def _person(text: str) -> Recipient:
    try:
        values = json.loads(text)
        values["formats"] = tuple(values["formats"])
        values["fields"] = tuple((column, cell) for column, cell in values["fields"])
        return Recipient(**values)
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerError(f"the ledger `{NAME}` is damaged: a row says nothing", "put it back from a copy") from error


_COLUMNS = "number, person, state, phase, attempts, code, reply, changed, message"


def _post(row: tuple[Any, ...]) -> Post:
    number, person, *rest = row
    state, phase, attempts, code, reply, changed, message = rest
    return Post(
        number=number,
        recipient=_person(person),
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
    """Commit a row's new state to the disk before returning; `dot` is a turn, noted outside the database too."""
    with transaction(connection, now) if phase == "dot" else nullcontext():
        connection.execute(
            "UPDATE posts SET state = ?, phase = ?, code = ?, reply = ?, changed = ?, attempts = attempts + ?,"
            " message = CASE WHEN ? = '' THEN message ELSE ? END WHERE number = ?",
            (state, phase, code, reply[:500], now, attempted, message, message, number),
        )


def counts(connection: Ledger, mailing: str) -> dict[State, int]:
    """How many rows are in each state; those that need nobody's attention any more are not among the failed."""
    found = dict(
        connection.execute(
            "SELECT state, count(*) FROM posts WHERE mailing = ? AND NOT (state = 'failed' AND settled != '')"
            " GROUP BY state",
            (mailing,),
        )
    )
    return {state: found.get(state, 0) for state in STATES}


def left_out(connection: Ledger, mailing: str) -> int:
    """How many rows of a mailing were given up, or taken off it before they were written to."""
    query = "SELECT count(*) FROM posts WHERE mailing = ? AND state = 'failed' AND settled != ''"
    return int(connection.execute(query, (mailing,)).fetchone()[0])


def posts(connection: Ledger, mailing: str, state: State | None = None) -> Iterator[Post]:
    """The rows of a mailing, in the order of the list."""
    where, values = (
        ("", ()) if state is None else (" AND state = ? AND NOT (state = 'failed' AND settled != '')", (state,))
    )
    for row in connection.execute(
        f"SELECT {_COLUMNS} FROM posts WHERE mailing = ?{where} ORDER BY number", (mailing, *values)
    ):
        yield _post(row)


Outcome = Literal["sent", "resend", "drop"]


def settle(connection: Ledger, key: str, outcome: Outcome, now: str, mailing: str = "") -> int:
    """Say what became of a recipient's unknown and failed messages; returns how many there were.

    They have arrived (`sent`), are to go again (`resend`), or are given up for good (`drop`). A message that somebody
    had at another address can be sent again too, and one to whoever is suppressed because a server said so.
    """
    if outcome == "resend" and connection.execute(f"{_SAID_BY_A_SERVER} AND recipient = ?", (key,)).fetchone():
        forgive(connection, [key], now)
    state = {"sent": "sent", "resend": "queued", "drop": "failed"}[outcome]
    with transaction(connection, now):
        done = connection.execute(
            "UPDATE posts SET state = ?, settled = ?, reply = ?, changed = ? WHERE recipient = ?"
            " AND (state = 'unknown' OR (state = 'failed' AND (settled = '' OR ? = 'resend')))"
            " AND (? != 'resend' OR recipient NOT IN (SELECT recipient FROM suppressed))"
            " AND (? = '' OR mailing = ?)",
            (
                state,
                "drop" if outcome == "drop" else "",
                f"settled by hand: {outcome}",
                now,
                key,
                outcome,
                outcome,
                mailing,
                mailing,
            ),
        )
    return done.rowcount


_REPLY = "GLOB '5[.0-9]*'"
"""How the words of a server begin, and those of a person do not (RFC 5321, RFC 3463)."""
_SAID_BY_A_SERVER = f"SELECT 1 FROM suppressed WHERE why {_REPLY}"


def suppress(connection: Ledger, key: str, now: str, why: str = "") -> int:
    """Never write to an address again, in any mailing; returns how many messages to it were waiting.

    What a server has said of an address gives way to what a person asks for, and never the other way round.
    """
    with transaction(connection, now):
        connection.execute(
            "INSERT INTO suppressed VALUES (?, ?, ?) ON CONFLICT (recipient) DO UPDATE SET why = excluded.why"
            f" WHERE suppressed.why {_REPLY} AND NOT excluded.why {_REPLY}",
            (key, now, why[:300]),
        )
        done = connection.execute(
            "UPDATE posts SET state = 'failed', settled = 'off', reply = 'suppressed', changed = ?"
            " WHERE recipient = ? AND state = 'queued'",
            (now, key),
        )
    _note_opt_outs(connection, add={key: now})
    return done.rowcount


def forgive(connection: Ledger, keys: Iterable[str], now: str) -> None:
    """Take back that these addresses are never written to: the fault was ours."""
    those = tuple(keys)
    with transaction(connection, now):
        connection.executemany("DELETE FROM suppressed WHERE recipient = ?", ((key,) for key in those))
    _note_opt_outs(connection, remove=those)


def _note_opt_outs(connection: Ledger, add: Mapping[str, str] | None = None, remove: Iterable[str] = ()) -> None:
    """Write into the file that is kept with the source who has opted out since. Raises LedgerError."""
    try:
        opt_outs.change(connection.root, salt_of(connection), add=add or {}, remove=remove)
    except ValueError as error:
        raise LedgerError(str(error), _BROKEN) from None


_BROKEN = "take it from version control; until then nobody can tell who has opted out, and nothing is sent"


def _take_opt_outs(connection: Ledger, keys: Iterable[str], now: str) -> None:
    """Suppress whoever of the `keys` the file names and this ledger does not: another one knew. Raises LedgerError."""
    try:
        known = opt_outs.read(connection.root)
    except ValueError as error:
        raise LedgerError(str(error), _BROKEN) from None
    if known.since:
        never = suppressed(connection)
        out = [key for key in keys if key not in never and key in known]
        connection.executemany(
            "INSERT OR IGNORE INTO suppressed VALUES (?, ?, ?)", ((key, now, f"in {opt_outs.NAME}") for key in out)
        )


def _tell_opt_outs(connection: Ledger) -> None:
    """Write into the file whoever a ledger of before it knew. Raises LedgerError."""
    known = {key: since for key, since, _ in suppressions(connection)}
    try:
        told = len(opt_outs.read(connection.root).since)
    except ValueError as error:
        raise LedgerError(str(error), _BROKEN) from None
    if len(known) > told:
        _note_opt_outs(connection, add=known)


def is_suppressed(connection: Ledger, key: str) -> bool:
    """Whether an address is never to be written to."""
    return connection.execute("SELECT 1 FROM suppressed WHERE recipient = ?", (key,)).fetchone() is not None


def suppressed(connection: Ledger) -> frozenset[str]:
    """The keys of all who are never to be written to."""
    return frozenset(row[0] for row in connection.execute("SELECT recipient FROM suppressed"))


def suppressions(connection: Ledger) -> Iterator[tuple[str, str, str]]:
    """Who is never written to, since when, and why: the server's words, or nothing for what a person typed."""
    yield from connection.execute("SELECT recipient, since, why FROM suppressed ORDER BY since, recipient")


# What came back.


class Answer(Value):
    """What came back for one recipient."""

    recipient: str
    """The key of an address."""
    kind: str
    """`gone`, `later`, `ours`, `refused` or `leave`: see `answers`."""
    status: str
    said: str
    since: str


def answer(connection: Ledger, mail: str, answer: Answer) -> bool:
    """Keep what the message `mail` (a digest) says of a recipient; whether it was not known already."""
    with transaction(connection, answer.since):
        done = connection.execute(
            "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
            (mail, answer.recipient, answer.kind, answer.status, answer.said[:300], answer.since),
        )
    return done.rowcount > 0


def answered(connection: Ledger) -> Iterator[Answer]:
    """Everything that came back, the oldest first."""
    for row in connection.execute("SELECT recipient, kind, status, said, since FROM answers ORDER BY rowid"):
        yield Answer(**dict(zip(("recipient", "kind", "status", "said", "since"), row, strict=True)))


def keys(connection: Ledger) -> Iterator[str]:
    """The keys of everybody who has ever been on a mailing."""
    for (key,) in connection.execute("SELECT DISTINCT recipient FROM posts"):
        yield key


def is_known(connection: Ledger, key: str) -> bool:
    """Whether the address has ever been on a mailing."""
    return connection.execute("SELECT 1 FROM posts WHERE recipient = ? LIMIT 1", (key,)).fetchone() is not None
