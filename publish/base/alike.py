"""What a mistyped name was meant to be: `did you mean ...`, in a time that has an end however much is compared."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import lru_cache

MOST_NAMES = 500
"""Names that one is compared with: the first of them with its first letter, then the first of all."""

LONGEST = 100
"""Letters of a name that are compared; difflib takes a time that grows with their square."""


def near(name: str, known: Sequence[str], *, cutoff: float = 0.5) -> str:
    """The hint that asks for the name that is most like this one; empty when none is."""
    meant = alike(name, tuple(known), cutoff)
    return f"did you mean `{meant}`?" if meant else ""


@lru_cache(maxsize=64)
def alike(name: str, known: tuple[str, ...], cutoff: float = 0.5) -> str:
    """The known name that is most like this one; empty when none is. At most MOST_NAMES are compared."""
    if len(known) > MOST_NAMES:
        known = tuple(sorted(known, key=lambda one: one[:1] != name[:1])[:MOST_NAMES])
    found = difflib.get_close_matches(name[:LONGEST], [one for one in known if len(one) <= LONGEST], n=1, cutoff=cutoff)
    return found[0] if found else ""
