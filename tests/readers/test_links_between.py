"""Links from one article to another: typed as the name of a file, followed in each edition as far as it reaches."""

from __future__ import annotations

import io
import posixpath
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pypdfium2
import pytest
from lxml import etree, html

from publish import press
from publish.base.slugs import ANOTHER
from publish.catalogue.body import web
from publish.editions.release import Release
from publish.formats.epub import render
from publish.formats.pdf import render as pdf
from publish.formats.plain import text
from publish.model import Article, Edition, EditionPlan, Kind, Manuscript
from publish.problem import Problem
from publish.readers import references
from publish.style.galley import words
from publish.value import replace
from tests.conftest import REQUIRE_ALL
from tests.support import archive_shelf, epubcheck
from tests.support.packs import agenda, item
from tests.support.sample import PUBLICATION, house_style
from tests.support.sample import article as sample

Form = Literal["NFC", "NFD"]
WEB = replace(PUBLICATION, archive="https://example.org/news")
OTHER = "Before.\n\n## The numbers\n\nNine, then fifty-eight.[^1]\n\n[^1]: As counted.\n"


def written(name: str, body: str, *, title: str = "", date: str = "2014-02-03") -> Manuscript:
    """A manuscript in `source/articles/`."""
    metadata = f"---\ntitle: {title or name.removesuffix('.md')}\ndate: {date}\n---\n\n"
    return Manuscript(path=f"source/articles/{name}", content=(metadata + body).encode())


def missing(src: str) -> bytes:
    """No article here has a picture."""
    raise FileNotFoundError(src)


def pictures(_path: str) -> Callable[[str], bytes]:
    """The way to an article's pictures."""
    return missing


def read(*manuscripts: Manuscript) -> tuple[dict[str, Article], tuple[Problem, ...]]:
    """The articles by slug, and what is wrong with them."""
    articles, problems = press.gather(press.read_each(manuscripts, language="en-GB", pictures=pictures))
    return {article.slug: article for article in articles}, problems


def pair(link: str = "2012-07-18-other.md#the-numbers") -> tuple[Article, ...]:
    """An article with a link, and the one that it leads to."""
    articles, problems = read(
        written("first.md", f"See [what was counted]({link}) by then."),
        written("2012-07-18-other.md", OTHER, title="How many there are", date="2012-07-18"),
    )
    assert not problems
    return articles["first"], articles["other"]


def composed(kind: Kind, articles: tuple[Article, ...], archive: str = "", *picked: str) -> Edition:
    """The first edition of a kind with `first` in it."""
    plan = EditionPlan(name=kind, kind=kind, title="", sides=None, max_bytes=None, articles=picked)
    editions = press.compose(replace(PUBLICATION, archive=archive), (plan,), articles)
    return next(edition for edition in editions if edition.articles[0].slug == "first" or kind == "collection")


def said(content: bytes) -> str:
    """The words of a PDF's pages."""
    with pypdfium2.PdfDocument(content) as pages:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("2012-07-18-other.md", "article:other"),
        ("other.md", "article:other"),
        ("./other.md#the-numbers", "article:other#the-numbers"),
        ("other.md#The%20numbers", "article:other#the-numbers"),
        ("../articles/2012-07-18-other.md", "article:other"),
        ("/articles/other.md", "article:other"),
        ("Other.MD", "article:other"),
        ("2013/two%20words.md", "article:two-words"),
        ("<2013/two words.md>", "article:two-words"),
        ("first.md#here", "#here"),
    ],
)
def test_a_link_may_name_the_file_as_people_do(link: str, leads: str) -> None:
    """With its date or without, from the folder or from its own, with a heading; in its own text it stays inside."""
    articles, problems = read(
        written("first.md", f"See [what was counted]({link}).\n\n## Here\n\nThis."),
        written("2012-07-18-other.md", OTHER),
        written("2013/two words.md", "Two."),
    )

    assert not problems
    assert f'<a href="{leads}">what was counted</a>' in articles["first"].body
    assert articles["first"].others == (() if leads[0] == "#" else (leads[8:].partition("#")[0],))


@pytest.mark.parametrize(
    ("link", "message", "hint"),
    [
        ("othr.md", "the link to `othr.md` leads to no article", "did you mean `2012-07-18-other.md`?"),
        ("bad.md", "the link to `bad.md` leads to an article that has errors", "mend `source/articles/bad.md` first"),
        ("other.md#numberz", "the link to `other.md#numberz` leads to no part of that article", "did you mean `the-numbers`?"),
        ("other.md#zzz", "the link to `other.md#zzz` leads to no part of that article", "its parts are `the-numbers`"),
        ("zzzzzzzz.md", "the link to `zzzzzzzz.md` leads to no article", "write the name of an article's file, or an address from `https://` on"),
        ("same.md", "the link to `same.md` may lead to several articles", "write its path: `source/articles/2013/same.md`, `source/articles/2014/same.md`"),
    ],
)  # fmt: skip
def test_a_link_that_leads_to_no_article_is_named(link: str, message: str, hint: str) -> None:
    """On its line, with what may be meant; its words stay, and the article is made."""
    articles, problems = read(
        written("first.md", f"`see [this]({link})`\n\nWell, see [the **whole** count]({link}) now."),
        written("2012-07-18-other.md", OTHER),
        Manuscript(path="source/articles/bad.md", content=b"No metadata."),
        written("2013/same.md", "One.", title="One"),
        Manuscript(path="source/articles/2014/same.md", content=b"---\ntitle: Two\nslug: two\ndate: 2014-01-01\n---\n\nTwo.\n"),
    )  # fmt: skip
    (problem,) = (problem for problem in problems if problem.code == "T13")

    assert (problem.path, problem.line, problem.severity) == ("source/articles/first.md", 8, "warning")
    assert (problem.message, problem.hint) == (message, hint)
    plain = " ".join(etree.fromstring(f"<x>{articles['first'].body}</x>").itertext())
    assert "the whole count" in " ".join(plain.split())
    assert ("<a" in articles["first"].body) == ("#" in link)


@pytest.mark.parametrize("link", ["../papers/2026/pay.md", "pay.md", "bad.md#part", "../papers/never.pdf"])
def test_a_link_that_names_a_paper_of_a_meeting_is_told_once(link: str) -> None:
    """Whether the paper could be read or not, and though an article has its name: its words alone are left."""
    articles, problems = read(
        written("first.md", f"The text.\n\nSee [what was paid]({link}), [the same]({link}) and [an end](zzz.md)."),
        Manuscript(path="source/papers/2026/pay.md", content=b"---\ntitle: Pay\ndate: 2026-01-01\n---\n\nWhat.\n"),
        Manuscript(path="source/papers/bad.md", content=b"No metadata."),
        *([written("other.md", "Of ours.")] if link == "pay.md" else [written("pay.md", "Of ours.")]),
    )
    first = [problem for problem in problems if problem.path == "source/articles/first.md"]

    assert [(problem.code, problem.line) for problem in first] == [("T16", 8), ("T13", 8)]
    assert f"the link to `{link}` leads to a paper of a meeting" in first[0].message
    assert "<a" not in articles["first"].body


@pytest.mark.parametrize(("typed", "kept"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_with_an_accent_is_met_however_a_system_keeps_it(typed: Form, kept: Form) -> None:
    """A Mac takes é apart into two signs, and whoever types a link elsewhere does not."""
    articles, problems = read(
        written("first.md", f"See [the café]({normalize(typed, 'café')}.md)."),
        written(normalize(kept, "2012-07-18-café.md"), "Open."),
    )

    assert not problems
    assert articles["first"].others == ("cafe",)


def test_a_link_to_what_was_withdrawn_is_to_be_taken_away() -> None:
    """One to what is only held back becomes a link one day, and this one never."""
    texts = (written("first.md", "See [what she said](hers.md)."), written("hers.md", "Hers."))
    found = list(press.read_each(texts, language="en-GB", pictures=pictures))
    told = press.gather(found, Release(today=date(2026, 1, 1), withdrawn={"hers": date(2025, 1, 1)}))[1]
    assert [(one.message, one.hint) for one in told if one.code == "T13"] == [
        ("the link to `hers.md` leads to an article that was withdrawn", "its words stay; take the link away")
    ]


def test_in_a_collection_it_leads_to_the_chapter(tmp_path: Path) -> None:
    """To the very heading; what it leads to is in the unzipped file. EPUBCheck finds nothing."""
    artifact, problems = render.render(composed("collection", pair()), house_style())
    assert artifact is not None
    assert not problems
    with zipfile.ZipFile(io.BytesIO(artifact.content)) as book:
        book.extractall(tmp_path / "book")
    chapter = tmp_path / "book/EPUB/articles/first.xhtml"
    (href,) = etree.parse(chapter).xpath("//*[@class='body']//@href")
    path, _, place = str(href).partition("#")
    target = etree.parse(tmp_path / "book/EPUB/articles" / path)

    assert [" ".join(element.itertext()) for element in target.xpath("//*[@id=$place]", place=place)] == ["The numbers"]
    (tmp_path / "book.epub").write_bytes(artifact.content)
    if reason := epubcheck.missing():
        assert not REQUIRE_ALL, reason
        pytest.skip(reason)
    assert epubcheck.check([tmp_path / "book.epub"]) == {tmp_path / "book.epub": ()}


@pytest.mark.parametrize("archive", ["", "https://example.org/news"])
def test_in_a_collection_without_the_other_it_leads_to_the_archive(archive: str) -> None:
    """To its page there, or nowhere when there is no archive; a chapter that could not be set is left out likewise."""
    articles = pair()
    alone = composed("collection", articles, archive, "first")
    broken = replace(articles[1], body="<p>not <b>well-formed</p>")
    for edition, codes in ((alone, []), (composed("collection", (articles[0], broken), archive), ["X01"])):
        artifact, problems = render.render(edition, house_style())
        assert artifact is not None
        assert [problem.code for problem in problems] == codes
        with zipfile.ZipFile(io.BytesIO(artifact.content)) as book:
            chapter = html.fromstring(book.read("EPUB/articles/first.xhtml"))
        (body,) = chapter.xpath("//*[@class='body']")
        page = f"{archive}/articles/other.html#the-numbers"
        assert body.xpath(".//@href") == ([page] if archive else [])
        assert "what was counted by then" in " ".join(body.text_content().split())


def test_on_paper_a_note_says_where_the_other_is() -> None:
    """Its address in the archive, or its headline and day when there is none; large print and text say the same."""
    articles, style = pair(), house_style()
    for kind in ("briefing", "large-print", "screen"):
        plain, _ = pdf.render(composed(kind, articles), style)
        led, _ = pdf.render(composed(kind, articles, WEB.archive), style)
        assert plain is not None
        assert led is not None
        assert "How many there are, 18 July 2012" in said(plain.content).replace("1 How", "How"), kind
        assert b"articles/other" not in plain.content
        if kind != "screen":
            assert "example.org/news/articles/other.html#the-numbers" in said(led.content).replace(" ", ""), kind
    for archive, told in (
        ("", "what was counted (How many there are, 18 July 2012) by then"),
        (WEB.archive, "what was counted [1] by then"),
    ):
        artifact, _ = text.render(composed("text", articles, archive), style)
        assert artifact is not None
        assert told in " ".join(artifact.content.decode().split())


def test_in_a_pack_it_leads_to_the_other_paper() -> None:
    """Inside the file, and it says behind the link which paper that is, and on which page."""
    articles = pair()
    items = (item(1, papers=("first",)), item(2, papers=("other",)))
    plan = EditionPlan(name="pack", kind="pack", title="", sides=None, max_bytes=None)
    (edition,) = press.compose(WEB, (plan,), articles, (agenda(items=items),))
    artifact, problems = pdf.render(edition, house_style())
    assert artifact is not None
    assert not [problem for problem in problems if problem.code != "R02"]
    galley = html.fromstring(pdf.typeset(edition, house_style()).html)
    leads = {href for href in galley.xpath("//a/@href") if "the-numbers" in href}

    assert leads == {"#paper-2-the-numbers"}
    assert galley.xpath("//*[@id='paper-2-the-numbers']")
    assert "(Paper 2, page " in said(artifact.content)


def test_in_the_archive_it_leads_to_the_others_page() -> None:
    """As seen from the page; in a feed by its whole address."""
    first = pair()[0]
    say = words(house_style(), "en")
    page = web(first, frozenset(("first", "other")), say, lambda path: posixpath.relpath(path, "articles"))
    feed = web(first, frozenset(("first", "other")), say, lambda path: f"https://example.org/news/{path}")

    assert 'href="other.html#the-numbers"' in page
    assert 'href="https://example.org/news/articles/other.html#the-numbers"' in feed
    assert "href" not in web(first, frozenset(("first",)), say, str)


def test_an_edition_holds_all_that_its_links_say() -> None:
    """It changes with the headline of an article that it leads to, and not with that article's text."""
    articles = pair()
    renamed = replace(articles[1], title="Fewer than there were")
    rewritten = replace(articles[1], body="<h2 id='the-numbers'>Other words</h2>", typed="Other words")
    for other, same in ((renamed, False), (rewritten, True)):
        once, again = (replace(composed("briefing", (articles[0], one)), news=()) for one in (articles[1], other))
        assert (once == again) == same


def test_the_feeds_and_pages_of_an_archive_follow_it() -> None:
    """A link on a page leads to a file of the archive and a place in it, one in a feed to its address on the web."""
    made = archive_shelf.archive(WEB, pair())
    (href,) = html.fromstring(made.text("articles/first.html")).xpath("//*[@class='body']//@href")
    path, _, place = href.partition("#")

    assert html.fromstring(made.text(f"articles/{path}")).xpath("//*[@id=$place]", place=place)
    assert "https://example.org/news/articles/other.html#the-numbers" in made.text("feeds/atom.xml")


def test_many_links_are_matched_in_a_time_that_grows_with_their_number() -> None:
    """Links to parts of a long article, and links that lead nowhere, are matched at once; not each is told."""
    links = "".join(
        f'<p><a href="{ANOTHER}b.md#part-{n}">x</a> <a href="{ANOTHER}b.md#no-{n}">y</a></p>' for n in range(4000)
    )
    parts = "".join(f'<h2 id="part-{n}">Part {n}</h2><p>{"word " * 20}</p>' for n in range(8000))
    sources = sample("a", source="articles/a.md", body=links), sample("b", source="articles/b.md", body=parts)

    began = time.process_time()
    (matched, _), problems = references.match(sources, ())

    assert time.process_time() - began < 3
    assert matched.body.count("<a ") == 8000
    assert len(problems) == references.MOST_TOLD + 1
    assert "3800 more links" in problems[-1].message
