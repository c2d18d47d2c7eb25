"""The archive in a browser: readable, quiet, searchable without a server; walked by an OPDS reader that is not ours."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from publish.catalogue import receipt as receipts
from publish.catalogue import search
from publish.catalogue.inventory import take_inventory
from publish.model import ArchiveFile
from tests.conftest import REQUIRE_ALL
from tests.support.archive_shelf import archive
from tests.support.browser import BROWSER
from tests.support.sample import PUBLICATION, article

READER = Path(__file__).parents[1] / "reader"
MODULES = ("foliate-js/opds.js", "axe-core/axe.min.js")
MISSING = (
    "there is no Chromium"
    if BROWSER is None
    else ""
    if all((READER / "node_modules" / name).is_file() for name in MODULES)
    else "what reads the archive is not installed: `npm install --prefix tests/reader`"
)
PAGES = (
    *("index.html", "articles/tides.html", "articles/shore.html", "articles/tables.html", "articles/code.html"),
    *("articles/bare.html", "years/2013.html", "topics/mutuals.html", "topics.html", "collections.html"),
    "search.html?q=mutuals",
)
WALK = """async root => {
  const { getFeed, getPublication } = await import(root + "/node_modules/foliate-js/opds.js")
  const load = async url => {
    const doc = new DOMParser().parseFromString(await (await fetch(url)).text(), "application/xml")
    return getFeed(doc)
  }
  const seen = new Set(), books = new Map()
  const walk = async url => {
    if (seen.has(url)) return
    seen.add(url)
    const feed = await load(url)
    for (const link of feed.navigation ?? []) await walk(new URL(link.href, url).href)
    for (const book of feed.publications ?? []) {
      const link = book.links.find(link => link.rel.includes("http://opds-spec.org/acquisition/open-access"))
      books.set(book.metadata.title, [new URL(link.href, url).href, link.type, book.images.length])
    }
    for (const link of feed.links) if (link.rel.includes("next")) await walk(new URL(link.href, url).href)
  }
  await walk(root + "/archive/opds/index.xml")
  const [href] = books.get("Tides Briefings 2013")
  const bytes = new Uint8Array(await (await fetch(href)).arrayBuffer())
  return { feeds: seen.size, books: Object.fromEntries(books), start: String.fromCharCode(...bytes.slice(0, 2)), length: bytes.length }
}"""


def answer(page: Any) -> list[str]:
    """The titles that the search has found, once it has looked."""
    page.wait_for_selector("#found:not([aria-busy])", state="attached")
    return list(page.locator("#found a").all_inner_texts())


def lettered(count: int) -> list[ArchiveFile]:
    """The search page of an archive with so many articles, of words that are as frequent as in a language."""
    chance = random.Random(7)
    spoken = ["".join(chance.choices("aeioulnrstdcmpbvgh", k=chance.randint(3, 9))) for _ in range(30_000)]
    spoken[40:40] = ["volunteer", "committee"]
    often = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(spoken))))
    texts = [
        article(
            f"news-{number}",
            title=" ".join(chance.choices(spoken, cum_weights=often, k=6)),
            published=date.fromordinal(date(2015, 1, 1).toordinal() + number),
            standfirst=" ".join(chance.choices(spoken, cum_weights=often, k=20)),
            body=f"<p>{' '.join(chance.choices(spoken, cum_weights=often, k=400))}</p>",
            assets=(),
            tags=(),
            links=(),
        )
        for number in range(count)
    ]
    held = receipts.grow(
        None,
        publication=PUBLICATION,
        tools=(),
        inputs=(),
        validators=(),
        holdings=(),
        papers=map(receipts.paper, texts),
        today=date(2030, 1, 1),
    )
    files = search.files(search.weigh(texts, None), take_inventory(held, PUBLICATION))
    like = archive()
    kept = (path for path in like.files if path.startswith("look/") or path == "search.html")
    return [*(ArchiveFile(path=path, content=like.files[path]) for path in kept), *files]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without telling."""

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive in it."""
    if MISSING:
        assert not REQUIRE_ALL, MISSING
        pytest.skip(MISSING)
    place = tmp_path_factory.mktemp("served")
    archive().write(place / "archive")
    (place / "node_modules").symlink_to(READER / "node_modules")
    (place / "empty.html").write_text("<!doctype html><html lang=en><title>Empty</title><link rel=icon href='data:,'>")
    return place


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The address that the folder is served at."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_every_kind_of_page_is_accessible_and_fits_by_day_and_by_night(served: str, browser: Any) -> None:
    """axe-core finds nothing, nothing overflows 320 px, no request fails or leaves the host."""
    axe = (READER / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 700})
        for path in PAGES:
            page = context.new_page()
            faults: list[str] = []
            page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
            page.on("requestfailed", lambda request, faults=faults: faults.append(request.url))
            page.on("response", lambda answer, faults=faults: answer.ok or faults.append(answer.url))
            page.on("request", lambda request, faults=faults: request.url.startswith((served, "data:")) or faults.append(request.url))  # fmt: skip
            page.goto(f"{served}/archive/{path}")
            page.wait_for_load_state("networkidle")
            page.evaluate(axe)
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                found = page.evaluate(
                    "axe.run().then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"
                )
                assert found == [], (path, scheme, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert faults == [], path
            page.close()
        context.close()


@pytest.mark.slow
def test_a_browser_can_go_to_every_page_and_file(folder: Path, served: str, browser: Any) -> None:
    """From the front page on: each link of each page is answered, and leads to a place that is there."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    start = f"{served}/archive/index.html"
    seen: dict[str, set[str]] = {}
    wanted: dict[str, set[str]] = {start: set()}
    while waiting := [address for address in wanted if address not in seen]:
        address = waiting[0]
        if not address.endswith(".html"):
            answer = page.request.get(address)
            assert answer.ok, address
            seen[address] = set()
            continue
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        seen[address] = set(page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)"))
        for link in page.evaluate("[...document.querySelectorAll('[href], [src]')].map(one => one.href || one.src)"):
            target, _, place = link.partition("#")
            if target.startswith(served):
                wanted.setdefault(target, set()).update({place} - {""})
    page.close()

    for address, places in wanted.items():
        assert places <= seen[address], address
    pages = {path.relative_to(folder).as_posix() for path in (folder / "archive").rglob("*.html")}
    assert {f"{served}/{path}" for path in pages} <= seen.keys()
    assert all(address.startswith((served, "data:")) for address in asked)


@pytest.mark.slow
def test_the_search_finds_an_article_by_a_word_of_its_body(served: str, browser: Any) -> None:
    """From the front page, in Latin and Arabic letters, by the beginning of a word too; and says when there is none."""
    page = browser.new_page()
    page.goto(f"{served}/archive/index.html")
    page.fill("#words", "moon sun")
    page.press("#words", "Enter")
    page.wait_for_url("**/search.html?q=moon+sun")
    assert answer(page) == ["How the tide is worked out"]

    for words, titles in (
        ("Absence", ["Taskforce calls for action on mutuals"]),
        ("لتنظيف", ["متطوعو الشاطئ يستعدون لسنة جديدة"]),
        ("المُتَطَوِّعون", ["متطوعو الشاطئ يستعدون لسنة جديدة"]),
        ("voluntee", ['Tables & pictures: <what> a "phone" shows']),
        ("taskforces", ["Taskforce calls for action on mutuals"]),
        ("absences zzz", ["Taskforce calls for action on mutuals"]),
        ("zzz qqq", []),
    ):
        page.fill("#words", words)
        assert answer(page) == titles, words
    assert "Nothing has all of these words" in page.inner_text("#told")
    page.fill("#words", "absence")
    page.click("#found a")
    assert page.inner_text("h1") == "Taskforce calls for action on mutuals"
    page.close()


@pytest.mark.slow
def test_the_search_works_from_a_disk(folder: Path, browser: Any) -> None:
    """On a stick there is no server: the same page finds the same article."""
    page = browser.new_page()
    page.goto((folder / "archive/search.html").as_uri() + "?q=absence")
    assert answer(page) == ["Taskforce calls for action on mutuals"]
    page.close()


@pytest.mark.slow
def test_a_phone_has_its_first_answer_soon(tmp_path: Path, browser: Any) -> None:
    """Of three thousand articles, at 1.6 Mbit/s with a delay of 150 ms, in 3 s; meanwhile it shows that it is loading."""
    for file in lettered(3000):
        place = tmp_path / file.path
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(file.content)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/search.html?q=volunteers+committee"
        here = first_answer(browser, address, 0)  # what this machine takes for it, with whatever else it has to do
        assert first_answer(browser, address, 1_600_000 // 8) - max(0, here - 0.5) < 3
        server.shutdown()


def first_answer(browser: Any, address: str, rate: int) -> float:
    """Seconds until the first answer, at so many bytes a second; with 0 at once."""
    page = browser.new_context().new_page()
    if rate:
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        how = {"offline": False, "latency": 150, "downloadThroughput": rate, "uploadThroughput": rate}
        line.send("Network.emulateNetworkConditions", how)
    start = time.monotonic()
    page.goto(address, wait_until="commit")
    if rate:
        page.wait_for_selector("#busy:not([hidden])")
    page.wait_for_selector("#found a")
    took = time.monotonic() - start
    assert len(answer(page)) == 100
    assert page.locator("#busy").is_hidden()
    page.context.close()
    return took


@pytest.mark.slow
def test_pages_read_without_a_script(served: str, browser: Any) -> None:
    """Everything but the search; the search says what it needs."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/archive/index.html")
    page.click("text=Taskforce calls for action on mutuals")
    assert "number of mutuals" in page.inner_text("article")
    page.goto(f"{served}/archive/search.html")
    assert "needs JavaScript" in page.inner_text("main")
    context.close()


@pytest.mark.slow
def test_an_arabic_article_stands_on_the_right(served: str, browser: Any) -> None:
    """Its text begins at the right edge of its column, its quotation's rule too; what it names in Latin stays whole."""
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{served}/archive/articles/shore.html")
    gap = page.evaluate(
        "() => { const p = document.querySelector('.body p'), range = document.createRange(); range.selectNodeContents(p);"
        " const line = range.getClientRects()[0], box = p.getBoundingClientRect(); return box.right - line.right }"
    )
    assert gap < 2
    assert page.evaluate("getComputedStyle(document.querySelector('.quotation')).borderRightWidth") != "0px"
    page.close()


@pytest.mark.slow
def test_an_opds_reader_that_is_not_ours_walks_the_catalogue(served: str, browser: Any) -> None:
    """It finds every article and collection from the root, each with a picture and a file, and downloads a book."""
    page = browser.new_page()
    page.goto(f"{served}/empty.html")
    found = page.evaluate(WALK, served)

    assert len(found["books"]) == 5 + 2
    assert all(images == 2 for _, _, images in found["books"].values())
    assert found["feeds"] >= 8
    assert found["books"]["Tides Briefings 2013"][1] == "application/epub+zip"
    assert (found["start"], found["length"] > 10_000) == ("PK", True)
    page.close()
