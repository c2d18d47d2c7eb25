"""`publish build`: make the editions and put them into build/."""

from __future__ import annotations

import difflib
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli import report
from publish.cli.options import ExitCode, as_json, in_folder, open_project, outside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from publish.cli.proofs import Pulled
    from publish.model import Article, Artifact, Edition
    from publish.problem import Problem
    from publish.project import Project
    from publish.proofs.validators import Verdict


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--edition", "only", multiple=True, metavar="E", help="Make this edition only; may be repeated.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    default=lambda: os.cpu_count() or 1,
    show_default="one a processor",
    help="How many files to work on at once.",
)
@click.option("--keep-galley", is_flag=True, help="Write the HTML that is typeset beside each PDF.")
@click.option("--proofs", is_flag=True, help="Write every page as a picture, and a report on what is wrong.")
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
@as_json
@in_folder
def build(
    names: tuple[str, ...],
    only: tuple[str, ...],
    jobs: int,
    keep_galley: bool,
    proofs: bool,
    quiet: bool,
    json_: bool,
    folder: Path | None,
) -> None:
    """Make every edition, or the files called NAME, and put them into build/.

    An error in one article stops nothing else: what is good is made, and what was good before stays.
    """
    _, project, problems = open_project(folder)
    made: list[tuple[Artifact, Path]] = []
    pulled: list[Pulled] | None = [] if proofs else None
    verdicts: tuple[Verdict, ...] | None = None
    if project is not None:
        with _progress(quiet=quiet or json_) as (say, step):
            try:
                problems += _make(project, names, only, jobs, keep_galley, made, say, step, pulled)
                if pulled is not None:
                    from publish.cli import proofs as proofing

                    verdicts, problems = proofing.write(project, pulled, problems, jobs, say)
            except OSError as error:
                outside(error)
    finish(made, problems, quiet=quiet, json_=json_, verdicts=verdicts)


def finish(
    made: Sequence[tuple[Artifact, Path]],
    problems: Sequence[Problem],
    *,
    quiet: bool,
    json_: bool,
    strict: bool = False,
    verdicts: Sequence[Verdict] | None = None,
) -> None:
    """Say what was made and what is wrong, and leave with the exit code that fits."""
    from publish.problem import sort

    problems = sort(problems)
    if json_:
        click.echo(report.as_json(made, problems, verdicts=verdicts))
    else:
        report.speak(problems)
        for verdict in verdicts or ():
            click.echo(report.verdict(verdict), err=True)
        told = ", ".join(
            filter(None, [report.tally(len(made), "file") + " made" if made else "", report.summary(problems)])
        )
        if told and not (quiet and not problems):
            click.echo(told, err=True)
    if any(strict or problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(ExitCode.ERRORS)


def _make(
    project: Project,
    names: tuple[str, ...],
    only: tuple[str, ...],
    jobs: int,
    keep_galley: bool,
    made: list[tuple[Artifact, Path]],
    say: Callable[[str], None],
    step: Callable[[int, int], None],
    pulled: list[Pulled] | None = None,
) -> tuple[Problem, ...]:
    """Read, compose, plan, render, deliver. `made` grows as files are delivered, and `pulled` when there is one."""
    from publish import press
    from publish.delivery.archive import seal
    from publish.delivery.folder import deliver
    from publish.project import BUILD

    editions, problems = editions_of(project, jobs)
    _known(names, only, editions, project, problems)
    orders = press.plan(editions, project.style, names=names, only=only, proof=pulled is not None)
    step(0, len(orders))
    for done, (order, artifact, faults) in enumerate(press.render(orders, jobs=jobs), start=1):
        problems += faults
        if pulled is not None and artifact is not None:
            found = press.inspect(order, artifact)
            problems += found
            pulled.append((order.edition, artifact, faults + found))
        for product in (artifact, press.keep(order) if keep_galley else None):
            if product is not None:
                place = deliver(product, project.root / BUILD).relative_to(project.root)
                made.append((product, place))
                say(report.line(product, place))
        step(done, len(orders))
    if made:
        placed = {place.relative_to(BUILD).as_posix(): product.content for product, place in made}
        seal(project.root / BUILD, {path: hashlib.sha256(content).hexdigest() for path, content in placed.items()})
    return problems


def editions_of(project: Project, jobs: int) -> tuple[tuple[Edition, ...], tuple[Problem, ...]]:
    """Everything the project has to publish."""
    from functools import partial

    from publish import press
    from publish.project import agendas, manuscripts, pictures

    found, problems = manuscripts(project.root)
    articles, faults = press.read(
        found, language=project.publication.language, pictures=partial(pictures, project.root), jobs=jobs
    )
    problems = (*problems, *faults)
    if not any(plan.kind == "pack" for plan in project.plans):
        return _recalled(project, press.compose(project.publication, project.plans, articles), articles, problems)
    planned, refusals = agendas(project.root)
    meetings, faults = press.read_agendas(
        planned,
        articles,
        language=project.publication.language,
        pictures=partial(pictures, project.root),
        faults=problems,
        jobs=jobs,
    )
    composed = press.compose(project.publication, project.plans, articles, meetings)
    return _recalled(project, composed, articles, (*problems, *refusals, *faults))


def _recalled(
    project: Project, composed: tuple[Edition, ...], articles: Sequence[Article], problems: tuple[Problem, ...]
) -> tuple[tuple[Edition, ...], tuple[Problem, ...]]:
    """The editions with what the archive remembers of those before them, and picks that came to nothing."""
    from publish import press
    from publish.project import receipt

    content = receipt(project.root)
    try:
        issues = press.remember(content) if content is not None else ()
    except ValueError:
        issues = ()  # `publish archive` refuses such a receipt, and says why
    return press.recall(composed, issues), (*problems, *press.strays(project.plans, articles, problems))


def _known(
    names: tuple[str, ...],
    only: tuple[str, ...],
    editions: tuple[Edition, ...],
    project: Project,
    problems: tuple[Problem, ...],
) -> None:
    """Refuse a name that nothing is called by, unless an article with an error may be the one that is meant."""
    for asked, known, what in (
        (only, [plan.name for plan in project.plans], "edition"),
        (names, sorted({edition.slug for edition in editions}), "file"),
    ):
        for name in asked:
            if name not in known and not any(name in problem.path for problem in problems):
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean `{near[0]}`?" if near else "there are: " + ", ".join(known[:12])
                raise click.UsageError(f"no {what} is called `{name}`; {hint}")


@contextmanager
def _progress(*, quiet: bool) -> Iterator[tuple[Callable[[str], None], Callable[[int, int], None]]]:
    """Two ways to tell how it goes: a line for a finished file, and how many are done.

    On a terminal a bar stands under the lines; elsewhere there are the lines alone.
    """
    if quiet:
        yield _hush, _hush
    elif not sys.stderr.isatty():
        yield click.echo, _hush
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
        with bar:
            task = bar.add_task("reading", total=None)

            def step(done: int, of: int) -> None:
                bar.update(task, completed=done, total=of, description="making")
                bar.refresh()

            def say(line: str) -> None:
                bar.console.print(line, markup=False, highlight=False, soft_wrap=True)

            yield say, step


def _hush(*words: object) -> None:
    """Say nothing."""
