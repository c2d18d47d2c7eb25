"""An SVG is mended for an EPUB's readers: ids are XML names, each once, and every reference has a target.

Browsers draw what a drawing program writes, `id="Group 3"` or the same id twice; XML has other ideas of an id
(Namespaces in XML, NCName), and a validator says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote

from lxml import etree

MEDIA_TYPE = "image/svg+xml"

_NAME = re.compile(r"[^\W\d][\w.\-]*")
_LINKS = ("href", "{http://www.w3.org/1999/xlink}href")
_LISTS = ("aria-labelledby", "aria-describedby")
_URL = re.compile(r"""url\(\s*(["']?)#([^"')]*)\1\s*\)""")


def tidy(content: bytes) -> bytes:
    """The drawing with its ids and references mended; the same bytes when there is nothing to mend.

    Of equal ids the first keeps its own, which is where references lead. What only repeats a thing that is not there
    draws nothing and is left out.
    """
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    named: dict[str, str] = {}
    changed = False
    for element in root.iter("*"):
        typed = element.get("id")
        if typed is None:
            continue
        if typed in named or not typed.strip():
            del element.attrib["id"]
            changed = True
            continue
        named[typed] = _named(typed, named.values())
        if named[typed] != typed:
            element.set("id", named[typed])
            changed = True
    for element in list(root.iter("*")):
        changed = _follow(element, named) or changed
    if not changed:
        return content
    return bytes(etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True))


def _named(typed: str, taken: Collection[str]) -> str:
    """An id as XML allows it (Namespaces in XML, NCName), made of the one that was typed."""
    name = typed if _NAME.fullmatch(typed) else "_" + re.sub(r"[^\w.\-]", "_", typed)
    while name in taken:
        name += "_"
    return name


def _follow(element: etree._Element, named: dict[str, str]) -> bool:
    """Lead an element's references to the names that things have now; whether any was changed."""
    changed = False
    for name, value in list(element.attrib.items()):
        led = _led(str(name), str(value), named)
        if led == value:
            continue
        changed = True
        if led is not None:
            element.set(name, led)
        elif etree.QName(element).localname == "use":
            _remove(element)
        else:
            del element.attrib[name]
    if etree.QName(element).localname == "style" and element.text:
        styled = _URL.sub(lambda found: _url(found, named), element.text)
        changed, element.text = changed or styled != element.text, styled
    return changed


def _led(name: str, value: str, named: dict[str, str]) -> str | None:
    """An attribute's value with the names that things have now; None for a link that leads to nothing."""
    if name in _LINKS and value.startswith("#"):
        found = named.get(value[1:]) or named.get(unquote(value[1:]))
        return f"#{found}" if found else None
    if name in _LISTS:
        return " ".join(named.get(word, word) for word in value.split(" "))
    return _URL.sub(lambda found: _url(found, named), value)


def _url(found: re.Match[str], named: dict[str, str]) -> str:
    name = named.get(found[2]) or named.get(unquote(found[2]))
    return f"url(#{name})" if name and name != found[2] else found[0]


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)
