"""A PDF that is a paper of a meeting becomes an article whose pages are there already."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from publish.base import slugs
from publish.base.cache import Cache
from publish.base.language import direction
from publish.media import sheets
from publish.media.faults import ImageError
from publish.model import UNDATED, Article, Manuscript
from publish.problem import Problem
from publish.readers import Find
from publish.readers.typography import line


def read(
    manuscript: Manuscript,
    language: str,
    find: Find,  # noqa: ARG001
    cache: Cache | None,  # noqa: ARG001
) -> tuple[Article | None, tuple[Problem, ...]]:
    """Read `manuscript`; `language` is that of a PDF that names none. Never raises."""
    path = manuscript.path
    name = PurePosixPath(path).name

    def problem(code: str, message: str, hint: str) -> Problem:
        return Problem(code=code, path=path, line=None, message=message, hint=hint)

    try:
        found = sheets.read(name, manuscript.content)
    except ImageError as fault:
        return None, (problem(fault.code, fault.message, fault.hint),)
    told = []
    if found.left_out:
        message = f"`{name}` is bound in without {', '.join(found.left_out)}"
        told.append(problem("A24", message, "say what is needed of it in a paper of its own, or print the PDF anew"))
    if not found.tagged:
        message = f"`{name}` has no tags: who hears it hears its words, and no headings, tables or pictures"
        told.append(problem("A25", message, "export it again as a tagged (accessible) PDF, if its program can"))
    tongue = found.language if _LANGUAGE.fullmatch(found.language) else language
    article = Article(
        slug=slugs.slug(name, otherwise="paper"),
        source=path,
        title=line(found.title or spoken(PurePosixPath(path).stem), tongue),
        published=found.made or UNDATED,
        language=tongue,
        direction=direction(tongue),
        standfirst="",
        byline=(),
        tags=(),
        links=(),
        picture=None,
        body="",
        assets=(found.asset,),
        sides=None,
        typed="",
        typed_line=1,
        sheets=found.pages,
        tagged=found.tagged,
        accessible=found.accessible,
    )
    return article, tuple(told)


_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")


def spoken(stem: str) -> str:
    """The name of a file as words: `2026-03-02_auditors-report` is "Auditors report"."""
    text = " ".join(re.sub(r"[-_]+", " ", re.sub(r"^\d{4}-\d\d-\d\d[-_ ]+(?=.)", "", stem)).split())
    return text[:1].upper() + text[1:]
