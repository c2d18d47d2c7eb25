"""Figures among letters that run from right to left: what has an order of its own is isolated (UAX 9, HTML 4.5.24).

`-5%`, `020 7946 0958`, `2014-2026` and `0 → 14` read from left to right in every language; signs and groups of figures
would each be placed by the letters around them. What is marked here is marked in every edition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from publish.base.language import bidi, direction

_DIGITS = "0-9\u06f0-\u06f9"
_TELEPHONE = (
    rf"(?:\+|(?<![\w.,])\(?[0\u06f0])[{_DIGITS}](?:[ \u00a0\u202f().\-/\u2010-\u2013]{{0,2}}[{_DIGITS}]){{5,17}}"
)
_SIGNED = (
    rf"[+\-\u2212\u2013±~<>≤≥]?(?:[£$€¥₹₺₪₽][+\-\u2212\u2013]?)?[{_DIGITS}](?:[{_DIGITS}.,:/\-\u2010-\u2013×xX]*[{_DIGITS}])?"
    rf"(?:[\u00a0\u202f][{_DIGITS}]{{3}})*(?:[\u00a0\u202f ]?°[CFcf]?(?![A-Za-z])|[\u00a0\u202f]?[%‰£$€¥₹₺₪₽]"
    r"|(?:bn|[A-Za-z]{1,3}[²³]?)(?![A-Za-z]))?"
)
_RELATED = rf"{_SIGNED}(?: ?[→←↔=×÷+*<>≤≥≈\u2013-] ?{_SIGNED})+"
"""Figures with an arrow, a dash or a sign of sums between them."""
_BEHIND_A_PREFIX = rf"(?<=\b[وفبلובלהמכש])(?=[+±\u2212£$€¥₪{_DIGITS}])"
"""Behind "and" or "in", which are written together with what follows; a hyphen there is a Hebrew one, no minus."""
_BEHIND_NONE = rf"(?<![\w\ufdd0])(?<![{_DIGITS}][.,:/])"
_APART_FROM_LATIN = r"(?<![A-Za-z\u00c0-\u024f][ \u00a0])"
"""Behind a word of Latin letters figures run on as these do: `ISO 9001:2015`."""
_ENDED = rf"(?![\w\ufdd1]|[.,:][{_DIGITS}])"
FIGURES = re.compile(
    rf"{_APART_FROM_LATIN}(?:{_TELEPHONE}|(?:{_BEHIND_NONE}|{_BEHIND_A_PREFIX})(?:{_RELATED}|{_SIGNED}){_ENDED})"
)
"""A telephone number, figures with arrows or the like between them, or one figure with its signs."""
_PLAIN = re.compile(rf"[{_DIGITS}]+(?:[.,][{_DIGITS}]+)*")
"""A figure that is the same whatever is around it."""
_APART = {"bdi", "bdo", "code", "pre", "kbd", "samp", "a", "script", "style", "math", "svg"}
_MIRRORED = str.maketrans("→←⇒⇐➔", "←→⇐⇒←")


def isolate(root: Any, around: bidi.Direction) -> None:
    """Keep the figures apart under `root`, in place, where text runs `around`: cells, key figures, running text."""
    for figures in root.iter("ul"):
        for item in figures if figures.get("class") == "key-figures" else ():
            _turn(item.find("strong"), around)
    ways = _set_ways(root, around)
    if "rtl" not in ways.values():
        return
    for cell in [*root.iter("td"), *root.iter("th")]:
        said = "".join(cell.itertext())
        if ways[cell] == "rtl" and any(character.isdigit() for character in said) and bidi.own(said) == "ltr":
            _wrap(cell)
    _isolate_text(ways)


def _set_ways(root: Any, around: bidi.Direction) -> dict[Any, bidi.Direction]:
    """Let each part in a language of another direction say so; returns which way each element runs."""
    ways: dict[Any, bidi.Direction] = {}
    for element in root.iter():
        above = ways.get(element.getparent(), around)
        given, tongue = element.get("dir"), element.get("lang")
        way: bidi.Direction = given if given in ("ltr", "rtl") else direction(tongue) if tongue else above
        if not given and way != above and element.tag not in ("img", "br"):
            element.set("dir", way)
        ways[element] = way
    return ways


def _turn(value: Any, around: bidi.Direction) -> None:
    """A key figure the way it is read: from left to right, or with its arrows turned where it is in words."""
    way = bidi.own("".join(value.itertext())) or around
    if way == "rtl":
        for element in value.iter():
            element.text = element.text and element.text.translate(_MIRRORED)
            if element is not value:
                element.tail = element.tail and element.tail.translate(_MIRRORED)
    if way != around:
        _wrap(value, way)


def _wrap(element: Any, way: bidi.Direction = "ltr") -> None:
    """Put all that is in an element into a `bdi`."""
    inside = element.makeelement("bdi", {"dir": way})
    inside.text, element.text = element.text, None
    for child in list(element):
        element.remove(child)
        inside.append(child)
    element.append(inside)


def _isolate_text(ways: Mapping[Any, bidi.Direction]) -> None:
    """Keep figures apart in all text that runs from right to left; in an address or in code they are letters."""
    within: set[Any] = set()
    for element, way in ways.items():
        if element.tag in _APART or element.getparent() in within:
            within.add(element)
        elif way == "rtl":
            for at, child in reversed([*enumerate(element, start=1)]):  # the last first: no place of another moves
                _split(element, child, at)
            _split(element, None, 0)


def _split(parent: Any, before: Any, place: int) -> None:
    """Put what is to be isolated of one text, that of the parent or the one after a child of it, into elements."""
    text = (parent.text if before is None else before.tail) or ""
    found = [match for match in FIGURES.finditer(text) if not _PLAIN.fullmatch(match[0])]
    if not found:
        return
    pieces, at = [], 0
    for match in found:
        figure = parent.makeelement("bdi", {"dir": "ltr"})
        figure.text = match[0]
        pieces.append((text[at : match.start()], figure))
        at = match.end()
    for number, (_, figure) in enumerate(pieces):
        figure.tail = pieces[number + 1][0] if number + 1 < len(pieces) else text[at:]
        parent.insert(place + number, figure)
    if before is None:
        parent.text = pieces[0][0]
    else:
        before.tail = pieces[0][0]
