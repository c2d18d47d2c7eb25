"""A table of numbers becomes a drawing in the brand's colours and letters.

The rules of the house: a value stands at its mark, or in the table when there is no room for it; no words stand on
an axis, a line or other words; all series are named, lines where they end, others in a row above. The newest series,
which is the last, is in full colour; older ones are lighter, and differ in their dashes or shapes too, so that a chart
survives the black-and-white copier. Bars and shares begin at nought; parts of a whole are one bar, never a pie.

`sheet.py` knows how to draw, `bars.py` and `lines.py` what. The same chart is the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from publish.base.language import direction
from publish.charts import bars, lines
from publish.charts.numbers import Chart, ChartKind
from publish.charts.sheet import Sheet, palette
from publish.editions.kinds import ChartMeasures
from publish.media import typefaces
from publish.model import Asset, Brand

_KINDS: Mapping[ChartKind, Callable[[Sheet, Chart], bool]] = MappingProxyType(
    {"bar": bars.bar, "stacked": bars.stacked, "dot": bars.dot, "share": bars.share, "line": lines.line}
)
_INK = "#1a1a1a"
_THREE = 3.0
"""The contrast that a line has on paper at least (WCAG 2.2, 1.4.11); bars that have less get an edge."""


class Drawn(NamedTuple):
    """A drawing, and whether it says all that is in the table."""

    asset: Asset
    told: bool


@lru_cache(maxsize=64)
def draw(chart: Chart, brand: Brand, look: ChartMeasures, *, mono: bool) -> Drawn:
    """The chart as an SVG without text or fonts in it."""
    words = (*chart.labels, *chart.series, chart.heading, *(cell for row in chart.typed for cell in row))
    first = (typefaces.find(look.family) if look.family else None) or brand.headings
    spoken = " ".join((*words, "0123456789,.%"))
    families = tuple(dict.fromkeys((first, brand.headings, *typefaces.fallbacks(spoken))))
    many = len(chart.labels) if chart.kind == "share" else len(chart.series)
    colours = palette(
        (_INK if many > 1 else "#4d4d4d") if mono else brand.ink,
        max(many, 1),
        palest=_THREE if chart.kind in ("line", "dot") else None,
        ageing=chart.kind != "share" and not _turned(chart),
    )
    sheet = Sheet(look, families, colours, words, mirrored=direction(chart.language) == "rtl")
    told = _KINDS[chart.kind](sheet, chart)
    content = sheet.svg()
    asset = Asset(
        name=f"chart-{hashlib.sha256(content).hexdigest()[:16]}.svg",
        media_type="image/svg+xml",
        content=content,
        width=round(look.width + 2 * sheet.edge),
        height=round(sheet.height + 2 * sheet.edge),
    )
    return Drawn(asset, told)


def _turned(chart: Chart) -> bool:
    """Whether the series are years from the newest to the oldest."""
    years = [int(name) for name in chart.series if name.isdecimal()]
    return len(years) == len(chart.series) > 1 and years == sorted(years, reverse=True)
