"""What WeasyPrint may fetch: what belongs to the edition, and nothing else.

A plain function as fetcher that raises stops the whole render; a URLFetcher that raises becomes a line in the log. CSS
objects have a default fetcher of their own, which reads files and the web: each one is given ours.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

from publish.formats.pdf.body import pictures as pdf_pictures

SCHEME = "handbill:"


class Shelf(URLFetcher):  # type: ignore[misc]
    """Serves `handbill:` URLs from memory, what an address carries itself, and nothing else.

    No file and no network, whatever text or style asks for. What a drawing carries is no picture of `_dress`'s,
    so it comes as the file may have it.
    """

    def __init__(self, items: dict[str, tuple[str, bytes]]) -> None:
        self._fail_on_errors = False
        self._items = items

    def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
        """What is at the address. Raises ValueError."""
        if url.startswith("data:image/"):
            return _served(url, *_carried(url))
        if not url.startswith(SCHEME):
            raise ValueError("only what belongs to the edition is fetched")
        if (item := self._items.get(url.removeprefix(SCHEME))) is None:
            raise ValueError("not one of the edition's assets")
        return _served(url, item[1], item[0])


def _served(url: str, content: bytes, media_type: str) -> URLFetcherResponse:
    return URLFetcherResponse(url, content, {"Content-Type": media_type})


@lru_cache(maxsize=16)
def _carried(url: str) -> tuple[bytes, str]:
    """The picture in a `data:` URL, and what it is. Raises ValueError."""
    from publish.media import (
        pictures,  # here, not above: few drawings carry a picture, and it knows all that is wrong with one
    )

    try:
        picture = pictures.embedded(url)
    except pictures.ImageError as fault:
        raise ValueError(fault.message) from fault
    content = pdf_pictures.shown(picture.content)
    return content, picture.media_type if content is picture.content else "image/png"
