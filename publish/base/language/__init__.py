"""Languages: their tags and scripts, and how they write dates, names in a row, numbers and the order of words.

`tags` and `dates` wrap Babel, `icu` PyICU; `scripts` is the table of what each script asks for.
"""

from __future__ import annotations

from publish.base.language.counters import counted
from publish.base.language.dates import day, decimal_sign, length, month, names, period, preload, quarter, weekday
from publish.base.language.tags import called, comma, direction, has, letters_of, nearer, normalise, script

__all__ = [
    "called", "comma", "counted", "day", "decimal_sign", "direction", "has", "length", "letters_of", "month", "names",
    "nearer", "normalise", "period", "preload", "quarter", "script", "weekday",
]  # fmt: skip
