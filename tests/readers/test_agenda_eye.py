"""What the eye takes for an agenda is read as one, though nothing marks it; and what only looks like one is not."""

from __future__ import annotations

import time

import pytest

from publish.readers.agenda_eye import seen
from tests.readers.test_pack_agendas import HEAD, agenda, reading


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        # times at the ends of lines
        ("1. A 19:00\n2. B 19:05 (Chair)\n3. C 19:10 - Ann Lee\n", "1 A 19:00 / 2 B 19:05 Chair / 3 C 19:10 Ann Lee"),
        ("1) Budget – 10:00–10:05 (SO)\n2) Lunch, 12.30pm\n", "1 Budget 10:00–10:05 SO / 2 Lunch 12.30pm"),
        ("1. A (7pm)\n2. B (7.15 pm)\n3. C\n", "1 A 7pm / 2 B 7.15 pm / 3 C"),
        ("1. The year 2026\n2. The 10:30 bus\n3. C\n", "1 The year 2026 / 2 The 10:30 bus / 3 C"),
        ("1. A – 18h30\n2. B – 18h45 (Luc) – document joint\n", "1 A 18h30 / 2 B – document joint 18h45 Luc"),
        ("1. A ........ 18:30\n2. B to C: 18:35 to 18:50\n3. D, 7pm\n", "1 A 18:30 / 2 B to C 18:35 to 18:50 / 3 D 7pm"),
        ("1. A [18:30] <Ann>\n2. B [18:40] <Bob>\n", "1 A 18:30 Ann / 2 B 18:40 Bob"),
        ("1. Meet at 10:00\n2. Leave from 11:00\n3. Otwarcie, godz. 17:00\n", "1 Meet at 10:00 / 2 Leave from 11:00 / 3 Otwarcie godz. 17:00"),
        ("1. Minutes of 3.12\n2. Letter of 4.11\n", "1 Minutes of 3.12 / 2 Letter of 4.11"),
        # and at their beginnings
        ("10:00 Welcome\n10:05 Finance (Ruth Price)\n", "1 Welcome 10:00 / 2 Finance 10:05 Ruth Price"),
        ("# Agenda\n\n10:00–10:10  Welcome  Chair\n10:10–10:30\tAccounts\tAnn\n", "Agenda: 1 Welcome 10:00–10:10 Chair / 2 Accounts 10:10–10:30 Ann"),
        ("We meet at once.\n10:00 is early.\n\n1. A\n", "1 A"),
        # parts in bold and in capitals
        ("**PART A – PUBLIC**\n\n1. A\n2. B\n\n**Part B:**\n\n3. C\n", "PART A – PUBLIC: 1 A / 2 B / Part B: 3 C"),
        ("COUNCIL\n\nCome.\n\nOPEN\n\n1. A\n\nEXCLUDED\n2. B\n", "OPEN: 1 A / EXCLUDED: 2 B"),
        ("1. A\n\n**Please note this.**\n\n2. B\n", "1 A / 2 B"),
        # bullets alone
        ("* A\n* B\n    * of it\n* C\n", "1 A / 2 B / 3 C"),
        ("Bring:\n\n* pens\n* paper\n\n1. A\n2. B\n", "1 A / 2 B"),
        # numbers on lines of their own
        ("1\nA\n\n2.\nB\n\n3\nC\n", "1 A / 2 B / 3 C"),
        ("1 A\n2 B\n3 C\n3.1 D\n4 E\n", "1 A / 2 B / 3 C / 3.1 D / 4 E"),
        ("1\\. A\n\n2\\. B\n", "1 A / 2 B"),
        ("Agenda Item 1\tA\nAgenda Item 2\tB\n", "1 A / 2 B"),
        ("1. A — Ann — 10:00\n2. B — Bob — 10:10\n", "1 A 10:00 Ann / 2 B 10:10 Bob"),
        ("1. A; 10:00; Ann\n2. B; 10:10; Bob\n", "1 A 10:00 Ann / 2 B 10:10 Bob"),
        ("1. A, Ann, 10:00\n2. B, Bob, 10:10\n", "1 A 10:00 Ann / 2 B 10:10 Bob"),
        ("1.A\n2.B\n", "1 A / 2 B"),
        ("Part A\n\n1. A\n2. B\n\nConfidential items\n\n3. C\n", "Part A: 1 A / 2 B / Confidential items: 3 C"),
        # points before the next number
        ("14/26 A\n15/26 B\na) one\nb) two\n16/26 C\n", "14/26 A / 15/26 B / 16/26 C"),
    ],
)  # fmt: skip
def test_it_is_read_as_it_is_seen(body: str, rows: str) -> None:
    """Each where the lines beside it are alike."""
    found = agenda(body)

    said = (
        "".join(f"{part.heading}: " for part in one.above if part.heading)
        + " ".join(filter(None, (one.number, one.title, one.time.replace("\xa0", " "), one.lead)))
        for one in found.items
    )
    assert " / ".join(said) == rows


def test_who_signs_under_the_list_is_not_of_its_last_item() -> None:
    """What is not set in is, where the other items have such text too."""
    found = agenda("1. A\n   Of it.\n2. B\n\nJane Smith\nClerk\n")
    assert (found.items[-1].body, "Jane Smith" in found.after) == ("", True)

    found = agenda("1. A\n\nOf it.\n\n2. B\n\nOf that.\n")
    assert ("Of that" in found.items[-1].body, found.after) == (True, "")


def test_a_heading_in_bold_warns_of_what_is_confidential() -> None:
    """Items under `PART B – EXEMPT` are not in the pack that everybody gets without a word."""
    _, problems = reading(f"{HEAD}1. A\n\n**PART B – EXEMPT**\n\n2. Pay\n   Said.\n")

    assert [(one.code, one.line) for one in problems] == [("G10", 9)]


@pytest.mark.parametrize("said", ["[attached]", "(see attached)", "- Appendix A", "(report enclosed)"])
def test_a_paper_that_a_title_speaks_of_and_nobody_names_is_told(said: str) -> None:
    """It would be missing from the pack."""
    _, problems = reading(f"{HEAD}1. Minutes {said}\n2. B | paper: b\n")

    assert [(one.code, one.line) for one in problems] == [("G08", 5)]


def test_a_note_that_a_title_calls_stands_under_it() -> None:
    """With or without a time behind it, or in a table; its words are nowhere else, and nowhere lost."""
    for body in (
        "1. A 18:30\n2. B 19:00[^n]\n\n[^n]: Said\n    of it.\n",
        "1. A\n2. B[^n] | Ann\n   Text.\n\n## After\n\nWords.\n\n[^n]: Said of it.\n",
        "| No | Item |\n|-|-|\n| 1 | A |\n| 2 | B[^n] |\n\n[^n]: Said of it.\n",
    ):
        found = agenda(body)
        assert [item.title for item in found.items] == ["A", "B"]
        assert " ".join(found.items[1].body.split()).count("Said of it.") == 1
        assert "Said" not in found.after


@pytest.mark.parametrize("said", ["Część niejawna", "Huis clos", "Neveřejná část", "الجلسة المغلقة", "PRIVATE: pay"])
def test_more_words_for_what_is_confidential_are_asked_about(said: str) -> None:
    """In other languages too."""
    _, problems = reading(f"{HEAD}1. A\n\n## {said}\n\n2. B\n   Said.\n")

    assert [one.code for one in problems] == ["G10"]


@pytest.mark.parametrize("between", [" " * 6000, ". " * 3000, ", " * 3000, " – " * 2000, "(" * 6000, "10.00 " * 1000])
def test_a_line_without_an_end_is_looked_at_in_a_moment(between: str) -> None:
    """However much stands between an item's words and its time."""
    began = time.process_time()
    seen([f"1. Welcome{between}10.00", f"2. Close{between}x"], [False, False])
    assert time.process_time() - began < 1
