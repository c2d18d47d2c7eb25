"""An agenda as people type it becomes the plan of a pack, or problems that say where and what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from publish.formats.pdf import render
from publish.model import Agenda, AgendaItem, Manuscript
from publish.problem import RULES, Problem
from publish.readers.agenda import read
from publish.readers.agenda_form import AgendaForm
from tests.conftest import GOOD, ROOT, SETTINGS, Publish
from tests.support import packs
from tests.support.sample import house_style

HEAD = "---\ntitle: Board\ndate: 2026-03-02\n---\n"


def nowhere(path: str) -> bytes:  # noqa: ARG001
    """There are no pictures."""
    raise FileNotFoundError


def reading(text: str) -> tuple[Agenda | None, tuple[Problem, ...]]:
    """An agenda of that text, and its problems."""
    manuscript = Manuscript(path="source/agendas/2026-03-02-board.md", content=text.encode("utf-8", "surrogatepass"))
    return read(manuscript, "en-GB", nowhere)


def agenda(body: str, head: str = HEAD) -> Agenda:
    """The agenda, read without a problem."""
    found, problems = reading(head + body)
    assert problems == ()
    assert found is not None
    return found


def rows(found: Agenda) -> list[tuple[str, str, str, str, str]]:
    """Number, title, time, lead and papers of each item."""
    return [(item.number, item.title, item.time, item.lead, " + ".join(item.papers)) for item in found.items]


def test_a_numbered_list_is_an_agenda() -> None:
    """Parts stand between bars, in any order; what is indented under an item belongs to it."""
    found = agenda(
        "Please read *all* of it.\n\n"
        "1. Welcome and apologies | 10:00 | Chair\n"
        "2. Public service mutuals | 10:10 | Richard Caulfield | paper: public-service-mutuals\n"
        "   A sentence on what is asked of the meeting.\n\n"
        "   - first\n   - second\n"
        "3. Any other business | Chair | 11:50–12:00\n"
    )

    assert rows(found) == [
        ("1", "Welcome and apologies", "10:00", "Chair", ""),
        ("2", "Public service mutuals", "10:10", "Richard Caulfield", "public-service-mutuals"),
        ("3", "Any other business", "11:50–12:00", "Chair", ""),
    ]
    assert found.body == "<p>Please read <em>all</em> of it.</p>"
    assert found.items[1].body.startswith("<p>A sentence on what is asked of the meeting.</p>")
    assert found.items[1].body.count("<li>") == 2
    assert (found.slug, found.numbered, found.notes, found.actions) == ("2026-03-02-board", False, 0, ())


SAME = (
    "1. Mutuals | 10:10 | Ann Lee | paper: mutuals\n   Asked.\n2. Close\n",
    "1) Mutuals | Ann Lee | 10:10 | Paper: mutuals\n   Asked.\n2) Close\n",
    "1. **Mutuals** | time: 10:10 | lead: Ann Lee | paper: `mutuals`\n\n   Asked.\n1. Close\n",
    "1. [Mutuals](mutuals) | 10:10 | Ann Lee\n\nAsked.\n\n2. Close\n",
    "- Mutuals | 10:10 | Ann Lee | paper: mutuals\n  Asked.\n- Close |\n",
    "## 1. Mutuals\n10:10 | Ann Lee | paper: mutuals\n\nAsked.\n\n## 2. Close\n",
    "## 1. Mutuals | 10:10 | Ann Lee | paper: mutuals\n\nAsked.\n\n## 2. Close\n",
    "## Mutuals\n\nTime: 10:10\nLed by: Ann Lee\n**Paper:** [Mutuals](mutuals)\n\nAsked.\n\n## Close\n",
)


@pytest.mark.parametrize("body", SAME)
def test_people_type_the_same_agenda_in_many_ways(body: str) -> None:
    """Numbers with a point or a bracket, bullets, headings, parts with names or without: all one."""
    found = agenda(body)

    assert rows(found) == [("1", "Mutuals", "10:10", "Ann Lee", "mutuals"), ("2", "Close", "", "", "")]
    assert [item.body for item in found.items] == ["<p>Asked.</p>", ""]


@pytest.mark.parametrize(
    "time",
    ["10:00", "9.30", "10h30", "10 am", "9:15 p.m.", "10:00–10:20", "10.00 to 10.20", "15 min", "20 minutes", "1 hour",
     "10:00 Uhr", "9:00 bis 9:30", "5'"],
)  # fmt: skip
def test_a_part_with_the_shape_of_a_time_is_one(time: str) -> None:
    """Whichever way a time is typed, it is told from a name; a number and its unit are not parted."""
    [(number, title, found, lead, paper)] = rows(agenda(f"1. Item | Ann 2nd Lee | {time}\n"))

    assert (number, title, lead, paper) == ("1", "Item", "Ann 2nd Lee", "")
    assert found.replace("\xa0", " ") == time


def test_a_title_of_an_item_is_words() -> None:
    """As a headline is: its signs say what they mean."""
    found = agenda('1. The "hall" of 20 m^2^ -- *now* | 10:00\n')
    assert found.items[0].title == "The “hall” of 20\u00a0m² – now"


def test_headings_between_items_are_kept() -> None:
    """`For decision` and `For information` stand over the items under them, and are not items."""
    found = agenda(
        "Hello.\n\n## For decision\n\n3. One | 10:00\n4. Two\n\n## For information\n5. Three | Ann\n   More.\n"
    )

    assert [(item.number, [part.heading for part in item.above], item.title) for item in found.items] == [
        ("3", ["For decision"], "One"),
        ("4", [], "Two"),
        ("5", ["For information"], "Three"),
    ]
    assert found.body == "<p>Hello.</p>"


def test_a_list_in_the_text_of_a_heading_is_text() -> None:
    """When headings are the items, a numbered list under one of them is not."""
    found = agenda(
        "# Board\n\n## Before\n\nBring a pen.\n\n## 1. Minutes\n\n1. Read them.\n2. Agree them.\n\n## 2. Close\n"
    )

    assert [item.title for item in found.items] == ["Minutes", "Close"]
    assert found.items[0].body.count("<li>") == 2
    assert "Bring a pen." in found.body


def test_code_and_quoted_bars_begin_no_item() -> None:
    """What stands in a fence is text, and a bar after a backslash is a bar."""
    found = agenda("```\n1. not an item | 10:00\n```\n\n1. One \\| two | Ann\n")

    assert rows(found) == [("1", "One | two", "", "Ann", "")]


def test_the_metadata_says_when_where_and_what_was_agreed() -> None:
    """Times stay as typed; an action may say who and by when."""
    head = (
        "---\ntitle: Board\ndate: 2026-03-02\ntime: 10:00\nplace: The hall\nlanguage: cy\nnumbered: yes\nnotes: 12\n"
        "actions:\n  - Write | Ann | 1 May\n  - Ask\nslug: spring\n---\n"
    )
    found = agenda("1. One\n", head)

    assert (found.time, found.place, found.language, found.slug) == ("10:00", "The hall", "cy", "spring")
    assert (found.numbered, found.notes) == (True, 12)
    assert [(action.text, action.who, action.due) for action in found.actions] == [
        ("Write", "Ann", "1 May"),
        ("Ask", "", ""),
    ]
    toml = '+++\ntitle = "Board"\ndate = 2026-03-02\ntime = 10:00:00\nactions = "Ask"\n+++\n'
    assert agenda("1. One\n", toml).time == "10:00"


FAULTY = {
    "empty": ("", "A07", 1, "the file is empty"),
    "no block": ("1. One\n", "A02", 1, "no metadata block"),
    "bad day": ("---\ntitle: Board\ndate: 2026-02-30\n---\n1. One\n", "A03", 3, "2026-02-30"),
    "no day": ("---\ntitle: Board\n---\n1. One\n", "A04", 2, "`date` is missing"),
    "misspelt": ("---\ntitle: Board\ndate: 2026-03-02\nplaces: here\n---\n1. One\n", "A05", 4, "places"),
    "too many lines": ("---\ntitle: Board\ndate: 2026-03-02\nnotes: 900\n---\n1. One\n", "A03", 4, "notes"),
    "unknown": ("---\ntitle: Board\ndate: 2026-03-02\nvenue: here\n---\n1. One\n", "A10", 4, "venue"),
    "no items": (f"{HEAD}Just words.\n", "G01", 5, "no items"),
    "nothing": (HEAD, "G01", 4, "no items"),
    "no title": (f"{HEAD}1. One\n2. | 10:00 | Ann\n", "G02", 6, "no title"),
    "two times": (f"{HEAD}1. One | 10:00 | 10:15\n", "G05", 5, "a time already"),
    "two leads": (f"{HEAD}1. One\n2. Two | Ann | Ben\n", "G05", 6, "a lead already"),
    "twice": (f"{HEAD}1. One\n2. Two\n2. Three\n", "G06", 7, "numbered 2 already"),
    "out of order": (f"{HEAD}1. One\n3. Two\n2. Three\n", "G06", 7, "higher number"),
    "bars": (f"{HEAD}1. One\n   this | that\n", "G08", 6, "bars"),
    "a sentence": (f"{HEAD}1. One\n   Time: we should all allow some hours for it.\n", "G08", 6, "part with a name"),
    "no lead": (f"{HEAD}1. One | after 18:30, we hope\n", "G08", 5, "looks like a time"),
    "before": (f"{HEAD}1. One | 10:00\n2. Two | 9:45\n", "G09", 6, "begins before"),
    "in the text": (f"{HEAD}1. One\n   Said.\n   <script>x</script>\n", "T01", 7, "script"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_agenda_says_where_and_what(name: str) -> None:
    """Each fault has its code and line, and says what to do."""
    text, code, line, words = FAULTY[name]

    _, problems = reading(text)

    (found,) = [problem for problem in problems if problem.code == code]
    assert found.line == line
    assert words in found.message
    assert found.hint


def test_an_agenda_with_an_error_is_not_read_and_one_with_a_warning_is() -> None:
    """As with articles."""
    for text, code, *_ in FAULTY.values():
        found, problems = reading(text)
        assert (found is None) == any(problem.severity == "error" for problem in problems), code
    assert {code for _, code, *_ in FAULTY.values()} >= {"G01", "G02", "G05", "G06"}
    assert {rule.code for rule in RULES} >= {f"G0{n}" for n in range(1, 10)}


@given(
    st.lists(
        st.text("1. |#-*:\n paperti\\[]()`10é\u202e", max_size=30)
        | st.sampled_from(("1. One | 10:00", "## 2. Two", "paper: x", "- a | b", "```", "")),
        max_size=12,
    )
)
def test_no_agenda_stops_the_reader(lines: list[str]) -> None:
    """Whatever is typed: an agenda or an error, never an exception; items have titles."""
    found, problems = reading(HEAD + "\n".join(lines))

    assert (found is None) == any(problem.severity == "error" for problem in problems)
    items: tuple[AgendaItem, ...] = found.items if found else ()
    assert all(item.title for item in items)
    last = (HEAD + "\n".join(lines)).count("\n") + 1
    assert all(problem.line is None or 1 <= problem.line <= last for problem in problems)


# Nothing that is typed is lost, whatever it is taken for.

WORDS = st.sampled_from(("", "## {}", "# {}", "   ### {}", "{}", "   {}", "1. {}", "2. {} | {}", "2.1 {} | 18:30", "3(a) {}",
                         "4a. {} | {}", "47/26 {}", "- {}", "- {} | 10:00 | {}", "   a) {}", "   - {} | 10:00", "{} | {}",
                         "{} | 18:30", "## 2. {}", "### 2.1 {} | {}", "   2.2 {}", "Time: {} {} half an hour.", "> {}",
                         "| {} | {} |\n|---|---|\n| {} | {} |", "```\n1. {} | {}\n```", "   lead: {}", "{} | noon | {}", "**3. {}** | 18:30", "*{}* | 18:30", "Item 2: {} | {}", "I. {}", "II. {} | {}",
                         "(a) {}", "(b) {} | {}", "{}\n====", "4. {}\n----", "1 {} | {}", "2 {}", "- time: 18:30",
                         "{} ¦ {} │ {}", "1. {}\t18:30\t{}", "5. {} | time: {} {} {} {} {} {}", "6. {} | 18:30 | 10 min", "- {} | {}",
                         "18:50 {}", "   - lead: {}", "# {}\n\n1. {}\n2. {}"))  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=14))
def test_every_word_that_is_typed_is_in_the_pack_once(lines: list[str]) -> None:
    """However headings, items, parts and sentences are mixed: what an agenda says is in the galley, and once."""
    count = 0

    def word(_: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"wort{count}q"

    found, problems = reading(HEAD + re.sub(r"\{\}", word, "\n".join(lines)))

    assert (found is None) == any(problem.severity == "error" for problem in problems)
    if found is not None:
        said = galley_of(found)
        assert [said.count(f"wort{number}q") for number in range(1, count + 1)] == [1] * count


def galley_of(found: Agenda) -> str:
    """What a pack says, without its markup."""
    html = render.typeset(packs.pack(found), house_style()).html.split("<body>")[1]
    return re.sub(r"<[^>]+>", " ", html)


LOST = {
    "under a heading": ("1. One\n\n## Part two\n\nThe public leaves.\n\n2. Two\n", "Two", [("Part two", "The public leaves.")]),
    "without a heading's words": ("1. One\n\n## Exempt\n\n*Said*.\n\n- a\n- b\n\n2. Two\n", "Two", [("Exempt", "Said. a b")]),
    "two headings": ("1. One\n\n## Exempt\n### For decision\n2. Two\n", "Two", [("Exempt", ""), ("For decision", "")]),
    "two headings, a sentence": ("1. One\n# A\nSaid.\n## B\n2. Two\n", "Two", [("A", "Said."), ("B", "")]),
    "over headings": ("## 1. One\n# Exempt\nSaid.\n## 2. Two\n", "Two", [("Exempt", "Said.")]),
}  # fmt: skip


@pytest.mark.parametrize("name", LOST)
def test_what_stands_between_two_items_stands_there_in_the_pack(name: str) -> None:
    """Headings, one or two, and the sentences under them stand over the next item."""
    body, title, above = LOST[name]

    (item,) = [item for item in agenda(body).items if item.title == title]

    assert [(part.heading, " ".join(re.sub("<[^>]+>", " ", part.body).split())) for part in item.above] == [
        (heading, said.replace("Said. a", "Said . a") if "*Said*" in body else said) for heading, said in above
    ]


@pytest.mark.parametrize(
    "body", ["1. One\n2. Close\n\n## Dates\n\nIn April.\n", "# Agenda\n\n## 1. One\n## 2. Close\n# Dates\nIn April.\n",
             "- One | 10:00\n- Close | Ann\n\n### Dates\nIn *April*.\n\n> Or May.\n"]
)  # fmt: skip
def test_a_heading_after_the_last_item_ends_the_agenda(body: str) -> None:
    """It takes what stands under it away from the item."""
    found = agenda(body)

    assert [(item.title, item.body) for item in found.items] == [("One", ""), ("Close", "")]
    assert "Dates</h2>" in found.after
    assert "April" in found.after


@pytest.mark.parametrize(
    "body", ["1. One\n\n   ### Background\n\n   In May.\n\n2. Close\n", "10. One\n    ## Background\n\n    In May.\n11. Close\n",
             "## 1. One\n\n### Background\nIn May.\n\n## 2. Close\n"]
)  # fmt: skip
def test_a_heading_within_an_item_stays_there(body: str) -> None:
    """With what stands under it."""
    first, second = agenda(body).items

    assert "Background</h2>" in first.body
    assert "In May." in first.body
    assert second.above == ()


NUMBERS = {
    "dotted": ("2. Finance | 18:40\n2.1 Accounts | paper: a\n2.2 Reserves\n3. Close\n", "2 2.1> 2.2> 3"),
    "dotted, indented": ("2. Finance\n   2.1 Accounts | paper: a\n   2.2. Reserves | Ann\n3. Close\n", "2 2.1> 2.2> 3"),
    "dotted to ten": ("2. Finance\n2.9 A | Ann\n2.10 B | Ben\n3. Close\n", "2 2.9> 2.10> 3"),
    "dotted, in headings": ("## 2. Finance\n18:40\n### 2.1 Accounts\npaper: a\n### 2.2 Reserves\n## 3. Close\n", "2 2.1> 2.2> 3"),
    "without a parent": ("2.1 Accounts\n2.2 Reserves\n3.1 Close\n", "2.1 2.2 3.1"),
    "letters": ("4. Pay\n4a Late | paper: a\n4b. Later\n5. Close\n", "4 4a> 4b> 5"),
    "letters, capital": ("4. Pay\n4A) Late\n\n5. Close\n", "4 4A> 5"),
    "brackets": ("3. Pay\n3(a) One | Ann\n3 (b) Two | Ben\n4. Close\n", "3 3(a)> 3(b)> 4"),
    "letters alone": ("3. Pay\n   a) One | Ann\n   (b) Two | paper: b\n4. Close\n", "3 a> (b)> 4"),
    "minutes": ("47/26 Welcome\n48/26 Pay | 18:40\n49/26. Close\n", "47/26 48/26 49/26"),
    "a break": ("1. One | 18:30\nBreak | 18:35\n2. Two\n", "1 - 2"),
    "a break in bullets": ("1. One | 18:30\n- Break | 18:35\n2. Two\n", "1 - 2"),
    "time first": ("1. One\n18.35 | Break\n2. Two\n", "1 - 2"),
    "rows alone": ("One | 18:30\nTwo | 18:40 | Ann\n", "1 2"),
    "all the same": ("1. One\n1. Two\n1. Three\n", "1 2 3"),
    "a gap": ("1. One\n4. Four\n", "1 4"),
    "after a sentence": ("1. One\n   Some words.\n1.1 A part\n   More of it.\n1(b) Another\n2. Two\n", "1 1.1> 1(b)> 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_items_have_the_numbers_that_were_typed(name: str) -> None:
    """Numbers of every shape, parts of items, and rows without a number."""
    body, numbers = NUMBERS[name]

    found = agenda(body)

    assert " ".join((item.number or "-") + (">" if item.within else "") for item in found.items) == numbers
    assert not any("|" in item.title + item.body for item in found.items)


@pytest.mark.parametrize(
    "typed", ["2.1 million pounds were spent, and a good deal more", "10 am is when we meet", "2026 was a good year"]
)
def test_a_sentence_that_begins_with_a_figure_is_no_item(typed: str) -> None:
    """It belongs to the paragraph that it runs on from."""
    found = agenda(f"2. Finance\n   In the year\n{typed}.\n3. Close\n")

    assert [item.number for item in found.items] == ["2", "3"]
    assert typed in found.items[0].body.replace("\xa0", " ")


@pytest.mark.parametrize(
    "time",
    ["c. 18:30", "noon", "12 noon", "15-20 min", "19.00hrs", "1 hour 30 minutes", "1.5 hours", "TBC", "half an hour",
     "18:30 for 19:00", "6.30pm–7pm", "to be confirmed", "vers 18h30", "ca. 18.30 Uhr", "10 minutes each", "18:30 (15 min)"],
)  # fmt: skip
def test_what_people_call_a_time_is_one(time: str) -> None:
    """With words around it, as a length, or still to be said."""
    (item,) = agenda(f"1. Item | {time}\n").items

    assert (item.time.replace("\xa0", " "), item.lead) == (time, "")


@pytest.mark.parametrize(
    ("body", "line", "what"),
    [
        ("1. A | 18:30\n2. B | 19:40\n3. C | 18:45\n", 8, "`C` begins before `B` does"),
        ("1. A | 18:30\n2. B | 22:00\n", 7, "`B` begins after the end"),
        ("1. A | 18:30–18:50\n2. B | 18:45\n", 7, "`B` begins before `A` is over"),
        ("1. A | 6.30pm (30 min)\n2. B | 6.45pm\n", 7, "`B` begins before `A` is over"),
        ("1. A | 19:30 (1 hour)\n", 6, "`A` goes on after the end"),
        ("1. A | 18:00\n", 6, "`A` begins before the meeting does"),
    ],
)
def test_times_that_cannot_be_are_told(body: str, line: int, what: str) -> None:
    """Out of order, over one another, or after the meeting's end."""
    _, problems = reading(HEAD.replace("---\ntitle", "---\ntime: 18:30 to 20:00\ntitle") + body)

    (problem,) = problems
    assert (problem.code, problem.line) == ("G09", line)
    assert problem.message.startswith(what)


@pytest.mark.parametrize("body", ["1. A | 11:30\n2. B | 12:30\n3. C | 1:00\n4. D | 2.15\n", "1. A | 18:30\n2. B | 15 min\n3. C | 18:45\n",
                                  "2. A | 18:30–19:30\n2.1 B | 18:40\n2.2 C | 19:00\n3. D | 19:30\n"])  # fmt: skip
def test_times_that_can_be_are_not(body: str) -> None:
    """A clock of twelve hours, lengths between, and the parts of an item within its time."""
    assert agenda(body).items


@pytest.mark.parametrize(
    "typed",
    ["Time: members should allow half an hour for reading before the meeting.", "Paper: bring your own, since there is none in the hall.",
     "Lead: we ask each of the members to say what they know; then we vote."],
)  # fmt: skip
def test_a_sentence_is_no_part_and_is_asked_about(typed: str) -> None:
    """It stays in the text, and its line is told."""
    found, problems = reading(f"{HEAD}1. One | 18:30\n2. Two\n   {typed}\n3. Close\n")

    assert found is not None
    assert (found.items[1].time, found.items[1].lead, found.items[1].papers) == ("", "", ())
    assert typed[:20] in found.items[1].body
    assert [(problem.code, problem.line) for problem in problems] == [("G08", 7)]


def test_actions_are_read_as_text() -> None:
    """Without the signs of Markdown, and with the marks of the language."""
    head = HEAD.replace(
        "---\ntitle", "---\nactions: ['Ask **the school** about [it](https://example.org/t) -- soon | Ann']\ntitle"
    )

    (action,) = agenda("1. See [the map](https://example.org/m) | *Ann*\n", head).actions

    assert (action.text, action.who) == ("Ask the school about it – soon", "Ann")
    assert rows(agenda("1. See [the map](https://example.org/m) | *Ann*\n")) == [("1", "See the map", "", "Ann", "")]


# The whole way, from a folder to a pack.


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    """A publication with two articles, a good agenda, and a pack as its only edition."""
    (tmp_path / "source/articles").mkdir(parents=True)
    (tmp_path / "source/agendas").mkdir()
    (tmp_path / "source/publication.toml").write_text(SETTINGS + '[editions.pack]\nkind = "pack"\n', "utf-8")
    (tmp_path / "source/articles/2026-01-01-good.md").write_text(GOOD, "utf-8")
    (tmp_path / "source/articles/second.md").write_text(GOOD.replace("A good", "A second"), "utf-8")
    (tmp_path / "source/agendas/board.md").write_text(
        f"{HEAD}1. One | paper: good\n2. Two | paper: second.md\n", "utf-8"
    )
    return tmp_path


def test_a_pack_is_built_from_a_folder(meeting: Path, publish: Publish) -> None:
    """One PDF an agenda, named after it, whatever the papers are called by."""
    outcome = publish("build", "--json", cwd=meeting)

    assert outcome.json["problems"] == []
    assert [(made["path"], made["pages"]) for made in outcome.json["artifacts"]] == [("build/pack/board.pdf", 9)]


@pytest.mark.parametrize("typed", ["good", "good.md", "2026-01-01-good.md", "source/articles/2026-01-01-good.md",
                                   "../articles/2026-01-01-good.md", "A good article", "GOOD"])  # fmt: skip
def test_a_paper_may_be_called_by_its_slug_its_file_or_its_headline(
    typed: str, meeting: Path, publish: Publish
) -> None:
    """All of them mean the same article."""
    (meeting / "source/agendas/board.md").write_text(f"{HEAD}1. One | paper: {typed}\n", "utf-8")

    outcome = publish("build", "--json", cwd=meeting)

    assert (outcome.code, outcome.json["problems"]) == (0, [])


def test_a_paper_that_nobody_wrote_stops_its_pack_alone(meeting: Path, publish: Publish) -> None:
    """The near slug is named, with the line; the other pack is made."""
    (meeting / "source/agendas/other.md").write_text(f"{HEAD}\n1. One | paper: goood\n", "utf-8")

    outcome = publish("build", "--json", cwd=meeting)

    (problem,) = outcome.json["problems"]
    assert (problem["code"], problem["path"], problem["line"]) == ("G03", "source/agendas/other.md", 6)
    assert problem["hint"] == "did you mean `good`?"
    assert [made["path"] for made in outcome.json["artifacts"]] == ["build/pack/board.pdf"]
    assert outcome.code == 1


def test_a_paper_with_errors_stops_its_pack_and_says_which_file_to_mend(meeting: Path, publish: Publish) -> None:
    """Not `there is no such article`: there is one."""
    (meeting / "source/articles/second.md").write_text("---\ntitle: Second\n---\nWords.\n", "utf-8")

    outcome = publish("build", "--json", cwd=meeting)

    (problem,) = outcome.problems("G04")
    assert (problem["line"], problem["hint"]) == (6, "mend `source/articles/second.md` first")
    assert outcome.json["artifacts"] == []


def test_two_agendas_with_one_slug_are_both_refused(meeting: Path, publish: Publish) -> None:
    """One would overwrite the other."""
    (meeting / "source/agendas/late").mkdir()
    (meeting / "source/agendas/late/board.md").write_text(f"{HEAD}1. One\n", "utf-8")

    outcome = publish("build", "--json", cwd=meeting)

    assert [problem["path"] for problem in outcome.problems("G07")] == [
        "source/agendas/board.md",
        "source/agendas/late/board.md",
    ]
    assert outcome.json["artifacts"] == []


def test_a_pack_without_agendas_is_a_problem_and_agendas_without_a_pack_are_none(
    meeting: Path, publish: Publish
) -> None:
    """Agendas are only read when a pack is to be made of them."""
    (meeting / "source/agendas/board.md").unlink()
    outcome = publish("build", "--json", cwd=meeting)
    (problem,) = outcome.json["problems"]
    assert (problem["code"], problem["path"], outcome.code) == ("P10", "source/agendas", 1)
    assert "source/agendas/" in problem["hint"]

    (meeting / "source/agendas/board.md").write_text("nonsense", "utf-8")
    (meeting / "source/publication.toml").write_text(SETTINGS + '[editions.b]\nkind = "briefing"\n', "utf-8")
    assert publish("build", "--json", cwd=meeting).json["problems"] == []


def test_the_guide_s_agenda_builds_without_a_problem(meeting: Path, publish: Publish) -> None:
    """What the guide tells people to type is a pack, every part of it where it says."""
    (typed,) = re.findall(
        r"^````md\n(.*?)^````$", (ROOT / "docs/guide.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    (meeting / "source/agendas/board.md").write_text(typed, "utf-8")
    (meeting / "source/articles/second.md").rename(meeting / "source/articles/2026-03-02-our-first-briefing.md")

    outcome = publish("check", "--no-validate", "--strict", "--json", cwd=meeting)

    assert (outcome.code, outcome.json["problems"]) == (0, [])
    found = agenda(typed, "")
    assert rows(found)[1] == ("2", "The bus comes back", "18:40", "Sam Okafor", "our-first-briefing")
    assert [[part.heading for part in item.above] for item in found.items] == [[], ["For decision"], []]
    assert [action.who for action in found.actions] == ["Ruth Price", "Sam Okafor"]


def test_every_key_of_an_agenda_is_in_the_guide() -> None:
    """No key is undocumented."""
    guide = (ROOT / "docs/guide.md").read_text("utf-8").split("## A pack for a meeting")[1]
    for key in set(AgendaForm.model_fields) - {"schema_"}:
        assert f"`{key}`" in guide


def test_agendas_are_held_to_the_schema_that_they_name(tmp_path: Path, publish: Publish) -> None:
    """A new publication has the schema; the agendas of this one name it by a path that leads to it, and keep to it."""
    publish("init", cwd=tmp_path)
    own = json.loads((tmp_path / "source/schema/agenda.json").read_text("utf-8"))
    assert own["required"] == ["title", "date"]

    agendas = list((ROOT / "source/agendas").iterdir())
    assert agendas
    for place in agendas:
        block = place.read_text("utf-8").split("---\n")[1]
        (named,) = re.findall(r"^# yaml-language-server: \$schema=(\S+)", block)
        schema = json.loads((place.parent / named).read_text("utf-8"))
        assert schema == own
        jsonschema.validate(yaml.load(block, yaml.BaseLoader) | {"numbered": True, "notes": 8}, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"title": "Board", "date": "2026-03-02", "venue": "here"}, schema)


def test_an_agenda_in_toml_may_name_its_schema() -> None:
    """The key is for editors, and no problem."""
    assert rows(
        agenda("1. One\n", '+++\n"$schema" = "../schema/agenda.json"\ntitle = "Board"\ndate = 2026-03-02\n+++\n')
    )


def test_a_paper_that_is_missing_is_told_with_the_line_that_names_it(meeting: Path, publish: Publish) -> None:
    """That may be one under the item's first."""
    (meeting / "source/agendas/board.md").write_text(f"{HEAD}\n## 1. One\n10:00 | Ann\npaper: goood\n", "utf-8")

    (problem,) = publish("build", "--json", cwd=meeting).problems("G03")

    assert problem["line"] == 8


def test_what_is_wrong_on_the_pages_of_an_agenda_is_told_with_its_line(meeting: Path, publish: Publish) -> None:
    """A picture too coarse for paper is traced to the agenda's own text."""
    (meeting / "source/images").mkdir()
    Image.new("RGB", (300, 200), "#446644").save(meeting / "source/images/mill.png")
    (meeting / "source/agendas/board.md").write_text(
        f"{HEAD}Come to the mill.\n\n![An old mill by a river](images/mill.png)\n\n1. One\n", "utf-8"
    )

    (problem,) = publish("check", "--no-validate", "--json", cwd=meeting).json["problems"]

    assert (problem["code"], problem["path"], problem["line"]) == ("Q05", "source/agendas/board.md", 7)


def test_check_takes_the_path_of_an_agenda(meeting: Path, publish: Publish) -> None:
    """Its pack is made and inspected, and its problems told; those of other agendas are not."""
    (meeting / "source/agendas/other.md").write_text(f"{HEAD}Nothing.\n", "utf-8")

    good = publish("check", "--no-validate", "source/agendas/board.md", "--json", cwd=meeting)
    bad = publish("check", "--no-validate", "source/agendas/other.md", "--json", cwd=meeting)

    assert (good.code, good.json["problems"]) == (0, [])
    assert [problem["code"] for problem in bad.json["problems"]] == ["G01"]
