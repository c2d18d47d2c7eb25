"""A metadata block as people type it, made into what YAML means by it.

YAML takes what follows ` #` for a note to itself, and `: ` for the end of a key: `title: Newsletter #3: what we did` is
all one headline to whoever typed it. In the keys that hold words such a value is put in quotation marks.
"""

from __future__ import annotations

import re

from publish.problem import Problem

WORDS = frozenset(
    ("title", "headline", "standfirst", "description", "excerpt", "summary", "teaser", "byline", "author", "authors")
) | frozenset(("alt", "caption", "credit", "place"))
"""The keys whose value is words."""

_LINE = re.compile(r"(?P<key>[A-Za-z][\w-]*)(?P<colon>:[ \t]+)(?P<value>[^\s\"'|>\[\]{}&*!%@`#].*?)[ \t]*")
_NOTE = re.compile(r"[ \t]#(?P<text>\S)?")


def in_quotes(block: str, first_line: int, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The block with values of words in quotation marks where YAML would cut them; a note behind words is told."""
    lines, problems = block.split("\n"), []
    for n, line in enumerate(lines):
        match = _LINE.fullmatch(line)
        goes_on = any(following[:1] in (" ", "\t") and following.strip() for following in lines[n + 1 : n + 2])
        if match is None or match["key"].lower() not in WORDS or goes_on:
            continue
        value = match["value"]
        note = _NOTE.search(value)
        if note and not note["text"]:
            typed = value[note.start() :].strip()
            problems.append(
                Problem(
                    code="A18",
                    path=path,
                    line=first_line + n,
                    message=f"the text from `{typed[:40]}` on is taken for a note, and left out of `{match['key']}`",
                    hint="put the whole value in quotation marks if it belongs to it",
                )
            )
        elif note or ": " in value or value.endswith(":"):
            quoted = value.replace("'", "''")
            lines[n] = f"{match['key']}{match['colon']}'{quoted}'"
    return "\n".join(lines), tuple(problems)


_CLOSING = re.compile(r"[-–—‒―_*]{1,6}")


def nearly(lines: list[str], start: int, fence: str) -> int | None:
    """The line that was meant to close a block, as a word processor or a slip left it: `—` for `---`."""
    for n in range(start, min(len(lines), start + 60)):
        text = lines[n].strip()
        if text and text != fence and fence == "---" and _CLOSING.fullmatch(text):
            return n
    return None
