"""Inputs that once lost something on the way, with what is right of them now."""

from __future__ import annotations

import pytest

from tests.support.reading import body, picture, read, tree, words

PICTURE = {"four.png": picture()}
CREDIT = '{credit="Photo: Ruth Price"}'


@pytest.mark.parametrize("between", ["", " ", "  ", "\n"])
def test_a_credit_may_stand_apart(between: str) -> None:
    """Beside the picture, after a space or on the next line: the caption stays, and no brace is printed."""
    copy = read(f'![Four](four.png "The caption."){between}{CREDIT}', PICTURE)
    assert copy.problems == ()
    assert words(copy) == "The caption. Photo: Ruth Price"
    assert tree(copy).find(".//figcaption/span[@class='credit']") is not None


def test_blocks_in_a_note_keep_their_shape() -> None:
    """A list is a list there, numbered or not, and a table a table."""
    note = "[^n]: Sources:\n\n    - the census\n    - the county\n\n    1. first\n\n    | Year | Homes |\n    |---|---|\n    | 2011 | 40 |\n"
    listed = tree(body(f"Text.[^n]\n\n{note}")).find(".//section[@role='doc-endnotes']/ol/li")
    assert [child.tag for child in listed][:4] == ["p", "ul", "ol", "table"]


def test_nested_items_of_tasks_are_items() -> None:
    """A plain item beside tasks, and bullets and numbers under one, are no tasks."""
    root = tree(body("- [x] Done\n    - plain\n- [ ] To do\n    1. numbered\n- Plain too"))
    assert [item.get("class") for item in root.iter("li")] == ["to-do", None, "to-do", None, None]
    assert words(body("- [x] Done\n    - plain\n- Plain too")) == "☑ Done plain Plain too"
