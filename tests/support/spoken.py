"""An article from what its author types to what is heard of it, for the tests of accessibility."""

from __future__ import annotations

from typing import Any

from publish.formats.pdf import render
from publish.model import Edition
from publish.proofs import heard
from tests.support import reading, sample


def edition(text: str, kind: str = "briefing", **changes: Any) -> Edition:
    """A briefing (or another kind) of a Markdown text that can show the picture `bus.png`."""
    copy = reading.read(text, {"bus.png": reading.picture(width=60, height=40)})
    settings = {
        "title": "As heard",
        "body": copy.body,
        "assets": copy.assets,
        "standfirst": "",
        "byline": (),
        "tags": (),
        "links": (),
        "typed": text,
    } | changes
    article = sample.article(**settings)
    return sample.briefing(
        name=kind,
        kind=kind,
        title=article.title,
        articles=(article,),
        news=(),
        language=article.language,
        direction=article.direction,
    )


def pdf(edition: Edition) -> bytes:
    """Its PDF."""
    made, problems = render.render(edition, sample.house_style())
    assert made is not None, problems
    return bytes(made.content)


def spoken(text: str, kind: str = "briefing", **changes: Any) -> heard.Element:
    """The structure tree of its PDF, as it is heard."""
    return heard.read(pdf(edition(text, kind, **changes)))
