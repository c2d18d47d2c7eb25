"""The whole press on one screen. Values flow down this page and never back up.

manuscripts --read--> articles --compose--> editions --plan--> orders --render--> artifacts --deliver--> a place
                (and agendas)
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from publish import formats, readers
from publish.base import barrier
from publish.base.barrier import Fault
from publish.editions import compose as editions
from publish.editions import kinds
from publish.editions.release import Release
from publish.editions.release import release as sort_out
from publish.model import (
    Agenda,
    ArchiveFile,
    Article,
    Artifact,
    Edition,
    EditionPlan,
    HouseStyle,
    Issue,
    Manuscript,
    Note,
    Order,
    Printed,
    Publication,
    Shelfmark,
    Typeface,
)
from publish.problem import Problem
from publish.proofs import PREFLIGHT
from publish.readers import Find, Slots, match, read_agenda, read_note, refer
from publish.value import Value, replace
from publish.workshop import readings
from publish.workshop.executors import MAKING, READING, Executor
from publish.workshop.executors import work as assign
from publish.workshop.readings import Reading
from publish.workshop.shelf import Shelf
from publish.workshop.workers import Lost, teach, work

if TYPE_CHECKING:
    from publish.catalogue.receipt import Holding
    from publish.proofs.pictures import Album
    from publish.proofs.validators import Verdict


def read(
    manuscripts: Sequence[Manuscript], *, language: str, pictures: Callable[[str], Find], jobs: int = 1
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """Read every manuscript. Articles with an error are left out; two with one slug are both left out.

    `pictures` gives, for a manuscript's path, the way to its pictures.
    """
    return gather(read_each(manuscripts, language=language, pictures=pictures, jobs=jobs))


def read_each(
    manuscripts: Sequence[Manuscript],
    *,
    language: str,
    pictures: Callable[[str], Find],
    jobs: int = 1,
    shelf: Shelf | None = None,
) -> Iterator[Reading]:
    """Read each manuscript, or take it from the shelf as it was read before, and put it there. Raises OSError.

    With a shelf what pictures hold stays there: the readings are bare, until `readings.whole` or `render` fetches it.
    """
    keys = [shelf.key("reading", language, manuscript) if shelf else "" for manuscript in manuscripts]
    unread = []
    for manuscript, key in zip(manuscripts, keys, strict=True):
        reading = readings.get(shelf, key) if shelf else None
        if reading is not None and readings.is_current(reading, pictures(manuscript.path)):
            yield reading
        else:
            unread.append((manuscript, key))
    texts = [manuscript for manuscript, _ in unread]
    make = partial(readers.read, language, pictures, shelf.bare() if shelf else None)
    for index, product in work(make, texts, jobs=jobs, size=_length, preload=READING) if texts else ():
        manuscript, key = unread[index]
        if isinstance(product, Lost | Fault):
            yield Reading(source=manuscript.path, article=None, problems=(_failed(manuscript.path, product, shelf),))
        else:
            article, problems, looked = product
            reading = Reading(source=manuscript.path, article=article, problems=problems, looked=looked)
            yield readings.put(shelf, key, reading) if shelf else reading


def gather(
    read: Iterable[Reading], release: Release | None = None, style: HouseStyle | None = None
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """The articles of what was read, with the links between them; of two with one slug neither.

    With a `release` only those that may go out by it; the words that mark the others are the `style`'s.
    """
    found = sorted(read, key=lambda reading: reading.source)
    articles = [reading.article for reading in found if reading.article]
    clashes = _clashes(articles, "A06")
    clashing = {problem.path for problem in clashes}
    problems = (*(problem for reading in found for problem in reading.problems), *clashes)
    kept: Sequence[Article] = [article for article in articles if article.source not in clashing]
    if release is not None and style is not None:
        kept, held = sort_out(kept, release, problems, partial(_words_of, style))
        turned = {(problem.path, problem.line) for problem in held if problem.code == "A15"}
        problems = (*(each for each in problems if each.code != "A14" or (each.path, each.line) not in turned), *held)
    kept, faults = refer(kept, problems)
    return kept, (*problems, *faults)


def _words_of(style: HouseStyle, language: str) -> dict[str, str]:
    from publish.style import galley  # here, not above: few publications hold anything back

    return galley.words(style, language)


def read_agendas(
    manuscripts: Sequence[Manuscript],
    articles: Sequence[Article],
    *,
    language: str,
    pictures: Callable[[str], Find],
    faults: Sequence[Problem] = (),
    jobs: int = 1,
    shelf: Shelf | None = None,
) -> tuple[tuple[Agenda, ...], tuple[Problem, ...]]:
    """Read every agenda, and match its papers with `articles`. Agendas with an error are left out.

    `faults` are the problems of articles, to tell a paper that has errors from one that nobody wrote.
    """
    agendas: list[Agenda] = []
    problems: list[Problem] = []
    for index, product in work(partial(_read_agenda, language, pictures), manuscripts, jobs=jobs):
        if isinstance(product, Lost | Fault):
            problems.append(_failed(manuscripts[index].path, product, shelf))
            continue
        agenda, found = product
        problems.extend(found)
        if agenda:
            matched, found = match(agenda, articles, faults)
            problems.extend(found)
            agendas += [matched] if matched else []
    clashes = _clashes(agendas, "G07")
    clashing = {problem.path for problem in clashes}
    kept = sorted((agenda for agenda in agendas if agenda.source not in clashing), key=lambda item: item.source)
    return tuple(kept), (*problems, *clashes)


def note(manuscript: Manuscript, slots: Slots, *, language: str, find: Find) -> tuple[Note | None, tuple[Problem, ...]]:
    """Read a covering note; `slots` says what stands in it for what differs from one recipient to the next."""
    read = barrier.guarded(read_note, manuscript, slots, language, find)
    if isinstance(read, Fault):
        return None, (barrier.problem(read, manuscript.path, lost="it was not read"),)
    return read


def compose(
    publication: Publication,
    plans: Sequence[EditionPlan],
    articles: Sequence[Article],
    agendas: Sequence[Agenda] = (),
) -> tuple[Edition, ...]:
    """What there is to publish: the editions that the plans ask for."""
    return editions.compose(publication, plans, articles, agendas)


def plan(
    composed: Sequence[Edition],
    style: HouseStyle,
    *,
    names: Sequence[str] = (),
    only: Sequence[str] = (),
    proof: bool = False,
    pages: bool = True,
) -> tuple[Order, ...]:
    """The orders to be made: those of the editions in `only` and of the files called `names`, all when empty.

    With `proof` the artifacts carry what preflight looks at; without `pages` no ebook waits for the print editions, to
    mark their pages.
    """
    known = editions.standards(composed)

    def marked(edition: Edition) -> tuple[Edition, ...]:
        return editions.originals(edition, known) if pages or not kinds.of(edition.kind).collects else ()

    parts = {name: editions.style_for(style, name) for name in {*(one.kind for one in composed), kinds.STANDARD}}

    def order(edition: Edition, *, originals: tuple[Edition, ...] = (), proof: bool = False) -> Order:
        return Order(
            edition=edition,
            style=parts[edition.kind],
            format=kinds.of(edition.kind).format,
            proof=proof,
            originals=tuple(map(order, originals)),
        )

    return tuple(
        order(edition, originals=marked(edition), proof=proof)
        for edition in composed
        if (not names or edition.slug in names) and (not only or edition.name in only)
    )


def render(
    orders: Sequence[Order], shelf: Shelf, *, jobs: int = 1, cluster: str = ""
) -> Iterator[tuple[Order, Shelfmark | None, tuple[Problem, ...]]]:
    """Make every order that is not on the shelf, and put it there; yields each as it is done. Raises OSError.

    It is made by so many `jobs` on this machine, or by the workers of the Dask `cluster` whose scheduler is there.
    One that failed has no shelfmark. Orders with originals are made last, when these are. Of an original that nobody
    ordered nothing is yielded.
    """
    first = [order for order in orders if not order.originals]
    later = [order for order in orders if order.originals]
    ordered = {_key(order.edition) for order in first}
    unordered = {
        _key(original.edition): original
        for order in later
        for original in order.originals
        if _key(original.edition) not in ordered
    }
    printed: dict[tuple[str, ...], Printed] = {}
    executor = Executor(jobs=jobs, cluster=cluster)
    for order, mark, problems in _make([*first, *unordered.values()], shelf, executor):
        if later and order.edition.kind == kinds.STANDARD:
            printed[_key(order.edition)] = Printed(
                slug=order.edition.articles[0].slug,
                identifier=order.edition.identifier,
                pages=mark.artifact.pages or 0 if mark else 0,
                starts=mark.artifact.starts if mark else (),
            )
        if _key(order.edition) not in unordered:
            yield order, mark, problems
    yield from _make(
        [
            replace(
                order,
                originals=(),
                printed=tuple(
                    printed.get(_key(original.edition)) or _unprinted(original.edition) for original in order.originals
                ),
            )
            for order in later
        ],
        shelf,
        executor,
    )


def _key(edition: Edition) -> tuple[str, ...]:
    return edition.name, edition.kind, edition.slug


def _unprinted(edition: Edition) -> Printed:
    return Printed(slug=edition.articles[0].slug, identifier=edition.identifier, pages=0, starts=())


class _Product(Value):
    """What the shelf keeps of an order."""

    mark: Shelfmark
    problems: tuple[Problem, ...]


def _make(
    orders: Sequence[Order], shelf: Shelf, executor: Executor
) -> Iterator[tuple[Order, Shelfmark | None, tuple[Problem, ...]]]:
    kept, missing, keys = [], [], []
    for order in orders:
        key = shelf.key("order", order)
        found = shelf.look(key, _Product)
        if found is not None and shelf.has(found.mark.sha256):
            kept.append((order, found.mark, found.problems))
        else:
            missing.append(order)
            keys.append(key)
    # A worker of a cluster has no shelf: what it needs it makes.
    make = partial(formats.make, None if executor.cluster else shelf.bare())
    doing = assign(make, missing, executor, size=_words, preload=MAKING)
    yield from kept
    for index, product in doing:
        order = missing[index]
        if isinstance(product, Lost | Fault):
            lost = f"`{order.edition.name}` was not made of it"
            yield order, None, (_failed(editions.source(order.edition), product, shelf, lost),)
            continue
        artifact, problems = product
        problems = barrier.file(problems, shelf.root)
        if artifact is None:
            yield order, None, problems
            continue
        mark = stow(artifact, shelf)
        shelf.put(keys[index], _Product(mark=mark, problems=problems))
        if order.proof:  # the same file, with more known of it
            plain = replace(mark, artifact=replace(mark.artifact, boxes=()))
            shelf.put(shelf.key("order", replace(order, proof=False)), _Product(mark=plain, problems=problems))
        yield order, mark, problems


def stow(artifact: Artifact, shelf: Shelf) -> Shelfmark:
    """Put a finished file's content on the shelf. Raises OSError."""
    digest = shelf.keep(artifact.content)
    return Shelfmark(artifact=replace(artifact, content=b""), sha256=digest, size=len(artifact.content))


def fetch(mark: Shelfmark, shelf: Shelf) -> Artifact | None:
    """The finished file, with its content; None when the shelf has lost it. Raises OSError."""
    content = shelf.fetch(mark.sha256)
    return replace(mark.artifact, content=content) if content is not None else None


def keep(order: Order) -> Artifact | None:
    """The typeset HTML of an order, for whoever debugs a template; None for a format that has no single galley."""
    typeset = formats.GALLEYS.get(order.format)
    if typeset is None:
        return None
    return Artifact(
        edition=order.edition.name,
        name=order.edition.slug,
        suffix="html",
        media_type="text/html",
        content=typeset(order.edition, order.style).html.encode(),
        pages=None,
    )


def inspect(order: Order, artifact: Artifact) -> tuple[Problem, ...]:
    """The preflight of a finished file; what goes wrong with that is said of the file."""
    found = barrier.guarded(PREFLIGHT[order.format], order, artifact)
    if isinstance(found, Fault):
        return (barrier.problem(found, editions.source(order.edition), lost="its proofs are not complete"),)
    return found


def picture(artifacts: Sequence[Artifact], shelf: Shelf, *, jobs: int = 1) -> Iterator[Album | Problem]:
    """The pages of finished files as pictures, in the order they are done, or why there are none of a file."""
    for index, product in work(_picture_one, artifacts, jobs=jobs):
        file = artifacts[index]
        path = f"build/{file.edition}/{file.name}.{file.suffix}"
        yield _failed(path, product, shelf, lost="it was not drawn") if isinstance(product, Lost | Fault) else product


def _picture_one(artifact: Artifact) -> Album:
    from publish.proofs import pictures

    return pictures.album(artifact)


def validate(made: Sequence[tuple[Edition, Artifact]]) -> tuple[tuple[Verdict, ...], tuple[Problem, ...]]:
    """What the validators on this machine say of finished files, by name; those that are not here say why not."""
    from publish.proofs import validators

    # Files come back in the order they are done in; a report does not change with it.
    ordered = sorted(made, key=lambda product: (product[1].edition, product[1].name, product[1].suffix))
    return validators.validate(ordered)


def shelve(order: Order, artifact: Artifact) -> tuple[Holding, tuple[ArchiveFile, ...]]:
    """A finished file as the archive holds it: what to say of it, and the file with its pictures."""
    from publish.catalogue.receipt import holding, path_of
    from publish.formats import draw_cover, thumbnail

    path = path_of(artifact)
    name = path.partition("/")[2].replace(".", "-")
    cover, small = thumbnail.draw(artifact)
    drawn = draw_cover(order.edition, order.style) if kinds.of(order.edition.kind).collects else b""
    faces = {f"thumbnails/{name}.jpg": small, f"covers/{name}.jpg": cover, f"covers/{name}.svg": drawn}
    there = [face if content else "" for face, content in faces.items()]
    held = holding(
        order.edition,
        artifact,
        hashlib.sha256(artifact.content).hexdigest(),
        cover=there[1] or there[0],
        thumbnail=there[0],
        drawn=there[2],
    )
    pictures = (ArchiveFile(path=face, content=content) for face, content in faces.items() if content)
    return held, (*pictures, ArchiveFile(path=path, content=artifact.content))


def catalogue(
    publication: Publication,
    style: HouseStyle,
    articles: Sequence[Article],
    holdings: Sequence[Holding],
    *,
    inputs: Sequence[tuple[str, str]] = (),
    former: bytes | None = None,
    index: bytes | None = None,
    pages: Mapping[str, bytes] = MappingProxyType({}),
    verdicts: Sequence[Verdict] = (),
) -> tuple[tuple[ArchiveFile, ...], tuple[Problem, ...]]:
    """Everything that an archive says of the files in it: pages, feeds, search and receipt, in the order to write them.

    `inputs` are the paths and SHA-256 of what it was made from. `former` and `index` are the receipt and the search
    index of the archive as it is, of which nothing is lost; `pages` are those of its pages that `withdrawn` names.
    Raises ValueError when one of them cannot be read.
    """
    from publish.catalogue.archive import files_of
    from publish.catalogue.pages import cut_out

    kept = {PurePosixPath(path).stem: article for path, page in pages.items() if (article := cut_out(page))}
    return files_of(
        publication,
        style,
        articles,
        holdings,
        letters=_letters(publication, articles, kept.values()),
        inputs=inputs,
        former=former,
        index=index,
        kept=kept,
        answers=[
            (told.name, told.version, told.profiles, told.files, told.failures) for told in verdicts if told.version
        ],
    )


def withdrawn(receipt: bytes, articles: Sequence[Article]) -> tuple[str, ...]:
    """The pages of an archive whose articles are no longer read. Raises ValueError when the receipt cannot be read."""
    from publish.catalogue import receipt as receipts

    there = {article.slug for article in articles}
    return tuple(f"articles/{paper.slug}.html" for paper in receipts.read(receipt).papers if paper.slug not in there)


def silence(
    place: str, kept: Sequence[str], fetch: Callable[[str], bytes | None]
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Of what an archive keeps, the pictures to take a camera's notes out of, and ebooks that have such pictures.

    `place` is the archive's folder from the publication's, `fetch` gives what lies under a path. What a picture is
    without them, `silent` says.
    """
    from publish.catalogue import photo_metadata

    pictures = tuple(
        path
        for path in kept
        if path.startswith(photo_metadata.PICTURES)
        and (content := fetch(path))
        and photo_metadata.stripped(path, content)
    )
    ebooks = ((f"{place}/{path}", content) for path in kept if path.endswith(".epub") and (content := fetch(path)))
    return pictures, tuple(photo_metadata.problems(ebooks))


def silent(path: str, content: bytes) -> ArchiveFile:
    """A picture of an archive without what its camera noted."""
    from publish.catalogue import photo_metadata

    return ArchiveFile(path=path, content=photo_metadata.stripped(path, content) or content)


def remember(receipt: bytes) -> tuple[Issue, ...]:
    """What an archive's receipt remembers of collections. Raises ValueError when it cannot be read."""
    from publish.catalogue import receipt as receipts

    return receipts.issues(receipts.read(receipt))


def recall(composed: Sequence[Edition], issues: Sequence[Issue]) -> tuple[Edition, ...]:
    """The same editions; a collection says what is new since the issue that is remembered."""
    return editions.recall(composed, issues)


def strays(plans: Sequence[EditionPlan], articles: Sequence[Article], faults: Sequence[Problem]) -> tuple[Problem, ...]:
    """Articles that an edition picks by hand and that nobody wrote; one with errors of its own (`faults`) is none."""
    return editions.strays(plans, articles, faults)


def _letters(
    publication: Publication, articles: Sequence[Article], kept: Iterable[str]
) -> tuple[str, tuple[ArchiveFile, ...]]:
    """The brand's typefaces for pages with these articles and texts: the rules that name them, and their files."""
    from publish.formats.epub.typefaces import Use, cut, font_faces

    said = "".join((*(article.body + article.title + article.standfirst for article in articles), *kept))
    latin = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) + "–—‘’“”„…•→←↑↓−×€²³½¼¾"
    use = Use(characters=frozenset(said + latin), bold=True, italic=True, bold_italic=False, code=True)
    cuts = cut(publication.brand, use)
    files = tuple(ArchiveFile(path=f"look/{piece.name}", content=piece.content) for piece in cuts)
    return font_faces(cuts, "."), files


def _read_agenda(
    language: str, pictures: Callable[[str], Find], manuscript: Manuscript
) -> tuple[Agenda | None, tuple[Problem, ...]]:
    return read_agenda(manuscript, language, pictures(manuscript.path))


def foresee(typefaces: Sequence[Typeface], shelf: Shelf) -> None:
    """Let a hand that has learnt to make cut typefaces that will probably be used, while settings are checked."""
    teach(MAKING, partial(formats.cut, typefaces, shelf.bare()))


def prepare(publication: Publication, style: HouseStyle, shelf: Shelf | None = None) -> None:
    """Let a hand that has learnt to make set out what every edition on paper needs, while articles are read."""
    dress = editions.style_for(style, kinds.STANDARD)
    teach(MAKING, partial(formats.prepare, publication.brand, dress, publication.language, shelf and shelf.bare()))


def _length(manuscript: Manuscript) -> int:
    return len(manuscript.content)


def _words(order: Order) -> int:
    return sum(len(article.body) for article in order.edition.articles)


def _clashes(readings: Sequence[Article] | Sequence[Agenda], code: str) -> tuple[Problem, ...]:
    """Files are named by slug: two readings with one slug would overwrite each other."""
    by_slug: defaultdict[str, list[str]] = defaultdict(list)
    for reading in readings:
        by_slug[reading.slug].append(reading.source)
    return tuple(
        Problem(
            code=code,
            path=source,
            line=1,
            message=f"the slug `{slug}` is also that of "
            + ", ".join(f"`{other}`" for other in sources if other != source),
            hint="give one of them a `slug: …` of its own in its metadata",
        )
        for slug, sources in by_slug.items()
        if len(sources) > 1
        for source in sorted(sources)
    )


def _failed(path: str, end: Lost | Fault, shelf: Shelf | None, lost: str = "it was not read") -> Problem:
    """What to say of a piece of work that came to a limit, or met a fault of ours."""
    if isinstance(end, Lost):
        hint = "shorten or simplify it; a table or list nested many times over is the usual cause"
        return Problem(code="R04", path=path, line=None, message=f"given up: {end.reason}", hint=hint)
    [problem] = barrier.file([barrier.problem(end, path, lost=lost)], shelf.root if shelf else None)
    return problem
