"""How a text ends: the panel at the foot of the last page or on the back, and no page for a few lines or for boxes."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as raw
import pytest

from publish.formats.pdf import copyfit, render
from publish.formats.pdf.kinds.booklet import sides
from publish.formats.pdf.weasyprint_ import engine
from publish.model import Edition, Link
from publish.value import replace
from tests.support import sample, spoken

SENTENCE = "The {n} bus stops at the hall every hour, and at the school when there is one to go to. "
PANEL = sample.PUBLICATION.contact.telephone
LINKS = tuple(Link(title=f"Report {n}", url=f"https://example.org/{n}") for n in range(3))


def edition(sentences: int, kind: str = "briefing") -> Edition:
    """A text of so many sentences, in paragraphs of four."""
    words = [SENTENCE.format(n=n) for n in range(sentences)]
    return spoken.edition("\n\n".join("".join(words[at : at + 4]) for at in range(0, sentences, 4)), kind, links=LINKS)


@lru_cache(maxsize=64)
def pages(sentences: int, kind: str = "briefing") -> tuple[tuple[str, float, float], ...]:
    """Of each page its words, how high it is and how far its panel's last line is from its foot, in points."""
    made, problems = render.render(edition(sentences, kind), sample.house_style())
    assert made is not None, problems
    found = []
    with pypdfium2.PdfDocument(made.content) as document:
        for page in document:
            text = page.get_textpage()
            place = text.search(PANEL).get_next()
            low = min(text.get_charbox(at)[1] for at in range(place[0], place[0] + place[1])) if place else 0.0
            found.append((text.get_text_bounded(), page.get_height(), low))
    return tuple(found)


@pytest.mark.parametrize("sentences", [4, 30])
def test_the_panel_stands_at_the_foot_of_the_last_page(sentences: int) -> None:
    """Whatever room the text leaves above it; its links lie where it is."""
    words, high, low = pages(sentences)[-1]
    assert PANEL in words
    assert 60 < low < 0.2 * high
    made, _ = render.render(edition(sentences), sample.house_style())
    assert made is not None
    with pypdfium2.PdfDocument(made.content) as document:
        page = document[len(document) - 1]
        areas = [raw.FPDFAnnot_GetRect(raw.FPDFPage_GetAnnot(page, at), rect := raw.FS_RECTF()) and rect.top for at in range(raw.FPDFPage_GetAnnotCount(page))]  # fmt: skip
        assert any(abs(top - low) < 20 for top in areas)


def test_no_page_holds_a_few_lines_and_the_panel() -> None:
    """Where a text as it is drawn has some lines over, it is drawn closer, whatever the boxes and the panel take."""
    style = sample.house_style()
    for sentences in range(44, 60, 2):
        plain = replace(edition(sentences), articles=(replace(edition(sentences).articles[0], links=()),))
        drawn = engine.lay_out(render.typeset(plain, style), path="")
        if drawn.pages == 3 and 0 < copyfit.text_left(drawn) < 0.1:
            break
    made, _ = render.render(plain, style)
    assert made is not None
    assert made.pages == 2


def test_boxes_have_no_page_of_their_own() -> None:
    """A text that fills its page gives its last paragraph to the page of the boxes."""
    for sentences in (24, 26, 28, 30):
        words, *_ = pages(sentences)[-1]
        assert "bus stops" in words, sentences


def test_the_panel_of_a_booklet_is_its_back() -> None:
    """What is over stands blank before it, and the pages are no more sheets than without; folded, it lies outermost."""
    assert [side.left for side in sides(6, back=True)] == [6, 2, None, 4]
    assert [side.right for side in sides(6, back=True)] == [1, None, 3, 5]
    counts = []
    for sentences in (8, 24, 56):
        (front, _, low), *inner = found = pages(sentences, "booklet")
        assert PANEL in front
        assert 40 < low < 150
        assert not any(PANEL in words for words, _, _ in inner)
        counts.append(len(found))
    assert all(fewer <= more for fewer, more in pairwise(counts))
    assert counts[0] == 2


def test_a_booklet_takes_no_sheet_for_one_page() -> None:
    """Five pages are brought to four, as tight as the style allows before a second sheet is used."""
    style = sample.house_style()
    for sentences in range(64, 90, 4):
        drawn = engine.lay_out(render.typeset(edition(sentences, "booklet"), style), path="")
        if drawn.pages == 5:
            break
    assert drawn.pages == 5
    assert len(pages(sentences, "booklet")) == 2
