"""What a style says of one property, without what WeasyPrint 70 asks first of every one."""

from __future__ import annotations

from typing import Any

from weasyprint import css
from weasyprint.css.functions import check_math
from weasyprint.css.tokens import Pending

from publish.base.replacing import Function

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


def computed(find: Function) -> Function:
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
