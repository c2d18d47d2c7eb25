"""One run of the press in a publication's folder: the snapshot it works from, the shelf, and the index it leaves."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publish.base import temporary
from publish.base.atomic import remove_partial, write_atomic
from publish.project.folders import ARCHIVE, BUILD, SHELF, sources

if TYPE_CHECKING:
    from datetime import date

    from publish.catalogue.receipt import Memory
    from publish.model import Article, Artifact, Edition, Elsewhere, Order, Shelfmark
    from publish.problem import Problem
    from publish.project.folder import Project
    from publish.workshop.index import Index, ReadingEntry, Signature, Snapshot
    from publish.workshop.shelf import Shelf

    Absent = Callable[[Sequence[Article], Sequence[Problem], Sequence[Elsewhere]], tuple[Article, ...]]
    """Gives the articles that only the archive has, once others, and what is wrong with them, are known."""

RECEIPT = f"{ARCHIVE}/receipt.json"


@dataclass(kw_only=True)
class Run:
    """A run that holds the lock of the build folder."""

    root: Path
    shelf: Shelf
    snapshot: Snapshot
    before: Index
    readings: dict[str, ReadingEntry] = field(default_factory=dict)
    made: dict[str, tuple[Signature | None, str]] = field(default_factory=dict)
    """Each finished file in its place, by its path from the publication's folder: its signature if it was there before,
    and its SHA-256."""
    withdrawn: Mapping[str, date] = field(default_factory=dict)
    """The slugs that are taken back, with the days, once articles have been read."""
    sources: frozenset[str] = frozenset()
    """The slugs of the articles that were read, whether they may go out or not."""
    looked: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """The pictures that each article asked for, by its path, with the SHA-256 of what was found."""

    def place(self, mark: Shelfmark) -> tuple[Path, bool]:
        """Put a finished file into its place in build/ unless it is there; the place, and whether it was not.

        Raises OSError, and LookupError when the shelf has lost the file.
        """
        from publish.workshop.index import sign

        file = mark.artifact
        name = f"{BUILD}/{file.edition}/{file.name}.{file.suffix}"
        path = f"{self.root}/{name}"
        known = None if self.shelf.passed_over else self.before.made.get(name)
        there = known[0] if known and known[1] == mark.sha256 and sign([path]).get(path) == known[0] else None
        if not there and not self.shelf.write_to(mark.sha256, Path(path)):
            raise LookupError(mark.sha256)
        self.made[name] = there, mark.sha256
        return Path(name), not there

    def deliver(self, name: str, content: bytes) -> None:
        """Write a file of build/ that is no edition. Raises OSError."""
        write_atomic(self.root / BUILD / name, content)
        self.made[f"{BUILD}/{name}"] = None, hashlib.sha256(content).hexdigest()

    def fetch(self, order: Order, mark: Shelfmark) -> Artifact:
        """A finished file with its content, made again when the disk has spoilt it. Raises OSError."""
        from publish import press

        artifact = press.fetch(mark, self.shelf)
        if artifact is None:
            [(_, again, _)] = press.render([order], replace(self.shelf, passed_over=True))
            artifact = press.fetch(again or mark, self.shelf)
        if artifact is None:
            raise OSError(errno.EIO, "the disk does not give back what was written to it", str(self.shelf.place))
        return artifact

    def close(
        self,
        request: Sequence[object] | None = None,
        report: dict[str, Any] | None = None,
        *,
        wrote: Iterable[str] = (),
        places: Iterable[str] = (),
    ) -> None:
        """Leave what the next run can use, and what was said to the request, last of all. Raises OSError.

        `wrote` are files and folders of the publication that this run has written itself, `places` those of finished
        files besides what it has made.
        """
        from publish.workshop import index
        from publish.workshop.shelf import UNSWEPT

        now = index.sign(f"{self.root}/{name}" for name, (before, _) in self.made.items() if before is None)
        here = {
            name: (signature, digest)
            for name, (before, digest) in self.made.items()
            if (signature := before or now.get(f"{self.root}/{name}"))
        }
        grown = self.before.grown + self.shelf.grown
        after = replace(
            self.before,
            snapshot=self.snapshot,
            readings=self.readings or self.before.readings,
            made={**self.before.made, **here},
            grown=grown if grown < UNSWEPT else 0,
        )
        place = self.root / SHELF
        if after != self.before:
            index.remember(after, place)
            self.shelf.gather()
        if grown >= UNSWEPT:
            self.shelf.sweep()
        if request is not None and report is not None:
            signed = {f"{self.root}/{name}": signature for name, (signature, _) in here.items()}
            seen = index.seen_again(self.snapshot, self.root, wrote)
            index.record_report(place, request, replace(after, snapshot=seen), signed | index.sign(places), report)


def take_snapshot(root: Path) -> Snapshot:
    """What there is now of everything that a publication may be made of. Raises OSError."""
    from publish.workshop import index

    return index.take_snapshot(root, sources(root), root / SHELF)


@contextmanager
def open_run(root: Path, *, force: bool = False, seen: Snapshot | None = None) -> Iterator[Run]:
    """Have the build folder alone, once whoever has it is done. With `force` nothing that was made is used again.

    `seen` is what there was a moment ago, if it was looked at. Raises OSError.
    """
    from publish.workshop import index
    from publish.workshop.lock import alone
    from publish.workshop.shelf import Shelf

    def waiting(holder: str) -> None:
        nonlocal seen
        seen = None
        click.echo(f"waiting for another run of the press in this folder (process {holder})", err=True)

    with alone(root / BUILD, waiting):
        remove_partial(root / BUILD)
        temporary.tidy()
        snapshot, before = seen or take_snapshot(root), index.recall(root / SHELF)
        if before.installed != index.installed() or index.sign(before.places, by_change=True) != before.places:
            from publish.media import tools  # here, not above: it takes long to import

            places = index.sign(tools.places(), by_change=True)  # first, so that no change comes between
            drawn_by = tools.fingerprint()
            before = replace(
                before,
                tools=drawn_by,
                installed=index.installed() if index.settled(places) else "",
                places=places,
                readings=before.readings if drawn_by == before.tools else {},
            )
        shelf = Shelf(place=root / SHELF, tools=before.tools, passed_over=force)
        yield Run(root=root, shelf=shelf, snapshot=snapshot, before=before)


def editions_of(
    project: Project,
    run: Run,
    jobs: int,
    *,
    without_pictures: bool = False,
    drafts: bool = False,
    final: bool = False,
    taken: Mapping[str, date] | None = None,
    absent: Absent | None = None,
    reset: Collection[str] = (),
) -> tuple[tuple[Edition, ...], tuple[Problem, ...]]:
    """Everything the project has to publish today; what has not changed since the last run is not read again.

    `drafts` and `final` are those of `Release`; `taken` are slugs that are being withdrawn, with the days. `absent`
    gives articles that only the archive has, for the collections that hold them, those called `reset` left out.
    With `without_pictures` the contents of pictures stay on the shelf, where `press.render` takes them. Raises OSError.
    """
    from functools import partial

    from publish import press
    from publish.cli.options import today
    from publish.editions import kinds
    from publish.editions.compose import Past
    from publish.editions.release import Release
    from publish.project.folder import agendas, manuscripts, packs, pictures
    from publish.workshop import readings

    language = project.publication.language
    memory, faults = _memory(project)
    kept = _kept(run)
    texts, problems = manuscripts(project.root, kept.keys())
    problems += faults
    find = partial(pictures, project.root)
    read = [*kept.values(), *press.read_each(texts, language=language, pictures=find, jobs=jobs, shelf=run.shelf)]
    _remember(run, read)
    if not without_pictures:
        read = [readings.complete(run.shelf, reading) for reading in read]
    read = list(press.settle(read, memory.elsewhere, memory.withdrawn))
    withdrawn = {**(taken or {}), **memory.withdrawn}
    release = Release(today=today(), drafts=drafts, final=final, withdrawn=withdrawn)
    sources = [reading.article for reading in read if reading.article]
    run.withdrawn = withdrawn | {one.slug: day for one in sources if (day := release.taken_back(one))}
    run.looked = {one.source: one.looked for one in read}
    run.sources = frozenset(one.slug for one in sources)
    elsewhere = tuple(one for one in memory.elsewhere if one.reference.slug not in run.withdrawn)
    archived = frozenset(one.reference.slug for one in memory.elsewhere)
    articles, faults = press.gather(read, release, project.style, elsewhere, archived)
    problems += faults
    past = Past(
        topics=memory.topics,
        out={issue.identifier: issue.articles for issue in memory.issues},
        absent=absent(articles, problems, elsewhere) if absent else (),
        reset=frozenset(reset),
    )
    compose = partial(
        press.compose,
        project.publication,
        project.plans,
        articles,
        elsewhere=tuple(one.reference for one in elsewhere),
        past=past,
    )
    if not any(kinds.of(plan.kind).of_meeting for plan in project.plans):
        return _recalled(project, memory, compose(), articles, problems)
    planned, refusals = agendas(project.root)
    frozen, unread = packs(project.root)
    meetings, faults = press.read_agendas(
        planned,
        articles,
        language=language,
        pictures=find,
        faults=problems,
        jobs=jobs,
        shelf=run.shelf,
        frozen=frozen,
    )
    return _recalled(project, memory, compose(agendas=meetings), articles, (*problems, *refusals, *unread, *faults))


def keep_packs(run: Run, editions: Sequence[Edition], files: Sequence[Artifact]) -> None:
    """Keep what each pack was that was made, unless it has gone out or is added to: then it stays what it was."""
    from publish.editions import frozen, kinds
    from publish.editions.withholding import CONFIDENTIAL
    from publish.project.folder import packs

    made = {(file.edition, file.name): file for file in files}
    composed = {(edition.name, edition.slug): edition for edition in editions}
    known = {one.place: one for one in packs(run.root)[0]}
    added_to = {edition.agenda.supplements for edition in editions if edition.agenda}
    run.made |= {place: (None, hashlib.sha256(frozen.write(one)).hexdigest()) for place, one in known.items()}
    seen: set[str] = set()
    for (name, slug), pack in composed.items():
        file = made.get((name, slug))
        if file is None or pack.kind != kinds.PACK or slug.endswith(CONFIDENTIAL):
            continue
        place = f"{BUILD}/{frozen.FOLDER}/{slug}.json"
        was = known.get(place)
        if place in seen or (was and (was.out or slug in added_to)):
            continue  # of several editions of the kind the first is what others refer to
        seen.add(place)
        whole = composed.get((name, slug + CONFIDENTIAL), pack)
        now = frozen.of_pack(pack, whole, file.starts, place, gone=was.gone if was else ())
        run.deliver(place.removeprefix(f"{BUILD}/"), frozen.write(now))


def went_out(root: Path, name: str, how: str, files: Mapping[str, str]) -> None:
    """Write into a pack's receipt, if that is what goes out, what of it was mailed or printed; no confidential file."""
    from publish.cli.options import today
    from publish.editions import frozen
    from publish.editions.withholding import CONFIDENTIAL
    from publish.project.folder import packs

    for pack in packs(root)[0]:
        if pack.slug == name.removesuffix(CONFIDENTIAL):
            shown = {} if name.endswith(CONFIDENTIAL) else files
            write_atomic(root / pack.place, frozen.write(frozen.went(pack, today().isoformat(), how, shown)))


def refuse_two(editions: Sequence[Any], name: str, only: Sequence[str] = ()) -> None:
    """Refuse a name that an article and a meeting have, where no edition is asked for: nobody is to get the other."""
    from publish.editions.compose import meanings, source

    found = meanings(editions, name, only)
    if len(found) > 1:
        which = " and ".join(f"`{source(edition)}` (--edition {edition.name})" for edition in found)
        raise click.UsageError(f"`{name}` is the name of two: {which}; say which with --edition")


def _kept(run: Run) -> dict[str, Any]:
    """What was read before and has not changed, by its path."""
    from publish.workshop import index, readings

    known = {} if run.shelf.passed_over else index.unchanged(run.before, run.snapshot)
    found = ((path, readings.get(run.shelf, reading.key)) for path, reading in known.items())
    return {path: reading for path, reading in found if reading is not None}


def _remember(run: Run, read: Sequence[Any]) -> None:
    """Note where each reading is, and which files would have to change for it to be another."""
    from publish.project.folder import candidates
    from publish.workshop.index import ReadingEntry

    for reading in read:
        looked = [candidates(reading.source, asked) for asked, _ in reading.looked]
        # What was found through a linked folder is not where it seems to be: its changes would go unseen.
        if reading.key and all(any(place in run.snapshot.files for place in places) for places in looked):
            run.readings[reading.source] = ReadingEntry(
                key=reading.key, looked=tuple(place for places in looked for place in places)
            )


def _memory(project: Project) -> tuple[Memory, tuple[Problem, ...]]:
    """What the archive remembers; nothing, and P13, where it cannot be read."""
    from publish.catalogue.receipt import Memory, remember
    from publish.problem import Problem
    from publish.project.folder import receipt, receipt_parts

    content = receipt(project.root)
    try:
        return (remember(content, *receipt_parts(project.root)) if content is not None else Memory()), ()
    except ValueError as error:
        hint = "`publish verify` says what is wrong with it"
        message = f"the archive cannot be read, so nothing says what is new since its last edition: {error}"
        return Memory(), (Problem(code="P13", path=RECEIPT, line=None, message=message, hint=hint),)


def _recalled(
    project: Project,
    memory: Memory,
    composed: tuple[Edition, ...],
    articles: Sequence[Article],
    problems: tuple[Problem, ...],
) -> tuple[tuple[Edition, ...], tuple[Problem, ...]]:
    """The editions with what the archive remembers of those before them, and picks that came to nothing."""
    from publish import press

    return press.recall(composed, memory.issues), (*problems, *press.strays(project.plans, articles, problems))
