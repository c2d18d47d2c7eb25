"""How many folded sheets lie in one another: more than ten do not fold well, and are divided into signatures."""

from __future__ import annotations

MOST_SHEETS = 10


def signatures(sheets: int) -> tuple[int, ...]:
    """The sheets of each signature, in the order of reading: as few as will do, as equal as can be."""
    count = max(1, -(-sheets // MOST_SHEETS))
    few, more = divmod(sheets, count)
    return tuple(few + (number < more) for number in range(count))
