"""The briefing's sheet and WeasyPrint's own come parsed, as the libraries that are installed parse them."""

from __future__ import annotations

import pickle
import pickletools
from functools import partial
from types import BuiltinFunctionType, FunctionType
from typing import Any

import pytest

from publish import galley
from publish.formats import pdf_sheets
from tests.stock import house_style

SHEETS = {"the briefing's": galley.look("briefing", house_style()).strip(), "WeasyPrint's": pdf_sheets.UA}


def told(value: Any) -> Any:
    """A value and all that it consists of, to be compared."""
    if isinstance(value, dict):
        return [type(value), *((told(key), told(each)) for key, each in value.items())]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [type(value), *map(told, value)]
    if isinstance(value, (FunctionType, BuiltinFunctionType)):
        return value.__qualname__
    if isinstance(value, partial):
        return told((value.func, value.args, value.keywords))
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    fields = {name: getattr(value, name) for name in slots if hasattr(value, name)} | getattr(value, "__dict__", {})
    return (type(value), told(fields)) if fields else value


def test_sheets_come_as_they_are_parsed(request: pytest.FixtureRequest) -> None:
    """With others nothing is wrong, but a first page takes longer."""
    places = {pdf_sheets.parsed(text): pdf_sheets.parse(text) for text in SHEETS.values()}
    if request.config.getoption("--update-golden"):
        for place, sheet in places.items():
            place.parent.mkdir(exist_ok=True)
            for old in place.parent.glob("*.pickle"):
                if old not in places:
                    old.unlink()
            place.write_bytes(pickletools.optimize(pickle.dumps(sheet, 5)))

    [folder] = {place.parent for place in places}
    assert sorted(folder.iterdir()) == sorted(places)
    for place, sheet in places.items():
        assert told(pickle.loads(place.read_bytes())) == told(sheet)


def test_a_sheet_that_was_changed_is_parsed() -> None:
    """Only the very text that came with the press is taken for parsed."""
    for text in SHEETS.values():
        assert pdf_sheets.parsed(text).is_file()
        assert not pdf_sheets.parsed(text + " ").exists()
