"""What is looked for in a finished file is what was typed."""

from __future__ import annotations

import pytest

from publish.proofs.conservation import lost, typed


@pytest.mark.parametrize(
    ("agenda", "words"),
    [
        ("1. Welcome | 18:30 | lead: Annabel | paper: management-accounts\n", "Welcome Annabel"),
        ("   papers: alpha, beta\nStays.\n", "Stays"),
        ("Read ![a hall](x.png) [the accounts](accounts.md) <b>today</b> &amp; `code`\n", "Read accounts today code"),
        ("``` chart bar\ntitle: Buses\n```\n\nWords.\n", "Words"),
        ("Called.[^note]\n\n[^note]: Words that stay.\n[name]: https://example.org\n", "Called Words that stay"),
        ("> [!WARNING]\n> Never sign.\n", "Never sign"),
    ],
)
def test_addresses_and_names_of_papers_are_not_printed_and_all_else_is(agenda: str, words: str) -> None:
    """Whatever the lines of an agenda were read as."""
    assert typed(agenda) == words


def test_a_word_that_no_page_has_is_told() -> None:
    """The sentence under a heading, of which only the heading was printed."""
    assert lost(typed("## Part two\n\nThe public leaves.\n"), "Part two") == ["public", "leaves"]
