"""The failure conditions of the Matterhorn Protocol 1.02, in our own words, and who answers each for files of ours.

The protocol counts 136 conditions in 31 checkpoints, two of which nobody tests. Those that are listed here are all that
have a number of their own; checkpoints 23 and 27 have none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

VALIDATOR, HANDBILL, NONE, PERSON = "validator", "handbill", "nothing of the kind", "person"


class Condition(NamedTuple):
    """Something that would be wrong, and who says that it is not."""

    number: str
    fault: str
    by: str
    """`validator`, `handbill`, `nothing of the kind` (no file of ours holds it) or `person`."""
    how: str = ""
    """What handbill looks at, or what a person is asked."""


@cache
def conditions() -> tuple[Condition, ...]:
    """All of them, in order (matterhorn.txt: number, who answers, what would be wrong, how)."""
    found: list[Condition] = []
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines():
        number, by, fault, *how = (part.strip() for part in line.split("|"))
        found.append(Condition(number, fault, _BY[by], how[0] if how else ""))
    return tuple(found)


_BY = {"V": VALIDATOR, "H": HANDBILL, "-": NONE, "P": PERSON}
