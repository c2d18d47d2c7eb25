"""A plug-in package, installed as anybody would install it, adds to every table; one that is broken costs itself alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pytest

from tests.conftest import GOOD, ROOT, SETTINGS

TEXT = "A text file with quite a long headline over it\n2026-03-01\n\nPlain words, read by a plug-in.\n"
EDITIONS = "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in ("leaflet", "outline"))


class Host(NamedTuple):
    """A virtual environment with handbill and the plug-in in it."""

    python: Path
    package: Path
    """The plug-in's package, where it is installed."""

    def publish(self, folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
        """Run a command with `--json`; its exit code and what it printed."""
        done = subprocess.run(
            [self.python, "-m", "publish", *words, "-C", str(folder), "--json"],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.stdout.startswith("{"), done.stderr
        return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """Built and installed by pip, without a network; its style is ours with one more rule."""
    place = tmp_path_factory.mktemp("plugin")
    source = place / "source"
    shutil.copytree(ROOT / "tests/plugin/handbill-sample", source)
    style = source / "handbill_sample/sample"
    shutil.copytree(ROOT / "styles/house", style)
    with (style / "briefing.css").open("a") as sheet:
        sheet.write("\n.body p { color: #123456 }\n")
    venv.create(place / "venv", with_pip=False)
    python = place / "venv/bin/python"
    site = next((place / "venv/lib").glob("python*/site-packages"))
    ours = [path for path in sys.path if path.endswith("site-packages")]
    (site / "handbill-and-its-libraries.pth").write_text("\n".join(ours) + "\n")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-index", "--no-deps", "--no-build-isolation", str(source)], check=True)
    return Host(python, site / "handbill_sample")


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    """A publication that uses all of the plug-in."""
    (tmp_path / "source/articles").mkdir(parents=True)
    (tmp_path / "source/publication.toml").write_text(SETTINGS + 'style = "sample"\n' + EDITIONS, "utf-8")
    (tmp_path / "source/articles/good.md").write_text(GOOD, "utf-8")
    (tmp_path / "source/articles/plain.txt").write_text(TEXT, "utf-8")
    return tmp_path


def test_a_plugin_adds_to_every_table(host: Host, publication: Path) -> None:
    """`publish build` makes its kinds, reads its files, sets them in its style, and delivers; the broken one is named."""
    code, said = host.publish(publication, "build", "--proofs", "--deliver", "tray")
    assert code == 0
    assert sorted(one["path"] for one in said["artifacts"]) == [
        "build/leaflet/good.pdf",
        "build/leaflet/plain.pdf",
        "build/outline/example-briefings.lst",
    ]
    with pypdfium2.PdfDocument(publication / "build/leaflet/plain.pdf") as file:
        assert [round(points) for points in file[0].get_size()] == [420, 595]
        assert "Plain words, read by a plug-in." in file[0].get_textpage().get_text_bounded()
    assert (publication / "tray/leaflet-plain.pdf").read_bytes() == (
        publication / "build/leaflet/plain.pdf"
    ).read_bytes()
    problems = {problem["code"]: problem for problem in said["problems"] if problem["code"][0] in "Xs"}
    assert problems["sample-01"]["path"] == "source/articles/plain.txt"
    assert problems["sample-01"]["severity"] == "warning"
    assert "`broken` (handbill.deliveries) of `handbill-sample` cannot be used" in problems["X02"]["message"]
    assert set(problems) == {"sample-01", "X02"}


def test_a_plugin_that_changes_makes_its_files_again(host: Host, publication: Path) -> None:
    """Its code is part of what decides it; what it has no part in is what it was."""
    host.publish(publication, "build", "--edition", "leaflet")
    before = (publication / "build/leaflet/good.pdf").read_bytes()
    kinds = host.package / "kinds.py"
    text = kinds.read_text("utf-8")
    kinds.write_text(text.replace("2pt solid", "4pt solid"), "utf-8")
    try:
        host.publish(publication, "build", "--edition", "leaflet")
        assert (publication / "build/leaflet/good.pdf").read_bytes() != before
    finally:
        kinds.write_text(text, "utf-8")


def test_a_kind_that_cannot_be_imported_is_named_and_refused(host: Host, publication: Path) -> None:
    """The setting that asks for it is an error; everything else about the publication is looked at all the same."""
    kinds = host.package / "kinds.py"
    text = kinds.read_text("utf-8")
    kinds.write_text("raise RuntimeError('too old')\n", "utf-8")
    try:
        code, said = host.publish(publication, "build")
    finally:
        kinds.write_text(text, "utf-8")
    codes = {problem["code"] for problem in said["problems"]}
    assert code == 1
    assert {"P03", "X02"} <= codes
    assert any("RuntimeError: too old" in problem["message"] for problem in said["problems"])
