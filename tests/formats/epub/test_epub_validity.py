"""EPUBCheck finds nothing, and the same collection is the same bytes everywhere."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from publish.media import colour
from publish.value import replace
from tests.conftest import REQUIRE_ALL, ROOT
from tests.formats.epub.test_epub_text import ODD
from tests.support import epubcheck
from tests.support.epub_samples import DRAWN, figure, rich
from tests.support.epub_shelf import opened
from tests.support.sample import PUBLICATION, article, collection

CODE = """
import hashlib
from publish.formats.epub.render import render
from tests.support.epub_samples import DRAWN, figure, rich
from tests.support.sample import house_style
artifact, _ = render(rich(8), house_style())
print(hashlib.sha256(artifact.content).hexdigest())
"""


@pytest.mark.slow
def test_epubcheck_finds_nothing(tmp_path: Path) -> None:
    """No error, no warning, no remark on any kind of collection."""
    if reason := epubcheck.missing():
        assert not REQUIRE_ALL, reason
        pytest.skip(reason)
    bare = replace(
        PUBLICATION,
        strapline="",
        rights="",
        contact=replace(PUBLICATION.contact, name="", address=(), telephone="", email="", website=""),
        brand=replace(PUBLICATION.brand, logo=None, colour="#f2c200", ink=colour.readable("#f2c200")),
    )
    editions = {
        "stock": collection(),
        "rich": rich(),
        "bare": replace(collection(), publication=bare, articles=(article(body="", assets=(), links=(), byline=()),)),
        "drawn": replace(collection(), articles=(article(body=figure(DRAWN, "Layers"), assets=(DRAWN,)),)),
        "right-to-left": replace(rich(6), language="ar", direction="rtl"),
        **{language: replace(collection(), language=language) for language in ("cy", "ja", "zh-Hans")},
        **{
            f"odd-{number}": replace(collection(), title=title, articles=(article(title=title, byline=(title,)),))
            for number, title in enumerate(ODD)
        },
    }
    paths = {name: tmp_path / f"{name}.epub" for name in editions}
    for name, path in paths.items():
        path.write_bytes(opened(editions[name]).content)
    assert epubcheck.check(paths.values()) == dict.fromkeys(paths.values(), ())


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "zone"), [("0", "UTC"), ("1", "Pacific/Kiritimati"), ("4242", "America/Adak")])
def test_the_bytes_depend_on_the_edition_alone(seed: str, zone: str, tmp_path: Path) -> None:
    """Another process, hash seed, time zone and folder: the same file."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CODE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == hashlib.sha256(opened(rich(8)).content).hexdigest(), done.stderr
