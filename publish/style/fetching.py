r"""What a style sheet asks for beside itself, found as a browser would find it. Wraps tinycss2.

Trap: an escape hides a word from a search (`@\69mport`, `u\72l(`), and some functions take an address as a string
(`image-set("a.png" 1x)`); tinycss2 undoes escapes when it reads, so names are judged by what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2

_ADDRESSES = ("url", "src")
_PICTURES = ("image-set", "-webkit-image-set", "image", "cross-fade", "-webkit-cross-fade", "-webkit-image")


class Fetch(NamedTuple):
    """Something that a sheet would load: on which line, and how it is written."""

    line: int
    text: str


@lru_cache(maxsize=32)
def outside(css: str) -> tuple[Fetch, ...]:
    """What a sheet of a style asks for: another sheet, a typeface, or an address that is no `data:` and no fragment."""
    return tuple(_walk(tinycss2.parse_component_value_list(css), ("import", "font-face"), _is_within))


@lru_cache(maxsize=32)
def elsewhere(css: str) -> tuple[Fetch, ...]:
    """What a finished sheet asks for that is no file beside it: the typefaces of its own publication are such files."""
    return tuple(_walk(tinycss2.parse_component_value_list(css), ("import",), _is_beside))


def _is_within(address: str) -> bool:
    return address.strip().lower().startswith(("data:", "#"))


def _is_beside(address: str) -> bool:
    """Whether an address is within the sheet, or leads to a file and to no other server or scheme."""
    plain = "".join(letter for letter in address if letter > " ").replace("\\", "/")
    return _is_within(plain) or not (plain.startswith("/") or ":" in plain.partition("/")[0])


def _walk(tokens: Iterable[Any], rules: tuple[str, ...], own: Callable[[str], bool]) -> Iterator[Fetch]:
    stack: list[tuple[Any, bool]] = [(token, False) for token in tokens]
    stack.reverse()
    while stack:
        token, pictured = stack.pop()
        is_function = token.type == "function"
        if _leads_out(token, rules, own) or (pictured and _may_lead_out(token, own)):
            yield Fetch(token.source_line, tinycss2.serialize([token]))
        inside = token.arguments if is_function else getattr(token, "content", ())
        within = token.lower_name in _PICTURES if is_function else pictured
        stack += [(part, within) for part in reversed(inside or ())]


def _leads_out(token: Any, rules: tuple[str, ...], own: Callable[[str], bool]) -> bool:
    match token.type:
        case "at-keyword":
            return token.lower_value in rules
        case "error":
            return token.kind in ("bad-url", "bad-string")
        case "url":
            return not own(token.value)
        case "function":
            return token.lower_name in _ADDRESSES and not own(_said(token))
    return False


def _may_lead_out(token: Any, own: Callable[[str], bool]) -> bool:
    """What leads out where a picture is named: text, and what is worked out later."""
    if token.type == "string":
        return not own(token.value)
    return token.type == "function" and token.lower_name in ("var", "attr", "env")


def _said(function: Any) -> str:
    return "".join(part.value for part in function.arguments if part.type == "string")
