"""The parser: Python-Markdown with our processors in its registries, and the HTML that comes of it.

Python-Markdown reads blocks by what stands between blank lines and words by one search after another, each over the
text from its beginning; CommonMark asks for lines, and for one pass. So `Markdown.build_parser`, which is there to be
redefined, fills its registries with processors of this room: `lines.Blocks` reads blocks into its tree, and
`scanner.Scanner` asks the inline processors. Its stash of raw HTML, its references, its tree and its serialiser are as
they are.

Traps of Python-Markdown 3.11: the serialiser leaves `&` alone before what looks like a reference, so that every one has
to be spelt out before; what is stashed comes back wherever its token stands, also within attributes. A parser is made
for each text, since it holds what it has read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Self
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import Pattern
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, Registry

from publish.base import raised
from publish.readers.syntax import blocks, holding, inlines, leaves, links, lists, tables
from publish.readers.syntax.lines import NAMELESS, Blocks, Fence, Found, Lines, Rule
from publish.readers.syntax.pictures import Pictures, said
from publish.readers.syntax.scanner import Scanner, Sign
from publish.value import Value

__all__ = ["Fence", "Parsed", "code_lines", "inline", "parse", "words"]


class Parsed(Value):
    """What became of a text; lines are counted from 0."""

    html: str
    code_lines: frozenset[int]
    abbreviations: Mapping[str, str]
    references: frozenset[str]
    """The names of the references that are defined, as `destinations.normal` gives them."""
    headings: tuple[int, ...]
    """The line of each heading that is typed with Markdown's signs."""


def parse(text: str, set_out: Callable[[Fence], str]) -> Parsed:
    """Read a text; `set_out` gives the HTML of a fenced block. Raises TooDeep."""
    found = Found(set_out)
    parser = _Parser(found)
    return Parsed(
        html=parser.convert(text),
        references=frozenset(parser.references),
        code_lines=frozenset(found.code),
        abbreviations=found.abbreviations,
        headings=tuple(found.headings),
    )


def code_lines(text: str) -> frozenset[int]:
    """The lines of a text that are code. Raises TooDeep."""
    found = Found(_no_block)
    _Parser(found).blocks.tree(re.split(r"\r\n|\r|\n", text))
    return frozenset(found.code)


def inline(text: str) -> str:
    """The HTML of one line: emphasis, code, links, no blocks."""
    return _Parser(Found(_no_block), _LINE).convert(text)


_MAY_BE_MARKUP = re.compile(r"[*_`~\\\[&<^$]")


def words(text: str) -> str:
    """What a line says without the signs of Markdown; HTML but for tags of phrases is left as it is typed."""
    if not _MAY_BE_MARKUP.search(text):
        return text
    parser = _Parser(Found(_no_block), _LINE)
    root = parser.blocks.tree([text])
    parser.scanner.run(root)
    shown = parser.restore(said(root).replace("\n", " "), _plain)
    return _MOVED.sub(lambda moved: raised.signs(moved[2], _SHIFTS[moved[1]]), shown).translate(_NO_SHIFTS).strip()


_PHRASES = re.compile(r"</?(?:em|i|b|strong|u|s|del|ins|sup|sub|small|span|code|mark|a|abbr|cite|q|br)\b[^>]*>", re.I)


_SHIFTS = {"\ufdde": "sup", "\ufddf": "sub", "\ufde0": "/sup", "\ufde1": "/sub"}
"""Noncharacters for the tags of what is raised and lowered, until it is known what stands between them."""
_MOVED = re.compile("([\ufdde\ufddf])([^\ufdde-\ufde1]*)[\ufde0\ufde1]")
_NO_SHIFTS = dict.fromkeys(map(ord, _SHIFTS))


def _plain(tag: str) -> str:
    if (shift := re.match(r"</?su[bp](?=[\s>])", tag, re.I)) is not None:
        return next(sign for sign, name in _SHIFTS.items() if name == shift[0][1:].lower())
    return " " if tag[:3].lower() == "<br" else _PHRASES.sub("", tag)


def _no_block(fence: Fence) -> str:
    del fence
    return ""


def _line(state: Lines, start: int, end: int, silent: bool) -> bool:
    """All of a text as one line of words."""
    del start, silent
    state.line = end
    state.leaf(NAMELESS, state.src)
    return True


_LINE = (Rule("line", _line),)
_ENDING = frozenset({"paragraph", "blockquote"})
_RULES: tuple[Rule, ...] = (
    Rule("deep", blocks.refuse_depth),
    Rule("table", tables.rule, frozenset({"paragraph"})),
    Rule("code", blocks.indented_code),
    Rule("fence", leaves.fence, _ENDING | {"list"}),
    Rule("quotation", holding.quotation, _ENDING | {"list"}),
    Rule("break", leaves.rule, _ENDING | {"list"}),
    Rule("list", lists.rule, _ENDING),
    Rule("note", blocks.note, _ENDING | {"list"}),
    Rule("abbreviation", blocks.abbreviation, _ENDING),
    Rule("callout", blocks.callout),
    Rule("formula", blocks.formula, _ENDING),
    Rule("html", blocks.html, _ENDING),
    Rule("heading", leaves.heading, _ENDING),
    Rule("terms", holding.terms, _ENDING),
    Rule("paragraph", leaves.paragraph),
)
"""What a block may be, in the order that it is asked in."""


class _Parser(Markdown):
    def __init__(self, found: Found, rules: tuple[Rule, ...] | None = None) -> None:
        self._found, self._rules = found, rules or _RULES
        self.scanner = Scanner(self, found)
        super().__init__()

    def restore(self, text: str, shown: Callable[[str], str] = str) -> str:
        """A text with what was stashed, as it is to be shown."""
        raw = self.htmlStash.rawHtmlBlocks
        return HTML_PLACEHOLDER_RE.sub(lambda token: shown(str(raw[int(token[1])])), text)

    def build_parser(self) -> Self:
        """Fill the registries."""
        scanner = self.scanner
        self.preprocessors = Registry[Preprocessor]()
        self.parser = self.blocks = Blocks(self, self._found, self._rules)
        self.inlinePatterns = Registry[Pattern]()
        rows: dict[str, tuple[type[Sign], str]] = {
            **inlines.PATTERNS,
            "opening": (links.Opening, r"\[|!\[|\^\["),
            "closing": (links.Closing, r"\]"),
        }
        for priority, (name, (kind, pattern)) in enumerate(reversed(rows.items())):
            self.inlinePatterns.register(kind(pattern, scanner), name, priority)
        scanner.ask(self.inlinePatterns)
        self.treeprocessors = Registry[Treeprocessor]()
        self.treeprocessors.register(scanner, "inline", 30)
        self.treeprocessors.register(Pictures(self, scanner), "pictures", 20)
        self.treeprocessors.register(_References(self), "references", 10)
        self.postprocessors = Registry[Postprocessor]()
        self.postprocessors.register(_Nameless(self), "nameless", 20)
        self.postprocessors.register(_Raw(self), "raw_html", 10)
        return self


class _References(Treeprocessor):
    """Spell every `&` out, which the serialiser does not do."""

    def run(self, root: Element) -> None:
        """Spell them out in text and attributes."""
        for element in root.iter():
            if element.text and "&" in element.text:
                element.text = element.text.replace("&", "&amp;")
            if element.tail and "&" in element.tail:
                element.tail = element.tail.replace("&", "&amp;")
            for name, value in element.items():
                if "&" in value:
                    element.set(name, value.replace("&", "&amp;"))


_NAMELESS = re.compile(rf"</?{NAMELESS}[^>]*>")


class _Nameless(Postprocessor):
    """Leave out elements without a name."""

    def run(self, text: str) -> str:
        """The markup without their tags."""
        return _NAMELESS.sub("", text)


class _Raw(Postprocessor):
    """Put raw HTML back."""

    def __init__(self, md: _Parser) -> None:
        super().__init__(md)
        self._parser = md

    def run(self, text: str) -> str:
        """The markup with what was stashed."""
        return self._parser.restore(text)
