"""Names that the archive has given: they are kept, and what comes under the name of another gets one of its own."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import feedparser
import pytest
from lxml import html

from tests.catalogue.test_archive_life import archive, files, shore, told, write
from tests.conftest import run_publish

__all__ = ["shore"]


def test_the_archived_article_wins_a_clash(shore: Path) -> None:
    """A new file with its slug is the one in error; the old one stays, and so do its collections."""
    before = files(shore)
    write(shore, "2026-03-01-bus", "Another bus", "date: 2026-03-01\ntags: [transport]", "Words of another one.")
    done = archive(shore)
    (clash,) = done.problems("A06")
    assert clash["path"] == "source/articles/2026-03-01-bus.md"
    assert "2026-01-10-bus.md" in clash["message"]
    after = files(shore)
    assert after["articles/bus.html"] == before["articles/bus.html"]
    assert after["editions/briefing/bus.pdf"] == before["editions/briefing/bus.pdf"]
    assert "another bus" not in told(shore)


@pytest.mark.parametrize("moved", ["2026-03-01-bus", "2026-01-10-bus", "bus"])
def test_a_slug_that_comes_back_for_another_article(shore: Path, moved: str) -> None:
    """It gets a name of its own and says so; the old article keeps its page, and both stay what they are from then on."""
    before = files(shore)
    (shore / "source/articles/2026-01-10-bus.md").unlink()
    place = write(shore, moved, "A bus for the island", "date: 2026-03-01\ntags: [sea]", "It goes by ferry.")
    done = archive(shore)
    (said,) = done.problems("A21")
    assert "bus-2026" in said["message"]
    now = files(shore)
    assert now["editions/briefing/bus.pdf"] == before["editions/briefing/bus.pdf"]
    assert b"about lanterns" in now["articles/bus.html"]
    assert b"by ferry" in now["articles/bus-2026.html"]
    assert b"by ferry" not in now["articles/bus.html"]
    # The next time, and when its file moves or its day.
    place.write_text(place.read_text("utf-8").replace("2026-03-01", "2027-03-02"), "utf-8")
    archive(shore, day="2027-03-03")
    assert b"by ferry" in files(shore)["articles/bus-2026.html"]
    assert "articles/bus-2027.html" not in files(shore)
    place.rename(place.with_name("2027-03-02-bus.md"))
    archive(shore, day="2027-03-03")
    assert {path for path in files(shore, "articles") if "bus" in path} == {
        "articles/bus.html",
        "articles/bus-2026.html",
    }


def test_a_better_title_or_another_day_is_the_same_article(shore: Path) -> None:
    """One of the two changed, or both with a word that it is the same: nothing is named anew."""
    place = shore / "source/articles/2026-01-10-bus.md"
    for title, date in (
        ("The bus is back", "2026-01-10"),
        ("The bus is back", "2026-01-11"),
        ("Our bus", "2026-01-12\nformerly: [bus]"),
        ("No bus", "2026-01-13\ncorrected: 2026-01-14"),
    ):
        write(shore, place.stem, title, f"date: {date}\ntags: [transport]", "Read about lanterns.")
        assert archive(shore).problems("A21") == []
    assert [path for path in files(shore, "articles") if "bus" in path] == ["articles/bus.html"]


def test_a_name_that_leads_on_is_not_taken(shore: Path) -> None:
    """The slug that an article had before it was renamed is not free for another."""
    place = shore / "source/articles/2026-01-10-bus.md"
    text = place.read_text("utf-8")
    place.unlink()
    write(shore, "2026-03-01-bus", "A new bus", "date: 2026-03-01\ntags: [sea]", "It is green all over.")
    place.with_name("2026-01-10-valley-bus.md").write_text(text.replace("tags:", "formerly: [bus]\ntags:"), "utf-8")
    for _ in range(2):
        archive(shore)
        now = files(shore)
        assert b"about lanterns" in now["articles/valley-bus.html"]
        assert b"valley-bus.html" in now["articles/bus.html"]
        assert b"green all over" in now["articles/bus-2026.html"]


def test_an_article_with_an_error_keeps_its_former_place(shore: Path) -> None:
    """It stays listed, and in its collections as it was beside what is corrected in them."""
    write(shore, "2026-01-12-oak", "The oak", "date: 2026-01-12\ntags: [people]", "It is old.")
    archive(shore)
    before = files(shore)
    place = shore / "source/articles/2026-02-01-jane.md"
    place.write_text(place.read_text("utf-8").replace("date: 2026-02-01", "date: soon"), "utf-8")
    oak = shore / "source/articles/2026-01-12-oak.md"
    oak.write_text(oak.read_text("utf-8").replace("old.", "older.").replace("tags:", "corrected: 2026-02-28\ntags:"))
    done = archive(shore)
    now = files(shore)
    assert now["editions/briefing/jane.pdf"] == before["editions/briefing/jane.pdf"]
    with zipfile.ZipFile(io.BytesIO(now["editions/topics/shore-news-people.epub"])) as book:
        said = b"".join(book.read(name) for name in book.namelist())
    assert b"It is older." in said
    assert b"frosty" in said
    assert b"jane.html" in now["topics/people.html"]
    assert b"frosty" in now["articles/jane.html"]
    assert done.code == 1
    assert not done.problems("A20")


def test_a_copy_of_what_is_archived_is_left_out(shore: Path) -> None:
    """Under whatever name a program leaves it; files that editors leave are passed over."""
    text = (shore / "source/articles/2026-01-10-bus.md").read_text("utf-8")
    names = ("2026-01-10-bus (conflicted copy)", "2026-01-10-bus-DESKTOP-AB12", "Copy of 2026-01-10-bus", "a-bus")
    for name in (*names, "~$2026-01-10-bus", ".#2026-01-10-bus"):
        (shore / f"source/articles/{name}.md").write_text(text + "\nOne more.\n", "utf-8")
    before = files(shore)
    done = archive(shore)
    assert {one["path"] for one in done.problems("A22")} == {f"source/articles/{name}.md" for name in names}
    assert len(done.problems("A22")) == len(done.json["problems"])
    assert set(files(shore)) == set(before)


def test_names_in_other_letters_stay_with_their_articles(shore: Path) -> None:
    """An older article with a name that is spelt alike does not take over that of the archive."""
    write(shore, "2026-02-03-علم", "علم", "date: 2026-02-03\nlanguage: ar", "كلمات عن الراية.")
    archive(shore)
    (slug,) = (Path(path).stem for path in files(shore, "articles") if "lm" in path)
    write(shore, "2026-02-02-عالم", "عالم", "date: 2026-02-02\nlanguage: ar", "كلمات أخرى عن الدنيا.")
    archive(shore)
    pages = {path: content.decode() for path, content in files(shore, "articles").items() if f"/{slug}" in path}
    assert "الراية" in pages[f"articles/{slug}.html"]
    assert len(pages) == 2
    # The first one is gone: the other keeps the name that it was given.
    (shore / "source/articles/2026-02-03-علم.md").unlink()
    archive(shore)
    papers = json.loads(files(shore)["receipt.json"])["papers"]
    assert sorted(path for path in files(shore, "articles") if f"/{slug}" in path) == sorted(pages)
    assert sum(one["title"] in ("علم", "عالم") for one in papers) == 2


def test_a_new_article_gets_a_name_that_is_free(shore: Path) -> None:
    """`publish new` knows the names of articles here, in the archive, and those that lead on."""
    (shore / "source/articles/2026-02-01-jane.md").unlink()
    for headline, taken in (("Bus", "bus"), ("Lantern", "lantern"), ("Jane", "jane")):
        done = run_publish("new", headline, cwd=shore)
        assert done.code == 0
        assert taken in done.err
    write(shore, "x", "Else", "date: 2026-02-01\nslug: sea-wall", "Words.")
    run_publish("new", "Sea wall", cwd=shore)
    assert not archive(shore, day="2099-01-01").problems("A06")


def test_links_by_a_file_that_was_renamed_lead_on(shore: Path) -> None:
    """By its dated name or its path, in the run in which it is renamed, in those after it, and once it is gone."""
    bus = shore / "source/articles/2026-01-10-bus.md"
    typed = bus.read_text("utf-8").replace(
        "Read", "See [it](2025-12-31-lantern.md), [it](../articles/2025-12-31-lantern.md)."
    )
    bus.write_text(typed, "utf-8")
    archive(shore)
    old = shore / "source/articles/2025-12-31-lantern.md"
    new = old.with_name("2025-12-31-parade.md")
    old.rename(new)
    new.write_text(new.read_text("utf-8").replace("tags:", "formerly: [lantern]\ntags:"), "utf-8")

    def led() -> list[str]:
        page = html.fromstring(files(shore)["articles/bus.html"])
        return [str(one) for one in page.xpath("//div[@class='body']//a/@href")]

    assert not archive(shore, day="2026-03-02").problems("T13")
    assert led() == ["parade.html", "parade.html", "parade.html", "parade.html#route"]
    new.unlink()
    bus.write_text(typed + "\nMore words.\n", "utf-8")
    assert not archive(shore, day="2026-03-03").problems("T13")
    assert led() == ["parade.html", "parade.html", "parade.html", "parade.html#route"]


def test_articles_that_swap_their_slugs_are_not_taken_for_each_other(shore: Path) -> None:
    """Readers' apps know an article by its identifier: it does not become another one's words."""
    ids = {one.title: one.id for one in feedparser.parse(files(shore)["feeds/atom.xml"]).entries}
    for name, slug in (("2025-12-31-lantern", "bus"), ("2026-01-10-bus", "lantern")):
        place = shore / f"source/articles/{name}.md"
        place.write_text(place.read_text("utf-8").replace("tags:", f"slug: {slug}\ntags:"), "utf-8")
    done = archive(shore, day="2026-03-02")
    assert len(done.problems("A21")) == 2
    now = {(one.title, one.id) for one in feedparser.parse(files(shore)["feeds/atom.xml"]).entries}
    others = {(title, other) for title in ids for name, other in ids.items() if name != title}
    assert not now & others


def test_what_is_taken_back_may_be_called_by_a_former_name(shore: Path) -> None:
    """Whoever has the old address in hand knows no other; the day of a withdrawal stays what it was."""
    old = shore / "source/articles/2026-02-01-jane.md"
    new = old.with_name("2026-02-01-ruth.md")
    old.rename(new)
    new.write_text(new.read_text("utf-8").replace("tags:", "formerly: [jane]\ntags:"), "utf-8")
    archive(shore, day="2026-03-02")
    assert archive(shore, "--withdraw", "jane", day="2026-03-03").code == 0
    assert b"Withdrawn on 3 March 2026" in files(shore)["articles/ruth.html"]
    assert "frosty" not in told(shore)
    (said,) = archive(shore, "--withdraw", "ruth", day="2026-03-04").problems("A13")
    assert "2026-03-03" in said["message"]
