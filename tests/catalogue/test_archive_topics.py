"""Topics, years and volumes keep the addresses that they were given; where one is no longer made it leads on."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest
from lxml import html

from tests.catalogue.test_archive_life import archive, files, told, write

SETTINGS = """\
identifier = "https://example.org/news"
title = "Shore News"
organisation = "Shore Trust"

[editions.text]
kind = "text"

[editions.topics]
kind = "collection"
by = "tag"

[editions.years]
kind = "collection"
by = "year"
"""


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A publication with three articles, in the archive."""
    write(tmp_path, "one", "One about minds", "date: 2025-03-01\ntags: [mental health]", "Words on minds and on moods.")
    write(tmp_path, "two", "Two about buses", "date: 2025-04-01\ntags: [charabanc, people]", "Words on buses, on time.")
    write(tmp_path, "three", "Three on walks", "date: 2026-01-02\ntags: [people]", "Words on walks along the quay.")
    (tmp_path / "source/publication.toml").write_text(SETTINGS, "utf-8")
    assert archive(tmp_path).code == 0
    return tmp_path


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Change an article's file."""
    place = root / f"source/articles/{name}.md"
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new), "utf-8")


def target(page: bytes) -> str:
    """Where a page leads on to at once."""
    (content,) = html.fromstring(page).xpath("//meta[@http-equiv='refresh']/@content")
    return str(content).partition("url=")[2]


def collections(root: Path) -> list[str]:
    """The titles on the list of collections."""
    page = html.fromstring(files(root)["collections.html"])
    return [" ".join(one.text_content().split()) for one in page.xpath("//ul[contains(@class, 'volumes')]/li")]


@pytest.mark.parametrize("tag", ["mental-health", "Mental Health", "mental_health", "mental\u2011health"])
def test_a_topic_in_another_form_is_the_same_topic(news: Path, tag: str) -> None:
    """Hyphen, space and capitals make no other topic, even where the article is older than all the others."""
    ids = {one.title: one.id for one in feedparser.parse(files(news)["opds/collections.xml"]).entries}
    write(news, "zero", "Nought", f"date: 2020-01-01\ntags: ['{tag}']", "Words that are older than the others are.")
    archive(news)
    now = files(news)
    assert [path for path in now if path.startswith("topics/mental")] == ["topics/mental-health.html"]
    assert b"articles/zero.html" in now["topics/mental-health.html"]
    assert b"articles/one.html" in now["topics/mental-health.html"]
    (book,) = (one for one in feedparser.parse(now["opds/collections.xml"]).entries if "ental" in one.title)
    assert book.id == ids["Shore News: mental health"]


def test_a_topic_keeps_its_address_against_an_older_article(news: Path) -> None:
    """Two topics that are spelt alike in addresses: the one that was there first keeps it, whatever comes later."""
    write(news, "zero", "Nought", "date: 2020-01-01\ntags: [péople]", "Words that are older than the others are.")
    archive(news)
    now = files(news)
    assert b"articles/two.html" in now["topics/people.html"]
    assert b"articles/zero.html" not in now["topics/people.html"]
    assert sum(path.startswith("topics/people-") for path in now) == 1


def test_a_mended_tag_leads_on(news: Path) -> None:
    """Its old page, catalogue and ebook answer; the lists have the new one alone, for good."""
    before = files(news)
    edit(news, "two", "charabanc", "transport")
    for _ in range(2):
        archive(news)
        now = files(news)
        assert set(before) <= set(now)
        assert target(now["topics/charabanc.html"]) == "transport.html"
        (entry,) = feedparser.parse(now["opds/topics/charabanc.xml"]).entries
        assert entry.title == "Two about buses"
        assert json.loads(now["opds/topics/charabanc.json"])["publications"]
        assert now["editions/topics/shore-news-charabanc.epub"] == before["editions/topics/shore-news-charabanc.epub"]
        assert not [title for title in collections(news) if "charabanc" in title]
        assert [title for title in collections(news) if "transport" in title]
        assert b"charabanc" not in now["topics.html"] + now["articles/two.html"] + now["opds/topics.xml"]
    # Mended once more: both old pages lead to the last.
    edit(news, "two", "transport", "buses")
    archive(news)
    assert target(files(news)["topics/charabanc.html"]) == "buses.html"
    assert target(files(news)["topics/transport.html"]) == "buses.html"


def test_a_moved_day_leads_on(news: Path) -> None:
    """The year that it was in leads to the one that it is in; its ebook has it no longer, and no list has an empty one."""
    edit(news, "three", "2026-01-02", "2025-12-31")
    before = files(news)
    archive(news)
    now = files(news)
    assert set(before) <= set(now)
    assert target(now["years/2026.html"]) == "2025.html"
    assert not [title for title in collections(news) if "2026" in title]
    assert b"articles/three.html" in now["years/2025.html"]
    # Another is moved out of a year that goes on.
    edit(news, "two", "2025-04-01", "2024-04-01")
    archive(news)
    receipt = json.loads(files(news)["receipt.json"])
    held = {one["title"]: one["articles"] for one in receipt["holdings"] if one["edition"] == "years"}
    assert held["Shore News 2024"] == ["two"]
    assert held["Shore News 2025"] == ["three", "one"]


def test_a_topic_that_is_given_up_leads_to_all(news: Path) -> None:
    """Where nothing of it is left the list of all topics answers in its place, and its ebook is on no list."""
    edit(news, "two", "charabanc, people", "people")
    archive(news)
    now = files(news)
    assert target(now["topics/charabanc.html"]) in ("../topics.html", "people.html")
    assert not [title for title in collections(news) if "charabanc" in title]


def test_a_topic_of_what_is_dropped_is_dropped(news: Path) -> None:
    """Not even the address of a tag that only one article had is left, when that is to be forgotten."""
    (news / "source/articles/two.md").unlink()
    archive(news, "--drop", "two")
    assert "charabanc" not in told(news)
    assert b"two" not in files(news)["SHA256SUMS"]


@pytest.mark.parametrize("changed", ["title", "text", "both but for the words"])
def test_what_vanished_is_asked_about(news: Path, changed: str) -> None:
    """A new article with the title, or the text, of one that is gone: the line to write is given."""
    (news / "source/articles/two.md").unlink()
    title = "Two about buses" if changed == "title" else "Another name"
    text = "Other words than before stand here." if changed == "title" else "Words on buses,\non time."
    day = "2025-04-01" if changed == "text" else "2026-02-02"
    write(news, "coaches", title, f"date: {day}", text)
    (asked,) = archive(news).problems("A19")
    assert "formerly: [two]" in asked["hint"]
    assert asked["path"] == "source/articles/coaches.md"
