"""Every file that an archive adds to its editions, made from what it holds now and what it held before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from publish.base import barrier
from publish.catalogue import feeds, leading, memory, opds, pages, pictures, search
from publish.catalogue import receipt as receipts
from publish.catalogue.body import web
from publish.catalogue.inventory import Inventory, address, take_inventory
from publish.catalogue.receipt import Answer, Holding, Input, Making, Paper, Receipt, Tool
from publish.catalogue.sources import Plan
from publish.charts.illustrate import one
from publish.editions import kinds
from publish.media.tools import fingerprint, named
from publish.model import ArchiveFile, Article, Artifact, Edition, HouseStyle, Publication
from publish.problem import Problem
from publish.style import galley
from publish.value import replace

RECEIPT = "receipt.json"
SETTINGS = "source/publication.toml"


def files_of(
    publication: Publication,
    style: HouseStyle,
    articles: Sequence[Article],
    holdings: Sequence[Holding],
    *,
    letters: tuple[str, Sequence[ArchiveFile]],
    inputs: Sequence[tuple[str, str]],
    former: Receipt | None,
    index: Callable[[str], bytes | None],
    kept: Mapping[str, str],
    answers: Sequence[tuple[str, str, tuple[str, ...], int, int]],
    today: date,
    listed: Sequence[str],
    plan: Plan,
    before: bytes | None,
    picture: pictures.Fetch,
    standing: Callable[[str], bool],
    put: Callable[[ArchiveFile], object],
) -> tuple[tuple[ArchiveFile, ...], tuple[Problem, ...]]:
    """The files besides the holdings, each after those that it points to; the receipt comes last.

    Pictures are given to `put` before, one after the other (`pictures.lay`).

    `letters` are the rules that name the brand's typefaces, and their files; `kept` are the articles that are no longer
    read, by slug, as they stand on their pages; `before` is the receipt as it was written the last time. Raises
    ValueError when `index` is not what it should be.
    """
    indexed = search.read(index)
    shown = [*pictures.lay(publication, drawn(articles, publication, style), picture, standing, put)]
    known = {paper.slug: paper for paper in former.papers} if former else {}
    used = [Input(path=path, sha256=sha256) for path, sha256 in inputs]
    making = _making(publication, style, used)
    receipt = receipts.grow(
        former,
        publication=publication,
        tools=making.tools,
        inputs=used,
        validators=[
            Answer(validator=name, version=version, profiles=profiles, files=files, failures=failures)
            for name, version, profiles, files, failures in answers
        ],
        holdings=holdings,
        papers=[*_papers(articles, known, plan)],
        today=today,
        sources=plan.digests,
        making=making,
    )
    inventory = take_inventory(receipt, publication)
    pages_there = {*(paper.slug for paper in receipt.papers), *receipt.moved}
    kept = {slug: pages.led_nowhere(page, pages_there) for slug, page in kept.items()}
    alone = [(known[slug], page) for slug, page in kept.items() if slug in known]
    weighed = search.weigh(articles, indexed, [*_unchanged(receipt, known)], alone)
    font_faces, fonts = letters
    say = galley.words(style, publication.language)
    html = tuple(pages.files(inventory, shown, style, kept))
    there = {page.path for page in html}
    leads = leading.lead(former, receipt, listed, there)
    documents = feeds.documents(inventory, listed)
    full = {one.path: one.digest for one in documents if one.digest}
    due = [one for one in documents if full.get(one.path) != receipt.full.get(one.path, "") or index(one.path) is None]
    receipt = replace(receipt, lists={**receipt.lists, **leads}, full=full)
    content, parts = receipts.divided(receipt)
    if before is not None and content != before:
        receipt = replace(receipt, turns=(*receipt.turns, memory.digest(before)))
        content, parts = receipts.divided(receipt)
    html += tuple(pages.led_on(inventory, style, leads))
    files = (
        *fonts,
        pages.stylesheet(publication, style, font_faces),
        pages.script(style),
        *search.files(weighed, inventory),
        *html,
        *opds.files(inventory, say, listed, leads),
        *feeds.files(inventory, due, dict(_bodies(inventory, feeds.slugs(due), shown, style, kept))),
        *pages.sitemap(inventory, sorted(there - _leading_on(inventory))),
        *(ArchiveFile(path=path, content=part) for path, part in parts.items()),
        ArchiveFile(path=RECEIPT, content=content),
    )
    return files, tuple(_problems(publication, articles, former, receipt))


def _unchanged(receipt: Receipt, known: Mapping[str, Paper]) -> Iterator[str]:
    """The slugs of the articles whose words are those that were known."""
    for paper in receipt.papers:
        old = known.get(paper.slug)
        if old and _words(old) == _words(paper):
            yield paper.slug


def _papers(articles: Iterable[Article], known: Mapping[str, Paper], plan: Plan) -> Iterator[Paper]:
    """What the receipt has of each article, with the files that it is made of."""
    for article in articles:
        paper = receipts.paper(article, known.get(article.slug))
        inputs, packed = plan.inputs.get(article.slug, ()), plan.packed.get(article.slug, "")
        yield replace(paper, inputs=inputs, packed=packed)


def _making(publication: Publication, style: HouseStyle, inputs: Sequence[Input]) -> Making:
    """What everything is made with today, of the `inputs` those of all articles; the style's files in one digest."""
    logo = f"pictures/{publication.brand.logo.asset.name}" if publication.brand.logo else ""
    sheets = receipts.digest_of(one for one in inputs if one.path.startswith(f"{style.place}/"))
    return Making(
        fingerprint=fingerprint(),
        tools=tuple(Tool(name=name, version=version) for name, version in named()),
        inputs=(
            *(one for one in inputs if one.path in (SETTINGS, logo)),
            *((Input(path=style.place, sha256=sheets),) if sheets else ()),
        ),
    )


def drawn(articles: Sequence[Article], publication: Publication, style: HouseStyle) -> Iterator[Article]:
    """The articles with their charts drawn as in ebooks; where one cannot be drawn, its table stands alone."""
    for article in articles:
        words = galley.words(style, article.language)
        made = barrier.guarded(one, article, publication.brand, kinds.of("collection"), words)
        yield article if isinstance(made, barrier.Fault) else made


def shelve(
    edition: Edition, artifact: Artifact, faces: Mapping[str, bytes], key: str
) -> tuple[Holding, tuple[ArchiveFile, ...]]:
    """A finished file as the archive holds it: what to say of it, and the file with its pictures (`formats.faces`).

    `key` is that of its order.

    Raises ValueError for what is not for everybody: nothing that is asked for puts it there.
    """
    if edition.audience != "everybody":
        raise ValueError(f"`{edition.slug}` is for a meeting, and no archive has it")
    path = receipts.path_of(artifact)
    small, cover, drawn = (name if content else "" for name, content in faces.items())
    sha256 = hashlib.sha256(artifact.content).hexdigest()
    held = receipts.holding(edition, artifact, sha256, cover=cover or small, thumbnail=small, drawn=drawn, key=key)
    seen = (ArchiveFile(path=name, content=content) for name, content in faces.items() if content)
    return held, (*seen, ArchiveFile(path=path, content=artifact.content))


def _bodies(
    inventory: Inventory,
    wanted: Collection[str],
    articles: Sequence[Article],
    style: HouseStyle,
    kept: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """The articles that are `wanted` in feeds, in HTML, by slug; those no longer read as they stand on their pages."""
    slugs = frozenset(entry.paper.slug for entry in inventory.articles if entry.paper)
    reach = partial(address, inventory.publication, seen_from=feeds.ATOM)
    for article in articles:
        if article.slug in wanted:
            words = galley.words(style, article.language)
            own = reach(f"articles/{article.slug}.html")
            body = web(article, slugs, words, reach, own=own, mathml=False)
            yield article.slug, feeds.entry(article, body, words, reach)
    read = {article.slug for article in articles}
    for slug, page in kept.items():
        if slug in wanted and slug not in read:
            yield slug, feeds.kept(page, f"articles/{slug}.html", reach)


def _words(paper: Paper) -> tuple[object, ...]:
    return paper.sha256, paper.title, paper.tags, paper.byline, paper.language


def _leading_on(inventory: Inventory) -> set[str]:
    """The pages that only say what is gone, or where something is now."""
    return {f"articles/{slug}.html" for slug in (*(paper.slug for paper in inventory.withdrawn), *inventory.moved)}


def _problems(
    publication: Publication, articles: Sequence[Article], past: Receipt | None, receipt: Receipt
) -> Iterator[Problem]:
    if not publication.archive:
        yield Problem(
            code="P12",
            path=SETTINGS,
            line=None,
            message="the archive has no address on the web: its feeds have relative links, and there is no sitemap",
            hint='write `archive = "https://…"`, where you will put it, above the first line in square brackets',
        )
    old = {paper.slug: paper for paper in past.papers} if past else {}
    sources = {article.slug: article.source for article in articles}
    for paper in receipt.papers:
        known = old.get(paper.slug)
        if known and known.sha256 != paper.sha256 and paper.corrected == known.corrected and paper.slug in sources:
            yield Problem(
                code="A12",
                path=sources[paper.slug],
                line=None,
                message="the archived article has other words now and does not say when it was corrected",
                hint="write `corrected: YYYY-MM-DD` under its `date`, so that readers see that it was",
            )
