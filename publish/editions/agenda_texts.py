"""The texts of an agenda, in the order in which they are read: what is done to an article's body is done to each."""

from __future__ import annotations

from collections.abc import Sequence

from publish.model import Agenda, Markup
from publish.value import replace


def bodies(agenda: Agenda) -> tuple[Markup, ...]:
    """The introduction, what stands over and under each item, and what stands after the last; any may be empty."""
    texts = [agenda.body]
    for item in agenda.items:
        texts += [*(part.body for part in item.above), item.body]
    return (*texts, agenda.after)


def of_items(agenda: Agenda) -> tuple[bool, ...]:
    """For each of the `bodies`, whether it stands under an item."""
    under = [within for item in agenda.items for within in (*[False] * len(item.above), True)]
    return (False, *under, False)


def with_bodies(agenda: Agenda, texts: Sequence[Markup]) -> Agenda:
    """The agenda with other texts, as many and in the order of `bodies`."""
    left = iter(texts)
    body = next(left)
    items = tuple(
        replace(item, above=tuple(replace(part, body=next(left)) for part in item.above), body=next(left))
        for item in agenda.items
    )
    return replace(agenda, body=body, items=items, after=next(left))
