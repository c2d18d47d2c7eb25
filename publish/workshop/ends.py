"""The problem to report for a piece of work that met a limit (R04) or a fault of ours (X01)."""

from __future__ import annotations

from pathlib import Path

from publish.base import barrier
from publish.base.barrier import Fault
from publish.problem import Problem
from publish.workshop.workers import Lost

End = Lost | Fault


def problem(end: End, path: str, root: Path | None, *, lost: str = "it was not read") -> Problem:
    """R04 for what took too long or too much memory, X01 for a fault, whose traceback is written below `root`."""
    if isinstance(end, Lost):
        hint = "shorten or simplify it; a table or list nested many times over is the usual cause"
        return Problem(code="R04", path=path, line=None, message=f"given up: {end.reason}", hint=hint)
    [said] = barrier.file([barrier.problem(end, path, lost=lost)], root)
    return said
