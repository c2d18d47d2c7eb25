"""An article's pictures, and the article without their contents, which are most of its bytes."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable

from publish.model import Article, Asset, Picture
from publish.value import replace


def assets(article: Article) -> tuple[Asset, ...]:
    """Every picture of the article: those in its text, then its own."""
    return (*article.assets, *([article.picture.asset] if isinstance(article.picture, Picture) else []))


def without_content(article: Article) -> Article:
    """The article with pictures that have a SHA-256 in place of their content; one never read is left as it is."""
    return _with_assets(article, (replace(one, content=b"") if one.sha256 else one for one in assets(article)))


def with_content(article: Article, fetch: Callable[[str], bytes | None]) -> Article:
    """The article with its pictures' contents, as `filled` gives each."""
    return _with_assets(article, (filled(one, fetch) for one in assets(article)))


def filled(asset: Asset, fetch: Callable[[str], bytes | None]) -> Asset:
    """The picture with its content. `fetch` gives one by its SHA-256. Raises OSError when it gives none."""
    if asset.content or not asset.sha256:
        return asset
    if (content := fetch(asset.sha256)) is None:
        raise OSError(errno.EIO, "the disk does not give back a picture that was written to it", asset.name)
    return replace(asset, content=content)


def _with_assets(article: Article, those: Iterable[Asset]) -> Article:
    """The article with these in place of its assets."""
    of = iter(tuple(those))
    inner = tuple(next(of) for _ in article.assets)
    if isinstance(article.picture, Picture):
        return replace(article, assets=inner, picture=replace(article.picture, asset=next(of)))
    return replace(article, assets=inner) if inner else article
