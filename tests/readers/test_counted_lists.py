"""Lists that count in letters, digits and numerals of other scripts."""

from __future__ import annotations

import re

import pytest

from publish.base.language import counters
from publish.model import Kind
from tests.support import tongues
from tests.support.reading import body, read, tree


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("ru", "а) первый\nб) второй\nв) третий", "cyrillic"),
        ("uk", "А. Перше\nБ. Друге\nВ. Третє", "upper-cyrillic"),
        ("el", "α) ένα\nβ) δύο\nγ) τρία", "greek"),
        ("ar", "أ) واحد\nب) اثنان\nج) ثلاثة", "abjad"),
        ("ar", "أ- واحد\nب- اثنان\nت- ثلاثة", "arabic"),
        ("fa", "الف) یک\nب) دو\nپ) سه", "persian-letters"),
        ("he", "א. אחד\nב. שתיים\nג. שלוש", "hebrew-letters"),
        ("hi", "(क) एक\n(ख) दो\n(ग) तीन", "devanagari-letters"),
        ("th", "ก. หนึ่ง\nข. สอง\nค. สาม", "thai-letters"),
        ("ko", "가. 하나\n나. 둘\n다. 셋", "hangul"),
        ("zh-Hans", "一、第一\n二、第二\n三、第三", "chinese"),
        ("zh-Hans", "（一）甲\n（二）乙\n（三）丙", "chinese"),
        ("uk", "а) один\nб) два\nв) три\nг) гай\nґ) ґава\nд) дім", "ukrainian-full"),
        ("mk", "а) еден\nб) два\nв) три\nг) град\nд) дом\nѓ) ѓеврек", "macedonian"),
        ("ja", "①いち\n② に\n③さん", "circled"),
        ("zh-Hans", "一、 第一\n二、 第二\n三、 第三", "chinese"),
        ("my", "၁။ တစ်\n၂။ နှစ်\n၃။ သုံး", "myanmar"),
        ("bn", "১. এক\n২. দুই\n৩. তিন", "bengali"),
        ("ar", "١. واحد\n٢. اثنان\n٣. ثلاثة", "arabic-indic"),
        ("fa", "۱. یک\n۲. دو\n۳. سه", "persian"),
        ("my", "၁. တစ်\n၂. နှစ်\n၃. သုံး", "myanmar"),
        ("am", "ሀ. አንድ\nለ. ሁለት\nሐ. ሦስት", "ethiopic-letters"),
        ("ckb", "ئا) یەک\nب) دوو\nپ) سێ", "sorani-alef"),
        ("fr", "1er. un\n2e. deux\n3e. trois", "ordinal-1"),
        ("fr", "1ère) une\n2ème) deux\n3ème) trois", "ordinal-5"),
        ("zh-Hans", "⑴ 甲\n⑵乙\n⑶ 丙", "bracketed"),
        ("ko", "㉠ 하나\n㉡ 둘\n㉢ 셋", "circled-hangul-letters"),
        ("ja", "ア　いち\nイ　に\nウ　さん", "katakana"),
    ],
)
def test_a_list_counts_as_it_is_typed(language: str, text: str, kind: str) -> None:
    """Each of the lines that follow each other is an item, and the list says what it counts in."""
    made = body(text, language=language)
    assert made.startswith(f'<ol class="counted-{kind}">')
    assert made.count("<li>") == text.count("\n") + 1
    assert counters.counted(3, kind) in text


def test_one_item_keeps_its_digits_and_a_packed_dot_is_a_bullet() -> None:
    """A list of a single item counts as it is typed too; a dot between two names is none."""
    assert body("๑) หนึ่ง", language="th").startswith('<ol class="counted-thai">')
    for text in ("・項目\n・二つ", "文です\n・項目\n・二つ", "●項目\n●二つ"):
        assert body(text, language="ja").count("<li>") == 2
    assert "<li>" not in body("ジョン\n・スミスさん", language="ja")


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("1.1 Apologies\n1.2 Minutes\n1.2.1 Of *June*\n1.3 Any other", 3),
        ("第一、甲\n第二、*乙*\n第三、丙", 2),
        ("第1条 目的\n第2条 定義", 1),
        ("第一章\n词语", 0),
        ("4.1. One *of\nthe* first\n4.2. Two", 1),
        ("1.2 million came\n1.5 million left", 0),
        ("It was\n1.1 Not a part", 0),
    ],
)
def test_parts_that_are_counted_keep_their_lines(text: str, breaks: int) -> None:
    """Minutes and rules count `1.1`, `1.2`: such lines do not run together, and other figures do."""
    assert body(text).count("<br/>") == breaks


@pytest.mark.parametrize(
    "text",
    [
        "А. С. Пушкин пришёл.\nБ. Н. Ельцин ушёл.",
        "в доме\nг. Москва",
        "и. о. директора",
        "ب) اثنان\nج) ثلاثة",
        "第一、\n第二、",
    ],
)
def test_what_is_no_list_stays_a_paragraph(text: str) -> None:
    """Initials, abbreviations and a letter in the midst of its series."""
    assert "<ol" not in read(text, language="ru").body


def test_a_list_may_begin_further_on_in_digits() -> None:
    """As one in European figures may."""
    assert body("၅. ငါး\n၆. ခြောက်", language="my").startswith('<ol start="5" class="counted-myanmar">')


@pytest.mark.parametrize("kind", ["briefing", "large-print"])
def test_markers_stand_on_paper(kind: Kind) -> None:
    """In letters and in digits, as they were typed."""
    text = "а) первый\nб) второй\nв) третий\n\nСлово.\n\n১. এক\n২. দুই\n৩. তিন"
    artifact, problems = tongues.printed(tongues.article(text, "ru", title="Списки"), kind=kind)
    assert problems == ()
    said = tongues.words(artifact)
    assert "а. " in said
    assert "৩. " in said


def test_a_list_has_the_signs_that_it_counts_with() -> None:
    """They stand in no text of the article, and the typefaces that have them are there all the same."""
    artifact, problems = tongues.printed(tongues.article("① one\n② two\n\n❶ a\n❷ b", "en"))
    assert problems == ()
    assert {"①", "②", "❶", "❷"} <= set(tongues.words(artifact))
    assert "⑳" in counters.signs('<ol class="counted-circled">')


def test_no_series_names_one_thing_twice() -> None:
    """Each counts every number in its own way, and says it back."""
    for kind, symbols in counters.LETTERS.items():
        assert len(set(symbols)) == len(symbols), kind
        assert counters.counted(2, kind) == symbols[1]
    assert counters.counted(12, "bengali") == "১২"
    assert counters.counted(99, "cyrillic") == "99"


@pytest.mark.parametrize(
    "text", ["1、甲\n2、乙", "（1）甲\n（2）乙", "（１） 甲\n（２） 乙", "1．甲\n2．乙", "(1)甲\n(2) 乙"]
)
def test_european_figures_with_east_asian_marks_are_lists(text: str) -> None:
    """Each item stands on its own line; a figure with a full-width point in it is no marker."""
    assert re.sub(r"\s", "", body(text, language="zh-Hans")) == "<ol><li>甲</li><li>乙</li></ol>"
    assert "<ol" not in body("3．5米\n4．6米", language="zh-Hans")


def test_a_nought_in_native_digits_is_no_fault() -> None:
    """Nothing counts from it but what European figures count."""
    assert '<ol start="0">' in body("०. शून्य\n१. एक", language="hi")


def test_the_stop_behind_a_mark_is_that_of_its_series() -> None:
    """Chinese numerals have their own, and a number in a circle has none."""
    assert [counters.marked(2, kind) for kind in ("chinese", "circled", "cyrillic", None)] == ["二、", "②", "б.", "2."]


@pytest.mark.parametrize(
    ("text", "language", "kind", "items"),
    [
        ("(1) one\n(2) two", "en", "", 2),
        ("1- un\n2- deux", "fr", "", 2),
        ("1.) eins\n2.) zwei", "de", "", 2),
        ("1º uno\n2º dos", "es", "", 2),
        ("১। এক\n২। দুই", "bn", "counted-bengali", 2),
        ("१। एक\n२। दुई", "ne", "counted-devanagari", 2),
        ("፩. አንድ\n፪. ሁለት\n፫. ሦስት", "am", "counted-ethiopic", 3),
        ("الف) یک\nب) دو\nج) سه", "fa", "counted-persian-abjad", 3),
        ("ا) یک\nب) دو\nپ) سه", "fa", "counted-persian-plain", 3),
        ("a) một\nb) hai\nc) ba\nd) bốn\nđ) năm\ne) sáu", "vi", "counted-vietnamese", 6),
        ("a) un\nb) dau\nc) tri\nch) pedwar\nd) pump\ndd) chwech", "cy", "counted-welsh", 6),
        ("a) ena\nb) dve\nc) tri\nč) štiri\nd) pet", "sl", "counted-slovene", 5),
        ("十、甲\n十一、乙", "zh-Hans", "counted-chinese", 2),
    ],
)
def test_lists_as_they_are_typed_elsewhere(text: str, language: str, kind: str, items: int) -> None:
    """Alphabets with letters of their own, figures with other signs behind them: no item runs into another."""
    listed = tree(body(text, language=language)).find("ol")
    assert (listed.get("class") or "", len(listed)) == (kind, items)
