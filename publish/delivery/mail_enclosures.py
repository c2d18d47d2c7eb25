"""What is enclosed in a mailing: the edition that is mailed, and others that everybody, or one person, is to have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from publish.editions import compose, kinds
from publish.model import Article, Edition, EditionPlan, Enclosure, Publication
from publish.value import replace

PDF, EPUB, ONLY = "pdf", "epub", "only"
"""The edition that is mailed; an ebook of its article alone; nothing but what the person asked for."""


def words(plans: Iterable[EditionPlan]) -> frozenset[str]:
    """What somebody on a list can ask for: any kind of edition, and any edition of the publication by its name."""
    return frozenset((PDF, EPUB, *kinds.known(), *(plan.name for plan in plans)))


def editions(
    mailed: Edition,
    wanted: Collection[str],
    plans: Sequence[EditionPlan],
    publication: Publication,
    articles: Sequence[Article],
    every: Sequence[Edition] = (),
) -> tuple[dict[str, Edition], tuple[str, ...]]:
    """The editions to be enclosed by what they were asked for as, the mailed one as `pdf`; and what there is none of.

    An edition that the publication makes is taken as it makes it; any other kind is made as it is made by itself. Of a
    meeting's pack there are those among `every` edition alone, by the name of the kind for articles too, and of a
    collection none.
    """
    found = {PDF: mailed}
    missing: list[str] = []
    for word in sorted(set(wanted) - {PDF, ONLY}):
        if word in (mailed.name, mailed.kind):
            found[word] = mailed
        elif made := _of_meeting(mailed, word, every) or _other(mailed, word, plans, publication, articles):
            found[word] = made
        else:
            missing.append(word)
    return found, tuple(missing)


def _of_meeting(mailed: Edition, word: str, every: Sequence[Edition]) -> Edition | None:
    """Another form of the pack that is mailed, with what is confidential or without it as that is."""
    if not mailed.agenda:
        return None
    forms = [one for one in every if one.slug == mailed.slug and one.agenda]
    return next((one for one in forms if word in (one.name, one.kind, one.kind.removesuffix(_PACK))), None)


_PACK = "-pack"
"""How the kinds for meetings end whose like there is for articles."""


def _other(
    mailed: Edition, word: str, plans: Sequence[EditionPlan], publication: Publication, articles: Sequence[Article]
) -> Edition | None:
    if mailed.agenda or len(mailed.articles) != 1 or kinds.of(mailed.kind).collects:
        return None
    slug = mailed.articles[0].slug
    plan = next((one for name in ("name", "kind") for one in plans if getattr(one, name) == word), None)
    if word == EPUB:
        plan = EditionPlan(
            name="ebook", kind="collection", title=mailed.title, sides=None, max_bytes=None, articles=(slug,)
        )
    elif plan is None:
        plan = EditionPlan(name=word, kind=word, title="", sides=None, max_bytes=None)
    made = compose.compose(publication, (plan,), articles)
    return next((edition for edition in made if any(article.slug == slug for article in edition.articles)), None)


def label(mailed: Edition, edition: Edition) -> str:
    """What tells a file from the mailed one, which has the same title: its kind, or nothing."""
    return (
        ""
        if edition == mailed or edition.kind == mailed.kind or kinds.of(edition.kind).collects
        else edition.kind.removesuffix(_PACK)
    )


def enclosed(enclosures: Sequence[Enclosure], formats: Sequence[str]) -> tuple[Enclosure, ...]:
    """What a recipient gets: what everybody gets and what they asked for, or that only; each file once.

    Whoever asked only for what there is none of gets what everybody gets.
    """
    chosen = [item for item in enclosures if item.format in formats or (item.everybody and ONLY not in formats)]
    chosen = chosen or [item for item in enclosures if item.everybody]
    return tuple({(item.name, item.kind, item.content): item for item in chosen}.values())


def relabelled(enclosure: Enclosure, said: dict[str, str]) -> Enclosure:
    """The same file under the name that somebody who reads the words `said` would give it."""
    if not enclosure.kind:
        return enclosure
    stem, dot, suffix = enclosure.name.rpartition(".")
    return replace(enclosure, name=f"{stem} ({said.get(enclosure.kind, enclosure.kind)}){dot}{suffix}")
