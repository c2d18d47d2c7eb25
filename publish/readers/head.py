"""The head of an article: its metadata block, as it is taken off the text and as it is used once it is checked.

The form that it is checked by (`metadata.py`) takes half of the time that it takes to be ready to read, and is not
needed for a block that lies checked on the shelf: whoever changes a text has seldom changed what stands above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from publish.base.language.bidi import turning
from publish.base.validation.parsed import ParsedBlock, ParseError
from publish.model import Link
from publish.problem import Problem
from publish.readers.typed_block import nearly
from publish.value import Value


class Head(Value):
    """What a metadata block says."""

    title: str
    published: date
    corrected: date | None
    standfirst: str
    byline: tuple[str, ...]
    tags: tuple[str, ...]
    language: str | None
    links: tuple[Link, ...]
    image: str
    image_line: int
    """Of the file, where the picture is named."""
    alt: str
    caption: str
    credit: str
    slug: str
    sides: int | None
    draft: bool
    withdrawn: date | None
    formerly: tuple[str, ...]
    release_line: int
    """Of the file, where it says `withdrawn`, `draft`, or else `date`."""
    rights: str = ""
    purpose: Literal["", "decision", "discussion", "information"] = ""
    asks: tuple[str, ...] = ()
    unconfirmed: bool = False
    confidential: str | None = None
    """Why it is confidential, perhaps in no words; None for what is not."""


class Checked(Value):
    """What came of checking a metadata block."""

    head: Head | None
    """None when there are errors."""
    problems: tuple[Problem, ...]
    unread: bool = False
    """Whether the block could not be read at all, so that nothing else is looked at."""


def refused(path: str, error: ParseError) -> Problem:
    """A block that cannot be read, as a problem."""
    return Problem(code="A02", path=path, line=error.line, message=error.message, hint=error.hint)


def turned(path: str, block: ParsedBlock) -> Iterator[Problem]:
    """A warning for each value with signs in it that turn the direction of what follows."""
    for key, value in block.values.items():
        if signs := turning(" ".join(map(str, value)) if isinstance(value, list) else str(value)):
            message = f"`{key}` has signs that are not seen and turn what is seen round: {', '.join(signs)}"
            hint = "type it again; letters of every script find their direction by themselves"
            yield Problem(code="A31", path=path, line=block.line(key), message=message, hint=hint)


class Split(Value):
    """A text with its metadata block taken off."""

    kind: Literal["yaml", "toml"]
    block: str
    block_line: int
    body: str
    body_line: int


_FENCES: dict[str, tuple[Literal["yaml", "toml"], frozenset[str]]] = {
    "---": ("yaml", frozenset({"---", "..."})),
    "+++": ("toml", frozenset({"+++"})),
}


def split(text: str) -> Split:
    """Take the metadata block off: YAML between lines of `---`, or TOML between lines of `+++`. Raises BlockError."""
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    opening = lines[start].rstrip()
    if opening not in _FENCES and re.fullmatch(r"[–—‒―-]{1,3}", opening) and lines[start + 1 : start + 2]:
        raise ParseError(
            start + 1,
            f"the metadata block does not open with `{opening}`",
            "write three hyphens, `---`; a word processor makes a dash of them",
        )
    if opening not in _FENCES:
        raise ParseError(
            start + 1,
            "there is no metadata block at the top",
            "begin the file with `---`, then `title: …` and `date: YYYY-MM-DD`, then `---` again",
        )
    kind, closings = _FENCES[opening]
    for end in range(start + 1, len(lines)):
        if lines[end].rstrip() in closings:
            return Split(
                kind=kind,
                block="\n".join(lines[start + 1 : end]) + "\n",
                block_line=start + 2,
                body="\n".join(lines[end + 1 :]),
                body_line=end + 2,
            )
    if (near := nearly(lines, start + 1, opening)) is not None:
        raise ParseError(
            near + 1,
            f"the metadata block is not closed by `{lines[near].strip()}`",
            "write three hyphens, `---`; a word processor makes a dash of them",
        )
    raise ParseError(
        start + 1,
        f"the metadata block that opens with `{opening}` is never closed",
        f"put `{opening}` after its last line",
    )
