"""What letters stand for, `*[EU]: European Union`, told wherever the letters are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

_NOT_IN = frozenset(("abbr", "code", "pre", "kbd", "samp", "script", "style"))
_WORD = re.compile(r"\w+|[^\w\s]+")


def mark(root: Any, meanings: Mapping[str, str]) -> None:
    """Put every abbreviation under `root` into an `abbr` of its own, in place, in a time that grows with the text."""
    if not meanings:
        return
    by_beginning: dict[str, dict[int, set[str]]] = {}
    for name in sorted(meanings, key=len, reverse=True):
        if first := _WORD.search(name):
            by_beginning.setdefault(first[0], {}).setdefault(len(name), set()).add(name)
    for element in list(root.iter()):
        within = element.tag in _NOT_IN or any(above.tag in _NOT_IN for above in element.iterancestors())
        if element is not root and element.tail:
            outside = element.getparent()
            if outside.tag not in _NOT_IN and not any(above.tag in _NOT_IN for above in outside.iterancestors()):
                _divide(element, "tail", by_beginning, meanings)
        if element.text and not within:
            _divide(element, "text", by_beginning, meanings)


_Names = Mapping[str, Mapping[int, set[str]]]
"""Abbreviations by their first words and by their lengths, the longest first."""


def _divide(element: Any, place: str, by_beginning: _Names, meanings: Mapping[str, str]) -> None:
    text = getattr(element, place)
    found = list(_found(text, by_beginning))
    if not found:
        return
    parent = element if place == "text" else element.getparent()
    index = 0 if place == "text" else parent.index(element) + 1
    setattr(element, place, text[: found[0][0]])
    before: Any = None
    marked = []
    for start, end in found:
        made = etree.Element("abbr", {"title": meanings[text[start:end]]})
        made.text = text[start:end]
        if before is None:
            parent.insert(index, made)
        else:
            before.addnext(made)  # to insert by number is to count from the first one
        marked.append(made)
        before = made
    for n, ((_, end), made) in enumerate(zip(found, marked, strict=True)):
        made.tail = text[end : found[n + 1][0] if n + 1 < len(found) else None]


def _found(text: str, by_beginning: _Names) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    past = 0
    for word in _WORD.finditer(text):
        if word.start() < past:
            continue
        for length, names in by_beginning.get(word[0], {}).items():
            end = word.start() + length
            name = text[word.start() : end]
            if name in names and not (name[-1].isalnum() and text[end : end + 1].isalnum()):
                found.append((word.start(), end))
                past = end
                break
    return found
