"""Feeds for readers of news: Atom (RFC 4287) and JSON Feed 1.1, each article in full with its files as enclosures.

Both hold what is newest; of the Atom feed full pages with all that came before it are kept (RFC 5005), of which what is
new changes none. Addresses are absolute when the
publication has one on the web. Without, they are as seen from the feed, which a reader of a copy on disk understands.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from html import escape
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from publish.catalogue.inventory import Entry, Inventory, address
from publish.catalogue.opds import moment
from publish.editions.compose import identifier
from publish.model import ArchiveFile, Article
from publish.value import Value, encode, to_json

ATOM, JSON = "feeds/atom.xml", "feeds/feed.json"


class Document(Value):
    """A feed as it is read: what is newest, or a full page of what came before."""

    path: str
    entries: tuple[Entry, ...]
    before: str = ""
    """The path of the page of what came before that; empty when there is none."""
    after: str = ""
    """The same of what came after; empty for the feed itself."""
    digest: str = ""
    """Of what a full page holds."""


def documents(inventory: Inventory, listed: Iterable[str] = ()) -> tuple[Document, ...]:
    """The feed itself, the last one, after the full pages of what came before, as RFC 5005 has them.

    A page is filled with what came, in its order: it changes no more, unless something on it is corrected or taken
    back; then its place stays empty. The feed itself has what is on none, and what is newest or has changed. A page
    that is `listed`, and that too little is left for, is there without entries.
    """
    places: dict[tuple[date, str], Entry | None] = {
        (entry.came, entry.identifier): entry for entry in inventory.as_they_came
    }
    house = inventory.publication
    places |= {
        (paper.arrived or paper.published, identifier(house, "articles", paper.born or paper.slug)): None
        for paper in inventory.withdrawn
    }
    came = [places[key] for key in sorted(places)]
    parts = [tuple(filter(None, came[start : start + FULL])) for start in range(0, len(came) - FULL + 1, FULL)]
    count = max([len(parts), *(int(found[1]) for path in listed if (found := _FULL.fullmatch(path)))])
    parts += [()] * (count - len(parts))
    paths = [*(f"feeds/atom-{number}.xml" for number in range(1, count + 1)), ATOM]
    full = [
        Document(
            path=path,
            entries=part,
            before=paths[at - 1] if at else "",
            after=paths[at + 1],
            digest=_digest(part, paths[at + 1]),
        )
        for at, (path, part) in enumerate(zip(paths, parts, strict=False))
    ]
    rest = {entry.identifier for entry in (*inventory.everything[:FULL], *came[count * FULL :]) if entry}
    newest = tuple(entry for entry in inventory.everything if entry.identifier in rest)
    return (*full, Document(path=ATOM, entries=newest, before=paths[-2] if full else ""))


_FULL = re.compile(r"feeds/atom-(\d+)\.xml")
FULL = 25
"""Entries on a full page of a feed, and fewest in the feed itself where there are as many."""


def _digest(entries: Iterable[Entry], after: str) -> str:
    held = hashlib.sha256(after.encode())
    for one in entries:
        held.update(encode((one.identifier, one.paper and one.paper.sha256, one.title, one.modified, one.page)))
        held.update(encode([(each.path, each.sha256) for each in one.downloads]))
    return held.hexdigest()[:32]


def files(inventory: Inventory, documents: Iterable[Document], bodies: Mapping[str, str]) -> Iterator[ArchiveFile]:
    """The `documents`; `bodies` are the articles in HTML, by slug, with addresses as a file in feeds/ needs them."""
    for document in documents:
        yield ArchiveFile(path=document.path, content=_atom(inventory, document, bodies))
        if document.path == ATOM:
            yield ArchiveFile(path=JSON, content=_json(inventory, document.entries, bodies))


def entry(article: Article, body: str, words: Mapping[str, str], reach: Callable[[str], str]) -> str:
    """An article in full, in HTML: feed readers show an entry's content and not its summary.

    `reach` gives the address of a file of the archive, `words` are the style's in the article's language.
    """
    parts = []
    if article.standfirst:
        parts.append(f"<p><strong>{escape(article.standfirst)}</strong></p>")
    if article.picture:
        source, alt = reach(f"pictures/{article.picture.asset.name}"), article.picture.alt
        caption = f"<figcaption>{article.picture.caption}</figcaption>" if article.picture.caption else ""
        parts.append(f'<figure><img src="{escape(source)}" alt="{escape(alt)}">{caption}</figure>')
    parts.append(body)
    if article.links:
        links = "".join(f'<li><a href="{escape(link.url)}">{escape(link.title)}</a></li>' for link in article.links)
        parts.append(f"<h2>{escape(words['find_out_more'])}</h2><ul>{links}</ul>")
    return "\n".join(parts)


def kept(article: str, page: str, reach: Callable[[str], str]) -> str:
    """The same from an article as it stands on its page of the archive: without its head, its addresses led anew."""
    root = html.fragment_fromstring(article)
    for head in root.xpath(".//*[contains(@class, 'credit') and self::p] | .//ul[@class='tags'] | .//h1"):
        head.drop_tree()
    for name in ("src", "href"):
        for element in root.xpath(f".//*[@{name}]"):
            element.set(name, _from_page(element.get(name), page, reach))
    for element in root.xpath(".//*[@srcset]"):
        del element.attrib["srcset"]
    return "".join(html.tostring(child, encoding="unicode") for child in root).strip()


def _from_page(href: str, page: str, reach: Callable[[str], str]) -> str:
    """An address as it stands on a page of the archive, as the feed has it; one that leads elsewhere as it is."""
    if urlsplit(href).scheme or href.startswith("//"):
        return href
    path, mark, place = href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
    return reach(target) + mark + place


def slugs(documents: Iterable[Document]) -> frozenset[str]:
    """The slugs of the articles that the documents hold."""
    return frozenset(entry.paper.slug for document in documents for entry in document.entries if entry.paper)


_NS = "http://www.w3.org/2005/Atom"


_HISTORY = "http://purl.org/syndication/history/1.0"
"""RFC 5005: a full page says that it is one, and leads to the feed itself and to those beside it."""


def _atom(inventory: Inventory, document: Document, bodies: Mapping[str, str]) -> bytes:
    house, here = inventory.publication, document.path
    space = {None: _NS, "fh": _HISTORY} if document.after else {None: _NS}
    top = etree.Element(f"{{{_NS}}}feed", {_LANG: house.language}, nsmap=space)

    def add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str) -> etree._Element:
        element = etree.SubElement(parent, f"{{{_NS}}}{name}", attributes)
        element.text = text
        return element

    add(top, "id", identifier(house, "feed"))
    add(top, "title", house.title)
    if house.strapline:
        add(top, "subtitle", house.strapline)
    add(top, "updated", moment(max((entry.modified for entry in document.entries), default=inventory.modified)))
    if document.after:
        etree.SubElement(top, f"{{{_HISTORY}}}archive")
    beside = (("prev-archive", document.before), ("next-archive", document.after if document.after != ATOM else ""))
    ways = (("self", here), ("current", ATOM if document.after else ""), *beside)
    for rel, path in ways:
        if path:
            add(top, "link", rel=rel, type="application/atom+xml", href=address(house, path, here))
    add(top, "link", rel="alternate", type="text/html", href=address(house, "index.html", ATOM))
    add(add(top, "author"), "name", house.organisation)
    if house.rights:
        add(top, "rights", house.rights)
    for item in document.entries:
        entry = add(top, "entry")
        entry.set(_LANG, item.language)
        add(entry, "id", item.identifier)
        add(entry, "title", item.title)
        add(entry, "published", moment(item.published))
        add(entry, "updated", moment(item.modified))
        for name in item.authors:
            add(add(entry, "author"), "name", name)
        for tag in item.tags:
            add(entry, "category", term=tag)
        add(
            entry, "link", rel="alternate", type="text/html", href=address(house, item.page or "collections.html", ATOM)
        )
        for held in item.downloads:
            href = address(house, held.path, ATOM)
            add(entry, "link", rel="enclosure", type=held.media_type, length=str(held.bytes), href=href)
        if item.rights != house.rights:
            add(entry, "rights", item.rights)
        if item.summary:
            add(entry, "summary", item.summary)
        if item.paper and item.paper.slug in bodies:
            add(entry, "content", bodies[item.paper.slug], type="html")
    return bytes(etree.tostring(top, encoding="utf-8", xml_declaration=True, pretty_print=True))


_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _json(inventory: Inventory, entries: tuple[Entry, ...], bodies: Mapping[str, str]) -> bytes:
    house = inventory.publication
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": house.title,
        **({"description": house.strapline} if house.strapline else {}),
        "home_page_url": address(house, "index.html", JSON),
        "feed_url": address(house, JSON, JSON),
        "language": house.language,
        "authors": [{"name": house.organisation}],
        "items": [
            {
                "id": item.identifier,
                "url": address(house, item.page or "collections.html", JSON),
                "title": item.title,
                **({"summary": item.summary} if item.summary else {}),
                **_content(item, bodies),
                "date_published": moment(item.published),
                "date_modified": moment(item.modified),
                "language": item.language,
                "authors": [{"name": name} for name in item.authors or (house.organisation,)],
                **({"tags": list(item.tags)} if item.tags else {}),
                "attachments": [
                    {
                        "url": address(house, held.path, JSON),
                        "mime_type": held.media_type,
                        "title": held.title,
                        "size_in_bytes": held.bytes,
                    }
                    for held in item.downloads
                ],
            }
            for item in entries
        ],
    }
    return to_json(feed, indent=1)


def _content(item: Entry, bodies: Mapping[str, str]) -> dict[str, str]:
    """JSON Feed 1.1: an item has content, as HTML or as text."""
    if item.paper and item.paper.slug in bodies:
        return {"content_html": bodies[item.paper.slug]}
    return {"content_text": item.summary or item.title}
