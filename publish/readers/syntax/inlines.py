"""What stands in a line: escapes, code, tags, addresses, calls of notes, raised and lowered letters, delimiters."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from publish.readers import addresses
from publish.readers.syntax.attributes import LIST, Given, read
from publish.readers.syntax.destinations import ENTITY, character
from publish.readers.syntax.emphasis import run
from publish.readers.syntax.links import call
from publish.readers.syntax.scanner import NOTHING, Read, Sign

STRAIGHT = {'"': "\ufddc", "'": "\ufddd"}
"""Marks that an author wants straight (`\\"`), as noncharacters until the others are set in curls."""


class Escape(Sign):
    """A sign with a backslash before it (CommonMark 2.4), or a line that ends with one (6.7)."""

    signs = "\\"

    def met(self, m: re.Match[str], text: str) -> Read:
        """The sign."""
        if m[0][1] == "\n":
            return Element("br"), m.start(), m.end()
        return STRAIGHT.get(m[0][1], m[0][1]), m.start(), m.end()


class LineEnd(Sign):
    """The end of a line: white space around it is nothing, but for two columns before it, which end the line here."""

    signs = "\n "

    def met(self, m: re.Match[str], text: str) -> Read:
        """A break, or nothing more than the end of a line."""
        return (Element("br") if len(m[1]) > 1 else "\n"), m.start(), m.end()


class Code(Sign):
    """A code span (CommonMark 6.1)."""

    signs = "`"

    def met(self, m: re.Match[str], text: str) -> Read:
        """The span, or signs that nothing closes."""
        end = self.frame.run_after(len(m[0]), m.end())
        if end < 0:
            return m[0], m.start(), m.end()
        words = text[m.end() : end].replace("\n", " ")
        if words[0] == words[-1] == " " and words.strip(" "):
            words = words[1:-1]
        span = Element("code")
        span.text = words
        return span, m.start(), end + len(m[0])


class Reference(Sign):
    """A reference to a character (CommonMark 2.5)."""

    signs = "&"

    def met(self, m: re.Match[str], text: str) -> Read:
        """The character; what HTML has no name for is as typed."""
        return character(m), m.start(), m.end()


_TAG_NAME = re.compile(r"<(/?)a(?=[\s>])", re.I)
TAG = (
    r"<[A-Za-z][A-Za-z0-9-]*+(?:\s++[a-zA-Z_:][\w:.-]*+(?:\s*+=\s*+(?:[^\"'=<>`\x00-\x20]++|'[^']*+'|\"[^\"]*+\"))?)*+"
    r"\s*+/?>|</[A-Za-z][A-Za-z0-9-]*+\s*+>|<![A-Za-z][^>]*+>"
)


class Tag(Sign):
    """A tag of raw HTML (CommonMark 6.6), which the sanitiser judges."""

    signs = "<"

    def met(self, m: re.Match[str], text: str) -> Read:
        """The tag as it is."""
        if link := _TAG_NAME.match(m[0]):
            self.frame.in_link = not link[1]
        return self.scanner.md.htmlStash.store(m[0]), m.start(), m.end()


_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}


class Comment(Sign):
    """A comment of raw HTML, an instruction or a section of letters (CommonMark 6.6)."""

    signs = "<"

    def met(self, m: re.Match[str], text: str) -> Read:
        """All up to its end."""
        end = self.frame.end_of(_ENDS[m[1]], m.end(1) if m[1] != "<!--" else m.start() + 2)
        if end < 0:
            return NOTHING
        end += len(_ENDS[m[1]])
        return self.scanner.md.htmlStash.store(text[m.start() : end]), m.start(), end


class Autolink(Sign):
    """An address between `<` and `>` (CommonMark 6.5), but no element of a word processor."""

    signs = "<"

    def met(self, m: re.Match[str], text: str) -> Read:
        """The address, letter for letter."""
        return self.scanner.address(m["uri"] or f"mailto:{m['mail']}", m[0][1:-1]), m.start(), m.end()


class Bare(Sign):
    """A bare address of the web or of mail."""

    def met(self, m: re.Match[str], text: str) -> Read:
        """The address as far as it goes."""
        typed, end = addresses.read(text, m.start())
        if not typed:
            return NOTHING
        words = typed.replace("&amp;", "&")
        return self.scanner.address(addresses.href(words), words), m.start(), end


class Call(Sign):
    """The call of a note that is there; any other is words, and is named afterwards."""

    signs = "["

    def met(self, m: re.Match[str], text: str) -> Read:
        """The call."""
        return (call(m[1]), m.start(), m.end()) if m[1] in self.scanner.found.notes else NOTHING


class Shifted(Sign):
    """`m^2^` and `H~2~O`, pandoc's raised and lowered letters, behind a letter or a bracket."""

    signs = "^~"

    def met(self, m: re.Match[str], text: str) -> Read:
        """The letters."""
        before = text[m.start() - 1 : m.start()]
        if m["sub"] and before and before in "*_'\"":
            # Behind a mark that opens, with no letter before it, the words are struck out.
            before = text[: m.start()].rstrip("*_'\"")[-1:]
        if not before or not (before.isalnum() or before in ")]*_’'\"”"):
            return NOTHING
        if not re.search(r"[^\W_]|[+−–*-]", m[0]):
            return NOTHING
        letters = Element("sup" if m["sup"] else "sub")
        letters.text = re.sub(r"\\(.)", r"\1", m["sup"] or m["sub"])
        return letters, m.start(), m.end()


class Formula(Sign):
    """`$x^2$`, TeX by pandoc's rules, so that `$20 and $30` is money; behind a letter or a figure `$` is money too."""

    signs = "$"

    def met(self, m: re.Match[str], text: str) -> Read:
        """The TeX as code, for each edition to set; `$$` is one to be displayed."""
        before, behind = text[m.start() - 1 : m.start()], text[m.end() : m.end() + 1]
        tex = (m["display"] or m["tex"]).strip()
        if before.isalnum() or before == "$" or behind.isalnum() or behind == "$" or not is_tex(tex):
            return NOTHING
        formula = Element("code", {"class": "math display" if m["display"] else "math"})
        formula.text = " ".join(tex.split())
        return formula, m.start(), m.end()


_COMMAND = re.compile(
    r"\\(?:text|mathrm|mathit|mathbf|operatorname|mbox|textbf|textit)\*?\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\\(?:[A-Za-z]+|.)",
    re.S,
)
_WORDY = re.compile(r"[^\W\d_]{2,}[,;.]?\s+[^\W\d_]{2,}")
_PRICE = re.compile(r"\d[\d.,\s]*(?:[^\W\d_]{2,}|$)")


def is_tex(tex: str) -> bool:
    """Whether what stands between two dollar signs is a formula, and not money or prose.

    It is none with two words beside each other, nor as an amount, by itself or before a word (`$20 million or 30$`);
    and it needs a command or a sign of mathematics, or to be a letter or a call of a function.
    """
    rest, commands = _COMMAND.subn(" ", tex)
    if _WORDY.search(rest) or (not commands and _PRICE.match(rest)):
        return False
    return bool(
        commands
        or re.search(r"[\^_={}<>+*/|≤≥≠≈−×·-]", rest)
        or re.fullmatch(r"[^\W\d_]{1,3}'*(?:\([^()\s]*\))?!?", rest)
    )


class Attributes(Sign):
    """A list of attributes; whose they are shows when the block has been read."""

    signs = "{"

    def met(self, m: re.Match[str], text: str) -> Read:
        """The list."""
        self.frame.nodes.append(Given(m[0], read(m[0])))
        return None, m.start(), m.end()


class Delimiters(Sign):
    """A run of signs that emphasis may begin or end with; of `~` that are one or two (GFM 6.5)."""

    signs = "*_~"

    def met(self, m: re.Match[str], text: str) -> Read:
        """A mark for each sign."""
        frame = self.frame
        if m[0][0] == "~" and len(m[0]) > 2:
            return m[0], m.start(), m.end()
        for mark in run(text, m.start(), m.end(), len(frame.nodes)):
            frame.nodes.append(mark)
            frame.marks.append(mark)
        return None, m.start(), m.end()


PATTERNS: dict[str, tuple[type[Sign], str]] = {
    "escape": (Escape, r"\\(?:[!-/:-@\[-`{-~]|\n[ \t]*)"),
    "line end": (LineEnd, r"( *)\n[ \t]*"),
    "code": (Code, r"`+"),
    "autolink": (
        Autolink,
        r"<(?!(?!(?:https?|mailto|tel|ftp):)[A-Za-z][\w-]*:[A-Za-z][\w-]*>)"
        r"(?:(?P<uri>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*)|(?P<mail>[\w.!#$%&'*+/=?^`{|}~-]+"
        r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*))>",
    ),
    "tag": (Tag, TAG),
    "comment": (Comment, r"(<!--|<\?|<!\[CDATA\[)"),
    "entity": (Reference, ENTITY.pattern),
    "call": (Call, r"\[\^([^\[\]\n]+)\]"),
    "formula": (
        Formula,
        r"\$\$(?P<display>(?:[^$\\]|\\.)++)\$\$|\$(?=[^\s$])(?P<tex>(?:[^$\\]|\\.)++)(?<!\s)\$(?!\d)",
    ),
    "attributes": (Attributes, LIST.pattern),
    "shifted": (Shifted, r"\^(?P<sup>(?:\\.|[^\s^\\\[\]]){1,60})\^|~(?P<sub>[\w+\-−–=.,()*]{1,20})~(?!~)"),
    "delimiters": (Delimiters, r"\*+|_+|~+"),
    "bare": (Bare, r""),
}
"""The processors of what needs no bracket, in the order that they are asked in."""
