"""Time the press against a plain script on the same article: `python -m benchmarks`.

Every figure is a ratio of two commands run in turn in one session, whole processes, medians of five pairs after one
that is not counted. Seconds depend on the machine; the ratios travel better.

The article is that of `stock/`: two pages with a table, a picture, lists and quotations, and on no account changed, so
that figures of different days can be compared. It is built in a folder of its own, which is emptied of what was made
before every run.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
STOCK = Path(__file__).parent / "stock"
SLUG = "the-ferry-is-back"
ARTICLE = f"source/articles/2026-03-02-{SLUG}.md"
PAIRS = 5


def seconds(command: Sequence[str]) -> float:
    """How long a command takes, start and exit included."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def pairs(ours: Sequence[str], baseline: Sequence[str], clear: Callable[[], None]) -> tuple[float, float, float]:
    """Median, least and greatest ratio of `ours` to `baseline`; `clear` comes before each run of ours, untimed."""
    ratios = []
    for _ in range(PAIRS + 1):
        clear()
        ratios.append(seconds(ours) / seconds(baseline))
    return statistics.median(ratios[1:]), min(ratios[1:]), max(ratios[1:])


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        stock, own = Path(folder) / "stock", Path(folder) / "own"
        shutil.copytree(STOCK, stock)
        shutil.copytree(ROOT / "source", own / "source")

        def clear() -> None:
            for publication in (stock, own):
                shutil.rmtree(publication / "build", ignore_errors=True)

        plain = [sys.executable, "benchmarks/plain.py", str(stock / ARTICLE), f"{folder}/plain.pdf"]
        press = [sys.executable, "-m", "publish"]
        build = [*press, "build", "--quiet", "-C"]
        imports = [sys.executable, "-c", "import weasyprint"]
        rows = (
            ("publish --help / import weasyprint", [*press, "--help"], imports),
            ("one briefing, cold / plain script", [*build, str(stock), SLUG, "--edition", "briefing"], plain),
            ("this whole publication / plain script", [*build, str(own)], plain),
        )
        names = ("handbill", "weasyprint", "markdown", "jinja2", "ebooklib")
        print(", ".join(f"{name} {version(name)}" for name in names))
        print(f"{'':44}  median   least  greatest")
        for name, ours, baseline in rows:
            median, least, greatest = pairs(ours, baseline, clear)
            print(f"{name:44}  {median:6.2f}  {least:6.2f}  {greatest:8.2f}")


if __name__ == "__main__":
    main()
