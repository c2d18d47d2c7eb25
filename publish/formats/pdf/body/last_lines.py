"""The ends of paragraphs: short last words take those before them along, so that the last line is 20 mm at least."""

from __future__ import annotations

import re

from lxml import etree

LEAST = 11
"""Signs that the last line of a paragraph has at least: 20 mm of 11 pt."""
MOST = 2
"""Spaces that are bound."""

_BLOCKS = ("p", "li", "dd")
_APART = frozenset(("call", "footnote", "backref"))
_EXACT = frozenset(("pre", "table"))
_GAP = re.compile(r"(?<=\S)[ \t\r\n]+(?=\S)")


def bind(root: etree._Element) -> None:
    """Put a no-break space before the short last word of every paragraph, item and definition under `root`.

    The words stay as they are: no more than the kind of one space is changed. Table cells and code are left alone.
    """
    for block in root.iter(*_BLOCKS):
        if any(above.tag in _EXACT for above in block.iterancestors()):
            continue
        holder = _last(block)
        if holder is None:
            continue
        element, attribute = holder
        setattr(element, attribute, ended(str(getattr(element, attribute))))


def ended(text: str) -> str:
    """A text whose short last words are bound to those before them; of two words alone nothing would be gained."""
    end = len(text.rstrip())
    gaps = list(_GAP.finditer(text, 0, end))
    for gap in reversed(gaps[max(1, len(gaps) - MOST) :]):
        if end - gap.end() >= LEAST:
            break
        text = f"{text[: gap.start()]}\u00a0{text[gap.end() :]}"
    return text


def _last(element: etree._Element) -> tuple[etree._Element, str] | None:
    """Where the last words under an element are: an element and `text` or `tail`; None when a block is last."""
    for child in reversed(element):
        if child.tail and child.tail.strip():
            return child, "tail"
        if child.get("class") in _APART or not "".join(map(str, child.itertext())).strip():
            continue
        return None if child.tag in (*_BLOCKS, *_EXACT, "ul", "ol") else _last(child)
    return (element, "text") if element.text and element.text.strip() else None
