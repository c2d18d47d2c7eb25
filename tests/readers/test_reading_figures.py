"""Credits of pictures, titles of callouts, and lines of scripts without spaces."""

from __future__ import annotations

import pytest

from tests.support.reading import body, flat, picture

PNG = picture()


@pytest.mark.parametrize(
    ("typed", "caption"),
    [
        (
            '![A tide](t.png "High water."){credit="Photo: Ruth Price"}',
            'High water. <span class="credit">Photo: Ruth Price</span>',
        ),
        ('![A tide](t.png){credit="Ruth Price"}', '<span class="credit">Ruth Price</span>'),
        ('![A tide](t.png "High water. Photo: Ruth Price")', "High water. Photo: Ruth Price"),
    ],
    ids=["both", "alone", "title"],
)
def test_a_picture_has_a_credit(typed: str, caption: str) -> None:
    """It stands in the caption, after its words."""
    assert f"<figcaption>{caption}</figcaption>" in flat(body(typed, {"t.png": PNG}))


def test_a_credit_in_a_line_stands_behind_its_picture() -> None:
    """A picture among words has no caption to put it in."""
    assert '<span class="credit">(Ruth Price)</span>' in body(
        'see ![A tide](t.png){credit="Ruth Price"} here', {"t.png": PNG}
    )


@pytest.mark.parametrize(
    ("language", "title"),
    [("en-GB", "Tip"), ("cy", "Awgrym"), ("fr", "Conseil"), ("ar", "نصيحة"), ("zh-Hans", "提示"), ("fi", "Tip")],
)
def test_a_callout_is_called_what_it_is_in_its_language(language: str, title: str) -> None:
    """A title that nobody typed is in the article's language; one that was is as typed."""
    assert f">{title}</p>" in body("> [!TIP]\n> x", language=language)
    assert ">Mine</p>" in body("> [!TIP] Mine\n> x", language=language)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("日本語の\n文章。\nです", "日本語の文章。です"),
        ("ここで**改行**\nします", "ここで<strong>改行</strong>します"),
        ("**改行\nする**", "<strong>改行する</strong>"),
        ("単語\nword", "単語\nword"),
        ("한국어\n문장", "한국어\n문장"),
        ("`改\n行`", "<code>改 行</code>"),
        ("English\nlines", "English\nlines"),
    ],
)
def test_a_line_typed_in_chinese_or_japanese_ends_without_a_space(typed: str, printed: str) -> None:
    """Between two of their characters a line's end is nothing; elsewhere it stays the space that it is."""
    assert body(typed, language="ja") in (
        f"<p>{printed}</p>",
        f"<p>{printed.replace('改 行', '改' + chr(10) + '行')}</p>",
    )


def test_a_list_in_html_that_calls_itself_key_figures_is_a_list() -> None:
    """It has no figure to be set large, and nothing is lost of it."""
    assert flat(body('<ul class="key-figures"><li>Of all</li></ul>')) == "<ul><li>Of all</li></ul>"


@pytest.mark.parametrize(
    ("typed", "markup"),
    [
        ("[croeso *i* bawb]{lang=cy}", '<span lang="cy">croeso <em>i</em> bawb</span>'),
        ("**croeso**{lang=cy}", '<strong lang="cy">croeso</strong>'),
        ("~~croeso~~{lang=cy}", '<del lang="cy">croeso</del>'),
        ("[a [b]{lang=fr} c](https://e.org)", '<a href="https://e.org">a <span lang="fr">b</span> c</a>'),
        ("[x]{lang=ar dir=rtl}", '<span dir="rtl" lang="ar">x</span>'),
        ("[x](https://e.org){lang=cy}", '<a href="https://e.org" lang="cy">x</a>'),
    ],
)
def test_words_say_their_language(typed: str, markup: str) -> None:
    """In brackets, as pandoc has it, or behind emphasis; in a paragraph, an item, a heading, a cell, a note."""
    assert f"<p>{markup}</p>" == body(typed)
    assert f"<li>{markup}</li>" in flat(body(f"- {typed}"))
    assert f">{markup} of</h2>" in body(f"## {typed} of")
    assert f"<td>{markup}</td>" in body(f"| a | b |\n| --- | --- |\n| c | {typed} |")
    assert f"<p>{markup} <a" in body(f"A.[^n]\n\n[^n]: {typed}")


def test_what_is_struck_out_of_a_key_figure_stays_so() -> None:
    """Its other signs are read as words; without the line the figure would be another."""
    figures = body("``` key-figures\n~~9~~ **12** -> 58 | buses\n```")
    assert "<strong><del>9</del> 12 → 58</strong>" in figures
