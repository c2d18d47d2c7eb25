"""Blocks that hold others: quotations and GitHub's callouts, terms and what they mean."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from publish.readers.syntax import destinations
from publish.readers.syntax.lines import NAMELESS, Lines, columns

_SPACE = re.compile(r"[ \t]*")


def quotation(state: Lines, start: int, end: int, silent: bool) -> bool:
    """A quotation (CommonMark 5.1): its lines, and those that go on with its last paragraph."""
    if state.coded(start) or not state.text(start).startswith(">"):
        return False
    if silent:
        return True
    kept: list[tuple[int, int, int, int]] = []
    before, state.within = state.within, "blockquote"
    at, outer_last = start, state.last
    while at < end and not state.blank(at):
        marked = state.text(at).startswith(">") and state.column[at] >= state.inset
        if not marked and (at == start or state.blank(at - 1)):
            break  # the line before it has no paragraph to go on with
        ends = not marked and state.ended("blockquote", at, end)
        if ends:
            state.last = at
            if state.inset == 0:
                break
        kept.append((state.begin[at], state.shift[at], state.column[at], state.base[at]))
        if ends:
            state.column[at] -= state.inset
            break
        if marked:
            _uncover(state, at)
        else:
            state.column[at] = -1
        at += 1
    inset, state.inset = state.inset, 0
    with state.element("blockquote") as quoted:
        state.read(start, at)
    state.last, state.within, state.inset = outer_last, before, inset
    for n, (begin, shift, column, base) in enumerate(kept, start=start):
        state.begin[n], state.shift[n], state.column[n], state.base[n] = begin, shift, column, base
    _call_out(quoted)
    return True


def _uncover(state: Lines, line: int) -> None:
    """Take the sign of a quotation, and one column of space, off the beginning of a line."""
    at, column = state.begin[line] + state.shift[line] + 1, state.column[line] + 1
    following = state.src[at : at + 1] if at < state.end[line] else ""
    base, tab = state.base[line], 0
    initial = column
    if following == " " or (following == "\t" and (base + column) % 4 == 3):
        at, initial, column = at + 1, column + 1, column + 1
    elif following == "\t":
        tab = 1
    words = _SPACE.match(state.src, at, state.end[line])
    assert words is not None
    offset = columns(words[0], column + base + tab) - base - tab
    state.base[line] = state.column[line] + 1 + (following in (" ", "\t"))
    state.column[line] = offset - initial
    state.begin[line], state.shift[line] = at, words.end() - at


_ALERT = re.compile(r"\[!([\w-]+)\][+-]?[ \t]*([^\n]*)(?:\n|$)")


def _call_out(quoted: Element) -> None:
    """`> [!NOTE]`, GitHub's callouts: a quotation that begins so becomes one."""
    first = quoted[0] if len(quoted) and quoted[0].tag == "p" else None
    match = _ALERT.match(first.text or "") if first is not None else None
    if first is None or match is None:
        return
    quoted.tag = "div"
    quoted.set("class", f"admonition {match[1].lower()}")
    first.text = (first.text or "")[match.end() :]
    title = Element("p", {"class": "admonition-title"})
    title.text, title.tail = match[2].strip() or match[1].capitalize(), "\n"
    quoted.insert(0, title)


_MEANING = re.compile(r":[ \t]+(?=\S)")


def terms(state: Lines, start: int, end: int, silent: bool) -> bool:
    """Terms, each a line, with what they mean under it after a colon."""
    if state.coded(start):
        return False
    if silent:
        return state.definition_inset >= 0 and _MEANING.match(state.text(start)) is not None
    below = _meaning(state, start, end)
    if below is None or destinations.definition(state.text(start), 0):
        return False
    tight, line, gap = True, start, False
    with state.element("dl") as listed:
        while below is not None:
            state.leaf("dt", state.text(line).strip())
            line = below
            while line < end and state.column[line] >= state.inset and _MEANING.match(state.text(line)):
                item_tight = _read_meaning(state, line, end)
                tight = tight and item_tight and not gap
                gap = state.line - line > 1 and state.blank(state.line - 1)
                line = state.line
            outside = line >= end or state.blank(line) or state.column[line] < state.inset
            below = None if outside else _meaning(state, line, end)
    state.line = line
    if tight:
        tighten(listed)
    return True


def _meaning(state: Lines, term: int, end: int) -> int | None:
    """The line that says what a term means: the next, or the one after a blank line."""
    line = term + 1
    line += line < end and state.blank(line)
    found = line < end and state.column[line] >= state.inset and _MEANING.match(state.text(line))
    return line if found else None


def _read_meaning(state: Lines, line: int, end: int) -> bool:
    match = _MEANING.match(state.text(line))
    assert match is not None
    kept = (
        state.tight, state.definition_inset, state.inset, state.shift[line], state.column[line], state.within,
    )  # fmt: skip
    state.inset = state.definition_inset = state.column[line] + 2
    state.column[line] = columns(match[0][1:], state.column[line] + 1)
    state.shift[line] += match.end()
    state.tight, state.within = True, "terms"
    with state.element("dd"):
        state.read(line, end)
    tight = state.tight
    state.tight, state.definition_inset, state.inset, state.shift[line], state.column[line], state.within = kept
    return tight


def tighten(listed: Element) -> None:
    """Take the paragraphs of a tight list's items for their words (CommonMark 5.3)."""
    for item in listed:
        words = [block for block in item if block.tag == "p"]
        for block in words:
            block.tag = NAMELESS
        if words and words[0] is item[0]:
            item.text = None
        if words and words[-1] is item[-1]:
            words[-1].tail = None
