"""What a style says of one property, without what WeasyPrint 70 asks first of every one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint import css
from weasyprint.css.functions import check_math
from weasyprint.css.tokens import InvalidValues, Pending

from publish.accelerate.replacing import Function, function, method


@function(css.find_stylesheets)
def _taken_out(find: Function) -> Function:
    """A galley's own sheets are taken out of it and handed over parsed: that none is left is seen at a glance."""

    def find_stylesheets(root: Any, *rest: Any) -> Iterator[Any]:
        names = ("style", "link")
        return (
            find(root, *rest) if any(root.etree_element.find(f".//{name}") is not None for name in names) else iter(())
        )

    return find_stylesheets


_SPECIAL = {"page", "position", "float", "display"} | {
    name for name in css.INITIAL_VALUES if name.startswith("text_decoration_")
}
"""Properties of which more is to be said than that they are set, inherited or have their initial value."""
_INHERITED = css.INHERITED - _SPECIAL
_INITIAL = {
    name: value
    for name, value in css.INITIAL_VALUES.items()
    if name not in _SPECIAL | css.INHERITED | css.INITIAL_NOT_COMPUTED
}
_COMPUTED = {
    name: css.INITIAL_VALUES[name]
    for name in css.INITIAL_NOT_COMPUTED - _SPECIAL - css.INHERITED
    if name in css.COMPUTER_FUNCTIONS
}
"""Initial values that depend on others: a border that has no style has no width."""
LOGICAL = {
    name: {direction: find(block="ttb", inline=direction) for direction in ("ltr", "rtl")}
    for name, find in css.PHYSICAL_FUNCTIONS.items()
}
"""The logical property that sets the same as a physical one, by the direction of a text, e.g. `margin_inline_start`."""


@method(css.ComputedStyle, "__missing__")
def _property(find: Function) -> Function:
    """What nobody set, four of five properties that a style is asked for, and what is set to a plain value."""

    def missing(style: Any, name: str) -> Any:
        cascaded = style.cascaded
        if name in LOGICAL and LOGICAL[name][style["direction"]] in cascaded:
            return find(style, name)
        if name not in cascaded:
            if (name in _INHERITED or name[:2] == "__") and style.parent_style is not None:
                value = style[name] = style.parent_style[name]
                return value
            if name in _INITIAL:
                value = style[name] = _INITIAL[name]
                return value
            if name in _COMPUTED:
                value = style[name] = css.COMPUTER_FUNCTIONS[name](style, name, _COMPUTED[name])
                return value
        elif name not in _SPECIAL:
            value = cascaded[name][0]
            if not (isinstance(value, Pending) or value in ("inherit", "initial") or check_math(value)):
                if name in css.COMPUTER_FUNCTIONS:
                    value = css.COMPUTER_FUNCTIONS[name](style, name, value)
                style[name] = value
                return value
        return find(style, name)

    return missing


@method(Pending, "solve")
def _variables(solve: Function) -> Function:
    """What a declaration with `var()` comes to is the same for the same values, and is looked up for every box.

    When it comes to nothing WeasyPrint says so once for a sheet: here for each text that is set with it.
    """

    def solve_once(pending: Any, tokens: list[Any], wanted_key: str, base_url: Any) -> Any:
        known = vars(pending).setdefault("handbill_solved", {})
        key = (wanted_key, base_url, *map(_spelt, tokens))
        if key not in known:
            try:
                value = solve(pending, tokens, wanted_key, base_url)
            except InvalidValues:
                pending._reported_error = False
                global _faults
                _faults += 1
                raise
            if len(known) >= _SOLUTIONS:
                known.clear()
            known[key] = value, tokens  # which, while they are here, leave their ids to nobody
        return known[key][0]

    return solve_once


_faults = 0


def faults() -> int:
    """How many declarations have come to nothing so far: each is told of every text."""
    return _faults


_SOLUTIONS = 64
"""Kept of each declaration. Each fit of a page brings values of its own."""


def _spelt(token: Any) -> object:
    """What tells a token from others: a function with `var()` in it is a new one each time, of the same parts."""
    if token.type == "function":
        return token.lower_name, *map(_spelt, token.arguments)
    return id(token)
