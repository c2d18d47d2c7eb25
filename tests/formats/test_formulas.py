"""Formulas in every edition: drawn on paper, MathML on screens, TeX in letters, and heard as TeX."""

from __future__ import annotations

import io
import re
from ast import literal_eval
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree

from publish.catalogue.body import web
from publish.formats.epub.body import flow
from publish.formats.pdf import render
from publish.formats.plain.passages import passages
from publish.media.formulas import MATHML
from publish.style import galley
from publish.value import replace
from tests.conftest import REQUIRE_ALL, run_publish
from tests.support import epubcheck, spoken, tagged, vera
from tests.support.archive_shelf import ARTICLES, archive
from tests.support.epub_shelf import opened
from tests.support.reading import codes, read, words
from tests.support.sample import collection, house_style

TEXT = r"""
## Where $R_0$ comes from

At $R_0 = \beta / \gamma$ it costs $20 to $30, or US$5m.[^1]

$$
\begin{aligned} S' &= -\beta S I \\ I' &= \beta S I \end{aligned}
$$

| Thing | Formula |
|---|---|
| Area | $\pi r^2$ |

!!! note
    Of $\sqrt{2}$ too.

[^1]: A note with $\alpha \leq \beta$.
"""
TEX = ["R_0", r"R_0 = \beta / \gamma", r"\begin{aligned} S' &= -\beta S I \\ I' &= \beta S I \end{aligned}"]
TEX += [r"\pi r^2", r"\sqrt{2}", r"\alpha \leq \beta"]


def _alternatives(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as file:
        said = "\n".join(tagged.outline(tagged.read(file)))
    return [literal_eval(found) for found in re.findall(r"Formula alt=('.*'|\".*\") \[", said)]


@pytest.mark.parametrize("kind", ["briefing", "large-print", "mono"])
def test_formulas_are_drawn_and_heard_on_paper(kind: str) -> None:
    """Each is a Formula whose alternative is its TeX; a note is heard after what calls it."""
    made, problems = render.render(spoken.edition(TEXT, kind), house_style())
    assert made is not None
    assert [problem for problem in problems if problem.code[0] in "RS"] == []
    assert sorted(_alternatives(made.content)) == sorted(TEX)


def test_a_formula_has_the_colour_of_its_text() -> None:
    """A heading's in the heading's."""
    content = spoken.pdf(spoken.edition("## $x^2$\n\n$y$"))
    with pikepdf.open(io.BytesIO(content)) as file:
        drawn = b"".join(page.Contents.read_bytes() for page in file.pages)
    inks = set(re.findall(rb"([\d.]+ [\d.]+ [\d.]+) (?:rg|scn)", drawn))
    assert b"0.004 0.008 0.012" not in inks


@pytest.mark.slow
def test_verapdf_and_epubcheck_find_nothing(tmp_path: Path) -> None:
    """In a page of formulas."""
    for reason in (vera.missing(), epubcheck.missing()):
        if reason:
            assert not REQUIRE_ALL, reason
            pytest.skip(reason)
    paper, book = tmp_path / "a.pdf", tmp_path / "a.epub"
    paper.write_bytes(spoken.pdf(spoken.edition(TEXT)))
    article = replace(collection().articles[0], body=read(TEXT).body)
    book.write_bytes(opened(replace(collection(), articles=(article,))).content)
    assert epubcheck.check([book]) == {book: ()}
    assert not any(vera.check([paper]).values())


def test_screens_have_mathml() -> None:
    """With the TeX as its alternative; the EPUB's leaf says that it has some."""
    article = replace(collection().articles[0], body=read(TEXT).body)
    say = galley.words(house_style(), "en-GB")
    book = etree.fromstring(f"<x xmlns:epub='e'>{flow(article, {}, say).body}</x>")
    page = web(article, frozenset(), say, str)
    assert [formula.get("alttext") for formula in book.iter(f"{{{MATHML}}}math")] == TEX
    assert page.count("<math ") == len(TEX)
    assert "MathML" not in web(article, frozenset(), say, str, mathml=False)
    made = opened(replace(collection(), articles=(article,)))
    assert b'properties="mathml"' in made.files["content.opf"]


def test_columns_and_bold_words_are_seen_under_the_policy_of_a_page(tmp_path: Path, browser: Any) -> None:
    """Which lets no style of its own apply: the sheet says the same."""
    tex = r"$$\begin{cases} 100 & \text{if \textbf{all} agree} \\ 0 & \text{or} \end{cases}$$"
    made = archive(articles=(replace(ARTICLES[0], body=read(tex).body),))
    path = next(path for path, content in made.files.items() if path.endswith(".html") and b"<mtable" in content)
    for name, content in made.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    page = browser.new_page()
    page.goto((tmp_path / path).as_uri())
    look = "cells => cells.map(cell => getComputedStyle(cell).textAlign)"
    assert page.eval_on_selector_all("mtd", look) == ["left"] * 4
    weight = "words => words.map(word => [word.textContent, getComputedStyle(word).fontWeight])"
    assert ["all", "700"] in page.eval_on_selector_all("mtext", weight)
    page.close()


def test_letters_keep_the_tex() -> None:
    """In plain text and braille, and in what cannot be set."""
    edition = spoken.edition(TEXT)
    said = " ".join(
        part.text for part in passages(edition, galley.words(house_style(), "en-GB")) if hasattr(part, "text")
    )
    assert all(tex in said for tex in TEX[:2])
    assert "$20 to $30, or US$5m" in words(read(TEXT))


def test_a_formula_that_cannot_be_set_is_code_and_told() -> None:
    """One message a formula, at its line; others are set."""
    copy = read("One $x$.\n\nTwo $\\foo$ and\n$\\bar$.\n\nThree.")
    assert codes(copy) == [("T14", 3), ("T14", 4)]
    assert '<code class="math">x</code>' in copy.body
    assert "<code>\\foo</code>" in copy.body


def test_a_formula_that_begins_as_another_does_is_told_at_its_own_line() -> None:
    """Not at the line of the longer one."""
    assert codes(read("One $\\frac{a}{b}$.\n\nTwo $\\frac{a}{$.")) == [("T14", 3)]


def test_the_check_misses_no_word_of_a_formula(tmp_path: Path) -> None:
    """In whichever edition: on paper it is drawn, in ebooks it is MathML, in plain text its TeX."""
    kinds = ("briefing", "large-print", "collection", "text")
    plans = "".join(f'\n[editions.{kind}]\nkind = "{kind}"\n' for kind in kinds)
    articles = tmp_path / "source/articles"
    articles.mkdir(parents=True)
    head = 'identifier = "https://example.org/n"\ntitle = "News"\norganisation = "Trust"\n'
    (tmp_path / "source/publication.toml").write_text(head + plans, encoding="utf-8")
    (articles / "2026-11-01-energy.md").write_text(
        "---\ntitle: Energy\ndate: 2026-11-01\n---\n\nWe know $a^2+b^2=c^2$ and $\\sin xyz$.\n\n$$E = mc^2$$\n\nSo on.\n",
        encoding="utf-8",
    )
    done = run_publish("check", "--json", cwd=tmp_path)
    assert (done.code, done.problems("R05")) == (0, [])
