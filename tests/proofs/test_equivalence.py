"""One text says the same in every format, and where it does not, the proof says so."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO

import pytest
from lxml import etree, html

from publish import press
from publish.formats.epub import render as epub
from publish.formats.pdf import render as pdf
from publish.formats.plain import braille, liblouis, text
from publish.model import Artifact, Edition
from publish.proofs import as_heard, equivalence, matterhorn
from publish.style.galley import words
from publish.value import replace
from tests.support import sample, spoken

TEXT = """The bus runs on ~~Monday~~ Tuesday, see [papers](https://example.org/a).[^n]

<table><thead>
<tr><th rowspan="2">Stop</th><th colspan="2">Summer</th><th colspan="2">Winter</th></tr>
<tr><th>Day</th><th>Night</th><th>Day</th><th>Night</th></tr></thead><tbody>
<tr><th rowspan="2">Hall</th><td>10</td><td>2</td><td>6</td><td>1</td></tr>
<tr><td>11</td><td>3</td><td>5</td><td>7</td></tr>
<tr><th colspan="5">Hills</th></tr>
<tr><th>School</th><td>30</td><td>0</td><td>45</td><td>8</td></tr></tbody></table>

| Item[^n] | Who |
| --- | --- |
| Paint | Jo[^m] |

Three passengers came back.

[^n]: Counted by the drivers.
[^m]: Until May.
"""
KINDS = ("briefing", "large-print", "clear-print", "screen", "text", "braille", "collection")


def made(kind: str, typed: str = TEXT) -> tuple[Edition, Artifact]:
    """An edition of a text and its file."""
    edition = spoken.edition(typed, kind)
    maker = {"text": text, "braille": braille, "collection": epub}.get(kind, pdf)
    artifact, problems = maker.render(edition, sample.house_style())
    assert artifact is not None, problems
    return edition, artifact


def compared(edition: Edition, artifact: Artifact) -> equivalence.Same:
    """What the proof says of it."""
    tables = liblouis.table(edition.language) if liblouis.present() else None
    braille = None if tables is None else partial(liblouis.translate, tables=tables)
    same = equivalence.compare(edition, artifact, words(sample.house_style(), edition.language), braille)
    assert same is not None
    return same


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_says_the_same(kind: str) -> None:
    """The words in their order, and for each of fourteen cells its heads."""
    if kind == "braille" and not liblouis.present():
        pytest.skip("liblouis is not installed")
    same = compared(*made(kind))
    assert same.good, same
    assert same.cells == 14


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "braille"])
def test_the_bullets_and_numbers_of_lists_in_cells_are_no_words_of_the_cells(kind: str) -> None:
    """Each cell is compared by what was written in it."""
    rows = "<tr><td>Jo</td><td><ul><li>one</li><li>two</li></ul></td></tr>"
    rows += "<tr><td>Sam</td><td><ol><li>three</li></ol></td></tr>"
    same = compared(*made(kind, f"<table><tr><th>Who</th><th>What</th></tr>{rows}</table>\n"))
    assert same.good, same
    assert same.cells == 4


@pytest.mark.parametrize("kind", ["text", "braille"])
def test_numbers_in_brackets_and_long_words_are_as_written(kind: str) -> None:
    """An author's `[5]` beside the number of an address, and a word that no line of braille holds, in text and cells."""
    typed = "See [5] EXPLICIT, [papers](https://example.org/a)である。\n\n| Area | Goal of the quarter | Until |\n|---|---|---|\n"
    typed += "| One | Check.from_descriptor(descriptor) and more_of_it | [Solr](https://example.org/s) is [5] free. |\n"
    same = compared(*made(kind, typed))
    assert same.good, same


def test_a_mark_of_a_page_in_a_cell_is_no_word_of_the_cell() -> None:
    """The standard edition begins a page between the rows of a table, and in the midst of a cell."""
    rows = "\n".join(f"| {number} | {'Words of it. ' * 12} |" for number in range(90))
    standard, made_of_it = made("briefing", f"| Number | What was said |\n| --- | --- |\n{rows}\n")
    large = replace(standard, name="large-print", kind="large-print")
    artifact, problems = pdf.render(large, sample.house_style(), starts=made_of_it.starts)
    assert artifact is not None, problems
    assert made_of_it.starts
    assert compared(large, artifact).unlike == ()


def _markup(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        held = BytesIO()
        with zipfile.ZipFile(BytesIO(content)) as book, zipfile.ZipFile(held, "w") as other:
            for name in book.namelist():
                data = book.read(name)
                other.writestr(name, change(data.decode()) if name.endswith(".xhtml") else data)
        return held.getvalue()

    return changed


def _swap(one: str, other: str) -> Callable[[str], str]:
    return lambda said: said.replace(one, "\0").replace(other, one).replace("\0", other)


FAULTS: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "an ebook whose words are gone": (
        "collection",
        _markup(lambda said: said.replace("Three passengers", "Three")),
        "lost",
    ),
    "an ebook in another order": (
        "collection",
        _markup(_swap("Three passengers came back.", "The bus runs on ")),
        "lost",
    ),
    "an ebook without heads": (
        "collection",
        _markup(lambda said: said.replace("<th", "<td").replace("</th", "</td")),
        "unlike",
    ),
    "an ebook with heads over others": ("collection", _markup(_swap(">Summer<", ">Winter<")), "unlike"),
    "a text whose words are gone": ("text", lambda said: said.replace(b"Three passengers", b"Three"), "lost"),
    "a text in another order": ("text", lambda said: _swap("Three", "Monday")(said.decode()).encode(), "lost"),
    "a text with heads over others": ("text", lambda said: _swap("Summer", "Winter")(said.decode()).encode(), "unlike"),
    "a text with columns in another order": ("text", lambda said: said.replace(b"Who", b"Whom"), "unlike"),
    "a braille without its heads": ("braille", lambda cells: cells.replace(b",SUMM] ", b""), "unlike"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_is_put_back_is_found(fault: str) -> None:
    """Words that are lost or moved, and cells under other heads, in each format."""
    kind, spoil, where = FAULTS[fault]
    if kind == "braille" and not liblouis.present():
        pytest.skip("liblouis is not installed")
    edition, artifact = made(kind)
    content = spoil(artifact.content)
    assert content != artifact.content
    same = compared(edition, replace(artifact, content=content))
    assert getattr(same, where), same
    assert not same.good


@pytest.mark.parametrize("kind", ["briefing", "large-print"])
def test_a_pdf_whose_cells_have_other_heads_is_found(kind: str) -> None:
    """In its tables by what a cell names, in its lists by what stands before it."""
    edition, _ = made(kind)
    _, other = made(kind, _swap(">Summer<", ">Winter<")(TEXT))
    assert compared(edition, other).unlike


def test_each_failure_condition_has_somebody_who_answers_it() -> None:
    """The 136 of version 1.02 and the one that 1.1 adds, in order; a person answers a few, and is asked something."""
    conditions = matterhorn.conditions()
    assert [one.number for one in conditions] == sorted({one.number for one in conditions})
    assert len(conditions) == 136 + 1
    assert {one.number[:2] for one in conditions} == {f"{n:02}" for n in range(1, 32)}
    assert all(one.how for one in conditions if one.by in (matterhorn.HANDBILL, matterhorn.PERSON))


def test_the_archive_says_the_same() -> None:
    """Its page of the article, as a browser reads it."""
    edition, _ = made("briefing")
    (article,) = edition.articles
    files, problems = press.catalogue(
        replace(sample.PUBLICATION, brand=replace(sample.PUBLICATION.brand, logo=None)),
        sample.house_style(),
        [article],
        [],
        inputs=(),
        former=None,
        index=lambda _: None,
        pages={},
        today=date(2026, 1, 1),
    )
    assert [problem for problem in problems if problem.severity == "error"] == []
    page = next(file.content for file in files if file.path == f"articles/{article.slug}.html")
    body = etree.fromstring(etree.tostring(html.fromstring(page).find("body")))
    written = [table for table in equivalence._tables(as_heard.body(article)) if table]
    shown = equivalence._File("".join(map(as_heard.ink, as_heard.blocks(body))), list(equivalence._tables(body)), str)
    assert list(equivalence._unlike(written, shown)) == []
    assert [len(table) for table in shown.tables] == [len(table) for table in written]
    for block in as_heard.source(article):
        assert as_heard.ink(block) in shown.ink
