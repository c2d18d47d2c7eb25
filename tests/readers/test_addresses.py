"""Addresses are letters, not text: what is printed and what is linked to is what was typed, wherever it stands."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.reading import picture, read, tree, words

PICTURE = {"a.png": picture()}


def links(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Where each link of `text` leads and what it says, but for those of notes."""
    found = tree(read(text, PICTURE, language=language)).iter("a")
    return [(link.get("href", ""), "".join(link.itertext())) for link in found if not link.get("role")]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("At https://example.org/report[^n].\n\n[^n]: A note.", "https://example.org/report"),
        ("At https://example.org/one  \nand this.", "https://example.org/one"),
        ("At https://example.org/one\\\nand this.", "https://example.org/one"),
        ("At https://example.org/one<br>and this.", "https://example.org/one"),
        ("A source.[^u]\n\n[^u]: Charity Commission, https://example.org/source.", "https://example.org/source"),
        ("A source.[^u]\n\n[^u]: See (https://example.org/paren).", "https://example.org/paren"),
        ("At https://example.org/a_(b) and on.", "https://example.org/a_(b)"),
        ("At https://www.example.gov.uk/charity-reporting--2.", "https://www.example.gov.uk/charity-reporting--2"),
        ("At https://example.org/a...b and on.", "https://example.org/a...b"),
        ("At **https://example.org/bold**.", "https://example.org/bold"),
        ("At *https://example.org/x_y_z*, too.", "https://example.org/x_y_z"),
        ("At https://example.org/?a=1&b=2!", "https://example.org/?a=1&b=2"),
        ('He said "https://example.org/said".', "https://example.org/said"),
        ("At https://example.org/a<sup>2</sup>.", "https://example.org/a"),
        ("At https://example.org/a`b`.", "https://example.org/a"),
        ("- https://example.org/item--1\n- two", "https://example.org/item--1"),
        ("> https://example.org/quoted'mark--1", "https://example.org/quoted'mark--1"),
        ("[https://example.org/it's--1](https://example.org/it's--1)", "https://example.org/it's--1"),
        ("<https://example.org/it's--1>", "https://example.org/it's--1"),
        ("انظر https://example.org/a--1، ثم اقرأ.", "https://example.org/a--1"),
        ("On https://example.org's pages.", "https://example.org"),
        ("See https://example.org/’s page.", "https://example.org/"),
        ("It is https://example.org/a’s.", "https://example.org/a"),
        ("At https://example.org/it’s--1 today.", "https://example.org/it’s--1"),
        ("At https://example.org/a—and on.", "https://example.org/a"),
        ("At https://example.org/a…and on.", "https://example.org/a"),
        ("Write to mailto:o'b@example.org?subject=it's--so.", "mailto:o'b@example.org?subject=it's--so"),
    ],
)
def test_a_bare_address_ends_where_it_ends(text: str, address: str) -> None:
    """Before a note's call, a break, a tag, code, emphasis, a closing bracket and the full stop of the sentence."""
    assert links(text) == [(address, address)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Write to o'brien@example.org.", "o'brien@example.org"),
        ("Write to <sam.o'neill@example.org>.", "sam.o'neill@example.org"),
        ("Write to a--b@example.org[^n].\n\n[^n]: A note.", "a--b@example.org"),
        ("(o'brien@example.org)", "o'brien@example.org"),
        ("“o'brien@example.org”, he said.", "o'brien@example.org"),
        ("| Who |\n|---|\n| o'brien@example.org |", "o'brien@example.org"),
    ],
)
def test_a_mail_address_keeps_its_marks(text: str, address: str) -> None:
    """An apostrophe in a name and two hyphens are letters of the address."""
    assert links(text) == [(f"mailto:{address}", address)]


def test_an_address_in_a_caption_a_credit_and_code_is_as_typed() -> None:
    """The caption and the credit link to it; code prints it and links to nothing."""
    text = '![A](a.png "See https://example.org/a--1."){credit="Photo: https://example.org/o\'b--2"}'
    assert [href for href, _ in links(text)] == ["https://example.org/a--1", "https://example.org/o'b--2"]
    assert links("`https://example.org/a--1`") == []
    assert words(read("`https://example.org/a--1`")) == "https://example.org/a--1"


def test_an_address_in_html_is_as_typed() -> None:
    """Markdown reads nothing there, and no mark in it is changed."""
    typed = "https://example.org/a--1 and o'brien@example.org..."
    assert words(read(f"<div>{typed}</div>")).startswith("https://example.org/a--1 and o'brien@example.org")


# ------------------------------------------------------------------------------------------------------ any address

_PART = st.text(alphabet="abcXYZ019-_~.'!;:@,=+$éñλ", min_size=1, max_size=12).filter(
    lambda part: part[0].isalnum() and part[-1].isalnum() and "~~" not in part
)
"""Nothing that Markdown itself has a use for: stars, and two tildes."""
_HOST = st.sampled_from(["example.org", "www.example.gov.uk", "a-b.example.com", "localhost:8000", "bücher.example"])
_WEB = st.builds(
    lambda scheme, host, parts, query: f"{scheme}://{host}/{'/'.join(parts)}{query}",
    st.sampled_from(["http", "https"]),
    _HOST,
    st.lists(_PART, min_size=1, max_size=3),
    st.sampled_from(["", "?a=1&b=2", "#part--2", "?q=o'b", "?x=%20y"]),
)
_MAIL = st.builds(
    lambda name, host: f"{name}@{host}",
    st.text(alphabet="abcXYZ019-_.'+", min_size=1, max_size=12).filter(
        lambda name: name[0].isalpha() and name[-1].isalnum()
    ),
    st.sampled_from(["example.org", "post.example.co.uk"]),
)
CONTEXTS = (
    "At {} there is more.",
    "At {}.",
    "At {}, and then; or {}: both!",
    "(See {}).",
    '"Look at {}", he said. "Then \'{}\'."',
    "Is it {}?",
    "Said…[^n] at {}[^n].\n\n[^n]: In {}.",
    "- {}\n- *{}*\n- **{}**",
    "1. {}<br>and",
    "> {}\n> and on",
    "{}  \na second line",
    "{}\\\na second line",
    "## On {}\n\nWords.",
    "| A | B |\n|---|---|\n| {} | {} |",
    "x <strong>{}</strong> y",
    '![A](a.png "The caption, {}.")',
    '![A](a.png "The caption."){{credit="Photo: {}"}}',
    "انظر {} ثم اقرأ.",
    "ראו {}, ואז.",
    "见 {} 。",
    "Inline.^[At {}.]",
    "!!! note\n    At {}.",
    "Term\n: At {}.",
)


@given(st.one_of(_WEB, _MAIL), st.sampled_from(CONTEXTS), st.sampled_from(["en", "fr", "de", "ar", "he"]))
@example("https://example.org/a--1", "(See {}).", "fr")
@example("o'brien@example.org", '"Look at {}", he said. "Then \'{}\'."', "de")
def test_any_address_anywhere_is_the_typed_one(address: str, context: str, language: str) -> None:
    """Beside punctuation, notes, tags and quotation marks; in tables, captions, credits; in right-to-left text."""
    text = context.format(*[address] * context.count("{}"))
    found = links(text, language)
    where = address if "://" in address else f"mailto:{address}"
    assert [said for _, said in found] == [address] * context.count("{}"), text
    assert [unquote(href) for href, _ in found] == [unquote(where)] * context.count("{}"), text
