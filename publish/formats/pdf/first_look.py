"""A first look at a changed briefing: laid out once, in the measures that copyfitting chose for it before.

Copyfitting lays a text out up to ten times. A word more or less seldom changes what it comes to, so this is nearly
always what the finished pages will be, in a fraction of the time; the finished file follows.
"""

from __future__ import annotations

from publish.editions import compose as editions
from publish.editions import kinds
from publish.formats.pdf import copyfit, render
from publish.formats.pdf.weasyprint_ import engine
from publish.model import Artifact, Edition, Fit, HouseStyle


def first_look(edition: Edition, style: HouseStyle, like: tuple[str, ...]) -> Artifact | None:
    """A draft under the changes `like` of an earlier `Fit`: its pages, without tags; None when it cannot be."""
    if not kinds.of(edition.kind).plain_pages:
        return None
    rungs = copyfit.ladder(edition, style)
    steps = range(-len(rungs.tighter), len(rungs.looser) + 1)
    step = next((step for step in steps if copyfit.changes(rungs, step) == like), 0)
    galley = render.typeset(edition, style)
    layout = engine.lay_out(galley, path=editions.source(edition), css=copyfit.rules(rungs, step))
    return Artifact(
        edition=edition.name,
        name=edition.slug,
        suffix="pdf",
        media_type="application/pdf",
        content=layout.draft(),
        pages=layout.pages,
        fit=Fit(
            sides=layout.pages,
            wanted=edition.sides,
            layouts=1,
            changes=copyfit.changes(rungs, step),
            traded=(),
        ),
    )
