"""Copies of articles are errors that name both; articles that only resemble each other are not."""

from __future__ import annotations

from datetime import date

import pytest

from publish.editions import copies
from publish.model import Article
from tests.support.sample import article

TEXT = "The bus of the valley comes back on Monday, every hour, from the square to the school and the quay.\n"
ORIGINAL = "source/articles/2026-01-10-bus.md"


def bus(source: str, slug: str, **changes: object) -> Article:
    """An article about a bus."""
    made: dict[str, object] = {"title": "The bus comes back", "published": date(2026, 1, 10), "typed": TEXT} | changes
    return article(slug, source=source, **made)


@pytest.mark.parametrize(
    "name",
    [
        "2026-01-10-bus (conflicted copy)",
        "2026-01-10-bus (Jo's conflicted copy 2026-01-12)",
        "2026-01-10-bus (conflicted copy 2026-01-12 101112)",
        "2026-01-10-bus (Case Conflict 1)",
        "2026-01-10-bus (SFConflict jo@example.org 2026-01-12-10-11-12)",
        "2026-01-10-bus.sync-conflict-20260112-101112-ABCDEFG",
        "2026-01-10-bus_conflict-20260112-101112",
        "2026-01-10-bus-DESKTOP-AB12",
        "2026-01-10-bus-LAPTOP-0Q2T9K1A",
        "2026-01-10-bus-Jos-MacBook-Pro",
        "2026-01-10-bus (1)",
        "2026-01-10-bus 2",
        "2026-01-10-bus copy",
        "2026-01-10-bus copy 3",
        "2026-01-10-bus - Copy",
        "2026-01-10-bus - Copy (2)",
        "Copy of 2026-01-10-bus",
        "Copy (2) of 2026-01-10-bus",
        "2026-01-10-bus - Kopie",
    ],
)
def test_copies_by_their_names(name: str) -> None:
    """What a program or a system has left beside an article is an error, also where its words are others by now."""
    original = bus(ORIGINAL, "bus")
    for text in (TEXT, TEXT.replace("Monday", "Tuesday") + "It waits at the quay."):
        copy = bus(f"source/articles/{name}.md", "bus-x", typed=text)
        kept, (problem,) = copies.find((original, copy))
        assert kept == (original,)
        assert (problem.code, problem.path) == ("A22", copy.source)
        assert ORIGINAL in problem.message


@pytest.mark.parametrize("name", ["another", "2026-01-10-bus-final", "old/2026-01-10-bus-v2"])
def test_what_is_nearly_another(name: str) -> None:
    """Of two that nobody has published both are errors; of two of which one is in the archive the other is."""
    original, copy = bus(ORIGINAL, "bus"), bus(f"source/articles/{name}.md", "other", typed=TEXT.replace("hour", "day"))
    kept, problems = copies.find((original, copy))
    assert kept == ()
    assert {(problem.code, problem.path) for problem in problems} == {("A22", original.source), ("A22", copy.source)}
    assert all((copy.source in problem.message) is (problem.path == ORIGINAL) for problem in problems)
    for held in (original, copy):
        kept, problems = copies.find((original, copy), {held.slug})
        assert kept == (held,)
    assert copies.find((original, copy), {original.slug, copy.slug}) == ((original, copy), ())


@pytest.mark.parametrize(
    "changes",
    [
        {"published": date(2026, 2, 10), "typed": TEXT.replace("Monday", "Friday")},
        {"title": "The ferry comes back", "typed": TEXT.replace("bus", "ferry").replace("valley", "long island")},
        {"title": "The bus comes back 2"},
        {"typed": "Quite another text about the same thing, which has words of its own from the first to the last."},
        {"language": "cy", "title": "Mae’r bws yn ôl", "typed": "Mae bws y cwm yn dod yn ôl ddydd Llun, bob awr."},
    ],
)
def test_what_only_resembles_another(changes: dict[str, object]) -> None:
    """A notice that comes each month, another subject, a part 2 and a translation are articles."""
    both = bus(ORIGINAL, "bus"), bus("source/articles/2026-01-10-bus 2.md", "bus-2", **changes)
    if "typed" not in changes:
        both = both[0], bus("source/articles/2026-01-10-second.md", "bus-2", **changes)
    if "ferry" in str(changes):
        both = both[0], bus("source/articles/2026-01-10-ferry.md", "ferry", **changes)
    if "Friday" in str(changes):
        both = both[0], bus("source/articles/2026-02-10-bus.md", "bus-2", **changes)
    assert copies.find(both) == (both, ())


def test_many_of_one_day_take_no_time() -> None:
    """Two thousand of one day are not compared each with each."""
    many = [bus(f"source/articles/{n}.md", f"n-{n}", title=f"About {'abcdefghij'[n % 10]}{n}") for n in range(2000)]
    kept, problems = copies.find(many)
    assert len(kept) == 2000
    assert problems == ()


def test_a_copy_without_its_original() -> None:
    """A name that only a sync program gives is never published; where the original has errors both are named."""
    copy = bus("source/articles/2026-01-10-bus (conflicted copy).md", "bus-x")
    kept, (problem,) = copies.find((copy,))
    assert kept == ()
    assert "not there" in problem.message
    kept, (problem,) = copies.find((copy,), (), {ORIGINAL})
    assert kept == ()
    assert ORIGINAL in problem.message
