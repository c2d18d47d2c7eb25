"""The commands as a person meets them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.conftest import GOOD, ROOT, SETTINGS, Publish
from tests.support.smtp_faults import scripted


def test_init_then_build_gives_a_pdf_and_an_epub(tmp_path: Path, publish: Publish) -> None:
    """A new publication builds at once from its own first article, without a problem."""
    assert publish("init", "--title", "Town News", "--organisation", "Town Hall", cwd=tmp_path).code == 0
    fill_in(tmp_path)

    outcome = publish("build", "--json", cwd=tmp_path)

    assert outcome.code == 0, outcome.out
    assert outcome.json["problems"] == []
    pdf, epub = (
        next(made for made in outcome.json["artifacts"] if made["path"].endswith(end)) for end in ("pdf", "epub")
    )
    with pdfium.PdfDocument(tmp_path / pdf["path"]) as file:
        assert len(file) == pdf["pages"]
        assert file.is_tagged()
    assert zipfile.ZipFile(tmp_path / epub["path"]).testzip() is None
    assert publish("check", "--strict", cwd=tmp_path).code == 0


def fill_in(root: Path, port: int = 25) -> None:
    """Write into a new publication's settings what it asks for to go out by any way: four lines."""
    settings = root / "source/publication.toml"
    text = settings.read_text("utf-8")
    for old, new in (
        ('["1 Example Street", "Example Town", "EX1 1EX"]', '["Town Hall", "Ystrad"]'),
        ('"01632 960000"', '"01443 570 000"'),
        ('"hello@example.org"', '"post@townhall.cymru"'),
        ('# server = "smtp.…"', f'server = "127.0.0.1"\nport = {port}\ntls = "none"'),  # a provider needs no port
    ):
        assert old in text
        text = text.replace(old, new)
    settings.write_text(text, "utf-8")


def test_nothing_goes_out_with_the_settings_that_a_publication_begins_with(tmp_path: Path, publish: Publish) -> None:
    """A new publication is built with a warning a line; archive, print and --send say what to fill in, then do it."""
    (tmp_path / "list.csv").write_text("email\nann@example.com\n", "utf-8")
    asked: tuple[tuple[str, ...], ...] = (
        ("archive",),
        ("print", "our-first-briefing"),
        ("mail", "our-first-briefing", "--to", "list.csv", "--send", "--yes"),
    )
    assert publish("init", cwd=tmp_path).code == 0

    built = publish("build", "--json", cwd=tmp_path)
    assert built.code == 0
    warned = {problem["message"].split("`")[1] for problem in built.problems("P16")}
    assert warned == {"organisation", "rights", "address", "telephone", "email"}
    for words in asked:
        outcome = publish(*words, cwd=tmp_path)
        assert outcome.code == 1, (words, outcome)
        assert all(f"`{name}` is still" in outcome.err for name in warned), (words, outcome)

    for name in ("source", "styles", "build"):
        shutil.rmtree(tmp_path / name)
    assert publish("init", "--title", "Town News", "--organisation", "Town Hall", cwd=tmp_path).code == 0
    with scripted() as server:
        fill_in(tmp_path, server.port)
        for words, code, said in zip(asked, (0, 3, 0), ("", "lp ", "our-first-briefing: 1 sent"), strict=True):
            outcome = publish(*words, cwd=tmp_path)
            assert (outcome.code, said in outcome.out + outcome.err) == (code, True), (words, outcome)
    assert server.recipients() == {"ann@example.com": 1}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("briefings", "Briefings"),
        ("our-briefings", "Our Briefings"),
        ("Town_News", "Town News"),
        ("town-hall", "Town Hall Briefings"),
        ("-", "Our Briefings"),
        ("BBC", "BBC Briefings"),
    ],
)
def test_a_series_is_called_briefings_once(name: str, title: str) -> None:
    """What a series is called by its folder's name never says `Briefings` twice."""
    from publish.cli.starter import title_of

    assert title_of(name) == title


def test_init_touches_nothing_that_is_there(publication: Path, publish: Publish) -> None:
    """`publish init` refuses a folder that already holds a publication."""
    outcome = publish("init", cwd=publication)

    assert outcome.code == 2
    assert "is there already" in outcome.err
    assert (publication / "source/publication.toml").read_text("utf-8") == SETTINGS


def test_init_quotes_a_folder_with_an_odd_name(tmp_path: Path, publish: Publish) -> None:
    """A folder's name may hold quotes and other letters; the settings made of it can still be read."""
    assert publish("init", 'the "Ž" folder', cwd=tmp_path).code == 0
    assert publish("build", "-C", 'the "Ž" folder', cwd=tmp_path).code == 0


def test_json_says_what_was_made(publication: Path, publish: Publish) -> None:
    """`--json` prints one object; every path, size and hash in it is true."""
    outcome = publish("build", "--json", cwd=publication)

    assert outcome.err == ""
    assert set(outcome.json) == {"artifacts", "problems", "accelerations"}
    for made in outcome.json["artifacts"]:
        assert set(made) == {"edition", "name", "path", "media_type", "bytes", "sha256", "pages", "fit"}
        content = (publication / made["path"]).read_bytes()
        assert made["bytes"] == len(content)
        assert made["sha256"] == hashlib.sha256(content).hexdigest()
        assert made["path"] == f"build/{made['edition']}/{made['name']}{Path(made['path']).suffix}"
    assert [made["media_type"] for made in outcome.json["artifacts"]] == ["application/pdf", "application/epub+zip"]


def test_build_makes_the_files_called_by_name(publication: Path, publish: Publish) -> None:
    """`publish build NAME` makes the files of that name and no others."""
    (publication / "source/articles/other.md").write_text(GOOD.replace("good", "other"), encoding="utf-8")

    outcome = publish("build", "other", "--json", cwd=publication)

    assert [made["path"] for made in outcome.json["artifacts"]] == ["build/briefing/other.pdf"]


def test_build_makes_one_edition(publication: Path, publish: Publish) -> None:
    """`--edition E` makes that edition and no other."""
    outcome = publish("build", "--edition", "collection", "--json", cwd=publication)

    assert [made["edition"] for made in outcome.json["artifacts"]] == ["collection"]


@pytest.mark.parametrize("words", [("build", "goood"), ("build", "--edition", "colection")])
def test_a_mistyped_name_is_wrong_use(words: tuple[str, ...], publication: Path, publish: Publish) -> None:
    """A name that nothing is called by is refused with the nearest one, and exit code 2."""
    outcome = publish(*words, cwd=publication)

    assert outcome.code == 2
    assert "did you mean" in outcome.err


def test_quiet_says_nothing_when_all_is_well(publication: Path, publish: Publish) -> None:
    """`--quiet` prints nothing at all when nothing is wrong."""
    outcome = publish("build", "--quiet", cwd=publication)

    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_plain_lines_where_there_is_no_terminal(publication: Path, publish: Publish) -> None:
    """Without a terminal there is a plain line for each file on stdout, and the count on stderr."""
    outcome = publish("build", cwd=publication)

    assert sorted(outcome.out.splitlines())[0].startswith("build/briefing/good.pdf  1 page, ")
    assert "\x1b" not in outcome.out + outcome.err
    assert outcome.err.strip() == "2 files made"


def test_keep_galley_writes_the_typeset_html(publication: Path, publish: Publish) -> None:
    """`--keep-galley` writes the HTML that was typeset beside the PDF."""
    assert publish("build", "--keep-galley", cwd=publication).code == 0

    galley = (publication / "build/briefing/good.html").read_text("utf-8")
    assert "Everything is well" in galley.replace("\u00a0", " ")  # a last line is no single word


def test_new_starts_a_dated_article(publication: Path, publish: Publish) -> None:
    """`publish new` writes a dated article with its headline and does not overwrite it."""
    outcome = publish("new", 'What "we" ask for: a start', cwd=publication)

    place = publication / outcome.out.strip()
    assert re.fullmatch(r"source/articles/\d{4}-\d\d-\d\d-what-we-ask-for-a-start\.md", outcome.out.strip())
    assert r'title: "What \"we\" ask for: a start"' in place.read_text("utf-8")
    assert publish("new", 'What "we" ask for: a start', cwd=publication).code == 2
    assert publish("build", "--quiet", cwd=publication).code == 0


def test_new_is_dated_by_the_day_that_is_named(publication: Path, publish: Publish) -> None:
    """HANDBILL_TODAY is the day for whatever a command writes."""
    outcome = publish("new", "Tides", cwd=publication, environment={"HANDBILL_TODAY": "2026-03-01"})
    assert outcome.out.strip() == "source/articles/2026-03-01-tides.md"


def test_commands_find_the_publication_upwards_and_by_option(publication: Path, publish: Publish) -> None:
    """A command works from any folder of the publication, and from anywhere with -C."""
    assert publish("build", "--quiet", cwd=publication / "source/articles").code == 0
    assert publish("build", "--quiet", "-C", publication, cwd=Path("/")).code == 0


def test_where_there_is_no_publication_the_way_to_one_is_said(tmp_path: Path, publish: Publish) -> None:
    """Outside any publication a command says how to make one, with exit code 2."""
    outcome = publish("build", cwd=tmp_path)

    assert outcome.code == 2
    assert "publish init" in outcome.err


def test_a_disk_that_refuses_is_exit_code_three(publication: Path, publish: Publish) -> None:
    """When build/ cannot be written the command says which place, with exit code 3 and no traceback."""
    (publication / "build").write_text("a file where a folder should be")

    outcome = publish("build", cwd=publication)

    assert outcome.code == 3
    assert "build" in outcome.err
    assert "Traceback" not in outcome.err


def test_check_publishes_nothing(publication: Path, publish: Publish) -> None:
    """`publish check` looks at everything and leaves nothing in build/ but what the next run can use."""
    outcome = publish("check", cwd=publication)

    assert outcome.code == 0
    assert outcome.err.splitlines()[-1] == "nothing is wrong"
    assert {path.name for path in (publication / "build").iterdir()} == {".lock", ".shelf"}


def test_strict_takes_warnings_for_errors(publication: Path, publish: Publish) -> None:
    """A warning alone is exit code 0, with `--strict` it is 1."""
    (publication / "source/articles/here.md").write_text(
        GOOD + "\nRead more [here](https://example.org).\n", encoding="utf-8"
    )

    assert publish("check", cwd=publication).code == 0
    outcome = publish("check", "--strict", "--json", cwd=publication)
    assert outcome.code == 1
    assert [problem["line"] for problem in outcome.problems("T06")] == [8]


def test_check_speaks_of_the_named_article_only(publication: Path, publish: Publish) -> None:
    """`publish check PATH` says nothing of other articles."""
    (publication / "source/articles/bad.md").write_bytes(b"")

    assert publish("check", "source/articles/good.md", cwd=publication).code == 0
    assert publish("check", "source/articles/bad.md", cwd=publication).code == 1


def test_doctor_finds_this_machine_well(publish: Publish, tmp_path: Path) -> None:
    """`publish doctor` names everything the press needs and finds it on a machine that passes these tests."""
    outcome = publish("doctor", cwd=tmp_path)

    assert outcome.code == 0, outcome.out
    assert "Pango" in outcome.out


def test_nothing_outside_build_is_written(publication: Path, publish: Publish) -> None:
    """A build changes no file of the publication but those in build/."""
    before = {path: path.stat().st_mtime_ns for path in publication.rglob("*")}

    assert publish("build", cwd=publication).code == 0

    build = publication / "build"
    after = {path: path.stat().st_mtime_ns for path in publication.rglob("*") if not path.is_relative_to(build)}
    assert set(after) <= set(before)
    assert {path for path, time in before.items() if after.get(path) != time and path.is_file()} == set()


def test_importing_the_package_loads_no_heavy_library() -> None:
    """`import publish` loads neither the layout engine nor the EPUB writer nor the template engine."""
    script = "import publish, sys; print([m for m in ('weasyprint', 'ebooklib', 'jinja2', 'markdown', 'pydantic') if m in sys.modules])"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_help_loads_no_heavy_library() -> None:
    """`publish --help` answers without loading what it does not need."""
    script = "import sys; sys.argv = ['publish', '--help']\nfrom publish.__main__ main\n".replace(
        "main__ main", "main__ import main"
    )
    script += "try: main()\nexcept SystemExit: pass\n"
    script += "print([m for m in ('weasyprint', 'ebooklib', 'jinja2', 'markdown', 'pydantic', 'lxml', 'PIL', 'yaml', 'rich') if m in sys.modules])"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_the_schemas_are_current(golden: object) -> None:
    """The JSON Schemas that editors check against are those of the forms that check at the door."""
    from publish.cli.starter import schemas

    for kind, text in schemas().items():
        golden(ROOT / f"source/schema/{kind}.json", text)  # type: ignore[operator]


def test_the_schemas_are_named_in_the_files_of_a_new_publication(tmp_path: Path, publish: Publish) -> None:
    """publication.toml and a new article name their schemas by paths that lead to them."""
    publish("init", cwd=tmp_path)
    settings = (tmp_path / "source/publication.toml").read_text("utf-8")
    article = next((tmp_path / "source/articles").iterdir()).read_text("utf-8")

    (named,) = re.findall(r"^#:schema (\S+)", settings)
    assert json.loads((tmp_path / "source" / named).read_text("utf-8"))["title"] == "Settings"
    (named,) = re.findall(r"\$schema=(\S+)", article)
    assert json.loads((tmp_path / "source/articles" / named).read_text("utf-8"))["title"] == "Metadata"


def test_two_builds_in_different_places_are_byte_identical(tmp_path: Path, publish: Publish) -> None:
    """Folder, time zone, hash seed and number of hands leave no trace in a PDF or an EPUB."""
    hashes = []
    for name, zone, seed, jobs in (
        ("a", "Pacific/Auckland", "1", "1"),
        ("a much longer name", "America/Adak", "77", "3"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "source/articles").mkdir(parents=True)
        (folder / "source/publication.toml").write_text(SETTINGS, encoding="utf-8")
        for file in sorted((ROOT / "source").rglob("*"), reverse=name != "a"):
            if file.is_file():
                place = folder / "source" / file.relative_to(ROOT / "source")
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(file.read_bytes())
        outcome = publish(
            "build", "--json", "--jobs", jobs, cwd=folder, environment={"TZ": zone, "PYTHONHASHSEED": seed}
        )
        assert outcome.code == 0, outcome.out
        hashes.append({made["path"]: made["sha256"] for made in outcome.json["artifacts"]})
        time.sleep(1.1)  # a clock that got in would show in the second

    assert hashes[0] == hashes[1]
    assert len(hashes[0]) >= 2


def test_the_house_style_of_the_publication_comes_before_ours(publication: Path, publish: Publish) -> None:
    """A folder in the publication's own styles/ is used under its name."""
    ours = ROOT / "styles/house"
    for file in ours.rglob("*"):
        if file.is_file():
            place = publication / "styles/plain" / file.relative_to(ours)
            place.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text("utf-8")
            place.write_text(
                text.replace("</h1>", " (plain)</h1>") if file.suffix == ".html" else text, encoding="utf-8"
            )
    settings = publication / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8") + 'style = "plain"\n', encoding="utf-8")

    assert publish("build", cwd=publication).code == 0

    with pdfium.PdfDocument(publication / "build/briefing/good.pdf") as file:
        assert "(plain)" in file[0].get_textpage().get_text_bounded()


def test_the_environment_of_the_tests_has_no_source_date_epoch() -> None:
    """Reproducibility is not lent by the environment: SOURCE_DATE_EPOCH is not set while these tests run."""
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_ctrl_c_lets_the_files_in_hand_be_finished(tmp_path: Path) -> None:
    """What is begun is finished, nothing else is, and the shell is told by 130."""
    folder = tmp_path / "source/articles"
    folder.mkdir(parents=True)
    (tmp_path / "source/publication.toml").write_text(SETTINGS, "utf-8")
    for number in range(6):
        (folder / f"2026-01-0{number + 1}-good-{number}.md").write_text(GOOD, "utf-8")
    words = [sys.executable, "-m", "publish", "build", "--edition", "briefing", "--jobs", "1", "-C", str(tmp_path)]

    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)

    made = sorted((tmp_path / "build/briefing").iterdir())
    assert (process.returncode, err.strip()) == (130, "Aborted!")
    assert len(made) == len((first + out).splitlines()) < 6
    assert all(file.read_bytes().endswith(b"%%EOF\n") for file in made)


@pytest.mark.parametrize("name", ["a" * 300, os.fsdecode(b"a\xffb")])
def test_init_takes_any_name_or_says_what_is_wrong(name: str, tmp_path: Path, publish: Publish) -> None:
    """A folder's name that is too long, or that is no UTF-8, ends in no traceback."""
    outcome = publish("init", name, cwd=tmp_path)

    assert outcome.code == (3 if len(name) > 255 else 0), outcome.err
    assert "Traceback" not in outcome.err


def test_init_says_a_command_that_can_be_copied(tmp_path: Path, publish: Publish) -> None:
    """A folder with spaces in its name stands in quotation marks in what to type next."""
    assert "publish build -C 'Our News'" in publish("init", "Our News", cwd=tmp_path).err


def test_a_headline_that_would_be_refused_starts_no_article(publication: Path, publish: Publish) -> None:
    """`new` refuses a headline that is too long for `build`, and writes nothing."""
    outcome = publish("new", "a" * 301, cwd=publication)

    assert outcome.code == 2
    assert "300 are the limit" in outcome.err
    assert len(list((publication / "source/articles").iterdir())) == 1


@pytest.mark.parametrize("name", ["source/articles/good.md", "build/briefing/good.pdf", "GOOD"])
def test_a_path_or_capitals_lead_to_the_name(name: str, publication: Path, publish: Publish) -> None:
    """Whoever gives a file's path, or writes it large, is told the name that was meant."""
    outcome = publish("build", name, cwd=publication)

    assert outcome.code == 2
    assert "did you mean `good`?" in outcome.err


def test_a_file_may_be_called_by_its_beginning(publication: Path, publish: Publish) -> None:
    """A beginning that is one file's alone means that file, and a whole name never means a longer one."""
    good = publication / "source/articles/good.md"
    (publication / "source/articles/goodbye.md").write_text(good.read_text("utf-8"), "utf-8")

    assert "build/briefing/goodbye.pdf" in publish("build", "goodb", cwd=publication).out
    assert "build/briefing/good.pdf" in publish("build", "good", cwd=publication).out
    assert "did you mean" in publish("build", "goo", cwd=publication).err


@pytest.mark.parametrize("command", [("config",), ("doctor", "--json"), ("--help",)])
def test_a_command_says_nothing_of_a_pipe_that_nobody_reads(publication: Path, command: tuple[str, ...]) -> None:
    """What a command says may be read no further, as by `head -1`: that is no fault of anybody."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "publish", *command],
        cwd=publication,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=writer,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    os.close(writer)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_work_goes_on_when_nobody_reads(publication: Path) -> None:
    """A build whose lines are read no further, as by `head -1`, is finished all the same and says nothing of a pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "publish", "build"],
        cwd=publication,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=writer,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    os.close(writer)

    assert done.returncode == 0, done.stderr
    assert "pipe" not in done.stderr
    assert (publication / "build/briefing/good.pdf").is_file()
    assert list((publication / "build/collection").iterdir())


def test_init_asks_on_a_terminal(tmp_path: Path) -> None:
    """What was not said is asked for; what is answered stands in the settings."""
    import pty

    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "publish", "init", "town-briefings", "--colour", "#00594f"]
    with subprocess.Popen(words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=theirs,
                          stdout=subprocess.DEVNULL, stderr=theirs, start_new_session=True) as process:  # fmt: skip
        os.close(theirs)
        said = b""
        for question, answer in ((b"Who publishes it", b"Town Hall\n"), (b"[Town Briefings]", b"\n")):
            while question not in said:
                said += os.read(ours, 1000)
            os.write(ours, answer)
        assert process.wait(timeout=60) == 0
    os.close(ours)

    settings = (tmp_path / "town-briefings/source/publication.toml").read_text("utf-8")
    for line in ('title = "Town Briefings"', 'organisation = "Town Hall"', 'colour = "#00594f"', 'Town Hall"\n'):
        assert line in settings, line
