"""A supplement adds late papers to a pack that has gone out, with numbers that nothing in it has."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from publish.editions import agenda_numbers
from publish.readers.papers import supplement
from publish.value import replace
from tests.conftest import SETTINGS, run_publish
from tests.editions.test_agenda_numbers import agenda
from tests.editions.test_confidential import DAY, LONG, paper, texts

FIRST = "1 a, 2, 2.1> b, 2.2> c, 3, 3(b) d, 4 e"


@pytest.mark.parametrize(
    ("late", "follows"),
    [
        ("1a x", "paper-1"),
        ("2a x", "paper-3"),
        ("2.1a x", "paper-2"),
        ("3a x", "paper-3"),
        ("3(b)(i) x", "paper-4"),
        ("4a x, 4b y", "paper-5 paper-5"),
        ("9 x", "paper-5"),
        ("2 x", "paper-3"),
    ],
)
def test_late_pages_come_after_those_of_their_item(late: str, follows: str) -> None:
    """Those of its parts among them, or of the last item before it with a paper; after all where it is on no item."""
    added = agenda_numbers.supplemented(agenda(late), agenda(FIRST))

    assert " ".join(added.follows) == follows


def test_a_late_paper_has_no_number_of_the_pack() -> None:
    """Where item 4 has papers 4a and 4b, that of item 4a is told from them."""
    added = agenda_numbers.supplemented(agenda("4a x, 5 y"), agenda("4 a b"))

    assert agenda_numbers.of_papers(added) == {"x": "4a/1", "y": "5"}


def test_papers_in_a_row_go_on() -> None:
    """The first late paper is the sixth where the pack has five, and its pages come after all of them."""
    added = agenda_numbers.supplemented(agenda("1 x, 4a y"), agenda(FIRST, by_item=False))

    assert agenda_numbers.of_papers(added) == {"x": "6", "y": "7"}
    assert added.follows == ("paper-5", "paper-5")


def test_a_supplement_of_nothing_is_told() -> None:
    """So is a second one of a pack: its pages would have the letters of the first."""
    pack = replace(agenda(FIRST), slug="council", source="source/agendas/council.md")
    first = replace(agenda("1a x"), slug="late", source="source/agendas/late.md", supplements="council.md")
    second = replace(first, slug="later", source="source/agendas/later.md")
    stray = replace(first, slug="stray", source="source/agendas/stray.md", supplements="counsel")

    made, problems = supplement((pack, first, second, stray))

    assert [one.slug for one in made] == ["council", "late"]
    assert made[1].supplements == "council"
    assert [(problem.code, problem.path) for problem in problems] == [
        ("G13", "source/agendas/later.md"),
        ("G13", "source/agendas/stray.md"),
    ]


def test_a_supplement_of_what_has_errors_names_that_file() -> None:
    """It is not said that there is no such agenda."""
    late = replace(agenda("1a x"), slug="late", source="source/agendas/late.md", supplements="council")

    made, problems = supplement((late,), ["source/agendas/council.md"])

    assert made == ()
    assert [(problem.message, problem.hint) for problem in problems] == [
        ("the agenda `council`, which this adds to, has errors", "mend `source/agendas/council.md` first")
    ]


def test_late_pages_have_letters(publication: Path) -> None:
    """After page 7 come 7a and 7b, on paper, in references and in a reader; the pack keeps what it was."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    (source / "publication.toml").write_text(SETTINGS + '[editions.pack]\nkind = "pack"\n', "utf-8")
    for name in ("lights", "bins", "lamps"):
        paper(source / f"papers/{name}.md", name.title(), f"{LONG}\n\n" * (6 if name == "lamps" else 1))
    head = "---\ntitle: Council\ndate: 2026-03-16\nnumbered: true\npapers: by item\n---\n\n"
    (source / "agendas/council.md").write_text(
        f"{head}3. Lights | paper: lights\n4. Bins | paper: bins\n5. Lamps | paper: to follow\n", "utf-8"
    )
    run_publish("build", cwd=publication, environment=DAY)
    before = (publication / "build/pack/council.pdf").read_bytes()

    (source / "agendas/late.md").write_text(
        "---\ntitle: Council\ndate: 2026-03-16\nsupplements: council\n---\n\nSee [the lamps](lamps.md).\n\n"
        "4a. Lamps | paper: lamps\n",
        "utf-8",
    )
    outcome = run_publish("build", cwd=publication, environment=DAY)

    assert outcome.code == 0, outcome.err
    assert (publication / "build/pack/council.pdf").read_bytes() == before
    pages = texts(publication / "build/pack/late.pdf")
    assert "Supplementary pack" in pages[0]
    assert "(Paper 4a, page 7a)" in pages[2]
    assert re.search(r"4a Lamps Paper 4a 7a", pages[2])
    assert "4a.2" in " ".join(pages)
    assert not any("Agreed at this meeting" in page for page in pages)
    with pdfium.PdfDocument(publication / "build/pack/late.pdf") as file:
        labels = [file.get_page_label(page) for page in range(len(file))]
    assert labels[4:6] == ["7a", "7b"]
    assert pages[4].endswith("7a")
    assert "7b" in pages[5]
