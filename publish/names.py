"""Names for files and addresses, made from any text. Wraps python-slugify."""

from __future__ import annotations

import re

from slugify import slugify

LONGEST = 100
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names that Windows keeps for devices, whatever the suffix (Microsoft, `Naming Files, Paths, and Namespaces`)."""


def slug(text: str, *, otherwise: str) -> str:
    """Small ASCII letters, digits and single hyphens; `otherwise` when nothing of `text` can be spelt in them."""
    made = slugify(text, max_length=LONGEST - 8, word_boundary=True) or otherwise
    return f"the-{made}" if made in _DEVICES else made


def is_slug(text: str) -> bool:
    """Whether `text` can name a file on any system and stand in any address as it is."""
    shaped = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None
    return shaped and len(text) <= LONGEST and text not in _DEVICES
