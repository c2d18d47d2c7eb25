"""Articles in many languages, and the pages that come of them."""

from __future__ import annotations

import ctypes
from functools import lru_cache

import pypdfium2 as pdfium
from pypdfium2 import raw

from publish.editions.compose import compose
from publish.model import Article, Artifact, EditionPlan, Kind, Manuscript, Publication
from publish.problem import Problem
from publish.readers.article import read
from publish.value import replace
from tests.support.finished import rendered
from tests.support.reading import finder
from tests.support.sample import PUBLICATION, house_style

PLAIN: Publication = replace(PUBLICATION, brand=replace(PUBLICATION.brand, logo=None))


def article(text: str, language: str, *, title: str = "", slug: str = "one", **head: str) -> Article:
    """An article of that text, read as the press reads it; problems are no hindrance."""
    return spoken(text, language, title=title, slug=slug, **head)[0]


def spoken(
    text: str, language: str, *, title: str = "", slug: str = "one", **head: str
) -> tuple[Article, tuple[Problem, ...]]:
    """An article, and what is said of it."""
    lines = [f"{key}: {value}" for key, value in head.items()]
    block = "\n".join((f'title: "{title or "7"}"', "date: 2026-03-02", f"language: {language}", *lines))
    manuscript = Manuscript(path=f"source/articles/{slug}.md", content=f"---\n{block}\n---\n\n{text}\n".encode())
    made, problems = read(manuscript, "en-GB", finder({}))
    assert made is not None, problems
    return made, problems


@lru_cache(maxsize=64)
def printed(
    *articles: Article, kind: Kind = "briefing", house: Publication = PLAIN
) -> tuple[Artifact, tuple[Problem, ...]]:
    """The first article on paper, the others in its box of news, and what is said of it."""
    plan = EditionPlan(name=kind, kind=kind, title="", sides=None, max_bytes=None)
    edition = next(made for made in compose(house, (plan,), articles) if made.articles == articles[:1])
    artifact, problems = rendered(edition, house_style())
    assert artifact is not None, problems
    return artifact, problems


def words(artifact: Artifact) -> str:
    """The text of its pages, line by line, as a reader copies it."""
    with pdfium.PdfDocument(artifact.content) as file:
        return "\n".join(page.get_textpage().get_text_bounded() for page in file).replace("\r\n", "\n")


def visual(artifact: Artifact) -> str:
    """The letters of its pages from left to right and from top to bottom, whatever their direction."""
    lines = []
    with pdfium.PdfDocument(artifact.content) as file:
        for page in file:
            text = page.get_textpage()
            rows: dict[int, list[tuple[float, str]]] = {}
            for at in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(at, loose=True)
                character = text.get_text_range(at, 1)
                if character.strip():
                    rows.setdefault(round((bottom + top) / 4), []).append((left, right, character))  # type: ignore[arg-type]
            for _, row in sorted(rows.items(), reverse=True):
                line, end = "", 0.0
                for left, right, character in sorted(row):  # type: ignore[misc]
                    line += (" " if line and left - end > 1.2 else "") + character
                    end = right
                lines.append(line)
    return "\n".join(lines)


def faces(artifact: Artifact) -> list[tuple[str, str]]:
    """Each character of its pages with the face that it is set in."""
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    found = []
    with pdfium.PdfDocument(artifact.content) as file:
        for page in file:
            text = page.get_textpage()
            for at in range(text.count_chars()):
                raw.FPDFText_GetFontInfo(text.raw, at, name, 200, flags)
                found.append((text.get_text_range(at, 1), name.value.decode().partition("+")[2]))
    return found
