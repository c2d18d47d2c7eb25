"""A briefing is set on the sides that it is wanted on, within what can be read, and says so when it cannot be."""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from publish import press
from publish.formats.pdf import copyfit, render
from publish.formats.pdf.weasyprint_ import engine
from publish.model import Artifact, Box, Edition, HouseStyle, Kind
from publish.problem import Problem
from publish.project.folder import load, manuscripts, pictures
from publish.proofs import preflight_pages
from publish.value import replace
from tests.conftest import Publish
from tests.support import briefings, corpus
from tests.support.sample import article, briefing, house_style

TEN = (
    "rust-content-updating",
    "18f-posts-2024-12-10",
    "publiccode-posts-2022",
    "publiccode-posts-2020",
    "18f-posts-2020-03-10",
    "opensource-guide-ar",
    "frictionless-2017",
    "carpentries-02",
    "18f-posts-2015",
    "frictionless-2018",
)
"""Of the real articles, ten of 300 to 1,500 words."""

PARAGRAPH = (
    "The alliance spoke to forty organisations over the winter, most of them small, and asked what stands between them "
    "and the work they were founded to do. Money came first, as it always does; but close behind it came time, and the "
    "feeling that each new contract is written for somebody larger."
)
OPENINGS = ("Rain", "Wind", "Snow", "Hail", "Frost", "Fog", "Thunder", "Drizzle", "Mist", "Sleet", "Sun", "Ice")


def paragraphs(count: int, **changes: object) -> Edition:
    """A briefing of so many paragraphs, each with an opening of its own, typed one a line with a line between them."""
    texts = [f"{OPENINGS[number % 12]} number {number} began. {PARAGRAPH}" for number in range(count)]
    item = article(
        body="".join(f"<p>{text}</p>" for text in texts),
        typed="\n\n".join(texts),
        typed_line=9,
        picture=None,
        assets=(),
    )
    return briefing(articles=(item,), **changes)


def made(edition: Edition, style: HouseStyle | None = None) -> tuple[Artifact, tuple[Problem, ...]]:
    """The edition's PDF with its boxes, and its problems."""
    artifact, problems = render.render(edition, style or house_style(), proof=True)
    assert artifact is not None, problems
    assert artifact.fit is not None
    return artifact, problems


def assert_legible(artifact: Artifact) -> None:
    """Nothing on the pages is under the floors of the style: 11 pt and a quarter of it between lines, 15 mm of margin."""
    text = [
        box
        for box in artifact.boxes
        if any(part.startswith("div.body") for part in box.within)
        and box.element in ("p", "li", "dd")
        and not {"figcaption", "table", "aside.callout", "span.footnote"} & {part.split(" ")[0] for part in box.within}
        and not any(part.startswith(("aside", "figure", "ul.key-figures", "section.notes")) for part in box.within)
    ]
    floor = 10.5 if any(box.text and "\u3040" <= box.text[0] <= "\u9fff" for box in text) else 11
    assert min((box.size for box in text), default=11) >= floor
    for box in text:
        assert box.height * 0.75 >= 1.25 * floor - 0.01
    for box in artifact.boxes:
        if box.text.strip() and box.element != "margin":
            assert box.y >= 15 / 25.4 * 96 - 1
            assert box.y + box.height <= box.page_height - 15 / 25.4 * 96 + 1


# ------------------------------------------------------------------------------------------------------ on as many sides


@pytest.mark.parametrize(("count", "sides"), [(5, 1), (14, 2), (3, 2), (25, 4), (13, 4), (9, 3)])
def test_a_text_that_can_be_set_on_the_sides_is(count: int, sides: int) -> None:
    """Too long or too short by a little, it comes out on exactly the sides asked for, legibly, in under ten layouts."""
    artifact, problems = made(paragraphs(count, sides=sides))

    assert problems == ()
    assert artifact.pages == sides
    assert artifact.fit is not None
    assert (artifact.fit.sides, artifact.fit.wanted) == (sides, sides)
    assert artifact.fit.layouts < 10
    assert_legible(artifact)
    with pypdfium2.PdfDocument(artifact.content) as pages:
        assert len(pages) == sides


def test_the_change_is_the_smallest_that_will_do() -> None:
    """The step before the one chosen does not fit."""
    edition, style = paragraphs(14, sides=2), house_style()
    galley, rungs = render.typeset(edition, style), copyfit.ladder(edition, style)
    fitted, _ = made(edition)
    assert fitted.fit is not None
    chosen = next(step for step in range(40) if copyfit.changes(rungs, -step) == fitted.fit.changes)

    before = engine.lay_out(galley, path="tides.md", css=copyfit.rules(rungs, 1 - chosen))

    assert chosen > 0
    assert before.pages == 3


def test_a_text_that_fits_as_it_is_stays_as_it_is() -> None:
    """Nothing is changed, and one layout is enough, when the style's own measures give the sides."""
    artifact, problems = made(paragraphs(8, sides=2))

    assert problems == ()
    assert artifact.fit is not None
    assert (artifact.fit.sides, artifact.fit.layouts, artifact.fit.changes) == (2, 1, ())


def test_a_fit_is_the_same_each_time() -> None:
    """Two runs give the same setting and the same bytes."""
    first, _ = made(paragraphs(14, sides=2))
    second, _ = made(paragraphs(14, sides=2))

    assert first == second


def test_a_loosened_text_does_not_end_with_a_lonely_line() -> None:
    """On the last side of a text that was let out stands a quarter of a page at least."""
    artifact, _ = made(paragraphs(3, sides=2))

    last = [
        box for box in artifact.boxes if box.page == 2 and box.element != "margin" and box.within[:1] != ("margin",)
    ]
    assert artifact.fit is not None
    assert artifact.fit.changes
    assert max(box.y + box.height for box in last) > last[0].page_height / 4


# ------------------------------------------------------------------------------------------------------- when it cannot


def test_what_is_too_long_says_by_how_much_and_where_it_would_end() -> None:
    """F01 names a number of words and a paragraph with its line; with what follows it cut, the text fits."""
    artifact, problems = made(paragraphs(20, sides=2))

    (problem,) = problems
    assert (problem.code, problem.severity) == ("F01", "warning")
    assert artifact.pages is not None
    assert artifact.pages > 2
    words = int(re.search(r"about (\d+) words too many for 2 sides", problem.message)[1])  # type: ignore[index]
    name = re.search(r"begins `(\w+) number (\d+) began", problem.hint)
    assert name is not None
    last = int(name[2])
    assert problem.line == 9 + 2 * last
    assert abs(words - (19 - last) * len(PARAGRAPH.split())) < 1.3 * len(PARAGRAPH.split()) + (19 - last) * 4
    fits, faults = made(paragraphs(last + 1, sides=2))
    assert faults == ()
    assert fits.pages == 2


def test_what_is_too_short_says_by_how_much() -> None:
    """F02 names a number of words and leaves the style's own measures; with so many more, the text fills its sides."""
    artifact, problems = made(paragraphs(5, sides=4))

    (problem,) = problems
    assert (problem.code, problem.severity) == ("F02", "warning")
    assert artifact.fit is not None
    assert artifact.fit.changes == ()
    words = int(re.search(r"about (\d+) words short of 4 sides", problem.message)[1])  # type: ignore[index]
    filled, faults = made(paragraphs(6 + words // len(PARAGRAPH.split()), sides=4))
    assert faults == ()
    assert filled.pages == 4


def test_a_missing_glyph_and_a_wish_for_sides_go_together() -> None:
    """What is set in the place of a character without a glyph is fitted too."""
    edition = paragraphs(14, sides=2)
    item = replace(edition.articles[0], body=edition.articles[0].body.replace("Rain", "𒀀 rain", 1))

    artifact, problems = made(replace(edition, articles=(item,)))

    assert [problem.code for problem in problems] == ["R02"]
    assert artifact.pages == 2


# ------------------------------------------------------------------------------------------- large print and the booklet


def in_mode(kind: Kind, count: int, **changes: object) -> Edition:
    """A text of so many paragraphs as another kind of edition."""
    return replace(paragraphs(count), name=kind, kind=kind, **changes)


def texts(artifact: Artifact) -> list[Box]:
    """The lines of the running text."""
    return [box for box in artifact.boxes if box.within[-2:] == ("div.body", "p")]


@pytest.mark.parametrize(("kind", "count", "sides"), [("large-print", 11, 4), ("booklet", 14, 3)])
def test_other_pages_are_brought_to_one_side_fewer(kind: Kind, count: int, sides: int) -> None:
    """A text a little too long is set on the sides wanted, a booklet's counted as its pages, all type over the floors."""
    edition = in_mode(kind, count, sides=sides, news=())
    own, _ = made(replace(edition, sides=None))
    artifact, problems = made(edition)

    assert own.fit is not None
    assert artifact.fit is not None
    assert problems == ()
    assert (own.fit.sides, artifact.fit.sides) == (sides + 1, sides)
    assert artifact.fit.layouts < 10
    assert artifact.fit.changes
    assert preflight_pages.inspect(edition, artifact, house_style()) == ()
    floor = 16 if kind == "large-print" else 9.5
    assert min(box.size for box in texts(artifact)) >= floor
    assert min(box.height * 0.75 / box.size for box in texts(artifact)) >= (1.35 if kind == "large-print" else 1.25)
    assert not any(box.hyphenated or box.align != "start" for box in artifact.boxes if kind == "large-print")
    assert artifact == made(edition)[0]


@pytest.mark.parametrize(("kind", "count", "own_sides", "sides"), [("large-print", 7, 4, 5), ("booklet", 9, 4, 4)])
def test_other_pages_are_let_out_to_one_side_more(kind: Kind, count: int, own_sides: int, sides: int) -> None:
    """What is a little too short is set looser, on exactly the sides wanted; a booklet by itself has a back on three."""
    own, _ = made(in_mode(kind, count))
    artifact, problems = made(in_mode(kind, count, sides=sides))

    assert own.fit is not None
    assert artifact.fit is not None
    assert problems == ()
    assert (own.fit.sides, artifact.fit.sides) == (own_sides, sides)
    assert artifact.fit.changes
    assert not own.fit.changes


@pytest.mark.parametrize(("kind", "floor"), [("large-print", 16), ("booklet", 9.5)])
def test_other_pages_that_cannot_be_fitted_say_so(kind: Kind, floor: float) -> None:
    """F01 comes with the tightest setting, on the floor and not under it; an article's own `sides` would not be heard."""
    edition = in_mode(kind, 20, sides=2)
    artifact, (problem,) = made(edition)

    assert problem.code == "F01"
    assert artifact.fit is not None
    assert artifact.fit.sides > 2
    assert f"`sides = {artifact.fit.sides}` in `[editions.{kind}]`" in problem.hint
    assert {box.size for box in texts(artifact)} == {floor}
    assert preflight_pages.inspect(edition, artifact, house_style()) == ()


def test_the_type_of_large_print_shrinks_last() -> None:
    """Every rung that leaves 18 pt comes after all that gain room in other ways."""
    rungs = copyfit.ladder(in_mode("large-print", 5), house_style())
    sizes = [dict(rung)["size"] for rung in rungs.tighter]

    assert sizes == sorted(sizes, reverse=True)
    first = next(at for at, size in enumerate(sizes) if size < 18)
    assert first > len(sizes) / 2
    for before, after in pairwise(rungs.tighter[first:]):
        assert {name for (name, old), (_, new) in zip(before, after, strict=True) if old != new} <= {"size", "leading"}


# ------------------------------------------------------------------------------------------------------------- the fill


def test_a_nearly_empty_last_page_is_drawn_back() -> None:
    """Of texts that grow by a sentence at a time none ends on a page with a line or two, where that can be helped."""
    drawn = 0
    for words in range(5, 45, 10):
        edition = paragraphs(5)
        more = " ".join(PARAGRAPH.split()[:words])
        item = replace(edition.articles[0], body=edition.articles[0].body + f"<p>{more}.</p>", links=())
        artifact, problems = made(replace(edition, articles=(item,), news=()))
        assert problems == ()
        assert artifact.fit is not None
        assert artifact.fit.wanted is None
        drawn += bool(artifact.fit.changes)
        if artifact.fit.changes:
            assert artifact.pages == 1
            assert artifact.fit.layouts < 10
    assert drawn


def test_a_well_filled_last_page_is_left_alone() -> None:
    """Nothing is changed for its own sake."""
    artifact, _ = made(briefings.long())

    assert artifact.fit is not None
    assert artifact.fit.wanted is None
    assert artifact.fit.traded == ()


# ------------------------------------------------------------------------------------------------------------ the ladder


@pytest.mark.parametrize(
    ("kind", "size", "leading", "margin"),
    [
        *((kind, 11, 1.25, 15) for kind in ("briefing", "screen", "mono", "press")),
        ("large-print", 16, 1.35, 15),
        ("booklet", 9.5, 1.25, 13),
    ],
)
def test_no_rung_goes_below_a_floor(kind: Kind, size: float, leading: float, margin: float) -> None:
    """Every rung of the house style keeps its size, its leading and margins for the thumb; each is one change."""
    edition = briefings.long()
    rungs = copyfit.ladder(replace(edition, kind=kind), house_style())

    for way in (rungs.tighter, rungs.looser):
        assert len(way) > 10
        for before, after in pairwise((rungs.own, *way)):
            assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
            values = dict(after)
            assert values["size"] >= size
            assert leading <= values["leading"] / values["size"] <= 1.65
            assert min(value for name, value in after if name.startswith("margin")) >= margin


def test_a_style_without_a_ladder_sets_what_it_is_given() -> None:
    """A house style that states no measures is laid out as it is, and says when that is not on the sides wanted."""
    style = house_style()
    bare = HouseStyle(name="bare", files=tuple(file for file in style.files if file.name != "style.toml"))

    artifact, problems = made(paragraphs(14, sides=2), bare)

    assert artifact.pages == 3
    assert [problem.code for problem in problems] == ["F01"]


def test_the_build_says_what_it_changed(publication: Path, publish: Publish) -> None:
    """`publish build --json` has the fit of each PDF, and the plain line the changes."""
    body = "\n\n".join(PARAGRAPH for _ in range(14))
    place = publication / "source/articles/winter.md"
    place.write_text(f"---\ntitle: A winter\ndate: 2014-02-01\nsides: 2\n---\n\n{body}\n", encoding="utf-8")

    line = publish("build", "winter", "--edition", "briefing", cwd=publication).out
    told = publish("build", "winter", "--edition", "briefing", "--json", cwd=publication).json["artifacts"][0]

    assert told["pages"] == told["fit"]["sides"] == told["fit"]["wanted"] == 2
    assert set(told["fit"]) == {"sides", "wanted", "layouts", "changes", "traded"}
    assert (
        f"2 pages (fitted: {'; '.join(told['fit']['changes'])})" in line
        if told["fit"]["changes"]
        else "2 pages" in line
    )


# ---------------------------------------------------------------------------------------------------------- real articles


@cache
def real(folder: Path) -> tuple[HouseStyle, tuple[Edition, ...]]:
    """The editions of the real articles."""
    project, _ = load(corpus.publication(folder))
    assert project is not None
    found, _ = manuscripts(project.root)
    articles, _ = press.gather(press.read_each(found, language="en-GB", pictures=partial(pictures, project.root)))
    return project.style, press.compose(project.publication, project.plans, articles)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the real articles are brought in."""
    return tmp_path_factory.mktemp("real") / "publication"


@pytest.mark.slow
@corpus.needs_corpus
@pytest.mark.parametrize("sides", [1, 2, 4])
@pytest.mark.parametrize("name", TEN)
def test_a_real_article_fits_when_it_says_so(name: str, sides: int, folder: Path) -> None:
    """On one, two and four sides: exactly so many, or a problem that says why not; legible, and in under ten layouts."""
    style, editions = real(folder)
    edition = next(edition for edition in editions if edition.kind == "briefing" and name in edition.slug)

    artifact, problems = made(replace(edition, sides=sides), style)

    codes = {problem.code for problem in problems if problem.code.startswith("F")}
    assert artifact.fit is not None
    assert (artifact.pages == sides) == (not codes)
    assert artifact.fit.layouts < 10
    assert_legible(artifact)
