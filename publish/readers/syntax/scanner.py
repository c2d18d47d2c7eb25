"""The words of a block, read from their first sign to their last in one pass (CommonMark 0.31.2, appendix: phase 2).

Python-Markdown asks one processor after another to search a text from its beginning. Here the processors of the same
registry are asked at each sign in turn, in the order of their priority, so that what is read first is never read again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor, Pattern
from markdown.treeprocessors import Treeprocessor

from publish.readers import addresses
from publish.readers.syntax import attributes
from publish.readers.syntax.emphasis import Mark, pair
from publish.readers.syntax.lines import NAMELESS, Found

_READ = frozenset({"p", "dt", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", NAMELESS})
_STOP = re.compile(rf"[!$&*:<\[\\\]^_`{{~\n]|(?<! ) +\n|{addresses.BEGIN}", re.I)


class Address(NamedTuple):
    """An address that is a link, unless it stands in one."""

    href: str
    words: str


class Bracket(NamedTuple):
    """A bracket that something may begin with: where in the nodes and marks, and where in the text its words begin."""

    sign: str
    node: int
    mark: int
    at: int


Node = str | Element | Mark | Address | attributes.Given


@dataclass(slots=True)
class Frame:
    """What has been read of the words of one block."""

    text: str
    nodes: list[Node] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    brackets: list[Bracket] = field(default_factory=list)
    linked: int = 0
    """Of the brackets, how many begin no link any more, since one stands in them."""
    in_link: bool = False
    """Whether a link of raw HTML is open."""
    unclosed: set[str] = field(default_factory=set)
    """Ends that are nowhere further on."""
    _runs: dict[int, list[int]] | None = None

    def run_after(self, length: int, at: int) -> int:
        """Where the next run of so many backticks is; -1 when there is none."""
        if self._runs is None:
            self._runs = {}
            for run in re.finditer("`+", self.text):
                self._runs.setdefault(run.end() - run.start(), []).append(run.start())
        starts = self._runs.get(length, [])
        found = bisect_right(starts, at - 1)
        return starts[found] if found < len(starts) else -1

    def end_of(self, end: str, at: int) -> int:
        """Where something ends from `at` on; -1 when it does not. What is nowhere is looked for once."""
        found = -1 if end in self.unclosed else self.text.find(end, at)
        if found < 0:
            self.unclosed.add(end)
        return found


class Sign(InlineProcessor):
    """A processor that is asked at each of its signs; `""` is anywhere."""

    signs: str = ""

    def __init__(self, pattern: str, scanner: Scanner) -> None:
        super().__init__(pattern, scanner.md)
        self.scanner = scanner

    def handleMatch(self, m: re.Match[str], data: str) -> Read:  # type: ignore[override]  # noqa: N802
        """What the sign that was met begins: Python-Markdown's name for `met`."""
        return self.met(m, data)

    def met(self, m: re.Match[str], text: str) -> Read:
        """What the sign that was met in a text begins."""
        raise NotImplementedError

    @property
    def frame(self) -> Frame:
        """What has been read of the words that are being read."""
        return self.scanner.frame


Read = tuple[Element | str | None, int | None, int | None]
"""What was read, from where to where; three times None when nothing was."""
NOTHING: Read = (None, None, None)


class Scanner(Treeprocessor):
    """Reads the words of each element that has any, in place."""

    def __init__(self, md: Markdown, found: Found) -> None:
        super().__init__(md)
        self.found = found
        self.frame = Frame("")
        self._asked: dict[str, list[Sign]] = {}
        self._everywhere: list[Sign] = []

    def ask(self, processors: Iterable[Pattern]) -> None:
        """Ask these processors, in their order."""
        for processor in processors:
            if isinstance(processor, Sign):
                for sign in processor.signs:
                    self._asked.setdefault(sign, []).append(processor)
                if not processor.signs:
                    self._everywhere.append(processor)

    def run(self, root: Element) -> None:
        """Read what the parser of blocks has left."""
        for element in [element for element in root.iter() if element.tag in _READ and element.text]:
            text, element.text = element.text or "", None
            self.read(element, text)

    def read(self, element: Element, text: str) -> None:
        """Read words into an element."""
        outer, self.frame = self.frame, Frame(text)
        at = 0
        while at < len(text):
            stop = _STOP.search(text, at)
            begin = stop.start() if stop else len(text)
            if begin > at:
                self.frame.nodes.append(text[at:begin])
            at = self._step(begin) if stop else begin
        self.build(element, self.frame.nodes, self.frame.marks, block=element)
        self.frame = outer

    def address(self, href: str, words: str) -> str | None:
        """Note an address, which is words where a link of raw HTML is open."""
        if self.frame.in_link:
            return words
        self.frame.nodes.append(Address(href, words))
        return None

    def _step(self, at: int) -> int:
        """Read what begins at a sign; returns where it ends."""
        text = self.frame.text
        for processor in self._asked.get(text[at], self._everywhere):
            match = processor.getCompiledRegExp().match(text, at)
            if match is None:
                continue
            node, _, end = processor.handleMatch(match, text)
            if end is not None:
                if node is not None:
                    self.frame.nodes.append(node)
                return end
        self.frame.nodes.append(text[at])
        return at + 1

    def build(self, parent: Element, nodes: Sequence[Node], marks: list[Mark], block: Element | None = None) -> None:
        """Write nodes into an element: marks in pairs become emphasis, lists of attributes go to what they follow."""
        pair(marks)
        nodes = attributes.attach(nodes, block)
        open_now, words = [parent], list[str]()

        def write() -> None:
            top, text = open_now[-1], "".join(words)
            if text and len(top):
                top[-1].tail = text
            elif text:
                top.text = text
            words.clear()

        for node in nodes:
            if isinstance(node, str):
                words.append(node)
            elif isinstance(node, Mark) and not node.tag:
                words.append(node.shown)
            elif isinstance(node, Mark) and node.end is None:
                write()
                open_now.pop()
            elif isinstance(node, Mark):
                write()
                open_now.append(SubElement(open_now[-1], node.tag, node.attributes))
            else:
                write()
                open_now[-1].append(_element(node))
        write()


def _element(node: Node) -> Element:
    if isinstance(node, Address):
        element = Element("a", {"href": node.href})
        element.text = node.words
        return element
    assert isinstance(node, Element)
    return node
