"""The product's own words: in the language, or marked as the English that stands in for them."""

from __future__ import annotations

import re

import pytest

from publish.base.language import direction
from publish.style import galley
from publish.style.faults import faults
from publish.style.words import of_file, table, words
from publish.value import replace
from tests.support.sample import house_style

STYLE = house_style()
LANGUAGES = [
    "ro",
    "lt",
    "uk",
    "ru",
    "cs",
    "hu",
    "tr",
    "el",
    "ga",
    "gd",
    "fa",
    "ckb",
    "ps",
    "bn",
    "pa",
    "gu",
    "ta",
    "so",
    "am",
    "ti",
    "yo",
    "vi",
    "th",
    "ko",
    "my",
    "zh-Hant",
]


@pytest.mark.parametrize(
    "language", [*LANGUAGES, "cy", "fr", "de", "es", "pt", "it", "nl", "pl", "ar", "he", "hi", "ur", "ja", "zh-Hans"]
)
def test_a_language_has_words_of_its_own(language: str) -> None:
    """What a reader of a briefing meets is in the language; no word is unknown, and places in braces are the English's."""
    english, own = table(STYLE)["en"], table(STYLE)[language]
    assert own.keys() <= english.keys()
    for name in ("contact", "telephone", "folio", "find_out_more", "also_in_the_news", "notes", "contents"):
        assert own[name]
    for name, said in own.items():
        assert {*re.findall(r"\{\w+\}", said)} == {*re.findall(r"\{\w+\}", english[name])}, name


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


@pytest.mark.parametrize(("language", "text"), [("so", "Led by"), ("fa", "Led by"), ("tet", "Contact")])
def test_a_word_that_is_lacking_is_marked_as_english(language: str, text: str) -> None:
    """It is in an element with its language and direction; attributes and titles have the words alone."""
    template = (
        '<title>{{ words(tag).led_by }}</title><p title="{{ words(tag).contact }}{{ words(tag).led_by }}">'
        '{{ words(tag).contact }} {{ words(tag).led_by }} {{ words(tag).new_since | replace("{day}", "2 <") }}</p>'
    )
    style = replace(STYLE, files=(*STYLE.files, replace(STYLE.files[0], name="x.html", text=template)))
    html = galley.typeset("x.html", style, tag=language)
    head, body = html.split("</title>")
    assert "<span" not in head
    assert f'<span lang="en" dir="ltr">{text}</span>' in body
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
    found = faults(replace(STYLE, files=files), STYLE, ["briefing"])
    assert [(fault.file, fault.line) for fault in found] == [("words/ro.toml", 2), ("words/ro.toml", 4)]
