"""Braille read back word by word, in any language, by which of all known words has its cells.

liblouis's own way back cannot be trusted with right braille: its tables for Welsh (`cy.tbl`) and German (`de-g2.ctb`)
have hardly any rules for it, and that for English (`en-ueb-g2.ctb`) takes lower signs beside punctuation for groups of
letters (docs/accessibility.md says which). So a word is looked up by its cells among all words of the texts, written forward,
and among all that are told from it only by a letter for a digit or by capitals: it has to be the only one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from publish.formats.plain import liblouis

ONE_SIGN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "—": "–", "‐": "-", "‑": "-"}
)
"""What braille writes with one sign where print has several: UEB 7.6 and 7.2, French and German alike."""


DASH = re.compile(r"(?<!\S)--?(?!\S)")
"""Hyphens that stand alone are a dash: so the tables say, as `\\s-\\s 6-36` of de-g0-core.uti, where a dash is 6-36."""
BRACKETS = str.maketrans("])}", "[({")
"""German opens and closes with one sign (de-g0-core.uti: 2356, 6-2356): which it is, is told by where the space is."""


class Reading(NamedTuple):
    """What was compared, and what was not read as it was written."""

    words: int
    by_liblouis: int
    """Words that liblouis itself reads back as they were written."""
    wrong: tuple[str, ...]


def read(lines: Iterable[str], language: str) -> Reading:
    """Write lines as braille and read each word back."""
    tables = liblouis.table(language)
    assert tables is not None
    known: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    wrong: list[str] = []
    words = plainly = 0
    waiting = ""
    for line in lines:
        if liblouis.unknown(line, tables):
            continue
        cells, places = liblouis.placed(line, tables)
        places.append(len(cells))
        theirs = liblouis.back(cells, tables).split()
        typed = list(re.finditer(r"\S+", line))
        around = ""
        start = -1
        for at, found in enumerate(typed):
            word, first = waiting + found[0], places[found.start()] if start < 0 else start
            own = cells[first : places[found.end()]].strip()
            if not own and at + 1 < len(typed):  # the table sets it together with what follows
                waiting, start = word + " ", first
                continue
            waiting, start = "", -1
            around = around or (",,," if ",,," in own else "")
            number = "number" if cells[first - 1 : first] == '"' else ""
            words += 1
            known[around + number, own].add(_folded(word, language))
            same = len(theirs) == len(typed) and _folded(theirs[at], language) == _folded(word, language)
            plainly += same
            for taken in _near(word):
                if _folded(taken, language) != _folded(word, language) and _same(taken, word, tables):
                    wrong.append(f"{word} ~ {taken}")
            around = "" if ",'" in own else around
    wrong += [" ~ ".join(sorted(alike)) for alike in known.values() if len(alike) > 1]
    return Reading(words, plainly, tuple(dict.fromkeys(wrong)))


def _near(word: str) -> Iterator[str]:
    """Words that a reader could take it for: a letter for a digit or a digit for a letter, and other capitals."""
    for at in range(1, len(word)):
        if word[at - 1].isdigit() and word[at].lower() in "abcdefghij":
            yield word[:at] + "1234567890"["abcdefghij".index(word[at].lower())] + word[at + 1 :]
        if word[at - 1].isdigit() and word[at] in "1234567890":
            yield word[:at] + "abcdefghij"["1234567890".index(word[at])] + word[at + 1 :]
    yield from (word.lower(), word.upper(), word.capitalize())


def _same(one: str, other: str, tables: str) -> bool:
    """Whether two words have the same cells."""
    return not liblouis.unknown(one, tables) and liblouis.translate(one, tables) == liblouis.translate(other, tables)


def _folded(word: str, language: str) -> str:
    """A word as its braille has it: German contracted braille has no capitals, and one sign for each pair of brackets."""
    folded = word.translate(ONE_SIGN).replace("...", "…")
    if language == "en":
        return folded
    folded = DASH.sub("–", folded)
    return folded.casefold().replace("ß", "ss").translate(BRACKETS) if language == "de" else folded
