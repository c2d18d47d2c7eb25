"""The words in drawings (SVG): they are set in the edition's typefaces as its text is, and may want a glyph too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from publish.model import Asset, Edition
from publish.value import replace

_SVG = "image/svg+xml"


def words(edition: Edition) -> str:
    """Every word in the drawings that an edition shows, in no order: what its typefaces must hold besides its text."""
    return " ".join(text for asset in _shown(edition) if asset.media_type == _SVG for text in _texts(asset))


def respelt(assets: Iterable[Asset], sorts: Mapping[int, str]) -> tuple[Asset, ...]:
    """The assets, with characters in the words of drawings exchanged as `str.translate` would."""
    return tuple(_respelt(asset, sorts) for asset in assets)


def _shown(edition: Edition) -> Iterator[Asset]:
    for article in edition.articles:
        yield from article.assets
        if article.picture:
            yield article.picture.asset
    if edition.agenda:
        yield from edition.agenda.assets
    if edition.publication.brand.logo:
        yield edition.publication.brand.logo.asset


def _texts(asset: Asset) -> Iterator[str]:
    for element in _parsed(asset).iter("*"):
        yield from filter(None, (element.text, element.tail))


def _respelt(asset: Asset, sorts: Mapping[int, str]) -> Asset:
    if asset.media_type != _SVG or not set(map(ord, "".join(_texts(asset)))) & sorts.keys():
        return asset
    root = _parsed(asset)
    for element in root.iter("*"):
        element.text = element.text.translate(sorts) if element.text else None
        element.tail = element.tail.translate(sorts) if element.tail else None
    return replace(asset, content=etree.tostring(root, encoding="utf-8"))


def _parsed(asset: Asset) -> etree._Element:
    return etree.fromstring(asset.content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
