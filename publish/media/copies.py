"""Pictures for screens: copies with no more dots than a screen shows, in the kinds that every reading system knows.

An ebook, a page of the archive and a message carry such a copy, never the picture that paper needs. A copy of a
photograph has about one bit for each dot, as pictures on the web have; a grainier one gives up quality, which nobody
sees in grain. Copies are made once and shared through the cache.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Generator
from math import sqrt
from typing import NamedTuple

from publish.base.cache import remembered
from publish.model import Article, Asset
from publish.value import Value, replace

SIDE = 1600
"""The long side of a picture in dots, unless the publication says otherwise: a phone or a laptop shows no more."""

NARROW = 800
"""The width of a second copy for pages of the web, for phones."""

SHARP = 1.25
"""A JPEG may be read at a half of its size or less, where that has so many times the dots of its copy: a photograph of
twelve million dots then takes a third of the time and a quarter of the memory, which the copy does not show."""

QUALITIES = (80, 70, 60, 50, 40)
"""Of JPEGs, best first."""

ROOMY, LEAST = 8, 40_000
"""A copy has a byte for so many dots, and never has to have less bytes than these."""

_TYPES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png")}
_DOTS = frozenset(("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"))


class _Copy(Value):
    kind: str
    content: bytes
    width: int
    height: int


def screen(
    asset: Asset, side: int = SIDE, *, still: bool = False, fill: Callable[[Asset], Asset] = lambda one: one
) -> Asset:
    """The picture as a screen needs it: itself, if it is a drawing or small enough, else a copy.

    Its long side has at most `side` dots. With `still` it is a JPEG, a PNG or a drawing; only what moves stays a GIF.
    Where a copy has to be made `fill` gives the picture with its content.
    """
    if asset.media_type not in _DOTS or (asset.media_type == "image/gif" and not still):
        return asset
    digest = asset.sha256 or hashlib.sha256(asset.content).hexdigest()
    return _named(asset, remembered(_Copy, lambda: _copied(fill(asset).content, side), "screen", digest, side))


def narrow(asset: Asset) -> Asset | None:
    """A copy of `NARROW` dots across beside one for a page of the web; None when that is hardly narrower."""
    if not has_narrow(asset):
        return None
    digest = asset.sha256 or hashlib.sha256(asset.content).hexdigest()
    height = round(asset.height * NARROW / asset.width)
    made = remembered(_Copy, lambda: _copied(asset.content, max(NARROW, height)), "screen", digest, max(NARROW, height))
    return replace(_named(asset, made), name=narrow_name(asset))


def has_narrow(asset: Asset) -> bool:
    """Whether a page of the web has a second copy of a picture."""
    return asset.media_type in ("image/jpeg", "image/png") and asset.width >= NARROW * 1.25


def narrow_name(asset: Asset) -> str:
    """What the second copy of a picture is called."""
    stem, _, ending = asset.name.rpartition(".")
    return f"{stem}-{NARROW}.{ending}"


def changed(article: Article, change: Callable[[Asset], Asset]) -> Article:
    """The article with other pictures in the place of its own, in its text too."""
    pairs = [(old, change(old)) for old in article.assets]
    others = {old.name: new for old, new in pairs if new is not old}
    if others:
        body = _IMAGE.sub(lambda found: _pointed(found[0], others), article.body)
        article = replace(article, body=body, assets=tuple(new for _, new in pairs))
    if article.picture and (new := change(article.picture.asset)) is not article.picture.asset:
        article = replace(article, picture=replace(article.picture, asset=new))
    return article


_IMAGE = re.compile(r"<img\b[^>]*>")


def _pointed(tag: str, others: dict[str, Asset]) -> str:
    found = re.search(r'\ssrc="([^"]*)"', tag)
    if found is None or (new := others.get(found[1])) is None:
        return tag
    for name, value in (("src", new.name), ("width", str(new.width)), ("height", str(new.height))):
        tag = re.sub(rf'(\s{name}=")[^"]*"', rf'\g<1>{value}"', tag, count=1)
    return tag


def fitted(size: tuple[int, int], most: int) -> tuple[int, int]:
    """A width and height in proportion, the width at most so many."""
    width, height = size
    return (width, height) if width <= most else (most, max(1, round(height * most / width)))


def _named(asset: Asset, made: _Copy) -> Asset:
    if not made.content:
        return asset
    digest = hashlib.sha256(made.content).hexdigest()
    media_type, ending = _TYPES[made.kind]
    stem = re.sub(r"(-[0-9a-f]{16})?\.\w+$", "", asset.name)
    return replace(
        asset,
        name=f"{stem}-{digest[:16]}.{ending}",
        media_type=media_type,
        content=made.content,
        width=made.width,
        height=made.height,
        sha256=digest,
    )


_NOTHING = _Copy(kind="", content=b"", width=0, height=0)
"""The picture itself is as a screen needs it."""


def _copied(content: bytes, side: int) -> _Copy:
    from PIL import Image

    from publish.media import dots

    with Image.open(io.BytesIO(content)) as opened:
        kind, size = str(opened.format).replace("MPO", "JPEG"), opened.size
        if kind == "GIF" and getattr(opened, "is_animated", False):
            return _NOTHING
        scale = min(1.0, side / max(size))
        other = dots.is_other(opened)
        light = kind == "PNG" or len(content) <= 1.5 * _most(size)
        if scale == 1 and not other and light and kind in _TYPES:
            return _NOTHING
        if kind == "JPEG":
            opened.draft(None, (round(size[0] * scale * SHARP), round(size[1] * scale * SHARP)))
        opened.load()
        picture = dots.plain(dots.to_srgb(opened))
    if scale < 1:
        picture = dots.resized(picture, (round(size[0] * scale), round(size[1] * scale)))
    if kind == "JPEG" or (kind not in ("PNG", "GIF") and dots.is_photograph(picture)):
        written = _jpeg(picture)
        return _NOTHING if scale == 1 and not other and len(written.content) >= len(content) else written
    made = _Copy(kind="PNG", content=dots.png(picture), width=picture.width, height=picture.height)
    if kind == "PNG" and scale == 1 and not other:
        return _NOTHING
    return made


class _Size(NamedTuple):
    width: int
    height: int


def _most(size: tuple[int, int]) -> int:
    return max(LEAST, size[0] * size[1] // ROOMY)


def _tries(most: int) -> Generator[tuple[int, float], int, None]:
    """Qualities, then shares of the dots: what a photograph gives up, least first; is sent how many bytes that made.

    How much less a lower quality makes is about the same of every picture, so that one of them is seldom tried in vain.
    """
    best = QUALITIES[0]
    made = yield best, 1.0
    for quality in QUALITIES[1:]:
        if made * _LESS[quality] <= most * 1.1 or quality == QUALITIES[-1]:
            yield quality, 1.0
    for share in (0.7, 0.5, 0.35):
        yield QUALITIES[-1], share


_LESS = {70: 0.75, 60: 0.6, 50: 0.52, 40: 0.44}
"""The bytes of a JPEG of a quality, as a share of those of the best one."""


def _jpeg(picture: object) -> _Copy:
    """A JPEG of about a bit for each dot."""
    from PIL import Image

    from publish.media import dots

    assert isinstance(picture, Image.Image)
    most = _most(picture.size)
    tries = _tries(most)
    quality, share = next(tries)
    while True:
        one = picture
        if share < 1:
            one = dots.resized(picture, (round(picture.width * sqrt(share)), round(picture.height * sqrt(share))))
        content = dots.jpeg(dots.on_white(one), quality)
        try:
            if len(content) <= most:
                break
            quality, share = tries.send(len(content))
        except StopIteration:
            break
    return _Copy(kind="JPEG", content=content, width=one.width, height=one.height)
