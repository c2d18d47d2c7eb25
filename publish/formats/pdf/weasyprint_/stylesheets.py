"""Stylesheets made ready for WeasyPrint, and kept parsed for the next galley that has them.

To parse a house style takes a third of a briefing's time, and so does working its custom properties and `calc()` out
anew for each element. Both follow from the style alone: they are done once, here, by WeasyPrint's public doors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import weasyprint
from weasyprint.css.counters import CounterStyle

from publish.accelerate.starting import parsing
from publish.base.cache import remembered_by_user
from publish.formats.pdf.weasyprint_.fetching import Shelf
from publish.formats.pdf.weasyprint_.log import Said, listening
from publish.style import computed


class Sheet(NamedTuple):
    """A stylesheet, parsed."""

    css: Any
    counters: Any
    """The counter styles that it defines."""
    said: tuple[str, ...]
    """What there was to say of it."""


@lru_cache(maxsize=32)
def sheet(text: str) -> Sheet:
    """A galley's stylesheet, parsed."""
    counters, said = CounterStyle(), Said()
    with listening(said), parsing():
        css = weasyprint.CSS(string=text, url_fetcher=Shelf({}), counter_style=counters)
    return Sheet(css=css, counters=counters, said=tuple(said.lines))


def sheets(texts: Sequence[str], inline: str) -> list[Sheet]:
    """A galley's stylesheets, parsed, with what `:root` alone says of custom properties put in the place of `var()`.

    `inline` is text in which style attributes may set other values: what may be set there is left as it is.
    """
    own = frozenset(re.findall(r"(--[\w-]+)\s*:", inline)) if "--" in inline else frozenset()
    return [sheet(text) for text in _worked_out(tuple(texts), own)]


@lru_cache(maxsize=16)
def _worked_out(texts: tuple[str, ...], own: frozenset[str]) -> tuple[str, ...]:
    return remembered_by_user(tuple[str, ...], lambda: _worked_out_now(texts, own), "sheets", texts, sorted(own))


def _worked_out_now(texts: tuple[str, ...], own: frozenset[str]) -> tuple[str, ...]:
    values = {name: value for name, value in computed.properties(texts).items() if name not in own}
    return tuple(computed.replaced(text, values) for text in texts)


def forget() -> None:
    """Let go of all that is kept."""
    sheet.cache_clear()
