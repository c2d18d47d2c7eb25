"""Lists counted in letters, Roman numerals or native digits: `a.`, `(b)`, `iii)`, `в)`, `৩.`, `三、`, `（3）`, `③`.

Markdown knows European figures alone, with a full stop or a bracket of their own kind behind them.

One letter may be anything: an initial, a section of a law. Only letters that follow each other, each at the beginning
of a line, are a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from publish.base.language import counters

_SYMBOLS = {symbol for series in counters.LETTERS.values() for symbol in series}
_LONG = "|".join(sorted((symbol for symbol in _SYMBOLS if len(symbol) > 1), key=len, reverse=True))
_SHORT = "".join(sorted(symbol for symbol in _SYMBOLS if len(symbol) == 1))
_EAST_ASIAN = (
    r"(?<=（)[0-9０-９]{1,3}(?=）)|[0-9０-９]{1,3}(?=[、．\u3000])"
    r"|(?<=\()[0-9]{1,3}(?=\)(?: |[\u2e80-\u9fff\uac00-\ud7af]))"
)
"""European figures as Chinese, Japanese and Korean punctuate them, and between brackets."""
_ORDINAL = r"[0-9]{1,2}(?=(?:-|\.\)|\.?[º°ª]\)?) )"
"""European figures as French, German, Spanish and Arabic typists write them: `1-`, `1.)`, `1º`, `1.ª`."""
MARKER = re.compile(
    r" {0,99}(?:(?P<open>[(（]?)(?P<name>[a-z]|[A-Z]|[ivx]{2,5}|[IVX]{2,5}"
    rf"|[{counters.DIGITS}]{{1,3}}|{_EAST_ASIAN}|{_ORDINAL}|{_LONG}|[{_SHORT}])"
    r"(?P<close>(?:[.)။।፡፤]|\.\)|\.?[º°ª]\)?)(?=[ \t\u00a0])|[、）]|．(?=[^\s0-9０-９])|(?<=[0-9])\)"
    rf"|(?<![A-Za-z])-(?= )|(?<=[{counters.FRAMED}])|(?<=[０-９ァ-ヶ甲-癸一二三四五六七八九十])(?=\u3000))"
    r")[ \t\u00a0\u3000]*(?=\S)"
)
_ENDS = re.compile(r" *(?:#{1,6} |>|`{3}|~{3}|</?[a-zA-Z]|\[\^)")
"""What begins so is no part of an item that it is not indented into."""
_OTHER = re.compile(r" *(?:[0-9]{1,9}[.)]|[-+*•]) ")
"""An item of another list; one on the same level is under this one when a next item follows."""
LONGEST, FARTHEST = 400, 60
"""Lines that are looked at for a list, and for its next item."""
_HALF_WIDTH = {ord("０") + n: str(n) for n in range(10)}


class Run(NamedTuple):
    """A list: HTML's `type` of it, what it counts from, and its lines, counted from its first."""

    type: str
    start: int
    items: tuple[int, ...]
    end: int
    """The line after its last item."""


Lines = Callable[[], Iterator[str]]
"""Gives the lines from the first on, no more of them than are asked for."""


def find(lines: Lines, *, new: bool) -> Run | None:
    """The list that begins on the first of the lines, which has a `MARKER`; None when it is only a letter.

    What looks like people's initials must be three of them, from A on. Any other list may begin further on, if it is
    `new` and does not go on with a paragraph.
    """
    first = MARKER.match(next(lines(), ""))
    if first is None:
        return None
    runs = [_follow(lines, first, kind) for kind in counters.kinds(_name(first))]
    run = max(runs, key=lambda found: len(found.items), default=None)
    initials = first["name"].isupper() and (first["open"], first["close"]) == ("", ".") and len(first["name"]) == 1
    if run and run.start > 1 and run.type in counters.LETTERS and run.type != "chinese":
        return None  # a letter of another script in the midst of its series is a letter
    if run is None or (first["open"] and first["close"] == "."):
        return None
    if run.start > 1 and (initials or not new):
        return None
    return run if len(run.items) >= (3 if initials and run.type not in ("I", "i") else 2) else None


def begins(line: str) -> bool:
    """Whether a line begins an item of any list."""
    return bool(MARKER.match(line) or _OTHER.match(line))


def in_the_midst(following: Iterable[str]) -> bool:
    """Whether what follows a list goes on counting in figures, so that the list stands among the items of another."""
    line = next((line for line in following if line.strip()), "")
    figure = re.match(r" *(\d{1,9})[.)] ", line)
    return figure is not None and int(figure[1]) > 1


def _follow(lines: Lines, first: re.Match[str], kind: str) -> Run:
    names, level = counters.names(kind), _indent(first.string)
    start = names.index(_name(first))
    items, end, apart, other = [0], 1, False, False
    for at, line in enumerate(islice(lines(), 1, None), start=1):
        if not line.strip():
            apart = True
            continue
        here, item = _indent(line), MARKER.match(line)
        alike = item is not None and (item["open"], item["close"]) == (first["open"], first["close"])
        if item and alike and abs(here - level) < 2 and names[start + len(items) :][:1] == (_name(item),):
            items.append(at)
            other = False
        elif at - items[-1] > FARTHEST or (item and alike and item["name"] == first["name"]):
            break
        elif here < level + 2:
            other = other or begins(line)
            if not other and (apart or _ENDS.match(line)):
                break
        apart, end = False, end if other else at + 1
    return Run(type=kind, start=start + 1, items=tuple(items), end=end)


def _name(item: re.Match[str]) -> str:
    return item["name"].translate(_HALF_WIDTH)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
