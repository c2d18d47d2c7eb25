"""This repository's own publication, the starter's and the stock are valid by tools that are not ours."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.conftest import REQUIRE_ALL, ROOT, Outcome, run_publish
from tests.support import epubcheck, vera
from tests.support.finished import rendered
from tests.support.sample import briefing, collection, house_style

Golden = Callable[[Path, str], None]
GOLDEN = Path(__file__).parent / "golden"
PROFILES = ("ua1", "3a")


def copy_of_ours(root: Path) -> Path:
    """A copy of this repository's publication."""
    for file in sorted((ROOT / "source").rglob("*")):
        if file.is_file():
            place = root / "source" / file.relative_to(ROOT / "source")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
    return root


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """This repository's publication, built once."""
    root = copy_of_ours(tmp_path_factory.mktemp("ours"))
    return root, run_publish("build", "--json", cwd=root)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """A new publication, built once."""
    root = tmp_path_factory.mktemp("started")
    assert run_publish("init", cwd=root).code == 0
    return root, run_publish("build", "--json", cwd=root)


def files(built: tuple[Path, Outcome], suffix: str) -> list[Path]:
    """The finished files of a kind."""
    root, outcome = built
    return [root / made["path"] for made in outcome.json["artifacts"] if made["path"].endswith(suffix)]


def test_our_publication_builds_without_a_problem(ours: tuple[Path, Outcome]) -> None:
    """Nothing is wrong with what this repository publishes."""
    _, outcome = ours

    assert (outcome.code, outcome.json["problems"]) == (0, [])
    assert run_publish("check", "--strict", cwd=ROOT).code == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ours", "started"])
def test_every_pdf_passes_the_validator(name: str, request: pytest.FixtureRequest) -> None:
    """Each tagged PDF passes veraPDF's PDF/UA-1 and PDF/A-3a profiles."""
    if reason := vera.missing():
        assert not REQUIRE_ALL, reason
        pytest.skip(reason)
    pdfs = [path for path in files(request.getfixturevalue(name), ".pdf") if "booklet" not in path.parts]

    assert pdfs
    assert {path.name: faults for path, faults in vera.check(pdfs, PROFILES).items() if faults} == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ours", "started"])
def test_every_epub_passes_epubcheck(name: str, request: pytest.FixtureRequest) -> None:
    """EPUBCheck finds no error and no warning in any EPUB."""
    if reason := epubcheck.missing():
        assert not REQUIRE_ALL, reason
        pytest.skip(reason)
    epubs = files(request.getfixturevalue(name), ".epub")

    assert epubs
    assert {path: messages for path, messages in epubcheck.check(epubs).items() if messages} == {}


def test_the_galley_is_the_one_we_know(golden: Golden) -> None:
    """The typeset HTML of the stock briefing is the golden one, its stylesheets left out."""
    from publish.formats.pdf.render import typeset

    html = typeset(briefing(), house_style()).html
    golden(GOLDEN / "briefing.html", re.sub(r"<style>.*?</style>", "<style>…</style>", html, flags=re.DOTALL))


def test_the_pages_say_what_we_know(golden: Golden) -> None:
    """The text of the stock briefing, page by page, with its bookmarks, is the golden one."""
    artifact, problems = rendered(briefing(), house_style())

    assert artifact is not None
    assert problems == ()
    with pdfium.PdfDocument(artifact.content) as file:
        lines = [f"{'  ' * entry.level}{entry.get_title()}" for entry in file.get_toc()]
        for number, page in enumerate(file, start=1):
            lines += ["", f"--- page {number}", *page.get_textpage().get_text_bounded().splitlines()]
    golden(GOLDEN / "briefing.txt", "\n".join(line.rstrip() for line in lines) + "\n")


def test_the_ebook_is_the_one_we_know(golden: Golden) -> None:
    """Every XML file of the stock collection is the golden one."""
    import io

    from publish.formats.epub.render import render

    artifact, _ = render(collection(), house_style())

    assert artifact is not None
    with zipfile.ZipFile(io.BytesIO(artifact.content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx", ".xml")):
                golden(GOLDEN / "collection" / name.replace("/", "-"), archive.read(name).decode())
