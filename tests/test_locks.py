"""What is installed is what is tested with, and each file of it is known by its digest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
