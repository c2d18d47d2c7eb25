"""An article's body becomes a web page's: pictures and links inside the archive, tables that scroll by themselves."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from lxml import etree

from publish.base import table_grid
from publish.base.slugs import another
from publish.media import copies, formulas
from publish.model import Article, Asset

_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def web(
    article: Article,
    slugs: frozenset[str],
    words: dict[str, str],
    address: Callable[[str], str],
    *,
    own: str = "",
    narrow: bool = False,
    mathml: bool = True,
) -> str:
    """The article's body as HTML; `address` gives a file of the archive as it is reached from where the body stands.

    Links to other articles (`slugs`) lead to their pages, links inside the article to places of the page `own`, the one
    that the body stands on when left out. `words` are the style's, in the article's language. With `narrow` there is a
    second copy of each larger picture, for phones; without `mathml` formulas are their TeX, as code. Raises ValueError
    when the body is not well-formed.
    """
    root = parse(article.body)
    if mathml and formulas.has(article.body):
        formulas.as_mathml(root)
    places = {element.get("id") for element in root.iter("*")}
    assets = {asset.name: asset for asset in article.assets}
    for picture in root.iter("img"):
        _show(picture, assets.get(picture.get("src", "")) if narrow else None, address)
    for link in list(root.iter("a")):
        _lead(link, slugs, places, address, own)
    for mark in root.iterfind(".//span[@class='task']"):
        mark.set("role", "img")
        mark.set("aria-label", words["done" if mark.text == "☑" else "to_do"])
    for code in root.iter("pre"):
        code.set("dir", code.get("dir") or "ltr")
        if max(map(len, "".join(code.itertext()).expandtabs().splitlines()), default=0) > NARROWEST:
            code.set("tabindex", "0")  # what scrolls sideways has to be reached by keys too (WCAG 2.2, 2.1.1)
    for number, table in enumerate(list(root.iter("table")), 1):
        _wrap(table, f"{words['table']} {number}", f"table-{number}-head")
    for callout in root.iter("aside"):
        callout.set("role", "note")
    for section in root.iterfind(".//section[@class='notes']"):
        section.set("aria-label", words["notes"])
    for note in root.iter("li"):
        note.attrib.pop("role", None)  # `doc-endnote` is deprecated (DPUB-ARIA 1.1)
    for number, note in enumerate(root.iterfind(".//section[@class='notes']/ol/li"), 1):
        for back in note.iterfind(".//a[@role='doc-backlink']"):
            back.set("aria-label", words["back_to_text"].replace("{number}", str(number)))
    # As HTML: `<td></td>` and `<br>`, which XML would write the other way round.
    text: str = etree.tostring(root, encoding="unicode", method="html").replace("</wbr>", "")  # libxml2 knows it not
    return text[text.index(">") + 1 : text.rindex("</body>")]


def _show(picture: etree._Element, narrow: Asset | None, address: Callable[[str], str]) -> None:
    picture.set("src", address(f"pictures/{picture.get('src')}"))
    if narrow and (sources := srcset(narrow, address)):
        picture.set("srcset", sources)
        picture.set("sizes", SIZES)
    picture.set("alt", picture.get("alt", ""))
    picture.set("loading", "lazy")


SIZES = "(max-width: 46rem) 100vw, 46rem"
"""How wide a picture is on a page: as the text's column, which is as wide as the window at most."""


def srcset(asset: Asset, address: Callable[[str], str]) -> str:
    """The copies of a picture with their widths (HTML, `srcset`); empty when there is only one."""
    if not copies.has_narrow(asset):
        return ""
    both = ((copies.narrow_name(asset), copies.NARROW), (asset.name, asset.width))
    return ", ".join(f"{address(f'pictures/{name}')} {width}w" for name, width in both)


def parse(body: str) -> etree._Element:
    """A well-formed fragment under a `body` of its own. Raises ValueError when it is not well-formed."""
    text = re.sub(r"&(\w+);", lambda found: found[0] if found[1] in _XML_ENTITIES else html.unescape(found[0]), body)
    try:
        return etree.fromstring(f"<body>{text}</body>", _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the body is not well-formed: {error}") from None


_WHOLE = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


def _lead(
    link: etree._Element, slugs: frozenset[str], places: set[str | None], address: Callable[[str], str], own: str
) -> None:
    """Send a link to where it leads from inside the archive; one that leads nowhere keeps its words."""
    href = link.get("href")
    if href is None or _WHOLE.match(href):
        return
    if href.startswith("#") and href[1:] in places:
        link.set("href", own + href)
        return
    if (found := another(href)) and found[0] in slugs:
        slug, place = found
        link.set("href", address(f"articles/{slug}.html") + (f"#{place}" if place else ""))
        return
    link.tag = "span"
    for name in ("href", "rel", "target", "role"):
        link.attrib.pop(name, None)


NARROWEST = 30
"""How many letters a window of 320 CSS pixels has beside each other at least (WCAG 2.2, 1.4.10)."""


def _wrap(table: etree._Element, name: str, prefix: str) -> None:
    """A table in a box that scrolls sideways where the screen is narrower, which keys reach.

    One that no screen is too narrow for is no region: those who hear a page would go through it for nothing.
    """
    table_grid.declare(table, prefix)
    box = etree.Element("div", {"class": "table"})
    if _narrowest(table) > NARROWEST:
        caption = table.find("caption")
        label = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
        box.attrib.update({"role": "region", "tabindex": "0", "aria-label": label or name})
    parent = table.getparent()
    assert parent is not None
    parent.replace(table, box)
    box.tail, table.tail = table.tail, None
    box.append(table)


def _narrowest(table: etree._Element) -> int:
    """How many letters wide a table is when each of its columns is as wide as its longest word, and a gap of two."""
    columns: dict[int, int] = {}
    for _, slots in table_grid.Heads(table).rows:
        for at, slot in enumerate(slots):
            if slot.leftmost and slot.cell.get("colspan", "1") == "1":
                said = "".join(slot.cell.itertext()).replace("\u200b", " ").replace("\u00a0", "x").split()
                columns[at] = max(columns.get(at, 0), max(map(len, said), default=0))
            elif slot.cell.find(".//img") is not None:
                columns[at] = NARROWEST + 1
    return sum(columns.values()) + 2 * len(columns)
