"""Templates that every briefing takes come compiled, as those of the style that comes with the press."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from publish import house_templates
from publish.model import StyleSheet
from publish.style import galley
from publish.value import replace
from tests.support.stock import house_style

HEAD = '''\
"""`{name}`, compiled: see the package.

Written by `pytest tests/style/test_house_templates.py --update-golden`, by the Jinja2 that is installed.
"""

# ruff: noqa
# fmt: off
# mypy: ignore-errors

'''
TEMPLATES = ("briefing.html", "imprint.html")


def test_templates_are_those_of_the_house_style(request: pytest.FixtureRequest) -> None:
    """With others nothing is wrong, but each briefing takes longer."""
    style = house_style()
    place = Path(house_templates.__path__[0])
    written = {}
    for name in TEMPLATES:
        text = galley.stylesheet(name, style)
        module = galley.compiled(name, text).rpartition(".")[2]
        source = galley._environment(style).compile(text, name, name, raw=True)
        written[f"{module}.py"] = HEAD.format(name=name) + source + "\n"
    there = {file.name: file for file in place.glob("*.py") if file.name != "__init__.py"}
    if request.config.getoption("--update-golden"):
        for file in there.values():
            file.unlink()
        for name, text in written.items():
            (place / name).write_text(text, "utf-8")
        there = {name: place / name for name in written}
        importlib.invalidate_caches()

    assert {name: file.read_text("utf-8") for name, file in there.items()} == written


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_was_changed_is_compiled_when_it_is_used(name: str) -> None:
    """Only the very text that came with the press is taken for compiled."""
    style = house_style()
    changed = replace(
        style,
        files=tuple(
            StyleSheet(name=file.name, text=file.text + "{# Ours. #}") if file.name == name else file
            for file in style.files
        ),
    )

    assert galley._code(name, galley.stylesheet(name, style)) is not None
    assert galley._code(name, galley.stylesheet(name, changed)) is None
    assert galley._environment(changed).get_template(name).filename == name
    assert galley._environment(style).get_template(name).filename == name
