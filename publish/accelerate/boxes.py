"""What a box's style says of its sizes, found once for all boxes of that style."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from weasyprint import css
from weasyprint.formatting_structure.boxes import Box

from publish.accelerate.keeping import once
from publish.base.replacing import Function

_LENGTHS = (
    *(f"{what}_{side}" for what in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *(f"{least}{size}" for size in ("width", "height") for least in ("", "min_", "max_")),
)
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


class _Sizes(NamedTuple):
    """A box's sizes where none of them depends on what is around it."""

    lengths: dict[str, Any]
    borders: dict[str, Any]
    collapsing: bool
    """Whether a border may have been given another width as that of a table."""


@once
def sizes(style: Any) -> _Sizes | None:
    """None where a size is a percentage, a formula, or not that of the content."""
    lengths = _UNSET if _has_none(style, _SETTING_LENGTHS) else _lengths(style)
    if lengths is None or style["box_sizing"] != "content-box":
        return None
    borders = _NO__BORDERS if _has_none(style, _SETTING__BORDERS) else {name: style[name] for name in _BORDERS}
    return _Sizes(lengths, borders, style["border_collapse"] == "collapse")


def _lengths(style: Mapping[str, Any]) -> dict[str, Any] | None:
    found = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto" or value is None:
            found[name] = 0 if name.startswith("min_") and value == "auto" else value
        elif getattr(value, "unit", None) == "px":
            found[name] = value.value
        else:
            return None
    return found


_UNSET = _lengths(css.INITIAL_VALUES)


def _setting(names: Iterable[str]) -> frozenset[str]:
    """The properties that set one of these, by whatever name, such as `margin_inline_start`."""
    physical = css.PHYSICAL_FUNCTIONS
    logical = (physical[name](block="ttb", inline=way) for name in names if name in physical for way in ("ltr", "rtl"))
    return frozenset((*names, *logical))


def _has_none(style: Any, names: frozenset[str]) -> bool:
    """Whether none of these properties is set in a style, or has been asked of it."""
    return style.keys().isdisjoint(names) and names.isdisjoint(getattr(style, "cascaded", ()))


_SETTING_LENGTHS = _setting(_LENGTHS)
_NO__BORDERS = dict.fromkeys(_BORDERS, 0)
_SETTING__BORDERS = _setting((*_BORDERS, *(name.replace("width", "style") for name in _BORDERS)))


def plain_sizes(resolve: Function) -> Function:
    """Sizes in plain lengths are the same wherever the box is laid out: found once for a style, and set in one go."""

    def resolve_sizes(box: Any, containing_block: Any) -> None:
        found = sizes(box.style)
        if found is None or not isinstance(box, Box):
            resolve(box, containing_block)
            return
        there = vars(box)
        there.update(found.lengths)
        if found.collapsing:
            for name, width in found.borders.items():
                there.setdefault(name, width)
        else:
            there.update(found.borders)

    return resolve_sizes
