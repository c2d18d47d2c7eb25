"""`publish check`: read everything, make it in memory, and say what is wrong with it."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli import report
from publish.cli.options import as_json, find_root, in_folder, outside

if TYPE_CHECKING:
    from collections.abc import Callable

    from publish.cli.run import Run
    from publish.model import Artifact, Edition
    from publish.problem import Problem
    from publish.project.folder import Project
    from publish.proofs.validators import Verdict


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path))
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option(
    "--validate/--no-validate",
    default=True,
    show_default=True,
    help="Ask the validators that are on this machine (veraPDF, EPUBCheck).",
)
@click.option(
    "--accessibility",
    is_flag=True,
    help="Read each file back by its structure, and write build/accessibility/index.html.",
)
@as_json
@in_folder
def check(
    paths: tuple[Path, ...], strict: bool, validate: bool, accessibility: bool, json_: bool, folder: Path | None
) -> None:
    """Check the publication, or the articles and agendas at PATH: copy, pictures, layout and the finished files.

    Validators that are on this machine are asked as well, and named with what they say; of those that are not, it is
    said that they were not asked. Nothing is put into build/ but what the next run can use.
    """
    from publish.cli.run import open_run
    from publish.project.folder import load

    root = find_root(folder)
    verdicts: tuple[Verdict, ...] = ()
    try:
        with open_run(root) as run:
            project, problems = load(root)
            if project is not None:
                faults, verdicts = _judge(run, project, _wanted(root, paths), validate, accessibility)
                problems += faults
            run.close()
    except OSError as error:
        outside(error)
    report.finish((), problems, quiet=False, json_=json_, strict=strict, verdicts=verdicts)
    if not problems and not json_:
        click.echo("nothing is wrong", err=True)


def _judge(
    run: Run, project: Project, wanted: frozenset[str], validate: bool, accessibility: bool
) -> tuple[tuple[Problem, ...], tuple[Verdict, ...]]:
    """What is wrong with the wanted files, all when there are none, and what the validators say. Raises OSError."""
    from publish import press
    from publish.cli.run import editions_of
    from publish.editions.compose import sources

    jobs = os.cpu_count() or 1
    editions, problems = editions_of(project, run, jobs, drafts=True)
    orders = [
        order
        for order in press.plan(editions, project.style, proof=True, pages=not wanted)
        if not wanted or not wanted.isdisjoint(sources(order.edition))
    ]
    made = []
    for order, mark, faults in press.render(orders, run.shelf, jobs=jobs):
        problems += faults
        if mark is not None:
            artifact = run.fetch(order, mark)
            problems += press.inspect(order, artifact)
            made.append((order.edition, artifact))
    verdicts: tuple[Verdict, ...] = ()
    if validate:
        from publish.proofs import validators

        verdicts, faults = validators.validate(made)
        problems += faults
    if accessibility:
        problems += _prove(run, project, made, verdicts)
    return _about(problems, wanted), verdicts


def _prove(
    run: Run, project: Project, made: list[tuple[Edition, Artifact]], verdicts: tuple[Verdict, ...]
) -> tuple[Problem, ...]:
    """Write the proof of accessibility; what is wrong by it. Raises OSError."""
    from publish.formats.plain import liblouis
    from publish.proofs import accessibility
    from publish.style.galley import words

    def braille(language: str) -> Callable[[str], str] | None:
        tables = liblouis.table(language) if liblouis.present() else None
        return None if tables is None else partial(liblouis.translate, tables=tables)

    proof, problems = accessibility.prove(made, partial(words, project.style), braille)
    said = [
        f"{verdict.name} {verdict.version}, {', '.join(verdict.profiles)}: "
        f"{verdict.failures} of {verdict.files} files fail"
        if not verdict.absent
        else f"{verdict.name} was not asked: {verdict.absent}"
        for verdict in verdicts
    ]
    asked = {verdict.name for verdict in verdicts if not verdict.absent}
    run.deliver("accessibility/index.html", accessibility.page(project.publication.title, proof, said, asked).encode())
    run.deliver("accessibility/proof.json", accessibility.data(proof))
    for name, picture in proof.pictures.items():
        run.deliver(f"accessibility/{name}", picture)
    click.echo("build/accessibility/index.html", err=True)
    return problems


def _wanted(root: Path, paths: tuple[Path, ...]) -> frozenset[str]:
    """The articles and agendas meant by `paths`, files or folders, relative to the publication."""
    sources: set[str] = set()
    for path in paths:
        place = path.resolve()
        if not place.is_relative_to(root):
            raise click.UsageError(f"{path} is not inside the publication {root}")
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        sources.update(file.relative_to(root).as_posix() for file in files)
    return frozenset(sources)


def _about(problems: tuple[Problem, ...], wanted: frozenset[str]) -> tuple[Problem, ...]:
    """Only what concerns the wanted files; all of it when none were named."""
    return tuple(problem for problem in problems if not wanted or problem.path in wanted)
