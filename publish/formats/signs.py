"""The characters of a text that any layout of it shows, by which a place in it is found again."""

from __future__ import annotations


def signs(text: str) -> str:
    """A text without what a layout may add, change or leave out: white space, marks for breaks and for emoji."""
    return "".join(text.split()).translate({0xAD: None, 0x200B: None, 0xFE0F: None})
