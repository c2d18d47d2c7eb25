"""`publish archive` lays out the folder that serves everything for years, from any web host or stick."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from publish.cli import report
from publish.cli.options import ExitCode, as_json, by_executor, find_root, in_folder, no_such, outside, today
from publish.cli.progress import progress
from publish.cli.report import Made
from publish.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from publish.catalogue.receipt import Holding, Receipt
    from publish.catalogue.sources import Plan
    from publish.catalogue.succession import Succession
    from publish.cli.run import Run
    from publish.model import ArchiveFile, Article, Artifact, Edition, Order, Shelfmark
    from publish.project.folder import Project
    from publish.proofs.validators import Verdict


@click.command()
@by_executor
@click.option(
    "--validate", is_flag=True, help="Ask the validators on this machine too, and put what they say on the receipt."
)
@click.option(
    "--withdraw",
    "withdraw",
    multiple=True,
    metavar="NAME",
    help="Take an article back: it is gone, and its page says so.",
)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the page of what is withdrawn.")
@click.option("--drop", multiple=True, metavar="NAME", help="Take an article back and leave not even its name.")
@click.option("--reset", multiple=True, metavar="NAME", help="Make the editions called NAME again.")
@click.option("--restyle", is_flag=True, help="Make every edition again, as a new house style wants it.")
@click.option(
    "--yes-without",
    "without",
    type=click.IntRange(min=1),
    metavar="N",
    help="Go on though the source has N articles of the archive no longer.",
)
@click.option(
    "--bag",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write a copy into DIR as a BagIt 1.0, for a record office.",
)
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
@as_json
@in_folder
def archive(
    jobs: int,
    cluster: str,
    validate: bool,
    withdraw: tuple[str, ...],
    reason: str,
    drop: tuple[str, ...],
    reset: tuple[str, ...],
    restyle: bool,
    without: int | None,
    bag: Path | None,
    quiet: bool,
    json_: bool,
    folder: Path | None,
) -> None:
    """Make what is new and lay out the archive in build/archive/: pages, search, feeds, catalogues, checksums.

    What is out stays what it was: an edition that is in the archive changes with its own words, with `--reset` or with
    `--restyle`. Nothing is taken out of it but by `--withdraw` and `--drop`.
    """
    if reason and not withdraw:
        raise click.UsageError("--reason says why something is withdrawn; name it with --withdraw NAME")
    from publish.cli.run import open_run
    from publish.delivery.archive import Garbled
    from publish.editions.release import unfilled
    from publish.project.folder import load

    made: list[Made] = []
    verdicts: tuple[Verdict, ...] | None = None
    asked = Asked(jobs, cluster, validate, withdraw, reason, drop, reset, restyle, without, today())
    try:
        with open_run(find_root(folder)) as run:
            project, problems = load(run.root)
            if faults := unfilled(problems):
                project, problems = None, faults
            if project is not None:
                with progress(quiet=quiet or json_) as (say, step):
                    more, verdicts = _lay_out(run, project, asked, made, say, step)
                    problems += more
                    if bag is not None:
                        _write_bag(project, bag, asked.today, say)
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
        hint = getattr(error, "hint", "`publish verify` says what is wrong with it; move it away to begin a new one")
        click.echo(f"hint: {hint}", err=True)
        raise click.exceptions.Exit(ExitCode.OUTSIDE) from None
    report.finish(made, problems, quiet=quiet, json_=json_, verdicts=verdicts)


def _write_bag(project: Project, folder: Path, day: date, say: Callable[[str], None]) -> None:
    """Write the archive as it is now into a bag. Raises OSError."""
    from publish.delivery import bag
    from publish.delivery.archive import SUMS, sums
    from publish.project.folders import ARCHIVE

    place = project.root / ARCHIVE
    paths = [path for path, _ in sums(place) if (place / path).is_file()]
    if not paths:
        raise click.UsageError("there is no archive to put into a bag")
    about = {
        "Source-Organization": project.publication.organisation,
        "Contact-Name": project.publication.contact.name,
        "Contact-Email": project.publication.contact.email,
        "External-Description": project.publication.title,
        "External-Identifier": project.publication.identifier,
    }
    try:
        count = bag.write(place, folder, (*paths, SUMS), about, day)
    except bag.Standing as standing:
        raise click.UsageError(f"{standing}; name a new folder for the bag") from None
    say(f"{folder}/bagit.txt  {report.tally(count, 'file')} in a bag")


class Asked(NamedTuple):
    """What was asked for."""

    jobs: int
    cluster: str
    validate: bool
    withdraw: tuple[str, ...]
    reason: str
    drop: tuple[str, ...]
    reset: tuple[str, ...]
    restyle: bool
    without: int | None
    today: date


def _lay_out(
    run: Run,
    project: Project,
    asked: Asked,
    made: list[Made],
    say: Callable[[str], None],
    step: Callable[[int, int], None],
) -> tuple[tuple[Problem, ...], tuple[Verdict, ...] | None]:
    """Make, shelve, catalogue, deliver. `made` grows by the files that are new or have changed."""
    from publish import press
    from publish.base.cache import use_cache
    from publish.catalogue import receipt as receipts
    from publish.catalogue import sources, succession
    from publish.cli.run import editions_of
    from publish.delivery.archive import fetch, seal, take_out
    from publish.editions import kinds
    from publish.editions.release import meant_for
    from publish.project.folder import inputs
    from publish.project.folders import ARCHIVE
    from publish.project.styles import completed
    from publish.value import replace

    place = project.root / ARCHIVE
    stand = _stand(project)  # before anything is written: an archive that cannot be read is left as it is
    kept, past = stand.listed, stand.past
    known = {*kept, *(receipts.promised(past) if past else ())}
    absent = frozenset(path for path in known if not (place / path).is_file())
    if stand.memory != place:
        say(f"{place.relative_to(project.root).as_posix()}/ is laid out again, as archived/ remembers it")
    taken = dict.fromkeys((*asked.withdraw, *asked.drop), asked.today)
    lasting = tuple(plan for plan in project.plans if kinds.of(plan.kind).archived)
    editions, problems = editions_of(replace(project, plans=lasting), run, asked.jobs, final=True, taken=taken)
    _refuse(asked, past, run)
    editions = meant_for("everybody", editions)
    articles = tuple({article.slug: article for edition in editions for article in edition.articles}.values())
    if not articles and past is None:
        return problems, None
    acts = succession.Acts(
        withdrawn=run.withdrawn,
        reason=asked.reason,
        dropped=asked.drop,
        reset=asked.reset,
        restyled=asked.restyle,
        texts_kept=project.packing.withdrawn,
    )
    done = succession.succeed(past, articles, acts) if past else None
    problems += _absent(project.root, past, done, articles, asked.without) if past and done else ()
    here = {article.slug for article in articles}
    wanted, faults = succession.due(
        editions, done, acts, here, lambda path: (place / path).is_file(), lambda path: (project.root / path).is_file()
    )
    problems += faults
    if asked.restyle or (len(wanted) > 1 and len(wanted) == len(editions) and past):
        why = "they were not there" if stand.memory != place else _why(asked, done)
        say(f"{report.tally(len(wanted), 'file')} to be made again: {why}")
    orders = press.plan(wanted, project.style)
    laying = _Laying(run=run, place=place, made=made, say=say, validate=asked.validate)
    step(0, len(orders))
    rendered = press.render(orders, run.shelf, jobs=asked.jobs, cluster=asked.cluster)
    for count, (order, mark, faults) in enumerate(rendered, start=1):
        problems += faults
        problems += laying.shelve(order, mark) if mark is not None else ()
        step(count, len(orders))
    if asked.validate and past:
        laying.judged += _as_they_are(place, past, [one for one in editions if one not in wanted])
    verdicts, faults = _validate(laying.judged) if asked.validate else (None, ())
    problems += faults
    if done is not None:
        fresh = {holding.path for holding in laying.holdings}
        done = succession.emptied(done, editions, here)
        done = succession.without(done, succession.stale(done, fresh), asked.drop)
    former = done.receipt if done else None
    old = receipts.absent(former, articles) if former is not None else ()
    hers = _pictures(place, done)
    use_cache(run.shelf)  # where copies of pictures are stored
    closed = frozenset(problem.path for problem in problems if problem.code == "T16")
    plan, faults = _plan(run, project, articles, done, place, kept, asked.today, closed)
    problems += faults
    files, faults = press.catalogue(
        project.publication,
        completed(project.style, "archive/"),
        articles,
        laying.holdings,
        inputs=inputs(project, articles),
        former=former,
        index=partial(fetch, place),
        pages={path: page for path in old if (page := fetch(place, path)) is not None},
        verdicts=verdicts or (),
        today=asked.today,
        plan=plan,
        listed=[path for path in kept if not done or path not in done.gone],
        before=stand.content,
    )
    written = laying.pack(project, plan, past)
    written += sum(map(laying.put, files))
    shown = {path for file in files if file.path.endswith(".html") for path in succession.pictures_of(file.content)}
    catalogues = (path for path in kept if path.startswith(("opds/", "search/")) and path not in laying.sums)
    zips = (path for path in kept if sources.is_one(path) and path not in plan.zips)
    gone = {*(done.gone if done else ()), *(hers - shown), *catalogues, *zips} - laying.sums.keys()
    removed = take_out(place, sorted(gone))
    seal(place, laying.sums, gone, former=stand.memory)
    stays = [path for path in sorted(known) if path not in laying.sums and path not in gone]
    problems += _strip_metadata(place, project.root, [path for path in stays if path not in absent], say)
    problems += (*succession.missing([path for path in stays if path in absent], ARCHIVE),)
    if stand.memory == place:
        problems += (*succession.missing(sorted(absent & laying.sums.keys()), ARCHIVE, again=True),)
    _remember(place, project.root)
    if removed:
        say(f"{report.tally(removed, 'file')} taken out of the archive")
    output = f"{report.tally(written, 'other file')} written" if written or made else "nothing has changed"
    count = len({*kept, *laying.sums} - gone)
    say(f"{place.relative_to(project.root).as_posix()}/index.html  {count:,} files, {output}")
    return problems + faults, verdicts


def _as_they_are(place: Path, past: Receipt, editions: Sequence[Edition]) -> list[tuple[Edition, Artifact]]:
    """The finished files of editions that are not made again, with their contents, for the validators."""
    from publish.delivery.archive import fetch
    from publish.model import Artifact

    held = {(one.edition, one.slug): one for one in past.holdings}
    return [
        (
            edition,
            Artifact(
                edition=one.edition,
                name=one.slug,
                suffix=one.path.rpartition(".")[2],
                media_type=one.media_type,
                content=content,
                pages=one.pages,
            ),
        )
        for edition in editions
        if (one := held.get((edition.name, edition.slug))) and (content := fetch(place, one.path)) is not None
    ]


class _Stand(NamedTuple):
    """What is known of the archive as it is, before anything is written."""

    memory: Path
    """The folder that remembers it: its own, or the one beside the source when it is not there."""
    past: Receipt | None
    content: bytes | None
    """The receipt as it was written."""
    listed: tuple[str, ...]
    """The paths on its list of checksums."""


def _stand(project: Project) -> _Stand:
    """How the archive stands. Raises OSError, Garbled, and ValueError when nobody can tell or it is another's."""
    from publish.catalogue import memory
    from publish.catalogue import receipt as receipts
    from publish.catalogue.archive import RECEIPT
    from publish.delivery.archive import SUMS, fetch, is_empty, listed
    from publish.project.folders import ARCHIVE, LEDGER

    place, beside = project.root / ARCHIVE, project.root / LEDGER
    kept = [
        memory.Kept(receipt=fetch(one, RECEIPT), sums=fetch(one, SUMS), there=not is_empty(one))
        for one in (place, beside)
    ]
    one = beside if memory.settle(*kept) else place
    paths, content = listed(one), fetch(one, RECEIPT)
    past = receipts.read(content) if content is not None else None
    if past and past.publication != project.publication.identifier:
        raise ValueError(f"it is that of `{past.publication}`, and the `identifier` here is another")
    return _Stand(memory=one, past=past, content=content, listed=paths)


def _remember(place: Path, root: Path) -> None:
    """Keep beside the source what the archive remembers. Raises OSError."""
    from publish.catalogue.archive import RECEIPT
    from publish.delivery.archive import SUMS, fetch, put
    from publish.model import ArchiveFile
    from publish.project.folders import LEDGER

    for name in (RECEIPT, SUMS):
        if (content := fetch(place, name)) is not None:
            put(ArchiveFile(path=name, content=content), root / LEDGER)


def _refuse(asked: Asked, past: Receipt | None, run: Run) -> None:
    """Refuse to take back what nothing is called by, and to drop what would come again with the next archive."""
    known = sorted({paper.slug for paper in past.papers}) if past else []
    for name in (*asked.withdraw, *asked.drop):
        if name not in known:
            no_such("nothing in the archive", name, known)
    for name in asked.drop:
        if name in run.sources:
            raise click.UsageError(f"`{name}` is still in source/articles/: take its file away first, then drop it")


def _why(asked: Asked, done: Succession | None) -> str:
    if asked.restyle:
        return "--restyle asks for it"
    return "they may name what is taken back" if done and done.taken else "their words have changed"


def _absent(
    root: Path, past: Receipt, done: Succession, articles: Sequence[Article], without: int | None
) -> tuple[Problem, ...]:
    """A20 for what the source had the last time and has no longer, A19 for what seems to have another name.

    More than a tenth gone may be a folder that is half copied: nothing is done then until somebody says how many.
    """
    from publish.catalogue import succession

    here = {article.slug for article in articles}
    had = {file.path for file in past.inputs}
    gone = [
        paper
        for paper in done.receipt.papers
        if paper.source in had
        and paper.slug not in here
        and not paper.withdrawn
        and not (root / paper.source).is_file()
    ]
    if len(gone) > max(2, len(past.papers) // 10) and len(gone) != without:
        names = ", ".join(f"`{paper.slug}`" for paper in gone[:8]) + (" …" if len(gone) > 8 else "")
        raise click.UsageError(
            f"the source has {len(gone)} of the archive's {len(past.papers)} articles no longer: {names}; if the "
            f"folder is complete and that is meant, say --yes-without {len(gone)}"
        )
    hint = "its pages and files stay as they are; to take it back, say `publish archive --withdraw {slug}`"
    told = tuple(
        Problem(
            code="A20",
            path=paper.source,
            line=None,
            message=f"the source has `{paper.slug}` no longer; the archive keeps it",
            hint=hint.format(slug=paper.slug),
        )
        for paper in gone
    )
    return (*told, *succession.renamed(done.receipt, articles))


def _plan(
    run: Run,
    project: Project,
    articles: Sequence[Article],
    done: Succession | None,
    place: Path,
    kept: Sequence[str],
    today: date,
    closed: frozenset[str],
) -> tuple[Plan, tuple[Problem, ...]]:
    """Which of the publication's files the archive has, and P20 for each that it cannot have. Raises OSError."""
    from publish.catalogue import sources
    from publish.catalogue.receipt import Input
    from publish.project.folder import own_files, shared_files

    def inputs(files: Sequence[tuple[str, str]]) -> tuple[Input, ...]:
        return tuple(Input(path=path, sha256=digest) for path, digest in files)

    own = {one.slug: own_files(project, one.source, run.looked.get(one.source, ()), run.shelf) for one in articles}
    sizes = {path: (project.root / path).stat().st_size for files in own.values() for path, digest in files if digest}
    shared = shared_files(project, run.shelf)
    zips = {path: place / path for path in kept if sources.is_one(path) and (place / path).is_file()}
    plan = sources.plan(
        [
            sources.Source(
                article=one, files=inputs(own[one.slug]), size=sum(sizes.get(path, 0) for path, _ in own[one.slug])
            )
            for one in articles
        ],
        inputs(shared),
        done.receipt if done else None,
        packing=project.packing,
        known={path: sources.names(zip_) for path, zip_ in zips.items()},
        there=lambda path: (project.root / path).is_file(),
        full=sources.NAME in zips and zips[sources.NAME].stat().st_size >= sources.ROOM,
        today=today,
        closed=closed,
    )
    every = {path: digest for files in (shared, *own.values()) for path, digest in files}
    return plan, tuple(sources.unpacked(every, project.packing))


def _pictures(place: Path, done: Succession | None) -> frozenset[str]:
    """The pictures on the pages of what is taken back now."""
    from publish.catalogue.succession import pictures_of
    from publish.delivery.archive import fetch

    pages = (fetch(place, f"articles/{slug}.html") for slug in sorted(done.taken)) if done else ()
    return frozenset().union(*(pictures_of(page) for page in pages if page is not None))


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

    def pack(self, project: Project, plan: Plan, past: Receipt | None) -> int:
        """Write the zips of sources that hold other files than before; how many there were. Raises OSError."""
        from publish.catalogue import sources
        from publish.delivery.archive import fetch
        from publish.project.folder import own_content

        written = 0
        for path, digest in plan.digests.items():
            if past and past.sources.get(path) == digest and (self.place / path).is_file():
                continue
            old = fetch(self.place, path)
            written += self.put(sources.make(path, plan.zips[path], old, partial(own_content, project)))
        return written

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
