"""What an archive says of itself: pages, feeds, catalogues for reading apps, search, receipt. Nothing is ever lost."""

from __future__ import annotations

import io
import json
import posixpath
import re
import zipfile
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

import feedparser
import jsonschema
import pytest
from lxml import etree, html
from PIL import Image
from referencing import Registry, Resource

from publish import press
from publish.catalogue import feeds, opds, pages, receipt, search
from publish.catalogue.inventory import MANY, take_inventory
from publish.formats.epub import cover
from publish.model import Certificate, EditionPlan
from publish.style.galley import words
from publish.value import replace
from tests.conftest import ROOT
from tests.support import reading
from tests.support.archive_shelf import ARTICLES, STYLE, TODAY, WEB, Made, archive, inventory_of, many, shelved
from tests.support.epub_shelf import X, opened
from tests.support.sample import PUBLICATION, article, collection, house_style

A = "{http://www.w3.org/2005/Atom}"
SAID = "Cover of Tides Briefings 2013, Coastal Voluntary Alliance, February – March 2013"
ACQUISITION = "http://opds-spec.org/acquisition/open-access"


def links(made: Made, path: str) -> list[str]:
    """Every address that a file of the archive has in it."""
    content = made.files[path]
    if path.endswith(".html"):
        root = html.fromstring(content.decode())
        found = [*root.xpath("//@href"), *root.xpath("//@src"), *root.xpath("//form/@action")]
    elif path.endswith(".xml"):
        root = etree.fromstring(content)
        found = [link.get("href") for link in root.iter(A + "link")]
        found += [
            text
            for entry in root.iter(A + "content")
            for text in re.findall(r'(?:src|href)="([^"]+)"', entry.text or "")
        ]
    elif path.endswith(".json") and path != "receipt.json":
        found = re.findall(r'"(?:href|url|feed_url|home_page_url)": "([^"]+)"', content.decode())
        for item in json.loads(content).get("items", ()):
            found += re.findall(r'(?:src|href)="([^"]+)"', item.get("content_html", ""))
    elif path.endswith(".css"):
        found = re.findall(r"url\(([^)]+)\)", content.decode())
    else:
        found = []
    return [str(address) for address in found]


def check_links(made: Made, path: str) -> int:
    """How many links a file has, each of which leads to a file of the archive and to a place in it."""
    known = {*made.files, "SHA256SUMS"}
    found = links(made, path)
    for address in found:
        parts = urlsplit(address)
        if parts.scheme:
            assert parts.scheme in ("http", "https", "mailto", "data"), (path, address)
            continue
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
        target = joined if parts.path else path
        assert target in known, (path, address)
        if parts.fragment:
            place = html.fromstring(made.text(target)).xpath("//*[@id=$place]", place=parts.fragment)
            assert place, (path, address)
    return len(found)


def test_every_link_leads_to_a_file_of_the_archive() -> None:
    """From every page, feed, catalogue and stylesheet, to what is there; a place in a page is there too."""
    made = archive()
    assert sum(check_links(made, path) for path in made.files) > 500


def test_with_an_address_all_feeds_have_whole_links() -> None:
    """Reading apps and news readers get addresses that lead there from anywhere; the sitemap lists every page."""
    made = archive(WEB)
    for path in made.files:
        if path.startswith(("opds/", "feeds/")):
            for address in links(made, path):
                local = address.removeprefix("https://example.org/news/")
                assert local in made.files or not local.startswith("https://example.org/news"), (path, address)
                assert urlsplit(address).scheme, (path, address)
    places = re.findall("<loc>https://example.org/news/([^<]+)</loc>", made.text("sitemap.xml"))
    assert set(places) == {path for path in made.files if path.endswith(".html")}
    assert not made.problems
    assert [problem.code for problem in archive().problems] == ["P12"]
    assert "sitemap.xml" not in archive().files


def test_the_feeds_parse_in_a_reader_that_is_not_ours() -> None:
    """Atom as feedparser sees it: well-formed, each article in full, with its files."""
    feed = feedparser.parse(archive(WEB).files["feeds/atom.xml"])

    assert not feed.bozo
    assert feed.feed.title == "Tides Briefings"
    assert feed.feed.id.startswith("urn:uuid:")
    entries = {entry.title: entry for entry in feed.entries}
    tides = entries["Taskforce calls for action on mutuals"]
    assert tides.updated == "2013-01-31T00:00:00Z"
    assert [author.name for author in tides.authors] == ["Jo Bloggs", "Ann Ede"]
    assert tides.link == "https://example.org/news/articles/tides.html"
    assert [(file.type, file.href) for file in tides.enclosures] == [
        ("application/pdf", "https://example.org/news/editions/briefing/tides.pdf"),
        ("application/pdf", "https://example.org/news/editions/large-print/tides.pdf"),
    ]
    assert "number of mutuals" in tides.content[0].value
    assert "Tides Briefings 2013" in entries


def test_the_json_feed_has_what_the_standard_wants() -> None:
    """JSON Feed 1.1: version, title, items with an id and content, attachments with a type."""
    feed = json.loads(archive(WEB).files["feeds/feed.json"])

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://example.org/news/feeds/feed.json"
    assert len(feed["items"]) == len(ARTICLES) + 2
    for item in feed["items"]:
        assert item["id"].startswith("urn:uuid:")
        assert "content_html" in item or "content_text" in item
        for file in item["attachments"]:
            assert file["mime_type"] in ("application/pdf", "application/epub+zip")
            assert file["size_in_bytes"] > 1000


def test_opds_1_keeps_the_rules_of_the_standard() -> None:
    """Each feed is of navigation or of acquisition; ids, dates, types and the links that apps look for are there."""
    made = archive(WEB)
    feeds = [path for path in made.files if path.startswith("opds/") and path.endswith(".xml")]
    seen: dict[str, str] = {}
    for path in feeds:
        root = etree.fromstring(made.files[path])
        for name in ("id", "title", "updated", "author"):
            assert root.find(A + name) is not None, (path, name)
        own = {link.get("rel"): link for link in root.findall(A + "link")}
        kind = own["self"].get("type").rpartition("kind=")[2]
        assert own["start"].get("type").endswith("kind=navigation")
        assert seen.setdefault(root.findtext(A + "id"), path) == path
        for entry in root.iter(A + "entry"):
            rels = [link.get("rel") for link in entry.findall(A + "link")]
            assert all(entry.findtext(A + name) for name in ("id", "title", "updated"))
            assert all(link.get("type") for link in entry.findall(A + "link"))
            assert (ACQUISITION in rels) == (kind == "acquisition"), path
            assert not entry.findall("{http://purl.org/dc/terms/}title")
    assert {"opds/index.xml", "opds/newest.xml", "opds/years/2013.xml", "opds/topics/mutuals.xml"} <= set(feeds)


def grammar() -> etree.RelaxNG:
    """What Atom and OPDS 1.2 say of a feed."""
    return etree.RelaxNG(etree.parse(ROOT / "tests/fixtures/opds/opds-1.2.rng"))


@pytest.mark.parametrize("publication", [PUBLICATION, WEB], ids=["copy", "web"])
def test_opds_1_validates_against_its_grammar(publication: Any) -> None:
    """Every feed, those in pages too."""
    holdings, papers = many(MANY + 1)
    paged = {
        file.path: file.content
        for file in opds.files(inventory_of(holdings, papers, publication), words(house_style(), "en"))
    }
    rules = grammar()
    feeds = [
        (path, content)
        for files in (archive(publication).files, paged)
        for path, content in files.items()
        if path.startswith("opds/") and path.endswith(".xml")
    ]

    assert len(feeds) > 14
    for path, content in feeds:
        assert rules.validate(etree.fromstring(content)), (path, rules.error_log.last_error)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<updated>2", b"<updated>no day "),
        (b"<id>urn", b"<name>x</name><id>urn"),
        (b"open-access", b"closed"),
        (b'type="image/jpeg"', b'type="image/svg+xml"'),
        (b'<summary type="text"', b'<summary type="html"'),
        (b"kind=acquisition", b"kind=other"),
        (b'rel="self"', b'rel="myself"'),
    ],
)
def test_the_grammar_refuses_what_the_standards_do(before: bytes, after: bytes) -> None:
    """One fault in a feed that is whole."""
    feed = archive(WEB).files["opds/collections.xml"]
    assert before in feed
    assert not grammar().validate(etree.fromstring(feed.replace(before, after, 1)))


def schemas() -> jsonschema.Draft7Validator:
    """Readium's schemas, and over them what OPDS 2.0 says of a feed, in our own words."""
    link: dict[str, Any] = {"$ref": "https://readium.org/webpub-manifest/schema/link.schema.json"}
    metadata = {"$ref": "https://readium.org/webpub-manifest/schema/metadata.schema.json"}
    to_be_had = {"properties": {"rel": {"const": ACQUISITION}}, "required": ["rel", "type"]}
    publication = {
        "required": ["metadata", "links", "images"],
        "properties": {
            "metadata": metadata,
            "links": {"items": link, "contains": to_be_had},
            "images": {"items": link, "minItems": 1, "contains": {"properties": {"type": {"const": "image/jpeg"}}}},
        },
    }
    feed = {
        "type": "object",
        "required": ["metadata", "links"],
        "properties": {
            "metadata": {"required": ["title"], "properties": {"title": {"type": "string", "minLength": 1}}},
            "links": {"items": link, "contains": {"properties": {"rel": {"const": "self"}}}},
            "publications": {"items": publication, "minItems": 1, "uniqueItems": True},
            "navigation": {"items": {"allOf": [link, {"required": ["title"]}]}, "minItems": 1, "uniqueItems": True},
        },
        "oneOf": [{"required": ["publications"]}, {"required": ["navigation"]}],
    }
    count = {"type": "integer", "minimum": 0}
    properties = {"type": "object", "properties": {"numberOfItems": count}, "additionalProperties": False}
    registry: Registry[Any] = Registry().with_resource(
        "https://drafts.opds.io/schema/properties.schema.json",
        Resource.from_contents({"$schema": "http://json-schema.org/draft-07/schema#", **properties}),
    )
    for path in sorted((ROOT / "tests/fixtures/readium").rglob("*.json")):
        # JavaScript writes a named group as `(?<name>`, Python as `(?P<name>`.
        schema = json.loads(re.sub(r"\(\?<(?=\w)", "(?P<", path.read_text("utf-8")))
        registry = registry.with_resource(schema["$id"], Resource.from_contents(schema))
    return jsonschema.Draft7Validator(feed, registry=registry)


@pytest.mark.parametrize("publication", [PUBLICATION, WEB], ids=["copy", "web"])
def test_opds_2_validates_against_the_schemas(publication: Any) -> None:
    """Every feed of the catalogue, with the manifest parts held against Readium's own schemas."""
    made = archive(publication)
    validator = schemas()
    feeds = [path for path in made.files if path.startswith("opds/") and path.endswith(".json")]

    assert len(feeds) > 8
    for path in feeds:
        assert [error.message for error in validator.iter_errors(json.loads(made.files[path]))] == [], path


def test_a_catalogue_is_paged_past_a_hundred() -> None:
    """Each page leads to the next; together they have every entry once, the newest first."""
    holdings, papers = many(2 * MANY + 30)
    made = {file.path: file.content for file in opds.files(inventory_of(holdings, papers), words(house_style(), "en"))}
    titles: list[str] = []
    path: str | None = "opds/newest.xml"
    while path:
        root = etree.fromstring(made[path])
        titles += [entry.findtext(A + "title") for entry in root.iter(A + "entry")]
        following = [link.get("href") for link in root.findall(A + "link") if link.get("rel") == "next"]
        path = following[0].removeprefix("https://example.org/news/") if following else None

    assert titles == [f"News item {number}" for number in reversed(range(2 * MANY + 30))]
    sizes = [len(json.loads(made[f"opds/{name}.json"])["publications"]) for name in ("newest", "newest_2", "newest_1")]
    assert sizes == [30, MANY, MANY]
    assert "opds/newest_3.xml" not in made


def test_what_is_new_changes_no_full_page() -> None:
    """Neither of a catalogue nor of a feed; and feeds lead from page to page through all that came (RFC 5005)."""
    holdings, papers = many(2 * MANY + 30)
    made = []
    for count in (2 * MANY + 25, 2 * MANY + 30):
        inventory = inventory_of(holdings[:count], papers[:count])
        files = (
            *opds.files(inventory, words(house_style(), "en")),
            *feeds.files(inventory, feeds.documents(inventory), {}),
        )
        made.append({file.path: file.content for file in files})
    before, after = made
    full = {path for path in before if re.fullmatch(r"opds/newest_\d+\.(xml|json)|feeds/atom-\d+\.xml", path)}
    last = max(full, key=lambda path: int((re.findall(r"atom-(\d+)", path) or [0])[0]))
    assert len(full) == 4 + (2 * MANY + 25) // feeds.FULL
    assert {path: after[path] for path in full - {last}} == {path: before[path] for path in full - {last}}

    titles, path = [], "feeds/atom.xml"
    while path:
        root = etree.fromstring(after[path])
        ways = {link.get("rel"): link.get("href") for link in root.findall(A + "link")}
        assert ways["self"] == f"https://example.org/news/{path}"
        archived = root.find("{http://purl.org/syndication/history/1.0}archive") is not None
        assert archived == (path != "feeds/atom.xml") == ("current" in ways)
        titles += [entry.findtext(A + "title") for entry in root.iter(A + "entry")]
        path = ways.get("prev-archive", "").removeprefix("https://example.org/news/")
    assert set(titles) == {f"News item {number}" for number in range(2 * MANY + 30)}


def test_rights_are_those_of_each_article_and_year() -> None:
    """On its page, in feeds and catalogues and in its editions; lists have the year of the newest."""
    house = replace(WEB, rights="© {year} Coast")
    made = archive(house, (replace(ARTICLES[0], rights="CC BY 4.0"), *ARTICLES[1:]))
    assert not [path for path, content in made.files.items() if b"{year}" in content and not path.startswith("look/")]
    said = {path: re.findall(r"<bdi>(©[^<]+|CC[^<]+)</bdi>", made.text(path)) for path in made.files if ".html" in path}
    assert said["articles/tides.html"] == ["CC BY 4.0"]
    assert said["articles/bare.html"] == ["© 2012 Coast"]
    assert said["index.html"] == said["articles/shore.html"] == ["© 2013 Coast"]
    for path in ("feeds/atom.xml", "opds/newest.xml"):
        rights = {
            entry.findtext(A + "title"): entry.findtext(A + "rights")
            for entry in etree.fromstring(made.files[path]).iter(A + "entry")
        }
        assert rights[ARTICLES[0].title] == "CC BY 4.0"
        assert rights["Bare"] == "© 2012 Coast"
    plans = [EditionPlan(name="text", kind="text", title="", sides=None, max_bytes=None)]
    plans += [EditionPlan(name="all", kind="collection", title="", sides=None, max_bytes=None)]
    editions = press.compose(house, plans, (replace(ARTICLES[0], rights="CC BY 4.0"), ARTICLES[-1]))
    assert [edition.publication.rights for edition in editions] == ["CC BY 4.0", "© 2012 Coast", "© 2012 Coast"]


def test_a_sitemap_that_is_full_is_several(monkeypatch: pytest.MonkeyPatch) -> None:
    """sitemap.xml leads to them; each page is listed once, and what is new changes none that is full."""
    holdings, papers = many(50)
    monkeypatch.setattr(pages, "MOST_PAGES", 20)
    made = []
    for count in (45, 50):
        inventory = inventory_of(holdings[:count], papers[:count])
        made.append({file.path: file.content for file in pages.sitemap(inventory, ["index.html"])})
    before, after = made
    index = etree.fromstring(after["sitemap.xml"])
    assert index.tag.endswith("}sitemapindex")
    assert [where.text for where in index.iterfind("{*}sitemap/{*}loc")] == [
        f"https://example.org/news/sitemap-{number}.xml" for number in (1, 2, 3)
    ]
    listed = [
        where.text
        for number in (1, 2, 3)
        for where in etree.fromstring(after[f"sitemap-{number}.xml"]).iterfind("{*}url/{*}loc")
    ]
    assert len(listed) == len(set(listed)) == 51
    assert before["sitemap-2.xml"] == after["sitemap-2.xml"]


def test_no_page_of_a_feed_has_the_name_of_another_feed() -> None:
    """The topic `news` has a second page, and there is a topic `news 2`: both are there, with what belongs to them."""
    holdings, papers = many(MANY + 25)
    papers = (replace(papers[0], tags=("news", "News 2")), *papers[1:])
    made = list(opds.files(inventory_of(holdings, papers), words(house_style(), "en")))

    assert len({file.path for file in made}) == len(made)
    files = {file.path: json.loads(file.content) for file in made if file.path.endswith(".json")}
    assert len(files["opds/topics/news-2.json"]["publications"]) == 1
    assert len(files["opds/topics/news_1.json"]["publications"]) == MANY


def test_the_same_articles_give_the_same_bytes() -> None:
    """Made twice, and made again after itself: nothing in it is of the moment."""
    once = archive()
    again = archive(PUBLICATION, tuple(reversed(ARTICLES)))

    assert again.files == once.files
    assert archive(PUBLICATION, ARTICLES, once).files == once.files


def test_an_article_that_is_gone_stays_in_the_archive() -> None:
    """Its page, its files, its place in lists and feeds, and its words in the search."""
    once = archive()
    later = archive(PUBLICATION, tuple(one for one in ARTICLES if one.slug != "code"), once)

    assert set(later.files) == set(once.files)
    assert "How the tide is worked out" in later.text("index.html")
    assert "How the tide is worked out" in later.text("feeds/atom.xml")
    assert "code" in [one.slug for one in receipt.read(later.files["receipt.json"]).papers]
    index = search.read(later.files.get)
    assert index
    assert index.weights["code"]["moon"] > 0


def test_the_page_of_an_article_that_is_gone_is_set_anew() -> None:
    """Its text to the letter in a page of today: the house's new name, new neighbours, links that lead somewhere."""
    once = archive()
    others = tuple(one for one in ARTICLES if one.slug != "tables")
    renamed = replace(PUBLICATION, organisation="Northern Shore Alliance")
    newer = article("newer", title="The newest of all", published=date(2014, 5, 1), body="<p>New.</p>", assets=())
    later = archive(renamed, (*others, newer), once)
    again = archive(renamed, (*others, newer), later)
    before, after = (html.fromstring(made.text("articles/tables.html")) for made in (once, later))

    assert "Northern Shore Alliance" in after.xpath("//header[@class='masthead']")[0].text_content()
    (old,), (new,) = (page.xpath("//article") for page in (before, after))
    assert html.tostring(new) == html.tostring(old)
    assert [link.get("href") for link in after.xpath("//nav[@class='turn']/a")] == ["shore.html", "code.html"]
    assert again.files == later.files
    assert check_links(later, "articles/tables.html") > 10
    # Every sign of it is still in the typefaces.
    assert later.files["look/archive.css"].count(b"@font-face") >= once.files["look/archive.css"].count(b"@font-face")


def test_a_style_that_keeps_no_pages_leaves_them_as_they_are() -> None:
    """A style of before has no template for them: nothing is lost, and links in them still lead somewhere."""
    once = archive()
    bare = replace(STYLE, files=tuple(file for file in STYLE.files if file.name != "archive/kept.html"))
    later = archive(PUBLICATION, tuple(one for one in ARTICLES if one.slug != "tables"), once, bare)

    assert later.files["articles/tables.html"] == once.files["articles/tables.html"]
    assert check_links(later, "articles/tables.html") > 10


def test_a_corrected_article_says_so() -> None:
    """With its day when its author tells it; the receipt keeps the digest and day of what it said before."""
    once = archive()
    code = next(one for one in ARTICLES if one.slug == "code")
    others = tuple(one for one in ARTICLES if one is not code)
    silent = archive(PUBLICATION, (*others, replace(code, typed="Another text.")), once)
    told = archive(PUBLICATION, (*others, replace(code, typed="Another text.", corrected=date(2014, 2, 3))), once)
    (before,) = (one for one in receipt.read(once.files["receipt.json"]).papers if one.slug == "code")
    (after,) = (one for one in receipt.read(told.files["receipt.json"]).papers if one.slug == "code")

    assert after.former == (receipt.Version(sha256=before.sha256, modified=date(2013, 2, 20)),)
    assert "Corrected 3 February 2014" in told.text("articles/code.html")
    assert before.sha256[:16] in told.text("articles/code.html")
    assert "has changed since it was first archived" in silent.text("articles/code.html")
    assert "A12" in [problem.code for problem in silent.problems]
    assert "A12" not in [problem.code for problem in told.problems]


def test_an_issue_remembers_the_one_before_it() -> None:
    """The receipt tells a collection what it held last time, until it holds something else."""
    holdings, papers = many(3)
    volume = replace(holdings[0], path="editions/c/c.epub", kind="collection", identifier="urn:uuid:c")

    def grow(past: receipt.Receipt | None, *slugs: str) -> receipt.Receipt:
        held = (replace(volume, articles=slugs, sha256=f"{len(slugs):064x}"),)
        return receipt.grow(
            past, publication=WEB, tools=(), inputs=(), validators=(), holdings=held, papers=papers, today=TODAY
        )

    first = grow(None, "news-0")
    second = grow(first, "news-0", "news-1")
    (issue,) = receipt.issues(second)

    assert issue.articles == ("news-0", "news-1")
    assert issue.before is not None
    assert issue.before.articles == ("news-0",)
    assert grow(second, "news-0", "news-1") == second
    assert receipt.read(receipt.divided(second)[0]) == second


def test_a_receipt_that_is_none_is_refused() -> None:
    """Neither another file nor a receipt of another form is taken for one."""
    content = archive().files["receipt.json"]
    for wrong in (
        b"",
        b"{}",
        b"[1]",
        b'{"x":' + b"[" * 100_000,
        content.replace(b'"form":%d' % receipt.FORM, b'"form":99'),
    ):
        with pytest.raises(ValueError, match=r"."):
            receipt.read(wrong)


def test_the_receipt_names_inputs_tools_and_files() -> None:
    """Everything that went in and came out has a digest, and every tool a version."""
    made = receipt.read(archive().files["receipt.json"])

    assert {tool.name for tool in made.tools} >= {"handbill", "weasyprint", "ebooklib", "python"}
    assert [one.path for one in made.inputs] == ["source/publication.toml"]
    assert len(made.holdings) == 2 * len(ARTICLES) + 2
    assert all(held.pages for held in made.holdings if held.path.endswith(".pdf"))


def test_a_page_runs_the_way_its_article_does() -> None:
    """An Arabic article in an English archive: its own language and direction, the page's for what stands around it."""
    page = html.fromstring(archive().text("articles/shore.html"))
    (item,) = page.xpath("//article")

    assert (page.get("lang"), page.get("dir")) == ("en-GB", "ltr")
    assert (item.get("lang"), item.get("dir")) == ("ar", "rtl")


def test_a_pages_links_between_articles_lead_to_pages() -> None:
    """A link to another article's file becomes one to its page; one that leads nowhere keeps its words alone."""
    (body,) = html.fromstring(archive().text("articles/tables.html")).xpath("//div[@class='body']")

    assert [link.get("href") for link in body.iter("a")] == ["tides.html#numbers"]
    assert "the other one and x." in " ".join(body.text_content().split())


def test_the_names_on_a_page_are_no_articles_names() -> None:
    """Headings that are called as the page's own parts: no id stands twice, and the page's links lead to its parts."""
    body = "".join(
        f'<h2 id="{name}">{name}</h2>' for name in ("text", "downloads", "find-out-more", "held-in", "former")
    )
    page = html.fromstring(archive(articles=(article(body=body),)).text("articles/tides.html"))

    ids = page.xpath("//@id")
    assert len(set(ids)) == len(ids) > 8
    (skip,) = page.xpath("//a[@class='skip']/@href")
    assert page.get_element_by_id(skip[1:]).tag == "main"
    for part in page.xpath("//*[@aria-labelledby]"):
        assert part.find("h2").get("id") == part.get("aria-labelledby")
        assert part.get("class") in ("links", "downloads", "held-in", "former")


def test_a_way_back_names_its_note() -> None:
    """The second note's way back says so, though the first has three."""
    words = "".join(
        f'<sup><a class="noteref" role="doc-noteref" href="#fn-{n}" id="fnref-{n}-{i}">{n}</a></sup>'
        for n, i in ((1, 1), (1, 2), (1, 3), (2, 1))
    )
    back = '<a class="backref" role="doc-backlink" href="#fnref-{}-{}">\u21a9</a>'
    body = (
        f"<p>Words{words}</p><section class='notes'><ol><li id='fn-1'><p>One "
        f"{back.format(1, 1)}{back.format(1, 2)}{back.format(1, 3)}</p></li>"
        f"<li id='fn-2'><p>Two {back.format(2, 1)}</p></li></ol></section>"
    )
    page = html.fromstring(archive(articles=(article(body=body, assets=()),)).text("articles/tides.html"))

    labels = page.xpath("//a[@role='doc-backlink']/@aria-label")
    assert labels == [*["Back to the text, note 1"] * 3, "Back to the text, note 2"]


def test_a_place_where_a_word_may_break_is_no_element_with_an_end() -> None:
    """HTML has no `</wbr>`."""
    page = archive(articles=(article(body="<p>long<wbr/>word</p>", assets=()),)).text("articles/tides.html")
    assert "<p>long<wbr>word</p>" in page


def test_names_that_run_the_other_way_move_nothing_beside_them() -> None:
    """The byline and each topic stand apart from the day and the dots between them (UAX 9, isolates), as in an ebook."""
    one = article(byline=("محمد علي",), tags=("تعليم", "2014"), assets=(), body="")
    page = html.fromstring(archive(articles=(one,)).text("articles/tides.html"))
    chapter = opened(replace(collection(), articles=(one,))).xml("articles/tides.xhtml")

    assert page.xpath("string(//*[@class='credit']/bdi)") == "By محمد علي"
    assert page.xpath("//ul[@class='tags']//bdi/text()") == ["تعليم", "2014"]
    assert ["".join(mark.itertext()) for mark in chapter.iter(X + "bdi")] == ["تعليم", "2014", "By محمد علي"]


def test_a_collection_has_its_cover_twice() -> None:
    """In pixels as its ebook has it, for apps and shops; drawn, for pages, which say in words what is on it."""
    made = archive()
    jpeg, svg = (f"covers/year/tides-briefings-2013-epub.{suffix}" for suffix in ("jpg", "svg"))

    with zipfile.ZipFile(io.BytesIO(made.files["editions/year/tides-briefings-2013.epub"])) as book:
        assert book.read("EPUB/images/cover.jpg") == made.files[jpeg]
    assert Image.open(io.BytesIO(made.files[jpeg])).size == (cover.WIDTH, cover.HEIGHT)
    for path in ("index.html", "collections.html"):
        (picture,) = html.fromstring(made.text(path)).xpath("//img[@src=$path]", path=svg)
        assert " ".join(picture.get("alt").split()) == SAID
    feed = json.loads(made.files["opds/collections.json"])
    assert {image["type"] for one in feed["publications"] for image in one["images"]} == {"image/jpeg", "image/svg+xml"}
    assert b"svg" not in made.files["opds/collections.xml"]


def test_a_large_file_is_offered_with_its_size() -> None:
    """A collection of a gigabyte or two is in the archive like any other."""
    holdings, _ = shelved()
    large = tuple(replace(held, bytes=2_345_678_901) for held in holdings)
    more = press.catalogue(WEB, STYLE, ARTICLES, large, today=TODAY)[0]
    said = {page.path: page.content.decode() for page in more if b"2345.7 MB" in page.content}
    assert {"collections.html", "articles/tides.html"} <= said.keys()


def test_topics_in_other_letter_cases_are_one() -> None:
    """`mutuals` and `Mutuals` share a page, under the form that came first."""
    page = archive().text("topics/mutuals.html")

    assert "<h1><bdi>mutuals</bdi></h1>" in page
    assert page.count('class="story"') == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Café NAÏVE, co-operative", ["cafe", "naive", "cooperative", "co", "operative"]),
        ("Women’s e-mail, l'école, U.K.", ["womens", "women", "email", "mail", "lecole", "ecole", "uk"]),
        ("المُتطوّعون يجتمعون", ["المتطوعون", "يجتمعون"]),
        ("東京都 2014年", ["東京", "京都", "2014", "年"]),
        ("हिन्दी। खोज", ["हिन्दी", "खोज"]),
        ("Donau\u00addampf\u00adschiff, \ufeffwords", ["donaudampfschiff", "words"]),
    ],
)
def test_words_are_looked_up_without_accents_and_case(text: str, found: list[str]) -> None:
    """Latin without accents, Arabic without vowel signs, Chinese in pairs, Hindi whole, and hyphens that may be no hyphens."""
    assert list(search.words(text)) == found


def test_the_search_index_is_read_as_it_was_written() -> None:
    """What the index weighs survives being written, to the last word."""
    index = search.weigh(ARTICLES, None)
    stock = take_inventory(receipt.read(archive().files["receipt.json"]), PUBLICATION)
    files = {file.path: file.content for file in search.files(index, stock)}
    again = search.read(files.get)

    assert again
    assert again.weights == index.weights
    assert {slug for slug in again.order if slug} == {one.slug for one in ARTICLES}
    assert {file.path: file.content for file in search.files(again, stock)} == files


def test_nothing_is_loaded_from_elsewhere() -> None:
    """Scripts, styles, pictures and typefaces of every page lie in the archive itself."""
    made = archive(WEB)
    for path in made.files:
        if path.endswith(".html"):
            root = html.fromstring(made.text(path))
            loaded = [*root.xpath("//@src"), *root.xpath("//link[@rel='stylesheet' or @rel='icon']/@href")]
            assert not [address for address in loaded if urlsplit(address).scheme], path


def test_the_stylesheet_and_script_are_the_styles_own() -> None:
    """What a style changes in its archive folder is what the archive has."""
    made = archive()

    assert made.files["look/search.js"] == (ROOT / "styles/house/archive/search.js").read_bytes()
    assert "{{" not in made.text("look/archive.css")


CHART = """A lead.

``` chart bar
title: Buses a day
source: The drivers
Year | Buses
2024 | 9
2025 | 58
```
"""


def _page(text: str, **changes: Any) -> Any:
    """The page of an article that its author typed."""
    item = article(body=reading.read(text).body, **changes)
    return html.fromstring(archive(articles=(item,)).files[f"articles/{item.slug}.html"].decode())


def test_a_chart_is_drawn_with_its_table_and_its_source() -> None:
    """The picture says what it shows, the numbers stay, and where they are from is said as such."""
    page = _page(CHART)
    (figure,) = page.xpath("//figure[contains(@class, 'chart')]")
    assert figure.xpath(".//img/@alt")
    assert len(figure.xpath(".//table")) == 1
    assert [source.text_content() for source in figure.xpath(".//p[@class='source']")] == ["Source: The drivers"]


@pytest.mark.parametrize(
    ("text", "scrolls"),
    [
        ("| Stop | First |\n| --- | --- |\n| Hall | 06:50 |", False),
        ("| Undertaking | Representation | Responsibility |\n| --- | --- | --- |\n| a | b | c |", True),
        ("```\nshort()\n```", False),
        (f"```\n{'long' * 12}\n```", True),
    ],
)
def test_only_what_scrolls_is_a_region_that_keys_reach(text: str, scrolls: bool) -> None:
    """A table or code that the narrowest window has room for is no stop on the way through the page."""
    page = _page(text)
    assert bool(page.xpath("//div[@class='body']//*[@tabindex='0']")) is scrolls
    assert bool(page.xpath("//div[@class='body']//*[@role='region']")) is (scrolls and "|" in text)


def test_the_title_of_a_page_is_in_the_language_of_its_article() -> None:
    """What a screen reader says first is said right."""
    page = _page("Bore da.", title="Bore da", language="cy")
    (title,) = page.xpath("//title")
    assert (title.get("lang"), title.text_content().startswith("Bore da ·")) == ("cy", True)
    assert words(house_style(), "en-GB")["kind_booklet"] == "Booklet, to print and fold"


def test_a_page_says_who_has_checked_it_where_somebody_has() -> None:
    """In a person's name, linked from every page; where nobody's name stands for it there is neither."""
    certificate = Certificate(checked_by="Ruth <Price>", checked_on=date(2026, 3, 1), standard="WCAG 2.2 AA")
    files = archive(replace(WEB, certificate=certificate)).files
    page = files["accessibility.html"].decode()
    assert "Ruth &lt;Price&gt; checked on 1 March 2026 that these files conform to WCAG 2.2 AA." in page
    assert 'href="accessibility.html"' in files["index.html"].decode()
    assert "accessibility.html" not in archive().files
    assert "accessibility.html" not in archive().files["index.html"].decode()
