"""The pages of the print edition in an ebook: a mark at the word where each of them begins.

EPUB Accessibility 1.1, 4.3. A mark says the number that is printed at the foot of the page. Each briefing counts its
own pages from 1, so the list of all pages in a collection names the article beside the number; the number comes first,
since reading systems that have little room show the beginning. The list is flat (EPUB 3.3, 7.4.3).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from publish.formats.signs import signs
from publish.model import PageStart, Printed


class Mark(NamedTuple):
    """Where a page of the print edition begins in an article's file."""

    page: int
    id: str
    part: str
    """Where the mark stands: before the `head`, in the `body`, before the links (`more`) or at the very `end`."""


def marks(root: etree._Element, printed: Printed | None) -> tuple[Mark, ...]:
    """Put a mark into the body at each page that begins there; all marks in the order of the pages.

    `root` has the article's body as it is, nothing moved or added. The marks of the other parts are for the template.
    """
    if printed is None:
        return ()
    places = list(root.iter("*"))
    taken = {element.get("id") for element in places}
    starts = {start.page: start for start in printed.starts}
    found: list[Mark] = []
    following = PageStart(printed.pages + 1, "end", 0)
    # From the last to the first: a mark changes where what follows it is to be found, and a page that goes on with
    # notes alone begins where the next one does.
    for page in range(printed.pages, 0, -1):
        start = following = starts.get(page, following) if page > 1 else PageStart(1, "head", 0)
        mark = Mark(page, _free(f"page-{page}", taken), _part(start.element, len(places)))
        if mark.part == "body":
            _put(_span(mark), places[int(start.element)], start.offset)
        found.append(mark)
    return tuple(reversed(found))


def _part(element: str, count: int) -> str:
    if element.isdigit() and int(element) < count:
        return "body"
    return element if element in ("head", "more") else "end"


def _free(name: str, taken: set[str | None]) -> str:
    """`name`, or one like it that no element has."""
    while name in taken:
        name += "-"
    return name


_TYPE = "{http://www.idpf.org/2007/ops}type"
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "svg", "time", "u", "var",
))  # fmt: skip
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_ALONE = frozenset(("img", "svg"))


def _span(mark: Mark) -> etree._Element:
    attributes = {_TYPE: "pagebreak", "role": "doc-pagebreak", "id": mark.id, "aria-label": str(mark.page)}
    return etree.Element("span", attributes)


def _put(span: etree._Element, element: etree._Element, offset: int) -> None:
    """Put the mark before the character of the element's own text that `offset` others come before."""
    if element.tag in _ALONE or (offset == 0 and element.tag in _INLINE | _HEADINGS):
        _before(span, element)
        return
    texts: list[tuple[str, etree._Element | None]] = [(element.text or "", None)]
    texts += [(child.tail or "", child) for child in element]
    for index, (text, before) in enumerate(texts):
        size = len(signs(text))
        marked = index < len(element) and element[index].get("role") == "doc-pagebreak"
        if offset < size or (offset == size and marked) or index == len(texts) - 1:
            at = _beginning(text, _nth(text, offset)) if offset else 0
            span.tail = text[at:]
            if before is None:
                element.text = text[:at]
            else:
                before.tail = text[:at]
            element.insert(index, span)
            return
        offset -= size


def _before(span: etree._Element, element: etree._Element) -> None:
    """Put the mark before the element, and outside of every link, stress or heading that begins with it."""
    parent = element.getparent()
    assert parent is not None
    while parent.tag in _INLINE | _HEADINGS and parent[0] is element and not signs(parent.text or ""):
        element, parent = parent, parent.getparent()
        assert parent is not None
    index = parent.index(element)
    while index and parent[index - 1].get("role") == "doc-pagebreak" and not signs(parent[index - 1].tail or ""):
        index -= 1
    parent.insert(index, span)


def _nth(text: str, offset: int) -> int:
    """The index of the sign that `offset` others come before."""
    for index, character in enumerate(text):
        if signs(character):
            if offset == 0:
                return index
            offset -= 1
    return len(text)


_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def _beginning(text: str, at: int) -> int:
    """`at`, or the beginning of the next word when it divides one: a word that the layout has broken stays whole."""
    end = at
    while 0 < end < len(text) and _goes_on(text[end - 1]) and _goes_on(text[end]):
        end += 1
    if end == at:
        return at
    while end < len(text) and not text[end - 1].isspace():
        end += 1
    while end < len(text) and text[end].isspace():
        end += 1
    return end


def _goes_on(character: str) -> bool:
    """Whether it belongs to a word of a script that sets spaces between words."""
    return (character.isalnum() or character in "\u00ad'’") and not _UNSPACED.match(character)
