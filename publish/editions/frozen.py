"""A pack that has gone out stays what it was: its receipt says which papers it had, by which numbers, on which pages.

The receipt lies in build/receipts/, and has no word of what is confidential, nor the name of any paper.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from publish.editions import agenda_numbers
from publish.model import Agenda, AgendaItem, Article, Edition, PageStart
from publish.value import Value, from_json, replace, to_lines

FOLDER = "receipts"
FORM = 1
MAILED, PRINTED = "mailed", "printed"


Gone = tuple[str, str, str, str]


class Frozen(Value):
    """A pack as it was made last."""

    form: int
    slug: str
    place: str
    """Of its receipt, from the publication's folder; empty in the receipt itself."""
    out: str
    """The day on which it was mailed; empty where it was not, as far as is known."""
    agenda: str
    """Digest of what the agenda said."""
    by_item: bool
    numbered: bool
    items: tuple[tuple[str, bool, tuple[str, ...]], ...]
    """Of each item its number, whether it is part of the one over it, and the keys of its papers."""
    papers: tuple[tuple[str, str, str], ...]
    """Of each paper its key, its number, and a digest of what it said."""
    starts: tuple[PageStart, ...]
    """Where its parts begin, and how many pages they have."""
    gone: tuple[Gone, ...] = ()
    """What of it was mailed or printed: the day, which of the two, the file, and its SHA-256; no confidential file."""

    @property
    def printed(self) -> str:
        """The day on which it was printed last; empty where it was not, as far as is known."""
        return max((day for day, how, _, _ in self.gone if how == PRINTED), default="")


def key(slug: str) -> str:
    """What a receipt calls a paper: a digest of its slug, since there are some whose very names are confidential."""
    return hashlib.sha256(slug.encode()).hexdigest()[:32]


def of_pack(
    pack: Edition, whole: Edition, starts: Sequence[PageStart], place: str, gone: tuple[Gone, ...] = ()
) -> Frozen:
    """What is kept of an open pack with these parts; `whole` is the confidential one, or itself."""
    agenda = whole.agenda
    assert agenda is not None
    keys = {one.slug: key(one.slug) for one in whole.articles}
    numbers = agenda_numbers.of_papers(agenda)
    return Frozen(
        form=FORM,
        slug=pack.slug,
        place=place,
        out="",
        agenda=digest(agenda),
        by_item=agenda.by_item,
        numbered=agenda.numbered,
        items=tuple((one.number, one.within, tuple(keys[slug] for slug in one.papers)) for one in agenda.items),
        papers=tuple((keys[one.slug], numbers[one.slug], digest(one)) for one in whole.articles),
        starts=tuple(starts),
        gone=gone,
    )


def digest(copy: Article | Agenda) -> str:
    """A digest of what an agenda or a paper says."""
    said: tuple[Any, ...]
    if isinstance(copy, Agenda):
        people = (copy.members, copy.apologies, copy.signed)
        said = (copy.title, copy.meeting.isoformat(), copy.time, copy.place, copy.typed, copy.by_item, copy.numbered)
        said += ((copy.translation_of, copy.standing),) if copy.standing else ()
        said += (*people, [tuple(action.as_dict().values()) for action in copy.actions])
    else:
        links = [(link.title, link.url) for link in copy.links]
        said = (copy.title, copy.standfirst, copy.byline, copy.published.isoformat(), copy.purpose, copy.asks, links)
        said += (copy.typed or copy.body, copy.language)
    pictures = sorted(one.name for one in copy.assets)
    return hashlib.sha256(json.dumps([*said, pictures], ensure_ascii=False).encode()).hexdigest()[:32]


def went(pack: Frozen, day: str, how: str, files: Mapping[str, str]) -> Frozen:
    """The receipt of a pack of which these files, by their SHA-256, go out: what is mailed stays as it is."""
    gone = ((day, how, name, digest) for name, digest in files.items())
    out = pack.out or (day if how == MAILED else "")
    return replace(pack, out=out, gone=tuple(dict.fromkeys((*pack.gone, *gone))))


def write(pack: Frozen) -> bytes:
    """The receipt's file."""
    return to_lines(replace(pack, place=""))


def read(content: bytes, place: str) -> Frozen:
    """A receipt, read. Raises ValueError for one that cannot be."""
    found = from_json(content, Frozen)
    if found.form != FORM:
        raise ValueError("it has another form than this program's")
    return replace(found, place=place)


def supplemented(agenda: Agenda, pack: Agenda, frozen: Frozen | None, slugs: Iterable[str]) -> Agenda:
    """An agenda that adds to a pack, or to what the receipt says of it; `slugs` are those of all papers there are."""
    if frozen is None:
        return agenda_numbers.supplemented(agenda, pack)
    names, then = _then(pack, frozen, slugs)
    taken = tuple((names.get(one, one), number) for one, number, _ in frozen.papers)
    return replace(agenda_numbers.supplemented(agenda, then), taken=taken, earlier=frozen.starts)


def translated(agenda: Agenda, pack: Agenda, frozen: Frozen | None, slugs: Iterable[str]) -> Agenda:
    """An agenda that says in another language what a pack does, or what that did when it went out, as `supplemented`.

    Its pages have the numbers of those of the pack, and stay so.
    """
    if frozen is None:
        return agenda_numbers.translated(agenda, pack)
    _, then = _then(pack, frozen, slugs)
    return replace(agenda_numbers.translated(agenda, then), earlier=frozen.starts)


def _then(pack: Agenda, frozen: Frozen, slugs: Iterable[str]) -> tuple[Mapping[str, str], Agenda]:
    """The slugs of papers by their keys, and the pack with the items and the papers that its receipt has."""
    names = {key(slug): slug for slug in slugs}
    items = tuple(
        AgendaItem(
            number=number,
            line=1,
            title="",
            time="",
            lead="",
            body="",
            within=within,
            papers=tuple(names.get(one, one) for one in papers),
        )
        for number, within, papers in frozen.items
    )
    return names, replace(pack, items=items, by_item=frozen.by_item, numbered=frozen.numbered)


def changes(pack: Agenda, frozen: Frozen, articles: Mapping[str, Article]) -> tuple[str, ...]:
    """The files of the pack that say something else than when it was made; its agenda's first."""
    then = {one: said for one, _, said in frozen.papers}
    changed = [pack.source] if digest(pack) != frozen.agenda else []
    for slug in dict.fromkeys(slug for item in pack.items for slug in item.papers):
        article = articles[slug]
        if then.get(key(slug), now := digest(article)) != now:
            changed.append(article.source)
    return tuple(changed)
