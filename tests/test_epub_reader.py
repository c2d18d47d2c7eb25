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
        assert len(found["contents"]) == len(articles) + 1
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
