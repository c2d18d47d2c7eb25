"""Agendas as other people type them: what is meant is read, or it is said which line is not."""

from __future__ import annotations

import tomllib

import pytest

from publish.readers.agenda_lines import divide
from publish.readers.papers import match
from tests.conftest import ROOT
from tests.readers.test_pack_agendas import HEAD, agenda, reading
from tests.support.sample import article


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
        ("**1. A** | 18:30\n\n**1.1 B** | paper: b\n\n__2.__ C\n", "1 A 18:30 / 1.1 B + b / 2 C"),
        ("1. A\n*1a. Late* | paper: b\n", "1 A / 1a Late + b"),
        ("Item 1: A | 18:30\nItem 1.1 - B | Ann\nAgenda item 2. C | Bob\n", "1 A 18:30 / 1.1 B Ann / 2 C Bob"),
        ("## TOP 1: A\n18:30 | Ann\n## TOP 2: B\n", "1 A 18:30 Ann / 2 B"),
        ("1 A | 18:30\n2 B | paper: b\n3 C\n", "1 A 18:30 / 2 B + b / 3 C"),
        ("## 1 A\n18:30\n### 1(a) B\npaper: b\n## 2 C\n", "1 A 18:30 / 1(a) B + b / 2 C"),
        ("I. A | 18:30\nII. B\nIII. C | Ann\n", "I A 18:30 / II B / III C Ann"),
        ("a. A | 18:30\nb. B\nc. C\n", "a A 18:30 / b B / c C"),
        ("1. A\n(a) B\n(b) C | paper: c\n(c) D\n2. E\n", "1 A / (a) B / (b) C + c / (c) D / 2 E"),
        ("1. A\n   (i) B | Ann\n   (ii) C\n2. E\n", "1 A / (i) B Ann / (ii) C / 2 E"),
        ("- A | 18:30\n- B\n\n  ### C\n\n  D.\n\n- E\n", "1 A 18:30 / 2 B / 3 E"),
        ("1. A │ 18:30 ¦ Ann\n2. B ｜ paper: b\n", "1 A 18:30 Ann / 2 B + b"),
        ("1. A\t18:30\tAnn\n2. B\t18:40\n", "1 A 18:30 Ann / 2 B 18:40"),
        ("# Agenda\n\nCome.\n\n## One\n\n1. A\n2. B\n\n## Two\n\n3. C\n", "1 A / 2 B / 3 C"),
        (
            "# Agenda\n\n## A\n\n## B\n\npaper: b\n\n### 2.1 C\npapers: c, d\n\n## E\n",
            "1 A / 2 B + b / 2.1 C + c, d / 3 E",
        ),
        ("1. A\n====\n\n18:30 | Ann\n\n2. B\n====\n\npaper: b\n", "1 A 18:30 Ann / 2 B + b"),
        ("## 1. A\n- time: 18:30\n- lead: Ann\n- paper: a\n## 2. B\n", "1 A 18:30 Ann + a / 2 B"),
        ("1. A | 18:30\n   papers:\n   - one\n   - two\n2. B\n", "1 A 18:30 + one; two / 2 B"),
        ("1. A | report: one\n2. B | attachments: two\n", "1 A + one / 2 B + two"),
        ("1. A | 18:30 | 10 min | Ann\n2. B | 15 min | 18:40\n", "1 A 18:30 (10 min) Ann / 2 B 18:40 (15 min)"),
        ("1. A | ~18:30\n2. B | @ 18:40\n", "1 A ~18:30 / 2 B @ 18:40"),
    ],
)
def test_it_is_read_as_it_is_meant(body: str, rows: str) -> None:
    """Numbers and parts as people type them: in emphasis, in headings, in lists of every kind, behind a word."""
    found = agenda(body)
    said = (
        " ".join(
            filter(
                None, (one.number, one.title, one.time.replace("\xa0", " "), one.lead, *(f"+ {p}" for p in one.papers))
            )
        )
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
        ("1. Pay (private)\n   Words.\n", "G10", 5),
        ("1. A\n\n## Teil B: nichtöffentlich\n\n2. Lohn\n   Text.\n", "G10", 9),
        ("1. Staffio (eithriedig)\n   Geiriau.\n", "G10", 5),
        ("1. A - 18:30 - Ann\n", "G08", 5),
        ("1. A / 18:30 / Ann\n", "G08", 5),
        ("1. A | Room: the hall\n", "G08", 5),
        ("1. A | papers one and two\n", "G08", 5),
        ("1. A | report to be circulated\n", "G08", 5),
        ("1. A | in the morning\n", "G08", 5),
        ("1. A | 18:30\n\n18:50 Break\n\n2. B\n", "G08", 7),
        ("1. A\n   - paper: two of them, one red. One blue.\n", "G08", 6),
        ("1. A | time: we should all come half an hour before\n", "G08", 5),
        ("## A\n\nWords.\n\n1. One.\n\n## B\n", "G08", 9),
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


def test_a_sentence_between_bars_is_text() -> None:
    """It stands under its item, and not in the column of the times."""
    found, _ = reading(f"{HEAD}1. A | time: we should all come half an hour before | Ann\n   More.\n")

    assert found is not None
    assert (found.items[0].time, found.items[0].lead) == ("", "Ann")
    assert found.items[0].body == "<p>time: we should all come half an hour before</p>\n<p>More.</p>"


def test_a_heading_with_a_line_under_it_stands_over_the_next_item() -> None:
    """As one that begins with `#` does; a rule between items is none."""
    first, second, third = agenda("1. A\n\nPart two\n========\n\nSaid.\n\n2. B\n\n---\n3. C\n").items

    assert [(part.heading, part.body) for part in second.above] == [("Part two", "<p>Said.</p>")]
    assert (first.body, third.above) == ("", ())


LANGUAGES = sorted(path.stem for path in (ROOT / "styles/house/words").glob("*.toml"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["to_follow", "tabled", "verbal"])
def test_the_words_that_are_printed_for_a_paper_can_be_typed(language: str, key: str) -> None:
    """In every language, whether behind `paper:` or by themselves."""
    words = tomllib.loads((ROOT / f"styles/house/words/{language}.toml").read_text("utf-8"))
    said = next(table[key] for table in (words, *words.values()) if isinstance(table, dict) and key in table)
    found = agenda(f"1. A | paper: {said}\n2. B | {said}\n", HEAD.replace("title", f"language: {language}\ntitle"))
    matched, problems = match(found, (), ())

    assert (matched is not None, problems) == (True, ())
    assert [item.lead for item in found.items] == ["", ""]


def test_papers_are_told_apart_by_whatever_stands_between_them() -> None:
    """Signs and words; and who leads is asked about, if it is the name of a paper."""
    papers = [article("one", source="source/papers/one.md"), article("two", source="source/papers/two.md")]
    for typed in ("one / two", "one + two", "one, paper: two", "one & two", "[one](one.md), *two*"):
        matched, problems = match(agenda(f"1. A | papers: {typed}\n"), papers, ())
        assert problems == ()
        assert matched is not None
        assert matched.items[0].papers == ("one", "two")
    for typed in ("(to follow)", "*to follow*", "to follow (from the auditor)"):
        matched, problems = match(agenda(f"1. A | paper: {typed}\n"), papers, ())
        assert (matched is not None, problems) == (True, ())
    _, (problem,) = match(agenda("1. A\n2. B | one, two\n"), papers, ())
    assert (problem.code, problem.line) == ("G08", 6)
