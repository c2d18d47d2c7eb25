"""The drawings (SVG) of an edition are mended for WeasyPrint; their words are listed, for the glyphs they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from publish.model import Agenda, Article, Asset, Edition, Typeface
from publish.problem import Problem
from publish.value import replace

if TYPE_CHECKING:
    from publish.media.svg import mending

_SVG = "image/svg+xml"


def words(edition: Edition) -> str:
    """Every word in the drawings that an edition shows, in no order: what its typefaces must hold besides its text."""
    return " ".join(_words(asset) for asset in _shown(edition) if asset.media_type == _SVG)


def _words(asset: Asset) -> str:
    from publish.media.svg import mending  # here, not above: few editions have drawings

    return mending.words_of(asset.content)


def mended(edition: Edition, families: tuple[Typeface, ...]) -> Edition:
    """The edition with drawings that come out right, words in scripts that are shaped set in these typefaces."""

    def mend(asset: Asset) -> Asset:
        if asset.media_type != _SVG:
            return asset
        made = _mended(asset.content, families).content
        return asset if made == asset.content else replace(asset, content=made)

    articles = tuple(_changed(article, mend) for article in edition.articles)
    agenda = edition.agenda and replace(edition.agenda, assets=tuple(map(mend, edition.agenda.assets)))
    return replace(edition, articles=articles, agenda=agenda)


def problems(edition: Edition, path: str) -> Iterator[Problem]:
    """R03 for each drawing of which something is not drawn, as the layout library would say it."""
    for asset in {asset.name: asset for asset in _shown(edition) if asset.media_type == _SVG}.values():
        if lost := _mended(asset.content, ()).lost:
            yield Problem(
                code="R03",
                path=path,
                line=None,
                message=f"the picture `handbill:{asset.name}` is drawn without {', '.join(lost)}",
                hint="save that part of the drawing as a picture of dots, or the drawing as PNG",
            )


@lru_cache(maxsize=128)
def _mended(content: bytes, families: tuple[Typeface, ...]) -> mending.Mended:
    from publish.media.svg import mending

    # The titles' typeface, which is among those of the galley and has no serifs in most houses.
    return mending.mend(content, _outline(families), families[0].family if families else "")


def _outline(families: tuple[Typeface, ...]) -> mending.Outline:
    def outline(text: str, size: float, weight: int) -> tuple[str, float]:
        if not families:
            return "", 0.0
        from publish.media import lettering  # with HarfBuzz, which few drawings need

        letters = lettering.Letters(families, 600 if weight >= 600 else 400)
        if lettering.lacks(text, letters):
            raise LookupError(text)
        return lettering.outline(text, size, letters), lettering.width(text, size, letters)

    return outline


def respelt(assets: Iterable[Asset], sorts: Mapping[int, str]) -> tuple[Asset, ...]:
    """The assets, with characters in the words of drawings exchanged as `str.translate` would."""
    return tuple(_respelt(asset, sorts) for asset in assets)


def _changed(article: Article, mend: Callable[[Asset], Asset]) -> Article:
    picture = article.picture and replace(article.picture, asset=mend(article.picture.asset))
    return replace(article, assets=tuple(map(mend, article.assets)), picture=picture)


def _shown(edition: Edition) -> Iterator[Asset]:
    copies: tuple[Article | Agenda, ...] = (*edition.articles, *([edition.agenda] if edition.agenda else []))
    for copy in copies:
        yield from copy.assets
    for article in edition.articles:
        if article.picture:
            yield article.picture.asset
    if edition.publication.brand.logo:
        yield edition.publication.brand.logo.asset


def _respelt(asset: Asset, sorts: Mapping[int, str]) -> Asset:
    if asset.media_type != _SVG or not set(map(ord, _words(asset))) & sorts.keys():
        return asset
    from lxml import etree

    from publish.media.svg.reading import parse

    root = parse(asset.content)
    for element in root.iter("*"):
        element.text = element.text.translate(sorts) if element.text else None
        element.tail = element.tail.translate(sorts) if element.tail else None
    return replace(asset, content=etree.tostring(root, encoding="utf-8"))
