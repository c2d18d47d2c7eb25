"""How an archive grows: `python -m benchmarks.archive [COUNT…]` times it at 100, 300 and 1,000 generated articles.

Each article has some 400 words, a list and three tags; they go into one collection and an archive with their pages,
feeds and search. The second run finds everything as it is. Memory is the most that the command or one of its workers
took. The same count gives the same articles: there is no chance in them.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
STOCK = """harbour tide council volunteer meeting report shore budget community library bus valley school garden proof
partnership member trustee grant season repair market parish river bridge winter kitchen training survey youth"""
WORDS = tuple(STOCK.split())
SETTINGS = """identifier = "https://example.org/generated"
title = "Generated Briefings"
organisation = "Example Trust"
archive = "https://example.org/news"
[editions.collection]
kind = "collection"
parts = "months"
"""


def text(number: int, words: int) -> str:
    """A sentence after another, other ones for another number."""
    picked = (WORDS[(number * 7 + at * at + at // 3) % len(WORDS)] for at in range(words))
    return " ".join(f"{word}{'.' if at % 11 == 10 else ''}" for at, word in enumerate(picked)).capitalize() + "."


def generate(folder: Path, count: int) -> None:
    """A publication of `count` articles, a day apart."""
    articles = folder / "source/articles"
    articles.mkdir(parents=True)
    (folder / "source/publication.toml").write_text(SETTINGS, encoding="utf-8")
    for number in range(count):
        day = date.fromordinal(date(2020, 1, 1).toordinal() + number)
        tags = ", ".join(dict.fromkeys(WORDS[(number + step) % len(WORDS)] for step in (0, 7, 13)))
        body = "\n\n".join(
            (f"Word{number} stands here alone. {text(number, 180)}", f"## What was said\n\n{text(number + 1, 160)}")
        )
        points = "\n".join(f"- {text(number + point, 12)}" for point in range(4))
        (articles / f"{day}-news-{number}.md").write_text(
            f"---\ntitle: News item {number}\ndate: {day}\nbyline: [Ann Ede, Ben Foy]\ntags: [{tags}]\n---\n\n"
            f"{body}\n\n{points}\n",
            encoding="utf-8",
        )


def run(folder: Path) -> tuple[float, float]:
    """Seconds, and megabytes at most, of one `publish archive`."""
    code = "import sys, publish.__main__ as m; sys.argv = ['publish', 'archive', '--quiet']; m.main()"
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, child.returncode
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return time.perf_counter() - start, max(used.ru_maxrss, workers) / 1024


def main(counts: tuple[int, ...]) -> None:
    """Print the curve."""
    print(f"{'articles':>8} {'seconds':>8} {'each':>8} {'again':>8} {'MB at most':>11} {'files':>7} {'MB':>7}")
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            generate(folder, count)
            seconds, memory = run(folder)
            again, _ = run(folder)
            files = [path for path in (folder / "build/archive").rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files) / 1e6
            told = f"{count:8,} {seconds:8.1f} {seconds / count:8.3f} {again:8.1f} {memory:11.0f} {len(files):7,}"
            print(f"{told} {size:7.1f}", flush=True)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or (100, 300, 1000))
