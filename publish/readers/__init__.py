"""From a manuscript to an article: one reader for each suffix, in a plain table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from publish.base import plugins
from publish.base.cache import Cache
from publish.base.slugs import ANOTHER
from publish.editions.frozen import Frozen
from publish.model import Agenda, Article, Elsewhere, Manuscript, Note
from publish.problem import Problem

Find = Callable[[str], bytes]
"""Gives the bytes of a picture by its path as the author wrote it. Raises FileNotFoundError (its text is a hint, or
empty) when there is none, PermissionError when it lies outside the publication."""

Reader = Callable[[Manuscript, str, Find, Cache | None], tuple[Article | None, tuple[Problem, ...]]]
"""Takes a manuscript, the publication's language, a way to its pictures and where what was checked before may lie;
gives all problems together."""


def _markdown(
    manuscript: Manuscript, language: str, find: Find, cache: Cache | None
) -> tuple[Article | None, tuple[Problem, ...]]:
    from publish.readers.article import read

    return read(manuscript, language, find, cache)


def _bound(
    manuscript: Manuscript, language: str, find: Find, cache: Cache | None
) -> tuple[Article | None, tuple[Problem, ...]]:
    from publish.readers.bound import read

    return read(manuscript, language, find, cache)


READERS: Mapping[str, Reader] = {".md": _markdown, ".markdown": _markdown, ".pdf": _bound, ".xlsx": _markdown}
"""Ours by suffix, spreadsheets once they have been made Markdown (`importers.papers`).

Plug-ins have others (`handbill.readers`), whose names are the suffixes.
"""


def read(
    language: str, pictures: Callable[[str], Find], cache: Cache | None, manuscript: Manuscript
) -> tuple[Article | None, tuple[Problem, ...], tuple[tuple[str, str], ...]]:
    """The article, its problems, and each picture that was asked for with the SHA-256 of what was found.

    `pictures` gives, for a manuscript's path, the way to its pictures. Of one that is not there the digest is empty.
    """
    suffix = PurePosixPath(manuscript.path).suffix.lower()
    reader: Reader = READERS.get(suffix) or plugins.load("readers", suffix)
    looked: dict[str, str] = {}
    article, problems = reader(manuscript, language, _watched(pictures(manuscript.path), looked), cache)
    return article, problems, tuple(looked.items())


def _watched(find: Find, looked: dict[str, str]) -> Find:
    """The same way to pictures, which notes in `looked` what was asked for and what was found."""

    def watch(asked: str) -> bytes:
        looked[asked] = ""
        content = find(asked)
        looked[asked] = hashlib.sha256(content).hexdigest()
        return content

    return watch


def preload() -> None:
    """Import what reading takes, and read an empty text, to have done what comes before the first one."""
    from publish.readers import article  # noqa: F401
    from publish.readers.markdown import to_markup

    to_markup("", path="", first_line=1, language="en", title="", find=lambda path: b"")


def read_agenda(manuscript: Manuscript, language: str, find: Find) -> tuple[Agenda | None, tuple[Problem, ...]]:
    """An agenda, by the same door as an article."""
    from publish.readers.agenda import read

    return read(manuscript, language, find)


def match(
    agenda: Agenda, articles: Sequence[Article], faults: Sequence[Problem]
) -> tuple[Agenda | None, tuple[Problem, ...]]:
    """The agenda with its papers' slugs, once each is known to be one of `articles`, and its links leading to these."""
    from publish.readers.papers import match
    from publish.readers.references import lead

    matched, problems = match(agenda, articles, faults)
    if matched is None:
        return None, problems
    led, more = lead(matched, articles, faults)
    return led, (*problems, *more)


def supplement(
    agendas: Sequence[Agenda], faulty: Sequence[str], articles: Sequence[Article], frozen: Sequence[Frozen]
) -> tuple[tuple[Agenda, ...], tuple[Problem, ...]]:
    """The agendas, those that add to the pack of another with its numbers; `faulty` are files with errors."""
    from publish.readers.papers import supplement

    return supplement(agendas, faulty, articles, frozen)


def refer(
    articles: Sequence[Article], faults: Sequence[Problem], elsewhere: Sequence[Elsewhere] = ()
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """The articles with the links between them, once all have been read; `elsewhere` are those in the archive alone."""
    if not any(ANOTHER in article.body for article in articles):
        return tuple(articles), ()
    from publish.readers.references import match

    return match(articles, faults, elsewhere)


def refer_absent(
    absent: Sequence[Article], articles: Sequence[Article], faults: Sequence[Problem], elsewhere: Sequence[Elsewhere]
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """The same of articles whose texts only the archive has, to which none of the `articles` leads here."""
    if not any(ANOTHER in article.body for article in absent):
        return tuple(absent), ()
    from publish.readers.references import match_absent

    return match_absent(absent, articles, faults, elsewhere)


Slots = Callable[[str], tuple[str, tuple[tuple[int, str], ...]]]
"""Puts slots for fields into Markdown; gives the fields too, each with its line."""


def read_note(
    manuscript: Manuscript, slots: Slots, language: str, find: Find
) -> tuple[Note | None, tuple[Problem, ...]]:
    """A covering note: Markdown without a metadata block."""
    from publish.readers.article import decode
    from publish.readers.markdown import to_markup

    text, problems = decode(manuscript)
    if text is None:
        return None, problems
    text, fields = slots(text)
    copy = to_markup(text, path=manuscript.path, first_line=1, language=language, title="", find=find)
    problems += copy.problems
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return Note(body=copy.body, assets=copy.assets, fields=fields), problems
