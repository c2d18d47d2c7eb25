"""The command as a whole: its names, their beginnings, where `-C` may stand, versions and settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publish.cli import main

ROOT = Path(__file__).parents[2]


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize("words", [("-C", str(ROOT), "config", "--json"), ("config", "--json", "-C", str(ROOT))])
def test_the_folder_may_be_named_before_the_command_or_after(words: tuple[str, ...]) -> None:
    """`-C DIR` means the same on both sides."""
    assert json.loads(_run(*words).output)["folder"] == str(ROOT)


def test_the_folder_after_the_command_counts() -> None:
    """When both are there the one nearer to the command counts."""
    assert json.loads(_run("-C", str(ROOT / "tests"), "config", "--json", "-C", str(ROOT)).output)["folder"] == str(
        ROOT
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("biuld", "there is no command `biuld`; did you mean `build`"),
        ("chekc", "did you mean `check`?"),
        ("p", "did you mean `print` or `preview`?"),
        ("xyzzy", "see `publish --help`"),
    ],
)
def test_a_slip_in_a_command_is_answered(typed: str, said: str) -> None:
    """What was probably meant is named; nothing is guessed when two begin alike."""
    result = _run(typed)
    assert result.exit_code == 2
    assert said in result.output


def test_a_command_may_be_called_by_its_beginning() -> None:
    """When no other begins so."""
    assert "Say every setting" in _run("conf", "--help").output


def test_the_version_names_the_libraries() -> None:
    """Whoever reports a fault can say it with one command."""
    first, second, *_ = _run("--version").output.splitlines()
    assert first.startswith("publish (handbill) ")
    assert "weasyprint " in second
    assert "absent" not in second


def test_each_setting_is_said_with_its_line() -> None:
    """A setting that is stated has its line, one that is not says so."""
    rows = {row["setting"]: row for row in json.loads(_run("config", "--json", "-C", str(ROOT)).output)["settings"]}
    lines = (ROOT / "source/publication.toml").read_text("utf-8").splitlines()
    assert lines[rows["organisation"]["line"] - 1].startswith("organisation =")
    assert lines[rows["contact.telephone"]["line"] - 1].startswith("telephone =")
    assert any(row["line"] is None for row in rows.values())
    assert "(as it comes)" in _run("config", "-C", str(ROOT)).output
