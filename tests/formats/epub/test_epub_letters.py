"""Letters travel: an ebook and an archive show every script on a machine that has typefaces for Latin alone."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

from publish import press
from publish.delivery.archive import put
from publish.editions.compose import compose
from publish.formats.epub import render
from publish.formats.epub.typefaces import Use, cut
from publish.model import ArchiveFile, EditionPlan
from publish.value import replace
from tests.support import specimen, tongues
from tests.support.browser import BROWSER
from tests.support.sample import house_style

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")


@lru_cache(maxsize=1)
def archive() -> dict[str, ArchiveFile]:
    """The archive of the specimen, by path."""
    made, problems = press.catalogue(
        tongues.PLAIN, house_style(), specimen.articles(), [], inputs=(), former=None, index=None, pages={}
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


def test_an_ebook_has_every_letter_that_it_shows() -> None:
    """One file a script and weight, with the features by which letters join, said in the sheet."""
    plan = EditionPlan(name="all", kind="collection", title="", sides=None, max_bytes=None)
    artifact, problems = render.render(compose(tongues.PLAIN, (plan,), specimen.articles())[0], house_style())
    assert problems == ()
    assert artifact is not None
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


@pytest.fixture(scope="module")
def plain_browser(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser on a machine that has DejaVu alone, with the archives `with` and `without` letters as its `folder`."""
    folder = tmp_path_factory.mktemp("letters")
    for file in archive().values():
        put(file, folder / "with")
        if not file.path.endswith(".woff2"):
            put(file, folder / "without")
    config = folder / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{DEJAVU}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>")
    environment = os.environ | {"FONTCONFIG_FILE": str(config)}
    plain = browser.browser_type.launch(executable_path=BROWSER, args=["--no-sandbox"], env=environment)
    yield plain, folder
    plain.close()


@pytest.mark.slow
@pytest.mark.skipif(not DEJAVU.is_dir(), reason="DejaVu is not installed")
@pytest.mark.parametrize("slug", ["hi", "ckb", "th", "zh-hans"])
def test_a_browser_with_dejavu_alone_shows_the_letters(slug: str, plain_browser: tuple[Any, Path]) -> None:
    """The headline is drawn in letters that the page brought: without them the picture is another one."""
    browser, folder = plain_browser
    pictures = []
    for name in ("with", "without"):
        page = browser.new_page(viewport={"width": 520, "height": 520})
        page.goto(f"file://{folder}/{name}/articles/{slug}.html")
        page.evaluate("document.fonts.ready.then(() => true)")
        pictures.append(Image.open(io.BytesIO(page.screenshot())).convert("L").crop((0, 90, 520, 400)))
        page.close()
    assert ImageChops.difference(*pictures).getbbox() is not None
    ink = sum(pictures[0].histogram()[:128])
    assert ink > 400
