"""The life of an archive: what came out stays what it was, what is taken back is gone, and names lead on."""

from __future__ import annotations

import io
import json
import re
import shutil
import tarfile
import time
import zipfile
from pathlib import Path

import feedparser
import pypdfium2 as pdfium
import pytest
from lxml import html

from publish.catalogue import receipt
from publish.workshop import index
from tests.conftest import ROOT, run_publish
from tests.support.commands import Outcome

SETTINGS = """\
identifier = "https://example.org/news"
title = "Shore News"
organisation = "Shore Trust"
archive = "https://example.org/archive"

[editions.briefing]
kind = "briefing"

[editions.text]
kind = "text"

[editions.topics]
kind = "collection"
by = "tag"
"""
RELEASES = sorted(ROOT.glob("tests/archives/*/publication.tar.xz"))


def write(root: Path, name: str, title: str, head: str, text: str) -> Path:
    """An article's file."""
    place = root / f"source/articles/{name}.md"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"---\ntitle: {title}\n{head}\n---\n\n{text}\n", "utf-8")
    return place


def archive(root: Path, *options: str, day: str = "2026-03-01") -> Outcome:
    """`publish archive` on a day."""
    return run_publish("archive", "--json", *options, cwd=root, environment={"HANDBILL_TODAY": day})


def files(root: Path, below: str = "") -> dict[str, bytes]:
    """What the archive holds, by path."""
    top = root / "build/archive"
    return {
        place.relative_to(top).as_posix(): place.read_bytes()
        for place in sorted((top / below).rglob("*"))
        if place.is_file()
    }


def told(root: Path) -> str:
    """Every word of the archive, unpacked and decoded."""
    said = []
    for path, content in files(root).items():
        if path.endswith(".epub"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                said += [f"{name} {book.read(name).decode('utf-8', 'replace')}" for name in book.namelist()]
        elif path.endswith(".pdf"):
            with pdfium.PdfDocument(content) as file:
                said += [page.get_textpage().get_text_range() for page in file]
                said.append(str(file.get_metadata_dict()))
                said += [one.get_title() for one in file.get_toc()]
        else:
            said.append(path + content.decode("utf-8", "replace"))
    return re.sub(r"\s+", " ", "\n".join(said)).replace("\u2019", "'").casefold()


@pytest.fixture
def shore(tmp_path: Path) -> Path:
    """A publication with three articles, of which the second leads to the first and the third has a picture."""
    write(
        tmp_path,
        "2025-12-31-lantern",
        "The lantern parade",
        "date: 2025-12-31\ntags: [people]\nstandfirst: A short walk with lights.\nlinks:\n"
        "  - title: The report in full\n    url: https://example.net/report",
        "Lanterns of paper went round.\n\n## Route\n\nBy the quay.",
    )
    write(
        tmp_path,
        "2026-01-10-bus",
        "The bus comes back",
        "date: 2026-01-10\ntags: [transport]",
        "Read [about lanterns](lantern.md) and [the route](lantern.md#route).",
    )
    write(
        tmp_path,
        "2026-02-01-jane",
        "Jane's winter",
        "date: 2026-02-01\ntags: [people]\nimage: images/dot.svg\nalt: Her caravan",
        "She spent a frosty season in a caravan. See [the bus](bus.md).",
    )
    (tmp_path / "source/images").mkdir()
    (tmp_path / "source/images/dot.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><circle cx="30" cy="20" r="9"/></svg>', "utf-8"
    )
    (tmp_path / "source/publication.toml").write_text(SETTINGS, "utf-8")
    assert archive(tmp_path).code == 0
    return tmp_path


def test_a_new_article_changes_no_edition_that_is_out(shore: Path) -> None:
    """What is in the archive stays the same to the byte, a new look and a new rights line or not."""
    before = files(shore, "editions")
    pages = files(shore, "articles")
    write(shore, "2026-03-01-new", "Brand new", "date: 2026-03-01\ntags: [other]", "Words.")
    settings = (shore / "source/publication.toml").read_text("utf-8")
    (shore / "source/publication.toml").write_text('rights = "© others"\n' + settings, "utf-8")
    archive(shore)

    after = files(shore, "editions")
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) == {
        "editions/briefing/new.pdf",
        "editions/text/new.txt",
        "editions/topics/shore-news-other.epub",
    }
    assert "© others".encode() in files(shore)["index.html"]
    held = receipt.read(files(shore)["receipt.json"])
    made = {one.slug: (held.makings[one.making], one.made_of) for one in held.holdings if one.edition == "briefing"}
    assert made["bus"][0] == made["jane"][0] != made["new"][0]
    assert made["bus"][0].fingerprint == made["new"][0].fingerprint
    assert {one.path for one in made["new"][0].inputs} == {"source/publication.toml", "styles/house"}
    inputs = {paper.slug: receipt.digest_of(paper.inputs) for paper in held.papers}
    assert {slug: digest for slug, (_, digest) in made.items()} == inputs
    assert set(pages) < set(files(shore, "articles"))
    before = files(shore)
    archive(shore, day="2026-03-02")
    assert files(shore) == before
    made = archive(shore, "--restyle").json["artifacts"]
    assert {Path(one["path"]).name for one in made} >= {"bus.pdf", "lantern.pdf", "jane.pdf"}


def test_what_is_taken_back_leaves_none_of_its_words(shore: Path) -> None:
    """A tombstone stands at its address; files, pictures, chapters, search words, feeds and news boxes are without it."""
    write(shore, "2026-02-02-later", "Later on", "date: 2026-02-02", "It names those before it.")
    archive(shore)
    assert "frosty" in told(shore)
    assert "jane's winter" in told(shore)

    archive(shore, "--withdraw", "jane", "--reason", "At her own wish.")
    said = told(shore)
    assert not [words for words in ("frosty", "jane's winter", "her caravan", "dot-") if words in said]
    page = html.fromstring(files(shore)["articles/jane.html"])
    assert "Withdrawn on 1 March 2026" in page.text_content()
    assert "At her own wish." in page.text_content()
    held = json.loads(files(shore)["receipt.json"])
    (paper,) = (one for one in held["papers"] if one["slug"] == "jane")
    assert (paper["withdrawn"], paper["title"], len(paper["sha256"])) == ("2026-03-01", "", 64)
    assert run_publish("verify", cwd=shore).code == 0
    # It stays away, its file being there or not, and cannot be mailed or built.
    archive(shore, day="2026-04-01")
    assert "frosty" not in told(shore)
    assert "editions/briefing/jane.pdf" not in files(shore)
    run_publish("build", cwd=shore, environment={"HANDBILL_TODAY": "2026-04-01"})
    assert not (shore / "build/briefing/jane.pdf").exists()


def test_a_line_in_its_metadata_takes_an_article_back_too(shore: Path) -> None:
    """With nothing said on the command line, from the day that it names."""
    place = shore / "source/articles/2026-02-01-jane.md"
    place.write_text(place.read_text("utf-8").replace("tags:", "withdrawn: 2026-03-02\ntags:"), "utf-8")
    archive(shore)
    assert "frosty" in told(shore)
    archive(shore, day="2026-03-02")
    assert "frosty" not in told(shore)


def test_what_is_dropped_leaves_not_even_its_name(shore: Path) -> None:
    """An erasure request: neither page nor receipt name it; while its file is there it is refused."""
    refused = archive(shore, "--drop", "jane")
    assert refused.code == 2
    (shore / "source/articles/2026-02-01-jane.md").unlink()
    dropped = run_publish("archive", "--drop", "jane", cwd=shore, environment={"HANDBILL_TODAY": "2026-03-01"})
    assert dropped.code == 0
    assert "build/.shelf/  has what was made before" in dropped.out
    assert "jane" not in told(shore)


def test_a_file_that_is_missing_is_an_error_and_stays_on_the_list(shore: Path) -> None:
    """Deleting by hand is no withdrawal: archive and verify both name what is missing."""
    (shore / "source/articles/2026-02-01-jane.md").unlink()
    (shore / "build/archive/editions/briefing/jane.pdf").unlink()
    done = archive(shore)
    assert done.code == 1
    assert [one["path"] for one in done.problems("P18")] == ["build/archive/editions/briefing/jane.pdf"]
    assert [one["path"] for one in done.problems("A20")] == ["source/articles/2026-02-01-jane.md"]
    assert "missing" in run_publish("verify", cwd=shore).out
    (shore / "build/archive/articles/.DS_Store").write_bytes(b"\0")
    assert ".DS_Store" not in run_publish("verify", cwd=shore).out


def test_a_copy_that_a_program_has_left_is_no_change(shore: Path) -> None:
    """`verify` names it, and what it is, and finds the archive as it was made; another file is another matter."""
    page = shore / "build/archive/articles/bus.html"
    for name in ("bus (Ann's conflicted copy 2026-03-01)", "bus-DESKTOP-AB12", "bus 2", "Copy of bus"):
        shutil.copy(page, page.with_name(f"{name}.html"))
    done = run_publish("verify", "--json", cwd=shore)
    assert (done.code, {one["kind"] for one in done.json["findings"]}, len(done.json["findings"])) == (0, {"copy"}, 4)
    assert "4 copies are no part of it, and may be deleted" in run_publish("verify", cwd=shore).err
    shutil.copy(page, page.with_name("coach.html"))
    assert run_publish("verify", cwd=shore).code == 1


def test_an_archive_of_which_nothing_has_changed_is_not_laid_out_again(shore: Path) -> None:
    """It is known from dates and sizes; a file that is missing, a word more and another day are seen all the same."""
    report = next((shore / "build/.shelf/reports").iterdir())
    before = report.stat().st_mtime_ns
    time.sleep(index.TICK / 1e9)  # what changes in the very moment of a run may not be seen
    again = archive(shore)
    assert (again.code, again.json["artifacts"], again.json["problems"]) == (0, [], [])
    assert report.stat().st_mtime_ns == before
    assert "nothing has changed" in run_publish("archive", cwd=shore, environment={"HANDBILL_TODAY": "2026-03-01"}).out
    (shore / "build/archive/years/2026.html").unlink()
    assert [one["path"] for one in archive(shore).problems("P19")] == ["build/archive/years/2026.html"]
    assert not archive(shore).problems("P19")
    (shore / "source/articles/2026-02-01-jane.md").write_text("---\ntitle: Jane\n---\n\nNo day.\n", "utf-8")
    assert archive(shore).code == 1


def test_an_article_under_another_name_is_one(shore: Path) -> None:
    """It is asked about; once it says its former name it stands once, with its identifiers, and the old page leads on."""
    ids = {one.link: one.id for one in feedparser.parse(files(shore)["feeds/atom.xml"]).entries}
    old = shore / "source/articles/2026-01-10-bus.md"
    new = shore / "source/articles/2026-01-10-bus-returns.md"
    old.rename(new)
    asked = archive(shore)
    (question,) = asked.problems("A19")
    assert "formerly: [bus]" in question["hint"]

    new.write_text(new.read_text("utf-8").replace("tags:", "formerly: [bus]\ntags:"), "utf-8")
    archive(shore)
    now = files(shore)
    entries = feedparser.parse(now["feeds/atom.xml"]).entries
    mine = [one for one in entries if one.title == "The bus comes back"]
    assert [one.id for one in mine] == [ids["https://example.org/archive/articles/bus.html"]]
    assert mine[0].link.endswith("/bus-returns.html")
    for path in ("index.html", "years/2026.html", "topics/transport.html", "sitemap.xml"):
        assert now[path].count(b"articles/bus-returns.html") == 1
        assert b"articles/bus.html" not in now[path]
    page = now["articles/bus.html"].decode()
    assert '<link rel="canonical" href="https://example.org/archive/articles/bus-returns.html">' in page
    assert 'http-equiv="refresh" content="0; url=bus-returns.html"' in page
    assert now["editions/briefing/bus.pdf"]
    assert b"bus.pdf" not in now["articles/bus-returns.html"]
    assert b'href="bus-returns.html"' in now["articles/jane.html"]


def test_links_and_feeds_keep_what_is_only_in_the_archive(shore: Path) -> None:
    """When an article's file is gone its page is led to, and feeds have its text with its lead and its links."""
    (shore / "source/articles/2025-12-31-lantern.md").unlink()
    done = archive(shore, "--reset", "bus")
    assert not done.problems("T13")
    page = html.fromstring(files(shore)["articles/bus.html"])
    assert page.xpath("//div[@class='body']//a/@href") == ["lantern.html", "lantern.html#route"]
    entries = feedparser.parse(files(shore)["feeds/atom.xml"]).entries
    (content,) = (one.content[0].value for one in entries if one.title == "The lantern parade")
    order = [content.index(words) for words in ("A short walk", "Lanterns of paper", "The report in full")]
    assert order == sorted(order)


def test_a_late_article_arrives_when_it_comes(shore: Path) -> None:
    """One that is dated in the past is updated in the feed on its day of arrival, and published when it says."""
    write(shore, "old", "From the cellar", "date: 2011-05-05", "Words.")
    archive(shore)
    (entry,) = (
        one for one in feedparser.parse(files(shore)["feeds/atom.xml"]).entries if one.title == "From the cellar"
    )
    assert (entry.updated[:10], entry.published[:10]) == ("2026-03-01", "2011-05-05")
    assert b"Corrected" not in files(shore)["articles/old.html"]


def test_much_that_is_gone_is_asked_about(shore: Path) -> None:
    """A folder that is half copied is no mass withdrawal."""
    for place in (shore / "source/articles").glob("*.md"):
        place.unlink()
    write(shore, "alone", "Alone", "date: 2026-03-01", "Words.")
    before = files(shore)
    done = archive(shore)
    assert done.code == 2
    assert files(shore) == before
    assert archive(shore, "--yes-without", "3").code == 0
    assert set(before) <= set(files(shore))


def test_another_publications_archive_is_left_alone(shore: Path) -> None:
    """A changed identifier stops, and so does a receipt that is missing."""
    settings = shore / "source/publication.toml"
    typed = settings.read_text("utf-8")
    before = files(shore)
    settings.write_text(typed.replace("example.org/news", "example.net/other"), "utf-8")
    assert archive(shore).code == 3
    settings.write_text(typed, "utf-8")
    assert files(shore) == before
    (shore / "build/archive/receipt.json").unlink()
    assert archive(shore).code == 3


@pytest.mark.parametrize("release", RELEASES, ids=lambda place: place.parent.name)
def test_every_earlier_release_goes_on(release: Path, tmp_path: Path) -> None:
    """No address is gone, no identifier is another, and no edition is made again."""
    with tarfile.open(release) as pack:
        pack.extractall(tmp_path, filter="data")
    before = files(tmp_path)
    done = archive(tmp_path)
    assert done.code == 0
    after = files(tmp_path)
    assert set(before) <= set(after)
    assert {path: content for path, content in after.items() if path.startswith("editions/")} == {
        path: content for path, content in before.items() if path.startswith("editions/")
    }
    ids = [
        {one.link: (one.id, one.updated) for one in feedparser.parse(kept["feeds/atom.xml"]).entries}
        for kept in (before, after)
    ]
    assert ids[0] == ids[1]
    archive(tmp_path, "--withdraw", "jane")
    assert "caravan" not in told(tmp_path)
