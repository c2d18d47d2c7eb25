"""For WeasyPrint's own tests: `pytest -p publish.accelerate.pytest_plugin` has every shorter way in place."""

from __future__ import annotations

from contextlib import ExitStack

from publish.accelerate.table import REPLACEMENTS

_stack = ExitStack()


def pytest_configure() -> None:
    """Put them in place for the run, and be sure that they are."""
    off = [said for said in REPLACEMENTS.standings if said.reason]
    assert not off, off
    _stack.enter_context(REPLACEMENTS.in_place())


def pytest_unconfigure() -> None:
    """Take them out again."""
    _stack.close()
