"""An article's body set up for paper."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.formats.pdf import render
from publish.formats.pdf.body import records
from publish.formats.pdf.body.links import parse, printed, readable
from tests.support.sample import article, briefing, house_style


@pytest.mark.parametrize(
    ("url", "paper"),
    [
        ("https://example.org/", "example.org"),
        ("http://example.org/a/b/", "example.org/a/b"),
        ("https://example.org/a?utm_source=x&utm_medium=y", "example.org/a"),
        ("https://example.org/a/?id=3&fbclid=abc&gclid=d", "example.org/a/?id=3"),
        ("https://user:word@example.org/a#part", "example.org/a#part"),
        ("https://ar.wikipedia.org/wiki/%D8%AA%D8%B9%D8%A7%D9%88%D9%86", "ar.wikipedia.org/wiki/تعاون"),
        ("https://example.org/a%20b", "example.org/a%20b"),
        ("mailto:hello@example.org", "hello@example.org"),
    ],
)
def test_an_address_is_made_readable(url: str, paper: str) -> None:
    """Scheme, tracking, credentials and the closing slash go; letters are letters; what would change the address stays."""
    assert readable(url) == paper


@given(st.text())
def test_no_address_stops_the_press(url: str) -> None:
    """Whatever stands where an address should be, something can be printed."""
    assert isinstance(readable("https://" + url), str)


def test_an_address_too_long_to_be_typed_is_told_without_what_is_asked_there() -> None:
    """A note of a thousand characters helps nobody, and may be higher than its page."""
    body = printed(
        f'<p><a href="https://example.org/decoder#{"MIIHSjCCBjKgAwIBAgISAw" * 60}">A decoder</a>.</p>', "Notes"
    )

    assert re.findall(r">(example\.org[^<]*)", body) == ["example.org/decoder…"]


def test_an_address_is_noted_once() -> None:
    """The second link to an address calls the first one's note."""
    body = printed(
        '<p><a href="https://a.example/x/">one</a> and <a href="https://a.example/x?utm_id=1">two</a></p>', "Notes"
    )
    assert body.count('class="footnote"') == 1
    assert body.count('href="#fn-1"') == 2
    assert body.count('id="fnref-1"') == 1


@pytest.mark.parametrize("link", ["https://example.org", "mailto:a@example.org", "tel:+44", "#part", "other"])
def test_links_that_need_no_note_get_none(link: str) -> None:
    """Mail, telephone and inner links have no note, nor has a link whose words are the address."""
    assert "footnote" not in printed(f'<p><a href="{link}">example.org</a></p>', "Notes")


def test_a_link_in_a_repeated_head_has_its_address_behind_it() -> None:
    """A table's head is repeated on each page: a note in it would be too."""
    body = printed(
        '<table><thead><tr><th><a href="https://a.example/x">A</a></th></tr></thead><tbody/></table>', "Notes"
    )
    assert "footnote" not in body
    assert '(<bdi class="url" dir="ltr">a.example/x</bdi>)' in body


def test_a_call_to_no_note_stays() -> None:
    """A call without a note is left as it was."""
    body = '<p>Text<sup><a class="noteref" href="#fn-9">9</a></sup>.</p>'
    assert printed(body, "Notes") == body


@pytest.mark.parametrize(("count", "abreast"), [(1, 2), (2, 2), (3, 3), (4, 4), (5, 3), (6, 4), (7, 4), (8, 4)])
def test_key_figures_stand_in_rows_without_a_lonely_one(count: int, abreast: int) -> None:
    """Two to four abreast, and never one alone in the last row."""
    body = printed(f'<ul class="key-figures">{"<li><strong>1</strong> <span>x</span></li>" * count}</ul>', "Notes")
    assert f"abreast-{abreast}" in body


def test_notes_that_the_text_does_not_call_are_numbered_after_the_others() -> None:
    """Paper counts addresses among the notes: what is left for the end has numbers and ids that no other note has."""
    body = printed(
        '<p><a href="https://a.example/x">X</a> <sup><a class="noteref" href="#fn-1" id="fnref-1">1</a></sup></p>'
        '<section class="notes"><ol><li id="fn-1"><p>One.</p></li>'
        '<li id="fn-2"><p>Two, see <sup><a class="noteref" href="#fn-1">1</a></sup></p></li></ol></section>',
        "Notes",
    )
    assert re.findall(r' id="(fn-\d+)"', body) == ["fn-1", "fn-2", "fn-3"]
    assert re.search(r'<li id="fn-3" style="counter-increment:none;counter-set:list-item 3"><p>Two', body)
    assert '<a class="noteref" href="#fn-2">2</a>' in body


def test_an_address_in_the_text_gets_no_hyphens() -> None:
    """A link that says its own address is set without hyphens; one with words of its own as any other words."""
    body = printed(
        '<p><a href="mailto:somebody@example.org">somebody@example.org</a> <a href="https://a.example/b">the b</a></p>',
        "Notes",
    )
    assert '<a href="mailto:somebody@example.org" class="address">' in body
    assert body.count('class="address"') == 1


def test_how_words_are_read_stands_in_brackets() -> None:
    """Ruby has no line of its own on paper: what it says follows the words, bracketed once."""
    typed = "<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby><ruby>東<rt>と<b>う</b></rt>京<rt>きょう</rt></ruby></p>"
    assert re.sub(r"<[^>]+>", "", printed(typed, "Notes")) == "漢字(かんじ)東(とう)京(きょう)"


@pytest.mark.parametrize(
    ("listed", "numbers"),
    [
        ('<ol start="7"><li>a</li><li>b</li></ol>', [7, 8]),
        ('<ol reversed="reversed"><li>a</li><li>b</li></ol>', [2, 1]),
        ('<ol><li>a</li><li value="9">b</li><li>c</li></ol>', [1, 9, 10]),
        ('<ol start="0"><li>a</li></ol>', [0]),
    ],
)
def test_a_list_is_counted_as_it_says(listed: str, numbers: list[int]) -> None:
    """A list begun at another number than one, backwards, or with an item's own number keeps them."""
    body = printed(listed, "Notes")
    assert [int(found) for found in re.findall(r"counter-set:list-item (-?\d+)", body)] == numbers


def test_a_list_begun_at_seven_is_numbered_from_seven() -> None:
    """The numbers stand on the page."""
    item = article(body='<ol start="7"><li>Tea</li><li>Cake</li></ol>')
    artifact, problems = render.render(briefing(articles=(item,)), house_style())
    assert problems == ()
    assert artifact is not None
    with pdfium.PdfDocument(artifact.content) as file:
        text = " ".join(file[0].get_textpage().get_text_range().split())
    assert [word for word in text.split() if re.fullmatch(r"\d\.", word)] == ["7.", "8."]


def test_headings_say_themselves_without_notes() -> None:
    """A heading carries its words for the bookmarks, without the number of a note."""
    body = printed('<h2>See <a href="https://a.example/x">this</a></h2>', "Notes")
    assert 'data-title="See this"' in body


def test_cells_say_what_they_head() -> None:
    """A header cell in the head heads its column, one in the body its row."""
    body = printed(
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><th>B</th><td>1</td></tr></tbody></table>", "Notes"
    )
    assert '<th scope="col">A' in body
    assert '<th scope="row">B' in body


def test_a_body_that_is_not_well_formed_is_refused() -> None:
    """What cannot be parsed is a ValueError, not half a body."""
    with pytest.raises(ValueError, match="not well-formed"):
        printed("<p>", "Notes")


LONG = 'def long(that_goes_on="and on", and_on="until it is wider than the column is"):'


def test_long_lines_of_code_take_the_margin() -> None:
    """Code with a line that is longer than the column has the margin too; other code keeps to the column."""
    wide = printed(
        f'<div class="code"><pre><code><span class="k">def</span>{LONG[3:]}\n    return 1</code></pre></div>', "Notes"
    )
    assert parse(wide).find("div").get("class") == "code wide"
    assert "code wide" not in printed('<div class="code"><pre><code>a = 1\nb = 2</code></pre></div>', "Notes")


def test_a_row_nearly_as_high_as_a_page_is_divided() -> None:
    """It begins under its head on the first page, and the head stands over the rest on the next."""
    said = "Passengers said that the service had changed what they could do in a week. " * 45
    table = f"<table><thead><tr><th>Aspect</th><th>Said</th></tr></thead><tbody><tr><td>One</td><td>Little</td></tr><tr><td>Two</td><td>{said}</td></tr></tbody></table>"
    artifact, problems = render.render(
        briefing(articles=(article(body=f"<p>Intro.</p>{table}", assets=()),)), house_style()
    )
    assert artifact is not None
    assert problems == ()
    with pdfium.PdfDocument(artifact.content) as file:
        pages = [page.get_textpage().get_text_bounded() for page in file]
    assert "Intro." in pages[0]
    assert "Two" in pages[0]
    assert "Passengers said" in pages[0]
    assert all("Aspect" in page for page in pages if "Passengers" in page)


def test_what_is_longer_than_a_line_breaks() -> None:
    """A long word of a cell anywhere, so that no page is turned for it; a long word of code behind its parts."""
    word = "a" * 60
    table = f"<table><tr><td>x {word} y <strong>{word}</strong></td><td>short</td></tr></table>"
    made = printed(table, "Notes")
    assert made.count(f'<span class="unbroken">{word}</span>') == 2
    assert "x <span" in made
    assert "</span> y <strong>" in made

    code = "<pre><code>short_words = a_function_of_this.another_attribute_of_it</code></pre>"
    loosened = printed(code, "Notes")
    assert "another_\u00adattribute_\u00adof_\u00adit" in loosened
    assert "short_words" in loosened
    assert loosened.replace("\u00ad", "").count("a_function_of_this.another_attribute_of_it") == 1


def test_a_head_without_rows_is_said_all_the_same() -> None:
    """A table of nothing but a head that is too wide for any page is a row of words, in which each cell stands."""
    root = etree.fromstring("<div><table><thead><tr><th>One</th><th>Two</th></tr></thead></table></div>")

    records.turn(root[0])

    assert " ".join("".join(root.itertext()).split()).replace(" ", "") == "OneTwo"
    assert root.find(".//table") is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Monday 16 March 2026", "Monday 16_March 2026"),
        ("Dydd Llun 16 Mawrth 2026", "Dydd Llun 16_Mawrth 2026"),
        ("bis 16. März 2026", "bis 16._März 2026"),
        ("16 de marzo de 2026", "16_de marzo de 2026"),
        ("1,116 people in 2026", "1,116 people in 2026"),
        ("in 12 of 2026", "in 12 of 2026"),
    ],
)
def test_a_day_keeps_its_month_in_a_table(typed: str, kept: str) -> None:
    """A narrow column breaks before the year, and not after the number."""
    found = printed(f"<table><tbody><tr><td>{typed}, <em>{typed}</em></td></tr></tbody></table>", "Notes")

    assert found.count(kept.replace("_", "\xa0")) == 2
