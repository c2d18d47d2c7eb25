"""Tables that are wider than their page: first narrower type, then the page on its side, at last lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from publish.formats.pdf.body import links, records
from publish.model import Galley
from publish.value import replace

SIDE = 15 / 210
"""What has to stay white at either side, as a part of the page's width: 15 mm of A4."""

MARK = "table-"
"""A table's own class begins with this, its number follows (`pdf_body.printed` gives it)."""

_NARROWER = """
.body table.{name} {{
  width: 160mm !important; margin-inline-start: calc(-1 * var(--aside)) !important;
  font-size: 8.5pt !important; line-height: 11pt !important
}}
table.{name} th, table.{name} td {{ padding-inline-end: 5pt !important; hyphens: auto !important }}
table.{name} code {{ font-size: 1em !important; overflow-wrap: anywhere !important }}
"""
_ON_ITS_SIDE = """
@page landscape {{ size: A4 landscape !important; margin: 26mm 22mm 25mm !important }}
html:not([dir="rtl"]) {{ page: upright }} /* a name to come back to: what has none stays on the page that is lying */
.body table.{name} {{
  page: landscape; width: 100% !important; margin-inline: 0 !important; break-inside: auto !important
}}
"""
"""Lengths are the briefing's own (`briefing.css`); the style's rules come after these, so these insist."""


class LaidOut(Protocol):
    """Pages on which tables are looked for."""

    def beyond(self, side: float) -> Iterator[tuple[str, ...]]:
        """Of what in tables comes nearer to a side than this part of a page's width: what it is within."""


Laid = TypeVar("Laid", bound=LaidOut)


def ease(lay_out: Callable[[str], Laid], *, turn: bool) -> tuple[Laid, str, list[str]]:
    """A layout in which tables keep to their pages as far as they can, and the CSS that does it (empty for none).

    And the own classes of tables that are too wide even so. `lay_out` takes CSS on top of the style's and gives a
    layout. With `turn` a page may be put on its side; the pages of a booklet may not.
    """
    layout, css = lay_out(""), ""
    wide = sorted(set(too_wide(layout)))
    for step in (_NARROWER, _ON_ITS_SIDE) if turn else (_NARROWER,):
        if not wide:
            break
        css += "".join(step.format(name=name) for name in wide)
        layout = lay_out(css)
        wide = sorted(set(too_wide(layout)))
    return layout, css, wide


def listed(galley: Galley, wide: Iterable[str]) -> Galley:
    """The galley with lists in the place of the tables of these classes."""

    def turned(table: re.Match[str]) -> str:
        root = links.parse(table[0])
        records.turn(root[0])
        return links.unparse(root)

    tables = rf'<table [^>]*\b(?:{"|".join(wide)})".*?</table>'  # of which none holds another
    return replace(galley, html=re.sub(tables, turned, galley.html, flags=re.DOTALL))


def too_wide(layout: LaidOut) -> Iterator[str]:
    """The own classes of the tables that come too near to a side of their page."""
    for within in layout.beyond(SIDE):
        for element in within:
            tag, *classes = element.split(".")
            if tag == "table":
                yield from (name for name in classes if name.startswith(MARK))
