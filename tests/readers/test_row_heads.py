"""Which cells of a Markdown table head their rows."""

from __future__ import annotations

import pytest

from tests.support import reading

PLAIN = "| Stop | First | Last |\n| --- | --- | --- |\n| Hall | 06:50 | 22:10 |\n| School | 06:58 | 22:18 |\n"
STRONG = PLAIN.replace("Hall", "**Hall**").replace("School", "**School**")


@pytest.mark.parametrize(
    ("table", "headed"),
    [
        (PLAIN, False),
        (STRONG, True),
        (STRONG.replace("**School**", "School"), False),
        (STRONG.replace("**Hall**", "**Hall** and more"), False),
        (STRONG.replace("06:50", "**06:50**"), True),
        (PLAIN.replace("Stop", "    "), True),
        (PLAIN.replace("Stop", " ").replace("First", " ").replace("Last", " "), False),
        (PLAIN + "{row-heads}\n", True),
        (STRONG.replace("**Hall**", "**Hall**[^1]") + "\n[^1]: By the park.\n", True),
        ("| a | b |\n| --- | --- |\n| **1** | **2** |\n", False),
    ],
)
def test_the_first_column_heads_rows_by_a_sign_that_people_use(table: str, headed: bool) -> None:
    """An empty corner, a first column that is all strong, or `{row-heads}` on the line under the table."""
    body = reading.body(table)
    assert body.count('<th scope="row">') == (2 if headed else 0)
    assert "row-heads" not in body
    assert not headed or "<strong>Hall" not in body


def test_a_note_called_in_a_head_is_no_part_of_it() -> None:
    """The cell is the head, its call stays in it, and other outputs leave it out of the head's name."""
    body = reading.body(STRONG.replace("**Hall**", "**Hall**[^1]") + "\n[^1]: By the park.\n")
    assert '<th scope="row">Hall<sup><a class="noteref"' in body


def test_a_strong_head_in_another_language_keeps_it() -> None:
    """The sign that it is a head goes, what it says of its words does not."""
    body = reading.body("| a | b |\n| --- | --- |\n| **neuadd**{lang=cy} | 1 |\n| **ysgol**{lang=cy} | 2 |\n")
    assert '<th scope="row"><span lang="cy">neuadd</span></th>' in body
