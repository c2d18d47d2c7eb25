"""What the items of an agenda and its papers are called: one number each, the same in every form of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from publish.model import Agenda


def of_items(agenda: Agenda) -> tuple[str, ...]:
    """The number of each item, with that of the item over it, as `3(a)`; empty where it has none."""
    names: list[str] = []
    parent = ""
    for item in agenda.items:
        number = item.number
        if not item.within:
            parent = number
        elif number and parent and not number.startswith(parent):
            number = f"{parent}({number.strip('()')})"
        names.append(number)
    return tuple(names)


def of_papers(agenda: Agenda) -> dict[str, str]:
    """The number of each paper by its slug: in a row, or that of the item that names it first.

    Several papers of one item have letters besides, as 3a and 3b; where an item is called so, figures, as 3/1.
    """
    names = of_items(agenda)
    first: dict[str, int] = {}
    for at, item in enumerate(agenda.items):
        for slug in item.papers:
            first.setdefault(slug, at)
    if not agenda.by_item:
        return {slug: str(number) for number, slug in enumerate(first, start=1)}
    found: dict[str, str] = {}
    for at, name in enumerate(names):
        own = [slug for slug in agenda.items[at].papers if first[slug] == at]
        found |= dict(zip(own, _several(name, len(own), {*found.values()}, {*names}), strict=True))
    return found


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
