"""The text edition in languages without spaces, and with spaces that hold."""

from __future__ import annotations

import pytest

from publish.editions.compose import compose
from publish.formats.plain import text
from publish.formats.plain.text import columns
from publish.model import EditionPlan
from tests.support import tongues
from tests.support.sample import house_style

THAI = "ปอนด์ซึ่งเพียงพอสำหรับการเดินรถตลอดทั้งปีโดยไม่ต้องขอรับการสนับสนุนจากรัฐบาลกลางหรือหน่วยงานอื่นใดอีกเลย"
KHMER = "រថយន្តក្រុងលេខប្រាំពីរឈប់នៅសាលារៀនរៀងរាល់ម៉ោងហើយជ្រលងភ្នំបានផ្លាស់ប្តូរយ៉ាងខ្លាំងសម្រាប់មនុស្សគ្រប់គ្នា"
CZECH = (
    "Obec letos vybrala na opravu cest celkem 38 000 Kč a příští rok vybere dalších 1 250 000 Kč, tedy o 50 % více než"
    " loni v Praze a s ním i o něm."
)


def lines(typed: str, language: str) -> list[str]:
    """The lines of the text edition."""
    plan = EditionPlan(name="text", kind="text", title="", sides=None, max_bytes=None)
    edition = compose(tongues.PLAIN, (plan,), (tongues.article(typed, language, title="7"),))[0]
    artifact, problems = text.render(edition, house_style())
    assert problems == ()
    assert artifact is not None
    return artifact.content.decode("utf-8-sig").split("\n")


@pytest.mark.parametrize(("language", "typed"), [("th", THAI), ("km", KHMER)])
def test_no_line_is_longer_than_others(language: str, typed: str) -> None:
    """Lines end where words do, within 72 columns, and nothing is lost."""
    made = lines(typed, language)
    assert max(map(columns, made)) <= 72
    assert typed in "".join(made)


def test_lines_end_in_no_number_and_no_short_word() -> None:
    """A space that holds does so in plain text."""
    made = lines(CZECH, "cs")
    assert "38\u00a0000\u00a0Kč" in "\n".join(made)
    assert not [line for line in made if line.endswith((" a", " i", " o", " s", " v", "38", "1", "250", "50"))]
