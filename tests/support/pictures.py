"""Make the pictures that README and docs show, from what `publish build` made: `python -m tests.support.pictures`."""

from __future__ import annotations

import tempfile
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from tests.conftest import ROOT
from tests.formats.epub.test_epub_reader import PHONE, READER, Quiet
from tests.support.browser import BROWSER

PICTURES = ROOT / "docs/images"
ARTICLE = "public-service-mutuals"
INK = "#c9ced3"
EDITIONS = (
    ("briefing", ARTICLE),
    ("mono", ARTICLE),
    ("large-print", ARTICLE),
    ("booklet", ARTICLE),
    ("pack", "2014-04-10-board"),
)
"""A row of pages for each, one under the other."""


def main() -> None:
    """Write the pictures anew."""
    PICTURES.mkdir(exist_ok=True)
    pages(f"build/briefing/{ARTICLE}.pdf", 1.3, 2).save(PICTURES / "briefing.png", optimize=True)
    rows = [pages(f"build/{name}/{file}.pdf", 0.42, 9) for name, file in EDITIONS]
    sheet = Image.new("RGB", (max(row.width for row in rows), sum(row.height for row in rows)), "#f3f4f5")
    top = 0
    for row in rows:
        sheet.paste(row, (0, top))
        top += row.height
    sheet.quantize(128, dither=Image.Dither.NONE).save(PICTURES / "editions.png", optimize=True)
    side_by_side(screens(["cover.xhtml", "contents.xhtml", f"articles/{ARTICLE}.xhtml"])).save(
        PICTURES / "collection.png", optimize=True
    )


def pages(path: str, scale: float, most: int) -> Image.Image:
    """The first pages of a finished file."""
    with pdfium.PdfDocument(ROOT / path) as file:
        return side_by_side([page.render(scale=scale).to_pil() for page in list(file)[:most]])


def side_by_side(pages: list[Image.Image]) -> Image.Image:
    """Pages on a common ground, each with a hairline round it, in few colours."""
    framed = [ImageOps.expand(page.convert("RGB"), border=1, fill=INK) for page in pages]
    gap = 18
    sheet = Image.new("RGB", (sum(page.width + gap for page in framed) + gap, framed[0].height + 2 * gap), "#f3f4f5")
    left = gap
    for page in framed:
        sheet.paste(page, (left, gap))
        left += page.width + gap
    return sheet.quantize(128, dither=Image.Dither.NONE)


def screens(places: list[str]) -> list[Image.Image]:
    """The collection in a reading system, opened at each place."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "reader.html").symlink_to(READER / "reader.html")
        (folder / "node_modules").symlink_to(READER / "node_modules")
        (folder / "collection.epub").symlink_to(next((ROOT / "build/collection").glob("*.epub")))
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=name))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
            page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
            page.goto(f"http://127.0.0.1:{server.server_port}/reader.html")
            page.wait_for_function("() => window.read")
            found = page.evaluate("read('collection.epub')")
            seen: list[Image.Image] = []
            for place in places:
                page.evaluate("place => go(place)", found["places"][0].split("articles/")[0] + place)
                page.wait_for_timeout(500)
                shot = folder / f"{len(seen)}.png"
                page.screenshot(path=shot)
                seen.append(Image.open(shot).convert("RGB"))
            browser.close()
        server.shutdown()
    return seen


if __name__ == "__main__":
    main()
