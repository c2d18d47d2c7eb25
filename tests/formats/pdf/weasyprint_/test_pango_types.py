"""The C definitions that WeasyPrint parses whenever it is imported are kept parsed, as those of the one installed."""

from __future__ import annotations

import hashlib
import inspect
import re
from importlib.util import find_spec
from pathlib import Path

import cffi  # type: ignore[import-untyped]
import pytest

from publish.formats.pdf.weasyprint_ import pango_types

HEAD = '''\
"""The C definitions of WeasyPrint as cffi keeps them parsed (cffi: "out-of-line ABI mode"): see pdf_import.py.

Written by `pytest tests/formats/pdf/weasyprint_/test_pango_types.py --update-golden`, for the WeasyPrint that is installed.
"""

# ruff: noqa
# fmt: off
# mypy: ignore-errors

DIGEST = "{digest}"
"""Of the definitions' text: SHA-256."""

'''


def test_definitions_are_those_of_the_weasyprint_installed(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With others nothing is wrong, but each briefing takes longer."""
    spec = find_spec("weasyprint.text")
    assert spec is not None
    assert spec.submodule_search_locations
    source = (Path(spec.submodule_search_locations[0]) / "ffi.py").read_text("utf-8")
    found = re.findall(r"ffi\.cdef\('''(.*?)'''\)", source, re.DOTALL)
    assert len(found) == 1
    parsed = cffi.FFI()
    parsed.cdef(found[0])
    parsed.set_source("pango_types", None)
    parsed.emit_python_code(str(tmp_path / "pango_types.py"))
    written = (tmp_path / "pango_types.py").read_text("utf-8").partition("\n")[2]
    text = HEAD.format(digest=hashlib.sha256(found[0].encode()).hexdigest()) + written
    place = Path(inspect.getfile(pango_types))
    if request.config.getoption("--update-golden"):
        place.write_text(text, "utf-8")

    assert place.read_text("utf-8") == text
