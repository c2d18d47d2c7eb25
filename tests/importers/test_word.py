"""Word documents, and texts of LibreOffice, made with LibreOffice: every feature arrives."""

from __future__ import annotations

import io
import shutil
import zipfile
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


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NUMBERING = """<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>"""
STYLES = """<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>"""


def _document(body: str) -> Came:
    """The article of a document of Word's with this body."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
        )
        archive.writestr(
            "word/document.xml",
            f"<w:document xmlns:w='{W}'><w:body>{_line('A title', style='Title')}{body}</w:body></w:document>",
        )
        archive.writestr("word/styles.xml", f"<w:styles xmlns:w='{W}'>{STYLES}</w:styles>")
        archive.writestr("word/numbering.xml", f"<w:numbering xmlns:w='{W}'>{NUMBERING}</w:numbering>")
    return article(packed.getvalue(), "x.docx")


def _line(words: str, *, style: str = "", item: tuple[int, int] | None = None, run: str = "") -> str:
    number = f"<w:numPr><w:ilvl w:val='{item[1]}'/><w:numId w:val='{item[0]}'/></w:numPr>" if item else ""
    look = f"<w:pStyle w:val='{style}'/>" if style else ""
    return f"<w:p><w:pPr>{look}{number}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


FIELD = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"


@pytest.mark.parametrize(
    ("body", "wanted", "said"),
    [
        (
            [_line("one", item=(1, 0)), _line("Between."), _line("two", item=(1, 0))],
            "1. one\n\nBetween.\n\n2. two",
            "",
        ),
        (
            [_line(words, item=(1, level)) for words, level in (("one", 0), ("in", 1), ("in", 1), ("two", 0), ("in", 1), ("in", 1))],
            "1. one\n    a. in\n    b. in\n2. two\n    a. in\n    b. in",
            "",
        ),
        ([_line("a", item=(1, 0)), _line("x"), _line("b", item=(2, 0)), _line("c", item=(2, 0))], "4. b\n5. c", ""),
        (
            [
                f"<w:p><w:pPr><w:pStyle w:val='TOC1'/></w:pPr>{FIELD.format('begin')}<w:r><w:instrText>TOC</w:instrText></w:r>"
                f"{FIELD.format('separate')}<w:r><w:t>A head 1</w:t></w:r></w:p>",
                f"<w:p>{FIELD.format('end')}</w:p>",
                _line("Words."),
            ],
            "Words.",
            "done: a table of contents was left out (1 lines)",
        ),
        ([_line("Shown."), _line("aside", run="<w:vanish/>")], "Shown.\n", "look: hidden text was left out: aside"),
        ([_line("Shown."), _line("too", run="<w:vanish w:val='0'/>")], "Shown.\n\ntoo\n", ""),
        (
            ["<w:p><w:r><w:t xml:space='preserve'>Figure </w:t></w:r><w:fldSimple w:instr=' SEQ Figure '><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>"],
            "Figure 7",
            "",
        ),
        (
            ["<w:p><w:moveFrom><w:r><w:t>moved words</w:t></w:r></w:moveFrom></w:p>", _line("Still."),
             "<w:p><w:moveTo><w:r><w:t>moved words</w:t></w:r></w:moveTo></w:p>"],
            "Still.\n\nmoved words\n",
            "",
        ),
        ([_line("A head", style="H1"), _line("Words.")], "Words.", "look: the numbers of headings, which Word counts by itself"),
    ],
    ids=["counts on", "counts anew below", "begun anew", "contents", "hidden", "not hidden", "field", "moved", "counted heads"],
)  # fmt: skip
def test_what_word_itself_writes_is_read(body: list[str], wanted: str, said: str) -> None:
    """Lists that count on, contents, hidden words, fields and what was moved, as Word writes them."""
    came = _document("".join(body))
    assert wanted in came.text
    assert said in came.said
    assert came.lost == []


def test_without_libreoffice_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """An .odt where LibreOffice is not there is refused with what to do instead."""
    from tests.support.imports import brought

    monkeypatch.setattr(shutil, "which", lambda _name: None)
    (refused,) = brought({"bus.odt": (FIXTURES / "bus.odt").read_bytes()}).remarks
    assert "install LibreOffice, or save it as .docx" in refused[1].what
