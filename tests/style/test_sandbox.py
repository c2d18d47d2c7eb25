"""A house style that comes from elsewhere: what its templates and sheets cannot do."""

from __future__ import annotations

import pytest

from publish.model import HouseStyle
from publish.style import galley
from publish.style.fetching import elsewhere, outside
from publish.value import replace
from tests.support.sample import house_style

STYLE = house_style()
ENDLESS = {
    "rounds": "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
    "letters": "{% for a in range(90000) %}{{ 'x' * 100000 }}{% endfor %}",
    "macro": "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "joined": "{% set n = namespace(a='x') %}{% for i in range(60) %}{% set n.a = n.a ~ n.a %}{% endfor %}",
    "added": "{% set n = namespace(a='x') %}{% for i in range(60) %}{% set n.a = n.a + n.a %}{% endfor %}",
    "set": "{% set n = namespace(a='x') %}{% for i in range(60) %}{% set n.a %}{{ n.a }}{{ n.a }}{% endset %}{% endfor %}",
    "filtered": "{% set n = namespace(a='x') %}{% for i in range(60) %}{% set n.a = [n.a, n.a] | join %}{% endfor %}",
    "power": "{{ 9**9**9**9 }}",
    "product": "{% set n = namespace(a=99999) %}{% for i in range(60) %}{% set n.a = n.a * n.a %}{% endfor %}",
    "repeated": "{{ 'x' * 1000000000 }}",
    "wide": "{{ 'a'.ljust(10**9) }}",
    "wide by a format": "{{ '{:>999999999}'.format(1) }}",
    "wide by a sign": "{{ '%999999999d' % 1 }}",
    "wide by a filter": "{{ 'a' | center(999999999) }}",
    "wide by the filter of formats": "{{ '%*d' | format(999999, 1) }}",
    "loop in itself": "{% for a in range(10) recursive %}{{ loop(range(10)) }}{% endfor %}",
    "template in itself": "{% include 'x.html' %}{% include 'x.html' %}",
}
ESCAPES = {
    "class": "{{ ''.__class__.__mro__ }}",
    "attribute": "{{ ''|attr('__class__') }}",
    "format": "{{ '{0.__class__}'.format(1) }}",
    "globals": "{{ words.func.__globals__ }}",
    "helper": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "change": "{% set l = [] %}{{ l.append(1) }}",
}


def style(template: str, name: str = "x.html") -> HouseStyle:
    """The house style with one more template."""
    return replace(STYLE, files=(type(STYLE.files[0])(name=name, text=template), *STYLE.files))


@pytest.mark.parametrize("case", ENDLESS)
def test_a_template_has_limits(case: str) -> None:
    """Loops without end and texts without measure end in an error of the style's, soon and with little memory."""
    with pytest.raises(galley.StyleError, match=r"x\.html:1: the template cannot be filled in"):
        galley.typeset("x.html", style(ENDLESS[case]))


@pytest.mark.parametrize("case", ESCAPES)
def test_a_template_reaches_nothing_but_its_values(case: str) -> None:
    """What Python is made of, and changes to what a template was given, are refused."""
    with pytest.raises(galley.StyleError, match="unsafe"):
        galley.typeset("x.html", style(ESCAPES[case]))


def test_what_templates_do_goes_on_being_done() -> None:
    """Loops, macros, namespaces, formats and inherited blocks work as they did."""
    written = (
        "{% macro m(a) %}<{{ a ~ '-' ~ a }}>{% endmacro %}{% set n = namespace(a=0) %}"
        "{% for i in range(3) %}{% set n.a = n.a + i * 2 %}{{ m(loop.index) }}{% endfor %}"
        "{{ '{:,.0f}'.format(12345.6) }} {{ n.a }}{% block b %}!{% endblock %}"
    )
    assert galley.typeset("x.html", style(written)) == "<1-1><2-2><3-3>12,346 6!"


FETCHES = (
    "@import 'x'",
    "@\\69mport 'x'",
    "<!-- @import 'x' -->",
    "@media print { @import 'x' }",
    "a { b: url(http://x) }",
    "a { b: u\\72l(x) }",
    "a { b: src('x') }",
    "a { b: image-set('x.png' 1x) }",
    "a { --x: 'http://y'; b: image-set(var(--x) 1x) }",
    "a { b: -webkit-image-set(url(x) 1x) }",
    "a { --x: url(http://y) }",
    "@font-face { src: local(Arial) }",
    "a { b: 'x\n; @import 'y' }",
)


@pytest.mark.parametrize("css", FETCHES)
def test_a_sheet_can_ask_for_no_other_file(css: str) -> None:
    """Whatever would be fetched is found, however it is spelt."""
    assert outside(css)


def test_what_a_sheet_has_within_itself_is_its_own() -> None:
    """Pictures in an address, fragments, and words that look like rules in comments and strings are no fetches."""
    css = "/* @import */ a { b: url(data:image/png;base64,aa); c: url(#a); content: 'url(http://x) @import' }"
    assert not outside(css)
    assert not elsewhere("@font-face { src: url(../letters/a.woff2) }" + css)


@pytest.mark.parametrize("address", ["//x/a", "/a", "ht\\\ntp://x", "\\68ttp://x", "file:a", "\\5c\\5cx/a"])
def test_a_sheet_that_a_template_makes_leads_nowhere_else(address: str) -> None:
    """An address put together by a template is judged where it is finished."""
    made = style("a { b: {{ 'ur' ~ 'l(' }}'" + address + "') }", "x.css")
    with pytest.raises(galley.StyleError, match="asks for what is not its own"):
        galley.typeset("x.css", made)
