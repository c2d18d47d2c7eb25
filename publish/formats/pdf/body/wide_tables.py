"""Tables that are wider than their page: first narrower type, then the page on its side, at last lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from publish.formats.pdf.body import endnotes, links, records
from publish.model import Galley
from publish.value import replace

SIDE = 15 / 210
"""What has to stay white at either side, as a part of the page's width: 15 mm of A4."""

MARK = "table-"
"""A table's own class begins with this, its number follows (`pdf_body.printed` gives it)."""

_NARROWER = """
.body table.{name} {{
  width: calc(var(--page-width, 210mm) - var(--margin-start) - var(--margin-end)) !important;
  margin-inline-start: calc(-1 * var(--aside)) !important;
  font-size: 8.5pt !important; line-height: 11pt !important
}}
table.{name} th, table.{name} td {{ padding-inline-end: 5pt !important; hyphens: auto !important }}
table.{name} code {{ font-size: 1em !important; overflow-wrap: anywhere !important }}
"""
_ON_ITS_SIDE = """
@page landscape {{
  size: var(--page-height, 297mm) var(--page-width, 210mm) !important; margin: 26mm 22mm 25mm !important
}}
html:not([dir="rtl"]) {{ page: upright }} /* a name to come back to: what has none stays on the page that is lying */
.body table.{name} {{
  page: landscape; width: 100% !important; margin-inline: 0 !important; break-inside: auto !important
}}
"""
"""Lengths are the briefing's own (`briefing.css`); the style's rules come after these, so these insist."""

_SPANNING = """
.body > .of-{name} {{ column-span: all !important }}
.body table.{name} {{ width: 100% !important; min-width: 0 !important; margin-inline: 0 !important }}
"""
_NARROW = (
    _SPANNING
    + """
table.{name} {{ font-size: 8.5pt !important; line-height: 11pt !important }}
table.{name} th, table.{name} td {{ padding-inline-end: 4pt !important; hyphens: auto !important }}
table.{name} code {{ font-size: 1em !important; overflow-wrap: anywhere !important }}
"""
)
COLUMNS = """
.body > div.across, .body > ul.key-figures, .body > figure.short, .body > figure.chart, .body > .code.wide {
  column-span: all !important
}
.body div:not(.across) > table.wide, .body div ul.key-figures, .body div figure.short, .body div .code.wide {
  width: auto; max-width: 100% !important; margin-inline-start: 0 !important
}
.body > .gallery { margin-inline-start: 0 !important }
.body > figure.chart img { max-width: 130mm !important }
"""
"""For a text in columns: what has no room in one stands across all of them, and nothing reaches out of its own."""

_ACROSS = re.compile(
    r'<div class="[^"]* across"|<ul class="key-figures|<figure class="[^"]*(?:short|chart)|class="code wide"'
)
_IN_COLUMNS = re.compile(r"[\s;{]column(?:s|-count|-width)\s*:(?!\s*(?:auto\b|1\s*[;}]|inherit\b|initial\b|unset\b))")


def in_columns(html: str) -> bool:
    """Whether a galley's sheets may set its text in columns."""
    return _IN_COLUMNS.search(html) is not None


class LaidOut(Protocol):
    """Pages on which tables are looked for."""

    def beyond(self, side: float) -> Iterator[tuple[str, ...]]:
        """Of what in tables comes nearer to a side than this part of a page's width: what it is within."""


Laid = TypeVar("Laid", bound=LaidOut)


def held(galley: Galley) -> Galley:
    """The galley with each of its tables in a block of its own: WeasyPrint 70 lets no table stand across columns.

    And with its notes at its end where anything does: at the foot of such a page they push its columns to the next.
    """

    def block(table: re.Match[str]) -> str:
        return f'<div class="of-{table[2]}{" across" if "wide" in table[1].split() else ""}">{table[0]}</div>'

    tables = rf'<table [^>]*class="([^"]*\b({MARK}\d+))".*?</table>'
    html = re.sub(tables, block, galley.html, flags=re.DOTALL)
    if _ACROSS.search(html[html.rfind("</style>") :]):
        html = html.replace('<div class="body"', f'<div class="body" {endnotes.AT_END}')
    return replace(galley, html=html)


def ease(lay_out: Callable[[str], Laid], *, turn: bool, columns: bool = False) -> tuple[Laid, str, list[str]]:
    """A layout in which tables keep to their pages as far as they can, and the CSS that does it (empty for none).

    And the own classes of tables that are too wide even so. `lay_out` takes CSS on top of the style's and gives a
    layout. With `turn` a page may be put on its side; the pages of a booklet may not, nor those of a text in `columns`.
    """
    layout, css = lay_out(""), ""
    wide = sorted(set(too_wide(layout)))
    steps = (_SPANNING, _NARROW) if columns else (_NARROWER, _ON_ITS_SIDE) if turn else (_NARROWER,)
    for step in steps:
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
