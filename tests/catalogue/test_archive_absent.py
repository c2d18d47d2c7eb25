"""What the archive has and the source has not keeps its place in all that is made of it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from publish.catalogue import receipt
from tests.catalogue.test_archive_life import archive, files, told, write
from tests.catalogue.test_archive_restore import packed
from tests.conftest import run_publish

SETTINGS = """\
identifier = "https://example.org/news"
title = "Shore News"
organisation = "Shore Trust"

[editions.text]
kind = "text"

[editions.book]
kind = "collection"

[editions.topics]
kind = "collection"
by = "tag"
"""
BOOK = "editions/book/shore-news.epub"


def book(root: Path, path: str = BOOK) -> str:
    """The words and addresses of a collection."""
    with zipfile.ZipFile(io.BytesIO(files(root)[path])) as made:
        return "\n".join(made.read(name).decode("utf-8", "replace") for name in made.namelist() if "htm" in name)


def chapters(root: Path, path: str = BOOK) -> tuple[str, ...]:
    """The slugs of what a collection holds, as the receipt has them."""
    held = receipt.read(files(root)["receipt.json"])
    (one,) = (one for one in held.holdings if one.path == path)
    return one.articles


@pytest.fixture
def shore(tmp_path: Path) -> Path:
    """Three articles in two kinds of collection, one with a picture, and a fourth by which they lead to each other."""
    write(
        tmp_path,
        "2025-12-31-lantern",
        "The lantern parade",
        "date: 2025-12-31\ntags: [people]",
        "Lanterns of paper went round.\n\n![The quay by night](images/quay.png)\n\nSee [the bus](bus.md).",
    )
    write(tmp_path, "2026-01-10-bus", "The bus", "date: 2026-01-10\ntags: [transport]", "A bus comes, and goes again.")
    write(
        tmp_path, "2026-02-01-jane", "Jane's winter", "date: 2026-02-01\ntags: [people]", "A frosty season, she says."
    )
    (tmp_path / "source/images").mkdir()
    Image.effect_noise((90, 60), 60).save(tmp_path / "source/images/quay.png")
    (tmp_path / "source/publication.toml").write_text(SETTINGS, "utf-8")
    done = archive(tmp_path)
    assert done.code == 0, done.err
    return tmp_path


def test_a_collection_goes_on_with_the_chapter_of_what_the_source_has_no_longer(shore: Path) -> None:
    """A newer article and a correction come in; the absent one keeps its words, picture and links, to the end."""
    before = files(shore)
    (shore / "source/articles/2025-12-31-lantern.md").unlink()
    (shore / "source/images/quay.png").unlink()
    assert [one["path"] for one in archive(shore, day="2026-03-02").problems("A20")] == [
        "source/articles/2025-12-31-lantern.md"
    ]
    assert {path: files(shore)[path] for path in before if path.startswith("editions/")} == {
        path: content for path, content in before.items() if path.startswith("editions/")
    }
    write(shore, "2026-03-03-tides", "Tides", "date: 2026-03-03\ntags: [people]", "The water rises and falls.")
    bus = shore / "source/articles/2026-01-10-bus.md"
    bus.write_text(bus.read_text("utf-8").replace("tags", "corrected: 2026-03-03\ntags") + "\nAt noon too.\n", "utf-8")
    done = archive(shore, day="2026-03-03")
    assert (done.code, done.problems("A20"), done.problems("T13")) == (0, [], [])
    assert chapters(shore) == ("tides", "jane", "bus", "lantern")
    said = book(shore)
    for words in ("Lanterns of paper", "The quay by night", "At noon too.", "The water rises", 'src="../images/quay'):
        assert words in said, words
    (link,) = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>the bus</a>', said)
    assert "bus" in link
    assert chapters(shore, "editions/topics/shore-news-people.epub") == ("tides", "jane", "lantern")
    assert chapters(shore, "editions/topics/shore-news-transport.epub") == ("bus",)
    assert files(shore)["editions/text/lantern.txt"] == before["editions/text/lantern.txt"]
    assert b"Corrected" not in files(shore)["articles/lantern.html"]
    # Nothing is left to do, and a new look does not cost the chapter either.
    again = files(shore)
    assert archive(shore, day="2026-03-04").json["artifacts"] == []
    assert files(shore) == again
    archive(shore, "--restyle", day="2026-03-05")
    assert chapters(shore) == ("tides", "jane", "bus", "lantern")
    assert run_publish("verify", cwd=shore).code == 0


def test_a_collection_that_is_reset_is_made_of_the_source_alone(shore: Path) -> None:
    """Once somebody has said so, and for good; other collections keep the chapter, and withdrawing takes it from them."""
    (shore / "source/articles/2025-12-31-lantern.md").unlink()
    archive(shore, "--reset", "shore-news", day="2026-03-02")
    assert chapters(shore) == ("jane", "bus")
    write(shore, "2026-03-03-tides", "Tides", "date: 2026-03-03\ntags: [people]", "The water rises and falls.")
    archive(shore, day="2026-03-03")
    assert chapters(shore) == ("tides", "jane", "bus")
    assert chapters(shore, "editions/topics/shore-news-people.epub") == ("tides", "jane", "lantern")
    archive(shore, "--withdraw", "jane", day="2026-03-04")
    assert chapters(shore, "editions/topics/shore-news-people.epub") == ("tides", "lantern")
    archive(shore, "--withdraw", "lantern", day="2026-03-05")
    assert chapters(shore, "editions/topics/shore-news-people.epub") == ("tides",)
    assert "lanterns of paper" not in told(shore)
    assert not [name for name in packed(shore) if "lantern" in name or "quay" in name]


def test_an_article_with_an_error_keeps_its_chapter_as_it_was(shore: Path) -> None:
    """So does one that is a draft again: a newer article comes into the collection beside it."""
    lantern = shore / "source/articles/2025-12-31-lantern.md"
    lantern.write_text("---\ntitle: Lanterns\n---\n\nNo day.\n", "utf-8")
    jane = shore / "source/articles/2026-02-01-jane.md"
    jane.write_text(jane.read_text("utf-8").replace("tags", "draft: true\ntags") + "\nUnripe words.\n", "utf-8")
    write(shore, "2026-03-03-tides", "Tides", "date: 2026-03-03", "The water rises and falls.")
    archive(shore, day="2026-03-03")
    assert chapters(shore) == ("tides", "jane", "bus", "lantern")
    said = book(shore)
    assert "Lanterns of paper" in said
    assert "Unripe" not in said


def test_without_its_text_in_the_archive_a_collection_waits(shore: Path) -> None:
    """It is named, with what to do: nobody has taken back what it holds."""
    settings = shore / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[source]\nformer = false\n", "utf-8")
    (shore / "source/articles/2025-12-31-lantern.md").unlink()
    archive(shore, day="2026-03-02")
    write(shore, "2026-03-03-tides", "Tides", "date: 2026-03-03", "The water rises and falls.")
    done = archive(shore, day="2026-03-03")
    (told_of,) = (one for one in done.problems("A20") if BOOK in one["message"])
    assert "neither the source nor the archive" in told_of["message"]
    assert "--reset shore-news" in told_of["hint"]
    assert chapters(shore) == ("jane", "bus", "lantern")


def test_what_names_a_paper_a_draft_or_what_was_dropped_is_in_no_zip(shore: Path) -> None:
    """Of the source or of before: a paper of a meeting, though it was out once, and a draft are named by no text."""
    write(shore, "2026-02-10-plan", "The plan", "date: 2026-02-10", "We shall see what comes of the plan by then.")
    for name, led in (("old", "plan"), ("older", "next"), ("oldest", "jane")):
        write(shore, f"2026-02-12-{name}", f"This {name}", "date: 2026-02-12", f"This {name} one reads [it]({led}.md).")
        write(shore, f"2026-02-13-{name}-here", f"Here {name}", "date: 2026-02-13", f"We {name} read [it]({led}.md).")
    archive(shore)
    assert len([name for name in packed(shore) if "old" in name]) == 6
    for name in ("old", "older", "oldest"):
        (shore / f"source/articles/2026-02-12-{name}.md").unlink()
    archive(shore, "--yes-without", "3", day="2026-03-02")
    assert len([name for name in packed(shore) if name.startswith("former/")]) == 3

    (shore / "source/papers").mkdir()
    (shore / "source/articles/2026-02-10-plan.md").rename(shore / "source/papers/2026-02-10-plan.md")
    write(shore, "2026-02-11-next", "What comes next", "date: 2026-02-11\ndraft: true", "More of it.")
    (shore / "source/articles/2026-02-01-jane.md").unlink()
    (shore / "source/articles/2026-02-13-oldest-here.md").unlink()
    done = archive(shore, "--drop", "jane", "--yes-without", "6", day="2026-03-03")
    assert done.code == 0, done.err
    assert [one["path"] for one in done.problems("T16")] == ["source/articles/2026-02-13-old-here.md"]
    assert [one["path"] for one in done.problems("T17")] == ["source/articles/2026-02-13-older-here.md"]
    held = packed(shore)
    assert not [name for name in held if "old" in name]
    assert not re.search(rb"\((plan|next|jane)\.md", b"".join(held.values()))
    assert "jane" not in told(shore)
    archive(shore, day="2026-03-04")
    assert not [name for name in packed(shore) if "old" in name]


def test_volumes_that_are_out_keep_what_they_hold(shore: Path) -> None:
    """A late article, and one that is taken back, change the volume that is open, and the one that held it."""
    settings = shore / "source/publication.toml"
    settings.write_text(
        SETTINGS.replace('[editions.book]\nkind = "collection"', '[editions.book]\nkind = "collection"\nchapters = 2'),
        "utf-8",
    )
    archive(shore, "--reset", "shore-news")
    second = "editions/book/shore-news-2.epub"
    assert (chapters(shore), chapters(shore, second)) == (("bus", "lantern"), ("jane",))
    first = files(shore)[BOOK]
    write(shore, "2011-05-05-cellar", "From the cellar", "date: 2011-05-05", "Words from long ago, found again.")
    write(shore, "2012-05-05-attic", "From the attic", "date: 2012-05-05", "Words from not so long ago, found.")
    archive(shore, day="2026-03-02")
    third = "editions/book/shore-news-3.epub"
    assert files(shore)[BOOK] == first
    assert (chapters(shore, second), chapters(shore, third)) == (("jane", "cellar"), ("attic",))
    archive(shore, "--withdraw", "lantern", day="2026-03-03")
    assert [chapters(shore, path) for path in (BOOK, second, third)] == [("bus",), ("jane", "cellar"), ("attic",)]
    (shore / "source/articles/2012-05-05-attic.md").unlink()
    write(shore, "2026-03-04-tides", "Tides", "date: 2026-03-04", "The water rises and falls.")
    archive(shore, day="2026-03-04")
    assert [chapters(shore, path) for path in (BOOK, second, third)] == [
        ("bus",),
        ("jane", "cellar"),
        ("tides", "attic"),
    ]


def test_the_same_bytes_are_said_where_they_are_proven(shore: Path) -> None:
    """Of editions whose words, settings, style, neighbours and programs are those of then; and they are the same then."""

    def again(day: str = "2026-03-01") -> int:
        done = run_publish("verify", "--json", cwd=shore, environment={"HANDBILL_TODAY": day})
        assert done.code == 0, done.err
        said = done.json["archive"]
        assert said["files"] == len(list((shore / "build/archive/editions").rglob("*.*")))
        return int(said["again"])

    assert again() == 6
    assert "6 of 6 editions of the archive" in run_publish("verify", cwd=shore).err
    before = files(shore, "editions")
    run_publish("archive", "--restyle", cwd=shore, environment={"HANDBILL_TODAY": "2026-03-01"})
    assert files(shore, "editions") == before
    # What the source has no longer is named in no news and is no file of its own; its chapters are made from the zip.
    (shore / "source/articles/2025-12-31-lantern.md").unlink()
    archive(shore, day="2026-03-02")
    assert again("2026-03-02") == 3
    bus = shore / "source/articles/2026-01-10-bus.md"
    typed = bus.read_text("utf-8")
    bus.write_text(typed + "\nMore words.\n", "utf-8")
    assert again("2026-03-02") == 1
    bus.write_text(typed, "utf-8")
    settings = shore / "source/publication.toml"
    settings.write_text('rights = "© others"\n' + settings.read_text("utf-8"), "utf-8")
    assert again("2026-03-02") == 0
    assert "same bytes" not in run_publish("verify", cwd=shore).err.replace("a build gives the same bytes", "")


def test_a_collection_that_is_made_again_marks_the_pages_of_briefings_that_stand(tmp_path: Path) -> None:
    """Of each article, though only the new one's briefing is made."""
    plans = '\n[editions.briefing]\nkind = "briefing"\n\n[editions.book]\nkind = "collection"\n'
    for name in ("one", "two"):
        write(
            tmp_path, f"2026-01-0{len(name)}-{name}", f"The {name}", f"date: 2026-01-0{len(name)}", "Some words of it."
        )
    (tmp_path / "source/publication.toml").write_text(SETTINGS.partition("\n[")[0] + plans, encoding="utf-8")
    assert archive(tmp_path).code == 0
    assert book(tmp_path).count('role="doc-pagebreak"') == 2

    write(tmp_path, "2026-02-01-three", "The three", "date: 2026-02-01", "Words of another.")
    made = archive(tmp_path, day="2026-03-02")
    assert [one["path"] for one in made.json["artifacts"] if one["path"].endswith(".pdf")] == [
        "build/archive/editions/briefing/three.pdf"
    ]
    assert book(tmp_path).count('role="doc-pagebreak"') == 3

    # A new brand is for what is new; the pages of what is out are marked as they are, also of what the source has lost.
    settings = tmp_path / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8").replace("Shore Trust", "Coast Trust"), encoding="utf-8")
    (tmp_path / "source/articles/2026-01-03-one.md").unlink()
    write(tmp_path, "2026-02-02-four", "The four", "date: 2026-02-02", "Words of one more.")
    made = archive(tmp_path, day="2026-03-03")
    assert [one["path"] for one in made.json["artifacts"] if one["path"].endswith(".pdf")] == [
        "build/archive/editions/briefing/four.pdf"
    ]
    assert book(tmp_path).count('role="doc-pagebreak"') == 4
    assert "same bytes" in run_publish("verify", cwd=tmp_path).err


def test_pages_that_an_older_version_did_not_note_are_said_to_be_marked_nowhere(tmp_path: Path) -> None:
    """Where the file would be another today: which, and by what they would be marked."""
    plans = '\n[editions.briefing]\nkind = "briefing"\n\n[editions.book]\nkind = "collection"\n'
    settings = tmp_path / "source/publication.toml"
    write(tmp_path, "2026-01-03-one", "The one", "date: 2026-01-03", "Some words of it.")
    settings.write_text(SETTINGS.partition("\n[")[0] + plans, encoding="utf-8")
    archive(tmp_path)
    for place in ("build/archive/receipt.json", "archived/receipt.json"):
        kept = json.loads((tmp_path / place).read_bytes())
        for held in kept["holdings"]:
            held.pop("starts", None)
            held.pop("shape", None)
        (tmp_path / place).write_text(json.dumps(kept), encoding="utf-8")
    settings.write_text(settings.read_text("utf-8").replace("Shore Trust", "Coast Trust"), encoding="utf-8")
    write(tmp_path, "2026-02-02-two", "The two", "date: 2026-02-02", "Words of one more.")
    (problem,) = archive(tmp_path).problems("A28")
    assert problem["path"] == "source/articles/2026-01-03-one.md"
    assert "--restyle" in problem["hint"]
    assert book(tmp_path).count('role="doc-pagebreak"') == 1
    archive(tmp_path, "--restyle")
    assert book(tmp_path).count('role="doc-pagebreak"') == 2
