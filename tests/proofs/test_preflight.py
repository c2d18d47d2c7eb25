"""Preflight of the pages: each rule finds the fault that is planted for it, and no other does."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from publish.formats.pdf import render
from publish.formats.pdf.weasyprint_ import boxes as pdf_boxes
from publish.formats.pdf.weasyprint_ import engine
from publish.model import Artifact, Asset, Edition, HouseStyle, Kind
from publish.problem import RULES, Problem
from publish.proofs import lines, preflight_pages
from publish.value import replace
from tests.conftest import Publish
from tests.support import packs
from tests.support.sample import article, briefing, house_style

WORDS = "The alliance asked forty groups over the winter what stands between them and their work. "


def edition(body: str, typed: str = "", **changes: Any) -> Edition:
    """A briefing of a body."""
    own = {name: changes.pop(name) for name in ("assets", "links") if name in changes}
    return briefing(articles=(article(body=body, typed=typed or body, **own),), **changes)


def laid(made: Edition, css: str = "") -> Artifact:
    """Its pages as they are laid out under some more CSS."""
    layout = engine.lay_out(render.typeset(made, house_style()), path="x.md", css=css)
    boxes = tuple(pdf_boxes.boxes(layout.document))
    return Artifact(
        edition=made.name,
        name=made.slug,
        suffix="pdf",
        media_type="application/pdf",
        content=b"",
        pages=layout.pages,
        boxes=boxes,
    )


def found(body: str, css: str = "", **changes: Any) -> tuple[Problem, ...]:
    """What is wrong with the pages of a body."""
    made = edition(body, **changes)
    return inspected(made, laid(made, css))


def inspected(made: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    """What preflight of its pages says of a file in the house style."""
    return preflight_pages.inspect(made, artifact, house_style())


def picture(width: int, height: int) -> Asset:
    """A picture made of dots."""
    held = io.BytesIO()
    Image.new("RGB", (width, height), "#446644").save(held, "PNG")
    return Asset(name="photo.png", media_type="image/png", content=held.getvalue(), width=width, height=height)


def table(columns: int, letters: int) -> str:
    """A table of words that cannot be broken."""
    words = ["w" * letters + str(number) for number in range(columns)]
    head, row = ("".join(f"<{tag}>{word}</{tag}>" for word in words) for tag in ("th", "td"))
    return f"<p>{WORDS}</p><table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table><p>{WORDS}</p>"


def rendered(made: Edition) -> Artifact:
    """The finished file."""
    artifact, _ = render.render(made, house_style(), proof=True)
    assert artifact is not None
    return artifact


def lone_line() -> tuple[Problem, ...]:
    """A paragraph one line longer than its page has room for."""
    css = "html { orphans: 1 !important; widows: 1 !important } .ending { display: none !important }"
    tall = laid(edition("<p>" + "<br/>".join(["a line of words"] * 90) + "</p>"), css)
    room = sum(box.page == 1 and box.text == "a line of words" for box in tall.boxes)
    return found("<p>" + "<br/>".join(["a line of words"] * (room + 1)) + "</p>", css)


def coarse() -> tuple[Problem, ...]:
    """A picture that its author gave few dots."""
    made = edition(FIGURE.format(alt="A mill", width=300), assets=(picture(300, 200),))
    return inspected(made, rendered(made))


CLIP = "div.clip { height: 30px; overflow: hidden }"
FIGURE = '<figure><img src="photo.png" alt="{alt}" width="{width}" height="200"/><figcaption>The old mill</figcaption></figure>'

PLANTED: dict[str, tuple[str, Callable[[], tuple[Problem, ...]]]] = {
    "wide table": ("Q01", lambda: found(table(3, 3), ".body table { width: 300mm !important }")),
    "clipped text": ("Q01", lambda: found(f'<div class="clip"><p>{WORDS * 3}</p></div>', CLIP)),
    "past the edge": ("Q01", lambda: found(f"<p>{WORDS}</p>", ".body p { width: 200mm !important }")),
    "stranded heading": (
        "Q02",
        lambda: found(f"<p>{WORDS}</p><h2>What now</h2>", ".ending { break-before: page !important }"),
    ),
    "runt": ("Q03", lambda: found(f"<p>{WORDS}<br/>End.</p>")),
    "lone line": ("Q04", lone_line),
    "coarse picture": ("Q05", coarse),
    "small type": ("Q06", lambda: found(f"<p>{WORDS}</p>", ".body p { font-size: 8pt !important }")),
    "faint type": ("Q07", lambda: found(f"<p>{WORDS}</p>", ".body p { color: #999 !important }")),
    "hole": (
        "Q11",
        lambda: found(
            f"<p>{WORDS * 9}</p><table><tbody>{'<tr><td>one</td></tr>' * 4}</tbody></table><p>{WORDS}</p>",
            ".body table { height: 120mm !important; break-inside: avoid !important }",
        ),
    ),
    "empty link": ("Q09", lambda: found(f'<p>{WORDS}<a href="https://example.org/nothing"></a></p>')),
    "figure without words": (
        "Q10",
        lambda: found(FIGURE.format(alt="", width=1800), assets=(picture(1800, 1200),)),
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_each_rule_finds_its_own_fault_and_nothing_else(name: str) -> None:
    """A page with one planted fault has the problem of that fault and no other."""
    code, plant = PLANTED[name]

    assert {problem.code for problem in plant()} == {code}


def test_every_rule_has_a_fault_planted_for_it() -> None:
    """No rule of preflight goes untested, and each has its function."""
    codes = {rule.code for rule in RULES if rule.code.startswith("Q")}

    assert {code for code, _ in PLANTED.values()} == codes
    assert len(preflight_pages.RULES) + 1 == len(codes)  # the floors of type are the style's


def test_a_clean_article_has_no_fault() -> None:
    """The stock article, with every element there is in it, passes."""
    made = briefing()

    assert inspected(made, rendered(made)) == ()


@pytest.mark.parametrize("columns", [4, 8, 10])
def test_a_wide_table_is_made_to_fit_before_anybody_is_told(columns: int) -> None:
    """Narrower type helps some tables, a page on its side others; the pages before and after stay upright."""
    made = edition(table(columns, 8))
    artifact = rendered(made)

    assert inspected(made, artifact) == ()
    upright = [box.page_width < box.page_height for box in artifact.boxes if WORDS[:12] in box.text]
    assert upright
    assert all(upright)
    lying = {box.page for box in artifact.boxes if box.page_width > box.page_height}
    assert bool(lying) == (columns == 10)


@pytest.mark.parametrize("kind", ["briefing", "screen", "booklet"])
def test_a_table_that_no_page_has_room_for_is_a_list_for_each_row(kind: Kind) -> None:
    """Every cell is there, behind the head of its column, and nothing has to be said; the next table stays one."""
    made = replace(edition(table(14, 14) + table(2, 2)), kind=kind)
    artifact = rendered(made)

    assert inspected(made, artifact) == ()
    rows = [box for box in artifact.boxes if any(around.startswith("ul.record") for around in box.within)]
    told = " ".join(box.text for box in rows)
    assert re.findall(r"w{14}(\d+): w{14}(\d+)", told) == [(str(column),) * 2 for column in range(1, 14)]
    assert any("table" in element for box in artifact.boxes for element in box.within)


def test_a_problem_names_its_page_and_line() -> None:
    """A fault on the second page is told with that page, and the line of the source that it was typed on."""
    typed = f"First.\n\n{WORDS}\n{WORDS}\nFaint words.\n"
    css = ".body p + p { break-before: page !important; color: #999 !important }"

    (problem,) = found(f"<p>First.</p><p>{WORDS}{WORDS}Faint words.</p>", css, typed=typed)

    assert problem.message.startswith("page 2: ")
    assert preflight_pages.page_of(problem) == 2
    assert (problem.path, problem.line) == ("source/articles/tides.md", 7)


def test_the_words_for_a_missing_picture_are_as_large_as_those_around_them() -> None:
    """The house style sets nothing smaller that stands in a text."""
    made = edition(f'<p>{WORDS} <span class="missing-picture">A mill</span> {WORDS}</p>')
    assert inspected(made, laid(made)) == ()


def test_large_print_has_a_floor_of_its_own() -> None:
    """What is large enough for a briefing is not for large print."""
    made = edition(f"<p>{WORDS}</p>")
    artifact = laid(made)

    assert inspected(made, artifact) == ()
    large = inspected(replace(made, kind="large-print"), artifact)
    assert {problem.code for problem in large} == {"Q06"}


def test_the_floors_of_type_are_those_that_the_style_states() -> None:
    """What the house style finds too small another may allow, and one that states no floors is held to none."""
    made = edition(f"<p>{WORDS}</p>")
    artifact = laid(made, ".body p { font-size: 9pt !important }")

    def with_measures(text: str) -> HouseStyle:
        files = tuple(replace(file, text=text) if file.name == "style.toml" else file for file in house_style().files)
        return HouseStyle(name="other", files=files)

    told = [
        [problem.message for problem in preflight_pages.inspect(made, artifact, with_measures(text))]
        for text in ("[briefing.floors]\nsize = 9\nsmall = 8", "[briefing.floors]\nsize = 9.5\nsmall = 8", "")
    ]
    assert [len(messages) for messages in told] == [0, 1, 0]
    assert "the floor is 9.5 pt" in told[1][0]


# ------------------------------------------------------------------------------------------------------------- pictures


def noise(width: int, height: int) -> Asset:
    """A picture that nothing makes small but fewer dots."""
    held = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(held, "JPEG", quality=95)
    return Asset(name="photo.jpg", media_type="image/jpeg", content=held.getvalue(), width=width, height=height)


PHOTOGRAPH = f'<p>{WORDS}</p><figure><img src="photo.jpg" alt="A mill" width="1500" height="900"/></figure>'


@pytest.mark.parametrize("kind", ["briefing", "mono", "press", "booklet"])
def test_a_picture_that_the_budget_made_coarse_is_told_of(kind: Kind) -> None:
    """What is measured is the picture in the finished file, on its page or on the sheet of a booklet."""
    free = edition(PHOTOGRAPH, assets=(noise(1500, 900),), kind=kind)
    bound = replace(free, max_bytes=len(rendered(free).content) // 6)
    artifact = rendered(bound)

    assert inspected(free, rendered(free)) == ()
    (problem,) = inspected(bound, artifact)
    assert artifact.fit is not None
    assert artifact.fit.traded[0].startswith(f"pictures at {re.findall(r'has ([0-9]+) dots', problem.message)[0]} dpi")
    assert problem.code == "Q05"
    assert "no more fit into `max_size`" in problem.message


def test_two_pictures_of_one_size_are_told_apart() -> None:
    """The coarse one of two that are set equally large is the one that is named."""
    fine, poor = picture(1200, 800), replace(picture(300, 200), name="poor.png")
    body = "".join(
        f'<figure><img src="{name}" alt="{alt}" width="300" height="200"/></figure>'
        for name, alt in (("photo.png", "A fine mill"), ("poor.png", "A poor mill"))
    )
    made = edition(body, assets=(fine, poor))

    assert [problem.message for problem in inspected(made, rendered(made))] == [
        "page 1: the picture `A poor mill` has 96 dots an inch on paper"
    ]


def test_a_file_over_its_budget_is_told_of_once(publication: Path, publish: Publish) -> None:
    """`publish check` says with one code that a file cannot be made as small as it is wanted."""
    settings = publication / "source/publication.toml"
    text = settings.read_text("utf-8")
    settings.write_text(f'{text}\n[editions.small]\nkind = "briefing"\nmax_size = "1 kB"\n', encoding="utf-8")

    problems = publish("check", "--json", "--no-validate", cwd=publication).json["problems"]

    assert [problem["code"] for problem in problems] == ["F03"] * len(problems)
    assert len(problems) == len({problem["path"] for problem in problems}) > 0


def test_a_pack_without_papers_has_its_pages_looked_over() -> None:
    """A coarse picture in an agenda is blamed on the agenda, also when no paper belongs to it."""
    coarse = picture(300, 200)
    body = FIGURE.format(alt="A mill", width=300)
    made = packs.pack(packs.agenda(body=body, assets=(coarse,)))

    (problem,) = inspected(made, rendered(made))

    assert (problem.code, problem.path) == ("Q05", made.agenda.source if made.agenda else "")


def test_a_short_last_word_takes_another_along() -> None:
    """The last two words of a paragraph stay together when the last one is short, whatever the length of the rest."""
    assert not [
        count
        for count in range(10, 25)
        if found(f"<p>{' '.join(['ring'] * count)} end.</p>", ".ending { display: none }")
    ]


@pytest.mark.parametrize(
    ("text", "last", "line"),
    [
        ("“Straight” quotes — and dashes", False, 2),
        ("the linked words go on", False, 3),
        ("go on and on", True, 4),
        ("emphasis inside a word", False, 5),
        ("日本語の文章", False, 6),
        ("nowhere to be found here", False, None),
    ],
)
def test_words_are_traced_to_their_line(text: str, last: bool, line: int | None) -> None:
    """Marks, quotes, capitals and addresses do not keep a line from being found."""
    typed = (
        'Title\n"straight" quotes -- and dashes.\nSee [the linked words](https://example.org/a_(b)) go\non and on.\n'
        "*emphasis* inside a `word`\n  これは日本語の文章です"
    )
    made = briefing(articles=(article(typed=typed, typed_line=1),))

    assert lines.trace(made, text, last=last) == ("source/articles/tides.md", line)


def test_check_tells_the_line_of_a_picture(publication: Path, publish: Publish) -> None:
    """`publish check` names page, file and line of a picture that is too coarse for paper."""
    (publication / "source/images").mkdir()
    Image.new("RGB", (300, 200), "#446644").save(publication / "source/images/mill.png")
    (publication / "source/articles/mill.md").write_text(
        "---\ntitle: The mill\ndate: 2026-03-01\n---\n\nWords.\n\n![An old mill by a river](images/mill.png)\n",
        encoding="utf-8",
    )

    outcome = publish("check", "--json", "--no-validate", cwd=publication)

    (problem,) = outcome.json["problems"]
    assert (problem["code"], problem["path"], problem["line"]) == ("Q05", "source/articles/mill.md", 8)
    assert problem["message"].startswith("page 1: the picture `An old mill by a river` has 96 dots")
