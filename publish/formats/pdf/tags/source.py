"""Where the words of a page stand in the text they come from, so that what divides them is read and not guessed."""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple


class Piece(NamedTuple):
    """What one run of marked content says."""

    said: str
    number: int | None
    """Of the HTML element whose own text it is part of (`data-tag`); None for what a style adds."""
    tag: str
    """The element's name."""
    block: Any
    """A sign of the block whose lines it stands in: equal for the pieces of one block."""
    kept: bool
    """Whether the block keeps white space and line ends as they are, as code does."""
    call: bool
    """Whether it is the call of a note."""
    area: tuple[float, float, float, float]
    """The left, lower, right and upper side of what is drawn, in points from the page's lower left corner."""


class Source:
    """The text of a laid-out HTML tree in document order, from which pieces are read off one after the other.

    Notes stand after everything else, each by itself: they are laid out away from their calls. So do the marks of
    pages, which are read before the sentence that they stand in.
    """

    def __init__(self, root: Any) -> None:
        self._signs: list[str] = []
        self._own: dict[int, tuple[str, list[int]]] = {}
        """By element, its own signs without case and white space, and where in `_signs` each of them is from."""
        self._at: dict[int, int] = {}
        own: dict[int, tuple[list[str], list[int]]] = {}
        waiting = [root]
        while waiting:
            self._add(waiting.pop(0), own, waiting)
        self._own = {number: ("".join(signs), places) for number, (signs, places) in own.items()}

    def _add(self, element: Any, own: dict[int, tuple[list[str], list[int]]], apart: list[Any]) -> None:
        self._text(element.text, element, own)
        if element.tag == "br":
            self._signs.append("\n")
        for child in element:
            if isinstance(child.tag, str):
                if child.get("class") in _APART:
                    apart.append(child)
                else:
                    self._add(child, own, apart)
            self._text(child.tail, element, own)

    def _text(self, text: str | None, element: Any, own: dict[int, tuple[list[str], list[int]]]) -> None:
        if not text:
            return
        signs, places = own.setdefault(int(element.get("data-tag", "-1")), ([], []))
        folded = [_FOLDED[sign] for sign in text]
        signs += folded
        places += [at for at, fold in enumerate(folded, len(self._signs)) for _ in fold]
        self._signs += text

    def place(self, piece: Piece) -> Place | None:
        """Where the next piece of its element is from; None when that cannot be told."""
        if piece.number is None or piece.number not in self._own:
            return None
        signs, places = self._own[piece.number]
        said = "".join([_FOLDED[sign] for sign in piece.said])
        at = self._at.get(piece.number, 0)
        hyphen = 0
        if not signs.startswith(said, at):
            if said and said[-1] in _HYPHENS and signs.startswith(said[:-1], at):
                said, hyphen = said[:-1], 1
            elif (found := signs.find(said, at)) >= 0:
                at = found
            else:
                return None
        if not said:
            return None
        self._at[piece.number] = at + len(said)
        return Place(places[at], places[at + len(said) - 1], bool(hyphen))

    def between(self, before: Place, after: Place) -> str | None:
        """The white space that the text has between two places; None when the second does not follow the first."""
        if after.first <= before.last:
            return None
        return "".join(sign for sign in self._signs[before.last + 1 : after.first] if sign.isspace())


class Place(NamedTuple):
    """The first and the last sign of a piece, and whether a hyphen at its end was added by the layout."""

    first: int
    last: int
    hyphenated: bool


_APART = frozenset(("footnote", "standard-page"))
_HYPHENS = "-‐\u00ad"


class _Folded(dict[str, str]):
    """Signs as styles do not change them: without case; nothing for what has no ink."""

    def __missing__(self, sign: str) -> str:
        inked = not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc")
        folded = self[sign] = sign.casefold() if inked else ""
        return folded


_FOLDED = _Folded()
