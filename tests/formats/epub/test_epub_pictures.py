"""Pictures in an ebook: sized for screens, in kinds that every reader shows, within the edition's budget."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from publish.formats.epub.render import render
from publish.media.pictures import read_picture
from publish.model import Artifact, Edition
from publish.value import replace
from tests.media.test_raster import photograph
from tests.support.sample import article, collection, house_style


def illustrated(name: str = "hall.jpg", **changes: object) -> Edition:
    """A collection of one article with a photograph of 2,900 dots across."""
    kind = {"jpg": "JPEG"}.get(name.rpartition(".")[2], name.rpartition(".")[2].upper())
    content = photograph((2900, 2000), kind, 6)
    picture = read_picture(name, lambda _: content)
    body = f'<p>Text.</p><figure><img src="{picture.name}" alt="The hall" width="2400" height="1655"/></figure>'
    return replace(collection(), articles=(article(body=body, assets=(picture,)),), fresh=(), **changes)


def pictures(artifact: Artifact | None) -> dict[str, tuple[int, int]]:
    """The sizes of the pictures in an ebook but for its cover, by their names."""
    assert artifact is not None
    sizes = {}
    with zipfile.ZipFile(io.BytesIO(artifact.content)) as book:
        for name in book.namelist():
            if name.endswith((".jpg", ".png", ".webp", ".gif")) and "cover" not in name:
                with Image.open(io.BytesIO(book.read(name))) as picture:
                    sizes[name] = picture.size
    return sizes


@pytest.mark.parametrize("name", ["hall.jpg", "hall.webp", "hall.avif"])
def test_a_photograph_is_sized_for_screens(name: str) -> None:
    """Its long side has 1,600 dots at most, it is a JPEG whatever it was, and it adds at most 300 kB."""
    artifact, problems = render(illustrated(name), house_style())
    ((path, size),) = pictures(artifact).items()
    assert problems == ()
    assert path.endswith(".jpg")
    assert max(size) <= 1600
    plain, _ = render(replace(collection(), articles=(article(body="<p>Text.</p>"),), fresh=()), house_style())
    assert artifact is not None
    assert plain is not None
    assert len(artifact.content) - len(plain.content) <= 300_000


def test_the_publication_says_how_large() -> None:
    """`picture_side` is the long side that pictures have at most."""
    edition = illustrated()
    edition = replace(edition, publication=replace(edition.publication, picture_side=800))
    artifact, _ = render(edition, house_style())
    assert all(max(size) <= 800 for size in pictures(artifact).values())


def test_a_budget_is_kept_or_named() -> None:
    """Pictures become smaller until the ebook fits, which its line says; what does not fit is named (F03)."""
    edition = illustrated()
    whole, _ = render(edition, house_style())
    assert whole is not None
    most = len(whole.content) - 100_000
    fitted, problems = render(replace(edition, max_bytes=most), house_style())
    assert fitted is not None
    assert problems == ()
    assert len(fitted.content) <= most
    assert fitted.fit is not None
    assert fitted.fit.traded[0].startswith("pictures of ")
    smallest, problems = render(replace(edition, max_bytes=10_000), house_style())
    assert smallest is not None
    assert [problem.code for problem in problems] == ["F03"]
    assert "and is to have 0.0 MB at most" in problems[0].message
