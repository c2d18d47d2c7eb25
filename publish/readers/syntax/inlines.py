"""What stands in a line: bare addresses, calls of notes, raised and lowered letters, marks that stay straight.

Each rule has the library's signature: it returns whether it has read something at `state.pos`, and writes no token when
`silent`.
"""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline

from publish.readers import addresses

STRAIGHT = {'"': "\ufddc", "'": "\ufddd"}
"""Marks that an author wants straight (`\\"`), as noncharacters until the others are set in curls."""

_TERMINATORS = r"[\n!#$%&*+\-:<=>@\[\\\]^_`{}~]"
_STOP = re.compile(rf"{_TERMINATORS}|{addresses.BEGIN}", re.I)


def text(state: StateInline, silent: bool) -> bool:
    """Letters up to the next sign, or the next address, that another rule may read."""
    stop = _STOP.search(state.src, state.pos)
    end = stop.start() if stop else state.posMax
    end = min(end, state.posMax)
    if end == state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def address(state: StateInline, silent: bool) -> bool:
    """A bare address of the web or of mail; within a link it is words of the link."""
    if state.src[state.pos] in "!#$%&*+-:<=>@[\\]^`{}~\n ":
        return False
    typed = addresses.match(state.src, state.pos)
    if not typed or state.pos + len(typed) > state.posMax:
        return False
    if not silent:
        words = typed.replace("&amp;", "&")
        if state.linkLevel:
            state.append_pending(words)
        else:
            state.push("link_open", "a", 1).attrSet("href", addresses.href(words))
            state.push("text", "", 0).content = words
            state.push("link_close", "a", -1)
    state.pos += len(typed)
    return True


def straight(state: StateInline, silent: bool) -> bool:
    """A mark with a backslash before it, which is to stay straight."""
    if state.src[state.pos] != "\\" or state.src[state.pos + 1 : state.pos + 2] not in STRAIGHT:
        return False
    if not silent:
        state.append_pending(STRAIGHT[state.src[state.pos + 1]])
    state.pos += 2
    return True


_CALL = re.compile(r"\[\^([^\]\s]+)\]")


def call(state: StateInline, silent: bool) -> bool:
    """The call of a note that is there; any other is words, and is named afterwards."""
    match = _CALL.match(state.src, state.pos)
    if match is None or match[1] not in state.env["notes"]:
        return False
    if not silent:
        token = state.push("note_call", "sup", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def inline_note(state: StateInline, silent: bool) -> bool:
    """`^[words]`, pandoc's note that stands where it is called."""
    if not state.src.startswith("^[", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0 or not state.src[state.pos + 2 : end].strip():
        return False
    if not silent:
        begin, last = state.pos + 2, state.posMax
        state.env["inline notes"] += 1
        name = f"here {state.env['inline notes']}"
        state.push("note_call", "sup", 0).content = name
        opening = state.push("inline_note_open", "span", 1)
        opening.attrSet("class", "note-text")
        opening.attrSet("id", f"fn:{name}")
        state.pos, state.posMax = begin, end
        state.md.inline.tokenize(state)
        state.posMax = last
        state.push("inline_note_close", "span", -1)
    state.pos = end + 1
    return True


_SHIFTED = re.compile(r"\^(?P<sup>(?:\\.|[^\s^\\\[\]]){1,60})\^|~(?P<sub>[\w+\-−–=.,()*]{1,20})~(?!~)")


def shifted(state: StateInline, silent: bool) -> bool:
    """`m^2^` and `H~2~O`, pandoc's raised and lowered letters, behind a letter or a bracket."""
    before = state.src[state.pos - 1 : state.pos]
    if state.src[state.pos] not in "^~" or not before or not (before.isalnum() or before in ")]*_’'\"”"):
        return False
    match = _SHIFTED.match(state.src, state.pos)
    if match is None or match.end() > state.posMax or not re.search(r"[^\W_]|[+−–*-]", match[0]):
        return False
    if not silent:
        kind = "sup" if match["sup"] else "sub"
        state.push(f"{kind}_open", kind, 1)
        state.push("text", "", 0).content = re.sub(r"\\(.)", r"\1", match[kind])
        state.push(f"{kind}_close", kind, -1)
    state.pos = match.end()
    return True
