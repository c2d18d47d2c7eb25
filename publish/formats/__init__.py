"""From an edition to an artifact: one maker for each format, in a plain table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from publish.model import Artifact, Edition, Galley, HouseStyle
from publish.problem import Problem

Render = Callable[[Edition, HouseStyle], tuple[Artifact | None, tuple[Problem, ...]]]


def _pdf(edition: Edition, style: HouseStyle) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats import pdf

    return pdf.render(edition, style)


def _epub(edition: Edition, style: HouseStyle) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats import epub

    return epub.render(edition, style)


def _pdf_galley(edition: Edition, style: HouseStyle) -> Galley:
    from publish.formats import pdf

    return pdf.typeset(edition, style)


FORMATS: Mapping[str, Render] = {"pdf": _pdf, "epub": _epub}

GALLEYS: Mapping[str, Callable[[Edition, HouseStyle], Galley]] = {"pdf": _pdf_galley}
"""The formats that are typeset as one galley, for whoever wants to see it."""
