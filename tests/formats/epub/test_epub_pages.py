"""The pages of the print edition in the ebook."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from publish import press
from publish.editions import compose as editions
from publish.formats.epub import pages as epub_pages
from publish.formats.epub.render import render
from publish.model import EditionPlan, PageStart, Printed
from publish.value import replace
from publish.workshop.shelf import Shelf
from tests.conftest import REQUIRE_ALL
from tests.support import ace, epubcheck
from tests.support.epub_shelf import OPF, TYPE, X
from tests.support.printed_pages import bound, disagreements, marks
from tests.support.sample import PUBLICATION, article, collection, house_style


def printed(*starts: tuple[int, str, int], pages: int = 2) -> Printed:
    """A print edition whose pages begin there."""
    return Printed(
        slug="tides", identifier="urn:example:tides", pages=pages, starts=tuple(PageStart(*start) for start in starts)
    )


def marked(body: str, *starts: tuple[int, str, int], pages: int = 2) -> str:
    """A body with its marks, each shown as `|2|`."""
    root = etree.fromstring(f'<body xmlns:epub="http://www.idpf.org/2007/ops">{body}</body>')
    epub_pages.marks(root, printed(*starts, pages=pages))
    for span in list(root.iter("span")):
        assert span.get(TYPE) == "pagebreak"
        span.tag = "X"
        span.text = f"|{span.get('aria-label')}|"
    return "".join(root.itertext())


@pytest.mark.parametrize(
    ("body", "start", "expected"),
    [
        ("<p>one two three</p>", (2, "1", 6), "one two |2|three"),
        ("<p>one two three</p>", (2, "1", 0), "|2|one two three"),
        ("<p>one divided three</p>", (2, "1", 6), "one divided |2|three"),
        ("<p>one well-known three</p>", (2, "1", 8), "one well-|2|known three"),
        ("<p>one <em>two</em> three four</p>", (2, "1", 8), "one two three |2|four"),
        ("<p>one <em>two</em> three</p>", (2, "2", 0), "one |2|two three"),
        ("<p>one</p><h2>two</h2>", (2, "2", 0), "one|2|two"),
        ("<p>one</p><ul><li>two</li><li>three</li></ul>", (2, "4", 0), "onetwo|2|three"),
        ("<p>一二三四</p>", (2, "1", 2), "一二|2|三四"),
        ("<p>one</p><figure><img src='x'/><figcaption>two</figcaption></figure>", (2, "3", 0), "one|2|two"),
    ],
)
def test_a_mark_stands_before_the_first_word_of_its_page(body: str, start: tuple[int, str, int], expected: str) -> None:
    """A mark divides no word, and where a heading, a link or a stress begins a page it stands before it."""
    assert marked(body, start) == expected


def test_no_mark_is_inside_a_heading_a_link_or_a_list_without_item() -> None:
    """A mark is no part of what a heading or a link is called, and stands where HTML lets it."""
    for body, number in (
        ("<h2><a href='x'>two</a></h2>", "2"),
        ("<p><a href='x'><em>two</em></a></p>", "3"),
        ("<ul><li>two</li></ul>", "2"),
        ("<table><tr><td>two</td></tr></table>", "3"),
    ):
        root = etree.fromstring(f"<body>{body}</body>")
        epub_pages.marks(root, printed((2, number, 0)))
        (mark,) = root.iter("span")
        around = [above.tag for above in mark.iterancestors()]
        assert around[0] in ("body", "p", "li", "td")
        assert not {"a", "h2"} & set(around)


def test_a_page_of_notes_alone_begins_where_the_next_one_does() -> None:
    """No page is left out of the list, whatever is on it."""
    root = etree.fromstring("<body><p>one two three</p></body>")
    found = epub_pages.marks(root, printed((3, "1", 6), (4, "news", 0), pages=5))
    assert [(mark.page, mark.part) for mark in found] == [
        (1, "head"),
        (2, "body"),
        (3, "body"),
        (4, "end"),
        (5, "end"),
    ]
    assert [span.get("aria-label") for span in root.iter("span")] == ["2", "3"]


def test_the_marks_are_where_the_pages_of_the_pdf_begin() -> None:
    """Another program reads the PDF: each page begins with the words that follow its mark."""
    shelf, originals = bound()
    for original, content in originals:
        root = shelf.xml(f"articles/{original.slug}.xhtml")
        assert len(marks(root)) == original.pages
        assert list(disagreements(root, content)) == []
    assert originals[0][0].pages > 2


def test_the_list_of_pages_names_the_number_and_the_article() -> None:
    """Each briefing counts its own pages, so that a number alone would name several; ids are the list's own."""
    shelf, originals = bound()
    (pages,) = (nav for nav in shelf.xml("contents.xhtml").iter(f"{X}nav") if nav.get(TYPE) == "page-list")
    links = ["".join(link.itertext()) for link in pages.iter(f"{X}a")]
    assert links[:2] == ["1 · Taskforce calls for action on mutuals", "2 · Taskforce calls for action on mutuals"]
    assert len(links) == len(set(links)) == sum(original.pages for original, _ in originals)
    for link in pages.iter(f"{X}a"):
        name, _, place = str(link.get("href")).partition("#")
        (target,) = (element for element in shelf.xml(name).iter("*") if element.get("id") == place)
        assert target.get("role") == "doc-pagebreak"


def test_the_metadata_name_the_print_editions() -> None:
    """What EPUB Accessibility asks for: whose pages they are, and that one can go to them."""
    shelf, originals = bound()
    names = [original.identifier for original, _ in originals]
    assert shelf.metadata("dc:source") == [PUBLICATION.identifier, *names]
    assert shelf.metadata("pageBreakSource") == names
    assert shelf.metadata("source-of") == ["pagination"] * len(names)
    refined = [
        m.get("refines") for m in shelf.xml("content.opf").iter(f"{OPF}meta") if m.get("property") == "source-of"
    ]
    assert refined == [f"#print-{number + 1}" for number in range(len(names))]
    features = shelf.metadata("schema:accessibilityFeature")
    assert {"pageBreakMarkers", "pageNavigation", "printPageNumbers"} <= set(features)


def test_without_a_print_edition_there_are_no_pages() -> None:
    """Nothing is said of pages that nobody has printed."""
    artifact, _ = render(collection(), house_style())
    assert artifact is not None
    with zipfile.ZipFile(io.BytesIO(artifact.content)) as archive:
        every = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(("xhtml", "opf")))
    for word in ("page-list", "pagebreak", "pageBreakSource", "pageNavigation", "printPageNumbers"):
        assert word not in every


def test_an_ebook_is_made_after_the_print_editions_whose_pages_it_marks(tmp_path: Path) -> None:
    """Whether the briefings are ordered or not, the ebook is the same; only what is ordered comes back."""
    plans = tuple(
        EditionPlan(name=kind, kind=kind, title="", sides=None, max_bytes=None) for kind in ("briefing", "collection")
    )
    composed = editions.compose(PUBLICATION, plans, (article(), article("bare", body="<p>Bare.</p>", assets=())))
    made = {}
    for only in ((), ("collection",)):
        orders = press.plan(composed, house_style(), only=only)
        shelf = Shelf(place=tmp_path / "".join(only), tools="")
        products = {order.edition.name: mark for order, mark, _ in press.render(orders, shelf, jobs=2)}
        assert set(products) == set(only or ("briefing", "collection"))
        assert products["collection"] is not None
        artifact = press.fetch(products["collection"], shelf)
        assert artifact is not None
        made[only] = artifact.content
    assert made[()] == made[("collection",)]
    assert b"page-list" in zipfile.ZipFile(io.BytesIO(made[()])).read("EPUB/contents.xhtml")
    assert all(not order.originals for order in press.plan(composed, house_style(), pages=False))


@pytest.mark.slow
def test_the_referees_find_nothing_in_the_pages(tmp_path: Path) -> None:
    """Neither EPUBCheck nor Ace has anything to say of marks and list."""
    if reason := epubcheck.missing() or ace.MISSING:
        assert not REQUIRE_ALL, reason
        pytest.skip(reason)
    path = tmp_path / "pages.epub"
    path.write_bytes(bound()[0].content)
    assert epubcheck.check([path]) == {path: ()}
    assert ace.check(path, tmp_path / "report") == []


def test_pages_that_are_not_marked_are_named() -> None:
    """The article whose print edition could not be made is told, and keeps its chapter; the others keep their pages."""
    edition = collection()
    lost = Printed(slug="news-2", identifier="urn:example:news-2", pages=0, starts=())
    artifact, problems = render(edition, house_style(), printed=[lost, printed(pages=1)])
    assert artifact is not None
    with zipfile.ZipFile(io.BytesIO(artifact.content)) as book:
        chapters = [book.read(f"EPUB/articles/{item.slug}.xhtml").decode() for item in edition.articles]
        package = book.read("EPUB/content.opf").decode()

    assert [(problem.code, problem.path) for problem in problems] == [("R09", "source/articles/news-2.md")]
    assert "`News item 2`" in problems[0].message
    assert ["doc-pagebreak" in chapter for chapter in chapters] == [False, False, True]
    assert ("urn:example:tides" in package, "urn:example:news-2" in package) == (True, False)


def test_an_ebook_is_made_when_a_print_edition_cannot_be(tmp_path: Path) -> None:
    """The press makes what it can: the ebook comes, with a warning for each article whose pages it does not mark."""
    plans = [
        EditionPlan(name=kind, kind=kind, title="", sides=None, max_bytes=None) for kind in ("briefing", "collection")
    ]
    articles = (article(), article("other", title="Another", body="<p>Other words.</p>", assets=(), links=()))
    style = house_style()
    unprintable = replace(style, files=tuple(file for file in style.files if file.name != "briefing.html"))
    orders = press.plan(press.compose(PUBLICATION, plans, articles), unprintable)
    shelf = Shelf(place=tmp_path, tools="")
    told = {order.edition.slug: (mark, problems) for order, mark, problems in press.render(orders, shelf, jobs=2)}
    mark, problems = told["tides-briefings"]

    assert mark is not None
    assert [(problem.code, problem.path) for problem in problems] == [
        ("R09", "source/articles/other.md"),
        ("R09", "source/articles/tides.md"),
    ]
    assert all(told[slug][0] is None for slug in ("tides", "other"))
