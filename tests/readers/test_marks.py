"""Marks and spaces by language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.readers.marks import MARKS, UNLIKE_CLDR, alternates, marks
from publish.readers.typography import line
from tests.support.reading import body


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("zh-Hans", '他说："我们做到了。"然后走了。', "他说：“我们做到了。”然后走了。"),
        ("zh-Hans", '标题（"引用"）和、"顿号"之后。', "标题（“引用”）和、“顿号”之后。"),
        ("zh-Hans", "连'小店'也活了。\"真的？\"", "连‘小店’也活了。“真的？”"),
        ("zh-Hans", '他说"好", I don\'t know', "他说“好”, I don’t know"),
        ("zh-Hant", '他說："好\'了\'。"', "他說：「好『了』。」"),
        ("ja", '停まる。"これですべてが変わる"と田中さんは言った。', "停まる。「これですべてが変わる」と田中さんは言った。"),
        ("ja", '彼は、"できた。"と言った。', "彼は、「できた。」と言った。"),
        ("ko", '"달라졌다."라고 말했다. \'정말\'이라고', "“달라졌다.”라고 말했다. ‘정말’이라고"),
        ("th", 'เขาพูดว่า"ดี"แล้ว', "เขาพูดว่า“ดี”แล้ว"),
        ("my", '"တောင်ကြား"ဟု', "“တောင်ကြား”ဟု"),
        ("km", 'ថា"ល្អ"។', "ថា“ល្អ”។"),
        ("am", '"ሸለቆው" አለች', "«ሸለቆው» አለች"),
        ("fr", "l'\"autre\" jour, d'\"une\" part.", "l’«\u202fautre\u202f» jour, d’«\u202fune\u202f» part."),
        ("it", "dell'\"altro\" mondo", "dell’«altro» mondo"),
        ("ca", "l'\"altre\" dia", "l’«altre» dia"),
        ("it", "'ndrangheta e gli anni '80. Cos'è? E' vero, un po' di tutto.", "’ndrangheta e gli anni ’80. Cos’è? E’ vero, un po’ di tutto."),
        ("it", "Disse 'ciao' e un po' di più.", "Disse “ciao” e un po’ di più."),
        ("it", "'ndrina e 'Ntoni, dell'\"Unità\" e 'sto \"caso\"", "’ndrina e ’Ntoni, dell’«Unità» e ’sto «caso»"),
        ("ar", "قال و'ربما' هنا", "قال و’ربما‘ هنا"),
        ("he", "ה'כפר' ב'הארץ', ג'ירפה", "ה’כפר’ ב’הארץ’, ג’ירפה"),
        ("de", "'68er, die '90er und Hans' Haus", "’68er, die ’90er und Hans’ Haus"),
        ("en", 'A "b "c" d" and "the "red" bus".', "A “b ‘c’ d” and “the ‘red’ bus”."),
        ("en", 'Left "open. Then "shut" and "shut".', "Left “open. Then “shut” and “shut”."),
        ("en", '5" pipe and 6" pipe "and" so', '5" pipe and 6" pipe “and” so'),
        ("ru", 'й "кавычки "внутри" тут" и', "й «кавычки „внутри“ тут» и"),
        ("ar", 'قال و"كلمة" هنا وب"أخرى".', "قال و”كلمة“ هنا وب”أخرى“."),
        ("fa", 'گفت "سلام"', "گفت «سلام»"),
        ("he", 'ב"ארץ" כתב ו"הארץ"', "ב”ארץ” כתב ו”הארץ”"),
        ("he", 'צה"ל מנכ"לית עו"ד ב"כ', "צה״ל מנכ״לית עו״ד ב״כ"),
        ("cy", "'nabod y 'bachgen' da", "’nabod y ‘bachgen’ da"),
        ("cy", "a 'ngwlad, 'dyw a 'mhlant; 'bore da' meddai", "a ’ngwlad, ’dyw a ’mhlant; ‘bore da’ meddai"),
        ("ga", "'Sea, a dúirt sí 'maith thú'.", "’Sea, a dúirt sí ‘maith thú’."),
        ("nl", "'s Avonds in 's-Hertogenbosch", "’s Avonds in ’s-Hertogenbosch"),
        ("en", "'Tis the boys' \"thing\"; don't 'quote' me.", "’Tis the boys’ “thing”; don’t ‘quote’ me."),
    ],
)  # fmt: skip
def test_marks_are_the_languages(language: str, typed: str, printed: str) -> None:
    """Beside full-width signs, after elisions and prefixes, without spaces, and where a word begins with an apostrophe."""
    assert line(typed, language) == printed


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("cs", "celkem 38~000~Kč a~další 1~250~000~Kč, tedy o~50~% více v~Praze a~s~ním i~o~něm, §~5"),
        ("sk", "v~Nitre a~o~tom 5~km"),
        ("pl", "było to w~lesie i~o~10~zł z~nim (a~nie)"),
        ("ru", "в~лесу и~к~ним 5~000~руб."),
        ("uk", "у~лісі й~в~полі 5~000~грн"),
        ("sv", "kostade 2~500~kr och 50~%"),
        ("fi", "maksoi 2~500~€"),
        ("lt", "kainavo 2~500~€"),
        ("lt", "kainavo 38~000~Eur ir"),
        ("fr", "le n°~5 du N°~12"),
        ("hu", "kerül 38~000~Ft-ba"),
        ("fr", "10~000~€ et 5~%"),
        ("en", "1~000~km in 2014 300 people met a man and I left"),
    ],
)
def test_spaces_hold_within_numbers_before_units_and_after_short_words(language: str, typed: str) -> None:
    """A space that holds is one that does not break, and no other is changed."""
    assert line(typed.replace("~", " "), language) == typed.replace("~", "\u00a0")


def test_a_block_in_another_language_has_its_own_marks() -> None:
    """A paragraph, an item or a quotation; words in the midst of a sentence have those of the sentence."""
    made = body(
        '"a" <span lang="de">"b"</span>\n\n<p lang="pl">"c" <em>"d"</em></p>\n\n<ul lang="de"><li>"e"</li></ul>'
    )
    assert "“a” <span" in made
    assert ">“b”<" in made
    assert "„c” <em>„d”</em>" in made
    assert "„e“" in made


def test_french_has_narrow_spaces_before_high_signs() -> None:
    """And inside the marks that were typed with spaces; an address is left alone."""
    assert line("Quoi ? Non ! « oui » : voici", "fr") == "Quoi\u202f? Non\u202f! «\u202foui\u202f»\u00a0: voici"
    assert line("http://example.org/a?b ; c", "fr") == "http://example.org/a?b\u202f; c"


def test_marks_are_those_of_cldr_but_for_those_that_say_why() -> None:
    """The table against the CLDR that ICU carries."""
    import icu

    kinds = icu.ULocaleDataDelimiterType
    order = (kinds.QUOTATION_START, kinds.QUOTATION_END, kinds.ALT_QUOTATION_START, kinds.ALT_QUOTATION_END)
    others = [
        "bn",
        "hi",
        "pa",
        "gu",
        "ta",
        "ko",
        "th",
        "km",
        "lo",
        "my",
        "so",
        "yo",
        "vi",
        "tr",
        "gl",
        "da",
        "lv",
        "ga",
    ]
    for language in {*MARKS, *others} - UNLIKE_CLDR.keys():
        data = icu.LocaleData(language.replace("-", "_"))
        assert marks(language) == tuple(data.getDelimiter(kind) for kind in order), language


WORDS = st.sampled_from(["山谷", "变了。", "，", "：", "（", "）", " ", '"', "'", "ab", "7", "さん", "어요", "ที่", "\n"])


@given(st.lists(WORDS, max_size=14).map("".join), st.sampled_from(["zh-Hans", "zh-Hant", "ja", "th", "my", "ko"]))
def test_balanced_marks_stay_balanced_without_spaces(text: str, language: str) -> None:
    """Every opening mark has its closing one, and what is no mark is as it was typed."""
    out = line(text, language)
    opening, closing, *_ = marks(language)
    assert alternates(language)
    assert out.count(opening) == out.count(closing)
    assert re.sub(r"[“”‘’「」『』\"']", "", out).replace("\u00a0", " ") == re.sub(r"[\"']", "", text)


SPACED = st.lists(st.sampled_from(["mot", "l'eau", "—", "dit,", "o", "5", "%"]), min_size=1, max_size=5).map(" ".join)


@given(st.lists(SPACED, min_size=1, max_size=4), st.sampled_from(sorted(MARKS)))
def test_quoted_phrases_open_and_close(phrases: list[str], language: str) -> None:
    """Phrases between straight marks come to stand between the language's."""
    opening, closing, *_ = marks(language)
    text = " ".join(f'a "{phrase}"' for phrase in phrases)
    out = line(text, language)
    assert '"' not in out
    if opening != closing and opening not in "“":
        assert out.count(opening) == len(phrases)
