"""For the black-and-white copier: nothing is said by colour, because there is none."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from publish.formats.pdf import render
from publish.formats.pdf.kinds.mono import grey, greyed
from publish.media import colour
from publish.model import Artifact, Asset
from publish.value import replace
from tests.support import briefings, modes
from tests.support.sample import article, briefing, house_style

NAMES = tuple(briefings.ALL)


def coloured(content: bytes) -> list[int]:
    """The pages on which some pixel is not grey."""
    found = []
    with pdfium.PdfDocument(content) as file:
        for number, page in enumerate(file, start=1):
            red, green, blue = page.render(scale=1.5, rev_byteorder=True).to_pil().convert("RGB").split()
            if red.tobytes() != green.tobytes() or red.tobytes() != blue.tobytes():
                found.append(number)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_pixel_of_any_page_has_a_colour(name: str) -> None:
    """Red, green and blue are equal everywhere, logo and pictures included."""
    assert coloured(modes.made(name, "mono").content) == []
    assert coloured(modes.made("stock", "briefing").content) != []


def test_pictures_and_drawings_lose_their_colour() -> None:
    """A JPEG, a PNG with transparency, and an SVG with a gradient are grey, and each is still there."""
    gradient = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><defs><linearGradient id="g">'
        b'<stop offset="0" stop-color="#d00"/><stop offset="1" stop-color="#00d"/></linearGradient></defs>'
        b'<rect width="300" height="60" fill="url(#g)"/><circle cx="30" cy="30" r="20" fill="gold"/></svg>'
    )
    assets = (
        _picture("red.jpg", "image/jpeg", "RGB", "JPEG"),
        _picture("clear.png", "image/png", "RGBA", "PNG"),
        Asset(name="gradient.svg", media_type="image/svg+xml", content=gradient, width=300, height=60),
    )
    body = "".join(f'<figure><img src="{asset.name}" alt="A sample"/></figure>' for asset in assets)
    edition = replace(briefing(articles=(article("tides", body=body, assets=assets),)), kind="mono", name="mono")
    artifact, problems = render.render(edition, house_style())

    assert artifact is not None
    assert problems == ()
    assert coloured(artifact.content) == []
    with pikepdf.open(BytesIO(artifact.content)) as file:
        pictures = [
            thing for thing in file.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]
        spaces = {str(picture.ColorSpace) for picture in pictures}
    assert spaces == {"/DeviceGray"}
    assert len(pictures) >= 2


def _picture(name: str, media_type: str, mode: str, kind: str) -> Asset:
    picture = Image.merge(
        "RGB", [Image.linear_gradient("L").resize((300, 200)), *(Image.new("L", (300, 200), 40),) * 2]
    )
    out = BytesIO()
    picture.convert(mode).save(out, kind)
    return Asset(name=name, media_type=media_type, content=out.getvalue(), width=300, height=200)


@pytest.mark.parametrize("name", NAMES)
def test_all_text_has_the_contrast_of_wcag(name: str) -> None:
    """4.5:1 at the least between each box of text and what it stands on."""
    faint = [
        (box.text, box.colour, box.ground)
        for box in modes.made(name, "mono").boxes
        if box.text.strip() and not box.asset and colour.contrast(box.colour, box.ground) < 4.5
    ]
    assert faint == []


@given(*[st.floats(0, 1)] * 3)
def test_a_grey_is_as_light_as_its_colour(red: float, green: float, blue: float) -> None:
    """The luminance, and with it every contrast, stays what it was, to what eight bits can tell."""
    shade = grey(red, green, blue)
    before = "#" + "".join(f"{round(part * 255):02x}" for part in (red, green, blue))
    after = "#" + f"{round(shade * 255):02x}" * 3

    assert 0 <= shade <= 1
    assert abs(colour.contrast(before, "#ffffff") - colour.contrast(after, "#ffffff")) < 0.35


def test_what_is_grey_stays_as_it_is() -> None:
    """A second pass changes nothing."""
    once: Artifact = modes.made("stock", "mono")
    assert coloured(greyed(once.content)) == []


def test_the_contact_panel_is_an_outline() -> None:
    """Black on white, to save toner."""
    boxes = [box for box in modes.made("stock", "mono").boxes if "section.contact" in box.within and box.text.strip()]
    assert {(box.colour, box.ground) for box in boxes} == {("#000000", "#ffffff")}


@pytest.mark.parametrize("name", ["stock", "long"])
def test_a_sheet_for_the_copier_breaks_where_the_briefing_does(name: str) -> None:
    """Outlines and rules take no room: every line of text is on the page that has it in the briefing."""
    lines = [
        [(box.page, box.text) for box in modes.made(name, kind).boxes if box.text.strip()]
        for kind in ("briefing", "mono")
    ]
    assert lines[0] == lines[1]
