"""Who is never to be written to, in a file that can be kept with the source: it names nobody.

`opt-outs.json` lies beside the publication and holds a digest of each address, by a salt of its own. The ledger writes
it whenever somebody is suppressed, and takes from it whoever a ledger of before knew and it does not: a ledger that is
gone takes nobody's word with it. A digest is made slowly (PBKDF2), so that a list of all addresses that there may be is
no way to read it; whoever has a single address can still ask whether it is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from publish.base.atomic import write_atomic
from publish.value import Value

NAME = "opt-outs.json"
ROUNDS = 1_000
_NOTE = "Who is never to be written to, as salted digests of their addresses. Keep it with your source."


class OptOuts(Value):
    """The file, read."""

    salt: str = ""
    since: Mapping[str, str] = {}
    """The day of each, by digest."""

    def digest(self, key: str) -> str:
        """What stands for an address's key."""
        return hashlib.pbkdf2_hmac("sha256", key.encode(), bytes.fromhex(self.salt), ROUNDS, 16).hex()

    def __contains__(self, key: str) -> bool:
        return bool(self.since) and self.digest(key) in self.since


def read(root: Path) -> OptOuts:
    """The opt-outs of the publication in `root`; none without a file. Raises OSError, ValueError for a broken one."""
    place = root / NAME
    if not place.is_file():
        return OptOuts()
    try:
        told = json.loads(place.read_bytes())
        found = OptOuts(salt=str(told["salt"]), since={str(one): str(day) for one, day in told["opt_outs"].items()})
        bytes.fromhex(found.salt)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"`{NAME}` cannot be read: {error}") from None
    return found


def change(root: Path, salt: str, *, add: Mapping[str, str], remove: Iterable[str] = ()) -> None:
    """Put the keys `add` into the file, each with its day, and take some out. `salt` is for a new one. Raises OSError.

    Raises ValueError for a file that is broken: nothing is written then.
    """
    known = read(root)
    if not known.salt:
        known = OptOuts(salt=hashlib.sha256(f"opt-outs\0{salt}".encode()).hexdigest()[:32])
    since = {known.digest(key): day[:10] for key, day in add.items()} | dict(known.since)
    for key in remove:
        since.pop(known.digest(key), None)
    if since != known.since:
        told = {"note": _NOTE, "salt": known.salt, "opt_outs": {one: since[one] for one in sorted(since)}}
        write_atomic(root / NAME, (json.dumps(told, indent=1) + "\n").encode())
