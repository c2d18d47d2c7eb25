"""EPUBCheck as a referee: the press's own door to it, for files on disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from publish.proofs import validators
from tests.support import referees

EPUBCHECK = next(validator for validator in validators.VALIDATORS if validator.name == "EPUBCheck")


def missing() -> str:
    """What stands in the way of asking EPUBCheck; empty when nothing does."""
    return validators.missing(EPUBCHECK)


def check(paths: Iterable[Path]) -> dict[Path, tuple[str, ...]]:
    """The findings of each file from `info` upwards, `SEVERITY ID place message`: none means that it is a valid EPUB.

    Raises ValidatorError when EPUBCheck does not answer for every file.
    """
    return referees.check(EPUBCHECK, paths, ("epub",))
