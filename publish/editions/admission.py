"""Articles that were read are admitted or not: of two with one slug neither is, no copy, and none that is held back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TypeVar

from publish.base import slugs
from publish.editions import copies
from publish.editions import release as releases
from publish.editions.release import Release, Words
from publish.model import Agenda, Article
from publish.problem import Problem
from publish.value import replace

Copy = TypeVar("Copy", Article, Agenda)


def admit(
    articles: Sequence[Article],
    problems: Sequence[Problem],
    release: Release | None,
    words: Words,
    archived: Collection[str] = (),
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """The articles that are made, and all `problems` with those of articles that are not.

    With a `release` only those that may go out by it; `words` are the style's, which mark the others. `archived` are
    the slugs of what is in the archive.
    """
    faulty = {problem.path for problem in problems if problem.severity == "error"}
    originals, doubles = copies.find(articles, archived, faulty)
    kept, clashes = distinct(disambiguated(originals), "A06")
    problems = (*problems, *doubles, *clashes)
    if release is None:
        return kept, problems
    kept, held = releases.release(kept, release, problems, words)
    turned = {(problem.path, problem.line, problem.code) for problem in held}
    spoken = (each for each in problems if (each.path, each.line, releases.FINALLY.get(each.code)) not in turned)
    return kept, (*spoken, *held)


def disambiguated(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles, those with names that are spelt alike, as علم and عالم or café and cafe, under slugs of their own.

    The oldest keeps the slug, so that its address stays what it was; the others have a few letters of a digest of their
    names. Names that differ in nothing but their date are the author's to tell apart.
    """
    by_slug: defaultdict[str, list[Article]] = defaultdict(list)
    for article in sorted(articles, key=lambda article: (article.published, article.source)):
        by_slug[article.slug].append(article)
    return tuple(
        article
        if article is alike[0]
        or (own := slugs.named(article.source)) == slugs.named(alike[0].source)
        or not slugs.spells(article.slug, article.source)
        else replace(article, slug=slugs.apart(article.slug, own))
        for alike in by_slug.values()
        for article in alike
    )


def distinct(copies: Sequence[Copy], code: str) -> tuple[tuple[Copy, ...], tuple[Problem, ...]]:
    """The copies whose slugs differ, by their files, and a problem for each of the others.

    Finished files are named by slug: of two with one slug the second would overwrite the first.
    """
    by_slug: defaultdict[str, list[str]] = defaultdict(list)
    for copy in copies:
        by_slug[copy.slug].append(copy.source)
    shared = {slug: sources for slug, sources in by_slug.items() if len(sources) > 1}
    problems = tuple(
        Problem(
            code=code,
            path=source,
            line=1,
            message=f"the slug `{slug}` is also that of "
            + ", ".join(f"`{other}`" for other in sources if other != source),
            hint="give one of them a `slug: …` of its own in its metadata",
        )
        for slug, sources in shared.items()
        for source in sorted(sources)
    )
    kept = (copy for copy in copies if copy.slug not in shared)
    return tuple(sorted(kept, key=lambda copy: copy.source)), problems
