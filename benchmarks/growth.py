"""How the time and the memory of a build grow with the number of articles, and what it costs to build again."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.articles import short
from benchmarks.many import JOBS
from benchmarks.ours import build
from benchmarks.peers import PEERS, Texts
from benchmarks.timing import Run, load, run, spread

AGAIN = 5
"""Runs of what is over soon."""


def measure(folder: Path, counts: Sequence[int], rounds: int, keep: Callable[[Any], None]) -> None:
    """Briefings alone, no collection: the first build, with nothing changed, with one article changed."""
    rows: list[dict[str, Any]] = []
    for count in counts:
        place = folder / str(count)
        short(place, count, "briefing")
        own = rounds if count <= 1000 else 1
        before = load()
        plain = [_plain(place) for _ in range(own)] if count <= 1000 else []
        first = [build(place) for _ in range(own)]
        row = {
            "articles": count,
            "load": before,
            "first": spread([took.seconds for took in first], 1),
            "each second": spread([count / took.seconds for took in first], 1),
            "processor": spread([1000 * took.processor / count for took in first], 1),
            "memory": spread([took.memory for took in first], 0),
        }
        if plain:
            row["plain"] = spread([took.seconds for took in plain], 1)
            row["plain processor"] = spread([1000 * took.processor / count for took in plain], 1)
            row["plain memory"] = spread([took.memory for took in plain], 0)
        rows.append(row)
        keep(rows)
        row |= _again(place)
        keep(rows)


def collections(folder: Path, counts: Sequence[int], keep: Callable[[Any], None]) -> None:
    """One ebook of all articles and nothing else: the first build, with nothing changed, with one article changed."""
    rows: list[dict[str, Any]] = []
    for count in counts:
        place = folder / str(count)
        short(place, count, "collection")
        before = load()
        first = build(place)
        size = sum(path.stat().st_size for path in (place / "build/collection").glob("*.epub"))
        row = {"articles": count, "load": before, "first": round(first.seconds, 1), "memory": round(first.memory)}
        rows.append({**row, "size": size, **_again(place, changes=3)})
        keep(rows)


def _plain(place: Path) -> Run:
    out = place / "out"
    out.mkdir(exist_ok=True)
    articles = tuple(sorted((place / "source/articles").glob("*.md")))
    return run(*PEERS["plain"].ask(Texts(articles=articles), out, JOBS), watched=True)


def _again(place: Path, changes: int = AGAIN) -> dict[str, Any]:
    nothing = [build(place, fresh=False) for _ in range(AGAIN)]
    article = sorted((place / "source/articles").glob("*.md"))[-1]
    one = []
    for number in range(changes):
        with article.open("a", encoding="utf-8") as text:
            text.write(f"\nAnd a word more, number {number}.\n")
        os.sync()  # what the first build wrote is not to be waited for here
        one.append(build(place, fresh=False))
    return {
        "nothing changed": spread([took.seconds for took in nothing]),
        "one changed": spread([took.seconds for took in one]),
        "one changed, memory": round(median(took.memory for took in one)),
    }
