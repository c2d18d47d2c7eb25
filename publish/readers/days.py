"""Which day somebody may have meant who did not write it as YYYY-MM-DD: for a hint, never taken by itself."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_LANGUAGES = (
    "en",
    "cy",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "nl",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "ru",
    "uk",
    "tr",
    "ro",
)
_IN_WORDS = re.compile(
    r"(?:\w+,?\s+)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s*(?:of\s+|de\s+)?(?P<month>[^\W\d]+)\.?,?\s*(?:de\s+)?"
    r"|(?P<named>[^\W\d]+)\.?\s+(?P<first>\d{1,2})(?:st|nd|rd|th)?,?\s+)(?P<year>\d{4})"
)
_IN_FIGURES = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})|(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


def guess(typed: str) -> date | None:
    """The day that is meant, if it can only be one."""
    if match := _IN_WORDS.fullmatch(typed):
        month = _months().get((match["month"] or match["named"]).casefold()[:3])
        names = {number for name, number in _names() if name.startswith((match["month"] or match["named"]).casefold())}
        number = next(iter(names)) if len(names) == 1 else month
        return _day(int(match["year"]), number or 0, int(match["day"] or match["first"]))
    if match := _IN_FIGURES.fullmatch(typed):
        if match[1]:
            return _day(int(match[1]), int(match[2]), int(match[3]))
        first, second, year = int(match[4]), int(match[5]), int(match[6])
        may_be = {_day(year, second, first), _day(year, first, second)} - {None}
        return next(iter(may_be)) if len(may_be) == 1 else None
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, int], ...]:
    from babel.dates import get_month_names  # here, not above: few dates are in words

    return tuple(
        (str(name).casefold(), number)
        for language in _LANGUAGES
        for number, name in get_month_names("wide", locale=language).items()
    )


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """English months by their first three letters."""
    return {name[:3]: number for name, number in _names()[:12]}
