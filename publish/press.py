"""The whole press on one screen. Values flow down this page and never back up.

manuscripts --read--> articles --compose--> editions --plan--> orders --render--> artifacts --deliver--> a place
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Literal

from publish import edition as editions
from publish.formats import FORMATS, GALLEYS
from publish.model import Article, Artifact, Edition, EditionPlan, HouseStyle, Manuscript, Order, Publication
from publish.problem import Problem
from publish.proofs import PREFLIGHT
from publish.readers import READERS, Find
from publish.workshop.hands import Lost, work

FORMAT_OF: dict[str, Literal["pdf", "epub"]] = {"briefing": "pdf", "collection": "epub"}
"""The format that each kind of edition is made in."""


def read(
    manuscripts: Sequence[Manuscript], *, language: str, pictures: Callable[[str], Find], jobs: int = 1
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """Read every manuscript. Articles with an error are left out; two with one slug are both left out.

    `pictures` gives, for a manuscript's path, the way to its pictures.
    """
    articles: list[Article] = []
    problems: list[Problem] = []
    for index, product in work(partial(_read_one, language, pictures), manuscripts, jobs=jobs):
        if isinstance(product, Lost):
            problems.append(_lost(manuscripts[index].path, product))
            continue
        article, faults = product
        problems.extend(faults)
        if article:
            articles.append(article)
    clashes = _clashes(articles)
    clashing = {problem.path for problem in clashes}
    kept = sorted((article for article in articles if article.source not in clashing), key=lambda item: item.source)
    return tuple(kept), (*problems, *clashes)


def compose(publication: Publication, plans: Sequence[EditionPlan], articles: Sequence[Article]) -> tuple[Edition, ...]:
    """What there is to publish: the editions that the plans ask for."""
    return editions.compose(publication, plans, articles)


def plan(
    composed: Sequence[Edition], style: HouseStyle, *, names: Sequence[str] = (), only: Sequence[str] = ()
) -> tuple[Order, ...]:
    """The orders to be made: those of the editions in `only` and of the files called `names`, all when empty."""
    return tuple(
        Order(edition=edition, style=style, format=FORMAT_OF[edition.kind])
        for edition in composed
        if (not names or edition.slug in names) and (not only or edition.name in only)
    )


def render(orders: Sequence[Order], *, jobs: int = 1) -> Iterator[tuple[Order, Artifact | None, tuple[Problem, ...]]]:
    """Make every order; yields each as it is done, without an artifact when it failed."""
    for index, product in work(_render_one, orders, jobs=jobs):
        order = orders[index]
        if isinstance(product, Lost):
            yield order, None, (_lost(order.edition.articles[0].source, product),)
        else:
            artifact, problems = product
            yield order, artifact, problems


def keep(order: Order) -> Artifact | None:
    """The typeset HTML of an order, for whoever debugs a template; None for a format that has no single galley."""
    typeset = GALLEYS.get(order.format)
    if typeset is None:
        return None
    return Artifact(
        edition=order.edition.name,
        name=order.edition.slug,
        suffix="html",
        media_type="text/html",
        content=typeset(order.edition, order.style).html.encode(),
        pages=None,
    )


def inspect(order: Order, artifact: Artifact) -> tuple[Problem, ...]:
    """The preflight of a finished file."""
    return PREFLIGHT[order.format](order.edition, artifact)


def _read_one(
    language: str, pictures: Callable[[str], Find], manuscript: Manuscript
) -> tuple[Article | None, tuple[Problem, ...]]:
    reader = READERS[PurePosixPath(manuscript.path).suffix.lower()]
    return reader(manuscript, language, pictures(manuscript.path))


def _render_one(order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    return FORMATS[order.format](order.edition, order.style)


def _clashes(articles: Sequence[Article]) -> tuple[Problem, ...]:
    """Files are named by slug: two articles with one slug would overwrite each other."""
    by_slug: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_slug[article.slug].append(article)
    return tuple(
        Problem(
            code="A06",
            path=article.source,
            line=1,
            message=f"the slug `{slug}` is also that of "
            + ", ".join(f"`{other.source}`" for other in sharing if other is not article),
            hint="give one of them a `slug: …` of its own in its metadata",
        )
        for slug, sharing in by_slug.items()
        if len(sharing) > 1
        for article in sorted(sharing, key=lambda item: item.source)
    )


def _lost(path: str, lost: Lost) -> Problem:
    hint = "shorten or simplify it; a table or list nested many times over is the usual cause"
    return Problem(code="R04", path=path, line=None, message=f"given up: {lost.reason}", hint=hint)
