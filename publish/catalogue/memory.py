"""An archive is remembered twice, in itself and beside the source, so that each can restore the other.

Both places hold its receipt and its list of checksums, the same to the byte. Here it is decided which of the two is
gone on from when one of them is missing or other: a receipt names the digests of those before it, so that an older copy
is known for what it is. What nobody can decide is refused, and nothing is written.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from publish.catalogue import receipt as receipts
from publish.catalogue.receipt import Receipt


class Kept(NamedTuple):
    """What one of the two places holds."""

    receipt: bytes | None
    sums: bytes | None
    """The list of checksums."""
    there: bool = True
    """Whether the place holds anything at all."""


class Refused(ValueError):
    """The two do not say the same, or one of them is not whole: what is wrong, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


_WHOLE = (
    "copy the archive again from where you put it, or copy receipt.json and SHA256SUMS from archived/ into "
    "build/archive/"
)
_AWAY = "to begin a new archive, move build/archive/ and archived/ away"


def settle(archive: Kept, beside: Kept) -> bool:
    """Whether the archive goes on from what is `beside` the source, since it is not there itself. Raises Refused."""
    if not archive.there:
        if beside.sums is not None and beside.receipt is None:
            raise Refused("archived/ has no receipt.json", f"take it from version control; {_AWAY}")
        return beside.receipt is not None
    known = beside.receipt is not None
    if archive.receipt is None and (known or (archive.sums is not None and b"  receipt.json\n" in archive.sums)):
        raise Refused("its receipt.json is missing", _WHOLE if known else "copy it from another copy of the archive")
    if archive.receipt is not None and archive.sums is None:
        raise Refused("its SHA256SUMS is missing", _WHOLE if known else "copy it from another copy of the archive")
    if archive.receipt is None or beside.receipt is None or archive.receipt == beside.receipt:
        return False
    mine, theirs = receipts.head(archive.receipt), _read(beside.receipt)
    if mine.publication != theirs.publication:
        raise Refused(f"it is that of `{mine.publication}`, and archived/ remembers `{theirs.publication}`", _AWAY)
    if digest(beside.receipt) in mine.turns:
        return False
    if digest(archive.receipt) in theirs.turns:
        raise Refused(
            "build/archive/ is an older copy than archived/ remembers",
            "copy the archive into it from where you put it last, or move it away: what can be made is made again",
        )
    raise Refused(
        "build/archive/ and archived/ are not of one line: each has what the other never had",
        "copy the archive that is on your host into build/archive/, and move archived/ away",
    )


def _read(content: bytes) -> Receipt:
    try:
        return receipts.head(content)
    except ValueError as error:
        raise Refused(f"archived/receipt.json cannot be read: {error}", "take it from version control") from None


def digest(content: bytes) -> str:
    """What a receipt is called by those after it."""
    return hashlib.sha256(content).hexdigest()[:32]
