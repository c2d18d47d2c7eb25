"""A meeting's agenda in Markdown becomes a plan for a pack.

The items are the lines of a numbered list, or headings; what the eye takes for an item is one:

    1. Welcome | 10:00 | Chair
    2. Public service mutuals | 10:10 | Richard Caulfield | paper: public-service-mutuals
       A sentence on what is asked of the meeting.

    ## 3. Any other business
    11:50

An upright bar, or the end of an item's first line, divides its parts. A part may be named (`time: 10:10`); where it is
not, a part with the shape of a time is one, and the other is who leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from pathlib import PurePosixPath
from typing import Annotated, Any

from publish.base.validation.forms import Form, Language, Line, Words, fault, fill

# isort: split
from pydantic import AfterValidator, BeforeValidator, Field

from publish.base import slugs
from publish.base.language import direction
from publish.model import Action, Agenda, AgendaItem, Asset, Manuscript
from publish.problem import Problem
from publish.readers import Find, typography
from publish.readers.article import take_apart
from publish.readers.markdown import to_markup, to_words
from publish.readers.metadata import CODES, Day, Slug
from publish.value import Value

MOST_NOTES = 60
"""Lines for notes: more than two pages of them help nobody."""


def _clock(value: Any) -> Any:
    return value.strftime("%H:%M") if isinstance(value, time) else value


def _lines(count: int) -> int:
    if not 0 <= count <= MOST_NOTES:
        raise fault("is no number of lines: {typed}", f"ask for 0 to {MOST_NOTES}; a page has room for 28", typed=count)
    return count


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) and value.strip() else value or []


class AgendaForm(Form):
    """The metadata block at the top of an agenda."""

    title: Words
    """What the meeting is called, e.g. `Board of trustees`."""
    date: Day
    """The day of the meeting, `YYYY-MM-DD`."""
    time: Annotated[Line, BeforeValidator(_clock)] = ""
    """When it begins, and ends if that is known, as people will read it: `10:00 to 12:30`."""
    place: Line = ""
    """Where it is, on one line."""
    language: Language | None = None
    """The language of the agenda as a BCP 47 tag, where it is not the publication's."""
    numbered: bool = False
    """Whether the paragraphs of the papers are numbered: 1.1, 1.2 and so on."""
    notes: Annotated[int, AfterValidator(_lines)] = 0
    """How many ruled lines for handwriting follow each paper."""
    actions: Annotated[tuple[Words, ...], BeforeValidator(_several)] = ()
    """What was agreed before: `what | who | by when`, an item each."""
    slug: Slug = ""
    """The name of the pack's file; made from the agenda's own file name when left out."""
    schema_: Annotated[str, Field(alias="$schema")] = ""
    """The JSON Schema that editors check this block against; of no meaning to the press."""


SYNONYMS = {
    "day": "date",
    "location": "place",
    "meeting": "title",
    "name": "title",
    "numbers": "numbered",
    "paragraphs": "numbered",
    "room": "place",
    "start": "time",
    "venue": "place",
    "when": "date",
    "where": "place",
}
"""What other people call our keys."""


def read(manuscript: Manuscript, language: str, find: Find) -> tuple[Agenda | None, tuple[Problem, ...]]:
    """Read `manuscript`; `language` is the publication's, for agendas that name none. Never raises.

    Whether its papers exist is not asked here: an agenda knows no articles.
    """
    path = manuscript.path
    taken, problems = take_apart(manuscript)
    if taken is None:
        return None, problems
    parts, block = taken
    form, faults = fill(AgendaForm, block, path=path, codes=CODES, synonyms=SYNONYMS)
    problems += faults
    tongue = (form.language if form else None) or language

    assets: list[Asset] = []

    def markup(typed: str, line: int, title: str = "") -> str:
        nonlocal problems
        if not typed.strip():
            return ""
        copy = to_markup(typed, path=path, first_line=line, language=tongue, title=title, find=find)
        problems += copy.problems
        assets.extend(copy.assets)
        return copy.body

    introduction, found = _divide(parts.body.split("\n"), parts.body_line)
    body = markup(*introduction, title=form.title if form else "")
    items: list[AgendaItem] = []
    for number, entry in enumerate(found, start=(found[0].number or 1) if found else 1):
        item, faults = _item(entry, number, found, path)
        problems += faults
        if item is not None:
            shown = {key: typography.line(item[key], tongue) for key in ("heading", "title", "lead", "time")}
            items.append(AgendaItem(**(item | shown), body=markup(entry.text, entry.text_line)))
    if not found:
        hint = "write a line for each: `1. Welcome | 10:00 | Chair`"
        line = parts.body_line if parts.body.strip() else parts.body_line - 1
        problems += (Problem(code="G01", path=path, line=line, message="the agenda has no items", hint=hint),)
    if form is None or any(problem.severity == "error" for problem in problems):
        return None, problems
    agenda = Agenda(
        slug=form.slug or _slug(path, form.title),
        source=path,
        title=to_words(form.title, tongue) or form.title,
        meeting=form.date,
        time=form.time,
        place=to_words(form.place, tongue),
        language=tongue,
        direction=direction(tongue),
        body=body,
        typed=parts.body,
        typed_line=parts.body_line,
        assets=tuple(dict.fromkeys(assets)),
        items=tuple(items),
        numbered=form.numbered,
        notes=form.notes,
        actions=tuple(_action(to_words(typed, tongue)) for typed in form.actions),
    )
    return agenda, problems


def _slug(path: str, title: str) -> str:
    """From the file's name, its date included: boards meet again."""
    stem = PurePosixPath(path).stem
    return slugs.slug(stem, otherwise="") or slugs.slug(title, otherwise="meeting")


def _action(typed: str) -> Action:
    text, who, due = (*(part.strip() for part in typed.split("|", 2)), "", "")[:3]
    return Action(text=text, who=who, due=due)


# ----------------------------------------------------------------------------------------------------- lines into items


class _Entry(Value):
    """An item as typed."""

    line: int
    heading: str
    number: int | None
    parts: tuple[tuple[str, int], ...]
    """What stands between the bars, each with its line."""
    text: str
    text_line: int


_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?[ \t]*#*[ \t]*$")
_NUMBERED = re.compile(r"(\d{1,3})[.)](?:[ \t]+(.*))?$")
_BULLET = re.compile(r"[-*+•][ \t]+(.*)$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BAR = re.compile(r"(?<!\\)\|")


class _Sign(Value):
    """A line that may begin an item, or end one."""

    at: int
    level: int
    """Of a heading; 0 for a line of a list."""
    number: int | None
    words: str
    indent: int
    """Columns after which the item's own text begins."""

    @property
    def told(self) -> bool:
        """Whether it shows that it is an item: it has a number, or parts."""
        return self.number is not None or self.parted

    @property
    def parted(self) -> bool:
        """Whether it has parts."""
        return _BAR.search(self.words) is not None


def _signs(lines: list[str]) -> Iterator[_Sign]:
    fence = ""
    for at, line in enumerate(lines):
        if match := _FENCE.match(line):
            fence = "" if fence and match[1].startswith(fence) else fence or match[1]
        elif fence:
            continue
        elif match := _HEADING.match(line):
            level, words = len(match[1]), match[2] or ""
            inner = _NUMBERED.match(words)
            number = int(inner[1]) if inner else None
            yield _Sign(at=at, level=level, number=number, words=(inner[2] or "") if inner else words, indent=0)
        elif match := _NUMBERED.match(line):
            words = match[2] or ""
            yield _Sign(at=at, level=0, number=int(match[1]), words=words, indent=len(line) - len(words))
        elif (match := _BULLET.match(line)) and _BAR.search(match[1]):
            yield _Sign(at=at, level=0, number=None, words=match[1], indent=len(line) - len(match[1]))


def _level(signs: list[_Sign]) -> int | None:
    """The level of the headings that are the items, or 0 when the lines of a list are; None when nothing is."""
    headings = [sign for sign in signs if sign.level]
    told = [sign for sign in headings if sign.told]
    listed = [sign for sign in signs if not sign.level]
    if told and (not listed or told[0].at < listed[0].at):
        return told[0].level
    if listed and (any(sign.parted for sign in listed) or len(headings) < 2 or listed[0].at < headings[0].at):
        return 0
    return headings[0].level if headings else None


def _divide(lines: list[str], first_line: int) -> tuple[tuple[str, int], list[_Entry]]:
    """What stands before the first item, with its line, and the items."""
    signs = list(_signs(lines))
    level = _level(signs)
    opening = _opening(signs, level)
    if not opening:
        return ("\n".join(lines), first_line), []
    around = [sign for sign in signs if sign.level and (not level or sign.level < level)]
    introduced = _introduced(lines, opening[0].at, [sign.at for sign in around])
    entries: list[_Entry] = []
    for sign, following in zip(opening, [*(sign.at for sign in opening[1:]), len(lines)], strict=True):
        end = next((other.at for other in around if sign.at < other.at < following), following)
        headed = [other for other in around if introduced <= other.at < sign.at]
        entries.append(_entry(sign, lines, end, headed[-1].words if headed else "", first_line))
    return ("\n".join(lines[:introduced]), first_line), entries


def _opening(signs: list[_Sign], level: int | None) -> list[_Sign]:
    """The signs that open an item; headings that show what they are leave those before them to the introduction."""
    if level is None:
        return []
    opening = [sign for sign in signs if sign.level == level]
    first = next((n for n, sign in enumerate(opening) if sign.told), 0) if level else 0
    return opening[first:]


def _introduced(lines: list[str], first: int, headings: list[int]) -> int:
    """Where the introduction ends: before the first item, or before a heading right over it, which heads the items."""
    above = [at for at in headings if at < first]
    return above[-1] if above and not any(line.strip() for line in lines[above[-1] + 1 : first]) else first


def _entry(sign: _Sign, lines: list[str], end: int, heading: str, first_line: int) -> _Entry:
    line = first_line + sign.at
    parts = [(part, line) for part in _parts(sign.words)]
    at = sign.at + 1
    if sign.level and at < end and not lines[at].strip():
        at += 1
    while at < end and _is_parts(lines[at], bool(sign.level)):
        parts += [(part, first_line + at) for part in _parts(lines[at])]
        at += 1
    text = "\n".join(_outdented(typed, sign.indent) for typed in lines[at:end])
    return _Entry(
        line=line, heading=_plain(heading), number=sign.number, parts=tuple(parts), text=text, text_line=first_line + at
    )


def _outdented(line: str, most: int) -> str:
    line = line.expandtabs(4)
    return line[min(len(line) - len(line.lstrip()), most) :]


def _parts(line: str) -> list[str]:
    return [part.strip() for part in _BAR.split(line)]


_NAMES = {
    "paper": "paper", "papers": "paper", "time": "time",
    "lead": "lead", "leads": "lead", "led by": "lead", "presenter": "lead", "speaker": "lead",
}  # fmt: skip
_NAMED = re.compile(r"[*_]{0,2}(" + "|".join(map(re.escape, _NAMES)) + r")[*_]{0,2}\s*:[*_]{0,2}\s*(.*)", re.I)
_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = re.compile(
    rf"""(?:from\s+|at\s+)?
    {_HOUR} (?: [:.h] [0-5]\d (?:\s*[ap]\.?m\.?)? | \s*[ap]\.?m\.? )            # 10:00, 10.00, 10h30, 10 am
    (?: \s* (?:[-–—]|to|until|bis|à) \s* {_HOUR} (?:[:.h][0-5]\d)? (?:\s*[ap]\.?m\.?)? )?
    (?: \s* (?:Uhr|h) )?
    | \d{{1,3}} \s* (?: ['′] | m(?:in(?:s|ute[sn]?|uten)?\.?)? | h(?:ours?|rs?)?\.? )   # 15 min
    """,
    re.X | re.I,
)


def _is_parts(line: str, under_a_heading: bool) -> bool:
    """Whether a line under an item's first goes on with its parts."""
    parts = _parts(line)
    if any(_NAMED.fullmatch(part) for part in parts):
        return True
    return under_a_heading and (_TIME.fullmatch(parts[0]) is not None or (len(parts) > 1 and all(parts)))


# ------------------------------------------------------------------------------------------------------- parts of items


def _item(
    entry: _Entry, number: int, entries: list[_Entry], path: str
) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    problems: list[Problem] = []

    def problem(code: str, line: int, message: str, hint: str) -> None:
        problems.append(Problem(code=code, path=path, line=line, message=message, hint=hint))

    typed, at = entry.parts[0]
    said: dict[str, str] = {}
    link = re.fullmatch(r"\[([^\]]+)\]\((?![a-z]+:)<?([^)\s>]+)>?\)", typed)
    title = _plain(link[1] if link else typed)
    if link:
        said["paper"] = _paper(link[2])
    if not title:
        problem("G02", at, "the item has no title", "write `1. What it is about | 10:00 | Who leads`")
    for part, line in entry.parts[1:]:
        if not part:
            continue
        match = _NAMED.fullmatch(part)
        key = _NAMES[match[1].lower()] if match else "time" if _TIME.fullmatch(part) else "lead"
        value = match[2].strip() if match else part
        if key in said:
            known = {"time": "a time", "lead": "a lead", "paper": "a paper"}[key]
            hint = (
                "say which is which: `time: 10:10`, `lead: Ann Lee`, `paper: its-slug`; names can have commas between"
            )
            problem("G05", line, f"`{title or number}` has {known} already, and then `{part[:60]}`", hint)
        elif value:
            said[key] = _paper(value) if key == "paper" else _plain(value)
    counted = entry.number is not None and len({other.number for other in entries}) > 1
    if counted and entry.number != number:
        message = f"the item is typed as {entry.number} and printed as {number}"
        problem(
            "G06", entry.line, message, "items are counted on from the first one's number; type the numbers in order"
        )
    if any(found.severity == "error" for found in problems):
        return None, tuple(problems)
    item = {
        "number": number,
        "line": entry.line,
        "heading": entry.heading,
        "title": title,
        "time": said.get("time", ""),
        "lead": said.get("lead", ""),
        "paper": said.get("paper", ""),
    }
    return item, tuple(problems)


def _paper(typed: str) -> str:
    """A paper's name without the signs people put around it: `[[x]]`, quotes, a link's brackets."""
    typed = typed.strip("`\"'“”<> ")
    if link := re.fullmatch(r"\[[^\]]*\]\(([^)]+)\)", typed):
        return link[1].strip("<> ")
    return typed.strip("[] ")


def _plain(text: str) -> str:
    """Words without the signs of Markdown around them: an item's parts are plain text."""
    text = re.sub(r"(?<![\w*_])(\*\*|__|\*|_|`)(.+?)\1(?![\w*_])", r"\2", text.strip())
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).strip()
