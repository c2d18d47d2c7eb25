"""Measure the press against its peers: `python -m benchmarks`, which is `make bench`.

    python -m benchmarks --install      first, once: the peers, from the package registries, outside this repository
    python -m benchmarks                every figure; two hours on two cores
    python -m benchmarks cold many      these figures only; the others stay as they are in docs/performance.json
    python -m benchmarks --most 1000    leaves out what takes more articles than that
    python -m benchmarks --small        a few articles, once, into a file that is thrown away: does it all run?
    python -m benchmarks --draw         the charts again, from docs/performance.json
    python -m benchmarks blanks [FOLDER ...]    pages with holes, by kind of edition, in these publications

Every figure is a ratio within one run, or has one beside it: seconds depend on the machine, ratios travel better. After
a run, `make docs` writes the tables of docs/performance.md and docs/scale.md again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import (
    archive,
    blanks,
    bringing,
    cold,
    draw,
    growth,
    life,
    many,
    packs,
    peers,
    pictures,
    preview,
    scale,
    timing,
)

DOCS = timing.ROOT / "docs"
OURS = ("handbill", "weasyprint", "pikepdf", "ebooklib", "markdown", "jinja2", "distributed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured."""

    pairs: int = 31
    rounds: int = 5
    many: tuple[int, ...] = (200, 1000)
    growth: tuple[int, ...] = (1000, 10000)
    collection: tuple[int, ...] = (1000, 3000)
    archive: tuple[int, ...] = (100, 300, 1000)
    months: int = 60
    cluster: int = 200
    packs: tuple[int, ...] = (60, 150, 300)
    posts: int = 1000


SMALL = Sizes(
    pairs=1,
    rounds=1,
    many=(6,),
    growth=(8, 16),
    collection=(8, 16),
    archive=(8, 16),
    months=3,
    cluster=8,
    packs=(12,),
    posts=8,
)

FIGURES: Mapping[str, Callable[[Path, Sizes, Callable[[Any], None]], None]] = {
    "cold": lambda folder, sizes, keep: cold.measure(folder, sizes.pairs, keep),
    "preview": lambda folder, sizes, keep: preview.measure(folder, sizes.pairs, keep),
    "many": lambda folder, sizes, keep: many.measure(folder, sizes.many, sizes.rounds, keep),
    "growth": lambda folder, sizes, keep: growth.measure(folder, sizes.growth, sizes.rounds, keep),
    "collection": lambda folder, sizes, keep: growth.collections(folder, sizes.collection, keep),
    "archive": lambda folder, sizes, keep: archive.measure(folder, sizes.archive, keep),
    "life": lambda folder, sizes, keep: life.measure(folder, sizes.months, keep),
    "packs": lambda folder, sizes, keep: packs.measure(folder, sizes.packs, min(sizes.rounds, 3), keep),
    "pictures": lambda folder, sizes, keep: pictures.measure(folder, min(sizes.rounds, 3), keep),
    "bringing": lambda folder, sizes, keep: bringing.measure(folder, sizes.posts, min(sizes.rounds, 3), keep),
    "scale": lambda folder, sizes, keep: scale.measure(folder, sizes.cluster, sizes.rounds, keep),
}
"""Each keeps what it has as soon as it has more: a run that is stopped has not been for nothing."""


def main() -> None:
    """Do as told."""
    told = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    told.add_argument("figures", nargs="*", metavar="FIGURE", help=f"{', '.join(FIGURES)}; all if none is named")
    told.add_argument("--install", action="store_true", help=f"install the peers into {peers.CACHE}")
    told.add_argument("--draw", action="store_true", help="draw the charts from the results")
    told.add_argument("--most", type=int, metavar="N", help="leave out what takes more articles than this")
    told.add_argument("--rounds", type=int, metavar="N", help="so many runs of what takes long, instead of 5")
    told.add_argument("--small", action="store_true", help="only see that everything runs")
    told.add_argument("--kind", action="append", choices=blanks.KINDS, help="blanks: of this kind of edition alone")
    told.add_argument("--cost", action="store_true", help="blanks: what it costs to fill them")
    asked = told.parse_intermixed_args()
    if asked.figures[:1] == ["blanks"]:
        places = [Path(name) for name in asked.figures[1:]] or [timing.ROOT]
        for line in blanks.count(places, asked.kind or blanks.KINDS, cost=asked.cost):
            print(line, flush=True)
        return
    if unknown := set(asked.figures) - set(FIGURES):
        told.error(f"there is no figure {', '.join(sorted(unknown))}")
    results = DOCS / "performance.json"
    if asked.install:
        peers.install()
    if asked.draw:
        draw.charts(json.loads(results.read_text("utf-8")), DOCS / "images")
    if asked.install or asked.draw:
        return
    with tempfile.TemporaryDirectory(prefix="handbill-bench-") as name:
        folder = Path(name)
        into = folder / "results.json" if asked.small else results
        _measure(asked.figures or list(FIGURES), folder, _sizes(asked.small, asked.most, asked.rounds), into)
        if asked.small:
            print(into.read_text("utf-8"))
            draw.charts(json.loads(into.read_text("utf-8")), folder)


def _sizes(small: bool, most: int | None, rounds: int | None) -> Sizes:
    sizes = SMALL if small else Sizes()
    if rounds is not None:
        sizes = replace(sizes, rounds=rounds)
    if most is None:
        return sizes
    few = {
        name: tuple(n for n in getattr(sizes, name) if n <= most)
        for name in ("many", "growth", "collection", "archive")
    }
    return replace(sizes, cluster=min(sizes.cluster, most), **few)


def _measure(figures: list[str], folder: Path, sizes: Sizes, into: Path) -> None:
    all_results = json.loads(into.read_text("utf-8")) if into.exists() else {}
    all_results |= {"machine": timing.machine(), "versions": _versions()}
    for name in figures:
        print(f"{name} …", file=sys.stderr, flush=True)
        start, before = time.monotonic(), timing.load()

        def keep(rows: Any, name: str = name, start: float = start, before: list[float] = before) -> None:
            told = {"day": str(date.today()), "minutes": round((time.monotonic() - start) / 60, 1), "load": before}
            all_results[name] = {**told, "rows": rows}
            into.write_text(json.dumps(all_results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

        (own := folder / name).mkdir()
        FIGURES[name](own, sizes, keep)
        print(f"{name} took {(time.monotonic() - start) / 60:.1f} minutes", file=sys.stderr, flush=True)


def _versions() -> dict[str, str]:
    """Of everything that takes part; a peer that is not installed says so."""
    ours = {name: version(name) for name in OURS}
    return ours | {
        peer.title: peer.version() if peers.there(name) else "not installed"
        for name, peer in peers.PEERS.items()
        if name not in ("plain", "galleys")
    }


if __name__ == "__main__":
    main()
