"""What is drawn of a chart: nothing stands over words, whatever the table, in every measure that charts are drawn in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.charts import draw, numbers
from publish.editions import kinds
from tests.charts import boxes
from tests.support import sample

LOOKS = ("briefing", "mono", "large-print", "clear-print", "booklet", "collection")
NAMES = ("2022", "2023", "2024", "2026")
LONG = "Visits which a clerk of the council counted by hand on each of the mornings of market days"


def chart(
    kind: str, rows: Sequence[tuple[str, ...]], names: tuple[str, ...] = NAMES, *, language: str = "en-GB"
) -> numbers.Chart:
    """A chart of the rows, as many series as they have cells."""
    return numbers.Chart(
        kind=cast(numbers.ChartKind, kind),
        title="What was counted",
        labels=tuple(row[0] for row in rows),
        series=names[: len(rows[0]) - 1],
        typed=tuple(row[1:] for row in rows),
        values=tuple(tuple(numbers.number(cell, language) for cell in row[1:]) for row in rows),
        language=language,
        heading="Place",
    )


def drawn(one: numbers.Chart, name: str) -> draw.Drawn:
    """The chart as an edition of that kind has it."""
    kind = kinds.of(name)
    return draw.draw(one, sample.PUBLICATION.brand, kind.charts, mono=kind.finish == "grey")


def table(kind: str, series: int, what: str) -> list[tuple[str, ...]]:
    """Rows of a sort, the same each time."""
    dice = random.Random(f"{kind} {series} {what}")
    low = -60 if what == "negative" and kind != "share" else 0
    count = 40 if what == "forty" else 6

    def cell() -> str:
        if what == "missing" and dice.random() < 0.3:
            return "–"
        return f"£{dice.randint(0, 90)},{dice.randint(100, 999)}" if what == "long" else f"{dice.randint(low, 240)}"

    names = [LONG if what == "long" and n % 2 else f"{2000 + n}" for n in range(count)]
    return [(name, *(cell() for _ in range(series))) for name in names]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("what", ["plain", "negative", "missing", "long", "forty"])
@pytest.mark.parametrize("kind", numbers.KINDS)
def test_nothing_stands_over_words(kind: str, what: str, look: str) -> None:
    """No words over others, on an axis or a line or outside of the sheet: numbers below nought, none, many, long names."""
    names = tuple(f"{name}, as {LONG[:40].lower()}" for name in NAMES) if what == "long" else NAMES
    for series in (1, 2, 3, 4):
        assert boxes.faults(drawn(chart(kind, table(kind, series, what), names), look).asset.content) == []


@pytest.mark.parametrize("kind", numbers.KINDS)
@pytest.mark.parametrize("label", [LONG * 2, LONG.replace(" ", ""), "市" * 60], ids=["words", "word", "chinese"])
def test_a_label_of_many_letters_is_drawn_whole(kind: str, label: str) -> None:
    """Whether of a row or of a series, it is set in lines within the chart."""
    long = chart(kind, [(f"{label}{n}", "62", "48") for n in range(3)], (label, f"{label}x"))
    for look in LOOKS:
        content = drawn(long, look).asset.content
        assert len(boxes.drawn(content)[0]) > 8
        assert boxes.faults(content) == []


_SIGNS = (*"abcdefgh ij-市民1234", *"مدينة", "हि", "न्दी", "စ်", "တို့")
_LABELS = st.lists(st.sampled_from(_SIGNS), max_size=30).map(lambda signs: "".join(signs).strip())
_CELLS = st.one_of(
    st.sampled_from(["–", "0", "100%", "-1"]),
    st.integers(-(10**7), 10**7).map(lambda n: f"{n:,}"),
    st.decimals(0, 1000, places=1).map(str),
)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_nothing_stands_over_words_in_any_chart(data: st.DataObject) -> None:
    """Of a random table."""
    kind, look = data.draw(st.sampled_from(numbers.KINDS)), data.draw(st.sampled_from(LOOKS))
    series = data.draw(st.integers(1, 4))
    cells = _CELLS.map(lambda cell: cell.lstrip("-")) if kind == "share" else _CELLS
    rows = data.draw(st.lists(st.tuples(_LABELS, *[cells] * series), min_size=1, max_size=14))
    names = data.draw(st.tuples(*[_LABELS] * 4))
    language = data.draw(st.sampled_from(["en-GB", "ar", "hi"]))
    assert boxes.faults(drawn(chart(kind, rows, names, language=language), look).asset.content) == []


@pytest.mark.parametrize("kind", ["bar", "stacked", "line", "dot"])
@pytest.mark.parametrize("names", [("2022", "2024", "2026"), ("2026", "2024", "2022"), ("Plan", "Draft", "Now")])
def test_the_newest_series_is_in_full_colour(kind: str, names: tuple[str, ...]) -> None:
    """The last one, or the first of years that run backwards; older ones are lighter, in their order."""
    content = drawn(chart(kind, [("North", "20", "30", "40"), ("South", "21", "31", "41")], names), "briefing").asset
    fills = [part.split('"')[1] for part in content.content.decode().split("fill=")[1:]]
    shades = list(dict.fromkeys(fill for fill in fills if fill not in ("none", "#1a1a1a", "#454545", "#ffffff")))
    light = [sum(int(shade[at : at + 2], 16) for at in (1, 3, 5)) for shade in shades]
    assert len(shades) == 3
    assert light == sorted(light, reverse=names[0] != "2026")
    assert sample.PUBLICATION.brand.ink in shades


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", ["bar", "stacked"])
def test_a_value_is_next_to_no_name(kind: str, look: str) -> None:
    """`41` and `2022` are on one line nowhere: names of series stand above the bars."""
    words, _ = boxes.drawn(drawn(chart(kind, [("A", "41", "312")]), look).asset.content)
    rows = sorted({round(box.bottom) for box in words})
    first = [box for box in words if abs(box.bottom - rows[0]) < 3]
    assert len(first) >= 2
    assert all(box.top > max(one.bottom for one in first) for box in words if box not in first)


def test_a_chart_that_says_all_is_told() -> None:
    """With its values at its marks it needs no table beside it; with too many it does."""
    few = [("2020", "20", "60"), ("2021", "40", "65"), ("2022", "41", "70")]
    assert all(drawn(chart(kind, few), "briefing").told for kind in numbers.KINDS)
    many = [(f"{1980 + n}", f"{n * 7 % 50}", f"{n * 11 % 60}") for n in range(40)]
    assert not drawn(chart("line", many), "briefing").told
    assert not drawn(chart("share", many), "briefing").told
    assert drawn(chart("bar", many), "briefing").told


def test_a_line_is_named_where_it_ends() -> None:
    """Also one that ends before the others do: its name begins beside its last point, not at the right edge."""
    rows = [("2020", "20", "80"), ("2021", "22", "81"), ("2022", "24", "–"), ("2023", "25", "–"), ("2024", "26", "–")]
    content = drawn(chart("line", rows, ("Upper", "Lower")), "briefing").asset.content
    words, lines = boxes.drawn(content)
    end = max(line[1] for line in lines if line[1][1] < 60 and line[0][1] != line[1][1])
    assert any(0 < box.left - end[0] < 12 and abs((box.top + box.bottom) / 2 - end[1]) < 16 for box in words)


def test_on_a_phone_letters_have_twelve_pixels() -> None:
    """An ebook's chart is so narrow that on a screen of 320 px, less its margins, it is hardly made smaller."""
    look = kinds.of("collection").charts
    width = drawn(chart("bar", [("A", "1")]), "collection").asset.width
    assert look.size * min(1, 280 / width) >= 12


def test_in_the_dark_a_chart_has_its_own_night() -> None:
    """Where charts bring their ground, a rule for dark screens changes it with all that stands on it."""
    content = drawn(chart("bar", [("A", "1", "2")]), "collection").asset.content.decode()
    rule = content.partition("<style>")[2].partition("</style>")[0]
    assert "prefers-color-scheme: dark" in rule
    used = set(" ".join(part.split('"')[0] for part in content.split('class="')[1:]).split())
    assert used
    assert all(f".{name} {{" in rule for name in used)
    assert "<style>" not in drawn(chart("bar", [("A", "1")]), "briefing").asset.content.decode()
