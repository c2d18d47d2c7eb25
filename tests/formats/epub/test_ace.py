"""DAISY Ace finds nothing in the collection of this repository, at any weight."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from tests.conftest import REQUIRE_ALL, ROOT, Publish
from tests.support import ace

VOLUMES = """
[editions.months]
kind = "collection"
parts = "months"
[editions.topics]
kind = "collection"
parts = "topics"
[editions.year]
kind = "collection"
by = "year"
"""


@pytest.mark.slow
def test_ace_finds_nothing_in_the_collections_of_this_repository(tmp_path: Path, publish: Publish) -> None:
    """Not one violation, whole with the pages of the print edition in it, by month, by topic and by year."""
    if ace.MISSING:
        assert not REQUIRE_ALL, ace.MISSING
        pytest.skip(ace.MISSING)
    shutil.copytree(ROOT / "source", tmp_path / "publication/source")
    text = (ROOT / "source/publication.toml").read_text("utf-8") + VOLUMES
    (tmp_path / "publication/source/publication.toml").write_text(text, encoding="utf-8")
    settings = tomllib.loads(text)
    kinds = {name: edition["kind"] for name, edition in settings["editions"].items()}
    asked = [word for name, kind in kinds.items() if kind == "collection" for word in ("--edition", name)]
    outcome = publish("build", "--quiet", *asked, cwd=tmp_path / "publication")
    assert outcome.code == 0, outcome.err

    books = sorted((tmp_path / "publication/build").rglob("*.epub"))

    assert books
    for number, book in enumerate(books):
        assert ace.check(book, tmp_path / f"report-{number}") == []
