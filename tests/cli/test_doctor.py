"""What `publish doctor` says of the shorter ways through WeasyPrint, and of plug-ins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from publish.accelerate.table import REPLACEMENTS
from publish.base import installed, plugins
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


@pytest.fixture
def plug_ins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A distribution with one plug-in that can be used and one that cannot, where Python finds it."""
    record = tmp_path / "press_extras-1.0.dist-info"
    record.mkdir()
    (record / "entry_points.txt").write_text(
        "[handbill.deliveries]\nshelf = shutil:copy\n[handbill.rules]\nhouse = no_such_module:rule\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    caches = (installed.installed, plugins.every)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("plug_ins")
def test_plug_ins_are_listed_and_a_broken_one_says_why() -> None:
    """In words and as JSON; a broken plug-in is nothing that the machine lacks."""
    output = told()
    assert "ok       Plug-in `shelf` (handbill.deliveries) of press-extras" in output
    assert "broken   Plug-in `house` (handbill.rules) of press-extras cannot be used: ModuleNotFoundError" in output
    listed = {one["name"]: one for one in json.loads(told("--json"))["plug-ins"]}
    assert listed["shelf"]["fault"] == ""
    assert listed["house"]["distribution"] == "press-extras"
    assert "no_such_module" in listed["house"]["fault"]
