"""Stylesheets, parsed.

The briefing's own sheet and WeasyPrint's come parsed, in sheets/: to parse them is a twelfth of a first page's time.
Beside each lie the functions of its selectors, which Python keeps compiled. They are those of the texts, and of the
versions of the libraries, that the names of their files are digests of. Written by `pytest tests/test_pdf_sheets.py
--update-golden`.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from publish.formats.pdf.weasyprint_.importing import COMPILED, weasyprint

# isort: split
import cssselect2
import tinycss2
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
    place = parsed(text)
    if place.is_file():
        with suppress(ModuleNotFoundError):  # they are made when they are asked then
            COMPILED.update(import_module(f"publish.formats.pdf.weasyprint_.sheets.{selectors(place)}").SELECTORS)
        shipped: Sheet = pickle.loads(place.read_bytes())
        return shipped
    return parse(text)


def parsed(text: str) -> Path:
    """Where a sheet lies parsed, by the libraries that are installed, if it came with the press."""
    versions = f"{weasyprint.VERSION}\n{tinycss2.VERSION}\n{cssselect2.VERSION}\n"
    return Path(__file__).parent / "sheets" / f"{hashlib.sha256((versions + text).encode()).hexdigest()[:16]}.pickle"


def selectors(place: Path) -> str:
    """The name of the module that is beside a sheet that lies there parsed: the functions of its selectors."""
    return f"selectors_{place.stem}"


def parse(text: str) -> Sheet:
    """The same, parsed now."""
    counters, said = Counters(), Said()
    with listening(said):
        css = weasyprint.CSS(string=text, url_fetcher=Shelf({}), counter_style=counters)
    return Sheet(css=css, counters=counters, said=tuple(said.lines))


UA = _COUNTER.sub("", weasyprint.html.UA)
"""WeasyPrint's own sheet, without its counter styles, two thirds of it: see Counters."""
weasyprint.UA_STYLESHEET = sheet(UA).css
