"""The whole press on one screen. Values flow down this page and never back up.

manuscripts --read--> articles --compose--> editions --plan--> orders --render--> artifacts --deliver--> a place
                (and agendas)
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from publish import edition as editions
from publish.formats import FORMATS, GALLEYS
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
)
from publish.problem import Problem
from publish.proofs import PREFLIGHT
from publish.readers import READERS, Find, Slots, match, read_agenda, read_note, refer
from publish.workshop.hands import Lost, work

if TYPE_CHECKING:
    from publish.catalogue.receipt import Holding
    from publish.proofs.pictures import Album
    from publish.proofs.validators import Verdict

MADE_AS: Mapping[str, Literal["epub", "text", "braille"]] = {
    "collection": "epub",
    "text": "text",
    "braille": "braille",
}
"""The format of each kind of edition; every other is a PDF."""


def read(
    manuscripts: Sequence[Manuscript], *, language: str, pictures: Callable[[str], Find], jobs: int = 1
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """Read every manuscript. Articles with an error are left out; two with one slug are both left out.

    `pictures` gives, for a manuscript's path, the way to its pictures.
    """
    articles: list[Article] = []
    problems: list[Problem] = []
    for index, product in work(partial(_read_one, language, pictures), manuscripts, jobs=jobs):
        if isinstance(product, Lost):
            problems.append(_lost(manuscripts[index].path, product))
            continue
        article, faults = product
        problems.extend(faults)
        if article:
            articles.append(article)
    clashes = _clashes(articles, "A06")
    clashing = {problem.path for problem in clashes}
    kept = sorted((article for article in articles if article.source not in clashing), key=lambda item: item.source)
    referring, faults = refer(kept, (*problems, *clashes))
    return referring, (*problems, *clashes, *faults)


def read_agendas(
    manuscripts: Sequence[Manuscript],
    articles: Sequence[Article],
    *,
    language: str,
    pictures: Callable[[str], Find],
    faults: Sequence[Problem] = (),
    jobs: int = 1,
) -> tuple[tuple[Agenda, ...], tuple[Problem, ...]]:
    """Read every agenda, and match its papers with `articles`. Agendas with an error are left out.

    `faults` are the problems of articles, to tell a paper that has errors from one that nobody wrote.
    """
    agendas: list[Agenda] = []
    problems: list[Problem] = []
    for index, product in work(partial(_read_agenda, language, pictures), manuscripts, jobs=jobs):
        if isinstance(product, Lost):
            problems.append(_lost(manuscripts[index].path, product))
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
    return read_note(manuscript, slots, language, find)


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
    return tuple(
        Order(
            edition=edition,
            style=style,
            format=MADE_AS.get(edition.kind, "pdf"),
            proof=proof,
            originals=editions.originals(edition, composed) if pages else (),
        )
        for edition in composed
        if (not names or edition.slug in names) and (not only or edition.name in only)
    )


def render(orders: Sequence[Order], *, jobs: int = 1) -> Iterator[tuple[Order, Artifact | None, tuple[Problem, ...]]]:
    """Make every order; yields each as it is done, without an artifact when it failed.

    Orders with originals are made last, when these are. Of an original that nobody ordered nothing is yielded.
    """
    first = [order for order in orders if not order.originals]
    later = [order for order in orders if order.originals]
    ordered = {_key(order.edition) for order in first}
    unordered = {
        _key(original): Order(edition=original, style=order.style, format="pdf", proof=False)
        for order in later
        for original in order.originals
        if _key(original) not in ordered
    }
    printed: dict[tuple[str, str], Printed] = {}
    for order, artifact, problems in _work([*first, *unordered.values()], jobs):
        if later and artifact is not None and artifact.pages is not None:
            printed[_key(order.edition)] = Printed(
                slug=order.edition.articles[0].slug,
                identifier=order.edition.identifier,
                pages=artifact.pages,
                starts=artifact.starts,
            )
        if _key(order.edition) not in unordered:
            yield order, artifact, problems
    yield from _work(
        [
            replace(
                order,
                originals=(),
                printed=tuple(printed.get(_key(original)) or _unprinted(original) for original in order.originals),
            )
            for order in later
        ],
        jobs,
    )


def _key(edition: Edition) -> tuple[str, str]:
    return edition.name, edition.slug


def _unprinted(edition: Edition) -> Printed:
    return Printed(slug=edition.articles[0].slug, identifier=edition.identifier, pages=0, starts=())


def _work(orders: Sequence[Order], jobs: int) -> Iterator[tuple[Order, Artifact | None, tuple[Problem, ...]]]:
    for index, product in work(_render_one, orders, jobs=jobs) if orders else ():
        order = orders[index]
        if isinstance(product, Lost):
            yield order, None, (_lost(editions.source(order.edition), product),)
        else:
            artifact, problems = product
            yield order, artifact, problems


def keep(order: Order) -> Artifact | None:
    """The typeset HTML of an order, for whoever debugs a template; None for a format that has no single galley."""
    typeset = GALLEYS.get(order.format)
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
    """The preflight of a finished file."""
    return PREFLIGHT[order.format](order, artifact)


def picture(artifacts: Sequence[Artifact], *, jobs: int = 1) -> Iterator[Album]:
    """The pages of finished files as pictures, in the order they are done; a file that cannot be drawn has none."""
    for _, product in work(_picture_one, artifacts, jobs=jobs):
        if not isinstance(product, Lost):
            yield product


def _picture_one(artifact: Artifact) -> Album:
    from publish.proofs import pictures

    return pictures.album(artifact)


def validate(made: Sequence[tuple[Edition, Artifact]]) -> tuple[tuple[Verdict, ...], tuple[Problem, ...]]:
    """What the validators on this machine say of finished files, by name; those that are not here say why not."""
    from publish.proofs import validators

    # Files come back in the order they are done in; a report does not change with it.
    ordered = sorted(made, key=lambda product: (product[1].edition, product[1].name, product[1].suffix))
    return validators.validate(ordered)


NOT_ARCHIVED = frozenset({"press", "pack"})
"""Kinds that are not for everybody: sheets for the print shop, papers of a meeting."""


def shelve(order: Order, artifact: Artifact) -> tuple[Holding, tuple[ArchiveFile, ...]]:
    """A finished file as the archive holds it: what to say of it, and the file with its pictures."""
    from publish.catalogue.receipt import holding, path_of
    from publish.formats import draw_cover, thumbnail

    path = path_of(artifact)
    name = path.partition("/")[2].replace(".", "-")
    cover, small = thumbnail.draw(artifact)
    drawn = draw_cover(order.edition, order.style) if order.edition.kind == "collection" else b""
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
    verdicts: Sequence[Verdict] = (),
) -> tuple[tuple[ArchiveFile, ...], tuple[Problem, ...]]:
    """Everything that an archive says of the files in it: pages, feeds, search and receipt, in the order to write them.

    `inputs` are the paths and SHA-256 of what it was made from; `former` and `index` are the receipt and the search
    index of the archive as it is, of which nothing is lost. Raises ValueError when one of them cannot be read.
    """
    from publish.catalogue.archive import furnish

    return furnish(
        publication,
        style,
        articles,
        holdings,
        letters=_letters(publication, articles),
        inputs=inputs,
        former=former,
        index=index,
        answers=[
            (told.name, told.version, told.profiles, told.files, told.failures) for told in verdicts if told.version
        ],
    )


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


def _letters(publication: Publication, articles: Sequence[Article]) -> tuple[str, tuple[ArchiveFile, ...]]:
    """The brand's typefaces for pages with these articles: the rules that name them, and their files."""
    from publish.formats.epub_typefaces import Use, cut, font_faces

    said = "".join(article.body + article.title + article.standfirst for article in articles)
    latin = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) + "–—‘’“”„…•→←↑↓−×€²³½¼¾"
    use = Use(characters=frozenset(said + latin), bold=True, italic=True, bold_italic=False, code=True)
    cuts = cut(publication.brand, use)
    files = tuple(ArchiveFile(path=f"look/{piece.name}", content=piece.content) for piece in cuts)
    return font_faces(cuts, "."), files


def _read_one(
    language: str, pictures: Callable[[str], Find], manuscript: Manuscript
) -> tuple[Article | None, tuple[Problem, ...]]:
    reader = READERS[PurePosixPath(manuscript.path).suffix.lower()]
    return reader(manuscript, language, pictures(manuscript.path))


def _read_agenda(
    language: str, pictures: Callable[[str], Find], manuscript: Manuscript
) -> tuple[Agenda | None, tuple[Problem, ...]]:
    return read_agenda(manuscript, language, pictures(manuscript.path))


def _render_one(order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    return FORMATS[order.format](order)


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


def _lost(path: str, lost: Lost) -> Problem:
    hint = "shorten or simplify it; a table or list nested many times over is the usual cause"
    return Problem(code="R04", path=path, line=None, message=f"given up: {lost.reason}", hint=hint)
