"""Many articles to as many PDFs, everything new, on all cores: documents a second against a plain process pool.

Everybody is given the same articles, in turn, in each round; the ratios are those within a round. Each takes them as
Markdown except where its row says otherwise: those forms were made beforehand, which is to the peer's advantage.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.articles import stock
from benchmarks.cold import convert
from benchmarks.ours import build, galleys
from benchmarks.peers import PEERS, Texts, there
from benchmarks.timing import Run, run, spread

JOBS = os.cpu_count() or 1


def measure(folder: Path, counts: Sequence[int], rounds: int, keep: Callable[[Any], None]) -> None:
    """The press and every peer that is there, round after round."""
    results: dict[str, Any] = {}
    for count in counts:
        place = folder / str(count)
        articles = stock(place, count)
        texts = Texts(articles=tuple(_converted(articles, place)), galleys=tuple(galleys(place)))
        asked = {name: peer for name, peer in PEERS.items() if peer.many}
        missing = [peer.title for name, peer in asked.items() if not there(name)]
        runs: dict[str, list[Run]] = {}
        for _ in range(rounds):
            runs.setdefault("handbill", []).append(build(place, "--edition", "briefing"))
            for name, peer in asked.items():
                if not there(name) or peer.title in missing:
                    continue
                try:
                    runs.setdefault(name, []).append(_peer(peer.ask, texts, place / "out"))
                except RuntimeError as error:
                    print(error, file=sys.stderr)
                    missing.append(peer.title)
            rows = [_row(name, count, own, runs["plain"]) for name, own in runs.items()]
            results[str(count)] = {"rows": rows, "missing": missing}
            keep(results)


def _peer(ask: Callable[[Texts, Path, int], Sequence[Any]], texts: Texts, out: Path) -> Run:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    took = run(*ask(texts, out, JOBS), jobs=JOBS, watched=True)
    made = len(list(out.glob("*.pdf")))
    if made != len(texts.articles):
        raise RuntimeError(f"{made} of {len(texts.articles)} were made")
    return took


def _row(name: str, count: int, own: Sequence[Run], plain: Sequence[Run]) -> dict[str, Any]:
    return {
        "name": name,
        "title": "handbill" if name == "handbill" else PEERS[name].title,
        "ratio": spread([theirs.seconds / ours.seconds for ours, theirs in zip(own, plain, strict=False)]),
        "each second": spread([count / took.seconds for took in own], 2),
        "processor": spread([1000 * took.processor / count for took in own], 1),
        "memory": spread([took.memory for took in own], 0),
    }


def _converted(articles: Sequence[Path], place: Path) -> list[Path]:
    """The articles once more, with their pictures and other forms, in a folder that is no publication."""
    texts = place / "texts"
    shutil.copytree(articles[0].parent, texts)
    there_too = [texts / article.name for article in articles]
    for article in there_too:
        convert(article, place)
    return there_too
