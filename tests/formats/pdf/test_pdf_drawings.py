"""Drawings on paper: as a browser draws them, seen in the pixels."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops

from publish.formats.pdf import render
from publish.media.pictures import read_picture
from publish.problem import Problem
from tests.support.sample import article, briefing, house_style

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" width="200" height="100">'
GRADIENT = (
    '<linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient>'
)
PATTERN = '<pattern id="g" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="red"/></pattern>'


def drawn(inside: str) -> tuple[Image.Image, tuple[Problem, ...]]:
    """The page that shows a drawing as its head picture's place does, without its words, and what is said."""
    asset = read_picture("a.svg", lambda _: f"{HEAD}{inside}</svg>".encode())
    body = f'<figure><img src="{asset.name}" alt="A drawing" width="200" height="100"/></figure>'
    edition = briefing(articles=(article(body=body, assets=(asset,), typed="![A drawing](a.svg)\n"),))
    artifact, problems = render.render(edition, house_style())
    assert artifact is not None
    with pdfium.PdfDocument(artifact.content) as file:
        return file[0].render(scale=2).to_pil().convert("RGB"), problems


@pytest.fixture(scope="module")
def empty() -> Image.Image:
    """The page of a drawing that shows nothing."""
    return drawn("")[0]


def ink(page: Image.Image, empty: Image.Image) -> tuple[int, tuple[int, int, int, int]]:
    """How many pixels a drawing adds to the page, and the box that they stand in."""
    added = ImageChops.difference(page, empty).convert("L").point(lambda value: 255 if value > 60 else 0)
    box = added.getbbox()
    assert box is not None
    return added.histogram()[255], box


@pytest.mark.parametrize("font", ["14px sans-serif", "italic bold 14px/1.2 Georgia, serif", "14px 'Open Sans'"])
def test_words_with_the_font_shorthand_are_drawn(font: str, empty: Image.Image) -> None:
    """As large as words whose size is said by itself."""
    page, problems = drawn(f'<text x="10" y="40" style="font: {font}">Words in the drawing</text>')
    plain, _ = drawn('<text x="10" y="40" font-size="14">Words in the drawing</text>')
    assert problems == ()
    (_, box), (_, other) = ink(page, empty), ink(plain, empty)
    assert abs((box[3] - box[1]) - (other[3] - other[1])) <= 4


@pytest.mark.parametrize("paint", [GRADIENT, PATTERN])
@pytest.mark.parametrize("width", [4, 20])
def test_a_stroke_of_many_colours_has_its_width(paint: str, width: int, empty: Image.Image) -> None:
    """A ring with a gradient or a pattern covers what one of one colour covers."""
    ring = f'<circle cx="100" cy="50" r="35" stroke-width="{width}" fill="none" stroke='
    many, _ = drawn(f'<defs>{paint}</defs>{ring}"url(#g)"/>')
    one, _ = drawn(f'{ring}"red"/>')
    assert ink(many, empty)[0] == pytest.approx(ink(one, empty)[0], rel=0.03)


@pytest.mark.parametrize(
    "gradient",
    [
        '<linearGradient id="g" gradientTransform="rotate(45)">',
        '<linearGradient id="g" gradientUnits="userSpaceOnUse" x2="60" gradientTransform="translate(70 10) rotate(135)">',
        '<radialGradient id="g" gradientTransform="rotate(45 .5 .5) scale(1 .6)">',
    ],
)
def test_a_turned_gradient_fills_its_shape(gradient: str, empty: Image.Image) -> None:
    """To its corners, as one that is not turned."""
    stops = f'<stop offset="0" stop-color="#800"/><stop offset="1" stop-color="#008"/></{gradient[1:15]}>'
    turned, _ = drawn(f'<defs>{gradient}{stops}</defs><rect x="60" width="80" height="80" fill="url(#g)"/>')
    plain, _ = drawn('<rect x="60" width="80" height="80" fill="#800"/>')
    assert ink(turned, empty)[0] == pytest.approx(ink(plain, empty)[0], rel=0.03)


def test_words_in_drawings_have_no_serifs_where_their_typeface_is_not_there() -> None:
    """Those of the titles are taken."""
    asked, problems = drawn('<text x="10" y="60" font-family="Helvetica, sans-serif" font-size="30">Wording</text>')
    taken, _ = drawn('<text x="10" y="60" font-family="Source Sans 3" font-size="30">Wording</text>')
    assert problems == ()
    assert ImageChops.difference(asked, taken).getbbox() is None


def test_what_has_a_mask_is_drawn_whole(empty: Image.Image) -> None:
    """Not at another place, and not left out; it is said in one message with all else that is not drawn."""
    mask = '<mask id="m"><rect x="60" width="80" height="20" fill="white"/></mask>'
    page, problems = drawn(
        f'{mask}<rect x="60" width="80" height="80" fill="#800" mask="url(#m)" style="mix-blend-mode: multiply"/>'
    )
    plain, _ = drawn('<rect x="60" width="80" height="80" fill="#800"/>')
    assert ink(page, empty) == ink(plain, empty)
    assert [problem.message for problem in problems] == [
        "the picture `a.svg` is drawn without its mask, the mixing of its colours"
    ]


@pytest.mark.parametrize("words", ["العربية", "مرحبا بالعالم", "हिन्दी", "ที่นี่"])
def test_words_that_are_joined_are_joined(words: str, empty: Image.Image) -> None:
    """They take less room than their letters one by one, and nothing is said."""
    page, problems = drawn(f'<text x="10" y="60" font-size="30">{words}</text>')
    apart, _ = drawn(f'<text x="10" y="60" font-size="30">{"&#x200b; ".join(words)}</text>')
    assert problems == ()
    (_, box), (_, other) = ink(page, empty), ink(apart, empty)
    assert box[2] - box[0] < other[2] - other[0]


def test_hebrew_runs_to_the_left(empty: Image.Image) -> None:
    """Its first letter is the rightmost one."""
    page, _ = drawn(
        '<text x="10" y="60" font-size="40"><tspan fill="red">ש</tspan><tspan fill="blue">לום</tspan></text>'
    )
    first, rest = (
        ImageChops.difference(page.getchannel(band), empty.getchannel(band))
        .point(lambda v: 255 if v > 200 else 0)
        .getbbox()
        for band in ("B", "R")
    )
    assert first is not None
    assert rest is not None
    assert first[2] > rest[2] - 2


def test_what_is_not_drawn_is_said_with_its_picture_and_line() -> None:
    """R03 names the drawing and what it is drawn without."""
    blurred = (
        '<filter id="f"><feGaussianBlur stdDeviation="3"/></filter><rect width="50" height="30" filter="url(#f)"/>'
    )
    _, (problem,) = drawn(blurred)
    assert (problem.code, problem.path) == ("R03", article().source)
    assert problem.line is not None
    assert problem.message == "the picture `a.svg` is drawn without its blur"
