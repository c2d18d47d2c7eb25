"""A reading system that is not ours opens a collection on a telephone's screen and reads it through."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REQUIRE_ALL
from tests.epub_shelf import opened
from tests.epub_stock import rich
from tests.printed_pages import bound

READER = Path(__file__).parent / "reader"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MISSING = (
    "there is no Chromium"
    if BROWSER is None
    else ""
    if (READER / "node_modules/foliate-js").is_dir()
    else "the reading system is not installed: `npm install --prefix tests/reader`"
)
PHONE = {"width": 390, "height": 844}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without telling."""

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of the reading system, with `collection.epub` beside it."""
    if MISSING:
        assert not REQUIRE_ALL, MISSING
        pytest.skip(MISSING)
    (tmp_path / "reader.html").symlink_to(READER / "reader.html")
    (tmp_path / "node_modules").symlink_to(READER / "node_modules")
    (tmp_path / "collection.epub").write_bytes(opened(rich(8)).content)
    (tmp_path / "pages.epub").write_bytes(bound()[0].content)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_a_reading_system_reads_the_collection_through(served: str) -> None:
    """It lists the contents, turns every page, finds all articles, pictures and typefaces, asks nobody else."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
        asked: list[str] = []
        faults: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{served}/reader.html")
        page.wait_for_function("() => window.read")
        found: dict[str, Any] = page.evaluate("read('collection.epub')")
        articles = rich(8).articles

        assert found["contents"][0] == "Taskforce calls for action on mutuals · Jo Bloggs · 18 July 2012"
        assert len(found["contents"]) == len(articles) + 2  # and the index of authors, and the colophon
        assert found["landmarks"] == ["cover", "titlepage", "toc", "bodymatter", "colophon"]

        turns = 0
        while page.evaluate("turn()"):
            turns += 1
            assert turns < 200
        assert turns >= found["sections"] - 1
        assert page.evaluate("[...shown].sort((a, b) => a - b)") == list(range(found["sections"]))

        for article, place in zip(articles, found["places"], strict=False):
            seen = page.evaluate("place => go(place)", place)
            assert seen["heading"] == article.title
            assert (seen["language"], seen["direction"]) == (article.language, article.direction)
            assert seen["pictures"]
            assert {"Source Sans 3"} <= {family.strip('"') for family in seen["typefaces"]}
            assert seen["wide"] <= PHONE["width"]
        browser.close()
    assert not faults
    assert all(url.startswith((served, "blob:", "data:")) for url in asked)


@pytest.mark.slow
def test_a_reading_system_goes_to_the_pages_of_the_print_edition(served: str) -> None:
    """It lists them, and each one leads to where it says."""
    from playwright.sync_api import sync_playwright

    _, originals = bound()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
        page.goto(f"{served}/reader.html")
        page.wait_for_function("() => window.read")
        found: list[dict[str, str]] = page.evaluate("read('pages.epub')")["pages"]
        assert len(found) == sum(original.pages for original, _ in originals)
        for entry in found:
            number, title = entry["label"].split(" · ", 1)
            seen = page.evaluate("place => page_at(place)", entry["place"])
            assert seen["heading"] == title
            assert seen["label"].split(" · ", 1)[1] == title
            assert int(seen["label"].split(" · ")[0]) >= int(number)  # several may begin on one screen
        third = page.evaluate("place => page_at(place)", found[2]["place"])
        assert third["label"] == "3 · Taskforce calls for action on mutuals"
        browser.close()
