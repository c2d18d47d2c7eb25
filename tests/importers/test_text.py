"""Plain text, pasted PDF included, and the rules of the house."""

from __future__ import annotations

import pytest

from publish.importers import days
from tests.support.imports import article

PASTED = """\
Annual report of the valley transport part-
nership
The bus came back to the valley after two years without one, and the ﬁrst
passengers were waiting at the village hall long before the driver had un-
locked the doors of the new vehicle.
Numbers doubled within a year. The partnership counted every passenger and
found that most of them had not used a bus for ten years or longer.
Valley report 2014
3
The second year brought a second bus and with it the question of who would
drive it, which the partnership answered by training four of its own mem-
bers.
Valley report 2014
4
The third year is not over.
"""


def test_text_pasted_out_of_a_pdf_is_rejoined() -> None:
    """Lines are rejoined, hyphens undone, folios and running heads left out, ligatures opened; it says look it over."""
    came = article(PASTED, "report.txt")
    assert (
        "the first passengers were waiting at the village hall long before the driver had unlocked the doors"
        in came.draft.text.replace("\n  ", " ")
    )
    assert "training four of its own members." in came.text
    assert "Valley report 2014" not in came.text
    assert "look it over" in came.said
    assert came.lost == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("“We can do it.” – Ruth Price", "> “We can do it.”\n> — Ruth Price"),
        ("• one\n• two\n  that goes on\n• three", "- one\n- two that goes on\n- three"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("3) three\n4) four", "3. three\n4. four"),
        ("12 Green Street\nAldham\nAL1 2CD", "12 Green Street\\\nAldham\\\nAL1 2CD"),
        (
            "Write to hello@example.org or see www.example.org/x.",
            "<hello@example.org> or see [www.example.org/x](https://www.example.org/x).",
        ),
        ("A head\n======\n\nText.", "## A head"),
    ],
)
def test_typed_shapes_become_what_they_are(typed: str, wanted: str) -> None:
    """Bullets, numbers, addresses and quotations as people type them."""
    came = article(
        f"A headline here\n\n9th December 2014\n\nSome words that begin the text of it all, at length.\n\n{typed}\n",
        "a.txt",
    )
    assert wanted in came.text.replace("<mailto:", "<")
    assert came.lost == []
    assert came.draft.name == "2014-12-09-a-headline-here.md"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("9th December 2014", "2014-12-09"),
        ("Tuesday 9 December 2014", "2014-12-09"),
        ("December 9, 2014", "2014-12-09"),
        ("Posted on 09/12/2014", "2014-12-09"),
        ("9. Dezember 2014", "2014-12-09"),
        ("le 1er mars 2014", "2014-03-01"),
        ("9 de diciembre de 2014", "2014-12-09"),
        ("2014-12-09 10:30", "2014-12-09"),
        ("9 Rhagfyr 2014", "2014-12-09"),
        ("30 February 2014", "None"),
        ("In 2014", "None"),
        ("9 December 2014 was a Tuesday like others", "None"),
    ],
)
def test_days_are_read(typed: str, wanted: str) -> None:
    """A line that is a day, in the ways that people write one."""
    assert str(days.alone(typed)) == wanted
