"""The product's own words: in the language, or marked as the English that stands in for them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from publish.base.language import direction, nearer
from publish.base.language.scripts import counted, of_tag
from publish.editions.orders import plan
from publish.style import galley
from publish.style.faults import faults
from publish.style.words import of_file, table, words
from publish.value import replace
from tests.support.sample import briefing, house_style

STYLE = house_style()
ENGLISH = table(STYLE)["en"]
LANGUAGES = sorted(table(STYLE).keys() - {"en"})

KNOWN = table(STYLE).keys()
LATIN = {"JavaScript", "Atom", "JSON", "OPDS", "SHA", "QR"}
"""Names that are in Latin letters in every language."""

SAME = {
    "cy": "agenda",
    "de": "website",
    "fr": "notes contact date page actions action note_call all_articles pages_one pages",
    "nl": "contact website agenda kind_briefing",
    "ro": "contact mail_test",
    "sv": "mail_test",
    "vi": "email",
}
"""Words that are written as the English are; braille is called by its inventor's name in all of them."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_all_words_of_its_own(language: str) -> None:
    """No word is lacking or unknown, and the places in braces are the English's."""
    own = table(STYLE)[language]
    assert own.keys() == ENGLISH.keys()
    for name, said in own.items():
        assert said.strip() == said
        assert said
        assert Counter(re.findall(r"\{\w+\}", said)) == Counter(re.findall(r"\{\w+\}", ENGLISH[name])), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_in_their_languages_letters(language: str) -> None:
    """No letter is of another script, but in names that are the same everywhere; none is English but those of the list."""
    script = of_tag(language).code
    allowed = {"Jpan": {"Jpan", "Hans"}, "Hant": {"Hans"}}.get(script, {script})
    for name, said in table(STYLE)[language].items():
        own = re.sub(r"\{\w+\}|" + "|".join(LATIN), "", said)
        assert counted(own).keys() <= allowed, name
        if script in {"Hans", "Hant"}:
            re.sub(r"[^\u4e00-\u9fff]", "", own).encode({"Hans": "gb2312", "Hant": "big5"}[script])
        if said == ENGLISH[name]:
            assert name in (*SAME.get(language, "").split(), "kind_braille")


def test_a_styles_table_stands_before_the_file_of_a_language() -> None:
    """A style that says a word in its own `words.toml` has that; the rest is its file's."""
    texts = {file.name: file.text for file in STYLE.files}
    own = replace(
        STYLE,
        files=tuple(
            replace(file, text=texts["words.toml"] + '\n[cy]\ncontact = "Holwch"\n')
            if file.name == "words.toml"
            else file
            for file in STYLE.files
        ),
    )
    assert words(own, "cy")["contact"] == "Holwch"
    assert words(own, "cy")["telephone"] == "Ffôn"


def test_chinese_has_words_in_either_characters() -> None:
    """Traditional characters by script, and by the places that write them; simplified ones otherwise."""
    for tag in ("zh-Hant", "zh-TW", "zh-HK", "yue"):
        assert words(STYLE, tag)["telephone"] == "電話"
        assert words(STYLE, tag)["folio"] == "第 {page} 頁，共 {pages} 頁"
        assert words(STYLE, tag)["kind_briefing"] == "簡報"
    for tag in ("zh", "zh-Hans", "zh-CN"):
        assert words(STYLE, tag)["telephone"] == "电话"
        assert words(STYLE, tag)["search"] == "搜索"


def test_a_kind_of_a_language_has_its_words() -> None:
    """Dari has the words of Persian, and Kurdish in Arabic letters those of Sorani."""
    assert words(STYLE, "prs")["contact"] == "تماس"
    assert words(STYLE, "ku-Arab")["contact"] == "پەیوەندی"


@pytest.mark.parametrize("language", ["so", "fa", "tet"])
def test_a_word_that_is_lacking_is_marked_as_english(language: str) -> None:
    """It is in an element with its language and direction; attributes and titles have the words alone."""
    template = (
        '<title>{{ words(tag).led_by }}</title><p title="{{ words(tag).contact }}{{ words(tag).led_by }}">'
        '{{ words(tag).contact }} {{ words(tag).led_by }} {{ words(tag).new_since | replace("{day}", "2 <") }}</p>'
    )
    style = replace(
        STYLE,
        files=(
            *(
                replace(file, text=re.sub(r"(?m)^(led_by|new_since) .*", "", file.text)) if of_file(file.name) else file
                for file in STYLE.files
            ),
            replace(STYLE.files[0], name="x.html", text=template),
        ),
    )
    html = galley.typeset("x.html", style, tag=language)
    head, body = html.split("</title>")
    assert "<span" not in head
    assert '<span lang="en" dir="ltr">Led by</span>' in body
    assert '<span lang="en" dir="ltr">New since <bdi>2 &lt;</bdi></span>' in body
    assert not re.search(r'title="[^"]*<', html)
    assert not re.search("[\ufde0-\ufdef]", html)
    assert direction("so") == "ltr"


def test_english_in_english_is_not_marked() -> None:
    """No language is told where there is none to tell."""
    assert "<span" not in galley.typeset(
        "x.html",
        replace(
            STYLE, files=(*STYLE.files, replace(STYLE.files[0], name="x.html", text="{{ words('en-GB').contact }}"))
        ),
    )


def test_what_a_translator_slips_in_is_said_with_its_line() -> None:
    """A number for a text, and a place in braces that the English has not."""
    text = '# Romanian\ncontact = 3\n\nfolio = "Pagina {pagina}"\n'
    files = tuple(replace(file, text=text) if of_file(file.name) == "ro" else file for file in STYLE.files)
    style = replace(STYLE, files=files)
    found = faults(style, style, STYLE, ["briefing"])
    assert [(fault.file, fault.line) for fault in found] == [("words/ro.toml", 2), ("words/ro.toml", 4)]


def test_words_run_the_way_of_their_text() -> None:
    """Punjabi in Arabic letters has no words in those of India: English stands in for them, marked."""
    for tag in ("pnb", "pa-Arab"):
        assert not counted(words(STYLE, tag)["by"])["Guru"]
    assert counted(words(STYLE, "pa")["by"])["Guru"]


@pytest.mark.parametrize("language", ["cy", "zh-Hant-HK", "pa", "en"])
def test_an_order_has_the_words_of_its_languages(language: str) -> None:
    """What is made by the command says them too: an order takes of the style what its edition needs, and no more."""
    edition = replace(briefing(), language=language)
    (order,) = plan((edition,), STYLE)
    assert words(order.style, language).items() <= words(STYLE, language).items()
    assert (
        words(order.style, language)["by"] == table(STYLE)[next(tag for tag in nearer(language) if tag in KNOWN)]["by"]
    )
    assert sum(bool(of_file(file.name)) for file in order.style.files) <= 3
