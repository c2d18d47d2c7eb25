"""Attributes in braces, `{#id .class key="value"}`, on what stands before them: a picture, a link, words, a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from publish.readers.syntax.emphasis import Mark
from publish.readers.syntax.lines import NAMELESS

_ONE = (
    r"""(?:\#[\w:.-]+|\.[\w-]+|[\w-]+\s*=\s*(?:"(?:\\.|[^"\\])*+"|'(?:\\.|[^'\\])*+'|“[^”]*”|„[^“]*“|[^\s"'“„{},]+)"""
    r"""|decorative\b)"""
)
_UNQUOTED = r"(?:credit|caption|alt)\s*=\s*[^\s\"'“„{}][^\"{}=]*"
LIST = re.compile(rf"\{{:?\s*(?:{_UNQUOTED}|(?:{_ONE}(?:\s*,\s*|\s+|(?=\}})))+)\}}")
"""Words for a picture may lack their quotation marks, if they are all that the braces hold."""
_PART = re.compile(_ONE)
_ALONE = re.compile(rf"\{{:?\s*({_UNQUOTED})\}}")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class Given(NamedTuple):
    """A list of attributes, as it is typed and as it is read."""

    typed: str
    values: dict[str, str]


def read(typed: str) -> dict[str, str]:
    """The attributes of a list."""
    found: dict[str, str] = {}
    alone = _ALONE.fullmatch(typed)
    for part in [alone[1].rstrip()] if alone else _PART.findall(typed):
        if part[0] == "#":
            found["id"] = part[1:]
        elif part[0] == ".":
            found["class"] = f"{found.get('class', '')} {part[1:]}".strip()
        else:
            name, _, value = part.partition("=")
            value = value or name  # `{decorative}` needs none
            value = value.strip()
            if value[:1] in "\"'“„" and len(value) > 1:
                value = re.sub(r"\\([\"'])", r"\1", value[1:-1])
            found[name.strip().lower()] = value
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
            if (shown := _shown(kept)) is not None:
                shown.update({key: value for key, value in given.items() if key in _OF_PICTURES})
                given = {key: value for key, value in given.items() if key not in _OF_PICTURES}
            if "class" in given and owner.get("class"):
                given = {**given, "class": f"{owner['class']} {given['class']}"}
            owner.update(given)
    return kept


_OF_PICTURES = frozenset(("credit", "caption", "alt", "decorative"))


def _shown(before: list[Any]) -> dict[str, str] | None:
    """Attributes of the picture that is all of the link before a list, which says more of the picture."""
    last = before[-1] if before else None
    if isinstance(last, Element) and last.tag == "a" and len(last) == 1 and last[0].tag == "img":
        return None if (last.text or "").strip() or (last[0].tail or "").strip() else last[0].attrib
    return None


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
