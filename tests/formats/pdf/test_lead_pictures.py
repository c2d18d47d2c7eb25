"""The picture under a headline: photographs are as wide as the text, the page or the paper, and 3:2."""

from __future__ import annotations

import io
from functools import lru_cache
from itertools import pairwise

import pytest
from PIL import Image

from publish.formats.pdf import render
from publish.model import Asset, Box, Edition, Picture
from publish.proofs import preflight_pages
from publish.value import replace
from tests.support import reading, sample, spoken

MM = 96 / 25.4


@lru_cache(maxsize=32)
def photograph(wide: int, high: int, suffix: str = "JPEG") -> Picture:
    """A picture of that size."""
    Image.linear_gradient("L").resize((wide, high)).convert("RGB").save(out := io.BytesIO(), suffix)
    kind = f"image/{suffix.lower()}"
    name = f"lead-{wide}-{high}.{suffix.lower()}"
    return Picture(
        asset=Asset(name=name, media_type=kind, content=out.getvalue(), width=wide, height=high), alt="A hall"
    )


def led(picture: Picture, kind: str = "briefing", **settings: object) -> Edition:
    """An edition that begins with the picture."""
    edition = spoken.edition("The hall is open. " * 4, kind, picture=picture)
    return replace(edition, publication=replace(edition.publication, **settings))


def drawn(edition: Edition) -> Box:
    """Where the picture stands on its page."""
    made, problems = render.render(edition, sample.house_style(), proof=True)
    assert made is not None, problems
    assert not problems
    assert not list(preflight_pages.past_the_edge(edition, made))
    return next(box for box in made.boxes if box.asset and box.asset.startswith("lead"))


@pytest.mark.parametrize(
    ("kind", "width", "across"),
    [("briefing", "text", 118), ("briefing", "page", 160), ("briefing", "bleed", 210), ("press", "bleed", 216)],
)
def test_a_photograph_is_as_wide_as_the_settings_say(kind: str, width: str, across: float) -> None:
    """Of any photograph that is neither upright nor a panorama 3:2 is shown, or less where that is too high."""
    box = drawn(led(photograph(1200, 900), kind, picture_width=width))
    assert box.width / MM == pytest.approx(across, abs=0.3)
    assert box.height / MM == pytest.approx(min(across * 2 / 3, 89 * 1.2), abs=0.5)


def test_what_would_lose_something_is_not_cropped() -> None:
    """Upright photographs, panoramas, drawings, small pictures; any where the settings say so."""
    for picture in (photograph(900, 1200), photograph(1500, 500), photograph(1200, 900, "PNG"), photograph(300, 250)):
        box = drawn(led(picture))
        assert box.width / box.height == pytest.approx(picture.asset.width / picture.asset.height, rel=0.01)
    box = drawn(led(photograph(1000, 1000), picture_crop=False))
    assert box.width == pytest.approx(box.height, rel=0.01)


def test_small_pages_and_large_print_have_their_own_measure() -> None:
    """A booklet's photograph is as wide as its text, and one in large print never reaches further."""
    assert drawn(led(photograph(1200, 900), "large-print", picture_width="bleed")).width / MM == pytest.approx(
        170, abs=0.3
    )


@pytest.mark.parametrize("kind", ["briefing", "booklet", "clear-print", "large-print"])
def test_pictures_of_one_row_are_as_high_as_each_other(kind: str) -> None:
    """Whatever their shapes, and they fill the row between them, with room from one to the next."""
    shapes = {"wide.png": (1200, 800), "tall.png": (800, 1200), "square.png": (900, 900)}
    files = {name: photograph(*size, "PNG").asset.content for name, size in shapes.items()}
    article = reading.read("\n".join(f"![{name}]({name})" for name in files), files)
    base = spoken.edition("Words.", kind)
    edition = replace(base, articles=(replace(base.articles[0], body=article.body, assets=article.assets),))
    made, problems = render.render(edition, sample.house_style(), proof=True)
    assert made is not None, problems
    assert not list(preflight_pages.past_the_edge(edition, made))
    row = sorted((box for box in made.boxes if box.asset and "logo" not in box.asset), key=lambda box: box.x)
    assert [box.asset.partition("-")[0] for box in row if box.asset] == ["wide", "tall", "square"]
    assert {round(box.y) for box in row} == {round(row[0].y)}
    assert max(box.height for box in row) - min(box.height for box in row) < 2
    for left, right in pairwise(row):
        assert 3 * MM < right.x - (left.x + left.width) < 5 * MM
