"""What the HTML part of a message looks like, on a telephone and on a desk, by day and by night."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image

from publish.media import colour
from publish.model import Asset, Picture
from publish.value import replace
from tests.conftest import REQUIRE_ALL
from tests.support import mailbag
from tests.support.browser import BROWSER

NOTE = """
<p>Here is the paper for the North; please read <a href="https://example.org/r">the report</a> first.</p>
<h2 id="w">What we ask</h2><ul><li>one thing that goes on over the end of a line</li><li>another</li></ul>
<blockquote><p>A quotation that somebody made.</p></blockquote>
<p><img src="a.png" alt="A green bus" width="900" height="300"/></p>
<table><thead><tr><th>Year</th><th class="right">Days</th></tr></thead>
<tbody><tr><td>2010</td><td class="right">9.1</td></tr></tbody></table>
<p><a href="https://example.org/an/address/without/a/place/to/break/in/the/middle/of/everything">https://example.org/an/address/without/a/place/to/break/in/the/middle/of/everything</a></p>
"""

TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    if (!text) continue;
    let element = walker.currentNode.parentElement, ground = element;
    while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
    const style = getComputedStyle(element);
    found.push([text.slice(0, 30), style.color, ground ? getComputedStyle(ground).backgroundColor : 'rgb(255, 255, 255)',
                parseFloat(style.fontSize)]);
  }
  return found;
}"""


def hexed(rgb: str) -> str:
    """`rgb(1, 2, 3)` as `#010203`."""
    return "#" + "".join(f"{int(part):02x}" for part in rgb[rgb.index("(") + 1 : -1].split(",")[:3])


@pytest.mark.slow
@pytest.mark.skipif(not (BROWSER or REQUIRE_ALL), reason="no Chromium on this machine")
@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_the_html_part_can_be_read_on_any_screen(language: str, browser: Any) -> None:
    """At 320 and 600 px, in light and dark: nothing overflows, text has 4.5:1 and 14 px, pictures have their words."""
    kept = io.BytesIO()
    Image.new("RGB", (900, 300), "#446644").save(kept, "PNG")
    picture = Asset(name="a.png", media_type="image/png", content=kept.getvalue(), width=900, height=300)
    sent = mailbag.mailing(letters=(mailbag.letter(language=language, note=NOTE, assets=(picture,)),))
    html = mailbag.message(sent=sent).html

    for width in (320, 600):
        for scheme in ("light", "dark"):
            seen: Any = browser.new_page(viewport={"width": width, "height": 700}, color_scheme=scheme)
            seen.set_content(html)
            assert seen.evaluate("document.documentElement.scrollWidth") == width
            texts = seen.evaluate(TEXTS)
            assert len(texts) > 12
            for text, ink, ground, size in texts:
                assert colour.contrast(hexed(ink), hexed(ground)) >= 4.5, (text, ink, ground, width, scheme)
                assert size >= 14, text
            assert seen.evaluate("[...document.images].every(image => image.alt)")
            seen.close()


def as_word(html: str) -> str:
    """What Word makes of a message: it reads what is for it alone, no `<style>`, and passes over what it does not know."""
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    html = re.sub(r"<!--\[if mso\]>(?!<xml)(.*?)<!\[endif\]-->", r"\1", html, flags=re.DOTALL)

    def kept(element: str, declaration: str) -> bool:
        name = declaration.partition(":")[0].strip()
        if element in ("td", "th"):
            return True
        ignored = {"img": "width|height|padding|background", "table": "margin"}.get(element, "padding")
        return not re.match(rf"max-|overflow|{ignored}", name)

    def element(match: re.Match[str]) -> str:
        styles = "; ".join(one for one in match[3].split(";") if kept(match[1], one.strip()))
        return f'<{match[1]}{match[2]}style="{styles}"'

    return re.sub(r'<(\w+)((?:\s[^<>]*?)?)style="([^"]*)"', element, html)


INSET = """() => [...document.querySelectorAll('.handout, .box, .quote')].map(cell => {
  const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (text.nextNode() && !text.currentNode.textContent.trim());
  const range = document.createRange();
  range.selectNodeContents(text.currentNode.parentElement);
  const [outer, inner, style] = [cell.getBoundingClientRect(), range.getBoundingClientRect(), getComputedStyle(cell)];
  return parseFloat(style.borderLeftWidth) > 2 ? inner.left - outer.left : outer.right - inner.right;
})"""
"""How far text is from the outer side of the line beside it."""
UNDER = """() => [...document.querySelectorAll('.letter table')].filter(table => table.nextElementSibling).map(table =>
  table.nextElementSibling.nextElementSibling.getBoundingClientRect().top - table.getBoundingClientRect().bottom)"""
"""How much room there is under each table."""


@pytest.mark.slow
@pytest.mark.skipif(not (BROWSER or REQUIRE_ALL), reason="no Chromium on this machine")
@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_with_what_word_knows_it_looks_as_it_should(language: str, browser: Any) -> None:
    """On a wide screen the sheet has 600 px, text stands off the lines beside it, and tables have room under them."""
    logo = Asset(name="logo.png", media_type="image/png", content=_png(900, 300), width=900, height=300)
    head = Picture(asset=replace(logo, name="head.png"), alt="A bus")
    note = NOTE + '<aside class="callout note"><p class="callout-title">Note</p><p>From six.</p></aside><p>Yours</p>'
    letter = mailbag.letter(language=language, note=note, logo=logo, picture=head)
    html = as_word(mailbag.message(sent=mailbag.mailing(letters=(letter,))).html)

    seen: Any = browser.new_page(viewport={"width": 1200, "height": 700})
    seen.set_content(html)
    assert seen.evaluate("document.querySelector('.sheet').getBoundingClientRect().width") == 600
    assert len(insets := seen.evaluate(INSET)) == 3
    assert min(insets) >= 16, insets
    assert min(seen.evaluate(UNDER)) >= 14
    seen.close()


WORD = re.compile(r"-inline-|-block-|text-align:\s*(?:start|end)|flex|grid|border-radius|<aside")
"""What Word, which Outlook for Windows sets messages with, knows nothing of."""


@pytest.mark.parametrize(("language", "side"), [("en-GB", "left"), ("ar", "right")])
def test_word_has_all_that_it_needs(language: str, side: str) -> None:
    """Sides have their names, lists keep room for their bullets, callouts are cells, pictures say their size."""
    wide = Asset(name="logo.png", media_type="image/png", content=_png(900, 300), width=900, height=300)
    note = (
        '<aside class="callout note"><p class="callout-title">Note</p><p>From six.</p></aside><ul><li>one</li></ul>'
        "<p>Prose that was typed in lines of some length, as editors\nbreak them, flows on.</p><p>Yours\nRuth</p>"
    )
    letter = mailbag.letter(language=language, note=note, logo=wide, online="https://example.org/a.html",
                            picture=Picture(asset=replace(wide, name="head.png"), alt="A bus"))  # fmt: skip
    html, text = letter.html, letter.text

    body = html.partition("<body")[2]
    assert not WORD.search(body), WORD.search(body)
    assert re.search(rf'<td class="handout" style="[^"]*border-{side}: ?4px solid', body)
    # The note is in English, whatever the words round it are in.
    assert re.search(r'<ul style="[^"]*margin-left: ?28px', body)
    assert re.search(r'<td class="box" style="[^"]*border-left: ?4px solid', body)
    assert re.search(r'<img[^>]*src="cid:logo[^>]*width="192" height="64"', body)
    assert re.search(r'<img[^>]*src="cid:head[^>]*width="528" height="176"', body)
    assert "break them" in body and "Yours<br" in body  # noqa: PT018
    assert "editors\nbreak" in body
    assert "Yours\nRuth" in text
    assert "https://example.org/a.html" in body
    assert "https://example.org/a.html" in text
    assert len(letter.pictures) == 2


def _png(width: int, height: int) -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((width, height), 20).save(kept, "PNG")
    return kept.getvalue()
