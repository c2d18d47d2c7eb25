"""Large print: tables as lists where they are too wide for it, and marks where the standard edition's pages begin."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from publish.formats.pdf.body import links, records
from publish.formats.pdf.body.records import BLOCKS
from publish.formats.signs import signs
from publish.model import PageStart

TYPEFACE = "Atkinson Hyperlegible"
"""What a style may set large print in, as `--clear`: letters that are hard to take for each other."""

COLUMNS, LETTERS, WORDS, LINE, GUTTER = 6, 46, 45, 50, 1.8
"""What a table may have and stay a table: columns, letters in its longest row, and letters in the longest words of its
columns taken together, with the room between them; of two columns as many as stand on a line. Heads may be set in
several lines, so that of theirs the longest words count."""

SMALLEST = 0.5
"""Of its height, to which a picture is set smaller so that it does not leave its page empty."""


def reflowed(body: str) -> str:
    """A body as `pdf_body.printed` gives it, with lists in the place of tables that are too wide."""
    root = links.parse(body)
    for table in list(root.iter("table")):
        if not _fits(table) and not _is_told(table):
            records.turn(table)
    return links.unparse(root)


def _is_told(table: etree._Element) -> bool:
    """Whether the table is one that is not shown, since the chart over it says all."""
    figure = table.getparent()
    return figure is not None and "told" in figure.get("class", "").split()


def marked(body: str, starts: Iterable[PageStart], words: str) -> str:
    """The body with a mark at each of the `starts` that lies in it, in these `words`: `Standard page {number}`."""
    root = links.parse(body)
    mark(root, starts, words)
    return links.unparse(root)


def mark(root: etree._Element, starts: Iterable[PageStart], words: str, inside: str = "{words}") -> None:
    """Mark the `starts` in a body whose elements say in `data-n` which they are; a mark `inside` a paragraph is so."""
    places = {key: element for element in root.iter("*") for key in element.get("data-n", "").split()}
    # From the last to the first: a mark changes where what follows it is to be found.
    for start in sorted(starts, key=lambda start: -start.page):
        if (element := places.get(start.element)) is not None:
            _mark(element, start.offset, words.replace("{number}", start.called), inside)
    for element in root.iter("*"):
        element.attrib.pop("data-n", None)


# ------------------------------------------------------------------------------------------------------------ the marks

_HOLDERS = frozenset(("body", "div", "li", "blockquote", "dd", "td", "section", "aside"))


def _mark(element: etree._Element, offset: int, words: str, inside: str) -> None:
    if offset == 0:
        outer = _outermost(element)
        parent = outer.getparent()
        if parent is not None and outer.tag in BLOCKS and parent.tag in _HOLDERS:
            mark = etree.Element("p", {"class": "standard-page"})
            mark.text = words
            parent.insert(parent.index(outer), mark)
            return
        if element.tag in ("img", "svg"):
            parent = element.getparent()
            assert parent is not None
            mark = _inline(words)
            parent.insert(parent.index(element), mark)
            return
    mark = _inline(inside.replace("{words}", words))
    for index, (text, before) in enumerate(_texts(element)):
        if offset < len(signs(text)) or (offset == 0 == len(element)):
            at = _word(text, _nth(text, offset))
            mark.tail = text[at:]
            if before is None:
                element.text = text[:at]
            else:
                before.tail = text[:at]
            element.insert(index, mark)
            return
        offset -= len(signs(text))


def _inline(words: str) -> etree._Element:
    mark = etree.Element("span", {"class": "standard-page"})
    mark.text = words
    return mark


def _outermost(element: etree._Element) -> etree._Element:
    """The outermost element that begins where `element` begins."""
    parent = element.getparent()
    while parent is not None and parent.getparent() is not None:
        if parent.index(element) or signs(parent.text or ""):
            break
        element, parent = parent, parent.getparent()
    return element


def _texts(element: etree._Element) -> list[tuple[str, etree._Element | None]]:
    """An element's own texts, each with the child that it follows."""
    return [(element.text or "", None), *((child.tail or "", child) for child in element)]


def _nth(text: str, offset: int) -> int:
    """The index of the sign that `offset` others come before."""
    for index, character in enumerate(text):
        if signs(character):
            if offset == 0:
                return index
            offset -= 1
    return len(text)


def _word(text: str, at: int) -> int:
    """`at`, or the beginning of the word that it divides: words that are set with spaces are kept whole."""
    start = at
    while 0 < start < len(text) and _letter(text[start - 1]) and _letter(text[start]):
        start -= 1
    return start


def _letter(character: str) -> bool:
    """Whether it belongs to a word that spaces divide from others."""
    return (character.isalnum() or character in "\u00ad'’") and not re.match(
        "[\u0e00-\u0eff\u1780-\u17ff\u2e80-\uffff]", character
    )


# ----------------------------------------------------------------------------------------------------------- the tables


def _fits(table: etree._Element) -> bool:
    heads = set(table.iterfind("thead/tr"))
    rows, longest = [], 0
    for row in table.iter("tr"):
        rows.append([links.text_of(cell) for cell in row if cell.tag in ("td", "th")])
        longest = max(longest, sum(map(_longest if row in heads else len, rows[-1])))
    columns = max(map(len, rows), default=0)
    widest = [max((_longest(row[at]) for row in rows if at < len(row)), default=0) for at in range(columns)]
    few = columns <= 2 and sum(widest) <= LINE
    words = WORDS - GUTTER * (columns - 1)
    return few or (columns <= COLUMNS and longest <= LETTERS and sum(widest) <= words)


def _longest(text: str) -> int:
    return max(map(len, text.split()), default=0)
