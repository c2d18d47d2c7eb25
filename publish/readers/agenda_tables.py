"""An agenda that is a table: each row an item, by the heads of the columns, in any order and in many languages.

    | Item | Subject   | Lead  | Time  | Paper    |
    | ---- | --------- | ----- | ----- | -------- |
    | 1    | Apologies | Chair | 18:30 |          |
    | 2    | Money     | Clerk | 18:35 | accounts |

Tables of Markdown, of HTML as programs for text copy them, and lines with tabs between are read. What stands in a
column whose head is not known is text of its item, behind that head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree, html

from publish.editions.agenda_numbers import is_below
from publish.readers import agenda_heads as heads
from publish.readers import agenda_lines
from publish.readers.agenda_alike import BAR, HEADING
from publish.readers.agenda_lines import Division, Entry
from publish.readers.agenda_times import is_time
from publish.value import Value, replace


class _Row(Value):
    """A row as typed."""

    line: int
    """Counted from 0, as `end`, the line after its last."""
    end: int
    cells: tuple[str, ...]
    """In Markdown, with `\\n` between lines."""
    across: bool = False
    """Whether its first cell goes across all columns."""


class _Table(Value):
    """A table that is an agenda."""

    line: int
    end: int
    kinds: tuple[str, ...]
    """What each column is; empty for what is not known."""
    heads: tuple[str, ...]
    """What stands over each column; empty where nothing does."""
    rows: tuple[_Row, ...]

    @property
    def sure(self) -> bool:
        """Whether it says more of an item than who does it: what is to be done says that too."""
        return bool({heads.NUMBER, heads.TIME, heads.PAPER} & {*self.kinds})


def divide(lines: Sequence[str], first_line: int) -> Division:
    """Divide an agenda, as `agenda_lines.divide`; one whose items are the rows of tables by those."""
    listed = agenda_lines.divide(lines, first_line)
    tables = list(_tables(lines))
    left = list(lines)
    for table in tables:
        left[table.line : table.end] = [""] * (table.end - table.line)
    if not tables or not _over(tables, agenda_lines.divide(left, first_line).entries, first_line):
        return listed
    apart = agenda_lines.apart_of(lines)
    for table in tables:
        apart[table.line : table.end] = [True] * (table.end - table.line)
    begin = agenda_lines.introduced(
        lines, tables[0].line, [at for at in range(tables[0].line) if _is_heading(lines[at]) and not apart[at]]
    )
    doubts = agenda_lines.doubted(lines, apart, range(begin), first_line, before=True)
    found: list[Entry] = []
    typed = list(lines)
    gap = begin
    for table in tables:
        above = agenda_lines.between(lines, (gap, table.line), apart, first_line)
        doubts += agenda_lines.doubted(lines, apart, range(gap, table.line), first_line)
        typed[table.line : table.end] = [""] * (table.end - table.line)
        top = next((entry.label for entry in reversed(found) if entry.label and not entry.within), "")
        for at, entry in enumerate(_entries(table, first_line, top)):
            _spell(typed, entry, first_line)
            found.append(replace(entry, above=(*above, *entry.above)) if not at else entry)
        gap = table.end
    doubts += agenda_lines.doubted(lines, apart, range(gap, len(lines)), first_line)
    return Division(
        introduction="\n".join(lines[:begin]),
        entries=tuple(found),
        after="\n".join(lines[gap:]),
        after_line=first_line + gap,
        doubts=tuple(dict.fromkeys(doubts)),
        columns=tuple(
            (first_line + table.line, head)
            for table in tables
            for at, (head, kind) in enumerate(zip(table.heads, table.kinds, strict=True))
            if head and not kind and not all(map(_closes, _column(table.rows, at)))
        ),
        typed="\n".join(typed),
    )


def _spell(typed: list[str], entry: Entry, first_line: int) -> None:
    """Write a row in its line as it would stand in a list: where other rows are said too, behind them."""
    said = f"{entry.label} {' | '.join(part for part, _ in entry.parts)} {' '.join(entry.text.split())}"
    for line, words in (*((above.line, above.heading) for above in entry.above), (entry.line, said.strip())):
        at = line - first_line
        typed[at] = " | ".join(filter(None, (typed[at], words)))


def _over(tables: Sequence[_Table], entries: Sequence[Entry], first_line: int) -> bool:
    """Whether tables are the agenda: nothing else could be, or what could says nothing but titles, and comes after.

    A heading stands over the table that it is of.
    """
    if not entries:
        return True
    rows = sum(len(table.rows) for table in tables)
    bare = not any(len(entry.parts) > 1 for entry in entries)
    headings = not any(entry.label for entry in entries)
    after = entries[0].line > first_line + tables[0].line
    return bare and (headings or after) and all(table.sure for table in tables) and rows >= len(entries)


def _is_heading(line: str) -> bool:
    return HEADING.match(line) is not None


# ------------------------------------------------------------------------------------------------------------- tables


def _tables(lines: Sequence[str]) -> Iterator[_Table]:
    at = 0
    fenced = agenda_lines.fenced(lines)
    while at < len(lines):
        rows = () if fenced[at] else _html(lines, at) or _piped(lines, at) or _tabbed(lines, at)
        if rows:
            end = rows[-1].end
            if table := _read(rows, at, end):
                yield table
            at = end
        at += not rows


def _piped(lines: Sequence[str], at: int) -> tuple[_Row, ...]:
    end = at
    while end < len(lines) and BAR.search(lines[end]):
        end += 1
    block = range(at, end)
    ruled = end - at > 1 and agenda_lines.DELIMITER.match(lines[at + 1].strip())
    if not ruled and not (end - at > 1 and all(lines[n].strip().startswith("|") for n in block)):
        return ()
    rows = [
        _Row(line=n, end=n + 1, cells=_cells(lines[n]))
        for n in block
        if not agenda_lines.DELIMITER.match(lines[n].strip())
    ]
    return (*rows[:-1], replace(rows[-1], end=end)) if rows else ()


def _cells(line: str) -> tuple[str, ...]:
    bare = line.strip()
    cells = BAR.split(bare)
    cells = cells[
        bool(bare.startswith("|")) : len(cells) - (len(cells) > 1 and not cells[-1].strip() and bare.endswith("|"))
    ]
    return tuple(re.sub(r"\s*<br\s*/?>\s*", "\n", cell.strip(), flags=re.I) for cell in cells)


def _tabbed(lines: Sequence[str], at: int) -> tuple[_Row, ...]:
    """Lines with tabs or bars between, of which the first has nothing but heads."""
    sign = re.compile(r"\t") if "\t" in lines[at].strip() else BAR
    first = [cell.strip() for cell in sign.split(lines[at].strip())]
    if len(first) < 2 or not all(map(heads.kind, first)):
        return ()
    end = at
    while end < len(lines) and sign.search(lines[end].strip()):
        end += 1
    return tuple(
        _Row(line=n, end=n + 1, cells=tuple(cell.strip() for cell in sign.split(lines[n].rstrip())))
        for n in range(at, end)
    )


_ENDS = re.compile(r"</table\s*>", re.I)


def _html(lines: Sequence[str], at: int) -> tuple[_Row, ...]:
    if not re.match(r"\s*<table\b", lines[at], re.I):
        return ()
    last = next((n for n in range(at, len(lines)) if _ENDS.search(lines[n])), None)
    if last is None:
        return ()
    try:
        found = html.fragment_fromstring("\n".join(lines[at : last + 1]), create_parent="div")
    except etree.ParserError:
        return ()
    table = found.find(".//table")
    if table is None or (found.text or "").strip() or (table.tail or "").strip() or table.find(".//table") is not None:
        return ()
    typed = list(table.iter("tr"))
    begins = [at + (row.sourceline or 1) - 1 for row in typed]
    ends = [max(after, begin + 1) for begin, after in zip(begins, [*begins[1:], last + 1], strict=True)]
    rows = [_html_row(row, begin, end) for row, begin, end in zip(typed, begins, ends, strict=True)]
    return (*rows[:-1], replace(rows[-1], end=last + 1)) if rows else ()


def _html_row(row: html.HtmlElement, begin: int, end: int) -> _Row:
    cells: list[str] = []
    across = False
    for cell in row.iterchildren("td", "th"):
        span = int(span) if (span := cell.get("colspan", "1")).isdigit() else 1
        across = across or (not cells and span > 1 and len(row) == 1)
        cells += [_markdown(cell), *[""] * (span - 1)]
    return _Row(line=begin, end=end, cells=tuple(cells), across=across)


_SIGNS = re.compile(r"[\\`*_\[\]<]")


def _markdown(cell: html.HtmlElement) -> str:
    """What a cell says: a line for each of its paragraphs, and its links."""
    said: list[str] = []

    def walk(element: html.HtmlElement) -> None:
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            return
        href = element.get("href", "") if element.tag == "a" else ""
        said.append(
            {"br": "\n", "li": "\n- "}.get(element.tag, "[" if href else "\n" if element.tag in _BLOCKS else "")
        )
        said.append(_words(element.text))
        for child in element:
            walk(child)
            said.append(_words(child.tail))
        said.append(f"]({href})" if href else "\n" if element.tag in _BLOCKS else "")

    walk(cell)
    found = (" ".join(line.split()) for line in "".join(said).split("\n"))
    return "\n".join(line for line in found if line and line != "-")


_BLOCKS = frozenset(("p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"))


def _words(text: str | None) -> str:
    return _SIGNS.sub(r"\\\g<0>", re.sub(r"\s+", " ", text or ""))


# ------------------------------------------------------------------------------------------------------------ columns

_LABEL = re.compile(
    r"(?:(?:agenda )?item|eitem|punkt|top|point|punto|ponto|punt|bod|mír)?\s*"
    r"((?:[A-Z]{1,2}[-/]?)?\d{1,4}(?:[./]\d{1,4})*(?:[ ]?\([a-z0-9]{1,4}\)|[a-zA-Z](?![a-zA-Z]))*"
    r"|\([a-z0-9]{1,4}\)|[a-z]{1,4}(?=[.)])|[A-Za-z]|[IVX]{1,5}|[ivx]{1,5})[.):]*",
    re.I,
)


def _bare(cell: str) -> str:
    return re.sub(r"^(\*\*|__|\*|_)(.*)\1$", r"\2", cell.strip()).strip()


def _label(cell: str) -> str:
    """The number of an item, without the point behind it; empty where a cell has none."""
    found = _LABEL.fullmatch(_bare(cell))
    return found[1].replace(" (", "(") if found else ""


def _read(rows: Sequence[_Row], line: int, end: int) -> _Table | None:
    """A table as an agenda; None for another."""
    width = max(len(row.cells) for row in rows)
    rows = [replace(row, cells=(*row.cells, *[""] * (width - len(row.cells)))) for row in rows]
    titles = [_bare(cell) for cell in rows[0].cells]
    kinds = [heads.kind(title) for title in titles]
    below = [row for row in rows[1:] if any(row.cells)]
    if not any(kinds):
        body = below if not any(titles) else [row for row in rows if any(row.cells)]
        titles = [""] * width
        kinds = _by_shape(body)
    else:
        body = below
        kinds = _settled(kinds, titles, body)
    if heads.SUBJECT not in kinds or len({*kinds} - {""}) < 2 or not body:
        return None
    return _Table(line=line, end=end, kinds=tuple(kinds), heads=tuple(titles), rows=tuple(body))


def _column(rows: Sequence[_Row], at: int) -> list[str]:
    return [row.cells[at] for row in rows if row.cells[at] and not row.across]


def _numbers(cells: Sequence[str]) -> bool:
    return bool(cells) and sum(map(bool, map(_label, cells))) * 2 > len(cells)


def _settled(kinds: list[str], titles: Sequence[str], rows: Sequence[_Row]) -> list[str]:
    """What the columns are: an `Item` is a number or a subject, and what has times alone is a time."""
    kinds = [kind or _timed(_column(rows, at)) for at, kind in enumerate(kinds)]
    if heads.ITEM in kinds:
        at = kinds.index(heads.ITEM)
        numbers = heads.NUMBER not in kinds and _numbers(_column(rows, at))
        kinds[at] = heads.NUMBER if numbers else "" if heads.SUBJECT in kinds else heads.SUBJECT
    if heads.SUBJECT not in kinds:
        unknown = [at for at, kind in enumerate(kinds) if not kind and (not titles[at] or heads.NUMBER in kinds)]
        _name_longest(kinds, unknown, rows)
    alone = (heads.NUMBER, heads.SUBJECT)
    return [
        "" if kind == heads.ITEM or (kind in alone and kind in kinds[:at]) else kind for at, kind in enumerate(kinds)
    ]


def _name_longest(kinds: list[str], among: Sequence[int], rows: Sequence[_Row]) -> None:
    """Take the column that says most for the subject, if there is any that says something."""
    longest = max(among, key=lambda at: sum(map(len, _column(rows, at))), default=None)
    if longest is not None and _column(rows, longest):
        kinds[longest] = heads.SUBJECT


def _timed(cells: Sequence[str]) -> str:
    return heads.TIME if cells and all(is_time(_bare(cell)) for cell in cells) else ""


def _by_shape(rows: Sequence[_Row]) -> list[str]:
    """What the columns of a table without heads are: numbers first, times, and the longest a subject."""
    width = len(rows[0].cells) if rows else 0
    if not width or not _numbers(_column(rows, 0)) or len(_column(rows, 0)) * 2 < len(rows):
        return [""] * width
    kinds = [heads.NUMBER, *(_timed(_column(rows, at)) for at in range(1, width))]
    _name_longest(kinds, [at for at, kind in enumerate(kinds) if not kind], rows)
    return kinds


# --------------------------------------------------------------------------------------------------------------- rows


def _entries(table: _Table, first_line: int, top: str) -> Iterator[Entry]:
    """The items of a table; rows that go across it, or have nothing but a title that is set out, are headings."""
    above: list[agenda_lines.Between] = []
    last: Entry | None = None
    for row in table.rows:
        if heading := _heading(row, table):
            above.append(agenda_lines.Between(heading=heading, text="", line=first_line + row.line))
            continue
        if last:
            yield last
        last = _entry(row, table, first_line, top, tuple(above))
        top = last.label if last.label and not last.within else top
        above = []
    if last:  # a heading that nothing stands under is a row
        yield last
    for left in above:
        parts = ((left.heading, left.line),)
        yield Entry(
            line=left.line,
            label="",
            counted=False,
            within=False,
            above=(),
            parts=parts,
            text="",
            text_line=left.line,
            end=left.line + 1,
        )


def _heading(row: _Row, table: _Table) -> str:
    said = [(cell, kind) for cell, kind in zip(row.cells, table.kinds, strict=True) if cell]
    if len(said) != 1 or len(row.cells) < 3 or "\n" in said[0][0]:
        return ""
    cell, kind = said[0]
    shouted = cell.isupper() and len(cell) > 4
    out = row.across or shouted or _bare(cell) != cell or (kind == heads.NUMBER and not _label(cell))
    return _bare(cell) if out and not is_time(_bare(cell)) else ""


def _entry(row: _Row, table: _Table, first_line: int, top: str, above: tuple[agenda_lines.Between, ...]) -> Entry:
    line = first_line + row.line
    label, title, parts, text = "", "", [], []
    for cell, kind, head in zip(row.cells, table.kinds, table.heads, strict=True):
        if not cell:
            continue
        if kind == heads.NUMBER and (label := _label(cell)):
            continue
        if kind in (heads.NUMBER, heads.SUBJECT):
            first, _, rest = cell.partition("\n")
            title = " ".join(filter(None, (title, _bare(first))))
            text += [rest] if rest else []
        elif kind:
            parts.append(_part(kind, cell, head))
        elif _closes(cell) or not head:
            parts.append(cell.replace("\n", ", "))
        else:
            text.append(f"{head.rstrip(':')}: {cell}")
    numbered = heads.NUMBER in table.kinds
    if not numbered and not label:
        label, title = agenda_lines.labelled(title)
    return Entry(
        line=line,
        label=label,
        counted=bool(label) or not numbered,
        within=is_below(label, top),
        above=above,
        parts=((title, line), *((part, line) for part in _joined(parts))),
        text="\n\n".join(re.sub(r"\n(?!- )", "  \n", one) for one in text),
        text_line=line,
        end=first_line + row.end,
    )


_YES = frozenset(["y", "✓", "✔", "x", "private", "confidential", "exempt", "closed"]) | {"part b", "part 2", "part ii"}
_NO = frozenset(["n", "-", "–", "—", "public", "open", "n/a", "none"]) | {"part a", "part 1", "part i"}


def _part(kind: str, cell: str, head: str) -> str:
    said = _bare(cell).replace("\n", "; " if kind == heads.PAPER else ", ")
    if kind == heads.TIME and said.isdigit() and heads.in_minutes(head):
        said += " min"
    if kind == heads.CLOSED:
        said = "yes" if said.casefold() in _YES else "no" if said.casefold() in _NO else said
    return f"{kind}: {said}"


def _joined(parts: Sequence[str]) -> Iterator[str]:
    """The parts, an end behind its beginning, and who leads in one."""
    found: dict[str, str] = {}
    for at, part in enumerate(parts):
        kind, _, said = part.partition(": ")
        if kind == heads.END:
            found[heads.TIME] = f"{found[heads.TIME]}–{said}" if heads.TIME in found else f"time: {said}"
        elif kind == heads.LEAD and kind in found:
            found[kind] += f", {said}"
        else:
            found[kind if kind not in found else f"{kind} {at}"] = part
    yield from found.values()


def _closes(cell: str) -> bool:
    return re.fullmatch(r"(?:confidential|exempt|not for publication)\b.{0,80}", _bare(cell), re.I) is not None
