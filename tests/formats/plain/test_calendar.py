"""A meeting as an entry for calendars."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.formats.plain import calendar
from publish.value import replace
from tests.conftest import SETTINGS, run_publish
from tests.editions.test_confidential import DAY
from tests.support import packs
from tests.support.sample import house_style


def entry(**changes: object) -> list[str]:
    """The lines of an entry, those that were folded whole again."""
    artifact, problems = calendar.render(packs.pack(packs.agenda(**changes)), house_style())
    assert artifact is not None
    assert problems == ()
    text = artifact.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("span", "lines"),
    [
        ((600, 750), ["DTSTART:20140410T100000", "DTEND:20140410T123000"]),
        ((1380, 1500), ["DTSTART:20140410T230000", "DTEND:20140411T010000"]),
        ((600, None), ["DTSTART:20140410T100000"]),
        ((None, None), ["DTSTART;VALUE=DATE:20140410"]),
    ],
)
def test_an_entry_says_when(span: tuple[int | None, int | None], lines: list[str]) -> None:
    """As far as the agenda does; after midnight it is the next day."""
    assert [line for line in entry(span=span) if line.startswith(("DTSTART", "DTEND"))] == lines


def test_signs_of_the_form_are_escaped_and_long_lines_folded() -> None:
    """Between characters, never within one."""
    items = tuple(packs.item(n, title="Ünïcødé; of, the \\ year " * 4) for n in range(1, 6))
    lines = entry(items=items, place="Hall, Ardwick; Manchester")

    assert "LOCATION:Hall\\, Ardwick\\; Manchester" in lines
    (said,) = (line for line in lines if line.startswith("DESCRIPTION:"))
    assert said.count("\\n") == 4
    assert said.count("Ünïcødé\\; of\\, the \\\\ year") == 20


def test_there_is_one_a_meeting_for_everybody(publication: Path) -> None:
    """Not of a supplement; of what is confidential it has the public title."""
    source = publication / "source"
    (source / "agendas").mkdir()
    (source / "publication.toml").write_text(SETTINGS + '[editions.calendar]\nkind = "calendar"\n', "utf-8")
    (source / "agendas/board.md").write_text(
        "---\ntitle: Board\ndate: 2026-03-16\ntime: 18:30\nclock: true\n---\n\n1. Welcome | 20 min\n"
        "2. Zebedee | 10 min | confidential: Personal | public title: Staff\n",
        "utf-8",
    )
    (source / "agendas/late.md").write_text(
        "---\ntitle: Board\ndate: 2026-03-16\nsupplements: board\n---\n\n1a. Late\n", "utf-8"
    )

    outcome = run_publish("build", cwd=publication, environment=DAY)

    assert outcome.code == 0, outcome.err
    (file,) = (publication / "build/calendar").iterdir()
    text = file.read_text("utf-8")
    assert "DTSTART:20260316T183000\nDTEND:20260316T190000\n" in text.replace("\r\n", "\n")
    assert "2 Staff" in text
    assert "Zebedee" not in text


def test_the_same_agenda_gives_the_same_bytes() -> None:
    """Nothing comes from a clock, and another agenda has another name."""
    edition = packs.pack(packs.agenda())
    assert calendar.render(edition, house_style()) == calendar.render(replace(edition), house_style())
