"""The booklet: A5 pages on A4 sheets, in the order in which they are folded."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.formats.pdf.kinds.booklet import CREEP, MM, impose, sides
from tests.support import modes
from tests.support.modes import numbered_pages


def halves(content: bytes) -> list[tuple[str, str]]:
    """What is printed on the left and on the right half of each side, as read from the file."""
    found = []
    with pdfium.PdfDocument(content) as file:
        for page in file:
            width, height = page.get_size()
            text = page.get_textpage()
            found.append(
                tuple(
                    text.get_text_bounded(left=left, right=left + width / 2, bottom=0, top=height).strip()
                    for left in (0, width / 2)
                )
            )
    return found


@pytest.mark.parametrize("pages", range(1, 34))
def test_a_booklet_of_any_length_has_each_page_once_and_on_its_side(pages: int) -> None:
    """Folded sheet in sheet, 1 to 33 pages can be leafed through in order; what is left over is blank, at the end."""
    printed = halves(impose(numbered_pages(pages), language="en"))
    whole = -(-pages // 4) * 4

    assert len(printed) == whole // 2
    # Opened flat, the outermost sheet is on top: its front has the last page on the left and the first on the right.
    leafed: dict[int, str] = {}
    for sheet in range(whole // 4):
        front, back = printed[2 * sheet], printed[2 * sheet + 1]
        leafed |= {2 * sheet + 1: front[1], whole - 2 * sheet: front[0]}
        leafed |= {2 * sheet + 2: back[0], whole - 2 * sheet - 1: back[1]}
    assert [leafed[number] for number in range(1, whole + 1)] == [
        f"page {number}" if number <= pages else "" for number in range(1, whole + 1)
    ]


@given(st.integers(1, 400), st.booleans())
def test_more_than_ten_sheets_are_signatures(pages: int, mirrored: bool) -> None:
    """No more than ten sheets lie in one another, no signature has two sheets more than another, and they follow on."""
    plan = sides(pages, mirrored=mirrored)
    starts = [at for at in range(0, len(plan), 2) if plan[at].sheet == 0]
    counts = [(end - start) // 2 for start, end in zip(starts, [*starts[1:], len(plan)], strict=True)]

    assert max(counts) <= 10
    assert max(counts) - min(counts) <= 1
    assert len(counts) == -(-(len(plan) // 2) // 10)
    done = 0
    for start, count in zip(starts, counts, strict=True):
        these = plan[start : start + 2 * count]
        held = sorted(page for side in these for page in (side.left, side.right) if page is not None)
        assert held == list(range(done + 1, min(done + 4 * count, pages) + 1))
        done += 4 * count


@given(st.integers(1, 400), st.booleans())
def test_every_page_is_printed_once(pages: int, mirrored: bool) -> None:
    """Whatever the number of pages and the side it is bound on; facing pages are on the back of one another's sheet."""
    plan = sides(pages, mirrored=mirrored)
    printed = [page for side in plan for page in (side.left, side.right) if page is not None]

    assert sorted(printed) == list(range(1, pages + 1))
    first = plan[0].left if mirrored else plan[0].right
    assert first == 1


def test_a_booklet_in_arabic_is_bound_on_the_right() -> None:
    """The first page is on the left half of the first side."""
    left, right = halves(modes.made("arabic", "booklet").content)[0]

    assert "1" in left or left
    assert not right or len(right) < len(left)


def test_pages_move_to_the_fold_by_the_thickness_of_the_sheets_around_them() -> None:
    """The third sheet's pages lie two sheets' thickness nearer to the fold than the first sheet's."""
    with pikepdf.open(BytesIO(impose(numbered_pages(12), language="en"))) as file:
        shifts = [
            [float(match) for match in re.findall(rb"q 1 0 0 1 ([\d.]+) 0 cm", page.Contents.read_bytes())]
            for page in file.pages
        ]
    fold = 297 * MM / 2
    assert [round(fold - right, 3) for _, right in shifts] == [round(n * CREEP, 3) for n in (0, 0, 1, 1, 2, 2)]
    assert [round(left - shifts[0][0], 3) for left, _ in shifts] == [round(n * CREEP, 3) for n in (0, 0, 1, 1, 2, 2)]


@pytest.mark.parametrize("name", ["stock", "long", "arabic"])
def test_the_file_is_for_a_printer_and_claims_nothing_else(name: str) -> None:
    """Sheets of A4 across, turned on the short edge, unscaled; no tags, no PDF/UA, no PDF/A."""
    artifact = modes.made(name, "booklet")
    with pikepdf.open(BytesIO(artifact.content)) as file:
        boxes = {tuple(round(float(side) / MM) for side in page.mediabox) for page in file.pages}
        assert (len(file.pages), boxes) == (artifact.pages, {(0, 0, 297, 210)})
        assert len(file.pages) % 2 == 0
        assert file.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert file.Root.ViewerPreferences.PrintScaling == "/None"
        assert "/StructTreeRoot" not in file.Root
        assert "/Metadata" not in file.Root or b"pdfuaid" not in file.Root.Metadata.read_bytes()
        assert str(file.docinfo.Title) == modes.edition(name, "booklet").title
        streams = [stream.read_bytes() for page in file.pages for stream in page.Resources.XObject.values()]
    assert not any(b"/MCID" in stream for stream in streams)


def test_a_booklet_says_all_that_the_briefing_says() -> None:
    """No word of the article is lost between A4 and A5, and its pages are A5 with type of 10.5 pt."""
    from publish.proofs.conservation import lost, plain

    edition, artifact = modes.edition("long", "booklet"), modes.made("long", "booklet")
    body = {box.size for box in artifact.boxes if box.within[-2:] == ("div.body", "p")}

    assert lost(plain(edition.articles[0].body), modes.text(artifact)) == []
    assert body == {10.5}
    assert {(round(box.page_width * 25.4 / 96), round(box.page_height * 25.4 / 96)) for box in artifact.boxes} == {
        (148, 210)
    }
