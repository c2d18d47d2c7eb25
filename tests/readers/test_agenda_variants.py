"""Agendas as other people type them: what is meant is read, or it is said which line is not."""

from __future__ import annotations

import pytest

from publish.readers.agenda_lines import divide
from tests.readers.test_pack_agendas import HEAD, agenda, reading


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("A1. Welcome\nA2. Minutes\nB1. Accounts\n", "A1 Welcome / A2 Minutes / B1 Accounts"),
        ("1. A\n\t1. X | Ann\n\t2. Y | Bob\n10. B\n", "1 A / 1 X Ann / 2 Y Bob / 10 B"),
        ("1. A | **10:00** | *Chair*\n", "1 A 10:00 Chair"),
        ("1. A | c.19:00 | Ann\n", "1 A c.19:00 Ann"),
        ("1. A | report to follow | Ann\n", "1 A Ann + report to follow"),
        ("1. A | Tabled\n2. B | Verbal report.\n", "1 A + Tabled / 2 B + Verbal report."),
        ("1. A | Late, Jo\n", "1 A Late, Jo"),
    ],
)
def test_it_is_read_as_it_is_meant(body: str, rows: str) -> None:
    """Numbers with letters, lists in lists with their own numbers, marks of emphasis, words in the place of papers."""
    found = agenda(body)
    said = (
        " ".join(filter(None, (one.number, one.title, one.time, one.lead, *(f"+ {p}" for p in one.papers))))
        for one in found.items
    )
    assert " / ".join(said) == rows


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("confidential - personal", "personal"),
        ("Exempt, paragraph 3", "paragraph 3"),
        ("not for publication (staff)", "staff"),
        ("**Confidential**", ""),
        ("Exempt.", ""),
    ],
)
def test_what_says_that_it_is_confidential_is(part: str, reason: str) -> None:
    """Not who leads, which everybody would read."""
    (item,) = agenda(f"1. A | {part}\n   Words.\n").items

    assert item.confidence is not None
    assert item.confidence.reason == reason
    assert item.lead == ""


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("4 Bins | paper: bins\n4A Late | paper: late\n", "G08", 5),
        ("4. Bins\n5 Close\n", "G08", 6),
        ("1. A | half past seven\n", "G08", 5),
        ("1. A | Ann, confidential adviser\n   Words.\n", "G10", 5),
    ],
)
def test_what_is_not_read_is_told(body: str, code: str, line: int) -> None:
    """A number without a point, a time in words, a lead who seems to be confidential."""
    _, problems = reading(HEAD + body)

    assert [(one.code, one.line) for one in problems] == [(code, line)]


def test_a_number_that_goes_on_in_a_sentence_is_text() -> None:
    """`5 people came` under item 3, or `10 min` before a title, are no items."""
    agenda("3. A\n   5 people came.\n4. B\n\n   2026 was good.\n")
    assert divide(["10 min | Tea"], 1).doubts == ()
