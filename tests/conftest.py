"""What the tests share: running the command as a person would, and small publications to run it on."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"

# What the press notes outside of publications: neither a person's own, nor what another run of the tests left.
for variable in ("HANDBILL_STATE", "HANDBILL_CACHE"):
    os.environ[variable] = tempfile.mkdtemp(prefix="handbill-state-")
    atexit.register(shutil.rmtree, os.environ[variable], ignore_errors=True)

# Where everything is required the examples are the same in every run: a fault found there is found again. How long one
# takes says more about the machine than about the code.
for name, derandomize in (("searching", False), ("repeatable", True)):
    settings.register_profile(
        name, derandomize=derandomize, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
settings.load_profile("repeatable" if REQUIRE_ALL else "searching")

SETTINGS = """\
identifier = "https://example.org/briefings"
title = "Example Briefings"
organisation = "Example Trust"
"""

GOOD = """\
---
title: A good article
date: 2026-02-28
---

Everything is well here.
"""


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


def run_publish(*words: str | Path, cwd: Path, environment: dict[str, str] | None = None) -> Outcome:
    """Run the real command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "publish", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=1500,
        check=False,
    )
    return Outcome(code=done.returncode, out=done.stdout, err=done.stderr)


@pytest.fixture
def publish() -> Publish:
    """The `publish` command."""
    return run_publish


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    """A publication with one good article."""
    (tmp_path / "source/articles").mkdir(parents=True)
    (tmp_path / "source/publication.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "source/articles/good.md").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the one kept; `--update-golden` keeps the new one instead."""

    def compare(kept: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(text, encoding="utf-8")
        assert kept.read_text("utf-8") == text

    return compare


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update-golden` rewrites the goldens; `--every-fault` takes long."""
    parser.addoption("--every-fault", action="store_true", help="stop a build at every call, not at some of each kind")
    parser.addoption("--update-golden", action="store_true", help="keep what the tests see as the new goldens")
