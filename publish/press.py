"""The press on one screen. Values flow down this page and never back up.

manuscripts --read--> articles --compose--> editions --plan--> orders --render--> artifacts --deliver--> a place
                (and agendas)                                                        └--> inspect, shelve, catalogue

Each verb joins rooms that do not know each other; how it is done is said there. Without a `shelf` nothing is kept, and
with no `jobs` the work is done in this process.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from publish import formats, model, proofs, readers
from publish.base import barrier
from publish.editions import admission, kinds, naming
from publish.editions import compose as editions
from publish.editions.compose import compose as compose
from publish.editions.compose import recall as recall
from publish.editions.compose import strays as strays
from publish.editions.orders import plan as plan
from publish.problem import Problem
from publish.proofs import inspect as inspect
from publish.value import replace
from publish.workshop import ends, faces, orders, readings, workers
from publish.workshop.executors import MAKING, TYPESETTING, Executor, work
from publish.workshop.orders import fetch as fetch
from publish.workshop.orders import known as known
from publish.workshop.orders import stow as stow
from publish.workshop.readings import Reading
from publish.workshop.shelf import Shelf

if TYPE_CHECKING:
    from datetime import date

    from publish.base.cache import Cache
    from publish.catalogue.receipt import Holding, Receipt
    from publish.catalogue.sources import Plan
    from publish.editions.frozen import Frozen
    from publish.editions.release import Release
    from publish.proofs.pictures import Album
    from publish.proofs.validators import Verdict
    from publish.readers import Find, Slots

    Shelved = tuple[Holding, tuple[model.ArchiveFile, ...]]
    """What the receipt says of a file, and the file with its pictures."""


def read_each(
    manuscripts: Sequence[model.Manuscript],
    *,
    language: str,
    pictures: Callable[[str], Find],
    jobs: int = 1,
    shelf: Shelf | None = None,
) -> Iterator[Reading]:
    """Read each manuscript, in any order; see `workshop.readings.each`. Raises OSError."""
    return readings.each(
        _read, manuscripts, language=language, pictures=pictures, executor=Executor(jobs=jobs), shelf=shelf
    )


def settle(
    read: Sequence[Reading], archived: Sequence[model.Elsewhere], taken: Iterable[str] = ()
) -> tuple[Reading, ...]:
    """What was read, under the names that the archive has given; see `editions.naming`."""
    named, problems = naming.settle([one.article for one in read if one.article], archived, taken)
    articles = {article.source: article for article in named}
    told: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        told[problem.path] = (*told.get(problem.path, ()), problem)
    return tuple(
        replace(
            one,
            article=one.article and articles.get(one.source),
            problems=(*one.problems, *told.get(one.source, ())),
        )
        for one in read
    )


def _read(
    language: str, pictures: Callable[[str], Find], cache: Cache | None, manuscript: model.Manuscript
) -> tuple[model.Article | None, tuple[Problem, ...], tuple[tuple[str, str], ...]]:
    """As `readers.read`; a spreadsheet is made Markdown first, whose lines are nobody's."""
    if not manuscript.path.lower().endswith(".xlsx"):
        return readers.read(language, pictures, cache, manuscript)
    from publish.importers import papers

    typed, problems = papers.typed(manuscript)
    if typed is None:
        return None, problems, ()
    article, faults, looked = readers.read(language, pictures, cache, typed)
    problems += tuple(dataclasses.replace(fault, line=None) for fault in faults)
    return replace(article, typed="") if article else None, problems, looked


def gather(
    read: Iterable[Reading],
    release: Release | None = None,
    style: model.HouseStyle | None = None,
    elsewhere: Sequence[model.Elsewhere] = (),
    archived: Collection[str] = (),
) -> tuple[tuple[model.Article, ...], tuple[Problem, ...]]:
    """The articles of what was read that may be published, with the links between them; see `editions.admission`.

    Links lead to what is only in the archive, `elsewhere`, too; `archived` are the slugs of all that is in it.
    """
    found = sorted(read, key=lambda reading: reading.source)
    articles = [reading.article for reading in found if reading.article]
    problems = tuple(problem for reading in found for problem in reading.problems)
    kept, problems = admission.admit(articles, problems, release, partial(_words, style), archived)
    kept, faults = readers.refer(kept, problems, elsewhere)
    return kept, (*problems, *faults)


def gather_absent(
    read: Iterable[tuple[str, Reading]],
    articles: Sequence[model.Article],
    faults: Sequence[Problem],
    elsewhere: Sequence[model.Elsewhere],
) -> tuple[tuple[model.Article, ...], tuple[Problem, ...]]:
    """The same of texts that only the archive has, each `read` and with its slug; those of them that can be read."""
    found = [replace(reading.article, slug=slug) for slug, reading in read if reading.article]
    return readers.refer_absent(sorted(found, key=lambda one: one.slug), articles, faults, elsewhere)


def _words(style: model.HouseStyle | None, language: str) -> dict[str, str]:
    from publish.style import galley  # here, not above: few publications hold anything back

    return galley.words(style, language) if style else {}


def read_agendas(
    manuscripts: Sequence[model.Manuscript],
    articles: Sequence[model.Article],
    *,
    language: str,
    pictures: Callable[[str], Find],
    faults: Sequence[Problem] = (),
    jobs: int = 1,
    shelf: Shelf | None = None,
    frozen: Sequence[Frozen] = (),
) -> tuple[tuple[model.Agenda, ...], tuple[Problem, ...]]:
    """Read every agenda, and match its papers with `articles`. Agendas with an error are left out.

    `frozen` are the receipts of packs, see `editions.frozen`.
    `faults` are the problems of articles, to tell a paper that has errors from one that nobody wrote.
    """
    agendas: list[model.Agenda] = []
    problems: list[Problem] = []
    make = partial(_read_agenda, language, pictures)
    for index, product in work(make, manuscripts, Executor(jobs=jobs), size=lambda one: len(one.content), preload=""):
        if isinstance(product, ends.End):
            problems.append(ends.problem(product, manuscripts[index].path, shelf.root if shelf else None))
            continue
        agenda, found = product
        matched, missing = readers.match(agenda, articles, faults) if agenda else (None, ())
        problems += (*found, *missing)
        agendas += [matched] if matched else []
    kept, clashes = admission.distinct(agendas, "G07")
    whole = {agenda.source for agenda in kept}
    faulty = [one.path for one in manuscripts if one.path not in whole]
    kept, strays = readers.supplement(kept, faulty, articles, frozen)
    return kept, (*problems, *clashes, *strays)


def _read_agenda(
    language: str, pictures: Callable[[str], Find], manuscript: model.Manuscript
) -> tuple[model.Agenda | None, tuple[Problem, ...]]:
    return readers.read_agenda(manuscript, language, pictures(manuscript.path))


def note(
    manuscript: model.Manuscript, slots: Slots, *, language: str, find: Find
) -> tuple[model.Note | None, tuple[Problem, ...]]:
    """Read a covering note; `slots` says what stands in it for what differs from one recipient to the next."""
    read = barrier.guarded(readers.read_note, manuscript, slots, language, find)
    if isinstance(read, barrier.Fault):
        return None, (barrier.problem(read, manuscript.path, lost="it was not read"),)
    return read


def render(
    planned: Sequence[model.Order], shelf: Shelf | None, *, jobs: int = 1, cluster: str = "", store: str = ""
) -> Iterator[tuple[model.Order, model.Shelfmark | None, tuple[Problem, ...]]]:
    """Make every order that is not on the shelf, and put it there; yields each as it is done. Raises OSError.

    One that failed has no shelfmark. It is made by so many `jobs` on this machine, or by the workers of the Dask
    `cluster` whose scheduler is there, who may leave files in a `store`, see `workshop.store`.
    """
    makers = orders.Makers(make=formats.make, typeset=formats.typeset, lay_out=formats.lay_out)
    return orders.render(planned, shelf, makers, Executor(jobs=jobs, cluster=cluster, store=store))


def picture(artifacts: Sequence[model.Artifact], shelf: Shelf, *, jobs: int = 1) -> Iterator[Album | Problem]:
    """The pages of finished files as pictures, in the order they are done, or why there are none of a file."""
    for index, product in workers.work(proofs.album, artifacts, jobs=jobs):
        file = artifacts[index]
        path = f"build/{file.edition}/{file.name}.{file.suffix}"
        if isinstance(product, ends.End):
            yield ends.problem(product, path, shelf.root, lost="it was not drawn")
        else:
            yield product


def shelve(
    finished: Sequence[tuple[model.Order, model.Shelfmark]],
    shelf: Shelf,
    fetched: Callable[[model.Order, model.Shelfmark], model.Artifact],
    *,
    jobs: int = 1,
) -> Iterator[tuple[model.Order, model.Shelfmark, model.Artifact, Shelved | Problem]]:
    """Finished files as the archive holds them, with what they look like, each as it is done; X01 for a fault of ours.

    `fetched` gives a file with its content. Raises OSError.
    """
    for index, seen in faces.faces([mark for _, mark in finished], shelf, formats.face, jobs):
        order, mark = finished[index]
        artifact = fetched(order, mark)
        lost = f"`{artifact.name}.{artifact.suffix}` was not put into the archive"
        if isinstance(seen, ends.End):
            said = ends.problem(seen, editions.source(order.edition), None, lost=lost)
            yield order, mark, artifact, said
            continue
        shelved = barrier.guarded(_shelve, order, artifact, seen, known(order, shelf))
        if isinstance(shelved, barrier.Fault):
            yield order, mark, artifact, barrier.problem(shelved, editions.source(order.edition), lost=lost)
        else:
            yield order, mark, artifact, shelved


def _shelve(order: model.Order, artifact: model.Artifact, seen: faces.Face | None, key: str) -> Shelved:
    from publish.catalogue import archive

    seen = seen or formats.face(artifact)
    return archive.shelve(order.edition, artifact, formats.faces(order, artifact, seen), key)


def catalogue(
    publication: model.Publication,
    style: model.HouseStyle,
    articles: Sequence[model.Article],
    holdings: Sequence[Holding],
    *,
    inputs: Sequence[tuple[str, str]] = (),
    former: Receipt | None = None,
    index: Callable[[str], bytes | None] = lambda _: None,
    pages: Mapping[str, bytes] = MappingProxyType({}),
    verdicts: Sequence[Verdict] = (),
    today: date,
    listed: Sequence[str] = (),
    plan: Plan | None = None,
    before: bytes | None = None,
    picture: Callable[[str], bytes | None] = lambda _: None,
    standing: Callable[[str], bool] = lambda _: False,
    put: Callable[[model.ArchiveFile], object] | None = None,
) -> tuple[tuple[model.ArchiveFile, ...], tuple[Problem, ...]]:
    """Everything that an archive says of the files in it: pages, feeds, search and receipt, in the order to write them.

    `inputs` are the paths and SHA-256 of what it was made from. `former` is the receipt of the archive as it is,
    `index` gives a file of its search index: of both nothing is lost. `pages` are those of its pages that
    `receipt.absent` names, `listed` the paths that its list of checksums has. What is new in it arrives `today`. `plan`
    says which of the publication's files are packed into it; `before` is the receipt as it was written. `picture` gives
    the content of a picture that an article has not got, `standing` says which the archive has already; `put` is given
    the others at once, before all other files; without it they are among these. Raises ValueError when the index cannot
    be read, and OSError for a picture that is gone.
    """
    from publish.catalogue.archive import files_of
    from publish.catalogue.pages import cut_out, texts
    from publish.catalogue.sources import Plan
    from publish.formats.epub.typefaces import letters

    kept = {PurePosixPath(path).stem: article for path, page in pages.items() if (article := cut_out(page))}
    answers = [(said.name, said.version, said.profiles, said.files, said.failures) for said in verdicts if said.version]
    pictures: list[model.ArchiveFile] = []
    files, problems = files_of(
        publication,
        style,
        articles,
        holdings,
        letters=letters(publication.brand, (*texts(publication, style, articles), *kept.values())),
        inputs=inputs,
        former=former,
        index=index,
        kept=kept,
        answers=answers,
        today=today,
        listed=listed,
        plan=plan or Plan(),
        before=before,
        picture=picture,
        standing=standing,
        put=put or pictures.append,
    )
    return (*pictures, *files), problems


def foresee(typefaces: Sequence[model.Typeface], shelf: Shelf) -> None:
    """Let a worker that has learnt to make cut typefaces that will probably be used, while settings are checked."""
    workers.call_ahead(MAKING, partial(formats.cut, typefaces, shelf.reopened()))


def prepare(publication: model.Publication, style: model.HouseStyle, shelf: Shelf | None = None) -> None:
    """Let workers that have learnt to have ready what every edition on paper needs, while articles are read."""
    part, keep = editions.style_for(style, kinds.STANDARD, (publication.language,)), shelf and shelf.reopened()
    workers.call_ahead(TYPESETTING, partial(formats.prepare_typesetting, part, publication.language, keep))
    workers.call_ahead(MAKING, partial(formats.prepare, publication.brand, keep))
