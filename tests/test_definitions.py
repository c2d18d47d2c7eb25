"""Definitions for other programs: CI, the hook, the image, the citation say what is there."""

from __future__ import annotations

import tomllib

import pytest
import yaml

from publish.cli import COMMANDS
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("place", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda place: place.name)
def test_a_definition_is_yaml_and_names_what_is_there(place: object) -> None:
    """Each can be read, runs commands that there are, and scripts that lie here."""
    text = place.read_text("utf-8")  # type: ignore[attr-defined]
    values = yaml.safe_load(text)
    for job in values.get("jobs", {}).values():
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            for line in step.get("run", "").splitlines():
                words = [word for word in line.split() if word not in ("-C", "ours")]
                if words[:1] == ["publish"]:
                    assert words[1] in COMMANDS
                if words and words[0].startswith(".ci/"):
                    assert (ROOT / words[0]).is_file()


def test_the_hook_calls_a_command_that_there_is() -> None:
    """The hook of pre-commit checks the publication."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, command, *_ = hook["entry"].split()
    assert program in PROJECT["scripts"]
    assert command in COMMANDS


def test_the_citation_is_of_this_version() -> None:
    """CITATION.cff has the version and the licence of the project, and the day that the changes are listed under."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert (cited["version"], cited["license"]) == (PROJECT["version"], PROJECT["license"])
    assert f"\n## {cited['version']} - {cited['date-released']}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_image_copies_what_the_wheel_is_made_of() -> None:
    """Every file that the Dockerfile copies is here."""
    for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines():
        if line.startswith("COPY"):
            for name in line.split()[1:-1]:
                assert (ROOT / name).exists(), name
