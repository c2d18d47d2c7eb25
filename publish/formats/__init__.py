"""From an edition to an artifact: one maker for each format, in a plain table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from publish.model import Artifact, Edition, Galley, HouseStyle, Order
from publish.problem import Problem

Render = Callable[[Order], tuple[Artifact | None, tuple[Problem, ...]]]


def _pdf(order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats import pdf

    starts = order.printed[0].starts if order.printed else ()
    return pdf.render(order.edition, order.style, proof=order.proof, starts=starts)


def _epub(order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats import epub

    return epub.render(order.edition, order.style, printed=order.printed)


def _text(order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats import text

    return text.render(order.edition, order.style)


def _braille(order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats import braille

    return braille.render(order.edition, order.style)


def draw_cover(edition: Edition, style: HouseStyle) -> bytes:
    """The cover of a collection as an SVG."""
    from publish.formats import cover

    return cover.vector(edition, style)


def _pdf_galley(edition: Edition, style: HouseStyle) -> Galley:
    from publish.formats import pdf

    return pdf.typeset(edition, style)


FORMATS: Mapping[str, Render] = {"pdf": _pdf, "epub": _epub, "text": _text, "braille": _braille}

GALLEYS: Mapping[str, Callable[[Edition, HouseStyle], Galley]] = {"pdf": _pdf_galley}
"""The formats that are typeset as one galley, for whoever wants to see it."""
