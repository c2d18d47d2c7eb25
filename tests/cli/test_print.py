"""Printing: what `lp` is told, and what is said when there is none."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from tests.conftest import ROOT, SETTINGS, Publish

LP = """\
#!/bin/sh
printf '%s\\n' "$@" > "$RECORD"
if [ -n "$REFUSE" ]; then echo "lp: Error - no default destination available." >&2; exit 1; fi
echo "request id is Office-12 (1 file(s))"
"""

EDITIONS = """
[editions.briefing]
kind = "briefing"

[editions.booklet]
kind = "booklet"

[editions.ebook]
kind = "collection"

[editions.shop]
kind = "press"
"""


@pytest.fixture
def office(tmp_path: Path) -> dict[str, str]:
    """An environment with an `lp` in it that writes down what it is told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "lp").write_text(LP)
    (folder / "lp").chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "RECORD": str(tmp_path / "told")}


@pytest.fixture
def editions(publication: Path) -> Path:
    """A publication with an edition of each sort."""
    (publication / "source/publication.toml").write_text(SETTINGS + EDITIONS, encoding="utf-8")
    return publication


def told(office: dict[str, str]) -> list[str]:
    """What `lp` was told."""
    return Path(office["RECORD"]).read_text().splitlines()


def test_a_file_is_made_and_handed_over(publication: Path, office: dict[str, str], publish: Publish) -> None:
    """Without a file in build/ it is made; `lp` gets it on A4, unscaled, on both sides of the paper."""
    outcome = publish("print", "good", cwd=publication, environment=office)

    assert outcome.code == 0, outcome.err
    assert outcome.out.strip() == "request id is Office-12 (1 file(s))"
    place = publication / "build/briefing/good.pdf"
    assert place.read_bytes().startswith(b"%PDF")
    assert told(office) == [
        *("-n", "1", "-t", "good"),
        *("-o", "sides=two-sided-long-edge", "-o", "media=A4", "-o", "print-scaling=none"),
        str(place),
    ]


def test_after_printing_build_is_as_its_checksums_say(
    publication: Path, office: dict[str, str], publish: Publish
) -> None:
    """A file that was made to be printed is on the list of checksums."""
    assert publish("build", cwd=publication).code == 0
    text = publication / "source/articles/good.md"
    text.write_text(text.read_text("utf-8") + "\nOne more paragraph.\n", "utf-8")
    assert publish("print", "good", cwd=publication, environment=office).code == 0
    assert publish("verify", cwd=publication).code == 0


def test_copies_staple_sides_and_printer_are_passed_on(
    publication: Path, office: dict[str, str], publish: Publish
) -> None:
    """Every option reaches `lp` as an option of its own."""
    words = ("print", "good", "--copies", "12", "--staple", "--sides", "one", "--printer", "Upstairs", "--edition")

    assert publish(*words, "briefing", cwd=publication, environment=office).code == 0

    said = told(office)
    assert said[:4] == ["-d", "Upstairs", "-n", "12"]
    assert [option for flag, option in pairwise(said) if flag == "-o"] == [
        "sides=one-sided",
        "media=A4",
        "print-scaling=none",
        "collate=true",
        "finishings=20",
    ]


def test_a_booklet_turns_about_its_fold(editions: Path, office: dict[str, str], publish: Publish) -> None:
    """A booklet is printed two-sided on the short edge, and stitched in the fold."""
    outcome = publish("print", "good", "--edition", "booklet", "--staple", cwd=editions, environment=office)

    assert outcome.code == 0, outcome.err
    assert {"sides=two-sided-short-edge", "finishings=8"} <= set(told(office))
    assert told(office)[-1].endswith("build/booklet/good.pdf")


def test_what_is_built_is_printed_as_it_is_until_its_source_changes(
    publication: Path, office: dict[str, str], publish: Publish
) -> None:
    """A file in build/ is used again; when the source is newer it is made anew."""
    assert publish("print", "good", cwd=publication, environment=office).code == 0
    place, source = publication / "build/briefing/good.pdf", publication / "source/articles/good.md"
    first = place.stat().st_mtime_ns
    assert publish("print", "good", cwd=publication, environment=office).code == 0
    assert place.stat().st_mtime_ns == first

    source.write_text(source.read_text("utf-8") + "\nA correction.\n", encoding="utf-8")
    os.utime(source, ns=(first + 10**9, first + 10**9))
    assert publish("print", "good", cwd=publication, environment=office).code == 0

    assert place.stat().st_mtime_ns > first


def test_the_paper_of_the_file_is_asked_for_and_no_other_taken(
    editions: Path, office: dict[str, str], publish: Publish
) -> None:
    """A file for US Letter is printed on that; a printer that says it has none is refused with its papers, exit 3."""
    settings = editions / "source/publication.toml"
    settings.write_text('paper = "letter"\n' + settings.read_text("utf-8"), "utf-8")
    assert publish("print", "good", "--edition", "booklet", cwd=editions, environment=office).code == 0
    assert "media=Letter" in told(office)
    Path(office["RECORD"]).unlink()
    lists = Path(office["PATH"].partition(os.pathsep)[0]) / "lpoptions"
    lists.write_text("#!/bin/sh\necho 'PageSize/Media Size: *A4 A5 Custom.WIDTHxHEIGHT'\n")
    lists.chmod(0o755)

    outcome = publish("print", "good", "--edition", "booklet", cwd=editions, environment=office)

    assert outcome.code == 3
    assert "no paper `Letter`" in outcome.err
    assert "A4, A5" in outcome.err
    assert not Path(office["RECORD"]).exists()


def test_without_a_printer_the_command_is_said(publication: Path, tmp_path: Path, publish: Publish) -> None:
    """Where there is no `lp` the exact command is printed, ready to be typed, and the exit code is 3."""
    empty = tmp_path / "nothing"
    empty.mkdir()

    outcome = publish("print", "good", "--copies", "2", cwd=publication, environment={"PATH": str(empty)})

    assert outcome.code == 3
    assert "there is no `lp`" in outcome.err
    words = shlex.split(outcome.out)
    assert words[0] == "lp"
    assert words[-1] == str(publication / "build/briefing/good.pdf")
    assert words[1:3] == ["-n", "2"]


def test_a_printer_that_refuses_is_heard(publication: Path, office: dict[str, str], publish: Publish) -> None:
    """What `lp` complains of is passed on, with the command and exit code 3."""
    outcome = publish("print", "good", cwd=publication, environment={**office, "REFUSE": "1"})

    assert outcome.code == 3
    assert "no default destination available" in outcome.err
    assert outcome.out.startswith("lp -n 1 ")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("goood",), "did you mean `good`?"),
        (("good", "--edition", "brief"), "no edition is called `brief`"),
        (("good", "--edition", "ebook"), "read on a screen"),
        (("good", "--edition", "shop"), "for a print shop"),
        (("good", "--copies", "0"), "--copies"),
    ],
)
def test_what_cannot_be_printed_is_wrong_use(
    words: tuple[str, ...], why: str, editions: Path, office: dict[str, str], publish: Publish
) -> None:
    """A name, an edition or a number that makes no sense is refused with exit code 2, and nothing is printed."""
    outcome = publish("print", *words, cwd=editions, environment=office)

    assert outcome.code == 2
    assert why in " ".join(outcome.err.split())
    assert not Path(office["RECORD"]).exists()


@pytest.mark.parametrize(
    "words", [["print", "board"], ["build", "board"], ["mail", "board", "--to", "list.csv", "--preview"]]
)
def test_a_name_that_means_an_article_and_a_meeting_is_asked_about(
    words: list[str], publication: Path, office: dict[str, str], publish: Publish
) -> None:
    """Nothing is printed, made or sent: both files are named, with what to type for each."""
    source = publication / "source"
    (source / "publication.toml").write_text(
        SETTINGS
        + '[mail]\nfrom = "a@example.org"\n[editions.briefing]\nkind = "briefing"\n[editions.pack]\nkind = "pack"\n',
        "utf-8",
    )
    (source / "articles/2026-03-01-board.md").write_text(
        "---\ntitle: About it\ndate: 2026-03-02\n---\n\nText.\n", "utf-8"
    )
    (source / "agendas").mkdir()
    (source / "agendas/board.md").write_text("---\ntitle: Board\ndate: 2026-03-02\n---\n\n1. One\n", "utf-8")
    (publication / "list.csv").write_text("email,name\nann@example.org,Ann\n", "utf-8")

    outcome = publish(*words, cwd=publication, environment=office)

    assert outcome.code == 2
    said = " ".join(outcome.err.split())
    for told in (
        "source/articles/2026-03-01-board.md",
        "--edition briefing",
        "source/agendas/board.md",
        "--edition pack",
    ):
        assert told in said
    assert not Path(office["RECORD"]).exists()


MEETING = (
    EDITIONS
    + """
[editions.pack]
kind = "pack"

[editions.copier]
kind = "mono"

[editions.brf]
kind = "braille"

[editions.brf-pack]
kind = "braille-pack"

[editions.copier-pack]
kind = "mono-pack"
"""
)


@pytest.fixture
def meeting(publication: Path) -> Path:
    """A publication with a meeting whose paper has one page, and an article in Arabic."""
    (publication / "source/publication.toml").write_text(SETTINGS + MEETING, encoding="utf-8")
    (publication / "source/agendas").mkdir()
    (publication / "source/agendas/board.md").write_text(
        "---\ntitle: Board\ndate: 2026-03-02\n---\n\n1. Accounts | paper: good\n", "utf-8"
    )
    (publication / "source/articles/ar.md").write_text(
        "---\ntitle: عنوان\ndate: 2026-02-01\nlanguage: ar\nslug: ar\n---\n\nهذا نص قصير.\n", "utf-8"
    )
    return publication


def test_one_side_of_the_paper_has_no_empty_sheets(meeting: Path, office: dict[str, str], publish: Publish) -> None:
    """The pages of a pack that are empty so that the next begins on the right are printed on both sides only."""
    assert publish("print", "board", "--sides", "one", cwd=meeting, environment=office).code == 0
    assert ("-P", "1,3,5,7") in pairwise(told(office))
    assert publish("print", "board", cwd=meeting, environment=office).code == 0
    assert "-P" not in told(office)


def test_the_staple_is_where_a_text_is_bound_and_a_copier_takes_black(
    meeting: Path, office: dict[str, str], publish: Publish
) -> None:
    """The corner is that of the binding side (IPP 20 and 22); an edition without colours is printed without them."""
    for name, corner in (("good", 20), ("ar", 22)):
        assert publish("print", name, "--staple", cwd=meeting, environment=office).code == 0
        assert f"finishings={corner}" in told(office)
        assert "print-color-mode=monochrome" not in told(office)
    for name, edition in (("good", "copier"), ("board", "copier-pack")):
        assert publish("print", name, "--edition", edition, cwd=meeting, environment=office).code == 0
        assert "print-color-mode=monochrome" in told(office)


def test_braille_goes_to_no_office_printer(meeting: Path, office: dict[str, str], publish: Publish) -> None:
    """It says what it is for, and nothing is printed."""
    for name, edition in (("good", "brf"), ("board", "brf-pack")):
        outcome = publish("print", name, "--edition", edition, cwd=meeting, environment=office)
        assert outcome.code == 2
        assert "for an embosser" in outcome.err
    assert not Path(office["RECORD"]).exists()


def test_a_printer_that_turns_on_the_long_edge_gets_backs_upside_down(
    meeting: Path, office: dict[str, str], publish: Publish
) -> None:
    """A booklet's sheets are turned in the file, so that they fold as they should."""
    words = ("print", "good", "--edition", "booklet", "--flip", "long-edge")
    assert publish(*words, cwd=meeting, environment=office).code == 0
    assert "sides=two-sided-long-edge" in told(office)
    with pikepdf.open(told(office)[-1]) as file:
        assert [int(page.get("/Rotate", 0)) for page in file.pages] == [0, 180]


def test_by_hand_fronts_are_printed_before_backs(meeting: Path, office: dict[str, str], publish: Publish) -> None:
    """Between the two a picture says how the paper is put back; the backs come from the last one on."""
    done = subprocess.run(
        [sys.executable, "-m", "publish", "print", "board", "--by-hand"],
        cwd=meeting, env={**os.environ, "PYTHONPATH": str(ROOT), **office}, input="y\n", text=True, capture_output=True,
        check=True,
    )  # fmt: skip
    assert "no print on" in done.stdout
    assert "its back stays empty" in done.stdout
    assert {"sides=one-sided", "page-set=even", "outputorder=reverse"} <= set(told(office))
    for more in (("--sides", "one"), ("--copies", "2"), ("--staple",), ("--flip", "long-edge")):
        assert publish("print", "board", "--by-hand", *more, cwd=meeting, environment=office).code == 2
