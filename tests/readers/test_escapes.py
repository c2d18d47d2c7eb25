"""A backslash before a sign makes it the sign itself (CommonMark 0.31.2, 2.4); elsewhere it is a backslash."""

from __future__ import annotations

import string

import pytest

from tests.support.reading import body, read, tree, words


@pytest.mark.parametrize("sign", string.punctuation)
def test_every_sign_can_be_escaped(sign: str) -> None:
    """All 32 of them, at the start of a line, inside a word and before a space, in a heading, an item and a cell."""
    for text in (
        f"\\{sign}x",
        f"a\\{sign}b",
        f"a \\{sign} b",
        f"## a\\{sign}b",
        f"- a\\{sign}b",
        f"| a\\{sign}b |\n|---|",
    ):
        said = words(read(text)).lstrip("•")
        assert said == text.lstrip("#- ").removeprefix("| ").split(" |")[0].replace("\\", "", 1) or sign == "\\", text
    assert words(read("a\\\\b")) == "a\\b"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("It cost \\$20,000, i.e. \\$5 a head.", "It cost $20,000, i.e. $5 a head."),
        ("3 \\< 4 \\> 2 \\& more", "3 < 4 > 2 & more"),
        ("Quoted \\\"straight\\\" and \\'so\\'", "Quoted \"straight\" and 'so'"),
        ("1986\\. A good year.", "1986. A good year."),
        ("\\- no item", "- no item"),
        ("\\# no heading", "# no heading"),
        ("\\[no link\\](https://example.org)", "[no link](https://example.org)"),
        ("C:\\temp\\new", "C:\\temp\\new"),
        ("`\\$20` stays", "\\$20 stays"),
        ("\\{\\{ no tag \\}\\}", "{{ no tag }}"),
        ("\\!\\[no picture](a.png)", "![no picture](a.png)"),
    ],
)
def test_what_is_escaped_is_printed_as_it_is(typed: str, printed: str) -> None:
    """No sign of Markdown, no mark of typography; in code the backslash is printed."""
    assert words(read(typed)) == printed


def test_an_escaped_sign_makes_no_mail_address() -> None:
    r"""Pandoc writes `\\@`: what is printed is the address, and only the reader's program would link to it."""
    assert words(read("write to user\\@example.org.")) == "write to user@example.org."


def test_a_bar_in_code_in_a_table() -> None:
    r"""`\\|` is the only way to type one there (GFM 4.10), and elsewhere in a cell as well."""
    table = tree(body("| A | B |\n|---|---|\n| `a \\| b` | c \\| d |\n| **e \\| f** | g |"))
    assert [cell.text or cell[0].text for cell in table.iter("td")] == ["a | b", "c | d", "e | f", "g"]


def test_a_backslash_ends_a_line() -> None:
    """At a line's end it is a break, at a paragraph's end a backslash."""
    assert body("one\\\ntwo\\").replace("\n", "") == "<p>one<br/>two\\</p>"
