"""Lists: CommonMark 5.2 and 5.3, and what people type besides.

Beyond CommonMark: bullets and numbered items copied out of a word processor; lists that are counted in letters or
Roman numerals; the blocks of a numbered item may be indented by two columns; a year that begins a paragraph is no
number of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from publish.base.language import counters
from publish.readers.syntax import lettered
from publish.readers.syntax.holding import tighten
from publish.readers.syntax.lines import Letter, Lines, columns

_RANKS = {
    **dict.fromkeys("•‣●○·➢❖➤❑⁃∙\uf0b7\uf0d8\uf076", 0),
    **dict.fromkeys("◦o・･", 1),
    **dict.fromkeys("▪■§\uf0a7", 2),
}
"""The signs that Word puts before items (its Symbol and Wingdings too), with the level that each stands for."""

_WORDS = r"([•‣▪■●◦➢❖➤❑⁃∙\uf0b7\uf0a7\uf0d8\uf076])(?=[ \t\u00a0]+\S)|([·§o])(?=(?:[ \u00a0]{2}|\t)\s*\S)"
_PACKED = r"([・･](?=[^\s・･])|[•‣▪●○◦](?=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]))"
"""Bullets as Japanese and Chinese have them, with no space behind them."""
_BULLET = re.compile(rf"([-+])(?=[ \t\u00a0]|$)|(\*)(?=[ \t]|$)|{_WORDS}|{_PACKED}")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=[ \t\u00a0]|$)")
_LONGEST_NUMBER = 3
"""Digits of the number that a list may begin with: a paragraph may begin with a year and a full stop."""

_SPACES = " \t\u00a0\u3000"


class Marker(NamedTuple):
    """What an item begins with: items belong to one list whose `sign` is the same."""

    sign: str
    value: int
    """Of a bullet -1."""
    end: int
    """Where it ends in the text."""
    type: str = ""
    """HTML's `type` of a list in letters or Roman numerals."""
    rank: int = -1
    """The level that a word processor's bullet stands for; -1 for Markdown's own."""


def rule(state: Lines, start: int, end: int, silent: bool) -> bool:
    """Read a list that begins on the line `start`; the signature of every rule of blocks."""
    if state.coded(start) or _continues_a_paragraph(state, start):
        return False
    within = silent and state.within == "paragraph"
    interrupts = within and state.column[start] >= state.inset
    marker = _marker(state, start, end, new=not within)
    if marker is None or not (_may_interrupt(state, start, end, marker) if interrupts else _may_begin(marker)):
        return False
    if silent:
        return True
    _read(state, start, end, marker)
    return True


def _continues_a_paragraph(state: Lines, line: int) -> bool:
    """Whether a line is indented so far that it goes on with the item before (CommonMark 5.3, example 312)."""
    return 0 <= state.list_inset <= state.column[line] - 4 and state.column[line] < state.inset


def _may_begin(marker: Marker) -> bool:
    """Whether a list may begin with this marker, where no paragraph is interrupted by it."""
    return bool(marker.type) or marker.value < 10**_LONGEST_NUMBER


def _may_interrupt(state: Lines, line: int, end: int, marker: Marker) -> bool:
    """CommonMark 5.2: a list that interrupts a paragraph begins with words, and counts from 1."""
    dot = state.text(line)[:1]
    if dot in "・･" and not (line + 1 < end and state.text(line + 1).startswith(dot)):
        return False  # it stands between two names, and a line may end before it
    return marker.value in (-1, 1) and _skip(state, marker.end) < state.end[line]


def _skip(state: Lines, at: int) -> int:
    while at < len(state.src) and state.src[at] in _SPACES:
        at += 1
    return at


def _marker(state: Lines, line: int, end: int, *, new: bool) -> Marker | None:
    """The marker that a line begins with. With `new` a list in letters may begin further on than with its first."""
    text, begin = state.text(line), state.begin[line] + state.shift[line]
    if letter := _letters(state, line, end, text, new=new):
        match = lettered.MARKER.match(text)
        assert match is not None
        return Marker(f"{letter.type} {letter.run}", letter.value, begin + match.end("close"), letter.type)
    if match := _NUMBER.match(text):
        native = (
            "" if match[1].isascii() or len(match[1]) > _LONGEST_NUMBER else next(iter(counters.kinds(match[1])), "")
        )
        return Marker(f"{native}{match[2]}", int(match[1]), begin + match.end(), native)
    match = _BULLET.match(text)
    if match is None or (match[0] == "o" and line not in state.found.under and not _repeated(state, line, end)):
        return None  # a letter o, unless it stands under another bullet of a word processor, or over one like it
    if match[1] or match[2]:
        return Marker(match[0], -1, begin + 1)
    return Marker("•", -1, begin + 1, rank=_RANKS[match[0]])


def _repeated(state: Lines, line: int, end: int) -> bool:
    """Whether the next line begins with the same bullet; those after it are then known to be items."""
    alike = [line]
    for at in range(line + 1, end):
        if state.blank(at) and len(alike) > 1:
            continue
        bullet = _BULLET.match(state.text(at))
        if state.column[at] != state.column[line] or bullet is None or bullet[0] != "o":
            break
        alike.append(at)
    if len(alike) > 1:
        state.found.under.update(alike)
    return len(alike) > 1


def _letters(state: Lines, line: int, end: int, text: str, *, new: bool) -> Letter | None:
    """The item of a list in letters that a line begins, found by looking at the lines after it; each is asked once."""
    known: dict[int, Letter] = state.found.letters
    if line in state.found.begun:
        return None  # what follows the marker of an item on its own line
    if line in known:
        return known[line]
    asked: set[tuple[int, bool]] = state.found.asked
    if (line, new) in asked or lettered.MARKER.match(text) is None:
        return None
    asked.add((line, new))
    run = lettered.find(lambda: _following(state, line, end), new=new)
    if run is None:
        return None
    _note(state, line, run)
    return known[line]


def _note(state: Lines, line: int, run: lettered.Run) -> None:
    later = [*run.items[1:], -line]
    for n, (at, following) in enumerate(zip(run.items, later, strict=True)):
        state.found.letters[line + at] = Letter(line, run.type, run.start + n, line + following)


def _following(state: Lines, line: int, end: int) -> Iterator[str]:
    """The lines from `line` on that belong to the block around it, with their indentation in it."""
    for at in range(line, min(end, line + lettered.LONGEST)):
        if state.blank(at):
            yield ""
        elif state.column[at] < state.inset:
            return
        else:
            yield " " * (state.column[at] - state.inset) + state.text(at)


def _read(state: Lines, start: int, end: int, marker: Marker) -> None:
    """Read the items of a list, and write them."""
    tight, line, gap = True, start, False
    attributes = {"start": str(marker.value)} if marker.value not in (-1, 1) else {}
    if marker.type:
        attributes["type"] = marker.type
    before, state.within = state.within, "list"
    item: Marker | None = marker
    with state.element("ul" if marker.value < 0 else "ol", **attributes) as listed:
        while item is not None:
            item_tight = _read_item(state, line, end, item)
            tight = tight and item_tight and not gap
            gap = state.line - line > 1 and state.blank(state.line - 1)
            line = state.line
            item = _next(state, line, end, marker)
    state.line = line
    state.within = before
    if tight:
        tighten(listed)


def _next(state: Lines, line: int, end: int, first: Marker) -> Marker | None:
    """The marker of the next item of the list that `first` began; None when the list ends before `line`."""
    if line >= end or state.column[line] < state.inset or state.coded(line):
        return None
    if state.ended("list", line, end):
        return None
    marker = _marker(state, line, end, new=True)
    return marker if marker and marker.sign == first.sign and (marker.value < 0) == (first.value < 0) else None


def _read_item(state: Lines, line: int, end: int, marker: Marker) -> bool:
    """Read one item; returns whether no blank line stands between its blocks."""
    own, at = state.column[line], _skip(state, marker.end)
    after = own + marker.end - (state.begin[line] + state.shift[line])
    empty = at >= state.end[line]
    base = state.base[line]
    column = columns(state.src[marker.end : at], after + base) - base
    gap = 1 if empty or (column - after > 4 and marker.rank < 0) else column - after
    content = after + gap
    if marker.value >= 0:
        content = _nearer(state, line, end, own, content)
    _draw_back(state, line, end, content)
    _take_under(state, line, end, marker, own, content)

    state.found.begun.add(line)
    kept = state.tight, state.shift[line], state.column[line], state.list_inset
    state.list_inset, state.inset = state.inset, content
    state.tight = True
    state.shift[line] = at - state.begin[line]
    state.column[line] = column
    if empty and (line + 1 >= end or state.blank(line + 1)):
        state.line = min(state.line + 2, end)  # an item may begin with at most one blank line
        with state.element("li"):
            pass
    else:
        with state.element("li"):
            state.read(line, end)
    tight = state.tight
    state.inset = state.list_inset
    state.tight, state.shift[line], state.column[line], state.list_inset = kept
    return tight


def _nearer(state: Lines, line: int, end: int, own: int, content: int) -> int:
    """Where the blocks of a numbered item begin: as far in as CommonMark asks, or by two columns as people type them.

    Another number less far in is the next item, as CommonMark has it.
    """
    for at in range(line + 1, end):
        if state.blank(at):
            continue
        if state.column[at] < own + 2 or (state.column[at] < content and _NUMBER.match(state.text(at))):
            break
        content = min(content, state.column[at])
    return content


def _draw_back(state: Lines, line: int, end: int, content: int) -> None:
    """An item directly under another that is typed deeper than code would be: people mean an item under it."""
    below = line + 1
    if below >= end or state.blank(below) or state.column[below] < content + 4:
        return
    text = state.text(below)
    if not (_BULLET.match(text) or _NUMBER.match(text)):
        return
    excess = state.column[below] - content
    for at in range(below, end):
        if not state.blank(at):
            if state.column[at] < content + excess:
                break
            spaces = state.src[state.begin[at] : state.begin[at] + state.shift[at]]
            cut = excess if "\t" not in spaces else len(spaces)  # columns of code are counted anew
            state.begin[at] += cut
            state.shift[at] -= cut
            state.column[at] -= excess


def _take_under(state: Lines, line: int, end: int, marker: Marker, own: int, content: int) -> None:
    """Move what belongs under an item and is not indented to where its blocks begin."""
    if marker.rank >= 0:
        _take_lower_bullets(state, line, end, marker, content)
    elif marker.type and line in state.found.letters:
        _take_other_lists(state, line, own, content)
    elif marker.value >= 0:
        _take_letters(state, line, end, own, content)


def _take_lower_bullets(state: Lines, line: int, end: int, marker: Marker, content: int) -> None:
    """Word's signs alone tell the level of an item: what is copied has them one under the other."""
    for at in range(line + 1, end):
        if state.blank(at):
            continue
        bullet = _BULLET.match(state.text(at))
        rank = _RANKS.get(bullet[0], -1) if bullet else -1
        if rank <= marker.rank or state.column[at] < state.inset:
            break
        state.found.under.add(at)
        state.column[at] = max(state.column[at], content)


def _take_other_lists(state: Lines, line: int, own: int, content: int) -> None:
    """Between two items in letters stands another list on their level: it belongs to the first of them."""
    within = False
    for at in range(line + 1, state.found.letters[line].next):
        if not state.blank(at):
            within = within or (state.column[at] < own + 2 and lettered.begins(state.text(at)))
            state.column[at] = max(state.column[at], content) if within else state.column[at]


def _take_letters(state: Lines, line: int, end: int, own: int, content: int) -> None:
    """A list in letters on the level of a numbered item, directly under it or in the midst of the numbers."""
    blank = False
    for at in range(line + 1, min(end, line + 1 + lettered.FARTHEST)):
        if state.blank(at):
            blank = True
            continue
        text = state.text(at)
        if abs(state.column[at] - own) < 2 and lettered.MARKER.match(text) and at not in state.found.letters:
            _take_run(state, at, end, content - own, blank=blank)
            return
        if blank or lettered.begins(text):
            return


def _take_run(state: Lines, first: int, end: int, deeper: int, *, blank: bool) -> None:
    run = lettered.find(lambda: _following(state, first, end), new=blank)
    if run and (not blank or lettered.in_the_midst(islice(_following(state, first, end), run.end, None))):
        _note(state, first, run)
        for at in range(first, first + run.end):
            state.column[at] += deeper
