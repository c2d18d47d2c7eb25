"""The collection as an EPUB: its files, its order, its tables of contents, its metadata."""

from __future__ import annotations

import io
import zipfile
from datetime import date

from publish.formats.epub.render import render
from publish.value import replace
from tests.support.epub_samples import DRAWN, figure, rich
from tests.support.epub_shelf import OPF, TYPE, X, opened
from tests.support.sample import LOGO, PUBLICATION, article, collection, house_style

NCX = "{http://www.daisy.org/z3986/2005/ncx/}"


def test_an_artifact_says_what_it_is() -> None:
    """The artifact carries the edition's name, the file's name, the media type of an EPUB and no pages."""
    artifact, problems = render(collection(), house_style())
    assert artifact is not None
    assert not problems
    assert (artifact.edition, artifact.name, artifact.suffix) == ("collection", "tides-briefings", "epub")
    assert (artifact.media_type, artifact.pages) == ("application/epub+zip", None)


def test_the_mimetype_lies_first_stored_and_bare() -> None:
    """Readers that look at the first bytes of the file find its type there (EPUB 3.3, OCF ZIP container)."""
    content = opened(collection()).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first, *others = archive.infolist()
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert content[30:58] == b"mimetypeapplication/epub+zip"
    assert [entry.filename for entry in others] == sorted(entry.filename for entry in others)
    assert {entry.date_time for entry in (first, *others)} == {(1980, 1, 1, 0, 0, 0)}


def test_every_article_is_a_file_named_by_its_slug() -> None:
    """An article's slug is the name of its file, and its pictures lie once in images/, none of them a WebP."""
    shelf = opened(rich())
    for item in rich().articles:
        page = shelf.xml(f"articles/{item.slug}.xhtml")
        shown = [str(picture.get("src")) for picture in page.iter("{http://www.w3.org/1999/xhtml}img")]
        assert len(set(shown)) >= len(item.assets)
        assert {name.removeprefix("../") for name in shown} <= shelf.files.keys()
    assert {name.rpartition(".")[2] for name in shelf.files if name.startswith("images/")} <= {
        "jpg",
        "png",
        "gif",
        "svg",
    }


def test_the_names_in_a_drawing_are_those_of_xml() -> None:
    """An id that XML does not allow gets another, which references follow; each stands once, and none leads nowhere."""
    content = opened(replace(collection(), articles=(article(body=figure(DRAWN, "x"), assets=(DRAWN,)),)))
    drawn = content.xml("images/layers.svg")
    svg, link = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
    assert [element.get("id") for element in drawn.iter("*") if "id" in element.attrib] == [
        *("_paint_0", "b", "_Group_3", "_1st", "_1st_"),
    ]
    group, circle, rect = drawn[2], drawn[2][0], drawn[3][0]
    assert (group.get("aria-labelledby"), circle.get("fill")) == ("_1st b", "url(#_paint_0)")
    assert rect.get("fill") == "url(#b)"
    assert drawn[0][1].get(link) is None
    assert (drawn[1].text or "") == '.a { fill: url(#_1st) } .b { fill: url( "#b" ) }'
    assert [use.get(link) or use.get("href") for use in drawn.iter(svg + "use")] == ["#_Group_3", "#_1st"]
    assert next(drawn.iter(svg + "a")).get("href") == "https://example.org/#1st"


def test_a_drawing_with_good_names_is_carried_as_it_is() -> None:
    """Not a byte of it is changed."""
    assert opened(collection()).files[f"images/{LOGO.name}"] == LOGO.content


def test_the_spine_reads_cover_title_page_contents_articles_colophon() -> None:
    """The reading order is that of the edition, newest first, between what stands before and after."""
    package = opened(collection()).xml("content.opf")
    names = {item.get("id"): item.get("href") for item in package.iter(OPF + "item")}
    assert [names[item.get("idref")] for item in package.iter(OPF + "itemref")] == [
        "cover.xhtml",
        "imprint.xhtml",
        "contents.xhtml",
        "articles/news-2.xhtml",
        "articles/news-1.xhtml",
        "articles/tides.xhtml",
        "colophon.xhtml",
    ]


def test_the_contents_carry_title_byline_and_date() -> None:
    """Both tables of contents, EPUB 3's and EPUB 2's, name each article with its byline and date."""
    shelf = opened(collection())
    nav, ncx = shelf.xml("contents.xhtml"), shelf.xml("contents.ncx")
    toc = next(element for element in nav.iter(X + "nav") if element.get(TYPE) == "toc")
    entries = {link.get("href"): " ".join("".join(link.itertext()).split()) for link in toc.iter(X + "a")}
    assert entries["articles/tides.xhtml"] == "Taskforce calls for action on mutuals · Jo Bloggs · 18 July 2012"
    points = {
        point.find(f"{NCX}content").get("src"): point.findtext(f"{NCX}navLabel/{NCX}text")
        for point in ncx.iter(NCX + "navPoint")
    }
    assert {name: entries[name] for name in points} == points
    assert len(points) == 3


def test_the_landmarks_lead_to_cover_contents_and_text() -> None:
    """The landmarks name the places that a reading system offers by itself."""
    nav = opened(collection()).xml("contents.xhtml")
    landmarks = next(element for element in nav.iter(X + "nav") if element.get(TYPE) == "landmarks")
    assert {link.get(TYPE): link.get("href") for link in landmarks.iter(X + "a")} == {
        "cover": "cover.xhtml",
        "titlepage": "imprint.xhtml",
        "toc": "contents.xhtml",
        "bodymatter": "articles/news-2.xhtml",
        "colophon": "colophon.xhtml",
    }


def test_an_article_has_its_head_picture_and_links() -> None:
    """Headline, standfirst, byline and date stand at the head, the picture has its alternative, the links come last."""
    root = opened(rich()).xml("articles/tides.xhtml")
    assert root.findtext(f".//{X}h1") == "Taskforce calls for action on mutuals"
    head = " ".join("".join(root.find(f".//{X}header").itertext()).split())
    assert "A report says what would help" in head
    assert head.endswith("By Jo Bloggs · 18 July 2012")
    assert next(image.get("alt") for image in root.iter(X + "img")) == "A yellow sun over a green shore"
    assert [link.get("href") for link in root.iter(X + "a")][-1] == "https://example.org/report.pdf"


def test_notes_pop_up_and_lead_back() -> None:
    """A note is an aside of the type that reading systems pop up; its call and its way back carry their roles."""
    root = opened(collection()).xml("articles/tides.xhtml")
    call = next(link for link in root.iter(X + "a") if link.get(TYPE) == "noteref")
    note = next(element for element in root.iter(X + "aside") if element.get(TYPE) == "footnote")
    back = next(link for link in note.iter(X + "a"))
    assert (call.get("role"), note.get("role"), back.get("role")) == ("doc-noteref", "doc-footnote", "doc-backlink")
    assert (call.get("href"), back.get("href")) == (f"#{note.get('id')}", f"#{call.get('id')}")
    assert back.get("aria-label") == "Back to the text, note 1"


def test_a_wide_table_carries_what_it_needs_as_a_list() -> None:
    """Each cell of a wide table knows its column's heading; a narrow one stays as it is; headings say what for."""
    wide = opened(rich()).xml("articles/tables-and-pictures.xhtml")
    narrow = opened(rich()).xml("articles/tides.xhtml")
    labels = [cell.get("data-label") for cell in wide.iter(X + "td")]
    assert labels[:4] == ["Where", "Members", "What changed", "Cost (£)"]
    assert all(cell.get("data-label") is None for cell in narrow.iter(X + "td"))
    assert {cell.get("scope") for cell in narrow.iter(X + "th")} == {"col", "row"}


def test_a_table_in_a_table_has_labels_of_its_own() -> None:
    """Its cells are not labelled as those of the table around it, and a label has no number of a note in it."""
    call = '<sup><a class="noteref" role="doc-noteref" href="#x" id="y">16</a></sup>'
    inner = "<table><tbody><tr><td>Monday</td><td>Tuesday</td></tr></tbody></table>"
    body = (
        f"<table><thead><tr><th>Service{call}</th><th>Where it is, in many words</th></tr></thead><tbody><tr><td>{inner}"
        f'</td><td>Northern shore</td></tr></tbody></table><p id="x">Note</p>'
    )
    chapter = opened(replace(collection(), articles=(article(body=body, assets=()),))).xml("articles/tides.xhtml")
    labels = [(cell.get("data-label"), "".join(cell.itertext())) for cell in chapter.iter(X + "td")]
    assert labels == [
        ("Service", "MondayTuesday"),
        (None, "Monday"),
        (None, "Tuesday"),
        ("Where it is, in many words", "Northern shore"),
    ]


def test_links_lead_to_articles_of_the_collection_or_out_of_it() -> None:
    """A link to another article leads there, an odd address is mended, a dead one is unmade, kept as words, named."""
    shelf = opened(rich())
    root = shelf.xml("articles/code.xhtml")
    body = root.find(f".//{X}div[@class='body']")
    assert body is not None
    assert [link.get("href") for link in body.iter(X + "a")] == [
        "tides.xhtml#numbers",
        "https://example.org/a%20b?q=%C3%A9&r=%5B1%5D",
        "mailto:a@example.org",
    ]
    assert "nowhere, lost," in shelf.text("articles/code.xhtml")
    assert [(problem.code, problem.path) for problem in shelf.problems] == [("T05", "source/articles/code.md")] * 2


def test_a_right_to_left_article_reads_right_to_left() -> None:
    """Language and direction stand on the root of each file; pages turn by the publication's direction alone."""
    shelf = opened(rich())
    arabic, english = shelf.xml("articles/shore.xhtml"), shelf.xml("articles/code.xhtml")
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")
    assert (english.get("lang"), english.get("dir")) == ("en-GB", "ltr")
    assert shelf.xml("content.opf").find(f"{OPF}spine").get("page-progression-direction") is None
    turned = opened(replace(collection(), language="ar", direction="rtl")).xml("content.opf")
    assert turned.find(f"{OPF}spine").get("page-progression-direction") == "rtl"
    assert (turned.get("dir"), turned.get("{http://www.w3.org/XML/1998/namespace}lang")) == ("rtl", "ar")


def test_the_package_says_whose_it_is() -> None:
    """Title, makers, languages, subjects, rights and series come from the edition; the date from its newest article."""
    shelf = opened(rich())
    assert shelf.metadata("dc:identifier") == [collection().identifier]
    assert shelf.metadata("dc:title") == ["Tides Briefings 2012"]
    assert shelf.metadata("dc:creator") == shelf.metadata("dc:publisher") == ["Coastal Voluntary Alliance"]
    assert shelf.metadata("dc:contributor") == ["Jo Bloggs", "ليلى حداد", "Ann Ede", "Ben Foy", "Cai Gwyn"]
    assert shelf.metadata("dc:language") == ["en-GB", "ar"]
    assert shelf.metadata("dc:subject") == ["mutuals", "public services", "متطوعون", "news"]
    assert shelf.metadata("dc:rights") == [PUBLICATION.rights]
    assert shelf.metadata("dcterms:modified") == ["2014-01-02T00:00:00Z"]
    assert shelf.metadata("belongs-to-collection") == ["Tides Briefings"]


def test_an_edition_of_a_thousand_years_ago_is_dated_so() -> None:
    """Dates come from the articles, whatever they are."""
    old = replace(collection(), issued=date(1024, 2, 29), articles=(article(published=date(1024, 2, 29)),))
    assert opened(old).metadata("dcterms:modified") == ["1024-02-29T00:00:00Z"]


def test_an_article_that_cannot_be_set_is_left_out_and_named() -> None:
    """Markup that is no XHTML costs its own article alone."""
    broken = article("broken", body="<p>Not <b>closed</p>")
    artifact, problems = render(replace(collection(), articles=(article(), broken)), house_style())
    assert artifact is not None
    assert [(problem.code, problem.path) for problem in problems] == [("X01", "source/articles/broken.md")]
    with zipfile.ZipFile(io.BytesIO(artifact.content)) as archive:
        assert not any("broken" in name for name in archive.namelist())
        assert b"broken" not in archive.read("EPUB/contents.xhtml")
    alone, problems = render(replace(collection(), articles=(broken,)), house_style())
    assert (alone, [problem.code for problem in problems]) == (None, ["X01"])


def test_a_template_that_points_nowhere_makes_no_ebook() -> None:
    """A house style's link to a file that is not there is found before a reader finds it."""
    style = house_style()
    files = tuple(
        replace(file, text=file.text.replace("colophon.xhtml", "colofon.xhtml")) if "contents" in file.name else file
        for file in style.files
    )
    artifact, problems = render(collection(), replace(style, files=files))
    assert artifact is None
    assert {problem.code for problem in problems} == {"R05"}
    assert "colofon.xhtml" in problems[0].message
