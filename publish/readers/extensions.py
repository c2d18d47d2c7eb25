"""Python-Markdown and the extensions of pymdownx that we use, imported without a client for the web.

To be imported before anything of either is. Traps: `pymdownx.util` imports `urllib.request` (HTTP, TLS, e-mail) for two
small functions that none of these calls: an eighth of the time that it takes to be ready to read. Where it is not there
yet, something else stands for it meanwhile. Of their patterns few texts ask half.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module

from publish.base.lazy import patterns_later, standing_in

_WEB = "urllib.request"


def _call(name: str, path: str) -> str:
    called: str = getattr(import_module(_WEB), name)(path)
    return called


with (
    standing_in(_WEB, {name: partial(_call, name) for name in ("pathname2url", "url2pathname")}),
    patterns_later("markdown", "pymdownx", "html"),
):
    import markdown.extensions.attr_list  # noqa: F401  who has one for all that may stand in an XML name
    from pymdownx import magiclink
    from pymdownx.betterem import BetterEmExtension
    from pymdownx.magiclink import MagiclinkExtension
    from pymdownx.quotes import QuotesExtension
    from pymdownx.saneheaders import SaneHeadersExtension
    from pymdownx.tilde import DeleteSubExtension


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
