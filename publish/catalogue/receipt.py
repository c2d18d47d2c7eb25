"""The receipt says what is in an archive, and what it was made of and with, for machines and the next archive.

An archive only grows: an edition or an article that is made no longer stays in the receipt with all that its pages and
feeds say of it, and a file or a text that has changed keeps the digests of its former versions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal, TypeVar

from publish.editions import kinds
from publish.editions.gathering import digest
from publish.model import Article, Artifact, Edition, Issue, Publication, Text
from publish.value import Value, from_json, replace, to_json

FORM = 1
"""Which form of the receipt this is; another one may have fields with other meanings."""


class Version(Value):
    """A form that something had before it changed."""

    sha256: str
    modified: date


class Before(Value):
    """The last issue of a collection that held other articles."""

    issued: date
    articles: tuple[str, ...]


class Holding(Value):
    """A finished file in the archive, and the edition that it is of."""

    path: str
    sha256: str
    bytes: int
    media_type: str
    pages: int | None
    edition: str
    kind: str
    slug: str
    identifier: str
    title: Text
    issued: date
    modified: date
    language: str
    direction: Literal["ltr", "rtl"]
    position: str
    articles: tuple[str, ...]
    cover: str = ""
    """The path of its first page or cover as a picture; empty when it has none."""
    thumbnail: str = ""
    drawn: str = ""
    """The path of its cover as an SVG; empty when it has none."""
    former: tuple[Version, ...] = ()
    before: Before | None = None


class Paper(Value):
    """An article in the archive: what lists say of it."""

    slug: str
    title: Text
    published: date
    corrected: date | None
    language: str
    direction: Literal["ltr", "rtl"]
    standfirst: Text
    byline: tuple[Text, ...]
    tags: tuple[Text, ...]
    sha256: str
    """Of what it says (`gathering.digest`), not of its page."""
    former: tuple[Version, ...] = ()

    @property
    def modified(self) -> date:
        """The day of its last correction, or of publication."""
        return max(self.published, self.corrected) if self.corrected else self.published


class Input(Value):
    """A file that the archive was made from."""

    path: str
    sha256: str


class Tool(Value):
    """A program or library that took part."""

    name: str
    version: str


class Answer(Value):
    """What a validator said of the files of the archive."""

    validator: str
    version: str
    profiles: tuple[str, ...]
    files: int
    failures: int


class Receipt(Value):
    """Everything that is remembered of an archive."""

    form: int
    publication: str
    """Its identifier."""
    title: Text
    tools: tuple[Tool, ...]
    inputs: tuple[Input, ...]
    validators: tuple[Answer, ...]
    """Empty when nobody asked them about the files as they are."""
    holdings: tuple[Holding, ...]
    papers: tuple[Paper, ...]


def read(content: bytes) -> Receipt:
    """The receipt in `content`. Raises ValueError when it is none, or one of another form."""
    receipt = from_json(content, Receipt)
    if receipt.form != FORM:
        raise ValueError(f"it has form {receipt.form}, this program knows form {FORM}")
    return receipt


def write(receipt: Receipt) -> bytes:
    """The receipt as JSON, the same bytes for the same receipt."""
    return to_json(receipt)


def issues(receipt: Receipt) -> tuple[Issue, ...]:
    """What the receipt remembers of the collections in it."""
    return tuple(
        Issue(
            identifier=held.identifier,
            issued=held.issued,
            articles=held.articles,
            before=Issue(identifier=held.identifier, issued=held.before.issued, articles=held.before.articles)
            if held.before
            else None,
        )
        for held in receipt.holdings
        if (kind := kinds.find(held.kind)) and kind.collects
    )


def holding(
    edition: Edition, artifact: Artifact, sha256: str, *, cover: str = "", thumbnail: str = "", drawn: str = ""
) -> Holding:
    """What there is to say of a finished file."""
    return Holding(
        path=path_of(artifact),
        sha256=sha256,
        bytes=len(artifact.content),
        media_type=artifact.media_type,
        pages=artifact.pages,
        edition=edition.name,
        kind=edition.kind,
        slug=edition.slug,
        identifier=edition.identifier,
        title=edition.title,
        issued=edition.issued,
        modified=edition.modified,
        language=edition.language,
        direction=edition.direction,
        position=edition.position,
        articles=tuple(article.slug for article in edition.articles),
        cover=cover,
        thumbnail=thumbnail,
        drawn=drawn,
    )


def path_of(artifact: Artifact) -> str:
    """Where a finished file lies in the archive."""
    return f"editions/{artifact.edition}/{artifact.name}.{artifact.suffix}"


def paper(article: Article) -> Paper:
    """What there is to say of an article."""
    return Paper(
        slug=article.slug,
        title=article.title,
        published=article.published,
        corrected=article.corrected,
        language=article.language,
        direction=article.direction,
        standfirst=article.standfirst,
        byline=article.byline,
        tags=article.tags,
        sha256=digest(article),
    )


def grow(
    former: Receipt | None,
    *,
    publication: Publication,
    tools: Iterable[Tool],
    inputs: Iterable[Input],
    validators: Sequence[Answer],
    holdings: Iterable[Holding],
    papers: Iterable[Paper],
) -> Receipt:
    """The former receipt with what is held now: nothing that it lists is lost.

    Without `validators` the former answers stand as long as the files they were about are the same.
    """
    held = _merge(former.holdings if former else (), holdings, lambda one: one.path, _succeed)
    same = former is not None and [one.sha256 for one in former.holdings] == [one.sha256 for one in held]
    return Receipt(
        form=FORM,
        publication=publication.identifier,
        title=publication.title,
        tools=tuple(tools),
        inputs=tuple(sorted(inputs, key=lambda one: one.path)),
        validators=tuple(validators) or (former.validators if former and same else ()),
        holdings=held,
        papers=_merge(former.papers if former else (), papers, lambda one: one.slug, _revise),
    )


Kept = TypeVar("Kept")


def _merge(
    old: Iterable[Kept], new: Iterable[Kept], key: Callable[[Kept], str], follow: Callable[[Kept, Kept], Kept]
) -> tuple[Kept, ...]:
    kept = {key(one): one for one in old}
    for one in new:
        kept[key(one)] = follow(kept[key(one)], one) if key(one) in kept else one
    return tuple(kept[name] for name in sorted(kept))


def _succeed(old: Holding, new: Holding) -> Holding:
    """The new file in the place of the old one, which it remembers."""
    changed = old.sha256 != new.sha256
    before = old.before
    if set(old.articles) != set(new.articles):
        before = Before(issued=old.issued, articles=old.articles)
    return replace(new, former=_past(old.former, old.sha256, old.modified) if changed else old.former, before=before)


def _revise(old: Paper, new: Paper) -> Paper:
    changed = old.sha256 != new.sha256
    return replace(new, former=_past(old.former, old.sha256, old.modified) if changed else old.former)


def _past(former: tuple[Version, ...], sha256: str, modified: date) -> tuple[Version, ...]:
    return (*former, Version(sha256=sha256, modified=modified))


def withdrawn(content: bytes, articles: Sequence[Article]) -> tuple[str, ...]:
    """The pages of an archive whose articles are no longer read. Raises ValueError when the receipt cannot be read."""
    there = {article.slug for article in articles}
    return tuple(f"articles/{paper.slug}.html" for paper in read(content).papers if paper.slug not in there)


def remember(content: bytes) -> tuple[Issue, ...]:
    """What an archive's receipt remembers of collections. Raises ValueError when it cannot be read."""
    return issues(read(content))
