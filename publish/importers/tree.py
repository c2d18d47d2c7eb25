"""Trees of HTML: parsed without a network, walked and changed. The only place of the importers that parses HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree, html

from publish.importers.values import ImportRefused

LARGEST = 10 * 2**20
"""Bytes of one page. A longer one is not a page that somebody reads."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    (
        *HEADINGS, "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td",
        "th", "figure", "figcaption", "blockquote", "pre", "hr", "aside", "details", "summary", "div", "section",
        "article", "main", "header", "footer", "nav", "address", "form", "fieldset", "center", "colgroup", "col",
        "hgroup", "dir", "menu", "figures", "body",
    )
)  # fmt: skip
"""What stands by itself. `figures` is ours: a row of key figures, one `li` each."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """A text without what no document may hold: control characters other than tab and line feed, halves of pairs."""
    return _CONTROLS.sub("", text)


def parse(text: str) -> Any:
    """The `body` of a page or of a fragment of HTML. Raises ImportRefused for what is too large or too deep."""
    if len(text) > LARGEST:
        raise ImportRefused(
            f"has {len(text) // 2**20} MB of HTML; {LARGEST // 2**20} MB are the limit",
            "save the one article that you want, without its pictures inside",
        )
    text = printable(text)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace") or b"<p></p>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        page = html.document_fromstring(b"<body></body>")
    _tidy(page)
    body = page.find("body")
    if body is None:
        body = etree.SubElement(page, "body")
    return body


def _tidy(page: Any) -> None:
    """Leave out what libxml2 reads of a page and lxml writes nowhere: signs by their numbers, names of attributes."""
    for element in page.iter():
        for key in ("text", "tail"):
            if (value := getattr(element, key)) and _CONTROLS.search(value):
                setattr(element, key, printable(value))
        if not isinstance(element.tag, str):
            continue
        attributes = element.items()
        if any(not _NAME.fullmatch(name) or _CONTROLS.search(value) for name, value in attributes):
            element.attrib.clear()  # one of such a name cannot be taken away by itself
            element.attrib.update({name: printable(value) for name, value in attributes if _NAME.fullmatch(name)})


def fragment(text: str) -> Any:
    """The tree of a fragment, in an element of its own."""
    return parse(f"<html><body>{text}</body></html>")


def xml(content: bytes) -> Any:
    """The root of an XML document. Raises ImportRefused for one that is broken or brings entities of its own."""
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content[:65536]) or b"<!ENTITY" in content:
        raise ImportRefused("brings declarations of its own (a DOCTYPE), which are not read", "save it again elsewhere")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise ImportRefused(f"is broken XML: {str(fault)[:120]}", "export or save it again") from None


def text_of(element: Any) -> str:
    """The words of an element with single spaces; a line's end is one."""
    return " ".join(raw_text(element).split())


def raw_text(element: Any) -> str:
    """The text of an element as it stands, a space where a block or a line ends."""
    parts: list[str] = []
    for event, item in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(item.tag, str):
            if event == "end" and item is not element and item.tail:
                parts.append(item.tail)
            continue
        if event == "start":
            if item.tag in BLOCKS or item.tag == "br":
                parts.append(" ")
            parts.append(item.text or "")
        else:
            if item.tag in BLOCKS or (item.tag == "img" and not (item.tail or "")[:1].islower()):
                parts.append(" ")  # a picture parts words; within one it does not
            if item is not element:
                parts.append(item.tail or "")
    return "".join(parts)


def text_before(element: Any) -> str:
    """The text between an element and what stands before it in the same one."""
    before = element.getprevious()
    return (element.getparent().text if before is None else before.tail) or ""


def set_text_before(element: Any, text: str) -> None:
    """Put a text in the place of what stands right before an element."""
    before = element.getprevious()
    if before is None:
        element.getparent().text = text
    else:
        before.tail = text


def remove(element: Any, *, keep_tail: bool = True) -> None:
    """Take an element out; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if keep_tail and element.tail:
        set_text_before(element, text_before(element) + element.tail)
    element.tail = None
    parent.remove(element)


def unwrap(element: Any) -> None:
    """Put what an element holds into its place."""
    parent = element.getparent()
    if parent is None:
        return
    at, before = parent.index(element), element.getprevious()
    children = list(element)
    if element.text:
        if before is not None:
            before.tail = (before.tail or "") + element.text
        else:
            parent.text = (parent.text or "") + element.text
    if element.tail:
        if children:
            children[-1].tail = (children[-1].tail or "") + element.tail
        elif before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)
    for n, child in enumerate(children):
        parent.insert(at + n, child)


_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
"""Of an attribute that XML can have; HTML takes whatever stands there."""


def make(tag: str, text: str = "", **attributes: str) -> Any:
    """A new element; what XML has no place for is left out."""
    said = {name: printable(value) for name, value in attributes.items() if _NAME.fullmatch(name)}
    element = etree.Element(tag, said)
    element.text = printable(text) or None
    return element


def replace(old: Any, new: Any) -> None:
    """Put one element where another stands; what follows it stays."""
    new.tail, old.tail = old.tail, None
    old.getparent().replace(old, new)


def wrap(element: Any, tag: str) -> Any:
    """Put a new element around another."""
    outer = make(tag)
    replace(element, outer)
    outer.append(element)
    return outer


def take_children(source: Any, target: Any) -> None:
    """Move all that one element holds to the end of another."""
    if source.text:
        last = next(target.iterchildren(reversed=True), None)  # len() of an element walks through all it holds
        if last is not None:
            last.tail = (last.tail or "") + source.text
        else:
            target.text = (target.text or "") + source.text
        source.text = None
    for child in list(source):
        target.append(child)


def inline_only(element: Any) -> bool:
    """Whether there is no block among what an element holds."""
    return not any(isinstance(child.tag, str) and child.tag in BLOCKS for child in element.iterdescendants())


def each_block(root: Any, wanted: Callable[[Any], bool]) -> Iterator[Any]:
    """The elements under `root` that are wanted, as a list taken before anything is changed."""
    yield from [element for element in root.iter() if isinstance(element.tag, str) and wanted(element)]
