"""A PDF that is a paper of a meeting becomes an article whose pages are there already."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from publish.base import slugs
from publish.base.cache import Cache
from publish.base.language import direction
from publish.media import sheets
from publish.media.faults import ImageError
from publish.model import UNDATED, Article, Manuscript, Sheet
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
    if small := [n for n, sheet in enumerate(found.pages, start=1) if _scale(sheet) < _NOTED]:
        share = round(100 * min(_scale(found.pages[n - 1]) for n in small))
        which = "all its pages" if len(small) == len(found.pages) else f"page {small[0]}"
        which += f" and {len(small) - 1} more" if which.startswith("page") and len(small) > 1 else ""
        message = f"`{name}` is larger than A4: on it {which} will have {share} per cent of their size"
        hint = 'look whether its smallest letters can be read, or give the pack\'s edition `paper = "A3"`'
        told.append(problem("A27", message, hint))
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


_NOTED = 0.9
"""From which share of its size a sheet that is made smaller is told: letters of 10 points have 9 then."""


def _scale(sheet: Sheet) -> float:
    """How large a sheet is on A4, upright or on its side as it is."""
    short, long = sorted((sheet.width, sheet.height))
    return min(1.0, 595.3 / short, 841.9 / long)


_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")


def spoken(stem: str) -> str:
    """The name of a file as words: `2026-03-02_auditors-report` is "Auditors report"."""
    text = " ".join(re.sub(r"[-_]+", " ", re.sub(r"^\d{4}-\d\d-\d\d[-_ ]+(?=.)", "", stem)).split())
    return text[:1].upper() + text[1:]
