"""A meeting in two languages: a page, a paper and a paragraph have one number, whichever pack is open."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from publish.editions import agenda_numbers
from publish.readers.papers import supplement
from publish.value import replace
from tests.conftest import SETTINGS, run_publish
from tests.editions.test_agenda_numbers import agenda
from tests.editions.test_confidential import DAY, LONG, paper, texts

FIRST = "1 a, 2, 2.1> b, 2.2> c, 3 d, 4 e"


@pytest.mark.parametrize(
    ("by_item", "rows", "numbers", "parts"),
    [
        (False, "1 a, 3 d, 4 e", "1 4 5", "paper-1 paper-4 paper-5"),
        (False, "1 a-cy, 2.1 b, 4 e", "1 2 5", "paper-1 paper-2 paper-5"),
        (False, "1 a, 3 d x, 4 e", "1 4 6 5", "paper-1 paper-4 - paper-5"),
        (True, "1 a, 3 d x, 4 e", "1 3 3a 4", "paper-1 paper-4 - paper-5"),
        (True, "4 e, 1 a", "4 1", "paper-5 paper-1"),
        (True, "1 a, 2 b", "1 2.1", "paper-1 paper-2"),
        (True, "7 x", "7", "-"),
    ],
)
def test_a_paper_has_its_number_in_both(by_item: bool, rows: str, numbers: str, parts: str) -> None:
    """The one that both name, or that each has on the same item; what the other has not has none of its numbers."""
    made = agenda_numbers.translated(agenda(rows), agenda(FIRST, by_item=by_item))

    assert " ".join(agenda_numbers.of_papers(made).values()) == numbers
    assert [part or "-" for _, part in made.standing] == parts.split()


def test_a_translation_of_nothing_is_told() -> None:
    """So is one of a translation, one that is a supplement too, and one of an agenda with errors."""
    first = replace(agenda(FIRST), slug="council", source="source/agendas/council.md")

    def other(slug: str, of: str, supplements: str = "") -> object:
        return replace(first, slug=slug, source=f"source/agendas/{slug}.md", translation_of=of, supplements=supplements)

    asked = other("cy", "council"), other("a", "counsel"), other("b", "cy"), other("c", "council", "council")
    made, problems = supplement((first, *asked, other("d", "bad")), ["source/agendas/bad.md"])  # type: ignore[arg-type]

    assert [one.slug for one in made] == ["council", "cy"]
    assert [(problem.code, problem.path[15:-3]) for problem in problems] == [("G13", name) for name in "abcd"]
    assert [problem.message for problem in problems] == [
        "there is no agenda `counsel` of which this is a translation",
        "the agenda `cy` is a translation too",
        "a supplement has the numbers of the pack that it adds to, and is no translation of another",
        "the agenda `bad`, of which this is a translation, has errors",
    ]


def test_pages_have_one_number_in_both(publication: Path) -> None:
    """A paper that is longer in the second language has pages 5/2 and 5/3, and the next one begins where it did."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    kinds = ("pack", "text-pack")
    (source / "publication.toml").write_text(
        SETTINGS + "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in kinds), "utf-8"
    )
    for name, long in (("bins", 1), ("biniau", 9), ("lamps", 4), ("mwy", 1), ("end", 1)):
        paper(source / f"papers/{name}.md", name.title(), f"See [the lamps](lamps.md).\n\n{LONG}\n\n" * long)
    head = "---\ntitle: Council\ndate: 2026-03-16\n"
    items = "1. Bins | paper: {}\n2. Lamps | paper: lamps\n3. More{}\n4. End | paper: end\n"
    (source / "agendas/council.md").write_text(f"{head}numbered: true\n---\n\n{items.format('bins', '')}", "utf-8")
    (source / "agendas/cyngor.md").write_text(
        f"{head}language: cy\ntranslation_of: council\n---\n\n{items.format('biniau', ' | paper: mwy')}", "utf-8"
    )
    (source / "agendas/byr.md").write_text(
        f"{head}language: cy\ntranslation_of: council\n---\n\n1. Bins | paper: biniau\n4. End | paper: end\n", "utf-8"
    )

    outcome = run_publish("build", cwd=publication, environment=DAY)

    assert outcome.code == 0, outcome.err
    build = publication / "build"
    labels = []
    for name in ("council", "cyngor"):
        with pdfium.PdfDocument(build / f"pack/{name}.pdf") as file:
            labels.append([file.get_page_label(page) or str(page + 1) for page in range(len(file))])
    assert all(one == str(at) for at, one in enumerate(labels[0], start=1))
    assert [one for one in labels[1] if "/" not in one] == [one for one in labels[0] if one != "6"]  # which is empty
    assert {"5/2", "5/3"} <= {*labels[1]}
    said = dict(zip(labels[1], texts(build / "pack/cyngor.pdf"), strict=True))
    assert " 5/2 " in said["5/2"]
    for name, number, page in (("lamps", 2, "7"), ("end", 3, "9")):
        assert f"Papur {number}" in said[page], name
    assert "(Papur 2, tudalen 7)" in said["5"]
    extra = next(page for page, text in said.items() if "Papur 4 " in text and "/" in page)
    text = " ".join((build / "text-pack/cyngor.txt").read_text("utf-8").split())
    assert f"(tudalen safonol {extra})" in text.lower()
    assert "2.2" in said["7"]
    with pdfium.PdfDocument(build / "pack/byr.pdf") as file:
        short = [file.get_page_label(page) for page in range(len(file))]
    assert [one for one in short if "/" not in one] == ["1", "2", "3", "4", "5", "9", "10", "11"]
