"""Letters travel: an ebook and an archive show every script on a machine that has typefaces for Latin alone."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from lxml import html
from PIL import Image, ImageChops

from publish import press
from publish.base.language.scripts import of_tag
from publish.delivery.archive import put
from publish.editions.compose import compose
from publish.formats.epub import render
from publish.formats.epub.typefaces import Use, cut
from publish.model import ArchiveFile, Artifact, EditionPlan
from publish.value import replace
from tests.support import specimen, tongues
from tests.support.browser import BROWSER
from tests.support.sample import house_style

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")


@lru_cache(maxsize=1)
def archive() -> dict[str, ArchiveFile]:
    """The archive of the specimen, by path."""
    made, problems = press.catalogue(
        tongues.PLAIN,
        house_style(),
        specimen.articles(),
        [],
        inputs=(),
        former=None,
        index=lambda _: None,
        pages={},
        today=date(2026, 1, 1),
    )
    assert [problem for problem in problems if problem.code != "P12"] == []
    return {file.path: file for file in made}


def held(content: bytes) -> set[str]:
    """The characters that a font file has glyphs for."""
    return set(map(chr, TTFont(io.BytesIO(content)).getBestCmap()))


def shown() -> set[str]:
    """Every letter, mark and figure of the specimen."""
    texts = (re.sub("<[^>]*>", "", article.body) + article.title for article in specimen.articles())
    return {character for text in texts for character in text if not character.isspace()} - {"\u200c", "\u200d"}


@lru_cache(maxsize=1)
def ebook() -> Artifact:
    """The specimen as one EPUB."""
    plan = EditionPlan(name="all", kind="collection", title="", sides=None, max_bytes=None)
    artifact, problems = render.render(compose(tongues.PLAIN, (plan,), specimen.articles())[0], house_style())
    assert problems == ()
    assert artifact is not None
    return artifact


def test_an_ebook_has_every_letter_that_it_shows() -> None:
    """One file a script and weight, with the features by which letters join, said in the sheet."""
    artifact = ebook()
    with zipfile.ZipFile(io.BytesIO(artifact.content)) as file:
        fonts = {name: file.read(name) for name in file.namelist() if name.endswith((".ttf", ".otf"))}
        sheet = file.read(next(name for name in file.namelist() if name.endswith("collection.css"))).decode()
    assert shown() <= set().union(*map(held, fonts.values()))
    arabic = next(content for name, content in fonts.items() if "arabic-400" in name)
    features = {record.FeatureTag for record in TTFont(io.BytesIO(arabic))["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina"} <= features
    assert all(f"typefaces/{name.rpartition('/')[2]}" in sheet for name in fonts)
    assert len(artifact.content) < 700_000


def test_an_archive_has_every_letter_that_it_shows() -> None:
    """In WOFF2, with the characters that each file is for, so that a page asks only for those that it needs."""
    files = {path: file.content for path, file in archive().items() if path.startswith("look/")}
    fonts = {path: content for path, content in files.items() if path.endswith((".woff2", ".ttf"))}
    assert shown() <= set().union(*map(held, fonts.values()))
    sheet = files["look/archive.css"].decode()
    others = [path for path in fonts if path.endswith(".woff2")]
    assert len(others) == 2 * 12
    assert sheet.count("unicode-range:") == len(others)


def test_a_publication_may_leave_the_letters_out() -> None:
    """With `other_letters = false` it has the brand's typefaces alone."""
    use = Use(characters=frozenset("aनमस्ते"), bold=True, italic=False, bold_italic=False, code=False)
    brand = tongues.PLAIN.brand
    assert {piece.family for piece in cut(brand, use)} - {face.family for face in brand.typefaces}
    bare = cut(replace(brand, lettered=False), use)
    assert {piece.family for piece in bare} <= {face.family for face in brand.typefaces}


def test_the_letters_of_further_languages_travel_too() -> None:
    """What an ebook would carry has each of them, for scripts that the specimen has no page of."""
    texts = "".join(title + text for title, text in specimen.MORE.values())
    letters = frozenset(sign for sign in texts if not sign.isspace() and sign not in "\u200c\u200d")
    use = Use(characters=letters, bold=False, italic=False, bold_italic=False, code=False)
    assert letters <= set().union(*(held(piece.content) for piece in cut(tongues.PLAIN.brand, use)))


@pytest.fixture(scope="module")
def plain_browser(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser on a machine that has DejaVu alone.

    In its `folder` are the archive and the ebook, `with` the letters of other scripts and `without`.
    """
    folder = tmp_path_factory.mktemp("letters")
    for file in archive().values():
        put(file, folder / "archive-with")
        if not file.path.endswith(".woff2"):
            put(file, folder / "archive-without")
    with zipfile.ZipFile(io.BytesIO(ebook().content)) as book:
        for kind in ("with", "without"):
            book.extractall(folder / f"ebook-{kind}")
    for face in (folder / "ebook-without/EPUB/typefaces").iterdir():
        if not face.name.startswith("source-"):
            face.unlink()
    config = folder / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{DEJAVU}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>")
    environment = os.environ | {"FONTCONFIG_FILE": str(config)}
    plain = browser.browser_type.launch(executable_path=BROWSER, args=["--no-sandbox"], env=environment)
    yield plain, folder
    plain.close()


def test_an_archive_has_the_letters_of_its_own_words() -> None:
    """Dates, labels and links of each page too, in every language."""
    files = archive()
    fonts = set().union(*(held(file.content) for path, file in files.items() if path.endswith((".woff2", ".ttf"))))
    unseen = re.compile("[\\s\u200b-\u200f\u2066-\u2069]")
    for path, file in files.items():
        if path.endswith(".html"):
            texts = html.fromstring(file.content).xpath("//text()[not(parent::script or parent::style)]")
            assert set(unseen.sub("", "".join(texts))) <= fonts, path


@pytest.mark.slow
@pytest.mark.skipif(not DEJAVU.is_dir(), reason="DejaVu is not installed")
@pytest.mark.parametrize(("what", "under"), [("archive", "articles/{}.html"), ("ebook", "EPUB/articles/{}.xhtml")])
def test_a_browser_with_dejavu_alone_shows_the_letters(what: str, under: str, plain_browser: tuple[Any, Path]) -> None:
    """Every language has ink; those beyond Latin, Greek and Cyrillic have it by the letters that the page brought.

    The pages stand side by side in one window, once with the files of letters beside them and once without.
    """
    browser, folder = plain_browser
    width, height, across = 420, 360, 6
    spoken = {under.format(article.slug): article.language for article in specimen.articles()}
    places = {page: (at % across * width, at // across * height) for at, page in enumerate(spoken)}
    frames = "".join(
        f'<iframe src="{page}" width="{width}" height="{height}" scrolling="no"'
        f' style="position: absolute; border: 0; left: {left}px; top: {top}px"></iframe>'
        for page, (left, top) in places.items()
    )
    pictures = []
    for name in (f"{what}-with", f"{what}-without"):
        (folder / name / "sheet.html").write_text(f'<meta charset="utf-8"><body style="margin: 0">{frames}')
        page = browser.new_page(viewport={"width": across * width, "height": -(-len(places) // across) * height})
        page.goto(f"file://{folder}/{name}/sheet.html")
        for frame in page.frames:
            frame.evaluate("document.fonts.ready.then(() => true)")
        pictures.append(Image.open(io.BytesIO(page.screenshot())).convert("L"))
        page.close()
    for address, (left, top) in places.items():
        ours, theirs = (picture.crop((left, top + 60, left + width, top + height)) for picture in pictures)
        assert sum(ours.histogram()[:128]) > 1500, address
        other = sum(ImageChops.difference(ours, theirs).histogram()[61:])
        brought = of_tag(spoken[address]).code not in {"Latn", "Grek", "Cyrl"}
        assert (other > 2000) == brought, (address, other)
