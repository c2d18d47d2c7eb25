"""Typographic quotes, dashes and ellipses in the article's language, where people type straight ones.

The parser's own extension writes an apostrophe as the language's closing single quote, which is wrong wherever
the two differ (German), and sees one piece of text at a time. This one walks a paragraph from end to end, marks inside
emphasis and links included, and leaves code alone. A mark that it cannot be sure of stays as typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from publish.readers import addresses, marks

_APOSTROPHE = "’"
_AS_TYPED = {"code", "pre", "kbd", "samp", "var", "script", "style"}
_FLOWING = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "img", "wbr", "rt", "rp", "ruby",
}  # fmt: skip
_OPENERS = "([{«„‚“‘—–-/¿¡" + "\ufdd1"


def set_marks(root: Any, language: str) -> None:
    """Set the marks of all text under `root`, in place; those of a block in another language are its own."""
    tongues = any(element.get("lang") for element in root.iter())
    for run in _runs(root):
        _set_run(run, _tongue(run[0].block, language) if tongues and run else language)


def _tongue(element: Any, language: str) -> str:
    """The language of the block that an element stands in."""
    while element is not None and element.tag in _FLOWING:
        element = element.getparent()
    while element is not None and not element.get("lang"):
        element = element.getparent()
    return language if element is None else str(element.get("lang"))


_PACKED = (
    "[\u2e80-\u303f\u3041-\u30ff\u3105-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
)
_PACKED_LINES = rf"(?<={_PACKED})[ \t]*\n[ \t]*(?={_PACKED})"
"""Where a line ends between two characters of Chinese or Japanese, which have no spaces. (Korean has.)

Compiled when it is needed: it takes long, and few texts do.
"""


def join_lines(root: Any) -> None:
    """Take out the ends of lines typed inside a Chinese or Japanese paragraph: they would be printed as spaces."""
    if max("".join(root.itertext()), default="") < _PACKED[1]:
        return
    for run in _runs(root):
        text = "".join(piece.read for piece in run)
        cuts = [(found.start(), found.end()) for found in re.finditer(_PACKED_LINES, text)]
        at = 0
        for piece in run if cuts else ():
            kept = [
                character
                for place, character in enumerate(piece.read, start=at)
                if piece.typed or not any(start <= place < end for start, end in cuts)
            ]
            at += len(piece.read)
            if len(kept) != len(piece.read):
                piece.write("".join(kept))


class _Piece:
    """A text or tail of an element, in a run that a reader reads without a break."""

    __slots__ = ("block", "read", "typed", "write")

    def __init__(self, element: Any, attribute: str, typed: bool) -> None:
        self.block = element if attribute == "text" else element.getparent()
        self.read: str = getattr(element, attribute) or ""
        self.write: Callable[[str], None] = lambda text: setattr(element, attribute, text)
        self.typed = typed


_APART = {"sup", "sub"}
"""What is raised or lowered is read by itself: a mark before it ends a word, as it would without it."""


def _runs(root: Any) -> Iterator[list[_Piece]]:
    """The pieces of text under `root`, broken where a block or a line begins or ends."""
    runs: list[list[_Piece]] = [[]]
    typed = 0
    # (element, entering): without recursion, for elements may be nested as deep as is allowed.
    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        element, entering = stack.pop()
        if element.tag in _APART and not entering:
            yield runs.pop()
        elif element.tag in _APART:
            runs.append([])
        elif element.tag not in _FLOWING:
            yield runs[-1]
            runs[-1] = []
        if entering:
            typed += element.tag in _AS_TYPED
            runs[-1].append(_Piece(element, "text", typed > 0))
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))
            continue
        typed -= element.tag in _AS_TYPED
        if element is not root:
            runs[-1].append(_Piece(element, "tail", typed > 0))
    yield runs[-1]


_TELEPHONE = re.compile(
    r"(?<![\w.,:/+-])(?:(?:\+\d{1,3}|\(\+?\d{1,5}\)|0\d{1,5})(?: \(0\))?(?: \(?\d{1,6}\)?){1,5}"
    r"|[1-9]\d{0,2}(?: \d{2,4}){3,4})(?![\w:/])"
)
"""A telephone number with a country's code or a leading nought, or of four groups and more as in Poland and Spain.

A line end in it is no help to whoever dials.
"""


def line(text: str, language: str) -> str:
    """A line without markup, a headline or a byline, with the marks that a text's body gets."""
    return "".join(_set(text, " " * len(text), language))


def straight(text: str) -> str:
    """A line as it may have been typed, to know it by: quotation marks and dashes as a keyboard has them."""
    return text.translate(_STRAIGHT)


_STRAIGHT = str.maketrans(dict.fromkeys("‘’‚‹›", "'") | dict.fromkeys("“”„«»", '"') | {"–": "--", "…": "..."})


def _set_run(run: list[_Piece], language: str) -> None:
    text = "".join(piece.read for piece in run)
    if not _ASKS.search(text):
        return
    # An open fence of code reads as a letter to the mark beside it.
    out = _set(text, "".join(("x" if piece.typed else " ") * len(piece.read) for piece in run), language)
    at = 0
    for piece in run:
        if piece.read:
            changed = "".join(out[at : at + len(piece.read)])
            if changed != piece.read:
                piece.write(changed)
            at += len(piece.read)


_ASKS = re.compile(r"[\"']|--|\.\.\.|\d[ )]|[§№«»‹›] ?|(?:^|\s)\w | [:;!?]|\w\. ")


_TWOFOLD = re.compile(r"(?<![\w',`])(?:''|,,|``)(?=[^\s',`])(?:[^\n',`]|(?<=\w)'(?=\w))*(?<!\s)''(?![\w'])")
"""Two single marks on either side, which a typewriter or TeX has for a double one."""


def _set(text: str, typed: str, language: str) -> list[str]:
    """For each character of `text` what is printed for it; characters under an `x` of `typed` stay, and addresses."""
    outer: list[int] = []
    for found in list(_TWOFOLD.finditer(text)) if "''" in text else ():
        start, end = found.span()
        if "x" not in typed[start : start + 2] + typed[end - 2 : end]:
            text = f'{text[:start]} "{text[start + 2 : end - 2]}" {text[end:]}'
            outer += [start, end - 1]
    out = _set_signs(text, typed, language)
    for at in outer:
        out[at] = ""
    return out


def _set_signs(text: str, typed: str, language: str) -> list[str]:
    for start, end in addresses.letters(text) if _ADDRESSED.search(text) else ():
        typed = f"{typed[:start]}{'x' * (end - start)}{typed[end:]}"
    setter = _Setter(text, typed, language)
    for at, character in enumerate(text):
        if character in _SIGNS and typed[at] != "x":
            _SIGNS[character](setter, at)
    for number in _TELEPHONE.finditer(text):
        if 6 < sum(character.isdigit() for character in number[0]) < 16:
            for at in range(*number.span()):
                setter.out[at] = "\u00a0" if text[at] == " " and typed[at] != "x" else setter.out[at]
    _hold(text, typed, setter.out, language)
    return setter.out


def _hold(text: str, typed: str, out: list[str], language: str) -> None:
    """Let the spaces at which no line may end hold: in numbers, before units, after words of one letter."""
    if " " not in text:
        return
    for number in marks.GROUPS.finditer(text):
        for at in range(*number.span()):
            out[at] = "\u00a0" if text[at] == " " and typed[at] != "x" else out[at]
    for pattern, instead in marks.held(language):
        for space in pattern.finditer(text):
            if typed[space.start(1)] != "x":
                out[space.start(1)] = instead


_ADDRESSED = re.compile(r"://|www\.|@|\w\.\w+/", re.I)


class _Setter:
    """One run of text while its marks are set: what is open, and what is printed for each character."""

    def __init__(self, text: str, typed: str, language: str) -> None:
        self.text = text
        self.out = list(text)
        self._typed = typed
        self._opening, self._closing, self._inner_opening, self._inner_closing = marks.marks(language)
        self._language = language
        self._tongue = language.split("-")[0]
        self._alternates = marks.alternates(language)
        self._outward = self._left_after_each()
        self._open: list[str] = []
        """The marks that are open, straight as they were typed, the innermost last."""
        self._single = -1
        """Where the last single mark that is open stands."""
        self._pairs = self._paired() if self._alternates else {}
        self._last_closer = max((at for at, sign in enumerate(text) if sign == "'" and self._may_close(at)), default=-1)

    def ellipsis(self, at: int) -> None:
        """Three full stops, no more and no fewer."""
        text = self.text
        if text.startswith("...", at) and self.out[at] and "." not in (text[at - 1 : at], text[at + 3 : at + 4]):
            self.out[at : at + 3] = ["…", "", ""]

    def dash(self, at: int) -> None:
        """Two hyphens are an en dash, three an em dash, more of them a drawing."""
        text = self.text
        if not text.startswith("--", at) or not self.out[at] or text[at - 1 : at] == "-":
            return
        length = (
            len(text) - at - len(text[at:].lstrip("-"))
            if text[at + 2 : at + 4] == "--"
            else 2 + (text[at + 2 : at + 3] == "-")
        )
        if length <= 3:
            self.out[at : at + length] = ["–" if length == 2 else "—", "", ""][:length]

    def double(self, at: int) -> None:
        """A double mark: the outer ones, or what Hebrew writes in the midst of an abbreviation."""
        opens = self._opens(at)
        if self._alternates:
            if at in self._pairs:
                self.out[at] = self._opening if self._pairs[at] else self._closing
            return
        if '"' in self._open and self._tongue not in ("he", "yi") and self.text[at - 1 : at].isalpha():
            opens = False  # a suffix may follow what is quoted, as in Kurdish
        elif self._between_letters(at):
            if self._behind_a_prefix(at):
                opens = '"' not in self._open
            else:
                self.out[at] = "״" if self._tongue in ("he", "yi") else '"'
                return
        begins = opens and self._looks_open(at)
        if begins and '"' in self._open and not self._nests(at):
            del self._open[self._open.index('"') :]  # what was open has been left so
        if begins or (opens and '"' not in self._open):
            self.out[at] = self._inner_opening if '"' in self._open else self._opening
            self._open.append('"')
        elif '"' in self._open:
            last = len(self._open) - 1 - self._open[::-1].index('"')
            del self._open[last:]
            self.out[at] = self._inner_closing if '"' in self._open else self._closing

    def _nests(self, at: int) -> bool:
        """Whether what is open when a mark opens is closed after it."""
        before, least = self._outward[at]
        return least <= before - self._open.count('"')

    def _looks_open(self, at: int) -> bool:
        before, after = self._beside(at)
        return (not before or before.isspace() or before in _OPENERS) and not after.isspace()

    def _left_after_each(self) -> dict[int, tuple[int, int]]:
        """By each double mark how many are open before it, and how few there are at any time after it."""
        depth, depths = 0, []
        for at, sign in enumerate(self.text):
            if sign == '"' and self._typed[at] != "x":
                depths.append((at, depth))
                depth += 1 if self._looks_open(at) else -1
        least, left = depth, {}
        for at, before in reversed(depths):
            left[at] = (before, least)
            least = min(least, before)
        return left

    def single(self, at: int) -> None:
        """A single mark: an apostrophe, feet, or one of the inner marks."""
        before, after = self._beside(at)
        opens = self._opens(at)
        if at in self._pairs:
            self.out[at] = self._inner_opening if self._pairs[at] else self._inner_closing
        elif self._stands_alone(at, opens):
            self.out[at] = "'" if before.isdigit() and after.isdigit() else _APOSTROPHE  # 6'2 is feet and inches
        elif (opens or self._between_letters(at)) and self._last_closer > at and self._is_first(at, opens=opens):
            # A single mark on its own is the language's inner mark only inside outer ones; English-like tongues have
            # the one pair for both.
            outer = '"' not in self._open
            self._open.append("'")
            self._single = at
            self.out[at] = self._opening if outer and self._opening == "‘" else self._inner_opening
        elif "'" in self._open and not opens:
            del self._open[self._open.index("'") :]
            self.out[at] = self._inner_closing if self._opening != "‘" or '"' in self._open else self._closing
        elif before and not before.isspace() and not re.search(r"\d'?$", self.text[max(at - 2, 0) : at]):
            self.out[at] = _APOSTROPHE

    def _is_first(self, at: int, *, opens: bool) -> bool:
        """Whether no single mark is open; one that another would open within stood for letters at a word's start."""
        letters = opens and self._open[-1:] == ["'"] and self.text[self._single + 1].isalpha()
        if letters and self._closers.get(at, 0) < 2:  # two would be one within the other
            self._open.pop()
            self.out[self._single] = _APOSTROPHE
        return "'" not in self._open

    @cached_property
    def _closers(self) -> dict[int, int]:
        """By each single mark, how many more of those behind it may close than may open."""
        found: dict[int, int] = {}
        more = 0
        for at in range(len(self.text) - 1, -1, -1):
            if self.text[at] == "'" and not self._between_letters(at):
                found[at] = more
                more += 1 if self._may_close(at) else -1
        return found

    def _stands_alone(self, at: int, opens: bool) -> bool:
        """Whether it is no mark of a quotation: it stands in a word, for letters at its start or its end, or elides."""
        before, after = self._beside(at)
        if before.isalpha() and after == '"' and '"' not in self._open and self.text[at + 2 : at + 3].isalpha():
            return True  # dell'"Unità"
        if self._between_letters(at):
            return not self._behind_a_prefix(at)
        return self._stands_for_letters(at) or (opens and self._elides(at)) or self._trails(at) or self._lone(at)

    def _lone(self, at: int) -> bool:
        """Whether it begins a word where nothing closes, in a tongue that leaves letters out."""
        begins = self.text[at + 1 : at + 2].isalpha()
        return begins and self._last_closer < at and marks.elides(self._language) and "'" not in self._open

    def _paired(self) -> dict[int, bool]:
        """Where straight marks stand in pairs, nested as they close, and whether each opens: no space tells.

        What has no partner stays as it was typed, so that there are as many that open as that close.
        """
        pairs: dict[int, bool] = {}
        waiting: list[int] = []
        for at, mark in enumerate(self.text):
            if mark not in "\"'" or self._typed[at] == "x" or (mark == "'" and self._in_latin(at)):
                continue
            partner = next((place for place in reversed(waiting) if self.text[place] == mark), None)
            if partner is not None:
                del waiting[waiting.index(partner) :]
                pairs |= {partner: True, at: False}
            elif mark == '"' or not self._beside(at)[0].isascii() or not self._beside(at)[0].isalnum():
                waiting.append(at)
        return pairs

    def _in_latin(self, at: int) -> bool:
        """Whether a mark stands in a word of Latin letters, as in `don't`."""
        before, after = self._beside(at)
        return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()

    def _behind_a_prefix(self, at: int) -> bool:
        """Whether it begins a quoted word that is written together with the word before it."""
        prefix = marks.PREFIXES.get(self._tongue)
        return bool(prefix and prefix.search(self.text, max(at - 8, 0), at)) and self._closed_later(at)

    def _closed_later(self, at: int) -> bool:
        """Whether the next mark like it ends a word, so that this one may begin what it closes."""
        place = self.text.find(self.text[at], at + 1)
        if place < 0:
            return False
        before, after = self._beside(place)
        return not before.isspace() and not after.isalnum()

    def _trails(self, at: int) -> bool:
        """Whether the mark ends a word that the language writes with an apostrophe, as `po'` and `E'` in Italian."""
        words = marks.trailing(self._language)
        return words is not None and words.search(self.text, max(at - 12, 0), at) is not None

    def _beside(self, at: int) -> tuple[str, str]:
        return self.text[at - 1 : at] if at else "", self.text[at + 1 : at + 2]

    def _between_letters(self, at: int) -> bool:
        before, after = self._beside(at)
        return before.isalnum() and after.isalnum()

    def _opens(self, at: int) -> bool:
        """Whether a mark stands where one may open: before a word, behind a space, a bracket or another open mark."""
        before, after = self._beside(at)
        if not after or after.isspace():
            return False
        behind_an_open_one = (
            before in ("'", '"')
            and self.out[at - 1] != before
            and self.out[at - 1] in (self._opening, self._inner_opening)
        )
        elided = at > 1 and after.isalnum() and self.out[at - 1] == _APOSTROPHE and self.text[at - 2].isalpha()
        return not before or before.isspace() or before in _OPENERS or behind_an_open_one or elided

    def _stands_for_letters(self, at: int) -> bool:
        return self.text.startswith("'n'", at) or (at >= 2 and self.text.startswith("'n'", at - 2))

    def _elides(self, at: int) -> bool:
        """Whether the mark at `at` stands for letters left out at the start of a word, as in ’tis."""
        return (
            bool(marks.elisions(self._language).match(self.text, at + 1))
            and "'" not in self.text[at + 2 : at + 12].split(" ")[0]
        )

    def _may_close(self, at: int) -> bool:
        before, after = self._beside(at)
        ends = self._typed[at] != "x" and bool(before) and not before.isspace() and not after.isalnum()
        return ends and not self._trails(at)


_SIGNS: Mapping[str, Callable[[_Setter, int], None]] = {
    ".": _Setter.ellipsis,
    "-": _Setter.dash,
    '"': _Setter.double,
    "'": _Setter.single,
}
"""What is done at each sign that may have to be another one."""
