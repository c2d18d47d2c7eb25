"""Values for the templates of a preview (`preview/` of a house style), and the parts of its page.

A part is what one place of the page shows: HTML as its template gives it, and what the page's script needs to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from publish.delivery.preview import View
from publish.model import Article, Artifact, Edition, HouseStyle
from publish.problem import Problem
from publish.style import editors
from publish.value import Value

Part = dict[str, object]

AROUND = 1
"""Lines of the source shown before and after the one that is to blame."""
WIDEST = 240
"""Characters of a line that are shown."""


class Line(Value):
    """A line of a source file."""

    number: int
    text: str
    blamed: bool


class Fault(Value):
    """A problem, and the lines where it is; none when no line is to blame."""

    problem: Problem
    lines: tuple[Line, ...]


class Entry(Value):
    """Something that can be looked at."""

    title: str
    language: str
    day: date | None
    address: str
    here: bool
    errors: int


class Leaf(Value):
    """A page of the finished file as a picture."""

    address: str
    width: int
    height: int


def listed(title: str, groups: Sequence[tuple[str, Sequence[Entry]]], archive: bool, style: HouseStyle) -> Part:
    """Everything there is to look at, under headings."""
    return {"html": editors.preview("list", style, title=title, groups=groups, archive=archive)}


def choice(entries: Sequence[Entry], style: HouseStyle) -> Part:
    """The editions in which this can be looked at."""
    return {"html": editors.preview("choice", style, entries=entries)}


def text(title: str, texts: Sequence[tuple[Article, str]], words: dict[str, str], style: HouseStyle) -> Part:
    """The articles of an edition, each with its body for a browser."""
    return {"html": editors.preview("text", style, texts=texts, words=words), "title": title}


def facts(edition: Edition, artifact: Artifact, style: HouseStyle, *, settled: bool, file: str) -> Part:
    """The sides and bytes that it takes, and those it may take; `file` is the finished file's address."""
    fit = artifact.fit
    sides = artifact.pages
    return {
        "html": editors.preview(
            "facts",
            style,
            edition=edition,
            artifact=artifact,
            fit=fit,
            sides=sides,
            size=size(len(artifact.content)) if settled else "…",
            most=size(edition.max_bytes) if edition.max_bytes else "",
            too_large=bool(settled and edition.max_bytes and len(artifact.content) > edition.max_bytes),
            settled=settled,
            file=file,
        )
    }


def pages(title: str, leaves: Sequence[Leaf], words: str = "") -> Part:
    """The pages as pictures; of a file without pages its `words`."""
    return {
        "leaves": [
            {
                "src": leaf.address,
                "width": leaf.width,
                "height": leaf.height,
                "alt": f"{title}: side {number} of {len(leaves)}, as it will be printed",
            }
            for number, leaf in enumerate(leaves, 1)
        ],
        "words": words,
    }


def problems(faults: Sequence[Fault], own: str, elsewhere: Sequence[Entry], style: HouseStyle) -> Part:
    """What is wrong, each beside its line; `own` is a path that needs not be said, `elsewhere` what else has errors."""
    return {
        "html": editors.preview("problems", style, faults=faults, own=own, elsewhere=elsewhere),
        "errors": sum(fault.problem.severity == "error" for fault in faults),
        "warnings": sum(fault.problem.severity == "warning" for fault in faults),
    }


def state(words: str, *, stale: bool = False, busy: bool = False) -> Part:
    """How things stand. What is `stale` stays on the screen, and is not what the source says now."""
    return {"words": words, "stale": stale, "busy": busy}


def beside(found: Iterable[Problem], source: Callable[[str], str | None]) -> tuple[Fault, ...]:
    """Each problem beside its lines; `source` gives the text of a file of the publication, or None."""
    texts: dict[str, list[str]] = {}

    def lines(problem: Problem) -> tuple[Line, ...]:
        if not problem.line:
            return ()
        if problem.path not in texts:
            texts[problem.path] = (source(problem.path) or "").splitlines()
        lines = texts[problem.path]
        first, last = max(1, problem.line - AROUND), min(len(lines), problem.line + AROUND)
        return tuple(
            Line(number=number, text=lines[number - 1][:WIDEST], blamed=number == problem.line)
            for number in range(first, last + 1)
        )

    return tuple(Fault(problem=problem, lines=lines(problem)) for problem in found)


def size(count: int) -> str:
    """`84 kB`, `1.2 MB`."""
    return f"{count / 1e6:.1f} MB" if count >= 950_000 else f"{max(1, round(count / 1e3))} kB"


def entry(title: str, language: str, day: date | None, view: View, here: View, errors: int) -> Entry:
    """Something that can be looked at."""
    same = view.source == here.source
    return Entry(title=title, language=language, day=day, address=view.address, here=same, errors=errors)
