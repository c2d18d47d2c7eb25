"""One text in every format: the same words in the same order, and for each cell of a table the same heads.

The source is an article's body; a file is read as its readers read it: a PDF by its structure tree, an EPUB by its
markup, plain text by its lines, braille by its cells. Where a format turns a table into a list, each cell stands behind
the names of its columns.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

from publish.base.table_grid import Heads
from publish.editions import kinds
from publish.model import Artifact, Edition
from publish.proofs import as_heard, heard
from publish.value import Value

Braille = Callable[[str], str]
"""Writes a line of print as the cells of ASCII braille."""


class Same(Value):
    """What one file says, beside the source."""

    edition: str
    name: str
    suffix: str
    blocks: int
    """Of the source, compared."""
    lost: tuple[str, ...]
    """Words of the source that are not there, or not in their place."""
    cells: int
    """Of tables with heads, compared."""
    unlike: tuple[str, ...]
    """Cells that have other heads than in the source, with those that they have."""

    @property
    def good(self) -> bool:
        """Whether nothing is otherwise than in the source."""
        return not (self.lost or self.unlike)


class Cell(NamedTuple):
    """A cell of a table that holds data."""

    said: str
    heads: frozenset[str]
    """By the signs of each that have ink; none where a file says the title alone."""
    title: str
    """What its columns are called, from the top: `Summer – Day`; nothing of a cell as wide as its table."""
    plain: bool = True
    """Whether it and its heads hold nothing but words, which braille writes as they are."""


Table = list[Cell]


def compare(
    edition: Edition, artifact: Artifact, words: Mapping[str, str], braille: Braille | None = None
) -> Same | None:
    """What a file says beside its articles' sources; None for files that nobody reads, and for bound and folded sheets.

    `words` are the style's in the edition's language; without `braille` no file of braille is compared.
    """
    file = _read(artifact, words, braille) if edition.articles and kinds.of(edition.kind).tagged else None
    if file is None:
        return None
    blocks: tuple[str, ...] = ()
    lost, cells, unlike = blocks, blocks, blocks
    for article in edition.articles:
        written = as_heard.source(article)
        tables = [table for table in _tables(as_heard.body(article)) if table]
        blocks += tuple(written)
        lost += tuple(_lost(written, file))
        cells += tuple(cell.said for table in tables for cell in table)
        unlike += tuple(_unlike(tables, file))
    return Same(
        edition=edition.name,
        name=artifact.name,
        suffix=artifact.suffix,
        blocks=len(blocks),
        lost=lost,
        cells=len(cells),
        unlike=unlike,
    )


# ----------------------------------------------------------------------------------------------------------- the files


class _File(NamedTuple):
    ink: str
    """All signs that have ink, in order."""
    tables: list[Table]
    """Those that it has as tables."""
    write: Braille
    """How it writes print, for comparing: as it is, without numbers of addresses, or as braille."""
    contracted: bool = False
    """Whether a word is written otherwise beside others."""


def _read(artifact: Artifact, words: Mapping[str, str], braille: Braille | None) -> _File | None:
    if artifact.suffix == "pdf":
        root = heard.read(artifact.content)
        return _File(_ink(as_heard.spoken(root)), [_of_pdf(table, words) for table in root.find("Table")], _ink)
    if artifact.suffix == "epub":
        with ZipFile(BytesIO(artifact.content)) as book:
            return _of_markup([book.read(name) for name in book.namelist() if name.endswith(".xhtml")])
    if artifact.suffix == "txt":
        text = artifact.content.decode("utf-8-sig")
        grids = [
            [cell._replace(said=_plain(cell.said, words)) for cell in grid] for grid in _grids(text.split("\n"), words)
        ]
        return _File(_ink(_plain(text, words)), grids, _numberless)
    if artifact.suffix == "brf" and braille is not None:
        cells = re.sub(r'(?<=\S)"\r?\n\s*', "", artifact.content.decode("ascii"))  # a word that no line holds goes on
        return _File("".join(cells.split()), [], lambda print_: "".join(braille(print_).split()), contracted=True)
    return None


def _of_markup(pages: Iterable[bytes]) -> _File:
    ink: list[str] = []
    tables: list[Table] = []
    for page in pages:
        root = as_heard.page(page)
        ink += [_ink(block) for block in as_heard.blocks(root)]
        tables += _tables(root)
    return _File("".join(ink), tables, _ink)


def _tables(root: etree._Element) -> Iterator[Table]:
    """The tables of a body that have heads, as the algorithm of HTML reads them."""
    for element in root.iter("table"):
        found = Heads(element)
        said = {cell: _clean(as_heard.said(cell)) for cell in found.places}
        if any(place.kind for place in found.places.values()):
            yield [
                Cell(
                    said[cell],
                    frozenset(_ink(said[head]) for head in found.of(cell) if said[head]),
                    found.title(cell, said.__getitem__) if place.width < found.width else "",
                    not len(cell) and not any(len(head) for head in found.of(cell)),
                )
                for cell, place in found.places.items()
                if not place.kind and _ink(said[cell]) and cell.find(".//table") is None
            ]


def _clean(text: str) -> str:
    return " ".join(text.replace("\ue000", "").replace("\u00ad", "").split())


def _of_pdf(table: heard.Element, words: Mapping[str, str]) -> Table:
    """A table of a structure tree: each cell with the heads that its `Headers` name (ISO 32000-1, table 349).

    Where pages of the standard edition begin is said in large print alone.
    """
    before, _, after = (_loose(part) for part in words["standard_page"].partition("{number}"))
    mark = re.compile(rf"{before}\s*\d+\s*{after}")
    heads = {head.said["ID"]: _ink(_own(head)) for head in table.find("TH") if "ID" in head.said}
    return [
        Cell(said, frozenset(filter(None, (heads.get(name, "?") for name in cell.attributes.get("Headers", ())))), "")
        for cell in table.find("TD")
        if _ink(said := mark.sub(" ", _own(cell)))
    ]


def _own(cell: heard.Element) -> str:
    """What a cell says, without the notes that stand in it and the numbers and bullets of its lists."""
    return as_heard.spoken(_without(cell, ("Note", "Lbl")))


def _without(element: heard.Element, kinds_: Sequence[str]) -> heard.Element:
    kept = [kid for kid in element.kids if isinstance(kid, str) or kid.kind not in kinds_]
    return dataclasses.replace(element, kids=[kid if isinstance(kid, str) else _without(kid, kinds_) for kid in kept])


def _plain(text: str, words: Mapping[str, str]) -> str:
    """Plain text without what stands in it for things that are no words: calls, numbers of addresses, pictures."""
    for word, instead in (("note_call", "\ue000"), ("struck_out", r"\1")):
        before, _, after = words[word].replace("{text}", "{number}").partition("{number}")
        before, after = (f"[{before}", f"{after}]") if word == "struck_out" else (before, after)
        text = re.sub(rf"{_loose(before)}\s*([^\]]*?)\s*{_loose(after)}", instead, text)
    return _NUMBER.sub("", re.sub(rf"\[{_loose(words['picture'])}:[^\]]*\]", "", text))


_NUMBER = re.compile(r"\[\d+\]")
"""What plain text has behind the words of a link. An author may type the like: it is left out there as well."""


def _numberless(text: str) -> str:
    return _ink(_NUMBER.sub("", text))


def _loose(words: str) -> str:
    """Words with any white space between them, since a line may end there."""
    return r"\s+".join(map(re.escape, words.split()))


def _grids(lines: Sequence[str], words: Mapping[str, str]) -> Iterator[Table]:
    """Tables whose columns stand side by side: a line of heads, a line of dashes, and rows up to an empty line."""
    for at, line in enumerate(lines[1:], start=1):
        if not re.fullmatch(r" *-+(?: +-+)+ *", line):
            continue
        spans = [match.span() for match in re.finditer("-+", line)]
        heads = [_plain(head, words) for head in _cut(lines[at - 1], spans)]
        yield [
            Cell(said, frozenset(), heads[which])
            for row in _until_empty(lines[at + 1 :])
            for which, said in enumerate(_cut(row, spans))
            if _ink(said)
        ]


def _until_empty(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if not line.strip():
            return
        yield line


def _cut(line: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """What stands in each span of a line's columns; a wide letter has two of them, a mark on another none."""
    columns: list[str] = []
    for sign in line:
        if unicodedata.category(sign) in ("Mn", "Me", "Cf") and columns:
            columns[-1] += sign
        else:
            columns += [sign, ""] if unicodedata.east_asian_width(sign) in "WF" else [sign]
    return ["".join(columns[start:end]) for start, end in spans]


def _ink(text: str) -> str:
    return as_heard.ink(text)


# --------------------------------------------------------------------------------------------------- beside the source


_WITHIN = 160
"""Signs that may stand between two words of a block that are no words of the source: calls, addresses, arrows said."""


def _lost(blocks: Sequence[str], file: _File) -> Iterator[str]:
    """Words of each block that do not follow where they should."""
    if file.contracted:
        return
    at = 0
    for block in blocks:
        signs = [ink for word in block.split() if (ink := file.write(word))]
        if not signs:
            continue
        end = _end(signs, file.ink, at)
        if end < 0:
            yield " ".join(block.replace("\ue000", " ").split())
        elif not isinstance(block, as_heard.Floating):
            at = end


def _end(words: Sequence[str], ink: str, start: int) -> int:
    """Where words end that follow each other from some place on, with little between them; -1 where they do not."""
    while (start := ink.find(words[0], start)) >= 0:
        end = start
        for word in words:
            place = ink.find(word, end, end + _WITHIN + len(word))
            end = place + len(word) if place >= 0 else -1
            if end < 0:
                break
        if end >= 0:
            return end
        start += 1
    return -1


def _unlike(tables: Sequence[Table], file: _File) -> Iterator[str]:
    """Cells whose heads are others than in the source."""
    left = list(file.tables)
    at = 0
    for table in tables:
        held = [(other, cells) for other in left if (cells := _held(table, other)) is not None]
        if held:
            same, cells = min(held, key=lambda one: sum(not _alike(*pair) for pair in zip(table, one[1], strict=True)))
            left.remove(same)
            for cell, other in zip(table, cells, strict=True):
                if not _alike(cell, other):
                    yield f"{cell.said}: {', '.join(sorted(other.heads)) or other.title.strip() or 'no head'}"
            continue
        for cell in table:
            if file.contracted and not cell.plain:
                continue
            wanted = file.write(f"{cell.title}: {cell.said}" if cell.title else cell.said)
            place = file.ink.find(wanted, at)
            if place < 0:
                yield f"{cell.said}: not behind `{cell.title}`"
            else:
                at = place + len(wanted)


def _held(table: Table, other: Table) -> list[Cell] | None:
    """The cells of another table that say what a table's cells say, in this order; with the same heads if any."""
    found: list[Cell] = []
    at = 0
    for cell in table:
        here = [place for place in range(at, len(other)) if _ink(other[place].said) == _ink(cell.said)]
        if not here:
            return None
        at = next((place for place in here if _alike(cell, other[place])), here[0])
        found.append(other[at])
        at += 1
    return found


def _alike(cell: Cell, other: Cell) -> bool:
    if other.heads or not other.title:
        return other.heads == cell.heads
    return not cell.title or _ink(other.title) == _ink(cell.title)
