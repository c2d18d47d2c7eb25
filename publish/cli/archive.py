"""`publish archive` lays out the folder that serves everything for years, from any web host or stick."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from publish.cli import report
from publish.cli.options import (
    ExitCode,
    as_json,
    by_executor,
    find_root,
    in_folder,
    no_such,
    outside,
    refuse_store,
    today,
)
from publish.cli.progress import progress
from publish.cli.report import Made
from publish.problem import Problem, sort
from publish.project.folders import ARCHIVE, LEDGER, SETTINGS, SHELF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from publish.catalogue.receipt import Holding, Receipt
    from publish.catalogue.sources import Plan
    from publish.catalogue.succession import Succession
    from publish.cli.run import Run
    from publish.model import ArchiveFile, Article, Artifact, Edition, Order, Printed, Shelfmark
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
    store: str,
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
    from publish.catalogue.archive import RECEIPT
    from publish.cli.run import open_run, take_snapshot
    from publish.delivery.archive import Garbled
    from publish.editions.release import unfilled
    from publish.project.folder import load
    from publish.workshop import index

    made: list[Made] = []
    verdicts: tuple[Verdict, ...] | None = None
    refuse_store(cluster, store)
    asked = Asked(jobs, cluster, store, validate, withdraw, reason, drop, reset, restyle, without, today())
    root = find_root(folder)
    try:
        seen = None
        if asked.plainly and bag is None and (root / SHELF).is_dir():
            seen = take_snapshot(root)
            if said := index.last_report(root / SHELF, asked.request, seen):
                report.again(said, quiet=quiet, json_=json_)
                return
        with open_run(root, seen=seen) as run:
            project, problems = load(run.root)
            if faults := unfilled(problems):
                project, problems = None, faults
            files: frozenset[str] = frozenset()
            if project is not None:
                with progress(quiet=quiet or json_) as (say, step):
                    more, verdicts, files = _lay_out(run, project, asked, made, say, step)
                    problems += more
                    if bag is not None:
                        _write_bag(project, bag, asked.today, say)
            again = files and asked.plainly and not any(one.code in SAID_ONCE for one in problems)
            said = {"standing": f"{ARCHIVE}/index.html  {len(files):,} files, {SAME}"}
            run.close(
                asked.request if again else None,
                report.as_data((), sort(problems)) | said,
                wrote=(f"{ARCHIVE}/{RECEIPT}", LEDGER),
                places=(f"{run.root}/{ARCHIVE}/{path}" for path in files),
            )
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
    store: str
    validate: bool
    withdraw: tuple[str, ...]
    reason: str
    drop: tuple[str, ...]
    reset: tuple[str, ...]
    restyle: bool
    without: int | None
    today: date

    @property
    def plainly(self) -> bool:
        """Whether it is the archive and nothing besides."""
        return not (self.validate or self.withdraw or self.drop or self.reset or self.restyle or self.without)

    @property
    def request(self) -> tuple[str, ...]:
        """What is asked for, as far as it decides what is laid out."""
        return "archive", self.today.isoformat()


SAID_ONCE = frozenset(("A12", "A20", "P18", "P19", "R04", "X01"))
"""What is said of the moment, or what the next run is to try again."""
SAME = "nothing has changed"


def _lay_out(
    run: Run,
    project: Project,
    asked: Asked,
    made: list[Made],
    say: Callable[[str], None],
    step: Callable[[int, int], None],
) -> tuple[tuple[Problem, ...], tuple[Verdict, ...] | None, frozenset[str]]:
    """Make, shelve, catalogue, deliver. `made` grows by the files that are new or have changed.

    The paths of all files of the archive come last; none when there is none.
    """
    from publish import press
    from publish.delivery.archive import sums

    stand = _stand(project)  # before anything is written: an archive that cannot be read is left as it is
    if stand.anew:
        say(f"{ARCHIVE}/ is laid out again, as {LEDGER}/ remembers it")
    asked = _by_names_of_today(asked, stand.past)
    composed = _composed(run, project, asked, stand)
    problems = composed.problems
    if not composed.articles and stand.past is None:
        return problems, None, frozenset()
    among, standing, unmarked = _printed(run, project, composed)
    problems += unmarked
    orders = press.plan(composed.wanted, project.style, among=among, standing=standing)
    if composed.many and stand.past:
        why = "they were not there" if stand.anew else _why(asked, composed.done)
        say(f"{report.tally(len(orders), 'file')} to be made again: {why}")
    listed = dict(sums(stand.memory))
    laying = _Laying(run=run, place=stand.place, made=made, say=say, validate=asked.validate, listed=listed)
    step(0, len(orders))
    finished: list[tuple[Order, Shelfmark]] = []
    rendered = press.render(orders, run.shelf, jobs=asked.jobs, cluster=asked.cluster, store=asked.store)
    for count, (order, mark, faults) in enumerate(rendered, start=1):
        problems += faults
        finished += [(order, mark)] if mark is not None else []
        step(count, len(orders))
    problems += laying.shelve(finished, asked.jobs)
    if asked.validate and stand.past:
        others = [one for one in composed.editions if one not in composed.wanted]
        laying.judged += _as_they_are(stand.place, stand.past, others)
    verdicts, faults = _validate(laying.judged) if asked.validate else (None, ())
    problems += faults
    files, faults = _catalogue(run, project, asked, stand, composed._replace(problems=problems), laying, verdicts)
    return (*problems, *faults), verdicts, files


def _printed(
    run: Run, project: Project, composed: _Composed
) -> tuple[Sequence[Edition], Mapping[str, Printed], tuple[Problem, ...]]:
    """The editions whose pages collections mark, and where those of briefings begin that stand in the archive.

    Of files by older versions nobody knows it: where they are what would be made now, they are among the editions;
    A28 tells of the others.
    """
    from publish.cli.archived import standing, unchanged
    from publish.editions import kinds

    if composed.done is None or not any(kinds.of(one.kind).collects for one in composed.wanted):
        return composed.wanted, {}, ()
    past = composed.done.receipt
    again = {one.slug for one in composed.wanted if one.kind == kinds.STANDARD}
    stand = {slug: one for slug, one in standing(composed.editions, past).items() if slug not in again}
    unknown = [
        one
        for one in composed.editions
        if one.kind == kinds.STANDARD and one.slug not in stand and one.slug not in again
    ]
    same = [one for one, _ in unchanged(run, project, unknown, past, stand)]
    known = {(one.name, one.slug) for one in same}
    lost = dict.fromkeys(one.articles[0].source for one in unknown if (one.name, one.slug) not in known)
    return [*composed.wanted, *same], stand, (_unmarked(list(lost)),) if lost else ()


def _unmarked(sources: Sequence[str]) -> Problem:
    others = f" and {len(sources) - 1:,} more" if len(sources) > 1 else ""
    return Problem(
        code="A28",
        path=sources[0],
        line=None,
        message=f"collections do not mark its printed pages{others}: an older version did not note where they begin",
        hint="`publish archive --restyle` makes all files again, with the marks; without it the rest is as it was",
    )


class _Composed(NamedTuple):
    """What there is to be archived."""

    editions: tuple[Edition, ...]
    wanted: Sequence[Edition]
    """Those that are to be made."""
    articles: tuple[Article, ...]
    done: Succession | None
    """The receipt of before once what was said is done; None for a first archive."""
    problems: tuple[Problem, ...]
    many: bool
    """Whether so many are made that it is to be said why."""
    closed: frozenset[str]
    """The paths of texts, or their slugs where the source has them no longer, which name what is not for everybody."""


def _composed(run: Run, project: Project, asked: Asked, stand: _Stand) -> _Composed:
    """Read and compose, and see what of it is to be made. Raises OSError; refuses what cannot be meant."""
    from publish.catalogue import succession
    from publish.cli.archived import archived

    past = stand.past
    taken = dict.fromkeys((*asked.withdraw, *asked.drop), asked.today)
    names = succession.names_of(past, asked.drop) if past else frozenset()
    editions, articles, problems, closed = archived(
        run, project, past, asked.jobs, taken=taken, names=names, reset=asked.reset, filled=bool(asked.cluster)
    )
    _refuse(asked, past, run)
    acts = succession.Acts(
        withdrawn=run.withdrawn,
        reason=asked.reason,
        dropped=asked.drop,
        reset=asked.reset,
        restyled=asked.restyle,
        texts_kept=project.packing.withdrawn,
    )

    def file(path: str) -> bool:
        return (project.root / path).is_file()

    done = succession.succeed(past, articles, acts) if past else None
    if done is not None:
        try:
            problems += succession.absent(done.receipt, articles, file, asked.without)
        except succession.TooMany as error:
            raise click.UsageError(str(error)) from None
    here = {article.slug for article in articles}
    wanted, faults = succession.due(editions, done, acts, here, lambda path: (stand.place / path).is_file(), file)
    many = asked.restyle or 1 < len(wanted) == len(editions)
    return _Composed(editions, wanted, articles, done, (*problems, *faults), many, closed)


def _catalogue(
    run: Run,
    project: Project,
    asked: Asked,
    stand: _Stand,
    composed: _Composed,
    laying: _Laying,
    verdicts: Sequence[Verdict] | None,
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Write all that the archive says of itself, and take out of it what is taken back; the paths of all files.

    Raises OSError and ValueError.
    """
    from publish import press
    from publish.base.cache import use_cache
    from publish.catalogue import receipt as receipts
    from publish.catalogue import succession
    from publish.delivery.archive import fetch
    from publish.project.folder import inputs
    from publish.project.styles import completed

    place, kept, articles = stand.place, stand.listed, composed.articles
    done = composed.done
    if done is not None:
        fresh = {holding.path for holding in laying.holdings}
        done = succession.emptied(done, composed.editions, {article.slug for article in articles})
        done = succession.without(done, succession.stale(done, fresh), asked.drop)
    former = done.receipt if done else None
    old = receipts.absent(former, articles) if former is not None else ()
    hers = _pictures(place, done)
    use_cache(run.shelf)  # where copies of pictures are stored
    plan, problems = _plan(run, project, articles, done, place, kept, asked.today, composed.closed)
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
        picture=run.shelf.fetch,
        standing=laying.standing,
        put=laying.add,
    )
    laying.pack(project, plan, stand.past)
    for file in files:
        laying.add(file)
    gone = succession.gone(done, kept, laying.sums.keys(), plan.zips.keys(), hers, files)
    every, told = _closed(project, stand, laying, gone)
    if asked.drop:
        laying.say(f"{SHELF}/  has what was made before, on this machine alone: delete it to be rid of that too")
    return every, problems + told + faults


def _closed(
    project: Project, stand: _Stand, laying: _Laying, gone: set[str]
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Take out what is `gone`, write the list of checksums, and say what is missing; the paths of all files."""
    from publish.catalogue import succession
    from publish.delivery.archive import seal, take_out

    removed = take_out(stand.place, sorted(gone))
    seal(stand.place, laying.sums, gone, former=stand.memory)
    stays = [path for path in sorted(stand.known) if path not in laying.sums and path not in gone]
    problems = _strip_metadata(stand.place, [path for path in stays if path not in stand.absent], laying.say)
    problems += (*succession.missing([path for path in stays if path in stand.absent], ARCHIVE),)
    if not stand.anew:
        problems += (*succession.missing(sorted(stand.absent & laying.sums.keys()), ARCHIVE, again=True),)
    _remember(stand.place, project.root)
    if removed:
        laying.say(f"{report.tally(removed, 'file')} taken out of the archive")
    every = frozenset((*stand.listed, *laying.sums)) - gone
    output = (
        f"{report.tally(laying.written, 'other file')} written" if laying.written or laying.made or removed else SAME
    )
    laying.say(f"{ARCHIVE}/index.html  {len(every):,} files, {output}")
    return every, problems


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

    place: Path
    memory: Path
    """The folder that remembers it: its own, or the one beside the source when it is not there."""
    past: Receipt | None
    content: bytes | None
    """The receipt as it was written."""
    listed: tuple[str, ...]
    """The paths on its list of checksums."""
    known: frozenset[str]
    """These, and what the receipt says that there is."""
    absent: frozenset[str]
    """Those of them that are not there."""

    @property
    def anew(self) -> bool:
        """Whether it is laid out again from what is remembered beside the source."""
        return self.memory != self.place


def _stand(project: Project) -> _Stand:
    """How the archive stands. Raises OSError, Garbled, and ValueError when nobody can tell or it is another's."""
    from publish.catalogue import memory
    from publish.catalogue import receipt as receipts
    from publish.catalogue.archive import RECEIPT
    from publish.delivery.archive import SUMS, fetch, is_empty, listed

    place, beside = project.root / ARCHIVE, project.root / LEDGER
    kept = [
        memory.Kept(receipt=fetch(one, RECEIPT), sums=fetch(one, SUMS), there=not is_empty(one))
        for one in (place, beside)
    ]
    one = beside if memory.settle(*kept) else place
    paths, content = listed(one), fetch(one, RECEIPT)
    past = receipts.read(content, partial(fetch, one), partial(fetch, beside)) if content is not None else None
    if past and past.publication != project.publication.identifier:
        raise ValueError(f"it is that of `{past.publication}`, and the `identifier` here is another")
    known = frozenset((*paths, *(receipts.promised(past) if past else ())))
    absent = frozenset(path for path in known if not (place / path).is_file())
    return _Stand(place, one, past, content, paths, known, absent)


def _remember(place: Path, root: Path) -> None:
    """Keep beside the source what the archive remembers. Raises OSError."""
    from publish.catalogue import receipt as receipts
    from publish.catalogue.archive import RECEIPT
    from publish.delivery.archive import SUMS, fetch, put, take_out
    from publish.model import ArchiveFile

    content = fetch(place, RECEIPT)
    parts = receipts.head(content).parts if content is not None else {}
    for name in (*parts, RECEIPT, SUMS):
        if (content := fetch(place, name)) is not None:
            put(ArchiveFile(path=name, content=content), root / LEDGER)
    old = (f"{receipts.PARTS}{one.name}" for one in sorted((root / LEDGER / receipts.PARTS).glob("*.json")))
    take_out(root / LEDGER, [path for path in old if path not in parts])


def _refuse(asked: Asked, past: Receipt | None, run: Run) -> None:
    """Refuse to take back what nothing is called by, and to drop what would come again with the next archive."""
    known = sorted({paper.slug for paper in past.papers}) if past else []
    for name in (*asked.withdraw, *asked.drop):
        if name not in known:
            no_such("nothing in the archive", name, known)
    for name in asked.drop:
        if name in run.sources:
            raise click.UsageError(f"`{name}` is still in source/articles/: take its file away first, then drop it")


def _by_names_of_today(asked: Asked, past: Receipt | None) -> Asked:
    """The same, what is to be taken back under the slugs that it has now."""
    moved = past.moved if past else {}
    withdraw, drop = (tuple(moved.get(name, name) for name in those) for those in (asked.withdraw, asked.drop))
    return asked._replace(withdraw=withdraw, drop=drop)


def _why(asked: Asked, done: Succession | None) -> str:
    if asked.restyle:
        return "--restyle asks for it"
    return "they may name what is taken back" if done and done.taken else "their words have changed"


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
    problems = (*sources.unpacked(every, project.packing), *sources.lost(plan, ARCHIVE))
    if project.packing.packed and "/" in project.style.name:
        problems += (sources.elsewhere(SETTINGS, project.typed),)
    return plan, problems


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
    listed: Mapping[str, str]
    """The SHA-256 of each file of before by its path."""
    sums: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file by its path."""
    written: int = 0
    """How many files that are no editions' were written."""
    holdings: list[Holding] = field(default_factory=list)
    judged: list[tuple[Edition, Artifact]] = field(default_factory=list)
    """The finished files with their contents, for the validators; none unless they are asked."""

    def put(self, file: ArchiveFile) -> bool:
        """Write a file unless it is there; whether it was written. Raises OSError."""
        from publish.delivery.archive import put

        self.sums[file.path] = hashlib.sha256(file.content).hexdigest()
        return put(file, self.place)

    def add(self, file: ArchiveFile) -> None:
        """The same, of a file that is no edition's."""
        self.written += self.put(file)

    def standing(self, path: str) -> bool:
        """Whether a picture, whose name says what it is, is there as it was listed. Raises OSError."""
        from publish.delivery.archive import sha256_of

        if path in self.listed and sha256_of(self.place / path) == self.listed[path]:
            self.sums[path] = self.listed[path]
        return path in self.sums

    def pack(self, project: Project, plan: Plan, past: Receipt | None) -> None:
        """Write the zips of sources that hold other files than before. Raises OSError."""
        from publish.catalogue import sources
        from publish.project.folder import own_content

        for path, digest in plan.digests.items():
            if past and past.sources.get(path) == digest and (self.place / path).is_file():
                continue
            self.add(sources.make(path, plan.zips[path], self.place / path, partial(own_content, project)))

    def shelve(self, finished: Sequence[tuple[Order, Shelfmark]], jobs: int) -> tuple[Problem, ...]:
        """Write finished files with their pictures. Raises OSError."""
        from publish import press
        from publish.base import barrier

        problems: tuple[Problem, ...] = ()
        for order, mark, artifact, shelved in press.shelve(finished, self.run.shelf, self.run.fetch, jobs=jobs):
            if isinstance(shelved, Problem):
                problems += barrier.file((shelved,), self.run.root)
                continue
            holding, files = shelved
            self.holdings.append(holding)
            for file in files:
                if self.put(file) and file.path == holding.path:
                    where = (self.place / file.path).relative_to(self.run.root)
                    self.made.append(Made(mark=mark, place=where, new=True))
                    self.say(report.line(mark, where))
            self.judged += [(order.edition, artifact)] if self.validate else []
        return problems


def _validate(judged: Sequence[tuple[Edition, Artifact]]) -> tuple[tuple[Verdict, ...], tuple[Problem, ...]]:
    from publish.proofs import validators

    return validators.validate(judged)


def _strip_metadata(place: Path, kept: Sequence[str], say: Callable[[str], None]) -> tuple[Problem, ...]:
    """Take the metadata out of photographs that older versions put there; a problem names an ebook that has some."""
    from publish.catalogue import photo_metadata
    from publish.delivery.archive import fetch, put, seal, sums

    pictures, problems = photo_metadata.find(ARCHIVE, kept, partial(fetch, place), dict(sums(place)))

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
