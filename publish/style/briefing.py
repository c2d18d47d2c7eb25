"""The briefing, and every kind that is set as it is: one galley for all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from publish.editions import kinds
from publish.media import qr
from publish.model import Edition, Galley, HouseStyle, Typeface
from publish.style import paper
from publish.style.galley import typeset
from publish.style.paper import appearance, archived
from publish.style.words import words


def briefing(
    edition: Edition,
    style: HouseStyle,
    *,
    body: str,
    fallbacks: tuple[Typeface, ...],
    readable: Callable[[str], str],
    ended: Callable[[str], str],
    clear: Typeface | None = None,
    starts: Mapping[str, tuple[int, ...]] = MappingProxyType({}),
) -> Galley:
    """A briefing ready to be paged; `body` is its article's own, set up for paper.

    `fallbacks` are typefaces for what the brand's own lack, in that order; `readable` makes a URL fit to be printed,
    `ended` makes a text end well. `clear` is a typeface for readers with low vision, if the kind wants one. `starts`
    are the pages of the standard edition that begin in the parts after the body: `more`, `news` and `contact`.
    """
    article, brand = edition.articles[0], edition.publication.brand
    own = tuple(dict.fromkeys((*([clear] if clear else ()), *brand.typefaces)))
    say, kind = words(style, edition.language), kinds.of(edition.kind)
    page = archived(article, edition)
    code = qr.draw(page) if page and kind.code and len(page.encode()) <= qr.LONGEST else None
    html = typeset(
        kind.template,
        style,
        edition=edition,
        article=article,
        body=body,
        css=appearance(edition.kind, style),
        folio=paper.folio(say["folio"]),
        note_call=[paper.css_string(part) for part in say["note_call"].split("{number}")],
        clear=clear,
        starts=starts,
        page=page,
        code=code,
        stack=paper.stack(fallbacks, edition.language),
        headline=paper.headline(article.title),
        headline_width=paper.headline_width(article.title),
        placed=partial(paper.placed, edition.publication, kind),
        readable=readable,
        ended=ended,
        dialled=lambda number: "".join(sign for sign in number if sign in "+0123456789"),
    )
    pictures = [picture.asset for picture in (brand.logo, article.picture) if picture]
    assets = tuple(dict.fromkeys((*pictures, *article.assets, *((code,) if code else ()))))
    return Galley(name=f"{edition.slug}.html", html=html, assets=assets, typefaces=paper.typefaces(own, fallbacks))
