"""Feeds for readers of news: Atom (RFC 4287) and JSON Feed 1.1, each article in full with its files as enclosures.

Both hold the newest hundred things; the archive's catalogue leads to the rest. Addresses are absolute when the
publication has one on the web. Without, they are as seen from the feed, which a reader of a copy on disk understands.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping
from html import escape
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from publish.catalogue.inventory import MANY, Entry, Inventory, address
from publish.catalogue.opds import moment
from publish.editions.compose import identifier
from publish.model import ArchiveFile, Article

ATOM, JSON = "feeds/atom.xml", "feeds/feed.json"


def files(inventory: Inventory, bodies: Mapping[str, str]) -> Iterator[ArchiveFile]:
    """The feeds; `bodies` are the articles in HTML, by slug, with addresses as a file in feeds/ needs them."""
    newest = inventory.everything[:MANY]
    yield ArchiveFile(path=ATOM, content=_atom(inventory, newest, bodies))
    yield ArchiveFile(path=JSON, content=_json(inventory, newest, bodies))


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


def newest(inventory: Inventory) -> frozenset[str]:
    """The slugs of the articles that the feeds hold."""
    return frozenset(entry.paper.slug for entry in inventory.everything[:MANY] if entry.paper)


_NS = "http://www.w3.org/2005/Atom"


def _atom(inventory: Inventory, entries: tuple[Entry, ...], bodies: Mapping[str, str]) -> bytes:
    house = inventory.publication
    top = etree.Element(f"{{{_NS}}}feed", {_LANG: house.language}, nsmap={None: _NS})

    def add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str) -> etree._Element:
        element = etree.SubElement(parent, f"{{{_NS}}}{name}", attributes)
        element.text = text
        return element

    add(top, "id", identifier(house, "feed"))
    add(top, "title", house.title)
    if house.strapline:
        add(top, "subtitle", house.strapline)
    add(top, "updated", moment(inventory.modified))
    add(top, "link", rel="self", type="application/atom+xml", href=address(house, ATOM, ATOM))
    add(top, "link", rel="alternate", type="text/html", href=address(house, "index.html", ATOM))
    add(add(top, "author"), "name", house.organisation)
    if house.rights:
        add(top, "rights", house.rights)
    for item in entries:
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
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _content(item: Entry, bodies: Mapping[str, str]) -> dict[str, str]:
    """JSON Feed 1.1: an item has content, as HTML or as text."""
    if item.paper and item.paper.slug in bodies:
        return {"content_html": bodies[item.paper.slug]}
    return {"content_text": item.summary or item.title}
