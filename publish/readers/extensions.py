"""The extensions of pymdownx that we use, imported without a client for the web.

Trap: `pymdownx.util` imports `urllib.request` (HTTP, TLS, e-mail) for two small functions that none of these calls: an
eighth of the time that it takes to be ready to read. Where it is not there yet, something else stands for it meanwhile.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_WEB = "urllib.request"


@contextmanager
def _without_the_web() -> Iterator[None]:
    if _WEB in sys.modules:
        yield
        return
    sys.modules[_WEB] = stand_in = ModuleType(_WEB)
    vars(stand_in).update(pathname2url=_pathname2url, url2pathname=_url2pathname)
    try:
        yield
    finally:
        del sys.modules[_WEB]


def _pathname2url(pathname: str) -> str:
    from urllib.request import pathname2url

    return pathname2url(pathname)


def _url2pathname(pathname: str) -> str:
    from urllib.request import url2pathname

    return url2pathname(pathname)


with _without_the_web():
    from pymdownx.betterem import BetterEmExtension
    from pymdownx.magiclink import MagiclinkExtension
    from pymdownx.quotes import QuotesExtension
    from pymdownx.saneheaders import SaneHeadersExtension
    from pymdownx.tilde import DeleteSubExtension

__all__ = [
    "BetterEmExtension",
    "DeleteSubExtension",
    "MagiclinkExtension",
    "QuotesExtension",
    "SaneHeadersExtension",
]
