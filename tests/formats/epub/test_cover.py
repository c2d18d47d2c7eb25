"""The cover of a collection as an SVG: the same picture as the JPEG's, in outlines."""

from __future__ import annotations

import functools
import io

import pytest
from lxml import etree
from PIL import Image, ImageChops, ImageColor

from publish.formats import draw_cover
from publish.formats.epub import cover
from publish.model import Edition
from publish.value import replace
from tests.support.sample import PUBLICATION, collection, house_style

SVG = "{http://www.w3.org/2000/svg}"
ARABIC = replace(collection(), title="نشرة المد والجزر", language="ar", direction="rtl")
LONG = replace(
    collection(), title="A rather long title for a collection of briefings about those who live by the shore"
)
BARE = replace(collection(), publication=replace(PUBLICATION, brand=replace(PUBLICATION.brand, logo=None)))


@pytest.mark.parametrize("edition", [collection(), ARABIC, LONG, BARE])
def test_the_cover_says_what_it_shows(edition: Edition) -> None:
    """Its title is the words on it; nothing in it is text that a font would have to be there for."""
    root = etree.fromstring(draw_cover(edition, house_style()))
    assert (root.get("role"), root.get("viewBox")) == ("img", f"0 0 {cover.WIDTH} {cover.HEIGHT}")
    said = root.findtext(f"{SVG}title")
    assert said is not None
    assert edition.title in said
    assert edition.publication.organisation in said
    assert not list(root.iter(f"{SVG}text"))


@pytest.mark.parametrize("edition", [collection(), ARABIC, LONG, BARE])
def test_the_lines_stay_on_the_cover(edition: Edition) -> None:
    """Every line begins inside the margins."""
    root = etree.fromstring(draw_cover(edition, house_style()))
    lines = [path.get("transform") for path in root.findall(f"{SVG}path") if path.get("transform")]
    assert len(lines) >= 3
    for line in lines:
        x, y = (float(part) for part in str(line)[len("translate(") : -1].split())
        assert 120 <= x < cover.WIDTH - 120
        assert cover.ROWS * cover.SIDE < y < cover.HEIGHT


def test_each_issue_has_a_pattern_of_its_own() -> None:
    """Another edition, another pattern; the same edition, the same bytes, and the pattern of its JPEG."""
    other = replace(collection(), identifier="urn:uuid:6c1e1d5e-6b0c-5f0c-9f5e-000000000002")
    once, twice, different = (draw_cover(edition, house_style()) for edition in (collection(), collection(), other))
    assert once == twice != different
    for tile in cover.pattern(collection().identifier, PUBLICATION.brand.colour):
        assert tile.path.encode() in once


def test_the_logo_is_inside_the_file() -> None:
    """Nothing is fetched from anywhere."""
    root = etree.fromstring(draw_cover(collection(), house_style()))
    (logo,) = root.iter(f"{SVG}image")
    assert str(logo.get("href")).startswith("data:image/svg+xml;base64,")
    assert b"http" not in draw_cover(BARE, house_style()).replace(b"http://www.w3.org/2000/svg", b"")


def test_the_jpeg_has_the_pattern() -> None:
    """Each square of the JPEG has its ground and its figure, in their colours and no others."""
    edition = collection()
    content, problems = cover.draw(edition, house_style())
    assert problems == ()
    with Image.open(io.BytesIO(content)) as jpeg:
        picture = jpeg.convert("RGB")
    for tile in cover.pattern(edition.identifier, edition.publication.brand.colour):
        square = picture.crop((tile.x + 4, tile.y + 4, tile.x + cover.SIDE - 4, tile.y + cover.SIDE - 4))
        shares = [_share(square, colour) for colour in (tile.ground, tile.figure)]
        assert min(shares) > 0.03, tile
        assert sum(shares) > 0.97, tile


def _share(picture: Image.Image, colour: str) -> float:
    """How much of a picture has a colour, or one that looks the same."""
    wanted = ImageColor.getrgb(colour)[:3]
    off = ImageChops.difference(picture, Image.new("RGB", picture.size, wanted))
    worst = functools.reduce(ImageChops.lighter, off.split())
    return sum(worst.histogram()[:24]) / (picture.width * picture.height)
