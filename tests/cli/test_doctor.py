"""What `publish doctor` says of the shorter ways through WeasyPrint, and of plug-ins."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from publish.accelerate.table import REPLACEMENTS
from publish.base import installed, plugins
from publish.cli import machine
from publish.cli.doctor import doctor
from tests.conftest import ROOT


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


ABSENT = """
import ctypes, sys
class Absent:
    def find_spec(self, name, *_):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': no such file")
sys.meta_path.insert(0, Absent())
load = ctypes.CDLL.__init__
def refuse(self, name, *words, **more):
    if name and "pango" in str(name):
        raise OSError(name)
    load(self, name, *words, **more)
ctypes.CDLL.__init__ = refuse
"""


@pytest.mark.parametrize("words", [("build",), ("build", "--jobs", "1"), ("check", "--no-validate"), ("doctor",)])
def test_without_pango_one_sentence_says_what_to_type(
    words: tuple[str, ...], publication: Path, tmp_path: Path
) -> None:
    """From the command that needs it and from `doctor`: no page of advice, and no fault of handbill."""
    (tmp_path / "absent").mkdir()
    (tmp_path / "absent/sitecustomize.py").write_text(ABSENT)
    done = subprocess.run(
        [sys.executable, "-m", "publish", "-C", str(publication), *words],
        env={**os.environ, "PYTHONPATH": f"{tmp_path / 'absent'}{os.pathsep}{ROOT}", "HANDBILL_CACHE": str(tmp_path / "c")},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    said = done.stdout + done.stderr
    command = machine.remedy(next(check for check in machine.CHECKS if check.what == "Pango"), machine.manager())
    assert said.count(command) == 1
    if words[0] != "doctor":
        assert said == f"error: Pango, which sets the lines of the PDF, is not on this machine: {command}\n"
    assert "WeasyPrint could not" not in said


@pytest.mark.parametrize(
    ("of", "command"),
    [
        ("apt", "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"),
        ("dnf", "sudo dnf install pango"),
        ("pacman", "sudo pacman -S pango"),
        ("brew", "brew install pango"),
        ("msys2", "pacman -S mingw-w64-x86_64-pango in the shell of MSYS2"),
    ],
)
def test_each_system_has_its_own_command(of: str, command: str) -> None:
    """Debian, Fedora, Arch, macOS and Windows."""
    pango = next(check for check in machine.CHECKS if check.what == "Pango")
    assert machine.remedy(pango, of).startswith(command)
    assert all(machine.remedy(check, of) for check in machine.CHECKS if check.needed)
