"""What an agenda's times mean: whether a part is a time at all, and when an item begins and ends.

A part is a time when all its words are of the kind that times are made of, and one of them says when or how long:
`c. 18:30`, `15-20 min`, `12 noon`, `1 hour 30 minutes`, `18.30 Uhr`, `TBC`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publish.value import Value

_CLOCK = re.compile(r"(\d{1,2})[:.h](\d\d)(?:h|hrs?|hours|uhr)?([ap]\.?m\.?)?|(\d{1,2})()([ap]\.?m\.?)|(\d{1,2})h()()")
_FOUR = re.compile(r"([01]\d|2[0-3])([0-5]\d)(?:h|hrs?|hours)?")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d+)?|\d*[½¼¾]")
_MINUTES = r"['′]|m|mins?|minutes?|minuten|minutos?|minuti|minut[ay]?|munud(?:au)?|分|分钟|分鐘|دقيقة|دقائق"
_HOURS = r"h|hrs?|hrs?\.|hours?|heures?|stunden?|std\.?|horas?|or[ae]|uren|uur|godz\.?|awr|oriau|時間|小时|ساعة"
_UNIT = re.compile(f"(?P<minutes>{_MINUTES})|(?P<hours>{_HOURS})")
_TOGETHER = re.compile(rf"({_NUMBER.pattern})({_MINUTES}|{_HOURS})")
_NOON = {
    "noon",
    "midday",
    "mittags",
    "mittag",
    "midi",
    "mediodía",
    "meio-dia",
    "mezzogiorno",
    "hanner-dydd",
    "południe",
}
_MIDNIGHT = {"midnight", "mitternacht", "minuit", "medianoche", "mezzanotte", "północ"}
_OPEN = {"tbc", "tba", "tbd", "t.b.c.", "t.b.a.", "tbc.", "offen", "n.n."}
_SENTENCES = re.compile(
    r"(?:time )?to be (?:confirmed|agreed|announced|advised|decided|arranged)"
    r"|(?:half|quarter of|three quarters of) an hour"
    r"|an hour(?: and a half)?|all day|as required|eine halbe stunde|une demi-heure"
)
_AROUND = {
    "from", "at", "to", "until", "till", "til", "and", "or", "for", "by", "c", "c.", "ca", "ca.", "circa", "about",
    "approx", "approx.", "approximately", "around", "not", "before", "after", "onwards", "onward", "start", "starts",
    "starting", "end", "ends", "finish", "up", "max", "max.", "maximum", "no", "later", "than", "a", "o'clock",
    "o’clock", "prompt", "sharp", "am", "pm", "a.m.", "p.m.", "a.m", "p.m", "noon", "local", "time", "each",
    "between", "bis", "ab", "gegen", "um", "uhr", "etwa", "von", "zirka", "jeweils", "à", "de", "dès", "vers",
    "environ", "jusqu’à", "jusqu'à", "las", "hasta", "desde", "hacia", "dalle", "alle", "às", "até", "van", "tot",
    "om", "kl", "kl.", "od", "do", "o", "tan", "hyd", "tua", "من", "إلى", "حتى", "bst", "gmt", "utc", "cet", "cest",
}  # fmt: skip
_DASHES = re.compile(r"\s*[-‐‑–—−]\s*")
_BREAKS = re.compile(r"[\s,;/()\[\]]+")


def is_time(part: str) -> bool:
    """Whether a part of an item says when it is, or how long it takes."""
    if len(part) > 60 or not part.strip():
        return False
    kinds = [kind for kind, _ in _tokens(part)]
    if "number" not in kinds and not {"clock", "length", "noon", "midnight", "open"} & set(kinds):
        return False  # an item called "Minutes" is none
    return bool(kinds) and "" not in kinds and any(kind not in ("around", "number") for kind in kinds)


_SMELLS = re.compile(
    r"\d|\b(?:noon|midday|midnight|minutes?|mins?|hours?|hrs|o['’]clock|pm|lunch|tbc|tba|tbd)\b|^(?:after|before|until)\b",
    re.I,
)
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b|\b\d(?:er|e|\.)(?=\s[A-Z])")


def smells(part: str) -> bool:
    """Whether somebody's name may be meant for a time: it has a figure in it, or a word that times have."""
    return _SMELLS.search(_ORDINAL.sub("", part)) is not None


class _Hour(Value):
    """A time of the day as typed."""

    minutes: int
    """Since midnight."""
    sure: bool
    """Whether it says which half of the day is meant."""


Token = tuple[str, object]


def _tokens(part: str) -> Iterator[Token]:
    text = _SENTENCES.sub(" tbc ", part.strip().casefold())
    words = [word for word in _BREAKS.split(_DASHES.sub(" - ", text)) if word]
    for at, word in enumerate(words):
        following = words[at + 1].rstrip(".") if at + 1 < len(words) else ""
        yield _token(word, following)


def _token(word: str, following: str) -> Token:
    if found := _CLOCK.fullmatch(word):
        groups = [group for group in found.groups() if group is not None]
        hour, minutes, half = groups[0], groups[1] or "0", (groups[2] if len(groups) > 2 else "") or ""
        if int(hour) <= 24 and int(minutes) < 60:
            return _clock(
                int(hour), int(minutes), half or (following if following.replace(".", "") in ("am", "pm") else "")
            )
    if found := _FOUR.fullmatch(word):
        return _clock(int(found[1]), int(found[2]), "")
    if found := _TOGETHER.fullmatch(word):
        return "length", _length(found[1], found[2])
    if _NUMBER.fullmatch(word):
        bare = following.replace(".", "")
        if word.isdigit() and int(word) <= 24 and bare in ("am", "pm", "uhr", "o'clock", "o’clock"):
            return _clock(int(word), 0, bare if bare in ("am", "pm") else "")
        return "number", word
    return next((kind for kind, known in _WORDS if word in known or word.rstrip(".") in known), _unit(word)), word


_WORDS = (("noon", _NOON), ("midnight", _MIDNIGHT), ("open", _OPEN), ("around", _AROUND | {"-"}))


def _unit(word: str) -> str:
    found = _UNIT.fullmatch(word) or _UNIT.fullmatch(word.rstrip("."))
    return found.lastgroup or "" if found else ""


def _clock(hour: int, minutes: int, half: str) -> Token:
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return "clock", _Hour(minutes=60 * hour + minutes, sure=bool(half) or hour > 12 or hour == 0)


def _length(number: str, unit: str) -> int:
    spelt = number.replace(",", ".").replace("½", ".5").replace("¼", ".25").replace("¾", ".75")
    return round(float(spelt) * (60 if _unit(unit) == "hours" else 1))


class When(Value):
    """When something is, in minutes since midnight."""

    begins: int | None
    ends: int | None
    lasts: int | None
    """Minutes."""


def when(part: str, after: int | None = None) -> When:
    """When an item is whose time was typed so; `after` is when the one before began, to tell 1:00 from 13:00."""
    tokens = list(_tokens(part))
    clocks: list[int] = []
    lasts = 0
    number = ""
    for kind, value in tokens:
        if isinstance(value, _Hour):
            clocks.append(_settled(value, clocks[-1] if clocks else after))
        elif kind in ("noon", "midnight"):
            hour = 720 if kind == "noon" else 1440
            if not clocks or clocks[-1] != hour:  # `12 noon`, of which the figure may be the hour
                clocks.append(hour)
        elif kind == "length" and isinstance(value, int):
            lasts += value
        elif kind in ("minutes", "hours") and number:
            lasts += _length(number, str(value))
        number = str(value) if kind == "number" else ""
    return When(
        begins=clocks[0] if clocks else None,
        ends=clocks[1] if len(clocks) > 1 else None,
        lasts=lasts or None,
    )


_HALF_DAY = 720


def _settled(hour: _Hour, after: int | None) -> int:
    """The minute of the day; of a clock of twelve hours that runs on past noon, the one in the afternoon."""
    if hour.sure or after is None or hour.minutes >= after:
        return hour.minutes
    later = hour.minutes + _HALF_DAY
    if hour.minutes < 8 * 60 and after < later <= after + 5 * 60:
        return later
    if after >= 20 * 60 and hour.minutes < 4 * 60:
        return hour.minutes + 2 * _HALF_DAY
    return hour.minutes


def order(times: Sequence[tuple[str, str, int, bool]], meeting: str) -> Iterator[tuple[int, str]]:
    """What cannot be of an agenda's times: for each such item its line, and what is wrong with it.

    `times` are what to call each item in its order, its time as typed, its line, and whether it is part of
    the item over it; `meeting` is the time of all of it.
    """
    around = when(meeting)
    before, name = around.begins, "the meeting"
    full: int | None = None
    for called, typed, line, within in times:
        found = when(typed, before)
        if found.begins is None:
            continue
        if before is not None and found.begins < before:
            yield line, f"{called} begins before {name} does"
        elif full is not None and found.begins < full and not within:
            yield line, f"{called} begins before {name} is over"
        elif around.ends is not None and found.begins > around.ends:
            yield line, f"{called} begins after the end of the meeting"
        ends = found.ends if found.ends is not None else found.begins + found.lasts if found.lasts else None
        if ends is not None and ends < found.begins:
            yield line, f"{called} ends before it begins"
        elif ends is not None and around.ends is not None and found.begins <= around.ends < ends:
            yield line, f"{called} goes on after the end of the meeting"
        before, name, full = found.begins, called, full if within else ends
