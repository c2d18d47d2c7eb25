"""What came back is entered in the ledger: who it is about, and whether they are ever written to again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from publish.base.addresses import parse
from publish.delivery import answers, ledger, mail
from publish.delivery.answers import Returned


@dataclass(slots=True)
class Read:
    """What was read."""

    met: Counter[str] = field(default_factory=Counter)
    """How many answers there are of each kind; `known` are those that were read before."""
    left: list[str] = field(default_factory=list)
    """What is no answer, by what to call it."""
    ours: list[tuple[str, Returned]] = field(default_factory=list)
    """What is for us to mend, with whom it was for."""


def enter(
    connection: ledger.Ledger,
    namespace: str,
    messages: Iterable[tuple[str, bytes | None]],
    now: Callable[[], str],
) -> Read:
    """Enter each answer among the messages; one without content was too large to be one."""
    told = Read()
    for name, content in messages:
        if content is None:
            told.left.append(f"{name}: larger than {answers.LARGEST // 2**20} MB")
            continue
        found = answers.read(content)
        if not found:
            told.left.append(f"{name}: {answers.subject(content)}")
        digest = hashlib.sha256(content).hexdigest()
        for one in found:
            key, new = _entered(connection, namespace, digest, one, now())
            told.met[one.kind if new else "known"] += 1
            if new and one.kind == "ours":
                told.ours.append((key, one))
    return told


def _entered(connection: ledger.Ledger, namespace: str, digest: str, one: Returned, now: str) -> tuple[str, bool]:
    """The key of the person that an answer is about, and whether it was not known; suppress who is gone or leaves."""
    key = _person(connection, one.addresses)
    if one.token:  # whoever writes from another address is known by what stands for them
        salt = ledger.salt_of(connection)
        key = next((each for each in ledger.keys(connection) if mail.token(salt, namespace, each) == one.token), key)
    answer = ledger.Answer(recipient=key, kind=one.kind, status=one.status, said=one.said, since=now)
    new = ledger.answer(connection, digest, answer)
    if new and one.kind in ("gone", "leave"):
        ledger.suppress(connection, key, now, why=f"{one.status} {one.said}".strip())
    return key, new


def _person(connection: ledger.Ledger, addresses: Iterable[str]) -> str:
    """The first of the addresses that was written to; the first of all when none was."""
    keys = []
    for address in addresses:
        try:
            keys.append(parse(address).key)
        except ValueError:
            keys.append(address.lower())
    return next((key for key in keys if ledger.is_known(connection, key)), keys[0])


def leave(connection: ledger.Ledger, keys: Iterable[str], why: str, now: Callable[[], str]) -> int:
    """Never write to these again; how many were not known to want that."""
    new = 0
    for key in keys:
        new += not ledger.is_suppressed(connection, key)
        ledger.suppress(connection, key, now(), why=why)
    return new
