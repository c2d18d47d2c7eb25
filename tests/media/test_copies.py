"""Pictures for screens: no more dots than are shown, no more bytes than it takes, in kinds that everybody shows."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from publish.base import cache
from publish.media import copies
from publish.media.pictures import read_picture
from publish.model import Asset
from publish.value import replace
from publish.workshop.shelf import Shelf
from tests.media.test_raster import photograph
from tests.support.sample import article


def came(content: bytes, name: str) -> Asset:
    """The asset of a file."""
    return read_picture(name, lambda _: content)


def opened(asset: Asset) -> Image.Image:
    """The picture in an asset, as large as it says."""
    picture = Image.open(io.BytesIO(asset.content))
    picture.load()
    assert picture.size == (asset.width, asset.height)
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "grain"])
def test_a_photograph_is_light(kind: str) -> None:
    """Of 1,600 dots across, or as many as are asked for, at about a bit each, however grainy it is."""
    if kind == "grain":
        out = io.BytesIO()
        Image.effect_noise((2900, 2000), 60).convert("RGB").save(out, "JPEG", quality=88)
        content, name = out.getvalue(), "a.jpg"
    else:
        how: dict[str, Any] = {"PNG": {"compress_level": 1}, "WEBP": {"method": 0}}.get(kind, {})
        content, name = photograph((2900, 2000), kind, **how), f"a.{kind.lower()}"
    asset = came(content, name)
    for side in (1600, 1000):
        copy = copies.screen(asset, side)
        assert (opened(copy).format, copy.media_type) == ("JPEG", "image/jpeg")
        assert max(copy.width, copy.height) <= side
        assert len(copy.content) <= side * side * 0.7 / 8 * 1.05
        assert copy.name.startswith("a-")
    both = copies.screen(asset), copies.narrow(copies.screen(asset))
    assert both[1] is not None
    assert both[1].name == copies.narrow_name(both[0])
    assert sum(len(copy.content) for copy in both if copy) <= 350_000


def test_what_is_small_enough_stays_itself() -> None:
    """A small photograph, a small drawing of dots, and an SVG are not made anew."""
    for content, name in (
        (photograph((640, 480), "JPEG", 40), "a.jpg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="9"/>', "a.svg"),
    ):
        asset = came(content, name)
        assert copies.screen(asset) is asset
        assert copies.narrow(asset) is None


def test_a_drawing_made_of_dots_stays_a_png() -> None:
    """A large screenshot is smaller, and no JPEG smears its letters."""
    out = io.BytesIO()
    drawing = Image.new("RGB", (2000, 1000), "white")
    drawing.paste("navy", (200, 200, 1000, 700))
    drawing.save(out, "PNG")
    copy = copies.screen(came(out.getvalue(), "a.png"))
    assert (opened(copy).format, copy.width, copy.height) == ("PNG", 1600, 800)


def test_a_gif_that_does_not_move_is_a_png_where_pictures_are_still() -> None:
    """One that moves stays what it is."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    for more, wanted in ((frames[1:], "GIF"), ([], "PNG")):
        out = io.BytesIO()
        frames[0].save(out, "GIF", save_all=bool(more), append_images=more)
        asset = came(out.getvalue(), "a.gif")
        assert opened(copies.screen(asset, still=True)).format == wanted
        assert copies.screen(asset) is asset


def test_an_article_shows_the_other_pictures() -> None:
    """Its text names the copies, with their sizes, and says the same words."""
    asset = came(photograph((2000, 1000), "JPEG", 40), "hall.jpg")
    body = f'<p>Text.</p><figure><img src="{asset.name}" alt="A &lt; B" width="2000" height="1000"/></figure>'
    old = article(body=body, assets=(asset,))
    new = copies.changed(old, copies.screen)
    (copy,) = new.assets
    assert new.body == (
        f'<p>Text.</p><figure><img src="{copy.name}" alt="A &lt; B" width="1600" height="800"/></figure>'
    )
    assert copies.changed(new, copies.screen) == new
    assert replace(new, body=old.body, assets=old.assets) == old


def test_the_same_picture_is_made_once(tmp_path: Path) -> None:
    """What one edition has had made another finds, in whichever process."""
    asset = came(photograph((2000, 1000), "JPEG", 40), "hall.jpg")
    cache.use_cache(Shelf(place=tmp_path, tools=""))
    try:
        first = copies.screen(asset)
        assert copies.screen(replace(asset, content=b"not read again")) == first
    finally:
        cache.use_cache(None)
