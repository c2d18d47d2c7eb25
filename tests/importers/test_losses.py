"""The tables of what other programs lose are what these programs do."""

from __future__ import annotations

import json

import pytest

from benchmarks import losses
from tests.support import sources

TOLD = json.loads(losses.RESULTS.read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.skipif(sources.OFFICE is None, reason="LibreOffice is not on this machine")
@pytest.mark.parametrize(
    ("source", "program"),
    [(source, name) for source, row in losses.SOURCES.items() for name in row[2] if name in losses.LIBRARIES],
)
def test_a_column_of_the_tables_is_so(source: str, program: str) -> None:
    """What a library that is here keeps and loses is what the documentation says of it."""
    name, features, _ = losses.SOURCES[source]
    said = TOLD["sources"][source][program]
    assert losses.kept(features, losses.LIBRARIES[program](name, losses.content(name))) == said


def test_we_keep_all_of_it() -> None:
    """No feature of the tables is lost by us."""
    assert [f for columns in TOLD["sources"].values() for f, kept in columns[losses.OURS].items() if not kept] == []
