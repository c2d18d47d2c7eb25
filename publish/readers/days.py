"""Which day somebody may have meant who did not write it as YYYY-MM-DD: for a hint, never taken by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


_LONGEST = 80
"""Characters of a day in words: what is longer is none."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def with_weekday(typed: str) -> tuple[str, date, frozenset[int]] | None:
    """The day of the week that stands before or after a day, that day, and which it can be, 0 for Monday.

    None where there is none, or it is unclear which day is meant.
    """
    if len(typed) > _LONGEST:
        return None
    match = re.fullmatch(r"\s*(?P<before>[^\W\d]+(?:[- ][^\W\d]+)?)[.,]?\s+(?P<day>\d.*)", typed) or re.fullmatch(
        r"\s*(?P<day>\d.*?\d),?\s+\(?(?P<after>[^\W\d]+)\)?\s*", typed
    )
    if match is None:
        return None
    name = match.groupdict().get("before") or match.groupdict().get("after") or ""
    numbers = frozenset(number for known, number in _weekdays() if known == name.casefold().strip("."))
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", match["day"].strip())
    meant = _day(int(iso[1]), int(iso[2]), int(iso[3])) if iso else guess(match["day"].strip())
    return (name, meant, numbers) if numbers and meant else None


@lru_cache(maxsize=1)
def _weekdays() -> tuple[tuple[str, int], ...]:
    from babel.dates import get_day_names

    return tuple(
        (str(name).casefold().rstrip("."), number)
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, locale=language).items()
    )


def contradictions(text: str, language: str, meeting: date) -> Iterator[tuple[int, str, date]]:
    """Days in a text of the language with a day of the week that they are not: where, as typed, and the day.

    A day without a year is that nearest to the `meeting`; of two that are some months away either.
    """
    from babel.dates import get_day_names, get_month_names

    from publish.base.language.tags import locale

    known = locale(language)
    weekdays = {str(name).casefold(): at for at, name in get_day_names("wide", locale=known).items()}
    months = {str(name).casefold(): at for at, name in get_month_names("wide", locale=known).items()}
    names, called = ("|".join(map(re.escape, sorted(table, key=len, reverse=True))) for table in (weekdays, months))
    pattern = re.compile(
        rf"(?<!\w)(?P<weekday>{names}),?\s+(?:(?:the|den|le|el|il|ddydd)\s+)?(?:"
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|ain|af|il|ydd|fed|eg)?\s+(?:of\s+|de\s+|o\s+)?(?P<month>{called})"
        rf"|(?P<named>{called})\s+(?P<first>\d{{1,2}})(?:st|nd|rd|th)?)(?!\w)(?:,?\s+(?:de\s+)?(?P<year>\d{{4}}))?",
        re.I,
    )
    for match in pattern.finditer(text):
        number = months[(match["month"] or match["named"]).casefold()]
        day = int(match["day"] or match["first"])
        years = [int(match["year"])] if match["year"] else [meeting.year, meeting.year + 1, meeting.year - 1]
        meant = [one for year in years if (one := _day(year, number, day))]
        if not match["year"]:
            meant.sort(key=lambda one: abs((one - meeting).days))
            meant = meant[: 1 if abs((meant[0] - meeting).days) < 120 else 2] if meant else []
        if meant and all(one.weekday() != weekdays[match["weekday"].casefold()] for one in meant):
            yield match.start(), match[0], meant[0]


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
