"""Which articles a collection gathers: all or some, in how many volumes, in which order and parts."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count, takewhile
from types import MappingProxyType
from typing import TypeVar

from publish.base import slugs as names
from publish.base.language import icu, month, quarter
from publish.model import Article, EditionPart, EditionPlan, Issue, Text
from publish.value import Value

Key = TypeVar("Key", bound=Hashable)


class Volume(Value):
    """One collection in the making."""

    key: str
    """What tells it from the others of its plan, e.g. `2014-q2`; empty when it is the only one."""
    label: Text
    """The same in words, e.g. `2nd quarter 2014`; empty when it is the only one."""
    position: str
    articles: tuple[Article, ...]
    parts: tuple[EditionPart, ...]
    number: int = 1
    """Which it is of those that what has too many articles for one is divided into."""


def gather(
    plan: EditionPlan,
    articles: Sequence[Article],
    language: str,
    given: Mapping[str, str] = MappingProxyType({}),
    out: Callable[[str], Sequence[str]] = lambda _: (),
    absent: Collection[str] = (),
) -> tuple[Volume, ...]:
    """The volumes that `plan` asks for, in the order of their keys; `articles` stand newest first.

    `language` is the publication's, for the names of months and quarters, `given` are the slugs that topics have. `out`
    tells by its key what a volume held that has come out: with a limit of chapters it goes on holding that. Articles
    that are `absent` from the source are in what has come out with them, and in nothing else. A volume without articles
    is not made.
    """
    wanted = _wanted(plan, articles)
    divided = (
        [(key, label, "", members) for key, label, members in _by_tag(wanted, language, given)]
        if plan.by == "tag"
        else _DIVISIONS[plan.by](wanted, language)
    )
    taken = {key for key, *_ in divided}
    return tuple(
        Volume(
            key=_key(whole, number, taken),
            label=label,
            position=position,
            articles=ordered,
            parts=parts,
            number=number,
        )
        for whole, label, position, every in divided
        for number, members in _split(every, plan.chapters, _numbered(whole, taken, out), absent)
        for ordered, parts in [_arranged(plan, members, language)]
    )


def _numbered(whole: str, taken: Collection[str], out: Callable[[str], Sequence[str]]) -> Iterator[Sequence[str]]:
    """What the volumes of a whole that have come out held, by their numbers, as far as there are any."""
    return takewhile(bool, (out(_key(whole, number, taken)) for number in count(1)))


def _key(whole: str, number: int, taken: Collection[str]) -> str:
    """The key of one of several volumes; `taken` are those of others, such as of a topic `news 2` beside `news`.

    The first is called as the whole is that has not grown so large.
    """
    if number == 1:
        return whole
    key = "-".join(filter(None, (whole, str(number))))
    return f"{whole}-volume-{number}" if key in taken else key


def _split(
    articles: list[Article], most: int | None, volumes: Iterable[Sequence[str]], absent: Collection[str]
) -> list[tuple[int, list[Article]]]:
    """The articles in numbered volumes of at most so many, in the order that they had.

    What the `volumes` that have come out held stays in them, so that what is new, of whichever day, goes into the last
    one, the only one that is open, and those after it. The first ones, of which nothing has come out, hold the oldest.
    """
    held = [*volumes]
    known = {slug: number for number, slugs in enumerate(held, 1) for slug in slugs}
    articles = [article for article in articles if article.slug in known or article.slug not in absent]
    if most is None:
        return [(1, articles)] if articles else []
    divided: dict[int, list[Article]] = {}
    for article in articles:
        if article.slug in known:
            divided.setdefault(known[article.slug], []).append(article)
    number = max(1, len(held))
    for article in sorted(articles, key=lambda article: (article.published, article.slug)):
        if article.slug not in known:
            number += len(divided.get(number, ())) >= most
            divided.setdefault(number, []).append(article)
    places = {article.slug: place for place, article in enumerate(articles)}
    return [
        (number, sorted(members, key=lambda article: places[article.slug]))
        for number, members in sorted(divided.items())
    ]


def strays(plan: EditionPlan, articles: Iterable[Article]) -> tuple[str, ...]:
    """The slugs picked by hand that no article has."""
    known = {article.slug for article in articles}
    return tuple(slug for slug in plan.articles if slug not in known)


def news_since(volume: Sequence[Article], last: Issue | None) -> tuple[date | None, tuple[str, ...]]:
    """When the last edition with other articles came out, and the slugs of what is new since.

    The memory may already hold this very edition, when it is being made again: then the one before it counts, so that
    a second making gives the same bytes.
    """
    slugs = tuple(article.slug for article in volume)
    if last and set(last.articles) == set(slugs):
        last = last.before
    fresh = tuple(slug for slug in slugs if last and slug not in last.articles)
    return (last.issued, fresh) if last and fresh and len(fresh) < len(slugs) else (None, ())


def digest(article: Article) -> str:
    """A SHA-256 of what the article says: its words, its metadata and its pictures, not its line breaks."""
    return hashlib.sha256("\n".join(" ".join(text.split()) for text in _said(article)).encode()).hexdigest()


def digest_as_typed(article: Article) -> str:
    """The same with straight quotation marks, as versions made it that did not turn those of metadata."""
    said = "\n".join(" ".join(text.split()) for text in _said(article))
    return hashlib.sha256(said.translate(_STRAIGHT).encode()).hexdigest()


_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


def _said(article: Article) -> tuple[str, ...]:
    return (
        *(article.title, article.published.isoformat(), article.standfirst, *article.byline, article.typed),
        *(f"{link.title} {link.url}" for link in article.links),
        *(asset.name for asset in article.assets),
        *((article.picture.asset.name, article.picture.alt) if article.picture else ()),
        *filter(None, (article.rights,)),
    )


def topic(tag: str) -> str:
    """What a tag is about: the same in whichever letter case, with hyphens or spaces, straight or curly apostrophes."""
    plain = unicodedata.normalize("NFC", tag).casefold().translate(_STRAIGHT)
    return _BETWEEN.sub(" ", plain).strip() or plain


_BETWEEN = re.compile("[\\s_\u2010-\u2015-]+")


def tagged(article: Article, tag: str) -> bool:
    """Whether the article has the tag, in whichever form (`topic`)."""
    return topic(tag) in map(topic, article.tags)


def _wanted(plan: EditionPlan, articles: Sequence[Article]) -> list[Article]:
    picked = {slug: place for place, slug in enumerate(plan.articles)}
    wanted = [
        article
        for article in articles
        if (not picked or article.slug in picked) and (not plan.tag or tagged(article, plan.tag))
    ]
    if plan.order == "oldest":
        wanted.sort(key=lambda article: (article.published, article.slug))
    elif plan.order == "given" and picked:
        wanted.sort(key=lambda article: picked[article.slug])
    return wanted


_Division = tuple[str, str, str, list[Article]]
"""A volume's key, label, position and articles."""


def _whole(articles: list[Article], _language: str) -> list[_Division]:
    return [("", "", "", articles)] if articles else []


def _by_year(articles: list[Article], _language: str) -> list[_Division]:
    groups = _grouped(articles, lambda article: article.published.year)
    return [(str(year), str(year), str(year), members) for year, members in sorted(groups.items())]


def _by_quarter(articles: list[Article], language: str) -> list[_Division]:
    groups = _grouped(articles, lambda article: (article.published.year, (article.published.month + 2) // 3))
    return [
        (f"{year}-q{number}", quarter(members[0].published, language), f"{year}.{number}", members)
        for (year, number), members in sorted(groups.items())
    ]


def _by_tag(articles: list[Article], language: str, given: Mapping[str, str]) -> list[tuple[str, str, list[Article]]]:
    """A volume for each tag, in the form that it was first published in; an article of several tags is in several."""
    labels: dict[str, str] = {}
    for article in sorted(articles, key=lambda article: (article.published, article.slug)):
        for tag in article.tags:
            labels.setdefault(topic(tag), tag)
    slugs = topics(labels.values(), given)
    return [
        (slugs[topic(label)], label, [article for article in articles if tagged(article, label)])
        for label in sorted(labels.values(), key=icu.collation(language))
    ]


def topics(tags: Iterable[str], given: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """For each topic a slug that no other has: names of files and addresses; `given` are those that some have already.

    Tags come in the order of their first use: a new one never takes the name of an older one.
    """
    slugs = dict(given)
    taken = set(given.values())
    for tag in tags:
        if (key := topic(tag)) not in slugs:
            slugs[key] = slug_of(tag, taken)
            taken.add(slugs[key])
    return slugs


def slug_of(tag: str, taken: Collection[str]) -> str:
    """A slug for a tag that is none of those `taken`."""
    mark = hashlib.sha256(tag.casefold().encode()).hexdigest()[:8]
    slug = names.slug(tag, otherwise=f"topic-{mark}")
    return f"{slug}-{mark}" if slug in taken else slug


_DIVISIONS: dict[str, Callable[[list[Article], str], list[_Division]]] = {
    "all": _whole,
    "year": _by_year,
    "quarter": _by_quarter,
}


def _arranged(
    plan: EditionPlan, articles: list[Article], language: str
) -> tuple[tuple[Article, ...], tuple[EditionPart, ...]]:
    """The articles part by part; the parts in the order in which the articles first call for them."""
    if plan.parts == "none":
        return tuple(articles), ()
    if plan.parts == "months":
        months = _grouped(articles, lambda article: article.published.replace(day=1))
        groups = {month(first, language): members for first, members in months.items()}
    else:
        by_tag = _grouped(articles, lambda article: topic(article.tags[0]) if article.tags else "")
        groups = {members[0].tags[0] if key else "": members for key, members in by_tag.items()}
        if "" in groups:
            groups[""] = groups.pop("")  # what has no topic comes last
    parts = tuple(
        EditionPart(title=title, articles=tuple(article.slug for article in members))
        for title, members in groups.items()
    )
    return tuple(article for members in groups.values() for article in members), parts


def _grouped(articles: list[Article], key: Callable[[Article], Key]) -> dict[Key, list[Article]]:
    groups: dict[Key, list[Article]] = {}
    for article in articles:
        groups.setdefault(key(article), []).append(article)
    return groups
