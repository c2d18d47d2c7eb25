"""The receipt says what is in an archive, and what it was made of and with, for machines and the next archive.

An archive only grows: an edition or an article that is made no longer stays in the receipt with all that its pages and
feeds say of it, and a file or a text that has changed keeps the digests of its former versions. Names once given and
days of arrival are read from here and never derived again; only a withdrawal takes words out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Literal, TypeVar

from publish.editions import gathering, kinds
from publish.editions.gathering import digest, digest_as_typed
from publish.model import Article, Artifact, Edition, Elsewhere, Issue, PageStart, Printed, Publication, Reference, Text
from publish.value import Value, encode, from_json, replace, to_lines

FORM = 4
"""Which form of the receipt this is; another one may have fields with other meanings.

Form 1 had no days of arrival, no revisions and no former addresses, form 2 no sources and no topics, form 3 no parts:
each of their fields means the same here.
"""

Kept = TypeVar("Kept")

ROOM = 2**18
"""Bytes from which on what is of earlier years than the newest stands in parts, one a year: a month writes those of
its own years again and none of the others."""


class Version(Value):
    """A form that something had before it changed."""

    sha256: str
    modified: date


class Before(Value):
    """The last issue of a collection that held other articles."""

    issued: date
    articles: tuple[str, ...]


class Holding(Value, sparse=True):
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
    revisions: tuple[int, ...] = ()
    """Which revision of each of its articles it was made from."""
    names: tuple[str, ...] | None = None
    """The slugs of other articles that it names, in its news box or in links; None when nobody knows (form 1)."""
    superseded: str = ""
    """The path of the file that stands in its place since something got another name; it answers, and is not listed."""
    begun: date | None = None
    """The day of the first issue of a collection; None for that of this one."""
    making: str = ""
    """What it was made with, by its name in the receipt; empty when nobody knows (form 3 as it was first)."""
    made_of: str = ""
    """A digest of the files of its articles as they were then (`digest_of`)."""
    order: str = ""
    """The beginning of a digest of all that it was made of and with (`press.known`): where it is the same, the bytes
    are; empty when nobody knows."""
    starts: tuple[PageStart, ...] | None = None
    """Where the pages of a standard edition begin, which collections mark; None when nobody knows."""
    shape: str = ""
    """A digest of the elements of its article's body, among which `starts` has its places."""


class Input(Value):
    """A file that something was made from."""

    path: str
    """From the publication's folder."""
    sha256: str
    """Of a picture's without what a camera noted in it; empty for one that is given to nobody."""


class Paper(Value, sparse=True):
    """An article in the archive: what lists say of it. One that is withdrawn has none of its words here."""

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
    text: str = ""
    """The SHA-256 of its text alone, by which it is known again under another title; empty when nobody knows."""
    former: tuple[Version, ...] = ()
    revision: int = 0
    """How many times it has changed or been corrected."""
    born: str = ""
    """The slug that its identifier is made of, where it has another now."""
    source: str = ""
    """The path of its file, by which links of others call it; empty when nobody knows (form 1)."""
    rights: Text = ""
    arrived: date | None = None
    """The day it came into the archive; None for that of its publication."""
    changed: date | None = None
    """The day its words last became others here."""
    withdrawn: date | None = None
    """The day it was taken back."""
    reason: Text = ""
    """Why, as it was said when it was taken back."""
    inputs: tuple[Input, ...] = ()
    """Its text and its pictures."""
    packed: str = ""
    """The zip of the archive that has them; empty for none."""

    @property
    def modified(self) -> date:
        """The day of its last correction, of its arrival, or of publication, whichever is the last."""
        return max(day for day in (self.published, self.corrected, self.arrived, self.changed) if day)


class Tool(Value):
    """A program or library that took part."""

    name: str
    version: str


class Making(Value):
    """What finished files were made with, besides the files of their articles: two with one making may be compared."""

    fingerprint: str
    """A digest of all that draws: of this program, of libraries and of typefaces."""
    tools: tuple[Tool, ...]
    inputs: tuple[Input, ...]
    """The settings, the logo and the house style, all its files in one digest (`digest_of`)."""


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
    moved: Mapping[str, str] = {}
    """Slugs that articles had before, each with the one that its article has now."""
    sources: Mapping[str, str] = {}
    """A digest of what each zip of sources holds, by its path."""
    topics: Mapping[str, str] = {}
    """The slug that each topic (`gathering.topic`) was given: it keeps it."""
    lists: Mapping[str, str] = {}
    """Lists that are made no longer, each with the page that it leads on to, by their paths."""
    makings: Mapping[str, Making] = {}
    """What the finished files were made with, by a digest of it."""
    full: Mapping[str, str] = {}
    """A digest of what each full page of a feed holds, by its path: it is not written again while that is the same."""
    turns: tuple[str, ...] = ()
    """The digests of the receipts before it (`memory.digest`), the oldest first."""
    parts: Mapping[str, str] = {}
    """The SHA-256 of each file that has what is of one of the earlier years, by its path in the archive."""


class Part(Value):
    """What a receipt has of one year."""

    papers: tuple[Paper, ...]
    holdings: tuple[Holding, ...]
    inputs: tuple[Input, ...]


Fetch = Callable[[str], bytes | None]
"""Gives a file of an archive by its path; None for none."""


def head(content: bytes) -> Receipt:
    """The receipt in `content`, without its parts. Raises ValueError when it is none, or one of another form."""
    receipt = from_json(content, Receipt)
    if not 1 <= receipt.form <= FORM:
        raise ValueError(f"it has form {receipt.form}, this program knows form {FORM} and those before it")
    return receipt


def read(content: bytes, *places: Fetch) -> Receipt:
    """The receipt in `content`, its parts from the first of the `places` where they are what it says.

    Raises ValueError when it is none, or one of another form, or a part is nowhere.
    """
    receipt = head(content)
    parts = [from_json(_part(path, digest, places), Part) for path, digest in receipt.parts.items()]
    if parts:
        receipt = replace(
            receipt,
            papers=_joined((receipt.papers, *(one.papers for one in parts)), lambda one: one.slug),
            holdings=_joined((receipt.holdings, *(one.holdings for one in parts)), lambda one: one.path),
            inputs=_joined((receipt.inputs, *(one.inputs for one in parts)), lambda one: one.path),
        )
    receipt = _migrated(receipt) if receipt.form == 1 else replace(receipt, form=FORM)
    return receipt if receipt.topics else replace(receipt, topics=_topics(receipt.papers))


def _part(path: str, digest: str, places: Iterable[Fetch]) -> bytes:
    found = (content for fetch in places if (content := fetch(path)) is not None)
    for content in found:
        if hashlib.sha256(content).hexdigest() == digest:
            return content
    raise ValueError(f"`{path}`, which is a part of it, is missing or is not what it was")


def _joined(parts: Iterable[Iterable[Kept]], key: Callable[[Kept], str]) -> tuple[Kept, ...]:
    return tuple(sorted((one for part in parts for one in part), key=key))


def divided(receipt: Receipt) -> tuple[bytes, dict[str, bytes]]:
    """The receipt as JSON, and its parts by their paths: the same bytes for the same receipt.

    What is small, and never was divided, has none. An article is in the part of the year of its publication, a finished
    file in that of its issue; the newest year stands in the receipt itself.
    """
    whole = to_lines(replace(receipt, parts={}))
    newest = max((paper.published.year for paper in receipt.papers), default=0)
    years = sorted({paper.published.year for paper in receipt.papers if paper.published.year < newest})
    if not years or (len(whole) < ROOM and not receipt.parts):
        return whole, {}
    year_of = {file.path: paper.published.year for paper in receipt.papers for file in paper.inputs}

    def of(wanted: Collection[int | None]) -> Part:
        return Part(
            papers=tuple(paper for paper in receipt.papers if paper.published.year in wanted),
            holdings=tuple(held for held in receipt.holdings if held.issued.year in wanted),
            inputs=tuple(file for file in receipt.inputs if year_of.get(file.path) in wanted),
        )

    parts = {f"{PARTS}{year}.json": to_lines(of((year,))) for year in years}
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in parts.items()}
    rest = of({None, newest, *(held.issued.year for held in receipt.holdings)}.difference(years))
    whole = to_lines(replace(receipt, papers=rest.papers, holdings=rest.holdings, inputs=rest.inputs, parts=digests))
    return whole, parts


PARTS = "receipt/"
"""The folder of the parts."""


def topics_before(papers: Iterable[Paper]) -> dict[str, str]:
    """The slug of each tag in small letters, as versions gave it to which `self-help` and `self help` were two."""
    slugs: dict[str, str] = {}
    for paper in _in_order(papers):
        for tag in paper.tags:
            if (plain := tag.casefold()) not in slugs:
                slugs[plain] = gathering.slug_of(tag, slugs.values())
    return slugs


def _topics(papers: Iterable[Paper]) -> dict[str, str]:
    """What these slugs come to: of two that are one topic by now the older has it."""
    given: dict[str, str] = {}
    for tag, slug in topics_before(papers).items():
        given.setdefault(gathering.topic(tag), slug)
    return given


def _in_order(papers: Iterable[Paper]) -> list[Paper]:
    """By the days of their publication."""
    return sorted(papers, key=lambda paper: (paper.published, f"articles/{paper.slug}.html"))


def _migrated(receipt: Receipt) -> Receipt:
    """A receipt of form 1 in today's: in it every edition was made from the words of its day."""
    papers = tuple(replace(paper, revision=len(paper.former)) for paper in receipt.papers)
    revisions = {paper.slug: paper.revision for paper in papers}
    holdings = tuple(
        replace(held, revisions=tuple(revisions.get(slug, 0) for slug in held.articles)) for held in receipt.holdings
    )
    return replace(receipt, form=FORM, papers=papers, holdings=holdings)


def shape(body: str) -> str:
    """A digest of which elements an article's body has: what counts them finds the same ones where it is the same."""
    return hashlib.sha256(" ".join(_ELEMENT.findall(body)).encode()).hexdigest()[:16]


_ELEMENT = re.compile(r"<([a-z][^\s/>]*)")


def printed(receipt: Receipt, edition: str, bodies: Mapping[str, str]) -> dict[str, Printed]:
    """Where the pages of the files of a standard edition begin, by the slugs of their articles, where anybody knows.

    `bodies` are those of the articles as they are read now.
    """
    revisions = {paper.slug: paper.revision for paper in receipt.papers}
    return {
        slug: Printed(slug=slug, identifier=held.identifier, pages=held.pages or 0, starts=held.starts)
        for held in receipt.holdings
        if held.edition == edition and held.starts is not None and not held.superseded
        for slug, revision in zip(held.articles, held.revisions, strict=True)
        if revisions.get(slug) == revision and slug in bodies and held.shape == shape(bodies[slug])
    }


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
        if not held.superseded and (kind := kinds.find(held.kind)) and kind.collects
    )


def holding(
    edition: Edition,
    artifact: Artifact,
    sha256: str,
    *,
    cover: str = "",
    thumbnail: str = "",
    drawn: str = "",
    key: str = "",
) -> Holding:
    """What there is to say of a finished file; `key` is that of its order."""
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
        names=names_of(edition),
        cover=cover,
        thumbnail=thumbnail,
        drawn=drawn,
        order=key[:TOLD],
        starts=artifact.starts if edition.kind == kinds.STANDARD else None,
        shape=shape(edition.articles[0].body) if edition.kind == kinds.STANDARD else "",
    )


TOLD = 32
"""Letters of the key of an order that are kept."""


def names_of(edition: Edition) -> tuple[str, ...]:
    """The slugs of the articles that an edition names and does not hold: in its news box, and in links."""
    held = {article.slug for article in edition.articles}
    said = (*(item.slug for item in edition.news), *(slug for article in edition.articles for slug in article.others))
    return tuple(dict.fromkeys(slug for slug in said if slug not in held))


def path_of(artifact: Artifact) -> str:
    """Where a finished file lies in the archive."""
    return f"editions/{artifact.edition}/{artifact.name}.{artifact.suffix}"


def paper(article: Article, known: Paper | None = None) -> Paper:
    """What there is to say of an article; one that says what is `known` keeps the digest that it was given then."""
    same = known is not None and known.sha256 in (digest(article), digest_as_typed(article))
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
        sha256=known.sha256 if known and same else digest(article),
        text=words(article),
        rights=article.rights,
        source=article.source,
    )


def words(article: Article) -> str:
    """The SHA-256 of an article's text, its line breaks left out of account; empty for a very short one."""
    said = article.typed.split()
    return hashlib.sha256(" ".join(said).encode()).hexdigest() if len(said) >= FEWEST else ""


FEWEST = 5
"""Words of a text from which on it can be told from others by them."""


def grow(
    former: Receipt | None,
    *,
    publication: Publication,
    tools: Iterable[Tool],
    inputs: Iterable[Input],
    validators: Sequence[Answer],
    holdings: Iterable[Holding],
    papers: Iterable[Paper],
    today: date,
    sources: Mapping[str, str] = MappingProxyType({}),
    making: Making | None = None,
) -> Receipt:
    """The former receipt with what is held now: nothing that it lists is lost.

    Without `validators` the former answers stand as long as the files they were about are the same. `making` is what
    the `holdings` were made with.
    """
    was = former or Receipt(
        form=FORM,
        publication=publication.identifier,
        title=publication.title,
        tools=(),
        inputs=(),
        validators=(),
        holdings=(),
        papers=(),
    )
    follow = partial(_revise, today=today)
    listed = _merge(
        was.papers,
        papers,
        lambda one: one.slug,
        follow,
        (lambda paper: replace(paper, arrived=max(today, paper.published))) if former else lambda paper: paper,
    )
    makings = {hashlib.sha256(encode(making)).hexdigest()[:12]: making} if making else {}
    fresh = list(_as_made(holdings, {paper.slug: paper for paper in listed}, "".join(makings)))
    held = _led_on(_merge(was.holdings, fresh, lambda one: one.path, _succeed), fresh)
    same = [one.sha256 for one in was.holdings] == [one.sha256 for one in held]
    tags = (tag for paper in _in_order(listed) for tag in paper.tags)
    return replace(
        was,
        form=FORM,
        publication=publication.identifier,
        title=publication.title,
        tools=tuple(tools),
        inputs=tuple(sorted(inputs, key=lambda one: one.path)),
        validators=tuple(validators) or (was.validators if same else ()),
        holdings=held,
        papers=listed,
        sources=dict(sources),
        topics=gathering.topics(tags, was.topics),
        makings=_makings(held, was.makings, makings),
    )


def _as_made(holdings: Iterable[Holding], papers: Mapping[str, Paper], making: str) -> Iterator[Holding]:
    """Finished files with what they were made of and with."""
    for one in holdings:
        known = [papers.get(slug) for slug in one.articles]
        yield replace(
            one,
            revisions=tuple(paper.revision if paper else 0 for paper in known),
            making=making,
            made_of=digest_of(file for paper in known if paper for file in paper.inputs),
        )


def _makings(held: Iterable[Holding], *known: Mapping[str, Making]) -> dict[str, Making]:
    """What is held was made with, and no more."""
    used = {one.making for one in held}
    every = {name: making for those in known for name, making in those.items() if name in used}
    return dict(sorted(every.items()))


def digest_of(files: Iterable[Input]) -> str:
    """A digest of files as they were; empty for none."""
    lines = sorted(f"{file.sha256}  {file.path}" for file in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32] if lines else ""


def _led_on(held: Sequence[Holding], fresh: Iterable[Holding]) -> tuple[Holding, ...]:
    """What is held, the files of another name that had the place of a new one superseded by it."""
    now = {(one.identifier, one.edition, one.media_type): one for one in fresh}
    led = {one.path: one for one in held}
    for one in held:
        other = now.get((one.identifier, one.edition, one.media_type))
        if other and other.path != one.path:
            led[one.path] = replace(one, superseded=other.path)
            led[other.path] = _since(led[other.path], one)
    return tuple(led.values())


def _merge(
    old: Iterable[Kept],
    new: Iterable[Kept],
    key: Callable[[Kept], str],
    follow: Callable[[Kept, Kept], Kept],
    begin: Callable[[Kept], Kept] = lambda one: one,
) -> tuple[Kept, ...]:
    kept = {key(one): one for one in old}
    for one in new:
        kept[key(one)] = follow(kept[key(one)], one) if key(one) in kept else begin(one)
    return tuple(kept[name] for name in sorted(kept))


def _succeed(old: Holding, new: Holding) -> Holding:
    """The new file in the place of the old one, which it remembers."""
    changed = old.sha256 != new.sha256
    before = old.before
    if set(old.articles) != set(new.articles):
        before = Before(issued=old.issued, articles=old.articles)
    former = _past(old.former, old.sha256, old.modified) if changed else old.former
    return _since(replace(new, former=former, before=before), old)


def _since(new: Holding, old: Holding) -> Holding:
    """The new file as one that goes on from the old one: a collection keeps the day of its first issue."""
    begun = min(new.issued, old.begun or old.issued)
    return replace(new, begun=begun if begun < new.issued else None)


def _revise(old: Paper, new: Paper, *, today: date) -> Paper:
    """The new article in the place of the old one: who it is and when it came stay as they were."""
    changed = old.sha256 != new.sha256
    revised = changed or old.corrected != new.corrected
    return replace(
        new,
        former=_past(old.former, old.sha256, old.modified) if changed else old.former,
        revision=old.revision + revised,
        born=old.born,
        arrived=old.arrived,
        changed=max(today, old.modified) if revised else old.changed,
    )


def _past(former: tuple[Version, ...], sha256: str, modified: date) -> tuple[Version, ...]:
    return (*former, Version(sha256=sha256, modified=modified))


def absent(receipt: Receipt, articles: Sequence[Article]) -> tuple[str, ...]:
    """The pages of an archive whose articles are no longer read, though nobody has withdrawn them."""
    there = {article.slug for article in articles}
    return tuple(
        f"articles/{paper.slug}.html" for paper in receipt.papers if paper.slug not in there and not paper.withdrawn
    )


def promised(receipt: Receipt) -> dict[str, str]:
    """What the receipt says that the archive has, by path: the SHA-256 of finished files, nothing of their pictures."""
    pictures = {path: "" for held in receipt.holdings for path in (held.cover, held.thumbnail, held.drawn) if path}
    zips = dict.fromkeys(receipt.sources, "")
    return {**pictures, **zips, **receipt.parts, **{held.path: held.sha256 for held in receipt.holdings}}


def withdrawn(receipt: Receipt) -> dict[str, date]:
    """What is taken back, by every slug that it had, with the day."""
    days = {paper.slug: paper.withdrawn for paper in receipt.papers if paper.withdrawn}
    return days | {old: days[now] for old, now in receipt.moved.items() if now in days}


class Memory(Value):
    """What an archive remembers for whatever is made next."""

    issues: tuple[Issue, ...] = ()
    """Of the collections in it."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Its articles, to which links may lead when the source has them no longer."""
    withdrawn: Mapping[str, date] = {}
    """What is taken back, with the days."""
    topics: Mapping[str, str] = {}
    """The slugs that topics have."""


def remember(content: bytes, *places: Fetch) -> Memory:
    """What an archive's receipt remembers, as `read` reads it. Raises ValueError when it cannot be read."""
    receipt = read(content, *places)
    formerly: dict[str, list[str]] = {}
    for old, now in receipt.moved.items():
        formerly.setdefault(now, []).append(old)
    return Memory(
        issues=issues(receipt),
        elsewhere=tuple(
            Elsewhere(
                reference=Reference(
                    slug=paper.slug, title=paper.title, published=paper.published, language=paper.language
                ),
                source=paper.source,
                formerly=tuple(formerly.get(paper.slug, ())),
            )
            for paper in receipt.papers
            if not paper.withdrawn
        ),
        withdrawn=withdrawn(receipt),
        topics=receipt.topics,
    )
