"""Where links lead: addresses and titles as CommonMark has them (6.3), and references defined by them (4.7)."""

from __future__ import annotations

import re
from html.entities import html5
from typing import NamedTuple


class Reference(NamedTuple):
    """A reference that is defined, and where its definition ends in the text."""

    label: str
    href: str
    title: str
    end: int


ENTITY = re.compile(r"&(?:#(?P<decimal>\d{1,7});|#[xX](?P<hex>[0-9a-fA-F]{1,6});|(?P<name>[A-Za-z][A-Za-z0-9]{1,31};))")
_ESCAPED = re.compile(rf"\\([!-/:-@\[-`{{-~])|{ENTITY.pattern}")
_REFUSED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def character(entity: re.Match[str]) -> str:
    """The character that a reference stands for (CommonMark 2.5); U+FFFD for one that no document may have."""
    if entity["name"]:
        return html5.get(entity["name"], entity[0])
    code = int(entity["decimal"]) if entity["decimal"] else int(entity["hex"], 16)
    named = chr(code) if 0 < code < 0x110000 else "\ufffd"
    return _REFUSED.sub("\ufffd", named)


def unescape(typed: str) -> str:
    """What was typed, without its backslashes and with the characters of its references."""
    return _ESCAPED.sub(lambda found: found[1] or character(found), typed) if "\\" in typed or "&" in typed else typed


_ANGLED = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
_PIECE = re.compile(r"[^\x00-\x20\x7f()\\]+|\\[^\x00-\x20\x7f]|\\|[()]")
_DEEPEST = 32
"""Brackets in one another, as the specification's own parsers have it."""

_TITLE = re.compile(r'"((?:[^"\\]|\\.)*+)"|\'((?:[^\'\\]|\\.)*+)\'|\(((?:[^()\\]|\\.)*+)\)', re.S)


def destination(text: str, at: int) -> tuple[str, int] | None:
    """The address that begins at `at`, and where it ends."""
    if text.startswith("<", at):
        angled = _ANGLED.match(text, at)
        return (unescape(angled[1]), angled.end()) if angled else None
    depth, end = 0, at
    while piece := _PIECE.match(text, end):
        depth += (piece[0] == "(") - (piece[0] == ")")
        if depth < 0 or depth > _DEEPEST:
            break
        end = piece.end()
    return (unescape(text[at:end]), end) if end > at and depth <= 0 else None


def title(text: str, at: int) -> tuple[str, int] | None:
    """The title that begins at `at`, and where it ends."""
    match = _TITLE.match(text, at)
    return (unescape(match[1] or match[2] or match[3] or ""), match.end()) if match else None


LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){0,999}+)\]", re.S)
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")
_LINE_END = re.compile(r"[ \t]*(?:\n|$)")


def definition(text: str, at: int) -> Reference | None:
    """The definition of a reference that begins at `at`, which is the beginning of a line."""
    label = LABEL.match(text, at + len(text[at : at + 4]) - len(text[at : at + 4].lstrip(" ")))
    if label is None or not label[1].strip() or not text.startswith(":", label.end()):
        return None
    to = destination(text, _after(text, label.end() + 1))
    if to is None:
        return None
    begin = _after(text, to[1])
    named = title(text, begin) if begin > to[1] else None
    if named and (line := _LINE_END.match(text, named[1])):
        return Reference(normal(label[1]), to[0], named[0], line.end())
    line = _LINE_END.match(text, to[1])
    return Reference(normal(label[1]), to[0], "", line.end()) if line else None


def _after(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def normal(label: str) -> str:
    """A reference's name in the one form that all its spellings have (CommonMark 4.7)."""
    return " ".join(label.split()).casefold()
