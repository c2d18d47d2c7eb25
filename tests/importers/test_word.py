"""Word documents, and texts of LibreOffice, made with LibreOffice: every feature arrives."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.support.imports import Came, article

FIXTURES = Path(__file__).parent.parent / "fixtures/import"

FEATURES = {
    "title": "title: The bus comes back",
    "standfirst": "standfirst: After two years without one",
    "author": "byline: Ruth Price",
    "date": "date: 2014-12-09",
    "keywords": "- transport",
    "heading": "## What we learnt",
    "heading below": "### In their words",
    "subscript": "H<sub>2</sub>O",
    "superscript": "5 m<sup>2</sup>",
    "bold": "**bold**",
    "italic": "*italic*",
    "footnote called": "*italic*.[^1]",
    "footnote": "[^1]: Counted by the drivers.",
    "endnote": "[^2]: The end note.",
    "link without its trackers": "[the report](https://example.org/report)",
    "language of a passage": '<span lang="fr-FR">C’est la vie</span>',
    "list that begins at three": "3. third\n4. fourth",
    "nested list": "4. fourth\n    1. deeper",
    "nested bullets": "- apples\n    - green ones\n- pears",
    "quotation with its speaker": "> I had forgotten that I could just go to town.\n> — Maureen Shaw, passenger",
    "caption of a table": "<caption>Table 1: When the bus calls</caption>",
    "head of a table": "<thead><tr><th>Stop</th>",
    "merged cells": '<th colspan="2">Times</th>',
    "bold line as a heading": "# What comes next",
    "picture with its words": "![A small green bus in front of the hall](images/the-bus-comes-back/picture-1.png",
    "caption of a picture": '"Figure 1: The number 7 on its first day."',
    "credit of a picture": '{credit="Photo: Ruth Price"}',
    "row of numbers as key figures": "``` key-figures\n14 | buses a day\n£38,000 | raised in the valley",
    "box as a callout": "> [!NOTE]\n> Send your evidence by 31 March.",
    "code": "```\nbus = count(7)\n```",
    "typed bullets": "- typed one\n- typed two",
}


@cache
def _docx() -> Came:
    return article((FIXTURES / "bus.docx").read_bytes(), "anything")


@pytest.mark.parametrize("feature", FEATURES)
def test_a_word_document_keeps(feature: str) -> None:
    """Each feature of a Word document is in the article."""
    assert FEATURES[feature] in _docx().draft.text


def test_nothing_of_a_word_document_is_lost() -> None:
    """Every word, picture, note and link of the file is found in what the reader makes."""
    assert _docx().lost == []
    assert len(_docx().draft.expected.words) > 130
    assert _docx().draft.expected.notes == 2
    assert _docx().draft.expected.links == ("example.org/report",)


@pytest.mark.parametrize(
    "remark",
    [
        "a comment by Sam Okafor is not in the article: Check this number",
        "deleted under tracking, and left out: never agreed",
        "look: a row of numbers became key figures",
        "done: a bold line became a heading",
        "done: a box became a callout",
        "done: tracking was cut off a link",
    ],
)
def test_what_an_editor_must_know_is_said(remark: str) -> None:
    """Comments, deletions and each rule of the house are named."""
    assert remark in _docx().said


def _office(kind: str, folder: Path) -> bytes:
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(folder / 'home').as_uri()}", "--headless", "--convert-to", kind,
            "--outdir", str(folder), str(FIXTURES / "bus.fodt"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    return (folder / f"bus.{kind}").read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
@pytest.mark.parametrize("kind", ["odt", "rtf"])
def test_other_office_texts_come_by_way_of_libreoffice(kind: str, tmp_path: Path) -> None:
    """An .odt and an .rtf keep all words, notes and pictures; RTF has no words for pictures."""
    came = article(_office(kind, tmp_path), "x")
    assert came.lost == []
    missing = {name for name, typed in FEATURES.items() if typed not in came.draft.text}
    allowed = {
        "footnote called",
        "standfirst",
        "keywords",
        "language of a passage",
        "code",
        "picture with its words",
        "head of a table",
    }
    assert missing <= (allowed if kind == "rtf" else set())


def test_without_libreoffice_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """An .odt where LibreOffice is not there is refused with what to do instead."""
    from tests.support.imports import brought

    monkeypatch.setattr(shutil, "which", lambda _name: None)
    (refused,) = brought({"bus.odt": (FIXTURES / "bus.odt").read_bytes()}).remarks
    assert "install LibreOffice, or save it as .docx" in refused[1].what
