"""The publication of this project is heard as it was written, in each of its editions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, run_publish


@pytest.mark.slow
def test_every_file_of_this_publication_is_heard_as_it_was_written(tmp_path: Path) -> None:
    """No words lost or joined, nothing unsaid by the structure; the page says so of each file and of no other."""
    for folder in ("source", "styles"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    outcome = run_publish("check", "--no-validate", "--accessibility", "--json", cwd=tmp_path)
    assert [outcome.problems(code) for code in ("H01", "H02")] == [[], []]
    page = (tmp_path / "build/accessibility/index.html").read_text("utf-8")
    assert "<p>20 of 20 files are heard as they were written." in page
