"""Stylesheets, parsed: a galley's own, and WeasyPrint's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from publish.formats.pdf.weasyprint_.importing import weasyprint

# isort: split
from weasyprint.css.counters import CounterStyle

from publish.formats.pdf.weasyprint_.fetching import Shelf
from publish.formats.pdf.weasyprint_.log import Said, listening


class Sheet(NamedTuple):
    """A stylesheet, parsed."""

    css: Any
    counters: Any
    """The counter styles that it defines."""
    said: tuple[str, ...]
    """What there was to say of it."""


class Counters(CounterStyle):  # type: ignore[misc]
    """Counter styles, with WeasyPrint's own among them: each of those is parsed when it is asked for."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in _OWN_COUNTERS

    def __missing__(self, name: str) -> Any:
        return _counter(name)


@lru_cache
def _counter(name: str) -> Any:
    """One of WeasyPrint's own; nobody changes it."""
    read = CounterStyle()
    weasyprint.CSS(string=_OWN_COUNTERS[name], url_fetcher=Shelf({}), counter_style=read)
    return read[name]


_COUNTER = re.compile(r"@counter-style\s+([\w-]+)\s*\{[^{}]*\}")
_OWN_COUNTERS = {rule[1]: rule[0] for rule in _COUNTER.finditer(weasyprint.html.UA)}
"""The rule that defines each."""


@lru_cache(maxsize=16)
def sheet(text: str) -> Sheet:
    """A galley's stylesheet, which many galleys have; to parse it takes a fifth of a layout."""
    return parse(text)


def parse(text: str) -> Sheet:
    """A stylesheet, parsed now, and what there was to say of it."""
    counters, said = Counters(), Said()
    with listening(said):
        css = weasyprint.CSS(string=text, url_fetcher=Shelf({}), counter_style=counters)
    return Sheet(css=css, counters=counters, said=tuple(said.lines))


UA = _COUNTER.sub("", weasyprint.html.UA)
"""WeasyPrint's own sheet, without its counter styles, two thirds of it: see Counters."""
weasyprint.UA_STYLESHEET = sheet(UA).css
