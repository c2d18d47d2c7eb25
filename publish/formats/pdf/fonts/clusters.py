"""Letters of several glyphs, as `ọ̀`: what each glyph of one says, and which words are set in one typeface.

Wraps uharfbuzz. Its traps: a mark that a typeface has no place for on its letter is not refused, but stands after it; a
letter that a typeface lacks is put together of those that it has, though Pango then takes the whole from another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape, unescape
from typing import Any
from unicodedata import combining, normalize

from publish.media import typefaces
from publish.model import Brand, Galley, Typeface
from publish.value import replace


def spelt(letter: str, glyphs: Sequence[int], font: bytes) -> Iterator[tuple[int, str]]:
    """Each glyph of a letter with what it says of it: `o`, a dot below and a grave of `ọ̀`. `font` is a file."""
    parts = normalize("NFD", letter)
    used = next((end for end in range(len(parts), 1, -1) if _is(glyphs[0], parts[:end], font)), 1)
    yield glyphs[0], normalize("NFC", parts[:used])
    for at, glyph in enumerate(glyphs[1:], start=used):
        yield glyph, parts[at : at + 1] if at < used + len(glyphs) - 2 else parts[at:]


def _is(glyph: int, parts: str, font: bytes) -> bool:
    """Whether it is the font's glyph for a letter and some of its marks."""
    composed = normalize("NFC", parts)
    return len(composed) == 1 and _open(font).get_nominal_glyph(ord(composed)) == glyph


def marked(letter: str) -> bool:
    """Whether it is a letter with marks on it, as Latin, Greek and Cyrillic have them."""
    parts = normalize("NFD", letter)
    return len(parts) > 1 and all(map(combining, parts[1:]))


@lru_cache(maxsize=16)
def _open(font: bytes) -> Any:
    import uharfbuzz as hb

    return hb.Font(hb.Face(font))


def cared_for(text: str, clear: Typeface) -> tuple[Typeface, tuple[str, ...]]:
    """The typeface for large print in these words (they may be HTML), and words to be set in `substitute()`.

    It is `clear`, unless many words have letters that it lacks: single ones in another face are no hindrance, but two
    faces in turn are.
    """
    words = _words(text)
    lacking = _lacking(words, clear)
    return (clear, lacking) if _few(words, lacking) else (substitute(), ())


def branded(text: str, brand: Brand) -> Brand:
    """The brand with typefaces that have the letters of these words (they may be HTML), but for a few of them.

    Where its own for text has not, that for headings is tried, then `substitute()`.
    """
    words = _words(text)

    def first(*faces: Typeface) -> Typeface:
        return next((face for face in faces if _few(words, _lacking(words, face))), substitute())

    return replace(brand, headings=first(brand.headings), body=first(brand.body, brand.headings))


def _words(text: str) -> list[str]:
    """The words, if there may be any among them that a typeface lacks."""
    if not _RARE.search(text):
        return []
    return _WORDS.findall(unescape(re.sub("<[^>]*>", " ", text)))


def _lacking(words: Iterable[str], typeface: Typeface) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(words) if _lacks(word, typeface))


def _few(words: Sequence[str], lacking: Iterable[str]) -> bool:
    """Whether that is no more than one word in twenty."""
    missed = set(lacking)
    return sum(word in missed for word in words) * _SELDOM <= len(words)


def substitute() -> Typeface:
    """The typeface that has every letter of Latin, Greek and Cyrillic, and a place for every mark on it."""
    return typefaces.fallbacks("\N{COMBINING ACUTE ACCENT}")[0]


def set_apart(html: str, words: Iterable[str], family: str) -> str:
    """The page with these words in the typeface of that name, wherever they stand in its text."""
    spelt = sorted({form for word in words for form in (word, escape(word))}, key=len, reverse=True)
    if not spelt:
        return html
    pattern = re.compile(rf"(?<!{_LETTER})(?:{'|'.join(map(re.escape, spelt))})(?!{_LETTER})")
    head, *pieces = _pieces(html)
    pieces[::2] = [pattern.sub(_in_family(family, r"\g<0>"), piece) for piece in pieces[::2]]
    return head + "".join(pieces)


def _pieces(html: str) -> list[str]:
    """A page's head, and what is in its body: text and tags in turn."""
    head, opening, body = html.partition("<body")
    return [head, *re.split("(<[^>]*>)", opening + body)]


def _in_family(family: str, words: str) -> str:
    return f"""<span class="lent" style="font-family: '{family}'">{words}</span>"""


def capped(galley: Galley) -> Galley:
    """The galley with keys of a telephone, as `1️⃣`, in the one typeface that has them.

    It makes one sign of a digit and the cap over it; asked sign by sign, Pango has the digit from the text's typeface.
    In what is said of headings, which margins and bookmarks show, they are digits.
    """
    if not _KEYCAP.search(galley.html):
        return galley
    face = typefaces.fallbacks("\N{KEYCAP TEN}")[-1]
    head, *pieces = _pieces(galley.html)
    apart = _in_family(face.family, "\\1\u20e3")
    for at, piece in enumerate(pieces):
        pieces[at] = _KEYCAP.sub(r"\1" if at % 2 else apart, piece)
    families = tuple(dict.fromkeys((*galley.typefaces, face)))
    return replace(galley, html=head + "".join(pieces), typefaces=families)


_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")

_SELDOM = 20
_LETTER = (
    "[A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u052f\u1ab0-\u1aff\u1c80-\u1c8f\u1d00-\u1fff"
    "\u2c60-\u2c7f\ua640-\ua69f\ua720-\ua7ff\uab30-\uab6f]"
)
"""Of Latin, Greek or Cyrillic, or a mark on one."""
_WORDS = re.compile(rf"{_LETTER}+")
_RARE = re.compile("[\u0100-\u052f\u1ab0-\u1fff\u2c60-\u2c7f\ua640-\ua7ff\uab30-\uab6f]")


@lru_cache(maxsize=4096)
def _lacks(word: str, typeface: Typeface) -> bool:
    """Whether it has some letters of a word and not others, or no place for their marks."""
    if max(word) < "\u0100":  # every typeface for Latin has these, and to look takes long
        return False
    font = _first(typeface)
    held = [font.get_nominal_glyph(ord(character)) is not None for character in word]
    return any(held) and not (all(held) and all(_placed(letter[0], font) for letter in _MARKED.finditer(word)))


@lru_cache(maxsize=16)
def _first(typeface: Typeface) -> Any:
    """Its first face, uncut: all have the same letters and marks. Raises FileNotFoundError."""
    return _open(typefaces.load(typeface.faces[0]))


_MARKED = re.compile(".[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]+")


def _placed(letter: str, font: Any) -> bool:
    """Whether the font has a place for each mark of a letter. One that has none stands where the letter ends."""
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(letter)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return all(position.x_offset for position in buffer.glyph_positions[1:])
