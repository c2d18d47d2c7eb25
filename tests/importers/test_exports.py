"""Exports, feeds and mails: WordPress, RSS, Atom, JSON Feed, Ghost, a newsletter, a mailbox, a page saved as MHTML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.imports import PICTURE, Came, articles, brought, come

FIXTURES = Path(__file__).parent.parent / "fixtures/import"


def _wordpress() -> list[Came]:
    folder = "wp-content/uploads/2014/03"
    return articles({
        "export.xml": (FIXTURES / "wordpress.xml").read_bytes(),
        f"{folder}/bus.png": PICTURE,
        f"{folder}/stop.png": PICTURE,
    })  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "title: The bus & the valley",
        "date: 2014-03-04",
        "standfirst: The bus is back.",
        "byline: Ruth Price",
        "- Transport\n- bus",
        "[link to the second](2014-04-04-second.md).\\\nA line after.",
        '![A green bus](images/bus/bus.png "The number 7."){credit="Photo: Ruth"}',
        "> I could just go to town.\n> — Maureen",
        "![](images/bus/stop.png)",
        "<https://www.youtube.com/watch?v=abc>",
        "## A bold line",
        "Last **words**[^1] here.",
        "[^1]: The note text.",
    ],
)
def test_a_post_of_wordpress_arrives(typed: str) -> None:
    """Metadata, captions, galleries, links between posts, embeds and notes of an export."""
    assert typed in _wordpress()[0].draft.text


def test_an_export_of_wordpress_is_proven() -> None:
    """Nothing is lost; what is protected is left out by name; a form's shortcode is named."""
    first, second = _wordpress()
    assert first.lost == second.lost == []
    assert "[contact-form-7]" in first.said
    assert second.draft.piece.draft
    assert "> Said.\n> — Me, chair" in second.text
    assert "<caption>Cap</caption>" in second.text
    found = brought({"export.xml": (FIXTURES / "wordpress.xml").read_bytes()})
    assert "`Secret` is protected and was left out" in [remark.what for _, remark in found.remarks]


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>F</title><language>en</language>
<item><title>One &amp;amp; two</title><link>https://a.example/2014/one.html</link><description>Short.</description>
<content:encoded><![CDATA[<p>Full <b>text</b> H<sub>2</sub>O.</p>]]></content:encoded>
<pubDate>Tue, 04 Mar 2014 09:00:00 GMT</pubDate><dc:creator>Me</dc:creator><category>x</category></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><entry>
<title type="html">T &lt;b&gt;x&lt;/b&gt;</title><id>urn:1</id><updated>2014-03-04T00:00:00Z</updated>
<author><name>A</name></author><link href="https://b.example/t"/><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <em>Text</em> mit Worten.</p></div></content></entry></feed>"""
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [{"id": "1", "url": "https://c.example/j", "title": "J", "content_html": "<p>Hello</p>",
               "date_published": "2014-03-04T00:00:00Z", "authors": [{"name": "Z"}]}],
}  # fmt: skip
GHOST = {"db": [{"data": {
    "posts": [
        {"id": "1", "title": "G", "slug": "g", "html": '<p>Ghost <a href="__GHOST_URL__/h/">other</a></p>',
         "status": "published", "published_at": "2014-03-04T00:00:00.000Z", "visibility": "public"},
        {"id": "2", "title": "H", "slug": "h", "html": "<p>Hidden</p>", "status": "draft",
         "created_at": "2014-03-05T00:00:00.000Z", "visibility": "public"},
    ],
    "users": [{"id": "u1", "name": "Ann"}], "tags": [{"id": "t", "name": "News"}],
    "posts_tags": [{"post_id": "1", "tag_id": "t"}], "posts_authors": [{"post_id": "1", "author_id": "u1"}],
}}]}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "typed"),
    [
        (
            RSS,
            [
                "title: One & two",
                "date: 2014-03-04",
                "byline: Me",
                "standfirst: Short.",
                "Full **text** H<sub>2</sub>O.",
            ],
        ),
        (ATOM, ["title: T x", "date: 2014-03-04", "byline: A", "language: de", "Ein *Text* mit Worten."]),
        (json.dumps(FEED), ["title: J", "date: 2014-03-04", "byline: Z", "Hello"]),
        (json.dumps(GHOST), ["title: G", "byline: Ann", "- News", "Ghost [other](2014-03-05-h.md)"]),
    ],
    ids=["rss", "atom", "json feed", "ghost"],
)
def test_an_entry_of_a_feed_arrives(content: str, typed: list[str]) -> None:
    """Feeds and Ghost's export are known by what they hold."""
    first = articles({"anything": content})[0]
    assert [part for part in typed if part not in first.draft.text] == []
    assert first.lost == []


def test_a_newsletter_is_unwrapped() -> None:
    """Of a newsletter's layout its words, tables, lists and links stay; what only mails need goes, and is named."""
    (came,) = articles({"x": (FIXTURES / "newsletter.eml").read_bytes()})
    assert came.draft.name == "2014-03-04-news-from-the-valley-march.md"
    for typed in ("Dear,", "The bus is **back** –", "## The stop", "| Stop | First |", "- One\n- Two",
                  "[The stop's page](https://valley.example.org/stop)"):  # fmt: skip
        assert typed in came.text
    for gone in ("preheader", "FNAME", "unsubscribe", "View this email", "open.php"):
        assert gone not in came.text
        assert gone in came.said or gone == "unsubscribe"
    assert "is tracked and hides where it leads" in came.said
    assert [remark.what for remark in came.lost] == ["picture: is not among the files"]


def test_a_header_that_nobody_can_read_costs_itself() -> None:
    """Python's own reader of headers falls over some; the mail is an article all the same."""
    for broken in ('"Valley" <news@', "<@", "a@[", "=?utf-8?q?"):
        mail = f"From: {broken}\nTo: a@b.cd\nSubject: The bus\nDate: Tue, 04 Mar 2014 09:00:00 +0000\nMessage-ID: <1@x>\n\nIt is back.\n"
        (came,) = articles({"x": mail})
        assert (came.draft.piece.title, came.text) == ("The bus", "It is back.\n")


def test_each_mail_of_a_mailbox_is_an_article() -> None:
    """An mbox is taken apart; the signature of plain mail is left out."""
    mail = "From a@b.c Tue Mar  4 09:00:00 2014\nFrom: A <a@b.c>\nSubject: S{n}\nDate: Tue, 4 Mar 2014 09:00:00 +0000\n\nHello {n}.\n\n-- \nSig\n\n"
    first, second = articles({"box": mail.format(n=1) + mail.format(n=2)})
    assert (first.text, second.text) == ("Hello 1.\n", "Hello 2.\n")
    assert "the signature was left out [Sig]" in first.said


def test_a_page_saved_as_mhtml_is_a_page() -> None:
    """A browser's MHTML is read as the page that it holds, with its pictures."""
    page = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://x.example/a\nSubject: T\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: text/html\n'
        "Content-Transfer-Encoding: 8bit\nContent-Location: https://x.example/a\n\n"
        "<html><head><title>A page</title></head><body><article><h1>A page</h1><p>4 March 2014</p>"
        "<p>Words of it.</p><p>More words.</p><img src='https://x.example/p.png' alt='Dot'></article></body></html>\n"
        "--B\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: https://x.example/p.png\n\n"
    )
    import base64

    (came,) = articles({"a": page + base64.b64encode(PICTURE).decode() + "\n--B--\n"})
    assert came.draft.name == "2014-03-04-a-page.md"
    assert "Words of it.\n\nMore words.\n\n![Dot](images/a-page/" in came.text
    assert came.lost == []


@pytest.mark.parametrize("name", ["page.html", "post.md", "letter.eml"])
def test_a_picture_whose_address_is_none_costs_the_picture_alone(name: str) -> None:
    """`https://[example.org/` looks like an address, and is one of no place."""
    picture = '<p>Some words.</p><p><img src="https://[example.org/bus-300x200.png" alt="A bus"></p>'
    heads = {
        "page.html": "<!DOCTYPE html><html><head><title>A bus</title></head><body><article><h1>A bus</h1>",
        "post.md": "---\ntitle: A bus\n---\n",
        "letter.eml": "From: a@example.org\nSubject: A bus\nContent-Type: text/html; charset=utf-8\n\n",
    }
    came = brought({name: (heads[name] + picture).encode()})
    assert not [remark for _, remark in came.remarks if "fault of handbill" in remark.what]
    (draft,) = came.drafts
    assert "Some words." in come(draft).draft.text


def test_an_attribute_that_no_document_can_have_is_left_out() -> None:
    """`x²` is letters to most programs, and no name in XML."""
    came = brought(
        {"post.md": "---\ntitle: A\n---\n\n<a x²=1 href='/n'>\n\n<p>Some words.</p>\n\n<p>More.</p></a>\n".encode()}
    )
    assert not [remark for _, remark in came.remarks if "fault of handbill" in remark.what]
    (draft,) = came.drafts
    assert "Some words." in come(draft).draft.text
