"""The plain text of an article: every word, in lines that fit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.formats.plain import text
from publish.model import Order, Picture
from publish.press import inspect
from publish.proofs.conservation import lost, plain
from publish.value import replace
from tests.support.epub_samples import ARABIC, CODE, WIDE_TABLE
from tests.support.sample import LOGO, PUBLICATION, article, briefing, house_style


def lines(**changes: object) -> list[str]:
    """The lines of a stock article with changes, as a text edition."""
    item = article(**changes)  # type: ignore[arg-type]
    edition = briefing(
        name="text",
        kind="text",
        articles=(item,),
        title=item.title,
        language=item.language,
        direction=item.direction,
    )
    artifact, problems = text.render(edition, house_style())
    assert artifact is not None, problems
    order = Order(edition=edition, style=house_style(), format="text", proof=True)
    assert (problems, inspect(order, artifact)) == ((), ())
    assert (artifact.suffix, artifact.pages) == ("txt", None)
    return artifact.content.decode("utf-8-sig").split("\n")


def said(body: str) -> str:
    """The text of a body, between the date and the links."""
    whole = "\n".join(lines(body=body, links=(), assets=(), standfirst=""))
    return whole.partition("18 July 2012\n\n")[2].partition("\n\n\nAlso in the news")[0].strip("\n")


def test_a_text_says_that_it_is_utf_8_where_it_has_to() -> None:
    """Most hosts serve it without a word of it; what is ASCII alone is the same in every code."""
    plain = replace(PUBLICATION, rights="")
    for title, marked in (("A good year", False), ("Café", True)):
        item = article(title=title, body="<p>Said.</p>", standfirst="", links=(), assets=(), byline=())
        edition = briefing(name="text", kind="text", articles=(item,), title=title, news=(), publication=plain)
        artifact, _ = text.render(edition, house_style())
        assert artifact is not None
        assert artifact.content.startswith(b"\xef\xbb\xbf") == marked


PLAIN_CODE = CODE.replace("&eacute;", "é").replace("&nbsp;", "\u00a0")


@pytest.mark.parametrize("body", [article().body, WIDE_TABLE, PLAIN_CODE])
def test_every_word_is_in_the_text(body: str) -> None:
    """Nothing that an author wrote is lost."""
    assert lost(plain(body), "\n".join(lines(body=body))) == []


def test_the_whole_of_the_stock_article() -> None:
    """Title, standfirst, byline, date, body, notes, links, addresses, news and contact, in this order."""
    found = "\n".join(lines())
    headings = re.findall(r"^(.+)\n[-=~]{3,}$", found, re.MULTILINE)
    assert headings == [
        "Taskforce calls for action on mutuals",
        "What it asks for",
        "Numbers",
        "Notes",
        "Find out more",
        "Web addresses",
        "Also in the news",
        "Contact",
    ]
    assert "Since 2010 the number of mutuals has grown (note 1) from a handful to\ndozens. Read the report [1]" in found
    assert "- 9 to 58: mutuals since 2010\n" in found
    assert "- Rights to provide:\n  - clear pathways\n  - appeals\n" in found
    assert "    “The path must be made easier.”\n    — A. Chair, of the taskforce\n" in found
    assert "2010    9.1\n" in found
    assert "[Picture: A round mark]\nThe mark.\n" in found
    assert "[x] done\n[ ] to do\n" in found
    assert "1. As the taskforce counted them.\n" in found
    assert "[1] https://example.org/report\n" in found
    assert "Telephone: 0191 000 0000\n" in found


def test_no_line_is_longer_than_72_columns_but_by_one_word() -> None:
    """Lines end between words; what cannot be divided stays whole. Code stays as it is."""
    for line in lines(body=article().body + WIDE_TABLE):
        assert text.columns(line) <= text.WIDTH or " " not in line.strip()


def test_east_asian_characters_count_for_two_columns() -> None:
    """Thirty-six wide characters fill a line, no line begins with a full stop or ends with an opening bracket."""
    found = said(f"<p>{'漢字かな。「交」' * 40}</p>").split("\n")
    assert len(found) > 5
    assert {text.columns(line) for line in found[:-1]} <= {68, 70, 72}
    assert not any(line[0] in "。」" or line[-1] == "「" for line in found)


def test_marks_on_letters_take_no_column() -> None:
    """A letter and the mark on it are one column, as in a terminal."""
    assert text.columns("e\u0301") == text.columns("é") == 1
    assert text.columns("漢") == 2


def test_a_wide_table_becomes_records() -> None:
    """Each cell says which column it is of, when the columns do not fit side by side."""
    found = said(WIDE_TABLE)
    assert found.startswith("What each service did\nService: Sea watch\n  Where: Northern shore and islands\n")
    assert "\n  Cost (£): 18,400\n\nService: Harbour kitchen\n" in found


def test_cells_that_reach_over_rows_are_said_in_each() -> None:
    """In a record nothing is said by place alone."""
    found = said("<table><tbody><tr><td rowspan='2'>both</td><td>one</td></tr><tr><td>two</td></tr></tbody></table>")
    assert found == "both   one\nboth   two"


def test_nested_blocks_stand_in() -> None:
    """Items of items, paragraphs of an item and quotations in it are told apart by their margins."""
    body = (
        "<ol start='9'><li><p>nine</p><p>more</p></li><li>ten<ul><li>inner<blockquote><p>said</p></blockquote></li></ul>"
        "</li></ol>"
    )
    assert said(body) == "9. nine\n\n   more\n10. ten\n    - inner\n          said"


def test_addresses_are_listed_once_and_can_be_followed() -> None:
    """One number for each address, none where the words are the address; tracking is left out, the scheme is not."""
    body = (
        "<p><a href='https://example.org/a?utm_source=x'>one</a>, <a href='https://example.org/a'>two</a>, "
        "<a href='https://example.org/b'>example.org/b</a>, <a href='mailto:a@example.org'>write</a>, "
        "<a href='#there'>there</a></p>"
    )
    found = said(body)
    assert found.startswith("one [1], two [1], example.org/b, write (a@example.org), there")
    assert found.endswith("[1] https://example.org/a")


def test_pictures_are_their_alternatives() -> None:
    """A picture is what stands for it, in brackets; one without words is nothing."""
    body = "<p>See <img src='x' alt='a map'/> and <img src='y' alt=''/> this.</p>"
    assert said(body) == "See [Picture: a map] and this."
    assert "[Picture: the shore]" in lines(picture=Picture(asset=LOGO, alt="the shore"))


def test_the_words_of_the_text_are_in_its_language() -> None:
    """Arabic with Arabic headings."""
    found = lines(language="ar", direction="rtl", body=ARABIC, title="متطوعو الشاطئ")
    assert "ملاحظة" in "\n".join(found)
    assert "عناوين الويب" in found


def test_a_body_that_is_not_well_formed_is_a_problem() -> None:
    """No artifact, and the article is named."""
    artifact, (problem,) = text.render(briefing(articles=(article(body="<p>"),)), house_style())
    assert artifact is None
    assert (problem.code, problem.path) == ("R01", "source/articles/tides.md")


def test_the_same_edition_is_the_same_bytes() -> None:
    """Same input, same bytes; another article, others."""
    edition = briefing(kind="text")
    once, twice = (text.render(edition, house_style())[0] for _ in range(2))
    assert once == twice
    assert text.render(replace(edition, articles=(article(title="Else"),)), house_style())[0] != once


@given(st.text(st.sampled_from("ab漢。「 -e\u0301\u00a0x"), max_size=60), st.integers(2, 30))
def test_wrapping_loses_and_divides_nothing(words: str, width: int) -> None:
    """Whatever the text, its lines hold all of it but spaces, and only what cannot be divided is wider."""
    found = text.wrap(words, width)
    assert "".join(found).replace(" ", "") == words.replace(" ", "")
    for line in found:
        pieces = [piece for piece in text.pieces(line.strip(" ")) if piece.strip()]
        assert text.columns(line) <= width or len(pieces) == 1


def test_a_task_among_others_is_its_own() -> None:
    """An item with tasks under it is none itself, and each task is told as it is."""
    body = "<ul><li>Hall<ul><li><span class='task'>☑</span> keys</li><li><span class='task'>☐</span> tea</li></ul></li></ul>"
    assert said(body) == "- Hall\n  [x] keys\n  [ ] tea"


def test_items_have_the_numbers_that_they_were_given() -> None:
    """A list that begins elsewhere, counts down, or says an item's number itself."""
    items = "<li>one</li><li value='7'>two</li><li>three</li>"
    assert said(f"<ol start='0'>{items}</ol>") == "0. one\n7. two\n8. three"
    assert said(f"<ol reversed='reversed'>{items}</ol>") == "3. one\n7. two\n6. three"


@pytest.mark.parametrize(
    ("type_", "start", "signs"),
    [
        ("a", 26, ["z.", "aa."]),
        ("A", 0, ["0.", "A."]),
        ("i", 3, ["iii.", "iv."]),
        ("I", 1989, ["MCMLXXXIX.", "MCMXC."]),
    ],
)
def test_items_are_counted_as_their_list_counts(type_: str, start: int, signs: list[str]) -> None:
    """In letters or Roman numerals, and in figures what has none."""
    body = f"<ol type='{type_}' start='{start}'><li>one</li><li>two</li></ol>"
    assert [line.split()[0] for line in said(body).splitlines()] == signs


def test_a_table_in_a_table_is_said_once() -> None:
    """What stands in a cell is said there, one word apart from the next, and is no row of the table around it."""
    inner = "<table><thead><tr><th>Day</th></tr></thead><tbody><tr><td>Mon</td><td>Tue</td></tr></tbody></table>"
    found = said(f"<table><tbody><tr><th>x</th><td>{inner}</td></tr><tr><th>y</th></tr></tbody></table>")
    assert found == "x   Day Mon Tue\ny"


def test_a_table_that_sets_a_page_is_read_as_one() -> None:
    """As in a newsletter: the headings, lists and tables in its cells are what they are outside of it."""
    inner = "<table><thead><tr><th>Day</th></tr></thead><tbody><tr><td>Monday</td></tr></tbody></table>"
    body = f"<table><tbody><tr><td><h2>News</h2><p>Dear all</p></td><td><ul><li>one</li></ul></td></tr><tr><td>{inner}</td></tr></tbody></table>"
    assert said(body) == "News\n----\n\nDear all\n\n- one\n\nDay\n------\nMonday"


def test_a_title_over_a_chart_stands_apart_from_what_is_before_it() -> None:
    """A caption follows what it is of, and what it is of follows a caption; nothing else is close."""
    table = "<table><tbody><tr><td>a</td></tr></tbody></table>"
    figure = f"<figure><figcaption>Title</figcaption>{table}<figcaption>Source</figcaption></figure>"
    assert said(f"<p>before</p>{figure}{figure}<p>after</p>") == (
        "before\n\nTitle\na\nSource\n\nTitle\na\nSource\n\nafter"
    )


def test_the_address_of_a_letter_or_a_telephone_is_as_people_write_it() -> None:
    """Without the subject that a link carries, and without percent signs."""
    body = (
        "<p><a href='mailto:jo%2Bnews@example.org?subject=Hi%20there&amp;cc=b@example.org'>Jo</a>, "
        "<a href='mailto:a@example.org?subject=x'>a@example.org</a>, <a href='tel:01632%20960000'>ring</a></p>"
    )
    assert said(body) == "Jo (jo+news@example.org), a@example.org, ring (01632 960000)"


def test_paragraphs_that_only_keep_distance_are_none() -> None:
    """`<p>&nbsp;</p>`, as editors on the web write it, is not a line."""
    assert said("<p>one</p><p>\u00a0</p><p>\u00a0<br/>\u00a0</p><p>two</p>") == "one\n\ntwo"


def test_lines_end_where_words_do_in_scripts_without_spaces() -> None:
    """After Tibetan's and Ge'ez's own signs, and where a writer put one that is not seen."""
    for sign in "\u200b\u0f0b\u1361":
        found = said(f"<p>{('abcdefgh' + sign) * 30}</p>").split("\n")
        assert len(found) > 3
        assert all(text.columns(line) <= text.WIDTH for line in found)


def test_a_letter_of_ones_own_is_no_end_of_a_line() -> None:
    """U+E000 is a letter in some typefaces; U+2028 is the end of a line, U+2029 of a paragraph."""
    assert said("<p>a\ue000b c\u2028d e\u2029f</p>") == "a\ue000b c\nd e f"


@pytest.mark.parametrize("around", ["blockquote", "ul li", "dl dd"])
def test_what_lies_deep_has_half_a_line(around: str) -> None:
    """Thirty quotations or lists in each other leave room for words."""
    body = f"<p>{'words ' * 40}</p>"
    for _ in range(30):
        for name in reversed(around.split()):
            body = f"<{name}>{body}</{name}>"
    found = said(body).split("\n")
    assert len(found) < 25
    assert all(text.columns(line) <= text.WIDTH for line in found)


def test_a_cell_of_several_columns_says_which() -> None:
    """Side by side it would stand under the first of them alone."""
    table = (
        "<table><thead><tr><th>Place</th><th>Men</th><th>Women</th><th>All</th></tr></thead><tbody>"
        '<tr><th scope="row">Mill</th><td colspan="2">23</td><td>30</td></tr></tbody></table>'
    )
    assert "Place: Mill\n  Men, Women: 23\n  All: 30" in said(body=table)


def test_the_notes_of_a_head_are_called_once() -> None:
    """In the row of heads, or, where each row says its heads, where a head is said first."""
    call = '<sup><a class="noteref" role="doc-noteref" href="#fn-1" id="fnref-1">1</a></sup>'
    rows = "".join(f"<tr><td>{one}</td><td>{'x ' * (30 if one else 1)}</td></tr>" for one in "ab")
    table = f"<table><thead><tr><th>Stop{call}</th><th>{'Bus ' * 9}</th></tr></thead><tbody>{rows}</tbody></table>"
    assert "Stop (note 1): a\n  Bus" in said(body=table)
    assert "Stop: b\n  Bus" in said(body=table)
    assert "Stop (note 1)   Bus\n" in said(body=table.replace("Bus " * 9, "Bus").replace("x " * 30, "x"))
