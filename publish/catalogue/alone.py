"""An article becomes one HTML page with its stylesheet, typefaces and pictures inside."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from publish.catalogue import pages
from publish.catalogue.archive import drawn
from publish.catalogue.body import web
from publish.media.assets import assets
from publish.model import ArchiveFile, Article, HouseStyle, Publication
from publish.style import galley, policy


def page(
    publication: Publication, style: HouseStyle, article: Article, letters: tuple[str, Iterable[ArchiveFile]]
) -> bytes:
    """The page, in UTF-8. `letters` are the rules that name the brand's typefaces, and their files.

    Links to other articles are left out: nothing here knows their addresses. Raises StyleError, and ValueError when the
    body is not well-formed.
    """
    own = galley.words(style, article.language)
    (article,) = drawn((article,), publication, style)
    within = {f"pictures/{one.name}": _data(one.media_type, one.content) for one in assets(article)}
    font_faces, fonts = letters
    for font in fonts:
        font_faces = font_faces.replace(f"./{font.path.rpartition('/')[2]}", _data("font/otf", font.content))
    html = galley.typeset(
        "archive/alone.html",
        style,
        publication=publication,
        article=article,
        own=own,
        css=pages.stylesheet(publication, style, font_faces).content.decode(),
        to=within.__getitem__,
        body=web(article, frozenset(), own, within.__getitem__),
        srcset="",  # a second copy of a picture inside the page would be loaded with it, wanted or not
        changed=False,
        topics=(),
    )
    return policy.held_to(html, policy.ALONE).encode()


def _data(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
