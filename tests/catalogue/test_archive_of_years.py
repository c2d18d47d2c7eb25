"""The life of an archive, with what happens in one: nothing is lost, and whatever goes wrong is said or refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from benchmarks import life
from tests.conftest import REQUIRE_ALL, run_publish

FEW = (life.build_deleted, life.edition_renamed, life.title_renamed, life.edition_dropped, life.from_a_mac)
"""What no other test lets happen."""


def press(words: Sequence[str | Path], folder: Path, day: date) -> life.Told:
    """`publish`, forked."""
    done = run_publish(*words, cwd=folder, environment={"HANDBILL_TODAY": day.isoformat()})
    return life.Told(done.code, done.out, done.err)


def test_a_few_accidents_cost_nothing_that_was_out(tmp_path: Path) -> None:
    """With texts and a volume alone, in two months."""
    settings = life.SETTINGS.replace('[editions.briefing]\nkind = "briefing"\n\n', "")
    assert life.live(tmp_path, 2, press, FEW, settings)["faults"] == []


@pytest.mark.skipif(
    not REQUIRE_ALL, reason="every accident takes a minute; `python -m benchmarks life` is sixty months"
)
def test_a_life_with_every_accident(tmp_path: Path) -> None:
    """In eight months. No address is gone, no identifier is another, and a month writes little besides its own files."""
    lived = life.live(tmp_path, 8, press)
    assert lived["faults"] == []
    receipts = [row["receipt"] / row["articles"] for row in lived["months"]]
    assert receipts[-1] < receipts[3]
