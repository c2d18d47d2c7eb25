"""What is held back: drafts, embargoes, and texts that are not written to their end."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from publish.model import Manuscript
from publish.problem import Problem
from publish.readers.article import read
from tests.conftest import run_publish

DAY = {"HANDBILL_TODAY": "2026-06-01"}


def write(root: Path, name: str, head: str, text: str = "All is said.") -> None:
    """An article with a title of its own."""
    (root / f"source/articles/{name}.md").write_text(f"---\ntitle: {name}\n{head}\n---\n\n{text}\n", "utf-8")


@pytest.fixture
def held(publication: Path) -> Path:
    """A publication with a good article, a draft, and one for another day."""
    write(publication, "unripe", "draft: true\ndate: 2026-01-01")
    write(publication, "later", "date: 2026-06-02")
    write(publication, "today", "date: 2026-06-01", "See [one](unripe.md) and [two](good.md).")
    return publication


def made(root: Path) -> set[str]:
    """The PDFs of briefings in build/."""
    return {file.stem for file in root.glob("build/briefing/*.pdf")}


def words_of(place: Path) -> str:
    """The text of a PDF."""
    with pdfium.PdfDocument(place) as file:
        return "\n".join(page.get_textpage().get_text_range() for page in file)


def test_drafts_and_embargoes_are_not_made(held: Path) -> None:
    """Neither a draft nor an article of tomorrow is made; each is named at its line, and so is a link to one."""
    done = run_publish("build", "--json", cwd=held, environment=DAY)

    assert done.code == 0
    assert made(held) == {"good", "today"}
    assert [(one["path"][-9:], one["line"]) for one in done.problems("A13")] == [("/later.md", 3), ("unripe.md", 3)]
    assert [one["message"] for one in done.problems("T17")] == [
        "the link to `unripe.md` leads to an article that is held back"
    ]
    for file in held.glob("build/*/*.pdf"):
        assert "later" not in words_of(file)
    again = run_publish("build", "--json", cwd=held, environment={"HANDBILL_TODAY": "2026-06-02"})
    assert [one["path"][-9:] for one in again.problems("A13")] == ["unripe.md"]


def test_a_day_of_correction_that_cannot_be_is_refused(publication: Path) -> None:
    """One before the article, at its line, and one that is still to come: feeds and apps would go by them for ever."""
    write(publication, "before", "date: 2026-01-02\ncorrected: 2026-01-01")
    write(publication, "after", "date: 2026-01-02\ncorrected: 2026-06-02")
    write(publication, "on-the-day", "date: 2026-01-02\ncorrected: 2026-06-01")

    done = run_publish("build", "--json", cwd=publication, environment=DAY)

    found = [(one["path"].rpartition("/")[2], one["line"]) for one in done.problems("A03")]
    assert found == [("after.md", 3), ("before.md", 4)]
    assert made(publication) == {"good", "on-the-day"}


def test_drafts_are_made_when_they_are_asked_for_and_say_what_they_are(held: Path) -> None:
    """With --drafts they are made, marked on every page in the words of their language; the mark goes with the day."""
    run_publish("build", "--drafts", cwd=held, environment=DAY)

    assert made(held) == {"good", "later", "today", "unripe"}
    assert "Draft: unripe" in words_of(held / "build/briefing/unripe.pdf")
    assert "Not before 2 June 2026: later" in " ".join(words_of(held / "build/briefing/later.pdf").split())
    assert run_publish("build", cwd=held, environment={"HANDBILL_TODAY": "2026-06-02"}).code == 0
    assert "Not before" not in words_of(held / "build/briefing/later.pdf")


def test_what_is_held_back_is_neither_archived_nor_mailed_nor_printed(held: Path) -> None:
    """The archive leaves it out; mail and print refuse it and say why."""
    assert run_publish("archive", cwd=held, environment=DAY).code == 0
    for file in (held / "build/archive").rglob("*"):
        assert not file.is_file() or b"unripe" not in file.read_bytes(), file
    (held / "list.csv").write_text("email\nann@example.com\n", "utf-8")
    with (held / "source/publication.toml").open("a") as settings:
        settings.write("[mail]\nfrom = 'me@example.com'\n")
    for words in (("print", "unripe"), ("print", "later"), ("mail", "unripe", "--to", "list.csv")):
        outcome = run_publish(*words, cwd=held, environment=DAY)
        assert (outcome.code, "held back" in outcome.err) == (1, True), (words, outcome)


def test_check_looks_at_drafts(held: Path) -> None:
    """A draft is checked like any other article, and does not fail a strict check by being one."""
    assert run_publish("check", "--strict", "--no-validate", cwd=held, environment=DAY).code == 0
    write(held, "unripe", "draft: true\ndate: 2026-01-01", "[click here](https://example.org)")
    assert "unripe.md:7\n" in run_publish("check", "--no-validate", cwd=held, environment=DAY).err


def test_an_unwritten_text_is_not_archived(publication: Path) -> None:
    """What a template wrote is a warning in build, and in the archive an error that costs its own article only."""
    write(publication, "half", "date: 2026-01-01", "Write here.")

    assert [one["line"] for one in run_publish("build", "--json", cwd=publication).problems("A14")] == [6]
    archived = run_publish("archive", "--json", cwd=publication)

    assert (archived.code, [one["line"] for one in archived.problems("A15")]) == (1, [6])
    assert archived.problems("A14") == []
    assert (publication / "build/archive/articles/good.html").is_file()
    assert not (publication / "build/archive/articles/half.html").exists()


def test_a_text_without_its_picture_is_built_and_not_archived(publication: Path) -> None:
    """A missing picture is a warning in build, its words in a frame, and in the archive an error."""
    write(publication, "half", "date: 2026-01-01", "Words.\n\n![What it shows](gone.png)")

    built = run_publish("build", "--json", cwd=publication)
    archived = run_publish("archive", "--json", cwd=publication)

    assert (built.code, [one["line"] for one in built.problems("I08")]) == (0, [8])
    assert (publication / "build/briefing/half.pdf").is_file()
    assert (archived.code, [one["line"] for one in archived.problems("I01")]) == (1, [8])
    assert archived.problems("I08") == []
    assert not (publication / "build/archive/articles/half.html").exists()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ask Jo. TODO: her number", [6]),
        ("The sum is TBC.\n\n| a |\n| - |\n| TBD |\n", [6, 10]),
        ("Call us on XXX.", [6]),
        ("It cost £XXX and XXXX days", [6]),
        ("Lorem\nipsum dolor sit amet", [6]),
        ("Write here.", [6]),
        # what is none
        ("Write `TODO` where you are not done.\n\n    TBC\n\n<!-- TODO -->\n", []),
        ("Lo sabe todo el mundo. Método, todos.", []),
        ("The XXX Olympiad, and Chapter XXX of the book", []),
        ("Write here: Box 1. TODO-list-2 is a file, TBC1 a model", []),
        ("https://example.org/TODO and A-TBC", []),
    ],
)
def test_words_that_stand_for_others_are_named_with_their_line(text: str, lines: list[int]) -> None:
    """`TODO`, `TBC`, `XXX`, lorem ipsum and a template's words are named; the same letters in other uses are not."""
    assert [
        one.line for one in _read(f"---\ntitle: A\ndate: 2026-01-01\n---\n\n{text}\n") if one.code == "A14"
    ] == lines


def test_words_in_the_head_are_found_too() -> None:
    """A headline or a standfirst may be unwritten as well."""
    text = "---\ntitle: A\ndate: 2026-01-01\nstandfirst: 'TBC'\n---\n\nb\n"
    assert [one.line for one in _read(text) if one.code == "A14"] == [4]


def _read(text: str) -> tuple[Problem, ...]:
    return read(Manuscript(path="a.md", content=text.encode()), "en-GB", lambda path: b"")[1]


def test_what_is_withdrawn_is_made_by_no_option(held: Path) -> None:
    """From the day that its author states an article is neither made nor mailed, as a draft or otherwise."""
    write(held, "taken", "date: 2026-01-01\nwithdrawn: 2026-06-01")

    done = run_publish("build", "--drafts", "--json", cwd=held, environment=DAY)
    assert "taken" not in made(held)
    assert [one["message"] for one in done.problems("A13")] == ["held back: `taken` was withdrawn on 2026-06-01"]
    run_publish("build", cwd=held, environment={"HANDBILL_TODAY": "2026-05-31"})
    assert "taken" in made(held)
