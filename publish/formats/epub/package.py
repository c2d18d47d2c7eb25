"""From finished files to one EPUB: the only module that imports ebooklib, and where its traps are written down.

- EpubHtml rewrites what it is given (head, body attributes, the case of SVG names) and makes an empty file of text with
  an XML declaration; EpubItem with bytes is carried as it is. EpubNav and EpubNcx write bad English of their own.
- `epub3_pages` lists every element with an epub:type and an id as a page: off.
- The spine names `ncx` as its table of contents whether there is one or not: there is.
- `write_epub` returns False on a full disk unless `raise_exceptions` is set.
- The identifier is random until set; `mtime` is local time marked as UTC unless given.
- Two authors share an id unless each brings its own.
- `xml:lang` and `dir` cannot be set on the package element, the prefixes cannot be left out, and every zip entry
  carries the wall clock: the archive is written anew by `_rewrite`, which settles all of it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from itertools import count

from ebooklib import epub
from lxml import etree

from publish.formats.epub.accessibility import Property
from publish.model import Edition
from publish.style.collection import Section, entry
from publish.value import Value

FOLDER = "EPUB"


class Part(Value):
    """One file of an EPUB."""

    name: str
    """POSIX path beside the package document, e.g. `articles/tides.xhtml`."""
    media_type: str
    content: bytes
    later: Callable[[], bytes] | None = None
    """Gives the content when it is written, where there is one; `content` is then empty."""
    properties: tuple[str, ...] = ()
    """EPUB 3.3, manifest properties: `nav`, `cover-image`, `svg`, `mathml`."""
    read: bool = False
    """Whether it stands in the reading order, which is that of the parts."""


def bind(
    edition: Edition,
    parts: Sequence[Part],
    accessibility: Iterable[Property],
    sections: Sequence[Section],
    originals: Sequence[str] = (),
) -> bytes:
    """The EPUB 3.3 file that holds `parts`, the same bytes for the same parts.

    One part has the property `nav`; the parts that are read stand in reading order. `sections` are what the contents
    say, `originals` the identifiers of the print editions whose pages are marked. Raises OSError.
    """
    book = epub.EpubBook()
    _describe(book, edition, accessibility)
    _name_originals(book, originals)
    ncx = Part(name="contents.ncx", media_type="application/x-dtbncx+xml", content=_ncx(edition, sections))
    for number, part in enumerate((*parts, ncx)):
        item = epub.EpubItem(
            uid="ncx" if part is ncx else f"part-{number}",
            file_name=part.name,
            media_type=part.media_type,
            content=part.content,
        )
        item.properties = list(part.properties)
        book.add_item(item)
        if part.read:
            book.spine.append(item)
    buffer = io.BytesIO()
    options = {
        "epub3_pages": False,
        "epub3_landmark": False,
        "raise_exceptions": True,
        "mtime": datetime.combine(edition.modified, time(), UTC),
    }
    epub.write_epub(buffer, book, options)
    later = {f"{FOLDER}/{part.name}": part.later for part in parts if part.later}
    return _rewrite(buffer, edition, later)


def _describe(book: epub.EpubBook, edition: Edition, accessibility: Iterable[Property]) -> None:
    house = edition.publication
    book.metadata.clear()  # the generator: the colophon says it better
    book.set_identifier(edition.identifier)
    book.set_title(edition.title)
    for language in dict.fromkeys((edition.language, *(article.language for article in edition.articles))):
        book.add_metadata("DC", "language", language)
    book.language = edition.language
    if edition.direction == "rtl":
        book.set_direction("rtl")
    people = dict.fromkeys(person for article in edition.articles for person in article.byline)
    titles = [article.title for article in edition.articles]
    described = " · ".join((*filter(None, (house.strapline,)), *titles[:12], *("…",)[: len(titles) > 12]))
    _person(book, "creator", house.organisation, "creator")
    for number, person in enumerate(people, 1):
        _person(book, "contributor", person, f"contributor-{number}")
    for name, value in (
        ("publisher", house.organisation),
        ("date", edition.issued.isoformat()),
        ("description", described),
        *(("subject", tag) for tag in dict.fromkeys(tag for article in edition.articles for tag in article.tags)),
        *(
            ("rights", line)
            for line in dict.fromkeys((house.rights, *(article.rights for article in edition.articles)))
        ),
        ("source", house.identifier),
    ):
        if value:
            book.add_metadata("DC", name, value)
    _meta(book, "belongs-to-collection", house.title, id="series")
    _meta(book, "collection-type", "series", refines="#series")
    _meta(book, "dcterms:identifier", house.identifier, refines="#series")
    if edition.position:
        _meta(book, "group-position", edition.position, refines="#series")
    for name, value in accessibility:
        _meta(book, f"schema:{name}", value)
    if (certificate := house.certificate) is not None:  # EPUB Accessibility 1.1, 4.2
        version, level = certificate.standard.rsplit(" ", 1)
        claim = f"EPUB Accessibility 1.1 - {version} Level {level}"
        _meta(book, "dcterms:conformsTo", claim, id="claim")
        _meta(book, "a11y:certifiedBy", certificate.checked_by, refines="#claim", id="certifier")
        _meta(book, "dcterms:date", certificate.checked_on.isoformat(), refines="#certifier")
    # Readers of EPUB 2 find the cover by this alone.
    cover = "part-0"
    book.add_metadata("OPF", "cover", "", {"name": "cover", "content": cover})


def _name_originals(book: epub.EpubBook, originals: Sequence[str]) -> None:
    """Say which print editions the page numbers are those of, in the way of EPUB 3.3 and in that of 3.4."""
    for number, original in enumerate(originals, 1):
        book.add_metadata("DC", "source", original, {"id": f"print-{number}"})
        _meta(book, "source-of", "pagination", refines=f"#print-{number}")
        _meta(book, "pageBreakSource", original)


def _person(book: epub.EpubBook, element: str, name: str, uid: str) -> None:
    book.add_metadata("DC", element, name, {"id": uid})
    _meta(book, "role", "aut", refines=f"#{uid}", scheme="marc:relators")


def _meta(book: epub.EpubBook, name: str, value: str, **attributes: str) -> None:
    book.add_metadata(None, "meta", value, {"property": name, **attributes})


_NCX = "http://www.daisy.org/z3986/2005/ncx/"


def _ncx(edition: Edition, sections: Sequence[Section]) -> bytes:
    """The table of contents that EPUB 2 readers know (OPF 2.0.1, 2.4.1)."""
    root = etree.Element("ncx", {"version": "2005-1", _LANG: edition.language}, nsmap={None: _NCX})
    head = etree.SubElement(root, "head")
    depth = "2" if any(section.name for section in sections) else "1"
    for name, value in (("uid", edition.identifier), ("depth", depth), ("totalPageCount", "0"), ("maxPageNumber", "0")):
        etree.SubElement(head, "meta", {"name": f"dtb:{name}", "content": value})
    etree.SubElement(etree.SubElement(root, "docTitle"), "text").text = edition.title
    places = etree.SubElement(root, "navMap")
    numbers = count(1)

    def point(parent: etree._Element, label: str, place: str) -> etree._Element:
        number = next(numbers)
        made = etree.SubElement(parent, "navPoint", {"id": f"point-{number}", "playOrder": str(number)})
        etree.SubElement(etree.SubElement(made, "navLabel"), "text").text = label
        etree.SubElement(made, "content", {"src": place})
        return made

    for section in sections:
        parent = point(places, section.title, section.name) if section.name else places
        for article in section.articles:
            point(parent, entry(article, edition.language), f"articles/{article.slug}.xhtml")
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def _rewrite(bound: io.BytesIO, edition: Edition, later: Mapping[str, Callable[[], bytes]]) -> bytes:
    """The same archive with nothing in it of the moment or the machine, and the package document put right."""
    package = f"{FOLDER}/content.opf"
    buffer = io.BytesIO()
    with zipfile.ZipFile(bound) as made, zipfile.ZipFile(buffer, "w") as archive:
        # Readers look here first: this entry comes first, stored, with no extra field (EPUB 3.3, OCF ZIP container).
        for name in ("mimetype", *sorted(set(made.namelist()) - {"mimetype"})):
            content = later[name]() if name in later else made.read(name)
            if name == package:
                content = _mend_package(content, edition)
            record = zipfile.ZipInfo(name, _EPOCH)
            record.create_system, record.external_attr = 3, 0o644 << 16
            packed = name != "mimetype" and not name.endswith(_PACKED)
            record.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr(record, content, compresslevel=9 if packed else None)
    return buffer.getvalue()


_PACKED = (".jpg", ".png", ".gif", ".webp")
"""Kinds of files that are packed already."""


def _mend_package(content: bytes, edition: Edition) -> bytes:
    root = etree.fromstring(content)
    root.set(_LANG, edition.language)
    root.set("dir", edition.direction)
    root.attrib.pop("prefix", None)  # `rendition` is reserved, and so are the prefixes that are used
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))
