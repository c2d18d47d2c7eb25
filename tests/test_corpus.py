"""Real articles that nobody here wrote build whole."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from lxml import etree

from publish.cli.run import editions_of, open_run
from publish.formats.plain import liblouis
from publish.formats.plain.passages import passages
from publish.project.folder import load
from publish.style.galley import words
from tests.conftest import REQUIRE_ALL, Outcome, run_publish
from tests.support import ace, corpus, epubcheck, read_back
from tests.support.printed_pages import disagreements

pytestmark = corpus.needs_corpus


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The small corpus, built once."""
    root = corpus.publication(tmp_path_factory.mktemp("corpus"))
    return root, run_publish("build", "--json", cwd=root)


def test_every_real_article_becomes_a_pdf_and_all_become_one_epub(built: tuple[Path, Outcome]) -> None:
    """Twenty-five articles give twenty-five PDFs and one EPUB, and no error."""
    _, outcome = built

    assert outcome.code == 0, [problem for problem in outcome.json["problems"] if problem["severity"] == "error"]
    kinds = [made["media_type"] for made in outcome.json["artifacts"]]
    assert (kinds.count("application/pdf"), kinds.count("application/epub+zip")) == (25, 1)


def test_check_finds_every_word_of_the_real_articles(built: tuple[Path, Outcome]) -> None:
    """Preflight finds every word of every article in its PDF and in the EPUB, and each is heard as it was written."""
    root, _ = built

    outcome = run_publish("check", "--no-validate", "--accessibility", "--json", cwd=root)

    assert [outcome.problems(code) for code in ("R05", "H01", "H02")] == [[], [], []]


def test_pictures_of_the_real_articles_are_in_their_pdfs(built: tuple[Path, Outcome]) -> None:
    """Every picture that an article shows is an image object on its pages."""
    root, outcome = built
    shown = {
        made["name"]: sum(
            isinstance(thing, pdfium.PdfImage)
            for page in pdfium.PdfDocument(root / made["path"])
            for thing in page.get_objects(max_depth=4)
        )
        for made in outcome.json["artifacts"]
        if made["media_type"] == "application/pdf"
    }

    for row in corpus.manifest():
        name = Path(row["article"]).parent.name if "index" in row["article"] or "README" in row["article"] else ""
        if row["images"] != "0" and name:
            (found,) = (count for slug, count in shown.items() if name.lower()[:20] in slug)
            assert found >= int(row["images"]) - int(row["remote_images"]) - int(row["images_missing"])


@pytest.mark.slow
def test_more_kinds_of_the_real_articles_are_heard_as_they_were_written(tmp_path: Path) -> None:
    """Twelve in English, Spanish, Arabic, Hebrew, Hindi, Japanese and Chinese; a pack has them all."""
    root = corpus.publication(tmp_path, kinds=("large-print", "screen", "mono", "pack"), few=True)
    outcome = run_publish("check", "--no-validate", "--accessibility", "--json", cwd=root)

    assert [outcome.problems(code) for code in ("H01", "H02")] == [[], []]
    page = (root / "build/accessibility/index.html").read_text("utf-8")
    assert "37 of 37 files are heard as they were written" in page


@pytest.mark.slow
def test_the_pages_of_the_ebook_are_those_of_the_pdfs(built: tuple[Path, Outcome], tmp_path: Path) -> None:
    """Each page of the 25 PDFs begins with the words that follow its mark in the EPUB, and the referees agree to it."""
    root, _ = built
    (book,) = root.glob("build/collection/*.epub")
    with zipfile.ZipFile(book) as archive:
        for briefing in sorted(root.glob("build/briefing/*.pdf")):
            chapter = etree.fromstring(archive.read(f"EPUB/articles/{briefing.stem}.xhtml"))
            assert list(disagreements(chapter, briefing.read_bytes())) == [], briefing.stem
    if reason := epubcheck.missing() or ace.MISSING:
        assert not REQUIRE_ALL, reason
        pytest.skip(reason)
    assert epubcheck.check([book]) == {book: ()}
    assert ace.check(book, tmp_path) == []


@pytest.mark.skipif(not liblouis.present() and not REQUIRE_ALL, reason="liblouis is not installed")
def test_braille_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """Every word of the English articles has cells that no other has; liblouis itself reads all but one in fifty."""
    root = corpus.publication(tmp_path)
    with open_run(root) as run:
        project, problems = load(root)
        assert project is not None, problems
        editions, _ = editions_of(project, run, 1, drafts=True)
        run.close()
    lines: list[str] = []
    for edition in editions:
        if edition.kind == "briefing" and edition.language.startswith("en"):
            for passage in passages(edition, words(project.style, edition.language)):
                lines += passage.text.split("\n")
                lines += [cell for row in passage.rows for cell in (*row.cells, *row.labels)]
    found = read_back.read(lines, "en")
    assert found.wrong == ()
    assert found.by_liblouis > 0.98 * found.words
    assert found.words > 25_000


def test_missing_glyphs_are_named(built: tuple[Path, Outcome]) -> None:
    """No box stands for a character unless a problem names it."""
    _, outcome = built

    for problem in outcome.problems("R02"):
        assert "U+" in problem["message"]
