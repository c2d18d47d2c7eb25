"""Figures that a style can set large, from a fenced block of `figure | what it counts` lines.

``` key-figures
9 → 58 | mutuals since 2010
```
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

NAME = "key-figures"
HINT = "write a line for each figure: `9 → 58 | mutuals since 2010`"

Fault = tuple[int, str, str]
"""Line of the block's content, counted from 0; message; hint."""


def set_out(code: str, inline: Callable[[str], str], spelt: Callable[[str], str]) -> tuple[str, tuple[Fault, ...]]:
    """A list of key figures as HTML, and what is wrong with its lines. `->` is read as an arrow.

    What a figure counts is Markdown, which `inline` reads; `spelt` gives a figure its raised signs, and no others.
    """
    items: list[str] = []
    faults: list[Fault] = []
    for n, line in enumerate(code.split("\n")):
        if not line.strip():
            continue
        figure, bar, words = (part.strip() for part in line.partition("|"))
        if not bar or not figure or not words:
            lacks = "has no `|`" if not bar else "lacks its figure" if not figure else "does not say what it counts"
            faults.append((n, f"the key figure `{line.strip()}` {lacks}", HINT))
            continue
        figure = re.sub(r"\s*-+>\s*", " → ", figure)
        items.append(f"<li><strong>{_struck(figure, spelt)}</strong> <span>{inline(words)}</span></li>")
    if not items and not faults:
        faults.append((-1, "the key-figures block is empty", HINT))
    return f'<ul class="key-figures">{"".join(items)}</ul>', tuple(faults)


def _struck(figure: str, spelt: Callable[[str], str]) -> str:
    """A figure as HTML; of all marks it keeps those that say that a part of it no longer holds."""
    parts = [escape(spelt(part)) for part in _STRUCK.split(figure)]
    return " ".join(f"<del>{part}</del>" if odd % 2 else part for odd, part in enumerate(parts) if part)


_STRUCK = re.compile(r"\s*~~(?=\S)(.+?)(?<=\S)~~\s*")
