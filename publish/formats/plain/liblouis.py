r"""Words become braille: the only module that knows liblouis, a library of the system's.

It is called in C (liblouis 3, `liblouis.h`), since its Python module is in no package index. Traps:

- The width of a character depends on how it was built: `lou_charSize` says it.
- It prints what it thinks of tables on stderr unless told not to.
- `lou_findTable` knows languages without regions, and finds no table where one word of the query fits none.
- What its tables say of themselves is not all true: Turkish says `dots:8` and has six, Slovenian says nothing of dots,
  and a query for the language alone finds the computer braille of both.
- What a table does not know comes out as `\x05d0`, spelt in braille: such characters are looked for first.
- Its display tables differ: it is asked for dots as Unicode has them, and the letters of BRF are given here.
"""

from __future__ import annotations

import ctypes
import ctypes.util
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

_CALLED = {"zh": "cmn", "no": "nb", "ku": "kmr", "am": "gez", "ti": "gez"}
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
    return "".join(_CELLS[ord(cell) & 0x3F] for cell in _call("lou_translateString", text, tables, _DOTS | _UNICODE))


def back(cells: str, tables: str) -> str:
    """ASCII braille in print, as far as the table can tell. Raises Missing."""
    dots = "".join(chr(0x2800 + _CELLS.index(cell)) for cell in cells.upper())
    return _call("lou_backTranslateString", dots, tables, 0)


@lru_cache(maxsize=4096)
def _known(character: str, tables: str) -> bool:
    if character.isspace():
        return True
    # A character that is not known is spelt as its number, between quotation marks: a dozen cells.
    return len(_call("lou_translateString", character, tables, _DOTS | _UNICODE)) < 8


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
