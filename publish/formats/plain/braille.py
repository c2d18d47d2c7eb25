"""The article as braille: a BRF file for an embosser or a display, by the customs of BANA's and UKAAF's formats.

ASCII braille; a form feed ends each page. Publications of the United Kingdom have 38 cells by 25 lines and a page
information line above, others 40 cells and the page's number in the last line (docs/accessibility.md says after whom).
Print effects that carry nothing (colour, stress by type) are left out; what a marker or a place says is said by cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from publish.editions import compose as editions
from publish.formats.plain import liblouis
from publish.formats.plain import passages as linear
from publish.formats.plain.passages import Passage
from publish.model import Article, Artifact, Edition, HouseStyle
from publish.problem import Problem
from publish.style import galley as galleys

LINES = 25
_TEXT_LINES = LINES - 1


class Layout(NamedTuple):
    """What a page looks like."""

    cells: int
    above: bool
    """Whether the page's number stands in a line above the text, with the title from the second page on."""
    leader: str
    """What leads from a heading to its page in a list of contents."""


UKAAF = Layout(38, above=True, leader="-")
BANA = Layout(40, above=False, leader='"')
_LONG, _HEADINGS = 8, 6
"""A text of so many pages and so many headings, with those behind every text, begins with a list of contents."""


def layout(language: str) -> Layout:
    """The layout for readers of a publication in a language."""
    return UKAAF if language.lower().startswith(("en-gb", "cy", "gd")) else BANA


def render(edition: Edition, style: HouseStyle) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """The edition as a BRF file; no artifact without liblouis, or without a table for the article's language."""
    path = edition.articles[0].source
    try:
        tables = liblouis.table(edition.language)
    except liblouis.Missing:
        hint = "install liblouis; `publish doctor` says how"
        return None, (_problem("R07", path, "braille cannot be made: liblouis is not on this machine", hint),)
    if tables is None:
        message = f"liblouis has no table of six-dot braille for `{edition.language}`"
        return None, (_problem("R07", path, message, _why(edition.language)),)
    try:
        words = galleys.words(style, edition.language)
        passages = linear.passages(edition, words)
        writer = _Writer(tables, {}, layout(edition.publication.language), edition.language)
        blocks = list(_blocks(passages, writer))
        pages, begins = _pages(blocks, writer, edition.title)
        if len(pages) >= _LONG and sum(block.entry is not None for block in blocks) >= _HEADINGS:
            pages = _with_contents(
                blocks, begins, linear.opening(edition, words), words["contents"], writer, edition.title
            )
    except ValueError as fault:
        return None, (_problem("R01", path, f"could not be set: {fault}", ""),)
    artifact = Artifact(
        edition=edition.name,
        name=edition.slug,
        suffix="brf",
        media_type="text/x-brf",
        content="".join(f"{page}\f" for page in pages).encode("ascii"),
        pages=len(pages),
    )
    return artifact, (_unknown(edition.articles[0], writer.spelt),) if writer.spelt else ()


def _why(language: str) -> str:
    """What to do about a language that has no table, and what stands in the way of one."""
    told = "have somebody who knows the language's braille transcribe it; its other editions are made all the same"
    if language.partition("-")[0].lower() == "ja":
        # liblouis 3.24 has `ja-kantenji.utb` alone, for embossers of eight dots and readers of Kantenji.
        return f"Japanese in six dots is written in kana, with spaces that no table can set: {told}"
    return told


def _unknown(article: Article, spelt: dict[str, str]) -> Problem:
    signs = ", ".join(f"`{sign}` (U+{ord(sign):04X})" for sign in spelt)
    sign, name = next(iter(spelt.items()))
    what = "number" if name.startswith("U+") else "name"
    message, hint = f"braille has no sign for {signs}", f"the {what} stands in its place: `{name}` for `{sign}`"
    line = min((line for sign in spelt if (line := editions.line_of(article, sign))), default=None)
    return _problem("R08", article.source, message, hint, line)


def _problem(code: str, path: str, message: str, hint: str, line: int | None = None) -> Problem:
    return Problem(code=code, path=path, line=line, message=message, hint=hint)


# ------------------------------------------------------------------------------------------------------------ words


class _Writer(NamedTuple):
    """How words become cells, and which characters had to be spelt by their names."""

    tables: str
    spelt: dict[str, str]
    layout: Layout
    language: str
    """Of what is written; `tables` are those of the whole."""

    def cells(self, text: str) -> str:
        """A line of text as cells; what the language's table does not know by that of its own script, or by name."""
        text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
        foreign = liblouis.unknown(text, self.tables)
        if foreign:
            text = "".join(_nearest(sign) if sign in foreign else sign for sign in text)
            foreign = liblouis.unknown(text, self.tables)
        if not foreign:
            return liblouis.translate(text, self.tables)
        kind = "".join(map(re.escape, foreign))
        pieces = re.split(f"([{kind}](?:[{kind}\\s]*[{kind}])?)", text)
        return "".join(
            self._foreign(piece) if odd % 2 else liblouis.translate(piece, self.tables) if piece else ""
            for odd, piece in enumerate(pieces)
        )

    def marker(self, marker: str) -> str:
        """The marker of an item, a box of a task as its code's own sign where it has one."""
        sign = _MARKERS.get(marker, marker)
        return sign if sign == "•" or not liblouis.unknown(sign, self.tables) else marker

    def _foreign(self, text: str) -> str:
        by_script = liblouis.table(_language(text)) or self.tables
        own = liblouis.table(self.language)
        tables = own if own and not liblouis.unknown(text, own) else by_script
        for sign in liblouis.unknown(text, tables):
            name = f"U+{ord(sign):04X}"
            if self.language.startswith("en"):  # signs have names in English alone
                name = unicodedata.name(sign, name).lower()
            self.spelt[sign] = name
            text = text.replace(sign, f" ({name}) ")
        return liblouis.translate(re.sub(r" +", " ", text).strip(), tables)


_UNSEEN = re.compile(
    "[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
"""Which way a text runs, where a word may end and how an emoji is drawn: nothing that is read.

Tables know some of these signs by a word, as `zero`, and would write it.
"""

_NEAREST = {
    "־": "-", "׳": "'", "״": '"', "‚": "‘", "„": "“", "‑": "-", "…": "...", "☐": "□", "☑": "✓", "☒": "✗",
}  # fmt: skip
"""Signs that mean the same as others, which more tables know."""


_MARKERS = {"-": "•", "[x]": "✓", "[ ]": "□"}


def _nearest(sign: str) -> str:
    """What stands for a sign that a table does not know; nothing for one that cannot be seen either."""
    return "" if unicodedata.category(sign) == "Cf" else _NEAREST.get(sign, sign)


_LANGUAGES = {
    "LATIN": "en", "DIGIT": "en", "HEBREW": "he", "ARABIC": "ar", "CYRILLIC": "ru", "GREEK": "el", "DEVANAGARI": "hi",
    "BENGALI": "bn", "GUJARATI": "gu", "GURMUKHI": "pa", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn",
    "MALAYALAM": "ml", "CJK": "zh", "HANGUL": "ko", "GEORGIAN": "ka", "ETHIOPIC": "am",
}  # fmt: skip


def _language(text: str) -> str:
    """A language that is written in the script of the text's first letter."""
    first = next((character for character in text if character.isalnum()), "a")
    return _LANGUAGES.get(unicodedata.name(first, "LATIN").partition(" ")[0], "en")


# ------------------------------------------------------------------------------------------------------------ lines


class _Block(NamedTuple):
    """Lines that stand together."""

    lines: list[str]
    gap: bool
    """Whether a line is left free before it."""
    heading: bool
    names: frozenset[int] = frozenset()
    """Which of its lines the next belongs to: what a record of a table is about, up to the first thing said of it."""
    entry: tuple[int, str] | None = None
    """Of a heading below the title that a list of contents names, its level and its words."""


def _blocks(passages: Sequence[Passage], writer: _Writer) -> Iterator[_Block]:
    for number, passage in enumerate(passages):
        own = writer._replace(language=passage.language)
        lines = list(_SETTERS[passage.kind](passage, own, _deepest(passages, number)))
        gap = number > 0 and _apart(passages[number - 1], passage)
        names = _names(lines) if passage.kind == "table" else frozenset[int]()
        entry = (
            (passage.level, writer.cells(passage.text))
            if passage.kind == "heading" and passage.level in (2, 3)
            else None
        )
        yield _Block(lines, gap, passage.kind == "heading", names, entry)


def _names(lines: Sequence[str]) -> frozenset[int]:
    """The lines of records, begun in cell 1, that have further lines below them."""
    found: set[int] = set()
    named = False
    for at, line in enumerate(lines[:-1]):
        named = not line.startswith(" ") or (named and line.startswith(" " * 4))
        if named and lines[at + 1].startswith(" "):
            found.add(at)
    return frozenset(found)


_STANDING_APART = ("heading", "table", "code", "rule")


def _apart(before: Passage, passage: Passage) -> bool:
    """Whether a line is left free between two passages: paragraphs follow each other, and a heading is followed."""
    if before.kind == "heading":
        return before.level == 1
    if passage.kind in _STANDING_APART or before.kind in _STANDING_APART:
        return not passage.close
    return not passage.close and _kind(before) != _kind(passage)


def _kind(passage: Passage) -> tuple[bool, int]:
    return bool(passage.markers), passage.quoted


def _deepest(passages: Sequence[Passage], number: int) -> int:
    """How deep the list goes that a passage is in."""
    deepest = 0
    for run in (passages[number::-1], passages[number:]):
        for passage in run:
            if not passage.markers:
                break
            deepest = max(deepest, len(passage.markers))
    return deepest


def _heading(passage: Passage, writer: _Writer, _: int) -> Iterator[str]:
    cells, room = writer.cells(passage.text), writer.layout.cells
    if passage.level == 1:
        yield from (line.center(room).rstrip() for line in wrap(cells, room - 6, room - 6))
    else:
        margin = " " * (4 if passage.level == 2 else 6)
        yield from (margin + line for line in wrap(cells, room - len(margin), room - len(margin)))


def _text(passage: Passage, writer: _Writer, deepest: int) -> Iterator[str]:
    """A paragraph begins in cell 3, a line of its own author's in cell 1; an item two cells further for each level."""
    lines = passage.text.split("\n")
    quoted = 2 * passage.quoted
    depth = len(passage.markers)
    if depth:
        first, rest = quoted + 2 * (depth - 1), quoted + 2 * deepest
        markers = (writer.marker(marker) for marker in passage.markers[depth - passage.opens :])
        lines[0] = " ".join((*markers, lines[0]))
        first = first if passage.opens else rest
    elif len(lines) > 1:
        first, rest = quoted, quoted + 2
    else:
        first, rest = quoted + 2, quoted
    for number, line in enumerate(lines):
        start = rest if depth and number else first
        yield from _margined(line, writer, start, rest)


def _margined(text: str, writer: _Writer, first: int, rest: int) -> Iterator[str]:
    """Lines that begin where they should, or, of what lies too deep, where half of a line is left."""
    room = writer.layout.cells
    first, rest = min(first, room // 2), min(rest, room // 2)
    for number, line in enumerate(wrap(writer.cells(text), room - first, room - rest)):
        yield " " * (rest if number else first) + line


def _code(passage: Passage, writer: _Writer, _: int) -> Iterator[str]:
    for line in passage.text.expandtabs(2).split("\n"):
        inner = min((len(line) - len(line.lstrip())) // 2 * 2, 12)
        yield from _margined(line.strip(), writer, inner, inner + 4) if line.strip() else [""]


def _rule(passage: Passage, writer: _Writer, _: int) -> Iterator[str]:  # noqa: ARG001
    yield writer.cells("* * *").center(writer.layout.cells).rstrip()


def _table(passage: Passage, writer: _Writer, _: int) -> Iterator[str]:
    """A record for each row, by the linear format: the first cell in cell 1, the others below it in cell 3."""
    for row in passage.rows:
        for at, (cell, label) in enumerate(zip(row.cells, row.labels, strict=True)):
            if cell and not row.again:
                words = f"{label}: {cell}" if label else cell
                yield from _margined(words, writer, 2 if at else 0, 4)


_SETTERS = {"heading": _heading, "text": _text, "code": _code, "rule": _rule, "table": _table}


def wrap(cells: str, first: int, rest: int) -> list[str]:
    """Cells in lines of at most `first`, then `rest`; a word longer than a line goes on after a dot 5 (UEB 10.12.3)."""
    lines: list[str] = []
    line, room = "", first
    for word in cells.split(" "):
        while True:
            wanted = f"{line} {word}" if line else word
            if len(wanted) <= room:
                line = wanted
                break
            if line:
                lines.append(line)
                line, room = "", rest
                continue
            lines.append(word[: room - 1] + '"')
            word, room = word[room - 1 :], rest
    return [*lines, line]


# ------------------------------------------------------------------------------------------------------------ pages


def _pages(blocks: list[_Block], writer: _Writer, title: str) -> tuple[list[str], dict[int, int]]:
    """The pages, each of `LINES` lines, and by its place the page that each block begins on.

    No heading stands last on a page.
    """
    page: list[str] = []
    pages: list[str] = []
    begins: dict[int, int] = {}

    def full() -> None:
        filled = page + [""] * (_TEXT_LINES - len(page))
        number = writer.cells(str(len(pages) + 1))
        if writer.layout.above:
            filled.insert(0, _above(number, title if pages else "", writer))
        else:
            filled.append(number.rjust(writer.layout.cells))
        pages.append("".join(f"{line.rstrip()}\r\n" for line in filled))
        page.clear()

    for at, block in enumerate(blocks):
        follows = 1 if block.heading and at + 1 < len(blocks) else 0
        wanted = block.gap + len(block.lines) + 2 * follows
        if page and block.heading and len(page) + wanted > _TEXT_LINES:
            full()
        if block.gap and 0 < len(page) < _TEXT_LINES:
            page.append("")
        for which, line in enumerate(block.lines):
            if len(page) + _kept(block, which) > _TEXT_LINES:
                full()
            begins.setdefault(at, len(pages) + 1)
            page.append(line)
    if page:
        full()
    return pages, begins


def _above(number: str, title: str, writer: _Writer) -> str:
    """UKAAF's page information line: the title, without its capitals, in the middle if it fits; the page's number."""
    room = writer.layout.cells
    head = writer.cells(title.lower()) if title else ""
    start = (room - len(head)) // 2
    if start < 0 or start + len(head) + 2 > room - len(number):
        head, start = "", 0
    return f"{' ' * start}{head}".ljust(room - len(number)) + number


def _with_contents(
    blocks: list[_Block], begins: dict[int, int], at: int, heading: str, writer: _Writer, title: str
) -> list[str]:
    """The pages with a list of contents before the `at`-th block, which says the page of each heading."""
    named = _Block(list(_heading(Passage(kind="heading", level=2, text=heading, language=""), writer, 0)), True, True)
    while True:
        entries = [
            _Block(list(_entry(level, cells, begins[number], writer)), gap=False, heading=False)
            for number, block in enumerate(blocks)
            if block.entry is not None
            for level, cells in [block.entry]
        ]
        added = [named, *entries]
        # What follows stands apart.
        rest = [blocks[at]._replace(gap=True), *blocks[at + 1 :]]
        pages, places = _pages([*blocks[:at], *added, *rest], writer, title)
        said = {n: places[n if n < at else n + len(added)] for n in begins}
        if said == begins:
            return pages
        begins = said


def _entry(level: int, cells: str, page: int, writer: _Writer) -> Iterator[str]:
    """A line of a list of contents: what a heading says, and at the margin its page."""
    number, room = writer.cells(str(page)), writer.layout.cells
    first = 2 * (level - 2)
    # No line reaches into the column of the pages.
    *lines, last = wrap(cells, room - first - 8, room - 4 - 8)
    margins = [first, *[4] * len(lines)]
    yield from (" " * margin + line for margin, line in zip(margins, lines, strict=False))
    text = " " * margins[len(lines)] + last
    gap = room - len(text) - len(number)
    yield text + (f" {writer.layout.leader * (gap - 2)} " if gap > 4 else " " * gap) + number


def _kept(block: _Block, at: int) -> int:
    """How many lines from one on stand on one page: a name with the first line below it, unless it began before."""
    if at not in block.names or at - 1 in block.names:
        return 1
    end = at
    while end in block.names:
        end += 1
    return min(end - at + 1, _TEXT_LINES)
