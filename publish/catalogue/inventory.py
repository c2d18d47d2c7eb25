"""The inventory says what an archive holds, in the orders in which pages, feeds and catalogues list it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal
from urllib.parse import quote

from publish.base.language import icu, period
from publish.catalogue.receipt import Holding, Paper, Receipt
from publish.editions import gathering, kinds
from publish.editions.compose import identifier, stated
from publish.model import Publication, Text
from publish.value import Value

MANY = 100
"""Entries on one page of a catalogue (OPDS 1.2 gives no number; apps load each page at once)."""


class Entry(Value):
    """Something to be read, with every form in which it can be had."""

    identifier: str
    title: Text
    page: str
    """The archive's page for it; empty for a collection, which has none."""
    authors: tuple[Text, ...]
    published: date
    came: date
    """The day it came into the archive, or was published where it was there from the first."""
    modified: date
    language: str
    direction: Literal["ltr", "rtl"]
    summary: Text
    tags: tuple[Text, ...]
    position: str
    downloads: tuple[Holding, ...]
    """The first is the one to offer first."""
    paper: Paper | None
    """The article that it is; None for a collection."""
    rights: Text = ""
    months: Text = ""
    """The months that a collection spans, in its language; empty for an article."""
    outdated: tuple[str, ...] = ()
    """The paths of downloads that were made before the last change of its words."""

    @property
    def cover(self) -> str:
        """The path of a picture of it; empty when there is none."""
        return next((held.cover for held in self.downloads if held.cover), "")

    @property
    def thumbnail(self) -> str:
        """The path of a small picture of it; empty when there is none."""
        return next((held.thumbnail for held in self.downloads if held.thumbnail), "")

    @property
    def drawn(self) -> str:
        """The path of its cover as an SVG; empty when there is none."""
        return next((held.drawn for held in self.downloads if held.drawn), "")


class Topic(Value):
    """A tag, in whichever form (`gathering.topic`), with what has it."""

    slug: str
    label: Text
    entries: tuple[Entry, ...]


class Year(Value):
    """A year with what was published in it."""

    number: int
    entries: tuple[Entry, ...]


class Inventory(Value):
    """All entries, the newest first."""

    publication: Publication
    articles: tuple[Entry, ...]
    collections: tuple[Entry, ...]
    years: tuple[Year, ...]
    topics: tuple[Topic, ...]
    """By their labels."""
    withdrawn: tuple[Paper, ...] = ()
    """What was taken back, by slugs."""
    moved: Mapping[str, str] = {}
    """The slugs that articles had before, each with today's."""

    @property
    def everything(self) -> tuple[Entry, ...]:
        """Articles and collections together, by the day they came or changed."""
        return tuple(sorted((*self.articles, *self.collections), key=_arrived))

    @property
    def as_they_came(self) -> tuple[Entry, ...]:
        """The same by the day they came, the first one first: nothing comes before what is there."""
        return tuple(sorted((*self.articles, *self.collections), key=lambda entry: (entry.came, entry.identifier)))

    @property
    def modified(self) -> date:
        """The day of the newest thing in it."""
        return max((entry.modified for entry in self.everything), default=date.min)


def take_inventory(receipt: Receipt, publication: Publication) -> Inventory:
    """Everything that the receipt lists, put in order."""
    downloads: dict[str, list[Holding]] = {}
    collections: dict[str, list[Holding]] = {}
    for held in receipt.holdings:
        if held.superseded:
            continue
        if (kind := kinds.find(held.kind)) and kind.collects:
            collections.setdefault(held.identifier, []).append(held)
        elif len(held.articles) == 1:
            downloads.setdefault(held.articles[0], []).append(held)
    papers = {paper.slug: paper for paper in receipt.papers}
    slugs = gathering.topics((tag for paper in receipt.papers for tag in paper.tags), receipt.topics)
    articles = sorted(
        (
            _article(paper, _offered(downloads.get(paper.slug, ()), papers), publication)
            for paper in receipt.papers
            if not paper.withdrawn
        ),
        key=_newest,
    )
    newest = max((entry.published for entry in articles), default=date.min)
    return Inventory(
        publication=stated(publication, newest),
        articles=tuple(articles),
        collections=tuple(
            sorted(
                (_collection(_offered(held, papers), papers, publication) for held in collections.values()), key=_newest
            )
        ),
        years=tuple(
            Year(number=number, entries=tuple(entry for entry in articles if entry.published.year == number))
            for number in sorted({entry.published.year for entry in articles}, reverse=True)
        ),
        topics=_topics(articles, publication.language, slugs),
        withdrawn=tuple(paper for paper in receipt.papers if paper.withdrawn),
        moved=receipt.moved,
    )


def _newest(entry: Entry) -> tuple[int, str, str]:
    return -entry.published.toordinal(), entry.title, entry.identifier


def _arrived(entry: Entry) -> tuple[int, int, str, str]:
    return -max(entry.published, entry.modified).toordinal(), *_newest(entry)


def outdated(held: Holding, papers: Mapping[str, Paper]) -> bool:
    """Whether a finished file was made from other words than its articles have now."""
    made_of = zip(held.articles, held.revisions, strict=False)
    return any(slug in papers and papers[slug].revision != revision for slug, revision in made_of)


def _offered(held: Iterable[Holding], papers: Mapping[str, Paper]) -> tuple[Holding, ...]:
    """What is held as it is offered: made from today's words first, of a kind that is no longer installed last."""
    first = {name for name, kind in kinds.known().items() if kind.offered}
    return tuple(
        sorted(
            held,
            key=lambda one: (outdated(one, papers), one.kind not in first, one.edition != one.kind, one.path),
        )
    )


def _article(paper: Paper, downloads: tuple[Holding, ...], publication: Publication) -> Entry:
    return Entry(
        identifier=identifier(publication, "articles", paper.born or paper.slug),
        title=paper.title,
        page=f"articles/{paper.slug}.html",
        authors=paper.byline,
        published=paper.published,
        came=paper.arrived or paper.published,
        modified=paper.modified,
        language=paper.language,
        direction=paper.direction,
        summary=paper.standfirst,
        tags=paper.tags,
        position="",
        rights=stated(publication, paper.published, paper.rights).rights,
        downloads=downloads,
        paper=paper,
        outdated=tuple(held.path for held in downloads if outdated(held, {paper.slug: paper})),
    )


def _collection(held: tuple[Holding, ...], papers: dict[str, Paper], publication: Publication) -> Entry:
    first = held[0]
    held_in = [papers[slug] for slug in first.articles if slug in papers]
    titles = [paper.title for paper in held_in]
    days = [paper.published for paper in held_in] or [first.issued]
    return Entry(
        identifier=first.identifier,
        title=first.title,
        page="",
        authors=(),
        published=first.begun or first.issued,
        came=first.begun or first.issued,
        modified=first.modified,
        language=first.language,
        direction=first.direction,
        summary=" · ".join((*titles[:6], *("…",)[: len(titles) > 6])),
        tags=(),
        position=first.position,
        rights=stated(publication, first.issued).rights,
        downloads=held,
        paper=None,
        months=period(min(days), max(days), first.language),
    )


def _topics(articles: Iterable[Entry], language: str, slugs: Mapping[str, str]) -> tuple[Topic, ...]:
    """Each topic under the form that its tag was first published in, at the address that it was given."""
    labels: dict[str, str] = {}
    tagged: dict[str, list[Entry]] = {}
    for entry in sorted(articles, key=lambda entry: (entry.published, entry.page)):
        for tag in entry.tags:
            labels.setdefault(gathering.topic(tag), tag)
    for entry in articles:
        for key in dict.fromkeys(map(gathering.topic, entry.tags)):
            tagged.setdefault(key, []).append(entry)
    order = icu.collation(language)
    keys = sorted(labels, key=lambda key: order(labels[key]))
    return tuple(Topic(slug=slugs[key], label=labels[key], entries=tuple(tagged[key])) for key in keys)


def address(publication: Publication, path: str, seen_from: str) -> str:
    """The address of a file of the archive: absolute when the publication has one, else as seen from another file."""
    safe = quote(path)
    return (
        f"{publication.archive}/{safe}"
        if publication.archive
        else posixpath.relpath(safe, seen_from.rpartition("/")[0] or ".")
    )
