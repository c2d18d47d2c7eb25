"""The head of an article as its author meant it: marks, signs, notes to YAML, dates, the words under its picture."""

from __future__ import annotations

from datetime import date

import pytest

from publish.model import Article, Manuscript
from publish.problem import Problem
from publish.readers import days
from publish.readers.article import read
from tests.support.reading import finder, picture


def article(block: str, text: str = "Words.", close: str = "---") -> tuple[Article | None, tuple[Problem, ...]]:
    """An article with this metadata block."""
    content = f"---\n{block}\n{close}\n\n{text}\n".encode()
    manuscript = Manuscript(path="source/articles/a.md", content=content)
    return read(manuscript, "en-GB", finder({"images/four.png": picture()}))


def good(block: str) -> Article:
    """The article, which must be free of problems."""
    made, problems = article(block + "\ndate: 2026-03-02")
    assert problems == ()
    assert made is not None
    return made


def test_the_head_has_the_marks_of_the_body() -> None:
    """Headline, standfirst, byline and links, but no address, slug or file name."""
    made = good(
        'title: "Don\'t stop \\"now\\" -- it\'s the \'90s..."\n'
        "standfirst: It's the council's \"last\" chance -- see https://example.org/a--b\n"
        "byline: Sam O'Brien\nlinks:\n  - title: The council's \"report\"\n    url: https://example.org/r--1"
    )
    assert made.title == "Don’t stop “now” – it’s the ’90s…"
    assert made.standfirst == "It’s the council’s “last” chance – see https://example.org/a--b"
    assert made.byline == ("Sam O’Brien",)
    assert [(link.title, link.url) for link in made.links] == [("The council’s “report”", "https://example.org/r--1")]
    assert made.slug == "a"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("The *Great* Fire of **1666**", "The Great Fire of 1666"),
        ("What `publish check` says", "What publish check says"),
        ("It cost \\$5", "It cost $5"),
        ("Fish \\& chips, snake_case and 2 * 3 * 4", "Fish & chips, snake_case and 2 * 3 * 4"),
        ("A <em>small</em> Vec<T>", "A small Vec<T>"),
        ("Read [the report](https://example.org)", "Read the report"),
        ("Newsletter #3: what we did", "Newsletter #3: what we did"),
        ("Budget: the short version", "Budget: the short version"),
        ("It's #GivingTuesday", "It’s #GivingTuesday"),
    ],
)
def test_a_headline_is_words(typed: str, title: str) -> None:
    """The signs of Markdown are not printed in it, and neither `#` nor `: ` cut it."""
    assert good(f"title: {typed}").title == title


def test_a_note_behind_words_is_told() -> None:
    """YAML leaves it out; whoever meant it as words learns so, with its line."""
    made, problems = article("title: Newsletter # the third\ndate: 2026-03-02")
    assert made is not None
    assert made.title == "Newsletter"
    assert [(problem.code, problem.line) for problem in problems] == [("A18", 2)]


def test_nothing_is_nothing() -> None:
    """`~` and `null` are YAML's for no value."""
    made = good("title: A\nbyline: ~\nstandfirst: null\ntags: ~")
    assert (made.byline, made.standfirst, made.tags) == ((), "", ())
    assert [problem.code for problem in article("title: ~\ndate: 2026-03-02")[1]] == ["A04"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20 November 2026", date(2026, 11, 20)),
        ("November 20, 2026", date(2026, 11, 20)),
        ("Fri, 20th of Nov 2026", date(2026, 11, 20)),
        ("20. Dezember 2026", date(2026, 12, 20)),
        ("20 novembre 2026", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("11/20/2026", date(2026, 11, 20)),
        ("2026/11/20", date(2026, 11, 20)),
        ("03/04/2026", None),
        ("yesterday", None),
        ("31 February 2026", None),
    ],
)
def test_a_day_in_words_is_proposed(typed: str, meant: date | None) -> None:
    """Where only one day can be meant the hint says it as it has to be written."""
    assert days.guess(typed) == meant
    problems = article(f"title: A\ndate: {typed}")[1]
    assert [problem.line for problem in problems] == [3]
    assert str(meant or "2026-02-28") in problems[0].hint


@pytest.mark.parametrize("typed", ["2021-02-09 9:00:00 -0500", "2021-02-09T09:00:00Z", '"2021-02-09 09:00"'])
def test_a_time_behind_a_day_is_left_off(typed: str) -> None:
    """However it is written."""
    made, problems = article(f"title: A\ndate: {typed}")
    assert problems == ()
    assert made is not None
    assert made.published == date(2021, 2, 9)


@pytest.mark.parametrize("dash", ["—", "–", "—-", "----"])
def test_a_dash_for_three_hyphens_is_named(dash: str) -> None:
    """A word processor makes a dash of three hyphens."""
    made, problems = article("title: A\ndate: 2026-03-02", close=dash)
    assert made is None
    assert [(problem.code, problem.line) for problem in problems] == [("A02", 4)]
    assert dash in problems[0].message


def test_the_picture_of_the_head_has_words_under_it() -> None:
    """A caption and a credit, with links and marks as in the text."""
    made = good(
        "title: A\nimage: images/four.png\nalt: Four colours\ncaption: The *four*, at [the site](https://example.org).\n"
        'credit: Ruth "R" Price'
    )
    assert made.picture is not None
    assert made.picture.caption == (
        'The <em>four</em>, at <a href="https://example.org">the site</a>. <span class="credit">Ruth “R” Price</span>'
    )


def test_keys_of_other_programs_are_told_and_cost_nothing() -> None:
    """Those that are called otherwise here with their names, the rest together; none is taken for a slip."""
    made, problems = article(
        "title: T\ndate: 2026-03-02\nlayout: post\nlink: https://e.org\nimages: [a.png]\ncomments: true\nweight: 1"
    )
    assert made is not None
    assert [(one.code, one.line) for one in problems] == [("A10", 4), ("A10", 5), ("A10", 6)]
    assert "`layout` is not a key known here, nor are `comments` (line 7), `weight` (line 8)" in problems[0].message
    assert [one.hint for one in problems[1:]] == ["it is called `links` here", "it is called `image` here"]
    assert article("standfirts: T\ndate: 2026-03-02")[0] is None


def test_a_headline_calls_no_note() -> None:
    """Nor does a standfirst: the call is left out, and told with its line."""
    block = 'title: "The bus[^1] comes"\ndate: 2026-11-20\nstandfirst: Again [^1]'
    made, problems = article(block, "Words.[^1]\n\n[^1]: A note.")
    assert made is not None
    assert (made.title, made.standfirst) == ("The bus comes", "Again")
    assert [(problem.code, problem.line) for problem in problems] == [("T05", 2), ("T05", 4)]
