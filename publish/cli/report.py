"""A command reports results on stdout and problems on stderr, and never means anything by colour alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publish.cli.options import ROOT, ExitCode
from publish.cli.terminal import plain
from publish.problem import Problem, once, sort

if TYPE_CHECKING:
    from publish.model import Shelfmark
    from publish.proofs.validators import Verdict

COLOURS = {"error": "red", "warning": "yellow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A finished file in its place."""

    mark: Shelfmark
    place: Path
    """Relative to the publication."""
    new: bool
    """Whether it was not there before."""


def speak(problems: Sequence[Problem]) -> None:
    """Each problem on stderr: what, where, what to do. A fault's traceback that nobody has filed yet is filed."""
    for problem in _filed(problems):
        label = click.style(f"{problem.severity}[{problem.code}]", fg=COLOURS[problem.severity], bold=True)
        path = plain(problem.path)
        click.echo(f"{label}: {plain(problem.message)}", err=True)
        click.echo(f"  {path}:{problem.line}" if problem.line else f"  {path}", err=True)
        if problem.hint:
            click.echo(f"{click.style('hint', bold=True)}: {plain(problem.hint)}", err=True)
        click.echo(err=True)


def _filed(problems: Sequence[Problem]) -> Sequence[Problem]:
    context = click.get_current_context(silent=True)
    if context is None or not any(problem.trace for problem in problems):
        return problems
    from publish.base import barrier  # here, not above: a build without news imports no library

    return barrier.file(problems, context.meta.get(ROOT))


def line(mark: Shelfmark, place: Path) -> str:
    """A finished file on one line: `build/briefing/tides.pdf  2 pages (fitted: leading 14 pt), 84 kB`."""
    pages, fit = mark.artifact.pages, mark.artifact.fit
    sides = "" if pages is None else tally(pages, "page")
    chosen = "; ".join((*fit.changes, *fit.traded)) if fit else ""
    sides = f"{sides} (fitted: {chosen}), ".lstrip() if chosen else f"{sides}, " if sides else ""
    return f"{place.as_posix()}  {sides}{mark.size / 1000:,.0f} kB"


def tally(count: int, noun: str) -> str:
    """`1 warning`, `2 warnings`, `2 addresses`."""
    return f"{count} {noun}{'' if count == 1 else 'es' if noun.endswith('s') else 's'}"


def summary(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning`; empty when there is nothing wrong."""
    counts = {severity: sum(problem.severity == severity for problem in problems) for severity in COLOURS}
    return ", ".join(tally(count, severity) for severity, count in counts.items() if count)


def verdict(verdict: Verdict) -> str:
    """What a validator said, on one line: `validated: veraPDF 1.31.50 (PDF/UA-1, PDF/A-3a): 7 files pass`."""
    if verdict.absent:
        return f"not validated: {verdict.name}: {verdict.absent}"
    passed = verdict.files - verdict.failures
    passes = f"{tally(passed, 'file')} pass{'es' if passed == 1 else ''}" if passed or not verdict.failures else ""
    failed = f"{tally(verdict.failures, 'file')} fail{'s' if verdict.failures == 1 else ''}" if verdict.failures else ""
    return (
        f"validated: {verdict.name} {verdict.version} ({', '.join(verdict.profiles)}): "
        f"{', '.join(filter(None, (passes, failed)))}"
    )


def as_data(made: Sequence[Made], problems: Sequence[Problem]) -> dict[str, Any]:
    """What was made, its paths relative to the publication, and the problems: plain values, as `--json` prints them."""
    return {
        "artifacts": [
            {
                "edition": one.mark.artifact.edition,
                "name": one.mark.artifact.name,
                "path": one.place.as_posix(),
                "media_type": one.mark.artifact.media_type,
                "bytes": one.mark.size,
                "sha256": one.mark.sha256,
                "pages": one.mark.artifact.pages,
                "fit": fit and fit.as_dict(),
            }
            for one in sorted(made, key=lambda one: one.place.parts)
            for fit in [one.mark.artifact.fit]
        ],
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity,
                "path": problem.path,
                "line": problem.line,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in once(sort(problems))
        ],
    }


def finish(
    made: Sequence[Made],
    problems: Sequence[Problem],
    *,
    quiet: bool,
    json_: bool,
    strict: bool = False,
    verdicts: Sequence[Verdict] | None = None,
) -> None:
    """Say what was made and what is wrong, and leave with the exit code that fits."""
    problems = once(sort(_filed(problems)))
    if json_:
        validators = {} if verdicts is None else {"validators": [verdict.as_dict() for verdict in verdicts]}
        _print(as_data(made, problems) | validators)
    else:
        speak(problems)
        for one in verdicts or ():
            click.echo(verdict(one), err=True)
        if not quiet:
            _stand([one.place.as_posix() for one in made if not one.new])
        new = sum(one.new for one in made)
        _sum_up(new, len(made) - new, problems, quiet=quiet)
    _leave(problems, strict=strict)


def again(said: dict[str, Any], *, quiet: bool, json_: bool) -> None:
    """Say once more what was said when nothing was any different, and leave with the same exit code.

    Where all stands is one line of it, `standing`, if there is one.
    """
    standing = said.pop("standing", "")
    problems = [
        Problem(**{name: value for name, value in problem.items() if name != "severity"})
        for problem in said["problems"]
    ]
    if json_:
        _print(said)
    else:
        speak(problems)
        if not quiet and standing:
            click.echo(standing)
        elif not quiet:
            _stand([one["path"] for one in said["artifacts"]])
        _sum_up(0, len(said["artifacts"]), problems, quiet=quiet)
    _leave(problems)


def _print(data: dict[str, Any]) -> None:
    said = data | {"accelerations": accelerations()}
    click.echo(json.dumps(said, ensure_ascii=False, indent=2))


def accelerations() -> dict[str, Any]:
    """Whether the shorter ways through WeasyPrint are wanted, and which of them are off, and why."""
    from publish import accelerate

    off = [one for one in accelerate.standings() if one.reason]
    return {"wanted": not accelerate.is_off(), "off": [{"name": one.name, "reason": one.reason} for one in off]}


def _stand(places: Sequence[str]) -> None:
    """Where the files are that were not made again, a folder a line: `build/briefing/  6 files as they were`."""
    folders = Counter(place.rpartition("/")[0] for place in places)
    for folder, count in sorted(folders.items()):
        click.echo(f"{folder}/  {tally(count, 'file')} as {'it was' if count == 1 else 'they were'}")


def _sum_up(new: int, old: int, problems: Sequence[Problem], *, quiet: bool) -> None:
    """`3 files made, 23 as they were, 1 warning`."""
    counts = (
        f"{tally(new, 'file')} made" if new else "",
        (f"{old} as they were" if new else f"{tally(old, 'file')}, all as they were") if old else "",
        summary(problems),
    )
    if (words := ", ".join(filter(None, counts))) and not (quiet and not problems):
        click.echo(words, err=True)


def _leave(problems: Sequence[Problem], *, strict: bool = False) -> None:
    if any(strict or problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(ExitCode.ERRORS)
