"""An article's body becomes XHTML for an EPUB: with the markup that only EPUB has, and addresses inside it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from lxml import etree

from publish.base import table_grid
from publish.base.slugs import another
from publish.formats.epub.pages import Mark, marks
from publish.formats.plain.passages import own
from publish.media import formulas
from publish.model import Article, Link, Markup, Printed


class Flow(NamedTuple):
    """A body that flows, with what came of its links."""

    body: str
    links: tuple[Link, ...]
    """The article's own links, their addresses mended."""
    dead: tuple[str, ...]
    """Addresses that lead nowhere from inside an ebook; their words stay, without a link."""
    marks: tuple[Mark, ...]
    """Where the pages of the print edition begin; those in the body are there already."""


def flow(
    article: Article,
    bodies: Mapping[str, Markup],
    words: dict[str, str],
    printed: Printed | None = None,
    *,
    archive: str = "",
) -> Flow:
    """The article's body and links as XHTML for a file in `articles/`, beside `images/`.

    Notes become asides that pop up, tables carry what they need to be read as lists on a narrow screen. Links to other
    articles lead to their chapters when they are in the edition (`bodies`, by slug), to their pages in the `archive`
    when there is one, and are no links otherwise. `words` are the style's, in the article's language; `printed` is the
    print edition whose pages are marked.
    Raises ValueError when the body is not well-formed.
    """
    root = _parse(article.body)
    pages = marks(root, printed)  # first of all: they are placed by the body as its author left it
    if formulas.has(article.body):
        formulas.as_mathml(root)
    _mend_elements(root)
    dead = _mend_links(root, bodies, archive)
    _name_tasks(root, words)
    for number, table in enumerate(list(root.iter("table")), 1):
        _mend_table(table, f"table-{number}-head")
    for section in list(root.iterfind(".//section[@class='notes']")):
        _mend_notes(section, words)
    _add_roles(root)
    links = tuple(Link(title=link.title, url=url) for link in article.links if (url := _address(link.url)))
    dead += [link.url for link in article.links if not _address(link.url)]
    return Flow(_serialise(root), links, tuple(dead), pages)


def _mend_elements(root: etree._Element) -> None:
    """Give each element what XHTML and EPUB 3.3 ask of it and HTML does not; pictures lie in `../images/`."""
    for element in root.iter("*"):
        if "lang" in element.attrib:
            element.set(_LANG, element.attrib["lang"])
        if not len(element) and element.text is None and element.tag not in _VOID:
            element.text = ""  # `<td></td>`, not `<td/>`: some reading systems parse XHTML as HTML
    for turned in root.iter("bdo"):
        turned.tag = turned.tag if turned.get("dir") else "span"  # it has to say which way
    for picture in root.iter("img"):
        picture.set("src", f"../images/{picture.get('src')}")
        if picture.get("alt") is None:
            picture.set("alt", "")
    for code in root.iter("pre"):
        code.set("dir", code.get("dir") or "ltr")  # an EPUB's stylesheet may not say it (EPUB 3.3, 6.3)


def _name_tasks(root: etree._Element, words: dict[str, str]) -> None:
    """Say in words whether a task is done (WAI-ARIA 1.2, aria-label)."""
    for mark in root.iterfind(".//span[@class='task']"):
        mark.set("role", "img")
        mark.set("aria-label", words["done" if mark.text == "☑" else "to_do"])


def _add_roles(root: etree._Element) -> None:
    """Say what callouts and calls to notes are (DPUB-ARIA 1.0; EPUB 3.3, epub:type)."""
    for callout in root.iter("aside"):
        if "callout" in callout.get("class", "").split():
            callout.set("role", "note")
    for call in root.iterfind(".//a[@role='doc-noteref']"):
        call.set(_TYPE, "noteref")


_EPUB = "http://www.idpf.org/2007/ops"
_TYPE = f"{{{_EPUB}}}type"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _parse(body: str) -> etree._Element:
    # XML knows five named entities; the others that HTML has are characters.
    text = re.sub(r"&(\w+);", lambda m: m[0] if m[1] in _XML_ENTITIES else html.unescape(m[0]), body)
    try:
        return etree.fromstring(f'<body xmlns:epub="{_EPUB}">{text}</body>', _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None


def _serialise(root: etree._Element) -> str:
    # With its root, which is then cut off: a child by itself would repeat the namespace that the file's root declares.
    text = etree.tostring(root, encoding="unicode")
    return text[text.index(">") + 1 : text.rindex("</body>")] if len(root) or root.text else ""


def _mend_links(root: etree._Element, bodies: Mapping[str, Markup], archive: str) -> list[str]:
    places = {element.get("id") for element in root.iter("*")}
    dead = []
    for link in list(root.iter("a")):
        if (href := link.get("href")) is None:
            continue
        if href.startswith("#") and href[1:] in places:
            continue
        if found := another(href):
            slug, place = found
            page = f"{slug}.xhtml" if slug in bodies else f"{archive}/articles/{slug}.html" if archive else ""
            there = page and place and f'id="{place}"' in bodies.get(slug, f'id="{place}"')
            address = f"{page}#{place}" if there else page
        else:
            address = _address(href)
            dead += [] if address else [href]
        if address:
            link.set("href", address)
        else:
            link.tag = "span"
            for name in ("href", "rel", "target", "role"):
                link.attrib.pop(name, None)
    return dead


_SCHEMES = frozenset(("http", "https", "mailto", "tel"))


def _address(url: str) -> str:
    """`url` in the letters that a URL may have (RFC 3986), or nothing when it is none that leads out of an ebook."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError):
        return ""
    web = parts.scheme in ("http", "https")
    if parts.scheme not in _SCHEMES or (web and not re.fullmatch(r"[a-z0-9._\-]+|[0-9a-f:]+", host)):
        return ""
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "") if web else ""
    path, query, fragment = (
        quote(part, safe="/%:@!$&'()*+,;=~-._" + more)
        for part, more in ((parts.path, ""), (parts.query, "?"), (parts.fragment, "?"))
    )
    stray = re.compile(r"%(?![0-9A-Fa-f]{2})")
    return stray.sub("%25", urlunsplit((parts.scheme, place, path, query, fragment)))


NARROW_ROW = 34
"""Characters of a table row that fit the width of a telephone in a legible size."""


SHORT_TABLE = 8
"""Rows of a table that may ask to stay on one screen."""


def _mend_table(table: etree._Element, prefix: str) -> None:
    """Say what each heading heads; give the cells of a wide, plain table the words of their column.

    A row longer than `NARROW_ROW` is shown as a list on a narrow screen: scrolling sideways is no way to read, and a
    box that scrolls cannot be broken over the pages of a reading system.
    """
    head = table.findall("./thead/tr")
    rows = list(own(table, "tr"))
    body = [row for row in rows if row not in head]
    table_grid.declare(table, prefix)
    plain = not any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row)
    titles = [_words(cell) for cell in head[0]] if len(head) == 1 else []
    lengths = [sum(len("".join(cell.itertext()).strip()) + 2 for cell in row) for row in rows]
    wrap = etree.Element("div", {"class": "table"})
    if max(lengths, default=0) > NARROW_ROW and plain and titles and body:
        wrap.set("class", "table wide")
        for row in body:
            for cell, title in zip(row, titles, strict=False):
                if title:
                    cell.set("data-label", title)
    elif len(lengths) <= SHORT_TABLE:
        wrap.set("class", "table short")
    parent = table.getparent()
    assert parent is not None
    parent.replace(table, wrap)
    wrap.tail, table.tail = table.tail, None
    wrap.append(table)


def _words(cell: etree._Element) -> str:
    """What a heading says, without the numbers of its notes."""
    said = cell.xpath(".//text()[not(ancestor::*[@role='doc-noteref'])]")
    return " ".join("".join(map(str, said)).split()) if isinstance(said, list) else ""


def _mend_notes(section: etree._Element, words: dict[str, str]) -> None:
    """The items of `section.notes` become asides: what reading systems pop up when a call to them is tapped.

    EPUB 3 Structural Semantics: `footnote` on an aside; the DPUB-ARIA role that goes with it is `doc-footnote`.
    """
    notes = section.findall("./ol/li")
    section.clear(keep_tail=True)
    _set(section, ("class", "notes"), ("role", "doc-endnotes"), ("aria-label", words["notes"]), (_TYPE, "footnotes"))
    for number, note in enumerate(notes, 1):
        note.tag = "aside"
        _set(note, ("class", "footnote"), ("role", "doc-footnote"), (_TYPE, "footnote"))
        for back in note.iterfind(".//a[@role='doc-backlink']"):
            back.set("aria-label", words["back_to_text"].replace("{number}", str(number)))
            back.set(_TYPE, "backlink")
        mark = etree.Element("span", {"class": "number"})
        mark.text = f"{number}."
        first = note[0] if len(note) and note[0].tag == "p" and not (note.text or "").strip() else note
        mark.tail = " " + (first.text or "").lstrip()
        first.text = None
        first.insert(0, mark)
        section.append(note)


def _set(element: etree._Element, *attributes: tuple[str, str]) -> None:
    for name, value in attributes:
        element.set(name, value)
