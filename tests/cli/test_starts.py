"""Each command as a process of its own from its very start; elsewhere commands are forked from one that has begun."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publish.cli import COMMANDS
from tests.conftest import GOOD, Publish

RUNS: dict[str, tuple[str, ...]] = {
    "build": ("build", "--json"),
    "check": ("check", "--no-validate"),
    "print": ("print", "no-such-article"),
    "mail": ("mail", "good", "--to", "list.csv"),
    "new": ("new", "A new article"),
    "init": ("init", "other"),
    "import": ("import", "note.md"),
    "config": ("config", "--json"),
    "doctor": ("doctor",),
    "archive": ("archive",),
    "verify": ("verify", "build/archive"),
    "restore": ("restore", "build/archive", "again"),
    "preview": ("preview", "--help"),
    "style": ("style", "new", "ours"),
}
"""What each is asked for, one after the other in one publication."""

UUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_a_forked_command_does_what_a_real_start_does(
    publication: Path, tmp_path_factory: pytest.TempPathFactory, publish: Publish, start_publish: Publish
) -> None:
    """Every command says the same, ends with the same code and leaves the same files, begun either way."""
    twin = tmp_path_factory.mktemp("twin") / publication.name
    (publication / "list.csv").write_text("email\nann@example.com\n", "utf-8")
    (publication / "note.md").write_text(GOOD.replace("A good article", "A note"), "utf-8")
    copy(publication, twin)

    assert RUNS.keys() == set(COMMANDS)
    for name, words in RUNS.items():
        ends = []
        for run, folder in ((publish, publication), (start_publish, twin)):
            outcome = run(*words, cwd=folder, environment={"HANDBILL_TODAY": "2026-03-01"})
            said = (outcome.out + outcome.err).replace(str(folder), "FOLDER")
            ends.append((outcome.code, sorted(said.splitlines())))  # files are named as they are done, in any order
        assert ends[0] == ends[1], name
    assert files(publication) == files(twin)


def copy(folder: Path, to: Path) -> None:
    """Copy a small folder."""
    for path, content in files(folder).items():
        place = to / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def files(folder: Path) -> dict[str, bytes]:
    """Every file by its path, but the press's own notes."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): UUID.sub(b"UUID", path.read_bytes())
        for path in found
        if not {".shelf", ".lock"} & {*path.parts}
    }
