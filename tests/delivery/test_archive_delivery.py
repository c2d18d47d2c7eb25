"""The archive as a folder: it only grows, what has not changed is not touched, and a copy can be proved whole."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from publish.delivery.archive import SUMS, Finding, fetch, put, seal, take_out, verify
from publish.model import ArchiveFile
from tests.conftest import Publish


def lay_out(folder: Path, **texts: str) -> None:
    """Put files into an archive and seal it; a name's `__` is a slash."""
    sums = {}
    for name, text in texts.items():
        file = ArchiveFile(path=name.replace("__", "/"), content=text.encode())
        put(file, folder)
        sums[file.path] = hashlib.sha256(file.content).hexdigest()
    seal(folder, sums)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small archive."""
    lay_out(tmp_path / "archive", index="page", articles__a="one", articles__b="two", look__css="look")
    return tmp_path / "archive"


def test_a_whole_copy_is_whole(folder: Path) -> None:
    """Nothing is said of an archive that is what its checksums say."""
    assert verify(folder) == (4, ())


def test_a_flipped_bit_a_missing_and_an_extra_file_are_each_named(folder: Path) -> None:
    """Each by its kind and path, also a link in the place of a file, and in a folder below."""
    content = bytearray((folder / "articles/a").read_bytes())
    content[0] ^= 1
    (folder / "articles/a").write_bytes(content)
    (folder / "look/css").unlink()
    (folder / "articles/deep").mkdir()
    (folder / "articles/deep/c").write_text("three")
    (folder / "index").unlink()
    (folder / "index").symlink_to("articles/b")

    assert verify(folder)[1] == (
        Finding("changed", "articles/a"),
        Finding("extra", "articles/deep/c"),
        Finding("changed", "index"),
        Finding("missing", "look/css"),
    )


def test_the_checksums_are_those_of_sha256sum(folder: Path) -> None:
    """A line a file, in the order of paths, as `sha256sum --check` reads them."""
    lines = (folder / SUMS).read_text().splitlines()

    assert lines[0] == hashlib.sha256(b"one").hexdigest() + "  articles/a"
    assert [line.split()[1] for line in lines] == ["articles/a", "articles/b", "index", "look/css"]


def test_an_archive_only_grows(folder: Path) -> None:
    """Files of before stay on the list, to be missed when they are not there, until somebody takes them out."""
    lay_out(folder, articles__c="three", index="other page")
    assert verify(folder) == (5, ())
    assert fetch(folder, "articles/a") == b"one"

    (folder / "articles/a").unlink()
    lay_out(folder, articles__c="three")
    assert verify(folder) == (5, (Finding("missing", "articles/a"),))

    assert take_out(folder, ("articles/a", "articles/b")) == 1
    seal(folder, {}, {"articles/a", "articles/b"})
    assert verify(folder) == (3, ())


def test_what_is_the_same_is_not_touched(folder: Path) -> None:
    """Neither a file nor the list of checksums is written again."""
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    lay_out(folder, index="page", articles__a="one", articles__b="two", look__css="look")

    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.parametrize(
    "line",
    ["nonsense", f"{'0' * 64}  ../outside", f"{'0' * 64}  /etc/passwd", "00  short", "", "\udcff", "\u2028"],
)
def test_a_line_that_is_none_is_named_and_the_rest_is_proved(folder: Path, line: str, publish: Publish) -> None:
    """It is not followed; all else is proved, and the command says which line it is."""
    lines = (folder / SUMS).read_text().splitlines()
    (folder / SUMS).write_text("\n".join([*lines[:2], line, *lines[2:], ""]), errors="surrogateescape")
    assert verify(folder) == (4, (Finding("garbled", f"{SUMS}:3"),))

    (folder / "look/css").write_text("other")
    outcome = publish("verify", folder, cwd=folder)

    assert outcome.code == 1
    assert [said.split()[0] for said in outcome.out.splitlines()] == ["garbled", "changed"]
    assert f"{SUMS}:3" in outcome.err
    assert "1 file not as they should be, of 4" in outcome.err


def test_a_file_whose_line_is_spoilt_is_not_extra(folder: Path) -> None:
    """It is not proved, but nothing says that it does not belong there."""
    (folder / SUMS).write_text((folder / SUMS).read_text().replace(hashlib.sha256(b"two").hexdigest(), "zz", 1))

    assert verify(folder) == (3, (Finding("garbled", f"{SUMS}:2"),))


def test_of_two_lines_about_a_file_both_are_proved(folder: Path) -> None:
    """One that is right does not hide one that is wrong."""
    with (folder / SUMS).open("r+") as sums:
        lines = sums.read()
        sums.seek(0)
        sums.write(f"{'0' * 64}  articles/a\n" + lines)

    assert verify(folder)[1] == (Finding("changed", "articles/a"),)


@pytest.mark.parametrize(
    ("content", "says"), [(b"", f"{SUMS} is empty"), (b"\xff\x00", f"no line of {SUMS} is a checksum")]
)
def test_a_list_that_a_disk_has_spoilt_proves_nothing(
    content: bytes, says: str, folder: Path, publish: Publish
) -> None:
    """An empty list is not a list on which all is well, and one of other bytes is told in plain words."""
    (folder / SUMS).write_bytes(content)

    outcome = publish("verify", folder, cwd=folder)

    assert outcome.code == 1
    assert says in outcome.err


@pytest.fixture
def archived(publication: Path, publish: Publish) -> Path:
    """A publication with an archive of its one article."""
    assert publish("archive", "--quiet", cwd=publication).code == 0
    return publication


def test_publish_archive_then_verify(archived: Path, publish: Publish, tmp_path: Path) -> None:
    """The command lays out an archive; a second run writes nothing; a copy is proved whole, a damaged one is not."""
    place = archived / "build/archive"
    assert {"index.html", "search.html", "receipt.json", SUMS} <= {path.name for path in place.iterdir()}
    assert (place / "articles/good.html").is_file()
    sums = (place / SUMS).read_text()
    for cover in ("example-briefings-epub.jpg", "example-briefings-epub.svg"):
        assert f"  covers/collection/{cover}\n" in sums
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}

    again = publish("archive", cwd=archived)
    assert "nothing has changed" in again.out
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before

    copy = tmp_path / "a copy"
    shutil.copytree(place, copy)
    assert publish("verify", copy, cwd=tmp_path).code == 0
    assert publish("verify", copy / SUMS, cwd=tmp_path).code == 0
    assert publish("verify", copy / "index.html", cwd=tmp_path).code == 2
    (copy / "editions/briefing/good.pdf").write_bytes(b"other")
    (copy / "articles/good.html").unlink()
    (copy / "articles/bad.html").touch()
    outcome = publish("verify", copy, "--json", cwd=tmp_path)
    assert outcome.code == 1
    assert [(one["kind"], one["path"].removeprefix(copy.as_posix() + "/")) for one in outcome.json["findings"]] == [
        ("extra", "articles/bad.html"),
        ("missing", "articles/good.html"),
        ("changed", "editions/briefing/good.pdf"),
    ]


def test_verify_looks_at_build_too(archived: Path, publish: Publish) -> None:
    """What `publish build` made is proved with the archive; without either there is nothing to verify."""
    assert publish("build", "--quiet", cwd=archived).code == 0
    assert publish("verify", cwd=archived).code == 0
    (archived / "build/briefing/good.pdf").write_bytes(b"other")
    outcome = publish("verify", cwd=archived)
    assert (outcome.code, outcome.out.split()) == (1, ["changed", (archived / "build/briefing/good.pdf").as_posix()])

    shutil.rmtree(archived / "build")
    assert publish("verify", cwd=archived).code == 2


def test_an_article_that_grows_old_stays_and_news_are_told(archived: Path, publish: Publish) -> None:
    """A second article is new in the collection, the first stays when its file goes, and a third run changes nothing."""
    articles = archived / "source/articles"
    (articles / "next.md").write_text("---\ntitle: The next\ndate: 2026-03-05\n---\n\nMore news.\n", encoding="utf-8")
    assert publish("archive", "--quiet", cwd=archived).code == 0
    collection = archived / "build/archive/editions/collection/example-briefings.epub"
    with zipfile.ZipFile(collection) as book:
        fresh = book.read("EPUB/new.xhtml").decode()
    assert "New since 28 February 2026" in fresh
    assert "The next" in fresh
    content = collection.read_bytes()
    assert publish("archive", "--quiet", cwd=archived).code == 0
    assert collection.read_bytes() == content

    (articles / "good.md").unlink()
    settings = archived / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8").replace("Example Trust", "Renamed Trust"), encoding="utf-8")
    assert publish("archive", "--quiet", cwd=archived).code == 0
    place = archived / "build/archive"
    assert "Renamed Trust" in (place / "articles/good.html").read_text("utf-8")
    assert (place / "articles/good.html").is_file()
    assert "A good article" in (place / "index.html").read_text("utf-8")
    assert publish("verify", cwd=archived).code == 0


def test_a_damaged_receipt_is_not_written_over(archived: Path, publish: Publish) -> None:
    """An archive that cannot be read is left as it is; the command says so with exit code 3."""
    receipt = archived / "build/archive/receipt.json"
    receipt.write_text("{}")
    outcome = publish("archive", cwd=archived)

    assert outcome.code == 3
    assert "cannot be read" in outcome.err
    assert receipt.read_text() == "{}"
    assert publish("build", "--quiet", cwd=archived).code == 0


def test_a_line_of_the_list_that_is_none_stops_the_archive_before_it_begins(archived: Path, publish: Publish) -> None:
    """Nothing is written; without the line all goes on, and the file is on the list again."""
    place = archived / "build/archive"
    whole = (place / SUMS).read_text()
    first, _, rest = whole.partition("\n")
    (place / SUMS).write_text(f"{first[2:]}\n{rest}")
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}

    outcome = publish("archive", "--quiet", cwd=archived)

    assert outcome.code == 3
    assert f"line 1 of {SUMS}" in outcome.err
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before
    (place / SUMS).write_text(rest)
    assert publish("archive", "--quiet", cwd=archived).code == 0
    assert (place / SUMS).read_text() == whole


def test_a_spoilt_list_does_not_stop_a_build(publication: Path, publish: Publish) -> None:
    """The list of build/ is made again with what is in it."""
    assert publish("build", "--quiet", cwd=publication).code == 0
    sums = publication / "build" / SUMS
    whole = sums.read_text()
    sums.write_text("nonsense\n" + whole)

    assert publish("build", "--quiet", "--force", cwd=publication).code == 0

    assert sums.read_text() == whole


def photograph(**noted: object) -> bytes:
    """A small JPEG, with what a camera noted."""
    out = io.BytesIO()
    Image.new("RGB", (64, 32), "teal").save(out, "JPEG", **noted)
    return out.getvalue()


@pytest.fixture
def telling(archived: Path) -> tuple[Path, str]:
    """An archive to which an older version has left a photograph with its place, and the photograph's path."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}
    content = photograph(exif=exif)
    path = f"pictures/lane-{hashlib.sha256(content).hexdigest()[:16]}.jpg"
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as epub:
        epub.writestr("EPUB/images/lane.jpg", content)
    former = {path: content, "editions/yearly/2019.epub": book.getvalue(), "pictures/none.jpg": photograph()}
    place = archived / "build/archive"
    for name, file in former.items():
        put(ArchiveFile(path=name, content=file), place)
    seal(place, {name: hashlib.sha256(file).hexdigest() for name, file in former.items()})
    return place, path


def test_a_place_that_an_older_version_left_in_a_picture_is_taken_out(
    telling: tuple[Path, str], archived: Path, publish: Publish
) -> None:
    """Under its old name, which pages lead to; what else is there stays, and nothing is done a second time."""
    place, path = telling
    outcome = publish("archive", "--json", cwd=archived)

    assert (place / path).read_bytes() == photograph()
    (problem,) = outcome.problems("P15")
    assert problem["path"] == "build/archive/editions/yearly/2019.epub"
    assert publish("verify", cwd=archived).code == 0
    before = {file: file.stat().st_mtime_ns for file in place.rglob("*")}
    assert "lane" not in publish("archive", cwd=archived).out
    assert {file: file.stat().st_mtime_ns for file in place.rglob("*")} == before


def test_a_picture_that_was_to_be_mended_when_all_stopped_is_mended_the_next_time(
    telling: tuple[Path, str], archived: Path, publish: Publish
) -> None:
    """The list is written before the picture, which is known by its name."""
    place, path = telling
    seal(place, {path: hashlib.sha256(photograph()).hexdigest()})
    assert publish("verify", cwd=archived).code == 1

    assert publish("archive", "--quiet", cwd=archived).code == 0

    assert publish("verify", cwd=archived).code == 0


def test_a_damaged_picture_is_not_called_whole(telling: tuple[Path, str], archived: Path, publish: Publish) -> None:
    """What is not what its name says is left alone, for `publish verify` to name."""
    place, path = telling
    damaged = (place / path).read_bytes()[:-9] + b"123456789"
    (place / path).write_bytes(damaged)

    assert publish("archive", "--quiet", cwd=archived).code == 0

    assert (place / path).read_bytes() == damaged
    assert publish("verify", cwd=archived).code == 1
