"""What `publish doctor` says of the shorter ways through WeasyPrint."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from publish.accelerate.table import REPLACEMENTS
from publish.cli.doctor import doctor


@pytest.fixture(autouse=True)
def _looked_at_again() -> Iterator[None]:
    REPLACEMENTS.forget()
    yield
    REPLACEMENTS.forget()


def told(*words: str) -> str:
    """What the command prints."""
    return CliRunner().invoke(doctor, words).output


def test_all_are_in_use() -> None:
    """With the WeasyPrint that they were written against."""
    assert f"ok       Shorter ways through WeasyPrint: all {len(REPLACEMENTS.standings)} are in use" in told()


def test_which_are_off_and_why_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each whose function is another is named, in words and as JSON."""
    monkeypatch.setattr("weasyprint.layout.inline.get_next_linebox", lambda *_: None)
    assert f"slower   Shorter ways through WeasyPrint: 1 of {len(REPLACEMENTS.standings)} are off" in told()
    assert "text: weasyprint.layout.inline:get_next_linebox is another function" in told()
    said = json.loads(told("--json"))["accelerate"]
    assert [way["name"] for way in said["ways"] if way["off"]] == ["text"]
    assert said["wanted"]


def test_that_all_are_turned_off_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the environment."""
    monkeypatch.setenv("HANDBILL_ACCELERATE", "0")
    assert "HANDBILL_ACCELERATE is 0" in told()
    assert not json.loads(told("--json"))["accelerate"]["wanted"]
