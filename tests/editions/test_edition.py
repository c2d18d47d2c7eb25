"""Editions: what is in them, in which order, under which identifier."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from publish.editions.compose import NEWS_ITEMS, compose
from publish.model import EditionPlan
from publish.value import replace
from tests.support.sample import PUBLICATION, article

PLANS = (
    EditionPlan(name="briefing", kind="briefing", title="", sides=None, max_bytes=None),
    EditionPlan(name="all", kind="collection", title="", sides=None, max_bytes=None),
)
DAYS = st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=12)


@given(DAYS, st.randoms(use_true_random=False))
def test_the_order_of_editions_does_not_depend_on_that_of_articles(days: list[int], chance: object) -> None:
    """Articles in any order give the same editions: newest first, and by slug within a day."""
    articles = [
        article(f"a-{number}", published=date(2014, 1, 1) + timedelta(days=day)) for number, day in enumerate(days)
    ]
    shuffled = list(articles)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    editions = compose(PUBLICATION, PLANS, articles)

    assert editions == compose(PUBLICATION, PLANS, shuffled)
    collection = editions[-1]
    assert [item.published for item in collection.articles] == sorted(
        (item.published for item in collection.articles), reverse=True
    )
    assert collection.issued == max(item.published for item in articles)


def test_a_briefing_may_name_what_came_before_on_its_own_topics() -> None:
    """In whichever form a tag is written; of an article without a tag, or the first of its topic, nothing is named."""
    tags: tuple[list[str], ...] = (
        ["Self-help"],
        ["transport"],
        ["self help", "transport"],
        [],
        ["Transport"],
        ["parks"],
        ["SELF-HELP"],
    )
    articles = [article(f"a-{n}", published=date(2014, 1, n + 1), tags=own) for n, own in enumerate(tags)]
    named = {
        edition.slug: [item.slug for item in edition.news]
        for edition in compose(PUBLICATION, [replace(PLANS[0], news="tagged")], articles)
    }
    assert named == {
        "a-6": ["a-2", "a-0"],
        "a-5": [],
        "a-4": ["a-2", "a-1"],
        "a-3": [],
        "a-2": ["a-1", "a-0"],
        "a-1": [],
        "a-0": [],
    }


@given(DAYS)
def test_a_briefing_may_name_the_newest_others(days: list[int]) -> None:
    """As a plan asks, the news of a briefing are the newest other articles, never its own, and never too many."""
    articles = [
        article(f"a-{n}", title=f"T{n}", published=date(2014, 1, 1) + timedelta(days=d)) for n, d in enumerate(days)
    ]

    for edition in compose(PUBLICATION, [replace(PLANS[0], news="newest")], articles):
        titles = [item.title for item in edition.news]
        assert edition.title not in titles
        assert len(titles) == min(NEWS_ITEMS, len(articles) - 1)
        assert [item.published for item in edition.news] == sorted((i.published for i in edition.news), reverse=True)


def test_another_article_changes_no_earlier_briefing() -> None:
    """A briefing names those before it, so that what is out stays what it was; or none, as its plan asks."""
    articles = [article(f"a-{n}", published=date(2014, 1, n + 1)) for n in range(8)]
    before = compose(PUBLICATION, PLANS[:1], articles[:-1])
    after = compose(PUBLICATION, PLANS[:1], articles)

    assert after[1:] == before
    assert [item.slug for item in after[0].news] == ["a-6", "a-5", "a-4", "a-3"]
    assert after[-1].news == ()
    assert not any(one.news for one in compose(PUBLICATION, [replace(PLANS[0], news="none")], articles))


def test_identifiers_are_the_same_on_every_build_and_differ_between_editions() -> None:
    """An identifier follows from the publication's own and the names alone."""
    editions = compose(PUBLICATION, PLANS, [article("one"), article("two")])

    identifiers = [edition.identifier for edition in editions]
    assert len(set(identifiers)) == len(identifiers)
    assert identifiers == [
        edition.identifier for edition in compose(PUBLICATION, PLANS, [article("two"), article("one")])
    ]
    assert all(identifier.startswith("urn:uuid:") for identifier in identifiers)


def test_without_articles_nothing_is_published() -> None:
    """No articles, no editions."""
    assert compose(PUBLICATION, PLANS, []) == ()
