"""An edition becomes an artifact: a table with one maker for each format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Protocol

from publish.base import plugins
from publish.base.cache import Cache, use_cache
from publish.editions import kinds
from publish.editions.withholding import CONFIDENTIAL
from publish.formats.pdf.fonts.cuts import cuts, font
from publish.media.assets import with_content
from publish.model import Agenda, Artifact, Brand, Edition, Galley, HouseStyle, Order, PageStart, Printed, Typeface
from publish.problem import Problem
from publish.value import replace

Render = Callable[[Order], tuple[Artifact | None, tuple[Problem, ...]]]


def _pdf(order: Order, galley: Galley | None = None) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats.pdf import render as pdf

    return pdf.render(order.edition, order.style, proof=order.proof, starts=_starts(order), galley=galley)


def _folded(order: Order) -> Order:
    """The order; of a pack that is set as one text that of the text."""
    if not (kinds.of(order.edition.kind).folded_as and order.edition.agenda):
        return order
    from publish.formats.folded import folded

    own = order.edition.slug
    standard = [*_earlier(order.edition)] + [
        start if one.slug == own else start._replace(element=f"<{start.element}")
        for one in order.printed
        if one.kind == kinds.PACK
        for start in one.starts
        if _part(start) or (one.slug == own and start.element.startswith("text-"))
    ]
    return replace(order, edition=folded(order.edition, order.style, standard), printed=())


def _earlier(edition: Edition) -> Iterator[PageStart]:
    """The parts of the pack that a supplement adds to, as it went out, likewise."""
    for start in edition.agenda.earlier if edition.agenda and edition.agenda.supplements else ():
        if _part(start):
            yield start._replace(element=f"<{start.element}")


def _starts(order: Order) -> tuple[PageStart, ...]:
    """Where the pages of the standard edition begin, and of a pack with what is confidential in it its parts.

    Those of the pack that a supplement adds to are marked by a `<` before their names.
    """
    edition = order.edition
    whole = edition.slug + CONFIDENTIAL
    if edition.agenda and edition.agenda.translation_of and not any(one.slug == whole for one in order.printed):
        return _standing(edition.agenda, order.printed)
    printed = (
        start._replace(element=f"<{start.element}") if part and one.slug not in (edition.slug, whole) else start
        for one in order.printed
        for start in one.starts
        for part in [_part(start)]
        if part == (one.kind == edition.kind)
    )
    return (*_earlier(edition), *printed)


def _standing(agenda: Agenda, printed: Iterable[Printed]) -> tuple[PageStart, ...]:
    """The parts of the pack that an agenda is a translation of, by their names in its own."""
    own = {part: f"paper-{at}" for at, (_, part) in enumerate(agenda.standing, start=1) if part}
    names = own | {part: part for part in ("agenda", "actions")}
    starts = agenda.earlier or [start for one in printed for start in one.starts]
    return tuple(start._replace(element=names[start.element]) for start in starts if start.element in names)


def _part(start: PageStart) -> bool:
    """Whether it is a part of a pack that begins on a page of its own."""
    return start.element.startswith(("agenda", "paper-", "actions"))


def _epub(
    order: Order, fetch: Callable[[str], bytes | None] | None = None
) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats.epub import render

    return render.render(order.edition, order.style, printed=order.printed, fetch=fetch)


def _text(order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats.plain import text

    return text.render(order.edition, order.style)


def _braille(order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats.plain import braille

    return braille.render(order.edition, order.style)


def _calendar(order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    from publish.formats.plain import calendar

    return calendar.render(order.edition, order.style)


def preload() -> None:
    """Import what takes longest of what editions are made with."""
    from publish.formats.pdf import render as pdf  # noqa: F401


def preload_typesetting() -> None:
    """Import what takes longest of what galleys are made with."""
    from publish.formats.pdf import typesetting  # noqa: F401


def cut(typefaces: Iterable[Typeface], cache: Cache) -> None:
    """Have the typefaces cut, and kept in `cache`. Raises FileNotFoundError."""
    use_cache(cache)
    for typeface in typefaces:
        for one in cuts(typeface):
            font(one)


def prepare(brand: Brand, cache: Cache | None) -> None:
    """Have ready what the pages of every edition need; what takes long to make is kept in `cache`."""
    from publish.formats.pdf import render as pdf

    pdf.prepare(brand, cache)


def prepare_typesetting(style: HouseStyle, language: str, cache: Cache | None) -> None:
    """Have ready what the galley of every edition needs; what takes long to make is kept in `cache`."""
    from publish.formats.pdf import typesetting

    typesetting.prepare(style, language, cache)


class Shelf(Cache, Protocol):
    """Where what pictures hold may wait too."""

    def picture(self, digest: str) -> bytes | None: ...  # noqa: D102
    def fetch(self, digest: str) -> bytes | None: ...  # noqa: D102


def make(shelf: Shelf | None, order: Order) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """What an order asks for, or nothing, and what is wrong.

    `shelf` stores subsets of typefaces and copies of pictures. It has the contents of pictures that come without:
    OSError when one is not there.
    """
    if shelf and order.format == "epub":  # it may hold thousands of pictures, and reads one after the other
        use_cache(shelf)
        return _epub(order, shelf.fetch)
    order = _folded(_complete(shelf, order))
    render: Render = FORMATS.get(order.format) or plugins.load("formats", order.format)
    return render(order)


def typeset(shelf: Shelf | None, order: Order) -> Galley | None:
    """The galley of an order, if it is of a format that is typeset as one and nothing is wrong with its style."""
    from publish.style.error import StyleError

    order = _folded(_complete(shelf, order))
    with suppress(StyleError):  # whoever makes the order meets it again, and speaks of it
        if order.format in GALLEYS:
            return GALLEYS[order.format](order)
    return None


def lay_out(shelf: Shelf | None, typeset: tuple[Order, Galley]) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """As `make`, of an order whose galley is there already."""
    order, galley = typeset
    return _pdf(_folded(_complete(shelf, order)), galley)


def _complete(shelf: Shelf | None, order: Order) -> Order:
    """The order with the contents of its pictures; `shelf` is used from now on."""
    use_cache(shelf)
    if shelf is None:
        return order
    articles = tuple(with_content(article, shelf.picture) for article in order.edition.articles)
    return replace(order, edition=replace(order.edition, articles=articles))


def draw_cover(edition: Edition, style: HouseStyle) -> bytes:
    """The cover of a collection as an SVG."""
    from publish.formats.epub import cover

    return cover.vector(edition, style)


def _pdf_galley(order: Order) -> Galley:
    from publish.formats.pdf import typesetting

    return typesetting.typeset(order.edition, order.style, starts=_starts(order))


def galley(order: Order) -> Artifact | None:
    """The typeset HTML of an order, for whoever debugs a template; None for a format that has no single galley."""
    typeset = GALLEYS.get(order.format)
    if typeset is None:
        return None
    order = _folded(order)
    return Artifact(
        edition=order.edition.name,
        name=order.edition.slug,
        suffix="html",
        media_type="text/html",
        content=typeset(order).html.encode(),
        pages=None,
    )


def face(artifact: Artifact) -> tuple[bytes, bytes]:
    """An ebook's cover, and the face of any file that can be looked at; empty bytes where there is none."""
    from publish.formats import thumbnail

    return thumbnail.draw(artifact)


def faces(order: Order, artifact: Artifact, seen: tuple[bytes, bytes]) -> dict[str, bytes]:
    """What a finished file looks like, by the name of each picture in an archive; empty where there is none.

    `thumbnails/NAME.jpg` is any file's face, `covers/NAME.jpg` an ebook's cover and `covers/NAME.svg` the same drawn;
    `seen` is its `face`.
    """
    name = f"{artifact.edition}/{artifact.name}.{artifact.suffix}".replace(".", "-")
    cover, small = seen
    drawn = draw_cover(order.edition, order.style) if kinds.of(order.edition.kind).collects else b""
    return {f"thumbnails/{name}.jpg": small, f"covers/{name}.jpg": cover, f"covers/{name}.svg": drawn}


def sheet(content: bytes) -> tuple[float, float]:
    """The width and the height of a PDF's first page, in millimetres."""
    from publish.formats.pdf.kinds import press

    return press.sheet(content)


def turned(content: bytes) -> bytes:
    """The sheets of a booklet for a printer that turns them about their long edge."""
    from publish.formats.pdf.kinds import booklet

    return booklet.turned(content)


FORMATS: Mapping[str, Render] = {"pdf": _pdf, "epub": _epub, "text": _text, "braille": _braille, "calendar": _calendar}

GALLEYS: Mapping[str, Callable[[Order], Galley]] = {"pdf": _pdf_galley}
"""The formats that are typeset as one galley, for whoever wants to see it."""
