"""An artifact goes to a printer: CUPS's `lp`, with what a press knows of the paper.

The names of options are those of lp(1) and of IPP (RFC 8011, 5.2; PWG 5100.1 for finishings), which every printer that
CUPS drives understands, or ignores.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

from publish.editions import kinds
from publish.editions.kinds import Printing
from publish.model import Kind

TIMEOUT = 60
"""Seconds that `lp` may take to accept a file."""


class PrinterError(Exception):
    """The file could not be handed over: why."""


def command(
    place: Path, *, kind: Kind, title: str, copies: int = 1, two_sided: bool = True, staple: bool = False, to: str = ""
) -> tuple[str, ...]:
    """The words that hand the PDF at `place` to the printer `to`, or to the usual one when empty.

    A4 and unscaled always: margins, and the pages of a booklet, are right only so.
    """
    printing = kinds.of(kind).printing or Printing()
    sides = printing.sides if two_sided else "one-sided"
    options = [f"sides={sides}", "media=A4", "print-scaling=none"]
    if copies > 1:
        options.append("collate=true")
    if staple:
        options.append(f"finishings={printing.staple}")
    return (
        "lp",
        *(("-d", to) if to else ()),
        *("-n", str(copies)),
        *("-t", title),
        *(word for option in options for word in ("-o", option)),
        str(place),
    )


def spelt(words: tuple[str, ...]) -> str:
    """The command as it can be typed into a shell."""
    return shlex.join(words)


def send(words: tuple[str, ...]) -> str:
    """Run the command and return what it says, e.g. `request id is Office-12 (1 file(s))`. Raises PrinterError."""
    if shutil.which(words[0]) is None:
        raise PrinterError(f"there is no `{words[0]}` on this machine: install CUPS, or print the file from its viewer")
    try:
        done = subprocess.run(
            words, capture_output=True, encoding="utf-8", errors="replace", timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PrinterError(f"`{words[0]}` did not answer: {type(error).__name__}") from error
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
        raise PrinterError(f"the printer did not take it: {said[:300]}")
    return " ".join(done.stdout.split())
