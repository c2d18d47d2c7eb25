"""Shorter ways lead to the same pages, are in place around our own work alone, and are off where they are not for."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import weasyprint
from hypothesis import example, given
from hypothesis import strategies as st
from weasyprint.layout import block, inline, percent

from publish import accelerate
from publish.accelerate.table import REPLACEMENTS
from publish.base.replacing import original
from publish.cli import report
from publish.formats.pdf import render
from publish.formats.pdf.weasyprint_ import engine
from publish.media import typefaces
from publish.model import Edition, Galley, Kind
from tests.support import briefings, modes
from tests.support.sample import house_style

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


def page(css: str, text: str) -> Galley:
    """A galley of a sheet and a text."""
    names = ("Source Serif 4", "Almarai")
    faces = (*(face for name in names if (face := typefaces.find(name))),)
    html = f"<!DOCTYPE html><html lang='en'><title>.</title><style>{css}</style><body>{text}</body></html>"
    return Galley(name="x", html=html, assets=(), typefaces=faces)


@contextmanager
def turned_off() -> Iterator[None]:
    """While WeasyPrint goes its own ways."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv(accelerate.SWITCH, "0")
        yield


@pytest.fixture
def _looked_at_again() -> Iterator[None]:
    """Let what is installed be looked at anew, and once more afterwards."""
    REPLACEMENTS.forget()
    yield
    REPLACEMENTS.forget()


def test_a_value_that_comes_to_nothing_is_told_of_every_text() -> None:
    """What a sheet gets wrong is said of the second text that is set with it as of the first."""
    galley = page("p { --red: #f00; margin-left: var(--nowhere); width: var(--red) }", "<p>Here.</p><p>There.</p>")
    for path in ("one", "two"):
        _, _, problems = engine.render(galley, path=path)
        assert [(problem.path, problem.message.partition(" at ")[0]) for problem in problems] == [
            (path, "ignored `margin-left: `"),
            (path, "ignored `width: #f00`"),
        ]


def galleys() -> tuple[Galley, ...]:
    """Texts in four scripts, and a sheet of oddities."""
    editions: tuple[Edition, ...] = (briefings.long(), briefings.arabic(), briefings.hindi(), briefings.signs())
    return (*(render.typeset(edition, house_style()) for edition in editions), page(CSS, TEXT))


def test_shorter_ways_lead_to_the_same_pages() -> None:
    """Each text is the same file without them, and whatever was set before."""
    assert [said for said in accelerate.standings() if said.reason] == []
    shorter = [engine.render(galley, path="x") for galley in galleys()]
    again = [engine.render(galley, path="x") for galley in reversed(galleys())]
    assert again[::-1] == shorter, "what was set before has left its mark"
    with turned_off():
        assert [engine.render(galley, path="x") for galley in galleys()] == shorter


REFERRING = """
.list a::after { content: ", " target-counter(attr(href), page) }
.both a::after { content: counter(page) " of " target-counter(attr(href), page) " and " target-counter("#c", page) }
.named a::after { content: target-counter("#c", page) target-counter(attr(href), page) } h2 { break-before: page }
"""


@pytest.mark.parametrize("how", ["list", "both", "named"])
def test_references_say_the_same_pages(how: str) -> None:
    """To pages before and after, in a list of contents, and among other numbers; a page is laid out again only for them."""
    links = "".join(f'<p><a href="#{name}">See</a></p>' for name in "abc")
    chapters = "".join(f'<h2 id="{name}">Chapter</h2><p>{WORDS * 9}</p>{links}' for name in "abc")
    galley = page(CSS + REFERRING, f'<div class="{how}">{links}{chapters}</div>')

    made = engine.render(galley, path="x")

    with turned_off():
        assert engine.render(galley, path="x") == made


def pages_made(galley: Galley) -> tuple[int, int]:
    """How often a page is laid out, and how many there are."""
    made: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: made.append(record.getMessage())  # type: ignore[method-assign]
    progress = logging.getLogger("weasyprint.progress")
    before = progress.level
    progress.setLevel("INFO")
    progress.addHandler(handler)
    try:
        _, count, _ = engine.render(galley, path="x")
    finally:
        progress.removeHandler(handler)
        progress.setLevel(before)
    return sum(bool(re.search(r"Page \d+$", said)) for said in made), count


def test_references_back_cost_no_second_layout() -> None:
    """A page whose references lead to pages before it is laid out once."""
    text = f'<h2 id="n">First</h2><p>{WORDS}</p>' + f'<h2>Chapter</h2><p><a href="#n">See</a> {WORDS * 9}</p>' * 3
    galley = page(CSS + REFERRING, f'<div class="list">{text}</div>')

    made, count = pages_made(galley)
    assert made == count
    with turned_off():
        assert pages_made(galley)[0] > count


@pytest.mark.parametrize("kind", ["booklet", "press", "screen", "mono", "large-print"])
def test_every_kind_is_the_same_file_without_them(kind: Kind) -> None:
    """To the last digit of a length, when a text is fitted to its pages too."""
    starts = modes.made("long", "briefing").starts if kind == "large-print" else ()
    shorter = modes.made("long", kind)
    with turned_off():
        plain, _ = render.render(modes.edition("long", kind), house_style(), proof=True, starts=starts)
    assert plain is not None
    assert shorter == plain


def test_they_are_in_place_around_our_own_work_alone() -> None:
    """Before a page is set and after it, each function is WeasyPrint's own; meanwhile it is ours."""
    places: tuple[tuple[Any, str], ...] = (
        (percent, "resolve_percentages"),
        (block, "resolve_percentages"),
        (weasyprint.css.StyleFor, "__init__"),
        (inline, "get_next_linebox"),
    )

    def ours() -> list[bool]:
        return [original(getattr(holder, name)) is not getattr(holder, name) for holder, name in places]

    galley = page("", "<p>Here.</p>")
    engine.render(galley, path="x")
    assert not any(ours())
    with accelerate.installed():
        assert all(ours())
        with accelerate.installed():
            assert all(ours())
        assert all(ours())
    assert not any(ours())
    with turned_off(), accelerate.installed():
        assert not any(ours())


# --------------------------------------------------------------------------------------------------- the next release


def another_signature(own: Callable[..., Any]) -> Callable[..., Any]:
    """The next release's function, which is asked for one thing more, and says so."""

    def resolve_percentages(box: Any, containing_block: Any, *, snapped: bool = False) -> Any:
        assert not snapped
        return own(box, containing_block)

    return resolve_percentages


@pytest.mark.usefixtures("_looked_at_again")
def test_a_function_that_is_another_in_the_next_release_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is the same, that way is off, and it is said why; what relies on it is off too."""
    galley = page(CSS, TEXT)
    before = engine.render(galley, path="x")
    own = percent.resolve_percentages
    following = another_signature(own)
    for module in (percent, *(module for module in vars(weasyprint.layout).values() if vars_of(module, own))):
        monkeypatch.setattr(module, "resolve_percentages", following)
    REPLACEMENTS.forget()
    off = {said.name: said.reason for said in accelerate.standings() if said.reason}
    assert off.keys() == {"boxes", "text"}
    assert {way["name"]: way["reason"] for way in report.accelerations()["off"]} == off
    assert off["boxes"].startswith("weasyprint.layout.percent:resolve_percentages is another function")
    assert engine.render(galley, path="x") == before
    assert percent.resolve_percentages is following


def vars_of(module: Any, own: Any) -> bool:
    """Whether a module has that function under its own name."""
    return getattr(module, "resolve_percentages", None) is own


@pytest.mark.usefixtures("_looked_at_again")
def test_a_function_that_has_another_name_in_the_next_release_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is the same, and what has been renamed is named."""
    galley = page("p { margin-left: 5% }", f"<p>{WORDS}</p>")
    before = engine.render(galley, path="x")
    monkeypatch.setattr(percent, "resolve_lengths", percent.resolve_percentages, raising=False)
    monkeypatch.delattr(percent, "resolve_percentages")
    REPLACEMENTS.forget()
    off = {said.name: said.reason for said in accelerate.standings() if said.reason}
    assert off == dict.fromkeys(("boxes", "text"), "there is no weasyprint.layout.percent:resolve_percentages")
    assert engine.render(galley, path="x") == before


@pytest.mark.usefixtures("_looked_at_again")
def test_without_sources_all_are_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only compiled files are installed nothing is known of a function, and WeasyPrint's own is used."""
    galley = page(CSS, TEXT)
    before = engine.render(galley, path="x")
    monkeypatch.setattr("linecache.getlines", lambda *_: [])
    REPLACEMENTS.forget()
    assert {said.reason for said in accelerate.standings()} == {
        f"the source of {name} is not at hand"
        for name in (
            *("resolve_percentages", "__init__", "set_page_type_computed_styles", "page_values"),
            *("get_next_linebox", "collect_missing_counters", "cache_target_page_counters", "make_page"),
        )
    }
    assert engine.render(galley, path="x") == before


# ------------------------------------------------------------------------------------------------ one way and the other


def laid_out(css: str, text: str) -> list[Any]:
    """Each box of each page: what it is, where it stands, how large it is, and its text."""
    document = engine.lay_out(page(css, text), path="x").document
    found: list[Any] = []
    for number, each in enumerate(document.pages):
        for box in each._page_box.descendants(placeholders=True):
            sizes = [getattr(box, name, "") for name in ("position_x", "position_y", "width", "height")]
            places = [size if isinstance(size, str) else round(size, 6) for size in sizes]
            found.append((number, type(box).__name__, box.element_tag, *places, getattr(box, "text", "")))
    return found


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
    with turned_off():
        assert laid_out(css, text) == shorter
