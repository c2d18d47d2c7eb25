"""What README and guide tell people to type does what they say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import click
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from publish.problem import RULES
from tests.conftest import REQUIRE_ALL, ROOT, Publish

README = (ROOT / "README.md").read_text("utf-8")
GUIDE = (ROOT / "docs/guide.md").read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language; article text stands between fences of four, since it holds fences of three."""
    fence = "````" if language == "markdown" else "```"
    return re.findall(rf"^{fence}{language}\n(.*?)^{fence}$", text, re.MULTILINE | re.DOTALL)


def settings_of_the_guide() -> list[str]:
    """The pieces of a publication.toml, first the one that a publication cannot be without."""
    return sorted(blocks(GUIDE, "toml"), key=lambda block: "identifier =" not in block)


def commands(text: str) -> list[str]:
    """The commands of the `sh` blocks, without their comments."""
    lines = "".join(blocks(text, "sh")).splitlines()
    return [command for line in lines if (command := re.sub(r"\s+#.*", "", line).strip())]


@pytest.mark.skipif(not (REQUIRE_ALL or (ROOT / ".venv/.ready-dev").exists()), reason="nothing is set up by make here")
@pytest.mark.parametrize("command", commands(README))
def test_the_commands_of_the_readme_do_what_they_say(command: str) -> None:
    """Each command of the README runs; the one that runs these tests collects them only."""
    words = command.split()
    assert words[0] == "make"
    arguments = ["ARGS=--collect-only -q"] if words[1] == "test" else []

    done = subprocess.run([*words, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "tests collected" in done.stdout if arguments else "build/collection/" in done.stdout


def test_all_that_is_pinned_runs_on_the_oldest_python_that_we_name() -> None:
    """No release in constraints.txt asks for a newer Python than ours, as Debian's of a year ago is."""
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    oldest = f"{named.removeprefix('>=')}.0"
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if not line.startswith("#")]
    meant = [pin for pin in pinned if not pin.marker or pin.marker.evaluate({"python_full_version": oldest})]
    there = [found for pin in meant for found in distributions(name=pin.name) if found.version in pin.specifier]

    assert {pin.name for pin in meant} == {pin.name for pin in pinned}
    assert len(there) > len(pinned) / 2
    assert not [
        (found.name, needs)
        for found in there
        if "Requires-Python" in found.metadata
        and not SpecifierSet(needs := found.metadata["Requires-Python"]).contains(oldest)
    ]


def test_the_article_of_the_readme_builds(publication: Path, publish: Publish) -> None:
    """The source file that the README shows builds without a problem."""
    (article,) = blocks(README, "markdown")
    (publication / "source/articles/bus.md").write_text(article, encoding="utf-8")

    outcome = publish("check", "--strict", "--json", cwd=publication)

    assert (outcome.code, outcome.json["problems"]) == (0, [])


def test_the_commands_of_the_guide_run_in_their_order(tmp_path: Path, publish: Publish) -> None:
    """From `publish init` on, each command of the guide works where the one before it left off."""
    folder = tmp_path
    for command in commands(GUIDE):
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', command)]
        if words[0] == "cd":
            folder = folder / words[1]
        elif words[0] == "publish":
            outcome = publish(*words[1:], cwd=folder)
            assert outcome.code == 0, (command, outcome.err)
        else:
            assert words[0] in ("pipx", "make", "source"), command

    assert (folder / "build").is_dir()


def test_every_example_of_the_guide_builds_without_a_problem(publication: Path, publish: Publish) -> None:
    """The settings, the metadata and every piece of article text in the guide are right as they stand."""
    settings, *others = settings_of_the_guide()
    editions = next(block for block in others if block.startswith("[editions."))
    (publication / "source/publication.toml").write_text(settings + editions, encoding="utf-8")
    (metadata,) = blocks(GUIDE, "yaml")
    (publication / "source/images").mkdir()
    shutil.copy(ROOT / "source/images/logo.svg", publication / "source/images/logo.svg")
    from PIL import Image

    Image.new("RGB", (1400, 900), "#446644").save(publication / "source/images/bus.jpg")
    for name in ("before", "after"):
        shutil.copy(publication / "source/images/bus.jpg", publication / f"source/images/{name}.jpg")
    (publication / "source/articles/guide.md").write_text(
        metadata + "\n" + "\n\n".join(blocks(GUIDE, "markdown")), encoding="utf-8"
    )

    outcome = publish("check", "--json", cwd=publication)

    # In a row they are no text: a chart with its table finds no room in a booklet, and no paragraph follows to go first.
    told = [problem for problem in outcome.json["problems"] if problem["code"] != "Q11"]
    assert (outcome.code, told) == (0, [])


def test_every_command_is_in_the_readme_and_the_guide() -> None:
    """No command is undocumented."""
    from publish.cli import main

    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        assert f"  {name} " in README
        assert f"publish {name}" in GUIDE
        assert command.help


def test_every_setting_and_metadata_key_is_in_the_guide() -> None:
    """No key is undocumented."""
    from publish.project.settings_form import BrandForm, ContactForm, SettingsForm
    from publish.readers.metadata import Metadata

    known: dict[str, Any] = {}
    for block in settings_of_the_guide():
        known |= tomllib.loads(block)
    assert set(SettingsForm.model_fields) <= set(known)
    assert set(ContactForm.model_fields) <= set(known["contact"])
    assert set(BrandForm.model_fields) <= set(known["brand"])
    for key in set(Metadata.model_fields) - {"schema_"}:
        assert f"`{key}`" in GUIDE


def test_every_rule_is_in_the_list_of_rules() -> None:
    """docs/rules.md lists each code with its severity and meaning, and no code twice."""
    text = (ROOT / "docs/rules.md").read_text("utf-8")

    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert f"| {rule.code} | {rule.severity} | {rule.meaning} |" in text


def test_every_file_that_the_readme_names_is_there() -> None:
    """Every file that the README names is there."""
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_the_documentation_is_a_site_without_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    """Every page is in the contents, and every link between pages, to a heading too, leads there."""
    made = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", ROOT / "docs", tmp_path / "site", "-d", tmp_path / "trees"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert made.returncode == 0, made.stdout + made.stderr
    assert {page.stem for page in (ROOT / "docs").glob("*.md")} <= {
        page.stem for page in (tmp_path / "site").glob("*.html")
    }
