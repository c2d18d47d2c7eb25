"""Raised and lowered signs as characters of their own (Unicode 16, "Superscripts and Subscripts")."""

from __future__ import annotations

_FROM = "0123456789+-−=()"
_RAISED = dict(zip(_FROM + "ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip(_FROM, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def signs(text: str, tag: str) -> str:
    """What stands in HTML's `sup` or `sub` as signs that say it: `²`; as it is where letters have none, as in `1st`.

    Letters alone are no signs: `n` is one only in company, as in `2ⁿ⁻¹`, and `st` and `th` are read as letters.
    """
    table = {"sup": _RAISED, "sub": _LOWERED}.get(tag, {})
    known = text.strip()
    if not known or not all(sign in table for sign in known) or not any(sign.isdigit() for sign in known):
        return text
    return text.replace(known, "".join(table[sign] for sign in known))
