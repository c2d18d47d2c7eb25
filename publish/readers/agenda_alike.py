"""The lines of an agenda as different people type them, made alike: as many lines, in one spelling.

Headings with a line under them, bars of other shapes, numbers within marks of emphasis or after the word "Item",
numbers without a point, and parts of an item in a list are written as `agenda_lines` reads them. Lines of lists that
are items because those beside them are, (b) after (a), are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase

from publish.readers.agenda_eye import seen
from publish.readers.agenda_times import is_time
from publish.value import Value

BAR = re.compile(r"(?<!\\)\|")
HEADING = re.compile(r"( {0,3})(#{1,6})(?:[ \t]+(\S.*)?)?$")
BULLET = re.compile(r"[-*+•][ \t]+(.*)$")

_OTHER_BARS = re.compile("[│┃¦｜ǀ❘]")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})\s*$")
_OPENING = re.compile(r"(\s*)((?:#{1,6}[ \t]+)?)(.*)$")
_NUMBER = r"(?:[A-Z]{1,2})?\d{1,4}(?:[./]\d{1,4})*(?:[ ]?\([a-z0-9]{1,4}\)|[a-zA-Z](?![a-zA-Z]))*"
_IN_MARKS = re.compile(
    rf"(\*\*|__|\*|_)({_NUMBER}|[IVX]{{1,5}}|[a-zA-Z])([.):])(\1)?[ \t]+(?=\S)"
    rf"|(\*\*|__|\*|_)({_NUMBER})(\5)?[ \t]+(?=\S)"
)
_ITEM = re.compile(
    r"(?:agenda item|item|eitem|tagesordnungspunkt|top|point|punt|punto|ponto|punkt|bod|mír|madde)[ \xa0]"
    rf"(?:no\.?[ \xa0])?({_NUMBER})(?:[.:)]|[ \t]+[-–—]|(?=[ \t]*\|)|\t)[ \t]*(?=\S)",
    re.I,
)  # fmt: skip
_LINE = re.compile(rf"(?:{_NUMBER})[.):]?[ \t]|[-*+•][ \t]|#")
_UNPOINTED = re.compile(r"(\d{1,3})[ \t]+(?=[^\W\d])")
_POINTED = re.compile(r"(\d{1,3})[.)](?:[ \t]|$)")
_PARTS_IN_A_LIST = re.compile(
    r"(\s*)[-*+•][ \t]+([*_]{0,2}(?:papers?|time|lead|leads|led by|presenter|speaker)[*_]{0,2}\s*:.*)$", re.I
)
_NAMES_TO_COME = re.compile(r"\s*[*_]{0,2}papers?[*_]{0,2}\s*:[*_]{0,2}\s*$", re.I)
_LETTERED = re.compile(r"(?:\(([a-z]{1,5}|[A-Z]{1,5})\)|([a-z]{1,5}|[A-Z]{1,5})([.)]))[ \t]+(\S.*)$")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


class Alike(Value):
    """An agenda's lines."""

    lines: tuple[str, ...]
    labels: Mapping[int, str]
    """What the lines of lists are called that are items because others of their list are; empty for a bullet."""


def alike(lines: Sequence[str], apart: Sequence[bool]) -> Alike:
    """The lines in one spelling; those `apart`, of fences and tables, as they are."""
    made = [line if apart[at] else _bars(line) for at, line in enumerate(lines)]
    _headings(made, apart)
    made = seen([line if apart[at] else _numbered(line) for at, line in enumerate(made)], apart)
    for at, line in _pointed(made, apart):
        made[at] = line
    _parts_in_lists(made, apart)
    return Alike(lines=tuple(made), labels=dict([*_lettered(made, apart), *_bullets(made, apart)]))


def _bars(line: str) -> str:
    """Bars of other shapes as bars; and tabs, where there is a time between them."""
    if _OTHER_BARS.search(line):
        line = _OTHER_BARS.sub("|", line)
    bare = line.strip()
    pieces = re.split(r"\t+", bare)
    if len(pieces) > 1 and "|" not in bare and any(is_time(piece) for piece in pieces[1:]):
        kept = [" ".join(pieces[:2]), *pieces[2:]] if re.fullmatch(r"[\w.()/]{1,8}", pieces[0]) else pieces
        line = line[: len(line) - len(line.lstrip())] + " | ".join(kept)
    return line


def _headings(lines: list[str], apart: Sequence[bool]) -> None:
    """Let headings that have a line of `=` or `-` under them begin with `#`."""
    for at in range(1, len(lines)):
        found = _UNDERLINE.match(lines[at])
        if not found or apart[at] or apart[at - 1]:
            continue
        over, before = lines[at - 1], lines[at - 2] if at > 1 else ""
        in_a_paragraph = before.strip() and not _LINE.match(before.lstrip())
        if over.strip() and not in_a_paragraph and not HEADING.match(over) and not _is_rule(found[1], over):
            lines[at - 1 : at + 1] = [f"{'#' if found[1][0] == '=' else '##'} {over.strip()}", ""]


def _is_rule(signs: str, over: str) -> bool:
    """Whether a line of signs is a rule between two items, or part of what is set in, and no line under a heading."""
    listed = _LINE.match(over.lstrip()) or BAR.search(over)
    short = len(signs) == 3 or len(signs) < len(over.strip()) - 2
    return over[:4] == "    " or bool(signs[0] == "-" and listed and short)


def _numbered(line: str) -> str:
    """The number of an item first, without the word for it, and what is emphasised after it."""
    match = _OPENING.match(line)
    if match is None:
        return line
    margin, sign, text = match.groups()
    if found := _IN_MARKS.match(text):
        mark, number = found[1] or found[5], (found[2] or found[6]) + (found[3] or "")
        closed = found[4] or found[7]
        rest = text[found.end() :]
        if closed or re.match(rf"[^|]*{re.escape(mark)}", rest):
            text = f"{number} {'' if closed else mark}{rest}"
    if found := _ITEM.match(text):
        text = f"{found[1]}. {text[found.end() :]}"
    return f"{margin}{sign}{text}"


def _pointed(lines: Sequence[str], apart: Sequence[bool]) -> Iterator[tuple[int, str]]:
    """Lines with parts, and headings, that begin with a number without a point, where such numbers run on."""
    found: list[tuple[int, int, re.Match[str]]] = []
    last = -1
    for at, line in enumerate(lines):
        text = line.lstrip("# \t")
        if apart[at] or (line[:1].isspace() and not line.lstrip().startswith("#")):
            continue
        if pointed := _POINTED.match(text):
            last = int(pointed[1])
            continue
        match = _UNPOINTED.match(text)
        parted = line.startswith("#") or BAR.search(line)
        if (
            match
            and not is_time(BAR.split(text)[0])
            and (parted or (found and int(match[1]) == last + 1 == found[-1][1] + 1))
        ):
            last = int(match[1])
            found.append((at, last, match))
    for n, (at, number, match) in enumerate(found):
        beside = [found[m][1] for m in (n - 1, n + 1) if 0 <= m < len(found)]
        if number - 1 in beside or number + 1 in beside:
            head = lines[at][: len(lines[at]) - len(lines[at].lstrip("# \t"))]
            yield at, f"{head}{number}. {lines[at][len(head) + match.end() :]}"


def _parts_in_lists(lines: list[str], apart: Sequence[bool]) -> None:
    """The parts of an item that stand under it in a list, and the names of its papers that do, as parts."""
    item = False
    to_come: int | None = None
    names: dict[int, list[str]] = {}
    for at, line in enumerate(lines):
        if apart[at]:
            item, to_come = False, None
            continue
        bullet = BULLET.match(line.strip())
        if to_come is not None and bullet and "|" not in line:
            names.setdefault(to_come, []).append(bullet[1])
            lines[at] = ""
            continue
        if item and (match := _PARTS_IN_A_LIST.match(line)):
            line = lines[at] = match[1] + match[2]
        elif line.strip():
            item = bool(_LINE.match(line.lstrip()) or BAR.search(line))
        to_come = at if _NAMES_TO_COME.match(line) else to_come if not line.strip() else None
    for at, said in names.items():
        lines[at] = f"{lines[at].rstrip()} {'; '.join(said)}"


class _Lettered(Value):
    """A line that begins with a letter, or a Roman number."""

    at: int
    margin: int
    letters: str
    style: str
    """How its letters are written: `(a)`, `a)`, `a.`, and the same with capitals."""
    parted: bool

    @property
    def label(self) -> str:
        """What it is called."""
        return f"({self.letters})" if self.style.startswith("(") else self.letters


def _margin(line: str) -> int:
    typed = line.expandtabs(4)
    return len(typed) - len(typed.lstrip())


def _of_list(at: int, line: str) -> _Lettered | None:
    match = _LETTERED.match(line.strip())
    if match is None:
        return None
    letters = match[1] or match[2]
    style = f"{'(' if match[1] else ''}{'A' if letters.isupper() else 'a'}{match[3] or ''}"
    parted = BAR.search(line) is not None
    return _Lettered(at=at, margin=_margin(line), letters=letters, style=style, parted=parted)


def _lettered(lines: Sequence[str], apart: Sequence[bool]) -> Iterator[tuple[int, str]]:
    """The lines of lists with letters or Roman numbers of which one has parts, or that are all that there is."""
    runs: list[list[_Lettered]] = []
    going: dict[tuple[int, str], list[_Lettered]] = {}
    plain = False
    for at, line in enumerate(lines):
        if apart[at] or not line.strip():
            continue
        if _OTHER.match(line.lstrip()):
            margin = _margin(line)
            plain = plain or margin < 2
            going = {key: run for key, run in going.items() if key[0] < margin}
        elif one := _of_list(at, line):
            key = one.margin, one.style
            if not _follows(going.get(key, ()), one.letters):
                if one.letters.lower() not in ("a", "i"):
                    continue
                going[key] = []
                runs.append(going[key])
            going[key].append(one)
    for run in runs:
        if len(run) > 1 and (any(one.parted for one in run) or (not plain and run[0].margin < 2)):
            yield from ((one.at, one.label) for one in run)


_OTHER = re.compile(rf"{_NUMBER}[.):]?[ \t]|#")
"""What begins another list, or ends one."""


def _follows(run: Sequence[_Lettered], letters: str) -> bool:
    """Whether letters are the next ones of a run: (c) after (b), (iii) after (ii)."""
    if not run:
        return False
    expected = _ROMANS if run[0].letters.lower() == "i" else ascii_lowercase
    return len(run) < len(expected) and letters.lower() == expected[len(run)]


def _bullets(lines: Sequence[str], apart: Sequence[bool]) -> Iterator[tuple[int, str]]:
    """Bullets without parts, where those beside them have parts and are the items: no other line has a number."""
    read = [at for at, line in enumerate(lines) if not apart[at] and line.strip()]
    if any(_POINTED.match(lines[at]) for at in read):
        return
    over, margin = "", -1
    for at in read:
        line = lines[at]
        if _margin(line) < 2 and BULLET.match(line.lstrip()):
            if BAR.search(line):
                margin = _margin(line) if margin < 0 else margin
            elif _margin(line) == margin and _ends(over):
                yield at, ""
        over = line


def _ends(line: str) -> bool:
    """Whether a list may go on after a line: it is of an item, or a heading, and no paragraph that leads to a list."""
    listed = BULLET.match(line.lstrip()) or BAR.search(line)
    return bool(listed or line[:2] == "  " or HEADING.match(line))
