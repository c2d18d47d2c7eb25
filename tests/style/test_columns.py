"""A style may set its text in columns: everything keeps to its own, or stands across all of them."""

from __future__ import annotations

from itertools import combinations

import pytest

from publish.formats.pdf import render
from publish.formats.pdf.body import wide_tables
from publish.model import Box, HouseStyle
from publish.proofs import preflight_pages
from publish.value import replace
from tests.support.reading import read
from tests.support.sample import article, briefing, house_style

CSS = """
:root { --size: 9.75pt; --leading: 13pt; --aside: 0mm; --margin-start: 18mm; --margin-end: 18mm }
.body { columns: 2; column-gap: 7mm }
.body > p:first-child::first-letter { float: left; font: 600 39pt/33pt var(--headings); padding-right: 2pt }
.masthead { border-top: 0.75pt solid #000000; border-bottom: 3pt solid #000000; text-align: center }
"""

SEVEN = "| Stop | Monday | Tuesday | Wednesday | Thursday | Friday | Saturday |\n|---|---|---|---|---|---|---|\n" + (
    "| Unpronounceable Lane | 07:05 early | 07:15 early | 07:25 early | 07:35 early | 07:45 early | 09:55 early |\n" * 9
)
TEXT = "\n\n".join(
    (
        *["The tide comes in twice a day, on all shores, and leaves what it brought.[^1] Nobody asked it to."] * 3,
        "## Figures",
        "- **14,000** people asked\n- **£1.5m** spent in a year\n- **12 %** more than before\n{.key-figures}",
        *["It goes out again, slowly, and whoever waits long enough sees where it has been, and what it took."] * 5,
        SEVEN,
        "> Nobody has ever seen a tide that did not turn.",
        *["After it the sand is smooth for an hour or two, and then the first footprints come across it."] * 9,
        f"Table: When it comes\n\n{SEVEN}",
        "```python\n"
        + "print('a line of code that is longer than any column of a page can be, and goes on')\n" * 3
        + "```",
        *["And so it begins again, twice a day, with nobody to see it at night but the fishing boats."] * 9,
        "[^1]: Twice and a little, since the moon moves on: fifty minutes later each day.",
    )
)


def columned() -> HouseStyle:
    """The house style, and a few lines on top of it."""
    return HouseStyle(
        name="gazette",
        files=tuple(
            replace(file, text=f"{file.text}\n{CSS}") if file.name == "briefing.css" else file
            for file in house_style().files
        ),
    )


def over(one: Box, other: Box) -> bool:
    """Whether two texts stand over one another, by more than lines and letters that touch do."""
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return one.page == other.page and wide > 2 and high > 0.4 * min(one.height, other.height)


def test_columns_keep_apart() -> None:
    """Tables, figures, code and notes of a text in two columns stand over nothing, and not a word of them is lost."""
    text = read(TEXT)
    item = article(body=text.body, typed=TEXT, picture=None, assets=())
    edition = briefing(articles=(item,))

    artifact, problems = render.render(edition, columned(), proof=True)

    assert artifact is not None, problems
    assert problems == ()
    boxes = [box for box in artifact.boxes if box.text.strip()]
    drop = [box for box in boxes if box.size > 35]
    assert [box.text for box in drop] == ["T"]
    rest = [box for box in boxes if box not in drop]
    assert [(one.text, other.text) for one, other in combinations(rest, 2) if over(one, other)] == []
    said = " ".join(box.text for box in boxes)
    assert said.count("Unpronounceable") == 18
    rows = [box for box in boxes if box.text == "09:55 early"]
    assert {box.element for box in rows} == {"td"}
    assert min(box.x for box in rows) > 600
    assert said.count("where it has been") == 5
    assert said.count("fifty minutes") == 1
    assert all(any("div.body" in str(box.within) for box in boxes if box.page == page) for page in range(1, 3))
    starts = {round(box.x) for box in boxes if box.element == "p" and "div.body" in str(box.within)}
    assert len({x // 100 for x in starts}) >= 2
    assert {problem.code for problem in preflight_pages.inspect(edition, artifact, columned())} <= {"Q11"}


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("columns: 2", True),
        ("columns:12em 2", True),
        ("column-count : 3", True),
        ("column-width: 9em", True),
        ("columns: auto", False),
        ("columns:auto", False),
        ("column-count:  1", False),
        ("columns: unset", False),
        ("column-gap: 2mm", False),
        ("grid-template-columns: 2fr 1fr", False),
    ],
)
def test_a_text_stands_in_columns_where_a_sheet_says_so(said: str, stands: bool) -> None:
    """What says that there are none, or speaks of another thing, moves no note to the end."""
    assert wide_tables.in_columns(f"<style>.body {{ {said} }}</style>") is stands
