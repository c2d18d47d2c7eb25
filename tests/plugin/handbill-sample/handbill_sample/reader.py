"""A reader of plain text files: the first line is the headline, the second the date, and the text follows."""

from __future__ import annotations

from collections.abc import Callable

from publish.base.cache import Cache
from publish.model import Article, Manuscript
from publish.problem import Problem
from publish.readers import READERS
from publish.value import replace


def read(
    manuscript: Manuscript, language: str, find: Callable[[str], bytes], cache: Cache | None
) -> tuple[Article | None, tuple[Problem, ...]]:
    """Make Markdown of it, and let handbill's own reader read that, which checks it too."""
    title, _, rest = manuscript.content.decode("utf-8", "replace").partition("\n")
    day, _, text = rest.partition("\n")
    typed = f"+++\ntitle = {title!r}\ndate = {day.strip()}\n+++\n{text}"
    return READERS[".md"](replace(manuscript, content=typed.encode()), language, find, cache)
