"""Editions become orders: each in the format of its kind, with the part of the house style that it is made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from publish.editions import compose, kinds
from publish.model import Edition, HouseStyle, Order, Printed


def plan(
    composed: Sequence[Edition],
    style: HouseStyle,
    *,
    names: Sequence[str] = (),
    only: Sequence[str] = (),
    proof: bool = False,
    pages: bool = True,
    among: Sequence[Edition] = (),
    standing: Mapping[str, Printed] = MappingProxyType({}),
) -> tuple[Order, ...]:
    """The orders to be made: those of the editions in `only` and of the files called `names`, all when empty.

    `among` are the editions whose pages others mark, those composed when empty. Collections mark those that are
    `standing` too, by the slugs of their articles: they are out, and nobody makes them again.

    With `proof` the artifacts carry what preflight looks at; without `pages` no ebook waits for the print editions, to
    mark their pages.
    """
    known = compose.standards(among or composed)
    parts: dict[tuple[str, frozenset[str], str], HouseStyle] = {}

    def part(edition: Edition) -> HouseStyle:
        which = edition.kind, compose.languages(edition), edition.paper
        if which not in parts:
            parts[which] = compose.style_for(style, *which)
        return parts[which]

    def order(edition: Edition, *, originals: tuple[Edition, ...] = (), proof: bool = False) -> Order:
        return Order(
            edition=edition,
            style=part(edition),
            format=kinds.of(edition.kind).format,
            proof=proof,
            originals=tuple(order(one, originals=marked(one)) for one in originals),
            printed=stood(edition),
        )

    def marked(edition: Edition) -> tuple[Edition, ...]:
        if not kinds.of(edition.kind).collects:
            return compose.originals(edition, known)
        return tuple(one for one in compose.originals(edition, known) if one.slug not in standing) if pages else ()

    def stood(edition: Edition) -> tuple[Printed, ...]:
        if not (pages and kinds.of(edition.kind).collects and kinds.of(edition.kind).standard_pages):
            return ()
        return tuple(standing[article.slug] for article in edition.articles if article.slug in standing)

    return tuple(
        order(edition, originals=marked(edition), proof=proof)
        for edition in composed
        if (not names or edition.slug in names) and (not only or edition.name in only)
    )
