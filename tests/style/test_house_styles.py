"""House styles of a publication's own: layers on another, and what is wrong with one, told of the style itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli

from publish.project import styles
from publish.style import measures
from tests.conftest import ROOT, Publish
from tests.support.sample import house_style


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
    ("style.toml", replaced("style.toml", "", "[large-print.floors]\nsmall = 12"), 2, "`small` of 12 is less"),
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


# ----------------------------------------------------------------------------------------- layers


def layer(root: Path, files: dict[str, str], name: str = "mine") -> Path:
    """A style of a publication with these files."""
    for file, text in files.items():
        place = root / "styles" / name / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


def found(root: Path, name: str = "mine") -> dict[str, str]:
    """The texts of a style as editions are made with it."""
    style, problems = styles.find(root, name, 1, ["briefing", "collection"], b"")
    assert style is not None, problems
    return {file.name: file.text for file in style.files}


HOUSE = {file.name: file.text for file in house_style().files}


def test_two_short_files_are_a_style(tmp_path: Path) -> None:
    """A style that extends another has all of it, its own sheet after that one's, its words and tables over them."""
    made = found(
        layer(
            tmp_path,
            {
                "style.toml": 'extends = "house"\n[briefing.floors]\nsize = 9.5\n',
                "briefing.css": ":root { --size: 9.5pt }\n",
                "words.toml": '[en]\ncontact = "Get in touch"\n',
                "words/fr.toml": 'contact = "Nous écrire"\n',
                "imprint.html": HOUSE["imprint.html"] + "<!-- ours -->",
            },
        )
    )

    assert made.keys() == HOUSE.keys()
    assert made["briefing.css"] == HOUSE["briefing.css"] + "\n:root { --size: 9.5pt }\n"
    assert made["booklet.css"] == HOUSE["booklet.css"]
    assert made["imprint.html"].endswith("<!-- ours -->")
    tables, words = tomli.loads(HOUSE["style.toml"]), tomli.loads(HOUSE["words.toml"])
    tables["briefing"]["floors"]["size"] = 9.5
    words["en"]["contact"] = "Get in touch"
    assert tomli.loads(made["style.toml"]) == tables
    assert tomli.loads(made["words.toml"]) == words
    assert tomli.loads(made["words/fr.toml"]) == tomli.loads(HOUSE["words/fr.toml"]) | {"contact": "Nous écrire"}


def test_layers_lie_on_layers(tmp_path: Path) -> None:
    """A style may extend one that extends another, or one of its own name: then the one that comes with the press."""
    layer(tmp_path, {"style.toml": 'extends = "house"', "briefing.css": "/* first */"}, "house")
    layer(tmp_path, {"style.toml": 'extends = "house"', "briefing.css": "/* second */"})

    made = found(tmp_path)["briefing.css"]

    assert made == HOUSE["briefing.css"] + "\n/* first */\n/* second */"


def test_styles_that_extend_each_other_are_told(tmp_path: Path) -> None:
    """A circle has no lowest layer."""
    layer(tmp_path, {"style.toml": '# ours\nextends = "two"'}, "one")
    layer(tmp_path, {"style.toml": 'extends = "one"'}, "two")

    style, (problem,) = styles.find(tmp_path, "one", 1, ["briefing"], b"")

    assert style is None
    assert (problem.code, problem.path, problem.line) == ("P08", "styles/two/style.toml", 1)
    assert "in turn" in problem.message


def test_measures_are_those_that_the_sheets_set(tmp_path: Path) -> None:
    """What is drawn smaller than a floor is its own floor, down to what can be read; small type goes along with it."""
    css = ":root { --size: 10pt; --leading: calc(var(--size) * 1.4); --aside: 0mm; --margin-top: 1in }"
    layer(tmp_path, {"style.toml": 'extends = "house"', "briefing.css": css})
    style, _ = styles.find(tmp_path, "mine", 1, ["briefing"], b"")
    assert style is not None

    drawn = measures.measures(style, "briefing")
    booklet = measures.measures(style, "booklet")

    assert (drawn.own["size"], drawn.own["leading"], drawn.own["aside"]) == (10, 14, 0)
    assert drawn.own["margin-top"] == pytest.approx(25.4)
    assert drawn.floors["size"] == 10
    assert drawn.floors["aside"] == 0
    assert measures.floors(style, "briefing") == measures.Floors(10, 8.5 * (10 / 11))
    assert booklet.own["size"] == 10.5
    assert measures.floors(style, "large-print") == (16, 16)


def test_a_style_is_begun_and_builds(publication: Path, publish: Publish) -> None:
    """`publish style new` writes a style that a build takes as it is, and says what there is in its way."""
    begun = publish("style", "new", "ours", cwd=publication)
    settings = publication / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8") + 'style = "ours"\n', encoding="utf-8")

    assert begun.out.splitlines() == ["styles/ours/style.toml", "styles/ours/briefing.css"]
    assert publish("build", "--edition", "briefing", cwd=publication).code == 0
    assert publish("style", "new", "ours", cwd=publication).code == 2
    assert "did you mean `house`" in publish("style", "new", "b", "--extends", "hause", cwd=publication).err
    assert publish("style", "new", "../b", cwd=publication).code == 2
