"""Blocks of CommonMark that hold no others: code, rules, headings, paragraphs and references defined in them."""

from __future__ import annotations

import re

from publish.readers.syntax import destinations
from publish.readers.syntax.lines import Fence, Lines

_FENCE = re.compile(r"(?P<signs>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)")
_LANGUAGE = re.compile(r"[\w.+#-]+")


def fence(state: Lines, start: int, end: int, silent: bool) -> bool:
    """A fenced block (CommonMark 4.5)."""
    match = None if state.coded(start) else _FENCE.match(state.text(start))
    if match is None or silent:
        return match is not None
    closing = re.compile(rf"{match['signs'][0]}{{{len(match['signs'])},}}[ \t]*$")
    last, closed = start + 1, False
    while last < end and not closed and (state.blank(last) or state.column[last] >= state.inset):
        closed = not state.coded(last) and closing.match(state.text(last)) is not None
        last += 1
    text = state.cut(start + 1, last - closed, state.column[start])
    info = destinations.unescape(match["info"])
    named = _LANGUAGE.search(info)
    state.found.code.update(range(start, last))
    state.line = last
    state.raw(
        state.found.set_out(
            Fence(
                line=start,
                language=named[0].lower() if named else "",
                code=f"{text}\n" if last - closed > start + 1 else "",
                manner=info[named.end() :].strip() if named else "",
            )
        )
    )
    return True


def code(state: Lines, start: int, end: int, silent: bool) -> bool:
    """Indented code (CommonMark 4.4)."""
    if not state.coded(start):
        return False
    if silent:
        return True
    last = at = start + 1
    while at < end and (state.blank(at) or state.coded(at)):
        at += 1
        last = last if state.blank(at - 1) else at
    state.found.code.update(range(start, last))
    state.line = last
    text = state.cut(start, last, 4 + state.inset)
    state.raw(state.found.set_out(Fence(line=start, language="", code=f"{text}\n")))
    return True


_BREAK = re.compile(r"(?:\*[ \t]*){3,}$|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$")


def rule(state: Lines, start: int, end: int, silent: bool) -> bool:
    """A thematic break (CommonMark 4.1)."""
    del end
    if state.coded(start) or not _BREAK.match(state.text(start)):
        return False
    if not silent:
        state.line = start + 1
        state.leaf("hr", "")
    return True


_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*)|(?<=##)([^\W\d_].*))?$")


def heading(state: Lines, start: int, end: int, silent: bool) -> bool:
    """A heading with signs before it (CommonMark 4.2); behind two and more the space may be left out."""
    del end
    match = None if state.coded(start) else _HEADING.match(state.text(start))
    if match is None or silent:
        return match is not None
    words = (match[2] or match[3] or "").rstrip(" \t")
    signs = len(words) - len(words.rstrip("#"))
    if signs and (signs == len(words) or words[-signs - 1] in " \t"):
        words = words[:-signs]
    state.line = start + 1
    state.found.headings.append(start)
    state.leaf(f"h{len(match[1])}", words.strip(" \t"))
    return True


_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")


def paragraph(state: Lines, start: int, end: int, silent: bool) -> bool:
    """A paragraph (CommonMark 4.8) or an underlined heading (4.3), and the references defined before it (4.7)."""
    del silent  # it ends nothing
    last, level = _extent(state, start, end)
    words = state.cut(start, last, state.inset).strip(" \t\n")
    defined = 0
    while reference := destinations.definition(words, defined):
        state.md.references.setdefault(reference.label, (reference.href, reference.title))
        defined = reference.end
    words, begin = words[defined:].lstrip(" \t"), start + words.count("\n", 0, defined)
    state.line = last
    if level and words:
        state.line = last + 1
        state.found.headings.append(begin)
        state.leaf(f"h{level}", words)
    elif words:
        state.leaf("p", words)
    elif last == start:
        state.line = start + 1
    return True


def _extent(state: Lines, start: int, end: int) -> tuple[int, int]:
    """The line after the paragraph that begins on `start`, and the level of the heading that an underline makes it."""
    before, state.within = state.within, "paragraph"
    last, level = start + 1, 0
    while last < end and not state.blank(last):
        if not state.coded(last):
            if state.column[last] >= state.inset and (line := _UNDERLINE.match(state.text(last))):
                level = 1 if line[1][0] == "=" else 2
                break
            if state.column[last] >= 0 and state.ended("paragraph", last, end):
                break
        last += 1
    state.within = before
    return last, level
