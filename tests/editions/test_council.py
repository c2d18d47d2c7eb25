"""A council's meeting as its clerk would have it: whichever file is open, a number means one thing to the whole table."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from publish.formats.plain.text import WIDTH
from tests.conftest import REQUIRE_ALL
from tests.editions.test_confidential import everything
from tests.support import council, vera

PACKS = ("council", "council-CONFIDENTIAL", "cyngor", "cyngor-CONFIDENTIAL")


SUFFIXES = {"pack": "pdf", "large-print-pack": "pdf", "text-pack": "txt"}


@cache
def built() -> dict[str, bytes]:
    """What was made, by its path in build/, and what was `said`."""
    return dict(council.built())


@cache
def pages(path: str) -> dict[str, str]:
    """The text of each page of a PDF, by what the page is called; empty pages are left out."""
    with pdfium.PdfDocument(built()[path]) as file:
        said = {
            file.get_page_label(at) or str(at + 1): " ".join(page.get_textpage().get_text_bounded().split())
            for at, page in enumerate(file)
        }
    return {label: text for label, text in said.items() if len(text) > 3}


@cache
def whole(path: str) -> str:
    """All that a file says."""
    if path.endswith(".pdf"):
        return " ".join(pages(path).values())
    return " ".join(built()[path].decode().split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that are for everybody, on a disk."""
    place = tmp_path_factory.mktemp("council")
    for path, content in built().items():
        if path != "said" and "CONFIDENTIAL" not in path:
            (place / path).parent.mkdir(exist_ok=True)
            (place / path).write_bytes(content)
    return place


def test_all_of_it_is_made() -> None:
    """An open and a confidential pack in each language, each for every reader, and a supplement; what is told is true."""
    said = built()["said"].decode()

    files = {f"{kind}/{name}.{suffix}" for kind, suffix in SUFFIXES.items() for name in (*PACKS, "late")}
    assert files <= built().keys()
    assert said.count("warning[A25]") == 2
    assert "2 warnings" in said


@pytest.mark.parametrize("name", [*PACKS, "late"])
def test_every_reference_to_a_page_is_true(name: str) -> None:
    """In the pack, in large print and in plain text: there stands the paper that is named."""
    standard = pages(f"pack/{name}.pdf")
    others = pages("pack/council.pdf") if name == "late" else {}
    heads = {
        page.partition("–")[0]: re.search(r"(?:Paper|Papur) ([\d.a()]+) ", text)
        for page, text in (others | standard).items()
    }
    seen = 0

    for path in (f"pack/{name}.pdf", f"large-print-pack/{name}.pdf", f"text-pack/{name}.txt"):
        said = whole(path).replace("- ", "-")
        if path.startswith("large"):  # its list of contents counts its own pages
            said = said[re.search("Standard page|tudalen safonol", said, re.I).start() :]  # type: ignore[union-attr]
        for number, page in re.findall(
            r"(?:Paper|Papur) ([\d.a]+)(?:, | [^()]{0,60}\(|: .{1,60}?)"
            r"(?:page|Standard page|tudalen|Tudalen safonol|tudalen safonol) (\w+)\b(?! of)",
            said,
        ):
            head = heads[page]
            assert head, (path, number, page)
            assert head[1].rstrip(".") == number.rstrip("."), (path, number, page)
            seen += 1
    assert seen > (4 if name == "late" else 40)


HEAD = re.compile(r"(?:Paper|Papur) ([\d.]+)(?: · (?:page|tudalen) \d| \d+ ↑)")
"""What the head of a page, or of one with lines for notes on a PDF, says of its paper."""


def paragraphs(said: str) -> set[str]:
    """The numbers of paragraphs, each with the first words behind it."""
    found = re.findall(r"(?<![\d.£/])(\d{1,2}a?(?:\.\d)?\.\d{1,2}) ((?:[A-ZÂ-Ŷ][\w’]*|gofyn) [\w’]+)", said)
    items = ("11.1", "11.2", "23.1", "23.2")
    return {f"{number} {words}" for number, words in found if number not in items}


@pytest.mark.parametrize("name", [*PACKS, "late"])
def test_paragraphs_have_one_number_everywhere(name: str) -> None:
    """Whoever has large print, or hears the text, finds 11.1.5 where the pack has it."""
    here = paragraphs(whole(f"pack/{name}.pdf"))
    there = paragraphs(whole(f"text-pack/{name}.txt"))

    assert len(here) > (8 if name == "late" else 40)
    assert there == here
    assert paragraphs(whole(f"large-print-pack/{name}.pdf")) == here


@pytest.mark.parametrize("end", ["", "-CONFIDENTIAL"])
def test_papers_and_paragraphs_have_the_same_numbers_in_both_languages(end: str) -> None:
    """Who has the Welsh pack and who has the English one speak of the same paper and the same paragraph."""
    english, welsh = (pages(f"pack/{name}{end}.pdf").values() for name in ("council", "cyngor"))
    numbers = [{found[1] for text in each if (found := HEAD.search(text))} for each in (english, welsh)]

    assert len(numbers[0]) > 8
    assert numbers[0] == numbers[1]
    assert paragraphs(whole(f"pack/council{end}.pdf")) == paragraphs(whole(f"pack/cyngor{end}.pdf"))


@pytest.mark.parametrize("end", ["", "-CONFIDENTIAL"])
def test_a_page_has_one_number_in_both_languages(end: str) -> None:
    """Each paper is on the same pages in both packs, though the Welsh agenda is longer; its pages more have a figure."""
    english, welsh = (pages(f"pack/{name}{end}.pdf") for name in ("council", "cyngor"))
    on = [{page: found[1] for page, text in each.items() if (found := HEAD.search(text))} for each in (english, welsh)]

    assert on[1] == on[0]
    assert [page for page in welsh if "/" in page] == ["6/2"]
    assert "6/2" in welsh["6/2"]
    assert "Gwysir" in welsh["3"]  # a long introduction begins under its heading
    for page in on[0]:
        assert paragraphs(welsh[page]) == paragraphs(english[page]), page


@pytest.mark.parametrize("name", ["council", "cyngor"])
def test_the_open_pack_has_the_pages_of_the_confidential_one(name: str) -> None:
    """What stands on a page of both stands under the same number, but for the mark; and a gap names the pages it hides."""
    gaps, closed = pages(f"pack/{name}.pdf"), pages(f"pack/{name}-CONFIDENTIAL.pdf")

    of = {page: found[1] for page, text in closed.items() if (found := HEAD.search(text))}
    assert len(of) > 45
    for page, paper in of.items():
        if paper not in ("38", "39"):
            assert gaps[page] == closed[page]
    ranges = [label.split("–") for label in gaps if "–" in label]
    left_out = [str(page) for first, last in ranges for page in range(int(first), int(last) + 1)]
    assert left_out == [page for page, paper in of.items() if paper in ("38", "39")]


def test_what_members_alone_may_read_is_marked_and_is_nowhere_else(folder: Path) -> None:
    """No open file has a word of it, in any object; each page of it says what it is, lines for notes too."""
    for place in filter(Path.is_file, folder.rglob("*")):
        for text in everything(place):
            assert not any(word in text.casefold() for word in council.SECRET), place
    closed = pages("pack/council-CONFIDENTIAL.pdf")
    for page, text in closed.items():
        if re.match(r".{0,100}?Paper (?:38|39)\b", text) or "Notes on paper 3" in text:
            assert "Not for publication" in text, page
    assert all(word in whole("pack/council-CONFIDENTIAL.pdf").casefold() for word in council.SECRET)


def test_the_report_of_another_lies_on_its_side_and_says_where_it_is() -> None:
    """Thirty sheets, each with its paper and its page; the lines for notes after them say which paper they are for."""
    said = pages("pack/council.pdf")
    sheets = [page for page, text in said.items() if "Auditor's schedule" in text or "Auditor’s schedule" in text]

    assert len(sheets) == council.SHEETS
    for at, page in enumerate(sheets, start=1):
        assert f"Paper 12 · page {at} of 30" in said[page]
    notes = said[str(int(sheets[-1]) + 1)]
    assert "Notes on paper 12" in notes
    assert re.search(r"Paper 12(?! ·)", notes)
    with pikepdf.open(BytesIO(built()["pack/council.pdf"])) as file:
        wide = [page for page in file.pages if float(page.mediabox[2]) > float(page.mediabox[3])]
    assert len(wide) == council.SHEETS


def test_late_pages_have_numbers_of_their_own() -> None:
    """Paper 21a comes after the pages of the last paper before it, and leads back to those of the pack."""
    said = pages("pack/late.pdf")
    text = whole("text-pack/late.txt")

    late = [page for page, words in said.items() if "Paper 21a ·" in words]
    assert late == [f"{late[0][:-1]}{letter}" for letter in "ab"]
    assert f"Paper 21a: The park after the flood {'-' * 35} Standard page {late[0]}" in text
    assert "(Paper 17, page" in whole("pack/late.pdf")
    assert re.search(r"the report \(Paper 12, Standard page \d+\)", text)
    assert "the wages." in text


def test_nothing_is_said_twice_in_plain_text() -> None:
    """One list of notes, no empty heading, no line that is too long."""
    lines = built()["text-pack/council.txt"].decode().splitlines()

    assert lines.count("Notes") == 1
    assert max(map(len, lines)) <= WIDTH


def test_an_item_of_large_print_is_not_left_alone_at_the_foot() -> None:
    """What is said of an item begins on its page."""
    for page, text in pages("large-print-pack/council.pdf").items():
        words = re.sub(r"\s*Page \d+ of \d+.*", "", text)
        assert not re.search(
            r"(?:11\.2 Budget for next year|21 The park|15 The plan of the town|38 Staffing)$", words
        ), page


@pytest.mark.skipif(not REQUIRE_ALL and bool(vera.missing()), reason=vera.missing() or "-")
def test_files_that_are_all_ours_are_accessible(folder: Path) -> None:
    """Large print, and the supplement, conform to PDF/UA-1."""
    places = [folder / f"{kind}/{name}.pdf" for kind, name in (("pack", "late"), ("large-print-pack", "council"))]

    for place, failures in vera.check(places, ("ua1",)).items():
        assert failures == (), place
