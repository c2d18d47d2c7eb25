"""What a command has to say: results on stdout, problems on stderr, never meaning by colour alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from publish.model import Artifact
    from publish.problem import Problem
    from publish.proofs.validators import Verdict

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
    """An artifact on one line: `build/briefing/tides.pdf  2 pages (fitted: leading 14 pt), 84 kB`."""
    sides = "" if artifact.pages is None else f"{artifact.pages} page{'' if artifact.pages == 1 else 's'}"
    chosen = "; ".join((*artifact.fit.changes, *artifact.fit.traded)) if artifact.fit else ""
    sides += f" (fitted: {chosen}), " if chosen else ", " if sides else ""
    return f"{place.as_posix()}  {sides}{len(artifact.content) / 1000:,.0f} kB"


def tally(count: int, noun: str) -> str:
    """`1 warning`, `2 warnings`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def summary(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning`; empty when there is nothing wrong."""
    counts = {severity: sum(problem.severity == severity for problem in problems) for severity in COLOURS}
    return ", ".join(tally(count, severity) for severity, count in counts.items() if count)


def verdict(verdict: Verdict) -> str:
    """What a validator said, on one line: `validated: veraPDF 1.31.50 (PDF/UA-1, PDF/A-3a): 7 files pass`."""
    if verdict.absent:
        return f"not validated: {verdict.name}: {verdict.absent}"
    passed = verdict.files - verdict.failures
    told = f"{tally(passed, 'file')} pass{'es' if passed == 1 else ''}" if passed or not verdict.failures else ""
    failed = f"{tally(verdict.failures, 'file')} fail{'s' if verdict.failures == 1 else ''}" if verdict.failures else ""
    return (
        f"validated: {verdict.name} {verdict.version} ({', '.join(verdict.profiles)}): "
        f"{', '.join(filter(None, (told, failed)))}"
    )


def as_json(
    artifacts: Sequence[tuple[Artifact, Path]],
    problems: Sequence[Problem],
    *,
    verdicts: Sequence[Verdict] | None = None,
) -> str:
    """One object: the artifacts with their paths relative to the publication, the problems, what validators said."""
    made = [
        {
            "edition": artifact.edition,
            "name": artifact.name,
            "path": place.as_posix(),
            "media_type": artifact.media_type,
            "bytes": len(artifact.content),
            "sha256": hashlib.sha256(artifact.content).hexdigest(),
            "pages": artifact.pages,
            "fit": asdict(artifact.fit) if artifact.fit else None,
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
    told: dict[str, object] = {"artifacts": made, "problems": faults}
    if verdicts is not None:
        told["validators"] = [asdict(verdict) for verdict in verdicts]
    return json.dumps(told, ensure_ascii=False, indent=2)
