"""The lines of an agenda, told apart: what opens an item, what belongs to one, and what stands between them.

Every line goes to one place, and what looks like an item or a part and is read as neither is kept with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from publish.editions.agenda_numbers import is_below
from publish.readers.agenda_alike import BAR, BULLET, HEADING, alike
from publish.readers.agenda_times import is_time
from publish.value import Value, replace


class Between(Value):
    """What stands under a heading, or under none, before an item or after the last."""

    heading: str
    text: str
    line: int
    """Of the text."""


class Entry(Value):
    """An item as typed."""

    line: int
    label: str
    """Its number as typed, without the point or the bracket that ends it; empty when it has none."""
    counted: bool
    """Whether it is one of those that are counted where none has a number: not a row such as a break."""
    within: bool
    """Whether it is part of the item over it."""
    above: tuple[Between, ...]
    parts: tuple[tuple[str, int], ...]
    """What stands between the bars, each with its line."""
    text: str
    text_line: int
    end: int
    """The line after its last."""


class Division(Value):
    """An agenda's text, divided."""

    introduction: str
    entries: tuple[Entry, ...]
    after: str
    """What a heading takes away from the last item."""
    after_line: int
    doubts: tuple[tuple[int, str], ...]
    """Lines that look like an item or a part and are read as text, with what they look like."""
    columns: tuple[tuple[int, str], ...] = ()
    """The heads of columns that are not known, each with its line."""
    typed: str = ""
    """The agenda as if its items had been typed as lines, in the lines of its file; empty where they were."""


_PAPER = [
    "report", "reports", "attachment", "attachments", "enclosure", "enclosures", "document", "documents",
    "papur", "papurau", "vorlage", "unterlage", "unterlagen", "pièce", "documento", "documentos",
]  # fmt: skip
_TIME = ["start", "starts", "begins", "duration", "amser", "zeit", "dauer", "heure", "durée", "hora"]
NAMES = {
    "paper": "paper", "papers": "paper", "time": "time",
    "lead": "lead", "leads": "lead", "led by": "lead", "presenter": "lead", "speaker": "lead",
    **dict.fromkeys(("presented by", "officer", "arweinir gan", "leitung", "présenté par"), "lead"),
    "confidential": "confidential", "exempt": "confidential", "not for publication": "confidential",
    "public title": "public title",
    **dict.fromkeys(_PAPER, "paper"), **dict.fromkeys(_TIME, "time"),
}  # fmt: skip
NAMED = re.compile(
    r"[*_]{0,2}(" + "|".join(map(re.escape, sorted(NAMES, key=len, reverse=True))) + r")[*_]{0,2}\s*:[*_]{0,2}\s*(.*)",
    re.I,
)
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?$|\|\s*:?-+:?\s*\|?$")
_PLAIN = re.compile(r"(\d{1,3})[.)](?:[ \t]+(.*))?$")
_STRUCTURED = re.compile(
    r"((?:[A-Z]{1,2}[-/]?)?\d{1,4}(?:[./]\d{1,4})*(?:[ ]?\([a-z0-9]{1,4}\)|[a-zA-Z](?![a-zA-Z]))*)"
    r"[.):]?(?:[ \t]+(.*))?$"
)
_LETTERED = re.compile(r"(\([a-z0-9]{1,4}\)|[a-z]{1,4}(?=\))|[a-zA-Z](?=\.))[.)]?[ \t]+(.*)$")
_UNPOINTED = re.compile(r"(\d{1,3})[ \t]+[^\W\d]")
_POINT = re.compile(r"\s*(?:\(?[a-z]{1,4}\)|[a-z]\.|[-*+•])[ \t]+\S")
_NUMBERED, _NAMED = "a numbered item", "a part with a name"
_CODE = re.compile(r"(`+).*?\1")


def parts_of(line: str) -> list[str]:
    """The parts of a line, between its bars."""
    return [part.strip() for part in BAR.split(line)]


class _Sign(Value):
    """A line that may open an item, or end one."""

    at: int
    level: int
    """Of a heading; 0 for a line of a list, or a row."""
    label: str
    words: str
    indent: int
    """Columns after which the item's own text begins."""
    margin: int
    """Columns before the sign itself."""
    row: bool = False
    """Whether it has neither a number nor a bullet."""
    alike: bool = False
    """Whether it is of a list of which others are items."""

    @property
    def parted(self) -> bool:
        """Whether it has parts."""
        return BAR.search(self.words) is not None

    @property
    def told(self) -> bool:
        """Whether it shows that it is an item: it has a number, or parts."""
        return bool(self.label) or self.parted


def fenced(lines: Sequence[str]) -> list[bool]:
    """For each line, whether it is of a fenced block."""
    found = [False] * len(lines)
    fence = ""
    for at, line in enumerate(lines):
        if match := _FENCE.match(line):
            found[at] = True
            if not fence:
                fence = match[1]
            elif match[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif fence:
            found[at] = True
    return found


def apart_of(lines: Sequence[str]) -> list[bool]:
    """For each line, whether it is of a fenced block or of a table: of no meaning to an agenda."""
    found = fenced(lines)
    for at, line in enumerate(lines):
        if at and not found[at] and DELIMITER.match(line.strip()) and BAR.search(lines[at - 1]):
            found[at - 1] = True
            end = at
            while end < len(lines) and BAR.search(lines[end]):
                found[end] = True
                end += 1
    return found


def _heading(match: re.Match[str]) -> str:
    """The words of a heading, without the signs that may close it."""
    return (match[3] or "").rstrip().rstrip("#").rstrip()


def _sign(at: int, line: str, labels: Mapping[int, str]) -> _Sign | None:
    """What a line may open, by itself; `labels` are those of lines that are alike."""
    if match := HEADING.match(line):
        label, words = labelled(_heading(match))
        return _Sign(at=at, level=len(match[2]), label=label, words=words, indent=0, margin=len(match[1]))
    typed = line.expandtabs(4)
    bare = typed.lstrip()
    margin = len(typed) - len(bare)
    if at in labels:
        words = re.sub(r"^\S+[ \t]+", "", bare)
        indent = margin + len(bare) - len(words)
        return _Sign(at=at, level=0, label=labels[at], words=words, indent=indent, margin=margin, alike=True)
    label, words = labelled(bare)
    if not label and BAR.search(bare) and (match := _LETTERED.match(bare)):
        label, words = match[1], match[2]
    bullet = None if label else BULLET.match(bare)
    if bullet and BAR.search(bullet[1]):
        label, words = labelled(bullet[1])
    elif not label and not _row(bare):
        return None
    row = not label and not bullet
    indent = margin if row else margin + len(bare) - len(words)
    return _Sign(at=at, level=0, label=label, words=words, indent=indent, margin=margin, row=row)


def labelled(text: str) -> tuple[str, str]:
    """The number that a text begins with, and the rest; an empty number where it has none of the shape of one."""
    if match := _PLAIN.match(text):
        return match[1], match[2] or ""
    match = _STRUCTURED.match(text)
    if match and not match[1].isdigit() and (match[2] or BAR.search(text)):
        return match[1].replace(" (", "("), match[2] or ""
    return "", text


def _row(bare: str) -> bool:
    """Whether a line without a number is a row of the agenda, as a break is: it has a time, or a part with a name."""
    if bare[:1] in (">", "|", "#") or not BAR.search(bare):
        return False
    parts = parts_of(bare)
    timed = any(is_time(part) for part in parts) or any(NAMED.fullmatch(part) for part in parts[1:])
    return timed and not NAMED.fullmatch(parts[0]) and all(parts)


def _level(signs: Sequence[_Sign], lines: Sequence[str]) -> tuple[int | None, bool]:
    """The level of the headings that are the items, or 0 when the lines of a list are; None when nothing is.

    And whether it is the headings although there are lists with numbers under them, and nothing says which are meant.
    """
    headings = [sign for sign in signs if sign.level]
    listed = _lines_of_list(signs, headings)
    told = next((sign for sign in headings if sign.told or parted_below(lines, sign.at)), None)
    if told and not (listed and listed[0].at < told.at):
        return told.level, False
    if not headings:
        return (0 if listed else None), False
    before = listed and (len(headings) < 2 or listed[0].at < headings[0].at or any(sign.parted for sign in listed))
    if before or _run_on(listed, headings):
        return 0, False
    return headings[0].level, any(sign.label for sign in listed)


def _run_on(listed: Sequence[_Sign], headings: Sequence[_Sign]) -> bool:
    """Whether numbers go on from one heading to the next, or the headings are all over the first of them."""
    numbers = [int(sign.label) for sign in listed if sign.label.isdigit()]
    if len(numbers) < 2 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return False
    over = [sum(heading.at < sign.at for heading in headings) for sign in listed]
    return over[0] == len(headings) or len(set(over)) > 1


def parted_below(lines: Sequence[str], at: int) -> bool:
    """Whether a heading without a number is followed by parts: it is an item then."""
    below = next((line.strip() for line in lines[at + 1 :] if line.strip()), "")
    parts = parts_of(below)
    said = is_time(parts[0]) or any(named(part) for part in parts)
    return said and all(parts) and not BULLET.match(below) and (is_time(parts[0]) or not labelled(below)[0])


def _lines_of_list(signs: Sequence[_Sign], headings: Sequence[_Sign]) -> list[_Sign]:
    """The lines that can be items by themselves: those of lists, or where there are no headings either, rows."""
    lines = [sign for sign in signs if not sign.level and sign.margin < 2]
    return [sign for sign in lines if not sign.row] or ([] if headings else lines)


_TOP, _WITHIN, _BETWEEN = "item", "within", "between"


class _Walk:
    """Goes through the lines once, and says of each sign what it does; None where it is text."""

    def __init__(self, lines: Sequence[str], apart: Sequence[bool], level: int) -> None:
        self._lines = lines
        self._apart = apart
        self._level = level
        self._top: _Sign | None = None
        self._last: _Sign | None = None
        """The item, or part of one, that what follows belongs to."""

    def place(self, sign: _Sign) -> tuple[str | None, _Sign]:
        """What a sign opens; and the sign, whose number may be a time: 10.30 is no item but below item 10."""
        if is_time(sign.label) and not (self._top and is_below(sign.label, self._top.label)):
            typed = self._lines[sign.at].strip()
            sign = replace(sign, label="", words=typed, indent=sign.margin, row=True) if not sign.level else sign
            if not sign.level and not _row(typed):
                return None, sign
        found = self._headed(sign) if sign.level else self._listed(sign)
        if found == _TOP:
            self._top = sign
        if found in (_TOP, _WITHIN):
            self._last = sign
        elif found == _BETWEEN:
            self._last = None
        return found, sign

    def _headed(self, sign: _Sign) -> str | None:
        if not self._level:
            inside = self._last is not None and sign.margin >= 2
            return None if inside else _BETWEEN
        if sign.level < self._level:
            return _BETWEEN
        if sign.level == self._level:
            return _TOP
        return _WITHIN if self._top and (sign.told or parted_below(self._lines, sign.at)) else None

    def _listed(self, sign: _Sign) -> str | None:
        top = self._top
        child = top is not None and is_below(sign.label, top.label)
        if self._level:
            return _WITHIN if top and self._told(sign, child=child) else None
        if sign.row:
            return self._row(sign)
        if sign.alike and sign.label:
            return _WITHIN if self._lettered_below(sign) else _TOP
        if sign.margin >= 2:
            return self._set_in(sign, child=child)
        if child:
            return _WITHIN if sign.parted or self._apart_from_text(sign) else None
        if sign.label and not sign.label.isdigit() and not sign.parted:
            return _TOP if self._alike(sign) and self._apart_from_text(sign) else None
        return _TOP

    def _told(self, sign: _Sign, *, child: bool) -> bool:
        """Whether a line of a list under a heading shows that it is an item."""
        return not sign.row and (sign.alike or sign.parted or (child and self._apart_from_text(sign)))

    def _lettered_below(self, sign: _Sign) -> bool:
        """Whether a line with a letter is part of the item over it, and not one of them."""
        top = self._top
        return top is not None and (sign.margin >= 2 or not top.alike or top.label[:1] != sign.label[:1] == "(")

    def _set_in(self, sign: _Sign, *, child: bool) -> str | None:
        """What a line of a list opens that is set in: under an item at most a part of it."""
        if self._top is None or sign.margin < min(2, self._top.indent):
            return _TOP
        return _WITHIN if sign.parted or (child and not sign.label.isdigit()) else None

    def _row(self, sign: _Sign) -> str | None:
        if sign.margin < 2:
            return _TOP
        first = parts_of(sign.words)[0]
        return _WITHIN if self._top and not is_time(first) else None

    def _apart_from_text(self, sign: _Sign) -> bool:
        """Whether the line over a sign is empty, an item's or a part's, and not one of a paragraph that runs on.

        A paragraph that is set in, and whose sentence is done, does not run on in a line that is not set in.
        """
        over = self._lines[sign.at - 1] if sign.at else ""
        if sign.margin < 2 <= len(over.expandtabs(4)) - len(over.lstrip()) and over.rstrip()[-1:] in ".!?":
            return True
        if not over.strip() or self._apart[sign.at - 1] or HEADING.match(over):
            return True
        if self._last is not None and self._last.at == sign.at - 1:
            return True
        if _POINT.match(over) and self._top is not None and _base(sign) == _base(self._top) + 1:
            return True  # after the points of the item before
        return any(named(part) or is_time(part) for part in parts_of(over.strip()))

    def _alike(self, sign: _Sign) -> bool:
        """Whether a number is of the shape that the last item's had, or is the first of all."""
        if self._top is None:
            return True
        return (
            _shape(sign.label) == _shape(self._top.label) or not self._top.label or _base(sign) == _base(self._top) + 1
        )


def _shape(label: str) -> str:
    return re.sub(r"[A-Z]+", "A", re.sub(r"[a-z]+", "a", re.sub(r"\d+", "1", label)))


def _base(sign: _Sign) -> int:
    found = re.match(r"\d+", sign.label)
    return int(found[0]) if found else -1


def named(part: str) -> tuple[str, str] | None:
    """The name and the value of a part that has a name, and the shape of what is named; None for prose."""
    match = NAMED.fullmatch(part.strip())
    if match is None:
        return None
    name, value = NAMES[match[1].lower()], match[2].strip()
    if match[1].lower() in _PAPER and len(value.split()) > 4:
        return None  # `Report: what it is about`
    return (name, value) if _SHAPED[name](value) else None


def _short(value: str) -> bool:
    return len(value.split()) <= 10 and not re.search(r"[^.\s]{3}[.!?]$|[.!?]\s+[a-z]|;", value)


def _timed(value: str) -> bool:
    return not value or is_time(value)


def _listed(value: str) -> bool:
    """Whether it can be the names of papers, and is no sentence."""
    return len(value.split()) <= 24 and (not re.search(r"\w{2}[.!?]$", value) or value.count(" ") < 3)


def _whatever(value: str) -> bool:  # noqa: ARG001
    return True  # whoever begins a line so means to keep something back


_SHAPED: Mapping[str, Callable[[str], bool]] = {
    "time": _timed,
    "lead": _short,
    "paper": _listed,
    "confidential": _whatever,
    "public title": _short,
}


def divide(lines: Sequence[str], first_line: int) -> Division:
    """Divide an agenda; `first_line` is the line of its file on which `lines` begin."""
    apart = apart_of(lines)
    made = alike(lines, apart)
    lines = made.lines
    signs = [sign for at, line in enumerate(lines) if not apart[at] and (sign := _sign(at, line, made.labels))]
    level, unsure = _level(signs, lines)
    opening = _opening(lines, apart, signs, level)
    if not opening:
        unread = doubted(lines, apart, range(len(lines)), first_line, before=True)
        return Division(
            introduction="\n".join(lines), entries=(), after="", after_line=first_line, doubts=tuple(unread)
        )
    first = opening[0][0].at
    begin = introduced(lines, first, [sign.at for sign in signs if sign.level and sign.at < first])
    doubts = doubted(lines, apart, range(begin), first_line, before=True)
    if unsure:
        doubts += [(first_line + sign.at, _NUMBERED) for sign in signs if sign.label and not sign.level]
    entries: list[Entry] = []
    closing = len(lines) if level else _closing(lines, apart, opening)
    gap = begin, first
    for (sign, found), end in zip(opening, [*(sign.at for sign, _ in opening[1:]), closing], strict=True):
        if found == _BETWEEN:
            gap = (gap[0] if gap[0] < gap[1] else sign.at), end
            doubts += doubted(lines, apart, range(sign.at + 1, end), first_line)
            continue
        above = between(lines, gap, apart, first_line) if gap[0] < gap[1] else ()
        entry, unread = _entry(sign, found, lines, apart, end, first_line)
        entries.append(replace(entry, above=above))
        doubts += unread
        gap = end, end
    after = "\n".join(lines[gap[0] :])
    return Division(
        introduction="\n".join(lines[:begin]),
        entries=tuple(entries),
        after=after,
        after_line=first_line + gap[0],
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _closing(lines: Sequence[str], apart: Sequence[bool], opening: Sequence[tuple[_Sign, str]]) -> int:
    """Where what stands under the list begins, which is not set in, as nothing is under the other items; or the end."""
    starts = [sign.at for sign, _ in opening]
    ends = [*starts[1:], len(lines)]
    paragraphs = [
        at
        for begin, end in zip(starts, ends, strict=True)
        for at in range(begin + 1, end)
        if lines[at].strip() and not lines[at][:1].isspace() and not lines[at - 1].strip()
    ]
    first = paragraphs[0] if paragraphs else -1
    plain = first > starts[-1] and not apart[first] and not _POINT.match(lines[first])
    plain = plain and opening[-1][1] != _BETWEEN
    return first if plain and len(starts) > 1 and not named(lines[first]) else len(lines)


def _opening(
    lines: Sequence[str], apart: Sequence[bool], signs: Sequence[_Sign], level: int | None
) -> list[tuple[_Sign, str]]:
    """The signs from the first item on that open something; headings with numbers leave others before them alone."""
    if level is None:
        return []
    tops = [sign for sign in signs if sign.level == level] if level else []
    start = next((sign.at for sign in tops if sign.told), tops[0].at if tops else 0)
    walk = _Walk(lines, apart, level)
    found: list[tuple[_Sign, str]] = []
    for sign in signs:
        if sign.at < start or (not found and sign.level and not level):
            continue
        placed, sign = walk.place(sign)
        if placed and (found or placed != _BETWEEN):
            found.append((sign, placed))
    return found


def introduced(lines: Sequence[str], first: int, headings: Sequence[int]) -> int:
    """Where the introduction ends: before the first item, or before a heading right over it, which heads the items."""
    if headings and not any(line.strip() for line in lines[headings[-1] + 1 : first]):
        return headings[-1]
    return first


def between(lines: Sequence[str], gap: tuple[int, int], apart: Sequence[bool], first_line: int) -> tuple[Between, ...]:
    """The headings of a gap, each with the text under it."""
    found: list[Between] = []
    heading, begin = "", gap[0]
    for at in range(gap[0], gap[1] + 1):
        match = HEADING.match(lines[at]) if at < gap[1] and not apart[at] else None
        if match is None and at < gap[1]:
            continue
        text = "\n".join(lines[begin:at])
        if heading or text.strip():
            found.append(Between(heading=heading, text=text, line=first_line + begin))
        if match:
            heading, begin = _heading(match), at + 1
    return tuple(found)


def _entry(
    sign: _Sign, found: str, lines: Sequence[str], apart: Sequence[bool], end: int, first_line: int
) -> tuple[Entry, list[tuple[int, str]]]:
    """An item with its text, and the lines of it that are read as text and look like more."""
    line = first_line + sign.at
    parts, text = _first_parts(sign, lines, apart, end, first_line)
    prose = [part for part in parts[1:] if _is_prose(part[0])]
    parts = [part for part in parts if part not in prose]
    kept = ["" if _said(lines[at], apart=apart[at]) else _outdented(lines[at], sign.indent) for at in range(text, end)]
    parts += [(lines[at].strip(), first_line + at) for at in range(text, end) if _said(lines[at], apart=apart[at])]
    rest = [number for number in range(text, end) if kept[number - text].strip()]
    above = [words for said, _ in prose for words in (said, "")]
    entry = Entry(
        line=line,
        label=sign.label,
        counted=not sign.row,
        within=found == _WITHIN,
        above=(),
        parts=tuple(parts),
        text="\n".join([*above, *kept]),
        text_line=max(first_line + text - len(above), 1),
        end=first_line + end,
    )
    doubts = [(at, _NAMED) for _, at in prose] + doubted(lines, apart, rest, first_line, after=_base(sign))
    if sign.row and _UNPOINTED.match(sign.words) and not is_time(parts_of(sign.words)[0]):
        doubts.insert(0, (line, _NUMBERED))
    return entry, doubts


def _first_parts(
    sign: _Sign, lines: Sequence[str], apart: Sequence[bool], end: int, first_line: int
) -> tuple[list[tuple[str, int]], int]:
    """The parts of an item with their lines, from its first line and those that go on with them; where its text is."""
    parts = [(part, first_line + sign.at) for part in parts_of(sign.words)]
    if len(parts) > 1 and is_time(parts[0][0]) and not is_time(parts[1][0]):
        parts[:2] = [parts[1], parts[0]]  # as in `18:30 | Welcome | Chair`
    text = sign.at + 1
    while sign.level and text < end and not lines[text].strip():
        text += 1
    while text < end and not apart[text] and _is_parts(lines[text], under_a_heading=bool(sign.level)):
        parts += [(part, first_line + text) for part in parts_of(lines[text])]
        text += 1
    return parts, text


def _is_prose(part: str) -> bool:
    """Whether what stands between bars has the name of a time or a lead, and is a sentence."""
    match = NAMED.fullmatch(part)
    return (
        match is not None
        and NAMES[match[1].lower()] in ("time", "lead")
        and not named(part)
        and len(match[2].split()) > 5
    )


def _said(line: str, *, apart: bool) -> bool:
    """Whether a line of an item's text is a part of the item that says what it is; a lead is a sentence there."""
    if apart or len(parts_of(line)) > 1 or not (said := named(line)):
        return False
    return said[0] != "lead" and (said[0] != "time" or bool(said[1]))


def _outdented(line: str, most: int) -> str:
    line = line.expandtabs(4)
    return line[min(len(line) - len(line.lstrip()), most) :]


def _is_parts(line: str, *, under_a_heading: bool) -> bool:
    """Whether a line under an item's first goes on with its parts."""
    parts = parts_of(line)
    if any(named(part) for part in parts):
        return all(named(part) or len(part.split()) <= 10 for part in parts)
    if len(parts) > 1 and is_time(parts[0]) and all(parts):
        return True
    return under_a_heading and (is_time(parts[0]) or (len(parts) > 1 and all(parts)))


def doubted(
    lines: Sequence[str],
    apart: Sequence[bool],
    numbers: Sequence[int],
    first_line: int,
    *,
    before: bool = False,
    after: int = -1,
) -> list[tuple[int, str]]:
    """Lines of text that look like an item or a part; `before` the first item `Time: 18:30` is a sentence.

    `after` is the number of the item over them: what begins with the next one may be the next item.
    """
    found: list[tuple[int, str]] = []
    for at in numbers:
        typed = lines[at].strip()
        if apart[at] or not typed or typed.startswith((">", "[", "<")):
            continue
        new = not at or not lines[at - 1].strip()
        label, _ = labelled(typed)
        if BAR.search(_CODE.sub("", typed)):
            found.append((first_line + at, "a line with bars between its parts"))
        elif (match := NAMED.fullmatch(_unlisted(typed))) and not (before and NAMES[match[1].lower()] != "paper"):
            found.append((first_line + at, _NAMED))
        elif (label and not label.isdigit() and new) or (
            (match := _UNPOINTED.match(lines[at])) and int(match[1]) == after + 1
        ):
            found.append((first_line + at, _NUMBERED))
        elif not before and _TIMED.match(lines[at]) and len(typed.split()) < 9:
            found.append((first_line + at, "a row with a time"))
    return found


_TIMED = re.compile(r"\d{1,2}[:.h]\d\d(?:\s?[ap]\.?m\.?)?\s.*[^.!?;]$", re.I)


def _unlisted(typed: str) -> str:
    match = BULLET.match(typed)
    return match[1] if match else typed
