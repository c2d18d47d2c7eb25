"""What a page has no room for leaves no hole: paragraphs go before it, pictures get smaller, words are divided."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest

from publish.formats.pdf import copyfit, floats, render
from publish.formats.pdf.weasyprint_ import engine, stacks
from publish.model import Edition, NewsItem
from publish.proofs import as_heard
from publish.value import replace
from tests.support import reading, sample, spoken

PARAGRAPH = "The {n} bus stops at the hall every hour, and at the school when there is one to go to. " * 4
TABLE = "| Stop | Runs |\n| --- | --- |\n" + "".join(f"| Stop {n} | {n} |\n" for n in range(9))
NUMBERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh")


def text(before: int, block: str, after: str) -> str:
    """Paragraphs, something that may not be divided, and what follows."""
    return "\n\n".join((*(PARAGRAPH.format(n=n) for n in NUMBERS[:before]), block, after)) + "\n\n" + PARAGRAPH * 3


def holed(edition: Edition) -> tuple[stacks.Stack, ...]:
    """The pages as they come without floats."""
    style = sample.house_style()
    return stacks.stacks(render._fit(edition, style, render.typeset(edition, style)).layout.document)[1]


def settled(edition: Edition) -> tuple[tuple[stacks.Stack, ...], str]:
    """The pages as they are printed, and their words."""
    style = sample.house_style()
    fitted = render._settled(edition, style, render.typeset(edition, style))
    pages = stacks.stacks(fitted.layout.document)[1]
    with pypdfium2.PdfDocument(fitted.layout.write()) as document:
        words = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return pages, re.sub(r"\s+", " ", words.replace("\u00ad", ""))


def with_a_hole(block: str, after: str) -> Edition:
    """The first of some texts whose pages have a hole without floats."""
    for before, words in ((before, words) for before in range(3, len(NUMBERS)) for words in (0, 40, 80)):
        edition = spoken.edition("Word " * words + "\n\n" + text(before, block, after))
        if floats.hole(holed(edition)) is not None:
            return edition
    raise AssertionError("no page has a hole")


AFTER = "\n\n".join(f"After{n} came winter. {PARAGRAPH}" for n in (1, 2, 3))


def test_paragraphs_go_before_a_table_that_has_no_room() -> None:
    """The page is filled with the text that follows, in its own order, and nothing is lost or said twice."""
    edition = with_a_hole(TABLE, AFTER)
    pages, words = settled(edition)
    assert floats.hole(pages) is None
    assert words.index("After1") < words.index("Stop 0")
    assert [words.count(f"After{n} came") for n in (1, 2, 3)] == [1, 1, 1]
    assert words.index("After1") < words.index("After2") < words.index("After3")


def test_what_is_heard_is_as_it_was_written_but_for_the_float() -> None:
    """The proof by structure holds; a paragraph in another's place is still a fault."""
    edition = with_a_hole(TABLE, AFTER)
    made, _ = render.render(edition, sample.house_style())
    assert made is not None
    found = as_heard.examine(edition, made)
    assert found is not None
    assert found.lost == ()
    assert as_heard._compared(["one two", "three four"], as_heard._text("three four\none two"), in_order=True)[0]


@pytest.mark.parametrize(
    "after",
    ["## A heading\n\n" + AFTER, "As the table above shows, After1 came. " + AFTER],
    ids=["a heading", "a word that points back"],
)
def test_some_text_stays_behind_what_it_follows(after: str) -> None:
    """A heading is not passed, and what speaks of the table above stays below it: the table is divided instead."""
    pages, words = settled(with_a_hole(TABLE, after))
    assert words.index("Stop 0") < words.index("After1")
    assert floats.hole(pages) is None


def test_a_sentence_that_leads_on_stays_with_what_it_leads_to() -> None:
    """A colon before the table keeps it there."""
    block = "These are the stops:\n\n" + TABLE
    _, words = settled(with_a_hole(block, AFTER))
    assert words.index("Stop 0") < words.index("After1")


def test_a_picture_is_set_smaller_where_that_is_enough() -> None:
    """Where a heading follows, so that no text may go before it; down to a part of its height, and no further."""
    picture = '![A green bus.](bus.png "It ends on 1 May.")'
    photograph = {"bus.png": reading.picture(width=1200, height=1000)}
    shrunk = 0
    for before in range(2, len(NUMBERS)):
        copy = reading.read(text(before, picture, "## A heading\n\n" + AFTER), photograph)
        edition = spoken.edition("", body=copy.body, assets=copy.assets)
        plain = holed(edition)
        pages, _ = settled(edition)
        assert len(pages) <= len(plain)
        assert floats.holes(pages) <= floats.holes(plain)
        [was], [now] = (
            [part.picture for page in side for part in page.pieces if part.picture] for side in (plain, pages)
        )
        assert now >= floats.SMALLEST * was - 1
        shrunk += now < was - 1
    assert shrunk


def test_a_picture_is_tried_first_at_the_height_at_which_it_has_room() -> None:
    """With the space above it, which is left out where it stands at the head of a page: one layout is enough."""
    style, photograph = sample.house_style(), {"bus.png": reading.picture(width=1200, height=1000)}
    tried = 0
    for before in range(2, len(NUMBERS)):
        copy = reading.read(text(before, "![A green bus.](bus.png)", "## A heading\n\n" + AFTER), photograph)
        galley = render.typeset(spoken.edition("", body=copy.body, assets=copy.assets), style)
        layout = engine.lay_out(galley, path="")
        tags, pages = stacks.stacks(layout.document)
        if (number := floats.hole(pages)) and (first := next(floats.changes(galley, tags, pages, number), None)):
            made = engine.lay_out(floats.changed(galley, tags, first), path="")
            assert 0 <= stacks.stacks(made.document)[1][number - 1].blank < 0.03
            tried += 1
    assert tried


def test_a_style_whose_text_is_built_in_another_way_is_left_alone() -> None:
    """Where the elements on the pages are not those of the galley nothing is moved."""
    edition = with_a_hole(TABLE, AFTER)
    style = sample.house_style()
    galley = render.typeset(edition, style)
    tags, pages = stacks.stacks(render._fit(edition, style, galley).layout.document)
    number = floats.hole(pages)
    assert number is not None
    assert list(floats.changes(galley, tags, pages, number))
    assert not list(floats.changes(galley, (*tags, "p"), pages, number))


def test_news_give_way_before_they_make_a_page_of_their_own() -> None:
    """With four, two or none, whatever spares the last page; the file says so. Where they have room all of them stand."""
    news = tuple(
        NewsItem(title=f"News{n}", published=date(2026, 1, n), standfirst=PARAGRAPH, language="en-GB")
        for n in (1, 2, 3, 4)
    )
    shown = set()
    for words in range(0, 260, 60):
        edition = spoken.edition(text(4, "Word " * words, PARAGRAPH))
        alone, _ = render.render(edition, sample.house_style())
        made, problems = render.render(replace(edition, news=news), sample.house_style())
        assert alone is not None
        assert made is not None, problems
        assert made.fit is not None
        with pypdfium2.PdfDocument(made.content) as document:
            last = document[len(document) - 1].get_textpage().get_text_bounded()
            said = sum(page.get_textpage().get_text_bounded().count("News") for page in document)
        shown.add(said)
        assert (f"news {said} of 4" in made.fit.changes) == (said < 4)
        assert "school" in last or made.pages == alone.pages
    assert len(shown) > 1


HEADINGS = (
    "## A long heading that takes several lines of large print\n\n### And one below it that takes as many lines\n\n"
)


def large(words: int, count: int = 8, letters: int = 170) -> copyfit.Fitted:
    """Large print of short paragraphs and headings that want room, as it is finished, but for its boxes at the end."""
    filling = [part for n in NUMBERS[:count] for part in (PARAGRAPH.format(n=n)[:letters], HEADINGS)]
    edition = spoken.edition("\n\n".join(("Word " * words, *filling)), "large-print")
    style = sample.house_style()
    return render._ended(edition, style, render.typeset(edition, style), ())


def test_a_hole_is_spread_among_the_spaces_of_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before headings that have no room: each block as it was, in its order, on its page; and none of them too far off."""
    monkeypatch.setattr(copyfit, "EVENED", ())
    spread = 0
    for words in range(0, 120, 12):
        layout = large(words).layout
        _, before = stacks.stacks(layout.document)
        spaces = [*stacks.spaces(layout.document, before)]
        layout.write()
        _, after = stacks.stacks(layout.document)
        for was, now, space in zip(before, after, spaces, strict=False):
            assert [piece.child for piece in now.pieces] == [piece.child for piece in was.pieces]
            gaps = [[low.top - high.bottom for high, low in pairwise(page.pieces)] for page in (was, now)]
            grown = [large - small for small, large in zip(*gaps, strict=True)]
            assert all(abs(part) < 0.1 or abs(part - (space or 0.0)) < 0.1 for part in grown)
            if space:
                spread += 1
                assert was.blank > stacks.HOLE > now.blank
                assert now.pieces[-1].bottom <= now.foot
    assert spread


def test_large_print_takes_the_spaces_that_leave_the_fewest_holes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never with more pages, and the file says by how much; where none are better all is as the style has it."""
    evened, as_it_was = large(140, 11), large(60, 8, 330)
    assert evened.changes == ("spacing 110 %",)
    assert as_it_was.changes == ()
    assert as_it_was.layout.holes
    monkeypatch.setattr(copyfit, "EVENED", ())
    plain = large(140, 11)
    assert plain.changes == ()
    assert evened.layout.holes < plain.layout.holes
    assert evened.layout.pages <= plain.layout.pages
