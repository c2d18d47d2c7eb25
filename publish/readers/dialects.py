"""What other programs understand in Markdown and handbill prints as typed, each kind told once.

The text is looked through as it was typed, without its code and comments. What a habit becomes here (`^[…]`, `H~2~O`,
`??? note`, captions of WordPress) is not in the table; what stands in an address is told with the link or the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Told(NamedTuple):
    """Something that is printed as typed: where it begins in the text, message, hint."""

    at: int
    message: str
    hint: str


class _Dialect(NamedTuple):
    """One kind: whose it is, what it looks like, and what to write instead."""

    whose: str
    looks: re.Pattern[str]
    hint: str
    each: bool = False
    """Whether each one is told: a formula that is lost is a loss of its own."""


def _kind(whose: str, looks: str, hint: str, *, each: bool = False) -> _Dialect:
    return _Dialect(whose, re.compile(looks, re.M), hint, each)


_PROSE = r"(?<!\]\()(?<!\]\(<)(?<![\"'=/])"
"""Not in an address, nor in a tag's attribute."""
_QR = "write `![QR: what it shows](qr:https://…)`"

_FILMS = "youtube|vimeo|tweet|x|instagram|gist"
_PICTURES = "figure|img|image|asset|card|asset-static"
_REST = r"[^\n]{0,400}?[>%]\}\}"

DIALECTS: tuple[_Dialect, ...] = (
    _kind("only Hugo knows it", _PROSE + rf"\{{\{{[<%][ ]*(?:{_FILMS})\b{_REST}", _QR),
    _kind(
        "only Hugo knows it",
        _PROSE + rf"\{{\{{[<%][ ]*(?:{_PICTURES})\b{_REST}",
        'write `![what it shows](images/name.jpg "The caption")`',
    ),
    _kind(
        "only Hugo knows it",
        _PROSE + rf"\{{\{{[<%](?![ ]*(?:{_FILMS}|{_PICTURES})\b){_REST}",
        "write what it stands for, or take it out; to show it, set it as code",
    ),
    _kind(
        "only Jekyll and other makers of sites know it (Liquid)",
        _PROSE + r"(?<!\{)\{%[^\n]{0,400}?%\}(?!\})",
        "write what it stands for, or take it out; to show it, set it as code",
    ),
    _kind(
        "only a template knows what it stands for",
        _PROSE + r"\{\{(?![<%])[^\n{}]*\}\}",
        "write what it stands for, or take it out; to show it, set it as code",
    ),
    _kind(
        "handbill makes contents by itself where an edition has them",
        r"^[ ]{0,3}(?:\[\[?_?(?:TOC|toc)_?\]\]?|\{:toc\}|@\[toc\])[ \t]*$",
        "take it out",
    ),
    _kind(
        "only pandoc and makers of sites know such blocks",
        r"^[ ]{0,3}:{3,}[ \t]*\{?[.\w][^\n]*$",
        "write `!!! note` with the text under it, four spaces further in, and no `:::` behind it",
    ),
    _kind(
        "only MkDocs knows it (tabs of content)",
        r'^===[!+]? "[^"\n]*"[ \t]*$',
        "write a heading, and the text under it without its four spaces",
    ),
    _kind(
        "only CriticMarkup knows it",
        r"\{(?:\+\+[^{}\n]*\+\+|--[^{}\n]*--|~~[^{}\n]*~~|>>[^{}\n]*<<|==[^{}\n]*==)\}",
        "write what the text is to say; nothing is marked as changed here",
    ),
    _kind("only Obsidian knows it", r"^%%[^%\n]+%%[ \t]*$", "take it out, or write `<!-- … -->`"),
    _kind(
        "between the words and their address there is a space",
        r"(?<![\w\]])!?\[[^\[\]\n]+\][ ]+\((?:https?://|images/|mailto:)[^\s()]+\)",
        "take the space out: `[words](address)`",
    ),
    _kind("only Jekyll knows it (kramdown)", r"(?<![\w`)\]])(?<!\) )\{:(?!toc\})[^{}\n]*\}", "take it out"),
    _kind(
        "only pandoc knows tables drawn like this",
        r"^[ ]{0,3}\+(?:[-=:]{3,}\+)+[ \t]*$",
        "write a row as `| a | b |`, and `|---|---|` under the first",
    ),
    _kind(
        "only pandoc knows it",
        r"(?<!!)\[[^\[\]\n]+\]\{[ ]*[.#][^{}\n]*\}",
        "take the braces and brackets away; for strong words write `**words**`",
    ),
    _kind(
        "it is the mark of a highlighter in other programs",
        r"(?<!=)==(?=\S)[^=\n]+(?<=\S)==(?!=)",
        "write `<mark>words</mark>`",
    ),
    _kind(
        "only other programs make a picture of it",
        r"(?<![\w:/.]):[a-z][a-z0-9_+-]{2,30}:(?![\w:/])",
        "type the sign itself, or take it out",
    ),
    _kind(
        "only a wiki knows it",
        r"!?\[\[(?!_?(?:TOC|toc)_?\])[^\[\]\n]+\]\]",
        "write `[the words](the-file.md)`, and `![what it shows](images/name.jpg)` for a picture",
    ),
    _kind("only WordPress knows it", r"\[(?:youtube|vimeo|soundcloud|googlemaps|slideshare)[= ][^\[\]\n]*\]", _QR),
    _kind(
        "only other programs know formulas written like this",
        r"\\\([^\n]{1,400}?\\\)|^[ ]{0,3}\\\[[^\]]{1,2000}?\\\]",
        "write it between dollar signs, `$x^2$`, and one on a line of its own between `$$` and `$$`",
        each=True,
    ),
    _kind(
        "it looks like a table that was pasted, whose cells run together",
        r"^(?!\W|o\t|\(?\w{1,4}[.)]\t)[^\t\n|]+(?:\t+[^\t\n|]+)+\n(?!\W|\(?\w{1,4}[.)]\t)[^\t\n|]+(?:\t+[^\t\n|]+)+$",
        "write a row as `| a | b |`, and `|---|---|` under the first",
    ),
    _kind(
        "it stands under no table",
        r"(?<!\|\n)(?<!\| \n)^[ ]{0,3}\{row-heads\}[ \t]*$",
        "write it on the line under the table",
    ),
    _kind(
        "it looks like a list out of a word processor",
        r"^[ \t]*§[ ](?=[^\W\d])[^\n]+",
        "begin each item with `-` and a space, on a line of its own",
    ),
    _kind(
        "it looks like lines of a list or of a conversation, and no list is made of them",
        r"^[ ]{0,3}(?P<dash>[–—])[ \t\u00a0]+[^\n]+\n[ ]{0,3}(?P=dash)[ \t\u00a0]+[^\n]+",
        "begin each line of a list with `-` and a space; leave an empty line between those of a conversation",
    ),
    _kind(
        "it is typed in letters of mathematics, which screen readers read one by one, or not at all",
        r"[\U0001d400-\U0001d7ff]{3,}(?:[ ]+[\U0001d400-\U0001d7ff]+)*",
        "type ordinary letters, with `**` around them for bold and `*` for italics",
    ),
    _kind(
        "only LaTeX and pandoc know it",
        r"^[ ]{0,3}\\(?:newpage|pagebreak|clearpage|begin\{[a-z*]+\}|vspace\{[^{}\n]*\})[^\n]*$",
        "take it out; pages are divided by handbill",
    ),
)  # fmt: skip


_DRAWN = frozenset(("mermaid", "plantuml", "graphviz", "vega-lite", "chartjs", "abc", "geojson"))


def drawn(language: str) -> tuple[str, str] | tuple[()]:
    """Message and hint of a fenced block of which another program would make a drawing; of others nothing."""
    if language not in _DRAWN:
        return ()
    return (
        f"a drawing of `{language}` is printed as its code: only other programs draw it",
        "put it in as a picture: `![what it shows](images/name.svg)`; numbers can be a `chart`",
    )


def told(masked: str) -> Iterator[Told]:
    """What the text has of each kind: the first of it and how many more there are, but of formulas every one."""
    for whose, looks, hint, each in DIALECTS:
        found = list(looks.finditer(masked))
        if each:
            yield from (Told(one.start(), _message(one[0], 0, whose), hint) for one in found)
        elif found:
            yield Told(found[0].start(), _message(found[0][0], len(found) - 1, whose), hint)


def _message(typed: str, more: int, whose: str) -> str:
    line = " ".join(typed.split())
    shown = line if len(line) <= 60 else line[:59] + "…"
    also = f", and {more} more like it" if more else ""
    return f"`{shown}` is printed as typed{also}: {whose}"
