"""Typographic quotes, dashes and ellipses in the article's language, where people type straight ones.

Python-Markdown's own extension writes an apostrophe as the language's closing single quote, which is wrong wherever
the two differ (German), and sees one piece of text at a time. This one walks a paragraph from end to end, marks inside
emphasis and links included, and leaves code alone. A mark that it cannot be sure of stays as typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Marks = tuple[str, str, str, str]
"""Outer opening, outer closing, inner opening, inner closing."""

_NARROW = "\u202f"
_ENGLISH: Marks = ("“", "”", "‘", "’")
_LOW: Marks = ("„", "“", "‚", "‘")
_LOW_HIGH: Marks = ("„", "”", "‚", "’")
_POINTED: Marks = ("«", "»", "“", "”")
_SWISS: Marks = ("«", "»", "‹", "›")
_SWEDISH: Marks = ("”", "”", "’", "’")

# Unicode CLDR's delimiters, with the spaces that French typography puts inside its marks.
MARKS: dict[str, Marks] = {
    "en": _ENGLISH, "cy": ("‘", "’", "“", "”"), "ga": _ENGLISH, "gd": _ENGLISH,
    "fr": (f"«{_NARROW}", f"{_NARROW}»", "“", "”"), "fr-CH": _SWISS, "fr-CA": (f"«{_NARROW}", f"{_NARROW}»", "“", "”"),
    "de": _LOW, "de-CH": _SWISS, "de-LI": _SWISS, "lb": _LOW,
    "es": _POINTED, "es-MX": _ENGLISH, "es-US": _ENGLISH, "es-419": _ENGLISH, "ca": _POINTED, "gl": _ENGLISH,
    "eu": _ENGLISH, "it": _POINTED, "it-CH": _SWISS, "pt": _ENGLISH, "pt-PT": _POINTED,
    "nl": _ENGLISH, "af": _ENGLISH, "pl": ("„", "”", "«", "»"), "cs": _LOW, "sk": _LOW, "sl": _LOW, "hr": _LOW_HIGH,
    "sr": _LOW_HIGH, "bs": _LOW_HIGH, "bg": _LOW, "mk": _LOW, "sq": ("«", "»", "“", "”"), "ro": ("„", "”", "«", "»"),
    "hu": ("„", "”", "»", "«"), "da": _ENGLISH, "nb": ("«", "»", "‘", "’"), "nn": ("«", "»", "‘", "’"),
    "no": ("«", "»", "‘", "’"), "sv": _SWEDISH, "fi": _SWEDISH, "is": _LOW, "et": ("„", "“", "‚", "‘"),
    "lv": _ENGLISH, "lt": _LOW, "ru": ("«", "»", "„", "“"), "uk": ("«", "»", "„", "“"), "be": ("«", "»", "„", "“"),
    "el": ("«", "»", "“", "”"), "tr": _ENGLISH, "hy": ("«", "»", "«", "»"), "ka": _LOW,
    "he": ("”", "”", "’", "’"), "yi": ("”", "”", "’", "’"), "ar": ("”", "“", "’", "‘"), "fa": ("«", "»", "‹", "›"),
    "ur": ("”", "“", "’", "‘"), "hi": _ENGLISH, "zh": _ENGLISH, "zh-Hant": ("「", "」", "『", "』"),
    "zh-TW": ("「", "」", "『", "』"), "zh-HK": ("「", "」", "『", "』"), "ja": ("「", "」", "『", "』"),
    "ko": _ENGLISH,
}  # fmt: skip

_APOSTROPHE = "’"
_AS_TYPED = {"code", "pre", "kbd", "samp", "var", "script", "style"}
_FLOWING = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "img", "wbr", "rt", "rp", "ruby",
}  # fmt: skip
_ELISIONS = re.compile(r"(?:tis|twas|twere|twill|em|til|cause|bout|round|n|\d\ds?)\b", re.I)
_OPENERS = "([{«„‚“‘—–-/¿¡" + "\ufdd1"


def marks(language: str) -> Marks:
    """The quote marks of the nearest language known: `de-CH`, then `de`, then English."""
    tags = language.split("-")
    for end in range(len(tags), 0, -1):
        if (tag := "-".join(tags[:end])) in MARKS:
            return MARKS[tag]
    return _ENGLISH


def set_marks(root: Any, language: str) -> None:
    """Set the marks of all text under `root`, in place."""
    for run in _runs(root):
        _set_run(run, language)


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

    __slots__ = ("read", "typed", "write")

    def __init__(self, element: Any, attribute: str, typed: bool) -> None:
        self.read: str = getattr(element, attribute) or ""
        self.write: Callable[[str], None] = lambda text: setattr(element, attribute, text)
        self.typed = typed


def _runs(root: Any) -> Iterator[list[_Piece]]:
    """The pieces of text under `root`, broken where a block or a line begins or ends."""
    run: list[_Piece] = []
    typed = 0
    # (element, entering): without recursion, for elements may be nested as deep as is allowed.
    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        element, entering = stack.pop()
        if entering:
            if element.tag not in _FLOWING:
                yield run
                run = []
            typed += element.tag in _AS_TYPED
            run.append(_Piece(element, "text", typed > 0))
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))
            continue
        typed -= element.tag in _AS_TYPED
        if element.tag not in _FLOWING:
            yield run
            run = []
        if element is not root:
            run.append(_Piece(element, "tail", typed > 0))
    yield run


def _set_run(run: list[_Piece], language: str) -> None:
    text = "".join(piece.read for piece in run)
    if not any(mark in text for mark in ('"', "'", "--", "...")):
        return
    typed = "".join(("x" if piece.typed else " ") * len(piece.read) for piece in run)
    # An open fence of code reads as a letter to the mark beside it.
    out = _set_text(text, typed, language)
    at = 0
    for piece in run:
        if piece.read:
            changed = "".join(out[at : at + len(piece.read)])
            if changed != piece.read:
                piece.write(changed)
            at += len(piece.read)


def _set_text(text: str, typed: str, language: str) -> list[str]:
    """For each character of `text` what is printed for it; characters under an `x` of `typed` stay."""
    opening, closing, inner_opening, inner_closing = marks(language)
    packed = language.split("-")[0] in ("zh", "ja", "ko")
    out = list(text)
    stack: list[str] = []
    closers = [at for at, character in enumerate(text) if character == "'" and _may_close(text, typed, at)]
    for at, character in enumerate(text):
        if typed[at] == "x":
            continue
        if character == "." and text.startswith("...", at) and out[at]:
            if text[at - 1 : at] != "." and text[at + 3 : at + 4] != ".":
                out[at : at + 3] = ["…", "", ""]
            continue
        if character == "-" and text.startswith("--", at) and out[at] and text[at - 1 : at] != "-":
            length = len(text) - at - len(text[at:].lstrip("-"))
            if length <= 3:
                out[at : at + length] = ["–" if length == 2 else "—", "", ""][:length]
            continue
        if character not in "\"'":
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        word_before, word_after = before.isalnum(), after.isalnum()
        opens = (
            not before
            or before.isspace()
            or before in _OPENERS
            or (before in "\"'" and out[at - 1] != before and out[at - 1] in (opening, inner_opening))
        )
        opens = opens and bool(after) and not after.isspace()
        if character == '"':
            if packed and word_before and word_after:
                opens = '"' not in stack
            elif word_before and word_after:
                if language.split("-")[0] in ("he", "yi"):
                    out[at] = "״"
                continue
            if opens and '"' not in stack:
                stack.append('"')
                out[at] = opening
            elif '"' in stack:
                del stack[stack.index('"') :]
                out[at] = closing
            elif opens:
                out[at] = opening
        elif word_before and word_after:
            # 6'2 is feet and inches.
            out[at] = "'" if before.isdigit() and after.isdigit() else _APOSTROPHE
        elif text.startswith("'n'", at) or text.startswith("'n'", at - 2) or (opens and _elides(text, at)):
            out[at] = _APOSTROPHE
        elif opens and "'" not in stack and closers and closers[-1] > at:
            outer = '"' not in stack
            # A single mark on its own is the language's inner mark only inside outer ones; English-like tongues have
            # the one pair for both.
            stack.append("'")
            out[at] = opening if outer and opening in "‘" else inner_opening
        elif "'" in stack and not opens:
            del stack[stack.index("'") :]
            out[at] = inner_closing if opening != "‘" or '"' in stack else closing
        elif before and not before.isspace() and not before.isdigit():
            out[at] = _APOSTROPHE
    return out


def _elides(text: str, at: int) -> bool:
    """Whether the mark at `at` stands for letters left out at the start of a word, as in ’tis."""
    return bool(_ELISIONS.match(text, at + 1)) and "'" not in text[at + 2 : at + 12].split(" ")[0]


def _may_close(text: str, typed: str, at: int) -> bool:
    return typed[at] != "x" and at > 0 and not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()
