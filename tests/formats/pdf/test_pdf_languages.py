"""Languages on paper: letters, directions, marks."""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import pairwise

import pikepdf
import pypdfium2 as pdfium
import pytest
from pypdfium2.raw import FPDF_PAGEOBJ_PATH

from publish.formats.pdf.body.syllables import divide
from publish.model import Kind
from publish.value import replace
from tests.support import tongues
from tests.support.tongues import article, printed


def families(content: bytes) -> set[str]:
    """The families of the fonts in a PDF."""
    with pikepdf.open(io.BytesIO(content)) as file:
        fonts = [obj for obj in file.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/Font"]
        return {re.sub(r"^/\w{6}\+", "", str(font.BaseFont)) for font in fonts}


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("ckb", "پاسەکە دەگەڕێتەوە", "ژمارە ٧ هەموو کاتژمێرێک ڕادەوەستێت، دۆڵەکە."),
        ("ps", "بس بېرته راځي", "ښځې، ځوانان، ټول، ډېر، ګلالۍ، ړوند، ږيره، ڼ."),
        ("ug", "ئاپتوبۇس", "ئۇيغۇرچە يېڭى خەۋەر، ۋادىدا."),
        ("sd", "بس واپس", "ٻڪري، ڄاڻ، ڏينهن، ڳوٺ، ڱ، ڻ، ٿيڻ، ڦل."),
        ("ks", "بَس", "کٲشُر، زۆو، ؤری، ژٕر، ۍ."),
        ("ur", "بس واپس", "ٹکٹ، ڈاک، گاڑی، ہے، میں، پاکستان."),
    ],
)
def test_every_letter_of_arabic_script_has_a_glyph(language: str, title: str, text: str) -> None:
    """No square, no problem, all words in one family, and a copy gives the letters that were typed."""
    artifact, problems = printed(article(text, language, title=title))
    assert problems == ()
    said = tongues.words(artifact)
    assert "□" not in said
    assert len({name.split("-")[0] for name in families(artifact.content) if "Arab" in name or "Almarai" in name}) == 1
    for word in re.findall(r"[^\W\d_]{3,}(?![\u064b-\u0655])", re.sub(r"\w*[\u064b-\u065f]\w*", "", text)):
        assert word in said


def test_what_no_typeface_has_is_told_of_the_text_that_typed_it() -> None:
    """An error there, and nothing at another whose box of news shows its headline."""
    typed, other = article("Some words.", "en", title="Old 𒀀 signs"), article("Other words.", "en", slug="two")
    _, problems = printed(typed, other)
    assert [(problem.code, problem.severity, problem.path) for problem in problems] == [
        ("R02", "error", "source/articles/one.md")
    ]
    assert printed(other, typed)[1] == ()
    abroad = article("Fulfulde.", "ff-Adlm", title="Fulfulde")  # whose day is written in letters that nothing has
    assert printed(other, abroad)[1] == ()


ARABIC = replace(
    tongues.PLAIN,
    language="ar",
    direction="rtl",
    rights="© 2026 Valley",
    contact=replace(tongues.PLAIN.contact, address=("12 High Street", "London E1 6AN")),
)
FIGURES = """``` key-figures
0 -> 14 | أول
98% | ثان
38,000 pounds | ثالث
-5 | رابع
2014-2026 | خامس
+44 20 7946 0958 | سادس
```

| الاسم | العدد |
| --- | ---: |
| أ | -5% |
| ب | +3 |
| ج | -£5 |
| د | £-3.5 |
| د | 020 7946 0958 |

هاتف: 020 7946 0958 أو +44 20 7946 0958.
"""


@pytest.mark.parametrize("kind", ["briefing", "screen", "mono", "booklet", "large-print", "press"])
def test_figures_in_arabic_read_from_left_to_right(kind: Kind) -> None:
    """In key figures, cells and running text, on paper of every kind: signs and groups are where they are typed."""
    artifact, problems = printed(article(FIGURES, "ar", title="أرقام"), kind=kind, house=ARABIC)
    assert problems == ()
    said = tongues.visual(artifact)
    for figure in (
        "0 → 14",
        "-5%",
        "+3",
        "-£5",
        "£-3.5",
        "2014-2026",
        "38,000 pounds",
        "12 High Street",
        "London E1 6AN",
    ):
        assert figure in said, figure
    assert said.count("020 7946 0958") == 2
    assert said.count("+44 20 7946 0958") == 2
    assert "© 2026 Valley" in said


def test_rows_of_key_figures_are_alike_from_right_to_left() -> None:
    """Each cell of the second row stands under one of the first, as from left to right."""
    made, _ = printed(article(FIGURES, "ar", title="أرقام"), house=ARABIC)
    with pdfium.PdfDocument(made.content) as file:
        bounds = [item.get_bounds() for item in file[0].get_objects(filter=[FPDF_PAGEOBJ_PATH])]
    cells = {
        (round(left), round(right)) for left, low, right, high in bounds if 40 < high - low < 80 and right - left < 300
    }
    assert len(cells) == 2
    (_, first), (second, _) = sorted(cells)
    assert 10 < second - first < 20


def test_news_in_another_direction_run_in_their_own() -> None:
    """In an Arabic box of news an English item's stop ends its line; and the other way round."""
    typed = article("نص.", "ar", title="أرقام")
    other = article("Words.", "en", title="A bus", slug="two", standfirst='"A bus (at last)."')
    said = tongues.visual(printed(replace(typed, published=date(2026, 3, 3)), other, house=ARABIC)[0])
    assert "March 2, 2026 · A bus (at last)." in said
    back = tongues.visual(printed(replace(other, published=date(2026, 3, 3)), typed)[0])
    assert "2026 سرام 2" in back


def test_words_that_stand_in_for_others_say_which_language_they_are() -> None:
    """A word that the style lacks in a language is English and marked as English, in HTML and in the PDF."""
    artifact, problems = printed(article("Erego.", "aa", title="Bas"))
    assert problems == ()
    with pikepdf.open(io.BytesIO(artifact.content)) as file:
        langs = [str(item.Lang) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/Lang" in item]
    assert "en" in langs


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("cy", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"),
        ("fi", "epäjärjestelmällistyttämättömyydellänsäkäänkö"),
        ("tr", "muvaffakiyetsizleştiricileştiriveremeyebileceklerimizdenmişsinizcesine"),
    ],
)
@pytest.mark.parametrize("kind", ["briefing", "booklet"])
def test_a_very_long_word_breaks_with_a_hyphen(language: str, word: str, kind: Kind) -> None:
    """At a syllable, and never in the midst of a letter that is written with two."""
    artifact, _ = printed(article(f"{word} {word} {word}.", language, title="7"), kind=kind)
    said = tongues.words(artifact)
    divided = divide(word, language).split("\u00ad")
    assert "".join(divided) == word
    assert len(divided) > 6
    assert any(
        f"{before[-3:]}\x02{after[:2]}" in said for before, after in pairwise(divided)
    )  # a hyphen at the end of a line


def test_the_marks_of_chinese_are_as_wide_as_its_letters() -> None:
    """Quotation marks, dashes and dots stand in the typeface of the letters; Latin letters keep the brand's."""
    artifact, problems = printed(article('他说："好。"——中·西……Bus', "zh-Hans", title="标点"))
    assert problems == ()
    widths: dict[str, float] = {}
    with pdfium.PdfDocument(artifact.content) as file:
        text = file[0].get_textpage()
        for at in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(at, loose=True)
            widths.setdefault(text.get_text_range(at, 1), right - left)
    for mark in "“”·…":
        assert widths[mark] == pytest.approx(widths["说"], rel=0.02), mark
    assert widths["—"] == pytest.approx(2 * widths["说"], rel=0.02)  # the two are one dash
    assert "Source-Serif-4" in str(families(artifact.content))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "이것은 *강조된* 말이다."),
        ("am", "ይህ *የተጨነቀ* ቃል ነው።"),
        ("ti", "እዚ *ዝተጸቕጠ* ቃል እዩ።"),
        ("hy", "Սա *շեշտված* բառ է։"),
        ("ka", "ეს *ხაზგასმული* სიტყვაა."),
        ("ps", "دا *ټینګار* دی."),
        ("ckb", "ئەمە *جەختکراو* وشەیە."),
    ],
)
def test_stress_is_seen_in_scripts_without_italics(language: str, text: str) -> None:
    """The stressed word is in another face than the rest of its line: a bolder one."""
    artifact, problems = printed(article(text, language, title="7"))
    assert problems == ()
    stressed = text.split("*")[1]
    faces = tongues.faces(artifact)
    bold = {face for character, face in faces if character in set(stressed) and face.endswith("Bold")}
    assert bold
    assert {face for character, face in faces if character in set(text) - set(stressed) - set("*7. ")} - bold


def test_a_browser_draws_marks_and_what_follows_them_in_their_places() -> None:
    """PDFium (Chrome) forgets what moves the next glyph where an operator holds a string of none: two letters met."""
    artifact, _ = printed(article("বাস ৭ স্কুলে থামে।\n\nকেল স্কেল স্কুল।", "bn"))
    with pikepdf.open(io.BytesIO(artifact.content)) as file:
        assert not any(b"<>" in page.Contents.read_bytes() for page in file.pages)
