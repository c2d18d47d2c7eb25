"""The archive keeps what the publication is made of, and from any copy of it the publication comes back."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import feedparser
import pytest
from PIL import Image

from tests.catalogue.test_archive_life import SETTINGS, archive, files, write
from tests.conftest import run_publish

DAY = "2026-03-01"


def photograph(place: Path, orientation: int = 6) -> bytes:
    """A photograph that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Ruth"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 3.0, 4.0)})
    place.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((400, 300), 80).convert("RGB").save(place, "JPEG", exif=exif.tobytes())
    return place.read_bytes()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of five articles with a style of its own: one is to be withdrawn, one dropped, one corrected."""
    root = tmp_path_factory.mktemp("made") / "shore"
    for day, name, title in (
        ("2025-12-31", "lantern", "The lantern parade"),
        ("2026-01-10", "bus", "The bus comes back"),
        ("2026-01-12", "jane", "Jane's winter"),
        ("2026-01-14", "omar", "Omar's spring"),
        ("2026-02-01", "tides", "Tides"),
    ):
        write(root, f"{day}-{name}", title, f"date: {day}\ntags: [people]", f"The words of {name}. See [bus](bus.md).")
    photograph(root / "source/images/quay.jpg")
    place = root / "source/articles/2026-02-01-tides.md"
    place.write_text(place.read_text("utf-8") + "\n![The quay](images/quay.jpg)\n", "utf-8")
    (root / "source/publication.toml").write_text('style = "own"\n' + SETTINGS, "utf-8")
    shutil.copytree(Path(__file__).parents[2] / "styles/house", root / "styles/own")
    assert archive(root).code == 0
    return root


@pytest.fixture
def shore(made: Path, tmp_path: Path) -> Path:
    """The same, for one test alone."""
    return Path(shutil.copytree(made, tmp_path / "shore"))


def lived(root: Path) -> None:
    """Withdraw, drop and correct one each, and let one be gone."""
    (root / "source/articles/2026-01-14-omar.md").unlink()
    assert archive(root, "--drop", "omar", day="2026-03-02").code == 0
    assert archive(root, "--withdraw", "jane", "--reason", "At her wish.", day="2026-03-03").code == 0
    place = root / "source/articles/2026-01-10-bus.md"
    place.write_text(place.read_text("utf-8").replace("tags", "corrected: 2026-03-04\ntags") + "It is true.\n", "utf-8")
    write(root, "2026-03-04-late", "Late", "date: 2026-03-04", "The words of late.")
    assert archive(root, day="2026-03-04").code == 0
    (root / "source/articles/2025-12-31-lantern.md").unlink()
    archive(root, day="2026-03-05")


def packed(root: Path) -> dict[str, bytes]:
    """What the archive's zips of sources hold."""
    held: dict[str, bytes] = {}
    for path, content in files(root).items():
        if path.startswith("source") and path.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as made:
                held |= {name: made.read(name) for name in made.namelist()}
    return held


def test_from_a_copy_alone_comes_the_publication_that_makes_the_same_archive(shore: Path, tmp_path: Path) -> None:
    """Archive, destroy everything else, restore, archive: the same bytes, with one withdrawn, dropped and corrected."""
    lived(shore)
    before = files(shore)
    copy = tmp_path / "stick"
    shutil.copytree(shore / "build/archive", copy)
    shutil.rmtree(shore)

    again = tmp_path / "again"
    done = run_publish("restore", copy, again, cwd=tmp_path)
    assert done.code == 0, done.err
    assert files(again) == before
    assert not (again / "source/articles/2026-01-12-jane.md").exists()
    done = run_publish("archive", cwd=again, environment={"HANDBILL_TODAY": "2026-06-01"})
    assert done.code == 0, done.err
    assert "nothing has changed" in done.err + done.out
    assert files(again) == before


def test_the_zip_has_what_a_build_reads_and_no_more(shore: Path) -> None:
    """Texts, pictures without their places, settings and the style: no drafts, lists, ledgers or what nobody asks for."""
    write(shore, "2026-02-02-secret", "Secret", "date: 2026-02-02\ndraft: true", "Not yet.")
    (shore / "source/images/unused.jpg").write_bytes(photograph(shore / "source/images/other.jpg"))
    (shore / "people.csv").write_text("email\na@example.org\n", "utf-8")
    (shore / "source/people.csv").write_text("email\na@example.org\n", "utf-8")
    archive(shore)
    held = packed(shore)
    own = {name for name in held if not name.startswith("styles/own/")}
    articles = {f"source/articles/{place.name}" for place in (shore / "source/articles").glob("*.md")}
    assert own == {"source/publication.toml", "source/images/quay.jpg"} | {
        path for path in articles if "secret" not in path
    }
    assert len(held) - len(own) > 20
    assert b"Camera of Ruth" not in held["source/images/quay.jpg"]
    with Image.open(io.BytesIO(held["source/images/quay.jpg"])) as picture:
        assert picture.getexif()[0x0112] == 6
        assert not picture.getexif().get_ifd(0x8825)


def test_what_is_taken_back_leaves_the_zip_and_what_is_gone_stays(shore: Path) -> None:
    """By default; settings keep the one and leave the other out, and have no zip at all."""
    lived(shore)
    held = packed(shore)
    said = b"\n".join(held.values())
    assert b"words of jane" not in said
    assert b"words of omar" not in said
    assert "former/source/articles/2025-12-31-lantern.md" in held
    settings = shore / "source/publication.toml"
    typed = settings.read_text("utf-8")
    settings.write_text(typed + '\n[source]\nformer = false\nwithout = ["images/*"]\n', "utf-8")
    archive(shore, day="2026-03-06")
    held = packed(shore)
    assert not [name for name in held if "lantern" in name or "images" in name]
    settings.write_text(typed + "\n[source]\npacked = false\n", "utf-8")
    archive(shore, day="2026-03-07")
    assert packed(shore) == {}
    assert run_publish("verify", cwd=shore).code == 0


def test_a_private_archive_may_keep_what_was_taken_back(shore: Path) -> None:
    """Said in the settings, the text of what is withdrawn stays in the zip, and that of what is dropped never."""
    settings = shore / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[source]\nwithdrawn = true\n", "utf-8")
    lived(shore)
    held = packed(shore)
    assert b"words of jane" in held["withdrawn/source/articles/2026-01-12-jane.md"]
    assert b"words of omar" not in b"\n".join(held.values())


def test_a_month_writes_its_own_zip_once_the_first_is_large(shore: Path) -> None:
    """What is packed stays where it is: an article of a later month changes no zip of before."""
    noise = Image.effect_noise((900, 900), 120)
    for number in range(3):
        noise.rotate(90 * number).save(shore / f"source/images/noise{number}.png")
        write(
            shore, f"2026-03-0{number + 1}-n{number}", f"Noise {number}",
            f"date: 2026-03-0{number + 1}", f"![Grey](images/noise{number}.png)",
        )  # fmt: skip
    assert archive(shore, day="2026-03-10").code == 0
    before = {path: content for path, content in files(shore).items() if path.startswith("source")}
    write(shore, "2026-04-01-new", "New", "date: 2026-04-01", "New words.")
    assert archive(shore, day="2026-04-02").code == 0
    after = {path: content for path, content in files(shore).items() if path.startswith("source")}
    assert set(after) - set(before) == {"source-2026-04.zip"}
    assert {path: after[path] for path in before} == before


HOSTILE = (
    "../escaped.md", "source/../../escaped.md", "/etc/escaped.md", "source\\..\\escaped.md", "other/escaped.md",
    "source/.git/config", "source/a\x1b[31m.md", "C:/escaped.md", "source//escaped.md",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_zip_with_hostile_names_is_refused(shore: Path, tmp_path: Path, name: str) -> None:
    """Nothing of it is written anywhere."""
    _spoil(shore / "build/archive", zipfile.ZipInfo(name))
    target = tmp_path / "target/inner"
    done = run_publish("restore", shore / "build/archive", target, cwd=tmp_path)
    assert done.code == 3
    assert "source.zip" in done.err
    assert "\x1b" not in done.err
    assert not (tmp_path / "target").exists()


def test_a_zip_with_links_or_a_flood_is_refused(shore: Path, tmp_path: Path) -> None:
    """A link is no file, and what unpacks to far more than it says is not unpacked."""
    link = zipfile.ZipInfo("source/articles/link.md")
    link.external_attr = 0o120777 << 16
    _spoil(shore / "build/archive", link)
    assert run_publish("restore", shore / "build/archive", tmp_path / "target", cwd=tmp_path).code == 3
    _spoil(shore / "build/archive", zipfile.ZipInfo("source/flood.md"), b"\0" * 20_000_000)
    assert run_publish("restore", shore / "build/archive", tmp_path / "target", cwd=tmp_path).code == 3
    assert not (tmp_path / "target").exists()


def _spoil(place: Path, info: zipfile.ZipInfo, content: bytes = b"x") -> None:
    """Put a file into the source of an archive, and say so in its checksums."""
    import hashlib

    zip_ = place / "source.zip"
    was = hashlib.sha256(zip_.read_bytes()).hexdigest()
    info.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(zip_, "w") as made:
        made.writestr("source/publication.toml", SETTINGS)
        made.writestr(info, content)
    sums = place / "SHA256SUMS"
    sums.write_text(sums.read_text("utf-8").replace(was, hashlib.sha256(zip_.read_bytes()).hexdigest()), "utf-8")


def test_what_cannot_be_restored_is_said(shore: Path, tmp_path: Path) -> None:
    """Without its source the archive comes back alone, with a word on how it goes on; what stands is not touched."""
    copy = tmp_path / "stick"
    shutil.copytree(shore / "build/archive", copy)
    (copy / "source.zip").unlink()
    (copy / "index.html").write_bytes(b"spoilt")
    done = run_publish("restore", copy, tmp_path / "again", cwd=tmp_path)
    assert done.code == 1
    for words in ("no source.zip", "5 articles", "index.html changed", 'identifier = "https://example.org/news"'):
        assert words in done.err
    assert (tmp_path / "again/build/archive/articles/bus.html").is_file()
    assert run_publish("restore", copy, shore, cwd=tmp_path).code == 2


def test_a_style_that_is_shared_is_said_to_be_in_no_source(tmp_path: Path) -> None:
    """It lies outside of the publication, from which alone files are packed; at its line, and once."""
    root = tmp_path / "news"
    write(root, "2026-01-10-bus", "Bus", "date: 2026-01-10", "Words.")
    settings = SETTINGS.partition("[editions.briefing]")[0] + '[editions.text]\nkind = "text"\n'
    (root / "source/publication.toml").write_text('workspace = ".."\nstyle = "../look"\n' + settings, "utf-8")
    shutil.copytree(Path(__file__).parents[2] / "styles/house", tmp_path / "look")
    done = archive(root)
    assert [(one["path"], one["line"]) for one in done.problems("P20")] == [("source/publication.toml", 2)]
    assert "copy it into styles/" in done.problems("P20")[0]["hint"]
    assert set(packed(root)) == {"source/publication.toml", "source/articles/2026-01-10-bus.md"}


def test_build_may_be_deleted_at_any_time(shore: Path) -> None:
    """The archive goes on with all names, days and identifiers, from what is remembered beside the source."""
    lived(shore)
    ledger = {place.name: place.read_bytes() for place in (shore / "archived").iterdir()}
    assert ledger == {name: files(shore)[name] for name in ("receipt.json", "SHA256SUMS")}
    (shore / "source/articles/2025-12-31-lantern.md").write_text(
        "---\ntitle: The lantern parade\ndate: 2025-12-31\ntags: [people]\n---\n\n"
        "The words of lantern. See [bus](bus.md).\n",
        "utf-8",
    )
    assert archive(shore, day="2026-03-08").code == 0
    before = files(shore)
    shutil.rmtree(shore / "build")
    outcome = archive(shore, day="2026-05-01")
    assert outcome.code == 0, outcome.json["problems"]
    after = files(shore)
    # Pieces of the search that had nothing in them any more are not asked for by anybody.
    assert {path for path in set(before) ^ set(after) if not path.startswith("search/words-")} == set()
    entries = [
        [(one.id, one.link, one.published, one.updated) for one in feedparser.parse(kept["feeds/atom.xml"]).entries]
        for kept in (before, after)
    ]
    assert entries[0] == entries[1]
    assert after["articles/jane.html"] == before["articles/jane.html"]
    assert b"words of jane" not in b"\n".join(after.values())


def test_what_only_the_archive_had_is_missed_when_build_was_deleted(shore: Path) -> None:
    """The page of an article whose file is gone can be made from nothing here: it is named, and stays on the list."""
    lived(shore)
    shutil.rmtree(shore / "build")
    done = archive(shore, day="2026-05-01")
    assert done.code == 1
    assert "build/archive/articles/lantern.html" in [one["path"] for one in done.problems("P18")]
    assert "missing" in run_publish("verify", cwd=shore).out


def test_an_archive_that_is_older_than_what_is_remembered_is_refused(shore: Path, tmp_path: Path) -> None:
    """So is one of another line; one that is newer is remembered, and a ledger that is gone is written again."""
    old = Path(shutil.copytree(shore, tmp_path / "old"))
    write(shore, "2026-03-04-late", "Late", "date: 2026-03-04", "The words of late.")
    archive(shore, day="2026-03-04")
    new = Path(shutil.copytree(shore, tmp_path / "new"))

    shutil.rmtree(shore / "build/archive")
    shutil.copytree(old / "build/archive", shore / "build/archive")
    refused = archive(shore, day="2026-03-05")
    assert refused.code == 3
    assert "older" in refused.err

    shutil.rmtree(new / "archived")
    shutil.copytree(old / "archived", new / "archived")
    assert run_publish("verify", cwd=new).code == 1
    assert archive(new, day="2026-03-05").code == 0
    assert run_publish("verify", cwd=new).code == 0
    shutil.rmtree(new / "archived")
    assert archive(new, day="2026-03-05").code == 0
    assert (new / "archived/receipt.json").read_bytes() == files(new)["receipt.json"]

    write(old, "2026-03-04-other", "Other", "date: 2026-03-04", "The words of another.")
    archive(old, day="2026-03-04")
    shutil.rmtree(new / "archived")
    shutil.copytree(old / "archived", new / "archived")
    refused = archive(new, day="2026-03-05")
    assert refused.code == 3
    assert "not of one line" in refused.err


@pytest.mark.parametrize("name", ["receipt.json", "SHA256SUMS"])
def test_a_receipt_or_a_list_that_is_missing_is_an_error_of_both(shore: Path, name: str) -> None:
    """Neither archive nor verify passes over it, and each says where it is to be had."""
    (shore / "build/archive" / name).unlink()
    done = archive(shore)
    assert done.code == 3
    assert "archived/" in done.err
    said = run_publish("verify", cwd=shore)
    assert said.code == 1
    assert f"missing  {shore}/build/archive/{name}" in said.out
    shutil.copy(shore / "archived" / name, shore / "build/archive" / name)
    assert archive(shore).code == 0


def test_a_file_that_is_made_again_is_said(shore: Path) -> None:
    """A kept file that was missing is named even where it comes again; what is on no list is missed by the receipt."""
    (shore / "build/archive/articles/bus.html").unlink()
    done = archive(shore)
    assert [one["path"] for one in done.problems("P19")] == ["build/archive/articles/bus.html"]
    sums = shore / "build/archive/SHA256SUMS"
    lines = [line for line in sums.read_text("utf-8").splitlines(keepends=True) if "editions/text/bus.txt" not in line]
    sums.write_text("".join(lines), "utf-8")
    (shore / "build/archive/editions/text/bus.txt").unlink()
    assert "editions/text/bus.txt" in run_publish("verify", cwd=shore).out


def test_a_bag_is_one_and_the_publication_comes_back_from_it(shore: Path, tmp_path: Path) -> None:
    """BagIt 1.0, as the library of the Library of Congress reads it; a folder that is not empty is refused."""
    bagit = pytest.importorskip("bagit")
    done = archive(shore, "--bag", str(tmp_path / "deposit"))
    assert done.code == 0, done.err
    bag = bagit.Bag(str(tmp_path / "deposit"))
    bag.validate()
    assert bag.version_info == (1, 0)
    assert bag.info["Source-Organization"] == "Shore Trust"
    (tmp_path / "deposit/data/index.html").write_bytes(b"spoilt")
    with pytest.raises(bagit.BagError):
        bag.validate()
    assert archive(shore, "--bag", str(tmp_path / "deposit")).code == 2
    (tmp_path / "deposit/data/index.html").write_bytes(files(shore)["index.html"])
    assert run_publish("restore", tmp_path / "deposit/data", tmp_path / "again", cwd=tmp_path).code == 0
    assert files(tmp_path / "again") == files(shore)
