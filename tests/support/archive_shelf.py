"""An archive of a small publication, in memory and on disk: what the tests of the archive look into."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from publish import press
from publish.catalogue import receipt as receipts
from publish.catalogue.inventory import Inventory, take_inventory
from publish.catalogue.receipt import Holding, Paper
from publish.delivery.archive import put, seal
from publish.editions.compose import identifier
from publish.model import ArchiveFile, Article, Artifact, EditionPlan, HouseStyle, Order, Publication, Shelfmark
from publish.problem import Problem
from publish.value import replace
from publish.workshop.shelf import Shelf
from tests.support.epub_samples import ARABIC, CODE, WIDE_TABLE, figure, picture
from tests.support.sample import PUBLICATION, article, house_style

WEB = replace(PUBLICATION, archive="https://example.org/news")
PLANS = (
    EditionPlan(name="briefing", kind="briefing", title="", sides=None, max_bytes=None),
    EditionPlan(name="large-print", kind="large-print", title="", sides=None, max_bytes=None),
    EditionPlan(name="year", kind="collection", title="", sides=None, max_bytes=None, by="year", parts="topics"),
)
SUN = picture("PNG")
ARTICLES = (
    article(corrected=date(2013, 1, 31), byline=("Jo Bloggs", "Ann Ede")),
    article(
        "shore",
        title="متطوعو الشاطئ يستعدون لسنة جديدة",
        published=date(2013, 3, 2),
        language="ar",
        direction="rtl",
        body=ARABIC,
        assets=(),
        standfirst="تقرير قصير عن عمل المتطوعين على امتداد الساحل.",
        byline=("ليلى حداد",),
        tags=("متطوعون", "Mutuals"),
        links=(),
    ),
    article(
        "tables",
        title='Tables & pictures: <what> a "phone" shows',
        published=date(2013, 3, 1),
        standfirst="",
        byline=(),
        tags=(),
        body=WIDE_TABLE
        + figure(SUN, "A sun")
        + '<p>See <a href="article:tides#numbers">the other one</a> and <a href="article:x">x</a>.</p>',
        assets=(SUN,),
        links=(),
    ),
    article("code", title="How the tide is worked out", published=date(2013, 2, 20), body=CODE, assets=(), byline=()),
    article(
        "bare",
        title="Bare",
        published=date(2012, 1, 1),
        body="",
        standfirst="",
        byline=(),
        tags=(),
        links=(),
        assets=(),
    ),
)


STYLE = house_style()
TODAY = date(2013, 4, 1)
"""The day on which archives are made here."""


@dataclass(frozen=True, eq=False)
class Made:
    """What the press made for an archive."""

    files: dict[str, bytes]
    order: tuple[str, ...]
    problems: tuple[Problem, ...]

    def text(self, path: str) -> str:
        """A file's text."""
        return self.files[path].decode()

    def write(self, folder: Path) -> Path:
        """Lay the archive out on disk."""
        sums = {}
        for path in self.order:
            put(ArchiveFile(path=path, content=self.files[path]), folder)
            sums[path] = hashlib.sha256(self.files[path]).hexdigest()
        seal(folder, sums)
        return folder


@lru_cache(maxsize=2)
def shelved(articles: tuple[Article, ...] = ARTICLES) -> tuple[tuple[Holding, ...], tuple[ArchiveFile, ...]]:
    """Every edition of the articles, really made."""
    orders = press.plan(press.compose(PUBLICATION, PLANS, articles), house_style(), pages=False)
    holdings: list[Holding] = []
    files: list[ArchiveFile] = []
    with TemporaryDirectory() as folder:
        shelf = Shelf(place=Path(folder), tools="")
        finished: list[tuple[Order, Shelfmark]] = []
        for order, mark, problems in press.render(orders, shelf, jobs=2):
            assert mark is not None, problems
            finished.append((order, mark))

        def fetched(_: Order, mark: Shelfmark) -> Artifact:
            artifact = press.fetch(mark, shelf)
            assert artifact is not None
            return artifact

        for _, _, _, shelved in press.shelve(finished, shelf, fetched, jobs=2):
            assert not isinstance(shelved, Problem)
            held, more = shelved
            holdings.append(held)
            files.extend(more)
    # In the order of their names: they are done in any.
    return tuple(sorted(holdings, key=lambda held: held.path)), tuple(sorted(files, key=lambda file: file.path))


@lru_cache(maxsize=8)
def archive(
    publication: Publication = PUBLICATION,
    articles: tuple[Article, ...] = ARTICLES,
    former: Made | None = None,
    style: HouseStyle = STYLE,
) -> Made:
    """The archive of the articles, after a former one; the holdings are those of the stock articles throughout."""
    holdings, files = shelved()
    past = receipts.read(former.files["receipt.json"]) if former else None
    old = receipts.absent(past, articles) if past else ()
    more, problems = press.catalogue(
        publication,
        style,
        articles,
        [held for held in holdings if set(held.articles) & {one.slug for one in articles}],
        inputs=(("source/publication.toml", "0" * 64),),
        former=past,
        index=former.files.get if former else lambda _: None,
        pages={path: former.files[path] for path in old} if former else {},
        today=TODAY,
    )
    every = (*files, *more)
    return Made(
        files=(dict(former.files) if former else {}) | {file.path: file.content for file in every},
        order=tuple(dict.fromkeys(file.path for file in every)),
        problems=problems,
    )


def many(count: int) -> tuple[tuple[Holding, ...], tuple[Paper, ...]]:
    """What a receipt lists of `count` articles with a briefing each, a day apart."""
    first = date(2012, 1, 1).toordinal()
    papers = tuple(
        Paper(
            slug=f"news-{number}",
            title=f"News item {number}",
            published=date.fromordinal(first + number),
            corrected=None,
            language="en-GB",
            direction="ltr",
            standfirst="",
            byline=(),
            tags=("news",),
            sha256=f"{number:064x}",
        )
        for number in range(count)
    )
    holdings = tuple(
        Holding(
            path=f"editions/briefing/{paper.slug}.pdf",
            sha256=paper.sha256,
            bytes=1000,
            media_type="application/pdf",
            pages=1,
            edition="briefing",
            kind="briefing",
            slug=paper.slug,
            identifier=identifier(PUBLICATION, "briefing", paper.slug),
            title=paper.title,
            issued=paper.published,
            modified=paper.published,
            language="en-GB",
            direction="ltr",
            position="",
            articles=(paper.slug,),
            thumbnail=f"thumbnails/briefing/{paper.slug}-pdf.jpg",
            cover=f"thumbnails/briefing/{paper.slug}-pdf.jpg",
        )
        for paper in papers
    )
    return holdings, papers


def inventory_of(holdings: tuple[Holding, ...], papers: tuple[Paper, ...], publication: Publication = WEB) -> Inventory:
    """What a first archive of these lists."""
    held = receipts.grow(
        None,
        publication=publication,
        tools=(),
        inputs=(),
        validators=(),
        holdings=holdings,
        papers=papers,
        today=TODAY,
    )
    return take_inventory(held, publication)
