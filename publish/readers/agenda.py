"""A meeting's agenda in Markdown becomes a plan for a pack.

The items are the lines of a numbered list, or headings; what the eye takes for an item is one:

    1. Welcome | 10:00 | Chair
    2. Public service mutuals | 10:10 | Richard Caulfield | paper: public-service-mutuals
       A sentence on what is asked of the meeting.
    2.1 What they cost | papers: accounts, reserves
    Break | 11:00

    ## 3. Any other business
    11:50

An upright bar, or the end of an item's first line, divides its parts. A part may be named (`time: 10:10`); where it is
not, a part with the shape of a time is one, and the other is who leads. Numbers are printed as typed. `agenda_lines`
says which line is what: all that is typed is in the pack, in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import time
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from publish.base.validation.forms import Form, Language, Line, Words, fault, fill

# isort: split
from pydantic import AfterValidator, BeforeValidator, Field

from publish.base import slugs
from publish.base.language import direction
from publish.model import Action, Agenda, AgendaItem, AgendaPart, Asset, Confidence, Manuscript
from publish.problem import Problem
from publish.readers import Find, agenda_lines, typography
from publish.readers.agenda_closed import openly, unmarked
from publish.readers.agenda_lines import NAMED, NAMES, Between, Entry
from publish.readers.agenda_times import is_time, order, smells
from publish.readers.article import take_apart
from publish.readers.markdown import to_markup, to_words
from publish.readers.metadata import CODES, Day, Slug

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
    papers: Literal["in a row", "by item"] = "in a row"
    """How papers are numbered: 1, 2, 3 through the pack, or each as its item: 3, 3.1, 4a."""
    follow_on: bool = False
    """Whether each paper begins on the next page rather than on a right-hand one: for paper printed on one side."""
    supplements: Line = ""
    """The agenda whose pack has gone out and is added to, by the name of its file: late papers have pages 12a, 12b."""
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
    found: list[Problem] = []

    def report(code: str, line: int, message: str, hint: str) -> None:
        found.append(Problem(code=code, path=path, line=line, message=message, hint=hint))

    def markup(typed: str, line: int, title: str = "") -> str:
        if not typed.strip():
            return ""
        copy = to_markup(typed, path=path, first_line=line, language=tongue, title=title, find=find, between=True)
        found.extend(copy.problems)
        assets.extend(copy.assets)
        return copy.body

    def part(between: Between) -> AgendaPart:
        return AgendaPart(heading=to_words(between.heading, tongue), body=markup(between.text, between.line))

    divided = agenda_lines.divide(parts.body.split("\n"), parts.body_line)
    body = markup(divided.introduction, parts.body_line, form.title if form else "")
    items: list[AgendaItem] = []
    around: Confidence | None = None
    told: set[int] = set()
    for number, entry in zip(_numbers(divided.entries, report), divided.entries, strict=True):
        item = _item(entry, number, report)
        shown = {key: typography.line(item[key], tongue) for key in ("lead", "time")}
        shown["title"] = to_words(item["title"], tongue) or item["title"]
        closed = _closed(item.pop("confidential"), item.pop("public title"), tongue)
        if closed is None:
            closed = {"confidence": around, "public_title": ""} if entry.within and around else {}
        else:
            told.add(entry.line)
        around = around if entry.within else closed.get("confidence")
        above = tuple(map(part, entry.above))
        items.append(AgendaItem(**(item | shown | closed), above=above, body=markup(entry.text, entry.text_line)))
    for line, what in unmarked(items, told):
        report("G10", line, what, "write `| confidential: why` behind its title, or `| confidential: no` if it is not")
    after = markup(divided.after, divided.after_line)
    for line, what in divided.doubts:
        report("G08", line, f"this is printed as text, and looks like {what}", _BARS)
    times = [(f"`{item.title}`", item.time, item.line, item.within) for item in items]
    for line, what in order(times, form.time if form else ""):
        report("G09", line, what, "mend the time, or the order of the items")
    if not items:
        hint = "write a line for each: `1. Welcome | 10:00 | Chair`"
        line = parts.body_line if parts.body.strip() else parts.body_line - 1
        report("G01", line, "the agenda has no items", hint)
    problems += tuple(found)
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
        typed_openly=openly(parts.body, parts.body_line, divided.entries, items),
        assets=tuple(dict.fromkeys(assets)),
        items=tuple(items),
        after=after,
        numbered=form.numbered,
        notes=form.notes,
        by_item=form.papers == "by item",
        follow_on=form.follow_on,
        supplements=form.supplements,
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


# ----------------------------------------------------------------------------------------------------- parts of items

Report = Callable[[str, int, str, str], None]

_BARS = "write items as `1. What it is about | 10:00 | Who leads | paper: its-slug`; a bar that is meant is `\\|`"


def _numbers(entries: Sequence[Entry], report: Report) -> list[str]:
    """What is printed before each item: its number as typed; they are counted where none has one, or all the same."""
    top = [entry for entry in entries if not entry.within]
    typed = [entry.label for entry in top if entry.label]
    alike = len(typed) > 1 and len(set(typed)) == 1 and typed[0].isdigit()
    counted = alike or not typed
    everything = counted and not any(entry.counted for entry in top)
    printed: list[str] = []
    seen: set[str] = set()
    count, parent = int(typed[0]) if alike else 1, ""
    for entry in entries:
        number = entry.label
        if not entry.within:
            if counted and (entry.counted or everything):
                number, count = str(count), count + 1
            parent = number
        full = _full(number, parent) if entry.within else number
        if number and full in seen:
            hint = "give each a number of its own: it is by them that papers and minutes name items"
            report("G06", entry.line, f"another item is numbered {number} already", hint)
        elif not entry.within and number.isdigit() and any(one.isdigit() and int(one) > int(number) for one in seen):
            report("G06", entry.line, f"item {number} stands after an item with a higher number", "put them in order")
        seen.add(full)
        printed.append(number)
    return printed


def _full(number: str, parent: str) -> str:
    return number if number.startswith(parent) else f"{parent} {number}"


def _item(entry: Entry, number: str, report: Report) -> dict[str, Any]:
    """The parts of an item, told apart."""
    typed, at = entry.parts[0]
    said: dict[str, str] = {}
    closed: dict[str, str] = {}
    papers: list[str] = []
    link = re.fullmatch(r"\[([^\]]+)\]\((?![a-z]+:)<?([^)\s>]+)>?\)", typed)
    title = _plain(link[1] if link else typed)
    if link:
        papers.append(_paper(link[2]))
    if not title:
        report("G02", at, "the item has no title", "write `1. What it is about | 10:00 | Who leads`")
    for part, line in entry.parts[1:]:
        key, value, shown = _told(part)
        if key == "paper":
            papers += [paper for paper in (_paper(value),) if paper]
        elif key in _CLOSES:
            closed[key] = value
        elif value and key in said:
            known = {"time": "a time", "lead": "a lead"}[key]
            hint = (
                "say which is which: `time: 10:10`, `lead: Ann Lee`, `paper: its-slug`; names can have commas between"
            )
            report("G05", line, f"`{title or number}` has {known} already, and then `{part[:60]}`", hint)
        elif value:
            said[key] = value if shown else _plain(value)
            if key == "lead" and not shown and smells(value):
                said["doubt"] = f"{line} {value}"
    if "doubt" in said and "time" not in said:
        doubtful, _, value = said["doubt"].partition(" ")
        hint = "write a time like `18:30` or `15 min`, or say what it is: `time: …`, `lead: …`"
        report("G08", int(doubtful), f"`{value[:60]}` is printed as who leads, and looks like a time", hint)
    return {
        "number": number,
        "line": entry.line,
        "within": entry.within,
        "title": title,
        "time": said.get("time", ""),
        "lead": said.get("lead", ""),
        "papers": tuple(dict.fromkeys(papers)),
        "confidential": closed.get("confidential"),
        "public title": closed.get("public title"),
    }


_CLOSES = ("confidential", "public title")


def _closed(reason: str | None, title: str | None, tongue: str) -> dict[str, Any] | None:
    """That an item is confidential, and what everybody may read for its title, which says it too; None for no word."""
    if reason is None and title is None:
        return None
    if reason is not None and reason.casefold().rstrip(".") in ("no", "false"):
        return {}
    said = reason if reason and reason.casefold() not in ("yes", "true") else ""
    return {
        "confidence": Confidence(reason=to_words(said, tongue)),
        "public_title": None if title is None else to_words(title, tongue),
    }


def _told(part: str) -> tuple[str, str, bool]:
    """What a part is, its value, and whether it says so itself."""
    if match := NAMED.fullmatch(part):
        return (
            NAMES[match[1].lower()],
            _plain(match[2]) if NAMES[match[1].lower()] != "paper" else match[2].strip(),
            True,
        )
    if NAMES.get(part.strip("*_ ").casefold()) == "confidential":
        return "confidential", "", True
    return ("time" if is_time(part) else "lead"), part, False


def _paper(typed: str) -> str:
    """A paper's name without the signs people put around it: `[[x]]`, quotes, a link's brackets."""
    typed = typed.strip("`\"'“”<> ")
    if link := re.fullmatch(r"\[[^\]]*\]\(([^)]+)\)", typed):
        return link[1].strip("<> ")
    return typed.strip("[] ") if "](" not in typed else typed


def _plain(text: str) -> str:
    """Words without the signs of Markdown around them: an item's parts are plain text."""
    text = re.sub(r"(?<![\w*_])(\*\*|__|\*|_|`)(.+?)\1(?![\w*_])", r"\2", text.strip())
    text = re.sub(r"(?<![\\!])\[([^\]\[]+)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)", r"\1", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).strip()
