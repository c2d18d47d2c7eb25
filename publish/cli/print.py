"""`publish print` sends a finished file to the printer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from publish.cli import report
from publish.cli.options import ExitCode, in_folder, meant, no_such, open_project, outside
from publish.project.folders import BUILD
from publish.value import replace

if TYPE_CHECKING:
    from publish.cli.run import Run
    from publish.delivery.printer import Manner
    from publish.model import Artifact, Edition, EditionPlan
    from publish.problem import Problem
    from publish.project.folder import Project


@click.command("print")
@click.argument("name")
@click.option("--copies", type=click.IntRange(1, 999), default=1, show_default=True, metavar="N", help="How many.")
@click.option("--edition", metavar="E", help="Of which edition [default: the first one made for paper].")
@click.option("--staple", is_flag=True, help="Staple each copy; a booklet is stitched in its fold.")
@click.option("--sides", type=click.Choice(["one", "two"]), default="two", show_default=True, help="Of the paper.")
@click.option(
    "--flip",
    type=click.Choice(["long-edge", "short-edge"]),
    help="About which edge the printer turns a sheet [default: as the edition needs it].",
)
@click.option("--by-hand", is_flag=True, help="Fronts, then backs: for a printer that prints on one side only.")
@click.option("--confidential", metavar="NAME", help="Print a confidential file: its name once more.")
@click.option("--printer", default="", metavar="P", help="Its name in CUPS [default: the usual one].")
@in_folder
def print_(name: str, edition: str | None, confidential: str | None, folder: Path | None, **asked: Any) -> None:
    """Hand the file called NAME to the printer, unscaled; it is made first where build/ has none.

    It asks for the paper that the file is set on, and does not print where the printer has none of that.

    On one side, pages that are empty so that the next begins on the right are left out. Without a printer the command
    that would have been run is printed, and the exit code is 3.
    """
    import hashlib

    from publish.cli.confidential import sanction
    from publish.cli.run import went_out
    from publish.delivery import printer as printers
    from publish.editions.frozen import PRINTED
    from publish.editions.release import unfilled

    wish = _Wish(**asked)
    wish.refuse()
    sanction(name, confidential, verb="print")
    _, project, problems = open_project(folder)
    unfit = unfilled(problems)
    if project is None or unfit:
        report.speak(unfit or problems)
        raise click.exceptions.Exit(ExitCode.ERRORS)
    found = _find(project, name, _plans(project, edition), settled=edition is not None, wish=wish)
    jobs = [
        printers.command(found.place, kind=found.plan.kind, title=name, to=wish.printer, how=how)
        for how in _manners(found, wish)
    ]
    try:
        printers.refuse(found.media, wish.printer)
    except printers.PrinterError as error:
        click.echo(f"error: {error}", err=True)
        raise click.exceptions.Exit(ExitCode.OUTSIDE) from None
    for number, words in enumerate(jobs):
        if wish.by_hand and number:
            click.echo(_BACK)
            if found.artifact.pages and found.artifact.pages % 2:
                click.echo("Take the last sheet off the pile first: its back stays empty.")
            click.confirm("Print the backs now?", abort=True)
        try:
            said = printers.send(words)
        except printers.PrinterError as error:
            click.echo(f"error: {error}", err=True)
            click.echo("this is what would have been run:", err=True)
            for line in jobs[number:]:
                click.echo(printers.spelt(line))
            raise click.exceptions.Exit(ExitCode.OUTSIDE) from None
        click.echo(said or printers.spelt(words))
    if found.edition.agenda is not None:
        went_out(project.root, name, PRINTED, {found.place.name: hashlib.sha256(found.place.read_bytes()).hexdigest()})
    if len(jobs) > 1 and not wish.by_hand:
        click.echo(f"{len(jobs)} signatures: fold each by itself, then lay each on the one before it")


_BACK = """\
The fronts are printed. Put the pile back as it came out, neither turned over nor sorted, so that the same
edge goes into the printer first and the sides without print are printed now:

    as it came out               in the tray
   ┌───────────────┐           ┌───────────────┐
   │               │           │               │
   │  no print on  │    ──▶    │  no print on  │
   │   this side   │           │   this side   │
   │               │           │               │
   └───────────────┘           └───────────────┘
     last sheet on top           same edge first

Try it with two sheets before you print a whole pack: printers differ in which side of the paper they print on."""


class _Wish(NamedTuple):
    """What was asked for on the command line."""

    copies: int
    staple: bool
    sides: str
    flip: str | None
    by_hand: bool
    printer: str

    def refuse(self) -> None:
        """Refuse options that mean nothing together."""
        if self.sides == "one" and (self.flip or self.by_hand):
            raise click.UsageError(
                f"--sides one has no backs, so {'--flip' if self.flip else '--by-hand'} means nothing"
            )
        if self.by_hand and self.flip:
            raise click.UsageError("by hand you turn the sheets yourself: leave --flip out")
        if self.by_hand and (self.copies > 1 or self.staple):
            which = "--copies" if self.copies > 1 else "--staple"
            raise click.UsageError(f"by hand one copy is printed at a time, without staples: leave {which} out")


class _Found(NamedTuple):
    """A finished file, where it is, and what is known of it."""

    plan: EditionPlan
    edition: Edition
    artifact: Artifact
    place: Path
    media: str
    """The paper that it is for, as CUPS calls it."""


def _manners(found: _Found, wish: _Wish) -> list[Manner]:
    """How the file is handed over, once for each job."""
    from publish.delivery import printer as printers
    from publish.editions import kinds

    pages = found.artifact.pages or 0
    folded = kinds.of(found.plan.kind).finish == "fold"
    how = printers.Manner(
        copies=wish.copies,
        two_sided=wish.sides == "two",
        staple=wish.staple,
        flip=wish.flip or "",
        right=found.edition.direction == "rtl",
        media=found.media,
    )
    if wish.by_hand:
        return [replace(how, only="odd"), *([replace(how, only="even")] if pages > 1 else [])]
    if folded and wish.staple:
        return [replace(how, pages=one) for one in printers.signatures(pages)]
    return [replace(how, pages="" if how.two_sided else printers.without(found.artifact.blanks, pages))]


def _media(edition: Edition, made: Artifact) -> str:
    """The paper that a file is for: of a PDF its own, whatever a style has drawn it on."""
    from publish import formats
    from publish.editions import papers

    return papers.media(*(formats.sheet(made.content) if made.suffix == "pdf" else papers.sheet(edition.paper)))


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


def _find(project: Project, name: str, plans: list[EditionPlan], *, settled: bool, wish: _Wish) -> _Found:
    """Where the file is, made again when it is not what the publication says now."""
    try:
        return _make(project, name, plans, settled=settled, wish=wish)
    except OSError as error:
        outside(error)


def _make(project: Project, name: str, plans: list[EditionPlan], *, settled: bool, wish: _Wish) -> _Found:
    """Make the file and put it into build/, saying what is wrong with it; not `settled`, a name may mean two."""
    from publish import press
    from publish.cli.run import editions_of, keep_packs, open_run, refuse_two
    from publish.delivery.archive import seal
    from publish.editions import kinds
    from publish.editions.withholding import CONFIDENTIAL
    from publish.problem import sort

    with open_run(project.root) as run:
        editions, problems = editions_of(project, run, 1)
        known = sorted({each.slug for each in editions if each.name in {plan.name for plan in plans}})
        name = meant(name, [one for one in known if not one.endswith(CONFIDENTIAL)])  # which is named in full
        if not settled:
            refuse_two(editions, name)
        orders = press.plan(editions, project.style, names=[name], only=[plan.name for plan in plans])[:1]
        if not orders:
            _none(name, known, problems)
        for order, mark, faults in press.render(orders, run.shelf):
            about = {article.source for article in order.edition.articles}
            report.speak(sort((*(problem for problem in problems if problem.path in about), *faults)))
            if mark is not None:
                made = run.fetch(order, mark)
                plan = next(plan for plan in plans if plan.name == order.edition.name)
                place, _ = run.place(mark)
                sums = {place.relative_to(BUILD).as_posix(): mark.sha256}
                if kinds.of(plan.kind).finish == "fold" and (wish.by_hand or wish.flip == "long-edge"):
                    place = Path(BUILD) / f"{plan.name}/{name}-long-edge.pdf"
                    sums |= _turn(made, place, run)
                keep_packs(run, editions, [mark.artifact])
                seal(project.root / BUILD, sums)
                run.close()
                return _Found(plan, order.edition, mark.artifact, project.root / place, _media(order.edition, made))
    raise click.exceptions.Exit(ExitCode.ERRORS)


def _none(name: str, known: list[str], problems: tuple[Problem, ...]) -> NoReturn:
    """Say why there is no such file."""
    from publish.editions.release import why_held
    from publish.problem import sort

    why = why_held(name, problems)
    report.speak(sort((*why, *(problem for problem in problems if problem.severity == "error"))))
    if why:
        raise click.exceptions.Exit(ExitCode.ERRORS)
    no_such("no file", name, known)


def _turn(made: Artifact, place: Path, run: Run) -> dict[str, str]:
    """Write the sheets with every other one turned over; their digest by their path."""
    import hashlib

    from publish import formats

    turned = formats.turned(made.content)
    path = place.relative_to(BUILD).as_posix()
    run.deliver(path, turned)
    return {path: hashlib.sha256(turned).hexdigest()}
