"""A meeting as an entry for calendars (iCalendar, RFC 5545): when, where, what on.

Times are those of the place, whichever zone that is in ("floating", 3.3.5, form 1): an agenda names none. Nothing is
taken from a clock, so that the same agenda gives the same bytes.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from publish.editions import agenda_numbers
from publish.model import Agenda, Artifact, Edition, HouseStyle
from publish.problem import Problem
from publish.style import galley


def render(edition: Edition, style: HouseStyle) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """The entry of an edition's meeting, with its items as everybody may read them."""
    agenda = edition.agenda
    if agenda is None:
        raise ValueError("a calendar's entry is made of an agenda")
    say = galley.words(style, edition.language)
    day = f"{agenda.meeting:%Y%m%d}"
    items = [
        " ".join(filter(None, (number, item.title or say["not_public"])))
        for number, item in zip(agenda_numbers.of_items(agenda), agenda.items, strict=True)
    ]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//handbill//handbill//EN",
        "BEGIN:VEVENT",
        f"UID:{edition.identifier.removeprefix('urn:uuid:')}",
        f"DTSTAMP:{day}T000000Z",
        *_times(agenda),
        f"SUMMARY:{_text(f'{edition.title}, {edition.publication.organisation}')}",
        *([f"LOCATION:{_text(agenda.place)}"] if agenda.place else []),
        f"DESCRIPTION:{_text(chr(10).join(items))}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    content = "".join(f"{_folded(line)}\r\n" for line in lines).encode()
    media_type = "text/calendar; charset=utf-8"
    return (
        Artifact(
            edition=edition.name, name=edition.slug, suffix="ics", media_type=media_type, content=content, pages=None
        ),
        (),
    )


def _times(agenda: Agenda) -> list[str]:
    """When it begins and ends, as far as the agenda says it; all day where it does not say when it begins."""
    if agenda.span[0] is None:
        return [f"DTSTART;VALUE=DATE:{agenda.meeting:%Y%m%d}"]
    midnight = datetime(agenda.meeting.year, agenda.meeting.month, agenda.meeting.day)
    said = zip(("DTSTART", "DTEND"), agenda.span, strict=True)
    return [f"{name}:{midnight + timedelta(minutes=at):%Y%m%dT%H%M%S}" for name, at in said if at is not None]


def _text(text: str) -> str:
    r"""A text as a value (3.3.11)."""
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", r"\n")


def _folded(line: str) -> str:
    """A line of content in lines of at most 75 octets (3.1), divided between characters."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > 74:
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])
