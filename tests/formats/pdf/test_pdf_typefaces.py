"""Typefaces are found in installed packages, and lent to scripts and signs that the brand's own lack."""

from __future__ import annotations

import gc
import io
import re
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import permutations
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import ImageChops

from publish.base import cache
from publish.formats.pdf import render
from publish.formats.pdf.fonts import clusters
from publish.formats.pdf.fonts import cuts as pdf_faces
from publish.formats.pdf.weasyprint_ import engine
from publish.formats.pdf.weasyprint_ import fonts as pdf_fonts
from publish.media import typefaces
from publish.model import Asset, Face, Galley
from publish.workshop.shelf import Shelf
from publish.workshop.workers import work
from tests.conftest import ROOT
from tests.support.sample import article, briefing, house_style


@pytest.fixture
def fresh() -> Iterator[None]:
    """A process that has cut nothing yet, before and after."""
    _forget()
    yield
    cache.use_cache(None)
    _forget()


def _forget() -> None:
    for kept in (pdf_faces._case, pdf_faces._characters):
        kept.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_cuts_that_were_kept_are_those_that_would_be_made(tmp_path: Path) -> None:
    """A face is cut once for a shelf; what the disk has spoilt, and what cannot be kept, is cut again."""
    typeface = typefaces.find("Source Code Pro")
    assert typeface is not None
    cuts = pdf_faces.cuts(typeface)
    made = pdf_faces.font(cuts[1])

    def again(shelf: Shelf) -> list[Path]:
        """The files on the shelf, the larger last, once it has been asked for one cut."""
        _forget()
        cache.use_cache(shelf)
        assert pdf_faces.cuts(typeface) == cuts
        assert pdf_faces.font(cuts[1]) == made
        return sorted((path for path in shelf.place.rglob("*") if path.is_file()), key=lambda file: file.stat().st_size)

    shelf = Shelf(place=tmp_path / "shelf", tools="")
    records = again(shelf)
    assert len(records) == 2
    whole = [(record.read_bytes(), record.stat().st_ino) for record in records]
    assert again(shelf) == records
    assert [(record.read_bytes(), record.stat().st_ino) for record in records] == whole
    for record, (content, _) in zip(records, whole, strict=True):
        record.write_bytes(content[:-1])
    again(shelf)
    assert [record.read_bytes() for record in records] == [content for content, _ in whole]
    (tmp_path / "no-folder").touch()
    assert again(Shelf(place=tmp_path / "no-folder", tools="")) == []


WORN = (
    *("font: italic 600 9pt 'Source Serif 4'", "font: 16pt 'Source Serif 4 Display'", "font-family: 'Source Sans 3'"),
    *("font-family: 'Source Code Pro'", "letter-spacing: .1em", "text-transform: uppercase", "hyphens: auto"),
    *("font-variant-caps: small-caps", "font-variant-caps: all-petite-caps", "font-variant-position: super"),
    *(
        "font-variant-numeric: oldstyle-nums proportional-nums diagonal-fractions",
        "font-variant-alternates: historical-forms",
    ),
    *(
        "font-variant-ligatures: discretionary-ligatures",
        "font-feature-settings: 'ss01', 'cv01', 'zero'",
        "font-kerning: none",
    ),
)
OWN = tuple(face for name in ("Source Serif 4", "Source Sans 3", "Source Code Pro") if (face := typefaces.find(name)))


def set_in(families: tuple[str, ...], text: str) -> bytes:
    """A page with the text, set in each of these families; no problem with it."""
    faces = tuple(face for name in families if (face := typefaces.find(name)))
    body = "".join(f"<p style='font-family: \"{family}\"'>{text}</p>" for family in families)
    html = f"<!DOCTYPE html><html lang='en'><title>.</title><body>{body}</body></html>"
    content, _, problems = engine.render(Galley(name="x", html=html, assets=(), typefaces=faces), path="x")
    assert problems == ()
    return content


ORDERS = tuple(permutations(("Source Serif 4", "Source Sans 3", "Source Code Pro")))


def set_in_others(text: str) -> list[bytes]:
    """The text in more combinations of typefaces than are kept at hand."""
    return [set_in(families, text) for families in ORDERS[1:]]


def test_a_worker_takes_no_typeface_from_the_process_that_it_came_of() -> None:
    """What it adds to those it was born with, or drops, is its own affair: each sets the same italics."""
    text = "Now <em>more</em> and <strong>bold</strong>"
    pdf_fonts.forget()
    set_in(ORDERS[0], "Now")
    engine.prepare(tuple(face for face in [typefaces.find(ORDERS[1][0])] if face))
    gc.collect()  # nothing but the cache holds the typefaces, as in a process that has done other things since
    made = dict(work(set_in_others, [text, text], jobs=2))
    assert set_in(ORDERS[0], text)
    assert made[0] == made[1] == set_in_others(text)


DRAWING = Asset(
    name="x.svg",
    media_type="image/svg+xml",
    width=60,
    height=20,
    content=b"""<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text y="12" font-style="italic"
    font-family="Source Code Pro">a</text></svg>""",
)
SHEET = "body { font-family: 'Source Serif 4' } h1, b { font: 400 12pt 'Source Sans 3' } pre { font-family: 'Source Code Pro' }"
NEEDS: Mapping[str, tuple[str, str, tuple[Asset, ...]]] = {
    "no more than plain letters": ("", "<p>Plain.</p>", ()),
    "a slope and a weight": ("", "<p><em>Slanted</em>, <strong>bold, <em>both</em></strong>.</p>", ()),
    "code": ("", "<pre>code</pre><p>Plain.</p>", ()),
    "signs that its face has not": ("", "<p>Plain ◦ and ǫ, ☐.</p><ul><li>A<ul><li>B", ()),
    "letters of another script, which its face has": ("", "<p>Plain, и тут.</p>", ()),
    "such letters, set by the sheet": ("p::after { content: '\\444' }", "<p>Plain.</p>", ()),
    "a mark on its letter": ("", "<p>Plain, e\u0301.</p>", ()),
    "signs that the sheet sets": ("p::after { content: '\\25e6\\1eb' }", "<p>Plain.</p>", ()),
    "a weight that is not there": (
        "p { font-weight: 800 } em { font-weight: 200 }",
        "<p>Heavy, <em>light</em>.</p>",
        (),
    ),
    "leaning letters": ("p { font-style: oblique }", "<p>Leaning.</p>", ()),
    "a face in the margin": (
        "@page { @top-left { content: 'M'; font: italic 600 9pt 'Source Sans 3' } }",
        "<p>Plain.</p>",
        (),
    ),
    "a family that is not there": (
        "p { font-family: Nowhere } b { font-family: Nowhere, 'source sans 3' }",
        "<p>A <b>b</b>",
        (),
    ),
    "lengths in letters": (
        "p { width: 12ch; font: italic 9pt 'Source Code Pro'; margin-left: 3ex }",
        "<p>Narrow text here.",
        (),
    ),
    "words in a drawing": ("", "<p>Plain <img src='handbill:x.svg' alt='A'></p>", (DRAWING,)),
    "lines under letters": ("p { text-decoration: underline }", "<p lang='nv'>Underlined.</p>", ()),
}


def needy(sheet: str, text: str, assets: tuple[Asset, ...]) -> bytes:
    """A page of that."""
    html = f"<!DOCTYPE html><html lang='en'><title>.</title><style>{SHEET}{sheet}</style><body>{text}</body></html>"
    faces = tuple(face for name in sorted(ORDERS[0]) if (face := typefaces.find(name)))
    content, _, problems = engine.render(Galley(name="x", html=html, assets=assets, typefaces=faces), path="x")
    assert {problem.code for problem in problems} <= {"R02"}
    return content


def test_a_text_is_set_the_same_whatever_was_set_before() -> None:
    """All faces of a text's families are there: one that comes first, or last, is the same."""
    first = {}
    for name, need in NEEDS.items():
        pdf_fonts.forget()
        first[name] = needy(*need)
    for names in (list(NEEDS), list(NEEDS)[::-1]):
        pdf_fonts.forget()
        assert {name: needy(*NEEDS[name]) for name in names} == first


def test_no_typeface_of_the_machine_is_known() -> None:
    """A letter that none of the families has is said to be missing, though the machine has a typeface with it."""
    from weasyprint.text.ffi import fontconfig

    fonts = pdf_fonts.configured(OWN[:1])
    system, own = (fontconfig.FcConfigGetFonts(fonts._config, number) for number in (0, 1))
    fallback = typefaces.find(pdf_fonts.FALLBACK)
    assert fallback is not None
    assert not system
    assert own.nfont == len(pdf_faces.cuts(OWN[0])) + len(pdf_faces.cuts(fallback))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_lines_that_were_set_leave_nothing_behind() -> None:
    """Ten thousand lines with features of a typeface take no more memory than a thousand."""
    text = '<div style="font-variant-numeric: lining-nums">' + "<p>A line of its own.</p>" * 250 + "</div>"

    def held() -> int:
        gc.collect()
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()

    def taken(times: int) -> int:
        before = held()
        for _ in range(times):
            set_in(ORDERS[0][:1], text)
        return held() - before

    taken(36)  # what is taken for the first lines, and kept for all that come, is no loss
    assert taken(18) < 900_000  # without the mend 1,500,000


def test_a_process_that_has_set_pages_ends_in_peace() -> None:
    """Whatever the collector of garbage has been told: nothing that is kept outlives the library it is of."""
    ends = (
        "import gc; from tests.support.sample import collection, house_style; from publish.formats.epub import render as epub; gc.freeze(); "
        "epub.render(collection(), house_style())"
    )
    done = subprocess.run([sys.executable, "-c", ends], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["Source Serif 4", "source-serif-4", "SOURCE SERIF 4"])
def test_a_family_is_found_by_its_name(name: str) -> None:
    """Case and punctuation do not matter, and the typeface has its maker's name."""
    typeface = typefaces.find(name)
    assert typeface is not None
    assert typeface.family == "Source Serif 4"
    assert {face.italic for face in typeface.faces} == {True, False}


def test_static_faces_have_their_weights() -> None:
    """A family of static files has a face for each weight."""
    typeface = typefaces.find("Atkinson Hyperlegible")
    assert typeface is not None
    assert {(face.weight, face.italic) for face in typeface.faces} == {
        (400, False),
        (400, True),
        (700, False),
        (700, True),
    }


@pytest.mark.parametrize("name", ["No Such Face", "", "../../etc", "os.path"])
def test_a_family_that_is_not_installed_is_none(name: str) -> None:
    """An unknown name, however odd, finds nothing."""
    assert typefaces.find(name) is None


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Plain English, “quoted” – with dashes…", []),
        ("naïve café", []),
        ("سلام", ["Almarai"]),
        ("שלום", ["Noto Sans Hebrew"]),
        ("नमस्ते", ["Noto Sans Devanagari"]),
        ("日本語", ["Noto Sans CJK JP"]),
        ("한국어", ["Noto Sans CJK JP"]),
        ("→", ["Source Sans 3", "Noto Sans Symbols", "Noto Emoji"]),
        ("❯ ➤", ["Source Sans 3", "Noto Sans Symbols", "Noto Emoji", "DejaVu Sans"]),
        ("ᐃᓄᒃᑎᑐᑦ", ["DejaVu Sans"]),
        ("ⵜⴰⵎⴰⵣⵉⵖⵜ", ["DejaVu Sans"]),
        ("𝑥 − 1", ["Source Sans 3", "Noto Sans Symbols", "Noto Emoji", "STIX Two Math"]),
    ],
)
def test_a_text_is_lent_what_it_needs(text: str, families: list[str]) -> None:
    """Only the scripts that are in the text; signs and emoji last."""
    assert [typeface.family for typeface in typefaces.fallbacks(text)] == families


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("5 − 3 ≤ 4 for the π of a piñata", []),
        ("Ωμέγα, which the slanted letters of the code have not", ["Noto Sans"]),
        ("🙂 − 1", ["Source Sans 3", "Noto Sans Symbols", "Noto Emoji"]),
        ("नमस्ते − 1", ["Noto Sans Devanagari"]),
    ],
)
@pytest.mark.usefixtures("fresh")
def test_nothing_is_lent_for_what_its_own_typefaces_have(text: str, families: list[str], tmp_path: Path) -> None:
    """A sign that each of them has calls for no other typeface; what they have is known again from the shelf."""
    own = [found for name in ("Source Sans 3", "Source Code Pro") if (found := typefaces.find(name))]
    cache.use_cache(Shelf(place=tmp_path, tools=""))
    for _ in range(2):
        assert [typeface.family for typeface in pdf_faces.fallbacks(text, own)] == families
        _forget()


def test_the_order_is_that_of_the_table() -> None:
    """The order of the letters does not change the order of the typefaces."""
    assert typefaces.fallbacks("😀 سلام 日本") == typefaces.fallbacks("日本 سلام 😀")


def test_every_face_that_is_lent_can_be_loaded() -> None:
    """Each face of the table is a font file."""
    text = "אبकখਕકକகకಕമකกກကაሀកա日Ω→┌😀ʃ"
    for typeface in typefaces.fallbacks(text):
        for face in typeface.faces:
            assert typefaces.load(face)[:4] in (b"\0\1\0\0", b"OTTO", b"true")


def test_a_face_that_is_not_there_is_said() -> None:
    """A missing package or file is a FileNotFoundError."""
    with pytest.raises(FileNotFoundError):
        typefaces.load(Face(package="no_such_package", file="x.ttf", italic=False, weight=None, sha256=""))


def inked(content: bytes) -> tuple[int, int, int]:
    """Where the ink of each page begins and ends from left to right, and begins from above, in eighths of a point."""
    with pdfium.PdfDocument(content) as document:
        page = document[0].render(scale=8).to_pil().convert("L")
    left, top, right, _ = ImageChops.invert(page).getbbox() or (0, 0, 0, 0)
    return left, right, top


@pytest.mark.parametrize(("marked", "plain"), [("Ọ̀y", "Ọy"), ("mė́n", "mėn"), ("Ẹ̀n", "Ẹn")])
def test_a_mark_stands_over_its_letter_and_moves_no_other(marked: str, plain: str) -> None:
    """A viewer draws letters with a mark that is set higher where it draws the same ones without it."""
    for family in ("Source Serif 4", "Source Sans 3"):
        left, right, top = inked(set_in((family,), marked))
        bare_left, bare_right, bare_top = inked(set_in((family,), plain))
        if family == "Source Serif 4" or "ė" not in marked:  # which Source Sans has no place for a mark on
            assert abs(left - bare_left) <= 1, family
            assert abs(right - bare_right) <= 1, family
            assert top < bare_top, family


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_letters_with_several_marks_are_copied_as_they_were_typed(form: Literal["NFC", "NFD"]) -> None:
    """Yoruba, Igbo, Lithuanian and Vietnamese come out of a file as they went in, and so does what stands beside them."""
    lines = ("Ọ̀rọ̀ ẹ̀kọ́ Ṣọ̀kọ́tọ̀", "mė́nuo kir̃tis į̃kyriai", "ị̀jị̄ ụ́zọ̀", "người được quyền", "Gbogbo roses, 1 2 3")
    typed = [normalize(form, line) for line in lines]
    with pdfium.PdfDocument(set_in(("Source Serif 4",), "<br>".join(typed))) as document:
        copied = document[0].get_textpage().get_text_bounded().split("\r\n")
    assert [normalize("NFC", line) for line in copied] == [normalize("NFC", line) for line in lines]


def test_keys_of_a_telephone_are_whole() -> None:
    """`1️⃣` and `#⃣` are drawn as one sign each, wherever they stand, and copied as what they are."""
    keys = article(title="Press 1️⃣", body="<h2>Or 2️⃣</h2><p>Then #⃣, *️⃣ and 3.</p>")
    artifact, problems = render.render(briefing(articles=(keys,)), house_style())
    assert problems == ()
    assert artifact is not None
    with pdfium.PdfDocument(artifact.content) as document:
        copied = "".join(document[0].get_textpage().get_text_bounded().split())
    assert all(said in copied for said in ("Press1\u20e3", "Or2\u20e3", "Then#\u20e3,*\u20e3and3."))
    with pikepdf.open(io.BytesIO(artifact.content)) as file:
        fonts = [str(font.BaseFont) for page in file.pages for font in page.Resources.Font.values()]
        assert file.open_outline().root[0].title == "Press 1"
    assert any("Noto-Emoji" in font for font in fonts)
    assert not any("Symbols" in font for font in fonts)


@pytest.mark.parametrize(
    ("language", "words"), [("th", "มนุษย์ทั้งหลาย"), ("km", "មនុស្ស"), ("lo", "ມະນຸດ"), ("ta", "மனித"), ("fa", "بشر")]
)
def test_scripts_that_reach_high_and_deep_have_room(language: str, words: str) -> None:
    """Their lines are further apart than those of Latin, and what is stressed is bold: they have no italics."""
    copy = article(language=language, body=f"<p>{f'{words} ' * 60}<em>{words}</em></p>")
    edition = briefing(language=language, articles=(copy,))
    artifact, problems = render.render(edition, house_style(), proof=True)
    assert problems == ()
    assert artifact is not None
    lines = [box for box in artifact.boxes if box.within[-2:] == ("div.body", "p")]
    assert min(box.height * 0.75 for box in lines) > 17.5  # of Latin 15, or half a point less to fit a page
    with pikepdf.open(io.BytesIO(artifact.content)) as file:
        fonts = {str(font.BaseFont) for page in file.pages for font in page.Resources.Font.values()}
    assert any("Bold" in font and "Source" not in font for font in fonts), fonts


def test_a_language_that_the_brands_typeface_lacks_letters_of_is_set_in_one() -> None:
    """Twi is not set in letters of two typefaces: its text takes the brand's other one, and a single word changes nothing."""
    families = {}
    for name, words in (
        ("twi", "Wɔn nyinaa wɔ nidi pɛpɛɛpɛ"),
        ("english", "Plain words and more, said with no end to them"),
    ):
        copy = article(title="Title", body=f"<p>{f'{words}. ' * 20}</p><p>Nkɔsɔ</p>")
        html = render.typeset(briefing(articles=(copy,)), house_style()).html
        families[name] = re.findall(r'--(?:headings|text): ("[^"]*")', html)
    assert families == {
        "twi": ['"Source Sans 3"', '"Source Sans 3"'],
        "english": ['"Source Sans 3"', '"Source Serif 4"'],
    }


@pytest.mark.usefixtures("fresh")
def test_to_see_which_words_a_typeface_sets_whole_nothing_is_cut(tmp_path: Path) -> None:
    """There may be hundreds of them in a text, and all their letters are in the face as it comes."""
    clusters._lacks.cache_clear()
    cache.use_cache(Shelf(place=tmp_path, tools=""))
    words = "Llŷn a'r dŵr, zażółć gęślą jaźń, příliš žluťoučký kůň"
    assert clusters.cared_for(words, OWN[0]) == (OWN[0], ())
    assert not list(tmp_path.rglob("*"))
