"""Catalogues for reading apps: OPDS 1.2, which all of them read, and OPDS 2.0 beside it.

OPDS 1.2: a catalogue is a tree of Atom feeds, either of navigation or of acquisition, never both; each feed and entry
has an identifier that stays, links say their types in full. OPDS 2.0: the same tree as JSON; a feed has publications or
navigation, and neither is empty. Apps that fetch feeds are picky: nothing optional is left out that calibre writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from lxml import etree

from publish.catalogue.inventory import MANY, Entry, Inventory, address
from publish.editions.compose import identifier
from publish.model import ArchiveFile, Publication, Text
from publish.value import Value, replace, to_json

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/terms/"
OPDS = "http://opds-spec.org/2010/catalog"
SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
THREAD = "http://purl.org/syndication/thread/1.0"

NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
JSON = "application/opds+json"

OPEN = "http://opds-spec.org/acquisition/open-access"


class Feed(Value):
    """A branch of the catalogue: entries to be had, or feeds to go on to."""

    name: str
    """Its path below opds/ without suffix, e.g. `topics/sea`."""
    title: Text
    entries: tuple[Entry, ...] = ()
    feeds: tuple[Feed, ...] = ()
    rel: str = "subsection"

    @property
    def modified(self) -> date:
        """The day of the newest thing below it."""
        days = [entry.modified for entry in self.entries] + [feed.modified for feed in self.feeds]
        return max(days, default=date.min)

    @property
    def count(self) -> int:
        """How many entries or feeds it has."""
        return len(self.entries) or len(self.feeds)


def tree(inventory: Inventory, words: dict[str, str]) -> Feed:
    """The catalogue's root with all that is below it; a branch without anything is not there."""
    topics = tuple(
        Feed(name=f"topics/{topic.slug}", title=topic.label, entries=_to_be_had(topic.entries))
        for topic in inventory.topics
    )
    years = tuple(
        Feed(name=f"years/{year.number}", title=str(year.number), entries=_to_be_had(year.entries))
        for year in inventory.years
    )
    branches = (
        Feed(
            name="newest",
            title=words["newest"],
            entries=_to_be_had(inventory.as_they_came[::-1]),
            rel="http://opds-spec.org/sort/new",
        ),
        Feed(name="collections", title=words["collections"], entries=_to_be_had(inventory.collections)),
        Feed(name="years", title=words["by_year"], feeds=tuple(feed for feed in years if feed.count)),
        Feed(name="topics", title=words["topics"], feeds=tuple(feed for feed in topics if feed.count)),
    )
    return Feed(name="index", title=inventory.publication.title, feeds=tuple(feed for feed in branches if feed.count))


def files(
    inventory: Inventory,
    words: dict[str, str],
    listed: Iterable[str] = (),
    leads: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[ArchiveFile]:
    """Both catalogues, each feed in as many pages as it needs.

    At the address of a feed that is `listed` and made no longer stands the one that it has come to, as its page in
    HTML `leads` on; else the one above it.
    """
    root = tree(inventory, words)
    made = {page.name: page for feed in _walk(root) for page in _pages(feed)}
    gone = {path[len("opds/") :].rpartition(".")[0] for path in listed if path.startswith("opds/")} - made.keys()
    for name in sorted(gone):
        first = name.partition("_")[0]
        target = leads.get(f"{first}.html", "").removesuffix(".html")
        now = (
            made.get(f"{first}_1")
            or made.get(first)
            or made.get(target)
            or made.get(first.partition("/")[0])
            or made[root.name]
        )
        made[name] = replace(now, here=name)
    for name, page in made.items():
        yield ArchiveFile(path=f"opds/{name}.xml", content=_atom(page, root, inventory.publication))
        yield ArchiveFile(path=f"opds/{name}.json", content=_json(page, root, inventory.publication))


def _to_be_had(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """An entry without a file is none (OPDS 1.2, 5.1: at least one acquisition link)."""
    return tuple(entry for entry in entries if entry.downloads)


def _walk(feed: Feed) -> Iterator[Feed]:
    yield feed
    for below in feed.feeds:
        yield from _walk(below)


class Page(Value):
    """One page of a feed.

    The first has the newest entries and the feed's own name; the others are numbered from the oldest, and full: what is
    new changes none of them.
    """

    feed: Feed
    number: int
    """0 for the first page."""
    of: int
    """How many there are besides the first."""
    entries: tuple[Entry, ...]
    here: str = ""
    """Where it lies, when it stands in the place of another."""

    @property
    def name(self) -> str:
        """Its path below opds/ without suffix; the first page has the feed's own."""
        return self.at(self.number)

    @property
    def modified(self) -> date:
        """The day of the newest thing on it, or below it."""
        return max((entry.modified for entry in self.entries), default=self.feed.modified)

    def at(self, number: int) -> str:
        """The name of another page of the same feed, which no feed has: a slug has no line below."""
        return f"{self.feed.name}_{number}" if number else self.feed.name

    def turns(self) -> Iterator[tuple[str, str]]:
        """The link relations to the other pages, with their names."""
        if self.of:
            yield "first", self.at(0)
            if self.number:
                yield "previous", self.at((self.number + 1) % (self.of + 1))
            if self.number != 1:
                yield "next", self.at(self.number - 1 if self.number else self.of)
            yield "last", self.at(1)


FEWEST = 20
"""Entries on the first page of a feed that has others: so many are seen at once."""


def _pages(feed: Feed) -> Iterator[Page]:
    of = max(0, (len(feed.entries) - FEWEST) // MANY) if len(feed.entries) > MANY else 0
    first = len(feed.entries) - of * MANY
    yield Page(feed=feed, number=0, of=of, entries=feed.entries[:first])
    for number in range(of, 0, -1):
        start = first + (of - number) * MANY
        yield Page(feed=feed, number=number, of=of, entries=feed.entries[start : start + MANY])


def _at(publication: Publication, page: Page) -> Callable[[str], str]:
    here = f"opds/{page.here or page.name}.xml"
    return lambda path: address(publication, path, here)


def moment(day: date) -> str:
    """A day as Atom and JSON want a time: its first second in UTC (RFC 3339)."""
    return f"{day.isoformat()}T00:00:00Z"


# OPDS 1.2


def _atom(page: Page, root: Feed, house: Publication) -> bytes:
    at = _at(house, page)
    top = etree.Element(
        _a("feed"), {_LANG: house.language}, nsmap={None: ATOM, "dc": DC, "opds": OPDS, "os": SEARCH, "thr": THREAD}
    )
    _text(top, "id", identifier(house, "opds", page.name))
    _text(top, "title", page.feed.title)
    _text(top, "updated", moment(page.modified))
    author = etree.SubElement(top, _a("author"))
    _text(author, "name", house.organisation)
    if house.contact.website:
        _text(author, "uri", house.contact.website)
    own = NAVIGATION if page.feed.feeds else ACQUISITION
    _link(top, "self", at(f"opds/{page.name}.xml"), own)
    _link(top, "start", at(f"opds/{root.name}.xml"), NAVIGATION)
    _link(top, "alternate", at(f"opds/{page.name}.json"), JSON)
    if page.feed is not root:
        parent = next(feed for feed in _walk(root) if page.feed in feed.feeds)
        _link(top, "up", at(f"opds/{parent.name}.xml"), NAVIGATION)
    for rel, name in page.turns():
        _link(top, rel, at(f"opds/{name}.xml"), own)
    if page.of and not page.number:
        etree.SubElement(top, f"{{{SEARCH}}}totalResults").text = str(len(page.feed.entries))
        etree.SubElement(top, f"{{{SEARCH}}}itemsPerPage").text = str(MANY)
        etree.SubElement(top, f"{{{SEARCH}}}startIndex").text = "1"
    for feed in page.feed.feeds:
        entry = etree.SubElement(top, _a("entry"))
        _text(entry, "title", feed.title)
        _text(entry, "id", identifier(house, "opds", feed.name))
        _text(entry, "updated", moment(feed.modified))
        _text(entry, "content", f"{feed.title} ({feed.count})", type="text")
        kind = NAVIGATION if feed.feeds else ACQUISITION
        link = _link(entry, feed.rel, at(f"opds/{feed.name}.xml"), kind)
        link.set(f"{{{THREAD}}}count", str(feed.count))
    for item in page.entries:
        _entry(top, item, house, at)
    return bytes(etree.tostring(top, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _entry(top: etree._Element, item: Entry, house: Publication, at: Callable[[str], str]) -> None:
    entry = etree.SubElement(top, _a("entry"), {_LANG: item.language})
    _text(entry, "title", item.title)
    _text(entry, "id", item.identifier)
    _text(entry, "updated", moment(item.modified))
    _text(entry, "published", moment(item.published))
    for name in item.authors or (house.organisation,):
        _text(etree.SubElement(entry, _a("author")), "name", name)
    for name, value in (
        ("language", item.language),
        ("publisher", house.organisation),
        ("issued", item.published.isoformat()),
        ("identifier", item.identifier),
    ):
        etree.SubElement(entry, f"{{{DC}}}{name}").text = value
    for tag in item.tags:
        etree.SubElement(entry, _a("category"), {"term": tag, "label": tag})
    if item.rights:
        _text(entry, "rights", item.rights)
    if item.summary:
        _text(entry, "summary", item.summary, type="text")
    if item.page:
        _link(entry, "alternate", at(item.page), "text/html")
    if item.cover:
        # The SVG is left out, though OPDS 1.2 (5.2.2) allows it: some apps take the last picture, and draw none.
        _link(entry, "http://opds-spec.org/image", at(item.cover), "image/jpeg")
        _link(entry, "http://opds-spec.org/image/thumbnail", at(item.thumbnail), "image/jpeg")
    for held in item.downloads:
        link = _link(entry, OPEN, at(held.path), held.media_type)
        link.set("length", str(held.bytes))
        link.set("title", held.edition)


_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _a(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, _a(name), attributes).text = text


def _link(parent: etree._Element, rel: str, href: str, type_: str) -> etree._Element:
    return etree.SubElement(parent, _a("link"), {"rel": rel, "href": href, "type": type_})


# OPDS 2.0


def _json(page: Page, root: Feed, house: Publication) -> bytes:
    at = _at(house, page)
    metadata: dict[str, object] = {"title": page.feed.title, "modified": moment(page.modified)}
    if page.feed.entries and not page.number:
        metadata |= {"numberOfItems": len(page.feed.entries)}
    if page.of and not page.number:
        metadata |= {"itemsPerPage": MANY, "currentPage": 1}
    links = [
        {"rel": "self", "href": at(f"opds/{page.name}.json"), "type": JSON},
        {"rel": "start", "href": at(f"opds/{root.name}.json"), "type": JSON},
        {"rel": "alternate", "href": at(f"opds/{page.name}.xml"), "type": "application/atom+xml;profile=opds-catalog"},
        *({"rel": rel, "href": at(f"opds/{name}.json"), "type": JSON} for rel, name in page.turns()),
    ]
    feed: dict[str, object] = {"metadata": metadata, "links": links}
    if page.feed.feeds:
        feed["navigation"] = [
            {
                "title": below.title,
                "href": at(f"opds/{below.name}.json"),
                "type": JSON,
                "rel": below.rel,
                "properties": {"numberOfItems": below.count},
            }
            for below in page.feed.feeds
        ]
    else:
        feed["publications"] = [_publication(item, house, at) for item in page.entries]
    return to_json(feed, indent=1)


def _publication(item: Entry, house: Publication, at: Callable[[str], str]) -> dict[str, object]:
    metadata: dict[str, object] = {
        "@type": "http://schema.org/Book" if item.paper is None else "http://schema.org/Article",
        "title": item.title,
        "identifier": item.identifier,
        "author": list(item.authors or (house.organisation,)),
        "publisher": house.organisation,
        "language": item.language,
        "readingProgression": item.direction,
        "published": item.published.isoformat(),
        "modified": moment(item.modified),
        "belongsTo": {"series": {"name": house.title, **_position(item.position)}},
    }
    if item.summary:
        metadata["description"] = item.summary
    if item.tags:
        metadata["subject"] = list(item.tags)
    links = [
        {"rel": OPEN, "href": at(held.path), "type": held.media_type, "size": held.bytes, "title": held.edition}
        for held in item.downloads
    ]
    if item.page:
        links.append({"rel": "alternate", "href": at(item.page), "type": "text/html"})
    made: dict[str, object] = {"metadata": metadata, "links": links}
    if item.cover:
        made["images"] = [
            *({"href": at(path), "type": "image/jpeg"} for path in dict.fromkeys((item.cover, item.thumbnail))),
            *([{"href": at(item.drawn), "type": "image/svg+xml"}] if item.drawn else []),
        ]
    return made


def _position(position: str) -> dict[str, object]:
    """JSON has one number where EPUB has several: `2014.2` is one all the same."""
    return {"position": float(position) if "." in position else int(position)} if position else {}
