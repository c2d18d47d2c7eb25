"""Articles that only the archive has are read from its zips, so that they stay in the collections that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from publish.project.folders import ARCHIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from publish.catalogue.receipt import Receipt
    from publish.cli.run import Run
    from publish.model import Article, Elsewhere
    from publish.problem import Problem


@dataclass(kw_only=True)
class Absentees:
    """What the archive of before, `past`, has and the source has not."""

    run: Run
    past: Receipt | None
    language: str
    jobs: int
    names: frozenset[str] = frozenset()
    """What no text may say that stays: the names of what is dropped."""
    slugs: frozenset[str] = frozenset()
    """Of those that were read."""
    closed: frozenset[str] = field(default_factory=frozenset)
    """The slugs of those whose texts name what is not for everybody, or not yet."""

    def read(
        self, articles: Sequence[Article], problems: Sequence[Problem], elsewhere: Sequence[Elsewhere]
    ) -> tuple[Article, ...]:
        """The articles that are none of these, nor withdrawn, as far as their texts are kept. Raises OSError."""
        from publish import press
        from publish.catalogue import sources
        from publish.model import Manuscript
        from publish.workshop import readings

        if self.past is None:
            return ()
        here = {*self.run.withdrawn, *(article.slug for article in articles)}
        texts = {text.path: text for text in sources.texts(self.past, here, self.run.root / ARCHIVE)}
        if not texts:
            return ()
        find = partial(_finder, {path: str(text.place) for path, text in texts.items()})
        manuscripts = [Manuscript(path=text.path, content=text.content) for text in texts.values()]
        read = press.read_each(manuscripts, language=self.language, pictures=find, jobs=self.jobs, shelf=self.run.shelf)
        absent, found = press.gather_absent(
            [(texts[one.source].slug, readings.complete(self.run.shelf, one)) for one in read],
            articles,
            problems,
            elsewhere,
        )
        bad = {problem.path for problem in found if problem.code in CLOSED}
        bad |= {text.path for text in texts.values() if self.names and _names(text.content, self.names)}
        self.slugs = frozenset(article.slug for article in absent)
        self.closed = frozenset(text.slug for text in texts.values() if text.path in bad)
        return absent


CLOSED = ("T16", "T17")
"""What is said of a text that names what is not for everybody, or not yet."""


def _names(content: bytes, names: frozenset[str]) -> bool:
    """Whether a text says one of the names, in whichever letter case."""
    said = content.decode("utf-8", "replace").casefold()
    return any(name.casefold() in said for name in names)


def _finder(places: dict[str, str], article: str) -> partial[bytes]:
    return partial(_picture, places[article], article)


def _picture(place: str, article: str, asked: str) -> bytes:
    """A picture from the zip at `place`, as an article asked for it. Raises FileNotFoundError."""
    from publish.catalogue.sources import member
    from publish.project.folder import candidates

    for path in candidates(article, asked):
        if (content := member(Path(place), path)) is not None:
            return content
    raise FileNotFoundError(asked)
