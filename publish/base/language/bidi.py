"""Which way a piece of text runs by itself, and whether it has to be kept apart from what is around it (UAX 9)."""

from __future__ import annotations

from typing import Literal
from unicodedata import bidirectional

Direction = Literal["ltr", "rtl"]
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def turning(text: str) -> tuple[str, ...]:
    """The signs in a text that turn or embed what follows, as `U+202E`: overrides, embeddings, and isolates left open.

    Isolates that are closed stay within a name, and typists of two scripts need them (UAX 9, 2.3 and 2.4).
    """
    opened = sum(text.count(sign) for sign in "\u2066\u2067\u2068")
    wanted = _TURNING + ("\u2066\u2067\u2068\u2069" if opened != text.count("\u2069") else "")
    return tuple(f"U+{ord(sign):04X}" for sign in wanted if sign in text)


_TURNING = "\u202a\u202b\u202c\u202d\u202e"


def own(text: str) -> Direction | None:
    """The direction of the first letter that has one (UAX 9, P2); of figures without a letter, left to right.

    None for text without either: it goes with what is around it.
    """
    strong = next((_STRONG[kind] for kind in map(bidirectional, text) if kind in _STRONG), None)
    return strong or ("ltr" if any(character.isdigit() for character in text) else None)


def apart(text: str, around: Direction) -> Direction | None:
    """The direction in which a value has to be isolated among text that runs `around`; None when it need not be.

    What has only letters of the direction around it reads the same with and without; figures with signs about them do
    so from left to right only.
    """
    kinds = {_STRONG[kind] for kind in map(bidirectional, text) if kind in _STRONG}
    if kinds == {around} and (around == "ltr" or not any(character.isdigit() for character in text)):
        return None
    if not kinds and around == "ltr":
        return None
    return own(text)
