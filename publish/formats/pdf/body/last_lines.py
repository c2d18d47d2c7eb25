"""The ends of paragraphs: a short last word takes the word before it along, so that it has no line to itself."""

from __future__ import annotations

import re

from lxml import etree

SHORT = 5
"""Letters up to which a last word cannot fill a line by itself decently."""

_BLOCKS = ("p", "li", "dd")
_APART = frozenset(("call", "footnote", "backref"))
_EXACT = frozenset(("pre", "table"))
_LAST_GAP = re.compile(rf"(?<=\S)[ \t\r\n]+(?=(?:\S{{1,{SHORT + 1}}}|[^\s\w]*\w{{1,{SHORT}}}[^\s\w]*)\s*\Z)")


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
    """A text whose short last word is bound to the one before it; of two words alone nothing would be gained."""
    return _LAST_GAP.sub("\u00a0", text) if len(text.split()) > 2 else text


def _last(element: etree._Element) -> tuple[etree._Element, str] | None:
    """Where the last words under an element are: an element and `text` or `tail`; None when a block is last."""
    for child in reversed(element):
        if child.tail and child.tail.strip():
            return child, "tail"
        if child.get("class") in _APART or not "".join(map(str, child.itertext())).strip():
            continue
        return None if child.tag in (*_BLOCKS, *_EXACT, "ul", "ol") else _last(child)
    return (element, "text") if element.text and element.text.strip() else None
