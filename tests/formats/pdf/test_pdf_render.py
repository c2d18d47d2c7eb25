"""The briefing as a finished PDF: what a reader, a printer and a screen reader get."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
import weasyprint
from PIL import Image
from weasyprint.urls import URLFetcher

from publish.base import barrier
from publish.formats.pdf import render
from publish.formats.pdf.body import endnotes
from publish.formats.pdf.weasyprint_ import engine
from publish.model import Artifact, Asset, Brand, Edition, HouseStyle, Kind, StyleSheet
from publish.problem import Problem
from publish.value import replace
from tests.formats.pdf.weasyprint_.test_mends import without
from tests.support import briefings, sample, vera
from tests.support.finished import rendered
from tests.support.reading import picture, read
from tests.support.sample import article, briefing, house_style

NAMES = tuple(briefings.ALL)


@lru_cache(maxsize=32)
def made(name: str) -> Artifact:
    """The sample's PDF, made without any problem."""
    return finished(briefings.ALL[name]())


def finished(edition: Edition, style: HouseStyle | None = None) -> Artifact:
    """The edition's PDF, made without any problem."""
    artifact, problems = rendered(edition, style or house_style())
    assert problems == ()
    assert artifact is not None
    return artifact


def of(body: str, **changes: object) -> Edition:
    """A briefing of the stock article with another body."""
    return briefing(articles=(article("tides", body=body, **changes),))


def pages(artifact: Artifact) -> list[str]:
    """The text of each page, its white space made plain."""
    file = pypdfium2.PdfDocument(artifact.content)
    texts = []
    for index in range(len(file)):
        page = file[index]
        text = page.get_textpage()
        texts.append(" ".join(text.get_text_range().replace("\ufffe", "").split()))
        text.close()
        page.close()
    file.close()
    return texts


def said(problems: tuple[Problem, ...]) -> list[str]:
    """The problems in short."""
    return [f"{problem.code} {problem.message}" for problem in problems]


def styled(css: str) -> HouseStyle:
    """The house style with something more in its stylesheet."""
    files = (
        StyleSheet(name=f.name, text=f.text + css if f.name == "briefing.css" else f.text) for f in house_style().files
    )
    return HouseStyle(name="house", files=tuple(files))


@pytest.mark.parametrize("name", NAMES)
def test_an_artifact_says_what_it_is(name: str) -> None:
    """The artifact has the edition's name and slug, and as many pages as the file has."""
    artifact = made(name)
    assert (artifact.edition, artifact.name, artifact.suffix, artifact.media_type) == (
        "briefing",
        "tides",
        "pdf",
        "application/pdf",
    )
    assert artifact.pages == len(pypdfium2.PdfDocument(artifact.content))


def test_metadata_is_the_articles() -> None:
    """Title, author, subject, keywords, dates and language of the file are those of the article."""
    with pikepdf.open(BytesIO(made("stock").content)) as file:
        about = {key: str(value) for key, value in file.docinfo.items()}
        assert about["/Title"] == "Taskforce calls for action on mutuals"
        assert about["/Author"] == "Jo Bloggs"
        assert about["/Subject"].startswith("A report says")
        assert about["/Keywords"] == "mutuals, public services"
        assert about["/Creator"] == "handbill"
        assert about["/CreationDate"].startswith("D:20120718")
        assert about["/ModDate"].startswith("D:20120718")
        assert file.Root.Lang == "en-GB"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert file.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
        assert file.Root.ViewerPreferences.PrintScaling == "/None"
        packet = file.Root.Metadata.read_bytes()
        assert b"<pdfuaid:part>1" in packet
        assert b'pdfaid:part="3"' in packet
        assert b'pdfaid:conformance="A"' in packet


def test_an_article_without_a_byline_is_the_organisations() -> None:
    """Without a byline the organisation is the author."""
    with pikepdf.open(BytesIO(made("short").content)) as file:
        assert file.docinfo["/Author"] == "Coastal Voluntary Alliance"


def test_headings_are_bookmarks() -> None:
    """The outline has the headings in their order, without the numbers of notes."""
    body = '<p>Text.</p><h2 id="a">See <a href="https://example.org/x">this</a></h2><p>Text.</p><h3 id="b">Then</h3><p>Text.</p>'
    file = pypdfium2.PdfDocument(finished(of(body)).content)
    titles = [(item.level, item.get_title()) for item in file.get_toc()]
    assert titles[:3] == [(0, "Taskforce calls for action on mutuals"), (1, "See this"), (2, "Then")]


def test_every_page_says_which_of_how_many() -> None:
    """`Page x of y` stands on every page; the running head on every page but the first."""
    texts = pages(made("long"))
    assert len(texts) > 3
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
        assert ("Tides Briefings · Taskforce calls for action on mutuals" in text) == (number > 1)


@pytest.mark.parametrize(
    ("name", "folio"),
    [
        ("arabic", "صفحة 1 من"),
        ("hebrew", "עמוד 1 מתוך"),
        ("japanese", "1 / 2 ページ"),
        ("chinese", "第 1 页，共"),
        ("hindi", "पृष्ठ 1 /"),
    ],
)
def test_the_styles_words_are_in_the_articles_language(name: str, folio: str) -> None:
    """The folio speaks the article's language."""
    # Copied text may have the joined letters of a script in another order: their being there is what is asked.
    text = unicodedata.normalize("NFKC", pages(made(name))[0])
    assert set(unicodedata.normalize("NFKC", folio)) - {" "} <= set(text)


def test_link_targets_are_printed_once_and_stay_links() -> None:
    """An address is printed once an article, without scheme, tracking and closing slash; the link still has it whole."""
    artifact = made("long")
    text = " ".join(pages(artifact))
    assert text.count("www.example.org/reports/winter-survey") == 1
    assert "utm_" not in text
    assert "fbclid" not in text
    assert "example.org/data?year=2014" in text
    assert "https://" not in text
    with pikepdf.open(BytesIO(artifact.content)) as file:
        targets = {
            str(annotation.A.URI)
            for page in file.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation and "/URI" in annotation.A
        }
    assert "https://www.example.org/reports/winter-survey/?utm_source=mail&utm_medium=x" in targets
    assert {"mailto:hello@example.org", "tel:+441910000000", "https://example.org"} <= targets


def test_notes_stand_at_the_foot_of_the_page_that_calls_them() -> None:
    """A note and its call are on one page, and the author's notes share one count with the links'."""
    texts = pages(made("stock"))
    assert re.search(r"grown\s?1 from a handful to dozens\. Read the report\s?2 for more", texts[0])
    assert re.search(r"1 As the taskforce counted them\. 2 example\.org/report 3 example\.org/two", texts[0])


def test_a_note_may_be_called_twice_or_never() -> None:
    """A note called twice is printed once; one that nothing calls is listed at the end."""
    text = " ".join(pages(made("long")))
    assert text.count("As the taskforce counted them") == 1
    assert text.count("A note that nothing calls.") == 1


def test_many_addresses_stand_in_one_list_at_the_end() -> None:
    """More than eight on a page's worth of text do; the author's notes, and fewer addresses, stay with their calls."""
    claim = 'A claim.<sup><a class="noteref" href="#fn:own">1</a></sup>'
    own = '<section class="notes" role="doc-endnotes"><ol><li id="fn:own"><p>Our own note.</p></li></ol></section>'

    def linked(number: int, apart: int) -> str:
        return f'<p>{"Words of the report. " * apart}<a href="https://example.org/r-{number}">Report {number}</a>.</p>'

    def standing(many: int, apart: int) -> tuple[list[str], list[str]]:
        body = f"<p>{claim}</p>" + "".join(linked(number, apart) for number in range(many)) + "<p>The end.</p>" + own
        noted = [box for box in finished(of(body)).boxes if any(part in box.text for part in ("r-", "own note"))]
        foot = [box.text for box in noted if "span.footnote" in box.within]
        return foot, [box.text for box in noted if "p.endnote" in box.within]

    foot, end = standing(12, 5)
    assert [text for text in foot if "own note" in text]
    assert not [text for text in foot if "r-" in text]
    assert len([text for text in end if "r-" in text]) == 12
    for few in (standing(8, 5), standing(12, 40)):
        assert few[1] == []
        assert len([text for text in few[0] if "r-" in text]) in (8, 12)


def listed(*sizes: tuple[int, int]) -> str:
    """A list whose items have so many words before a claim with a note, and after it."""
    items = (
        f'<li>{"word " * before}link<sup><a class="noteref" href="#fn:{before}-{after}">1</a></sup>{" more" * after}</li>'
        for before, after in sizes
    )
    return f"<ul>{''.join(items)}</ul>"


LOSING = (
    f"<p>{'text ' * 37}</p>{listed((12, 23))}<p>{'text ' * 9}</p>{listed((24, 23), (28, 4), (17, 20))}"
    f"<h2>Heading</h2><p>{'text ' * 14}</p>{listed((16, 19), (14, 20), (30, 18), (27, 14), (15, 6))}"
)
_SIZES = re.findall(r"#fn:(\d+)-(\d+)", LOSING)
LOSING += '<section class="notes" role="doc-endnotes"><ol>'
LOSING += "".join(f'<li id="fn:{at}-{to}"><p>example.org/{at}/{to}</p></li>' for at, to in _SIZES) + "</ol></section>"
"""A text of nine notes, of which WeasyPrint loses one that is called by the line that fills a page."""


def assert_all_noted(artifact: Artifact) -> None:
    """Each of the nine notes is printed once."""
    text = " ".join(pages(artifact))
    numbers = [match[1] for match in re.finditer(r"(\d) example\.org/\d+/\d+", text)]
    assert sorted(numbers) == list("123456789")


def test_a_note_that_the_layout_loses_is_found_again() -> None:
    """Where a break moves back and a note is lost by that, the text breaks elsewhere: all notes stand on their pages."""
    with without("notes"):
        artifact, problems = render.render(of(LOSING), house_style(), proof=True)

    assert artifact is not None
    assert problems == ()
    assert_all_noted(artifact)
    pages_of = {
        kind: [box.page for box in artifact.boxes if box.text.strip() and kind in box.within]
        for kind in ("sup.call", "span.footnote")
    }
    assert set(pages_of["sup.call"]) == set(pages_of["span.footnote"]) == {1, 2}
    assert not any("p.endnote" in box.within for box in artifact.boxes)


@pytest.mark.parametrize("rounds", [2, 0])
def test_a_note_that_no_layout_keeps_stands_at_the_end_of_the_text(
    rounds: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where no other break helps, what is lost is listed at the end under a heading, tagged and linked as notes are."""
    monkeypatch.setattr(engine, "_EASED", 0)
    monkeypatch.setattr(engine, "_MOVED", rounds)
    with without("notes"):
        artifact, problems = render.render(of(LOSING), house_style(), proof=True)

    assert artifact is not None
    assert problems == ()
    assert_all_noted(artifact)
    ends = [box for box in artifact.boxes if "p.endnote" in box.within]
    assert len({box.block for box in ends}) == (1 if rounds else 9)
    with pikepdf.open(BytesIO(artifact.content)) as file:
        everything = elements(file)
        notes = [element for element in everything if pikepdf.Name.Note == element.S]
        assert len({str(note.ID) for note in notes}) == len(notes) == 9
        assert all(str(note.K[0].S) == "/Lbl" for note in notes)
        assert sum(pikepdf.Name.Reference == element.S for element in everything) == 9
    place = tmp_path / "endnotes.pdf"
    place.write_bytes(artifact.content)
    if not vera.missing():
        assert vera.check([place]) == {place: ()}


def test_an_endnote_keeps_its_language_and_leaves_its_sentence_whole() -> None:
    """A note of a French quotation is French at the end of the text too, and joins the notes that nothing calls."""
    body = (
        '<div class="body" data-notes="Notes"><blockquote lang="fr"><p>Un<span class="footnote" id="fn-1">Une note</span>'
        " deux.</p></blockquote>{}</div>"
    )
    left = '<section class="notes"><h2>Notes</h2><ol><li>Left.</li></ol></section>'
    for rest in ("", left):
        root = ElementTree.fromstring(f"<html><body>{body.format(rest)}</body></html>")
        endnotes.gather(root, {"fn-1"})
        assert "".join(root.find(".//blockquote/p").itertext()) == "Un deux."  # type: ignore[union-attr]
        (section,) = root.iter("section")
        assert [part.tag for part in section] == (["h2", "ol", "p"] if rest else ["h2", "p"])
        assert section[-1].attrib == {"class": "endnote", "id": "fn-1", "lang": "fr"}


@pytest.mark.parametrize("name", ["stock", "long", "short", "japanese", "chinese"])
def test_every_word_of_the_source_is_in_the_file(name: str) -> None:
    """Nothing that the author wrote is lost on the way to paper."""
    squeezed = re.sub(r"[\s\u00ad-]", "", unicodedata.normalize("NFKC", " ".join(pages(made(name)))))
    item = briefings.ALL[name]().articles[0]
    body = re.sub(r'<a class="backref".*?</a>|<sup><a class="noteref".*?</sup>', " ", item.body)
    words = re.sub(r"<[^>]+>", " ", body).replace("&gt;", ">").replace("&amp;", "&").split()
    lost = [
        word
        for word in (*words, *item.title.split())
        if re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", word)) not in squeezed
    ]
    assert lost == []


@pytest.mark.parametrize("width", [310, 320, 345])
def test_long_code_breaks_between_its_parts(width: int) -> None:
    """A line of code without a space, coloured part by part, stays inside its frame and loses nothing."""
    parts = [("p", "{"), ("nt", '"symbol"'), ("p", ":"), ("s2", '"associated_type_defaults"'), ("p", ",")]
    parts += [("nt", '"since"'), ("p", ":"), ("kc", "null"), ("p", "},")]
    item = "".join(f'<span class="{kind}">{text}</span>' for kind, text in parts)
    edition = of(f'<div class="code"><pre><code><span class="p">[</span>{item * 3}</code></pre></div>')
    artifact, problems = render.render(edition, styled(f".code pre {{ width: {width}px }}"), proof=True)

    assert artifact is not None
    assert problems == ()
    boxes = [
        box for box in artifact.boxes if any(name.startswith("div.code") for name in box.within) and box.text.strip()
    ]
    shown = "".join(box.text[:-1] if box.hyphenated else box.text for box in boxes)
    said = shown.replace("\u200b", "").replace("\u00ad", "")
    assert said == "[" + '{"symbol":"associated_type_defaults","since":null},' * 3
    assert max(box.x + box.width for box in boxes) <= min(box.x for box in boxes) + width


def test_arabic_is_set_from_the_right() -> None:
    """On an Arabic page the first word of a line stands to the right of its second, and the masthead is mirrored."""
    page = pypdfium2.PdfDocument(made("arabic").content)[0]
    text = page.get_textpage()
    width = page.get_width()

    def left(words: str) -> float:
        found = text.search(words)
        place = found.get_next()
        assert place is not None, words
        return float(text.get_charbox(place[0])[0])

    assert left("التقرير الكامل") > left("للمزيد")
    assert left("Coastal") > width / 2


@pytest.mark.parametrize("high", [563, 566, 569])
def test_a_key_figure_is_not_divided_from_what_it_counts(high: int) -> None:
    """At the foot of a page a figure takes what is said of it along, and the figures beside it too."""
    figures = "<li><strong>Four</strong> <span>buses</span></li><li><strong>Six</strong> <span>trains</span></li>"
    body = f'<div style="height:{high}px">x</div><ul class="key-figures">{figures}</ul>'
    edition = briefing(articles=(article(body=body, standfirst=""),))
    galley = render.typeset(edition, house_style())
    content, count, _ = engine.render(galley, path="a.md")
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    assert count == 2
    assert [word in texts[1] for word in ("Four", "buses", "Six", "trains")] == [True] * 4


@pytest.mark.parametrize("kind", ["briefing", "large-print", "booklet"])
def test_a_note_to_a_key_figure_is_set_like_any_other(kind: Kind) -> None:
    """What is strong in a note that a figure calls is as large as the note, and stands on its line."""
    copy = read("``` key-figures\n14 | buses a day[^a]\n```\n\n[^a]: Counted in **springtime**, twice.\n")
    edition = briefing(articles=(article(body=copy.body, standfirst=""),), name=kind, kind=kind)
    artifact, _ = render.render(edition, house_style(), proof=True)
    assert artifact is not None
    plain, strong = ([box for box in artifact.boxes if word in box.text] for word in ("Counted in", "springtime"))
    assert [(box.size, box.y) for box in plain] == [(box.size, box.y) for box in strong]


@pytest.mark.parametrize("kind", ["briefing", "large-print", "booklet"])
def test_a_running_head_stays_in_its_margin(kind: Kind) -> None:
    """A headline of many lines is cut short at the head of the pages that follow."""
    title = "What the members said about the proposed changes to the rules that govern small charities, " * 3
    plain = article(title=title, body="<p>Word.</p>" * 60)
    artifact, _ = render.render(
        briefing(title=title, articles=(plain,), name=kind, kind=kind), house_style(), proof=True
    )
    assert artifact is not None
    second = [box for box in artifact.boxes if box.page == 2 and box.text.strip()]
    head = [box for box in second if box.element == "margin" and box.y < 200]
    assert len(head) == 2
    assert max(box.y + box.height for box in head) <= min(box.y for box in second if box.element == "p")


def test_a_long_quotation_leaves_no_page_half_empty() -> None:
    """A quotation or callout of many lines begins under what stands before it, and goes on overleaf with its name."""
    words = "The forms are longer than the service, and nobody reads them. " * 40
    body = (
        f'<p>Before.</p><figure class="quotation"><blockquote><p>{words}</p></blockquote>'
        f'<figcaption>A director</figcaption></figure><aside class="callout note"><p class="callout-title">Note</p>'
        f"<p>{words}</p></aside>"
    )
    texts = pages(finished(of(body)))
    assert "The forms" in texts[0]
    assert "A director Note The forms" in texts[1]


def test_a_character_without_a_glyph_is_named() -> None:
    """A missing glyph is a problem that names the character, once; the page has a square in its place."""
    artifact, problems = render.render(of("<p>Cuneiform 𒀀 and 𒀀 again.</p>"), house_style())
    assert said(problems) == ["R02 no typeface at hand has `𒀀` (U+12000)"]
    assert problems[0].path == "source/articles/tides.md"
    assert artifact is not None
    assert "□ and □ again" in pages(artifact)[0]


def test_a_character_without_a_glyph_is_found_on_its_line() -> None:
    """A missing glyph is told with the line of the file where it is first typed."""
    edition = of("<p>Cuneiform 𒀀.</p>")
    typed = replace(edition, articles=(replace(edition.articles[0], typed="One\n\nCuneiform 𒀀.\n", typed_line=5),))
    _, problems = render.render(typed, house_style())
    assert [(problem.code, problem.line) for problem in problems] == [("R02", 7)]


def test_characters_of_one_script_without_glyphs_are_told_together() -> None:
    """What no typeface has of a script is one problem of its file, on the line of the first; another script has its own."""
    edition = of("<p>Cuneiform 𒀆 𒀁 𒀂 𒀃 𒀄 𒀅 𒀀, and 𓀀.</p>")
    typed = replace(
        edition, articles=(replace(edition.articles[0], typed="One\n\n𒀆\n\n𒀁 𒀂 𒀃 𒀄 𒀅 𒀀\n\n𓀀", typed_line=5),)
    )
    _, problems = render.render(typed, house_style())
    assert [(problem.code, problem.line) for problem in problems] == [("R02", 7), ("R02", 11)]
    first, second = (problem.message for problem in problems)
    assert first.startswith("no typeface at hand has 7 characters: `𒀆` (U+12006), `𒀁` (U+12001), ")
    assert first.endswith(" and 2 more")
    assert second == "no typeface at hand has `𓀀` (U+13000)"


def test_words_in_a_drawing_are_set_in_the_typefaces_that_have_them() -> None:
    """A drawing with words of another script is lent a typeface for them; what none has is a square, and told once."""
    drawing = Asset(
        name="drawing-0123456789abcdef.svg",
        media_type="image/svg+xml",
        content="""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60" width="300" height="60">
        <text x="10" y="40" font-family="Arial">Σ ไทย &#x12000;</text></svg>""".encode(),
        width=300,
        height=60,
    )
    edition = of(f'<figure><img src="{drawing.name}" alt="Words"/></figure>')
    shown = replace(edition, articles=(replace(edition.articles[0], assets=(drawing,)),))
    artifact, problems = render.render(shown, house_style())
    assert said(problems) == ["R02 no typeface at hand has `𒀀` (U+12000)"]
    assert artifact is not None
    assert "Σ ไทย □" in " ".join(pages(artifact)[0].split())


@pytest.mark.parametrize("scheme", ["file://", "http://192.0.2.1"])
def test_nothing_outside_the_edition_is_read(scheme: str, tmp_path: Path) -> None:
    """Files and the web are out of reach of text and style alike: each attempt is a problem, and nothing is read."""
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>secret</title></svg>', "utf-8"
    )
    url = f"{scheme}{secret}"
    style = styled(
        f"@import url({url}.css); .body {{ background: url({url}) }} @font-face {{ font-family: x; src: url({url}.ttf) }}"
    )
    artifact, problems = render.render(of(f'<p>Text.</p><p><img src="{url}" alt="Not to be had"/></p>'), style)
    assert artifact is not None
    assert {problem.code for problem in problems} == {"R03"}
    assert any("only what belongs to the edition is fetched" in problem.message for problem in problems)
    assert b"secret" not in artifact.content


def test_what_weasyprint_says_is_a_problem() -> None:
    """A rule that WeasyPrint does not know is a warning, not a line on a terminal."""
    _, problems = render.render(briefing(), styled(".body { no-such-property: 1 }"))
    assert len(problems) == 1
    assert problems[0].code == "R03"
    assert "no-such-property" in problems[0].message
    assert "house style" in problems[0].hint


def test_a_layout_that_fails_is_no_fault_of_the_text() -> None:
    """A body that no reader would have made stops the layout with an exception, which the barrier takes."""
    stopped = barrier.guarded(render.render, of("<p>not well-formed"), house_style())
    assert isinstance(stopped, barrier.Fault)
    assert "formats/pdf" in stopped.trace


def test_text_is_never_a_template() -> None:
    """Braces are printed as typed."""
    edition = of("<p>{{ 7*7 }} {% include 'x' %}</p>", title="{{ title }}")
    assert "{{ 7*7 }} {% include 'x' %}" in pages(finished(edition))[0]


def test_the_brands_colour_is_on_the_page() -> None:
    """The brand's colour is what the contact block is painted in."""
    brand = Brand(
        colour="#7a1f4b",
        ink="#7a1f4b",
        on_colour="#ffffff",
        logo=None,
        headings=sample.SANS,
        body=sample.SERIF,
        code=sample.CODE,
    )
    publication = sample.PUBLICATION.__class__(
        **{name: getattr(sample.PUBLICATION, name) for name in sample.PUBLICATION.__struct_fields__} | {"brand": brand}
    )
    file = pypdfium2.PdfDocument(finished(briefing(publication=publication)).content)
    colours = file[len(file) - 1].render(scale=0.5).to_pil().convert("RGB").getcolors(1 << 20)
    assert colours is not None
    assert (0x7A, 0x1F, 0x4B) in {colour for count, colour in colours if count > 500}


@pytest.mark.parametrize("name", NAMES)
def test_the_tree_that_is_laid_out_is_the_one_of_htmls_rules(name: str) -> None:
    """Read in a fraction of the time, a galley has every element, attribute and word that WeasyPrint's parser finds."""
    html = render.typeset(briefings.ALL[name](), house_style()).html

    ours, theirs = engine._Html(html, URLFetcher()), weasyprint.HTML(string=html)

    assert told(ours.etree_element) == told(theirs.etree_element)


def told(element: ElementTree.Element) -> tuple[object, ...]:
    """An element as a value, without the white space around what is not shown, and at the end of all."""
    loose = element.tag in ("html", "head")
    inner = [told(child) for child in element]
    tails = [(child.tail or "") for child in element]
    if loose or element.tag == "body":
        tails = [tail.strip() for tail in tails]
    text = element.text or ""
    return element.tag, dict(element.attrib), text.strip() if loose else text, inner, tails


def test_two_renders_are_one() -> None:
    """The same edition gives the same bytes, whatever was made in between."""
    first = finished(briefing())
    finished(briefings.signs())
    assert finished(briefing()).content == first.content


def test_bytes_do_not_depend_on_the_process(tmp_path: Path) -> None:
    """Another process with another hash seed, time zone and place gives the same bytes."""
    program = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:]\n"
        "from tests.support import briefings; from tests.support.sample import house_style; from publish.formats.pdf import render as pdf\n"
        "print(hashlib.sha256(pdf.render(briefings.long(), house_style())[0].content).hexdigest())"
    )
    root = Path(__file__).parents[3]
    expected = hashlib.sha256(made("long").content).hexdigest()
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima")):
        answer = subprocess.run(
            [sys.executable, "-c", program, str(root)],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer.stdout.strip() == expected


def test_no_path_of_this_machine_is_in_the_file() -> None:
    """A file does not tell where it was made."""
    with pikepdf.open(BytesIO(made("long").content)) as file:
        held = b"".join(bytes(item.read_bytes()) for item in file.objects if isinstance(item, pikepdf.Stream))
    assert str(Path(__file__).parents[3]).encode() not in held + made("long").content


TAGS = {"Document", "Art", "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "Figure", "Caption",
        "BlockQuote", "Note", "Reference", "Link"}  # fmt: skip


def elements(file: pikepdf.Pdf) -> list[pikepdf.Object]:
    """The structure elements, in reading order."""
    found: list[pikepdf.Object] = []

    def walk(element: pikepdf.Object) -> None:
        found.append(element)
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == pikepdf.Name.StructElem:
                walk(kid)

    walk(file.Root.StructTreeRoot.K[0])
    return found


def test_the_structure_has_the_proper_tags() -> None:
    """Quotes, lists, notes, links, figures and tables are tagged as what they are; nothing is left without a name."""
    with pikepdf.open(BytesIO(made("long").content)) as file:
        everything = elements(file)
        kinds = {str(element.S)[1:] for element in everything}
        assert kinds >= TAGS
        assert "NonStruct" not in kinds
        scopes = {str(element.A.Scope) for element in everything if element.S == pikepdf.Name.TH}
        assert scopes == {"/Row", "/Column"}
        languages = {str(element.Lang) for element in everything if "/Lang" in element}
        assert {"cy", "ar"} <= languages
        assert all("/Alt" in element for element in everything if pikepdf.Name.Figure == element.S)
        assert not [element for element in everything if "handbill:" in str(element.get("/Alt", ""))]
        for element in everything:
            if element.S == pikepdf.Name.LI:
                assert [str(kid.S) for kid in element.K][-1:] == ["/LBody"]
        notes = [element for element in everything if pikepdf.Name.Note == element.S]
        assert len({str(note.ID) for note in notes}) == len(notes) == 9


def test_a_note_is_read_after_the_paragraph_that_calls_it() -> None:
    """In the order of reading a note follows its paragraph, not the page."""
    with pikepdf.open(BytesIO(made("stock").content)) as file:
        kinds = [str(element.S)[1:] for element in elements(file)]
    first_paragraph = kinds.index("Reference")
    after = [kind for kind in kinds[first_paragraph:] if kind in ("Note", "L", "H2")]
    assert after[:3] == ["Note", "Note", "L"]


@pytest.mark.slow
def test_every_sample_conforms(tmp_path: Path) -> None:
    """VeraPDF finds no fault with any sample, as PDF/UA-1 and as PDF/A-3a."""
    if (reason := vera.missing()) and os.environ.get("REQUIRE_ALL") != "1":
        pytest.skip(reason)
    files = []
    for name in NAMES:
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(made(name).content)
    missing, _ = render.render(of("<p>Cuneiform 𒀀.</p>"), house_style())
    assert missing is not None
    files.append(tmp_path / "missing.pdf")
    files[-1].write_bytes(missing.content)
    assert {path.name: failures for path, failures in vera.check(files).items() if failures} == {}


def test_a_broken_picture_is_a_problem() -> None:
    """One that cannot be drawn is a problem of the line that shows it, by its path there; the rest is made."""
    name = "a-broken-one-0123456789abcdef.png"
    broken = Asset(name=name, media_type="image/png", content=b"not a picture", width=9, height=9)
    edition = of(
        f'<p>Text. <img src="{name}" alt="Nothing"/></p>',
        assets=(broken,),
        typed="Text.\n\n![Nothing](<../images/A broken one.png> 'A title')\n",
        typed_line=7,
    )
    artifact, (problem,) = render.render(edition, house_style())
    assert artifact is not None
    assert (problem.code, problem.path, problem.line) == ("R03", "source/articles/tides.md", 9)
    assert problem.message == "the picture `../images/A broken one.png` cannot be drawn"
    assert "save the picture again" in problem.hint


@pytest.mark.parametrize("kind", ["briefing", "large-print"])
def test_the_note_of_a_link_in_a_table_is_no_wider_than_its_page(kind: Kind) -> None:
    """A long address is broken there as in a note from the text, whatever tables do with words."""
    copy = read("| A | B |\n|---|---|\n| [The report](https://example.org/" + "x" * 110 + ") | 1 |\n")
    edition = briefing(articles=(article("tides", body=copy.body),), name=kind, kind=kind)
    artifact, _ = render.render(edition, house_style(), proof=True)
    assert artifact is not None
    assert max(box.x + box.width for box in artifact.boxes) <= artifact.boxes[0].page_width


@pytest.mark.parametrize("colours", ["RGB", "CMYK", "L"])
def test_a_picture_that_a_drawing_carries_is_drawn(colours: str) -> None:
    """An SVG with a JPEG in it, as drawing programs save logos, shows it, in colours that the file may have."""
    out = BytesIO()
    Image.new(colours, (40, 40), (0, 200, 255, 0)[: len(colours)] if len(colours) > 1 else 128).save(out, "JPEG")
    address = "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
    content = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        f'<image href="{address}" width="40" height="40"/></svg>'
    ).encode()
    drawing = Asset(name="a.svg", media_type="image/svg+xml", content=content, width=40, height=40)
    artifact, problems = render.render(of('<p>Text. <img src="a.svg" alt="x"/></p>', assets=(drawing,)), house_style())
    assert problems == ()
    assert artifact is not None
    with pikepdf.open(BytesIO(artifact.content)) as file:
        said = [(str(thing.ColorSpace), bool(thing.Interpolate)) for thing in file.objects if is_picture(thing)]
    assert said == [("/DeviceGray" if colours == "L" else "/DeviceRGB", False)]


def is_picture(thing: Any) -> bool:
    """Whether it is a picture made of dots."""
    return isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Image


def test_a_drawing_with_a_fault_in_it_is_a_problem() -> None:
    """An SVG whose parts the layout library cannot read is said to be left out, with what to do about it."""
    content = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path opacity="half" d="M0 0h9v9z"/></svg>'
    drawing = Asset(name="a.svg", media_type="image/svg+xml", content=content, width=9, height=9)
    edition = of('<p>Text. <img src="a.svg" alt="Nothing"/></p>', assets=(drawing,), typed="![Nothing](a.svg)\n")
    artifact, (problem,) = render.render(edition, house_style())
    assert artifact is not None
    assert (problem.code, problem.message) == ("R03", "the picture `a.svg` cannot be drawn")
    assert "save it again" in problem.hint


@pytest.mark.parametrize("kind", ["briefing", "booklet", "large-print"])
def test_a_long_headline_and_standfirst_leave_room_for_the_text(kind: Kind) -> None:
    """Under 290 letters of headline and 500 of standfirst the text begins on the first page, or on the second in large print."""
    long = article(
        title="A headline that names every partner, programme and place of the year " * 4 + "and more of them",
        standfirst="What the committee has agreed upon, and why, in a sentence of its own. " * 7,
        body=f"<p>{'Words of the text. ' * 200}</p>",
    )
    edition = briefing(name=kind, kind=kind, title=long.title, articles=(long,))
    artifact, _ = render.render(edition, house_style(), proof=True)
    assert artifact is not None
    first = next(box for box in artifact.boxes if "Words of the" in box.text)
    assert first.page == (2 if kind == "large-print" else 1)
    assert first.y < first.page_height * (0.62 if kind == "briefing" else 0.8)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_drawing_in_a_template_of_a_house_style_is_on_the_page(direction: str) -> None:
    """With its gradient, its case-sensitive names and its alternative; one that is hidden is decoration."""
    drawing = (
        '<svg role="img" aria-label="A leaf" viewBox="0 0 10 10" width="200" height="100" preserveAspectRatio="none">'
        '<linearGradient id="g"><stop offset="0" stop-color="#ff0000"/><stop offset="1" stop-color="#0000ff"/>'
        '</linearGradient><path d="M0 0H10V10H0Z" fill="url(#g)"/></svg>'
        '<svg aria-hidden="true" viewBox="0 0 10 10" width="30" height="30"><circle cx="5" cy="5" r="5" fill="#00ff00"/></svg>'
    )
    own = house_style()
    files = tuple(
        StyleSheet(name=file.name, text=file.text.replace("</body>", f"<div>{drawing}</div></body>"))
        if file.name == "briefing.html"
        else file
        for file in own.files
    )
    artifact, problems = render.render(briefing(direction=direction), replace(own, files=files))
    assert problems == ()
    assert artifact is not None
    with pypdfium2.PdfDocument(artifact.content) as pages_:
        picture = pages_[len(pages_) - 1].render(scale=1).to_pil().convert("RGB")
    colours = {colour for _, colour in picture.getcolors(1 << 24)}
    for red, green, blue in ((255, 0, 0), (0, 0, 255), (128, 0, 128), (0, 255, 0)):
        assert any(max(abs(red - r), abs(green - g), abs(blue - b)) < 40 for r, g, b in colours), (red, green, blue)
    with pikepdf.open(BytesIO(artifact.content)) as file:
        said = [str(item.Alt) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
        assert said.count("A leaf") == 1


def test_a_formula_in_a_caption_stands_in_its_line() -> None:
    """And so does one beside the name under a quotation: neither breaks the line that it is in."""
    text = '![A](a.png "Where $y=2x$ holds.")\n\n> Words that were said.\n> — Jo $x$ Price\n'
    copy = read(text, {"a.png": picture(width=600, height=400)})
    boxes = finished(of(copy.body, assets=copy.assets)).boxes
    places = {word: box.y for box in boxes for word in ("Where", "holds", "Jo", "Price") if word in box.text}
    assert places["Where"] == places["holds"]
    assert places["Jo"] == places["Price"]


def test_small_pictures_in_a_row_are_not_enlarged() -> None:
    """The row is as high as the smallest of them, however wide the page; large ones share the width."""
    small, large = picture(width=240, height=180), picture(width=1200, height=900)

    def widths(*names: str) -> list[float]:
        typed = "\n".join(f'![x]({name}.png "Words")' for name in names)
        copy = read(typed, {"small.png": small, "large.png": large})
        artifact, _ = render.render(
            briefing(articles=(article(body=copy.body, assets=copy.assets, standfirst=""),)), house_style()
        )
        assert artifact is not None
        page = pypdfium2.PdfDocument(artifact.content)[0]
        placed = [one.get_bounds() for one in page.get_objects((pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,))]
        return [round((right - left) / 0.75) for left, _, right, _ in placed]

    assert widths("small", "small") == [240, 240]
    assert widths("small", "large") == [240, 240]
    assert min(widths("large", "large")) > 280


def test_a_quotation_in_a_note_says_whose_it_is() -> None:
    """The dash before the name stands there as it does in the text."""
    copy = read("Text.[^n]\n\n[^n]: Said so:\n\n    > Words.\n    > — Jo Price\n")
    assert "— Jo Price" in " ".join(box.text for box in finished(of(copy.body)).boxes)
