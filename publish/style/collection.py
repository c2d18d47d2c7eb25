"""The galley of each file of a collection's ebook, under the file's name in the EPUB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from publish.base.language import day, icu, names, period
from publish.model import Article, Edition, Galley, HouseStyle, Link
from publish.style.galley import typeset
from publish.style.policy import EBOOK, leaf_held_to
from publish.style.words import words


class PageMark(Protocol):
    """Where a page of the print edition begins: its number, the mark's id, and the part of the article it stands in."""

    @property
    def page(self) -> int: ...  # noqa: D102
    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def part(self) -> str: ...  # noqa: D102


def chapter(
    article: Article,
    edition: Edition,
    style: HouseStyle,
    *,
    body: str,
    links: Iterable[Link],
    marks: Iterable[PageMark] = (),
) -> Galley:
    """An article of a collection; `body` and `links` are the article's own, fit for where they will be read.

    Of the `marks` those in the body are there already.
    """
    return _leaf(
        f"articles/{article.slug}.xhtml",
        "collection/article.xhtml",
        style,
        language=article.language,
        direction=article.direction,
        title=article.title,
        article=article,
        body=body,
        links=tuple(links),
        marks=tuple(marks),
        edition=edition,
    )


def preliminaries(
    edition: Edition, style: HouseStyle, *, pages: Mapping[str, Sequence[PageMark]] = MappingProxyType({})
) -> tuple[Galley, ...]:
    """What stands before the articles of a collection: cover, title page with the imprint, contents, what is new.

    `pages` are those of the print editions, by the article's slug, for the list of pages.
    """
    own = words(style, edition.language)
    titles = {"cover": own["cover"], "imprint": edition.title, "contents": own["contents"]}
    if edition.since:
        titles["new"] = own["new_since"].replace("{day}", day(edition.since, edition.language))
    return tuple(
        _leaf(
            f"{name}.xhtml",
            f"collection/{name}.xhtml",
            style,
            language=edition.language,
            direction=edition.direction,
            title=title,
            edition=edition,
            months=months(edition),
            sections=sections(edition, style),
            people=authors(edition),
            pages=pages,
        )
        for name, title in titles.items()
    )


class Section(NamedTuple):
    """What stands under one heading of the contents."""

    name: str
    """The part page's file; empty when the collection has no parts."""
    title: str
    articles: tuple[Article, ...]


def sections(edition: Edition, style: HouseStyle) -> tuple[Section, ...]:
    """A collection's parts with their articles; one without heading when it has no parts."""
    by_slug = {article.slug: article for article in edition.articles}
    other = words(style, edition.language)["other_topics"]
    parts = (
        Section(
            f"parts/part-{number}.xhtml", part.title or other, tuple(by_slug[s] for s in part.articles if s in by_slug)
        )
        for number, part in enumerate(edition.parts, 1)
    )
    return tuple(part for part in parts if part.articles) or (Section("", "", edition.articles),)


def part(section: Section, edition: Edition, style: HouseStyle) -> Galley:
    """The page that opens a part of a collection."""
    return _leaf(
        section.name,
        "collection/part.xhtml",
        style,
        language=edition.language,
        direction=edition.direction,
        title=section.title,
        section=section,
        edition=edition,
    )


def authors(edition: Edition) -> tuple[tuple[str, tuple[Article, ...]], ...]:
    """Everyone who wrote something in a collection, by the last word of their names, with what they wrote.

    Empty when it is all by one person: an index of one name leads nowhere that the contents do not.
    """
    wrote: dict[str, list[Article]] = {}
    for article in edition.articles:
        for person in dict.fromkeys(article.byline):
            wrote.setdefault(person, []).append(article)
    people = sorted(wrote, key=icu.of_person(edition.language))
    return tuple((person, tuple(wrote[person])) for person in people) if len(people) > 1 else ()


def author_index(edition: Edition, style: HouseStyle) -> Galley:
    """Who wrote what in a collection."""
    return _leaf(
        "authors.xhtml",
        "collection/authors.xhtml",
        style,
        language=edition.language,
        direction=edition.direction,
        title=words(style, edition.language)["authors"],
        people=authors(edition),
        edition=edition,
    )


def colophon(edition: Edition, style: HouseStyle, /, **made: object) -> Galley:
    """How a collection was made: `program`, `typefaces` (their names), `summary` (its accessibility, in English)."""
    return _leaf(
        "colophon.xhtml",
        "collection/colophon.xhtml",
        style,
        language=edition.language,
        direction=edition.direction,
        title=words(style, edition.language)["colophon"],
        edition=edition,
        **made,
    )


def months(edition: Edition) -> str:
    """The months a collection spans, in its language: `July 2012 – January 2014`."""
    days = [article.published for article in edition.articles] or [edition.issued]
    return period(min(days), max(days), edition.language)


def entry(article: Article, language: str) -> str:
    """An article as a line of a table of contents: `A call for evidence · Jo Bloggs · 20 March 2014`."""
    return " · ".join(filter(None, (article.title, names(article.byline, language), day(article.published, language))))


def _leaf(name: str, template: str, style: HouseStyle, /, **values: object) -> Galley:
    html = typeset(template, style, up="../" * name.count("/"), **values)
    return Galley(name=name, html=leaf_held_to(html, EBOOK), assets=(), typefaces=())
