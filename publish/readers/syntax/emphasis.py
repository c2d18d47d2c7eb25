"""Emphasis by runs of delimiters (CommonMark 6.2, and GitHub's `~~` and `~`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Mark:
    """One sign of a run that may begin or end emphasis; of `~~` both are one."""

    sign: str
    length: int
    """Signs of its run; 0 where the rule of three is not asked."""
    at: int
    """Where it stands among the nodes."""
    opens: bool
    closes: bool
    shown: str
    partner: int = -1
    """Of one that opens, the number of the mark that closes; -1 when there is none."""
    tag: str = ""
    """The element that it begins or ends; none when it is a sign like any other."""
    end: Mark | None = None
    """Of one that begins an element, the mark that ends it."""
    begin: Mark | None = None
    """Of one that ends an element, the mark that begins it."""
    attributes: dict[str, str] = field(default_factory=dict)


def run(text: str, begin: int, end: int, at: int) -> Iterator[Mark]:
    """The marks of a run in a text, of which the first will be the `at`-th node."""
    sign, length = text[begin], end - begin
    before, after = (text[begin - 1] if begin else " "), (text[end] if end < len(text) else " ")
    left, right = _flanks(before, after), _flanks(after, before)
    splits = sign != "_"
    opens = left and (splits or not right or _punctuation(before))
    closes = right and (splits or not left or _punctuation(after))
    if sign == "~":
        if length == 1:  # within a word it lowers letters, or says `about`
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        yield Mark(sign * length, 0, at, opens, closes, sign * length)
    else:
        for n in range(length):
            yield Mark(sign, length, at + n, opens, closes, sign)


def _flanks(before: str, after: str) -> bool:
    """Whether a run is left-flanking, as CommonMark has it; with the two turned round, whether it is right-flanking."""
    return not after.isspace() and (not _punctuation(after) or before.isspace() or _parts(before))


def _punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _parts(character: str) -> bool:
    """Whether a sign beside it may begin or end anything: punctuation, and letters of scripts that write no spaces."""
    return _punctuation(character) or (character > _UNSPACED[0] and re.match(_UNSPACED[1], character) is not None)


_UNSPACED = (
    "\u0e00",
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\ua000-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]",
)
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese, and Korean, whose particles follow a closing sign without a space."""


def pair(marks: Sequence[Mark]) -> None:
    """Find for each mark that closes the nearest that opens, in place; in a time that grows with their number.

    `jumps` says of each mark how many before it need not be looked at again, since they are paired or cannot open.
    """
    jumps: list[int] = []
    least: dict[tuple[str, bool, int], int] = {}
    head, last = 0, -2
    for closing, closer in enumerate(marks):
        jumps.append(0)
        if marks[head].sign != closer.sign or last != closer.at - 1:
            head = closing
        last = closer.at
        if not closer.closes:
            continue
        kind = (closer.sign, closer.opens, closer.length % 3)
        begin = head - jumps[head] - 1
        opening = _opener(marks, jumps, closer, begin, least.get(kind, -1))
        if opening < 0:
            least[kind] = begin
            continue
        further = jumps[opening - 1] + 1 if opening and not marks[opening - 1].opens else 0
        jumps[closing], jumps[opening] = closing - opening + further, further
        closer.opens, marks[opening].closes, marks[opening].partner = False, False, closing
        last = -2
    _name(marks)


def _opener(marks: Sequence[Mark], jumps: Sequence[int], closer: Mark, at: int, least: int) -> int:
    while at > least:
        opener = marks[at]
        if opener.sign == closer.sign and opener.opens and opener.partner < 0 and not _odd(opener, closer):
            return at
        at -= jumps[at] + 1
    return -1


def _odd(opener: Mark, closer: Mark) -> bool:
    """The rule of three (CommonMark 6.2, rules 9 and 10)."""
    both = opener.closes or closer.opens
    return both and (opener.length + closer.length) % 3 == 0 and opener.length % 3 != 0


def _name(marks: Sequence[Mark]) -> None:
    """Say which element each pair begins and ends: two marks beside two are strong."""
    at = len(marks) - 1
    while at >= 0:
        opener = marks[at]
        if opener.partner >= 0:
            closer = marks[opener.partner]
            strong = opener.sign[0] != "~" and at > 0 and _beside(marks, at)
            if strong:
                at -= 1
                outer = marks[at]
                outer.tag = marks[outer.partner].tag = ""
                outer.shown = marks[outer.partner].shown = ""
            opener.tag = closer.tag = "del" if opener.sign[0] == "~" else "strong" if strong else "em"
            opener.end, closer.begin = closer, opener
            if strong:  # a list of attributes stands behind the second of its two marks
                marks[outer.partner].begin = opener
        at -= 1


def _beside(marks: Sequence[Mark], at: int) -> bool:
    """Whether the pair before this one stands directly around it."""
    inner, outer = marks[at], marks[at - 1]
    return (
        outer.partner == inner.partner + 1
        and outer.sign == inner.sign
        and outer.at == inner.at - 1
        and marks[outer.partner].at == marks[inner.partner].at + 1
    )
