"""QR codes: on every printed briefing to its page in the archive, and where an author asks; read off the pages."""

from __future__ import annotations

import re

import pypdfium2
import pytest
import zxingcpp

from publish.formats.pdf import render
from publish.media import qr
from publish.model import Edition
from publish.style import paper
from publish.value import replace
from tests.support import sample
from tests.support.reading import body, codes, flat, read

STYLE = sample.house_style()
ARCHIVE = "https://example.org/archive"


def edition(**changes: object) -> Edition:
    """A briefing of a publication with an archive."""
    return sample.briefing(publication=replace(sample.PUBLICATION, archive=ARCHIVE), **changes)


def seen(content: bytes) -> list[str]:
    """What a telephone would read on the pages, printed at 150 dots an inch."""
    found: list[str] = []
    with pypdfium2.PdfDocument(content) as pages:
        for page in pages:
            picture = page.render(scale=150 / 72).to_pil().convert("L")
            found += [code.text for code in zxingcpp.read_barcodes(picture)]
    return found


@pytest.mark.parametrize("kind", ["briefing", "mono", "large-print", "press"])
def test_a_printed_briefing_leads_to_its_page(kind: str) -> None:
    """One code, read off the page, with the address beside it and an alternative."""
    made, _ = render.render(edition(kind=kind), STYLE)
    assert made is not None
    assert seen(made.content) == [f"{ARCHIVE}/articles/tides.html"]
    with pypdfium2.PdfDocument(made.content) as pages:
        text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "example.org/archive/articles/tides.html" in re.sub(r"\s", "", text)


def test_a_screen_needs_no_code() -> None:
    """Neither does a publication without an archive have one."""
    typeset = [render.typeset(edition(kind="screen"), STYLE), render.typeset(sample.briefing(), STYLE)]
    assert not [asset for leaf in typeset for asset in leaf.assets if asset.name.startswith("qr-")]
    assert paper.archived(sample.article(), sample.briefing()) == ""


@pytest.mark.parametrize("length", [20, 80, 200, qr.LONGEST])
def test_a_code_is_large_enough(length: int) -> None:
    """At least 18 mm without its quiet zone of four modules, and no module under 0.45 mm."""
    asset = qr.draw("https://example.org/".ljust(length, "x"))
    modules = int(re.findall(rb'viewBox="0 0 (\d+)', asset.content)[0])
    side = float(re.findall(rb'width="([\d.]+)"', asset.content)[0]) / 96 * 25.4
    assert side * (modules - 2 * qr.QUIET) / modules >= 17.99
    assert side / modules >= 0.449
    assert asset.content.startswith(b"<svg")
    with pytest.raises(ValueError, match="https"):
        qr.draw("https://example.org/".ljust(qr.LONGEST + 1, "x"))


def test_an_author_may_ask_for_one() -> None:
    """It is a figure with the words and the address beside it, and can be read."""
    address = "https://example.org/reports/2012.pdf"
    asset = qr.draw(address)
    markup = body(f"![QR: the report]({'qr:' + address})")
    assert flat(markup) == (
        f'<figure class="qr"><img src="{asset.name}" alt="QR: the report" width="{asset.width}" height="{asset.height}"/>'
        f'<figcaption>the report <a href="{address}">example.org/reports/2012.pdf</a></figcaption></figure>'
    )
    made, _ = render.render(sample.briefing(articles=(sample.article(body=markup, assets=(asset,)),)), STYLE)
    assert made is not None
    assert seen(made.content) == [address]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "tide", "https://e.org/" + "x" * 300])
def test_a_code_leads_to_an_address(address: str) -> None:
    """What is none, or too long, is named with its line."""
    assert codes(read(f"text\n\n![QR: x](qr:{address})")) == [("T12", 3)]


def test_a_code_says_what_it_leads_to() -> None:
    """Without words it is a picture without an alternative, and gets one."""
    copy = read("![](qr:https://example.org/a)")
    assert codes(copy) == [("I06", 1)]
    assert 'alt="QR code: https://example.org/a"' in copy.body
