"""Preflight of what is made of lines: every word in a plain text, every line of a braille page on its page."""

from __future__ import annotations

from publish.editions.compose import source
from publish.model import Artifact, Edition
from publish.problem import Problem
from publish.proofs.conservation import lost, plain, typed

CELLS, LINES = 40, 25


def inspect(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    """What is wrong with the finished file, by its kind."""
    if artifact.suffix == "brf":
        faults = _off_the_page(artifact.content.decode("ascii"))
    else:
        text = artifact.content.decode("utf-8-sig")
        articles = [f"{one.title} {one.standfirst} {plain(one.body)}" for one in edition.articles]
        missing = lost(" ".join([*articles, typed(edition.agenda.typed) if edition.agenda else ""]), text)
        faults = [f"words are missing from the text: {', '.join(missing[:8])}"] if missing else []
    hint = "this is a fault of the press; please report it with the article"
    return tuple(Problem(code="R05", path=source(edition), line=None, message=fault, hint=hint) for fault in faults)


def _off_the_page(text: str) -> list[str]:
    *pages, rest = text.split("\f")
    faults = ["a page of braille has no end"] if rest else []
    for number, page in enumerate(pages, 1):
        lines = page.split("\r\n")[:-1]
        if len(lines) != LINES or max(map(len, lines)) > CELLS:
            faults.append(f"page {number} of the braille is not {LINES} lines of at most {CELLS} cells")
    return faults
