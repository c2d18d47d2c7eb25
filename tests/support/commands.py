"""Running the `publish` command as a person would: in a process of its own."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
TIMEOUT = 1500.0
"""Seconds that a command may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command said and did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object that `--json` prints."""
        return json.loads(self.out)

    def problems(self, code: str) -> list[dict[str, Any]]:
        """The problems with a code."""
        return [problem for problem in self.json["problems"] if problem["code"] == code]


Publish = Callable[..., Outcome]


def start_publish(*words: str | Path, cwd: Path, environment: dict[str, str] | None = None) -> Outcome:
    """Run the command from its very start, imports and all."""
    done = subprocess.run(
        [sys.executable, "-m", "publish", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        check=False,
    )
    return Outcome(code=done.returncode, out=done.stdout, err=done.stderr)


def run_publish(*words: str | Path, cwd: Path, environment: dict[str, str] | None = None) -> Outcome:
    """Run the command in a process that is forked from one that has imported everything already.

    What is read as a process starts (`PYTHONHASHSEED`, the locale, `HANDBILL_ACCELERATE`) is asked of a real start.
    """
    starting = any(name.startswith(("PYTHON", "LC_", "LANG", "HANDBILL_ACC")) for name in environment or {})
    if starting or not hasattr(os, "fork") or sys.platform == "darwin":
        return start_publish(*words, cwd=cwd, environment=environment)
    with TemporaryDirectory(prefix="handbill-command-") as folder:
        said = {name: Path(folder, name) for name in ("out", "err")}
        for path in said.values():
            path.touch()
        code = _server().ask(
            {
                "words": [str(word) for word in words],
                "folder": str(cwd),
                "environment": {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
                **{name: str(path) for name, path in said.items()},
            }
        )
        return Outcome(code=code, **{name: path.read_text("utf-8") for name, path in said.items()})


class _Server:
    """The process that forks itself for each command."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.command_server"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.used = 0.0

    def ask(self, request: dict[str, Any]) -> int:
        """The exit code of a command."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], TIMEOUT)[0]:
            self.end()
            pytest.fail(f"publish {' '.join(request['words'])} took longer than {TIMEOUT:.0f} seconds")
        answer = self.process.stdout.readline()
        assert answer, "the server of commands has ended"
        code, used = json.loads(answer)
        self.used += used
        return int(code)

    def end(self) -> None:
        """Let it go."""
        _server.cache_clear()
        self.process.kill()
        self.process.wait()


@cache
def _server() -> _Server:
    server = _Server()
    atexit.register(server.end)
    return server


def used() -> float:
    """Seconds of the processor that forked commands have taken, with their workers."""
    return _server().used if _server.cache_info().currsize else 0.0
