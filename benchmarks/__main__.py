"""Time the press against a plain script on the same article: `python -m benchmarks`.

Every figure is a ratio of two commands run in turn in one session, whole processes, medians of five pairs after one
that is not counted. Seconds depend on the machine; the ratios travel better.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "source/articles/2012-07-18-public-service-mutuals.md"
PAIRS = 5


def seconds(command: Sequence[str]) -> float:
    """How long a command takes, start and exit included."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def pairs(ours: Sequence[str], baseline: Sequence[str]) -> tuple[float, float, float]:
    """Median, least and greatest ratio of `ours` to `baseline`."""
    seconds(ours), seconds(baseline)
    ratios = [seconds(ours) / seconds(baseline) for _ in range(PAIRS)]
    return statistics.median(ratios), min(ratios), max(ratios)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        plain = [sys.executable, "benchmarks/plain.py", str(ARTICLE), f"{folder}/plain.pdf"]
        press = [sys.executable, "-m", "publish"]
        slug = ARTICLE.stem[len("2012-07-18-") :]
        imports = [sys.executable, "-c", "import weasyprint"]
        rows = (
            ("publish --help / import weasyprint", [*press, "--help"], imports),
            ("one briefing, cold / plain script", [*press, "build", slug, "--edition", "briefing", "--quiet"], plain),
            ("this whole publication / plain script", [*press, "build", "--quiet"], plain),
        )
        names = ("handbill", "weasyprint", "markdown", "jinja2", "ebooklib")
        print(", ".join(f"{name} {version(name)}" for name in names))
        print(f"{'':44}  median   least  greatest")
        for name, ours, baseline in rows:
            median, least, greatest = pairs(ours, baseline)
            print(f"{name:44}  {median:6.2f}  {least:6.2f}  {greatest:8.2f}")


if __name__ == "__main__":
    main()
