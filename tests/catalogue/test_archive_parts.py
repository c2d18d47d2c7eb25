"""A receipt that has grown is in parts, one a year: a month writes those of its own years and none of the others."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from publish.catalogue import receipt
from publish.delivery.archive import fetch
from tests.catalogue.test_archive_life import archive, files, write
from tests.conftest import run_publish

SETTINGS = """\
identifier = "https://example.org/news"
title = "Shore News"
organisation = "Shore Trust"

[editions.text]
kind = "text"

[editions.year]
kind = "collection"
by = "year"
"""
PARTS = ("receipt/2024.json", "receipt/2025.json")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of articles whose standfirsts fill a receipt."""
    root = tmp_path_factory.mktemp("parts") / "shore"
    for number in range(60):
        day = f"{2024 + number % 3}-01-{number // 3 + 1:02}"
        lead = f"Lead {number}: " + "the tide comes in and goes out again. " * 140
        write(
            root, f"{day}-n{number}", f"News {number}", f"date: {day}\nstandfirst: '{lead}'", f"Words of news {number}."
        )
    (root / "source/publication.toml").write_text(SETTINGS, "utf-8")
    done = archive(root)
    assert done.code == 0, done.err
    return root


@pytest.fixture
def shore(made: Path, tmp_path: Path) -> Path:
    """The same, for one test alone."""
    return Path(shutil.copytree(made, tmp_path / "shore"))


def read(root: Path) -> receipt.Receipt:
    """The archive's receipt, with its parts."""
    place = root / "build/archive"
    return receipt.read((place / "receipt.json").read_bytes(), partial(fetch, place))


def test_a_month_writes_the_parts_of_its_own_years_alone(shore: Path) -> None:
    """A new article no part of before, a correction that of its year, and what is read is all of it."""
    before = files(shore)
    assert {path for path in before if path.startswith("receipt/")} == {*PARTS}
    assert len(before["receipt.json"]) < 200_000
    assert len(read(shore).papers) == 60
    write(shore, "2026-03-02-new", "Brand new", "date: 2026-03-02", "Words that are new.")
    archive(shore, day="2026-03-02")
    after = files(shore)
    assert {path: after[path] for path in PARTS} == {path: before[path] for path in PARTS}
    assert [paper.slug for paper in read(shore).papers] == sorted(["new", *(f"n{number}" for number in range(60))])
    old = shore / "source/articles/2024-01-01-n0.md"
    old.write_text(
        old.read_text("utf-8").replace("standfirst", "corrected: 2026-03-03\nstandfirst") + "More.\n", "utf-8"
    )
    archive(shore, day="2026-03-03")
    last = files(shore)
    assert last[PARTS[0]] != after[PARTS[0]]
    assert last[PARTS[1]] == after[PARTS[1]]
    assert {path: (shore / "archived" / path).read_bytes() for path in PARTS} == {path: last[path] for path in PARTS}
    assert run_publish("verify", cwd=shore).code == 0
    # A new year begins: what was the newest stands in a part of its own.
    write(shore, "2027-01-02-next", "Next year", "date: 2027-01-02", "Words of the next year.")
    archive(shore, day="2027-01-02")
    assert "receipt/2026.json" in files(shore)
    assert files(shore)[PARTS[1]] == after[PARTS[1]]


def test_a_part_that_is_missing_is_taken_from_beside_the_source(shore: Path) -> None:
    """It is named, as every file that is missing; one that is nowhere is refused, and nothing is written."""
    (shore / "build/archive" / PARTS[0]).unlink()
    assert f"missing  {shore}/build/archive/{PARTS[0]}" in run_publish("verify", cwd=shore).out
    done = archive(shore, day="2026-03-02")
    assert [one["path"] for one in done.problems("P19")] == [f"build/archive/{PARTS[0]}"]
    assert len(read(shore).papers) == 60
    for folder in ("archived", "build/archive"):
        (shore / folder / PARTS[0]).write_bytes(b"{}")
    before = files(shore)
    done = archive(shore, day="2026-03-03")
    assert done.code == 3
    assert PARTS[0] in done.err
    assert files(shore) == before


def test_a_divided_receipt_comes_back_from_any_copy(shore: Path, tmp_path: Path) -> None:
    """From the archive alone, and from what is beside the source alone."""
    before = files(shore)
    copy = Path(shutil.copytree(shore / "build/archive", tmp_path / "stick"))
    again = tmp_path / "again"
    assert run_publish("restore", copy, again, cwd=tmp_path).code == 0
    done = run_publish("archive", cwd=again, environment={"HANDBILL_TODAY": "2026-06-01"})
    assert "nothing has changed" in done.out + done.err
    assert files(again) == before
    shutil.rmtree(shore / "build")
    assert archive(shore, day="2026-06-01").code == 0
    assert {path: files(shore)[path] for path in PARTS} == {path: before[path] for path in PARTS}
