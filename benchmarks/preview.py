"""`publish preview`: from a saved change to the new page on a browser's screen, as a ratio to the plain script."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.articles import ARTICLE, STOCK
from benchmarks.ours import PRESS
from benchmarks.peers import PEERS, Texts
from benchmarks.timing import ENVIRONMENT, ROOT, pairs, run

_WATCH = """() => {
  const room = document.getElementById("preview-pages")
  const shown = () => [...room.querySelectorAll("img")].map(picture => picture.src).join()
  let before = shown()
  new MutationObserver(() => {
    if (shown() === before) return
    before = shown()
    requestAnimationFrame(() => { window.turned = Date.now() / 1000 })
  }).observe(room, { childList: true, subtree: true, attributes: true })
}"""
"""Notes when the pages that are shown have become others, by the clock of the machine."""

_SETTLED = """() => document.getElementById("preview-state").textContent.startsWith("Up to date")
  && document.getElementById("preview-pages").getAttribute("aria-busy") === "false" """


def measure(folder: Path, rounds: int, keep: Callable[[Any], None]) -> None:
    """One word of a two-page briefing is changed and saved, again and again, while a browser looks at it."""
    if not shutil.which("chromium"):
        print("preview: there is no chromium", file=sys.stderr)
        return
    stock, out = folder / "stock", folder / "out"
    shutil.copytree(STOCK, stock)
    out.mkdir()
    texts = Texts(articles=(STOCK / ARTICLE,))
    with _looking(stock) as page:
        numbers = count(100)

        def turned() -> float:
            """Seconds from the save until the new page is there."""
            page.wait_for_function(_SETTLED)
            page.evaluate("window.turned = 0")
            whole = (STOCK / ARTICLE).read_text("utf-8").replace("eleven winters", f"{next(numbers)} winters")
            start = time.time()
            (stock / ARTICLE).write_text(whole, encoding="utf-8")
            page.wait_for_function("window.turned")
            taken: float = page.evaluate("window.turned") - start
            time.sleep(1)  # the finished file follows, and the baseline is to have the machine to itself
            return taken

        ratio, seconds = pairs(turned, lambda: run(*PEERS["plain"].ask(texts, out, 1)).seconds, rounds)
    keep({"ratio": ratio, "seconds": seconds})


@contextmanager
def _looking(publication: Path) -> Iterator[Any]:
    """A browser's page with the preview of a publication."""
    from playwright.sync_api import sync_playwright

    process = subprocess.Popen(
        [*PRESS, "preview", "--no-open", "-C", publication],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_context(bypass_csp=True).new_page()  # what asks for its state is a script, too
            page.goto(address)
            page.wait_for_function(_SETTLED)
            page.evaluate(_WATCH)
            yield page
            browser.close()
    finally:
        process.terminate()
        process.wait()
