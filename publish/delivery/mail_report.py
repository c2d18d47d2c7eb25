"""What a ledger has to tell: a table of everybody for a spreadsheet, and what came back in figures."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from publish.delivery import ledger, mail
from publish.value import Value

KINDS = {
    "gone": "gone (suppressed)",
    "leave": "asked to leave (suppressed)",
    "later": "put off",
    "refused": "refused",
    "ours": "ours to mend",
}
"""What each kind of answer is called."""

_HEAD = ("mailing", "email", "name", "state", "code", "reply", "attempts", "changed", "message_id", "token")
_MORE = ("came_back", "status", "said", "suppressed")


class Told(Value):
    """What came back."""

    counts: dict[str, int]
    """How many answers there are of each kind, by what it is called."""
    ours: tuple[ledger.Answer, ...]
    """What is for us to mend, each reason once."""


def answers(connection: ledger.Ledger) -> Told:
    """What came back of all mailings."""
    met: Counter[str] = Counter()
    ours: dict[str, ledger.Answer] = {}
    for one in ledger.answered(connection):
        met[one.kind] += 1
        if one.kind == "ours":
            ours.setdefault(f"{one.status} {one.said[:60]}", one)
    return Told(
        counts={word: met[kind] for kind, word in KINDS.items() if met[kind]}, ours=tuple(list(ours.values())[:20])
    )


def table(connection: ledger.Ledger, namespace: str, mailing: str = "") -> tuple[bytes, int]:
    """A CSV file as spreadsheets read it, and how many rows it has under its head; of one mailing, or of all.

    Whoever is suppressed and on no mailing has a row too, when it is of all. Cells that a spreadsheet would take for a
    formula begin with an apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*_HEAD, *_MORE))
    rows = 0
    for cells in _rows(connection, namespace, mailing):
        writer.writerow(map(_safe, cells))
        rows += 1
    return ("\ufeff" + text.getvalue()).encode(), rows


def _rows(connection: ledger.Ledger, namespace: str, mailing: str) -> Iterator[tuple[str, ...]]:
    salt = ledger.salt_of(connection)
    last = {one.recipient: one for one in ledger.answered(connection)}
    never = {key: why or since for key, since, why in ledger.suppressions(connection)}
    met: set[str] = set()
    for name in [mailing] if mailing else ledger.mailings(connection):
        for post in ledger.posts(connection, name):
            one = post.recipient
            met.add(one.key)
            told = (post.state, str(post.code or ""), post.reply, str(post.attempts), post.changed, post.message)
            yield (
                name,
                one.address,
                one.name,
                *told,
                mail.token(salt, namespace, one.key),
                *_back(one.key, last, never),
            )
    for key in sorted({*never, *last} - met) if not mailing else ():
        yield ("", key, "", *[""] * 6, mail.token(salt, namespace, key), *_back(key, last, never))


def _back(key: str, last: dict[str, ledger.Answer], never: dict[str, str]) -> tuple[str, ...]:
    one = last.get(key)
    return (*((one.kind, one.status, one.said) if one else ("", "", "")), never.get(key, ""))


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
