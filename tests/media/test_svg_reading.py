"""Drawings from strangers: what is written again can only be looked at."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.media.pictures import ImageError, read, read_picture
from publish.media.svg.allowed import ELEMENTS, SVG
from tests.media.hostile import HOSTILE

HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def drawn(inside: bytes) -> str:
    """A drawing's inside, as it is written again."""
    content = read_picture("a.svg", lambda _: HEAD + inside + b"</svg>").content.decode()
    return content[content.index(">") + 1 :].removesuffix("</svg>")


def harmless(content: bytes) -> None:
    """Assert that nothing in a drawing acts or leads outside it."""
    root = etree.fromstring(content)
    assert b"<?" not in content
    assert b"<!" not in content
    for element in root.iter():
        name = etree.QName(element)
        assert name.namespace == SVG
        assert name.localname in ELEMENTS
        for key, value in element.attrib.items():
            plain = etree.QName(key).localname
            assert not plain.lower().startswith("on")
            assert plain != "href" or str(value).startswith(("#", "data:image/png;base64,", "data:image/jpeg;base64,"))
            assert not re.search(r"url\((?!\s*[\"']?#)|image-set|\\", str(value))
        if name.localname == "style":
            assert not re.search(r"@import|@font-face|url\((?!\s*[\"']?#)|image-set|src\(", element.text or "", re.I)


@pytest.mark.parametrize("case", HOSTILE)
def test_what_would_act_is_refused_or_written_without_it(case: str) -> None:
    """Scripts, events, other languages, and addresses outside a drawing are in none that is taken."""
    with suppress(ImageError):
        asset = read_picture("a.svg", lambda _: HOSTILE[case])
        harmless(asset.content)
        assert b"__hit" not in asset.content or b"<text" in asset.content
        assert b"evil.example" not in asset.content
        assert read_picture("a.svg", lambda _: asset.content).content == asset.content


def test_what_is_drawn_is_written_as_it_was() -> None:
    """Shapes, words, styles, gradients, masks and what they refer to stay, letter for letter."""
    for inside in (
        b'<path d="M0 0h9v9z" fill="#f00" transform="translate(1, 2) scale(.5)"/>',
        b'<text x="1" y="2" xml:space="preserve">One <tspan font-weight="bold">two</tspan> three</text>',
        b'<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs><g fill="url(#g)"/>',
        b'<g style="fill: red; mix-blend-mode: multiply; --a: 1px"/><g style="fill:url(#g);stroke:red"/>',
        b'<filter id="f"><feGaussianBlur stdDeviation="2"/><feOffset dx="1" result="a"/></filter><g filter="url(#f)"/>',
        b'<symbol id="s" viewBox="0 0 4 4"><circle r="2"/></symbol><use xlink:href="#s" width="4" height="4"/>',
        b'<style>.a{fill:red}@media print{.a{fill:rgb(0 0 0 / 50%)}}</style><g class="a"/>',
        b'<title>What it is</title><desc>More of it</desc><g role="img" aria-label="A part"/>',
        b'<clipPath id="c"><rect width="9" height="9"/></clipPath><g clip-path="url(#c)"/>',
        b'<marker id="m" orient="auto" refX="1"><path d="M0 0"/></marker><path d="M0 0h9" marker-end="url(#m)"/>',
    ):
        assert drawn(inside) == inside.decode()


def test_what_drawing_programs_note_is_left_out() -> None:
    """Metadata and the attributes of editors are in no edition, and what is drawn beside them is."""
    inside = (
        b'<metadata>Sam at 5 Quiet Lane</metadata><n:namedview xmlns:n="http://sodipodi" showgrid="true"/>\n'
        b'<g xmlns:i="http://inkscape" i:label="Layer" data-name="x" onyx="1">'.replace(b' onyx="1"', b"")
        + b'<path d="M0 0"/></g>'
    )
    assert drawn(inside) == '<g><path d="M0 0"/></g>'


def test_what_a_switch_has_for_us_is_drawn() -> None:
    """Of HTML in a drawing beside words for those who cannot show it, as draw.io and Illustrator write, the words stay."""
    inside = b'<switch><foreignObject width="9"><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject><text>a</text></switch>'
    assert drawn(inside) == "<switch><text>a</text></switch>"


def test_links_in_a_drawing_lead_nowhere() -> None:
    """What was linked is drawn, in a line of words and elsewhere."""
    assert drawn(b'<a href="https://example.org"><path d="M0 0"/></a>') == '<g><path d="M0 0"/></g>'
    assert drawn(b'<text>one <a xlink:href="#b">two</a> three</text>') == "<text>one <tspan>two</tspan> three</text>"


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        (b'<rect><animate attributeName="x" to="3" dur="1s"/></rect>', "its animation"),
        (b"<style>@font-face{font-family:a;src:url(data:font/woff2;base64,AAAA)}</style>", "a typeface of its own"),
    ],
)
def test_what_a_drawing_loses_is_said(inside: bytes, what: str) -> None:
    """An animation and a typeface are left out of a drawing, and named once."""
    if b"font-face" in inside:
        inside = inside.replace(b"url(data:font/woff2;base64,AAAA)", b"local(a)")
    _, losses = read("images/a.svg", lambda _: HEAD + inside + b"</svg>")
    assert [(loss.code, loss.message) for loss in losses] == [
        ("I07", f"the image `images/a.svg` is shown without {what}")
    ]


def test_a_drawing_without_its_namespace_is_drawn() -> None:
    """A drawing that was cut out of a web page has the name of its language again."""
    asset = read_picture("a.svg", lambda _: b'<svg width="9" height="9"><path d="M0 0"/></svg>')
    assert asset.content == b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0"/></svg>'


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (b"<g>" * 101 + b"</g>" * 101, "I03"),
        (b"<g>" * 5000 + b"</g>" * 5000, "I03"),
        (b"<style>" + b"a{fill:red}" * 100_000 + b"</style>", "I04"),
        (b"<g/>" * 20_001, "I04"),
    ],
)
def test_what_is_too_much_is_refused(inside: bytes, code: str) -> None:
    """Depth, elements and styles have limits."""
    with pytest.raises(ImageError) as fault:
        drawn(inside)
    assert fault.value.code == code


def test_brackets_without_end_are_no_rule() -> None:
    """They are left out in a moment."""
    assert drawn(b"<style>" + b"(" * 100_000 + b"{}</style>") == "<style></style>"


PIECES = st.sampled_from(
    [
        *(b"<g>", b"</g>", b"<style>", b"</style>", b"<text>", b"</text>", b"<a href='", b"'>", b"<use href='#a'/>"),
        *(b"@import 'x';", b"url(http://x/)", b"url(#a)", b"\\75rl(x)", b"<script>", b"</script>", b" onload='x'"),
        *(
            b"<?a b?>",
            b"<!-- ",
            b" -->",
            b"<![CDATA[",
            b"]]>",
            b"a{fill:",
            b"}",
            b"(",
            b")",
            b"&#x3c;",
            b"\x00",
            b"\xff",
        ),
    ]
)


@given(st.lists(PIECES, max_size=12).map(b"".join))
def test_whatever_is_sent_is_harmless_or_refused(inside: bytes) -> None:
    """Pieces of markup in any order become a drawing that only shows, or are refused."""
    try:
        asset = read_picture("a.svg", lambda _: HEAD + inside + b"</svg>")
    except ImageError:
        return
    harmless(asset.content)
