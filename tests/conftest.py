"""What the tests share: running the command as a person would, and small publications to run it on."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import commands, finished
from tests.support.browser import browser
from tests.support.commands import ROOT, Outcome, Publish, run_publish

__all__ = ["GOOD", "REQUIRE_ALL", "ROOT", "SETTINGS", "Outcome", "Publish", "browser", "run_publish"]

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"

# What the press notes outside of publications: neither a person's own, nor what another run of the tests left. The
# processes of one run share the cache, as those of one person do, and what is made for many tests.
for variable, shared in (("HANDBILL_STATE", False), ("HANDBILL_CACHE", True), (finished.FOLDER, True)):
    if not shared or "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ[variable] = tempfile.mkdtemp(prefix="handbill-state-")
        atexit.register(shutil.rmtree, os.environ[variable], ignore_errors=True)

# Where everything is required the examples are the same in every run: a fault found there is found again. How long one
# takes says more about the machine than about the code.
FEW, MANY = 25, 200
for name, derandomize in (("searching", False), ("repeatable", True)):
    for more, examples in (("", FEW), ("-many", MANY)):
        settings.register_profile(
            f"{name}{more}",
            max_examples=examples,
            derandomize=derandomize,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
            print_blob=True,
        )
PROFILE = "repeatable" if REQUIRE_ALL else "searching"
settings.load_profile(PROFILE)

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


@pytest.fixture
def publish() -> Publish:
    """The `publish` command, forked from a process that has imported it already."""
    return run_publish


@pytest.fixture
def start_publish() -> Publish:
    """The `publish` command from its very start, for what is about starting."""
    return commands.start_publish


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
    """`pytest --update-golden` rewrites the goldens; `--every-fault` and `--many-examples` take long."""
    parser.addoption("--every-fault", action="store_true", help="stop a build at every call, not at some of each kind")
    parser.addoption(
        "--fuzz-seconds", type=float, default=10.0, help="how long bytes are tried at each door (tests/fuzz)"
    )
    parser.addoption("--many-examples", action="store_true", help=f"try {MANY} examples of a property, not {FEW}")
    parser.addoption("--update-golden", action="store_true", help="keep what the tests see as the new goldens")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no process is left alone with one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_configure(config: pytest.Config) -> None:
    """Say how many examples of a property are tried, before a test is read that asks."""
    if config.getoption("--many-examples"):
        settings.load_profile(f"{PROFILE}-many")
