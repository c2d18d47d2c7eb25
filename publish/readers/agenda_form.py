"""The metadata block of an agenda: the form that it is checked by."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Any, Literal

from publish.base.validation.forms import Form, Language, Line, Words, fault

# isort: split
from pydantic import AfterValidator, BeforeValidator, Field

from publish.readers import days
from publish.readers.metadata import Day, Slug

MOST_NOTES = 60
"""Lines for notes: more than two pages of them help nobody."""


def _clock(value: Any) -> Any:
    return value.strftime("%H:%M") if isinstance(value, time) else value


def _lines(count: int) -> int:
    if not 0 <= count <= MOST_NOTES:
        raise fault("is no number of lines: {typed}", f"ask for 0 to {MOST_NOTES}; a page has room for 28", typed=count)
    return count


def _with_its_weekday(value: Any) -> Any:
    """A day that is typed with the day of the week, `Monday 16 March 2026`: it has to be that one."""
    if not isinstance(value, str) or (found := days.with_weekday(value)) is None:
        return value
    typed, meant, weekdays = found
    if meant.weekday() not in weekdays:
        raise fault(
            "is no {typed}: {day} is a {weekday}",
            "see which of the two is wrong",
            typed=typed,
            day=meant.isoformat(),
            weekday=days.WEEKDAYS[meant.weekday()],
        )
    return meant


def _signed(value: Any) -> Any:
    return tuple(part.strip() for part in value.split("|") if part.strip()) if isinstance(value, str) else value


def _names(value: Any) -> Any:
    """A list of names, or names with commas between."""
    return [part.strip() for part in re.split(r"[,;،、]", value) if part.strip()] if isinstance(value, str) else value


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) and value.strip() else value or []


class AgendaForm(Form):
    """The metadata block at the top of an agenda."""

    title: Words
    """What the meeting is called, e.g. `Board of trustees`."""
    date: Annotated[Day, BeforeValidator(_with_its_weekday)]
    """The day of the meeting, `YYYY-MM-DD`; with the day of the week before it that is checked."""
    time: Annotated[Line, BeforeValidator(_clock)] = ""
    """When it begins, and ends if that is known, as people will read it: `10:00 to 12:30`."""
    place: Line = ""
    """Where it is, on one line."""
    members: Annotated[tuple[Words, ...], BeforeValidator(_names)] = ()
    """Who is summoned: a list of names, or names with commas between."""
    apologies: Annotated[tuple[Words, ...], BeforeValidator(_names)] = ()
    """Who has said that they cannot come, likewise."""
    signed: Annotated[tuple[Words, ...], BeforeValidator(_signed)] = ()
    """Who calls the meeting, and as what, and when: `Ann Lee | Clerk | 10 March 2026`."""
    actions_from: Line = ""
    """The minutes, a paper, whose last table has the actions to be reported on: those that are not done come first."""
    language: Language | None = None
    """The language of the agenda as a BCP 47 tag, where it is not the publication's."""
    numbered: bool = False
    """Whether the paragraphs of the papers are numbered: 1.1, 1.2 and so on."""
    papers: Literal["in a row", "by item"] = "in a row"
    """How papers are numbered: 1, 2, 3 through the pack, or each as its item: 3, 3.1, 4a."""
    clock: bool = False
    """Whether items that say how long they take are printed with the time at which they begin, and a total after all.
    """
    decisions: bool = False
    """Whether all that the papers ask the meeting to agree is listed after the items."""
    asked: Line = ""
    """What stands over the recommendations of each paper, e.g. `The board is asked to`."""
    follow_on: bool = False
    """Whether each paper begins on the next page rather than on a right-hand one: for paper printed on one side."""
    supplements: Line = ""
    """The agenda whose pack has gone out and is added to, by the name of its file: late papers have pages 12a, 12b."""
    translation_of: Line = ""
    """The agenda that this one says in another language, by the name of its file: pages, papers and paragraphs have the
    same numbers in both packs."""
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
    "translates": "translation_of",
    "venue": "place",
    "when": "date",
    "where": "place",
}
"""What other people call our keys."""
