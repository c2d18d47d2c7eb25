"""The same pages sooner: shorter ways through WeasyPrint, in place around our own work and at no other time.

Nothing needs them: a text comes to the same bytes with them and without (tests/accelerate/). Each takes the place of
one function of WeasyPrint's, does the cases that a page is full of, and leaves to it whatever is not plain. Each is
bound to the functions that it was written against, by digests of their source (table.py), and is off by itself where
one of those is another; `publish doctor` says which and why. `HANDBILL_ACCELERATE=0` in the environment turns all off.

In the order of an article's way: styles.py (styles kept from one text to the next), boxes.py (sizes), text.py (lines
of one text). starting.py, with definitions.py and later.py, has WeasyPrint imported sooner, in our own processes alone.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publish.base.replacing import Replacements, Standing

SWITCH = "HANDBILL_ACCELERATE"


def installed() -> AbstractContextManager[None]:
    """Until this is left, what is set or drawn in this process comes sooner, unless that is turned off."""
    return nullcontext() if is_off() else _replacements().in_place()


def is_off() -> bool:
    """Whether the environment says so. Asked here and not in cli/, since workers of every kind have it from there."""
    return os.environ.get(SWITCH) == "0"  # noqa: TID251  what is made is the same either way


def standings() -> tuple[Standing, ...]:
    """Of each shorter way, whether it can be in place with the libraries that are installed, and why not.

    None where WeasyPrint cannot be imported, for want of Pango: whatever is made says so itself.
    """
    try:
        return _replacements().standings
    except (ImportError, OSError):
        return ()


def _replacements() -> Replacements:
    from publish.accelerate.table import REPLACEMENTS  # here, not above: with none of it needed none is imported

    return REPLACEMENTS
