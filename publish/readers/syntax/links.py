"""Links and pictures (CommonMark 6.3, 6.4), also to addresses with spaces as people type them; pandoc's `^[note]`."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from publish.readers.syntax.attributes import LIST, read
from publish.readers.syntax.destinations import LABEL, destination, normal, title, unescape
from publish.readers.syntax.emphasis import Mark
from publish.readers.syntax.scanner import NOTHING, Address, Bracket, Node, Read, Sign


class Opening(Sign):
    """`[`, `![` or `^[`; what it begins shows when it is closed."""

    signs = "[!^"

    def met(self, m: re.Match[str], text: str) -> Read:
        """Note where it stands."""
        frame = self.frame
        frame.brackets.append(Bracket(m[0], len(frame.nodes), len(frame.marks), m.end()))
        return m[0], m.start(), m.end()


class _Target(NamedTuple):
    href: str
    title: str
    end: int


class Closing(Sign):
    """`]`: the end of a link, a picture or a note, or a bracket like any other."""

    signs = "]"

    def met(self, m: re.Match[str], text: str) -> Read:
        """Make of the nodes since the last bracket what it began."""
        frame = self.frame
        if not frame.brackets:
            return NOTHING
        bracket = frame.brackets.pop()
        live = bracket.sign != "[" or len(frame.brackets) >= frame.linked
        frame.linked = min(frame.linked, len(frame.brackets))
        if bracket.sign == "^[":
            return self._note(bracket, m.end()) if text[bracket.at : m.start()].strip() else NOTHING
        target = _target(self, bracket, text, m.end()) if live else None
        if target is None:
            return self._words(bracket, text, m.end()) if bracket.sign == "[" else NOTHING
        content, marks = self._taken(bracket)
        if bracket.sign == "![":
            element = Element("img", {"src": target.href})
        else:
            frame.linked = len(frame.brackets)
            element = Element("a", {"href": target.href})
            content = [node.words if isinstance(node, Address) else node for node in content]
        if target.title:
            element.set("title", target.title)
        self.scanner.build(element, content, marks)
        return element, bracket.at - 1, target.end

    def _taken(self, bracket: Bracket) -> tuple[list[Node], list[Mark]]:
        """The nodes and marks behind a bracket, which are taken away with it."""
        frame = self.frame
        content, marks = frame.nodes[bracket.node + 1 :], frame.marks[bracket.mark :]
        del frame.nodes[bracket.node :], frame.marks[bracket.mark :]
        return content, marks

    def _words(self, bracket: Bracket, text: str, at: int) -> Read:
        """Words with a language or a direction, as pandoc has them: `[croeso]{lang=cy}`."""
        given = LIST.match(text, at)
        values = read(given[0]) if given else {}
        if given is None or not values.keys() & {"lang", "dir"} or values.keys() - {"lang", "dir", "id"}:
            return NOTHING
        content, marks = self._taken(bracket)
        element = Element("span", values)
        self.scanner.build(element, content, marks)
        return element, bracket.at - 1, given.end()

    def _note(self, bracket: Bracket, end: int) -> Read:
        """A note that stands where it is called: its call, and its words for `notes.gather`."""
        content, marks = self._taken(bracket)
        found = self.scanner.found
        found.inline_notes += 1
        name = f"here {found.inline_notes}"
        note = Element("span", {"class": "note-text", "id": f"fn:{name}"})
        self.scanner.build(note, content, marks)
        self.frame.nodes.append(call(name))
        return note, bracket.at - 2, end


def call(name: str) -> Element:
    """The call of a note."""
    raised = Element("sup")
    SubElement(raised, "a", {"class": "footnote-ref", "href": f"#fn:{name}"}).text = "*"
    return raised


def _target(closing: Closing, bracket: Bracket, text: str, at: int) -> _Target | None:
    """Where a link leads whose words end before `at`."""
    return (
        _direct(text, at)
        or _referred(closing, bracket, text, at)
        or (_captioned(text, at) if bracket.sign == "![" else None)
        or _spaced(text, at)
    )


_SPACE = re.compile(r"[ \t\n]*")


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _direct(text: str, at: int) -> _Target | None:
    if not text.startswith("(", at):
        return None
    begin = _skip(text, at + 1)
    href, end = destination(text, begin) or ("", begin)
    after = _skip(text, end)
    named = title(text, after) if after > end else None
    words, end = named or ("", end)
    end = _skip(text, end)
    return _Target(href, words, end + 1) if text.startswith(")", end) else None


def _referred(closing: Closing, bracket: Bracket, text: str, at: int) -> _Target | None:
    references = closing.scanner.md.references
    if not references:
        return None
    label = LABEL.match(text, at) if text.startswith("[", at) else None
    end = label.end() if label else at
    if label is None or not label[1]:
        own = LABEL.fullmatch(text, bracket.at - 1, at) if at - bracket.at < 1001 else None
        if own is None:
            return None
        name = own[1]
    else:
        name = label[1]
    found = references.get(normal(name)) if name.strip() else None
    return _Target(found[0], found[1] or "", end) if found else None


_CAPTIONS = ('"', '")'), ("'", "')"), ("“", "”)"), ("„", "“)"), ("„", "”)"), ("‘", "’)"), ("«", "»)"), ("(", "))")
"""How a caption begins, and how it ends with the picture."""
_LONGEST_CAPTION = 2000


def _captioned(text: str, at: int) -> _Target | None:
    """A picture whose caption has the marks in it that it stands between, or stands between curly ones.

    `![A bus](bus.png "The "number 7" bus.")` has no other meaning that anybody would type.
    """
    if not text.startswith("(", at):
        return None
    href, end = destination(text, _skip(text, at + 1)) or ("", at)
    begin = _skip(text, end)
    if not href or begin == end:
        return None
    for opening, closing in _CAPTIONS:
        close = text.find(closing, begin + 1, begin + _LONGEST_CAPTION) if text.startswith(opening, begin) else -1
        if close > 0 and "\n\n" not in text[begin:close]:
            return _Target(href, unescape(text[begin + 1 : close]), close + len(closing))
    return None


_BRACKETED = r"""[^()\n<>"']*+(?:\([^()\n<>"']*+\)[^()\n<>"']*+)*+"""
_SPACED = re.compile(rf"""\([ \t]*(?P<to>{_BRACKETED})(?P<title>"[^"\n]*"|'[^'\n]*')?[ \t]*\)""")
_ADDRESS = re.compile(r"[\w/#.~%:-]\S*[./].*\S|\S.*\S\.\w+")


def _spaced(text: str, at: int) -> _Target | None:
    match = _SPACED.match(text, at)
    if match is None:
        return None
    to = match["to"].strip()
    if not re.search(r"\s", to) or not _ADDRESS.fullmatch(to):
        return None
    return _Target(to, (match["title"] or "")[1:-1], match.end())
