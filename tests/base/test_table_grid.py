"""Which cells of a table head which, by the algorithm of HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.base import table_grid

SPANS = (
    "<table><thead><tr><th rowspan='2'>Stop</th><th colspan='2'>Summer</th><th colspan='2'>Winter</th></tr>"
    "<tr><th>Day</th><th>Night</th><th>Day</th><th>Night</th></tr></thead><tbody><tr><th rowspan='2'>Hall</th><td>10</td>"
    "<td>2</td><td>6</td><td>1</td></tr><tr><td>11</td><td>3</td><td>5</td><td>7</td></tr></tbody></table>"
)
GROUPS = (
    "<table><thead><tr><th>Item</th><th>Who</th></tr></thead><tbody>"
    "<tr><th colspan='2' scope='colgroup'>North</th></tr><tr><td>A</td><td>Jo</td></tr>"
    "<tr><th colspan='2' scope='colgroup'>South</th></tr><tr><td>B</td><td>Sam</td></tr></tbody></table>"
)
PARTS = (
    "<table><thead><tr><th>Time</th><th colspan='2'>Item</th></tr></thead><tbody><tr><td>10:00</td><td>1</td><td>Welcome</td></tr>"
    "</tbody><tbody><tr><th scope='rowgroup' colspan='3'>For decision</th></tr><tr><td>10:15</td><td>3</td><td>Reserves</td></tr>"
    "</tbody><tbody><tr><th scope='rowgroup' colspan='3'>For information</th></tr><tr><td>12:05</td><td>8</td><td>Mutuals</td></tr>"
    "</tbody></table>"
)


def heads(table: str) -> dict[str, list[str]]:
    """By the words of a cell, the words of its heads."""
    found = table_grid.Heads(etree.fromstring(table))
    return {cell.text: [head.text for head in found.of(cell)] for cell in found.places}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (SPANS, {"2": ["Hall", "Summer", "Night"], "3": ["Hall", "Summer", "Night"], "5": ["Hall", "Winter", "Day"]}),
        (SPANS, {"Day": ["Winter"], "Hall": ["Stop"], "Stop": []}),
        (GROUPS, {"A": ["Item", "North"], "Jo": ["Who", "North"], "B": ["Item", "South"], "Sam": ["Who", "South"]}),
        (GROUPS.replace(" scope='colgroup'", ""), {"A": ["Item", "North"], "Sam": ["Who", "South"]}),
        (PARTS, {"10:00": ["Time"], "Welcome": ["Item"], "1": ["Item"], "10:15": ["Time", "For decision"]}),
        (PARTS, {"Mutuals": ["Item", "For information"], "12:05": ["Time", "For information"]}),
        (
            "<table><tr><td></td><th>A</th></tr><tr><th>r</th><td>1</td></tr><tr><th>s</th><td>2</td></tr></table>",
            {"1": ["r", "A"], "2": ["s", "A"], "r": []},
        ),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr><tr><th>c</th><th>d</th></tr>"
            "<tr><td>3</td><td>4</td></tr></table>",
            {"1": ["a"], "3": ["c"], "4": ["d"]},
        ),
        ("<table><tr><th rowspan='0'>r</th><td>1</td></tr><tr><td>2</td></tr></table>", {"1": ["r"], "2": ["r"]}),
    ],
)
def test_a_cell_has_the_heads_that_html_gives_it(table: str, expected: dict[str, list[str]]) -> None:
    """Over columns, over rows, in groups that head only what follows, with an empty corner, with new heads below."""
    found = heads(table)
    assert {cell: found[cell] for cell in expected} == expected


def test_what_columns_are_called_is_one_line() -> None:
    """Heads over each other are joined; the head of a group is said above its rows."""
    found = table_grid.Heads(etree.fromstring(SPANS))
    titles = {cell.text: found.title(cell, lambda head: str(head.text)) for cell in found.places}
    assert (titles["2"], titles["Hall"]) == ("Summer – Night", "Stop")
    grouped = table_grid.Heads(etree.fromstring(GROUPS))
    assert [grouped.title(cell, lambda head: str(head.text)) for cell in grouped.places if cell.text == "A"] == ["Item"]
    assert [cell.text for y in grouped.below() if (cell := grouped.lone(y)) is not None] == ["North", "South"]


def test_html_is_told_by_scope_and_where_that_is_not_enough_by_headers() -> None:
    """A table of one row of heads needs no `headers`; one with spans or groups names each cell's."""
    plain = etree.fromstring("<table><tr><th>a</th><th></th></tr><tr><td>1</td><td>2</td></tr></table>")
    table_grid.declare(plain, "t1")
    assert etree.tostring(plain) == (
        b'<table><tr><th scope="col">a</th><td/></tr><tr><td>1</td><td>2</td></tr></table>'
    )
    spans = etree.fromstring(SPANS)
    table_grid.declare(spans, "t1")
    names = {cell.get("id"): cell.text for cell in spans.iter("th")}
    assert [names[one] for cell in spans.iter("td") if cell.text == "7" for one in cell.get("headers").split()] == [
        "Hall",
        "Winter",
        "Night",
    ]


CELL = st.tuples(st.sampled_from(["td", "th"]), st.integers(0, 4), st.integers(0, 4), st.sampled_from(["", "x"]))


@given(st.lists(st.lists(CELL, max_size=4), max_size=5))
def test_any_table_has_an_answer(rows: list[list[tuple[str, int, int, str]]]) -> None:
    """No spans, whatever they reach over, keep a cell from having its heads; no cell heads itself."""
    table = etree.Element("table")
    for row in rows:
        line = etree.SubElement(table, "tr")
        for tag, across, down, words in row:
            etree.SubElement(line, tag, colspan=str(across), rowspan=str(down)).text = words
    found = table_grid.Heads(table)
    assert all(cell not in found.of(cell) for cell in found.places)
    assert set(found.places) == set(table.iter("td", "th"))
    table_grid.declare(table, "t")
