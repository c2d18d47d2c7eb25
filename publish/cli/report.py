"""What a command has to say: results on stdout, problems on stderr, never meaning by colour alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from publish.model import Artifact
    from publish.problem import Problem

COLOURS = {"error": "red", "warning": "yellow"}


def speak(problems: Sequence[Problem]) -> None:
    """Each problem on stderr: what, where, what to do."""
    for problem in problems:
        label = click.style(f"{problem.severity}[{problem.code}]", fg=COLOURS[problem.severity], bold=True)
        click.echo(f"{label}: {problem.message}", err=True)
        click.echo(f"  {problem.path}:{problem.line}" if problem.line else f"  {problem.path}", err=True)
        if problem.hint:
            click.echo(f"{click.style('hint', bold=True)}: {problem.hint}", err=True)
        click.echo(err=True)


def line(artifact: Artifact, place: Path) -> str:
    """An artifact on one line: `build/briefing/tides.pdf  2 pages, 84 kB`."""
    sides = "" if artifact.pages is None else f"{artifact.pages} page{'' if artifact.pages == 1 else 's'}, "
    return f"{place.as_posix()}  {sides}{len(artifact.content) / 1000:,.0f} kB"


def tally(count: int, noun: str) -> str:
    """`1 warning`, `2 warnings`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def summary(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning`; empty when there is nothing wrong."""
    counts = {severity: sum(problem.severity == severity for problem in problems) for severity in COLOURS}
    return ", ".join(tally(count, severity) for severity, count in counts.items() if count)


def as_json(artifacts: Sequence[tuple[Artifact, Path]], problems: Sequence[Problem]) -> str:
    """One object: the artifacts with their paths relative to the publication, and the problems."""
    made = [
        {
            "edition": artifact.edition,
            "name": artifact.name,
            "path": place.as_posix(),
            "media_type": artifact.media_type,
            "bytes": len(artifact.content),
            "sha256": hashlib.sha256(artifact.content).hexdigest(),
            "pages": artifact.pages,
        }
        for artifact, place in sorted(artifacts, key=lambda made: made[1])
    ]
    faults = [
        {
            "code": problem.code,
            "severity": problem.severity,
            "path": problem.path,
            "line": problem.line,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    return json.dumps({"artifacts": made, "problems": faults}, ensure_ascii=False, indent=2)
