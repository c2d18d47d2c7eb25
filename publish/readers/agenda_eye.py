"""What the eye takes for an agenda though nothing marks it: times without bars, bold parts, bullets, numbers on lines.

Each of these is written as `agenda_lines` reads it, in as many lines, and only where the lines beside it are alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from publish.readers.agenda_looks import LOOKS
from publish.readers.agenda_times import is_time

_CLOCK = (
    r"(?:c\.?\s?|approx\.?\s|at\s)?\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b\.?)|\d{1,2}[:.]\d\d(?:\s?(?:hrs?|h|uhr))?"
    r"|\d{1,2}\s?h(?:\s?\d\d)?(?!\w)"
)
_SPAN = rf"(?:{_CLOCK}|\d{{1,2}}(?:[:.]\d\d)?)\s?(?:[-–—]|to|until|bis|à|tot|do|hyd)\s?(?:{_CLOCK})|{_CLOCK}"
_NUMBERED = re.compile(r"(?:\d{1,3}[.)]|\d{1,3}(?:[./]\d{1,4})+|[-*+•])[ \t]+(?=\S)")
_ENDED = re.compile(
    rf"(?P<title>.*?[^\W\d_].*?)(?:\s+[-–—]\s+|,\s*|:?\s+|\s*[(\[])(?P<time>(?:(?:at|from|um|à|om|o|kl\.|godz\.)\s+)*(?:{_SPAN}))[)\]]?"
    r"(?P<rest>\s*[-–—,(<\[](?!\^)\s*[^\d|]{1,60}|\s{2,}[^\d|]{1,40})?(?P<notes>(?:\[\^[^\]\s]+\])*)$",
    re.I,
)
_NOT_WHO = re.compile(
    r"\b(?:attach|enclos|follow|decision|decide|information|discuss|approv|note|joint|annex|pièce|beil|anlage|załącz)",
    re.I,
)
"""What is no name of anybody, where one may stand."""
_BEGUN = re.compile(rf"(?P<time>{_SPAN})(?:\s*[-–—:]\s+|\s+)(?P<title>[^\W\d_].*)$", re.I)
_ALONE = re.compile(r"(\d{1,3})[.)]?$")
_BOLD = re.compile(r"(\*\*|__)([^*_|]+)\1:?$")
_LISTED = re.compile(r"(?:\d{1,3}[.)]?|\d{1,3}(?:[./]\d{1,4})+|[-*+•]|[A-Za-z][.)]|\([a-z]\))[ \t]+\S|.*(?<!\\)\|")


def seen(lines: Sequence[str], apart: Sequence[bool]) -> list[str]:
    """The lines, as many, with what the eye sees marked; those `apart`, of fences and tables, as they are."""
    made = [line if apart[at] else _unmarked(line) for at, line in enumerate(lines)]
    _beside_numbers(made, apart)
    _run(made, apart)
    _divided(made, apart)
    _timed(made, apart)
    _begun(made, apart)
    _parts(made, apart)
    _pointed(made, apart)
    return made


def _unmarked(line: str) -> str:
    """A line without a backslash before the point of its number, and with a bar where dots lead to what is behind."""
    line = re.sub(r"^(\s*\d{1,3})\\([.)])(?=\s)", r"\1\2", line)
    led = r"(?<!\s)\s*+(?:\.{4,}|…{2,}|·{4,}|(?:\. ){4,})\s*+(?=\S)"
    return re.sub(led, " | ", line) if _NUMBERED.match(line) else line


_LONGEST = 300
"""Letters of a line that an eye takes in at once: to look for a time at its end costs the square of its length."""


def _near(line: str) -> str:
    """A line with no more space between words than shows that they stand apart; empty when it is longer than a look."""
    near = re.sub(r"\s{5,}", "    ", line)
    return near if len(near) <= _LONGEST else ""


def _run(lines: list[str], apart: Sequence[bool]) -> None:
    """Numbers without a point that run from 1 on, three and more, where none has one."""
    read = [at for at, line in enumerate(lines) if not apart[at] and not line[:1].isspace()]
    if any(re.match(r"\d{1,3}[.)](?:\s|$)", lines[at]) for at in read):
        return
    joined = [at for at in read if re.match(r"\d{1,2}[.)][^\W\d]", lines[at])]
    for at in joined if len(joined) > 1 else ():
        lines[at] = re.sub(r"^(\d+[.)])", r"\1 ", lines[at])
    found = [(at, match) for at in read if (match := re.match(r"(\d{1,3})[ \t]+(?=[^\W\d])", lines[at]))]
    if len(found) > 2 and [int(match[1]) for _, match in found] == list(range(1, len(found) + 1)):
        for at, match in found:
            lines[at] = f"{match[1]}. {lines[at][match.end() :]}"


_DIVIDERS = (" — ", " – ", " - ", " / ", "; ", ", ")


def _divided(lines: list[str], apart: Sequence[bool]) -> None:
    """Items all of which have as many parts, with one sign between them all, and a time in the same place."""
    items = [at for at, line in enumerate(lines) if not apart[at] and _NUMBERED.match(line)]
    for sign in _DIVIDERS if len(items) > 1 else ():
        parts = [lines[at].split(sign) for at in items]
        many = len(parts[0])
        if many < 3 or any(len(one) != many or "|" in "".join(one) for one in parts):
            continue
        if any(all(is_time(one[n]) for one in parts) for n in range(1, many)):
            for at, one in zip(items, parts, strict=True):
                lines[at] = " | ".join(one)
            return


def _beside_numbers(lines: list[str], apart: Sequence[bool]) -> None:
    """Numbers that stand alone on their lines, 1, 2, 3, go before the lines under them, as they come out of a table."""
    found = [
        (at, int(match[1]))
        for at, line in enumerate(lines[:-1])
        if not apart[at] and (match := _ALONE.match(line.strip())) and lines[at + 1].strip() and not apart[at + 1]
    ]
    if len(found) < 2 or [number for _, number in found] != list(range(found[0][1], found[0][1] + len(found))):
        return
    if any(_ALONE.match(lines[at + 1].strip()) or _LISTED.match(lines[at + 1].strip()) for at, _ in found):
        return
    for at, number in found:
        lines[at : at + 2] = [f"{number}. {lines[at + 1].strip()}", ""]


def _timed(lines: list[str], apart: Sequence[bool]) -> None:
    """Items whose lines end with a time, or with one and a name, where half of them do."""
    items = [at for at, line in enumerate(lines) if not apart[at] and _NUMBERED.match(line) and "|" not in line]
    ended = {at: match for at in items if (match := _ENDED.match(_near(lines[at]))) and is_time(match["time"])}
    found = {at: match for at, match in ended.items() if not _OF_A_DAY.search(match["title"])}
    if len(found) < 2 or 2 * len(found) < len(items):
        return
    for at, match in found.items():
        lines[at] = _barred(match)


def _barred(match: re.Match[str]) -> str:
    """An item's line with bars around its time; what says who leads, or something else, stands behind that."""
    said = [one for one in (piece.strip(" -–—,") for piece in _APART.split(match["rest"] or "")) if one]
    who = ", ".join(one for one in said if not _NOT_WHO.search(one))
    title = " – ".join([match["title"].rstrip(" -–—,:"), *(one for one in said if _NOT_WHO.search(one))])
    return " | ".join(filter(None, (title + match["notes"], match["time"], who)))


_OF_A_DAY = re.compile(
    r"\b(?:of|on|for|the|and|by|in|dated|vom|von|am|du|de|des|del|della|di|do|da|dos|van|z|dnia|w|o|ar|y)$", re.I
)
"""Words behind which figures are a day or a number, and no time: `the minutes of 3.12`."""
_APART = re.compile(r"[()\[\]<>]|(?:^|\s)[-–—]\s")


def _begun(lines: list[str], apart: Sequence[bool]) -> None:
    """Lines that begin with a time, where nothing else could be an item."""
    typed = [at for at, line in enumerate(lines) if not apart[at] and line.strip()]
    if any(_LISTED.match(lines[at]) for at in typed):
        return
    found = {at: match for at in typed if (match := _BEGUN.match(_near(lines[at].strip())))}
    for at, match in found.items() if len(found) > 1 else ():
        title = re.sub(r"(?:\t+|\s{2,})(?=\S)", " | ", match["title"].strip())
        title = re.sub(r"\s+\(([^()\d]{2,40})\)$", r" | \1", title) if "|" not in title else title
        lines[at] = f"- {match['time']} | {title}"


def _parts(lines: list[str], apart: Sequence[bool]) -> None:
    """A line that stands alone right before an item heads it, in bold, in capitals, or called so: `Part B: exempt`."""
    for at, line in enumerate(lines):
        if apart[at] or not line.strip() or line[:1].isspace() or (at and _runs_on(lines[at - 1])):
            continue
        below = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), None)
        if below is None or apart[below] or lines[below][:1].isspace() or not _LISTED.match(lines[below]):
            continue
        if said := _heading(line):
            lines[at] = f"## {said}"


def _heading(line: str) -> str:
    """The words of a line that can head items; empty where it is a sentence, or nothing sets it apart."""
    bold = _BOLD.match(line.strip())
    said = (bold[2] if bold else line).strip()
    shouted = said.isupper() and sum(map(str.isalpha, said)) > 3
    sentence = _LISTED.match(said) or said.endswith((".", "!", "?", ";")) or len(said.split()) > 12
    apart = bold or shouted or _PART.match(said) or LOOKS.search(said)
    return said.rstrip(":") if apart and not sentence else ""


_PART = re.compile(
    r"(?:part|rhan|teil|partie|parte|deel|część|část|section|adran|abschnitt)\s(?:[A-Z]|\d{1,2}|[IVX]{1,4}|one|two|three)\b",
    re.I,
)


def _runs_on(over: str) -> bool:
    """Whether a line belongs to the paragraph over it."""
    return bool(over.strip()) and not _LISTED.match(over.strip()) and not over[:1].isspace() and over[:1] != "#"


def _pointed(lines: list[str], apart: Sequence[bool]) -> None:
    """Bullets are the items where nothing else could be: they are given bars with nothing behind them."""
    typed = [at for at, line in enumerate(lines) if not apart[at] and line.strip()]
    bullets = [at for at in typed if re.match(r"[-*+•][ \t]+\S", lines[at]) and not _rule(lines[at])]
    others = [at for at in typed if at not in bullets and not lines[at][:1].isspace()]
    if len(bullets) < 2 or any(_LISTED.match(lines[at]) or lines[at].startswith("## ") for at in others):
        return
    if any("|" in lines[at] for at in typed) or any(lines[at].rstrip().endswith(":") for at in others):
        return
    for number, at in enumerate(bullets, start=1):
        lines[at] = f"{number}. {re.sub(r'^[-*+•][ ]+', '', lines[at].expandtabs(4))}"


def _rule(line: str) -> bool:
    return re.fullmatch(r"[-*_\s]+", line) is not None
