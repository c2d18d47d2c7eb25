"""How old a ledger is, as others know it: marks outside the database, by which an older copy of it is noticed.

A *turn* is a change after which an older copy would do harm: a message that is about to be handed over, a person who is
never to be written to again. The database counts its turns and chains their digests; each turn is noted, after its
commit and before the harm, in

- `mailings.mark` beside the database,
- a file of this user on this machine, which a copy put back into the publication's folder does not change,
- `mailed.json`, at the beginning of a mailing and the end of each run: it holds no addresses, so that it can be kept in
  version control, and a fresh clone knows that there was a ledger.

A database that is behind one of its marks, or went another way, is not the one that was used last. A mark may be one
turn behind the database, when a sender was killed between the two: by then no message had been handed over.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from publish.base.atomic import write_atomic
from publish.value import Value

MARK = "mailings.mark"
MAILED = "mailed.json"


class Witness(Value):
    """What else than the publication's folder knows of its ledger."""

    state: Path | None = None
    """A folder of this user on this machine; it is made when it is needed."""
    machine: str = ""
    """What tells this machine from others: a name and an identifier, with a space between."""
    origin: str = ""
    """What a folder has in common with its clones; empty when nothing is known of that."""
    nonce: str = ""
    """A text that no other run has: two copies of a ledger never make the same turn."""
    adopt: bool = False
    """Whether a person has said that the ledger as it is here is the right one."""


class Mark(NamedTuple):
    """A turn of a ledger, as it was noted somewhere."""

    ledger: str
    turn: int
    digest: str


def following(before: Mark, witness: Witness, now: str) -> Mark:
    """The turn after another."""
    text = "\0".join((before.ledger, str(before.turn + 1), before.digest, witness.nonce, witness.machine, now))
    return Mark(before.ledger, before.turn + 1, hashlib.sha256(text.encode()).hexdigest())


def known(root: Path, witness: Witness, ledger: str = "") -> Iterator[tuple[str, Mark]]:
    """Every mark that there is of this publication's ledger, with the place that it was read from.

    Of the ledger called `ledger` there may be one more. A mark that cannot be read is no mark: it was cut off as it was
    written.
    """
    places = [(MARK, root / MARK)]
    if witness.state:
        places += [("this machine", witness.state / name) for name in (ledger, _origin(witness)) if name]
    for where, place in places:
        with contextlib.suppress(OSError, ValueError):
            yield where, _parsed(place.read_text("ascii"))
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads((root / MAILED).read_bytes())
        yield MAILED, Mark(str(told["ledger"]), int(told["turn"]), str(told["digest"]))


def _origin(witness: Witness) -> str:
    return f"origin-{hashlib.sha256(witness.origin.encode()).hexdigest()[:32]}" if witness.origin else ""


def _line(mark: Mark) -> str:
    """Of the same length for every turn, so that it is written over the one before in one piece."""
    text = f"ledger {mark.ledger} turn {mark.turn:012} {mark.digest}"
    return f"{text} {hashlib.sha256(text.encode()).hexdigest()[:16]}\n"


def _parsed(line: str) -> Mark:
    text, _, check = line.rstrip("\n").rpartition(" ")
    if hashlib.sha256(text.encode()).hexdigest()[:16] != check:
        raise ValueError(line)
    _, ledger, _, turn, digest = text.split(" ")
    return Mark(ledger, int(turn), digest)


def note(root: Path, witness: Witness, mark: Mark) -> None:
    """Note a turn beside the database and on this machine, on the disk before this returns. Raises OSError."""
    line = _line(mark).encode("ascii")
    _overwrite(root / MARK, line)
    if witness.state:
        witness.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in filter(None, (mark.ledger, _origin(witness))):
            _overwrite(witness.state / name, line)


def _overwrite(place: Path, line: bytes) -> None:
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def note_for_all(root: Path, mark: Mark, mailings: dict[str, str]) -> None:
    """Note in `mailed.json` that there is a ledger, how old it is, and when each mailing began. Raises OSError."""
    told: dict[str, Any] = {
        "note": "What has been mailed, without an address. Keep it in version control; the ledger is mailings.sqlite.",
        **mark._asdict(),
        "mailings": mailings,
    }
    content = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    place = root / MAILED
    if not place.is_file() or place.read_bytes() != content:
        write_atomic(place, content)
