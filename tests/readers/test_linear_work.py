"""The work of reading grows with the text and no faster."""

import time

import publish

HEAD = "---\ntitle: T\ndate: 2026-11-20\n---\n\n"


def test_a_long_run_of_openings_of_notes_is_read_in_a_time_that_grows_with_it() -> None:
    """A hundred thousand characters of `[^` are read within seconds, and the one call after them is told by its name."""
    press = publish.configure({"identifier": "https://example.org/b", "title": "T", "organisation": "O"})
    started = time.process_time()
    _, problems = press.read(HEAD + "[^" * 50_000 + "\n\nA claim[^lost].\n")
    assert time.process_time() - started < 10
    assert ["lost" in str(problem) for problem in problems if problem.code == "T05"] == [True]


def test_the_columns_of_a_table_are_looked_at_in_a_time_that_grows_with_them() -> None:
    """A table of 40,000 columns is read within seconds."""
    press = publish.configure({"identifier": "https://example.org/b", "title": "T", "organisation": "O"})
    row = "| 1 " * 40_000 + "|\n"
    started = time.process_time()
    article, _ = press.read(HEAD + row + "| - " * 40_000 + "|\n" + row)
    assert time.process_time() - started < 10
    assert article is not None


def test_comments_that_nothing_ends_are_read_in_a_time_that_grows_with_them() -> None:
    """Forty thousand lines of `<!--` are read within seconds."""
    press = publish.configure({"identifier": "https://example.org/b", "title": "T", "organisation": "O"})
    started = time.process_time()
    press.read(HEAD + "<!--\n" * 40_000)
    assert time.process_time() - started < 10


def test_abbreviations_with_one_first_word_are_found_in_a_time_that_grows_with_the_text() -> None:
    """Two thousand of them, each said ten times in one paragraph."""
    press = publish.configure({"identifier": "https://example.org/b", "title": "T", "organisation": "O"})
    words = " ".join(f"Common word {n % 2000}" for n in range(20_000))
    started = time.process_time()
    article, _ = press.read(HEAD + words + "\n\n" + "".join(f"*[Common word {n}]: number {n}\n" for n in range(2000)))
    assert time.process_time() - started < 12
    assert article is not None
    assert article.body.count("<abbr") == 20_000
