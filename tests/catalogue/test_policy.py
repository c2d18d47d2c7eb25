"""Every page of the archive says what it may load, whatever its template wrote."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from publish.style.policy import ARCHIVE, EBOOK, held_to
from tests.conftest import ROOT, Publish

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def soften(publication: Path, template: str, soft: str) -> None:
    """Give the publication a style whose template has a policy of its own."""
    style = publication / "styles/ours"
    shutil.copytree(ROOT / "styles/house", style)
    shell = style / template
    shell.write_text(shell.read_text("utf-8").replace("<head>\n", f"<head>\n{soft}"), "utf-8")
    with (publication / "source/publication.toml").open("a") as settings:
        settings.write('style = "ours"\n')


def test_a_style_cannot_take_the_policy_out_or_soften_it(publication: Path, publish: Publish) -> None:
    """With a shell that has a policy of its own that allows all, each page has ours, once, before anything else."""
    soft = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src *\">\n<META HTTP-EQUIV='content-security-policy' content='x'>\n"
    soften(publication, "archive/shell.html", soft)
    assert publish("archive", "--quiet", cwd=publication).code == 0
    pages = sorted((publication / "build/archive").rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text("utf-8")
        assert POLICY.findall(text) == [ARCHIVE], page
        assert text.lower().count("content-security-policy") == 1
        assert text.index("Content-Security-Policy") < re.search("<(script|link|style|title)", text).start()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "page",
    [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>x</title>',
        "<script>alert(1)</script><!DOCTYPE html><html><head></head>",
        "<html><body>",
        "",
    ],
)
def test_the_policy_stands_before_what_could_be_loaded(page: str) -> None:
    """In the head of a page that begins as it should; at the beginning of any other."""
    held = held_to(page, ARCHIVE)
    [found] = POLICY.finditer(held)
    assert "script>" not in held[: found.start()]
    assert (
        POLICY.sub("", held).replace("<!DOCTYPE html>\n", "", 1).split()
        == page.replace("<!DOCTYPE html>\n", "", 1).split()
    )


def test_a_page_of_an_ebook_says_what_it_never_does(publication: Path, publish: Publish) -> None:
    """Each, once, whatever its template wrote: nothing is embedded, framed or sent, and scripts stay the system's to put in."""
    soft = '<meta http-equiv="content-security-policy" content="default-src *"/>\n'
    soften(publication, "collection/shell.xhtml", soft)
    assert publish("build", "--edition", "collection", cwd=publication).code == 0
    [book] = publication.glob("build/collection/*.epub")
    with zipfile.ZipFile(book) as file:
        pages = [file.read(name).decode() for name in file.namelist() if name.endswith(".xhtml")]
    assert len(pages) >= 4
    for page in pages:
        assert re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"/>', page) == [EBOOK]
        assert page.lower().count("content-security-policy") == 1
    assert "script-src" not in EBOOK
    assert "default-src" not in EBOOK
