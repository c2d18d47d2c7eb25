"""Items and papers of a meeting have one number each, and the same everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.editions import agenda_numbers
from publish.model import Agenda
from publish.value import replace
from tests.support import packs


def agenda(rows: str, *, by_item: bool = True) -> Agenda:
    """An agenda of rows such as `3 a b`: a number, `>` behind it for a part of the item over it, and its papers."""
    items = []
    for at, row in enumerate(rows.split(", "), start=1):
        number, *papers = row.split(" ")
        plain = packs.item(at, within=number.endswith(">"), papers=tuple(papers))
        items.append(replace(plain, number=number.strip(">").replace("-", "")))
    return packs.agenda(items=tuple(items), by_item=by_item)


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        ("1 a, 2, 3 b", "a=1 b=3"),
        ("2, 2.1> a, 2.2> b", "a=2.1 b=2.2"),
        ("3 a, (a)> b, (b)> c", "a=3 b=3(a) c=3(b)"),
        ("4 a, 4a b", "a=4 b=4a"),
        ("1 a, 1> b, 10> c", "a=1 b=1(1) c=1(10)"),
        ("3 a b c", "a=3a b=3b c=3c"),
        ("3 a b, 3a c", "a=3/1 b=3/2 c=3a"),
        ("3a a b", "a=3a/1 b=3a/2"),
        ("47/26 a, 48/26 b", "a=47/26 b=48/26"),
        ("- a, 1 b, - c", "a=A b=1 c=B"),
        ("1 a, 2 a b", "a=1 b=2"),
    ],
)
def test_papers_have_the_numbers_of_their_items(rows: str, numbers: str) -> None:
    """Several of one item are told apart; one that two items name has the number of the first."""
    found = agenda_numbers.of_papers(agenda(rows))

    assert " ".join(f"{slug}={number}" for slug, number in found.items()) == numbers


def test_papers_in_a_row_are_counted() -> None:
    """As they come in the agenda, each once."""
    found = agenda_numbers.of_papers(agenda("1 b, 2 a b, 2a c", by_item=False))

    assert found == {"b": "1", "a": "2", "c": "3"}


_NUMBERS = st.lists(
    st.sampled_from(["1", "2", "3", "3a", "3b", "4", "4.1>", "4.2>", "(a)>", "5/26", "-", "-"]),
    min_size=1,
    max_size=8,
    unique_by=lambda number: number if number != "-" else object(),
)


@given(_NUMBERS, st.data())
def test_no_two_papers_have_one_number(numbers: list[str], data: st.DataObject) -> None:
    """Whatever the items are called, and however many papers they have."""
    many = data.draw(st.lists(st.integers(0, 3), min_size=len(numbers), max_size=len(numbers)))
    rows = ", ".join(
        " ".join((number, *(f"p{at}-{n}" for n in range(count))))
        for at, (number, count) in enumerate(zip(numbers, many, strict=True))
    )

    found = agenda_numbers.of_papers(agenda(rows))

    assert len(set(found.values())) == len(found) == sum(many)
    assert all(found.values())
