"""The failure conditions of the Matterhorn Protocol 1.1, in our own words, and who answers each for files of ours.

Version 1.02 counts 136 conditions in 31 checkpoints, and 1.1 has one more, 13-008. 23-001 and 27-001 are among them:
they ask for no test of their own, and say where else the same is looked at.
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
