"""A style adds words by language; they are read from its files, and marked where another language's stand in.

`words.toml`, and one of a folder of the style, have a table a language, the first of them all words. `words/ro.toml`
has the words of one language, so that a translator has one small file. A table's words stand before a file's: a style
that has words of its own for a language keeps them beside those that it takes from the style below.

A word that a language lacks is the first language's, usually English: it is shown with its own `lang` and `dir`, so
that it is read aloud in English and its punctuation stays where it belongs.
"""

from __future__ import annotations

import re
from functools import partial

import tomli

from publish.base.cache import Cache, cached
from publish.base.language import direction, nearer
from publish.model import HouseStyle

Words = dict[str, dict[str, str]]
"""A style's words in each language that it has them in; the first language has all."""

_tables: dict[HouseStyle, Words] = {}
STYLES = 16
"""How many styles, as editions of a kind in some languages use them, are at hand."""


def table(style: HouseStyle, cache: Cache | None = None) -> Words:
    """Every language's words, as the files of the style have them."""
    if style not in _tables:
        if len(_tables) >= STYLES:
            _tables.clear()
        _tables[style] = cached(cache, Words, partial(_read, style), "words", style)
    return _tables[style]


def _read(style: HouseStyle) -> Words:
    files = {file.name: file.text for file in style.files}
    made: Words = tomli.loads(files["words.toml"])
    for name, text in files.items():
        if name.endswith("/words.toml"):
            for language, more in tomli.loads(text).items():
                made[language] = made.get(language, {}) | more
    for name, text in files.items():
        if language := of_file(name):
            made[language] = tomli.loads(text) | made.get(language, {})
    return made


def of_file(name: str) -> str:
    """The language whose words a file of a style has, alone; empty when it is another file."""
    found = re.fullmatch(r"words/([A-Za-z-]+)\.toml", name)
    return found[1] if found else ""


def words(style: HouseStyle, language: str) -> dict[str, str]:
    """The style's words in the nearest language that has each."""
    every = table(style)
    first = next(iter(every.values()))
    return first | _own(every, language)


def _own(every: Words, language: str) -> dict[str, str]:
    """Those that the language has itself, or the one that it is a kind of: `zh-Hans`, then `zh`.

    A text that runs the other way is in letters that its readers may not have in common, as Punjabi in Arabic ones.
    """
    way = direction(language)
    return next((every[tag] for tag in nearer(language) if tag in every and direction(tag) == way), {})


# What stands in for a word of another language is put between signs that are no characters (Unicode, 23.7), which a
# template may cut, fill in and repeat as it likes. What they mean is known when it is seen where they have come to.
_OPEN, _CLOSE, _VALUE, _VALUED = "\ufde0", "\ufde1", "\ufde2", "\ufde3"
_SIGNS = dict.fromkeys(map(ord, (_OPEN, _CLOSE, _VALUE, _VALUED)))


def marked(style: HouseStyle, language: str) -> dict[str, str]:
    """The style's words for a template, with signs about those that are not in the language."""
    every = table(style)
    first_language, first = next(iter(every.items()))
    own = _own(every, language)
    if language.split("-")[0] == first_language.split("-")[0] or first.keys() <= own.keys():
        return first | own
    substitutes = {name: _about(word) for name, word in first.items() if name not in own}
    return first | own | substitutes


def _about(word: str) -> str:
    return _OPEN + re.sub(r"\{\w+\}", rf"{_VALUE}\g<0>{_VALUED}", word) + _CLOSE


_TAGS = re.compile(r"(<(?:title|style|script)\b[^>]*>.*?</(?:title|style|script)>|<[^>]*>)", re.DOTALL)


def settled(text: str, style: HouseStyle, *, template: str) -> str:
    """A filled-in template with the signs of `marked` turned into elements, or left out where there can be none."""
    if _OPEN not in text:
        return text
    if not template.endswith(("html", "xhtml")):
        return text.translate(_SIGNS)
    language = next(iter(table(style)))
    lang = f'lang="{language}"' + (f' xml:lang="{language}"' if template.endswith("xhtml") else "")
    elements = {
        ord(_OPEN): f'<span {lang} dir="{direction(language)}">',
        ord(_CLOSE): "</span>",
        ord(_VALUE): "<bdi>",
        ord(_VALUED): "</bdi>",
    }
    pieces = _TAGS.split(text)
    pieces[::2] = [piece.translate(elements) for piece in pieces[::2]]
    pieces[1::2] = [piece.translate(_SIGNS) for piece in pieces[1::2]]
    return "".join(pieces)
