"""Languages on paper: letters, directions, marks."""

from __future__ import annotations

import re

import pikepdf
import pytest

from tests.support import tongues
from tests.support.tongues import article, printed


def families(content: bytes) -> set[str]:
    """The families of the fonts in a PDF."""
    import io

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
