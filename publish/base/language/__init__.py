"""Languages: their tags and scripts, and how they write dates, names in a row, numbers and the order of words.

`tags` and `dates` wrap Babel, `icu` PyICU; `scripts` is the table of what each script asks for.
"""

from __future__ import annotations

from publish.base.language.dates import day, decimal_sign, month, names, period, preload, quarter
from publish.base.language.tags import called, comma, direction, has, letters_of, nearer, normalise, script

__all__ = [
    "called", "comma", "counted", "day", "decimal_sign", "direction", "has", "letters_of", "month", "names", "nearer",
    "normalise", "period", "preload", "quarter", "script",
]  # fmt: skip


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
