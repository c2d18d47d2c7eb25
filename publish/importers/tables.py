"""Tables: .xlsx with the numbers as they are shown there, .csv and .tsv as they are typed.

Trap of openpyxl 3.1: a formula that no program has worked out since it was typed has no value (`data_only`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from datetime import date, datetime, time
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from publish.importers import bundles, clean, count, days, posts, tree
from publish.importers.values import Bundle, Harvest, ImportRefused, Piece, people

_MOST_ROWS = 2000
_MOST_COLUMNS = 60
_NUMBER = re.compile(r"[-−+]?\(?[-−+]?[£$€]?\s?\d[\d.,\s]*\s?(?:%|[£$€]|[A-Za-z]{0,3})?\)?")


_Areas = dict[tuple[int, int], tuple[int, int]]  # row and column of a merged cell: how many rows and columns it takes


class _Linked(str):
    """The words of a cell that is a link."""

    __slots__ = ("href",)
    href: str


def read(name: str, content: bytes, bundle: Bundle) -> Harvest:
    """An article with each sheet as a table."""
    piece = Piece(source=name, body=tree.make("body"), digest=hashlib.sha256(content).hexdigest()[:16])
    if content[:4] == b"PK\x03\x04":
        _workbook(content, piece)
    else:
        rows = _typed(posts.decode(content))
        widest = max(map(len, rows), default=0)
        if len(rows) > _MOST_ROWS or widest > _MOST_COLUMNS:
            _said_large(piece, "the table", len(rows), widest)
        _add(piece, [row[:_MOST_COLUMNS] for row in rows[:_MOST_ROWS]], "")
    if not piece.title:
        piece.title = posts._spoken(PurePosixPath(name).stem)
        piece.remark("look", "the title was made from the file's name", piece.title[:80])
    if piece.published is None:
        piece.published = bundle.days.get(name)
        piece.remark("look", "no date is stated; the day of the file was taken", str(piece.published))
    clean.drop(piece)
    piece.expected = count.of_tree(piece.body)
    return Harvest(pieces=[piece])


def _typed(text: str) -> list[list[str]]:
    csv.field_size_limit(2**20)
    try:
        return _rows(text, max(",;\t|", key=partial(_alike, text[:8192])))
    except csv.Error:
        raise ImportRefused("is no table that can be read", "save it again as CSV") from None


def _rows(text: str, delimiter: str) -> list[list[str]]:
    read = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    return [[cell.strip() for cell in row] for row in read]


def _alike(sample: str, delimiter: str) -> tuple[int, int]:
    """How many rows have as many cells as most, and how many these are.

    `csv.Sniffer` had no answer for one text of 8 kB in ten minutes.
    """
    try:
        wide = Counter(len(row) for row in _rows(sample, delimiter) if len(row) > 1)
    except csv.Error:
        return 0, 0
    return max(((times, cells) for cells, times in wide.items()), default=(0, 0))


def _workbook(content: bytes, piece: Piece) -> None:
    archive = bundles.checked_zip(content)
    for part in archive.namelist():
        if part.endswith((".xml", ".rels")):
            head = bundles.member(archive, part)
            if b"<!DOCTYPE" in head[:65536] or b"<!ENTITY" in head[:65536]:
                raise ImportRefused("brings declarations of its own (a DOCTYPE), which are not read", "save it again")
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    except Exception as fault:
        raise ImportRefused(
            f"cannot be read as a spreadsheet ({type(fault).__name__})", "save it again as .xlsx"
        ) from None
    _properties(book.properties, piece)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for hidden in (sheet for sheet in book.worksheets if sheet.sheet_state != "visible"):
        piece.remark("look", f"the hidden sheet `{hidden.title}` was left out")
    for sheet in sheets:
        _sheet(sheet, formulas[sheet.title], piece, sheet.title if len(sheets) > 1 else "")


def _properties(said: Any, piece: Piece) -> None:
    """Title, author and day, as the workbook itself states them."""
    piece.title = str(said.title or "").strip()
    piece.byline = people(str(said.creator or ""))
    if (day := days.day(said.modified) or days.day(said.created)) is not None:
        piece.published = day
        piece.remark("look", "the date is the day that the spreadsheet was last saved", day.isoformat())


def _sheet(sheet: Any, formulas: Any, piece: Piece, title: str) -> None:
    """A table of what a sheet shows, its pictures under it; what is hidden or cannot be shown is named."""
    rows, columns = _shown(sheet, piece)
    areas = {}
    moved = {}
    for area in sheet.merged_cells.ranges:
        down = [n for n, row in enumerate(rows) if area.min_row <= row <= area.max_row]
        along = [n for n, column in enumerate(columns) if area.min_col <= column <= area.max_col]
        if down and along:
            areas[down[0], along[0]] = (len(down), len(along))
            moved[rows[down[0]], columns[along[0]]] = (area.min_row, area.min_col)
    if getattr(sheet, "_charts", None):
        piece.remark("look", f"a chart of the sheet `{sheet.title}` was left out; its rows are in the table")
    made = [
        [_value(sheet, formulas, *moved.get((row, column), (row, column)), piece) for column in columns] for row in rows
    ]
    _add(piece, made, title, areas)
    for picture in getattr(sheet, "_images", ()):
        key = f"xlsx:picture-{len(piece.pictures) + 1}"
        piece.pictures[key] = picture._data()
        figure = tree.make("figure")
        figure.append(tree.make("img", src=key, alt=""))
        piece.body.append(figure)
    for cell in [cell for cell in formulas._cells.values() if cell.comment is not None]:  # not the empty ones between
        said = " ".join(cell.comment.text.split())[:120]
        piece.remark("look", f"a comment is not in the article: {said}", f"{sheet.title}!{cell.coordinate}")


def _shown(sheet: Any, piece: Piece) -> tuple[list[int], list[int]]:
    """The numbers of the rows and the columns that a sheet shows."""
    if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
        _said_large(piece, f"the sheet `{sheet.title}`", sheet.max_row, sheet.max_column)
    hidden_rows = {row for row, look in sheet.row_dimensions.items() if look.hidden}
    hidden_columns = {
        column
        for look in sheet.column_dimensions.values()
        if look.hidden and look.min
        for column in range(look.min, min(look.max or look.min, _MOST_COLUMNS) + 1)
    }
    rows, columns = range(1, min(sheet.max_row, _MOST_ROWS) + 1), range(1, min(sheet.max_column, _MOST_COLUMNS) + 1)
    for word, hidden in (("row", hidden_rows & set(rows)), ("column", hidden_columns & set(columns))):
        if hidden:
            piece.remark("look", f"{len(hidden)} hidden {word}{'s' * (len(hidden) > 1)} left out", sheet.title)
    return [n for n in rows if n not in hidden_rows], [n for n in columns if n not in hidden_columns]


def _said_large(piece: Piece, what: str, rows: int, columns: int) -> None:
    piece.remark(
        "lost",
        f"words: {what} has {rows:,} rows and {columns:,} columns; {_MOST_ROWS:,} and {_MOST_COLUMNS} were taken",
    )


def _value(sheet: Any, formulas: Any, row: int, column: int, piece: Piece) -> str:
    """What a cell shows; a link when it is one."""
    cell = sheet.cell(row, column)
    if cell.value is None:
        typed = formulas.cell(row, column).value
        if isinstance(typed, str) and typed.startswith("="):
            piece.remark(
                "lost",
                f"words: the formula `{typed[:40]}` was never worked out: save the file and import it again",
                f"{sheet.title}!{cell.coordinate}",
            )
    said = shown(cell.value, cell.number_format)
    link = getattr(cell, "hyperlink", None)
    if said and link is not None and str(link.target or "").startswith(("http://", "https://", "mailto:")):
        linked = _Linked(said)
        linked.href = link.target
        return linked
    return said


def shown(value: Any, form: str) -> str:
    """A cell's value as its number format shows it: `£120,000`, `99%`, `2014-12-09`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if not re.search(r"h", form, re.I) else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, (int, float)):
        return _number(value, form)
    said = str(value)
    return "\n".join(line.strip() for line in said.split("\n")) if "\n" in said else " ".join(said.split())


def _number(value: float, form: str) -> str:
    section = form.split(";")
    form = section[1] if value < 0 and len(section) > 1 and section[1] else section[0]
    plain = re.sub(r"\[[^\]$]*\]|\\(.)", r"\1", re.sub(r"\[\$([^\-\]]*)(?:-[^\]]*)?\]", r'"\1"', form))
    literal = re.sub(r"_.|\*.", "", plain)
    bare = re.sub(r'"[^"]*"', "", literal)
    if form == "General" or not re.search(r"[0#?]", bare):
        return str(int(value)) if value == int(value) else f"{value:.10g}"
    number = -value if value < 0 and len(section) > 1 and section[1] else value
    if "%" in bare:
        number *= 100
    if thousands := re.search(r"[0#?](,+)(?:[^0#?,.]|$)", bare):
        number /= 1000 ** len(thousands[1])
        bare = bare.replace(thousands[0], thousands[0].replace(",", ""))
    written = _digits(number, bare)
    first = re.search(r"[0#?][0#?,.]*", literal)
    before = literal[: first.start()] if first else ""
    after = literal[first.end() :] if first else ""
    sign = "-" if written.startswith("-") else ""
    return (
        sign + before.replace('"', "") + written.lstrip("-") + re.sub(r"[0#?.,]+", "", after).replace('"', "")
    ).strip()


def _digits(number: float, form: str) -> str:
    """The digits that `#,##0.0#` asks for: places marked `#` or `?` are written where they are not nothing."""
    decimals = re.search(r"[.]([0#?]+)", form)
    places = len(decimals[1]) if decimals else 0
    needed = decimals[1].count("0") if decimals else 0
    written = f"{number:{',' if ',' in form else ''}.{places}f}"
    if places <= needed:
        return written
    whole, _, part = written.partition(".")
    part = part[:needed] + part[needed:].rstrip("0")
    return f"{whole}.{part}" if part else whole


def _add(piece: Piece, rows: list[list[str]], title: str, areas: _Areas | None = None) -> None:
    """A table of rows under the sheet's name; a first row of one cell is its caption."""
    areas = areas or {}
    if not areas:
        rows = [row for row in rows if any(row)]
        width = max((n + 1 for row in rows for n, cell in enumerate(row) if cell), default=0)
        rows = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    if title:
        piece.body.append(tree.make("h2", title))
    table = tree.make("table")
    first = 0
    if len(rows) > 2 and rows[0][0] and sum(1 for cell in rows[0] if cell) == 1:
        if title:
            table.append(tree.make("caption", rows[0][0]))
        else:
            piece.title = rows[0][0]
        first = next((n for n in range(1, len(rows)) if any(rows[n])), len(rows))
    if first < len(rows):
        _fill(table, rows, first, areas)
        piece.body.append(table)


def _fill(table: Any, rows: list[list[str]], first: int, areas: _Areas) -> None:
    """The rows from the first, which is the head, as rows of an HTML table."""
    covered = {
        (row + down, column + along)
        for (row, column), (tall, wide) in areas.items()
        for down in range(tall)
        for along in range(wide)
        if down or along
    }
    right = [_is_numeric([row[n] for row in rows[first + 1 :]]) for n in range(len(rows[first]))]
    head, body = tree.make("thead"), tree.make("tbody")
    for n, row in enumerate(rows[first:], first):
        if not any(row) and not any(spot[0] == n for spot in covered):
            continue
        line = tree.make("tr")
        for column, value in enumerate(row):
            if (n, column) not in covered:
                line.append(_cell(value, "th" if n == first else "td", right[column], areas.get((n, column), (1, 1))))
        (head if n == first else body).append(line)
    table.append(head)
    table.append(body)


def _is_numeric(column: list[str]) -> bool:
    filled = [value for value in column if value]
    return bool(filled) and sum(1 for value in filled if _NUMBER.fullmatch(value)) * 2 > len(filled)


def _cell(value: str, tag: str, right: bool, size: tuple[int, int]) -> Any:
    first, *rest = tree.printable(value).split("\n")
    cell = tree.make(tag, first)
    for part in rest:
        cell.append(tree.make("br"))
        cell[-1].tail = part
    if isinstance(value, _Linked):
        link = tree.make("a", href=value.href)
        tree.take_children(cell, link)
        cell.append(link)
    if right:
        cell.set("align", "right")
    for key, span in zip(("rowspan", "colspan"), size, strict=True):
        if span > 1:
            cell.set(key, str(span))
    return cell
