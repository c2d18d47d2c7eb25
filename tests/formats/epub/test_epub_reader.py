"""A reading system that is not ours opens a collection on a telephone's screen and reads it through."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from publish.value import replace
from tests.conftest import REQUIRE_ALL
from tests.support.browser import BROWSER
from tests.support.epub_samples import ARABIC, rich
from tests.support.epub_shelf import opened
from tests.support.printed_pages import bound
from tests.support.sample import article, collection

READER = Path(__file__).parents[2] / "reader"
MISSING = (
    "there is no Chromium"
    if BROWSER is None
    else ""
    if (READER / "node_modules/foliate-js").is_dir()
    else "the reading system is not installed: `npm install --prefix tests/reader`"
)
LONG = article("long", title="نشرة طويلة", language="ar", direction="rtl", body=ARABIC * 6, assets=(), links=())
TO_THE_LEFT = replace(
    collection(), title="نشرة المد والجزر", language="ar", direction="rtl", articles=(LONG, *collection().articles)
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
    (tmp_path / "arabic.epub").write_bytes(opened(TO_THE_LEFT).content)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_a_reading_system_reads_the_collection_through(served: str, browser: Any) -> None:
    """It lists the contents, turns every page, finds all articles, pictures and typefaces, asks nobody else."""
    page = browser.new_page(viewport=PHONE)
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

    for one, place in zip(articles, found["places"], strict=False):
        seen = page.evaluate("place => go(place)", place)
        assert seen["heading"] == one.title
        assert (seen["language"], seen["direction"]) == (one.language, one.direction)
        assert seen["pictures"]
        assert {"Source Sans 3"} <= {family.strip('"') for family in seen["typefaces"]}
        assert seen["wide"] <= PHONE["width"]
    page.close()
    assert not faults
    assert all(url.startswith((served, "blob:", "data:")) for url in asked)


@pytest.mark.slow
def test_a_reading_system_goes_to_the_pages_of_the_print_edition(served: str, browser: Any) -> None:
    """It lists them, and each one leads to where it says."""
    _, originals = bound()
    page = browser.new_page(viewport=PHONE)
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
    page.close()


@pytest.mark.slow
def test_a_reading_system_follows_contents_notes_and_links(served: str, browser: Any) -> None:
    """Every entry of the contents leads to its chapter, a call to its note and back, a link to another's heading."""
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{served}/reader.html")
    page.wait_for_function("() => window.read")
    found = page.evaluate("read('collection.epub')")
    places = dict(zip((one.slug for one in rich(8).articles), found["places"], strict=False))
    for label, place in zip(found["contents"], found["places"], strict=True):
        heading = page.evaluate("place => leaf(place)", place)["heading"]
        assert label.split(" · ")[0] == heading

    for slug, words in (("tides", "As the taskforce counted them."), ("shore", "حسب سجل المتطوعين.")):
        note = page.evaluate("place => follow(place, '#fn-1')", places[slug])
        assert note["there"], slug
        assert words in note["words"], slug
        assert page.evaluate("follow(null, '#fnref-1')")["there"], slug
    other = page.evaluate("place => follow(place, 'tides.xhtml#numbers')", places["code"])
    assert other["there"]
    assert other["heading"] == "Taskforce calls for action on mutuals"
    page.close()


@pytest.mark.slow
def test_an_arabic_collection_is_leafed_through_to_the_left(served: str, browser: Any) -> None:
    """The next page lies to the left, the one before to the right; an English one the other way round."""
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{served}/reader.html")
    page.wait_for_function("() => window.read")
    for name, runs, on, back in (("arabic", "rtl", "left", "right"), ("collection", None, "right", "left")):
        found = page.evaluate("name => read(name)", f"{name}.epub")
        first = page.evaluate("place => leaf(place)", found["places"][0])
        second = page.evaluate("way => leaf(null, way)", on)
        again = page.evaluate("way => leaf(null, way)", back)

        assert page.evaluate("runs()") == runs or runs is None
        assert first["heading"] == second["heading"]
        assert first["words"] == again["words"] != second["words"], name
    page.close()
