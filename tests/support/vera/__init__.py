"""veraPDF as a referee: the press's own door to it, for files on disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from publish.proofs import validators
from tests.support import referees

FLAVOURS = ("ua1", "3a")
VERA = next(validator for validator in validators.VALIDATORS if validator.name == "veraPDF")


def missing() -> str:
    """What stands in the way of asking veraPDF; empty when nothing does."""
    return validators.missing(VERA)


def check(paths: Iterable[Path], flavours: Iterable[str] = FLAVOURS) -> dict[Path, tuple[str, ...]]:
    """The failures of each file, `flavour clause-test description`, over all flavours: none means that it conforms.

    Raises ValidatorError when the engine does not answer for every file and flavour.
    """
    return referees.check(VERA, paths, tuple(flavours))
