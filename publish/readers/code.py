"""Program text in colour: the only place that knows Pygments. Token classes only, no styles, no line numbers."""

from __future__ import annotations

from html import escape

from pygments.token import STANDARD_TYPES

CLASSES: frozenset[str] = frozenset(name for name in STANDARD_TYPES.values() if name)
"""Every class that a token can have, e.g. `k` for a keyword."""

LARGEST = 200_000
"""Characters. Past it code is set plain: some lexers take a time that grows with the square of the length."""


def set_out(code: str, language: str) -> str:
    """A block of code as HTML; in a language nobody knows, or none, it has no spans."""
    return f'<div class="code"><pre><code>{_spans(code, language)}</code></pre></div>'


def _spans(code: str, language: str) -> str:
    if not language or len(code) > LARGEST:
        return escape(code, quote=False)
    from pygments import highlight  # here, not above: few texts have code
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code, quote=False)
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))
