"""From a manuscript to an article: one reader for each suffix, in a plain table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from publish.model import Article, Manuscript
from publish.problem import Problem

Find = Callable[[str], bytes]
"""Gives the bytes of a picture by its path as the author wrote it. Raises FileNotFoundError (its text is a hint, or
empty) when there is none, PermissionError when it lies outside the publication."""

Reader = Callable[[Manuscript, str, Find], tuple[Article | None, tuple[Problem, ...]]]
"""Takes a manuscript, the publication's language and a way to its pictures; gives all problems together."""


def _markdown(manuscript: Manuscript, language: str, find: Find) -> tuple[Article | None, tuple[Problem, ...]]:
    from publish.readers.article import read

    return read(manuscript, language, find)


READERS: Mapping[str, Reader] = {".md": _markdown, ".markdown": _markdown}
