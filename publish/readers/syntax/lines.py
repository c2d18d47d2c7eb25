"""The lines of a text while its blocks are read: CommonMark's first phase (0.31.2, appendix), one rule after another.

A line has a beginning and an end in the text, and a column that its words begin at, all of which a block that holds
others moves inwards for as long as what it holds is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser

from publish.value import Value

NAMELESS = "nameless"
"""The tag of an element that leaves the markup when it is written; what it holds stays."""


class Fence(Value):
    """A fenced block: its first line of text counts `line + 1`, from 0."""

    line: int
    language: str
    code: str
    manner: str = ""
    """What is said on the opening line after the language: `bar` in `chart bar`."""


class Letter(NamedTuple):
    """The item of a list in letters that a line begins."""

    run: int
    """The first line of its list."""
    type: str
    value: int
    next: int
    """The line of the next item of its list; 0 after the last."""


@dataclass(slots=True)
class Found:
    """What is known of a text while it is read, and what was met in it. Lines are counted from 0."""

    set_out: Callable[[Fence], str]
    open: int = 0
    """Elements of raw HTML that are not closed yet."""
    never_closed: int = 0
    """How many were read up to a blank line since their end never came."""
    letters: dict[int, Letter] = field(default_factory=dict)
    asked: set[tuple[int, bool]] = field(default_factory=set)
    begun: set[int] = field(default_factory=set)
    under: set[int] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    inline_notes: int = 0
    abbreviations: dict[str, str] = field(default_factory=dict)
    code: set[int] = field(default_factory=set)
    headings: list[int] = field(default_factory=list)


class Rule(NamedTuple):
    """A rule of blocks: whether it reads a block at the line `start`; it writes nothing when `silent`."""

    name: str
    run: Callable[[Lines, int, int, bool], bool]
    ends: frozenset[str] = frozenset()
    """The blocks that its own end where it begins."""


class Lines:
    """The lines, the block that is being read, and the element that it is written to."""

    def __init__(self, md: Markdown, lines: Sequence[str], found: Found, rules: Sequence[Rule]) -> None:
        self.md, self.found = md, found
        self.src = "\n".join(lines)
        self.parent = Element(md.doc_tag)
        self.begin: list[int] = []
        self.end: list[int] = []
        self.shift: list[int] = []
        """White space at the beginning of each line, in characters."""
        self.column: list[int] = []
        """Where each line's words begin within the block; -1 on a line that goes on with a paragraph outside it."""
        self.base: list[int] = []
        """The column that tabs are counted from."""
        self.inset = 0
        """The column that what belongs to the block begins at."""
        self.line = 0
        self.tight = False
        self.list_inset = self.definition_inset = -1
        self.within = "root"
        self.level = 0
        at = 0
        for line in lines:
            self.begin.append(at)
            self.end.append(at + len(line))
            words = len(line) - len(line.lstrip(" \t"))
            self.shift.append(words)
            self.column.append(columns(line[:words], 0))
            self.base.append(0)
            at += len(line) + 1
        self.last = len(lines)
        self._rules = tuple(rules)
        self._ending = {
            block: tuple(rule.run for rule in rules if block in rule.ends)
            for block in ("paragraph", "blockquote", "list")
        }

    def text(self, line: int) -> str:
        """The words of a line."""
        return self.src[self.begin[line] + self.shift[line] : self.end[line]]

    def blank(self, line: int) -> bool:
        """Whether a line has no words; so has what is past the last one."""
        return line >= len(self.begin) or self.begin[line] + self.shift[line] >= self.end[line]

    def coded(self, line: int) -> bool:
        """Whether a line is indented so far that it is code (CommonMark 4.4)."""
        return self.column[line] - self.inset >= 4

    def cut(self, first: int, last: int, inset: int) -> str:
        """The lines from `first` to before `last`, without the white space up to a column."""
        return "\n".join(self._without(line, inset) for line in range(first, last))

    def _without(self, line: int, inset: int) -> str:
        at, column, begin = self.begin[line], 0, self.begin[line]
        while at < self.end[line] and column < inset:
            character = self.src[at]
            if character == "\t":
                column += 4 - (column + self.base[line]) % 4
            elif character == " " or at - begin < self.shift[line]:
                column += 1
            else:
                break
            at += 1
        return " " * (column - inset) + self.src[at : self.end[line]]

    def read(self, start: int, end: int) -> None:
        """Read the blocks from the line `start` to before `end`, as far as they belong to the block around."""
        line, gap = start, False
        while line < end:
            while line < self.last and self.blank(line):
                line += 1
            self.line = line
            if line >= end or self.column[line] < self.inset:
                break
            for rule in self._rules:
                if rule.run(self, line, end, False):
                    break
            self.tight = not gap
            line = self.line
            gap = gap or self.blank(line - 1)
            if line < end and self.blank(line):
                gap = True
                self.line = line = line + 1

    def ended(self, block: str, line: int, end: int) -> bool:
        """Whether a line begins something that ends a paragraph, a quotation or a list."""
        return any(run(self, line, end, True) for run in self._ending[block])

    @contextmanager
    def element(self, tag: str, **attributes: str) -> Iterator[Element]:
        """Write an element; what is read meanwhile stands in it."""
        outer = self.parent
        self.parent = SubElement(outer, tag, attributes)
        self.parent.text = self.parent.tail = "\n"
        self.level += 1
        yield self.parent
        self.level -= 1
        self.parent = outer

    def leaf(self, tag: str, words: str, attributes: dict[str, str] | None = None) -> Element:
        """Write an element of words that inline rules are still to read."""
        element = SubElement(self.parent, tag, attributes or {})
        element.text, element.tail = words, "\n"
        return element

    def raw(self, html: str) -> None:
        """Write HTML as it is."""
        self.leaf(NAMELESS, self.md.htmlStash.store(html))


def columns(space: str, column: int) -> int:
    """The column at the end of white space that begins at `column`."""
    for character in space:
        column += 4 - column % 4 if character == "\t" else 1
    return column


class Blocks(BlockParser):
    """Python-Markdown's parser of blocks, reading by lines what it reads by what stands between blank ones."""

    def __init__(self, md: Markdown, found: Found, rules: Sequence[Rule]) -> None:
        super().__init__(md)
        self._found, self._rules = found, rules

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802
        """Python-Markdown's name for `tree`."""
        return ElementTree(self.tree(list(lines)))

    def tree(self, lines: Sequence[str]) -> Element:
        """Read a text; an element of words has them as its text. Raises TooDeep."""
        state = Lines(self.md, lines, self._found, self._rules)
        self.root = state.parent
        state.read(0, state.last)
        return self.root
