"""Large print: what readers with low vision were promised, looked for in the boxes as they were laid out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import pytest

from publish import press
from publish.editions.compose import originals, standards
from publish.formats.pdf import render
from publish.formats.pdf.body.links import printed
from publish.formats.pdf.kinds import large_print as pdf_large
from publish.formats.signs import signs
from publish.model import Artifact, Box, Edition, PageStart
from publish.project import folder
from publish.proofs import large_print
from publish.value import replace
from tests.support import briefings, corpus, modes
from tests.support.finished import rendered
from tests.support.sample import article, briefing, house_style

FLOOR = 16.0
NAMES = tuple(briefings.ALL)
Pair = tuple[Edition, Artifact, Artifact]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    """A real article of each body: its large-print edition, its file and the file of its standard edition."""
    root = corpus.publication(tmp_path_factory.mktemp("large"), few=True)
    settings, _ = folder.load(root)
    assert settings is not None
    found, _ = folder.manuscripts(root)
    articles, _ = press.gather(press.read_each(found, language="en", pictures=partial(folder.pictures, root)))
    plans = [modes.plan("briefing"), modes.plan("large-print")]
    editions = press.compose(settings.publication, plans, articles)
    pairs: list[Pair] = []
    for edition in editions:
        if edition.kind == "large-print":
            (usual,) = originals(edition, standards(editions))
            standard, _ = rendered(usual, settings.style)
            assert standard is not None
            large, _ = rendered(edition, settings.style, starts=standard.starts)
            assert large is not None
            pairs.append((edition, large, standard))
    return pairs


_NUMBERS_OR_CODE = re.compile(r"pre\b|t[dh]\..*\bright\b")
"""What may end under each other: code as it is typed, and the cells of a column of numbers."""


def faults(boxes: Sequence[Box]) -> list[str]:
    """What large print must not have; a mark where a long line of code is broken is no hyphen."""
    words = [box for box in boxes if box.text.strip() and not box.asset]
    return [
        f"page {box.page}: {box.element} {box.text[:40]!r} {box.size} {box.align}"
        for box in words
        if box.size < FLOOR
        or box.italic
        or (box.hyphenated and not any(name.startswith("pre") for name in box.within))
        or box.capitals
        or (box.align != "start" and not any(_NUMBERS_OR_CODE.match(name) for name in box.within))
    ]


@corpus.needs_corpus
def test_large_print_of_every_real_article_keeps_its_promises(real: list[Pair]) -> None:
    """In all twelve no box of text is under 16 pt, italic, justified, hyphenated or set in capitals."""
    assert len(real) == 12
    assert {edition.slug: faults(large.boxes) for edition, large, _ in real if faults(large.boxes)} == {}


@corpus.needs_corpus
def test_marks_in_every_real_article_agree_with_the_standard_edition(real: list[Pair]) -> None:
    """The words after each mark are those that its page of the standard edition begins with; no page goes unmarked."""
    wrong = {edition.slug: found for edition, large, standard in real if (found := disagreeing(large, standard))}
    assert wrong == {}


@pytest.mark.parametrize("name", NAMES)
def test_large_print_keeps_its_promises_in_every_script(name: str) -> None:
    """No box of text is under 16 pt, italic, justified, hyphenated or set in capitals, whatever the language."""
    assert faults(modes.made(name, "large-print").boxes) == []


@pytest.mark.parametrize("name", NAMES)
def test_marks_agree_with_the_standard_edition_in_every_script(name: str) -> None:
    """The words after each mark are those that its page of the standard edition begins with."""
    assert disagreeing(modes.made(name, "large-print"), modes.made(name, "briefing")) == []


def test_running_text_is_set_in_18_points_with_half_as_much_again_between_lines() -> None:
    """A paragraph of the body has 18 pt on 27 pt, and the folio is as large as the text."""
    boxes = modes.made("long", "large-print").boxes
    body = [box for box in boxes if box.within[-2:] == ("div.body", "p")]
    folios = [box for box in boxes if box.element == "margin" and re.search(r"\d of \d", box.text)]

    assert {(box.size, round(box.height * 0.75)) for box in body} == {(18.0, 27)}
    assert {box.size for box in folios} == {18.0}


def typeset(body: str, language: str) -> str:
    """The page of a large-print edition of an article with that body."""
    written = article(language=language, body=body)
    edition = briefing(name="large-print", kind="large-print", language=language, articles=(written,))
    return render.typeset(edition, house_style()).html


def test_a_text_whose_letters_the_clear_typeface_lacks_is_set_in_one_that_has_them() -> None:
    """Yoruba and Vietnamese are set in Noto Sans from end to end, English and Lithuanian in Atkinson Hyperlegible."""
    yoruba, vietnamese = "<p>Ọ̀rọ̀ rere ní í yọ obì lápò.</p>" * 40, "<p>Mọi người sinh ra đều được tự do.</p>" * 40
    for body, language in ((yoruba, "yo"), (vietnamese, "vi")):
        html = typeset(body, language)
        assert '--clear: "Noto Sans"' in html
        assert 'class="lent"' not in html
    for body, language in (("<p>Plain words.</p>", "en"), ("<p>Žmonės gimsta laisvi ir lygūs</p>", "lt")):
        html = typeset(body, language)
        assert '--clear: "Atkinson Hyperlegible"' in html
        assert 'class="lent"' not in html


def test_a_single_word_is_set_in_another_typeface_as_a_whole() -> None:
    """No word has letters of two typefaces; words in tags, in code and beside it stay as they are."""
    plain = "<p>Words that every typeface has, and many more of them in order that others are few.</p>" * 9
    html = typeset(f'<p>At <a href="https://example.org/dŵr">Dŵr &amp; Ọ̀yọ́</a>, dŵr-neutral.</p>{plain}', "en")
    set_apart = re.findall(r"""<span class="lent" style="font-family: 'Noto Sans'">([^<]*)</span>""", html)
    assert set_apart == ["Dŵr", "Ọ̀yọ́", "dŵr", "dŵr"]
    assert 'href="https://example.org/dŵr"' in html
    assert '"Noto Sans"' in html


def test_soft_hyphens_break_no_word() -> None:
    """What a word processor leaves in words is no hyphen, in large print least of all."""
    body = "<p>" + "Words with soft\u00adhy\u00adphens and a very\u00adlong\u00adword. " * 9 + "</p>"
    edition = briefing(articles=(article(body=body),), name="large-print", kind="large-print")
    artifact, _ = render.render(edition, house_style(), proof=True)
    assert artifact is not None
    assert faults(artifact.boxes) == []


def test_nothing_stands_beside_anything_else() -> None:
    """Outside of tables, no two blocks of text share a line of the page."""
    for name in ("stock", "long"):
        rows: dict[tuple[int, float], set[int]] = {}
        for box in modes.made(name, "large-print").boxes:
            aside = box.element == "margin" or "::" in box.element or box.asset
            if box.text.strip() and not aside and not any(part.startswith("table") for part in box.within):
                rows.setdefault((box.page, box.y), set()).add(box.block)
        assert [blocks for blocks in rows.values() if len(blocks) > 1] == []


def test_a_note_is_called_in_words() -> None:
    """The call of a note is set at body size and says that it is one: `(note 1)`."""
    boxes = modes.made("stock", "large-print").boxes
    calls = [box for box in boxes if "sup.call" in box.within]

    assert "(note 1)" in "".join(box.text for box in calls)
    assert {box.size for box in calls} == {18.0}


def test_the_rules_of_large_print_find_what_a_stylesheet_spoils() -> None:
    """Italics, centred lines, hyphens and capitals that a style brings back are each found, under their own code."""
    style = house_style()
    css = "p { font-style: italic !important; text-align: center !important; text-transform: uppercase !important }"
    files = tuple(
        replace(file, text=file.text + css.replace("p {", "html body article p {"))
        if file.name == "large-print.css"
        else file
        for file in style.files
    )
    edition = modes.edition("stock", "large-print")
    artifact, _ = render.render(edition, replace(style, files=files), proof=True)
    assert artifact is not None
    codes = {problem.code for problem in large_print.inspect(edition, artifact)}

    assert codes == {"L01", "L02", "L04"}
    assert large_print.inspect(edition, modes.made("stock", "large-print")) == ()


def test_lines_under_words_and_paragraphs_without_a_blank_line_are_found() -> None:
    """As a style draws them; the measures say how many words, and how much room there is."""
    style = house_style()
    rules = "html body .body strong { text-decoration: underline !important }"
    rules += "html body .body p + p { margin-top: 9pt !important }"
    spoilt = tuple(
        replace(file, text=file.text + rules) if file.name == "large-print.css" else file for file in style.files
    )
    item = article(
        body="<p>One <strong>two words</strong> and a line more of it, that goes on to the next one.</p><p>Three.</p>"
    )
    edition = briefing(articles=(item,), name="large-print", kind="large-print")
    artifact, _ = render.render(edition, replace(style, files=spoilt), proof=True)
    assert artifact is not None
    found = large_print.inspect(edition, artifact)
    said = {problem.message.partition("` ")[2] for problem in found}
    assert said == {"is underlined", "begins 0.3 lines below the paragraph before it"}
    measured = large_print.measure(artifact)
    assert (measured.underlined, round(measured.between, 2)) == (2, 0.33)
    good, _ = render.render(edition, style, proof=True)
    assert good is not None
    measured = large_print.measure(good)
    assert (measured.underlined, measured.between, measured.lines) == (0, 1.0, 1.5)
    assert "Atkinson-Hyperlegible" in measured.faces
    assert not any("(" in face for face in measured.faces)


def test_code_that_goes_on_in_the_next_line_is_not_broken_with_a_hyphen() -> None:
    """Its mark says that the line goes on, and nobody could write it otherwise."""
    long = "container-registry.example.org/database/free:latest-with-all-that-belongs-to-it/and/more"
    item = article(body=f"<p>Say <code>{long}</code>.</p><pre><code>image: {long}\n</code></pre>")
    edition = briefing(articles=(item,), name="large-print", kind="large-print")
    artifact, _ = render.render(edition, house_style(), proof=True)
    assert artifact is not None
    assert any(box.hyphenated for box in artifact.boxes)
    assert large_print.inspect(edition, artifact) == ()


def test_a_paragraph_typed_in_capitals_is_named_with_its_line() -> None:
    """What an author shouts is a problem too."""
    item = article(
        "tides", body="<p>COME TO THE MEETING ON MONDAY</p>", typed="COME TO THE MEETING ON MONDAY", typed_line=7
    )
    edition = replace(briefing(articles=(item,)), kind="large-print")
    artifact, _ = render.render(edition, house_style(), proof=True)
    assert artifact is not None
    assert [(problem.code, problem.line) for problem in large_print.inspect(edition, artifact)] == [("L04", 7)]


def test_a_wide_table_becomes_lists_and_loses_nothing() -> None:
    """Each row is a list under its first cell, and each cell stands behind the head of its column."""
    cells = "".join(f"<td>What the survey of group {letter} said at length</td>" for letter in "ABC")
    table = (
        "<table><thead><tr><th>Name</th><th>First</th><th>Second</th><th>Third</th></tr></thead>"
        f"<tbody><tr><th>Harbour</th>{cells}</tr></tbody></table>"
    )
    body = pdf_large.reflowed(printed(table, "Notes"))

    assert "<table" not in body
    words = re.sub(r"<[^>]+>", " ", body).split()
    assert " ".join(words) == (
        "Name: Harbour First: What the survey of group A said at length Second: What the survey of group B said at length"
        " Third: What the survey of group C said at length"
    )


def test_a_note_in_the_head_of_a_table_stands_where_the_head_is_said_first() -> None:
    """The call and the note are there once, behind the head's words in the first row that has it."""
    note = '<section class="notes"><ol><li id="a"><p>Of the season.</p></li></ol></section>'
    call = '<a class="noteref" href="#a">1</a>'
    heads = f"<th>Name</th><th>What the survey said of the first{call}</th><th>And of the second group</th>"
    rows = "".join(
        f"<tr><td>{place}</td><td>Much of it and more than before</td><td>Less of it than there was</td></tr>"
        for place in ("Harbour", "Mill")
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    body = pdf_large.reflowed(printed(table + note, "Notes"))

    assert "<table" not in body
    words = " ".join(re.sub(r"<[^>]+>", " ", body).split())
    assert words.count("Of the season.") == 1
    assert "What the survey said of the first: 1 1 Of the season. Much of it and more than before" in words


def test_a_table_with_cells_over_several_rows_and_columns_keeps_each_of_its_words() -> None:
    """What reaches over rows is said again in each, what reaches over columns stands under both heads."""
    table = (
        "<table><thead><tr><th>Region</th><th>The first half-of-the-year</th><th>The second half-of-the-year</th>"
        "<th>Remarks</th></tr></thead><tbody><tr><td rowspan='2'>North</td><td colspan='2'>Closed</td><td>Snow</td></tr>"
        "<tr><td>Open</td><td>Open again</td><td></td></tr></tbody></table>"
    )
    words = " ".join(re.sub(r"<[^>]+>", " ", pdf_large.reflowed(printed(table, "Notes"))).split())

    assert words == (
        "Region: North The first half-of-the-year, The second half-of-the-year: Closed Remarks: Snow"
        " Region: North The first half-of-the-year: Open"
        " The second half-of-the-year: Open again"
    )


def test_a_table_to_be_filled_in_keeps_its_heads() -> None:
    """Where a column has nothing in it, each row asks for it."""
    heads = ("Priority or sequence", "Circumstances", "Acceptance-relevant criteria", "Responsibilities")
    row = "<tr><td></td><td>The team is known</td><td></td><td></td></tr>"
    table = (
        f"<table><thead><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr></thead><tbody>{row}</tbody></table>"
    )
    words = " ".join(re.sub(r"<[^>]+>", " ", pdf_large.reflowed(printed(table, "Notes"))).split())

    assert words == (
        "Priority or sequence: Circumstances: The team is known Acceptance-relevant criteria: Responsibilities:"
    )


def test_a_short_table_of_high_rows_begins_under_its_heading() -> None:
    """Few rows are as high as a page of large print: they are not kept together at the price of a heading alone."""
    rows = "".join(f"<tr><td>Goal {number}</td><td>{'What it is for. ' * 14}</td></tr>" for number in range(8))
    body = f"<p>Before.</p><h2>Goals</h2><table><thead><tr><th>Goal</th><th>Use</th></tr></thead><tbody>{rows}</tbody></table>"
    edition = replace(briefing(articles=(article(body=body, assets=()),)), kind="large-print")
    artifact, _ = render.render(edition, house_style(), proof=True)
    assert artifact is not None

    pages = {box.page for box in artifact.boxes if box.text in ("Goals", "Goal 0")}
    assert len(pages) == 1


def test_a_table_whose_heads_can_be_set_in_lines_stays_one() -> None:
    """Five columns of numbers under heads of several words have room beside each other; their numbers end together."""
    heads = ("Village", "Early buses", "Late buses", "Passengers counted", "Fares (pounds)")
    row = ("Cold Ashby", "12", "1", "1,048", "4,095")
    head = f"<th>{heads[0]}</th>" + "".join(f'<th class="right">{cell}</th>' for cell in heads[1:])
    cells = f"<td>{row[0]}</td>" + "".join(f'<td class="right">{cell}</td>' for cell in row[1:])
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{f'<tr>{cells}</tr>' * 3}</tbody></table>"
    assert "<table" in pdf_large.reflowed(printed(table, "Notes"))
    edition = briefing(articles=(article(body=table),), name="large-print", kind="large-print")
    artifact, _ = render.render(edition, house_style(), proof=True)
    assert artifact is not None
    assert large_print.inspect(edition, artifact) == ()
    ends = {round(box.x + box.width) for box in artifact.boxes if box.text in ("4,095", "(pounds)")}
    assert max(ends) - min(ends) <= 1


def test_a_record_of_few_lines_is_on_one_page() -> None:
    """Of one of many lines two items at least stand together."""
    heads = "".join(f"<th>Group {n}</th>" for n in range(5))
    rows = "".join(f"<tr>{''.join(f'<td>Place {n} has {m}</td>' for m in range(5))}</tr>" for n in range(30))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    edition = briefing(articles=(article(body=table),), name="large-print", kind="large-print")
    artifact, _ = render.render(edition, house_style(), proof=True)
    assert artifact is not None
    for n in range(30):
        pages = [box.page for box in artifact.boxes if re.search(rf"Place {n} has \d", box.text)]
        assert len(pages) == 5
        assert len(set(pages)) == 1


def test_a_narrow_table_stays_one() -> None:
    """Two columns fit a page of large print."""
    table = "<table><thead><tr><th>Year</th><th>Groups</th></tr></thead><tbody><tr><td>2010</td><td>9</td></tr></tbody></table>"
    assert "<table" in pdf_large.reflowed(printed(table, "Notes"))


def test_long_words_in_two_columns_are_not_set_over_one_another() -> None:
    """Two columns whose longest words do not stand side by side become a list, at the full size and leading."""
    words = "https://www.example.org/" + "timetables" * 6, "Donaudampfschifffahrtsgesellschaft"
    body = f"<table><tbody><tr><td>{words[0]}</td><td>{words[1]}</td></tr></tbody></table>"
    edition = replace(briefing(articles=(article(body=body, assets=()),)), kind="large-print")
    artifact, problems = render.render(edition, house_style(), proof=True)
    assert problems == ()
    assert artifact is not None
    assert not any(box.element == "td" for box in artifact.boxes)
    lines = sorted({round(box.y) for box in artifact.boxes if box.element in ("p", "li") and box.page == 1})
    assert min(after - before for before, after in pairwise(lines)) >= 24


@pytest.mark.parametrize(
    ("body", "start", "expected"),
    [
        ("<p>One two three.</p>", (1, 3), "<p>One <m>2</m>two three.</p>"),
        ("<p>One two three.</p>", (1, 4), "<p>One <m>2</m>two three.</p>"),  # not in the middle of a word
        ("<p>One <em>two</em> three.</p>", (1, 3), "<p>One <em>two</em> <m>2</m>three.</p>"),
        ("<p>One</p><p>Two</p>", (2, 0), "<p>One</p><b>2</b><p>Two</p>"),
        ("<p>One</p><ul><li>Two</li></ul>", (3, 0), "<p>One</p><b>2</b><ul><li>Two</li></ul>"),
        ("<ul><li>One</li><li>Two</li></ul>", (3, 0), "<ul><li>One</li><li><m>2</m>Two</li></ul>"),
        ("<p>一二三四</p>", (1, 2), "<p>一二<m>2</m>三四</p>"),
        (
            "<p>One</p><figure><img src='a' alt='b'/></figure>",
            (3, 0),
            "<p>One</p><b>2</b><figure><img src='a' alt='b'/></figure>",
        ),
    ],
)
def test_a_mark_stands_where_the_page_begins(body: str, start: tuple[int, int], expected: str) -> None:
    """Before a block of its own if the page begins with one, else in the line, before the word."""
    numbered = printed(body, "Notes", numbered=True)
    marked = pdf_large.marked(numbered, [PageStart(page=2, element=str(start[0]), offset=start[1])], "{number}")
    plain = marked.replace('<span class="standard-page">2</span>', "<m>2</m>")
    plain = plain.replace('<p class="standard-page">2</p>', "<b>2</b>").replace('"', "'").replace("\u00a0", " ")
    assert plain == expected


# ----------------------------------------------------------------------------------- reading marks and pages from boxes

SIGNS = 12


def flow(boxes: Sequence[Box]) -> list[Box]:
    """What is read from beginning to end: without margins, notes and their calls, list marks and heads of columns."""
    aside = {"span.footnote", "p.endnote", "sup.call", "span.column", "thead"}
    return [
        box
        for box in boxes
        if signs(box.text)
        and not box.asset
        and box.element != "margin"
        and "::" not in box.element
        and not aside & set(box.within)
        and not {"section.notes", "h2"} <= set(box.within)
    ]


def after_marks(artifact: Artifact) -> dict[int, str]:
    """By the number in each mark, the signs that follow it."""
    boxes = flow(artifact.boxes)
    found: dict[int, str] = {}
    for at, box in enumerate(boxes):
        if any(name.endswith(".standard-page") for name in box.within[-1:]):
            number = int(re.sub(r"\D", "", box.text))
            rest = [other.text for other in boxes[at + 1 : at + 12] if not other.within[-1].endswith(".standard-page")]
            found[number] = signs("".join(rest))
    return found


def beginnings(artifact: Artifact) -> dict[int, str]:
    """By page, the signs that it begins with."""
    found: dict[int, str] = {}
    for box in flow(artifact.boxes):
        found[box.page] = found.get(box.page, "") + signs(box.text[:-1] if box.hyphenated else box.text)
    found.pop(1, None)
    return found


def disagreeing(large: Artifact, standard: Artifact) -> list[str]:
    """Pages of the standard edition that are not marked, or not where they begin."""
    marks, pages = after_marks(large), beginnings(standard)
    return [
        f"page {page}: {begins[:30]!r}, marked {marks.get(page, '')[:30]!r}"
        for page, begins in pages.items()
        # A word that is divided between two pages has its mark before it.
        if begins[:SIGNS] not in marks.get(page, "")[: SIGNS + 20]
    ] + [f"page {page}: there is none" for page in marks.keys() - pages.keys()]


def test_marks_are_not_moved_by_signs_that_are_set_apart() -> None:
    """A page that begins after many keys of a telephone is marked at the same word in large print."""
    body = "".join(f"<p>{'Press 1️⃣ then 2⃣ for more words. ' * 40}</p>" for _ in range(4))
    edition = briefing(articles=(article(body=body),))
    standard, _ = render.render(edition, house_style(), proof=True)
    assert standard is not None
    assert standard.starts
    large, _ = render.render(
        replace(edition, name="large-print", kind="large-print"), house_style(), proof=True, starts=standard.starts
    )
    assert large is not None
    assert disagreeing(large, standard) == []
