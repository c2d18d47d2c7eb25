"""Links and pictures whose address has a space in it, as people type them and CommonMark (6.3) does not read them."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline, autolink, image, link

_BRACKETED = r"""[^()\n<>"']*(?:\([^()\n<>"']*\)[^()\n<>"']*)*"""
_SPACED = re.compile(rf"""\([ \t]*(?P<to>{_BRACKETED})(?P<title>"[^"\n]*"|'[^'\n]*')?[ \t]*\)""")
_ADDRESS = re.compile(r"[\w/#.~%:-]\S*[./].*\S|\S.*\S\.\w+")


def rule(state: StateInline, silent: bool) -> bool:
    """A link as the specification has it, or one to an address with spaces."""
    return link(state, silent) or (state.src[state.pos] == "[" and _spaced(state, state.pos, silent=silent))


def picture(state: StateInline, silent: bool) -> bool:
    """A picture as the specification has it, or one whose file's name has spaces."""
    if state.src[state.pos] != "!":
        return False
    spaced = state.src.startswith("![", state.pos)
    return image(state, silent) or (spaced and _spaced(state, state.pos + 1, silent=silent))


def _spaced(state: StateInline, begin: int, *, silent: bool) -> bool:
    shown = begin > state.pos
    end = state.md.helpers.parseLinkLabel(state, begin, not shown)
    if end < 0 or not state.src.startswith("(", end + 1):
        return False
    match = _SPACED.match(state.src, end + 1)
    if match is None or match.end() > state.posMax:
        return False
    to, title = match["to"].strip(), (match["title"] or "")[1:-1]
    if not re.search(r"\s", to) or not _ADDRESS.fullmatch(to):
        return False
    if not silent and shown:
        token = state.push("image", "img", 0)
        token.attrSet("src", to)
        token.attrSet("alt", "")
        if title:
            token.attrSet("title", title)
        token.content, token.children = state.src[begin + 1 : end], []
        state.md.inline.parse(token.content, state.md, state.env, token.children)
    elif not silent:
        _write(state, begin + 1, end, to, title)
    state.pos = match.end()
    return True


def _write(state: StateInline, begin: int, end: int, to: str, title: str) -> None:
    last = state.posMax
    state.pos, state.posMax = begin, end
    token = state.push("link_open", "a", 1)
    token.attrSet("href", to)
    if title:
        token.attrSet("title", title)
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.posMax = last


_NAME = re.compile(r"<(?!(?:https?|mailto|tel|ftp):)[A-Za-z][\w-]*:[A-Za-z][\w-]*>", re.I)
"""An element in a namespace of XML, which is no address."""


def address(state: StateInline, silent: bool) -> bool:
    """An address between `<` and `>` (CommonMark 6.5), but no element of a word processor."""
    return not (state.src[state.pos] == "<" and _NAME.match(state.src, state.pos)) and autolink(state, silent)
