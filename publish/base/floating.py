"""What of a text may stand behind paragraphs that follow it, where a page has no room for it before them.

Who sets pages and who reads them again go by the same list. Code, lists and quotations within the text belong to their
place.
"""

from __future__ import annotations

import re

_FLOATS = re.compile(r"(?:figure|table|aside)\b|ul\.key-figures\b")


def floats(name: str) -> bool:
    """Whether it is an element that may float; its name is its tag with its classes, `ul.key-figures.abreast-3`."""
    return _FLOATS.match(name) is not None
