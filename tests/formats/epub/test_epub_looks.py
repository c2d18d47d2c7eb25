"""What an EPUB looks like: typefaces cut down, stylesheets that leave readers their settings, a cover of its own."""

from __future__ import annotations

import io
import re

import pytest
import uharfbuzz as hb
from PIL import Image

from publish.formats.epub import cover
from publish.media import colour, typefaces
from publish.value import replace
from tests.support.epub_samples import rich
from tests.support.epub_shelf import OPF, opened
from tests.support.sample import PUBLICATION, SERIF, article, collection, house_style


def test_the_brand_s_typefaces_are_in_it_and_small() -> None:
    """Each face is cut down to the characters in use, one weight, and stays a fraction of what it was."""
    shelf = opened(rich())
    every = sorted(name for name in shelf.files if name.startswith("typefaces/"))
    names = [name for name in every if "source-" in name]
    assert names == [
        "typefaces/source-code-pro-400.ttf",
        "typefaces/source-sans-3-400-italic.ttf",
        "typefaces/source-sans-3-400.ttf",
        "typefaces/source-sans-3-700-italic.ttf",
        "typefaces/source-sans-3-700.ttf",
        "typefaces/source-serif-4-400-italic.ttf",
        "typefaces/source-serif-4-400.ttf",
        "typefaces/source-serif-4-700-italic.ttf",
        "typefaces/source-serif-4-700.ttf",
    ]
    whole = len(typefaces.load(SERIF.faces[0]))
    assert all(len(shelf.files[name]) < min(40_000, whole / 10) for name in names)
    for name in names:
        face = hb.Face(hb.Blob(shelf.files[name]))
        assert not face.axis_infos
        assert set(map(ord, "Taskforce")) <= set(face.unicodes)
        assert ord("Ж") not in face.unicodes


def test_a_face_that_nobody_uses_stays_out() -> None:
    """No code, no code face; no stress, no italics."""
    shelf = opened(replace(collection(), articles=(article(body="<p>Plain.</p>", assets=()),)))
    assert not [name for name in shelf.files if "code-pro" in name or "italic" in name]


def test_the_stylesheets_name_the_faces_that_are_there() -> None:
    """Every address in a stylesheet is that of a face, and every face is named."""
    shelf = opened(rich())
    named = set(re.findall(r"url\(\.\./([^)]+)\)", shelf.files["styles/collection.css"].decode()))
    assert named == {name for name in shelf.files if name.startswith("typefaces/")}
    types = {
        item.get("media-type") for item in shelf.xml("content.opf").iter(OPF + "item") if "ttf" in item.get("href", "")
    }
    assert types == {"font/ttf"}


def test_readers_keep_their_settings() -> None:
    """No stylesheet fixes size or colour of running text, and nothing is said to be more important than the reader."""
    shelf = opened(collection())
    css = "".join(shelf.files[f"styles/{name}.css"].decode() for name in ("collection", "modern"))
    assert "!important" not in css
    assert not re.search(r"font-size:[^;]*(?:px|pt)", css)
    assert not re.search(r"\bbody\s*{[^}]*(?:[^-]color|background)", css)


@pytest.mark.parametrize("brand", ["#00594f", "#c8102e", "#f2c200", "#000000", "#ffffff", "#7f7f7f"])
def test_the_brand_s_mark_is_read_by_day_and_by_night(brand: str) -> None:
    """The shade in which figures are set has 4.5:1 on white and on black, whatever the brand."""
    ink = colour.readable(brand)
    house = replace(PUBLICATION, brand=replace(PUBLICATION.brand, colour=brand, ink=ink, on_colour=colour.on(brand)))
    css = opened(replace(collection(), publication=house)).files["styles/collection.css"].decode()
    (mark,) = set(re.findall(r"[^-]color: (#[0-9a-f]{6})", css))
    assert colour.contrast(mark, "#ffffff") >= 4.5
    assert colour.contrast(mark, "#000000") >= 4.5


def test_the_cover_is_a_picture_of_the_size_that_shops_ask_for() -> None:
    """A JPEG of 1600 by 2560 pixels without metadata, marked as the cover in both ways that readers know."""
    shelf = opened(collection())
    with Image.open(io.BytesIO(shelf.files["images/cover.jpg"])) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (1600, 2560), "RGB")
        assert not picture.getexif()
        assert picture.getpixel((800, 1400)) is not None
    package = shelf.xml("content.opf")
    item = next(item for item in package.iter(OPF + "item") if item.get("properties") == "cover-image")
    assert item.get("href") == "images/cover.jpg"
    assert [meta.get("content") for meta in package.iter(OPF + "meta") if meta.get("name") == "cover"] == [
        item.get("id")
    ]


def test_the_cover_shows_the_brand() -> None:
    """The title stands on the brand's colour, the organisation on white."""
    with Image.open(io.BytesIO(opened(collection()).files["images/cover.jpg"])) as picture:
        ground, paper = picture.getpixel((20, 2000)), picture.getpixel((20, 2300))
    assert isinstance(ground, tuple)
    assert isinstance(paper, tuple)
    assert max(abs(a - b) for a, b in zip(ground, (0x00, 0x59, 0x4F), strict=True)) < 6
    assert min(paper) > 250


def test_every_edition_has_a_pattern_of_its_own() -> None:
    """The pattern follows from the identifier: the same for the same, another for another."""
    patterns = {tuple(cover.pattern(f"urn:uuid:{number}", "#00594f")) for number in range(200)}
    assert len(patterns) == 200
    assert tuple(cover.pattern("urn:uuid:1", "#00594f")) in patterns


@pytest.mark.parametrize(
    "title",
    ["Sea", "Donaudampfschifffahrtsgesellschaftskapitän", "A long title about the sea " * 6, "地域だより", "مقالات"],
)
def test_a_title_of_any_length_fits_the_cover(title: str) -> None:
    """The cover is one sheet without complaint, whatever its title."""
    content, problems = cover.draw(replace(collection(), title=title), house_style())
    assert content[:3] == b"\xff\xd8\xff"
    assert not problems
