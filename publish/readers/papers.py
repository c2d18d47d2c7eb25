"""An agenda's papers, found among the articles."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

from publish.model import Agenda, AgendaItem, Article
from publish.problem import Problem
from publish.readers.typography import straight
from publish.value import replace

_DATED = re.compile(r"^\d{4}-\d\d-\d\d[-_ ]+(?=.)")


def match(
    agenda: Agenda, articles: Sequence[Article], faults: Sequence[Problem]
) -> tuple[Agenda | None, tuple[Problem, ...]]:
    """The agenda with each paper's slug in the place of what was typed: a slug, a file's name or path, a headline.

    No agenda when a paper is missing, or is among the articles with an error in `faults`.
    """
    known = {name: article.slug for article in articles for name in (article.title, *called(article.source))}
    known |= {article.slug: article.slug for article in articles}
    by_case = {straight(name).casefold(): slug for name, slug in known.items()}
    faulty = {
        name: fault
        for fault in faults
        if fault.severity == "error" or fault.code == "A13"
        for name in called(fault.path)
    }
    problems: list[Problem] = []
    items = []
    for item in agenda.items:
        typed = unquote(item.paper).strip().removeprefix("./").lstrip("/")
        bare = re.sub(r"^(\.\./)+", "", typed)
        slug = known.get(typed) or known.get(bare) or by_case.get(straight(bare).casefold(), "")
        if item.paper and not slug:
            problems.append(_missing(agenda.source, _named(agenda, item), bare, articles, faulty.get(bare)))
        items.append(replace(item, paper=slug))
    return (None if problems else replace(agenda, items=tuple(items))), tuple(problems)


def _named(agenda: Agenda, item: AgendaItem) -> int:
    """The line on which an item names its paper: its first one, or one of the parts under that."""
    typed = agenda.typed.splitlines()[item.line - agenda.typed_line :]
    return next((number for number, line in enumerate(typed, start=item.line) if item.paper in line), item.line)


def called(source: str) -> set[str]:
    """The names that people may call an article's file by."""
    path = PurePosixPath(source)
    inside = source.removeprefix("source/")
    undated = _DATED.sub("", path.name)
    return {
        source,
        inside,
        inside.removeprefix("articles/"),
        path.name,
        path.stem,
        undated,
        PurePosixPath(undated).stem,
    }


def _missing(path: str, line: int, typed: str, articles: Sequence[Article], fault: Problem | None) -> Problem:
    if fault is not None:
        held = fault.code == "A13"
        message = f"the paper `{typed}` {'is held back' if held else 'has errors'}, so there is no pack"
        hint = (
            f"see `draft` and `date` in `{fault.path}`, or make it with --drafts"
            if held
            else f"mend `{fault.path}` first"
        )
        return Problem(code="G04", path=path, line=line, message=message, hint=hint)
    slugs = sorted(article.slug for article in articles)
    near = difflib.get_close_matches(typed.lower(), slugs, n=1, cutoff=0.5)
    hint = f"did you mean `{near[0]}`?" if near else "the articles are " + ", ".join(f"`{slug}`" for slug in slugs[:12])
    return Problem(code="G03", path=path, line=line, message=f"there is no article `{typed}` for a paper", hint=hint)
