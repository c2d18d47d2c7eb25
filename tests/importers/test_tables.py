"""Tables: numbers as a spreadsheet shows them, merged cells, formulas that were never worked out, CSV."""

from __future__ import annotations

import io
import time
from datetime import date

import openpyxl
import pytest

from publish.importers.tables import _typed, shown
from tests.support.imports import article


@pytest.mark.parametrize(
    ("value", "form", "wanted"),
    [
        (120000, '"£"#,##0', "£120,000"),
        (120000, "[$£-809]#,##0", "£120,000"),
        (5.5, "[$€-407]#,##0.00", "€5.50"),
        (0.99, "0%", "99%"),
        (0.015, "0.0%", "1.5%"),
        (1234.5, "General", "1234.5"),
        (3, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567, "#,##0", "1,234,567"),
        (1500000, '0.0,,"m"', "1.5m"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (12, '0" km"', "12 km"),
        (date(2014, 12, 9), "DD/MM/YYYY", "2014-12-09"),
        (True, "General", "yes"),
        (None, "General", ""),
    ],
)
def test_numbers_are_shown_as_there(value: object, form: str, wanted: str) -> None:
    """The number format decides."""
    assert shown(value, form) == wanted


def _book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Money"
    for row in (
        ["Where the money went"],
        [],
        ["Item", "Amount", "Share"],
        ["Grant", 120000, 0.99],
        ["Gifts", 5, "=B5*2"],
    ):
        sheet.append(row)
    sheet["B4"].number_format, sheet["C4"].number_format = '"£"#,##0', "0%"
    second = book.create_sheet("Merged")
    areas: list[list[str | int | None]] = [["Area", "Bus", "Train"], ["North", 1, 2], [None, 3, 4]]
    for area in areas:
        second.append(area)
    second.merge_cells("A2:A3")
    book.create_sheet("Secret").sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_spreadsheet_becomes_tables() -> None:
    """Each visible sheet is a table under its name; merged cells stay merged; what has no value is said."""
    came = article(_book(), "money.xlsx")
    assert "<caption>Where the money went</caption>" in came.text
    assert '<td>Grant</td><td align="right">£120,000</td><td' in came.text
    assert '<td rowspan="2">North</td>' in came.text
    assert "the hidden sheet `Secret` was left out" in came.said
    assert [remark.what for remark in came.lost] == [
        "words: the formula `=B5*2` was never worked out: save the file and import it again"
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_typed_table_is_one(sign: str) -> None:
    """CSV with commas, semicolons or tabs, quoted cells included."""
    rows = [["Year", "Upper", "Lower"], ["2009", "0", '"9 | x"'], ["2011", "6", "11"]]
    came = article("\n".join(sign.join(row) for row in rows), "buses_a_day.csv")
    assert "title: Buses a day" in came.draft.text
    assert "| Year | Upper | Lower |\n| ---: | ---: | --- |\n| 2009 | 0 | 9 \\| x |" in came.text
    assert came.lost == []


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found(sign: str) -> None:
    """By the rows that have as many cells as most, whatever other signs stand in them."""
    rows = [["Day", "What, and who"], ["1", "a; b"], ["2", 'said "so"'], ["3", "x | y"]]
    typed = "\r\n".join(f"{sign} ".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    assert _typed(typed) == rows


def test_quotation_marks_without_end_are_read_in_a_moment() -> None:
    """Whatever the signs between them."""
    began = time.process_time()
    for unit in ('",', "',\"", '"\n;', "a\"'|", '";\n"', '.".\n'):
        _typed(unit * (60_000 // len(unit)))
    assert time.process_time() - began < 5
