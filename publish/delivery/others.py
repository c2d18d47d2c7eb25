"""Plug-ins' deliveries take an artifact elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from publish.base import barrier
from publish.model import Artifact
from publish.problem import Problem

Deliver = Callable[[Artifact, Path], tuple[Problem, ...]]
"""Takes a finished file, with its content, and the publication's folder; gives what is wrong."""


def deliver(artifact: Artifact | None, root: Path, deliveries: Sequence[Deliver]) -> tuple[Problem, ...]:
    """Hand a file to each delivery; a fault of one of them is said of the file."""
    problems: list[Problem] = []
    for hand_over in deliveries if artifact is not None else ():
        said = barrier.guarded(hand_over, artifact, root)
        if isinstance(said, barrier.Fault):
            path = f"build/{artifact.edition}/{artifact.name}.{artifact.suffix}" if artifact else ""
            problems += barrier.file([barrier.problem(said, path, lost="it was not delivered")], root)
        else:
            problems += said
    return tuple(problems)
