"""Contrast of colours, and the nearest shade of one that has enough of it. Wraps coloraide.

Contrast is reckoned here: to import all that coloraide knows takes as long as to lay out a page, and most colours that
are asked about can be read as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coloraide import Color

PAPER = "#ffffff"
NIGHT = "#1a1a1a"
TEXT_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3 (AA): text against its background."""


def contrast(colour: str, background: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    dark, light = sorted((_luminance(colour), _luminance(background)))
    return (light + 0.05) / (dark + 0.05)


_SHARES = (0.21263900587151027, 0.715168678767756, 0.07219231536073371)
"""Of red, green and blue in the luminance of sRGB (IEC 61966-2-1), to more places than WCAG gives."""


def _luminance(colour: str) -> float:
    """How light a `#rrggbb` colour is, 0 to 1 (WCAG 2.2, relative luminance)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(share * part for share, part in zip(_SHARES, linear, strict=True))


def readable(colour: str, background: str = PAPER) -> str:
    """The shade of `colour` nearest to it that has 4.5:1 on `background`: the colour itself when it has."""
    if contrast(colour, background) >= TEXT_CONTRAST:
        return colour
    shade = _colour(colour).convert("oklch")
    darker = contrast(background, NIGHT) >= contrast(background, PAPER)
    step = -0.005 if darker else 0.005
    while 0 <= shade["lightness"] <= 1:
        shade["lightness"] += step
        candidate = shade.clone().convert("srgb").fit().to_string(hex=True)
        if contrast(candidate, background) >= TEXT_CONTRAST:
            return str(candidate)
    return NIGHT if darker else PAPER


def on(colour: str) -> str:
    """White or near-black, whichever reads better on `colour`. White where it is good enough: it prints as paper."""
    if contrast(PAPER, colour) >= TEXT_CONTRAST or contrast(PAPER, colour) >= contrast(NIGHT, colour):
        return PAPER
    return NIGHT


def shades(colour: str, count: int, *, palest: float | None = None, ground: str = PAPER) -> tuple[str, ...]:
    """`count` shades of `colour`, from one that can be read on the ground to one that is near to it.

    They differ in lightness, so that they are told apart in greyscale and whatever colours a reader can see. The last
    one has a contrast of `palest` with the ground at least.
    """
    first = _colour(readable(colour, ground)).convert("oklch")
    if count == 1:
        return (readable(colour, ground),)
    if contrast(ground, NIGHT) >= contrast(ground, PAPER):
        # Below this, one step is hardly lighter than the next: black and nearly black are the same on a copier.
        near, far = min(max(first["lightness"], 0.25), 0.5), 0.72 if count == 2 else 0.87
    else:
        near, far = max(first["lightness"], 0.8), 0.55 if count == 2 else 0.42
    while True:
        made = []
        for number in range(count):
            shade = first.clone()
            shade["lightness"] = near + (far - near) * number / (count - 1)
            shade["chroma"] = first["chroma"] * (1 - 0.45 * number / (count - 1))
            made.append(shade.convert("srgb").fit().to_string(hex=True))
        if palest is None or abs(far - near) < 0.06 or contrast(made[-1], ground) >= palest:
            return tuple(made)
        far += 0.1 * (near - far)


def is_colour(text: str) -> bool:
    """Whether `text` is `#rgb` or `#rrggbb`."""
    return re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", text) is not None


def plain(text: str) -> str:
    """`#rrggbb` in small letters from `#rgb` or `#RRGGBB`."""
    digits = text.lower().lstrip("#")
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def _colour(text: str) -> Color:
    from coloraide import Color

    return Color(text)
