"""Headlines of several lines break evenly, and after a colon first."""

from __future__ import annotations

from itertools import groupby

import pytest

from publish.formats.pdf import render
from publish.style import paper
from publish.value import replace
from tests.support import sample, spoken

TITLES = {
    "Short": 1,
    "Public service mutuals take root in every town": 2,
    "Taskforce calls for action to bolster a rapid expansion of public service mutuals": 3,
    "What forty small groups told us about contracts, about money, and about time that nobody among them has to spare": 4,
    "Local infrastructure: what the commission found": 2,
    "A year: what it found": 1,
}


def lines(title: str) -> list[list[tuple[str, float, float]]]:
    """The lines of the headline as it is set: words, and from where to where."""
    edition = spoken.edition("Words. " * 20)
    article = replace(edition.articles[0], title=title)
    made, problems = render.render(replace(edition, title=title, articles=(article,)), sample.house_style(), proof=True)
    assert made is not None, problems
    boxes = [(box.text, box.x, box.x + box.width, box.y) for box in made.boxes if "h1" in (box.element, *box.within)]
    return [[one[:3] for one in row] for _, row in groupby(boxes, key=lambda box: round(box[3]))]


@pytest.mark.parametrize(("title", "count"), TITLES.items())
def test_the_lines_of_a_headline_are_as_long_as_each_other(title: str, count: int) -> None:
    """No more lines than the words need, and none much shorter than another, unless a colon ends it."""
    found = lines(title)
    assert len(found) == count, found
    widths = [row[-1][2] - row[0][1] for row in found]
    if ": " in title and count > 1:
        assert found[0][-1][0].rstrip().endswith(":")
    else:
        assert min(widths) > 0.5 * max(widths), widths


def test_other_letters_and_lengths_are_left_alone() -> None:
    """Nothing is known of the width of other scripts; a very long headline is set small anyway."""
    other = "منظمات المجتمع المدني تتعاون من أجل مستقبل أفضل للجميع في الشمال الغربي"
    assert paper.headline(other) == ((other,), None)
    assert paper.headline("word " * 60)[1] is None
