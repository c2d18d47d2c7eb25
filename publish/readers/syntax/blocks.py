"""Blocks that are not CommonMark's, or that people type less strictly: raw HTML, callouts, notes, abbreviations."""

from __future__ import annotations

import re

from markdown_it.common.html_blocks import block_names
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.code import code
from markdown_it.token import Token

DEEPEST = 100
"""Elements inside one another. The layout library dies of about 120 `div`s, 60 lists or 40 tables."""


class TooDeep(Exception):
    """Lists and quotations are nested past `DEEPEST`; `args[0]` is the line."""


def refuse_depth(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Raise TooDeep where blocks stand too deep in others; it reads nothing itself."""
    if not silent and state.level > DEEPEST + 2:
        raise TooDeep(start)
    return False


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


# ------------------------------------------------------------------------------------------------------------ raw HTML

_MORE = ("pre", "script", "style", "textarea", "svg", "video", "audio", "math", "embed", "applet", "object")
_NAMES = "|".join((*block_names, *_MORE))
_HTML = re.compile(rf"</?(?:{_NAMES})(?=[\s/>]|$)|<!--|<!\[CDATA\[|<\?|<![A-Za-z]", re.I)
_TO_ITS_END = ("pre", "script", "style", "textarea", "table", "svg", "math", "xmp")
"""Elements that a blank line does not end."""

_TAGS = re.compile(r"<(/?)(" + "|".join(_TO_ITS_END) + r")(?=[\s/>]|$)|<(!)--|--(>)", re.I)
_AS_MARKDOWN = re.compile(r"""<(\w+)((?:[^>"']|"[^"]*"|'[^']*')*?)\s+markdown\s*=\s*["']?\w+["']?([^>]*)>""", re.I)
_OPENED = re.compile(r"<(/?)(?!(?:br|hr|img|col|wbr|input|p|li)\b)[a-z]", re.I)


def html(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Raw HTML (CommonMark 4.6), a table, a drawing or a comment up to its end whatever stands in it.

    Within HTML that is still open, tags may be indented. `markdown="1"` says that Markdown follows at once.
    """
    text = _line(state, start)
    if not text.startswith("<") or (state.is_code_block(start) and not state.env["open"]):
        return False
    block = _HTML.match(text)
    if block is None:  # a tag that may stand in a line begins a paragraph (CommonMark's kind 7 would end Markdown)
        return False
    if text.startswith("<!--") and state.src.find("-->", state.bMarks[start]) < 0:
        return False
    if silent:
        return True
    if marked := _AS_MARKDOWN.match(text):
        _as_markdown(state, start, text, marked)
        return True
    last = _html_end(state, start, end)
    _push_html(state, start, last, state.getLines(start, last, state.blkIndent, True))
    state.line = last
    return True


def _push_html(state: StateBlock, start: int, end: int, content: str) -> None:
    token = state.push("html_block", "", 0)
    token.map, token.content = [start, end], content
    opened = sum(-1 if tag[1] else 1 for tag in _OPENED.finditer(content))
    state.env["open"] = max(state.env["open"] + opened, 0)


def _html_end(state: StateBlock, start: int, end: int) -> int:
    """The line after the HTML that begins on the line `start`: a blank one, once what has to be closed is closed."""
    waiting: dict[str, int] = {}
    comment = False
    for at in range(start, end):
        text = _line(state, at)
        outside = state.sCount[at] < state.blkIndent and text
        if (outside or not text) and not comment and not any(waiting.values()):
            return at
        if at > start and _AS_MARKDOWN.match(text) and not comment:
            return at
        for tag in _TAGS.finditer(text):
            if tag[3] or tag[4]:
                comment = bool(tag[3])
            elif not comment:
                name = tag[2].lower()
                waiting[name] = max(waiting.get(name, 0) + (-1 if tag[1] else 1), 0)
    if not any(waiting.values()):
        return end
    # What is never closed ends at the first blank line.
    return next((at for at in range(start, end) if state.isEmpty(at)), end)


def _as_markdown(state: StateBlock, line: int, text: str, marked: re.Match[str]) -> None:
    rest, closing = text[marked.end() :].strip(), f"</{marked[1]}>"
    _push_html(state, line, line + 1, f"<{marked[1]}{marked[2]}{marked[3]}>\n")
    ends = rest.lower().endswith(closing.lower())
    if words := rest[: -len(closing)].strip() if ends else rest:
        paragraph(state, line, words)
    if ends:
        _push_html(state, line, line + 1, f"{closing}\n")
    state.line = line + 1


def indented_code(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Indented code (CommonMark 4.4), unless it is a tag within raw HTML that is still open."""
    if state.env["open"] and _HTML.match(_line(state, start)):
        return False
    return code(state, start, end, silent)


def paragraph(state: StateBlock, line: int, words: str, **attributes: str) -> None:
    """Write a paragraph of these words."""
    opening = state.push("paragraph_open", "p", 1)
    opening.map = [line, line + 1]
    for name, value in attributes.items():
        opening.attrSet(name, value)
    inline(state, line, words)
    state.push("paragraph_close", "p", -1)


def inline(state: StateBlock, line: int, words: str) -> Token:
    """Write words that inline rules are still to read."""
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = words, [line, line + 1], []
    return token


# ------------------------------------------------------------------------------ blocks that what is indented belongs to

_NOTE = re.compile(r"\[\^([^\]\n]+)\]:[ \t]*")
_CALLOUT = re.compile(r'(?:!!!|\?\?\?\+?) ?([\w-]+)(?: +([\w -]*?))?(?: *"(.*)")?\s*$')
_ABBREVIATION = re.compile(r"\*\[([^\]\n]+)\]:[ \t]*(\S.*?)\s*$")


def note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A note, `[^name]: …`, with what is indented under it; it is gathered with the others afterwards."""
    match = None if state.is_code_block(start) else _NOTE.match(_line(state, start))
    if match is None:
        return False
    if silent:
        return True
    state.env["notes"].add(match[1])
    token = state.push("note_open", "div", 1)
    token.attrSet("class", "note-text")
    token.attrSet("id", f"fn:{match[1]}")
    token.map = [start, start + 1]
    _within(state, start, end, match.end(), "note")
    state.push("note_close", "div", -1)
    return True


def _within(state: StateBlock, start: int, end: int, skipped: int, kind: str) -> None:
    """Read the block whose first line stands after `skipped` characters and whose others are indented."""
    content = 4
    for at in range(start + 1, end):
        if not state.isEmpty(at):
            if state.sCount[at] < state.blkIndent + 2:
                break
            content = min(content, state.sCount[at] - state.blkIndent)
    kept = state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType, state.blkIndent, state.tight
    state.bMarks[start] += state.tShift[start] + skipped
    state.tShift[start] = 0
    state.blkIndent += content
    state.sCount[start] = state.blkIndent
    state.parentType = kind
    state.md.block.tokenize(state, start, end)
    state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType, state.blkIndent, state.tight = kept


def callout(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`!!! note "Title"`, as Python-Markdown has it, with what is indented under it; `???` is one that folds."""
    match = None if state.is_code_block(start) else _CALLOUT.match(_line(state, start))
    if match is None:
        return False
    if silent:
        return True
    kind = match[1].lower()
    opening = state.push("callout_open", "div", 1)
    opening.attrSet("class", f"admonition {kind}")
    opening.map = [start, start + 1]
    title = match[1].capitalize() if match[3] is None else match[3]
    if title.strip():
        paragraph(state, start, title, **{"class": "admonition-title"})
    last = start + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] >= state.blkIndent + 2):
        last += 1
    state.line = start + 1
    if not all(state.isEmpty(at) for at in range(start + 1, last)):
        kept = state.blkIndent, state.parentType, state.tight
        state.blkIndent = min(state.sCount[at] for at in range(start + 1, last) if not state.isEmpty(at))
        state.parentType = "callout"
        state.md.block.tokenize(state, start + 1, last)
        state.blkIndent, state.parentType, state.tight = kept
    state.push("callout_close", "div", -1)
    return True


def abbreviation(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`*[EU]: European Union` says what letters stand for, wherever they stand."""
    match = None if state.is_code_block(start) else _ABBREVIATION.match(_line(state, start))
    if match is None:
        return False
    if not silent:
        state.env["abbreviations"][match[1]] = match[2]
        state.line = start + 1
    return True


_ALERT = re.compile(r"\[!([\w-]+)\][+-]?[ \t]*([^\n]*)(?:\n|$)")


def alerts(tokens: list[Token]) -> None:
    """`> [!NOTE]`, GitHub's callouts: the quotations that begin so become callouts, in place."""
    open_now: list[bool] = []
    for n, token in enumerate(tokens):
        if token.type == "blockquote_close" and open_now.pop():
            token.tag = "div"
        elif token.type == "blockquote_open":
            first = tokens[n + 2] if n + 2 < len(tokens) and tokens[n + 1].type == "paragraph_open" else None
            match = _ALERT.match(first.content) if first else None
            open_now.append(match is not None)
            if match and first:
                token.tag = "div"
                token.attrSet("class", f"admonition {match[1].lower()}")
                token.meta = {"title": match[2].strip() or match[1].capitalize()}
                first.content = first.content[match.end() :]
