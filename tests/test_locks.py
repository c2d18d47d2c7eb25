"""What is installed is what is tested with, and each file of it is known by its digest."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from publish.media import typefaces
from tests.conftest import ROOT


def pins(place: Path) -> dict[str, str]:
    """The releases that a file pins, by name."""
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", place.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


@pytest.mark.parametrize("name", ["run", "dev"])
def test_each_release_of_a_lock_is_the_pinned_one_and_has_a_digest(name: str) -> None:
    """Names and versions are those of constraints.txt as far as it has them, and nothing comes without a digest."""
    place = ROOT / "locks" / f"{name}.txt"
    pinned, locked = pins(ROOT / "constraints.txt"), pins(place)
    assert {one: version for one, version in locked.items() if pinned.get(one, version) != version} == {}
    entries = re.split(r"(?m)^(?=[\w.-]+==)", place.read_text("utf-8"))[1:]
    assert len(entries) >= len(locked)
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_tests_need_has_all_that_the_program_needs() -> None:
    """Whoever has installed the one has the other."""
    assert pins(ROOT / "locks/run.txt").items() <= pins(ROOT / "locks/dev.txt").items()


@pytest.mark.parametrize(
    "name",
    ["Dockerfile", ".github/workflows/install.yml", ".github/workflows/pages.yml"],
)
def test_whatever_installs_the_program_holds_each_file_to_its_digest(name: str) -> None:
    """By a lock, and then this folder by what is there: nothing is asked of a registry that has no digest."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    commands = re.findall(r"pip install [^\n&;|)]*", text)

    assert len(commands) >= 2, text
    for command in commands:
        assert "--require-hashes -r " in command or "--no-build-isolation" in command, command
        assert "--no-deps" in command, command


def test_a_wheel_of_debian_s_files_has_a_place_for_each_that_is_pinned() -> None:
    """`.ci/typefaces`, for the day on which a package of typefaces vanishes, knows each of them."""
    command = [sys.executable, str(ROOT / ".ci/typefaces"), "--list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()

    assert [line.split("  ")[0] for line in listed] == list(typefaces._PINNED)
    assert all(re.search(r"  \S+\.tt[fc]", line) for line in listed)
