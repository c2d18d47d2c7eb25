"""Articles become editions: what one file holds, in which order, under which title, date and identifier."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from publish import names
from publish.model import Article, Edition, EditionPlan, NewsItem, Publication

NEWS_ITEMS = 4
"""Other articles named in a briefing's `also in the news` box."""


def compose(publication: Publication, plans: Sequence[EditionPlan], articles: Sequence[Article]) -> tuple[Edition, ...]:
    """The editions that `plans` ask for, in the order of the plans; briefings newest first.

    No articles, no editions: an empty file is never published.
    """
    ordered = tuple(sorted(articles, key=lambda article: (-article.published.toordinal(), article.slug)))
    return tuple(edition for plan in plans if ordered for edition in KINDS[plan.kind](publication, plan, ordered))


def _briefings(publication: Publication, plan: EditionPlan, articles: tuple[Article, ...]) -> tuple[Edition, ...]:
    """An edition for each article."""
    return tuple(
        Edition(
            name=plan.name,
            kind="briefing",
            slug=article.slug,
            title=article.title,
            issued=article.published,
            language=article.language,
            direction=article.direction,
            identifier=identifier(publication, plan.name, article.slug),
            articles=(article,),
            news=_news(article, articles),
            publication=publication,
        )
        for article in articles
    )


def _news(about: Article, articles: tuple[Article, ...]) -> tuple[NewsItem, ...]:
    others = [article for article in articles if article.slug != about.slug][:NEWS_ITEMS]
    return tuple(
        NewsItem(
            title=article.title, published=article.published, standfirst=article.standfirst, language=article.language
        )
        for article in others
    )


def _collection(publication: Publication, plan: EditionPlan, articles: tuple[Article, ...]) -> tuple[Edition, ...]:
    """One edition of all articles, newest first; its date is the newest article's."""
    title = plan.title or publication.title
    slug = names.slug(title, otherwise=plan.name)
    return (
        Edition(
            name=plan.name,
            kind="collection",
            slug=slug,
            title=title,
            issued=articles[0].published,
            language=publication.language,
            direction=publication.direction,
            identifier=identifier(publication, plan.name),
            articles=articles,
            news=(),
            publication=publication,
        ),
    )


KINDS = {"briefing": _briefings, "collection": _collection}


def identifier(publication: Publication, *names: str) -> str:
    """A `urn:uuid:` that every build gives (RFC 9562, version 5, in the namespace of the publication's URI)."""
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, publication.identifier)
    return uuid.uuid5(namespace, "/".join(names)).urn
