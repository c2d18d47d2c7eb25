"""The editions for a screen and for a print shop; and that all tagged modes conform to what they claim."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from publish.model import Kind
from tests.support import briefings, modes, vera

MM = 72 / 25.4
TAGGED: tuple[Kind, ...] = ("screen", "mono", "large-print", "press")


def test_on_a_screen_links_are_links_and_notes_are_the_authors() -> None:
    """No address is printed for a link; the author's own notes stand where they did; the links work."""
    screen, paper = modes.text(modes.made("stock", "screen")), modes.text(modes.made("stock", "briefing"))
    with pikepdf.open(BytesIO(modes.made("stock", "screen").content)) as file:
        targets = {
            str(annotation.A.URI)
            for page in file.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation and "/URI" in annotation.A
        }

    assert "example.org/report" in paper
    assert "example.org/report" not in screen
    assert any("example.org/report" in target for target in targets)


def test_notes_are_numbered_by_the_authors_alone_on_a_screen() -> None:
    """What counts addresses on paper does not count them here."""
    calls = [box.text for box in modes.made("long", "screen").boxes if "sup.call" in box.within and box.text.strip()]
    assert calls == [str(number) for number in sorted({int(call) for call in calls})] or len(calls) < len(
        [box for box in modes.made("long", "briefing").boxes if "sup.call" in box.within]
    )


@pytest.mark.parametrize("name", ["stock", "long", "arabic"])
def test_a_print_shop_finds_the_boxes_that_it_needs(name: str) -> None:
    """TrimBox is A4, BleedBox 3 mm around it, MediaBox has room for marks, and nothing claims to be PDF/X."""
    content = modes.made(name, "press").content
    with pikepdf.open(BytesIO(content)) as file:
        for page in file.pages:
            trim, bleed, media = (
                [float(side) / MM for side in box] for box in (page.trimbox, page.obj.BleedBox, page.mediabox)
            )
            assert [round(trim[2] - trim[0], 1), round(trim[3] - trim[1], 1)] == [210, 297]
            assert [round(abs(outer - inner), 2) for outer, inner in zip(bleed, trim, strict=True)] == [3] * 4
            assert [round(abs(outer - inner), 1) for outer, inner in zip(media, trim, strict=True)] == [10] * 4
        assert b"GTS_PDFX" not in content
        assert b"pdfx" not in file.Root.Metadata.read_bytes().lower()


@pytest.mark.parametrize("name", ["stock", "arabic"])
def test_the_brands_colour_runs_into_the_bleed_and_no_further(name: str) -> None:
    """At the head of each page the band reaches 3 mm over the edge on three sides; marks stand outside of it."""
    import pypdfium2 as pdfium

    scale = 4
    with pdfium.PdfDocument(modes.made(name, "press").content) as file:
        for page in file:
            picture = page.render(scale=scale / MM).to_pil().convert("RGB")  # `scale` pixels a millimetre
            band = picture.getpixel((115 * scale, 9 * scale))
            assert band not in ((255, 255, 255), (0, 0, 0))
            for x, y in ((8, 9), (222, 9), (8, 13)):
                assert picture.getpixel((x * scale, y * scale)) == band, (x, y)
            for x, y in ((5, 13), (225, 13), (60, 5)):
                assert picture.getpixel((x * scale, y * scale)) == (255, 255, 255), (x, y)


@pytest.mark.skipif(bool(vera.missing()), reason=vera.missing())
def test_every_tagged_mode_conforms_to_pdf_ua_and_pdf_a(tmp_path: Path) -> None:
    """The engine of veraPDF finds nothing in any sample in any mode: PDF/UA-1 and PDF/A-3a both."""
    paths = []
    for kind in TAGGED:
        for name in briefings.ALL:
            paths.append(tmp_path / f"{kind}-{name}.pdf")
            paths[-1].write_bytes(modes.made(name, kind).content)

    assert {path.name: failures for path, failures in vera.check(paths).items() if failures} == {}
