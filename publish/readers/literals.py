"""What is printed exactly as it is typed: template tags of site makers, and marks that are to stay straight.

Nothing here compiles or evaluates what an author wrote. Tags (`{{ … }}`, `{% … %}`, `{{< … >}}`) leave the text before
Markdown sees it, a token in the place of each, and come back at the very end, letter for letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from publish.readers.places import code_spans
from publish.readers.syntax.inlines import STRAIGHT

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Noncharacters (Unicode 23.7: for internal use, never for interchange) around a token's number."""

_DIGITS = {ord(str(n)): chr(0xFDD2 + n) for n in range(10)}
_NUMBERS = {0xFDD2 + n: str(n) for n in range(10)}
_TOKEN = re.compile(f"{OPEN}([\ufdd2-\ufddb]+){CLOSE}|[{''.join(STRAIGHT.values())}]")
_MARKS = {kept: mark for mark, kept in STRAIGHT.items()}
_INTERNAL = re.compile("[\ufdd0-\ufdef\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_TEMPLATE_TAGS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LONGEST_TAG = 2000
_OPENING = re.compile(r"\{\{|\{%|\{#(?![\w:.-]+(?:\s|\}))")
"""`{#id}` gives a heading its name; `{# a comment #}` is Jinja's."""

Literals = dict[int, str]
"""What was typed, by the number of its token."""


def plain(text: str) -> str:
    """The text without characters that we or XML have no use for, and with LF at the ends of its lines."""
    return _INTERNAL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def shield(text: str) -> tuple[str, Literals]:
    """The text with a token for each template tag that is not code, and what the tokens stand for."""
    literals: Literals = {}
    if "{" not in text:
        return text, literals
    masked = list(text)
    for start, end in code_spans(text):
        masked[start:end] = ["\x00"] * (end - start)
    out, at = [], 0
    for start, end in _found("".join(masked)):
        out += [text[at:start], _token(len(literals))]
        literals[len(literals)] = text[start:end]
        at = end
    return "".join([*out, text[at:]]), literals


def _token(number: int) -> str:
    """A token without a letter, digit or mark, so that nothing in Markdown takes it for anything."""
    return OPEN + str(number).translate(_DIGITS) + CLOSE


def _found(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while (match := _OPENING.search(text, at)) is not None:
        start, at = match.span()
        closing = _TEMPLATE_TAGS[match[0]]
        found = text.find(closing, at, start + _LONGEST_TAG)
        if found < 0 or re.search(r"\n[ \t]*\n|\x00", text[start:found]):
            continue
        at = found + 2
        while text.startswith("}", at) and closing == "}}":
            at += 1
        yield start, at


def spell(text: str, literals: Literals) -> str:
    """The text with its tokens spelt out."""

    def typed(token: re.Match[str]) -> str:
        return _MARKS[token[0]] if token[1] is None else literals.get(int(token[1].translate(_NUMBERS)), "")

    return _TOKEN.sub(typed, text)


def restore_attributes(root: Any, literals: Literals) -> None:
    """Spell out the tokens in attributes of a tree, in place."""
    for element in root.iter():
        for key, value in element.items():
            if _TOKEN.search(value):
                element.set(key, spell(value, literals))


def restore_text(root: Any, literals: Literals) -> None:
    """Spell out the tokens in the text of a tree, in place."""
    for element in root.iter():
        element.text = spell(element.text or "", literals) or None
        element.tail = spell(element.tail or "", literals) or None
