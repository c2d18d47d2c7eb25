"""Raised and lowered signs as characters of their own (Unicode 16, "Superscripts and Subscripts")."""

from __future__ import annotations

import re

_FROM = "0123456789+-−=()"
_RAISED = dict(zip(_FROM + "ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_ORDINAL = {"o": "º", "a": "ª"}
"""`n^o^ 5` and `20^o^C` would be other words without their signs."""
_LOWERED = dict(zip(_FROM, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def signs(text: str, tag: str) -> str:
    """What stands in HTML's `sup` or `sub` as signs that say it: `²`; as it is where letters have none, as in `1st`.

    Letters alone are no signs: `n` is one only in company, as in `2ⁿ⁻¹`, and `st` and `th` are read as letters. What
    would be another number without a sign, and has no signs of its own, is written as programs do: `10^6.5`, `e^(-x)`.
    """
    table = {"sup": _RAISED, "sub": _LOWERED}.get(tag, {})
    known = text.strip()
    if tag == "sup" and known in _ORDINAL:
        return text.replace(known, _ORDINAL[known])
    if known and all(sign in table for sign in known) and any(sign.isdigit() for sign in known):
        return text.replace(known, "".join(table[sign] for sign in known))
    if table and _REACHES.fullmatch(known) and (_OPERATOR.search(known) or (tag == "sup" and known[0].isdigit())):
        written = f"({known})" if re.search(r"[^\w.]", known) else known
        return text.replace(known, f"{'^' if tag == 'sup' else '_'}{written}")
    return text


_TERM = r"(?:\d+(?:\.\d+)?[a-zα-ω]?|[a-zα-ω])"
_REACHES = re.compile(rf"[-+−–]?{_TERM}(?:[-+−–*/·=]{_TERM})*", re.I)
"""A term that is raised or lowered as one."""
_OPERATOR = re.compile(r"[-+−–*/·=.]")
