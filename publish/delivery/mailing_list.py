"""A mailing list: a CSV file as spreadsheets save it, checked whole before anybody is written to.

The rows are kept in a temporary SQLite database (the empty file name: on disk, removed by the system), so that a list
of any length is checked in a bounded memory. Traps of the csv module: it reads a line of any length into memory, and a
quotation mark that is never closed makes a cell of the rest of the file. Hence the limits.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import IO

from publish.base.addresses import parse, shown
from publish.base.language import normalise
from publish.model import Recipient
from publish.problem import Problem
from publish.value import Value

LONGEST_LINE = 2**20
LONGEST_CELL = 2**16
MOST_PROBLEMS = 100
"""No more are named; the rest are counted."""
LONGEST_NAME = 200
FORMATS = frozenset(("pdf", "epub", "large-print"))
"""What can be asked for of a publication of which nothing else is known."""
OWN = ("email", "name", "language", "formats", "opted_out")
SYNONYMS = {
    **dict.fromkeys(
        (
            *("e_mail", "mail", "email_address", "e_mail_address", "address", "mail_address", "emailaddress"),
            *("primary_email", "contact_email", "work_email", "e_post", "e_bost", "ebost", "courriel", "correo"),
            *("correo_electronico", "adresse_e_mail", "adresse_email", "e_mail_adresse", "indirizzo_email"),
        ),
        "email",
    ),
    **dict.fromkeys(("full_name", "display_name", "contact_name", "recipient", "enw", "nom", "nombre", "nome"), "name"),
    **dict.fromkeys(("lang", "preferred_language", "iaith", "langue", "sprache", "idioma"), "language"),
    **dict.fromkeys(("format", "preferred_format", "preferred_formats", "wants"), "formats"),
    **dict.fromkeys(("opt_out", "optout", "unsubscribed", "optedout", "do_not_email", "do_not_mail"), "opted_out"),
}
"""What other programs call a column."""
NO = frozenset({"", "0", "no", "n", "false", "f", "off", "-"})
"""What leaves a person on the list; anything else in `opted_out` takes them off."""


MOST_COLUMNS = 500


class MailingList(Value):
    """A checked list."""

    staged: sqlite3.Connection
    columns: tuple[str, ...]
    rows: int
    opted_out: int
    repeated: int
    """Rows whose address stands on another row too."""

    @property
    def many(self) -> int:
        """How many are written to."""
        return self.rows - self.opted_out - self.repeated

    def longest(self) -> Recipient | None:
        """Whoever has the most to be put into a letter; None when there is nobody."""
        return next(self._picked("ORDER BY length(fields) + length(name) DESC LIMIT 1"), None)

    def languages(self) -> tuple[str, ...]:
        """Those that recipients ask for."""
        return tuple(row[0] for row in self.staged.execute("SELECT DISTINCT language FROM people WHERE language != ''"))

    def formats(self) -> tuple[tuple[str, ...], ...]:
        """The combinations of formats that recipients ask for."""
        found = self.staged.execute("SELECT DISTINCT formats FROM people WHERE NOT opted_out ORDER BY formats")
        return tuple(tuple(row[0].split()) for row in found)

    def recipients(self) -> Iterator[Recipient]:
        """Everybody to be written to, each address once, in the list's order."""
        return self._picked("ORDER BY line")

    def _picked(self, how: str) -> Iterator[Recipient]:
        rows = self.staged.execute(
            f"SELECT line, address, key, name, language, formats, fields FROM people WHERE NOT opted_out {how}"
        )
        for line, address, key, name, language, formats, fields in rows:
            yield Recipient(
                line=line,
                address=address,
                key=key,
                name=name,
                language=language,
                formats=tuple(formats.split()),
                fields=tuple((column, cell) for column, cell in json.loads(fields)),
            )

    def gone(self) -> Iterator[str]:
        """The keys of those who have opted out."""
        return (row[0] for row in self.staged.execute("SELECT key FROM people WHERE opted_out"))


class _Unreadable(Exception):
    """The file cannot be read on from a line: line, message, hint."""


def read(
    file: IO[bytes], *, path: str, formats: Collection[str] | None = FORMATS
) -> tuple[MailingList | None, tuple[Problem, ...]]:
    """Read and check a whole list; None when anything in it is wrong. `path` is what messages call it.

    `formats` are the words that may stand in the column of that name; None when nobody is going to look at it.

    Columns: `email`, and if there are any `name`, `language`, `formats`, `opted_out`; others are for the note.
    """
    problems: list[Problem] = []
    count = {"M01": 0, "M02": 0, "M03": 0}

    def report(code: str, line: int | None, message: str, hint: str = "") -> None:
        count[code] += 1
        if count[code] <= MOST_PROBLEMS:
            problems.append(Problem(code=code, path=path, line=line, message=message, hint=hint))

    staged = sqlite3.connect("", isolation_level=None)
    staged.execute("PRAGMA journal_mode = OFF")
    staged.execute("PRAGMA cache_size = -8000")
    staged.execute(
        "CREATE TABLE people (key TEXT PRIMARY KEY, line INTEGER, address TEXT, name TEXT, language TEXT,"
        " formats TEXT, fields TEXT, opted_out INTEGER) WITHOUT ROWID"
    )
    counts = {"rows": 0, "repeated": 0}
    columns: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    staged.execute("BEGIN")
    try:
        first, header, rows = _table(file)
        typed = tuple(column_name(cell) for cell in header)
        columns = _columns(first, header, report)
        if columns:
            for line, cells in rows:
                _stage(staged, columns, typed, line, cells, counts, report, formats)
    except _Unreadable as fault:
        report("M01", *fault.args)
    staged.execute("COMMIT")
    for code, many in count.items():
        if many > MOST_PROBLEMS:
            message = f"and {many - MOST_PROBLEMS:,} more; the first {MOST_PROBLEMS} are named"
            problems.append(Problem(code=code, path=path, line=None, message=message, hint=""))
    if count["M01"] or count["M02"]:
        return None, tuple(problems)
    (opted_out,) = staged.execute("SELECT count(*) FROM people WHERE opted_out").fetchone()
    staged.execute("CREATE INDEX by_line ON people (line)")
    found = MailingList(staged=staged, columns=tuple(dict.fromkeys((*columns, *typed))), opted_out=opted_out, **counts)
    return found, tuple(problems)


Report = Callable[..., None]


def _table(file: IO[bytes]) -> tuple[int, list[str], Iterator[tuple[int, list[str]]]]:
    """The header's line and cells, and the cells of each row after it with the line it begins on."""
    lines = _lines(file)
    first, skipped, separator = "", 0, ""
    for line in lines:
        if told := re.fullmatch(r'\s*"?sep=(.)"?\s*', line, re.IGNORECASE):  # what Excel is told by, no row
            separator = told[1]
        elif line.strip():
            first = line
            break
        skipped += 1
    if not first:
        raise _Unreadable(1, "the list is empty", "the first line names the columns: `email;name`")
    separator = separator or max(",;\t", key=_outside_quotes(first).count)
    csv.field_size_limit(LONGEST_CELL)

    def chained() -> Iterator[str]:
        yield from ["\n"] * skipped  # so that lines are counted right
        yield first
        yield from lines

    reader = csv.reader(chained(), delimiter=separator, strict=True)

    def rows() -> Iterator[tuple[int, list[str]]]:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                hint = "look for a quotation mark that is not closed"
                raise _Unreadable(line, f"the row cannot be read: {error}", hint) from None
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield line, cells

    table = rows()
    header = next(table, None)
    if header is None:
        raise _Unreadable(skipped + 1, "the first line names no columns", "write their names into it: `email;name`")
    return *header, table


def _lines(file: IO[bytes]) -> Iterator[str]:
    """The lines of the file as text, their ends as they are, without the mark at the file's beginning."""
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                raise _Unreadable(1, "the list is UTF-16", "save it as `CSV UTF-8`")
            if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):  # .xlsx, .ods and .numbers; .xls
                raise _Unreadable(
                    1, "the list is a spreadsheet's own file", "save it as `CSV UTF-8` in the spreadsheet"
                )
            raw = raw.removeprefix(codecs.BOM_UTF8)
        if len(raw) > LONGEST_LINE:
            raise _Unreadable(number, f"the line is longer than {LONGEST_LINE:,} bytes", "is this a CSV file?")
        if b"\0" in raw:
            raise _Unreadable(number, "there is a NUL character", "save it as `CSV UTF-8`")
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            message = f"not UTF-8: byte 0x{raw[error.start]:02X}"
            raise _Unreadable(number, message, "save it as `CSV UTF-8`") from None
        # An old Mac ends its lines with CR alone: the whole file is one line to readline().
        yield from io.StringIO(text, newline="") if text.count("\r") <= 1 else io.StringIO(text, newline=None)


def _outside_quotes(text: str) -> str:
    return re.sub(r'"[^"]*"', "", text)


def _columns(line: int, header: Sequence[str], report: Report) -> tuple[str, ...]:
    """The columns' names as the note calls them: small letters, `_` for spaces; empty when they will not do."""
    if len(header) > MOST_COLUMNS:
        hint = f"a list has {MOST_COLUMNS} at most; is this the right file?"
        report("M01", line, f"the first line names {len(header):,} columns", hint)
        return ()
    columns, doubtful = _understood(tuple(column_name(cell) for cell in header))
    if any("@" in cell for cell in header):
        report("M01", line, "the columns have no names: the first row is an address", "put `email` in a row over it")
        return ()
    if "email" not in columns and "email" not in doubtful:
        near = next(iter(difflib.get_close_matches("email", columns, n=1, cutoff=0.6)), "")
        hint = f"call `{near}` `email`" if near else "the first line names the columns, one of them `email`"
        report("M01", line, "there is no column `email`", hint)
        return ()
    faults = [
        (f"two columns are called `{column}`", "give one of them another name")
        for column, many in sorted(Counter(columns).items())
        if column and many > 1
    ]
    faults += [
        (
            f"{' and '.join(f'`{one}`' for one in some)} could each be `{own}`",
            f"call the right one `{own}`, and the other otherwise",
        )
        for own, some in doubtful.items()
    ]
    # What is nearly `opted_out` must not pass for a column that is only for the note.
    faults += [
        (f"the column `{column[:40]}` is nearly `{meant}`", f"call it `{meant}`")
        for column in columns
        if column not in OWN and column not in SYNONYMS
        for meant in difflib.get_close_matches(column, OWN, n=1, cutoff=0.8)
        if meant not in columns
    ]
    for message, hint in faults:
        report("M01", line, message, hint)
    return () if faults else columns


_WEAK = frozenset(("address", "mail", "mail_address", "recipient"))
"""What may also be where somebody lives: it counts only where nothing plainer is there."""


def _understood(columns: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """The columns with what other programs call them in our words, and those of which several could be meant.

    A second column that says who has opted out is always in doubt: neither may be passed over.
    """
    doubtful: dict[str, list[str]] = {}
    for own in OWN:
        also = [column for column in columns if SYNONYMS.get(column) == own]
        also = [column for column in also if column not in _WEAK] or also
        if own in columns:
            if also and own == "opted_out":
                doubtful[own] = [own, *also]
        elif len(also) == 1:
            columns = tuple(own if column == also[0] else column for column in columns)
        elif also:
            doubtful[own] = also
    return columns, doubtful


def column_name(text: str) -> str:
    """A column's name as the note calls it: `First name` is `first_name`."""
    return re.sub(r"[\s_-]+", "_", text.strip().lower())


_CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\uf8f0-\uf8f2]"
)


def one_line(text: str) -> str:
    """Text without line breaks, control characters and marks that turn the direction of what follows."""
    return " ".join(_CONTROLS.sub(" ", text.encode("utf-8", "replace").decode()).split())


def _formats(text: str, known: Collection[str] | None) -> frozenset[str]:
    """What a person wants: words such as `braille`, or `large-print only` for that instead of what everybody gets.

    Raises ValueError with a message and a hint.
    """
    if known is None:
        return frozenset()
    wanted: set[str] = set()
    for typed in re.split(r"[,;/|+]|\s+and\s+", text):
        word = column_name(typed).replace("_", "-")
        plain = re.sub(r"^only-|-only$|-instead(-of-(the-)?pdf)?$", "", word)
        plain = plain if plain in known else _ALSO.get(plain, plain)
        if plain and plain not in known and plain != "only":
            near = difflib.get_close_matches(plain, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else "there are " + ", ".join(sorted(known))
            raise ValueError(f"no such format: `{one_line(typed)[:40]}`", hint)
        wanted |= {plain, *(["only"] if plain != word and word not in _ALSO else [])} - {""}
    return frozenset(wanted)


_ALSO = {
    "largeprint": "large-print",
    "big-print": "large-print",
    "ebook": "epub",
    "e-book": "epub",
    "plain-text": "text",
    "txt": "text",
    "brf": "braille",
}
"""What people call our formats."""


def _stage(
    staged: sqlite3.Connection,
    columns: tuple[str, ...],
    typed: tuple[str, ...],
    line: int,
    cells: Sequence[str],
    counts: dict[str, int],
    report: Report,
    known: Collection[str] | None,
) -> None:
    """Check a row and keep it; `known` are the formats that can be asked for."""
    counts["rows"] += 1
    if any(cell.strip() for cell in cells[len(columns) :]):
        report("M02", line, f"the row has {len(cells)} cells, the header {len(columns)}", 'put `"` round a comma')
        return
    row = dict(zip(columns, cells, strict=False))
    try:
        address = parse(row.get("email", ""))
    except ValueError as error:
        written = row.get("email", "").strip()
        what = f"`{shown(written)}` is no address: {error}" if written else "there is no address"
        report("M02", line, what, "correct it, or take the row out")
        return
    name = one_line(row.get("name", ""))
    if len(name) > LONGEST_NAME:
        report("M02", line, f"the name has {len(name):,} characters", f"{LONGEST_NAME} are the limit")
        return
    language = row.get("language", "").strip()
    try:
        language = normalise(language) if language else ""
    except ValueError:
        report("M02", line, f"not a language known here: `{one_line(language)[:40]}`", "write e.g. `en-GB`, `cy`, `ar`")
        return
    try:
        formats = _formats(row.get("formats", ""), known)
    except ValueError as error:
        report("M02", line, *error.args)
        return
    out = row.get("opted_out", "").strip().lower() not in NO
    called = dict(zip(typed, cells, strict=False))  # the note may call a column as the list does
    fields = [[column, one_line(called.get(column, ""))] for column in typed if column and column not in OWN]
    earlier = staged.execute("SELECT line, opted_out FROM people WHERE key = ?", (address.key,)).fetchone()
    if earlier:
        counts["repeated"] += 1
        report("M03", line, f"`{shown(address.spelt)}` stands on line {earlier[0]} already", "")
        # Whoever has opted out on one row has opted out.
        staged.execute("UPDATE people SET opted_out = ? WHERE key = ?", (out or earlier[1], address.key))
        return
    values = (address.key, line, address.spelt, name, language, " ".join(sorted(formats)), json.dumps(fields), out)
    staged.execute("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
