"""What an article is called, where the archive knows it: a name once given is read from there and never derived again.

In a clash the one that the archive has keeps the name. An article that has come under the name of another one, which
the archive keeps, gets a name of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from publish.base import slugs
from publish.model import Article, Elsewhere
from publish.problem import Problem
from publish.value import replace

_OWN = re.compile(r"-(?:\d{4}(?:-\d\d-\d\d)?|[0-9a-f]{6})")
"""What is written behind a slug to make it another."""


def settle(
    articles: Sequence[Article], archived: Sequence[Elsewhere], taken: Iterable[str] = ()
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """The articles under their names, without those whose name another has, and a problem for each that is named anew.

    `archived` are the articles of the archive, `taken` are other names that nobody may have.
    """
    if not archived:
        return tuple(articles), ()
    known = _Archive(articles, archived, taken)
    kept: list[Article] = []
    problems: list[Problem] = []
    for article in sorted(articles, key=lambda article: article.source):
        article = known.as_given(article)
        holder = known.holder(article)
        if holder is None:
            kept.append(article)
        elif (there := holder.source) in known.here and there != article.source and known.here[there] == article.slug:
            name = slugs.named(article.source)
            if name != slugs.named(there) and slugs.spells(article.slug, article.source):
                kept.append(replace(article, slug=slugs.apart(article.slug, name)))
            else:
                problems.append(_clash(article, there))
        else:
            kept.append(known.apart(article))
            problems.append(_other(article, holder, kept[-1].slug))
    return tuple(kept), tuple(problems)


class _Archive:
    """The names that the archive has given, and the files that are here."""

    def __init__(self, articles: Sequence[Article], archived: Sequence[Elsewhere], taken: Iterable[str]) -> None:
        self.here: Mapping[str, str] = {article.source: article.slug for article in articles}
        self.by_slug = {one.reference.slug: one for one in archived}
        self.by_source = {one.source: one for one in archived if one.source}
        self.moved = {slug: one for one in archived for slug in one.formerly}
        says = {slug: article.source for article in articles for slug in article.formerly}
        self.renamed = {slug: source for slug, source in says.items() if slug in self.by_slug}
        self.taken = {*taken, *self.by_slug, *self.moved, *self.here.values()}

    def as_given(self, article: Article) -> Article:
        """The article under the name that its file was given when its own was taken."""
        one = self.by_source.get(article.source)
        given = one.reference.slug if one else ""
        own = given.startswith(article.slug) and _OWN.fullmatch(given[len(article.slug) :])
        return replace(article, slug=given) if own else article

    def holder(self, article: Article) -> Elsewhere | None:
        """The other article that has the name of this one; None when nobody has it."""
        slug = article.slug
        if slug in article.formerly:
            return None
        if slug in self.moved and self.moved[slug].source != article.source:
            return self.moved[slug] if self.moved[slug].reference.slug not in article.formerly else None
        one = self.by_slug.get(slug)
        if one is None:
            return None
        if slug in self.renamed and self.renamed[slug] != article.source:
            return one
        if one.source and one.source != article.source and one.source in self.here:
            return None if self.here[one.source] != slug and article.title == one.reference.title else one
        if one.source == article.source and article.corrected:
            return None
        return None if _same(article, one) else one

    def apart(self, article: Article) -> Article:
        """The article under a name that nobody has, or that it had before its file was moved."""
        own, stem = article.slug, article.slug[: slugs.LONGEST - 11].rstrip("-")
        for name, one in self.by_slug.items():
            had = name.startswith(stem) and _OWN.fullmatch(name[len(stem) :])
            if had and one.source not in self.here and _same(article, one):
                return replace(article, slug=name)
        names = (f"{stem}-{mark}" for mark in (article.published.year, article.published.isoformat()))
        name = next((name for name in names if name not in self.taken), slugs.apart(own, article.source))
        self.taken.add(name)
        return replace(article, slug=name)


def _same(article: Article, one: Elsewhere) -> bool:
    """Whether an article is the one that the archive has: its title may be a better one now, or its day a moved one."""
    return article.title == one.reference.title or article.published == one.reference.published


def _clash(article: Article, there: str) -> Problem:
    return Problem(
        code="A06",
        path=article.source,
        line=1,
        message=f"the slug `{article.slug}` is that of `{there}`, which is in the archive",
        hint="give this one a `slug: …` of its own in its metadata",
    )


def _other(article: Article, holder: Elsewhere, name: str) -> Problem:
    of = f"“{holder.reference.title}”, {holder.reference.published.isoformat()}"
    return Problem(
        code="A21",
        path=article.source,
        line=1,
        message=f"in the archive `{article.slug}` is {of}: this one is called `{name}`",
        hint=f"write `slug: {name}` to make that plain, or, if it is the same article, `formerly: [{article.slug}]`",
    )
