"""What the items of an agenda and its papers are called: one number each, the same in every form of a pack."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_lowercase

from publish.model import Agenda
from publish.value import replace


def of_items(agenda: Agenda) -> tuple[str, ...]:
    """The number of each item, with that of the item over it, as `3(a)`; empty where it has none."""
    names: list[str] = []
    parent = ""
    for item in agenda.items:
        number = item.number
        if not item.within:
            parent = number
        elif number and parent and not is_below(number, parent):
            number = f"{parent}({number.strip('()')})"
        names.append(number)
    return tuple(names)


def is_below(number: str, parent: str) -> bool:
    """Whether a number names the one that it is below: 2.1 and 2a do 2, 3(a)(i) does 3(a); 1 and 10 do not 1."""
    rest = number.removeprefix(parent)
    return bool(parent) and rest != number and re.match(r"[.(]|[a-zA-Z]|/\d", rest) is not None


def of_papers(agenda: Agenda) -> dict[str, str]:
    """The number of each paper by its slug: in a row, or that of the item that names it first.

    In a supplement a paper that the pack has, and that is there again since it was amended, keeps its number; in a
    translation the papers of its original do.

    Several papers of one item have letters besides, as 3a and 3b; where an item is called so, figures, as 3/1.
    """
    names = of_items(agenda)
    first: dict[str, int] = {}
    for at, item in enumerate(agenda.items):
        for slug in item.papers:
            first.setdefault(slug, at)
    if agenda.standing:
        return {slug: number for slug, (number, _) in zip(first, agenda.standing, strict=True)}
    had = dict(agenda.taken)
    found = {slug: had[slug] for slug in first if slug in had}
    new = [slug for slug in first if slug not in had]
    if not agenda.by_item:
        return found | {slug: str(number) for number, slug in enumerate(new, start=len(had) + 1)}
    taken = set(had.values())
    for at, name in enumerate(names):
        own = [slug for slug in agenda.items[at].papers if first[slug] == at and slug not in had]
        found |= dict(zip(own, _several(name, len(own), {*taken, *found.values()}, {*names}), strict=True))
    return found


def supplemented(agenda: Agenda, pack: Agenda) -> Agenda:
    """An agenda that adds to a pack: its papers go on with the numbers of that, and its pages after those there.

    The pages of a paper on item 4a come after those of item 4, or of the last item before it that has papers. Where
    papers are counted in a row, all come after the last.
    """
    places = {slug: at for at, slug in enumerate(of_papers(pack), start=1)}
    names = of_items(pack)
    last = [0]  # the place of the last paper up to each item, those of the parts under it among them
    for item in pack.items:
        last.append(max((places[slug] for slug in item.papers), default=last[-1]))
    ends = {name: at for at, name in enumerate(names, start=1) if name}
    top = ""
    for at, (item, name) in enumerate(zip(pack.items, names, strict=True), start=1):
        top = top if item.within else name
        if top:
            ends[top] = at
    follows: dict[str, str] = {}
    for item, name in zip(agenda.items, of_items(agenda), strict=True):
        while name and name not in ends:
            name = _shorter(name)
        after = last[ends[name]] if pack.by_item and name else last[-1]
        for slug in item.papers:
            place = places.get(slug, after)  # an amended paper comes after what it was
            follows.setdefault(slug, f"paper-{place}" if place else "agenda")
    return replace(
        agenda,
        supplements=pack.slug,
        by_item=pack.by_item,
        numbered=pack.numbered,
        asked=agenda.asked or pack.asked,
        taken=tuple(of_papers(pack).items()),
        follows=tuple(follows.values()),
    )


def translated(agenda: Agenda, original: Agenda) -> Agenda:
    """An agenda in another language than its `original`: a paper that both name, or the same item of both, is one.

    It has the same number in both packs; what the other has not goes on with numbers that are none of its.
    """
    numbers = of_papers(original)
    theirs, own = _by_item(original), _by_item(agenda)
    parts = {slug: f"paper-{at}" for at, slug in enumerate(numbers, start=1)}
    met = {slug: slug for papers in own.values() for slug in papers if slug in parts}
    for name, papers in own.items():
        left = [slug for slug in theirs.get(name, ()) if slug not in met.values()] if name else []
        met |= dict(zip([slug for slug in papers if slug not in met], left, strict=False))
    same = {there: slug for slug, there in met.items()}
    taken = tuple((same.get(slug, parts[slug]), number) for slug, number in numbers.items())
    agenda = replace(agenda, by_item=original.by_item, numbered=original.numbered, taken=taken)
    found = of_papers(agenda)
    places = dict.fromkeys(slug for item in agenda.items for slug in item.papers)
    standing = tuple((found[slug], parts[met[slug]] if slug in met else "") for slug in places)
    return replace(agenda, translation_of=original.slug, standing=standing, taken=())


def _by_item(agenda: Agenda) -> dict[str, list[str]]:
    """The papers of each item, by its number, without those that an item before it has."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for name, item in zip(of_items(agenda), agenda.items, strict=True):
        found.setdefault(name, []).extend(slug for slug in item.papers if slug not in seen)
        seen |= {*item.papers}
    return found


def _shorter(name: str) -> str:
    """The number of the item over one that is called so, or before it: `4` of `4a`, `3` of `3(b)`, `2` of `2.1`."""
    return re.sub(r"(\([^()]*\)|[a-zA-Z]+|[./]?\d+)$", "", name)


def _several(name: str, many: int, taken: set[str], items: set[str]) -> Sequence[str]:
    """So many numbers made of an item's that no other paper has; for an item without one the next letters."""
    if not name:
        return [letter for letter in map(str.upper, _letters()) if letter not in taken | items][:many]
    if many == 1 and name not in taken:
        return (name,)
    lettered = [f"{name}{letter}" for letter in _letters()[:many]]
    if name[-1:].isdigit() and not (taken | items) & {*lettered}:
        return lettered
    return [figured for n in range(1, 1000) if (figured := f"{name}/{n}") not in taken | items][:many]


def _letters() -> list[str]:
    return [*ascii_lowercase, *(first + second for first in ascii_lowercase for second in ascii_lowercase)]
