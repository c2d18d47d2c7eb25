"""How an archive grows: briefings, texts, a collection, pages, feeds, search, made and found as it is.

Then one article is added, and its headline is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.articles import short, text
from benchmarks.ours import PRESS
from benchmarks.timing import load, run

LAST = "2026-01-01"
"""The day of the article that is added: after all others, and not in the future."""


def measure(folder: Path, counts: Sequence[int], keep: Callable[[Any], None]) -> None:
    """The curve."""
    rows: list[dict[str, Any]] = []
    for count in counts:
        place = folder / str(count)
        short(place, count, "briefing", "text", "collection")
        before = load()
        first = run([*PRESS, "archive", "--quiet", "-C", place], watched=True)
        again = run([*PRESS, "archive", "--quiet", "-C", place], watched=True)
        newest = place / "source/articles" / f"{LAST}-added.md"
        typed = f"---\ntitle: One more\ndate: {LAST}\n---\n\n{text(count, 200)}\n"
        newest.write_text(typed, encoding="utf-8")
        added = run([*PRESS, "archive", "--quiet", "-C", place], watched=True)
        typed = typed.replace("One more", f"One more, mended\ncorrected: {LAST}")
        newest.write_text(typed, encoding="utf-8")
        mended = run([*PRESS, "archive", "--quiet", "-C", place], watched=True)
        files = [path for path in (place / "build/archive").rglob("*") if path.is_file()]
        rows.append(
            {
                "articles": count,
                "load": before,
                "first": round(first.seconds, 1),
                "again": round(again.seconds, 2),
                "added": round(added.seconds, 1),
                "mended": round(mended.seconds, 1),
                "memory": round(first.memory),
                "files": len(files),
                "size": sum(path.stat().st_size for path in files),
            }
        )
        keep(rows)
