"""A pack with something confidential in it is two, and the open one has not a word of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from publish.catalogue import archive
from publish.model import Agenda, Artifact, Confidence, Manuscript
from publish.readers.agenda import read
from tests.conftest import SETTINGS, run_publish
from tests.support import packs

DAY = {"HANDBILL_TODAY": "2026-03-01"}
SECRET = re.compile(r"quill|zanzibar|zephyr|oblast|secret", re.I)
"""What stands in confidential places alone: in texts, titles, names of files, pictures' words, addresses and places."""

LONG = "The council has looked at what was said before and at what it costs to keep. " * 12


def paper(place: Path, title: str, text: str, more: str = "") -> None:
    """A paper of that text."""
    place.write_text(f"---\ntitle: {title}\ndate: 2026-02-20\n{more}---\n\n{text}\n", "utf-8")


@pytest.fixture
def council(publication: Path) -> Path:
    """A meeting with a confidential item, one whose title is confidential too, and a confidential paper."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    (source / "publication.toml").write_text(
        SETTINGS + '[editions.briefing]\nkind = "briefing"\n[editions.pack]\nkind = "pack"\n', "utf-8"
    )
    papers = source / "papers"
    paper(papers / "lights.md", "Lights", f"{LONG}\n\nSee [the pay](quill.md) and [a part](quill.md#the-zephyr-grade).")
    paper(
        papers / "quill.md",
        "Quill pay",
        f"{LONG}\n\n## The zephyr grade\n\n{LONG}\n\n" * 6 + "![Zanzibar](../images/secretplan.png)",
        "standfirst: The oblast of it\nbyline: A Quill\nlinks:\n  - title: Zanzibar\n    url: https://zephyr.example\n",
    )
    paper(papers / "bins.md", "Quill bins", LONG * 3, "confidential: Commercial interests\n")
    paper(papers / "spaces.md", "Open spaces", f"{LONG}\n\n" * 6 + "As [the bins](bins.md) say.")
    (source / "images").mkdir(exist_ok=True)
    from PIL import Image

    Image.new("RGB", (900, 300), "red").save(source / "images/secretplan.png")
    (source / "agendas/council.md").write_text(
        """---
title: Full council
date: 2026-03-16
time: 18:30 to 20:00
numbered: true
notes: 4
---

Read [the pay paper](quill.md) first.

1. Welcome | 18:30 | Chair
2. Street lights | 18:40 | Clerk | paper: lights
3. Staffing | 18:50 | The mayor | paper: quill | confidential: Schedule 12A, paragraph 1
   The council is asked about Quill, as [here](https://zanzibar.example).
3.1 The zephyr notice
   A secret text.
4. Leaving of A. Quill | lead: Ms Zephyr | confidential: Personal | public title: A matter of staff
5. Bins and spaces | 19:20 | papers: bins, spaces
6. Close | 19:50
""",
        "utf-8",
    )
    return publication


def built(root: Path) -> tuple[Path, Path]:
    """The open and the confidential pack."""
    outcome = run_publish("build", cwd=root, environment=DAY)
    assert outcome.code == 0, outcome.err
    return root / "build/pack/council.pdf", root / "build/pack/council-CONFIDENTIAL.pdf"


def texts(place: Path) -> list[str]:
    """The text of each page."""
    with pdfium.PdfDocument(place) as file:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in file]


def everything(place: Path) -> Iterator[str]:
    """All that a file holds: of a PDF every object, decompressed, and what its pages say."""
    if place.suffix != ".pdf":
        yield place.name + place.read_text("utf-8", "replace")
        return
    yield from texts(place)
    with pikepdf.open(place) as file:
        for item in file.objects:
            yield repr(item)
            if isinstance(item, pikepdf.Stream):
                try:
                    yield item.read_bytes().decode("latin-1")
                except pikepdf.PdfError:
                    yield item.read_raw_bytes().decode("latin-1")


def test_the_open_pack_has_nothing_confidential(council: Path) -> None:
    """Neither its pages nor any object in it, and no other file, has a word of it; the confidential pack has them all."""
    settings = council / "source/publication.toml"
    more = "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in ("mono-pack", "large-print-pack", "text-pack"))
    settings.write_text(settings.read_text("utf-8") + more, "utf-8")
    open_, closed = built(council)
    outcome = run_publish("archive", cwd=council, environment=DAY)
    assert outcome.code == 0, outcome.err

    others = [
        place for place in council.joinpath("build").rglob("*") if place.is_file() and ".shelf" not in place.parts
    ]
    assert open_ in others
    for place in (one for one in others if not one.stem.endswith("-CONFIDENTIAL")):
        for said in everything(place):
            found = SECRET.search(said.replace("council-CONFIDENTIAL", ""))
            assert found is None, (place, found)
    said = " ".join(texts(closed))
    for word in ("Quill pay", "zephyr grade", "oblast", "Ms Zephyr", "A secret text", "Quill bins"):
        assert word in said
    assert "CONFIDENTIAL" not in " ".join(
        place.read_text("utf-8", "replace") for place in (council / "build/archive").rglob("*.json")
    )


def test_both_packs_have_the_same_numbers(council: Path) -> None:
    """Items, papers, paragraphs and pages; where a paper is left out its place says so, why, and which pages it had."""
    open_, closed = built(council)
    whole, gaps = texts(closed), texts(open_)

    def numbered(pages: list[str]) -> dict[str, str]:
        """The number at the foot of the first page of each part."""
        heads = {"Agenda Full": "agenda", "Paper 4 Agenda": "spaces", "Paper 2 Agenda": "pay", "Actions Agreed": "end"}
        return {name: re.findall(r"[\d–]+", page)[-1] for page in pages for head, name in heads.items() if head in page}

    there = numbered(whole)
    last = int(there["pay"]) + sum("Paper 2 · page" in page for page in whole) - 1
    assert numbered(gaps) == there | {"pay": f"{there['pay']}–{last}"}
    assert re.search(rf"Staffing.*{there['pay']}.*Bins and spaces", gaps[2])
    assert "Not for publication · Schedule 12A, paragraph 1" in gaps[2]
    assert "3.1 Not for publication" in gaps[2]
    assert "4 A matter of staff Not for publication · Personal" in gaps[2]
    sheet = next(page for page in gaps if page.startswith("Paper 2"))
    assert "Not for publication" in sheet
    assert "Schedule 12A, paragraph 1" in sheet
    assert f"Pages left out: {there['pay']}–{last}" in sheet
    for pages in (whole, gaps):
        assert any(f"(Paper 2, page {there['pay']})" in page for page in pages)
        assert any("4.1 The council" in page for page in pages)


def test_the_reader_of_a_pdf_counts_as_the_paper_does(council: Path) -> None:
    """The labels of the open pack's pages are the numbers at their feet."""
    open_, closed = built(council)

    with pdfium.PdfDocument(open_) as file:
        labels = [file.get_page_label(page) for page in range(len(file))]
    with pdfium.PdfDocument(closed) as file:
        last = len(file)
    assert labels[:3] == ["1", "2", "3"]
    assert labels[-1] == str(last)
    assert any("–" in label for label in labels)


def test_every_page_with_something_confidential_is_marked(council: Path) -> None:
    """The agenda and the pages of confidential papers say it at their heads; those of other papers do not."""
    _, closed = built(council)

    for page in texts(closed):
        if head := re.search(r"Paper (\d) · page", page):
            assert ("Not for publication" in page) == (head[1] in "23"), page[:80]
        elif "Full council" in page:
            assert "Not for publication" in page


def test_a_pack_without_anything_confidential_is_one(council: Path) -> None:
    """It has its usual name, and no mark."""
    agenda = council / "source/agendas/council.md"
    agenda.write_text("---\ntitle: Council\ndate: 2026-03-16\n---\n\n1. Spaces | paper: spaces\n", "utf-8")

    run_publish("build", cwd=council, environment=DAY)

    assert [place.name for place in (council / "build/pack").iterdir()] == ["council.pdf"]
    said = " ".join(texts(council / "build/pack/council.pdf"))
    assert "Not for publication" not in said
    assert not SECRET.search(said)  # the title of a paper elsewhere, to which a link leads


@pytest.mark.parametrize(
    ("verb", "more"), [("print", ()), ("mail", ("--to", "list.csv", "--test", "a@example.org"))]
)  # fmt: skip
def test_what_is_confidential_leaves_only_by_its_name(council: Path, verb: str, more: tuple[str, ...]) -> None:
    """Without a terminal its name is said twice; no other answer will do, and other files are not called so."""
    (council / "list.csv").write_text("email\na@example.org\n", "utf-8")

    silent = run_publish(verb, "council-CONFIDENTIAL", *more, cwd=council, environment=DAY)
    wrong = run_publish(verb, "council-CONFIDENTIAL", *more, "--confidential", "yes", cwd=council, environment=DAY)
    idle = run_publish(verb, "council", *more, "--confidential", "council", cwd=council, environment=DAY)

    assert "--confidential council-CONFIDENTIAL" in silent.err
    assert "names `yes`" in wrong.err
    assert "is not confidential" in idle.err
    assert {silent.code, wrong.code, idle.code} == {2}


def test_what_is_confidential_has_no_short_name(council: Path) -> None:
    """A file may be called by its beginning, but not this one: its name stands for the answer to a question."""
    short = run_publish("print", "council-C", cwd=council, environment=DAY)

    assert short.code == 2
    assert "no file is called `council-C`" in short.err


def test_an_archive_refuses_a_pack() -> None:
    """Even asked for, by a kind that would be archived, nothing that is for a meeting is put on its shelves."""
    edition = packs.six()
    file = Artifact(edition="pack", name="x", suffix="pdf", media_type="application/pdf", content=b"", pages=1)

    with pytest.raises(ValueError, match="no archive has it"):
        archive.shelve(edition, file, {}, "")


def test_an_article_cannot_be_confidential(council: Path) -> None:
    """It says where the file belongs; and no paper of a confidential item may be an article."""
    source = council / "source"
    paper(source / "articles/pay.md", "Pay", LONG, "confidential: Personal\n")
    (source / "agendas/council.md").write_text(
        "---\ntitle: Council\ndate: 2026-03-16\n---\n\n1. Pay | paper: good | confidential: Personal\n", "utf-8"
    )

    outcome = run_publish("build", cwd=council, environment=DAY)

    assert "A26" in outcome.err
    assert "source/papers/" in outcome.err
    assert "G11" in outcome.err
    assert not (council / "build/briefing/pay.pdf").exists()
    assert not (council / "build/pack").exists()


def nowhere(path: str) -> bytes:  # noqa: ARG001
    """There are no pictures."""
    raise FileNotFoundError


def agenda(text: str) -> tuple[Agenda, list[str]]:
    """An agenda of that text, and the codes of its problems."""
    content = f"---\ntitle: Board\ndate: 2026-03-02\n---\n{text}".encode()
    made, problems = read(Manuscript(path="source/agendas/board.md", content=content), "en-GB", nowhere)
    assert made is not None, problems
    return made, [problem.code for problem in problems]


@pytest.mark.parametrize(
    "line",
    [
        "1. Pay | confidential: Schedule 12A",
        "1. Pay | 18:30 | Chair | Confidential: Schedule 12A",
        "1. Pay | exempt: Schedule 12A",
        "1. Pay\n   confidential: Schedule 12A",
        "## 1. Pay\nnot for publication: Schedule 12A",
    ],
)
def test_ways_to_say_that_an_item_is_confidential(line: str) -> None:
    """In a line of a list, under it, and under a heading; the reason is kept, and is not who leads."""
    made, codes = agenda(line)

    assert made.items[0].confidence == Confidence(reason="Schedule 12A")
    assert made.items[0].lead in ("", "Chair")
    assert codes == []


def test_no_reason_need_be_given() -> None:
    """The word alone is enough; `no` says that it is not."""
    made, _ = agenda("1. Pay | confidential\n2. Bins | exempt | 18:30\n3. Lights | confidential: no")

    assert [item.confidence for item in made.items] == [Confidence(), Confidence(), None]


@pytest.mark.parametrize(
    "text",
    [
        "1. Pay (not for the public)\n   What is asked.",
        "1. Welcome\n\n## Part two: exempt\n\n2. Pay | paper: pay",
        "1. In camera: the pay\n   What is asked.",
    ],
)
def test_what_seems_confidential_and_is_not_marked_is_told(text: str) -> None:
    """By its title or its heading, if there is something to withhold; not once it is said what it is."""
    assert agenda(text)[1] == ["G10"]
    lines = text.split("\n")
    at = next(at for at, line in enumerate(lines) if "ay" in line and line[:1].isdigit())
    lines[at] += " | confidential: no"
    assert agenda("\n".join(lines))[1] == []
    assert agenda("1. Welcome\n\n## Part two: exempt\n\n2. Pay")[1] == []


def test_an_item_without_a_paper_is_withheld_too(council: Path) -> None:
    """Where no paper of the meeting is confidential: neither its title nor what is said under it is in the open pack."""
    (council / "source/agendas/council.md").write_text(
        "---\ntitle: Full council\ndate: 2026-03-16\n---\n\n1. Lights | paper: spaces\n"
        "2. Leaving of A. Quill | lead: Ms Zephyr | confidential: Personal | public title: A matter of staff\n"
        "   A secret text.\n",
        "utf-8",
    )
    for name in ("lights", "quill", "bins"):
        (council / f"source/papers/{name}.md").unlink()
    paper(council / "source/papers/spaces.md", "Open spaces", LONG)

    open_, closed = built(council)

    said = " ".join(everything(open_))
    assert "A matter of staff" in said
    assert not SECRET.search(said)
    assert "Leaving of A. Quill" in " ".join(texts(closed))
