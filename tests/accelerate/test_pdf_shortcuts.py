"""What is set by shorter ways than WeasyPrint's own is the same to the byte."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from weasyprint.draw import text as drawing
from weasyprint.layout import absolute, block, flex, inline
from weasyprint.text.line_break import split_first_line

from publish import accelerate
from publish.formats.pdf import render
from publish.formats.pdf.weasyprint_ import engine, fonts
from publish.media import typefaces
from publish.model import Edition, Galley
from tests.support import briefings
from tests.support.sample import house_style, with_all_faces

CSS = """
:root { --gap: 4mm; --quiet: #555; --sides: 1mm 2mm calc(var(--gap) * 2) var(--none, 3mm) }
@page { size: A6; margin: var(--gap); @bottom-right { content: counter(page); font-size: 7pt } }
body { font: 9pt/1.4 "Source Serif 4"; text-align: justify; hyphens: auto }
p { padding: var(--sides); color: var(--quiet); margin-block: 2% 1em; orphans: 2 }
p:lang(ar) { margin-inline-start: 5mm; min-width: 50%; font-family: Almarai, "Source Serif 4" }
h2 { border-bottom: 1pt solid; letter-spacing: .1em; text-decoration: underline overline; line-height: normal }
aside { float: inline-end; width: 30%; box-sizing: border-box; padding: 2mm; border: 1mm double; max-height: 90mm }
table { border-collapse: collapse; width: 80% } td, th { border: thin solid; padding: .2em; min-width: 3em }
td:first-child { border-left-width: 2mm } th { border-style: hidden }
p::first-line { font-variant-caps: small-caps; font-size: 11pt }
.drop::first-letter { font-size: 20pt; margin: 1mm; width: 40% }
.figures { font-variant-numeric: tabular-nums oldstyle-nums; font-feature-settings: "ss01" 1; word-spacing: 1mm }
.flex { display: flex } .flex > * { flex: 1; min-width: auto; padding-left: 1mm }
.grid { display: grid; grid-template-columns: 1fr 2fr } .over { overflow-wrap: anywhere; line-height: 12pt }
.wrong { margin-left: var(--nowhere); width: var(--quiet) } s { text-decoration: line-through; font-kerning: none }
.over { background: #eee; border-radius: 2mm 0; box-shadow: 1mm 1mm #999 } h2 { border-start-end-radius: 1mm }
.placed { position: relative; left: 1mm } .out { position: absolute; top: 2mm; right: 2mm; width: 20mm }
"""
WORDS = "The harbour office keeps 1,234 records of every ferry that has come in since the spring of 1987. "
TEXT = f"""
<h2>Of <em>ferries</em></h2><aside>{WORDS}</aside><p class="drop">{WORDS * 3}<s>Not so.</s></p><p class="figures">{WORDS}</p>
<table><tr><th>Year</th><th lang="tr">Gemi</th></tr><tr><td>1987</td><td>{WORDS}</td></tr></table>
<div class="flex"><p>{WORDS}</p><p class="over">Unbreakablyverylongindeedwithoutanyspaceatall</p></div>
<div class="grid"><p class="wrong">{WORDS}</p><p class="placed">{WORDS}</p></div><div class="out">{WORDS}</div>
<p lang="ar" dir="rtl">مرحبا بكم في الميناء، كل يوم عبارتان.</p><pre>a\tb
c\td</pre><ul><li>{WORDS}</li><li><ol start="3"><li>{WORDS}</li></ol></li></ul>
"""


SHORTER = {str(file) for file in Path(accelerate.__file__).parent.glob("*.py")}


def page(css: str, text: str) -> Galley:
    """A galley of a sheet and a text."""
    names = ("Source Serif 4", "Almarai")
    faces = (*(face for name in names if (face := typefaces.find(name))),)
    html = f"<!DOCTYPE html><html lang='en'><title>.</title><style>{css}</style><body>{text}</body></html>"
    return Galley(name="x", html=html, assets=(), typefaces=faces)


def places() -> Iterator[tuple[Any, str, Any]]:
    """Each place where something of WeasyPrint's has a shorter way put for it, its name and the longer way."""
    modules = [module for name, module in sys.modules.items() if name.startswith(("weasyprint", "pydyf"))]
    classes = {held for module in modules for held in vars(module).values() if isinstance(held, type)}
    for place in (*modules, *classes):
        for name, held in list(vars(place).items()):
            if getattr(getattr(held, "__code__", None), "co_filename", "") in SHORTER and hasattr(held, "__wrapped__"):
                yield place, name, held.__wrapped__


def test_a_value_that_comes_to_nothing_is_told_of_every_text() -> None:
    """What a sheet gets wrong is said of the second text that is set with it as of the first."""
    galley = page("p { --red: #f00; margin-left: var(--nowhere); width: var(--red) }", "<p>Here.</p><p>There.</p>")
    for path in ("one", "two"):
        _, _, problems = engine.render(galley, path=path)
        assert [(problem.path, problem.message.partition(" at ")[0]) for problem in problems] == [
            (path, "ignored `margin-left: `"),
            (path, "ignored `width: #f00`"),
        ]


def test_shorter_ways_lead_to_the_same_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts in four scripts and a sheet of oddities are the same files with WeasyPrint's own ways."""
    editions: tuple[Edition, ...] = (briefings.long(), briefings.arabic(), briefings.hindi(), briefings.signs())
    galleys = (*(render.typeset(edition, house_style()) for edition in editions), page(CSS, TEXT))
    shorter = [engine.render(galley, path="x") for galley in galleys]
    again = [engine.render(galley, path="x") for galley in reversed(galleys)]
    assert again[::-1] == shorter, "what was set before has left its mark"
    with_all_faces(monkeypatch)  # who asks for some is taken away
    taken = [(place, name, longer) for place, name, longer in places() if name != "draw_first_line"]
    assert sorted({name for _, name, _ in taken}) == [
        "__init__",
        "__missing__",
        "_dispatch",
        "_in_flow_layout",
        "_to_bytes",
        "absolute_box_layout",
        "avoid_collisions",
        "block_container_layout",
        "can_break_text",
        "collapse_margin",
        "deactivate",
        "draw_border",
        "draw_inline_level",
        "draw_outline",
        "draw_text",
        "establishes_formatting_context",
        "find_stylesheets",
        "flex_layout",
        "gather_anchors",
        "get_next_linebox",
        "is_in_normal_flow",
        "layout_box_backgrounds",
        "marked",
        "page_values",
        "reactivate",
        "resolve_percentages",
        "set_color",
        "set_page_type_computed_styles",
        "set_text",
        "setup",
        "shrink_to_fit",
        "solve",
        "split_first_line",
        "strut",
        "table_boxes_children",
    ]
    for place, name, longer in taken:
        monkeypatch.setattr(place, name, longer)
    monkeypatch.setattr(accelerate.lines, "plain", lambda *_: False)
    assert [engine.render(galley, path="x") for galley in galleys] == shorter


@cache
def types() -> list[Any]:
    """The styles of a few texts: plain letters, slanted and bold ones, hyphens on, figures, and another size."""
    css = """
    body { font: 10pt "Source Serif 4"; font-variant-numeric: lining-nums; overflow-wrap: break-word }
    i, u { hyphens: auto; hyphenate-limit-chars: 12 5 4; hyphenate-limit-zone: 12% } i { font-style: italic }
    b { font: 600 17pt "Source Sans 3" } tt { letter-spacing: 0.1em } u { hyphenate-limit-zone: 0 }
    """
    layout = engine.lay_out(page(css, "a<i>b</i><b>c</b><tt>d</tt><u>e</u>"), path="x")
    boxes = layout.document.pages[0]._page_box.descendants()
    return [box.style for box in boxes if hasattr(box, "text")]


WORD = st.text(st.sampled_from("aeinrstfilVAWTo.,:;!?-/–’“”()%£1470é"), min_size=1, max_size=14)


@given(
    words=st.lists(
        WORD | st.sampled_from(["Unterstützungs­kasse", "policymaking", "Γένοιτο", "и\u00a0так", "1/2"]), max_size=40
    ),
    kind=st.integers(0, 4),
    width=st.floats(20, 500),
)
@example(words=["representation"] * 9, kind=1, width=163.5)
@example(words=["AVATAR", "Ta-Te"] * 20, kind=2, width=311.0)
@example(words=["one", "two"], kind=0, width=400.0)
def test_a_line_ends_where_weasyprint_ends_it(words: list[str], kind: int, width: float) -> None:
    """Whatever line is reckoned is the one that Pango finds: its words, its measures, and where the text goes on."""
    style, text = types()[kind], " ".join(words)
    context = SimpleNamespace(dictionaries={})
    while text:
        ours = accelerate.breaks.first_line(text, style, context, width)
        theirs = split_first_line(text, style, SimpleNamespace(dictionaries={}), width, 0)
        if ours is not None:
            assert (ours[0].text, *ours[1:]) == (theirs[0].text, *theirs[1:])
        text = text.encode()[theirs[2] :].decode() if theirs[2] else ""


def test_most_lines_are_reckoned() -> None:
    """Of a text of many lines all are found without Pango's help."""
    context, left, lines = SimpleNamespace(dictionaries={}), WORDS.strip() * 5, 0
    while left:
        line = accelerate.breaks.first_line(left, types()[0], context, 300.0)
        assert line is not None
        left, lines = left.encode()[line[2] :].decode() if line[2] else "", lines + 1
    assert lines > 8


def laid_out(css: str, text: str) -> list[Any]:
    """Each box of each page: what it is, where it stands, how large it is, and its text; or what stopped WeasyPrint."""
    try:
        document = engine.lay_out(page(css, text), path="x").document
    except Exception as error:  # some of what it cannot do is asked of it
        return [str(error)]
    found: list[Any] = []
    for number, each in enumerate(document.pages):
        for box in each._page_box.descendants(placeholders=True):
            sizes = [getattr(box, name, "") for name in ("position_x", "position_y", "width", "height")]
            places = [size if isinstance(size, str) else round(size, 6) for size in sizes]
            found.append((number, type(box).__name__, box.element_tag, *places, getattr(box, "text", "")))
    return found


def longer_ways(monkeypatch: pytest.MonkeyPatch, *modules: Any) -> None:
    """Take away what these modules have put in place of WeasyPrint's own."""
    files = {module.__file__ for module in modules}
    for place, name, longer in places():
        if vars(place)[name].__code__.co_filename in files:
            monkeypatch.setattr(place, name, longer)


SAID_OF_ROWS = (
    *("flex-wrap: wrap", "gap: 3pt 7pt", "gap: 5%", "align-items: center", "align-items: flex-end", "direction: rtl"),
    *("justify-content: center", "justify-content: start", "flex-direction: column", "height: 60pt", "padding: 3pt"),
    *("width: 70%", "margin: 4pt 9pt", "border: 1pt solid", "break-inside: avoid", "align-items: baseline"),
    *("position: relative", "max-width: 140pt", "align-content: center", "box-decoration-break: clone"),
)
SAID_OF_ITEMS = (
    *("flex: 1", "flex: 2 1 30pt", "flex: none; width: 40%", "width: calc((100% - 7pt) / 2)", "margin: 3pt 0 5pt"),
    *("min-width: 0; min-height: 0", "min-width: 0; min-height: 0; flex: 1", "border-top: 2pt solid; padding: 4pt"),
    *("margin: auto", "order: -1", "align-self: center", "max-width: 30pt", "height: 30pt", "min-height: 40pt"),
    *("float: left", "position: absolute", "columns: 2", "width: 50%", "width: 60pt", "display: table", "flex: 0.2"),
    *("break-after: page", "display: flex", "box-sizing: border-box; width: 50%"),
)
INSIDE = (
    *("", "Of this.", f"{WORDS}", "<p>One.</p><p style='margin: 5pt'>Two.</p>", f"{WORDS * 2}", "<b>Bold</b> and not"),
    *("<p style='height: 50%'>Half</p>", "<p style='float: right'>There</p>and here", "<h2>Head</h2>" + WORDS),
    *("<p style='position: absolute; bottom: 0'>Low</p>Text", "<table><tr><td>A<td>B</table>", "a<br>b"),
)


@given(
    rows=st.lists(st.sampled_from(SAID_OF_ROWS), max_size=3),
    items=st.lists(
        st.tuples(st.lists(st.sampled_from(SAID_OF_ITEMS), min_size=1, max_size=3), st.sampled_from(INSIDE)),
        min_size=1,
        max_size=5,
    ),
    before=st.integers(0, 9),
)
@example(
    rows=["flex-wrap: wrap", "gap: 3pt 7pt"],
    items=[(["min-width: 0; min-height: 0", SAID_OF_ITEMS[3]], WORDS)] * 5,
    before=6,
)
def test_items_of_a_row_stand_where_weasyprint_puts_them(
    rows: list[str], items: list[tuple[list[str], str]], before: int
) -> None:
    """Whatever is said of a container and its items, on one page or two, each box has its place and its size."""
    css = "@page { size: 200pt 150pt; margin: 10pt } * { min-width: 0 } body, p, h2 { margin: 0 } body { font: 9pt serif }"
    inside = "".join(f"<div style='{'; '.join(said)}'>{held}</div>" for said, held in items)
    text = "<p>Before.</p>" * before + f"<div style='display: flex; {'; '.join(rows)}'>{inside}</div><p>After.</p>"
    shorter = laid_out(css, text)
    with pytest.MonkeyPatch.context() as monkeypatch:
        longer_ways(monkeypatch, accelerate.rows)
        assert laid_out(css, text) == shorter


SAID_OF_TEXT = (
    *("text-align: justify", "text-align: center", "text-align: end", "text-align-last: right", "text-indent: 12pt"),
    *("white-space: pre-line", "white-space: nowrap", "direction: rtl", "letter-spacing: 1pt", "word-spacing: 2pt"),
    *("hyphens: auto", "line-height: 2.5", "font-size: 0", "text-transform: uppercase", "overflow-wrap: anywhere"),
    *("orphans: 3; widows: 3", "vertical-align: super", "width: 30pt", "padding: 2pt 5pt", "position: relative"),
)
PARTS = (
    *(WORDS, "One word", " ", "<br>", "<b>bold</b>", "<i style='font-size: 14pt'>large </i>", "Unterstützungs­kasse "),
    *("<span style='float: left'>float</span>", "<sup>1</sup>", "Unbreakablyverylongindeedwithoutanyspaceatall"),
    *("Γένοιτο καλή. ", "مرحبا بكم ", "<u style='display: inline-block'>box</u>", "c\nd ", "e\u0301t\u00e9 "),
    *("<span style='padding: 0 4pt'>set off</span>", "<span style='position: absolute'>out</span>", "  "),
)


@given(
    said=st.lists(st.sampled_from(SAID_OF_TEXT), max_size=3),
    parts=st.lists(st.sampled_from(PARTS), min_size=1, max_size=8),
    first=st.sampled_from(["", "p::first-letter { font-size: 20pt }", "p::first-line { font-weight: bold }"]),
)
@example(said=["text-align: justify"], parts=[WORDS] * 3, first="")
def test_lines_of_text_stand_where_weasyprint_puts_them(said: list[str], parts: list[str], first: str) -> None:
    """Whatever a paragraph holds, and is to be set like, each line and each text of it has its place and its size."""
    css = f"@page {{ size: 150pt 90pt; margin: 8pt }} body {{ margin: 0; font: 9pt serif }} {first}"
    text = f"<p style='{'; '.join(said)}'>{''.join(parts)}</p><p>After.</p>"
    shorter = laid_out(css, text)
    with pytest.MonkeyPatch.context() as monkeypatch:
        longer_ways(monkeypatch, accelerate.text)
        assert laid_out(css, text) == shorter


SAID_OF_BLOCKS = (
    *("margin: 6pt 0 9pt", "margin: -4pt 3pt", "margin: auto", "margin: 0 auto; width: 60pt", "margin-top: 10%"),
    *("padding: 2pt 5pt", "border-top: 2pt solid", "border-bottom: 3pt solid; padding-bottom: 2pt", "height: 25pt"),
    *("min-height: 40pt", "max-height: 8pt", "max-width: 70pt", "width: 150%", "min-width: 160pt", "overflow: hidden"),
    *("float: left; width: 40pt", "clear: both", "position: relative; top: 3pt; left: 2pt", "position: absolute"),
    *("direction: rtl", "columns: 2", "break-inside: avoid", "break-after: avoid", "break-before: page", "page: other"),
    *("orphans: 3; widows: 3", "box-decoration-break: clone", "max-lines: 1", "continue: discard; max-height: 20pt"),
    *("text-align: center", "text-align: justify; text-indent: 9pt", "text-indent: 10%", "list-style-type: decimal"),
    *("box-sizing: border-box; width: 90pt; padding: 4pt", "display: flow-root", "font-size: 0", "line-height: 3"),
    *("white-space: pre-wrap", "white-space: pre-line", "list-style-position: inside", "letter-spacing: 1pt"),
    *("margin-break: discard; margin-top: 9pt", "list-style-type: '\u2014 '", "list-style-type: none"),
)
HELD = (
    *("", " ", "Of this.", WORDS, WORDS * 3, "<b>Bold</b> and not", "<i style='position: relative; top: 2pt'>up</i>"),
    *("<i style='float: right'>there</i> here", "<i style='position: absolute'>out</i> in", "a<br>b", "e\u0301t\u00e9"),
    *("<s style='float: footnote'>Note.</s>See", "<u style='display: inline-block'>box</u> " + WORDS, "  two\n lines "),
    *("<table><tr><td>A<td style='vertical-align: bottom'>B of <b>this</b><th>C</table>", "<p>One.</p><p>Two.</p>"),
    *("<q style='content: leader(dotted)'>x</q>", "مرحبا بكم ", "<ol><li>One<li>Two</ol>", f"<ul><li><p>{WORDS}</ul>"),
)
MARKS = (
    *("", "li::marker { font-size: 14pt }", "li::marker { content: 'a b ' }", "li::marker { content: '' }"),
    *("ul { direction: rtl }", "li { position: relative }", "li { text-indent: 8pt }", "li::marker { direction: rtl }"),
    *("p::first-letter { font-size: 20pt }", "p::first-line { font-weight: bold }", "li { text-align: center }"),
)


@given(
    blocks=st.lists(
        st.tuples(
            st.sampled_from(["p", "p", "li", "div", "h2"]),
            st.lists(st.sampled_from(SAID_OF_BLOCKS), max_size=3),
            st.sampled_from(HELD),
        ),
        min_size=1,
        max_size=6,
    ),
    around=st.lists(st.sampled_from(SAID_OF_BLOCKS), max_size=2),
    marks=st.sampled_from(MARKS),
    before=st.integers(0, 6),
)
@example(blocks=[("li", [], WORDS), ("li", [], "<p>One.</p><p>Two.</p>")] * 3, around=[], marks="", before=5)
@example(blocks=[("p", ["border-bottom: 3pt solid; padding-bottom: 2pt"], WORDS)] * 4, around=[], marks="", before=1)
def test_blocks_of_text_stand_where_weasyprint_puts_them(
    blocks: list[tuple[str, list[str], str]], around: list[str], marks: str, before: int
) -> None:
    """Whatever is said of blocks, of lists and of what is around them, each box has its place and its size."""
    css = f"@page {{ size: 150pt 110pt; margin: 8pt }} body {{ margin: 0; font: 9pt/1.3 serif }} p {{ margin: 3pt 0 }} {marks}"
    inside = "".join(f'<{name} style="{"; ".join(said)}">{held}</{name}>' for name, said, held in blocks)
    text = "<div>Before.</div>" * before + f'<ul style="{"; ".join(around)}">{inside}</ul><p>After.</p>'
    shorter = laid_out(css, text)
    with pytest.MonkeyPatch.context() as monkeypatch:
        longer_ways(monkeypatch, accelerate.blocks)
        assert laid_out(css, text) == shorter


def test_rows_and_lines_that_are_plain_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two columns of plain text are laid out without WeasyPrint's own ways, which are not there."""

    def refuse(*_: Any) -> None:
        raise AssertionError("the longer way was taken")

    monkeypatch.setattr(flex, "FlexLine", refuse)
    monkeypatch.setattr(inline, "split_inline_box", refuse)
    css = "div { display: flex } p { flex: 1; min-width: 0; min-height: 0 }"
    found = laid_out(css, f"<div><p>{WORDS * 4}</p><p>{WORDS * 2}</p></div>")
    assert sum(name == "TextBox" for _, name, *_ in found) > 6


def test_texts_and_marks_that_are_plain_take_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paragraphs, items and cells are laid out, and their marks set, without WeasyPrint's own ways."""

    def refuse(*_: Any) -> None:
        raise AssertionError("the longer way was taken")

    monkeypatch.setattr(block, "_linebox_layout", refuse)
    monkeypatch.setattr(absolute, "absolute_block", refuse)
    text = f"<h2>Of</h2><p>{WORDS}<b>So.</b></p><ol><li>{WORDS}<li>{WORDS}</ol><table><tr><td>A<td>B</table>"
    found = laid_out("", text)
    assert [name for _, name, *_ in found].count("TextBox") > 8


SAID_OF_DRAWING = (
    *("color: hsl(200 50% 40% / .5)", "color: lab(40% 20 -30)", "color: #abc", "visibility: hidden", "opacity: .5"),
    *("text-decoration: underline", "text-decoration: line-through overline", "text-overflow: ellipsis"),
    *("position: relative; z-index: 2", "position: relative", "overflow: hidden", "transform: rotate(9deg)"),
    *("border: 1pt dashed red", "outline: 2pt solid", "background: #eee", "box-shadow: 1pt 1pt", "float: right"),
    *("border-radius: 4pt; background: teal", "max-lines: 1; block-ellipsis: auto", "word-spacing: 3pt"),
    *(
        "letter-spacing: .3pt",
        "font: italic 11.3pt serif",
        "display: inline-block",
        "direction: rtl",
        "appearance: auto",
    ),
    *("text-align: justify; hyphens: auto", "display: flex", "columns: 2; column-rule: 1pt solid", "font-size: 1e-7pt"),
)
DRAWN = (
    *(
        WORDS,
        "One.",
        "<b>bold</b> and ",
        "<a href='#there'>a link</a>",
        "<a href='https://example.org'><i>out</i> of</a>",
    ),
    *(
        "<h2 id='there'>Head</h2>",
        "Unterstützungs­kasse ",
        "مرحبا بكم ",
        "नमस्ते ",
        "ė́ọ̀ ",
        "fi ffl 1,234 ",
        "e\u0301t\u00e9 ",
        "ខ្ញុំ",
    ),
    *("<form><input value='x'></form>", "<table><tr><th>A<td>B</table>", "<ul><li>item</ul>", "a<br>b", "☺ ", "  "),
    *("<svg width='40' height='10'><text x='3' y='8' rotate='5'>drawn</text></svg>", "<hr>", "<q>said</q>"),
)


@given(
    parts=st.lists(
        st.tuples(st.lists(st.sampled_from(SAID_OF_DRAWING), max_size=2), st.sampled_from(DRAWN), st.booleans()),
        min_size=1,
        max_size=5,
    ),
    tagged=st.booleans(),
)
@example(parts=[([], WORDS, True), (["text-decoration: underline"], WORDS, False)], tagged=True)
@example(parts=[(["font: italic 11.3pt serif"], WORDS, False)], tagged=False)
def test_pages_are_drawn_as_weasyprint_draws_them(parts: list[tuple[list[str], str, bool]], tagged: bool) -> None:
    """Whatever is said of blocks and of what is in their lines, a file with tags or without is the same to the byte."""
    css = "@page { size: 150pt 120pt; margin: 8pt } body { margin: 0; font: 9pt 'Source Serif 4', Almarai, serif }"
    text = "".join(
        f"<div style='{'; '.join(said)}'>{held}</div>" if block else f"x <span style='{'; '.join(said)}'>{held}</span>"
        for said, held, block in parts
    )

    def drawn() -> bytes | str:
        try:
            layout = engine.lay_out(page(css, text), path="x")
            return layout.write() if tagged else layout.draft()
        except Exception as error:  # some of what it cannot do is asked of it
            return str(error)

    with pytest.MonkeyPatch.context() as monkeypatch:
        # All of all faces is there from the start, since whoever asks for some is taken away.
        monkeypatch.setattr(fonts, "_some", lambda families, *_, **__: fonts._whole(families))
        shorter = drawn()
        mended = drawing.draw_first_line
        longer_ways(monkeypatch, accelerate.lines, accelerate.writing)
        monkeypatch.setattr(drawing, "draw_first_line", mended)
        monkeypatch.setattr(accelerate.lines, "plain", lambda *_: False)
        assert drawn() == shorter
