"""`publish print` sends a finished file to the printer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli import report
from publish.cli.options import ExitCode, in_folder, meant, no_such, open_project, outside

if TYPE_CHECKING:
    from publish.model import EditionPlan
    from publish.project.folder import Project


@click.command("print")
@click.argument("name")
@click.option("--copies", type=click.IntRange(1, 999), default=1, show_default=True, metavar="N", help="How many.")
@click.option("--edition", metavar="E", help="Of which edition [default: the first one made for paper].")
@click.option("--staple", is_flag=True, help="Staple each copy; a booklet is stitched in its fold.")
@click.option("--sides", type=click.Choice(["one", "two"]), default="two", show_default=True, help="Of the paper.")
@click.option("--confidential", metavar="NAME", help="Print a confidential file: its name once more.")
@click.option("--printer", default="", metavar="P", help="Its name in CUPS [default: the usual one].")
@in_folder
def print_(
    name: str,
    copies: int,
    edition: str | None,
    staple: bool,
    sides: str,
    confidential: str | None,
    printer: str,
    folder: Path | None,
) -> None:
    """Hand the file called NAME to the printer, on A4 and unscaled; it is made first where build/ has none.

    Without a printer the command that would have been run is printed, and the exit code is 3.
    """
    from publish.cli.confidential import sanction
    from publish.delivery import printer as printers
    from publish.editions.release import unfilled

    sanction(name, confidential, verb="print")
    _, project, problems = open_project(folder)
    unfit = unfilled(problems)
    if project is None or unfit:
        report.speak(unfit or problems)
        raise click.exceptions.Exit(ExitCode.ERRORS)
    plan, place = _find(project, name, _plans(project, edition), settled=edition is not None)
    words = printers.command(
        place, kind=plan.kind, title=name, copies=copies, two_sided=sides == "two", staple=staple, to=printer
    )
    try:
        said = printers.send(words)
    except printers.PrinterError as error:
        click.echo(f"error: {error}", err=True)
        click.echo("this is what would have been run:", err=True)
        click.echo(printers.spelt(words))
        raise click.exceptions.Exit(ExitCode.OUTSIDE) from None
    click.echo(said or printers.spelt(words))


def _plans(project: Project, edition: str | None) -> list[EditionPlan]:
    """The editions to look in."""
    from publish.editions import kinds

    if edition is None:
        printing = [(plan, kinds.of(plan.kind).printing) for plan in project.plans]
        usual = [plan for plan, how in printing if how is not None and how.first]
        if not usual:
            raise click.UsageError("no edition is made for an office printer; add one of kind `briefing`")
        return usual
    asked = [plan for plan in project.plans if plan.name == edition]
    if not asked:
        raise click.UsageError(
            f"no edition is called `{edition}`; there are: {', '.join(plan.name for plan in project.plans)}"
        )
    kind = kinds.of(asked[0].kind)
    if kind.printing is None:
        raise click.UsageError(f"the edition `{edition}` is {kind.unprinted}")
    return asked


def _find(project: Project, name: str, plans: list[EditionPlan], *, settled: bool) -> tuple[EditionPlan, Path]:
    """Where the file is, made again when it is not what the publication says now."""
    try:
        return _make(project, name, plans, settled=settled)
    except OSError as error:
        outside(error)


def _make(project: Project, name: str, plans: list[EditionPlan], *, settled: bool) -> tuple[EditionPlan, Path]:
    """Make the file and put it into build/, saying what is wrong with it; not `settled`, a name may mean two."""
    from publish import press
    from publish.cli.run import editions_of, open_run, refuse_two
    from publish.editions.release import why_held
    from publish.problem import sort

    with open_run(project.root) as run:
        editions, problems = editions_of(project, run, 1)
        known = sorted({each.slug for each in editions if each.name in {plan.name for plan in plans}})
        name = meant(name, known)
        if not settled:
            refuse_two(editions, name)
        orders = press.plan(editions, project.style, names=[name], only=[plan.name for plan in plans])[:1]
        if not orders:
            why = why_held(name, problems)
            report.speak(sort((*why, *(problem for problem in problems if problem.severity == "error"))))
            if why:
                raise click.exceptions.Exit(ExitCode.ERRORS)
            no_such("no file", name, known)
        for order, mark, faults in press.render(orders, run.shelf):
            about = {article.source for article in order.edition.articles}
            report.speak(sort((*(problem for problem in problems if problem.path in about), *faults)))
            if mark is not None:
                run.fetch(order, mark)
                plan = next(plan for plan in plans if plan.name == order.edition.name)
                place, _ = run.place(mark)
                run.close()
                return plan, project.root / place
    raise click.exceptions.Exit(ExitCode.ERRORS)
