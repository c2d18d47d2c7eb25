"""Each correction still corrects something: what is wrong without it in the WeasyPrint that is installed.

One that fails here for want of a fault has been made superfluous by a release: take the correction out of mends.py.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
import weasyprint
from PIL import Image
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.line_break import Layout

from publish.base.replacing import Replacements, original
from publish.formats.pdf import render
from publish.formats.pdf.weasyprint_ import engine, mends
from publish.media import typefaces
from publish.model import Galley, Typeface
from tests.support.sample import briefing, house_style


@contextmanager
def without(name: str) -> Iterator[None]:
    """While one correction is not made."""
    table = tuple(one for one in mends.MENDS._table() if one.name != name)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(mends, "MENDS", Replacements(lambda: table, "weasyprint"))
        yield


SERIF = typefaces.find("Source Serif 4")


def page(body: str, css: str = "", *, language: str = "en", face: Typeface | None = SERIF) -> bytes:
    """A file with that on it, in one typeface."""
    assert face is not None
    html = (
        f"<!DOCTYPE html><html lang='{language}'><head><title>T</title><style>body {{ font: 12pt '{face.family}' }}"
        f"{css}</style></head><body>{body}</body></html>"
    )
    content, _, problems = engine.render(Galley(name="x", html=html, assets=(), typefaces=(face,)), path="x")
    assert problems == ()
    return content


def words(content: bytes) -> str:
    """What a reader copies."""
    with pdfium.PdfDocument(content) as file:
        return " ".join(sheet.get_textpage().get_text_range() for sheet in file).replace("\r\n", " ").strip()


def elements(content: bytes) -> list[str]:
    """The kinds of its structure elements."""
    with pikepdf.open(BytesIO(content)) as file:
        return [
            str(item.S)
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/K" in item
        ]


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    """WeasyPrint makes one for each page, and nothing says that they are one."""
    body = f"<main><p>{'Words of a paragraph. ' * 40}</p></main>"
    css = "@page { size: 300px 200px; margin: 20px }"
    with without("structure"):
        assert elements(page(body, css)).count("/P") > 1
    assert elements(page(body, css)).count("/P") == 1


def test_letters_that_change_places_are_copied_as_they_were_typed() -> None:
    """In Devanagari a vowel is drawn before the consonant that it follows."""
    face = typefaces.fallbacks("किताब हिन्दी")[0]
    with without("drawing"):
        assert words(page("<p>किताब हिन्दी में</p>", language="hi", face=face)) != "किताब हिन्दी में"
    with pikepdf.open(BytesIO(page("<p>किताब हिन्दी में</p>", language="hi", face=face))) as file:
        assert b"ActualText" in file.pages[0].Contents.read_bytes()


def test_the_hyphen_of_a_broken_word_is_a_soft_one() -> None:
    """WeasyPrint draws one like any other."""
    body, css = "<p>incomprehensibilities</p>", "p { width: 80px; hyphens: auto }"
    with without("drawing"):
        assert b"ActualText" not in contents(page(body, css))
    assert b"ActualText" in contents(page(body, css))


def contents(content: bytes) -> bytes:
    """What is drawn on the first page."""
    with pikepdf.open(BytesIO(content)) as file:
        said: bytes = file.pages[0].Contents.read_bytes()
        return said


def test_a_mark_stands_on_its_letter_in_chrome() -> None:
    """PDFium sets it at the letter's side, with all that follows, where what moves it ends the operator before."""
    with without("drawing"):
        wrong = ink(page("<p>mė́nuo</p>"))
    right, plain = ink(page("<p>mė́nuo</p>")), ink(page("<p>mėnuo</p>"))
    assert abs(right - plain) <= 1
    assert abs(wrong - plain) > 1


def ink(content: bytes) -> int:
    """Where the ink of the first page ends on the right."""
    with pdfium.PdfDocument(content) as file:
        sheet = file[0].render(scale=2, grayscale=True).to_pil().point(lambda value: 255 - value)
        box = sheet.getbbox()
        assert box is not None
        return int(box[2])


def test_the_features_of_a_line_go_with_it() -> None:
    """WeasyPrint never gives up the list that it makes of them, so that it stays for ever: it has two owners."""
    assert SERIF is not None
    html = "<p style='font-variant-numeric: lining-nums'>A line.</p>"
    layout = engine.lay_out(Galley(name="x", html=html, assets=(), typefaces=(SERIF,)), path="x")
    (text,) = [box for box in layout.document.pages[0]._page_box.descendants() if hasattr(box, "pango_layout")]

    def owners() -> int:
        line = Layout(text.style)
        attributes = pango.pango_layout_get_attributes(line.layout)
        return int(ffi.cast("unsigned int *", attributes)[0])  # what a PangoAttrList begins with

    assert owners() == 2
    with mends.applied():
        assert owners() == 1


def test_they_are_in_place_for_our_own_documents_alone() -> None:
    """Another's, drawn meanwhile, is as WeasyPrint draws it; afterwards each function is WeasyPrint's own."""
    html = "<p>incomprehensibilities</p><style>p { width: 80px; hyphens: auto }</style>"
    theirs = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    with mends.applied():
        assert weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1") == theirs
    for holder, name in ((weasyprint.pdf, "add_tags"), (weasyprint.draw.text, "draw_first_line"), (Layout, "setup")):
        assert original(getattr(holder, name)) is getattr(holder, name)


def test_a_weasyprint_that_cannot_be_mended_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what is wrong and what to install; there is no traceback."""
    monkeypatch.setattr(mends, "MENDS", Replacements(mends.MENDS._table, "weasyprint"))
    monkeypatch.delattr(weasyprint.draw.text, "draw_first_line")
    artifact, (problem,) = render.render(briefing(), house_style())
    assert artifact is None
    assert problem.code == "R10"
    assert problem.message.endswith("there is no weasyprint.draw.text:draw_first_line")
    assert "weasyprint>=70" in problem.hint


GRADIENT = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 50' width='200' height='50'><defs>"
    "<{kind}Gradient id='a'><stop offset='0' stop-color='#c00'/><stop offset='1' stop-color='#00c'/></{kind}Gradient>"
    "</defs><rect width='200' height='50' fill='url(#a)'/></svg>"
)


def tiles(content: bytes) -> list[float]:
    """The widths of the patterns in a file, in units of their own."""
    with pikepdf.open(BytesIO(content)) as file:
        return [float(one.BBox[2]) for one in file.objects if isinstance(one, pikepdf.Stream) and "/PatternType" in one]


def colours(content: bytes, folder: Path) -> int:
    """How many dots of a page are coloured, as Poppler draws it."""
    (folder / "x.pdf").write_bytes(content)
    command = ["pdftoppm", "-r", "36", "-png", "-singlefile", str(folder / "x.pdf"), str(folder / "x")]
    subprocess.run(command, check=True, capture_output=True)
    with Image.open(folder / "x.png") as picture:
        return sum(picture.convert("HSV").getchannel("S").histogram()[100:])


@pytest.mark.parametrize("kind", ["linear", "radial"])
def test_a_gradient_is_drawn_in_a_tile_of_many_units(kind: str, tmp_path: Path) -> None:
    """Poppler, which makes a tile as large as it says, draws it."""
    body = f"<p>Here.</p>{GRADIENT.replace('{kind}', kind)}"
    with without("gradients"):
        wrong = page(body)
    right = page(body)

    assert (tiles(wrong), tiles(right)) == ([1], [1000])
    if shutil.which("pdftoppm"):
        assert colours(wrong, tmp_path) < 20
        assert colours(right, tmp_path) > 1000


def test_a_first_letter_that_floats_stands_beside_its_paragraph() -> None:
    """Plain WeasyPrint stops where such a paragraph is laid out a second time, as in columns."""
    css = "div { columns: 2 } p:first-child::first-letter { float: left; font-size: 36pt; line-height: 36pt }"
    body = f"<div>{'<p>Tides come and go, twice a day, on all shores of the sea.</p>' * 6}</div>"
    with without("first letter"), pytest.raises(AssertionError):
        page(body, css)

    content = page(body, css)

    assert words(content).count("twice a day") == 6
    with pdfium.PdfDocument(content) as file:
        text = file[0].get_textpage()
        whole = text.get_text_range()
        letter, following = (text.get_charbox(whole.index(sign)) for sign in ("T", "ides"))
    assert following[0] >= letter[2]


def test_notes_that_go_to_the_next_page_stand_in_their_order() -> None:
    """Plain WeasyPrint sets those first that had no room first, and those that made room for later lines after them."""
    css = (
        "@page { size: 300px 240px; margin: 20px } body { margin: 0; line-height: 20px; orphans: 2; widows: 2 }"
        "p { margin: 0 } .fn { float: footnote }"
    )

    def orders(content: bytes) -> list[list[int]]:
        with pdfium.PdfDocument(content) as file:
            texts = [sheet.get_textpage().get_text_range() for sheet in file]
        return [[int(number) for number in re.findall(r"Note (\d+):", text)] for text in texts]

    def texts(gap: int) -> str:
        said = [2, 3, 1, 2, 4, 1, 3, 2, 5, 2, 3]
        return "".join(
            f"<p>{'Words of it. ' * 3 * lines}<span class='fn'>Note {n}: {'of it all ' * (gap * n % 9)}</span></p>"
            for n, lines in enumerate(said, start=10)
        )

    def in_order(found: list[list[int]]) -> bool:
        return all(one == sorted(one) for one in found)

    with without("notes"):
        assert not all(in_order(orders(page(texts(gap), css))) for gap in (1, 5))
    for gap in (1, 5):
        found = orders(page(texts(gap), css))
        assert in_order(found), gap
        assert sorted(number for one in found for number in one) == list(range(10, 21)), gap


def test_a_note_of_the_line_that_fills_a_page_goes_to_the_next() -> None:
    """Plain WeasyPrint lets the note before it go there, and forgets the line's own."""
    css = (
        "@page { size: 300px 200px; margin: 20px } body { margin: 0; line-height: 20px; orphans: 2; widows: 2 }"
        "p, div { margin: 0 } div { height: 84px } .fn { float: footnote }"
    )
    body = "<div></div><p>One<span class='fn'>Earlier.</span><br>two<span class='fn'>Later.</span><br>three<br>four</p>"
    with without("notes"):
        lost = words(page(body, css))
    assert "Earlier" in lost
    assert "Later" not in lost

    with pdfium.PdfDocument(page(body, css)) as file:
        texts = [sheet.get_textpage().get_text_range() for sheet in file]
    assert [("two" in text, "Later" in text) for text in texts] == [(True, False), (False, True)]


def test_a_note_stays_with_its_text() -> None:
    """Where it has no room on the last page of one text, it does not go to the first of the next."""
    css = (
        "@page { size: 300px 200px; margin: 20px } body { margin: 0; line-height: 20px } p { margin: 0 }"
        "article + article { break-before: page } .gap { height: 100px } .footnote { float: footnote }"
    )
    body = (
        "<article id='a'><div class='gap'></div><div class='body'><p>One<a id='fnref-1' href='#fn-1'>1</a>"
        "<span class='footnote' id='fn-1'>Later,<br>and later.</span></p></div></article><article id='b'><p>Other</p></article>"
    )

    with pdfium.PdfDocument(page(body, css)) as file:
        texts = [sheet.get_textpage().get_text_range() for sheet in file]

    assert not any("Later" in text and "Other" in text for text in texts)
    assert "Later" in " ".join(texts)
