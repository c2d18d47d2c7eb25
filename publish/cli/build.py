"""`publish build` makes the editions and puts them into build/."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from publish.base import user_cache
from publish.cli import report
from publish.cli.options import as_json, by_executor, find_root, in_folder, meant, no_such, outside, refuse_store, today
from publish.cli.progress import progress
from publish.project.folders import BUILD, SHELF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from publish.cli.proofs import Pulled
    from publish.cli.report import Made
    from publish.cli.run import Run
    from publish.delivery.others import Deliver
    from publish.model import Order, Shelfmark
    from publish.problem import Problem
    from publish.project.folder import Project
    from publish.project.settings import Checked
    from publish.proofs.validators import Verdict
    from publish.workshop.index import Snapshot


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--edition", "only", multiple=True, metavar="E", help="Make this edition only; may be repeated.")
@by_executor
@click.option("--force", is_flag=True, help="Make everything again, whatever was made before.")
@click.option("--keep-galley", is_flag=True, help="Write the HTML that is typeset beside each PDF.")
@click.option("--proofs", is_flag=True, help="Write every page as a picture, and a report on what is wrong.")
@click.option("--receipt", is_flag=True, help="Write what all was made of and with: build/receipt.json.")
@click.option("--drafts", is_flag=True, help="Make drafts too, and what is dated in the future, marked as what it is.")
@click.option("--deliver", multiple=True, metavar="NAME", help="Hand each file to a plug-in's delivery too.")
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
@as_json
@in_folder
def build(
    names: tuple[str, ...],
    only: tuple[str, ...],
    jobs: int,
    cluster: str,
    store: str,
    force: bool,
    keep_galley: bool,
    proofs: bool,
    receipt: bool,
    drafts: bool,
    deliver: tuple[str, ...],
    quiet: bool,
    json_: bool,
    folder: Path | None,
) -> None:
    """Make every edition, or the files called NAME, and put them into build/.

    What was made before and has not changed is not made again. An error in one article stops nothing else: what is
    good is made, and what was good before stays.
    """
    refuse_store(cluster, store)
    root = find_root(folder)
    asked = Asked(
        names, only, jobs, cluster, store, force, keep_galley, proofs, receipt, drafts, today(), _deliveries(deliver)
    )
    if force:
        user_cache.use(None)
    try:
        seen = None
        if not (force or proofs or deliver) and (root / SHELF).is_dir():
            from publish.cli.run import take_snapshot
            from publish.workshop import index

            seen = take_snapshot(root)
            if said := index.last_report(root / SHELF, asked.request, seen):
                report.again(said, quiet=quiet, json_=json_)
                return
        made, problems, verdicts = _run(root, asked, seen, hushed=quiet or json_)
    except OSError as error:
        outside(error)
    report.finish(made, problems, quiet=quiet, json_=json_, verdicts=verdicts)


def _deliveries(names: tuple[str, ...]) -> tuple[Deliver, ...]:
    """The deliveries of these names; refuses a name that no plug-in has, or whose plug-in cannot be used."""
    if not names:
        return ()
    from publish.base import plugins

    known = plugins.found("deliveries")
    for name in names:
        if name not in known:
            no_such("no delivery", name, sorted(known))
    try:
        return tuple(plugins.load("deliveries", name) for name in names)
    except plugins.PlugInError as error:
        raise click.UsageError(f"the delivery `{error.plug_in.name}` cannot be used: {error}") from None


class Asked(NamedTuple):
    """What was asked for."""

    names: tuple[str, ...]
    only: tuple[str, ...]
    jobs: int
    cluster: str
    store: str
    force: bool
    keep_galley: bool
    proofs: bool
    receipt: bool
    drafts: bool
    today: date
    deliveries: tuple[Deliver, ...] = ()
    """Who gets each file besides its place in build/."""

    @property
    def files_alone(self) -> bool:
        """Whether only workers of this machine look into what is made."""
        return not (self.keep_galley or self.proofs or self.cluster)

    @property
    def request(self) -> tuple[object, ...]:
        """As much of it as the outcome depends on."""
        day = self.today.isoformat()
        return "build", sorted(self.names), sorted(self.only), self.keep_galley, self.receipt, self.drafts, day


def _run(
    root: Path, asked: Asked, seen: Snapshot | None, *, hushed: bool
) -> tuple[list[Made], tuple[Problem, ...], tuple[Verdict, ...] | None]:
    """Have the build folder alone, make what is to be made, and leave word of it. Raises OSError."""
    from publish.workshop import workers
    from publish.workshop.executors import CHECKING, MAKING, READING, TYPESETTING

    made: list[Made] = []
    pulled: list[Pulled] | None = [] if asked.proofs else None
    verdicts: tuple[Verdict, ...] | None = None
    with contextlib.ExitStack() as stack:
        stack.enter_context(workers.keep_alive())
        # What takes long to import is imported elsewhere meanwhile; what is imported here before is not imported there.
        import hashlib  # noqa: F401  what everybody has to do with

        import tomli  # noqa: F401

        from publish import model  # noqa: F401

        workers.start(MAKING, jobs=asked.jobs)
        anew = seen is None  # nothing is kept that may be used: settings will be checked, and typefaces cut
        workers.start(CHECKING if anew else READING, jobs=asked.jobs)
        from publish import press
        from publish.base import barrier, plugins
        from publish.cli.run import open_run
        from publish.project.folder import check, load, outlook

        run = stack.enter_context(open_run(root, force=asked.force, seen=seen))
        if anew and not asked.force:  # with it nothing would be found that was put there
            press.foresee(outlook(root), run.shelf)
        project, problems = load(root, run.shelf, _check if anew else check)
        problems = barrier.file((*problems, *plugins.problems()), root)
        if project is not None:
            if anew:  # who has checked settings has half of it
                workers.start(READING, jobs=asked.jobs, beside=CHECKING)
            if asked.jobs > 1:  # one more, since this process only waits from now on
                workers.start(TYPESETTING, jobs=asked.jobs + 1)
            press.prepare(project.publication, project.style, run.shelf)
            with progress(quiet=hushed) as (say, step):
                problems += _make(run, project, asked, made, say, step, pulled)
                if pulled is not None:
                    from publish.cli import proofs as proofing

                    verdicts, problems = proofing.write(project, run.shelf, pulled, problems, asked.jobs, say)
        workers.stop()
        if asked.proofs or any(problem.code in PASSING for problem in problems):
            run.close()
        else:
            run.close(asked.request, report.as_data(made, problems))
    return made, problems, verdicts


def _check(content: bytes) -> Checked:
    """The settings, checked by a worker: it has made ready while other things were seen to here."""
    from publish.base.barrier import Fault
    from publish.project.folder import check
    from publish.workshop import workers
    from publish.workshop.executors import CHECKING

    [(_, checked)] = workers.work(check, [content], jobs=1, preload=CHECKING)
    return check(content) if isinstance(checked, workers.Lost | Fault) else checked


PASSING = frozenset(("R04", "X01"))
"""What may not happen again: a build that met it is not taken for done."""


def _make(
    run: Run,
    project: Project,
    asked: Asked,
    made: list[Made],
    say: Callable[[str], None],
    step: Callable[[int, int], None],
    pulled: list[Pulled] | None = None,
) -> tuple[Problem, ...]:
    """Read, compose, plan, render, deliver. `made` grows as files are delivered, and `pulled` when there is one."""
    from publish import press
    from publish.base import barrier
    from publish.cli.report import Made
    from publish.cli.run import editions_of, keep_packs, refuse_two

    editions, problems = editions_of(project, run, asked.jobs, without_pictures=asked.files_alone, drafts=asked.drafts)
    slugs = sorted({edition.slug for edition in editions})
    names = tuple(meant(name, slugs) for name in asked.names)
    _known(names, asked.only, slugs, project, problems)
    for name in names:
        refuse_two(editions, name, asked.only)
    orders = press.plan(editions, project.style, names=names, only=asked.only, proof=pulled is not None)
    step(0, len(orders))
    done = 0
    shelf = run.shelf
    while orders:
        spoilt: list[Order] = []
        for order, mark, faults in press.render(
            orders, shelf, jobs=asked.jobs, cluster=asked.cluster, store=asked.store
        ):
            for product in (mark, _galley(order, run) if asked.keep_galley and mark else None):
                if product is None:
                    continue
                try:
                    place, new = run.place(product)
                except LookupError:
                    spoilt.append(order)
                    break
                made.append(Made(mark=product, place=place, new=new))
                if new:
                    say(report.line(product, place))
            else:
                problems += faults
                problems += _hand_over(order, mark, run, asked, say)
                if pulled is not None and mark is not None and (artifact := press.fetch(mark, run.shelf)):
                    found = barrier.file(press.inspect(order, artifact), run.root)
                    problems += found
                    pulled.append((order.edition, artifact, faults + found))
                done += 1
                step(done, len(orders))
        # What the disk has spoilt is made again; nothing of it is taken from the shelf a second time.
        orders, shelf = tuple(spoilt), replace(run.shelf, passed_over=True)
    if not asked.drafts:
        keep_packs(run, editions, [one.mark.artifact for one in made])
    _seal(project, run, asked, made)
    return problems


def _seal(project: Project, run: Run, asked: Asked, made: Sequence[Made]) -> None:
    """Write the checksums of what was made, and what it was made of if that is asked for."""
    from publish.delivery import receipt as receipts
    from publish.delivery.archive import seal

    if made:
        sums = {one.place.as_posix().removeprefix(f"{BUILD}/"): one.mark.sha256 for one in made}
        seal(project.root / BUILD, sums)
    if asked.receipt:
        run.deliver(receipts.NAME, _receipt(project, run, made))


def _hand_over(
    order: Order, mark: Shelfmark | None, run: Run, asked: Asked, say: Callable[[str], None]
) -> tuple[Problem, ...]:
    """Give a file to the plug-ins that take files somewhere."""
    from publish import press
    from publish.delivery import others as delivery

    if mark is None or not asked.deliveries:
        return ()
    if order.edition.audience == "confidential":
        say(f"{order.edition.slug} is confidential, and is handed to no plug-in")
        return ()
    return delivery.deliver(press.fetch(mark, run.shelf), run.root, asked.deliveries)


def _receipt(project: Project, run: Run, made: Sequence[Made]) -> bytes:
    """What the files were made of and with."""
    from publish.delivery import receipt as receipts
    from publish.editions.withholding import CONFIDENTIAL
    from publish.media import tools
    from publish.project.folder import digests, pictures_of

    open_ = [one for one in made if not one.mark.artifact.name.endswith(CONFIDENTIAL)]
    inputs = digests(project, pictures_of(project, run.looked))
    return receipts.write(tools.named(), tools.fingerprint(), inputs, report.as_data(open_, ())["artifacts"])


def _galley(order: Order, run: Run) -> Shelfmark | None:
    """The HTML that is typeset, if the format has one."""
    from publish import formats, press

    galley = formats.galley(order)
    if galley is None:
        return None
    return press.stow(galley, run.shelf)


def _known(
    names: tuple[str, ...],
    only: tuple[str, ...],
    slugs: list[str],
    project: Project,
    problems: tuple[Problem, ...],
) -> None:
    """Refuse a name that nothing is called by, unless an article with an error may be the one that is meant."""
    for asked, known, what in (
        (only, [plan.name for plan in project.plans], "edition"),
        (names, slugs, "file"),
    ):
        for name in asked:
            if name not in known and not any(name in problem.path for problem in problems):
                no_such(f"no {what}", name, known)
