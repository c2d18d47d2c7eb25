"""Every page of the archive says what it may load, whatever its template wrote."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from publish.style.policy import ARCHIVE, held_to
from tests.conftest import ROOT, Publish

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def test_a_style_cannot_take_the_policy_out_or_soften_it(publication: Path, publish: Publish) -> None:
    """With a shell that has a policy of its own that allows all, each page has ours, once, before anything else."""
    style = publication / "styles/ours"
    shutil.copytree(ROOT / "styles/house", style)
    shell = style / "archive/shell.html"
    soft = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src *\">\n<META HTTP-EQUIV='content-security-policy' content='x'>\n"
    shell.write_text(shell.read_text("utf-8").replace("<head>\n", f"<head>\n{soft}"), "utf-8")
    with (publication / "source/publication.toml").open("a") as settings:
        settings.write('style = "ours"\n')
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
