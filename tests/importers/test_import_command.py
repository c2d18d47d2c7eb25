"""`publish import`: files come into the publication, again only what nobody has edited, and the exit code tells of losses."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from publish.cli import main
from tests.support.imports import PICTURE

SETTINGS = 'identifier = "https://example.org/x"\ntitle = "X"\norganisation = "Y"\nlanguage = "en-GB"\n'
POST = "---\ntitle: The bus\ndate: 2020-01-02\n---\nText with ![a dot](p.png).\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A publication without articles, and a source beside it."""
    place = tmp_path / "publication"
    (place / "source").mkdir(parents=True)
    (place / "source/publication.toml").write_text(SETTINGS)
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/a.md").write_text(POST)
    (tmp_path / "posts/p.png").write_bytes(PICTURE)
    return place


def _run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["import", *words, "-C", str(root)])


def _article(root: Path) -> Path:
    return root / "source/articles/2020-01-02-a.md"


def test_articles_pictures_and_the_report_are_written(root: Path) -> None:
    """An article, its picture and the page with source and article side by side."""
    result = _run(root, str(root.parent / "posts"))
    assert result.exit_code == 0, result.output
    assert "1 new; nothing is missing" in result.output
    assert "![a dot](images/a/p.png)" in _article(root).read_text()
    assert (root / "source/images/a/p.png").read_bytes() == PICTURE
    page = (root / "build/import/index.html").read_text()
    assert page.count("<iframe sandbox") == 2
    assert "<script" not in page


def test_importing_again_updates_what_nobody_edited(root: Path) -> None:
    """The same source changes nothing; a changed one updates; what was edited since is left alone."""
    posts = root.parent / "posts"
    _run(root, str(posts))
    first = _article(root).read_bytes()
    assert "1 unchanged" in _run(root, str(posts)).output
    (posts / "a.md").write_text(POST.replace("Text", "Other text"))
    assert "1 updated" in _run(root, str(posts)).output
    assert b"Other text" in _article(root).read_bytes() != first
    edited = _article(root).read_text().replace("Other", "My own")
    _article(root).write_text(edited)
    (posts / "a.md").write_text(POST.replace("Text", "Third"))
    assert "1 edited since, left alone" in _run(root, str(posts)).output
    assert _article(root).read_text() == edited


def test_another_article_of_that_name_is_left_alone(root: Path) -> None:
    """An article that was not imported keeps its file; the imported one gets a name of its own."""
    _article(root).parent.mkdir(parents=True)
    _article(root).write_text("---\ntitle: Mine\ndate: 2020-01-02\n---\nMine.\n")
    _run(root, str(root.parent / "posts"))
    assert "Mine." in _article(root).read_text()
    assert (root / "source/articles/2020-01-02-a-2.md").is_file()


def test_what_is_missing_decides_the_exit_code(root: Path) -> None:
    """A picture that is nowhere is listed with its place, and the code is 1."""
    (root.parent / "posts/p.png").unlink()
    result = _run(root, str(root.parent / "posts"))
    assert result.exit_code == 1
    assert "missing: picture: is not among the files [p.png]" in result.output


def test_a_dry_run_writes_no_article(root: Path) -> None:
    """It says what would become of the source."""
    assert "1 new" in _run(root, "--dry-run", str(root.parent / "posts/a.md")).output
    assert not (root / "source/articles").exists()


def test_the_contact_block_is_written_when_asked_for(root: Path) -> None:
    """`--settings` puts it into publication.toml, where it can be read."""
    seed = Path(__file__).parent.parent / "fixtures/import/seed.txt"
    assert "[contact]" not in _run(root, str(seed)).output.partition("contact for")[0]
    assert "[contact]" not in (root / "source/publication.toml").read_text()
    _run(root, "--settings", str(seed))
    from publish.project.folder import load

    project, _ = load(root)
    assert project is not None
    assert project.publication.contact.telephone == "0161 276 9300"


def test_a_contact_block_that_is_written_leaves_all_other_settings_as_they_were(root: Path) -> None:
    """What stands after it, what is not said anew, and every note of the editor are still there."""
    place = root / "source/publication.toml"
    before = place.read_text()
    theirs = '[contact]\ntelephone = "1" # at the door\nwebsite = "https://example.org"\n\n'
    after = '[brand]\ncolour = "#7a2048"  # ours\n\n[[editions]]\nname = "briefing"\n'
    place.write_text(before + theirs + after)

    _run(root, "--settings", str(Path(__file__).parent.parent / "fixtures/import/seed.txt"))

    written = place.read_text()
    assert written.startswith(before)
    assert written.endswith(after)
    assert 'telephone = "0161 276 9300" # at the door' in written
    assert 'website = "https://example.org"' in written


def test_the_report_as_json(root: Path) -> None:
    """`--json` says the same to a program."""
    told = json.loads(_run(root, "--json", str(root.parent / "posts")).output)
    assert told["articles"][0]["article"] == "source/articles/2020-01-02-a.md"
    assert told["articles"][0]["missing"] == 0


def test_what_cannot_be_imported_is_said(root: Path, tmp_path: Path) -> None:
    """A PDF gets a sentence with what to do; a picture alone is nothing to import."""
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7\nx")
    result = _run(root, str(tmp_path / "x.pdf"))
    assert result.exit_code == 1
    assert "copy its text into a .txt file" in result.output
    assert _run(root, str(tmp_path / "posts/p.png")).exit_code == 2


def test_a_new_article_from_a_file(root: Path) -> None:
    """`publish new HEADLINE --from FILE` imports it under that headline."""
    words = ["new", "Another headline", "--from", str(root.parent / "posts/a.md"), "-C", str(root)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert "title: Another headline" in _article(root).read_text()


def test_a_word_file_among_the_articles_is_named(root: Path) -> None:
    """What lies in source/articles/ and is no article is a warning with the command that makes one of it."""
    from publish.project.folder import manuscripts

    place = root / "source/articles/minutes.docx"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"PK")
    (place.parent / "beside.png").write_bytes(PICTURE)
    _, problems = manuscripts(root)
    assert [(p.code, p.path) for p in problems if p.code != "P07"] == [("A17", "source/articles/minutes.docx")]
    assert "publish import 'source/articles/minutes.docx'" in problems[0].hint


def test_a_source_under_another_name_is_the_same_source(root: Path) -> None:
    """A file that was renamed updates its article, and links lead to that; a new export's posts update theirs."""
    folder = root.parent / "posts"
    (folder / "b.md").write_text("---\ntitle: Two\ndate: 2020-03-04\n---\nSee [it](a.md).\n")
    _run(root, str(folder))
    (folder / "a.md").rename(folder / "z.md")
    (folder / "b.md").write_text("---\ntitle: Two\ndate: 2020-03-04\n---\nSee [it](z.md).\n")
    result = _run(root, str(folder), "--json")
    assert [row["state"] for row in json.loads(result.output)["articles"]] == ["updated", "updated"]
    assert sorted(place.name for place in (root / "source/articles").iterdir()) == [
        "2020-01-02-a.md",
        "2020-03-04-b.md",
    ]
    assert "(2020-01-02-a.md)" in (root / "source/articles/2020-03-04-b.md").read_text()
    assert "from: z.md" in _article(root).read_text()


def test_a_picture_that_changed_at_its_source_comes_again(root: Path) -> None:
    """And one that somebody has changed here is left alone, which is said."""
    source, mine = root.parent / "posts/p.png", root / "source/images/a/p.png"
    _run(root, str(root.parent / "posts"))
    other = io.BytesIO()
    Image.new("RGB", (2, 2), "blue").save(other, "PNG")
    source.write_bytes(other.getvalue())
    assert "1 updated" in _run(root, str(root.parent / "posts")).output
    assert mine.read_bytes() == other.getvalue()
    mine.write_bytes(PICTURE)
    third = io.BytesIO()
    Image.new("RGB", (3, 3), "red").save(third, "PNG")
    source.write_bytes(third.getvalue())
    assert "its pictures were changed since, and are left alone" in _run(root, str(root.parent / "posts")).output
    assert mine.read_bytes() == PICTURE


def test_a_source_that_changed_under_an_edited_article_is_told(root: Path) -> None:
    """The article is left alone, and the editor knows that there is something to look at."""
    _run(root, str(root.parent / "posts"))
    _article(root).write_text(_article(root).read_text() + "More.\n")
    assert "the source has changed too" not in _run(root, str(root.parent / "posts")).output
    (root.parent / "posts/a.md").write_text(POST + "Changed there.\n")
    result = _run(root, str(root.parent / "posts"))
    assert "edited since, left alone" in result.output
    assert "the source has changed too since it was imported" in result.output


def test_two_sources_of_one_title_are_two_articles_and_a_deleted_one_deletes_nothing(root: Path) -> None:
    """Each has its own file, and stays when its source is gone."""
    folder = root.parent / "posts"
    (folder / "b.md").write_text("---\ntitle: The bus\ndate: 2020-01-02\n---\nOther words.\n")
    _run(root, str(folder))
    before = {place.name: place.read_text() for place in (root / "source/articles").iterdir()}
    assert len(before) == 2
    (folder / "b.md").unlink()
    _run(root, str(folder))
    assert {place.name: place.read_text() for place in (root / "source/articles").iterdir()} == before
