"""Orders become artifacts: what is on the shelf is taken from there, the rest is made and put there.

An ebook that marks the pages of print editions, and large print, are made after these. Without a shelf everything is
made, and nothing is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import repeat
from typing import Any, NamedTuple

from publish.base import barrier
from publish.editions import compose as editions
from publish.model import Artifact, Edition, Galley, Order, Printed, Shelfmark
from publish.problem import Problem
from publish.value import Value, replace
from publish.workshop import ends, store
from publish.workshop.executors import MAKING, TYPESETTING, Executor, apart, work
from publish.workshop.shelf import Shelf

Made = tuple[Artifact | None, tuple[Problem, ...]]


class Makers(NamedTuple):
    """The functions by which orders are made. They may store subsets of typefaces on the shelf."""

    make: Callable[[Shelf | None, Order], Made]
    """What an order asks for, or nothing, and what is wrong."""
    typeset: Callable[[Shelf | None, Order], Galley | None]
    """The galley of an order, if it has one."""
    lay_out: Callable[[Shelf | None, tuple[Order, Galley]], Made]
    """As `make`, of an order whose galley is there."""


Done = tuple[Order, Shelfmark | None, tuple[Problem, ...]]
"""An order, its file if there is one, and what is wrong with it."""


class _Product(Value):
    """What the shelf holds of an order."""

    mark: Shelfmark
    problems: tuple[Problem, ...]


def render(orders: Sequence[Order], shelf: Shelf | None, makers: Makers, executor: Executor) -> Iterator[Done]:
    """Make every order that is not on the shelf, and put it there; yields each as it is done. Raises OSError.

    An order with originals is made when these are. Of an original that nobody ordered nothing is yielded.
    """
    ordered = {_key(order.edition) for order in orders}
    unordered = {key: one for key, one in _originals(orders).items() if key not in ordered}
    printed: dict[tuple[str, ...], Printed] = {}
    waiting = [*orders, *unordered.values()]
    while waiting:
        ready: list[Order] = []
        later: list[Order] = []
        for one in waiting:
            before = [_key(original.edition) for original in one.originals]
            if all(key in printed for key in before):
                ready.append(_marking(one, [printed[key] for key in before]))
            else:
                later.append(one)
        waiting = later
        for order, mark, problems in _make(ready, shelf, makers, executor):
            printed[_key(order.edition)] = _printed(order.edition, mark)
            if _key(order.edition) not in unordered:
                yield order, mark, problems


def known(order: Order, shelf: Shelf) -> str:
    """The key of an order, by which the same file is known again; empty while an original of it is not on the shelf.

    Raises OSError.
    """
    printed = []
    for original in order.originals:
        key = known(original, shelf)
        found = shelf.get(key, _Product) if key else None
        if found is None:
            return ""
        printed.append(_printed(original.edition, found.mark))
    return shelf.key("order", _marking(order, printed))


def _marking(order: Order, printed: Sequence[Printed]) -> Order:
    """An order whose originals came out as `printed`, in the order of its articles."""
    told = map(_told, order.originals, printed, repeat(order))
    place = {article.slug: at for at, article in enumerate(order.edition.articles)}
    every = sorted((*order.printed, *told), key=lambda one: place.get(one.slug, -1))
    return replace(order, originals=(), printed=tuple(every))


def _originals(orders: Sequence[Order]) -> dict[tuple[str, ...], Order]:
    """Those that are made before the orders, and before these."""
    found = {_key(one.edition): one for order in orders for one in order.originals}
    return found | _originals(tuple(found.values())) if found else found


def _key(edition: Edition) -> tuple[str, ...]:
    return edition.name, edition.kind, edition.slug


def _printed(edition: Edition, mark: Shelfmark | None) -> Printed:
    """What an edition came out as; no pages when it could not be made."""
    return Printed(
        slug=edition.slug,
        kind=edition.kind,
        identifier=edition.identifier,
        pages=mark.artifact.pages or 0 if mark else 0,
        starts=mark.artifact.starts if mark else (),
    )


def _told(original: Order, printed: Printed, order: Order) -> Printed:
    """What another order may be told of an original: of the places in confidential papers none that is open may be."""
    if order.edition.audience == "confidential":
        return printed
    papers = enumerate(original.edition.articles, start=1)
    closed = tuple(
        f"{kind}-{at}-" for at, one in papers if one.audience == "confidential" for kind in ("paper", "text")
    )
    return replace(printed, starts=tuple(one for one in printed.starts if not one.element.startswith(closed)))


def _make(orders: Sequence[Order], shelf: Shelf | None, makers: Makers, executor: Executor) -> Iterator[Done]:
    ready: list[Done] = []
    missing: list[tuple[Order, str]] = []
    for order in orders:
        key = shelf.key("order", order) if shelf else ""
        found = shelf.get(key, _Product) if shelf else None
        if shelf and found is not None and shelf.has(found.mark.sha256):
            ready.append((order, found.mark, found.problems))
        else:
            missing.append((order, key))
    doing = _work([order for order, _ in missing], shelf, makers, executor)
    yield from ready
    for index, product in doing:
        order, key = missing[index]
        if isinstance(product, ends.End):
            lost = f"`{order.edition.name}` was not made of it"
            said = ends.problem(product, editions.source(order.edition), shelf.root if shelf else None, lost=lost)
            yield order, None, (said,)
            continue
        mark, problems = product
        problems = barrier.file(problems, shelf.root if shelf else None)
        if mark and shelf:
            mark = _received(mark, shelf, executor)
            _remember(order, key, _Product(mark=mark, problems=problems), shelf)
        yield order, mark, problems


def _received(mark: Shelfmark, shelf: Shelf, executor: Executor) -> Shelfmark:
    """What is known of a file that a worker has made, now that it is on the shelf. Raises OSError."""
    if executor.store:
        try:
            mark = replace(mark, artifact=replace(mark.artifact, content=store.take(mark.sha256, executor.store)))
        except FileNotFoundError:  # another order came to the same file, and it was taken for that one
            if not shelf.has(mark.sha256):
                raise
    if mark.artifact.content:
        return stow(mark.artifact, shelf)
    shelf.grew(mark.size)  # its worker has put it there
    return mark


def _work(
    orders: Sequence[Order], shelf: Shelf | None, makers: Makers, executor: Executor
) -> Iterator[tuple[int, tuple[Shelfmark | None, tuple[Problem, ...]] | ends.End]]:
    """Make the orders, in no fixed order; of one alone another worker sets the galley, while makers still get ready.

    Whoever makes a file puts it on the shelf, or into the store of a cluster; where there is neither it comes back.
    """
    # A worker of a cluster has no shelf: what it needs it makes.
    kept = shelf.reopened() if shelf and not executor.cluster else None
    keep = partial(_into_store, executor.store) if executor.store else partial(stow, shelf=kept)
    if len(orders) == 1 and apart(executor, TYPESETTING, MAKING):
        [(_, galley)] = work(partial(makers.typeset, kept), orders, executor, size=_words, preload=TYPESETTING)
        if isinstance(galley, ends.End):
            return iter([(0, galley)])
        if galley is not None:
            set_out = [(orders[0], galley)]
            make = partial(_made, partial(makers.lay_out, kept), keep)
            return work(make, set_out, executor, size=lambda _: 0, preload=MAKING)
    return work(partial(_made, partial(makers.make, kept), keep), orders, executor, size=_words, preload=MAKING)


def _made(
    make: Callable[[Any], Made], keep: Callable[[Artifact], Shelfmark], piece: Any
) -> tuple[Shelfmark | None, tuple[Problem, ...]]:
    artifact, problems = make(piece)
    return (keep(artifact) if artifact else None), problems


def _into_store(place: str, artifact: Artifact) -> Shelfmark:
    mark = stow(artifact, None)
    store.put(artifact.content, mark.sha256, place)
    return replace(mark, artifact=replace(artifact, content=b""))


def _remember(order: Order, key: str, product: _Product, shelf: Shelf) -> None:
    shelf.put(key, product)
    if order.proof:  # the same file, with more known of it
        plain = replace(product.mark, artifact=replace(product.mark.artifact, boxes=()))
        shelf.put(shelf.key("order", replace(order, proof=False)), replace(product, mark=plain))


def _words(order: Order) -> int:
    return sum(len(article.body) for article in order.edition.articles)


def stow(artifact: Artifact, shelf: Shelf | None) -> Shelfmark:
    """Put a finished file's content on the shelf; without one it stays with what is known of the file. OSError."""
    size = len(artifact.content)
    if shelf is None:
        return Shelfmark(artifact=artifact, sha256=hashlib.sha256(artifact.content).hexdigest(), size=size)
    digest = shelf.add(artifact.content)
    return Shelfmark(artifact=replace(artifact, content=b""), sha256=digest, size=size)


def fetch(mark: Shelfmark, shelf: Shelf | None) -> Artifact | None:
    """The finished file, with its content; None when the shelf has lost it. Raises OSError."""
    if shelf is None or mark.artifact.content:
        return mark.artifact
    content = shelf.fetch(mark.sha256)
    return replace(mark.artifact, content=content) if content is not None else None
