"""The commands where POSIX is not: without its modules, signals and calls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BLOCKED = """
import os, signal, sys
for name in ("fcntl", "resource", "termios", "pwd", "grp"):
    sys.modules[name] = None
for name in ("SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM"):
    delattr(signal, name)
for name in ("fork", "getuid", "geteuid", "getgid", "killpg", "setsid"):
    delattr(os, name)
from publish.cli import main
for words in {commands!r}:
    try:
        code = main(list(words), standalone_mode=False) or 0
    except SystemExit as end:
        code = end.code or 0
    assert code == 0, (words, code)
"""
SETTINGS = """\
identifier = "https://example.org/valley"
title = "Valley"
organisation = "The Valley"
language = "en-GB"
archive = "https://valley.example.org/"
[mail]
from = "The Valley <post@valley.example.org>"
"""


@pytest.mark.slow
def test_the_commands_run_without_posix(tmp_path: Path) -> None:
    """import, build, check, archive and drafts of a mailing need no fcntl, no resource, no fork and no SIGHUP."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source/publication.toml").write_text(SETTINGS)
    (tmp_path / "note.txt").write_text(
        "A note of ours\n\n9 December 2014\n\nThe bus is back, and everybody is on it.\n"
    )
    (tmp_path / "list.csv").write_text("email\nreader@example.org\n")
    commands = [
        ["import", "note.txt"],
        ["build", "--jobs", "1"],
        ["build", "--jobs", "2", "--force"],
        ["check", "--no-validate"],
        ["archive"],
        ["mail", "a-note-of-ours", "--to", "list.csv"],
        ["config"],
    ]
    script = BLOCKED.format(commands=commands)

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "build/briefing/a-note-of-ours.pdf").is_file()
    assert list((tmp_path / "build/outbox").rglob("*.eml"))
