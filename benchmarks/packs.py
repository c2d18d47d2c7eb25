"""How the time and the memory of a meeting's pack grow with its pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.ours import PRESS
from benchmarks.timing import load, run, spread

SETTINGS = """identifier = "urn:uuid:00000000-0000-4000-8000-000000000000"
title = "Papers"
organisation = "Aldham Trust"
[editions.pack]
kind = "pack"
"""
PAGES = 5
"""Of a paper, lines for notes on the last of them, and of the empty one that it leaves: six in all."""
_PART = """## Part {part}

{text}

{text}[^{part}]

| Heading | Budget | Spent | Left |
| --- | --- | --- | --- |
| Cemetery | £12,400 | £9,310 | £3,090 |
| Parks and open spaces | £38,000 | £31,255 | £6,745 |

- to wait for the end of the year,
- to act now, with [the accounts](p1.md).

{text}

[^{part}]: As the auditor said in the report of last year, on page {part}.

"""
_TEXT = "Three firms were asked for a price. Two answered in time; the third asked for another week, and had it. " * 5


def measure(folder: Path, pages: Sequence[int], rounds: int, keep: Callable[[Any], None]) -> None:
    """The first build of a pack of about so many pages: seconds, and the memory of all processes together."""
    rows: list[dict[str, Any]] = []
    for wanted in pages:
        place = folder / str(wanted)
        written(place, max(1, wanted // (PAGES + 1)))
        before, took = load(), []
        for _ in range(rounds):
            shutil.rmtree(place / "build", ignore_errors=True)
            took.append(run([*PRESS, "build", "--quiet", "-C", place], watched=True))
        rows.append(
            {
                "pages": _pages(place / "build/pack/board.pdf"),
                "load": before,
                "seconds": spread([one.seconds for one in took], 1),
                "processor": spread([one.processor for one in took], 1),
                "memory": spread([one.memory for one in took], 0),
            }
        )
        keep(rows)


def written(place: Path, papers: int) -> None:
    """A publication with a meeting of so many papers, each on its side of the sheet."""
    source = place / "source"
    for name in ("papers", "agendas", "articles"):
        (source / name).mkdir(parents=True)
    (source / "publication.toml").write_text(SETTINGS, "utf-8")
    text = "".join(_PART.format(part=part, text=_TEXT) for part in range(1, 7))
    for number in range(1, papers + 1):
        head = f"---\ntitle: Paper of the {number}th matter\ndate: 2026-03-01\n---\n\n"
        (source / f"papers/p{number}.md").write_text(head + text, "utf-8")
    items = "".join(f"{number}. Matter {number} | paper: p{number}\n" for number in range(1, papers + 1))
    head = "---\ntitle: Board\ndate: 2026-03-16\nnumbered: true\nnotes: 8\n---\n\n"
    (source / "agendas/board.md").write_text(head + items, "utf-8")


def _pages(place: Path) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(place) as file:
        return len(file)
