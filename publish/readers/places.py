"""On which line of a file a thing stands, found again in the text as its author typed it.

Markdown's parser keeps no line numbers. The things that problems speak of (a tag, a link's address, a picture's path)
are looked up in the source instead, with code and comments blanked out: the n-th one met is the n-th one typed.
"""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from typing import Protocol
from urllib.parse import unquote


class Place(Protocol):
    """From a kind of thing (`image`, `link`, `tag`, `text`) and its name to a line of the file.

    `nth`, counted from 0, asks for a certain one; otherwise each call gives the next.
    """

    def __call__(self, kind: str, name: str, nth: int | None = None) -> int:
        """The line."""


_PATTERNS: dict[str, str] = {
    "image": r"""!\[[^\n]{{0,500}}?\]\(\s*<?{0}|src\s*=\s*["']?\s*{0}|\]:\s*<?{0}""",
    "link": r"""(?:\]\(\s*<?|href\s*=\s*["']?\s*|\]:\s*<?){0}(?=[\s"'>)]|$)|(?<![\w/.%-]){0}(?![\w/%?=&#-]|\.\w)""",
    "link that begins so": r"""\]\(\s*<?{0}|href\s*=\s*["']?\s*{0}|\]:\s*<?{0}|{0}""",
    "tag": r"<{0}(?=[\s/>])",
    "text": r"{0}",
}


def mask(text: str, code_lines: frozenset[int]) -> str:
    """The text with its code lines, code spans and comments blanked out; every other character keeps its place."""
    lines = [re.sub(r"[^\r]", " ", line) if n in code_lines else line for n, line in enumerate(text.split("\n"))]
    blank = "\n".join(lines)
    blank = blanked(blank, code_spans(blank))
    last = blank.rfind("-->")  # behind which nothing is looked for: each `<!--` would read the text to its end
    commented, rest = blank[: last + 3], blank[last + 3 :]
    return re.sub(r"<!--.*?-->", lambda comment: re.sub(r"[^\n]", " ", comment[0]), commented, flags=re.S) + rest


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with spaces for what stands between places; lines end where they ended."""
    if not spans:
        return text
    masked = list(text)
    for start, end in spans:
        masked[start:end] = ["\n" if character == "\n" else " " for character in masked[start:end]]
    return "".join(masked)


def code_spans(text: str) -> list[tuple[int, int]]:
    """Where code spans begin and end: a run of backticks, up to the next run as long in the same paragraph."""
    spans: list[tuple[int, int]] = []
    if "`" not in text:
        return spans
    offset = 0
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        runs = [(run.start(), run.end()) for run in re.finditer(r"(?<!\\)`+", paragraph)]
        waiting: dict[int, deque[int]] = {}
        for n, (start, end) in enumerate(runs):
            waiting.setdefault(end - start, deque()).append(n)
        past = 0
        for n, (start, end) in enumerate(runs):
            if start < past:
                continue
            same = waiting[end - start]
            while same and same[0] <= n:
                same.popleft()
            if same:
                past = runs[same[0]][1]
                spans.append((offset + start, offset + past))
        offset += len(paragraph)
    return spans


_HTML_CODE = re.compile(r"<(?P<tag>pre|code)\b[^<>]*>(?:(?!</?(?:pre|code)\b).){1,20000}</(?P=tag)>", re.S | re.I)


def html_code(text: str) -> list[tuple[int, int]]:
    """Where code in HTML begins and ends."""
    lowest = text.lower()
    return [found.span() for found in _HTML_CODE.finditer(text)] if "<pre" in lowest or "<code" in lowest else []


def locator(text: str, masked: str, first_line: int) -> Place:
    """A function that names the line of the next thing of its kind and name; the text's first line is `first_line`.

    `masked` is the text without its code, as `mask` gives it.
    """
    met: Counter[tuple[str, str]] = Counter()
    known: dict[tuple[str, str], list[int]] = {}

    def place(kind: str, name: str, nth: int | None = None) -> int:
        key = (kind, name)
        if key not in known:
            # Failing that, the start of the name: what follows may be typed with character references.
            start = re.split(r"[^\w:/.#?=%-]", name)[0]
            known[key] = (
                _lines(masked, kind, name, first_line)
                or (_lines_of(_NO_ADDRESS, masked, first_line) if kind == "link" and not name else [])
                or _lines(masked, "link that begins so" if kind == "link" else kind, start, first_line)
                or _lines(text, "text", name, first_line)
                or [first_line]
            )
        found = known[key][min(met[key] if nth is None else nth, len(known[key]) - 1)]
        met[key] += 1
        return found

    return place


def _lines(text: str, kind: str, name: str, first_line: int) -> list[int]:
    spellings = sorted({name, unquote(name), html.escape(name)} - {""}, key=len, reverse=True)
    if not spellings:
        return []
    either = "(?:" + "|".join(re.escape(spelling) for spelling in spellings) + ")"
    return _lines_of(re.compile(_PATTERNS[kind].format(either), re.I if kind == "tag" else 0), text, first_line)


_NO_ADDRESS = re.compile(r"""\]\(\s*\)|href\s*=\s*(?:""|'')""")


def _lines_of(pattern: re.Pattern[str], text: str, first_line: int) -> list[int]:
    lines: list[int] = []
    at, line = 0, first_line
    for match in pattern.finditer(text):
        # A pattern may begin on the line before (`](` and a line's end): the name itself is at its end.
        line += text.count("\n", at, match.end())
        at = match.end()
        lines.append(line)
    return lines


def heading_lines(masked: str, first_line: int) -> list[int]:
    """The line of every heading as typed: `## …`, underlined, or `<h2>`. `masked` is as `mask` gives it."""
    return [first_line + masked.count("\n", 0, match.start()) for match in _HEADINGS.finditer(masked)]


_HEADINGS = re.compile(
    r"^[ >*+-]{0,8}(?:#{1,6}[ \t]+\S|#{2,6}[^\W\d_])|"
    r"^(?![ \t]*(?:[-*+>|#]|\d+[.)]|$))[^\n]+\n {0,3}(?:=+|-{2,})[ \t]*$|<h[1-6]\b",
    re.M | re.I,
)
