"""Scripts: one table of what each asks for, which readers, typefaces and style sheets consult.

Sources: Unicode's Scripts.txt for blocks, CLDR's likelySubtags.xml for the script of a language, and the W3C's layout
requirements (alreq, ilreq, sealreq, ethlreq, clreq, jlreq, klreq) for emphasis, spacing and the breaks of words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Script(NamedTuple):
    """A script: its ISO 15924 code, the languages mostly written in it, its blocks and what it asks for."""

    code: str
    name: str
    languages: str
    """Tags of languages, with a space between them."""
    blocks: tuple[tuple[int, int], ...]
    """The first and the last code point of each range that its letters lie in."""
    traits: str = ""
    """Of TRAITS, with a space between them."""


TRAITS = {
    "rtl": "runs from right to left",
    "joined": "letters join, or hang from one line: they cannot be spaced out",
    "tall": "reaches higher and deeper than Latin: lines stand farther apart",
    "low": "stands lower than Latin at one size",
    "upright": "has no slanted letters: words are stressed in bold",
    "square": "each letter fills a square",
    "unspaced": "there are no spaces between words",
    "unhyphenated": "words are not divided with a hyphen",
}
_INDIC = "joined tall upright unhyphenated"
_EASTERN = "tall upright unspaced unhyphenated"

_HAN = ((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))

SCRIPTS: tuple[Script, ...] = (
    Script(
        "Latn",
        "Latin",
        "",
        (
            *((0x41, 0x5A), (0x61, 0x7A), (0xAA, 0xAA), (0xBA, 0xBA), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2B8)),
            *((0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA722, 0xA7FF), (0xAB30, 0xAB64), (0xFB00, 0xFB06)),
        ),
    ),
    Script("Grek", "Greek", "el grc", ((0x370, 0x3E1), (0x3F0, 0x3FF), (0x1F00, 0x1FFF))),
    Script(
        "Cyrl",
        "Cyrillic",
        "ab av ba be bg bua ce cu cv kaa kbd kk kum kv ky lez mdf mhr mk mn myv os ru sah sr tg tt tyv udm uk xal",
        ((0x400, 0x52F), (0x1C80, 0x1C88), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    ),
    Script("Armn", "Armenian", "hy hyw", ((0x530, 0x58F), (0xFB13, 0xFB17)), "upright"),
    Script("Geor", "Georgian", "ka xmf sva", ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)), "upright"),
    Script("Hebr", "Hebrew", "he jpr lad yi", ((0x590, 0x5FF), (0xFB1D, 0xFB4F)), "rtl low upright unhyphenated"),
    Script(
        "Arab",
        "Arabic",
        "ajp apc ar arq ary arz bal bgn brh ckb fa gwc hac khw ks lrc luz mzn ota pnb prs ps sd sdh shu skr swb trw ug"
        " ur",
        ((0x600, 0x6FF), (0x750, 0x77F), (0x870, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
        "rtl joined tall low upright unhyphenated",
    ),
    Script("Syrc", "Syriac", "syr aii", ((0x700, 0x74F), (0x860, 0x86F)), "rtl joined upright unhyphenated"),
    Script("Thaa", "Thaana", "dv", ((0x780, 0x7BF),), "rtl upright unhyphenated"),
    Script("Nkoo", "N’Ko", "nqo", ((0x7C0, 0x7FF),), "rtl joined upright unhyphenated"),
    Script("Rohg", "Hanifi Rohingya", "rhg", ((0x10D00, 0x10D3F),), "rtl joined upright unhyphenated"),
    Script("Adlm", "Adlam", "", ((0x1E900, 0x1E95F),), "rtl joined upright unhyphenated"),
    Script(
        "Deva",
        "Devanagari",
        "awa bgc bho brx doi hi hif kok mai mr ne new raj sa xnr",
        ((0x900, 0x963), (0x966, 0x97F), (0xA8E0, 0xA8FF), (0x1CD0, 0x1CFF)),
        _INDIC,
    ),
    Script("Beng", "Bengali", "as bn mni", ((0x980, 0x9FF),), _INDIC),
    Script("Guru", "Gurmukhi", "pa", ((0xA00, 0xA7F),), _INDIC),
    Script("Gujr", "Gujarati", "gu", ((0xA80, 0xAFF),), _INDIC),
    Script("Orya", "Odia", "or", ((0xB00, 0xB7F),), _INDIC),
    Script("Taml", "Tamil", "ta", ((0xB80, 0xBFF),), _INDIC),
    Script("Telu", "Telugu", "te", ((0xC00, 0xC7F),), _INDIC),
    Script("Knda", "Kannada", "kn", ((0xC80, 0xCFF),), _INDIC),
    Script("Mlym", "Malayalam", "ml", ((0xD00, 0xD7F),), _INDIC),
    Script("Sinh", "Sinhala", "si", ((0xD80, 0xDFF),), _INDIC),
    Script("Thai", "Thai", "th", ((0xE00, 0xE3E), (0xE40, 0xE7F)), _EASTERN),
    Script("Laoo", "Lao", "lo", ((0xE80, 0xEFF),), _EASTERN),
    Script("Tibt", "Tibetan", "bo dz", ((0xF00, 0xFFF),), _EASTERN),
    Script("Mymr", "Burmese", "ksw mnw my shn", ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)), _EASTERN),
    Script("Khmr", "Khmer", "km", ((0x1780, 0x17FF), (0x19E0, 0x19FF)), _EASTERN),
    Script(
        "Ethi",
        "Ethiopic",
        "am byn gez ti tig wal",
        ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)),
        "upright unhyphenated",
    ),
    Script("Cher", "Cherokee", "chr", ((0x13A0, 0x13FF), (0xAB70, 0xABBF)), "upright"),
    Script("Cans", "Canadian syllabics", "csw iu", ((0x1400, 0x167F),), "upright unhyphenated"),
    Script("Tfng", "Tifinagh", "shi zgh", ((0x2D30, 0x2D7F),), "upright unhyphenated"),
    Script("Olck", "Ol Chiki", "sat", ((0x1C50, 0x1C7F),), "upright unhyphenated"),
    Script("Yiii", "Yi", "ii", ((0xA000, 0xA4CF),), "square upright unspaced unhyphenated"),
    Script(
        "Kore",
        "Korean",
        "ko",
        ((0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xFFA0, 0xFFDC)),
        "upright unhyphenated",
    ),
    Script(
        "Jpan",
        "Japanese",
        "ja",
        ((0x3041, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F)),
        "square upright unspaced unhyphenated",
    ),
    Script("Hans", "Chinese", "gan hak nan wuu zh", _HAN, "square upright unspaced unhyphenated"),
    Script("Hant", "Chinese", "yue", (), "square upright unspaced unhyphenated"),
)
BY_CODE = {script.code: script for script in SCRIPTS}
_OF_LANGUAGE = {language: script.code for script in SCRIPTS for language in script.languages.split()}
_ALSO = {
    **dict.fromkeys(("Hani", "Hanb", "Bopo"), "Hans"), "Hrkt": "Jpan", "Hira": "Jpan", "Kana": "Jpan", "Hang": "Kore",
    "Aran": "Arab", "Syrj": "Syrc", "Syrn": "Syrc",
}  # fmt: skip
"""Codes of ISO 15924 that say a part or a manner of a script of the table."""
_ELSEWHERE = {
    "zh-TW": "Hant", "zh-HK": "Hant", "zh-MO": "Hant", "yue-CN": "Hans", "pa-PK": "Arab", "uz-AF": "Arab",
    "tg-AF": "Arab", "kk-CN": "Arab", "kk-IR": "Arab", "ky-CN": "Arab", "az-IR": "Arab", "tk-AF": "Arab",
    "ku-IQ": "Arab", "ku-IR": "Arab", "ms-CC": "Arab", "sd-IN": "Deva", "sr-ME": "Latn",
}  # fmt: skip
"""Where a language is written in another script than elsewhere (CLDR's likely subtags)."""
SEVERAL = {
    "az": "Latn Cyrl Arab", "bal": "Arab Latn", "bs": "Latn Cyrl", "crh": "Latn Cyrl", "ff": "Latn Adlm Arab",
    "ha": "Latn Arab", "kaa": "Cyrl Latn", "kk": "Cyrl Arab Latn", "kok": "Deva Latn", "ks": "Arab Deva",
    "ku": "Latn Arab Cyrl", "ky": "Cyrl Arab", "lad": "Hebr Latn", "mn": "Cyrl", "mni": "Beng", "ms": "Latn Arab",
    "pa": "Guru Arab", "rhg": "Rohg Arab Latn", "sat": "Olck Deva Latn", "sd": "Arab Deva", "shi": "Tfng Latn",
    "sr": "Cyrl Latn", "tg": "Cyrl Arab", "tk": "Latn Arab Cyrl", "ug": "Arab Cyrl Latn", "uz": "Latn Cyrl Arab",
    "zh": "Hans Hant", "yue": "Hant Hans",
}  # fmt: skip
"""Scripts that one language is written in, the usual one first."""


def of_tag(tag: str) -> Script:
    """The script of a normalised tag: the one that it names, else the one usual in its territory, else the language's.

    A language that the table does not have is taken for one in Latin letters.
    """
    language, *rest = tag.split("-")
    named = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    named = _ALSO.get(named, named)
    if named in BY_CODE:
        return BY_CODE[named]
    territory = next((part for part in rest if len(part) == 2), "")
    return BY_CODE[_ELSEWHERE.get(f"{language}-{territory}") or _OF_LANGUAGE.get(language, "Latn")]


_STARTS, _CODES = zip(
    *sorted((first, (last, script.code)) for script in SCRIPTS for first, last in script.blocks), strict=True
)


def of_letter(letter: str) -> str:
    """The code of the script that a letter belongs to; empty for figures, marks and signs that are of none."""
    point = ord(letter)
    at = bisect_right(_STARTS, point) - 1
    if at < 0:
        return ""
    last, code = _CODES[at]
    return code if point <= last else ""


def counted(text: str) -> Counter[str]:
    """How many letters of each script a text has."""
    count: Counter[str] = Counter()
    for letter, times in Counter(text).items():
        if code := of_letter(letter):
            count[code] += times
    return count


def having(trait: str) -> Iterable[str]:
    """The scripts that have one of TRAITS."""
    return (script.code for script in SCRIPTS if trait in script.traits.split())


def selector(codes: Iterable[str]) -> str:
    """A selector for what is written in these scripts, by its language: `:is(:lang(ar), :lang(fa), :lang(ku-Arab))`."""
    wanted = set(codes)
    tags = [language for language, code in _OF_LANGUAGE.items() if code in wanted]
    tags += [tag for tag, code in _ELSEWHERE.items() if code in wanted and tag.split("-")[0] not in tags]
    tags += [
        f"{language}-{code}"
        for language, several in SEVERAL.items()
        for code in several.split()
        if code in wanted and language not in tags
    ]
    return f":is({', '.join(f':lang({tag})' for tag in tags)})"
