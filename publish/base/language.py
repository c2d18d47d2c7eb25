"""Languages: their tags, the way their script runs, and how they write a date. Wraps Babel (CLDR).

Traps: `Locale.parse` wants the separator said (`sep="-"`), raises ValueError for a malformed tag and UnknownLocaleError
for one CLDR does not know, and guesses a script or territory that was not asked for unless parts are read one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError


@lru_cache(maxsize=256)
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def normalise(tag: str) -> str:
    """A BCP 47 tag in its usual letter case (RFC 5646, 2.1.1): `zh-hans` becomes `zh-Hans`, `en_gb` `en-GB`.

    Raises ValueError for a tag of a language that CLDR does not know.
    """
    try:
        locale = _locale(tag.replace("_", "-"))
    except (UnknownLocaleError, ValueError):
        raise ValueError(tag) from None
    return "-".join(part for part in (locale.language, locale.script, locale.territory) if part)


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Which way the script of a normalised tag runs."""
    locale = _locale(tag)
    leftward = locale.script in _LEFTWARD_SCRIPTS if locale.script else locale.language in _LEFTWARD
    return "rtl" if leftward else "ltr"


# CLDR says it too, but only to those who load all that it knows of the language, which takes as long as reading a text.
_LEFTWARD_SCRIPTS = frozenset(("Adlm", "Arab", "Nkoo", "Rohg"))
_LEFTWARD = frozenset(
    (
        *("apc", "ar", "bal", "bgn", "ckb", "dv", "fa", "he", "ks", "lrc", "mzn", "nqo", "ps", "rhg", "sd", "sdh"),
        *("skr", "syr", "trw", "ug", "ur", "yi"),
    )
)


def day(value: date, tag: str) -> str:
    """A date as people write it in the language: `18 July 2012` (CLDR's long form)."""
    from babel.dates import format_date  # here, like others: not everybody who asks for a tag writes dates

    return format_date(value, "long", _locale(tag))


def preload(tag: str) -> None:
    """Have all at hand that is to be known of a language to write a date: some ten files."""
    day(date.min, tag)


def period(first: date, last: date, tag: str) -> str:
    """The months from `first` to `last` as people write them in the language: `July 2012 – January 2014`."""
    from babel.dates import format_interval

    return str(format_interval(first, last, skeleton="yMMMM", locale=_locale(tag)))


def month(value: date, tag: str) -> str:
    """A month of a year as people write it in the language: `March 2014`."""
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMMM", value, locale=_locale(tag)))


def quarter(value: date, tag: str) -> str:
    """A quarter of a year as people write it in the language: `1st quarter 2014`."""
    from babel.dates import format_skeleton

    return str(format_skeleton("yQQQQ", value, locale=_locale(tag)))


def called(tag: str) -> str:
    """What the language is called in English, without its script and territory: `Arabic`.

    One that CLDR does not know, as an author may have typed it beside a word, is called by its tag.
    """
    try:
        return str(Locale(_locale(tag.partition("-x-")[0]).language).get_display_name("en"))
    except (UnknownLocaleError, ValueError):
        return tag


def names(people: Iterable[str], tag: str) -> str:
    """Names in a row as people write them in the language: `Ann, Ben and Cai`."""
    from babel.lists import format_list

    return format_list(list(people), "standard", _locale(tag))


def decimal_sign(tag: str) -> str:
    """The sign that people of the language put before tenths: `.` or `,`."""
    from babel.numbers import get_decimal_symbol

    return "," if get_decimal_symbol(_locale(tag)) == "," else "."


def counted(number: int, type_: str | None) -> str:
    """A number as a list of that type counts: `3`, `c`, `C`, `iii` or `III` (HTML, 4.4.5); otherwise in figures."""
    if type_ in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, place = divmod(number - 1, 26)
            letters = chr(ord(type_) + place) + letters
        return letters
    if type_ in ("i", "I") and 0 < number < 4000:
        numeral = ""
        for value, sign in _ROMAN:
            numeral += sign * (number // value)
            number %= value
        return numeral if type_ == "I" else numeral.lower()
    return str(number)


_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
