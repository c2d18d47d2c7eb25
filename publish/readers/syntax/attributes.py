"""Attributes in braces, `{#id .class key="value"}`, on what stands before them: a picture, a link, words, a heading."""

from __future__ import annotations

import re
from typing import Any

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_ONE = r"""(?:\#[\w:.-]+|\.[\w-]+|[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|“[^”]*”|„[^“]*“|[^\s"'“„{}]+)|decorative\b)"""
_LIST = re.compile(rf"\{{:?\s*(?:{_ONE}(?:\s+|(?=\}})))+\}}")
_PART = re.compile(_ONE)


def rule(state: StateInline, silent: bool) -> bool:
    """Read a list of attributes; whose they are shows when the line has been read."""
    match = _LIST.match(state.src, state.pos) if state.src[state.pos] == "{" else None
    if match is None or match.end() > state.posMax:
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content, token.meta = match[0], _read(match[0])
    state.pos = match.end()
    return True


def _read(typed: str) -> dict[str, str]:
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


def attach(tokens: list[Token]) -> None:
    """Give each list of attributes to what it stands behind, in place; one that is nobody's is printed as typed."""
    for n, block in enumerate(tokens):
        if block.type != "inline" or not block.children or "{" not in block.content:
            continue
        opening = tokens[n - 1] if n else None
        kept: list[Token] = []
        for at, token in enumerate(block.children):
            if token.type != "attributes":
                kept.append(token)
                continue
            owner = _owner(kept, opening, last=at == len(block.children) - 1)
            if owner is None:
                token.type = "text"
                kept.append(token)
                continue
            _give(owner, token.meta)
        block.children = kept


_AROUND = {"heading_open", "paragraph_open"}
_OWNERS = {"link_close": "link_open", "em_close": "em_open", "strong_close": "strong_open", "s_close": "s_open"}


def _owner(before: list[Token], around: Token | None, *, last: bool) -> Token | None:
    """Whose the attributes are that stand behind these tokens; white space between is then taken away."""
    at = len(before) - 1
    while at >= 0 and before[at].type in ("softbreak", "text") and not before[at].content.strip():
        at -= 1
    apart = at < len(before) - 1
    if at < 0:
        return None
    if before[at].type == "image":
        del before[at + 1 :]
        return before[at]
    if not apart and before[at].type == "code_inline":
        return before[at]
    if not apart and before[at].type in _OWNERS:
        return _opening(before, at)
    broken = before[-1].type == "softbreak"
    if last and around is not None and (around.type == "heading_open" or (around.type in _AROUND and broken)):
        del before[at + 1 :]
        if before[at].type == "text":
            before[at].content = before[at].content.rstrip()
        return around
    return None


def _opening(tokens: list[Token], closing: int) -> Token | None:
    kind, depth = _OWNERS[tokens[closing].type], 0
    for token in reversed(tokens[: closing + 1]):
        depth += (token.type == tokens[closing].type) - (token.type == kind)
        if depth == 0:
            return token
    return None


def _give(token: Token, found: dict[str, Any]) -> None:
    for name, value in found.items():
        if name == "class" and token.attrGet("class"):
            value = f"{token.attrGet('class')} {value}"
        token.attrSet(name, value)
