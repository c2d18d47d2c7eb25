"""The archive's pages for people: the front, years, topics, collections, the search, who has checked it, each article.

They read without a script and from a disk: all addresses are as seen from the page itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from urllib.parse import quote, unquote

from publish.base.language import counters, day, month
from publish.catalogue.body import SIZES, srcset, web
from publish.catalogue.inventory import Entry, Inventory
from publish.catalogue.receipt import Holding
from publish.editions import gathering
from publish.media import colour
from publish.model import ArchiveFile, Article, HouseStyle, Publication
from publish.style import galley, policy
from publish.style.sandbox import any_number
from publish.value import Value, replace

FIRST = 12
"""Articles on the front page."""

FREQUENT = 18
"""Topics on the front page: those with the most articles."""

_CLAIM = "accessibility.html"
"""The page that says who has checked what; there is none where nobody has, or a style has no template for it."""

LOOK = "look/archive.css"
TINT, NIGHT, NIGHT_TINT = "#f5f4f0", "#15171a", "#1f2226"
"""Grounds of a page: what stands out from white by day; paper and what stands out from it by night."""


class Group(Value):
    """Entries under one heading of a list."""

    title: str
    entries: tuple[Entry, ...]


def files(
    inventory: Inventory, articles: Sequence[Article], style: HouseStyle, kept: Mapping[str, str]
) -> Iterator[ArchiveFile]:
    """Every page. Articles that are no longer read have what is `kept` of their pages, by slug, in a page of today.

    Raises ValueError when an article's body is not well-formed.
    """
    house = inventory.publication
    say = galley.words(style, house.language)
    language = house.language

    def page(path: str, template: str, title: str, /, **values: object) -> ArchiveFile:
        html = galley.typeset(
            f"archive/{template}",
            style,
            here=path,
            to=partial(_to, path),
            title=title,
            inventory=inventory,
            language=language,
            direction=house.direction,
            size=size,
            kind=partial(_kind, say),
            **{"publication": house, **values},
        )
        return ArchiveFile(path=path, content=policy.held_to(html, policy.ARCHIVE).encode())

    by_month = partial(_by_month, language=language)
    frequent = sorted(inventory.topics, key=lambda topic: -len(topic.entries))[:FREQUENT]
    yield page("index.html", "home.html", house.title, newest=inventory.articles[:FIRST], frequent=frequent)
    for year in inventory.years:
        yield page(f"years/{year.number}.html", "list.html", str(year.number), groups=by_month(year.entries))
    for topic in inventory.topics:
        groups = _by_year(topic.entries)
        yield page(f"topics/{topic.slug}.html", "list.html", topic.label, groups=groups)
    if inventory.topics:
        yield page("topics.html", "topics.html", say["topics"])
    if inventory.collections:
        yield page("collections.html", "collections.html", say["collections"])
    yield page("search.html", "search.html", say["search"])
    if house.certificate is not None and any(file.name == f"archive/{_CLAIM}" for file in style.files):
        claim = say["accessibility_claim"].replace("{name}", str(house.certificate.checked_by))
        claim = claim.replace("{date}", day(house.certificate.checked_on, language))
        claim = claim.replace("{standard}", house.certificate.standard)
        yield page(_CLAIM, _CLAIM, say["accessibility"], claim=claim)
    yield from _of_articles(page, inventory, articles, style, kept)
    if any(file.name == "archive/gone.html" for file in style.files):
        for paper in inventory.withdrawn:
            said = say["withdrawn"].replace("{day}", day(paper.withdrawn or paper.published, language))
            yield page(f"articles/{paper.slug}.html", "gone.html", said, reason=paper.reason, target="")
        for old, now in sorted(inventory.moved.items()):
            target = f"articles/{now}.html"
            yield page(f"articles/{old}.html", "gone.html", say["moved"], reason="", target=target)


def _of_articles(
    page: Callable[..., ArchiveFile],
    inventory: Inventory,
    articles: Sequence[Article],
    style: HouseStyle,
    kept: Mapping[str, str],
) -> Iterator[ArchiveFile]:
    """The page of each article, as `page` makes one."""
    house = inventory.publication
    texts = {article.slug: article for article in articles}
    volumes = _volumes(inventory)
    slugs = frozenset(entry.paper.slug for entry in inventory.articles if entry.paper)
    slugs_of_topics = {gathering.topic(topic.label): topic.slug for topic in inventory.topics}
    can_keep = any(file.name == "archive/kept.html" for file in style.files)
    for number, entry in enumerate(inventory.articles):
        slug = entry.paper.slug if entry.paper else ""
        around = {
            "entry": entry,
            "publication": house if entry.rights == house.rights else replace(house, rights=entry.rights),
            "newer": inventory.articles[number - 1] if number else None,
            "older": inventory.articles[number + 1] if number + 1 < len(inventory.articles) else None,
            "held_in": volumes.get(slug, []),
        }
        if article := texts.get(slug):
            own = galley.words(style, article.language)
            yield page(
                entry.page,
                "article.html",
                entry.title,
                **around,
                article=article,
                own=own,
                body=web(article, slugs, own, partial(_to, entry.page), narrow=True),
                srcset=srcset(article.picture.asset, partial(_to, entry.page)) if article.picture else "",
                picture_sizes=SIZES,
                changed=bool(entry.paper and entry.paper.former),
                topics=[
                    (tag, slugs_of_topics[key])
                    for key, tag in {gathering.topic(tag): tag for tag in reversed(article.tags)}.items()
                ][::-1],
            )
        elif slug in kept and can_keep:
            yield page(entry.page, "kept.html", entry.title, **around, kept=kept[slug])


def led_on(inventory: Inventory, style: HouseStyle, leads: Mapping[str, str]) -> Iterator[ArchiveFile]:
    """Pages in the place of lists that are made no longer, as of a topic that nothing has any more: they lead on."""
    say = galley.words(style, inventory.publication.language)
    for path, target in leads.items():
        html = galley.typeset(
            "archive/gone.html",
            style,
            here=path,
            to=partial(_to, path),
            title=say["moved"],
            publication=inventory.publication,
            inventory=inventory,
            language=inventory.publication.language,
            direction=inventory.publication.direction,
            reason="",
            target=target,
        )
        yield ArchiveFile(path=path, content=policy.held_to(html, policy.ARCHIVE).encode())


def _volumes(inventory: Inventory) -> dict[str, list[Entry]]:
    """The collections that hold an article, by its slug."""
    volumes: dict[str, list[Entry]] = {}
    for collection in inventory.collections:
        for slug in collection.downloads[0].articles:
            volumes.setdefault(slug, []).append(collection)
    return volumes


def cut_out(page: bytes) -> str:
    """The article itself from a page as it was written; empty when there is none in it.

    An article's own text holds no element of that name: the reader makes others of them.
    """
    text = page.decode("utf-8", "replace")
    start, end = text.find("<article "), text.find("</article>")
    return text[start : end + len("</article>")] if 0 <= start < end else ""


def led_nowhere(article: str, there: Collection[str]) -> str:
    """An article as it stands on its page, its links to others that are not `there` any more, by slug, words alone."""
    return _TO_ANOTHER.sub(lambda found: found[0] if unquote(found[1]) in there else found[2], article)


_TO_ANOTHER = re.compile(r'<a (?:[^>]*? )?href="([^"/:#?]+)\.html(?:#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)

_BESIDE = ("by", "corrected", "changed", "find_out_more", "notes", "back_to_text", "table", "source", "note_call")
"""Words of an article's own language that its page shows beside it."""


def texts(publication: Publication, style: HouseStyle, articles: Iterable[Article]) -> Iterator[str]:
    """Every text that the pages show, in no order: what their typefaces must have letters for."""
    house = publication.contact
    yield from (publication.title, publication.organisation, publication.strapline, publication.rights)
    yield publication.registration
    yield from (house.name, *house.address, *galley.words(style, publication.language).values())
    for article in articles:
        yield from (
            article.body,
            counters.signs(article.body),
            article.title,
            article.standfirst,
            *article.byline,
            *article.tags,
            article.rights,
        )
        yield from (link.title for link in article.links)
        yield from (day(article.published, language) for language in (article.language, publication.language))
        own = galley.words(style, article.language)
        yield from (own.get(name, "") for name in _BESIDE)


def stylesheet(publication: Publication, style: HouseStyle, font_faces: str) -> ArchiveFile:
    """The stylesheet of all pages; `font_faces` are the rules that name the brand's typefaces."""
    brand = publication.brand
    css = galley.typeset(
        "archive/archive.css",
        style,
        brand=brand,
        font_faces=font_faces,
        quoted=_quoted,
        tint=TINT,
        ink=colour.readable(brand.colour, TINT),
        night=NIGHT,
        night_tint=NIGHT_TINT,
        night_ink=colour.readable(brand.colour, NIGHT_TINT),
    )
    return ArchiveFile(path=LOOK, content=css.encode())


def _quoted(text: str) -> str:
    """A text as a CSS string."""
    return '"' + "".join(c if c.isalnum() or c in " -_." else f"\\{ord(c):x} " for c in text) + '"'


def script(style: HouseStyle) -> ArchiveFile:
    """What makes the search work, as it lies in the style."""
    return ArchiveFile(path="look/search.js", content=galley.stylesheet("archive/search.js", style).encode())


def sitemap(inventory: Inventory, paths: Sequence[str]) -> Iterator[ArchiveFile]:
    """sitemap.xml (sitemaps.org 0.9), which takes absolute addresses only: none when the archive has no address.

    Where there are more pages than one may list it lists others: in these are articles as they came, and lists last.
    """
    base, newest = inventory.publication.archive, inventory.modified
    if not base:
        return
    days = {entry.page: entry.modified for entry in inventory.as_they_came if entry.page}
    days |= {path: newest for path in sorted(paths) if path not in days}
    pages = list(days.items())
    if len(pages) <= MOST_PAGES:
        yield _mapped("sitemap.xml", "urlset", "url", base, sorted(pages))
        return
    parts = []
    for number, start in enumerate(range(0, len(pages), MOST_PAGES), start=1):
        part = pages[start : start + MOST_PAGES]
        parts.append((f"sitemap-{number}.xml", max(day for _, day in part)))
        yield _mapped(parts[-1][0], "urlset", "url", base, part)
    yield _mapped("sitemap.xml", "sitemapindex", "sitemap", base, parts)


MOST_PAGES = 50_000
"""That one file may list (sitemaps.org)."""


def _mapped(path: str, name: str, each: str, base: str, listed: Iterable[tuple[str, date]]) -> ArchiveFile:
    lines = "".join(
        f"<{each}><loc>{base}/{quote(one)}</loc><lastmod>{when.isoformat()}</lastmod></{each}>\n"
        for one, when in listed
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{_SITEMAP}">\n{lines}</{name}>\n'
    return ArchiveFile(path=path, content=text.encode())


_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@any_number
def size(number: int) -> str:
    """A number of bytes for people: `84 kB`, `1.2 MB`."""
    return f"{number / 1e6:.1f} MB" if number >= 950_000 else f"{max(1, round(number / 1e3))} kB"


def _to(here: str, path: str) -> str:
    """The address of a file of the archive as seen from another."""
    folder = posixpath.dirname(here) or "."
    return posixpath.relpath(quote(path), folder)


def _kind(words: Mapping[str, str], held: Holding) -> str:
    """What a file is called where it is offered."""
    return words.get("kind_" + held.kind.replace("-", "_"), held.edition)


def _by_month(entries: Sequence[Entry], *, language: str) -> list[Group]:
    return _groups(entries, lambda entry: month(entry.published, language))


def _by_year(entries: Sequence[Entry]) -> list[Group]:
    return _groups(entries, lambda entry: str(entry.published.year))


def _groups(entries: Sequence[Entry], key: Callable[[Entry], str]) -> list[Group]:
    return [Group(title=title, entries=tuple(members)) for title, members in groupby(entries, key)]
