"""The specimen of more than forty languages on paper: every letter, every word of the product, page by page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from publish.catalogue import stemming
from publish.formats.plain import liblouis
from publish.formats.plain.text import columns
from publish.model import Artifact, Box
from publish.style.galley import words
from tests.conftest import REQUIRE_ALL, ROOT
from tests.support import sample, specimen, tongues

GOLDEN = Path(__file__).parents[2] / "golden" / "languages.txt"
BOXES = GOLDEN.with_name("languages-boxes.txt")


@lru_cache(maxsize=1)
def briefings() -> dict[str, Artifact]:
    """The specimen's briefings, made once."""
    made = {}
    for article in specimen.articles():
        artifact, problems = tongues.printed(article)
        assert problems == (), (article.language, problems)
        made[article.language] = artifact
    return made


def test_there_are_more_than_forty() -> None:
    """In seventeen scripts, each with a page of its own."""
    assert len(specimen.TEXTS) >= 40
    assert all(made.pages == 1 for made in briefings().values())


@pytest.mark.parametrize("language", specimen.TEXTS)
def test_a_language_is_set_whole(language: str) -> None:
    """No square, and each letter, mark and figure on the page as often as it was written."""
    said = tongues.words(briefings()[language])
    title, text, items = specimen.TEXTS[language]
    assert "□" not in said
    assert "\ufffd" not in said
    written, there = _signs(title + text + "".join(items)), _signs(said)
    lacking = {sign: times - there[sign] for sign, times in written.items() if there[sign] < times}
    assert not lacking


@pytest.mark.parametrize("language", specimen.MORE)
def test_further_languages_are_set_whole(language: str) -> None:
    """Twenty-three more, which have no page in the specimen: no square, nothing lacking, nothing said."""
    title, text = specimen.MORE[language]
    article, found = tongues.spoken(text, language, title=title, slug=language.lower())
    artifact, problems = tongues.printed(article)
    assert (found, problems) == ((), ())
    written, there = _signs(title + text), _signs(tongues.words(artifact))
    assert not {sign: times for sign, times in written.items() if there[sign] < times}


def test_letters_that_no_typeface_has_are_an_error_at_their_text_alone() -> None:
    """Tibetan, for which there is no package: the article that typed it, and none that names it in its news."""
    tibetan = tongues.article("སློབ་གྲྭ།", "bo", title="བོད", slug="two")
    _, problems = tongues.printed(tibetan)
    assert {(problem.code, problem.severity) for problem in problems} == {("R02", "error")}
    assert {problem.path for problem in problems} == {tibetan.source}
    _, problems = tongues.printed(tongues.article("One.", "en", slug="one"), tibetan)
    assert [problem for problem in problems if problem.code == "R02"] == []


def _signs(text: str) -> Counter[str]:
    """How often a text has each letter, mark and figure, whatever form it is written in."""
    return Counter(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign)[0] in "LMN")


def test_their_words_are_as_they_were(golden: Callable[[Path, str], None]) -> None:
    """What a reader copies from each page, kept to be compared."""
    golden(GOLDEN, "\n".join(f"== {language}\n{tongues.words(made)}" for language, made in briefings().items()) + "\n")


def _placed(artifact: Artifact) -> str:
    """Its lines in the order in which they are set: the first word of each, and its box in whole points."""
    lines: dict[tuple[int, int, float], list[Box]] = {}
    for box in artifact.boxes:
        if box.text.strip() or box.asset:
            lines.setdefault((box.page, box.block, box.y), []).append(box)
    said = []
    for (_, _, top), row in lines.items():
        left, right = min(box.x for box in row), max(box.x + box.width for box in row)
        sides = " ".join(str(round(side * 0.75)) for side in (left, top, right, top + row[0].height))
        said.append(f"{sides} {row[0].element} {(row[0].text.split() or ['-'])[0].replace(chr(0xAD), '')}\n")
    return "".join(said)


def test_their_lines_stand_where_they_stood(golden: Callable[[Path, str], None]) -> None:
    """Each line by its first word: left, top, right and bottom in points from the page's left and top edges."""
    golden(BOXES, "".join(f"== {language}\n{_placed(made)}" for language, made in briefings().items()))


def test_no_line_of_their_text_edition_is_too_long() -> None:
    """Seventy-two columns in every language."""
    from publish.editions.compose import compose
    from publish.formats.plain import text
    from publish.model import EditionPlan
    from tests.support.sample import house_style

    plan = EditionPlan(name="text", kind="text", title="", sides=None, max_bytes=None)
    for edition in compose(tongues.PLAIN, (plan,), specimen.articles()):
        artifact, problems = text.render(edition, house_style())
        assert problems == ()
        assert artifact is not None
        assert max(map(columns, artifact.content.decode().split("\n"))) <= 72, edition.language


@pytest.mark.parametrize("language", specimen.TEXTS)
def test_no_word_of_the_product_is_divided_where_lines_end_at_spaces(language: str) -> None:
    """What stands beside a telephone, a letter and an address has room for its longest word."""
    lines = {"".join(box.text.split("\u00ad")).strip() for box in briefings()[language].boxes}
    said = words(sample.house_style(), language)
    for part in " ".join(said[name] for name in ("telephone", "email", "website")).split():
        assert any(part in line for line in lines), (part, language)


@pytest.mark.skipif(not liblouis.present() and not REQUIRE_ALL, reason="liblouis is not installed")
def test_the_contact_sheet_is_true() -> None:
    """Each language of the specimen has its row; stems and tables of braille are those that there are."""
    sheet = (ROOT / "docs/languages.md").read_text("utf-8")
    rows = {row[1]: row[0].strip("| ").split(" | ") for row in re.finditer(r"^\|.*? `([\w-]+)` \|.*$", sheet, re.M)}
    assert list(rows) == list(specimen.TEXTS)
    for language, (*_, search, braille) in rows.items():
        assert (search == "stems") == (stemming.stemmer(language) is not None), language
        table = liblouis.table(language)
        assert braille.strip("`") == ("no table" if table is None else Path(table).name)
