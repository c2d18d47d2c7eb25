"""Blocks that are not CommonMark's, or that people type less strictly: raw HTML, callouts, notes, abbreviations."""

from __future__ import annotations

import re
from functools import lru_cache

from publish.readers.syntax import destinations, leaves
from publish.readers.syntax.inlines import is_tex
from publish.readers.syntax.lines import Lines

DEEPEST = 100
"""Elements inside one another. The layout library dies of about 120 `div`s, 60 lists or 40 tables."""


class TooDeep(Exception):
    """Lists and quotations are nested past `DEEPEST`; `args[0]` is the line."""


def refuse_depth(state: Lines, start: int, end: int, silent: bool) -> bool:
    """Raise TooDeep where blocks stand too deep in others; it reads nothing itself."""
    if not silent and state.level > DEEPEST + 2:
        raise TooDeep(start)
    return False


# ------------------------------------------------------------------------------------------------------------ raw HTML

_KIND_6 = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|"
    "div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h1|h2|h3|h4|h5|h6|head|header|hr|html|"
    "iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|"
    "table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
"""Elements whose tag begins raw HTML anywhere (CommonMark 4.6, kind 6)."""

_MORE = "pre|script|style|textarea|svg|video|audio|math|embed|applet|object"
_HTML = re.compile(rf"</?(?:{_KIND_6}|{_MORE})(?=[\s/>]|$)|<!--|<!\[CDATA\[|<\?|<![A-Za-z]", re.I)
_TO_ITS_END = ("pre", "script", "style", "textarea", "table", "svg", "math", "xmp")
"""Elements that a blank line does not end."""

_TAGS = re.compile(r"<(/?)(" + "|".join(_TO_ITS_END) + r")(?=[\s/>]|$)|<(!)--|--(>)", re.I)
_AS_MARKDOWN = re.compile(r"""<(\w+)((?:[^>"']|"[^"]*"|'[^']*')*?)\s+markdown\s*=\s*["']?\w+["']?([^>]*)>""", re.I)
_OPENED = re.compile(r"<(/?)(?!(?:br|hr|img|col|wbr|input|p|li)\b)[a-z]", re.I)


@lru_cache(maxsize=1)
def _last_end(text: str) -> int:
    """Where the last comment of a text ends: behind it nothing is looked for, at each `<!--` anew."""
    return text.rfind("-->")


def html(state: Lines, start: int, end: int, silent: bool) -> bool:
    """Raw HTML (CommonMark 4.6), a table, a drawing or a comment up to its end whatever stands in it.

    Within HTML that is still open, tags may be indented. `markdown="1"` says that Markdown follows at once.
    """
    text = state.text(start)
    if not text.startswith("<") or (state.coded(start) and not state.found.open):
        return False
    block = _HTML.match(text)
    if block is None:  # a tag that may stand in a line begins a paragraph (CommonMark's kind 7 would end Markdown)
        return False
    if text.startswith("<!--") and _last_end(state.src) < state.begin[start]:
        return False
    if silent:
        return True
    if marked := _AS_MARKDOWN.match(text):
        _as_markdown(state, start, text, marked)
        return True
    last = _html_end(state, start, end)
    _write(state, state.cut(start, last, state.inset) + "\n")
    state.line = last
    return True


def _write(state: Lines, html: str) -> None:
    """Write HTML as it is, and count what it leaves open."""
    state.raw(html)
    opened = sum(-1 if tag[1] else 1 for tag in _OPENED.finditer(html))
    state.found.open = max(state.found.open + opened, 0)


PATIENCE = 50
"""So many elements of a text may be left open until no more ends are looked for: each takes the whole text."""


def _html_end(state: Lines, start: int, end: int) -> int:
    """The line after the HTML that begins on the line `start`: a blank one, once what has to be closed is closed."""
    waiting: dict[str, int] = {}
    comment = False
    if state.found.never_closed > PATIENCE:
        return _first_blank(state, start, end)
    for at in range(start, end):
        text = state.text(at)
        outside = state.column[at] < state.inset and text
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
    state.found.never_closed += 1
    return _first_blank(state, start, end)


def _first_blank(state: Lines, start: int, end: int) -> int:
    return next((at for at in range(start, end) if state.blank(at)), end)


def _as_markdown(state: Lines, line: int, text: str, marked: re.Match[str]) -> None:
    rest, closing = text[marked.end() :].strip(), f"</{marked[1]}>"
    _write(state, f"<{marked[1]}{marked[2]}{marked[3]}>\n")
    ends = rest.lower().endswith(closing.lower())
    if words := rest[: -len(closing)].strip() if ends else rest:
        state.leaf("p", words)
    if ends:
        _write(state, f"{closing}\n")
    state.line = line + 1


def indented_code(state: Lines, start: int, end: int, silent: bool) -> bool:
    """Indented code (CommonMark 4.4), unless it is a tag within raw HTML that is still open."""
    if state.found.open and _HTML.match(state.text(start)):
        return False
    return leaves.code(state, start, end, silent)


# ------------------------------------------------------------------------------ blocks that what is indented belongs to

_NOTE = re.compile(r"\[\^([^\]\n]+)\]:[ \t]*")
_CALLOUT = re.compile(r'(?:!!!|\?\?\?\+?) ?([\w-]+)(?: +([\w -]*?))?(?: *"(.*)")?\s*$')
_ABBREVIATION = re.compile(r"\*\[([^\]\n]+)\]:[ \t]*(\S.*?)\s*$")


def note(state: Lines, start: int, end: int, silent: bool) -> bool:
    """A note, `[^name]: …`, with what is indented under it; it is gathered with the others afterwards."""
    match = None if state.coded(start) else _NOTE.match(state.text(start))
    if match is None:
        return False
    if silent:
        return True
    state.found.notes.add(match[1])
    with state.element("div", **{"class": "note-text", "id": f"fn:{match[1]}"}):
        _within(state, start, _defined_under(state, start, end), match.end(), "note")
    return True


def _defined_under(state: Lines, start: int, end: int) -> int:
    """The line of the first reference that is defined under a note at once, which is no more of the note; or `end`."""
    for at in range(start + 1, end):
        if state.blank(at):
            break
        if state.column[at] < state.inset + 2 and (line := destinations.definition(state.text(at), 0)):
            return at if not line.label.startswith("^") else end
    return end


def _within(state: Lines, start: int, end: int, skipped: int, kind: str) -> None:
    """Read the block whose first line stands after `skipped` characters and whose others are indented."""
    content = 4
    for at in range(start + 1, end):
        if not state.blank(at):
            if state.column[at] < state.inset + 2:
                break
            content = min(content, state.column[at] - state.inset)
    kept = state.begin[start], state.shift[start], state.column[start], state.within, state.inset, state.tight
    state.begin[start] += state.shift[start] + skipped
    state.shift[start] = 0
    state.inset += content
    state.column[start] = state.inset
    state.within = kind
    state.read(start, end)
    state.begin[start], state.shift[start], state.column[start], state.within, state.inset, state.tight = kept


def callout(state: Lines, start: int, end: int, silent: bool) -> bool:
    """`!!! note "Title"`, as Python-Markdown has it, with what is indented under it; `???` is one that folds."""
    match = None if state.coded(start) else _CALLOUT.match(state.text(start))
    if match is None:
        return False
    if silent:
        return True
    last = start + 1
    while last < end and (state.blank(last) or state.column[last] >= state.inset + 2):
        last += 1
    kind = match[1].lower()
    title = match[1].capitalize() if match[3] is None else match[3]
    state.line = start + 1
    with state.element("div", **{"class": f"admonition {kind}"}):
        if title.strip():
            state.leaf("p", title, {"class": "admonition-title"})
        _read_callout(state, start + 1, last)
    return True


def _read_callout(state: Lines, start: int, end: int) -> None:
    if all(state.blank(at) for at in range(start, end)):
        return
    kept = state.inset, state.within, state.tight
    state.inset = min(state.column[at] for at in range(start, end) if not state.blank(at))
    state.within = "callout"
    state.read(start, end)
    state.inset, state.within, state.tight = kept


def abbreviation(state: Lines, start: int, end: int, silent: bool) -> bool:
    """`*[EU]: European Union` says what letters stand for, wherever they stand."""
    match = None if state.coded(start) else _ABBREVIATION.match(state.text(start))
    if match is None:
        return False
    if not silent:
        state.found.abbreviations[match[1]] = match[2]
        state.line = start + 1
    return True


# ------------------------------------------------------------------------------------------------------------- formulas

_LONGEST_FORMULA = 60
"""Lines that are looked at for the end of one."""


def formula(state: Lines, start: int, end: int, silent: bool) -> bool:
    """`$$ … $$`, TeX on lines of its own; it has no blank line."""
    if state.coded(start) or not state.text(start).startswith("$$"):
        return False
    last = start
    while last < min(end, start + _LONGEST_FORMULA) and not state.blank(last):
        closes = state.text(last).rstrip().endswith("$$") and (last > start or len(state.text(start).rstrip()) > 4)
        last += 1
        if closes:
            break
    else:
        return False
    typed = state.cut(start, last, state.inset).strip()
    tex = typed[2:-2].strip()
    if "$$" in tex or not is_tex(tex):
        return False
    if not silent:
        state.line = last
        with state.element("p", **{"class": "math"}), state.element("code", **{"class": "math display"}) as written:
            written.text = " ".join(tex.split())
    return True
