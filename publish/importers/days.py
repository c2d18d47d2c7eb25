"""Days as people and programs write them: `9th December 2014`, `2014-12-09T10:00:00Z`, `9. Dezember 2014`."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_MONTHS = (
    "january jan janvier janv januar jän jänner enero ene gennaio gen janeiro januari ionawr",
    "february feb février févr februar febrero febbraio fevereiro fev februari chwefror",
    "march mar mars märz mär marzo março maart mrt mawrth",
    "april apr avril avr abril abr aprile ebrill",
    "may mai mayo maggio mag maio mei mai",
    "june jun juin juni junio giugno giu junho mehefin",
    "july jul juillet juil juli julio luglio lug julho gorffennaf",
    "august aug août aout agosto ago augustus awst",
    "september sep sept septembre septiembre settembre set setembro medi",
    "october oct octobre oktober okt octubre ottobre ott outubro out hydref",
    "november nov novembre noviembre novembro tachwedd",
    "december dec décembre déc dezember dez diciembre dic dicembre dezembro december rhagfyr",
)
_MONTH = {word: n for n, words in enumerate(_MONTHS, 1) for word in words.split()}
_WORD = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"(?:(?P<weekday>[^\W\d]{{2,10}})\.?,?\s+)?(?:the\s+|le\s+|den\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s*(?:of\s+|de\s+)?"
    rf"(?P<month>{_WORD})\.?,?\s*(?:de\s+)?(?P<year>(?:19|20)\d\d)(?!\d)",
    re.I,
)
_MONTH_FIRST = re.compile(
    rf"(?:(?P<weekday>[^\W\d]{{2,10}})\.?,?\s+)?(?P<month>{_WORD})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)",
    re.I,
)
_ISO = re.compile(r"(?P<year>(?:19|20)\d\d)[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>(?:19|20)\d\d)(?!\d)")
_JAPANESE = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_LABEL = re.compile(
    r"(?:posted|published|updated|date|on|by|am|le|the|veröffentlicht|publié|publicado|datum)\b[\s:]*(?:on\b|am\b|le\b)?[\s:]*",
    re.I,
)


def day(value: Any) -> date | None:
    """The day that a value of a metadata block, a header or a line states; None when it states none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = " ".join(str(value or "").split())
    if not text:
        return None
    if found := _ISO.match(text) or _JAPANESE.match(text):
        return _made(found)
    if re.match(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} \d", text):
        try:
            return parsedate_to_datetime(text).date()
        except (ValueError, TypeError):
            pass
    for form in (_DAY_FIRST, _MONTH_FIRST, _NUMBERS):
        if found := form.match(text):
            return _made(found)
    return None


def alone(text: str) -> date | None:
    """The day of a line that says nothing else, `Posted on 9th December 2014` included."""
    text = " ".join(text.split()).strip(" |·•–—-()[]")
    if not 6 <= len(text) <= 60:
        return None
    text = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    for form in (_ISO, _JAPANESE, _DAY_FIRST, _MONTH_FIRST, _NUMBERS):
        found = form.match(text)
        if found and re.fullmatch(r"[\s,.]*(?:(?:at|um|à|T)?\s*\d{1,2}[:.h]\d\d.{0,12})?", text[found.end() :]):
            return _made(found)
    return None


def in_path(path: str) -> date | None:
    """The day in a file's path: `2019-01-02-title.md`, `2018/01/03/title`."""
    found = None
    for one in re.finditer(r"(?<!\d)((?:19|20)\d\d)[-/_.](\d\d?)[-/_.](\d\d?)(?!\d)", path):
        found = one
    if found is None:
        return None
    return _on(int(found[1]), int(found[2]), int(found[3]))


def _made(found: re.Match[str]) -> date | None:
    month = found["month"]
    number = int(month) if month.isdigit() else _MONTH[month.lower()]
    return _on(int(found["year"]), number, int(found["day"]))


def _on(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
