"""What cannot be a text or a picture is passed over, with a message, whatever is being done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Publish

GIB = 2**30


@pytest.fixture
def strange(publication: Path) -> Path:
    """A publication with one good article among what no program should open."""
    source = publication / "source"
    (source / "images").mkdir()
    os.mkfifo(source / "articles/pipe.md")
    os.mkfifo(source / "images/pipe.png")
    (source / "articles/secret.md").symlink_to("/etc/hostname")
    (source / "images/secret.png").symlink_to("/etc/hostname")
    (source / "articles/elsewhere").symlink_to("/etc")
    (source / "articles/loop.md").symlink_to("loop.md")
    for name in (b"caf\xe9.md", b"\xff\xfe.png"):
        Path(os.fsdecode(os.path.join(os.fsencode(source / "articles"), name))).write_bytes(b"Words.")  # noqa: PTH118
    for huge in ("articles/huge.md", "images/huge.png"):
        with (source / huge).open("wb") as file:
            file.truncate(6 * GIB)
    (source / "images/gpj\u202egnp.png").write_bytes(b"x")
    (source / "images/two\nlines.txt").write_bytes(b"x")
    with (source / "publication.toml").open("a") as file:
        file.write('[contact]\nemail = "post@ystrad.cymru"\n')
    (publication / "people.csv").write_text("email\nann@example.com\n", "utf-8")
    return publication


SAID = (
    ("articles/pipe.md", "not a regular file"), ("images/pipe.png", "this is no file"),
    ("articles/secret.md", "a link to a place outside"), ("images/secret.png", "a link to a place outside"),
    ("articles/elsewhere", "a link to a place outside"), ("articles/loop.md", "leads to itself"),
    ("articles/caf\\xe9.md", "the file's name is not UTF-8"), ("articles/\\xff\\xfe.png", "the name is not UTF-8"),
    ("articles/huge.md", "larger than 32 MB"), ("images/huge.png", "larger than 32 MB"),
    ("images/gpj\\u202egnp.png", "U+202E"), ("images/two\\nlines.txt", "U+000A"),
)  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("build",),
        ("check", "--no-validate"),
        ("archive",),
        ("mail", "good", "--to", "people.csv"),
        ("import", "letter.txt"),
    ],
    ids=lambda words: words[0],
)
def test_every_command_passes_over_what_is_no_text(strange: Path, publish: Publish, words: tuple[str, ...]) -> None:
    """Pipes, links out, files of six gigabytes and names of no text: each is said, none is read, the rest is done."""
    (strange / "letter.txt").write_text("A letter\n\nWith some words in it.\n", "utf-8")
    outcome = publish(*words, cwd=strange)
    said = " ".join(outcome.err.split())
    for path, why in SAID[: 10 if words[0] == "mail" else None]:  # a mail is not about the names of others
        if words[0] == "import":
            why = {"not a regular file": "no file", "leads to itself": "a link to a place outside"}.get(why, why)
            why = why.replace("file's name", "name")
        assert f"source/{path}" in said, path
        assert why in said, (path, why)
    assert "\u202e" not in outcome.err
    if words[0] in ("build", "archive"):
        assert list((strange / "build").rglob("good.pdf")) or list((strange / "build").rglob("*good*.pdf"))


def test_the_preview_passes_over_what_is_no_text(strange: Path) -> None:
    """It comes up, and shows what there is."""
    words = [sys.executable, "-m", "publish", "preview", "--no-open", "--port", "0"]
    with subprocess.Popen(
        words, cwd=strange, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    ) as preview:
        assert preview.stdout is not None
        try:
            assert preview.stdout.readline().startswith("http://127.0.0.1:")
        finally:
            preview.terminate()


def test_a_folder_to_be_imported_may_hold_anything(strange: Path, publish: Publish) -> None:
    """Of what is no source each is named with the reason, and nothing waits for a pipe."""
    folder = strange / "letters"
    folder.mkdir()
    (folder / "one.txt").write_text("A letter\n\nWith some words in it.\n", "utf-8")
    os.mkfifo(folder / "pipe.txt")
    (folder / "secret.txt").symlink_to("/etc/hostname")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_bytes(b"x")
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(6 * GIB)
    outcome = publish("import", "letters", cwd=strange)
    for words in ("pipe.txt", "is no file", "is a link", "caf\\xe9.txt", "not UTF-8", "has more than"):
        assert words in outcome.out, outcome.out
    for name in ("pipe.txt", "huge.txt"):
        assert publish("import", f"letters/{name}", cwd=strange).code == 2


@pytest.mark.parametrize(
    ("block", "warned"),
    [
        ("title: Safe \u202egnp.exe", True),
        ('title: "Safe \\u202Dwords"', True),
        ("title: Open \u2067isolate", True),
        ("title: Safe\nbyline: [Ann, 'B\u202ab']", True),
        ("title: Of \u2067שלום\u2069 and peace", False),
        ("title: שלום", False),
    ],
)
def test_signs_that_turn_a_title_round_are_warned_of(
    publication: Path, publish: Publish, block: str, warned: bool
) -> None:
    """Overrides, embeddings and isolates left open deceive the eye; a closed isolate does what typists want."""
    place = publication / "source/articles/good.md"
    place.write_text(f"---\n{block}\ndate: 2026-02-28\n---\n\nEverything is well here.\n", "utf-8")
    outcome = publish("check", "--no-validate", cwd=publication)
    assert ("warning[A31]" in outcome.err) == warned, outcome.err
    assert ("good.md:2" in outcome.err or "good.md:3" in outcome.err) or not warned
