"""An edition becomes a galley: what is to be set on paper, before any of it is laid out.

Nothing here needs WeasyPrint, so that another process can do this while the one that lays out is still getting ready.
"""

from __future__ import annotations

from functools import partial

from publish.base.cache import Cache, use_cache
from publish.base.language import counters
from publish.charts.illustrate import illustrate
from publish.editions import kinds, papers
from publish.formats.pdf.body import drawings, formulas, last_lines, links, syllables
from publish.formats.pdf.fonts import clusters, cuts
from publish.formats.pdf.kinds import large_print
from publish.media import typefaces
from publish.model import Edition, Galley, HouseStyle, PageStart
from publish.style import briefing as briefings
from publish.style import galley as galleys
from publish.style import paper
from publish.value import replace as another


def prepare(style: HouseStyle, language: str, cache: Cache | None) -> None:
    """Have ready what every edition of the style needs: its templates, its words, and how dates are written."""
    use_cache(cache)
    galleys.prepare(("briefing.html", "imprint.html"), style, language, cache)


def typeset(
    edition: Edition, style: HouseStyle, *, numbered: bool = False, starts: tuple[PageStart, ...] = ()
) -> Galley:
    """The edition's galley, with the typefaces that its scripts and symbols need besides the brand's own.

    With `numbered` its elements say which ones they are; `starts` are marked in large print.
    """
    kind = kinds.of(edition.kind)
    edition = formulas.drawn(illustrate(edition, partial(galleys.words, style)))
    spoken = paper.spoken(edition, style) + drawings.words(edition)
    spoken += "".join(counters.signs(article.body) for article in edition.articles)
    brand = clusters.branded(spoken, edition.publication.brand)
    edition = another(edition, publication=another(edition.publication, brand=brand))
    fallbacks = cuts.fallbacks(spoken, brand.typefaces)
    edition = drawings.mended(edition, tuple(dict.fromkeys((brand.headings, brand.body, *fallbacks))))
    if kind.of_meeting:
        from publish.formats.pdf.kinds import pack  # here, not above: how it fits its pages takes WeasyPrint

        return clusters.capped(pack.typeset(edition, style, fallbacks, starts))
    large, words = kind.clear, galleys.words(style, edition.language)
    body = links.printed(
        syllables.divide(
            links.settled(links.charted(edition.articles[0].body, papers.tallest(kind, edition.paper)), edition),
            edition.language,
            typed=not large,
        ),
        words["notes"],
        labels=words,
        addresses=kind.addresses,
        numbered=numbered or large or edition.kind == kinds.STANDARD,
    )
    if large:
        body = large_print.marked(large_print.reflowed(body), starts, words["standard_page"])
    apart: tuple[str, ...] = ()
    if clear := typefaces.find(large_print.TYPEFACE) if large else None:
        clear, apart = clusters.cared_for(spoken, clear)
        fallbacks = (brand.headings, *([clusters.substitute()] if apart else ()), *fallbacks)
    galley = briefings.briefing(
        edition,
        style,
        body=body,
        fallbacks=tuple(dict.fromkeys(fallbacks)),
        readable=links.readable,
        ended=last_lines.ended,
        clear=clear,
        starts={start.element: (start.page,) for start in starts},
    )
    if apart:
        galley = another(galley, html=clusters.set_apart(galley.html, apart, clusters.substitute().family))
    return clusters.capped(galley)
