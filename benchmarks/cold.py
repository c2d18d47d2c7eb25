"""One briefing, from a cold start to the end of the process, as a ratio to the plain script on the same article."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import page
from benchmarks.articles import ARTICLE, SLUG, STOCK, lengthened
from benchmarks.ours import PRESS, galleys
from benchmarks.peers import PEERS, Texts, pandoc, there
from benchmarks.timing import pairs, run


def convert(article: Path, out: Path) -> None:
    """The article beside itself as HTML, and where pandoc is there as AsciiDoc and typst markup."""
    article.with_suffix(".html").write_text(page.page(article), encoding="utf-8")
    if not there("pandoc"):
        return
    for form, suffix in (("asciidoc", ".adoc"), ("typst", ".typ")):
        target = article.with_suffix(suffix)
        subprocess.run([pandoc(), "-s", "--wrap=none", "-t", form, article, "-o", target], cwd=out, check=True)


def measure(folder: Path, count: int, keep: Callable[[Any], None]) -> None:
    """The press and every peer that is there, each in turn with the plain script."""
    stock, long, out = folder / "stock", folder / "long", folder / "out"
    lengthened(long)
    shutil.copytree(STOCK, stock)
    out.mkdir()
    article = folder / "texts" / Path(ARTICLE).name
    shutil.copytree((STOCK / ARTICLE).parent, article.parent)
    convert(article, folder)
    texts = Texts(articles=(article,), galleys=tuple(galleys(stock)))

    numbers = iter(range(100, 200))

    def plain() -> float:
        return run(*PEERS["plain"].ask(texts, out, 1)).seconds

    def imports() -> float:
        return run([sys.executable, "-c", "import weasyprint"]).seconds

    def fresh(publication: Path, *words: str) -> Callable[[], float]:
        def make() -> float:
            shutil.rmtree(publication / "build", ignore_errors=True)
            return again(publication, *words)()

        return make

    def again(publication: Path, *words: str) -> Callable[[], float]:
        return lambda: run([*PRESS, "build", "--quiet", "-C", publication, *words]).seconds

    def changed(words: str) -> Callable[[], float]:
        def make() -> float:
            # A text that grew would outgrow its pages, and have to be fitted to them.
            whole = (STOCK / ARTICLE).read_text("utf-8").replace(words, f"{next(numbers)} {words.partition(' ')[2]}")
            (stock / ARTICLE).write_text(whole, encoding="utf-8")
            return again(stock, SLUG)()

        return make

    rows: list[dict[str, Any]] = []

    def row(name: str, title: str, ours: Callable[[], float], baseline: Callable[[], float] = plain) -> None:
        ratio, seconds = pairs(ours, baseline, count)
        rows.append({"name": name, "title": title, "ratio": ratio, "seconds": seconds})
        keep(rows)

    row("briefing", "handbill, one briefing", fresh(stock, SLUG, "--edition", "briefing"))
    row("fitted", "handbill, one that has to be fitted to its pages", fresh(long, SLUG, "--edition", "briefing"))
    row("changed", "handbill, its text changed", changed("forty minutes"))
    row("restated", "handbill, its metadata changed", changed("eleven winters"))
    row("again", "handbill, nothing changed", again(stock, SLUG, "--edition", "briefing"))
    row("help", "publish --help", lambda: run([*PRESS, "--help"]).seconds, imports)
    for name, peer in PEERS.items():
        if not peer.one:
            continue
        if not there(name) or (peer.takes in (".adoc", ".typ") and not there("pandoc")):
            rows.append({"name": name, "title": peer.title, "missing": "not installed"})
            continue
        try:
            row(name, peer.title, lambda ask=peer.ask: run(*ask(texts, out, 1)).seconds)  # type: ignore[misc]
        except RuntimeError as error:
            print(error, file=sys.stderr)
            rows.append({"name": name, "title": peer.title, "missing": "failed"})
    keep(rows)
