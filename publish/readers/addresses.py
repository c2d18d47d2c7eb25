"""Addresses as people type them in a text: where one begins and ends, in one place for all that has to know.

GitHub's rules for bare addresses (GFM 6.9), and what its rules leave to chance: an address ends before the call of a
note, code, a tag, emphasis, a list of attributes, a bracket or a full stop that belongs to the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LETTER = "A-Za-z0-9\u00c0-\u024f"
_WEB = r"(?:https?://|www\.(?=[\w-]+\.)|mailto:(?=[^\s@]{1,64}@))"
_MAIL = (
    rf"(?<![{_LETTER}_.%+-])[{_LETTER}_](?:[{_LETTER}.!#$%&'’*+/=?^_{{|}}~-]{{0,62}}[{_LETTER}_+-])?"
    rf"@(?:[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])?\.)+[A-Za-z\u00c0-\u024f]{{2,63}}(?![{_LETTER}_-])"
)
_BEFORE = r"(?<![^\s*_~^(\[{<>'\"‘“„«/|:;,.!?…–—\u2e80-\u9fff\uf900-\uffef])"
BEGIN = rf"{_BEFORE}{_WEB}|{_MAIL}"
"""A pattern that matches where an address may begin."""

_BEGIN = re.compile(BEGIN, re.I)
_WEB_ADDRESS = re.compile(rf"{_WEB}[^\s<>\"“”„«»‘`\\{{}}|^\u0000-\u001f\u3000-\u303f\uff00-\uffef\ufdd0-\ufdef]+", re.I)
_MAIL_ADDRESS = re.compile(_MAIL)
_ENDS = re.compile(
    r"[—…]|\*\*|~~|’(?:s(?![\w%/=&-]|\.\w)|(?!\w))|\[(?![\w.%:-]*\](?!\())|(?<![\w.%\[:-])\]|\](?=\()|&(?:lt|gt|quot);"
)
_CLOSED = re.compile(r"\[[\w.%:-]*\]")
_TRAILING = re.compile(r"(?:[?!.,:;'*_~…،؛؟۔।॥։]|&(?!amp;)[A-Za-z0-9]+;)+$")


def match(text: str, at: int = 0) -> str:
    """The address that begins at `at`, letter for letter; empty when there is none."""
    if mail := _MAIL_ADDRESS.match(text, at):
        return mail[0]
    web = _WEB_ADDRESS.match(text, at)
    return _ended(web[0]) if web and _BEGIN.match(text, at) else ""


_ESCAPABLE = r"[!#$%&()*+,./:;=?@\[\]_~-]"
_ESCAPED = re.compile(rf"(?:[^\s<>\"“”„«»‘`\\{{}}|^\u3000-\u303f\uff00-\uffef\ufdd0-\ufdef]|\\{_ESCAPABLE})+")


def read(text: str, at: int) -> tuple[str, int]:
    """The address that begins at `at`, and where it ends; word processors set a backslash before each `_` in it."""
    found = match(text, at)
    end = at + len(found)
    if not found or "@" in found.split("/")[0] or not re.match(rf"\\{_ESCAPABLE}", text[end : end + 2]):
        return found, end
    typed = _ESCAPED.match(text, at)
    found = match(re.sub(rf"\\({_ESCAPABLE})", r"\1", typed[0])) if typed else found
    end = at
    for _ in found:
        end += 2 if text[end] == "\\" else 1
    return found, end


_HOST = re.compile(r"(?:https?://|www\.)[^/?#@]*(?![^/?#]*@)", re.I)


def _ended(typed: str) -> str:
    """The address without what belongs to the sentence around it; empty when only its scheme is left."""
    if cut := _ENDS.search(typed):
        typed = typed[: cut.start()]
    if (host := _HOST.match(typed)) and "'" in host[0]:
        typed = typed[: typed.index("'")]  # https://example.org's pages
    if "]" in _CLOSED.sub("", typed):
        typed = typed[: typed.index("]")]
    before = ""
    while typed != before:
        before = typed
        typed = _TRAILING.sub("", typed)
        if typed.endswith(")") and typed.count(")") > typed.count("("):
            typed = typed[:-1]
    return typed if re.match(r"(?:https?://|www\.|mailto:)[\w\[]", typed, re.I) else ""


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where each address in a text begins and ends."""
    at = 0
    while begin := _BEGIN.search(text, at):
        found = match(text, begin.start())
        at = begin.start() + max(len(found), 1)
        if found:
            yield begin.start(), begin.start() + len(found)


_UNLINKED = re.compile(
    rf"{_BEFORE}(?:[a-z][a-z0-9+.-]{{1,20}}://|(?:[{_LETTER}][{_LETTER}-]{{0,62}}\.)+[a-z]{{2,24}}(?::\d+)?/)"
    r"[^\s<>\"“”„«»‘`\\{}|^\u3000-\u303f\uff00-\uffef\ufdd0-\ufdef]*",
    re.I,
)
"""What is read as an address and is no link: of another scheme, or a page without one."""


def letters(text: str) -> Iterator[tuple[int, int]]:
    """Where a text is letters and no words: in each address, a link or none."""
    linked = dict(find(text))
    yield from linked.items()
    for found in _UNLINKED.finditer(text):
        if found.start() in linked:
            continue
        typed = _TRAILING.sub("", found[0])
        if typed.endswith(")") and typed.count(")") > typed.count("("):
            typed = typed[:-1]
        yield found.start(), found.start() + len(typed)


def href(typed: str) -> str:
    """Where a bare address leads: one without a scheme is a page on the web, or somebody's mail."""
    if re.match(r"https?://|mailto:", typed, re.I):
        return typed
    return f"https://{typed}" if _WEB_ADDRESS.match(typed) else f"mailto:{typed}"
