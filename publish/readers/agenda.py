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
from pathlib import PurePosixPath
from textwrap import dedent
from typing import Any

from publish.base import slugs
from publish.base.language import direction, length
from publish.base.validation.forms import fill
from publish.base.validation.parsed import ParsedBlock
from publish.editions.agenda_numbers import is_below
from publish.model import Action, Agenda, AgendaItem, AgendaPart, Asset, Confidence, Manuscript
from publish.problem import Problem
from publish.readers import Find, agenda_tables, agenda_times, days, typography
from publish.readers.agenda_closed import openly, unmarked
from publish.readers.agenda_form import SYNONYMS, AgendaForm
from publish.readers.agenda_lines import NAMED, NAMES, Between, Entry
from publish.readers.article import take_apart
from publish.readers.head import Split
from publish.readers.markdown import to_markup, to_words
from publish.readers.metadata import CODES
from publish.readers.papers import INSTEAD
from publish.readers.typography import straight
from publish.value import replace


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
    texts = _Texts(path, (form.language if form else None) or language, find, parts.body)
    divided = agenda_tables.divide(parts.body.split("\n"), parts.body_line)
    typed = divided.typed or parts.body
    body = texts.markup(divided.introduction, parts.body_line, form.title if form else "")
    items = _items(divided.entries, texts)
    after = texts.markup(divided.after, divided.after_line)
    _judge(parts, divided.doubts, items, form.time if form else "", texts)
    if form:
        _weekdays(parts, block, form, texts)
    for line, head in divided.columns:
        texts.report("G08", line, f"the column `{head[:60]}` is printed under each item: its head is not known", _HEADS)
    items, ends, lasts = _clocked(items, form, block, texts) if form and form.clock else (items, "", "")
    problems = (*problems, *faults, *texts.problems)
    if form is None or any(problem.severity == "error" for problem in problems):
        return None, problems
    tongue = texts.tongue
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
        typed=typed,
        typed_line=parts.body_line,
        typed_openly=openly(typed, parts.body_line, divided.entries, items),
        assets=tuple(dict.fromkeys(texts.assets)),
        items=tuple(items),
        after=after,
        numbered=form.numbered,
        notes=form.notes,
        by_item=form.papers == "by item",
        follow_on=form.follow_on,
        supplements=form.supplements,
        translation_of=form.translation_of,
        actions=tuple(_action(to_words(typed, tongue)) for typed in form.actions),
        actions_from=form.actions_from,
        members=tuple(to_words(name, tongue) for name in form.members),
        apologies=tuple(to_words(name, tongue) for name in form.apologies),
        signed=tuple(to_words(said, tongue) for said in form.signed),
        decisions=form.decisions,
        asked=to_words(form.asked, tongue),
        ends=ends,
        lasts=lasts,
        span=agenda_times.span(form.time, ends),
    )
    return agenda, problems


def _judge(
    parts: Split, doubts: Sequence[tuple[int, str]], items: Sequence[AgendaItem], meeting: str, texts: _Texts
) -> None:
    """Say what looks like something else, which times cannot be, and that there is no item."""
    for line, what in doubts:
        texts.report("G08", line, f"this is printed as text, and looks like {what}", _BARS)
    times = [(f"`{item.title}`", item.time, item.line, item.within) for item in items]
    for line, what in agenda_times.order(times, meeting):
        texts.report("G09", line, what, "mend the time, or the order of the items")
    if not items:
        hint = "write a line for each: `1. Welcome | 10:00 | Chair`"
        line = parts.body_line if parts.body.strip() else parts.body_line - 1
        texts.report("G01", line, "the agenda has no items", hint)


_NOTE_SIGN = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:[ \t]*")
_CALL = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:[^\n]*(?:\n(?:[ \t]*\n)*(?: {4}|\t)[^\n]*)*", re.M)
"""A note, with the lines that are set in under it."""


class _Texts:
    """The texts of an agenda as they are read: what is wrong with them, and the pictures that they show."""

    def __init__(self, path: str, tongue: str, find: Find, whole: str) -> None:
        self.path, self.tongue, self._find = path, tongue, find
        self._notes = {note[1]: note[0] for note in _NOTE.finditer(whole)}
        self._called = {*_CALL.findall(whole)}
        self.problems: list[Problem] = []
        self.assets: list[Asset] = []

    def report(self, code: str, line: int | None, message: str, hint: str) -> None:
        """Say what is wrong on a line."""
        self.problems.append(Problem(code=code, path=self.path, line=line, message=message, hint=hint))

    def markup(self, typed: str, line: int, title: str = "") -> str:
        """A text of the agenda that begins on that line."""
        if not typed.strip():
            return ""
        copy = to_markup(
            self._with_notes(typed),
            path=self.path,
            first_line=line,
            language=self.tongue,
            title=title,
            find=self._find,
            between=True,
        )
        self.problems += copy.problems
        self.assets += copy.assets
        return copy.body

    def noted(self, entry: Entry) -> Entry:
        """An item whose title, or another part, calls notes: they stand under it, since there is no foot of a title."""
        calls = [name for part, _ in entry.parts for name in _CALL.findall(part) if name in self._notes]
        if not calls:
            return entry
        parts = tuple((_CALL.sub("", part).strip(), line) for part, line in entry.parts)
        said = [_NOTE_SIGN.sub("", self._notes[name], count=1) for name in dict.fromkeys(calls)]
        return replace(entry, parts=parts, text="\n\n".join([entry.text.rstrip("\n"), *map(dedent, said)]))

    def _with_notes(self, typed: str) -> str:
        """A text with the notes that it calls, which may stand at the agenda's end, and without those of others."""
        own = {*_CALL.findall(typed)}
        here = {note[1] for note in _NOTE.finditer(typed)}
        others = (here & self._called) - own
        typed = _NOTE.sub(lambda note: re.sub(r"[^\n]", "", note[0]) if note[1] in others else note[0], typed)
        return "\n\n".join([typed, *(self._notes[name] for name in sorted(own - here) if name in self._notes)])

    def part(self, between: Between) -> AgendaPart:
        """What stands between items."""
        return AgendaPart(heading=to_words(between.heading, self.tongue), body=self.markup(between.text, between.line))


def _items(entries: Sequence[Entry], texts: _Texts) -> list[AgendaItem]:
    """The items; those under one that is confidential are so too, unless they say themselves whether they are."""
    items: list[AgendaItem] = []
    around: Confidence | None = None
    told: set[int] = set()
    tongue = texts.tongue
    entries = [texts.noted(entry) for entry in entries]
    for number, entry in zip(_numbers(entries, texts.report), entries, strict=True):
        item = _item(entry, number, texts.report)
        shown = {key: typography.line(item[key], tongue) for key in ("lead", "time")}
        shown["title"] = to_words(item["title"], tongue) or item["title"]
        closed = _closed(item.pop("confidential"), item.pop("public title"), tongue)
        if closed is None:
            closed = {"confidence": around, "public_title": ""} if entry.within and around else {}
        else:
            told.add(entry.line)
        around = around if entry.within else closed.get("confidence")
        above = tuple(map(texts.part, entry.above))
        body = texts.markup(entry.text, entry.text_line)
        items.append(AgendaItem(**(item | shown | closed), above=above, body=body))
    for line, what in unmarked(items, told):
        hint = "write `| confidential: why` behind its title, or `| confidential: no` if it is not"
        texts.report("G10", line, what, hint)
    return items


def _clocked(
    items: Sequence[AgendaItem], form: AgendaForm, block: ParsedBlock, texts: _Texts
) -> tuple[list[AgendaItem], str, str]:
    """The items with the times at which they begin; when the last is over, and how long all of them take."""
    within = [item.within for item in items]
    slots = agenda_times.schedule([(item.time, item.within) for item in items], form.time)
    if not any(slot.begins is not None and not slot.typed for slot in slots):
        hint = "write `time: 18:30` for the meeting, and `| 10 min` behind the items"
        message = "`clock` is asked for, and nothing says when the meeting begins and how long its items take"
        texts.report("G14", block.line("clock"), message, hint)
    clocked = [
        replace(item, time=f"{agenda_times.spelt(slot.begins, form.time)} ({item.time})")
        if slot.begins is not None and not slot.typed
        else item
        for item, slot in zip(items, slots, strict=True)
    ]
    over = max((slot.ends for slot in slots if slot.ends is not None), default=None)
    last = next((slot for slot, inner in reversed([*zip(slots, within, strict=True)]) if not inner), None)
    known = over is not None and last is not None and (last.begins is None or last.begins <= over)
    minutes = agenda_times.total(slots, within)
    return (
        clocked,
        agenda_times.spelt(over, form.time) if known and over is not None else "",
        length(minutes, texts.tongue) if minutes else "",
    )


def _weekdays(parts: Split, block: ParsedBlock, form: AgendaForm, texts: _Texts) -> None:
    """Say where a day has a day of the week that it is not."""
    typed = [(parts.body, parts.body_line), (form.time, block.line("time"))]
    typed += [(said, block.line(key)) for key in ("actions", "signed") for said in getattr(form, key)]
    for text, line in typed:
        for at, said, day in days.contradictions(text, texts.tongue, form.date):
            message = f"`{said}` cannot be: {day.isoformat()} is a {days.WEEKDAYS[day.weekday()]}"
            texts.report("G15", (line or 1) + text.count("\n", 0, at), message, "see which of the two is wrong")


def _slug(path: str, title: str) -> str:
    """From the file's name, its date included: boards meet again."""
    stem = PurePosixPath(path).stem
    return slugs.slug(stem, otherwise="") or slugs.slug(title, otherwise="meeting")


def _action(typed: str) -> Action:
    text, who, due, status = (*(part.strip() for part in typed.split("|", 3)), "", "", "")[:4]
    return Action(text=text, who=who, due=due, status=status)


# ----------------------------------------------------------------------------------------------------- parts of items

Report = Callable[[str, int | None, str, str], None]

_HEADS = "call it Item, Subject, Lead, Time, Paper or Confidential, in any language, if it is one of these"
_BARS = "write items as `1. What it is about | 10:00 | Who leads | paper: its-slug`; a bar that is meant is `\\|`"


def _numbers(entries: Sequence[Entry], report: Report) -> list[str]:
    """What is printed before each item: its number as typed; they are counted where none has one, or all the same."""
    top = [entry for entry in entries if not entry.within]
    typed = [entry.label for entry in top if entry.label]
    alike = len(typed) > 1 and len(set(typed)) == 1 and typed[0].isdigit()
    counted = alike or not typed
    everything = counted and not any(entry.counted for entry in top)
    count = int(typed[0]) if alike else 1
    printed: list[str] = []
    for entry in entries:
        number = entry.label
        if counted and not entry.within and (entry.counted or everything):
            number, count = str(count), count + 1
        printed.append(number)
    _compare(entries, printed, report)
    return printed


def _compare(entries: Sequence[Entry], numbers: Sequence[str], report: Report) -> None:
    """Say which numbers stand twice, or after higher ones."""
    seen: set[str] = set()
    highest, parent = -1, ""
    for entry, number in zip(entries, numbers, strict=True):
        parent = parent if entry.within else number
        full = _full(number, parent) if entry.within else number
        if number and full in seen:
            hint = "give each a number of its own: it is by them that papers and minutes name items"
            report("G06", entry.line, f"another item is numbered {number} already", hint)
        elif not entry.within and number.isdigit() and int(number) < highest:
            report("G06", entry.line, f"item {number} stands after an item with a higher number", "put them in order")
        seen.add(full)
        highest = max(highest, int(full)) if full.isdigit() else highest


def _full(number: str, parent: str) -> str:
    return number if is_below(number, parent) or not parent else f"{parent} {number}"


def _item(entry: Entry, number: str, report: Report) -> dict[str, Any]:
    """The parts of an item, told apart."""
    typed, at = entry.parts[0]
    said: dict[str, str] = {}
    closed: dict[str, str] = {}
    doubts: list[tuple[int, str]] = []
    title, papers = _titled(typed)
    if not title:
        report("G02", at, "the item has no title", "write `1. What it is about | 10:00 | Who leads`")
    for part, line in entry.parts[1:]:
        key, value, shown = _told(part)
        if key == "paper":
            papers += [paper for paper in (_paper(value),) if paper]
        elif key in _CLOSES:
            closed[key] = value
        elif key == "time" and (both := agenda_times.together(said.get("time", ""), value)):
            said["time"] = both
        elif value and key in said:
            known = {"time": "a time", "lead": "a lead"}[key]
            hint = (
                "say which is which: `time: 10:10`, `lead: Ann Lee`, `paper: its-slug`; names can have commas between"
            )
            report("G05", line, f"`{title or number}` has {known} already, and then `{part[:60]}`", hint)
        elif value:
            said[key] = value if shown else _plain(value)
            if key == "lead" and not shown:
                doubts = [(line, value)]
    _doubt_lead(doubts, report, timed="time" in said)
    if "time" not in said and agenda_times.in_title(title):
        hint = "put bars between the parts: `1. Welcome | 18:30 | Chair`"
        report("G08", at, f"`{title[:60]}` is printed as a title, and seems to have a time in it", hint)
    if not papers and (found := _ATTACHED.search(title)):
        hint = "write `| paper: its-slug` behind the title, or `| paper: to follow`"
        report("G08", at, f"`{found[1]}` is printed in a title, and no paper is named", hint)
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


def _titled(typed: str) -> tuple[str, list[str]]:
    """What an item is called, and the papers that its title leads to."""
    link = re.fullmatch(r"\[([^\]]+)\]\((?![a-z]+:)<?([^)\s>]+)>?\)", typed)
    targets = [link[2]] if link else _LINKED.findall(typed)
    return _plain(link[1] if link else typed), [_paper(target) for target in targets]


_LINKED = re.compile(r"(?<![\\!])\[[^\]\[]+\]\((?![a-z]+:|#)<?([^()\s>]+)>?\)")
"""A link in a title to something that is no place on the web: a paper."""
_LIKE_A_PART = re.compile(r"[^\W\d][\w '’-]{0,24}:\s*\S")
_ATTACHED = re.compile(
    r"(?:[\[(]|\s[-–—]\s)\s*((?:see )?(?:attached|enclosed|circulated|(?:paper|report|appendix|annex|enclosure)s? "
    r"(?:attached|enclosed|[A-Z0-9]{1,3})))\s*[\])]?\.?$",
    re.I,
)
"""What says at the end of a title that there is a paper."""
_LIKE_A_PAPER = re.compile(
    r"papers?\b|.*\b(?:to follow|circulated|tabled|(?:verbal|oral|written) (?:report|update)|attached|enclosed)\b",
    re.I,
)


def _doubt_lead(leads: Sequence[tuple[int, str]], report: Report, *, timed: bool) -> None:
    """Say of who leads, each with its line, what else may have been meant."""
    for line, value in leads:
        like = ""
        if agenda_times.smells(value) and not timed:
            like, hint = "a time", "write a time like `18:30` or `15 min`, or say what it is: `time: …`, `lead: …`"
        elif _LIKE_A_PART.match(value):
            like, hint = "a part with a name", _BARS
        elif _LIKE_A_PAPER.match(value):
            like, hint = "a paper", "write `paper: its-slug`, `paper: to follow`, or `lead: …` if it is meant"
        if like:
            report("G08", line, f"`{value[:60]}` is printed as who leads, and looks like {like}", hint)


_CLOSED = re.compile(r"(?:confidential|exempt|not for publication)\.?(?:\s*[-–—(,;:]\s*(.*))?", re.I)
"""What closes an item without a colon: `Confidential`, `exempt - paragraph 3`, `not for publication (staff)`."""

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
    bare = _plain(part)
    if match := _CLOSED.fullmatch(bare):
        return "confidential", (match[1] or "").strip(" ()"), True
    if straight(bare).casefold().rstrip(".").strip("()") in INSTEAD:
        return "paper", bare, True
    return ("time" if agenda_times.is_time(bare) else "lead"), part, False


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
