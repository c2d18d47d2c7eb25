"""Tags of languages (BCP 47), and what Babel (CLDR) knows under them.

Traps of Babel: `Locale.parse` wants the separator said (`sep="-"`), raises ValueError for a malformed tag and
UnknownLocaleError for a language that CLDR has no words of, and guesses a script or territory that was not asked for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError

from publish.base.language import icu, scripts

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<extended>[a-z]{3}))?(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<territory>[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*"
    r"(?:-x(?:-[a-z\d]{1,8})+)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def normalise(tag: str) -> str:
    """A BCP 47 tag in its usual letter case (RFC 5646, 2.1.1): `zh-hans` becomes `zh-Hans`, `en_gb` `en-GB`.

    Variants and extensions are left out: nothing here asks for them. Raises ValueError for what is no tag, or one of a
    language that is not registered.
    """
    found = _TAG.fullmatch(tag.strip().replace("_", "-"))
    if found is None:
        raise ValueError(tag)
    language = (found["extended"] or found["language"]).lower()
    if not _in_cldr(language):
        language = icu.registered(language)
        if not language:
            raise ValueError(tag)
    script, territory = (found["script"] or "").capitalize(), (found["territory"] or "").upper()
    return "-".join(part for part in (language, script, territory) if part)


def _in_cldr(language: str) -> bool:
    try:
        return Locale.parse(language).language == language
    except (UnknownLocaleError, ValueError):
        return False


@lru_cache(maxsize=256)
def locale(tag: str) -> Locale:
    """What CLDR has for a tag: of the language itself, of the one that it is a kind of, else of English."""
    for nearest in nearer(tag):
        try:
            return Locale.parse(nearest, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_001")  # a day before its month, as most of the world has it


KIN = {
    "prs": "fa-AF", "pnb": "pa-Arab", "skr": "pa-Arab", "sh": "sr-Latn", "rom": "ro", "rmy": "ro", "nan": "zh-Hant",
    "wuu": "zh", "hak": "zh-Hant", "apc": "ar", "arz": "ar", "ary": "ar", "ajp": "ar", "arq": "ar", "tl": "fil",
    "ku-Arab": "ckb", "sco": "en-GB", "hif": "hi-Deva", "sdh": "ckb", "fil": "tl", "no": "nb", "yue": "zh-Hant",
    "iw": "he",
}  # fmt: skip
"""The language whose dates and words are nearest, for those that have none of their own."""


def nearer(tag: str) -> tuple[str, ...]:
    """The tag, what is left of it when its last parts go, and the same of its kin: the nearest first."""
    tags: list[str] = []
    for first in (KIN.get(tag, ""), tag, KIN.get(tag.split("-")[0], "")):
        parts = first.split("-") if first else []
        territorial = "-".join((parts[0], scripts.of_tag(first).code)) if parts and parts[0] in ("zh", "yue") else ""
        tags += [first, territorial] if first else []
        tags += ["-".join(parts[:end]) for end in range(len(parts) - 1, 0, -1)]
    return tuple(dict.fromkeys(filter(None, tags)))


def script(tag: str) -> str:
    """The ISO 15924 code of the script that a normalised tag's language is written in: `Latn`, `Arab`, `Hans`."""
    return scripts.of_tag(tag).code


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Which way the script of a normalised tag runs."""
    return "rtl" if "rtl" in scripts.of_tag(tag).traits.split() else "ltr"


def has(tag: str, trait: str) -> bool:
    """Whether the script of a normalised tag has one of `scripts.TRAITS`."""
    return trait in scripts.of_tag(tag).traits.split()


_COMMAS = {"Arab": "، ", "Nkoo": "߸ ", "Jpan": "、", "Hans": "，", "Hant": "，", "Ethi": "፣ "}


def comma(tag: str, text: str = "") -> str:
    """What stands between the parts of an address or a row in one line: a comma of the script, and a space or none.

    An address in Latin letters keeps theirs in every language.
    """
    code = scripts.of_tag(tag).code
    return _COMMAS.get(code, ", ") if not text or scripts.counted(text)[code] else ", "


def called(tag: str) -> str:
    """What the language is called in English, without its script and territory: `Arabic`.

    One that CLDR does not know, as an author may have typed it beside a word, is called by its tag.
    """
    language = tag.replace("_", "-").split("-")[0]
    return str(Locale("en").languages.get(language, tag))


FEWEST = 8
"""Letters of a text from which it can be told what script it is in."""
FEWEST_SIGNS = 4
"""As many are enough where a letter is a syllable or a word: Chinese, Japanese, Korean."""


def letters_of(text: str, tag: str) -> tuple[str, str]:
    """The script that most letters of a text are of, when it is not its language's, and a tag to write; else nothing.

    A script that the language is written in as well, as Kurdish in Arabic letters, has a tag of that script. Latin
    letters are everywhere, in names and codes: only a text that has next to no letters of its own script is meant.
    """
    count = scripts.counted(text)
    own = scripts.of_tag(tag)
    mine = {own.code}
    if "square" in own.traits or own.code == "Kore":
        mine = {"Hans", own.code}
    total = sum(count.values())
    code, most = max(count.items(), key=lambda item: item[1], default=("", 0))
    held = sum(count[script] for script in mine)
    fewest = FEWEST_SIGNS if code in ("Hans", "Jpan", "Kore") else FEWEST
    if total < fewest or code in mine or most * 2 <= total or (code == "Latn" and held * 10 > total):
        return "", ""
    language = tag.split("-")[0]
    if code in SEVERAL.get(language, "").split():
        return code, f"{language}-{code}"
    return code, _LIKELY.get(code, scripts.BY_CODE[code].languages.split(" ")[0])


SEVERAL = scripts.SEVERAL
_LIKELY = {
    "Arab": "ar", "Cyrl": "ru", "Hans": "zh", "Deva": "hi", "Beng": "bn", "Latn": "en", "Ethi": "am", "Mymr": "my",
    "Hebr": "he", "Armn": "hy", "Geor": "ka", "Syrc": "syr", "Tibt": "bo",
}  # fmt: skip
"""The language that a text in a script is most often in."""
