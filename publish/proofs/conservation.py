"""Nothing an author wrote may be lost: the words of an article, looked for in a finished file."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter

from lxml import etree

_LATIN = "A-Za-z\u00c0-\u024f"
_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_LATIN}]+|\d+|[{_UNSPACED}]|[^\W\d_{_LATIN}{_UNSPACED}]+")
"""Latin letters, digits and other letters are words apart: where a line runs from right to left, readers of finished
files put a word of several kinds (`0x1f`, `int64`) together in an order of their own. In a script that sets no spaces
every character is a word."""

_SOFT = re.compile("[\u00ad\u200b-\u200f\u2060\u2066-\u2069\ufeff]")
_HYPHEN = r"[-\u2010\ufffe\x02]"
"""What stands at the end of a line whose last word goes on; pdfium writes U+FFFE or U+0002 for it."""


def words(text: str) -> Counter[str]:
    """The words of a text, with ligatures, letter forms and soft hyphens taken apart (NFKC)."""
    return Counter(_WORD.findall(_plain(text)))


def plain(markup: str) -> str:
    """The text of a well-formed fragment, a space between blocks; of a formula, which is drawn, none."""
    root = etree.fromstring(f"<x>{markup}</x>", parser=etree.XMLParser(resolve_entities=False, huge_tree=True))
    for formula in root.iter("code"):
        if "math" in formula.get("class", "").split():
            formula.text = None
    return " ".join(str(part) for part in root.itertext())


_UNPRINTED = re.compile(
    r"""^\s*(?P<fence>`{3,}|~{3,}).*?^\s*(?P=fence)\S*$       # a chart, key figures, code
    | <!--.*?--> | <(?P<tag>style|script|svg)\b.*?</(?P=tag)> | </?[a-z][^>\n]*>
    | !\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?              # a picture: its words are for those who do not see it
    | \]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\) | \]\[[^\]\n]*\]
    | ^[ ]{0,3}\*?\[(?!\^)[^\]\n]+\]:[^\n]*$ | \[\^[^\]\n]+\] | \[![^\]\n]+\] | \{[^}\n]*\}
    | (?:^|(?<!\\)\|)\s*(?:[-*+•]\s+)?[*_]{0,2}(?:papers?|reports?|attachments?|enclosures?|documento?s?|vorlage
        |papur(?:au)?|unterlagen?|pièce)[*_]{0,2}\s*:(?:[^|\n]*)(?:\n\s*[-*+•]\s[^|\n]*)*  # printed as their headlines
    | (?:^|(?<!\\)\|)\s*[*_]{0,2}public\ title[*_]{0,2}\s*:[^|\n]*  # for who may not read the other
    | (?:^|(?<!\\)\|)\s*[*_]{0,2}(?:confidential|exempt|not\ for\ publication)[*_]{0,2}\s*(?::|(?=\||$))
        (?:\s*(?:yes|no|true|false)\b)?
    | (?<![\w*])(?:time|leads?|led\ by|presenter|speaker|starts?|begins|duration|amser|zeit|dauer|heure|durée|hora
        |presented\ by|officer|arweinir\ gan|leitung|présenté\ par)[*_]{0,2}\s*:
    | ^\s*[#*_\s]*(?:agenda\ )?(?:item|eitem|tagesordnungspunkt|point|punto|ponto|punkt|madde)\s(?=\d)
    """,
    re.X | re.M | re.S | re.I,
)
_CHECKED = re.compile(r"[^\W\d_]{4,}")


def typed(text: str) -> str:
    """The words of an agenda as its author typed them that the pack has to hold, whatever they were read as.

    Words of four letters and more: shorter ones stand everywhere. Addresses, code, and what is said of pictures are not
    among them, nor are the names of papers, which are printed as headlines.
    """
    return " ".join(_CHECKED.findall(_UNPRINTED.sub(" ", html.unescape(text))))


def lost(expected: str, found: str) -> list[str]:
    """Words of `expected` that `found` does not hold, in the order they were written.

    A word counts as found when the layout has broken it (at a line's end, even if the next line is on another page) or
    run it together with its neighbours.
    """
    have, whole = words(found), _plain(found)
    letters = re.sub(r"[\W_]+", "", whole)

    def broken(word: str) -> bool:
        return any(
            word[at:] in have and re.search(rf"\b{word[:at]}{_HYPHEN}", whole) is not None
            for at in range(2, len(word) - 1)
        )

    return [word for word in words(expected) if word not in have and word not in letters and not broken(word)]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", _SOFT.sub("", text)).casefold()
