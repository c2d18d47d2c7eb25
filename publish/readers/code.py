"""Program text in colour: the only place that knows Pygments. Token classes only, no styles, no line numbers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from pygments.token import STANDARD_TYPES

CLASSES: frozenset[str] = frozenset(name for name in STANDARD_TYPES.values() if name)
"""Every class that a token can have, e.g. `k` for a keyword."""

LARGEST = 200_000
"""Characters. Past it code is set plain: some lexers take a time that grows with the square of the length."""


BUDGET = 2.0
"""Seconds of this process's time that one block may take, after which it is set plain: there are lexers that read a run
of empty lines in a time that grows with its square."""


def set_out(code: str, language: str) -> str:
    """A block of code as HTML; in a language nobody knows, or none, it has no spans."""
    return f'<div class="code"><pre><code>{_spans(code, language)}</code></pre></div>'


def _spans(code: str, language: str) -> str:
    if not language or len(code) > LARGEST:
        return escape(code, quote=False)
    import pygments  # here, not above: few texts have code
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code, quote=False)
    try:
        tokens = list(_in_time(lexer.get_tokens(code)))
    except TimeoutError:
        return escape(code, quote=False)
    return str(pygments.format(tokens, HtmlFormatter(nowrap=True)))


def _in_time(tokens: Iterable[tuple[Any, str]]) -> Iterator[tuple[Any, str]]:
    """The tokens as they come. Raises TimeoutError when BUDGET is spent."""
    until = time.process_time() + BUDGET
    for token in tokens:
        yield token
        if time.process_time() > until:
            raise TimeoutError
