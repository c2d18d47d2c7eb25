"""Python-Markdown's extensions by pymdownx that we use, the same with every release of theirs that we take."""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from pymdownx import magiclink
from pymdownx.betterem import BetterEmExtension
from pymdownx.quotes import QuotesExtension
from pymdownx.saneheaders import SaneHeadersExtension
from pymdownx.tilde import DeleteSubExtension


class MagiclinkExtension(magiclink.MagiclinkExtension):  # type: ignore[misc]
    """Bare addresses as links, as since release 13: none wherever a word may begin, as in `[embed]…[/embed]`."""

    def setup_autolinks(self, md: Markdown, config: dict[str, Any]) -> None:
        """Register the patterns of addresses."""
        super().setup_autolinks(md, config)
        wanted = magiclink.RE_LINK.replace(r"(?:(?<=\b)|(?<=_))", r"""(?<![^\s*_~^[('"\x03])""")
        if wanted != magiclink.RE_LINK:
            pattern = magiclink.MagiclinkPattern(wanted, md)
            pattern.config = config
            md.inlinePatterns.register(pattern, "magic-link", 85)


__all__ = [
    "BetterEmExtension",
    "DeleteSubExtension",
    "MagiclinkExtension",
    "QuotesExtension",
    "SaneHeadersExtension",
]
