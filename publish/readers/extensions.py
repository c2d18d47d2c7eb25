"""The extensions of pymdownx that we use, imported without a client for the web.

Traps: `pymdownx.util` imports `urllib.request` (HTTP, TLS, e-mail) for two small functions that none of these calls: an
eighth of the time that it takes to be ready to read. Where it is not there yet, something else stands for it meanwhile.
Since 13 each sign of emphasis has a pattern that takes as long to compile as a short text to read: see _Pattern.
"""

from __future__ import annotations

import re
import sys
from functools import partial
from importlib import import_module
from typing import Any

from publish.stand_ins import standing_in

_WEB = "urllib.request"


def _call(name: str, path: str) -> str:
    called: str = getattr(import_module(_WEB), name)(path)
    return called


with standing_in(_WEB, {name: partial(_call, name) for name in ("pathname2url", "url2pathname")}):
    from pymdownx import magiclink
    from pymdownx.betterem import BetterEmExtension
    from pymdownx.magiclink import MagiclinkExtension
    from pymdownx.quotes import QuotesExtension
    from pymdownx.saneheaders import SaneHeadersExtension
    from pymdownx.tilde import DeleteSubExtension


class _Pattern:
    """Stands for a pattern until it is asked for something: few texts have all the signs that can emphasise."""

    def __init__(self, *said: Any, **more: Any) -> None:
        self._said, self._more = said, more

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._said, **self._more), name)
        setattr(self, name, found)
        return found


class _Patterns:
    """Stands for `re` where patterns are made."""

    compile = _Pattern

    def __getattr__(self, name: str) -> Any:
        return getattr(re, name)


if _emphasis := sys.modules.get("pymdownx.delimiterprocessor"):
    vars(_emphasis)["re"] = _Patterns()

# Before 13, which an older Python has, a bare address is a link wherever a word may begin, in `[embed]…[/embed]` too.
magiclink.RE_LINK = magiclink.RE_LINK.replace(
    r"(?:(?<=\b)|(?<=_))",
    r"""(?<![^\s*_~^[('"\x03])""",
)

__all__ = [
    "BetterEmExtension",
    "DeleteSubExtension",
    "MagiclinkExtension",
    "QuotesExtension",
    "SaneHeadersExtension",
]
