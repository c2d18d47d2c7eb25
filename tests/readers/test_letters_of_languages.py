"""A text whose letters are not those of its language, and figures among letters that run from right to left."""

from __future__ import annotations

import pytest

from tests.support import tongues
from tests.support.reading import body


@pytest.mark.parametrize(
    ("language", "title", "text", "direction", "hint", "kept"),
    [
        ("en-GB", "عودة الحافلة", "قالت ليلى: نعم!", "rtl", "language: ar", "en-GB"),
        ("en", "山谷的公交车", "山谷的公交车又来了。", "ltr", "language: zh", "en"),
        ("en", "Автобус", "Привет, соседи!", "ltr", "language: ru", "en"),
        ("ku", "پاسەکە دەگەڕێتەوە", "دۆڵەکە", "rtl", "language: ku-Arab", "ku-Arab"),
    ],
)
def test_a_forgotten_language_is_noticed(
    language: str, title: str, text: str, direction: str, hint: str, kept: str
) -> None:
    """A warning with what to write, and the text runs the way its letters do."""
    article, problems = tongues.spoken(text, language, title=title)
    assert [(problem.code, problem.severity) for problem in problems] == [("A16", "warning")]
    assert hint in problems[0].hint
    assert (article.direction, article.language) == (direction, kept)


@pytest.mark.parametrize(("language", "direction"), [("prs", "rtl"), ("pnb", "rtl"), ("rmy", "ltr"), ("zh-yue", "ltr")])
def test_a_language_that_few_name_is_taken(language: str, direction: str) -> None:
    """It is set by its script."""
    article, problems = tongues.spoken("7", language, title="7")
    assert problems == ()
    assert article.direction == direction


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("نسبة -5% فقط", "-5%"),
        ("هاتف 020 7946 0958.", "020\u00a07946\u00a00958"),
        ("من 2014-2026 فقط", "2014-2026"),
        ("ثمنه £5.50 فقط", "£5.50"),
        ("الساعة 3:30 مساء", "3:30"),
        ("حرارة و3.5° فقط", "3.5°"),
        ("حرارة −4 °C فقط", "−4\u00a0°C"),
        ("ثمنه £1.2m فقط", "£1.2m"),
        ("بين £5–£7 فقط", "£5–£7"),
        ("حساب 5 × 3 = 15 فقط", "5 × 3 = 15"),
    ],
)
def test_figures_among_arabic_letters_are_isolated(text: str, isolated: str) -> None:
    """In running text, unbroken; one figure alone needs nothing."""
    assert f'<bdi dir="ltr">{isolated}</bdi>' in body(text, language="ar")
    assert "<bdi" not in body("عدد 38 فقط", language="ar")
    assert "<bdi" not in body("From 2014-2026, -5%", language="en")


def test_parts_of_another_direction_run_their_own_way() -> None:
    """A paragraph in Arabic among English ones runs from the right, with its figures kept apart; so for the reverse."""
    made = body('<p lang="ar">هاتف: 020 7946 0958</p>\n\n<span lang="he">ב-5%</span> of 5-7%')
    assert '<p lang="ar" dir="rtl">هاتف: <bdi dir="ltr">' in made
    assert '<span lang="he" dir="rtl">ב-<bdi dir="ltr">5%</bdi></span> of 5-7%' in made
    made = body('<p lang="en">It rose -5%</p>\n\nنص ISO 9001:2015 و3', language="ar")
    assert '<p lang="en" dir="ltr">It rose -5%</p>' in made
    assert "ISO 9001:2015 و3" in made  # behind Latin letters a figure runs on as they do


def test_a_sign_behind_a_prefix_stays_before_its_figure() -> None:
    """Arabic and Hebrew write “and” and “in” together with it; a Hebrew hyphen is no minus."""
    assert 'و<bdi dir="ltr">+3</bdi>' in body("بنسبة و+3", language="ar")
    assert 'ב-<bdi dir="ltr">5%</bdi> ו<bdi dir="ltr">$500</bdi>' in body("עלה ב-5% ו$500", language="he")
