"""Nothing is lost and nothing is let in: the words of an article in its EPUB."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.style.collection import chapter
from publish.value import replace
from tests.support.epub_samples import rich
from tests.support.epub_shelf import X, opened
from tests.support.sample import article, collection, house_style


def words(markup: str) -> str:
    """The words of a fragment, white space run together."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


@pytest.mark.parametrize("slug", ["tides", "shore", "tables-and-pictures", "code", "news-3"])
def test_every_word_of_an_article_is_in_its_file(slug: str) -> None:
    """What the article says, its file says, in the same order."""
    item = next(item for item in rich().articles if item.slug == slug)
    said = opened(rich()).text(f"articles/{slug}.xhtml")
    text, _, notes = item.body.partition('<section class="notes"')
    assert words(text) in said
    assert words(f"<section {notes}" if notes else "") in said
    for part in (item.title, item.standfirst, *item.byline, *item.tags, *(link.title for link in item.links)):
        assert part in said


ODD = [
    '<&"]]>',
    "{{ 7*7 }}{% include 'x' %}",
    "<!-- --><![CDATA[",
    "&amp;&nbsp;&#0;",
    "</title><script>alert(1)</script>",
]


@pytest.mark.parametrize("title", ODD)
def test_an_odd_title_is_printed_as_typed(title: str) -> None:
    """A title is text wherever it stands: the article, both tables of contents, the package, the cover."""
    odd = article(title=title, standfirst=title, byline=(title,), tags=(title,))
    shelf = opened(replace(collection(), title=title, articles=(odd,)))
    assert shelf.xml("articles/tides.xhtml").findtext(f".//{X}h1") == title
    assert title in shelf.text("contents.xhtml")
    assert title in "".join(shelf.xml("contents.ncx").itertext())
    assert shelf.metadata("dc:title") == shelf.metadata("dc:subject") == [title]
    assert not shelf.problems


PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cs"]), min_size=1)


@given(PRINTABLE, PRINTABLE)
def test_any_text_keeps_its_article_well_formed(title: str, standfirst: str) -> None:
    """Whatever is written in the metadata, the file is XHTML and says it again."""
    odd = article(title=title, standfirst=standfirst)
    leaf = chapter(odd, collection(), house_style(), body="", links=odd.links)
    root = etree.fromstring(leaf.html.encode())
    assert root.findtext(f".//{X}h1") == title
    assert root.findtext(f".//{X}p[@class='standfirst']") == standfirst


def test_named_characters_of_html_become_characters() -> None:
    """XML knows five named characters; `&nbsp;` and the others arrive as what they stand for."""
    assert "café\u00a0AT&T" in "".join(opened(rich()).xml("articles/code.xhtml").itertext())


def test_the_markup_of_an_ebook_about_ebooks_is_kept() -> None:
    """Words that look like what the press itself writes are words."""
    said = ' xmlns:epub="http://www.idpf.org/2007/ops"'
    shelf = opened(replace(collection(), articles=(article(body=f"<p>Write{said} on the root.</p>"),)))
    assert f"Write{said} on the root." in shelf.text("articles/tides.xhtml")


def test_a_language_that_nobody_knows_keeps_no_ebook_from_being_made() -> None:
    """A word in a language of one's own, or with a slip in its tag, and one that says to turn and not which way."""
    body = '<p>A <span lang="en-US-x-twain">warm</span> <span lang="zzzz">x</span> <bdo>turned</bdo> word</p>'
    shelf = opened(replace(collection(), articles=(article(body=body, assets=()),)))
    assert "A warm x turned word" in shelf.text("articles/tides.xhtml")
    assert b"<bdo" not in shelf.files["articles/tides.xhtml"]
    assert "(English, zzzz)" in shelf.text("colophon.xhtml")
