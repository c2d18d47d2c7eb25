"""`publish archive` lays out the folder that serves everything for years, from any web host or stick."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli import report
from publish.cli.options import ExitCode, as_json, by_executor, find_root, in_folder, outside
from publish.cli.progress import progress
from publish.cli.report import Made
from publish.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from publish.catalogue.receipt import Holding
    from publish.cli.run import Run
    from publish.model import ArchiveFile, Artifact, Edition, Order, Shelfmark
    from publish.project.folder import Project
    from publish.proofs.validators import Verdict


@click.command()
@by_executor
@click.option(
    "--validate", is_flag=True, help="Ask the validators on this machine too, and put what they say on the receipt."
)
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
@as_json
@in_folder
def archive(jobs: int, cluster: str, validate: bool, quiet: bool, json_: bool, folder: Path | None) -> None:
    """Make every edition and lay out the archive in build/archive/: pages, search, feeds, catalogues, checksums.

    An archive only grows. What is in it already and has not changed is not touched.
    """
    from publish.cli.run import open_run
    from publish.delivery.archive import Garbled
    from publish.editions.release import unfilled
    from publish.project.folder import load

    made: list[Made] = []
    verdicts: tuple[Verdict, ...] | None = None
    try:
        with open_run(find_root(folder)) as run:
            project, problems = load(run.root)
            if faults := unfilled(problems):
                project, problems = None, faults
            if project is not None:
                with progress(quiet=quiet or json_) as (say, step):
                    more, verdicts = _lay_out(run, project, jobs, cluster, validate, made, say, step)
                problems += more
            run.close()
    except OSError as error:
        outside(error)
    except Garbled as error:
        click.echo(f"error: the archive is left as it is: {error}", err=True)
        hint = "copy the list from another copy of the archive, or delete the line: what is made now is put there again"
        click.echo(f"hint: {hint}", err=True)
        raise click.exceptions.Exit(ExitCode.OUTSIDE) from None
    except ValueError as error:
        click.echo(f"error: the archive cannot be read as it is: {error}", err=True)
        click.echo("hint: `publish verify` says what is wrong with it; move it away to begin a new one", err=True)
        raise click.exceptions.Exit(ExitCode.OUTSIDE) from None
    report.finish(made, problems, quiet=quiet, json_=json_, verdicts=verdicts)


def _lay_out(
    run: Run,
    project: Project,
    jobs: int,
    cluster: str,
    validate: bool,
    made: list[Made],
    say: Callable[[str], None],
    step: Callable[[int, int], None],
) -> tuple[tuple[Problem, ...], tuple[Verdict, ...] | None]:
    """Make, shelve, catalogue, deliver. `made` grows by the files that are new or have changed."""
    from publish import press
    from publish.base.cache import use_cache
    from publish.catalogue import receipt as receipts
    from publish.catalogue.archive import RECEIPT
    from publish.catalogue.search import PATH as INDEX
    from publish.cli.run import editions_of
    from publish.delivery.archive import fetch, listed, seal
    from publish.editions import kinds
    from publish.project.folder import inputs
    from publish.project.folders import ARCHIVE

    place = project.root / ARCHIVE
    former, index = fetch(place, RECEIPT), fetch(place, INDEX)
    kept = listed(place)  # before anything is written: an archive that cannot be read is left as it is
    if former is not None:
        receipts.remember(former)
    editions, problems = editions_of(project, run, jobs, final=True)
    editions = tuple(edition for edition in editions if kinds.of(edition.kind).archived)
    orders = press.plan(editions, project.style)
    laying = _Laying(run=run, place=place, made=made, say=say, validate=validate)
    step(0, len(orders))
    for done, (order, mark, faults) in enumerate(press.render(orders, run.shelf, jobs=jobs, cluster=cluster), start=1):
        problems += faults
        problems += laying.shelve(order, mark) if mark is not None else ()
        step(done, len(orders))
    verdicts, faults = _validate(laying.judged) if validate else (None, ())
    problems += faults
    articles = tuple({article.slug: article for edition in editions for article in edition.articles}.values())
    if not articles and former is None:
        return problems, verdicts
    old = receipts.withdrawn(former, articles) if former is not None else ()
    use_cache(run.shelf)  # where copies of pictures are stored
    files, faults = press.catalogue(
        project.publication,
        project.style,
        articles,
        laying.holdings,
        inputs=inputs(project, articles),
        former=former,
        index=index,
        pages={path: page for path in old if (page := fetch(place, path)) is not None},
        verdicts=verdicts or (),
    )
    written = sum(map(laying.put, files))
    seal(place, laying.sums)
    problems += _strip_metadata(place, project.root, [path for path in kept if path not in laying.sums], say)
    output = f"{report.tally(written, 'other file')} written" if written or made else "nothing has changed"
    say(f"{place.relative_to(project.root).as_posix()}/index.html  {len(laying.sums):,} files, {output}")
    return problems + faults, verdicts


@dataclass(kw_only=True)
class _Laying:
    """An archive while its files are written, in the folder `place`."""

    run: Run
    place: Path
    made: list[Made]
    """Finished files that are new or have changed."""
    say: Callable[[str], None]
    validate: bool
    sums: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file by its path."""
    holdings: list[Holding] = field(default_factory=list)
    judged: list[tuple[Edition, Artifact]] = field(default_factory=list)
    """The finished files with their contents, for the validators; none unless they are asked."""

    def put(self, file: ArchiveFile) -> bool:
        """Write a file unless it is there; whether it was written. Raises OSError."""
        from publish.delivery.archive import put

        self.sums[file.path] = hashlib.sha256(file.content).hexdigest()
        return put(file, self.place)

    def shelve(self, order: Order, mark: Shelfmark) -> tuple[Problem, ...]:
        """Write a finished file with its pictures. Raises OSError."""
        from publish import press
        from publish.base import barrier

        artifact = self.run.fetch(order, mark)
        shelved = press.shelve(order, artifact)
        if isinstance(shelved, Problem):
            return barrier.file((shelved,), self.run.root)
        holding, files = shelved
        self.holdings.append(holding)
        for file in files:
            if self.put(file) and file.path == holding.path:
                where = (self.place / file.path).relative_to(self.run.root)
                self.made.append(Made(mark=mark, place=where, new=True))
                self.say(report.line(mark, where))
        self.judged += [(order.edition, artifact)] if self.validate else []
        return ()


def _validate(judged: Sequence[tuple[Edition, Artifact]]) -> tuple[tuple[Verdict, ...], tuple[Problem, ...]]:
    from publish.proofs import validators

    return validators.validate(judged)


def _strip_metadata(place: Path, root: Path, kept: Sequence[str], say: Callable[[str], None]) -> tuple[Problem, ...]:
    """Take the metadata out of photographs that older versions put there; a problem names an ebook that has some."""
    from publish.catalogue import photo_metadata
    from publish.delivery.archive import fetch, put, seal

    pictures, problems = photo_metadata.find(place.relative_to(root).as_posix(), kept, partial(fetch, place))

    def cleaned() -> Iterator[ArchiveFile]:
        for path in pictures:
            if (content := fetch(place, path)) is not None:
                yield photo_metadata.clean(path, content)

    # The list first: what is not done when this is interrupted is still known by its name, and done the next time.
    if pictures:
        seal(place, {file.path: hashlib.sha256(file.content).hexdigest() for file in cleaned()})
        for file in cleaned():
            put(file, place)
        say(f"{report.tally(len(pictures), 'picture')} of before had metadata taken out, such as where it was taken")
    return problems
