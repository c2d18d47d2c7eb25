"""The marks of a text: quotation marks beside notes, calls of notes beside each other, telephone numbers."""

from __future__ import annotations

import re

import pytest

from tests.support.reading import body, read, tree, words


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('was "good"[^1] and "bad"[^2], not "ugly".', "was “good”1 and “bad”2, not “ugly”."),
        ("had 'no plan'[^1] in the '90s, or 'two'[^2].", "had ‘no plan’1 in the ’90s, or ‘two’2."),
        ('The "metre"<sup>2</sup> and "next" words.[^1][^2]', "The “metre”2 and “next” words.1,2"),
        ('The "metre"^2^ and "next" H~2~O "words"[^1].[^2]', "The “metre”2 and “next” H2O “words”1.2"),
        ('"One[^1] two" and "*three*"[^2] "four"', "“One1 two” and “three”2 “four”"),
        ('"[A link](https://e.org)"[^1] and "`code`"[^2] "x"', "“A link”1 and “code”2 “x”"),
        ('("He said \'go\'[^1]")[^2] "x"', "(“He said ‘go’1”)2 “x”"),
    ],
)
def test_a_mark_before_a_note_closes(typed: str, printed: str) -> None:
    """What is raised is read by itself: neither it nor what follows it turns the marks round."""
    text = words(read(f"{typed}\n\n[^1]: One.\n[^2]: Two."))
    assert text.removesuffix(" One. ↩ Two. ↩") == printed


@pytest.mark.parametrize(
    ("typed", "struck", "lowered"),
    [
        ('*~gone~*, **~gone~** and "~gone~"', 3, 0),
        ("*H~2~O*, *x*~i~, **x**~1~ and “x”~i~", 0, 4),
        ("x ~gone~ (~gone~) y~1~", 2, 1),
    ],
)
def test_a_single_tilde_lowers_behind_a_letter_and_strikes_elsewhere(typed: str, struck: int, lowered: int) -> None:
    """A mark or stars that open have no letter before them."""
    text = body(typed)
    assert (text.count("<del>"), text.count("<sub>")) == (struck, lowered)


def calls(text: str) -> str:
    """The first paragraph or table, as it is read."""
    copy = read(text + "\n\n[^a]: One.\n[^b]: Two.\n[^c]: Three.")
    assert copy.problems == ()
    return re.split(r"One\.", words(copy))[0].strip()


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("a claim[^a][^b][^c] here", "a claim1,2,3 here"),
        ("a [report](https://e.org/x)[^a][^b] and[^c]", "a report1,2 and3"),
        ("m²[^a] and 7[^b]<sup>2</sup> x[^c]", "m²,1 and 72 2 x3"),
        ("25 m<sup>2</sup>[^a] and 10^-3^[^b].[^c]", "25 m2,1 and 10-3,2.3"),
        ("| A[^a][^b] | B |\n|---|---|\n| 12[^c][^a] | x |", "A1,2 B 123,1 x"),
        ("a claim[^a], [^b] and[^c]", "a claim1, 2 and3"),
        ("## Heading[^a][^b]\n\nText.[^c]", "Heading1,2 Text.3"),
    ],
)
def test_two_calls_cannot_be_read_as_one_number(typed: str, read_as: str) -> None:
    """A raised comma stands between them, also in cells and headings and behind a raised figure."""
    assert calls(typed) == read_as


@pytest.mark.parametrize(
    "number",
    [
        "020 7946 0018",
        "+44 20 7946 0018",
        "+44 (0) 20 7946 0018",
        "(01632) 960 001",
        "+49 30 901820",
        "22 123 45 67",
        "+1 202 555 0143",
    ],
)
@pytest.mark.parametrize("context", ["Ring {} today.", "Ring **{}**.", "Ring [{}](tel:+442079460018).", "- {}", "({})"])
def test_a_telephone_number_does_not_break(number: str, context: str) -> None:
    """Its spaces are no-break spaces, in a link and in bold too."""
    copy = body(context.format(number))
    assert number.replace(" ", "\xa0") in "".join(tree(copy).itertext())


@pytest.mark.parametrize("text", ["in 2019 2020 and", "on page 12 34 men", "£20 000 000", "3 of 45 people", "0 1 2 3"])
def test_other_numbers_are_no_telephone(text: str) -> None:
    """Years, counts and sums have no country's code and no leading nought with digits behind it."""
    assert words(body(text)).replace("\xa0", " ") == text
    if not text.startswith("£"):
        assert "\xa0" not in "".join(tree(body(text)).itertext())


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ('**"粗"**与*（斜）*字', "zh-Hans", "<strong>“粗”</strong>与<em>（斜）</em>字"),
        ('**"강조"**는', "ko", "<strong>“강조”</strong>는"),
        ('คำ**"หนา"**คำ', "th", "คำ<strong>“หนา”</strong>คำ"),
    ],
)
def test_emphasis_needs_no_space_where_none_is_written(text: str, language: str, said: str) -> None:
    """Marks inside the stars do not keep them from closing before a letter of the next word."""
    assert said in body(text, language=language)


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ('كـ"مثل"', "ar", "كـ”مثل“"),
        ('በ"አዲስ" ስለ"ቃል"', "am", "በ«አዲስ» ስለ«ቃል»"),
        ('"وشە"ی', "ckb", "“وشە”ی"),
        ('"sana"n', "fi", "”sana”n"),
        ("mae 'sgubor a 'steddfod", "cy", "mae ’sgubor a ’steddfod"),
        ("z. B. S. 5", "de", "z.\u00a0B. S.\u00a05"),
        ("10 000 đ", "vi", "10\u00a0000\u00a0đ"),
    ],
)
def test_marks_beside_what_a_language_writes_together(text: str, language: str, said: str) -> None:
    """Prefixes, suffixes, letters left out, and abbreviations."""
    assert said in body(text, language=language)


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("cy", "mae'n '90au.", "mae’n ’90au."),
        ("cy", "'Nabod a 'stafell; a'r 'un'.", "’Nabod a ’stafell; a’r ‘un’."),
        ("cy", "'stafell a 'gloch", "’stafell a ’gloch"),
        ("sv", "på '90-talet", "på ’90-talet"),
        ("de", "die '90er", "die ’90er"),
        ("en", "The 'nother 'one' he's.", "The ’nother ‘one’ he’s."),
    ],
)
def test_a_mark_before_a_word_stands_for_letters_where_another_opens_behind_it(
    language: str, typed: str, printed: str
) -> None:
    """Nothing opens twice; years are written short with any ending; none stays straight."""
    assert body(typed, language=language) == f"<p>{printed}</p>"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("He said ''go home'' and ''now''.", "He said “go home” and “now”."),
        ("A ``quoted'' word, (''it's here'').", "A “quoted” word, (“it’s here”)."),
        ("Rock ''n'' roll, ,,low'' and 'one'.", "Rock “n” roll, “low” and ‘one’."),
        ("`''code''` and 5'' long", "''code'' and 5'' long"),
    ],
)
def test_two_single_marks_are_a_double_one(typed: str, printed: str) -> None:
    """As typewriters and TeX have it; in code and behind a figure they stay."""
    assert words(body(typed)) == printed


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("✓ yes\n✗ no\n✓ **strong**\nand on", ["✓ yes", "✗ no", "✓ strong and on"]),
        ("📅 Saturday *3* May\n📍 The hall\n☎ 01632 960 001", ["📅 Saturday 3 May", "📍 The hall", "☎ 01632 960 001"]),
        ("— ¿Vienes?\n— No.\n— Ya.", ["— ¿Vienes?", "— No.", "— Ya."]),
        ("- ✓ yes\n  ✗ no", ["✓ yes", "✗ no"]),
        ("Words → here\n→ and there", ["Words → here → and there"]),
    ],
)
def test_lines_that_begin_with_signs_end_where_they_were_typed(typed: str, lines: list[str]) -> None:
    """What says yes or no, when and where, does not run together."""
    said = re.sub(r"<[^>]+>", "", read(typed).body.replace("<br/>", "\t").replace("\n", " ")).split("\t")
    assert [" ".join(line.replace("\u00a0", " ").split()) for line in said] == lines
