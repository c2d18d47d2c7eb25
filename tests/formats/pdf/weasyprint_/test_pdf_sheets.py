"""The briefing's sheet and WeasyPrint's own come parsed, as the libraries that are installed parse them."""

from __future__ import annotations

import pickle
import pickletools
from functools import partial
from types import BuiltinFunctionType, FunctionType
from typing import Any
from xml.etree.ElementTree import Element

import cssselect2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.formats.pdf.weasyprint_ import importing, stylesheets
from publish.style import galley
from tests.support.stock import house_style

SHEETS = {"the briefing's": galley.look("briefing", house_style()).strip(), "WeasyPrint's": stylesheets.UA}

HEAD = '''\
"""The functions of a parsed sheet's selectors, by the source that cssselect2 makes for each: see pdf_sheets.py.

Written by `pytest tests/formats/pdf/weasyprint_/test_pdf_sheets.py --update-golden`.
"""

# ruff: noqa
# fmt: off
# mypy: ignore-errors

from cssselect2.compiler import ascii_lower, split_whitespace, urlparse

'''


def selectors(sheet: stylesheets.Sheet) -> list[importing.Selector]:
    """Those that an element may be asked about."""
    matcher = sheet.css.matcher
    named = (matcher.id_selectors, matcher.class_selectors, matcher.lower_local_name_selectors)
    groups = [group for groups in (*named, matcher.namespace_selectors) for group in groups.values()]
    return [test for group in (*groups, matcher.lang_attr_selectors, matcher.other_selectors) for test, *_ in group]


def written(sheet: stylesheets.Sheet) -> str:
    """The module of a sheet's selectors."""
    sources = dict.fromkeys(selector._source for selector in selectors(sheet))
    return "\n".join((f"{HEAD}SELECTORS = {{", *(f"    {source!r}: {source}," for source in sources), "}\n"))


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
    places = {stylesheets.parsed(text): stylesheets.parse(text) for text in SHEETS.values()}
    modules = {place: place.with_name(f"{stylesheets.selectors(place)}.py") for place in places}
    if request.config.getoption("--update-golden"):
        for place, sheet in places.items():
            for old in (*place.parent.glob("*.pickle"), *place.parent.glob("selectors_*.py")):
                if old not in (*places, *modules.values()):
                    old.unlink()
            place.write_bytes(pickletools.optimize(pickle.dumps(sheet, 5)))
            modules[place].write_text(written(sheet), "utf-8")

    [folder] = {place.parent for place in places}
    there = {file for file in folder.iterdir() if file.name not in ("__init__.py", "__pycache__")}
    assert there == {*places, *modules.values()}
    for place, sheet in places.items():
        assert modules[place].read_text("utf-8") == written(sheet)
        assert told(pickle.loads(place.read_bytes())) == told(sheet)


def test_a_selector_of_a_sheet_that_came_parsed_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them, once the sheet is there, is the very function that came with it."""
    monkeypatch.setitem(vars(importing), "eval", lambda *_: pytest.fail("compiled"))
    stylesheets.sheet.cache_clear()
    for text in SHEETS.values():
        for selector in selectors(stylesheets.sheet(text)):
            assert isinstance(selector, importing.Selector)
            assert selector.made is importing.COMPILED[selector._source]


def test_a_sheet_that_was_changed_is_parsed() -> None:
    """Only the very text that came with the press is taken for parsed."""
    for text in SHEETS.values():
        assert stylesheets.parsed(text).is_file()
        assert not stylesheets.parsed(text + " ").exists()


_NAMES = ("h2", "p", "td", "th", "tr", "div", "a")
_PART = st.sampled_from(
    (
        "*",
        ".a",
        "p",
        "td",
        "tr",
        "h2",
        ":is(td, th)",
        ":is(td, h2).a",
        ":is(:is(p, h2).a, tr)",
        ":first-child",
        "p:not(.a)",
        ".a > *",
        ".a > * + *",
        ".a > :first-child",
        ".b",
        ":root",
        ":link",
        ":is(:link, p)",
        ":not(:link)",
        "a:any-link",
        "p:last-child",
        ":only-child",
        "tr:nth-child(-n+2)",
        "td:nth-child(1)",
        "p:first-of-type",
        "div:empty",
        "[dir]",
        "[dir=rtl]",
        "p[dir^=l].a",
        ":lang(ar)",
        "p:has(> a)",
        "#one",
    )
)
_SELECTOR = st.lists(_PART, min_size=1, max_size=3).flatmap(
    lambda parts: st.lists(st.sampled_from((" ", " > ", " + ", " ~ ")), min_size=len(parts), max_size=len(parts)).map(
        lambda joints: "".join(f"{joint}{part}" for joint, part in zip(joints, parts, strict=True)).lstrip(" >+~")
    )
)


@st.composite
def _trees(draw: Any, deep: int = 3) -> Element:
    element = Element(draw(st.sampled_from(_NAMES)), {"class": draw(st.sampled_from(("", "a", "b a")))})
    said = {"href": "#", "dir": draw(st.sampled_from(("ltr", "rtl"))), "lang": "ar", "id": "one"}
    for name in draw(st.sets(st.sampled_from(sorted(said)), max_size=2)):
        element.set(name, said[name])
    if deep:
        element.extend(draw(st.lists(_trees(deep - 1), max_size=3)))
    return element


@given(rules=st.lists(_SELECTOR, min_size=1, max_size=8), trees=st.lists(_trees(), min_size=1, max_size=3))
def test_who_is_asked_less_matches_the_same(rules: list[str], trees: list[Element]) -> None:
    """What a sheet's rules match is what each of its selectors says when it is asked by itself, in each of its texts."""
    matcher = cssselect2.Matcher()
    tests: list[tuple[Any, ...]] = []
    for number, rule in enumerate(rules):
        for selector in cssselect2.compile_selector_list(rule):
            matcher.add_selector(selector, number)
            tests.append((selector.specificity, len(tests), number, selector.test))
    for element in (each for tree in trees for each in cssselect2.ElementWrapper.from_html_root(tree).iter_subtree()):
        asked = [number for *_, number, test in sorted(tests, key=lambda each: each[:2]) if test(element)]
        assert [number for *_, number in matcher.match(element)] == asked
