"""The faults of pictures: why one cannot be used, and what is reported of one that can."""

from __future__ import annotations

AGAIN = "save it again from the program that it was drawn with"
USABLE = "use PNG, JPEG, GIF, WebP, AVIF, HEIC or SVG"


class ImageError(Exception):
    """A picture cannot be used: the problem's code, what is wrong, and what to do about it."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class Unusable(Exception):
    """A picture cannot be used, said without its name. `args`: the problem's code, what it is or does, a hint."""
