"""The pack of a meeting: what its pages say of one another is true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from publish import readers
from publish.formats.pdf import render
from publish.formats.pdf.body import paragraphs
from publish.formats.pdf.body.links import parse
from publish.formats.pdf.kinds.pack import typeset
from publish.model import Artifact, Edition, Manuscript
from publish.value import replace
from tests.conftest import REQUIRE_ALL, ROOT
from tests.support import packs, vera
from tests.support.sample import house_style

NAMES = tuple(packs.ALL)


@lru_cache(maxsize=8)
def made(name: str) -> Artifact:
    """The sample's PDF, made without any problem."""
    return finished(packs.ALL[name]())


def finished(edition: Edition) -> Artifact:
    """The edition's PDF, made without any problem."""
    artifact, problems = render.render(edition, house_style())
    assert problems == ()
    assert artifact is not None
    return artifact


@lru_cache(maxsize=8)
def pages(name: str) -> tuple[str, ...]:
    """The text of each page of a sample, its white space made plain."""
    return texts(made(name))


def texts(artifact: Artifact) -> tuple[str, ...]:
    """The text of each page."""
    with pypdfium2.PdfDocument(artifact.content) as file:
        return tuple(
            " ".join(page.get_textpage().get_text_bounded().replace("\ufffe", "").split()) for page in file
        )  # fmt: skip


def heads(name: str) -> list[tuple[int, int, int, int]]:
    """Page, paper, page of the paper and pages of the paper, as the heads of the pages say it."""
    return [
        (number, int(said[0]), int(said[1]), int(said[2]))
        for number, text in enumerate(pages(name), start=1)
        for said in re.findall(r"Paper (\d+) · page (\d+) of (\d+)", text)
    ]


def places(file: pikepdf.Pdf) -> dict[str, tuple[int, float]]:
    """Every named place of a file: its page, counted from 1, and its height on it in points from the top."""
    numbers = {page.objgen: number for number, page in enumerate(file.pages, start=1)}
    tree = pikepdf.NameTree(file.Root.Names.Dests)
    found: dict[str, tuple[int, float]] = {}
    for name, where in tree.items():
        spot: Any = where.D if isinstance(where, pikepdf.Dictionary) else where
        found[str(name)] = (numbers[spot[0].objgen], 841.89 - float(spot[3]))
    return found


def links(file: pikepdf.Pdf) -> list[tuple[int, str]]:
    """The page of each link inside the file, and the name of the place that it leads to."""
    return [
        (number, str(annotation.Dest if "/Dest" in annotation else annotation.A.D))
        for number, page in enumerate(file.pages, start=1)
        for annotation in page.get("/Annots", pikepdf.Array())
        if isinstance(annotation.get("/Dest"), pikepdf.String)  # the way back at the foot names a page
        or annotation.get("/A", pikepdf.Dictionary()).get("/S") == "/GoTo"
    ]


def test_every_page_of_a_paper_says_which_paper_and_which_page_of_it() -> None:
    """Papers count their own pages; the counts, and nothing else, are at the heads of the pages."""
    said = heads("six")

    papers = sorted({paper for _, paper, _, _ in said})
    assert papers == [1, 2, 3, 4, 5, 6]
    for paper in papers:
        mine = [(page, count, of) for page, number, count, of in said if number == paper]
        assert [count for _, count, _ in mine] == list(range(1, len(mine) + 1))
        assert {of for _, _, of in mine} == {len(mine)}
        assert [page for page, _, _ in mine] == list(range(mine[0][0], mine[0][0] + len(mine)))
    assert max(of for *_, of in said) > 2
    with pikepdf.open(BytesIO(made("six").content)) as file:
        spots = places(file)
    for number, paper, count, _ in said:
        assert (
            f"The {('first', 'second', 'third', 'fourth', 'fifth', 'sixth')[paper - 1]} paper"
            in pages("six")[number - 1]
        )
        if count == 1:
            assert spots[f"paper-{paper}"][0] == number


@pytest.mark.parametrize("name", NAMES)
def test_papers_agenda_and_actions_begin_on_right_hand_pages(name: str) -> None:
    """Each can be taken out of the pack; the pages left empty before them are counted and have a number only."""
    with pikepdf.open(BytesIO(made(name).content)) as file:
        spots = places(file)
    starts = [page for place, (page, _) in spots.items() if re.fullmatch(r"paper-\d+", place)]
    assert all(page % 2 for page in starts)
    assert len(starts) == len(packs.ALL[name]().articles)
    empty = [number for number, text in enumerate(pages(name), start=1) if text == str(number)]
    assert all(number % 2 == 0 for number in empty)
    assert empty
    assert made(name).pages == len(pages(name))


def test_heads_that_depend_on_all_pages_cost_no_second_layout() -> None:
    """They are set when the text has found its pages; a long pack would take twice the time."""
    fit = made("six").fit
    assert fit is not None
    assert fit.layouts == 1


def test_the_folio_of_each_page_is_its_number_in_the_pack() -> None:
    """Every page but the cover has its number at the outer edge, at one height."""
    with pypdfium2.PdfDocument(made("six").content) as file:
        for number, page in enumerate(file, start=1):
            text = page.get_textpage()
            outer = (0, 180) if number % 2 == 0 else (415, 595)
            foot = text.get_text_bounded(left=outer[0], right=outer[1], bottom=20, top=60).split()
            assert foot[-1:] == ([] if number == 1 else [str(number)]), number


def test_the_agenda_gives_the_pages_on_which_its_papers_begin() -> None:
    """The page numbers of the agenda are those of the papers' first pages, and agree with the links on them."""
    first = {paper: page for page, paper, count, _ in heads("six") if count == 1}
    agenda = next(text for text in pages("six") if text.startswith("Agenda "))
    items = packs.six().agenda.items  # type: ignore[union-attr]
    for item in items:
        row = re.search(rf"{re.escape(item.time)} {item.number} .*?Jo Bloggs(?: (\d+))?(?= \S+ |$)", agenda)
        assert row is not None, item.number
    for paper, page in first.items():
        assert re.search(rf"Jo Bloggs {page}\b", agenda), (paper, page)


def test_links_lead_where_they_say() -> None:
    """An item links to its paper, twice; a paper's head links back to each item; no link leads nowhere."""
    with pikepdf.open(BytesIO(made("six").content)) as file:
        spots, found = places(file), links(file)
    first = {paper: page for page, paper, count, _ in heads("six") if count == 1}

    assert {target for _, target in found} <= spots.keys()
    from_agenda = [target for page, target in found if page == 3 and target.startswith("paper-")]
    assert list(dict.fromkeys(from_agenda)) == [f"paper-{number}" for number in range(1, 7)]
    assert from_agenda[-1] == "paper-1"  # the last item has the first paper again
    for paper, page in first.items():
        assert spots[f"paper-{paper}"][0] == page
        back = list(dict.fromkeys(target for at, target in found if at == page and target.startswith("item-")))
        assert back == {1: ["item-2", "item-8"]}.get(paper, [f"item-{paper + 1}"])
    heights = [spots[f"item-{number}"] for number in range(2, 9)]
    assert heights == sorted(heights)


def test_notes_and_headings_of_papers_are_told_apart() -> None:
    """Papers with the same headings and notes keep their own: no id stands twice, and calls lead to their own paper."""
    html = render.typeset(packs.six(), house_style()).html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'\shref="#([^"]+)"', html))
    assert targets <= set(ids)
    with pikepdf.open(BytesIO(made("six").content)) as file:
        spots, found = places(file), links(file)
    paper_of = {page: paper for page, paper, _, _ in heads("six")}
    calls = [(page, target) for page, target in found if target.startswith(("fn-paper-", "fnref-paper-"))]
    assert len(calls) > 20
    for page, target in calls:
        paper = int(re.match(r"fn(?:ref)?-paper-(\d+)-", target)[1])  # type: ignore[index]
        assert paper == paper_of[page] == paper_of[spots[target][0]]


def page_of(item: Any, numbers: dict[Any, int]) -> int:
    """The page that a bookmark leads to."""
    return numbers[item.destination[0].objgen]


def test_bookmarks_are_the_pack_s_own_tree() -> None:
    """The cover, the agenda, each paper with its headings in it, the actions: each leads to its page."""
    with pikepdf.open(BytesIO(made("six").content)) as file:
        numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(file.pages, start=1)}
        with file.open_outline() as outline:
            top = [
                (item.title, page_of(item, numbers), [child.title for child in item.children]) for item in outline.root
            ]

    assert [title for title, _, _ in top] == [
        "Board of trustees",
        "Agenda",
        *(f"Paper {number}: {paper.title}" for number, paper in enumerate(packs.PAPERS, start=1)),
        "Actions",
    ]
    first = {paper: page for page, paper, count, _ in heads("six") if count == 1}
    assert [page for _, page, _ in top] == [1, 3, *first.values(), len(pages("six"))]
    assert top[2][2] == ["What it asks for", "Find out more"]
    assert top[3][2] == ["Why"]


def numbered(html: str, paper: int) -> list[str]:
    """The numbers of a paper's paragraphs, each with the words after it."""
    part = html.split(f'id="paper-{paper}"')[1].split("</article>")[0]
    found = re.findall(r'<span class="number">([^<]+)</span>(.*?)</(?:p|li|dt)>', part, re.DOTALL)
    return [f"{number} {re.sub('<[^>]+>', '', text).replace(chr(0xA0), ' ')[:18].strip()}" for number, text in found]


def test_paragraphs_are_numbered_where_the_agenda_says_so() -> None:
    """Each paragraph counts, a list belongs to the paragraph over it, a list under a heading counts itself."""
    html = render.typeset(packs.six(), house_style()).html

    assert numbered(html, 1) == [
        "1.1 Since 2010 the num",
        "1.2 Exemptions for new",
        "1.3 A loose item.",
        "1.4 Mutual",
        "1.5 Old text, an EU ru",
    ]
    assert numbered(html, 2) == ["2.1 Only a little is t", "2.2 Because it is shor"]
    assert numbered(html, 4)[-1] == "4.40 It goes on."
    assert numbered(html, 6)[:2] == ["6.1 Before.", "6.2 The alliance spoke"]
    assert 'class="number"' not in render.typeset(packs.six(numbered=False), house_style()).html
    text = " ".join(pages("six"))
    assert "2.2 Because it is short." in text
    assert text.count("(a)") == 3


@pytest.mark.parametrize("lines", [0, 1, 5, 30])
def test_as_many_lines_for_notes_as_asked_for(lines: int) -> None:
    """Every paper is followed by its lines, and by nothing when none are wanted."""
    html = render.typeset(packs.six(notes=lines), house_style()).html
    for paper in range(1, 7):
        part = html.split(f'id="paper-{paper}"')[1].split("</article>")[0]
        assert part.count('class="rule"') == lines
        assert (f"Notes on paper {paper}" in part) == bool(lines)


def test_actions_end_the_pack() -> None:
    """The last page lists earlier actions with who and when, and has empty rows for new ones."""
    last = pages("six")[-1]
    assert last.startswith("Actions From earlier meetings Action Who By when 1 Ask the members Jo Bloggs 1 May 2 Write")
    assert "Agreed at this meeting Action Who By when" in last
    html = render.typeset(packs.six(), house_style()).html
    assert 4 <= html.count('<tr><td class="action"></td>') <= 12


@pytest.mark.parametrize(
    ("title", "said"),
    [("{}, annual meeting", "annual meeting"), ("{}: Board", "Board"), ("{}", "{}"), ("Board of {}", "Board of {}")],
)
def test_the_foot_of_a_page_names_the_organisation_once(title: str, said: str) -> None:
    """Where a meeting's title begins with its name, the rest stands beside it."""
    edition = packs.pack(packs.agenda())
    own = edition.publication.organisation

    galley = typeset(replace(edition, title=title.format(own)), house_style(), ())

    assert f'--meeting: "{said.format(own)} · ' in galley.html


def test_what_an_agenda_does_not_say_is_not_asked_for() -> None:
    """Without times, leads, papers and a place there are no columns or labels for them."""
    agenda = next(text for text in pages("bare") if text.startswith("Agenda "))
    assert agenda.startswith(
        "Agenda Board of trustees Thursday, 10 April 2014 Item 1 Item the 1th 2 Item the 2th Coastal"
    )
    assert pages("bare")[0].endswith("Meeting pack Board of trustees Date Thursday, 10 April 2014")
    assert "From earlier meetings" not in pages("bare")[-1]


def test_a_paper_that_runs_the_other_way_is_mirrored_and_the_meeting_is_not() -> None:
    """Its pages have the free column at the other side; its number is in the meeting's language."""
    with pypdfium2.PdfDocument(made("mixed").content) as file:
        lefts = {number: text_left(file[number - 1]) for number in (3, 5, 7)}
    assert lefts[3] == pytest.approx(lefts[7], abs=3)
    assert lefts[5] > lefts[3] + 14
    assert [head[:3] for head in heads("mixed")] == [(5, 1, 1), (7, 2, 1)]
    assert "2 of 2" in pages("mixed")[5]  # beside an Arabic headline, which pdfium takes for the order of the line


def text_left(page: Any) -> float:
    """Where the leftmost thing on a page begins, in points."""
    text = page.get_textpage()
    return min(
        float(text.get_charbox(index)[0])
        for index in range(text.count_chars())
        if text.get_text_range(index, 1).strip()
    )


def test_an_arabic_pack_is_in_arabic() -> None:
    """Words of the house are in the meeting's language, and pages have their number."""
    whole = " ".join(pages("arabic"))
    for word in ("Agenda", "Paper", "Actions", "Notes"):
        assert word not in whole
    assert len(pages("arabic")) == 7


def test_two_runs_give_the_same_bytes() -> None:
    """Another process, with another order of hashing, makes the same file."""
    code = (
        "import hashlib; from publish.formats.pdf import render as pdf; from tests.support import packs; from tests.support.sample import house_style; "
        "print(hashlib.sha256(pdf.render(packs.arabic(), house_style())[0].content).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


# A whole meeting, from what its secretary types.

HEAD = "---\ntitle: Transport committee\ndate: 2026-03-16\n"
TEXTS = {
    "accounts": ("Management accounts", "The fund stood at forty thousand pounds. " * 3),
    "reserves": ("Reserves policy", "# One\n\nSee [the accounts](accounts.md#rent).\n\n## Rent\n\nIt is low."),
    "choices": ("Two lists", "It may choose:\n\n- to wait,\n- to act.\n\n| Year | Cost |\n|---|--:|\n| 2026 | 12 |\n\n- to ask,\n- to stop.\n\nMore:\n\n- to go."),
    "asks": ("What is asked", "> [!IMPORTANT]\n> The board is asked to:\n>\n> 1. approve the budget;\n> 2. note the rest.\n\nA text.\n\n> [!IMPORTANT]\n> And:\n>\n> - to go home."),
}  # fmt: skip


def nowhere(path: str) -> bytes:
    """There are no pictures."""
    raise FileNotFoundError(path)


def met(agenda: str, head: str = "") -> Edition:
    """The edition of a meeting with that agenda, without a problem."""
    manuscripts = [
        Manuscript(path=f"source/articles/{name}.md", content=f"---\ntitle: {title}\ndate: 2026-03-02\n---\n\n{text}".encode())
        for name, (title, text) in TEXTS.items()
    ]  # fmt: skip
    read = [readers.read("en-GB", lambda _: nowhere, None, manuscript)[0] for manuscript in manuscripts]
    articles, _ = readers.refer([article for article in read if article], ())
    manuscript = Manuscript(path="source/agendas/board.md", content=f"{HEAD}{head}---\n\n{agenda}".encode())
    plan, problems = readers.read_agenda(manuscript, "en-GB", nowhere)
    assert problems == ()
    assert plan is not None
    matched, problems = readers.match(plan, articles, ())
    assert problems == ()
    assert matched is not None
    named = dict.fromkeys(slug for item in matched.items for slug in item.papers)
    return packs.pack(matched, tuple(article for slug in named for article in articles if article.slug == slug))


@pytest.mark.parametrize("typed", ["papers: accounts, reserves", "paper: accounts | paper: reserves.md", "papers: [A](accounts.md), [[reserves]]",
                                   "papers: Management accounts and Reserves policy"])  # fmt: skip
def test_an_item_has_several_papers(typed: str) -> None:
    """Each with its number, its headline and its page."""
    edition = met(f"1. Finance | 18:40 | {typed}\n2. Close\n")

    said = texts(finished(edition))
    assert "1 Finance Paper 1 Management accounts 5 Paper 2 Reserves policy 7 5" in said[2]
    assert ["Paper 1 Agenda item 1" in said[4], "Paper 2 Agenda item 1" in said[6]] == [True, True]


@pytest.mark.parametrize(
    ("typed", "language", "said"),
    [("to follow", "", "to follow"), ("tabled", "", "tabled at the meeting"), ("Verbal report", "", "Verbal report"),
     ("to follow", "cy", "i ddilyn"), ("ar lafar", "cy", "ar lafar"), ("mündlich", "de", "mündlich"), ("verbal", "ar", "تقرير شفهي")],
)  # fmt: skip
def test_what_comes_later_is_said_where_the_paper_would_be(typed: str, language: str, said: str) -> None:
    """As typed, or in the meeting's language where it was typed in English."""
    edition = met(
        f"1. Finance | paper: {typed}\n2. Pay | papers: accounts, {typed}\n", f"language: {language}\n" * bool(language)
    )

    html = render.typeset(edition, house_style()).html
    assert html.count(f'<p class="reference instead">{said}</p>') == 2
    assert [article.slug for article in edition.articles] == ["accounts"]


def test_links_to_papers_say_where_these_are() -> None:
    """In the introduction, in an item and in another paper; the pages are those on which the papers begin."""
    edition = met(
        "Read [the accounts](accounts.md).\n\n1. One | paper: reserves\n   With [them](../articles/accounts.md).\n2. Two | paper: accounts\n"
    )

    said = texts(finished(edition))
    assert "Read the accounts (Paper 2, page 7)." in said[2]
    assert "With them (Paper 2, page 7)." in said[2]
    assert "See the accounts (Paper 2, page 7)." in said[4]


def test_every_point_of_a_paper_can_be_cited_once() -> None:
    """Letters go on after a table and begin again with the next paragraph; what is asked is counted through the paper."""
    said = " ".join(texts(finished(met("1. One | papers: choices, asks\n", "numbered: true\n"))))

    assert re.findall(r"\([a-z]\)", said) == ["(a)", "(b)", "(c)", "(d)", "(a)"]
    assert re.findall(r"R\d", said) == ["R1", "R2", "R3"]
    assert "2.1 A text." in said


def test_what_reaches_out_beside_a_text_stays_in_its_item() -> None:
    """Figures and short quotations are set large over both columns of a paper: in a row of the agenda they begin with it."""
    figures = "   ``` key-figures\n   10 | things\n   20 | others\n   ```\n"
    page = texts_at(
        finished(met(f"1. Wages | 18:30\n{figures}\n   > Spoken.\n   >\n   > — Ann Lee\n\n2. Accounts\n")), 2
    )

    for word in ("things", "Spoken"):
        assert abs(page(word) - page("Wages")) < 12, word


def texts_at(artifact: Artifact, page: int) -> Callable[[str], float]:
    """What gives the left edge of a word on a page, in points."""
    with pypdfium2.PdfDocument(artifact.content) as file:
        read = file[page].get_textpage()
        said = read.get_text_range()
        lefts = {word: read.get_charbox(said.index(word))[0] for word in re.findall(r"\w+", said)}
    return lefts.__getitem__


def test_the_points_of_a_point_are_counted_too() -> None:
    """With Roman figures, and what is below them with others; those of a second list go on."""
    root = parse(
        "<p>A.</p><ul><li>B<ul><li>C</li><li>D<ul><li>E</li></ul></li></ul><p>F</p><ul><li>G</li></ul></li><li>H"
        "<ul><li>I</li></ul></li></ul>"
    )
    paragraphs.number(root, "1")
    counted = [(one.get("class"), one.get("style")) for one in root.iter("ul")]

    assert counted == [
        ("lettered", None),
        ("lettered roman", None),
        ("lettered figures", None),
        ("lettered roman", "counter-reset:list-item 2"),
        ("lettered roman", None),
    ]


def test_an_english_paper_of_an_arabic_meeting_has_letters() -> None:
    """The script of the paper decides how its points are counted, not that of what it stands in."""
    said = " ".join(texts(finished(met("1. الأول | paper: choices\n", "language: ar\nnumbered: true\n"))))

    assert "(a) (b) (c) (d)" in said
    assert "(1)" not in said


@pytest.mark.parametrize("before", ["", "1. One\n   ", "1. One\n\n## Two\n"])
def test_charts_of_an_agenda_are_drawn(before: str) -> None:
    """In the introduction, in an item, and under a heading."""
    chart = "``` chart bar\ntitle: Buses\nYear | Upper\n2009 | 3\n2011 | 6\n```\n"
    chart = chart.replace("\n", "\n   ").rstrip(" ") if before.endswith("   ") else chart
    edition = met(f"{before}{chart}\n2. Close\n")

    html = render.typeset(edition, house_style()).html
    assert html.count("<img") == 2  # with the logo


def test_long_words_break_and_tall_rows_begin_where_they_stand() -> None:
    """An address in a narrow column, and more text than a page has room for."""
    text = "The fund stood at forty thousand pounds at the end of February. " * 3 + "\n\n   "
    edition = met(
        f"1. One | 18:30 | bartholomew.featherstonehaugh@longorganisation.example.org\n2. Long | 18:40\n   {text * 14}\n3. Close\n"
    )

    said = texts(finished(edition))
    assert "2 Long The fund stood" in said[2]
    assert "3 Close" in said[3]


@pytest.mark.slow
@pytest.mark.skipif(not REQUIRE_ALL and bool(vera.missing()), reason=vera.missing() or "-")
def test_packs_conform_as_verapdf_sees_it(tmp_path: Path) -> None:
    """PDF/UA-1 and PDF/A-3a without a failure."""
    paths = []
    for name in NAMES:
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(made(name).content)
    assert set(vera.check(paths).values()) == {()}


@pytest.mark.parametrize("name", NAMES)
def test_the_foot_of_every_page_leads_back_to_the_agenda(name: str) -> None:
    """On a tablet one touch of a page's foot shows the agenda; the list of parts is open, the title has the day."""
    edition = packs.ALL[name]()
    with pikepdf.open(BytesIO(made(name).content)) as file:
        first = places(file)["agenda"][0] if "agenda" in places(file) else 3
        target = file.pages[first - 1].obj
        empty = set(made(name).blanks)
        for number, page in enumerate(file.pages, start=1):
            back = [
                one
                for one in page.get("/Annots", [])
                if isinstance(one.get("/Dest"), pikepdf.Array) and one.Dest[0].objgen == target.objgen
            ]
            assert len(back) == (number > first and number not in empty)
            assert all(float(one.Rect[3]) > 30 and "/StructParent" in one for one in back)
        assert file.Root.PageMode == "/UseOutlines"
        assert str(file.docinfo.Title).startswith(f"{edition.title} · ")
    say = {"ar": "↑"}.get(edition.language, "↑ Agenda · ")
    assert say in pages(name)[-1]
    assert say not in pages(name)[first - 1]
