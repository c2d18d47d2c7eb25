"""Preflight of a briefing: the finished PDF opened again by a library that did not make it (pypdfium2)."""

from __future__ import annotations

import pypdfium2 as pdfium

from publish.editions import kinds
from publish.editions.compose import source
from publish.model import Artifact, Edition
from publish.problem import Problem
from publish.proofs.conservation import lost, plain, typed


def inspect(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    """What is wrong with the finished file: it must open, be tagged, name its title, and hold every word."""

    def problem(message: str) -> Problem:
        path = source(edition)
        hint = "this is a fault of the press or of the house style; please report it with the article"
        return Problem(code="R05", path=path, line=None, message=message, hint=hint)

    try:
        with pdfium.PdfDocument(artifact.content) as file:
            tagged = file.is_tagged()
            title = file.get_metadata_value("Title")
            pages = len(file)
            text = "\n".join(page.get_textpage().get_text_bounded() for page in file)
    except pdfium.PdfiumError as error:
        return (problem(f"the PDF does not open: {error}"),)
    problems = []
    if not tagged and kinds.of(edition.kind).tagged:
        problems.append(problem("the PDF is not tagged"))
    dated = edition.agenda is not None and title.startswith(f"{edition.title} · ")  # with the day of the meeting
    if title != edition.title and not dated:
        problems.append(problem(f"the PDF's title is `{title}`"))
    if pages != artifact.pages:
        problems.append(problem(f"the PDF has {pages} pages, not {artifact.pages}"))
    for article in edition.articles:
        if missing := lost(f"{article.title} {article.standfirst} {plain(article.body)}", text):
            problems.append(problem(f"words are missing from the PDF: {', '.join(missing[:8])}"))
    if edition.agenda and (missing := lost(typed(edition.agenda.typed), text)):
        problems.append(problem(f"words of the agenda are missing from the PDF: {', '.join(missing[:8])}"))
    return tuple(problems)
