"""The parser: the library's rules with ours among them, and the HTML that comes of it.

Traps of markdown-it-py 4.3: it encodes addresses and refuses schemes by itself, which `links` and `markup` judge here;
past `maxNesting` it leaves out the rest without a word, so that `blocks.refuse_depth` has to come first; the plugin for
definitions takes `~` for a sign as well as `:`. A parser may be used for many texts: what belongs to one lies in `env`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.paragraph import paragraph
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from publish.readers.syntax import attributes, blocks, inlines, links, lists, tables
from publish.value import Value


class Fence(Value):
    """A fenced block: its first line of text counts `line + 1`, from 0."""

    line: int
    language: str
    code: str
    manner: str = ""
    """What is said on the opening line after the language: `bar` in `chart bar`."""


class Parsed(Value):
    """What became of a text; lines are counted from 0."""

    html: str
    code_lines: frozenset[int]
    abbreviations: Mapping[str, str]
    headings: tuple[int, ...]
    """The line of each heading that is typed with Markdown's signs."""


def parse(text: str, set_out: Callable[[Fence], str]) -> Parsed:
    """Read a text; `set_out` gives the HTML of a fenced block. Raises TooDeep."""
    parser = _parser()
    env = _environment(set_out)
    tokens = parser.parse(text, env)
    return Parsed(
        html=parser.renderer.render(tokens, parser.options, env),
        code_lines=frozenset(_code_lines(tokens)),
        abbreviations=dict(env["abbreviations"]),
        headings=tuple(token.map[0] for token in tokens if token.type == "heading_open" and token.map),
    )


def code_lines(text: str) -> frozenset[int]:
    """The lines of a text that are code. Raises TooDeep."""
    return frozenset(_code_lines(_parser().parse(text, _environment(lambda fence: ""))))


def inline(text: str) -> str:
    """The HTML of one line: emphasis, code, links, no blocks."""
    return str(_parser().renderInline(text, _environment(lambda fence: "")))


_MAY_BE_MARKUP = re.compile(r"[*_`~\\\[&<^]")


def words(text: str) -> str:
    """What a line says without the signs of Markdown; HTML but for tags of phrases is left as it is typed."""
    if not _MAY_BE_MARKUP.search(text):
        return text
    tokens = _parser().parseInline(text, _environment(lambda fence: ""))
    return "".join(_said(token) for block in tokens for token in block.children or [])


_PHRASES = re.compile(r"</?(?:em|i|b|strong|u|s|del|ins|sup|sub|small|span|code|mark|a|abbr|cite|q|br)\b[^>]*>", re.I)


def _said(token: Token) -> str:
    if token.type == "html_inline":
        return " " if token.content[:3].lower() == "<br" else _PHRASES.sub("", token.content)
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return _alternative([token])


def _environment(set_out: Callable[[Fence], str]) -> dict[str, Any]:
    return {
        "open": 0,  # elements of raw HTML that are not closed yet
        "letters": {},
        "asked": set(),
        "begun": set(),
        "under": set(),
        "notes": set(),
        "inline notes": 0,
        "abbreviations": {},
        "set out": set_out,
    }


def _code_lines(tokens: Sequence[Token]) -> list[int]:
    blocks_of_code = (token.map for token in tokens if token.type in ("fence", "code_block") and token.map)
    return [line for lines in blocks_of_code for line in range(*lines)]


class _Parser(MarkdownIt):
    """Addresses come out as they are typed: whether they lead anywhere is not the parser's to say.

    The names of its functions are the library's.
    """

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"maxNesting": blocks.DEEPEST + 20})
    parser.enable("strikethrough").use(deflist_plugin)
    ends = ["paragraph", "reference", "blockquote"]
    block, inline, core = parser.block.ruler, parser.inline.ruler, parser.core.ruler
    block.at("list", lists.rule, {"alt": ends})
    block.at("html_block", blocks.html, {"alt": ends})
    block.at("code", blocks.indented_code)
    block.before("code", "deep", blocks.refuse_depth)
    block.before("code", "table", tables.rule, {"alt": ["paragraph", "reference"]})
    block.before("reference", "note", blocks.note, {"alt": [*ends, "list"]})
    block.before("reference", "abbreviation", blocks.abbreviation, {"alt": ends})
    block.before("reference", "callout", blocks.callout)
    block.before("deflist", "term", _no_term)
    inline.at("text", inlines.text)
    inline.at("autolink", links.address)
    inline.at("link", links.rule)
    inline.at("image", links.picture)
    inline.before("text", "address", inlines.address)
    inline.before("escape", "straight", inlines.straight)
    inline.before("link", "call", inlines.call)
    inline.before("strikethrough", "inline note", inlines.inline_note)
    inline.before("strikethrough", "shifted", inlines.shifted)
    inline.before("link", "attributes", attributes.rule)
    core.after("block", "alerts", _alerts)
    core.after("inline", "attach", _attach)
    for name, rule in _RENDERED.items():
        parser.add_render_rule(name, rule)
    return parser


def _no_term(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that begins with `~` makes no definition of it, and no term of the line before."""
    below = start + 1
    if silent or below >= end or not state.src.startswith("~", state.bMarks[below] + state.tShift[below]):
        return False
    return paragraph(state, start, end, silent)


def _alerts(state: StateCore) -> None:
    blocks.alerts(state.tokens)


def _attach(state: StateCore) -> None:
    attributes.attach(state.tokens)


# ----------------------------------------------------------------------------------------------------------- rendering


def _fence(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    named = re.search(r"[\w.+#-]+", token.info)
    return str(
        env["set out"](
            Fence(
                line=token.map[0] if token.map else 0,
                language=named[0].lower() if named else "",
                code=token.content if token.content.endswith("\n") or not token.content else f"{token.content}\n",
                manner=token.info[named.end() :].strip() if named else "",
            )
        )
    )


def _code_block(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    return str(env["set out"](Fence(line=token.map[0] if token.map else 0, language="", code=token.content)))


def _note_call(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return f'<sup><a class="footnote-ref" href="#fn:{escape(tokens[at].content)}">*</a></sup>'


def _quotation(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    title = token.meta.get("title")
    words = f'<p class="admonition-title">{escape(title, quote=False)}</p>' if title else ""
    return f"<{token.tag}{self.renderAttrs(token)}>{words}\n"


def _image(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A picture, with the words that would stand under it behind it, for `pictures.caption` to put in their place."""
    token = tokens[at]
    given = dict(token.attrs)
    shown = token.children or []
    title, credit = str(given.pop("title", "")), str(given.pop("credit", ""))
    words = _words(title, env)
    if given.get("alt"):
        words = words or self.renderInline(shown, options, env)
    else:
        given["alt"] = _alternative(shown)
    attrs = "".join(f' {name}="{escape(str(value))}"' for name, value in given.items())
    captions = "".join(
        f'<span class="picture-{kind}">{markup}</span>'
        for kind, markup in (("caption", words), ("credit", _words(credit, env)))
        if markup
    )
    return f"<img{attrs}>{captions}"


def _words(text: str, env: Any) -> str:
    return str(_parser().renderInline(text, env)) if text else ""


def _alternative(tokens: Sequence[Token]) -> str:
    """The words of a picture's alternative without the signs of emphasis; a note is called as it is typed."""
    out = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif token.type == "note_call":
            out.append(f"[^{token.content}]")
        elif token.type == "image":
            out.append(str(token.attrGet("alt") or "") or _alternative(token.children or []))
        elif token.type in ("text", "code_inline"):
            out.append(token.content)
    return "".join(out)


_RENDERED = {
    "fence": _fence,
    "code_block": _code_block,
    "note_call": _note_call,
    "blockquote_open": _quotation,
    "image": _image,
    "s_open": lambda *_: "<del>",
    "s_close": lambda *_: "</del>",
}
