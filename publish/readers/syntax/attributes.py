"""Attributes in braces, `{#id .class key="value"}`, on what stands before them: a picture, a link, words, a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from publish.readers.syntax.emphasis import Mark
from publish.readers.syntax.lines import NAMELESS

_ONE = r"""(?:\#[\w:.-]+|\.[\w-]+|[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|“[^”]*”|„[^“]*“|[^\s"'“„{}]+)|decorative\b)"""
LIST = re.compile(rf"\{{:?\s*(?:{_ONE}(?:\s+|(?=\}})))+\}}")
_PART = re.compile(_ONE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class Given(NamedTuple):
    """A list of attributes, as it is typed and as it is read."""

    typed: str
    values: dict[str, str]


def read(typed: str) -> dict[str, str]:
    """The attributes of a list."""
    found: dict[str, str] = {}
    for part in _PART.findall(typed):
        if part[0] == "#":
            found["id"] = part[1:]
        elif part[0] == ".":
            found["class"] = f"{found.get('class', '')} {part[1:]}".strip()
        else:
            name, _, value = part.partition("=")
            value = value or name  # `{decorative}` needs none
            value = value.strip()
            found[name.strip().lower()] = value[1:-1] if value[:1] in "\"'“„" and len(value) > 1 else value
    return found


def attach(nodes: Sequence[Any], block: Element | None) -> list[Any]:
    """Give each list of attributes to what it stands behind, in place; one that is nobody's is printed as typed.

    `block` is the heading or paragraph whose words the nodes are, if they are all of them.
    """
    kept: list[Any] = []
    for n, node in enumerate(nodes):
        if not isinstance(node, Given):
            kept.append(node)
        elif (owner := _owner(kept, block if n == len(nodes) - 1 else None)) is None:
            kept.append(node.typed)
        else:
            given = node.values
            if "class" in given and owner.get("class"):
                given = {**given, "class": f"{owner['class']} {given['class']}"}
            owner.update(given)
    return kept


def _owner(before: list[Any], block: Element | None) -> dict[str, str] | None:
    """Attributes of what stands behind these nodes; white space between is then taken away."""
    at = len(before) - 1
    while at >= 0 and isinstance(before[at], str) and not before[at].strip():
        at -= 1
    apart, last = at < len(before) - 1, before[at] if at >= 0 else None
    if last is None:
        return None
    if isinstance(last, Element) and last.tag == "img":
        del before[at + 1 :]
        return last.attrib
    if not apart and isinstance(last, Element) and last.tag in ("a", "code"):
        return last.attrib
    if not apart and isinstance(last, Mark) and last.begin is not None:
        return last.begin.attributes
    if block is None or not (block.tag in _HEADINGS or (block.tag in ("p", NAMELESS) and before[-1] == "\n")):
        return None
    del before[at + 1 :]
    if isinstance(last, str):
        before[at] = last.rstrip()
    return block.attrib
