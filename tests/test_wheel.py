"""The wheel: built, installed into a new environment, and used outside the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.conftest import ROOT

SETTINGS = """\
identifier = "https://example.org/valley"
title = "Valley"
organisation = "The Valley"
language = "en-GB"
archive = "https://valley.example.org/"
[mail]
from = "The Valley <post@valley.example.org>"
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment in which the wheel is installed.

    What the wheel needs is borrowed from this environment, so that no index is asked.
    """
    place = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(place), str(ROOT))
    (wheel,) = place.glob("handbill-*.whl")
    venv.create(place / "env", with_pip=False, symlinks=os.name != "nt")
    programs = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    library = Path(sysconfig.get_path("purelib", vars={"base": str(place / "env"), "platbase": str(place / "env")}))
    (library / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    _pip("--python", str(programs / "python"), "install", "-q", "--no-deps", "--no-index", str(wheel))
    return programs


def _pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True, timeout=300)


def _run(programs: Path, program: str, *words: str, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [programs / program, *words], cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


@pytest.mark.slow
def test_the_wheel_works_outside_the_repository(installed: Path, tmp_path: Path) -> None:
    """init, import, build, check, archive and drafts of a mailing work from the wheel alone."""
    where = _run(installed, "python", "-c", "import publish; print(publish.__file__)", cwd=tmp_path)
    assert str(ROOT / "publish") not in where
    _run(installed, "publish", "init", "ours", cwd=tmp_path)
    folder = tmp_path / "ours"
    (tmp_path / "note.txt").write_text(
        "A note from the valley\n\n9 December 2014\n\nThe bus is back, and everybody is on it.\n"
    )
    _run(installed, "handbill", "import", str(tmp_path / "note.txt"), cwd=folder)
    assert "build/briefing/a-note-from-the-valley.pdf" in _run(installed, "publish", "build", cwd=folder)
    _run(installed, "python", "-m", "publish", "-C", "ours", "check", "--no-validate", cwd=tmp_path)
    (folder / "source/publication.toml").write_text(SETTINGS)
    for place in (folder / "source/articles").glob("*welcome*"):
        place.unlink()
    for place in (folder / "source/articles").glob("*.md"):
        if "a-note" not in place.name:
            place.unlink()
    _run(installed, "publish", "archive", cwd=folder)
    assert (folder / "build/archive/index.html").is_file()
    (folder / "list.csv").write_text("email\nreader@example.org\n")
    _run(installed, "publish", "mail", "a-note-from-the-valley", "--to", "list.csv", cwd=folder)
    assert list((folder / "build/outbox").rglob("*.eml"))
