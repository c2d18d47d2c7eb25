"""Articles become editions: what one file holds, in which order, under which title, date and identifier."""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from publish.base import slugs as names
from publish.base.alike import alike, near
from publish.base.language import nearer
from publish.editions import kinds, withholding
from publish.editions.gathering import gather, news_since, tagged, topic
from publish.editions.gathering import strays as not_there
from publish.editions.papers import laid
from publish.editions.release import meant_for
from publish.model import (
    Agenda,
    Article,
    Edition,
    EditionPlan,
    HouseStyle,
    Issue,
    NewsItem,
    Publication,
    Reference,
)
from publish.problem import Problem
from publish.value import Value, replace

NEWS_ITEMS = 4
"""Other articles named in a briefing's `also in the news` box."""


class Past(Value):
    """What has come out before, as far as it decides what comes out now."""

    topics: Mapping[str, str] = {}
    """The slugs that topics have."""
    out: Mapping[str, tuple[str, ...]] = {}
    """The slugs of what each collection holds, by its identifier."""
    absent: tuple[Article, ...] = ()
    """Articles that the source has no longer: they stay in the collections that hold them."""
    reset: frozenset[str] = frozenset()
    """The slugs of the collections that are made anew, as if they had never come out."""


NOTHING = Past()


def compose(
    publication: Publication,
    plans: Sequence[EditionPlan],
    articles: Sequence[Article],
    agendas: Sequence[Agenda] = (),
    elsewhere: Sequence[Reference] = (),
    past: Past = NOTHING,
) -> tuple[Edition, ...]:
    """The editions that `plans` ask for, in the order of the plans; briefings newest first, packs by their meetings.

    No articles, no editions: an empty file is never published. Each paper of an agenda must be the slug of an article.
    Those in `source/papers/` are in packs alone: in no briefing, its news, or collection.
    Links may lead to articles that are only in the archive: `elsewhere`. `past` is what has come out before.
    """
    ordered = _newest_first(articles)
    meetings = tuple(sorted(agendas, key=lambda agenda: (agenda.meeting, agenda.slug)))
    made = tuple(
        edition
        for plan in plans
        for seen in [meant_for("confidential" if kinds.of(plan.kind).of_meeting else "everybody", ordered)]
        if seen
        for edition in _COMPOSE[kinds.of(plan.kind).holds](publication, plan, seen, meetings, past)
    )
    by_slug: dict[str, Article | Reference] = {other.slug: other for other in elsewhere}
    by_slug |= {article.slug: article for article in ordered}
    return tuple(_with_rights(_with_references(edition, by_slug)) for edition in made)


def _newest_first(articles: Iterable[Article]) -> tuple[Article, ...]:
    return tuple(sorted(articles, key=lambda article: (-article.published.toordinal(), article.slug)))


def _with_rights(edition: Edition) -> Edition:
    """The edition with the line on its rights: of one article its own, and with a year that of publication."""
    own = edition.articles[0].rights if len(edition.articles) == 1 and not kinds.of(edition.kind).collects else ""
    return replace(edition, publication=stated(edition.publication, edition.issued, own))


def stated(publication: Publication, day: date, own: str = "") -> Publication:
    """The publication with its line on rights as it is for something of that day, which may have one of its `own`."""
    rights = (own or publication.rights).replace(YEAR, str(day.year))
    return publication if rights == publication.rights else replace(publication, rights=rights)


YEAR = "{year}"
"""Stands in a line on rights for the year of publication."""


def _with_references(edition: Edition, by_slug: Mapping[str, Article | Reference]) -> Edition:
    """The edition with what its links have to say of the articles that they lead to."""
    copies = (*edition.articles, *((edition.agenda,) if edition.agenda else ()))
    slugs = dict.fromkeys(slug for copy in copies for slug in copy.others if slug in by_slug)
    if not slugs:
        return edition
    return replace(
        edition,
        references=tuple(
            Reference(
                slug=slug,
                title=other.title,
                published=other.published,
                language=other.language,
                paper=isinstance(other, Article) and other.for_meetings,
            )
            for slug in slugs
            for other in [by_slug[slug]]
        ),
    )


def _briefings(
    publication: Publication,
    plan: EditionPlan,
    articles: tuple[Article, ...],
    agendas: tuple[Agenda, ...],  # noqa: ARG001
    past: Past,  # noqa: ARG001
) -> tuple[Edition, ...]:
    """An edition for each article."""
    own_sides = kinds.of(plan.kind).own_sides
    news = _NEWS[plan.news](articles)
    return tuple(
        Edition(
            name=plan.name,
            kind=plan.kind,
            slug=article.slug,
            title=article.title,
            issued=article.published,
            language=article.language,
            direction=article.direction,
            identifier=identifier(publication, plan.name, article.identity),
            articles=(article,),
            news=tuple(map(_brief, news(place)[:NEWS_ITEMS])),
            agenda=None,
            sides=(article.sides if own_sides else None) or plan.sides,
            max_bytes=plan.max_bytes,
            publication=publication,
            paper=plan.paper,
        )
        for place, article in enumerate(articles)
    )


def _newest(articles: tuple[Article, ...]) -> News:
    """The newest articles but its own."""
    first = articles[: NEWS_ITEMS + 1]
    return lambda place: [other for at, other in enumerate(first) if at != place]


def _earlier(articles: tuple[Article, ...]) -> News:
    """The articles that come next after its own, newest first: those of its day or before it."""
    return lambda place: articles[place + 1 : place + 1 + NEWS_ITEMS]


def _tagged(articles: tuple[Article, ...]) -> News:
    """Those of the earlier ones that have a tag of its own."""
    topics = [{topic(tag) for tag in article.tags} for article in articles]
    places: dict[str, list[int]] = {}
    for place, own in enumerate(topics):
        for one in own:
            places.setdefault(one, []).append(place)

    def of(place: int) -> Sequence[Article]:
        found: set[int] = set()
        for one in topics[place]:
            at = bisect_right(places[one], place)
            found.update(places[one][at : at + NEWS_ITEMS])
        return [articles[other] for other in sorted(found)]

    return of


News = Callable[[int], Sequence[Article]]
"""What the news box of the article at a place may name, the first of them first."""
_NEWS: Mapping[str, Callable[[tuple[Article, ...]], News]] = {
    "earlier": _earlier,
    "tagged": _tagged,
    "newest": _newest,
    "none": lambda _: lambda _: (),
}
"""Which articles a news box names, by `EditionPlan.news`."""


def _brief(article: Article) -> NewsItem:
    return NewsItem(
        slug=article.slug,
        title=article.title,
        published=article.published,
        standfirst=article.standfirst,
        language=article.language,
    )


def _collection(
    publication: Publication,
    plan: EditionPlan,
    articles: tuple[Article, ...],
    agendas: tuple[Agenda, ...],  # noqa: ARG001
    past: Past,
) -> tuple[Edition, ...]:
    """An edition of all articles, or one for each volume; its date is the newest article's."""
    series = plan.title or publication.title
    stem = names.slug(series, otherwise=plan.name)

    def called(key: str) -> str:
        return "-".join(filter(None, (stem, key)))

    def known_as(key: str) -> str:
        return identifier(publication, *filter(None, (plan.name, key)))

    def out(key: str) -> Sequence[str]:
        return () if called(key) in past.reset else past.out.get(known_as(key), ())

    absent = {article.slug for article in past.absent}
    every = _newest_first((*articles, *past.absent)) if absent else articles
    volumes = gather(plan, every, publication.language, past.topics, out, absent)
    return tuple(
        Edition(
            name=plan.name,
            kind=plan.kind,
            slug=called(volume.key),
            title=_VOLUME.get(plan.by, "{series}").format(series=series, label=volume.label)
            + (f" ({volume.number})" if volume.number > 1 else ""),
            issued=max(article.published for article in volume.articles),
            language=publication.language,
            direction=publication.direction,
            identifier=known_as(volume.key),
            articles=volume.articles,
            news=(),
            agenda=None,
            sides=None,
            max_bytes=plan.max_bytes,
            publication=publication,
            parts=volume.parts,
            position=volume.position,
        )
        for volume in volumes
    )


def strays(plans: Sequence[EditionPlan], articles: Sequence[Article], faults: Sequence[Problem]) -> tuple[Problem, ...]:
    """A problem for each article that a collection picks by hand, and each tag that it asks for, that is not there.

    One that was not read because of errors of its own, which are among `faults`, has been spoken of already.
    """
    papers = {article.slug for article in articles if article.audience != "everybody"}
    articles = meant_for("everybody", articles)
    known = sorted(article.slug for article in articles)
    tags = {tag.casefold(): tag for article in articles for tag in article.tags}
    problems = []
    for plan in plans:
        if articles and plan.tag and not any(tagged(one, plan.tag) for one in articles) and _collects(plan):
            meant = alike(plan.tag.casefold(), tuple(tags), 0.6)
            hint = f"did you mean `{tags[meant]}`?" if meant else "write it as it stands in the articles' metadata"
            message = f"the edition `{plan.name}` is not made: no article has the tag `{plan.tag[:80]}`"
            problems.append(Problem(code="P14", path=SETTINGS, line=None, message=message, hint=hint))
        for slug in not_there(plan, articles):
            if any(slug in fault.path for fault in faults):
                continue
            hint = near(slug, known, cutoff=0.6) or "name each article by its slug, the name of its file in build/"
            if slug in papers:
                hint = "it is a paper of a meeting, which goes into packs alone"
            message = f"the edition `{plan.name}` names an article `{slug}`, which is not there"
            problems.append(Problem(code="P11", path=SETTINGS, line=None, message=message, hint=hint))
    return tuple(problems)


SETTINGS = "source/publication.toml"
_VOLUME = {"year": "{series} {label}", "quarter": "{series}, {label}", "tag": "{series}: {label}"}
"""What the volumes of a collection are called."""


def recall(editions: Sequence[Edition], issues: Sequence[Issue]) -> tuple[Edition, ...]:
    """The same editions; each collection that has been published before says what is new in it."""
    known = {issue.identifier: issue for issue in issues}
    recalled = []
    for edition in editions:
        if kinds.of(edition.kind).collects:
            since, fresh = news_since(edition.articles, known.get(edition.identifier))
            edition = replace(edition, since=since, fresh=fresh)
        recalled.append(edition)
    return tuple(recalled)


def _packs(
    publication: Publication,
    plan: EditionPlan,
    articles: tuple[Article, ...],
    agendas: tuple[Agenda, ...],
    past: Past,  # noqa: ARG001
) -> tuple[Edition, ...]:
    """An edition for each agenda, or two: its papers in the order in which the items first name them."""
    secrets, closed = withholding.secrets(agendas, articles), withholding.closed_places(articles)
    by_slug = {article.slug: article for article in articles}

    def papers(agenda: Agenda) -> tuple[Article, ...]:
        return tuple(by_slug[slug] for slug in dict.fromkeys(slug for item in agenda.items for slug in item.papers))

    packs = (
        Edition(
            name=plan.name,
            kind=plan.kind,
            slug=agenda.slug,
            title=agenda.title,
            issued=agenda.meeting,
            language=agenda.language,
            direction=agenda.direction,
            identifier=identifier(publication, plan.name, agenda.slug),
            articles=papers(agenda),
            news=(),
            agenda=agenda,
            sides=None,
            max_bytes=plan.max_bytes,
            publication=publication,
            paper=plan.paper,
        )
        for agenda in agendas
        if not (kinds.of(plan.kind).once and agenda.supplements)
    )
    return tuple(
        edition
        for pack in packs
        for edition in withholding.divided(
            pack, secrets, closed, identifier(publication, plan.name, pack.slug, "confidential")
        )
        if not kinds.of(plan.kind).once or edition.slug == pack.slug
    )


Known = Mapping[tuple[str, str], Edition]
"""Editions that others refer to, by their own names, or the name of a standard kind, and their slugs."""


def standards(composed: Sequence[Edition]) -> Known:
    """The briefings and packs that others at a table will have: of the first plan that prints any, by their kind.

    Besides them, by the names of their editions, all packs.
    """
    known = {(one.name, one.slug): one for one in composed if one.agenda}
    for kind in (kinds.STANDARD, kinds.PACK):
        printed = [edition for edition in composed if edition.kind == kind]
        known |= {(kind, edition.slug): edition for edition in printed if edition.name == printed[0].name}
    return known


def originals(edition: Edition, known: Known) -> tuple[Edition, ...]:
    """The editions that are made before another, of those that are `known`: briefings or packs whose pages it marks.

    For a collection those of its articles, in its order. For one article or meeting its own, which there is even when
    no plan asks for it. For an open pack the confidential one besides, whose numbers it has.
    """
    kind = kinds.of(edition.kind)
    if kind.once:
        return ()
    if kind.of_meeting:
        return _of_pack(edition, known, marked=kind.standard_pages)
    if not kind.standard_pages:
        return ()
    if kind.collects:
        standard = ((kinds.STANDARD, article.slug) for article in edition.articles)
        return tuple(known[key] for key in standard if key in known)
    usual = replace(edition, name=kinds.STANDARD, kind=kinds.STANDARD, sides=edition.articles[0].sides)
    return (known.get((kinds.STANDARD, edition.slug), usual),)


def _of_pack(pack: Edition, known: Known, *, marked: bool) -> tuple[Edition, ...]:
    """The standard pack, for one that marks its pages; the confidential one of an open pack; that of another agenda.

    The other agenda is the one that it adds to, or says in another language.
    """

    def likewise(name: str) -> Edition | None:
        """Another pack as one of the same edition, whether or not there is a plan for that."""
        alike = (replace(one, name=pack.name, kind=pack.kind) for (_, slug), one in known.items() if slug == name)
        return known.get((pack.name, name)) or next(alike, None)

    agenda = pack.agenda
    added_to = agenda.supplements or agenda.translation_of if agenda and not agenda.earlier else ""
    whole = likewise(pack.slug + withholding.CONFIDENTIAL)
    first = likewise(added_to + withholding.CONFIDENTIAL) or likewise(added_to)
    before = [one for one in (whole, first) if one]
    if marked:
        for one in (first, pack):
            if one:
                usual = replace(one, name=kinds.PACK, kind=kinds.PACK)
                before.append(known.get((kinds.PACK, one.slug), usual))
    return tuple(before)


def sources(edition: Edition) -> tuple[str, ...]:
    """Every file that an edition is made of: its articles, and its agenda."""
    agenda = (edition.agenda.source,) if edition.agenda else ()
    return (*agenda, *(article.source for article in edition.articles))


def source(edition: Edition) -> str:
    """The file that an edition's problems are blamed on when nothing nearer is known."""
    return sources(edition)[0]


def meanings(editions: Sequence[Edition], name: str, only: Sequence[str] = ()) -> tuple[Edition, ...]:
    """An edition for each thing that a name means: of an article, and of a meeting, if both are called so.

    With `only` those of the editions with these names are looked at.
    """
    found = [edition for edition in editions if edition.slug == name and (not only or edition.name in only)]
    by_kind = {kinds.of(edition.kind).holds: edition for edition in reversed(found)}
    return tuple(by_kind[holds] for holds in ("article", "meeting") if holds in by_kind)


def line_of(copy: Article | Agenda, said: str) -> int | None:
    """The line of a copy's file where something is first typed; None when it does not stand in its text."""
    at = copy.typed.find(said) if said else -1
    return copy.typed_line + copy.typed.count("\n", 0, at) if at >= 0 else None


_COMPOSE: Mapping[str, Callable[..., tuple[Edition, ...]]] = {
    "article": _briefings,
    "meeting": _packs,
    "collection": _collection,
}
"""What is made of articles and agendas, by what a kind holds (`EditionKind.holds`)."""


def _collects(plan: EditionPlan) -> bool:
    return kinds.of(plan.kind).collects


def languages(edition: Edition) -> frozenset[str]:
    """The languages that an edition has words of the style in."""
    return frozenset((edition.language, edition.publication.language, *(one.language for one in edition.articles)))


def style_for(style: HouseStyle, name: str, languages: Iterable[str], paper: str = "") -> HouseStyle:
    """The part of a house style that an edition of the kind is made with: what is changed elsewhere changes nothing.

    On paper these are the files that lie at its top, without mail's, the proofs' and other kinds' own sheets; ebooks
    have those of their folder; all have the tables at its top, and the words of these languages. What is missing there,
    the kind may bring itself. It is laid on the `paper` first, of which it may have other sheets.
    """
    style = laid(style, name, paper)
    spoken = {f"words/{tag}.toml" for language in languages for tag in nearer(language)}
    kind = kinds.of(name)
    others = {sheet for other in kinds.KINDS.values() for sheet in other.sheets} - set(kind.sheets) | {"proofs.html"}

    def belongs(file: str) -> bool:
        folder = file.rpartition("/")[0]
        if (not folder and file.endswith(".toml")) or file in spoken:
            return True
        if kind.folder:
            return folder == kind.folder
        return not folder and bool(kind.template) and file not in others and not file.startswith("mail.")

    there = {file.name for file in style.files}
    files = (*style.files, *(file for file in kind.files if file.name not in there))
    return HouseStyle(name=style.name, files=tuple(file for file in files if belongs(file.name)))


def identifier(publication: Publication, *names: str) -> str:
    """A `urn:uuid:` that every build gives (RFC 9562, version 5, in the namespace of the publication's URI)."""
    return uuid.uuid5(_namespace(publication.identifier), "/".join(names)).urn


@lru_cache(maxsize=8)
def _namespace(identifier: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, identifier)
