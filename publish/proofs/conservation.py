"""Nothing an author wrote may be lost: the words of an article, looked for in a finished file."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from lxml import etree

_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+|\d+|[^\W\d_A-Za-z\u00c0-\u024f]+")
"""Latin letters, digits and other letters are words apart: where a line runs from right to left, readers of finished
files put a word of several kinds (`0x1f`, `int64`) together in an order of their own."""
_SOFT = re.compile("[\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066-\u2069\ufeff\ufffe]")


def words(text: str) -> Counter[str]:
    """The words of a text, with ligatures, letter forms and soft hyphens taken apart (NFKC)."""
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", _SOFT.sub("", text)).casefold()))


def plain(markup: str) -> str:
    """The text of a well-formed fragment, a space between blocks."""
    root = etree.fromstring(f"<x>{markup}</x>", parser=etree.XMLParser(resolve_entities=False, huge_tree=True))
    return " ".join(str(part) for part in root.itertext())


def lost(expected: str, found: str) -> list[str]:
    """Words of `expected` that `found` does not hold, in the order they were written.

    A word that the layout broke or joined (a hyphen at a line's end, letters set apart) counts as found when its
    letters stand in a row once all that is no letter is left out.
    """
    have = words(found)
    letters = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", _SOFT.sub("", found)).casefold())
    return [word for word in dict.fromkeys(words(expected)) if word not in have and word not in letters]
