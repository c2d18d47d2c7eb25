"""Languages: tags, scripts, dates and words in a row."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest

from publish.base import language
from publish.base.language import icu, scripts

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "tag", "direction"),
    [
        ("en_gb", "en-GB", "ltr"),
        ("zh-hans", "zh-Hans", "ltr"),
        ("zh-yue", "yue", "ltr"),
        ("prs", "prs", "rtl"),
        ("pnb", "pnb", "rtl"),
        ("rmy", "rmy", "ltr"),
        ("rom", "rom", "ltr"),
        ("tet", "tet", "ltr"),
        ("sco", "sco", "ltr"),
        ("sh", "sh", "ltr"),
        ("nan", "nan", "ltr"),
        ("pan", "pa", "ltr"),
        ("pa-PK", "pa-PK", "rtl"),
        ("ku", "ku", "ltr"),
        ("ku-arab", "ku-Arab", "rtl"),
        ("sd-Deva", "sd-Deva", "ltr"),
        ("de-1996", "de", "ltr"),
    ],
)
def test_a_tag_of_any_registered_language_is_taken(typed: str, tag: str, direction: str) -> None:
    """Its parts are written in their usual case, and its script says which way it runs."""
    assert language.normalise(typed) == tag
    assert language.direction(tag) == direction


@pytest.mark.parametrize("typed", ["xx", "zzz", "english", "klingon", "ar_", "", "e n"])
def test_what_is_no_language_is_refused(typed: str) -> None:
    """A word, a slip or an unregistered code is no tag."""
    with pytest.raises(ValueError, match=re.escape(typed) or "^$"):
        language.normalise(typed)


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en-GB", "2 March 2026"),
        ("fa", "۲ مارس ۲۰۲۶"),
        ("ps", "۲۰۲۶ مارچ ۲"),
        ("ckb", "٢ی ئازاری ٢٠٢٦"),
        ("ar", "2 مارس 2026"),
        ("bn", "২ মার্চ, ২০২৬"),
        ("mr", "२ मार्च, २०२६"),
        ("ne", "२०२६ मार्च २"),
        ("my", "၂၀၂၆ မတ် ၂"),
        ("hi", "2 मार्च 2026"),
        ("ku-Arab", "٢ی ئازاری ٢٠٢٦"),
        ("pnb", "۲ مارچ ۲۰۲۶"),
        ("sco", "2 March 2026"),
        ("tet", "2 March 2026"),
    ],
)
def test_a_date_is_in_the_digits_that_people_use(tag: str, written: str) -> None:
    """CLDR's default digits of the language."""
    assert language.day(DAY, tag) == written


@pytest.mark.parametrize(
    ("tag", "people", "written"),
    [
        ("cy", ("Siân Llŷr", "Owen Rees"), "Siân Llŷr ac Owen Rees"),
        ("cy", ("Owen Rees", "Siân Llŷr"), "Owen Rees a Siân Llŷr"),
        ("cy", ("Ann", "Bet", "Ŵan"), "Ann, Bet ac Ŵan"),
        ("es", ("Ana", "Inés"), "Ana e Inés"),
        ("es", ("Ana", "Hiela"), "Ana y Hiela"),
        ("en", ("Ann", "Ben", "Cai"), "Ann, Ben, and Cai"),
        ("yo", ("Adé", "Bọ́lá"), "Adé àti Bọ́lá"),
        ("cy", (), ""),
    ],
)
def test_names_in_a_row_have_the_languages_and(tag: str, people: tuple[str, ...], written: str) -> None:
    """Where the next name's sound chooses the word, it is chosen."""
    assert language.names(people, tag) == written


@pytest.mark.parametrize(
    ("tag", "text", "answer"),
    [
        ("en-GB", "عودة الحافلة. قالت ليلى: نعم!", ("Arab", "ar")),
        ("en", "山谷的公交车又来了。", ("Hans", "zh")),
        ("en", "Привет, соседи!", ("Cyrl", "ru")),
        ("ku", "پاسەکە دەگەڕێتەوە", ("Arab", "ku-Arab")),
        ("ar", "This was never translated", ("Latn", "en")),
        ("ar", "عودة BBC World Service Partnership", ("", "")),
        ("ja", "東京都千代田区丸の内", ("", "")),
        ("sr", "Autobus se vraća u selo", ("Latn", "sr-Latn")),
        ("en", "A few words: سلام", ("", "")),
        ("en", "12345 67890 → ←", ("", "")),
        ("en", "公车重返山谷", ("Hans", "zh")),
        ("en", "公车", ("", "")),
        ("ja", "버스가 돌아온다", ("Kore", "ko")),
    ],
)
def test_letters_of_another_script_are_noticed(tag: str, text: str, answer: tuple[str, str]) -> None:
    """Most letters of another script than the language's, with a tag that is probably meant."""
    assert language.letters_of(text, tag) == answer


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("fr", ("Banque", "Écologie", "Zoo")),
        ("de", ("Ämter", "Zander")),
        ("sv", ("Zebra", "Ås", "Ära", "Öl")),
        ("cs", ("Cena", "Čeština", "Doprava", "Hora", "Chléb")),
        ("da", ("Zebra", "Æble", "Øl", "Ål")),
        ("es", ("nube", "ñandú", "oso")),
        ("cy", ("cath", "cwm", "chwarae")),
    ],
)
def test_words_stand_in_the_languages_order(tag: str, words: tuple[str, ...]) -> None:
    """CLDR's tailoring of the Unicode collation algorithm."""
    assert tuple(sorted(set(words), key=icu.collation(tag))) == words


def test_blocks_of_scripts_do_not_overlap() -> None:
    """Each letter belongs to one script, and traits are those of the table."""
    ranges = sorted(block for script in scripts.SCRIPTS for block in script.blocks)
    assert all(last < first for (_, last), (first, _) in pairwise(ranges))
    assert {trait for script in scripts.SCRIPTS for trait in script.traits.split()} <= scripts.TRAITS.keys()


@pytest.mark.parametrize(
    ("tag", "people"),
    [
        ("en", ("Ann Åberg", "Jo Bloggs", "Ede Zanolla")),
        ("sv", ("Jo Bloggs", "Ede Zander", "Ann Åberg")),
        ("hu", ("Ács Zoltán", "Csányi Ede", "Kőrösi Ágnes")),
        ("zh-Hans", ("李明", "王芳", "张伟")),
        ("vi", ("Đặng An", "Lê Bình", "Nguyễn Ánh")),
    ],
)
def test_people_stand_by_their_families_names(tag: str, people: tuple[str, ...]) -> None:
    """Which is the first name in Hungarian, Chinese, Japanese, Korean and Vietnamese, the last elsewhere."""
    assert tuple(sorted(set(people), key=icu.of_person(tag))) == people


def test_text_without_spaces_is_cut_by_words() -> None:
    """And nothing of it is lost, behind signs of two units too; other text is left as it is."""
    for text in ("ปอนด์ซึ่งเพียงพอสำหรับการเดินรถ", "😀ทดสอบระบบ😀ดี", "រថយន្តក្រុងត្រឡប់មកវិញ", "ໂຮງຮຽນຢູ່ໃນບ້ານ"):
        pieces = list(icu.divided(text))
        assert "".join(pieces) == text
        assert len(pieces) > 1
    assert list(icu.divided("a plain text")) == ["a plain text"]
    assert "สำหรับ" in list(icu.divided("ปอนด์ซึ่งเพียงพอสำหรับการเดินรถ"))
