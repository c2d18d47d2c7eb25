"""House styles that somebody copied and changed: what is wrong with one is told of the style, not of an article."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Publish


@pytest.fixture
def style(publication: Path) -> Path:
    """A copy of the house style, in use."""
    shutil.copytree(ROOT / "styles/house", publication / "styles/mine")
    settings = publication / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8") + 'style = "mine"\n', encoding="utf-8")
    return publication / "styles/mine"


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    """A change of the first `old` in a file of the style; all of it when `old` is empty."""

    def change(style: Path) -> None:
        text = (style / name).read_text("utf-8")
        assert old in text
        (style / name).write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")

    return change


def gone(name: str) -> Callable[[Path], None]:
    """A file of the style taken away."""
    return lambda style: (style / name).unlink()


CASES = (
    ("briefing.html", replaced("briefing.html", "<!DOCTYPE html>", "{% if %}"), 7, "cannot be read"),
    ("briefing.html", replaced("briefing.html", "<!DOCTYPE html>", "{{ say.emial }}"), 7, "`emial`|'emial'"),
    ("briefing.html", replaced("briefing.html", "<!DOCTYPE html>", "{{ 1 / 0 }}"), 7, "division by zero"),
    ("briefing.html", gone("briefing.html"), None, "lacks this file"),
    ("briefing.css", gone("briefing.css"), None, "lacks this file"),
    ("collection/shell.xhtml", gone("collection/shell.xhtml"), None, "lacks this file"),
    ("words.toml", gone("words.toml"), None, "lacks this file"),
    ("words.toml", replaced("words.toml", "", ""), None, "no words"),
    ("words.toml", replaced("words.toml", "", "oops"), 1, "not TOML"),
    ("words.toml", replaced("words.toml", "folio = ", "# folio = "), 1, "lacks `folio`"),
    ("words.toml", replaced("words.toml", 'cover = "Cover"', "cover = 3"), 4, "`cover` has to be a text"),
    ("style.toml", replaced("style.toml", "", '[briefing.steps]\nsize = "x"'), 2, "a number"),
    ("style.toml", replaced("style.toml", "", "[briefing.own]\nsize = 11"), 1, "said once, in the sheets"),
    ("style.toml", replaced("style.toml", "", "[briefing.floors]\nsize = 6"), 2, "less than what can be read"),
    ("style.toml", replaced("style.toml", "", "[large-print.floors]\nsmall = 12"), 2, "less than what can be read"),
    ("style.toml", replaced("style.toml", "", "[briefing]\ntighter = [{ leading = 14.5 }]"), 2, "no part of the style"),
    ("style.toml", replaced("style.toml", "", "[briefing.floors]\nleeding = 1.3"), 2, "no measure `leeding`"),
    ("style.toml", replaced("style.toml", "", "[breifing.floors]\nsize = 10"), 1, "no kind of edition `breifing`"),
    ("style.toml", replaced("style.toml", "", 'extends = "hosue"'), 1, "no house style `hosue`"),
    ("style.toml", replaced("style.toml", "", 'extends = "mine"'), 1, "no house style `mine`"),
    ("briefing.css", replaced("briefing.css", "", '\n@import "other.css";'), 2, "no other file"),
    ("briefing.css", replaced("briefing.css", "", '\n@\\69mport "other.css";'), 2, "no other file: `@\\"),
    ("briefing.html", replaced("briefing.html", "<!DOCTYPE html>", "{{ ''.__class__ }}"), 7, "is unsafe"),
    (
        "briefing.css",
        replaced("briefing.css", "", "\n@font-face { src: local(Arial) }"),
        2,
        "no other file: `@font-face",
    ),
)


@pytest.mark.parametrize(("file", "change", "line", "says"), CASES, ids=[f"{case[0]}: {case[3]}" for case in CASES])
def test_a_fault_of_a_house_style_is_told_of_the_style(
    file: str, change: Callable[[Path], None], line: int | None, says: str, style: Path, publish: Publish
) -> None:
    """A style that cannot be used is named with its file and line; no article is blamed, and nothing is a traceback."""
    change(style)

    outcome = publish("build", "--json", cwd=style.parents[1])

    assert outcome.code == 1, outcome.err
    problems = outcome.problems("P08")
    assert {problem["path"] for problem in problems} == {f"styles/mine/{file}"}, outcome.json["problems"]
    assert {problem["line"] for problem in problems} == {line}
    assert any(one in problems[0]["message"] for one in says.split("|"))
    assert problems[0]["hint"]
    assert not outcome.problems("R01")
