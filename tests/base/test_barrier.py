"""Whatever is raised over one text costs that text alone, is said to be ours, and leaves its traceback below build/."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from publish import formats, proofs, readers
from publish.base import barrier
from publish.cli import main
from publish.formats.pdf.weasyprint_ import engine
from publish.media import pictures
from publish.model import Artifact, Order
from publish.proofs import pictures as drawn_pages
from tests.conftest import GOOD

BAD = GOOD.replace("A good article", "A bad one").replace("Everything", "WHISPER everything")


@pytest.fixture
def two(publication: Path) -> Path:
    """A publication with a good article, and one that something goes wrong with."""
    (publication / "source/articles/bad.md").write_text(BAD, encoding="utf-8")
    return publication


def build(folder: Path, *words: str, command: str = "build") -> tuple[Result, list[dict[str, Any]]]:
    """Run a command in this process; what it said, and its problems of the code X01."""
    result = CliRunner().invoke(main, [command, "-C", str(folder), "--json", *words], catch_exceptions=False)
    problems = json.loads(result.stdout)["problems"] if result.stdout.startswith("{") else []
    return result, [problem for problem in problems if problem["code"] == "X01"]


def filed(folder: Path, problem: dict[str, Any]) -> str:
    """The file with a problem's traceback."""
    name = next(word.rstrip(";,") for word in problem["hint"].split() if word.startswith("build/faults/"))
    text: str = (folder / name).read_text("utf-8")
    return text


def break_over_whispers(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
    """Let a function of ours fail whenever the bad article goes through it."""
    real: Any = getattr(module, name)

    def failing(*values: object, **more: object) -> object:
        if "WHISPER" in repr((values, more)) or getattr(values[-1], "name", "") == "bad":
            raise ZeroDivisionError("injected")
        return real(*values, **more)

    failing.__name__, failing.__module__, failing.__qualname__ = real.__name__, real.__module__, real.__qualname__
    monkeypatch.setattr(module, name, failing)


@pytest.mark.parametrize(
    ("module", "name", "options"),
    [
        (readers, "read", ()),
        (formats, "make", ("--edition", "briefing")),
        (engine, "lay_out", ("--edition", "briefing")),
        (proofs, "_pdf", ("--proofs", "--edition", "briefing")),
        (drawn_pages, "album", ("--proofs", "--edition", "briefing")),
    ],
    ids=["reading", "making", "laying out", "a rule", "drawing proofs"],
)
def test_a_fault_costs_its_file_alone(
    two: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, options: tuple[str, ...]
) -> None:
    """Wherever it happens, in a worker or in the parent: the other is made, and the fault is said to be ours."""
    break_over_whispers(monkeypatch, module, name)
    if module is proofs:
        monkeypatch.setattr(proofs, "PREFLIGHT", dict(proofs.PREFLIGHT) | {"pdf": proofs._pdf})
    result, faults = build(two, *options)
    assert (two / "build/briefing/good.pdf").is_file()
    [problem] = faults
    assert "bad" in problem["path"]
    assert "a fault of handbill, not of your text: `ZeroDivisionError`: injected" in problem["message"]
    assert "shorten" not in problem["hint"]
    assert "installed are handbill" in problem["hint"]
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    said = filed(two, problem)
    assert "ZeroDivisionError: injected" in said
    assert "weasyprint 7" in said


def png_with_broken_exif() -> bytes:
    """A picture whose notes of a camera are cut off in their first word."""
    file = BytesIO()
    Image.new("RGB", (40, 30), "#00594f").save(file, "PNG", exif=b"Exif\0\0I")
    return file.getvalue()


def test_a_picture_that_a_library_stumbles_over_costs_no_other_article(two: Path) -> None:
    """Whatever comes of its own article, the good one is made."""
    (two / "source/images").mkdir()
    (two / "source/images/photo.png").write_bytes(png_with_broken_exif())
    article = two / "source/articles/bad.md"
    article.write_text(BAD + "\n![A green field](photo.png)\n".replace("photo", "/images/photo"), "utf-8")
    result, _ = build(two, "--edition", "briefing")
    assert (two / "build/briefing/good.pdf").is_file()
    assert "Traceback" not in result.output
    assert result.exit_code in (0, 1)


def test_a_logo_that_is_stumbled_over_is_a_fault_of_the_line_that_names_it(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parent reads it."""

    def failing(*_: object) -> None:
        raise SyntaxError("not a TIFF file")

    monkeypatch.setattr(pictures, "read_picture", failing)
    settings = two / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8") + '[brand]\nlogo = "logo.png"\n', "utf-8")
    result, faults = build(two)
    assert [(fault["path"], fault["line"]) for fault in faults] == [("source/publication.toml", 5)]
    assert result.exit_code == 1


def test_a_command_that_is_given_up_says_so(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw in the parent ends the command without a traceback on the screen."""

    def failing(*_: object, **__: object) -> None:
        raise KeyError("injected")

    monkeypatch.setattr("publish.press.compose", failing)
    result, _ = build(two)
    assert result.exit_code == 3
    assert "the command was given up: this is a fault of handbill" in result.stderr
    assert "Traceback" not in result.output
    assert len(list((two / "build/faults").iterdir())) == 1


def test_only_what_cannot_be_helped_is_raised_past_the_barrier() -> None:
    """A full disk, and no memory left; a broken file that a library calls an OSError is a fault like others."""

    def of(error: Exception) -> object:
        def failing() -> None:
            raise error

        return barrier.guarded(failing)

    assert isinstance(of(OSError("broken data stream")), barrier.Fault)
    assert isinstance(of(RecursionError("too deep")), barrier.Fault)
    for error in (MemoryError(), OSError(28, "no space left on device")):
        with pytest.raises(type(error)):
            of(error)


def test_a_fault_over_one_file_costs_the_archive_that_file(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said of it is worked out in the parent: the other files, pages and checksums are there."""
    drawn = formats.faces

    def failing(order: Order, artifact: Artifact, seen: tuple[bytes, bytes]) -> dict[str, bytes]:
        if "bad" in artifact.name:
            raise ZeroDivisionError("injected")
        return drawn(order, artifact, seen)

    monkeypatch.setattr(formats, "faces", failing)
    result, problems = build(two, command="archive")
    assert result.exit_code == 1
    [problem] = problems
    assert problem["path"] == "source/articles/bad.md"
    assert "not put into the archive: this is a fault of handbill" in problem["message"]
    assert "ZeroDivisionError: injected" in filed(two, problem)
    names = {file.relative_to(two / "build/archive").as_posix() for file in (two / "build/archive").rglob("*.pdf")}
    assert [name for name in names if "good" in name]
    assert not [name for name in names if "bad" in name]
    assert (two / "build/archive/index.html").is_file()
