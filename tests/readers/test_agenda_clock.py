"""What an agenda says of its times: clock times of durations, what runs over, and days of the week that are none."""

from __future__ import annotations

import pytest

from publish.model import Action, Agenda
from tests.readers.test_pack_agendas import HEAD, agenda, reading

CLOCK = HEAD.replace("---\ntitle", "---\ntime: {}\nclock: true\ntitle")


def typed(found: Agenda) -> list[str]:
    """The time of each item."""
    return [item.time.replace("\xa0", " ") for item in found.items]


@pytest.mark.parametrize(
    ("meeting", "body", "times", "ends", "lasts"),
    [
        ("18:30 to 20:00", "1. A | 5 min\n2. B | 20 min\n3. C | 10 min", "18:30 18:35 18:55", "19:05", "35 mins"),
        ("6.30pm", "1. A | 30 min\n2. B | 6 hours", "6.30pm 7.00pm", "1.00am", "6 hrs 30 mins"),
        ("11:45 AM", "1. A | 15 min\n2. B | 5 min", "11:45 AM 12:00 PM", "12:05 PM", "20 mins"),
        ("10h00", "1. A | 90 min", "10h00", "11h30", "1 hr 30 mins"),
        ("10:00", "1. A\n1.1 X | 10 min\n1.2 Y | 5 min\n2. B | 5 min", " 10:00 10:10 10:15", "10:20", "20 mins"),
        ("10:00", "1. A | 30 min\n1.1 X | 10 min\n2. B | 5 min", "10:00 10:00 10:30", "10:35", "35 mins"),
        ("10:00", "1. A | 10:00\n2. B | 15-20 min\nBreak | 10 min\n3. C | 11:00", "10:00 10:00 10:20 11:00", "", "30 mins"),
        ("10:00", "1. A | 10:00–10:20\n2. B | 10 min", "10:00–10:20 10:20", "10:30", "30 mins"),
    ],
)  # fmt: skip
def test_durations_become_clock_times(meeting: str, body: str, times: str, ends: str, lasts: str) -> None:
    """Each item begins when the one before is over, as the meeting's time is written; parts share the time of an item."""
    found = agenda(body, CLOCK.format(meeting))

    assert " ".join(time.partition(" (")[0] for time in typed(found)) == times
    assert (found.ends, found.lasts) == (ends, lasts)


def test_what_was_typed_stays_behind_the_clock_time() -> None:
    """Without `clock` nothing is added at all."""
    body = "1. A | 5 min\n2. B | 20 min\n"
    assert typed(agenda(body, CLOCK.format("18:30"))) == ["18:30 (5 min)", "18:35 (20 min)"]
    plain = agenda(body, HEAD.replace("title", "time: 18:30\ntitle"))
    assert typed(plain) == ["5 min", "20 min"]
    assert (plain.ends, plain.lasts) == ("", "")


@pytest.mark.parametrize(
    ("body", "line", "what"),
    [
        ("1. A | 40 min\n2. B | 60 min\n3. C | 5 min\n", 7, "`B` goes on after the end of the meeting, by 10 minutes"),
        ("1. A | 20 min\n2. B | 18:40\n", 7, "`B` begins before `A` is over"),
        ("1. A | 20 min\n1.1 X | 15 min\n1.2 Y | 10 min\n2. B\n", 8, "`Y` goes on after `A`, which it is part of"),
    ],
)
def test_what_runs_over_by_its_durations_is_told(body: str, line: int, what: str) -> None:
    """Once, at the item with which it begins; items that follow from it say nothing."""
    _, problems = reading(HEAD.replace("---\ntitle", "---\ntime: 18:30 to 20:00\ntitle") + body)

    (problem,) = problems
    assert (problem.code, problem.line) == ("G09", line)
    assert problem.message.startswith(what)


def test_an_item_that_says_tbc_stops_the_clock() -> None:
    """Nobody knows when what follows begins, until one says it."""
    found = agenda("1. A | 5 min\n2. B | TBC\n3. C | 10 min\n4. D | 19:00\n5. E | 5 min\n", CLOCK.format("18:30"))

    assert typed(found) == ["18:30 (5 min)", "TBC", "10 min", "19:00", "19:00 (5 min)"]


def test_a_clock_without_a_beginning_is_told() -> None:
    """And where no item says how long it takes."""
    for head, body in ((CLOCK.format("after tea"), "1. A | 5 min\n"), (CLOCK.format("18:30"), "1. A\n")):
        _, problems = reading(head + body)
        assert [(one.code, one.line) for one in problems] == [("G14", 3)]


@pytest.mark.parametrize(
    "typed",
    ["Monday 2 March 2026", "Monday 2026-03-02", "2026-03-02, Monday", "Mon 2 March 2026", "Montag, 2026-03-02",
     "dydd Llun 2 Mawrth 2026"],
)  # fmt: skip
def test_a_day_may_name_its_day_of_the_week(typed: str) -> None:
    """Which is looked at, in whichever language it stands."""
    assert agenda("1. A\n", HEAD.replace("2026-03-02", f'"{typed}"')).meeting.isoformat() == "2026-03-02"


def test_a_wrong_day_of_the_week_is_no_day() -> None:
    """People would come on the other."""
    found, (problem,) = reading(HEAD.replace("2026-03-02", "Tuesday 2 March 2026") + "1. A\n")

    assert found is None
    assert (problem.code, problem.line) == ("A03", 3)
    assert "is no Tuesday: 2026-03-02 is a Monday" in problem.message


@pytest.mark.parametrize(
    ("head", "body", "line", "said"),
    [
        ("", "1. A\n   The next is on Tuesday 20 April.\n", 6, "Tuesday 20 April"),
        ("", "Come.\n\n1. A\n\n## Dates\n\nFriday, April 18th, 2026\n", 11, "Friday, April 18th, 2026"),
        ("actions:\n  - Ask | Ann | Monday 10 March\n", "1. A\n", 4, "Monday 10 March"),
        ("signed: Ann | Clerk | Sunday 24 February 2026\n", "1. A\n", 4, "Sunday 24 February 2026"),
        ("language: cy\n", "1. A\n   Dydd Mawrth 20 Ebrill.\n", 7, "Dydd Mawrth 20 Ebrill"),
    ],
)
def test_a_wrong_day_of_the_week_in_a_text_is_told(head: str, body: str, line: int, said: str) -> None:
    """Without a year it is the day nearest to the meeting."""
    _, (problem,) = reading(HEAD.replace("2026-03-02\n", f"2026-03-02\n{head}") + body)

    assert (problem.code, problem.line) == ("G15", line)
    assert f"`{said}`" in problem.message


def test_days_that_are_right_are_not_told() -> None:
    """Nor those that may be of another year, months away."""
    agenda("1. A\n   Monday 20 April, Monday 20 April 2026, Wednesday 1 October, a Tuesday in May, Tuesday 31 June.\n")


def test_who_comes_and_who_signs_is_read() -> None:
    """Names with commas between, or a list; an action has a status."""
    head = HEAD.replace(
        "2026-03-02\n",
        "2026-03-02\nmembers: Ann Lee (chair), Ben Oak; Cai Rees\napologies:\n  - Dee, Lady Hall\n"
        "signed: Ann Lee | Clerk | 1 March\nactions:\n  - Ask | Ann | 1 May | waiting\n",
    )
    found = agenda("1. A\n", head)

    assert found.members == ("Ann Lee (chair)", "Ben Oak", "Cai Rees")
    assert found.apologies == ("Dee, Lady Hall",)
    assert found.signed == ("Ann Lee", "Clerk", "1 March")
    assert found.actions == (Action(text="Ask", who="Ann", due="1 May", status="waiting"),)
