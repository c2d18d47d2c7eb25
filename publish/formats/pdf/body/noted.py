"""What a note says, in spans: it stands in the midst of a paragraph, where HTML has no room for blocks.

A list keeps its marks, a table its rows and columns, a quotation its indent: as words and as classes of `briefing.css`.
"""

from __future__ import annotations

import re

from lxml import etree

from publish.base.language import counters

_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q")
) | frozenset(("rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"))
_STRAY = ("colspan", "rowspan", "start", "role", "type", "value", "reversed", "scope", "open")
_CLASSES = {
    "li": "block item", "ul": "block list", "ol": "block list", "blockquote": "block quoted", "pre": "block typed",
    "table": "rows", "tr": "row", "td": "cell", "th": "cell head", "dd": "block item",
}  # fmt: skip
_TRANSPARENT = frozenset(("thead", "tbody", "tfoot", "div", "section"))
"""What says nothing by itself about how its contents look."""


def contents(item: etree._Element) -> etree._Element:
    """A note's text in spans, from the `li` that holds it."""
    holder = etree.Element("span")
    holder.text = (item.text or "").strip() or None
    holder.extend(list(item))
    for back in [link for link in holder.iter("a") if link.get("class") == "backref"]:
        _take_out(back)
    for listed in holder.iter("ul", "ol"):
        _mark(listed)
    _name_speakers(holder)
    exact = {part for typed in holder.iter("pre") for part in typed.iter()}
    for element in holder.iter("*"):
        # WeasyPrint 70 collapses no white space in a note: the line breaks of its source would break its lines.
        element.text = element.text if element in exact else _collapsed(element.text)
        outside = element.getparent() not in exact
        element.tail = _collapsed(element.tail) if outside else element.tail
    for element in [element for element in holder.iter("*") if element.tag not in _INLINE]:
        _as_span(element)
    if len(holder) and not holder.text and holder[0].get("class") == "block":
        del holder[0].attrib["class"]
    return holder


def _take_out(element: etree._Element) -> None:
    """Take an element away, and a paragraph that holds nothing else."""
    parent = element.getparent()
    assert parent is not None
    alone = parent.tag == "p" and len(parent) == 1 and not (parent.text or "").strip()
    taken = parent if alone else element
    above, before, tail = taken.getparent(), taken.getprevious(), taken.tail or ""
    assert above is not None
    if before is not None:
        before.tail = ((before.tail or "") + tail).rstrip()
    else:
        above.text = ((above.text or "") + tail).rstrip()
    above.remove(taken)


def _as_span(element: etree._Element) -> None:
    side = element.get("class") if element.tag in ("td", "th") and element.get("class") in ("right", "center") else ""
    rows = element.tag in _TRANSPARENT and element.getparent() is not None and element.find("tr") is not None
    named = _CLASSES.get(element.tag, "block")
    if element.tag in ("table", "tr") or rows:
        element.text = None  # white space between rows would be a row of its own
        for child in element:
            child.tail = None
    element.tag = "span"
    element.set("class", "parts" if rows else f"{named} {side}".strip())
    for stray in _STRAY:
        element.attrib.pop(stray, None)


def _collapsed(text: str | None) -> str | None:
    return re.sub(r"[ \t\r\n]+", " ", text) if text else text


def _name_speakers(holder: etree._Element) -> None:
    """Write the dash before the name under a quotation."""
    for figure in holder.iter("figure"):
        said = figure.find("figcaption")
        if said is not None and "quotation" in figure.get("class", "").split():
            said.text = f"— {(said.text or '').lstrip()}"


def _mark(listed: etree._Element) -> None:
    """Write the mark of each item of a list before its words."""
    step = -1 if "reversed" in listed.attrib else 1
    items = listed.findall("li")
    number = int(listed.get("start") or (1 if step > 0 else len(items)))
    for item in items:
        number = int(item.get("value") or number)
        words = f"{counters.marked(number, counters.of(listed))} " if listed.tag == "ol" else "• "
        number += step
        if item.get("class") == "to-do":
            continue
        first = item[0] if len(item) and not (item.text or "").strip() and item[0].tag == "p" else item
        first.text = words + (first.text or "").lstrip()
        if first is not item and first.tag == "p":
            item.text = None
            first.tag = "span"
