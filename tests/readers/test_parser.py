"""The parser of Markdown: Python-Markdown with our rules in its registries, beyond what CommonMark's examples hold."""

from __future__ import annotations

import contextlib
import re
import time
from html import unescape

import pytest
from markdown import Markdown
from markdown.blockparser import BlockParser

from publish.readers.syntax import parser
from publish.readers.syntax.blocks import TooDeep


def html(text: str) -> str:
    """The parser's HTML, in one line."""
    return re.sub(r"\s*\n\s*", "", parser.parse(text, lambda fence: f"<pre>{fence.code}</pre>").html)


def test_python_markdown_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text goes through Python-Markdown's own conversion, and its blocks through a parser of blocks of its kind."""
    read: list[str] = []
    convert = Markdown.convert

    def watched(self: Markdown, source: str) -> str:
        assert isinstance(self.parser, BlockParser)
        read.append(source)
        return convert(self, source)

    monkeypatch.setattr(Markdown, "convert", watched)
    assert html("*a*") == "<p><em>a</em></p>"
    assert read == ["*a*"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a ~~b~~ ~~~c~~~ d", "<p>a <del>b</del> ~~~c~~~ d</p>"),
        ("&amp;copy; &copy; `&amp;` [a](/?b=1&amp;c)", '<p>&amp;copy; © <code>&amp;amp;</code> <a href="/?b=1&amp;c">a</a></p>'),
        ('![a <b title="x">b</b>](c.png)', '<p><img alt="a b" src="c.png" /></p>'),
        ("- a\n- b\n{.c}", "<ul><li>a</li><li>b</li></ul>"),
        ("[a](b)[^c]{.d}", '<p><a href="b">a</a>[^c]{.d}</p>'),
        ("[a https://e.org b](c)", '<p><a href="c">a https://e.org b</a></p>'),
        ('<a href="b">https://e.org</a>', '<p><a href="b">https://e.org</a></p>'),
        ("[a [b](c) d](e)", '<p>[a <a href="c">b</a> d](e)</p>'),
        ("[a]: /b\n'c\nd'\n[a]", '<p><a href="/b" title="cd">a</a></p>'),
        ("> [!NOTE] *Read* this\n> a", '<div class="admonition note"><p class="admonition-title"><em>Read</em> this</p><p>a</p></div>'),
        ("[a]: /b\n: c", "<p>: c</p>"),
        ("<b\n\nc", "<p>&lt;b</p><p>c</p>"),
    ],
)  # fmt: skip
def test_what_is_typed_becomes(typed: str, shown: str) -> None:
    """Signs, references, tags and lists of attributes where they meet."""
    assert html(typed) == shown


@pytest.mark.parametrize(
    ("typed", "tex"),
    [
        ("a $x^2$ b", ["x^2"]),
        ("$a_1 * b_2$ and *c* $d$", ["a_1 * b_2", "d"]),
        (r"$a\$b$", [r"a\$b"]),
        ("a $$x$$.", ["x"]),
        ("$$\nx\n= y\n$$\nb", ["x = y"]),
        ("$f(x)$, $n!$, $AB$ and $\\text{rate per year}$", ["f(x)", "n!", "AB", "\\text{rate per year}"]),
        ("$1m in US$, $20$ or $5/month or 50$; $$ to $$$$; cheap ($) to dear ($$$)", []),
        ("$HOME_DIR and US$, $A_B/$C_D, $20 = one hour$, $20 million (or 30$)", []),
        ("- $$a$$\n- b", ["a"]),
        ("$20 and $30, $5-$10, US$5/A$6, 5$, or 6$", []),
        (r"\$x$ `$y$` $ z$ $z $ $x$5 $$ $$", []),
        ("$$\na\n\n$$", []),
    ],
)
def test_formulas_are_told_from_money(typed: str, tex: list[str]) -> None:
    """`$…$` by pandoc's rules, where it looks like TeX; money, variables and escaped signs stay as they are."""
    found = parser.parse(typed, lambda fence: "").html
    assert [unescape(value) for value in re.findall(r'class="math(?: display)?">([^<]*)</code>', found)] == tex


def test_a_formula_of_its_own_is_a_block() -> None:
    """`$$` on lines of its own, also directly under a paragraph."""
    assert html("a\n$$\nx < y\n$$") == '<p>a</p><p class="math"><code class="math display">x &lt; y</code></p>'


def test_lines_are_told() -> None:
    """The lines of code and of headings, from 0, also in what holds them."""
    parsed = parser.parse("# a\n\n> b\n> ===\n\n- ```\n  c\n  ```\n\n      d\n\n[e]: /f\ng\n---\n", lambda fence: "")
    assert parsed.headings == (0, 2, 12)
    assert parsed.code_lines == {5, 6, 7, 9}
    assert parser.code_lines("a\r\n\r\n    b\r\n") == {2}


def test_words_and_lines_of_a_head() -> None:
    """A headline's words without signs; a caption as one line of markup."""
    assert parser.words("a *b* <i>c</i>, `d` &amp; [x](y) <foo>") == "a b c, d & x <foo>"
    assert parser.inline("- *a* [b](c)") == '- <em>a</em> <a href="c">b</a>'


_ENDLESS = (
    *("`", "`a``b", "[", "[a](", "![", "^[", "<!--", "*a ", "_a ", "*a_ ", "a**b", "~~a ", "$a", "[^a]", "<a ", "<a b='"),
    *("&", "{.a}", "[a]: b\n", "[a]: <\n", "- a\n", "1. a\n", "a. b\n", "◦ a\n▪ b\n", "> a\n", "a\n", "|a|b|\n|-|-|\n"),
    *("x", " ", "a@", "http://", "<div>\n", "<table>", "*[a]: b\n", "[a][b]", '[a](b "', "***a***", "[[a]](b)", "^a", "$$\n"),
)  # fmt: skip


def test_no_text_takes_a_time_that_grows_with_its_square() -> None:
    """32 KiB of any sign without an end are read at once."""
    for signs in _ENDLESS:
        begun = time.process_time()
        with contextlib.suppress(TooDeep, RecursionError):
            parser.parse(signs * (2**15 // len(signs)), lambda fence: "")
        assert time.process_time() - begun < 2, signs
