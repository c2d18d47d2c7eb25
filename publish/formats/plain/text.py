"""The article as plain text: for the body of an e-mail, for a terminal, for a screen reader that wants no markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from publish.base.language import icu
from publish.formats.plain import passages as linear
from publish.formats.plain.passages import Passage, Row
from publish.model import Artifact, Edition, HouseStyle
from publish.problem import Problem
from publish.style import galley as galleys
from publish.value import replace

WIDTH = 72
"""Columns of a line: what e-mail keeps whole when it is quoted once or twice."""

_RULES = {1: "=", 2: "-", 3: "~"}
_STEP = 4
"""Columns by which a quotation stands in."""
_DEEPEST = WIDTH // 2
"""Columns by which anything stands in: what lies deeper begins there too."""


def render(edition: Edition, style: HouseStyle) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """The edition as UTF-8 text, its lines ending with a line feed; no artifact when the body is not well-formed.

    Where it has other signs than ASCII's it begins with a byte-order mark: most hosts serve a text without saying what
    it is written in, and browsers then take it for another code.
    """
    try:
        passages = linear.passages(edition, galleys.words(style, edition.language))
    except ValueError as fault:
        return None, (
            Problem(
                code="R01", path=edition.articles[0].source, line=None, message=f"could not be set: {fault}", hint=""
            ),
        )
    text = "\n".join(_set(passages)) + "\n"
    artifact = Artifact(
        edition=edition.name,
        name=edition.slug,
        suffix="txt",
        media_type="text/plain; charset=utf-8",
        content=text.encode("ascii" if text.isascii() else "utf-8-sig"),
        pages=None,
    )
    return artifact, ()


def _set(passages: tuple[Passage, ...]) -> Iterator[str]:
    """The lines of all passages; a gap before each but those that follow closely, a larger one before a heading."""
    for number, passage in enumerate(passages):
        if number and not passage.close:
            yield ""
        if number and passage.kind == "heading" and passage.level <= 2:
            yield ""
        yield from (line.rstrip(" ") for line in _SETTERS[passage.kind](passage))


def _heading(passage: Passage) -> Iterator[str]:
    lines = wrap(passage.text, WIDTH)
    yield from lines
    yield _RULES.get(passage.level, ".") * max(map(columns, lines))


def _text(passage: Passage) -> Iterator[str]:
    first, rest = _margins(passage)
    for line in passage.text.split("\n"):
        for piece in wrap(line, max(WIDTH - columns(rest), _STEP)):
            yield first + piece
            first = rest


def _margins(passage: Passage) -> tuple[str, str]:
    """What stands before the first line of a passage, and before its other lines."""
    quoted = " " * min(_STEP * passage.quoted, _DEEPEST)
    kept = len(passage.markers) - passage.opens
    gaps = [" " * (columns(marker) + 1) for marker in passage.markers]
    while kept and columns(quoted + "".join(gaps)) > _DEEPEST:
        kept, gaps = kept - 1, gaps[1:]
        passage = replace(passage, markers=passage.markers[1:])
    return quoted + "".join((*gaps[:kept], *(f"{marker} " for marker in passage.markers[kept:]))), quoted + "".join(
        gaps
    )


def _code(passage: Passage) -> Iterator[str]:
    first, rest = _margins(passage)
    for line in passage.text.split("\n"):
        yield first + line  # as it is, however long: a line break may change what code means
        first = rest


def _rule(passage: Passage) -> Iterator[str]:  # noqa: ARG001
    yield " " * ((WIDTH - 5) // 2) + "* * *"


_GAP = 3


def _table(passage: Passage) -> Iterator[str]:
    """Columns side by side where they fit, a record for each row where they do not."""
    first, rest = _margins(passage)
    every = (*((passage.head,) if passage.head else ()), *(row.cells for row in passage.rows if not row.alone))
    widths = [max(columns(row[at]) for row in every) for at in range(len(every[0]))] if every else []
    if passage.reaching or sum(widths) + _GAP * (len(widths) - 1) > WIDTH - columns(rest):
        for number, row in enumerate(row for row in passage.rows if not row.again):
            yield from ([rest] if number else [])
            yield from _record(row, rest)
        return
    if passage.head:
        yield first + _abreast(passage.head, widths, passage.right)
        yield rest + (" " * _GAP).join("-" * width for width in widths)
        first = rest
    for row in passage.rows:
        if row.alone:
            yield from (first + line for line in wrap(row.cells[0], WIDTH - columns(rest)))
        else:
            yield first + _abreast(row.cells, widths, passage.right)
        first = rest


def _abreast(row: tuple[str, ...], widths: list[int], rights: tuple[bool, ...]) -> str:
    """The cells of a row beside each other."""
    return (" " * _GAP).join(
        " " * (width - columns(cell)) + cell if right else cell + " " * (width - columns(cell))
        for cell, width, right in zip(row, widths, rights, strict=True)
    )


def _record(row: Row, margin: str) -> Iterator[str]:
    for at, (cell, label) in enumerate(zip(row.cells, row.labels, strict=True)):
        if not cell:
            continue
        words = f"{label}: {cell}" if label else cell
        inner = margin + ("  " if at else "")
        lines = wrap(words, WIDTH - columns(inner) - 2)
        yield inner + lines[0]
        yield from (f"{inner}  {line}" for line in lines[1:])


_SETTERS = {"heading": _heading, "text": _text, "code": _code, "rule": _rule, "table": _table}


# ------------------------------------------------------------------------------------------------------------ lines


def columns(text: str) -> int:
    """How many columns a terminal needs: East Asian wide characters take two, marks on others none (UAX 11)."""
    return sum(_column(character) for character in text)


def _column(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


_NOT_FIRST = frozenset("、。，．：；！？）］｝」』】〉》〕”’・ー…‥々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_NOT_LAST = frozenset("（［｛「『【〈《〔“‘")
"""Characters that no line begins or ends with (JLREQ, 3.1.7 and 3.1.8; CLREQ, 3.1.3)."""


_BREAKS = frozenset("\u200b\u0f0b\u1361")
"""What divides words where there are no spaces: the sign that is not seen, and those of Tibetan and Ge'ez (UAX 14)."""


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of `width` columns, at least one; what cannot be divided is never divided, and may be wider."""
    lines: list[str] = []
    line, used = "", 0
    for piece in pieces(text):
        size = columns(piece.rstrip(" "))
        if line and used + size > width:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        line, used = line + piece, used + columns(piece)
    return [*lines, line.rstrip(" ")]


def pieces(text: str) -> Iterator[str]:
    """The text cut where a line may end: after spaces and other signs that end a word, and between wide characters.

    No piece is empty.
    """
    start = 0
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        if (before == " " and after != " ") or before in _BREAKS:
            cut = True
        else:
            wide = _column(before) == 2 or _column(after) == 2
            cut = wide and " " not in (before, after) and after not in _NOT_FIRST and before not in _NOT_LAST
            cut = cut and _column(after) > 0 and "\u00a0" not in (before, after)
        if cut:
            yield from icu.divided(text[start:at])
            start = at
    yield from icu.divided(text[start:])
