"""What the archive is to hold: the lasting editions of the source, and with them what only the archive has.

Articles that the source has no longer are read from the archive's zips: they stay in the collections that hold them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from publish.project.folders import ARCHIVE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from publish.catalogue.receipt import Holding, Receipt
    from publish.cli.run import Run
    from publish.model import Article, Edition, Elsewhere, Printed
    from publish.problem import Problem
    from publish.project.folder import Project


class Composed(NamedTuple):
    """What there is to be archived."""

    editions: tuple[Edition, ...]
    articles: tuple[Article, ...]
    """Of the source."""
    problems: tuple[Problem, ...]
    closed: frozenset[str]
    """The paths of texts, or their slugs where the source has them no longer, which name what is not for everybody."""


def archived(
    run: Run,
    project: Project,
    past: Receipt | None,
    jobs: int,
    *,
    taken: Mapping[str, date] | None = None,
    names: frozenset[str] = frozenset(),
    reset: Collection[str] = (),
    filled: bool = False,
) -> Composed:
    """Read and compose what lasts, after an archive of before.

    `taken` are slugs that are being taken back, `names` are what no text may say any more, and the collections called
    `reset` are made anew. Pictures stay on the shelf unless they are to be `filled` in, for workers
    that have no shelf. Raises OSError.
    """
    from publish.cli.run import editions_of
    from publish.editions import kinds
    from publish.editions.release import meant_for
    from publish.value import replace

    lasting = tuple(plan for plan in project.plans if kinds.of(plan.kind).archived)
    absent = _Absent(run=run, past=past, language=project.publication.language, jobs=jobs, names=names)
    project = replace(project, plans=lasting)
    editions, problems = editions_of(
        project, run, jobs, without_pictures=not filled, final=True, taken=taken, absent=absent.read, reset=reset
    )
    editions = meant_for("everybody", editions)
    every = {article.slug: article for edition in editions for article in edition.articles}
    articles = tuple(article for slug, article in every.items() if slug not in absent.slugs)
    closed = absent.closed | {problem.path for problem in problems if problem.code in CLOSED}
    return Composed(editions, articles, problems, closed)


def same(run: Run, project: Project, past: Receipt) -> frozenset[str]:
    """The paths of what the archive holds that would come to the same bytes if it was made here and now. OSError."""
    editions = archived(run, project, past, 1).editions
    stand = standing(editions, past)
    return frozenset(held.path for _, held in unchanged(run, project, editions, past, stand))


def standing(editions: Sequence[Edition], past: Receipt) -> dict[str, Printed]:
    """Where the pages of the briefings begin that the archive holds, by the slugs of their articles."""
    from publish.catalogue.receipt import printed
    from publish.editions import kinds

    first = next((one.name for one in editions if one.kind == kinds.STANDARD), "")
    return printed(past, first, {article.slug: article.body for one in editions for article in one.articles})


def unchanged(
    run: Run, project: Project, editions: Sequence[Edition], past: Receipt, stand: Mapping[str, Printed]
) -> Iterator[tuple[Edition, Holding]]:
    """Those of the editions that the archive holds as they would be made here and now. Raises OSError.

    `stand` are the briefings whose pages collections mark (`standing`).
    """
    from publish import press
    from publish.catalogue.receipt import TOLD

    held = {(one.edition, one.slug): one for one in past.holdings if one.order and not one.superseded}
    there = [one for one in editions if (one.name, one.slug) in held]
    for order in press.plan(there, project.style, among=editions, standing=stand):
        one = held[order.edition.name, order.edition.slug]
        if press.known(order, run.shelf)[:TOLD] == one.order:
            yield order.edition, one


@dataclass(kw_only=True)
class _Absent:
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
            [(texts[one.source].slug, one) for one in read],
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
