"""An artifact goes to a printer: CUPS's `lp`, with what a press knows of the paper.

The names of options are those of lp(1) and of IPP (RFC 8011, 5.2; PWG 5100.1 for finishings), which every printer that
CUPS drives understands, or ignores.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from publish.editions import folding, kinds
from publish.editions.kinds import Printing
from publish.model import Kind
from publish.value import Value

TIMEOUT = 60
"""Seconds that `lp` may take to accept a file."""


class PrinterError(Exception):
    """The file could not be handed over: why."""


class Manner(Value):
    """How a person wants a file printed, and what is known of the file."""

    copies: int = 1
    two_sided: bool = True
    staple: bool = False
    flip: str = ""
    """About which edge the printer turns a sheet, `long-edge` or `short-edge`; empty for the kind's own."""
    right: bool = False
    """Whether it is bound on the right."""
    pages: str = ""
    """Which pages, as lp(1) takes them: `1-4,7`; empty for all."""
    media: str = "A4"
    """The paper, as CUPS calls it."""
    only: str = ""
    """`odd` or `even`: the fronts or the backs, each on one side of the paper; the backs from the last one."""


_STAPLED_RIGHT = {20: 22}
"""IPP's `finishings` for what is bound on the right: the corner at the top right (PWG 5100.1)."""


def command(place: Path, *, kind: Kind, title: str, to: str = "", how: Manner = Manner()) -> tuple[str, ...]:  # noqa: B008
    """The words that hand the PDF at `place` to the printer `to`, or to the usual one when empty.

    On the file's own paper and unscaled always: margins, and the pages of a booklet, are right only so.
    """
    printing = kinds.of(kind).printing or Printing()
    sides = f"two-sided-{how.flip}" if how.flip else printing.sides
    options = [
        f"sides={sides if how.two_sided and not how.only else 'one-sided'}",
        f"media={how.media}",
        "print-scaling=none",
    ]
    if printing.monochrome:
        options.append("print-color-mode=monochrome")
    if how.copies > 1:
        options.append("collate=true")
    if how.staple:
        options.append(
            f"finishings={_STAPLED_RIGHT.get(printing.staple, printing.staple) if how.right else printing.staple}"
        )
    if how.only:
        options += [f"page-set={how.only}", *(["outputorder=reverse"] if how.only == "even" else [])]
    return (
        "lp",
        *(("-d", to) if to else ()),
        *("-n", str(how.copies)),
        *("-t", title),
        *(("-P", how.pages) if how.pages else ()),
        *(word for option in options for word in ("-o", option)),
        str(place),
    )


def without(blanks: Sequence[int], pages: int) -> str:
    """The pages that are not blank, as lp(1) takes them; empty when none is."""
    if not blanks:
        return ""
    kept = [page for page in range(1, pages + 1) if page not in set(blanks)]
    runs: list[list[int]] = []
    for page in kept:
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def signatures(sides: int) -> tuple[str, ...]:
    """The sides of each signature of a booklet, as lp(1) takes them; one that is empty when there is one only."""
    counts = folding.signatures(sides // 2)
    ends = tuple(accumulate(2 * count for count in counts))
    if len(counts) < 2:
        return ("",)
    return tuple(f"{end - 2 * count + 1}-{end}" for count, end in zip(counts, ends, strict=True))


def refuse(media: str, to: str = "") -> None:
    """Raise PrinterError if the printer says which papers it can take, and this is none of them."""
    if shutil.which("lpoptions") is None:
        return
    words = ("lpoptions", *(("-p", to) if to else ()), "-l")
    try:
        done = subprocess.run(words, capture_output=True, encoding="utf-8", errors="replace", timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return
    said = re.search(r"^PageSize\b[^:\n]*:(.*)$", done.stdout, re.M) if not done.returncode else None
    taken = [one.lstrip("*") for one in said[1].split()] if said else []
    names = {one.casefold().partition(".")[0] for one in taken}
    if taken and media.casefold().partition(".")[0] not in names:
        known = ", ".join(one for one in taken if not one.startswith("Custom"))
        raise PrinterError(f"the printer has no paper `{media}`, which the file is set on: it takes {known[:200]}")


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
