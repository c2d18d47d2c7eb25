"""Selectors for what is written in a kind of script: `:--upright em` in a style's sheets (CSS Extensions 1).

No engine knows custom selectors yet; here each becomes a list of `:lang()`, from the one table of scripts.
"""

from __future__ import annotations

import re
from functools import lru_cache

from publish.base.language import counters, scripts

_ARABIC = ("Arab", "Syrc", "Nkoo", "Rohg", "Adlm")
SETS: dict[str, tuple[str, ...]] = {
    "arabic": _ARABIC,
    "hebrew": ("Hebr", "Thaa"),
    "tall": tuple(code for code in scripts.having("tall") if code not in _ARABIC),
    "high": (*_ARABIC, *(code for code in scripts.having("tall") if code not in _ARABIC)),
    "ethiopic": ("Ethi",),
    "square": tuple(scripts.having("square")),
    "korean": ("Kore",),
    "joined": tuple(scripts.having("joined")),
    "upright": tuple(scripts.having("upright")),
    "unhyphenated": tuple(scripts.having("unhyphenated")),
}
"""The names that a sheet may use, with the scripts that each stands for."""


_COUNTED = "@counted;"
"""Stands in a sheet for the counter styles of lists in letters of every script."""


@lru_cache(maxsize=32)
def spelt(css: str) -> str:
    """A sheet with its custom selectors as lists of languages; a name that is not in SETS is left as it is."""
    css = css.replace(_COUNTED, counters.styles()) if _COUNTED in css else css
    return re.sub(r":--([a-z]+)\b", lambda found: _selector(found[1]) or found[0], css)


@lru_cache(maxsize=32)
def _selector(name: str) -> str:
    return scripts.selector(SETS[name]) if name in SETS else ""
