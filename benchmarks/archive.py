"""How an archive grows: a collection, pages, feeds and search of generated articles, made and then found as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.articles import short
from benchmarks.ours import PRESS
from benchmarks.timing import load, run


def measure(folder: Path, counts: Sequence[int], keep: Callable[[Any], None]) -> None:
    """The curve."""
    rows: list[dict[str, Any]] = []
    for count in counts:
        place = folder / str(count)
        short(place, count, "collection")
        before = load()
        first = run([*PRESS, "archive", "--quiet", "-C", place], watched=True)
        again = run([*PRESS, "archive", "--quiet", "-C", place], watched=True)
        files = [path for path in (place / "build/archive").rglob("*") if path.is_file()]
        rows.append(
            {
                "articles": count,
                "load": before,
                "first": round(first.seconds, 1),
                "again": round(again.seconds, 2),
                "memory": round(first.memory),
                "files": len(files),
                "size": sum(path.stat().st_size for path in files),
            }
        )
        keep(rows)
