"""An agenda that is a table is read by the heads of its columns; what nobody can know of them is said once."""

from __future__ import annotations

import tomllib

import pytest

from publish.readers import agenda_heads
from tests.conftest import ROOT
from tests.readers.test_pack_agendas import HEAD, agenda, reading

PIPES = """\
Tea from six.

## Agenda

| Item | Subject | Lead | Time | Paper |
|:--|---|---|---|---|
| 1 | Apologies | Chair | 18:30 | |
| 2 | Minutes | All | 18:32 | Verbal |
| 2.1 | Accounts \\| budget | Clerk | 18:35 | a, b |
| | **Part B** | | | |
| 3 | [Staffing](c.md) | Mayor | | |
| | Break | | 19:05 | |

## Dates

In May.
"""
WORD = """\
<table border="1">
<tr><td><b>No</b></td><td><b>Item</b></td><td>Presenter</td><td>Timing (mins)</td></tr>
<tr><td>1.</td><td><p>Apologies</p><p>To receive *apologies*.</p></td><td>Chair &amp; Clerk</td><td>5</td></tr>
<tr><td colspan="4">PART TWO</td></tr>
<tr><td>2.</td><td>Accounts, see <a href="a.md">the paper</a></td><td>Ann<br>Ben</td><td>10</td></tr>
</table>
"""


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (
            PIPES,
            "Agenda: 1 Apologies 18:30 Chair / 2 Minutes 18:32 All + Verbal / 2.1 Accounts | budget 18:35 Clerk + a, b"
            " / Part B: 3 Staffing Mayor + c.md / Break 19:05",
        ),
        (WORD, "1 Apologies 5 min Chair & Clerk / PART TWO: 2 Accounts, see the paper 10 min Ann, Ben + a.md"),
        (WORD.replace("\n", ""), "1 Apologies 5 min Chair & Clerk / PART TWO: 2 Accounts, see the paper 10 min Ann, Ben + a.md"),
        ("Time | Agenda item\n--- | ---\n10:00 | Welcome\n10.05 | AOB\n", "1 Welcome 10:00 / 2 AOB 10.05"),
        ("Item\tSubject\tLead\n1\tA\tAnn\n2\tB\tBob\n", "1 A Ann / 2 B Bob"),
        ("| 1 | A | Ann | 18:30 |\n|---|---|---|---|\n| 2 | B and all that | Bob | 18:40 |\n", "1 A 18:30 Ann / 2 B and all that 18:40 Bob"),
        ("| | | |\n|---|---|---|\n| 1 | A | 18:30 |\n| 2 | B | 18:40 |\n", "1 A 18:30 / 2 B 18:40"),
        ("AGENDA\n\nItem | Lead\nWelcome | Ann\nMoney | Bob\n", "1 Welcome Ann / 2 Money Bob"),
        ("| Item | Subject | Who |\n| 1 | A | Ann |\n| 2 | B | Bob |\n", "1 A Ann / 2 B Bob"),
        ("| # | Topic | Start | Finish |\n|-|-|-|-|\n| 1 | A | 18:30 | 18:40 |\n", "1 A 18:30–18:40"),
        ("| Start | Duration | Title |\n|-|-|-|\n| 18:30 | 10 min | A |\n", "1 A 18:30 (10 min)"),
        ("| Subject | Lead |\n|-|-|\n| 1. A | Ann |\n| 2(a) B | Bob |\n", "1 A Ann / 2(a) B Bob"),
        ("| Rhif | Eitem | Arweinydd | Papur |\n|-|-|-|-|\n| 1 | A | Ann | i ddilyn |\n", "1 A Ann + i ddilyn"),
        ("| N° | Objet | Rapporteur | Heure |\n|-|-|-|-|\n| 1 | A | Ann | 18h30 |\n", "1 A 18h30 Ann"),
        ("| البند | الموضوع | المسؤول |\n|-|-|-|\n| 1 | ألف | ليلى |\n", "1 ألف ليلى"),
        ("| Lp. | Temat | Referuje |\n|-|-|-|\n| 1 | A | Ann |\n| 2 | B | Bob |\n\n1. Prosimy o ciszę.\n2. I o czas.\n", "1 A Ann / 2 B Bob"),
        ("# Board\n\n## Part A\n\n| No | Item |\n|-|-|\n| 1 | A |\n\n## Part B\n\nPrivate.\n\n| No | Item |\n|-|-|\n| 2 | B |\n", "Part A: 1 A / Part B: 2 B"),
        # tables that are something else
        ("1. A | 18:30\n2. B\n   | Item | Time |\n   |-|-|\n   | Pens | 18:00 |\n", "1 A 18:30 / 2 B"),
        ("## A\n\nWe meet.\n\n## Actions\n\n| Item | Who | By when |\n|-|-|-|\n| Ring | Ruth | 9 March |\n", "1 A / 2 Actions"),
        ("```\n| No | Item |\n|-|-|\n| 1 | X |\n```\n\n1. A\n", "1 A"),
    ],
)  # fmt: skip
def test_rows_are_items(body: str, rows: str) -> None:
    """Of Markdown, of HTML as programs for text copy it, with tabs, with and without heads; in any order and words."""
    found = agenda(body)

    said = (
        "".join(f"{part.heading}: " for part in one.above if part.heading)
        + " ".join(filter(None, (one.number, one.title, one.time.replace("\xa0", " "), one.lead, *(f"+ {p}" for p in one.papers))))
        for one in found.items
    )  # fmt: skip
    assert " / ".join(said) == rows


def test_what_stands_around_a_table_is_kept() -> None:
    """What is before it, under its heading, behind it, and what a cell says in more than a line."""
    found = agenda(PIPES)
    assert "Tea from six." in found.body
    assert "In May." in found.after
    assert "<em>apologies</em>" not in agenda(WORD).items[0].body
    assert "To receive *apologies*." in agenda(WORD).items[0].body
    assert agenda("# X\n\n| No | Item |\n|-|-|\n| 1 | A<br>Said<br>of it. |\n").items[0].body.count("<br") == 1


def test_a_column_that_is_not_known_is_text_and_told_once() -> None:
    """It stands under each item behind its head, with a warning on the line of the heads."""
    found, problems = reading(f"{HEAD}| No | Item | Purpose |\n|-|-|-|\n| 1 | A | To note |\n| 2 | B | To agree |\n")
    assert found is not None

    assert ["Purpose: To note" in found.items[0].body, "Purpose: To agree" in found.items[1].body] == [True, True]
    assert [(one.code, one.line) for one in problems] == [("G08", 5)]
    assert "`Purpose`" in problems[0].message


@pytest.mark.parametrize(
    ("head", "cell", "reason"),
    [("Exempt", "Yes", ""), ("Exempt", "Schedule 12A", "Schedule 12A"), ("Public/private", "Private", ""),
     ("Notes", "Confidential: paragraph 3", "paragraph 3"), ("Exempt", "No", None), ("Public or private", "Open", None),
     ("Exempt", "", None)],
)  # fmt: skip
def test_a_column_says_what_is_confidential(head: str, cell: str, reason: str | None) -> None:
    """By yes, a mark or a reason; and so does a cell of any column that says it by itself."""
    found = agenda(f"| No | Item | {head} |\n|-|-|-|\n| 1 | Zebedee | {cell} |\n| 2 | B | |\n")

    closed = found.items[0].confidence
    assert (closed.reason if closed else None) == reason
    assert found.items[1].confidence is None


def test_what_is_confidential_in_a_table_is_nowhere_in_what_was_typed_openly() -> None:
    """Rows on one line too."""
    for body in (
        "| No | Item | Lead | Exempt |\n|-|-|-|-|\n| 1 | A | Ann | |\n| 2 | B<br>Zebedee | Ann | yes |\n",
        "<table><tr><td>No</td><td>Item</td><td>Lead</td><td>Exempt</td></tr><tr><td>1</td><td>A<br>Zebedee</td><td>Ann"
        "</td><td>x</td></tr><tr><td>2</td><td>B</td><td>Quill</td><td>no</td></tr></table>\n",
    ):
        typed = agenda(body).typed_openly
        assert "Zebedee" not in typed
        assert typed.count("\n") == body.count("\n")


def test_heads_are_known_in_every_language_of_the_styles() -> None:
    """What a pack prints over its columns is read over those of a table."""
    for path in [ROOT / "styles/house/words.toml", *(ROOT / "styles/house/words").glob("*.toml")]:
        words = tomllib.loads(path.read_text("utf-8"))
        for key, kinds in {"item": {"item"}, "time": {"time"}, "led_by": {"lead"}, "who": {"lead"}}.items():
            if key in words:
                assert agenda_heads.kind(words[key]) in kinds, (path.name, words[key])
        if "paper" in words:
            head = words["paper"].replace("{number}", "").strip(" .")
            assert agenda_heads.kind(head) == "paper", (path.name, head)
