"""Hyphens for very long words of languages that pyphen has no patterns for, as Welsh names of places.

Where a word is longer than a line it would be broken without a hyphen, and anywhere. These languages divide before a
consonant that a vowel follows, and never within a letter that is written with two; only words that hardly fit a line
are touched, since a compound may be divided better than its sounds tell.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 24
"""Letters from which a word is divided."""
_VOWELS = "aeiouwyâêîôûŵŷáéíóúẃýàèìòùẁỳäëïöüẅÿåæøıðɛɔẹọ"
_LETTERS = {
    "cy": "ch|dd|ff|ng|ll|ph|rh|th", "ga": "[bcdfgmpst]h", "gd": "[bcdfgmpst]h", "fi": "", "tr": "", "az": "", "fo": "",
    "so": "dh|kh|sh", "sw": "ch|dh|gh|kh|ny|sh|th|mb|nd|ng|nj|nz|mv", "yo": "gb", "br": "ch|zh",
}  # fmt: skip
"""The languages, each with its letters that are written with two."""
_SOFT = "\u00ad"
_TAGS = re.compile(r"(<[^>]*>)")


def divide(html: str, language: str, *, typed: bool = True) -> str:
    """The markup with soft hyphens in its very long words, in languages that have no other hyphens.

    Those that somebody, or a word processor, has `typed` are kept, or taken out where no word that fits may be broken.
    """
    if not typed:
        html = html.replace(_SOFT, "")
    tongue = language.split("-")[0]
    if tongue not in _LETTERS:
        return html
    pieces = _TAGS.split(html)
    pieces[::2] = [_long().sub(lambda word: _divided(word[0], tongue), piece) for piece in pieces[::2]]
    return "".join(pieces)


@lru_cache(maxsize=1)
def _long() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w&/@.])[^\W\d_]{{{LONGEST},}}(?![\w/@])")


def _divided(word: str, tongue: str) -> str:
    letters = _LETTERS[tongue]
    onset = rf"(?<=.{{2}})(?<=\w)((?:{letters + '|' if letters else ''}[^{_VOWELS}\W\d_])[{_VOWELS}])"
    places = [
        match.start()
        for match in re.finditer(onset, word, re.IGNORECASE)
        if len(word) - match.start() > 2 and not _within(word, match.start(), letters)
    ]
    for place in reversed(places):
        word = word[:place] + _SOFT + word[place:]
    return word


def _within(word: str, place: int, letters: str) -> bool:
    """Whether the place is in the midst of a letter that is written with two."""
    return bool(letters) and re.fullmatch(letters, word[place - 1 : place + 1], re.IGNORECASE) is not None
