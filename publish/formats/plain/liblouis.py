r"""Words become braille: the only module that knows liblouis, a library of the system's.

It is called in C (liblouis 3, `liblouis.h`), since its Python module is in no package index. Traps:

- The width of a character depends on how it was built: `lou_charSize` says it.
- It prints what it thinks of tables on stderr unless told not to.
- `lou_findTable` knows languages without regions, and finds no table where one word of the query fits none.
- What its tables say of themselves is not all true: Turkish says `dots:8` and has six, Slovenian says nothing of dots,
  and a query for the language alone finds the computer braille of both.
- What a table does not know comes out as `\x05d0`, spelt in braille: such characters are looked for first.
- Its display tables differ: it is asked for dots as Unicode has them, and the letters of BRF are given here.
- A letter a to j after a digit becomes the next digit where the table says nothing before the letter, as UEB's does in
  a passage of capitals (`ITEM 4A`, liblouis 1323) and the Welsh one before `a`: `translate` says it.
- A sign that stands alone may have the cell of a word (`“` that of `his`): in UEB `translate` writes another.
- An apostrophe before a letter (`’tis`, `’n’`) is written as the end of a quotation: in UEB `translate` writes `'`.
- The Welsh table has addresses and names of files in computer braille, where capitals are no others than small letters:
  `placed` writes those with capitals piece by piece, as literary braille has them.
- German and French tables write a blank for a middle dot: it is taken as not known.
- It does not read back what it writes for a passage of capitals: `back` is given what stands between its signs.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import unicodedata
from functools import lru_cache
from typing import Any

NAMES = (
    "liblouis.so.20",
    "liblouis.20.dylib",
    "/opt/homebrew/lib/liblouis.20.dylib",
    "/usr/local/lib/liblouis.20.dylib",
)
_QUERIES = (
    "language:{language} contraction:full dots:6 type:literary",
    "language:{language} contraction:partial dots:6 type:literary",
    "language:{language} contraction:no dots:6 type:literary",
    "language:{language} dots:6",
    "language:{language} type:literary",
    "language:{language}",
)
"""What is asked for, the best first."""

_CALLED = {"zh": "cmn", "prs": "fa", "sco": "en", "no": "nb", "ku": "kmr", "am": "gez", "ti": "gez"}
"""Languages that the tables know under another tag: that of Ge'ez is for all that is written in Ethiopic letters."""

_CELLS = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
"""The 64 characters of North American ASCII braille in the order of Unicode's patterns, U+2800 to U+283F."""

_DOTS, _UNICODE = 4, 64
"""Of `enum translationMode`."""


class Missing(Exception):
    """The library is not on this machine."""


def present() -> bool:
    """Whether the library is on this machine."""
    try:
        return _library() is not None
    except Missing:
        return False


def table(language: str) -> str | None:
    """The table that liblouis itself would choose for contracted braille in a language; None when it has none.

    Raises Missing.
    """
    primary = language.partition("-")[0].lower()
    library = _library()
    for query in _QUERIES:
        found: bytes | None = library.lou_findTable(query.format(language=_CALLED.get(primary, primary)).encode())
        if found and _of_six_dots(found.decode()):
            return found.decode()
    return None


def _of_six_dots(tables: str) -> bool:
    """Whether it writes digits, at least, with the six dots that paper has."""
    cells = _call("lou_translateString", "0123456789", tables, _DOTS | _UNICODE)
    return all(ord(cell) & 0xC0 == 0 for cell in cells)


def unknown(text: str, tables: str) -> str:
    """The characters of the text that the table has no sign for, each once."""
    return "".join(character for character in dict.fromkeys(text) if not _known(character, tables))


def translate(text: str, tables: str) -> str:
    """One line of text in ASCII braille, spaces as spaces. Raises Missing."""
    return placed(text, tables)[0]


def placed(text: str, tables: str) -> tuple[str, list[int]]:
    """The same, with the place where the cells of each character begin."""
    levels = list(_LEVELS.finditer(text)) if _has_levels(tables) else []
    if levels:
        text = _LEVELS.sub("²", text)
    if _has_levels(tables):
        text = _ELISION.sub("'", text)
    cells, places = _placed(text, tables)
    if _has_capitals(tables):
        cells, places = _with_capitals(text, cells, places, tables)
    for level, at in reversed(
        list(zip((one[0] for one in levels), (at for at, sign in enumerate(text) if sign == "²"), strict=True))
    ):
        figure = ";5" if level[0] in "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎" else ";9"
        figure += _as_one(unicodedata.normalize("NFKC", level), tables)
        cells = cells[: places[at]] + figure + cells[places[at] + len(_SQUARED) :]
        places[at + 1 :] = [place + len(figure) - len(_SQUARED) for place in places[at + 1 :]]
    if mark := _mark_of_a_letter(tables):
        for at in reversed(range(1, len(text))):
            if _runs_on(text, cells, places, at):
                cells = cells[: places[at]] + mark + cells[places[at] :]
                places[at:] = [place + len(mark) for place in places[at:]]
    if _has_levels(tables):
        cells, places = _unmistaken(text, cells, places)
    for shifted in levels:
        places[shifted.start() : shifted.start() + 1] = [places[shifted.start()]] * len(shifted[0])
    return cells, places


_QUOTED = re.compile(r"(?<!\w)‘[^‘’]*(?:’\w[^‘’]*)*’(?!\w)(?=[^‘’]*(?:’\w[^‘’]*)*(?:‘|\Z))")
"""A quotation of which one mark alone can be the end; after an `s` the table takes it for an apostrophe (`dogs’`)."""
_ENDS = ",0"
_ELISION = re.compile(r"(?<![^\s(\[“\"‘—–-])’(?=\w)|(?<=\s’\w)’(?!\w)")
"""An apostrophe where a word begins, and the second of `’n’`: no quotation ends there."""
_ADDRESS = re.compile(r"\S*\w[^\w\s]\w\S*")
"""A word with a sign in it, as addresses and names of files are."""


@lru_cache(maxsize=64)
def _has_capitals(tables: str) -> bool:
    """Whether a table tells capitals from small letters; German contracted braille does not."""
    return _placed("Aa", tables)[0] != _placed("aa", tables)[0]


def _with_capitals(text: str, cells: str, places: list[int], tables: str) -> tuple[str, list[int]]:
    """Words whose capitals a table has left out, each sign and each run of letters or digits written by itself."""
    for found in reversed(list(_ADDRESS.finditer(text))):
        word = found[0]
        if word == word.lower() or _placed(word, tables)[0] != _placed(word.lower(), tables)[0]:
            continue
        at = places[found.start()]
        end = places[found.end()] if found.end() < len(text) else len(cells)
        own, begins = "", []
        for piece in re.findall(r"[^\W\d_]+|\d+|.", word):
            written, inner = _placed(piece, tables)
            begins += [at + len(own) + place for place in inner]
            own += written
        cells = cells[:at] + own + cells[end:]
        places = places[: found.start()] + begins + [p + len(own) - (end - at) for p in places[found.end() :]]
    return cells, places


def _unmistaken(text: str, cells: str, places: list[int]) -> tuple[str, list[int]]:
    """Write signs that would be read as words, and the ends of quotations that would be read as apostrophes."""
    ends = [(found.end() - 1, _ENDS) for found in _QUOTED.finditer(text)]
    lone = [(found.start(), _UNMISTAKEN[found[0]]) for found in _LONE.finditer(text)]
    for where, sign in sorted({*ends, *lone}, reverse=True):
        at = places[where]
        end = places[where + 1] if where + 1 < len(text) else len(cells)
        if sign == _ENDS:  # the table has `s’` as one
            at = end - 1
            if cells[at:end] != "'":
                continue
        cells = cells[:at] + sign + cells[end:]
        places[where + 1 :] = [place + len(sign) - (end - at) for place in places[where + 1 :]]
    return cells, places


_UNMISTAKEN = {"“": "^8", "”": "^0", '"': ";,7", "?": ";8"}
"""Signs that would be read as words where they stand alone (`his`, `Were`), and what UEB has instead (5.2, 7.6)."""
_LONE = re.compile(f"(?<!\\S)[{''.join(_UNMISTAKEN)}](?!\\S)")
_LEVELS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱºª]+|[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎]+")
"""Figures and signs that are raised or lowered; UEB sets a sign of their level before them (11.4.2)."""
_SQUARED = ";9#B"


def _as_one(shifted: str, tables: str) -> str:
    """What stands on a level; signs of grouping hold together what is more than one number or letter (UEB 11.4.2)."""
    cells = _placed(shifted, tables)[0].removeprefix(";")
    return cells if shifted.isdigit() or len(shifted) == 1 else f"<{cells}>"


@lru_cache(maxsize=64)
def _has_levels(tables: str) -> bool:
    """Whether a table writes the levels of UEB; it knows them of the figures 2 and 3 alone."""
    return _placed("²", tables)[0] == _SQUARED


def _runs_on(text: str, cells: str, places: list[int], at: int) -> bool:
    """Whether a letter, by its cell, is one digit more of the number before it."""
    digit, letter = text[at - 1], text[at]
    place = places[at]
    return (
        digit in _DIGITS
        and letter.upper() in _TEN
        and cells[place - 1 : place + 1] == _TEN[_DIGITS.index(digit)] + letter.upper()
    )


_DIGITS = "1234567890"
_TEN = "ABCDEFGHIJ"
"""The cells of digits in most codes, which are those of letters as well."""


@lru_cache(maxsize=64)
def _mark_of_a_letter(tables: str) -> str:
    """What a table sets between a digit and a small letter (UEB 6.5.2); empty where its digits are no letters."""
    cells, _ = _placed("4b", tables)
    return cells[cells.index("D") + 1 : -1] if "D" in cells and cells.endswith("B") else ""


def _placed(text: str, tables: str) -> tuple[str, list[int]]:
    """A text as cells, and by each character where its own begin."""
    library, kind = _library(), _character()
    room = 16 * len(text) + 256
    source = (kind * (len(text) + 1))(*map(ord, text))
    target, starts, ends = (kind * room)(), (ctypes.c_int * (len(text) + 1))(), (ctypes.c_int * room)()
    before, after = ctypes.c_int(len(text)), ctypes.c_int(room)
    counts = (ctypes.byref(before), target, ctypes.byref(after))
    if not library.lou_translate(tables.encode(), source, *counts, None, None, starts, ends, None, _DOTS | _UNICODE):
        raise ValueError(f"liblouis could not use `{tables}`")
    return "".join(_CELLS[cell & 0x3F] for cell in target[: after.value]), list(starts[: len(text)])


def back(cells: str, tables: str) -> str:
    """ASCII braille in print, as far as the table can tell. Raises Missing."""
    pieces = _PASSAGE.split(cells.upper())
    return "".join(
        _print(piece, tables).upper() if odd % 2 else _print(piece, tables) for odd, piece in enumerate(pieces)
    )


_PASSAGE = re.compile(",,,(.*?),'")
"""A passage of capitals (UEB 8.5)."""


def _print(cells: str, tables: str) -> str:
    dots = "".join(chr(0x2800 + _CELLS.index(cell)) for cell in cells)
    return _call("lou_backTranslateString", dots, tables, 0) if cells else ""


@lru_cache(maxsize=4096)
def _known(character: str, tables: str) -> bool:
    if character.isspace() or (_LEVELS.fullmatch(character) and _has_levels(tables)):
        return True
    # A character that is not known is spelt as its number, between quotation marks: a dozen cells; some are left out.
    cells = _call("lou_translateString", character, tables, _DOTS | _UNICODE)
    if len(cells) >= 8 or not cells.strip("\u2800 "):
        return False
    return unicodedata.category(character) != "Sm" or cells not in _letters(tables)


@lru_cache(maxsize=64)
def _letters(tables: str) -> frozenset[str]:
    """The cells of single letters: a sign of arithmetic with one of them is read as the letter (Welsh `>` as `o`)."""
    return frozenset(_call("lou_translateString", letter, tables, _DOTS | _UNICODE) for letter in _LATIN)


_LATIN = "abcdefghijklmnopqrstuvwxyz"


def _call(function: str, text: str, tables: str, mode: int) -> str:
    library, kind = _library(), _character()
    room = 16 * len(text) + 256
    source = (kind * (len(text) + 1))(*map(ord, text))
    target = (kind * room)()
    before, after = ctypes.c_int(len(text)), ctypes.c_int(room)
    done = getattr(library, function)(
        tables.encode(), source, ctypes.byref(before), target, ctypes.byref(after), None, None, mode
    )
    if not done:
        raise ValueError(f"liblouis could not use `{tables}`")
    return "".join(map(chr, target[: after.value]))


def _character() -> type[Any]:
    return ctypes.c_uint32 if _library().lou_charSize() == 4 else ctypes.c_uint16


@lru_cache(maxsize=1)
def _library() -> Any:
    for name in (*NAMES, ctypes.util.find_library("louis")):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library is not None:
            library.lou_findTable.restype = ctypes.c_char_p
            library.lou_findTable.argtypes = [ctypes.c_char_p]
            library.lou_setLogLevel(60000)
            return library
    raise Missing
