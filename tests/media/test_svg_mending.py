"""Drawings rewritten for the layout library: styles worked out, words in shaped scripts as outlines, the rest named."""

from __future__ import annotations

import pytest
from lxml import etree

from publish.media.svg.mending import mend

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">'


def boxes(words: str, size: float, weight: int) -> tuple[str, float]:
    """In the place of outlines: what was asked for, each letter as wide as it is high."""
    return f"{words}|{size:g}|{weight}", len(words) * size


def mended(inside: str) -> tuple[etree._Element, tuple[str, ...]]:
    """The tree of a mended drawing, and what is lost."""
    made = mend(f"{HEAD}{inside}</svg>".encode(), boxes)
    return etree.fromstring(made.content), made.lost


def attributes(inside: str) -> dict[str, str]:
    """The attributes of the last element of a mended drawing."""
    root, _ = mended(inside)
    return {str(key): str(value) for key, value in root[-1].attrib.items()}


def test_a_drawing_that_was_right_is_not_touched() -> None:
    """To the last byte: what the layout library draws as browsers do is left to it."""
    for inside in (
        '<text x="1" y="2">Words</text>',
        "<style>.a{fill:red}</style><g class='a'/>",
        '<rect style="fill:red" stroke="url(#g)" stroke-width="3"/>',
    ):
        content = f"{HEAD}{inside}</svg>".encode()
        assert mend(content, boxes) == (content, ())


@pytest.mark.parametrize(
    ("font", "size", "family", "weight", "style"),
    [
        ("14px sans-serif", "14px", "sans-serif", "normal", "normal"),
        ("bold 12px/1.5 'Open Sans', Arial", "12px", '"Open Sans", Arial', "bold", "normal"),
        ("italic small-caps 300 1.5em Georgia", "1.5em", "Georgia", "300", "italic"),
        ("italic medium serif", "16px", "serif", "normal", "italic"),
    ],
)
def test_the_font_shorthand_is_spelt_out(font: str, size: str, family: str, weight: str, style: str) -> None:
    """Size, family, weight and slope are attributes of their own, from an attribute as from a rule."""
    wanted = {"font-size": size, "font-family": family, "font-weight": weight, "font-style": style}
    assert attributes(f'<text style="font: {font.replace(chr(39), "&apos;")}">a</text>') == wanted
    assert attributes(f"<style>text {{ font: {font} }}</style><text>a</text>") == wanted


@pytest.mark.parametrize(
    ("inside", "fill"),
    [
        ('<style>:root { --c: green }</style><rect fill="var(--c)"/>', "green"),
        ("<style>:root { --c: green } rect { fill: var(--d, var(--c)) }</style><rect/>", "green"),
        (
            '<style>.a { --c: red } rect { fill: var(--c) }</style><rect class="a" style="--c: rgb(1, 2, 3)"/>',
            "rgb(1, 2, 3)",
        ),
        ("<style>:root { --c: var(--c) } rect { fill: var(--c) }</style><rect/>", None),
        ('<rect style="fill: var(--nothing)"/>', None),
    ],
)
def test_variables_have_their_values(inside: str, fill: str | None) -> None:
    """Inherited, replaced, with a fallback; one that goes round in a circle has none."""
    assert attributes(inside).get("fill") == fill


@pytest.mark.parametrize(
    ("media", "holds"),
    [
        ("print", True),
        ("all", True),
        ("screen, print", True),
        ("(prefers-color-scheme: light)", True),
        ("screen", False),
        ("(prefers-color-scheme: dark)", False),
        ("print and (min-width: 3000px)", False),
    ],
)
def test_rules_for_paper_hold_on_paper(media: str, holds: bool) -> None:
    """Those for screens, for the dark and for widths do not."""
    found = attributes(f"<style>rect {{ fill: red }} @media {media} {{ rect {{ fill: blue }} }}</style><rect/>")
    assert found["fill"] == ("blue" if holds else "red")


def test_the_cascade_is_that_of_css() -> None:
    """More specific and important declarations win over others, an element's own over a sheet's."""
    sheet = "<style>@media print{rect{fill:a}.x{fill:b}#y{fill:c}rect{stroke:d!important}}</style>"
    assert attributes(f'{sheet}<rect class="x"/>')["fill"] == "b"
    assert attributes(f'{sheet}<rect class="x" id="y"/>')["fill"] == "c"
    assert attributes(f'{sheet}<rect class="x" id="y" fill="z" style="fill:e;stroke:f"/>') == {
        "class": "x",
        "id": "y",
        "fill": "e",
        "stroke": "d",
    }


@pytest.mark.parametrize("words", ["العربية", "שלום עולם", "हिन्दी", "ที่นี่", "e\u0301"])
def test_words_in_scripts_that_are_shaped_become_outlines(words: str) -> None:
    """At their place, their size and their weight, in the colour of their text."""
    root, lost = mended(
        f'<g font-size="10"><text x="5" y="6" font-size="2em" font-weight="bold" fill="red">{words}</text></g>'
    )
    group = root[0][0]
    assert lost == ()
    assert group.get("fill") == "red"
    assert dict(group[0].attrib) == {"d": f"{words}|20|700", "transform": "translate(5 6)"}


def test_a_line_begins_where_it_is_anchored() -> None:
    """At its middle or end; the start of a line that runs to the left is at its right."""
    for more, x in (("", 100), ('text-anchor="middle"', 80), ('text-anchor="end"', 60), ('direction="rtl"', 60)):
        root, _ = mended(f'<text x="100" y="6" font-size="10" {more}>שלום</text>')
        assert root[0][0].get("transform") == f"translate({x} 6)"


def test_lines_of_a_text_stand_under_each_other_and_pieces_beside() -> None:
    """A tspan with a place begins a line; one without goes on, to the left of what was before in a line that runs so."""
    root, _ = mended(
        '<text x="50" y="10" font-size="10">אב<tspan fill="blue">גד</tspan> 12<tspan x="50" dy="12">הו</tspan></text>'
    )
    assert [(path.get("d"), path.get("transform"), path.get("fill")) for path in root[0]] == [
        ("12 |10|400", "translate(50 10)", None),
        ("גד|10|400", "translate(80 10)", "blue"),
        ("אב|10|400", "translate(100 10)", None),
        ("הו|10|400", "translate(50 22)", None),
    ]


@pytest.mark.parametrize(
    ("inside", "lost"),
    [
        ('<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><g filter="url(#f)"/>', "its blur"),
        ('<filter id="f"><feDropShadow/></filter><g filter="url(#f)"/>', "its shadow"),
        ('<g style="filter: grayscale(1)"/>', "its filter effects"),
        ('<text><textPath href="#p">a</textPath></text>', "the bend of its words along a path"),
        ('<text x="1 2 3" y="4">שלום</text>', "the order and joining of its letters"),
        ('<mask id="m"><rect/></mask><g mask="url(#m)"><rect/></g>', "its mask"),
        ('<style>.a{mask:url(#m)}</style><mask id="m"/><rect class="a"/>', "its mask"),
        (
            '<clipPath id="c"><text>A</text></clipPath><rect clip-path="url(#c)"/>',
            "its cutting to the shape of letters",
        ),
        (
            '<clipPath id="c"><path clip-rule="evenodd" d="M0 0h9v9zM2 2h3v3z"/></clipPath><rect clip-path="url(#c)"/>',
            "the holes in what is cut out of it",
        ),
        ('<circle style="mix-blend-mode:multiply"/>', "the mixing of its colours"),
        ("<style>.m{mix-blend-mode:screen}</style><circle class='m'/>", "the mixing of its colours"),
        ('<rect fill="color-mix(in srgb, red, blue)"/>', "a colour that is mixed (`color-mix`)"),
        ('<rect stroke-width="calc(2px * 3)"/>', "a length that is worked out (`calc`)"),
        ('<text text-decoration="underline">a</text>', "the lines at its words"),
        ('<text writing-mode="tb">a</text>', "the lines of words that run downwards"),
    ],
)
def test_what_cannot_be_mended_is_named(inside: str, lost: str) -> None:
    """What the layout library has not, or has at a wrong place."""
    assert mended(inside)[1] == (lost,)


@pytest.mark.parametrize(
    "inside",
    [
        '<clipPath id="c"><path clip-rule="evenodd" d="M0 0h9v9z"/></clipPath><rect clip-path="url(#c)"/>',
        '<path fill-rule="evenodd" clip-rule="evenodd" d="M0 0h9v9zM2 2h3v3z"/>',
        '<g style="mix-blend-mode: normal; text-decoration: none"><rect mask="none"/></g>',
    ],
)
def test_what_comes_to_nothing_is_not_named(inside: str) -> None:
    """As drawing programs write it into every shape."""
    assert mended(inside)[1] == ()


@pytest.mark.parametrize(
    ("language", "shown"), [("", "None of them"), (' lang="cy"', "Croeso"), (' xml:lang="en-GB"', "Welcome")]
)
def test_of_a_switch_one_part_is_drawn(language: str, shown: str) -> None:
    """That of the drawing's language, or the one for all; none that asks for what only other programs have."""
    root, lost = mended(
        f'<g{language}><switch><g requiredExtensions="x"/><text systemLanguage="cy">Croeso</text>'
        '<text systemLanguage="fr, en-US">Welcome</text><text>None of them</text></switch></g>'
    )
    assert ("".join(root.itertext()), lost) == (shown, ())


def test_words_along_a_path_stand_where_it_is() -> None:
    """In a line from its beginning, or about its middle; one that is not there moves nothing."""
    path = '<path id="p" d="M10 80 Q 100 0 190,80"/>'
    for anchor, x in (("start", "10"), ("middle", "100")):
        root, _ = mended(f'{path}<text text-anchor="{anchor}"><textPath href="#p">Words</textPath></text>')
        assert dict(root[1][0].attrib) == {"href": "#p", "x": x, "y": "80"}
    root, _ = mended('<text><textPath href="#q">Words</textPath></text>')
    assert (root[0][0].get("x"), "".join(root.itertext())) == (None, "Words")


def test_strokes_that_lie_under_are_drawn_first() -> None:
    """A halo does not cover the letters that it is around; the parts have no name twice."""
    root, lost = mended(
        '<text id="t" fill="red" stroke="white" style="paint-order: stroke">a<tspan id="s">b</tspan></text>'
    )
    assert [(part.get("id"), part.get("fill"), part.get("stroke")) for part in root] == [
        (None, "none", "white"),
        ("t", "red", "none"),
    ]
    assert lost == ()


def test_words_without_their_typeface_are_set_in_the_one_that_is_there() -> None:
    """From an attribute, a style or a rule, or where none is named; one with serifs stays."""
    inside = (
        "<style>.a{font-family:Arial}</style><text font-family='Helvetica'/><text style='font-family: Calibri; x: y'/>"
        "<text font-family='Georgia, serif'/>"
    )
    made = mend(f"{HEAD}{inside}</svg>".encode(), boxes, "Plain").content.decode()
    root = etree.fromstring(made)
    assert root.get("font-family") == "Plain"
    assert root[0].text == ".a{font-family:Arial, Plain}"
    assert [part.get("font-family") or part.get("style") for part in root[1:]] == [
        "Helvetica, Plain",
        "font-family: Calibri, Plain; x: y",
        "Georgia, serif",
    ]
