"""Pictures of the archive's pages are laid one article after the other: none is held once it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from publish.media import copies
from publish.media.assets import assets, filled, without_content
from publish.model import ArchiveFile, Article, Asset, Publication

Fetch = Callable[[str], bytes | None]
"""Gives a picture by its SHA-256; None for none."""


def lay(
    publication: Publication,
    articles: Iterable[Article],
    fetch: Fetch,
    standing: Callable[[str], bool],
    put: Callable[[ArchiveFile], object],
) -> Iterator[Article]:
    """The articles as pages show them, with pictures for screens in the place of their own, without their contents.

    `put` gets every picture once, and a narrow copy of the larger ones, but for those that are `standing` in the
    archive already: equal content has an equal name. Contents that an article has not got itself come from `fetch`.
    Raises OSError when that gives none.
    """
    laid: set[str] = set()

    fill = partial(filled, fetch=fetch)

    def write(asset: Asset) -> None:
        path, small = f"pictures/{asset.name}", f"pictures/{copies.narrow_name(asset)}"
        if path in laid:
            return
        laid.add(path)
        if not standing(path):
            put(ArchiveFile(path=path, content=fill(asset).content))
        if copies.has_narrow(asset) and not standing(small) and (narrow := copies.narrow(fill(asset))):
            put(ArchiveFile(path=small, content=narrow.content))

    if publication.brand.logo:
        write(publication.brand.logo.asset)
    for article in articles:
        shown = copies.changed(article, partial(copies.screen, side=publication.picture_side, fill=fill))
        for asset in assets(shown):
            write(asset)
        yield without_content(shown)
