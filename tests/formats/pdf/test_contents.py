"""Contents: from eight pages on a text begins with its headings, each with the page that it is on."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pypdfium2
import pytest

from publish.formats.pdf import render
from publish.model import Artifact, Edition
from publish.proofs import as_heard
from tests.conftest import REQUIRE_ALL
from tests.support import sample, spoken, vera

SENTENCE = "The bus stops at the hall every hour, and at the school when there is one to go to. "
KINDS = pytest.mark.parametrize("kind", ["briefing", "large-print"])


@lru_cache(maxsize=8)
def long(kind: str, headings: int = 9, length: int = 20) -> tuple[Edition, Artifact]:
    """A text of so many headings, and of so many sentences under each, as a file."""
    text = "\n\n".join(f"## Stop {n} & what it “costs”\n\n{SENTENCE * length}" for n in range(1, headings + 1))
    edition = spoken.edition(text, kind)
    made, problems = render.render(edition, sample.house_style(), proof=True)
    assert made is not None, problems
    return edition, made


def pages(made: Artifact) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(made.content) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


@KINDS
def test_a_long_text_has_contents_that_are_right(kind: str) -> None:
    """Each heading stands on the page that the contents say."""
    _, made = long(kind, length=20 if kind == "large-print" else 60)
    words = pages(made)
    assert len(words) >= 8
    listed = re.findall(r"(Stop \d+ & what it “costs”),?[ .]*(\d+)(?= )", " ".join(words[:2]))
    assert len(listed) == 9
    for heading, page in listed:
        assert heading in words[int(page) - 1], (heading, page)


def test_a_short_text_and_one_without_headings_have_none() -> None:
    """Of seven pages, or of two headings."""
    assert "Contents" not in pages(long("large-print", headings=4, length=8)[1])[0]
    assert "Contents" not in pages(long("large-print", headings=2, length=90)[1])[0]


@KINDS
def test_contents_are_heard_and_conform(kind: str, tmp_path: Path) -> None:
    """The text is heard as it was written, and the file is what it claims to be."""
    edition, made = long(kind, length=20 if kind == "large-print" else 60)
    found = as_heard.examine(edition, made)
    assert found is not None
    assert found.good, found
    if REQUIRE_ALL or not vera.missing():
        place = tmp_path / "long.pdf"
        place.write_bytes(made.content)
        assert vera.check([place]) == {place: ()}
