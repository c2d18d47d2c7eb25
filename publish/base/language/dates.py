"""Dates, and names and words in a row, as people of a language write them. Wraps Babel (CLDR).

Traps of Babel: it writes every number in European digits, whatever the language's own; a list pattern of CLDR is fixed,
where Welsh and Spanish choose their "and" by the sound that follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from unicodedata import normalize

from publish.base.language.tags import locale


def day(value: date, tag: str) -> str:
    """A date as people write it in the language: `18 July 2012` (CLDR's long form)."""
    from babel.dates import format_date  # here, like others: not everybody who asks for a tag writes dates

    return _own_digits(format_date(value, "long", locale(tag)), tag)


def weekday(value: date, tag: str) -> str:
    """The same with the day of the week: `Wednesday 18 July 2012` (CLDR's full form)."""
    from babel.dates import format_date

    return _own_digits(format_date(value, "full", locale(tag)), tag)


def length(minutes: int, tag: str) -> str:
    """How long something takes, as short as people of the language write it: `1 hr 25 min` (CLDR's short form)."""
    from babel.units import format_unit

    parts = (("duration-hour", minutes // 60), ("duration-minute", minutes % 60))
    said = [format_unit(count, unit, "short", locale=locale(tag)) for unit, count in parts if count]
    return _own_digits(" ".join(said), tag)


def preload(tag: str) -> None:
    """Have all at hand that is to be known of a language to write a date: some ten files."""
    day(date.min, tag)


def period(first: date, last: date, tag: str) -> str:
    """The months from `first` to `last` as people write them in the language: `July 2012 – January 2014`."""
    from babel.dates import format_interval

    return _own_digits(str(format_interval(first, last, skeleton="yMMMM", locale=locale(tag))), tag)


def month(value: date, tag: str) -> str:
    """A month of a year as people write it in the language: `March 2014`."""
    from babel.dates import format_skeleton

    return _own_digits(str(format_skeleton("yMMMM", value, locale=locale(tag))), tag)


def quarter(value: date, tag: str) -> str:
    """A quarter of a year as people write it in the language: `1st quarter 2014`."""
    from babel.dates import format_skeleton

    return _own_digits(str(format_skeleton("yQQQQ", value, locale=locale(tag))), tag)


ZEROS = {
    "arab": "\u0660", "arabext": "\u06f0", "beng": "\u09e6", "deva": "\u0966", "mymr": "\u1040", "tibt": "\u0f20",
    "nkoo": "\u07c0", "olck": "\u1c50", "cakm": "\U00011136",
}  # fmt: skip
"""The nought of each system of digits (CLDR, numberingSystems.xml) that is the usual one of a language."""


def _own_digits(text: str, tag: str) -> str:
    """A text with its figures in the language's usual digits (CLDR, defaultNumberingSystem)."""
    zero = ZEROS.get(locale(tag).default_numbering_system)
    return text.translate({ord(str(n)): chr(ord(zero) + n) for n in range(10)}) if zero else text


def names(people: Iterable[str], tag: str) -> str:
    """Names in a row as people write them in the language: `Ann, Ben and Cai`."""
    from babel.lists import format_list

    people = list(people)
    joint = _AND.get(tag.split("-")[0])
    if len(people) < 2 or joint is None:
        return format_list(people, "standard", locale(tag)) if people else ""
    *rest, last = people
    return f"{', '.join(rest)} {joint(last)} {last}"


def _welsh(following: str) -> str:
    """`ac` before a vowel, `a` before any other sound (Peter Wynn Thomas, Gramadeg y Gymraeg)."""
    return "ac" if _plain(following)[:1] in tuple("aeiouwy") else "a"


def _spanish(following: str) -> str:
    """`e` before the sound of i, `y` otherwise (RAE, Ortografía, y)."""
    plain = _plain(following)
    return (
        "e" if plain.startswith(("i", "hi")) and not plain.startswith(("ia", "ie", "io", "hia", "hie", "hio")) else "y"
    )


def _plain(word: str) -> str:
    return normalize("NFD", word).casefold()


_AND: Mapping[str, Callable[[str], str]] = {
    "cy": _welsh,
    "es": _spanish,
    "ckb": lambda _: "و",
    "ug": lambda _: "ۋە",
    "yo": lambda _: "àti",
}
"""The "and" of languages whose pattern in CLDR cannot choose it by the name after it, or is missing or amiss."""


def decimal_sign(tag: str) -> str:
    """The sign that people of the language put before tenths: `.` or `,`."""
    from babel.numbers import get_decimal_symbol

    return "," if get_decimal_symbol(locale(tag)) == "," else "."
