"""The briefing as a PDF: typeset, laid out, finished. Conforms to PDF/UA-1 and PDF/A-3a as veraPDF checks them."""

from __future__ import annotations

from publish import galley as galleys
from publish import typefaces
from publish.formats import pdf_body, pdf_engine, pdf_finish
from publish.model import Artifact, Edition, Galley, HouseStyle
from publish.problem import Problem


def typeset(edition: Edition, style: HouseStyle) -> Galley:
    """The edition's galley, with the typefaces that its scripts and symbols need lent to the brand's own."""
    return galleys.briefing(
        edition,
        style,
        body=pdf_body.printed(edition.articles[0].body, galleys.words(style, edition.language)["notes"]),
        lent=typefaces.fallbacks(galleys.spoken(edition, style)),
        readable=pdf_body.readable,
    )


def render(edition: Edition, style: HouseStyle) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """The edition as an artifact, and what is wrong with it; no artifact when it could not be laid out."""
    path = edition.articles[0].source
    try:
        content, pages, problems = pdf_engine.render(typeset(edition, style), path=path)
        content = pdf_finish.finish(content)
    except Exception as fault:
        return None, (_failed(path, fault),)
    return (
        Artifact(
            edition=edition.name,
            name=edition.slug,
            suffix="pdf",
            media_type="application/pdf",
            content=content,
            pages=pages,
        ),
        problems,
    )


def _failed(path: str, fault: Exception) -> Problem:
    reason = " ".join(str(fault).split()) or "no reason was given"
    return Problem(
        code="R01",
        path=path,
        line=None,
        message=f"the layout stopped: `{type(fault).__name__}`: {reason[:300]}",
        hint="shorten the text by halves until it works: the part that stops it is in the half that does not",
    )
