"""CSS inside a drawing, written again with what names a value and nothing that fetches. Wraps tinycss2.

Trap: tinycss2 undoes escapes when it reads, so that an at-rule is called `import` however that was spelt; it is judged
by what was read and never by what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import tinycss2

from publish.media.svg.allowed import FUNCTIONS, PROPERTIES, SELECTORS

MOST_LETTERS = 1_000_000
"""Letters of CSS in a drawing that are read: tinycss2 takes about two seconds for so many."""

_GROUPS = ("media", "supports", "layer", "container")
_PLAIN = re.compile(r"[^()\\\"'@{}<>;!]*")
_LIST = re.compile(r"(?:[a-zA-Z]+\([^()\\\"'@{}<>;]*\)[\s,]*)+")
_NAMED = re.compile(r"([a-zA-Z]+)\(")


class Outside(Exception):
    """CSS leads to something outside the drawing. `args`: what it is."""


def is_plain(text: str) -> bool:
    """Whether a value is numbers and words alone, or a list of functions such as `translate(1, 2) scale(3)`."""
    if _PLAIN.fullmatch(text):
        return True
    return bool(_LIST.fullmatch(text)) and all(name.lower() in FUNCTIONS for name in _NAMED.findall(text))


@lru_cache(maxsize=4096)
def value(text: str) -> str | None:
    """A property's or an attribute's value, if all in it may be there; None when something may not.

    Raises Outside for an address that is not one of the drawing's own parts.
    """
    return text if _harmless(tinycss2.parse_component_value_list(text), FUNCTIONS) else None


@lru_cache(maxsize=4096)
def declarations(text: str) -> str:
    """A `style` attribute with the declarations that a drawing may have. Raises Outside."""
    if _PLAIN.fullmatch(text.replace(";", " ")):
        parts = [part for part in text.split(";") if part.strip()]
        kept = [part for part in parts if _known(part.partition(":")[0].strip())]
        return text if len(kept) == len(parts) else ";".join(kept)
    return _declared(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True))


def sheet(text: str) -> tuple[str, bool]:
    """A stylesheet with the rules that a drawing may have, and whether it brought a typeface, which is left out.

    Raises Outside.
    """
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return "".join(_rules(rules)), any(_at(rule) == "font-face" for rule in rules)


def _rules(rules: Iterable[Any]) -> Iterator[str]:
    for rule in rules:
        prelude = [token for token in getattr(rule, "prelude", ()) if token.type != "comment"]
        if rule.type == "qualified-rule" and _harmless(prelude, SELECTORS):
            inside = _declared(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True))
            yield f"{tinycss2.serialize(prelude).strip()}{{{inside}}}"
        elif _at(rule) == "import":
            raise Outside("a stylesheet that loads something")
        elif _at(rule) in _GROUPS and rule.content is not None and _harmless(prelude, FUNCTIONS | {"selector"}):
            within = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            head = tinycss2.serialize(prelude).strip()
            yield f"@{rule.lower_at_keyword} {head}{{{''.join(_rules(within))}}}"


def _at(rule: Any) -> str:
    return str(rule.lower_at_keyword) if rule.type == "at-rule" else ""


def _declared(parts: Iterable[Any]) -> str:
    kept = []
    for part in parts:
        if part.type == "declaration" and _known(part.name):
            value = [token for token in part.value if token.type != "comment"]
            if _harmless(value, FUNCTIONS):
                important = "!important" if part.important else ""
                kept.append(f"{part.name}:{tinycss2.serialize(value).strip()}{important}")
    return ";".join(kept)


_CUSTOM = re.compile(r"--[\w-]+")


def _known(name: str) -> bool:
    return name.lower() in PROPERTIES or _CUSTOM.fullmatch(name) is not None


def _harmless(tokens: Iterable[Any], functions: Iterable[str]) -> bool:
    """Whether only listed functions and addresses of the drawing's own parts are there. Raises Outside."""
    stack = list(tokens)
    while stack:
        token = stack.pop()
        if token.type == "url" or (token.type == "function" and token.lower_name in ("url", "src")):
            _own(token)
        elif token.type == "function":
            if token.lower_name not in functions:
                return False
            stack.extend(token.arguments)
        elif token.type in ("() block", "[] block"):
            stack.extend(token.content)
        elif token.type in ("error", "{} block", "at-keyword", "comment"):
            return False
    return True


def _own(token: Any) -> None:
    """Raise Outside unless an address is that of a part of the drawing."""
    if token.type == "url":
        address = token.value
    else:
        address = "".join(part.value for part in token.arguments if part.type == "string")
    if not address.strip().startswith("#"):
        raise Outside("a stylesheet that loads something")
