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
    "~", "≈", "@", "±",
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
    r"\d|\b(?:noon|midday|midnight|minutes?|mins?|hours?|hrs|o['’]clock|(?:half|quarter) (?:past|to)|pm)\b"
    r"|\blunch(?:time)?\b|^(?:in the )?(?:morning|afternoon|evening)$"
    r"|\b(?:tbc|tba|tbd)\b|^(?:after|before|until)\b",
    re.I,
)
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b|\b\d(?:er|e|\.)(?=\s[A-Z])")


def smells(part: str) -> bool:
    """Whether somebody's name may be meant for a time: it has a figure in it, or a word that times have."""
    return _SMELLS.search(_ORDINAL.sub("", part)) is not None


def together(one: str, other: str) -> str:
    """A time of the day and how long it takes, typed apart, as one: `18:35 (10 min)`; empty for anything else."""
    first, second = sorted((one, other), key=lambda typed: when(typed).begins is None)
    clock, length = when(first), when(second)
    parted = clock.begins is not None and clock.ends is None and not clock.lasts
    return f"{first} ({second})" if parted and length.begins is None and length.lasts else ""


def in_title(title: str) -> bool:
    """Whether there is a time behind a dash, a stroke or a comma in what an item is called: `Welcome - 18:30`."""
    pieces = re.split(r"\s+[-–—/]\s+|\s+/|/\s+|,\s+", title)
    return any(re.search(r"\d", piece) and is_time(piece) for piece in pieces[1:])


class _Hour(Value):
    """A time of the day as typed."""

    minutes: int
    """Since midnight."""
    sure: bool
    """Whether it says which half of the day is meant."""


Token = tuple[str, object]


def _tokens(part: str) -> Iterator[Token]:
    text = re.sub(r"(\bca?\.|[~≈@±])(?=\s?\d)", r"\1 ", _SENTENCES.sub(" tbc ", part.strip().casefold()))
    words = [word for word in _BREAKS.split(_DASHES.sub(" - ", text)) if word]
    for at, word in enumerate(words):
        following = words[at + 1].rstrip(".") if at + 1 < len(words) else ""
        yield _token(word, following)


def _token(word: str, following: str) -> Token:
    bare = following.replace(".", "")
    if token := _clocked(word, bare):
        return token
    if found := _TOGETHER.fullmatch(word):
        return "length", _length(found[1], found[2])
    if _NUMBER.fullmatch(word):
        hour = word.isdigit() and int(word) <= 24 and bare in ("am", "pm", "uhr", "o'clock", "o’clock")
        return _clock(int(word), 0, bare if bare in ("am", "pm") else "") if hour else ("number", word)
    return next((kind for kind, known in _WORDS if word in known or word.rstrip(".") in known), _unit(word)), word


def _clocked(word: str, following: str) -> Token | None:
    """A word that is a time of the day by itself: `18:30`, `6.30pm`, `1830`."""
    if found := _CLOCK.fullmatch(word):
        hour, minutes, half = [group for group in found.groups() if group is not None] + [""] * (found.lastindex == 2)
        if int(hour) <= 24 and int(minutes or "0") < 60:
            return _clock(int(hour), int(minutes or "0"), half or (following if following in ("am", "pm") else ""))
    if found := _FOUR.fullmatch(word):
        return _clock(int(found[1]), int(found[2]), "")
    return None


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


class Slot(Value):
    """When an item is, in minutes since midnight, as far as that can be known."""

    begins: int | None
    """As typed; or where it says how long it takes, when what is before it is over."""
    ends: int | None
    lasts: int | None
    typed: bool
    """Whether its beginning was."""


def schedule(times: Sequence[tuple[str, bool]], meeting: str) -> tuple[Slot, ...]:
    """When each item is: its time as typed, and whether it is part of the item over it; `meeting` is that of all of it.

    An item that says nothing of its time takes none. The parts of one that says how long it takes share that.
    """
    now = before = when(meeting).begins
    over: int | None = None
    """When the item is over whose parts are next, where that is known by itself."""
    slots: list[Slot] = []
    for typed, within in times:
        found = when(typed, before)
        if not within:
            now, over = (now if over is None else over), None
        begins = found.begins if found.begins is not None else now if found.lasts else None
        ends = found.ends
        if ends is None and begins is not None and found.lasts:
            ends = begins + found.lasts
        slots.append(Slot(begins=begins, ends=ends, lasts=found.lasts, typed=found.begins is not None))
        if begins is None:
            now = None if typed else now  # `TBC`: nobody knows when what follows is
            continue
        before = begins
        over = over if within else ends
        now = begins if ends is None or (not within and _parted(times, len(slots))) else ends
    return tuple(slots)


def _parted(times: Sequence[tuple[str, bool]], following: int) -> bool:
    """Whether the item before that place has parts with times of their own."""
    for typed, within in times[following:]:
        if not within:
            return False
        if typed:
            return True
    return False


def total(slots: Sequence[Slot], within: Sequence[bool]) -> int | None:
    """How many minutes the meeting takes by what its items say; None where none says how long it takes."""
    lasts = [slot.lasts or _between(slot) for slot in slots]
    if not any(lasts):
        return None
    whole = 0
    own, parts = 0, 0
    for minutes, inner in zip([*lasts, 0], [*within, False], strict=True):
        if inner:
            parts += minutes or 0
            continue
        whole += own or parts
        own, parts = minutes or 0, 0
    return whole + (own or parts)


def _between(slot: Slot) -> int:
    return slot.ends - slot.begins if slot.typed and slot.ends and slot.begins is not None else 0


def span(meeting: str, last: str) -> tuple[int | None, int | None]:
    """When a meeting begins and ends by its time as typed, or else by the end of its `last` item."""
    found = when(meeting)
    if found.begins is None:
        return None, None
    ends = found.begins + found.lasts if found.ends is None and found.lasts else found.ends
    ends = when(last, found.begins).begins if ends is None and last else ends
    return found.begins, ends if ends is not None and ends > found.begins else None


_SPELT = re.compile(r"\d{1,2}(?P<sign>[:.h])\d\d\s*(?P<half>[ap]\.?m\.?)?|\d{1,2}\s*(?P<whole>[ap]\.?m\.?)", re.I)


def spelt(minute: int, like: str) -> str:
    """A time of the day, written as the first in another text is: `18:40`, `18.40`, `18h40`, `6.40pm`."""
    hour, rest = divmod(minute % 1440, 60)
    found = _SPELT.search(like)
    half = (found["half"] or found["whole"] or "") if found else ""
    sign = (found["sign"] or ".") if found else ":"
    if not half:
        return f"{hour:02}{sign}{rest:02}"
    half = ("p" if hour >= 12 else "a") + half[1:] if half[0].islower() else ("P" if hour >= 12 else "A") + half[1:]
    return f"{(hour - 1) % 12 + 1}{sign}{rest:02}{' ' if found and ' ' in found[0] else ''}{half}"


def order(times: Sequence[tuple[str, str, int, bool]], meeting: str) -> Iterator[tuple[int, str]]:
    """What cannot be of an agenda's times: for each such item its line, and what is wrong with it.

    `times` are what to call each item in its order, its time as typed, its line, and whether it is part of
    the item over it; `meeting` is the time of all of it.
    """
    around = when(meeting)
    before, name = around.begins, "the meeting"
    full: int | None = None
    """When the item before is over."""
    whole: tuple[int, str] | None = None
    """When the item is over whose parts follow, and what it is called."""
    late = False
    for (called, _, line, within), slot in zip(
        times, schedule([(typed, within) for _, typed, _, within in times], meeting), strict=True
    ):
        if not within:
            whole = (slot.ends, called) if slot.lasts and slot.ends else None
        if slot.begins is None:
            continue
        wrong = _wrong(called, slot, around, before, full if not within else None, name)
        if not wrong and within and whole and (slot.ends or 0) > whole[0]:
            wrong = f"{called} goes on after {whole[1]}, which it is part of, is over"
        if wrong and (slot.typed or not late):  # what only follows from another is said once
            late = late or not slot.typed
            yield line, wrong
        before, name = slot.begins, called
        full = full if within else slot.ends


def _wrong(called: str, slot: Slot, around: When, before: int | None, full: int | None, name: str) -> str:
    """What cannot be of one item's time, after one that began `before` and is over when it is `full`."""
    begins, ends = slot.begins or 0, slot.ends
    if before is not None and begins < before:
        return f"{called} begins before {name} does"
    if full is not None and begins < full:
        return f"{called} begins before {name} is over"
    if around.ends is not None and begins > around.ends:
        return f"{called} begins after the end of the meeting"
    if ends is not None and ends < begins:
        return f"{called} ends before it begins"
    if ends is not None and around.ends is not None and begins <= around.ends < ends:
        more = "" if slot.typed else f", by {ends - around.ends} minutes"
        return f"{called} goes on after the end of the meeting{more}"
    return ""
