"""Charts: read with their faults named, said in words, drawn in the brand's colours, put where the figure is."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.charts import draw, numbers
from publish.charts.illustrate import illustrate
from publish.editions import kinds
from publish.formats.epub import render
from publish.formats.pdf import render as pdf
from publish.formats.pdf.body import links
from publish.media import colour
from publish.model import Kind
from publish.style import galley
from publish.value import replace
from tests.support import sample
from tests.support.reading import body, codes, flat, read

BAR = """\
``` chart bar
title: Public service mutuals
source: Mutuals Taskforce, 2012
Year | Mutuals
2010 | 9
2012 | 58
```
"""
STYLE = sample.house_style()
WORDS = galley.words(STYLE, "en-GB")
ROWS = {
    "bar": (("Grants from central government", "£1,200,000", "£840,500"), ("A loss", "-£210,000", "–")),
    "stacked": (("2010", "£1,200", "£840"), ("2012", "£210", "–")),
    "line": (("2008", "12%", "30%"), ("2009", "18%", "28%"), ("2012", "41%", "27%"), ("2014", "39%", "29%")),
    "dot": (("Health", "62", "48"), ("Housing and homelessness services", "35", "41"), ("Fire", "12", "55")),
    "share": (("Grants", "62", "50"), ("Donations", "30", "25"), ("Other", "8", "25")),
}


def chart(kind: str, language: str = "en-GB", series: int = 2) -> numbers.Chart:
    """A chart of the kind with one series or two."""
    rows = ROWS[kind]
    return numbers.Chart(
        kind=kind,  # type: ignore[arg-type]
        title="What was counted",
        labels=tuple(row[0] for row in rows),
        series=("Women", "Men")[:series],
        typed=tuple(row[1 : 1 + series] for row in rows),
        values=tuple(tuple(numbers.number(cell, language) for cell in row[1 : 1 + series]) for row in rows),
        language=language,
    )


def svg(
    kind: str, *, mono: bool = False, language: str = "en-GB", series: int = 2, look: kinds.ChartMeasures | None = None
) -> str:
    """The chart as drawn."""
    drawn = draw.draw(chart(kind, language, series), sample.PUBLICATION.brand, look or kinds.ChartMeasures(), mono=mono)
    return drawn.asset.content.decode()


def test_a_chart_is_a_figure_with_its_numbers() -> None:
    """The body carries the data: caption, table with heads of both kinds, source."""
    assert flat(body(BAR)) == (
        '<figure class="chart bar"><figcaption>Public service mutuals</figcaption>'
        '<table><thead><tr><th scope="col">Year</th><th scope="col" class="right">Mutuals</th></tr></thead>'
        '<tbody><tr><th scope="row">2010</th><td class="right">9</td></tr>'
        '<tr><th scope="row">2012</th><td class="right">58</td></tr></tbody></table>'
        '<p class="source">Mutuals Taskforce, 2012</p></figure>'
    )


@pytest.mark.parametrize(
    ("block", "faults"),
    [
        ("``` chart pie\nA | B\n1 | 2\n```", [("T09", 1)]),
        ("``` chart\nA | B\n1 | 2\n```", [("T09", 1)]),
        ("``` chart bar\ntitel: x\nA | B\n1 | 2\n```", [("T09", 2)]),
        ("``` chart bar\n```", [("T10", 1)]),
        ("``` chart bar\nA | B\n```", [("T10", 1)]),
        ("text\n\n``` chart bar\nA | B\n1 | 2 | 3\n2 | x\n```", [("T10", 5), ("T11", 6)]),
        ("``` chart share\nA | B\n1 | -2\n```", [("T11", 3)]),
        ("``` chart line\nA | B | C | D | E | F\n1 | 2 | 3 | 4 | 5 | 6\n```", [("T10", 2)]),
        ("``` chart bar\n| A | B |\n|---|---|\n| 1 | £1,200.50 |\n| 2 | – |\n```", []),
    ],
    ids=["unknown", "none", "slip", "empty", "no-rows", "cells", "negative", "series", "markdown"],
)
def test_what_is_wrong_with_a_chart_is_said_with_its_line(block: str, faults: list[tuple[str, int]]) -> None:
    """An unknown kind or word, a row with other cells than the headings, a cell that is no number."""
    assert codes(read(block)) == faults


@pytest.mark.parametrize(
    ("typed", "language", "value"),
    [
        ("58", "en", 58),
        ("£1,200.50", "en-GB", 1200.5),
        ("98 %", "en", 98),
        ("-£210,000", "en", -210000),
        ("−3", "en", -3),
        ("1.234,5", "de", 1234.5),
        ("1 234,5 €", "fr", 1234.5),
        ("0,5", "fr", 0.5),
        ("1’200", "de-CH", 1200),
        ("1,20,000", "hi", 120000),
        ("٥٨", "ar", 58),
        ("many", "en", None),
        ("1 and 2", "en", None),
        ("", "en", None),
        ("12,5", "en", None),
        ("9" * 400, "en", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, language: str, value: float | None) -> None:
    """Thousands separators, signs of currency and percent, and the decimal sign of the language."""
    assert numbers.number(typed, language) == value


@given(st.integers(-(10**9), 10**9))
def test_a_whole_number_comes_back(value: int) -> None:
    """However large, with separators or without."""
    assert numbers.number(str(value), "en") == value
    assert numbers.number(f"{value:,}", "en") == value


def test_a_chart_is_said_in_words() -> None:
    """What it shows, and of each series the values that a glance would find."""
    assert numbers.describe(chart("line", series=1), WORDS) == (
        "Line chart: What was counted. Women: first 12% (2008); last 39% (2014); lowest 12% (2008); highest 41% (2012)."
    )
    assert numbers.describe(chart("share", series=1), WORDS) == (
        "Parts of a whole: What was counted. Women: Grants 62 (62%); Donations 30 (30%); Other 8 (8%)."
    )
    assert "Balkendiagramm" in numbers.describe(chart("bar"), galley.words(STYLE, "de"))


@pytest.mark.parametrize("kind", numbers.KINDS)
@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_a_drawing_is_paths_alone(kind: str, language: str) -> None:
    """No text, no font, no address, no number that is none; nothing lies outside its sheet."""
    for look in (kinds.ChartMeasures(), kinds.KINDS["large-print"].charts, kinds.KINDS["collection"].charts):
        drawn = svg(kind, language=language, look=look)
        root = etree.fromstring(drawn.encode())
        assert {etree.QName(element).localname for element in root.iter()} <= {
            *("svg", "style", "path", "line", "rect", "circle", "polygon", "polyline")
        }
        assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
        assert "NaN" not in drawn
        x, _, width, _ = map(float, root.get("viewBox", "").split())
        for element in root.iter("{*}path"):
            assert x - 1 <= min(_across(element)) <= max(_across(element)) <= x + width + 1


def _across(element: etree._Element) -> list[float]:
    """Every x of a path, control points included."""
    moved = float((re.findall(r"translate\((-?[\d.]+)", element.get("transform", "")) or ["0"])[0])
    path = element.get("d", "")
    numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", path)]
    return [moved + number for number in numbers[::2]] or [moved]


@pytest.mark.parametrize("kind", numbers.KINDS)
def test_on_a_copier_a_chart_is_grey(kind: str) -> None:
    """The mono edition's charts have no colour, and series that differ in lightness."""
    fills = set(re.findall(r"#[0-9a-f]{6}", svg(kind, mono=True)))
    assert all(fill[1:3] == fill[3:5] == fill[5:7] for fill in fills)
    assert len(fills) > 2


@given(st.integers(0, 0xFFFFFF), st.integers(2, 6))
def test_shades_are_told_apart_without_their_hue(number: int, count: int) -> None:
    """Neighbouring shades of any brand colour differ in luminance, so in greyscale too."""
    shades = colour.shades(f"#{number:06x}", count)
    assert len(set(shades)) == count
    steps = [colour.contrast(later, earlier) for earlier, later in itertools.pairwise(shades)]
    assert min(steps) > (1.5 if count == 2 else 1.15)
    assert all(colour.contrast(b, "#ffffff") < colour.contrast(a, "#ffffff") for a, b in itertools.pairwise(shades))


def test_the_same_chart_is_the_same_bytes() -> None:
    """In another process, with another seed of Python's hashes, too."""
    code = (
        "import hashlib, tests.charts.test_charts as t;"
        "print(hashlib.sha256(''.join(map(t.svg, t.numbers.KINDS)).encode()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=sample.HOUSE.parent.parent,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_an_edition_has_the_picture_and_the_numbers() -> None:
    """The figure gets its picture with an alternative; the source is named with the word for it."""
    edition = sample.briefing(articles=(sample.article(body=body(BAR)),))
    made = illustrate(edition, partial(galley.words, STYLE)).articles[0]
    figure = links.parse(made.body).find("figure")
    assert [part.tag for part in figure] == ["figcaption", "img", "table", "p"]
    assert figure[1].get("alt") == "Bar chart: Public service mutuals. Mutuals: 2010 9; 2012 58."
    assert figure[1].get("src") == made.assets[-1].name
    assert figure[3].text == "Source: Mutuals Taskforce, 2012"


def test_the_author_may_say_what_a_chart_shows() -> None:
    """An `alt:` takes the place of the sentence that would be made."""
    text = BAR.replace("source:", 'alt: Growth & "more"\nsource:')
    edition = sample.briefing(articles=(sample.article(body=body(text)),))
    assert 'alt="Growth &amp; &quot;more&quot;"' in illustrate(edition, partial(galley.words, STYLE)).articles[0].body


def test_an_ebook_carries_the_chart_on_paper_of_its_own() -> None:
    """The EPUB has the picture, with a white ground for dark pages, and the table in the figure."""
    edition = replace(sample.collection(), articles=(sample.article(body=body(BAR)),))
    artifact, problems = render.render(edition, STYLE)
    assert artifact is not None
    assert not [problem for problem in problems if problem.severity == "error"]
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(artifact.content)) as book:
        (name,) = [name for name in book.namelist() if "/chart-" in name]
        assert b'fill="#ffffff"' in book.read(name)
        chapter = book.read("EPUB/articles/tides.xhtml").decode()
    assert '<figure class="chart bar told">' in chapter
    assert "<table" in chapter


@pytest.mark.parametrize("kind", ["briefing", "large-print", "booklet"])
def test_a_chart_taller_than_a_page_leaves_its_numbers(kind: Kind) -> None:
    """Forty rows are no drawing that a page could hold: their table stands alone, and goes on overleaf."""
    rows = "\n".join(f"A place with a long name, number {n} | {n}" for n in range(1, 41))
    text = body(f"Before.\n\n``` chart bar\ntitle: Forty places\nPlace | Buses\n{rows}\n```\n")
    edition = sample.briefing(articles=(sample.article(body=text),), name=kind, kind=kind)
    artifact, problems = pdf.render(edition, sample.house_style(), proof=True)
    assert problems == ()
    assert artifact is not None
    assert max(box.y + box.height for box in artifact.boxes) <= artifact.boxes[0].page_height
    assert {box.page for box in artifact.boxes if box.text == "Forty places"} == {
        box.page for box in artifact.boxes if box.text.startswith("A place") and box.text.endswith("number 1")
    }
    assert not any(box.element == "img" and "figure.chart" in " ".join(box.within) for box in artifact.boxes)


def test_a_chart_of_twelve_rows_is_drawn_in_large_print() -> None:
    """What a page can hold is drawn."""
    rows = "\n".join(f"Month {n} | {n}" for n in range(1, 13))
    text = body(f"``` chart bar\nMonth | Buses\n{rows}\n```\n")
    edition = sample.briefing(articles=(sample.article(body=text),), name="large-print", kind="large-print")
    assert re.search(r'<figure[^>]*class="chart bar[^>]*>\s*<img', pdf.typeset(edition, sample.house_style()).html)
