"""The work of reading grows with the text and no faster: four times as much takes less than twelve times as long.

What grows by the square takes sixteen times, each time. Processor time is compared with that of the same run, never with
a clock, and up to three times: a machine that others use can make one time longer.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

import publish

HEAD = "---\ntitle: T\ndate: 2026-11-20\n---\n\n"
ARABIC = "---\ntitle: T\ndate: 2026-11-20\nlanguage: ar\n---\n\nمرحبا\n\n"


def _abbreviations(many: int) -> str:
    words = " ".join(f"Common word {n}" for n in range(many) for _ in range(10))
    return words + "\n\n" + "".join(f"*[Common word {n}]: number {n}\n" for n in range(many))


TEXTS: dict[str, tuple[Callable[[int], str], int]] = {
    "openings of notes": (lambda many: "[^" * many + "\n\nA claim[^lost].\n", 12_500),
    "columns of a table": (
        lambda many: ("| 1 " * many + "|\n" + "| - " * many + "|\n") + "| 1 " * many + "|\n",
        10_000,
    ),
    "comments that nothing ends": (lambda many: "<!--\n" * many, 10_000),
    "abbreviations with one first word": (_abbreviations, 500),
    "pictures of links without an address": (lambda many: "![[]()" * many, 5_000),
    "headings that say the same": (lambda many: "=\n" * many, 8_000),
    "headings without words": (lambda many: "#\n" * many, 10_000),
    "quotations without words": (lambda many: ">\n\n" * many, 8_000),
    "code of white space": (lambda many: "`\n" * many, 20_000),
    "items without words": (lambda many: "1)\n" * many, 1_000),
    "elements that nothing ends": (lambda many: "<math>a</\n\n" * many, 1_000),
    "scripts that nothing ends": (lambda many: "a <object>" * many, 3_000),
    "emphasis in Arabic": (lambda many: ARABIC + "/*" * many, 10_000),
    "captions that nothing ends": (lambda many: "[caption id=1]![a](qr:https://e.org) " * many, 1_000),
}


def _cost(text: str) -> float:
    press = publish.configure({"identifier": "https://example.org/b", "title": "T", "organisation": "O"})
    gc.collect()  # else one text pays for the rubbish of another
    started = time.process_time()
    press.read(text if text.startswith(ARABIC) else HEAD + text)
    return time.process_time() - started


@pytest.mark.parametrize("kind", TEXTS)
def test_the_work_grows_with_the_text(kind: str) -> None:
    """However many there are, each costs what one costs."""
    make, many = TEXTS[kind]
    _cost(make(10))  # whatever is imported or made once

    assert any(_cost(make(4 * many)) < 12 * _cost(make(many)) for _ in range(3))


def test_a_call_after_a_long_run_of_openings_is_told_by_its_name() -> None:
    """What is wrong is said once, of the note that is missing."""
    press = publish.configure({"identifier": "https://example.org/b", "title": "T", "organisation": "O"})
    _, problems = press.read(HEAD + "[^" * 12_500 + "\n\nA claim[^lost].\n")
    assert ["lost" in str(problem) for problem in problems if problem.code == "T05"] == [True]


def test_every_abbreviation_is_found() -> None:
    """Two thousand of them with one first word, each said ten times."""
    press = publish.configure({"identifier": "https://example.org/b", "title": "T", "organisation": "O"})
    article, _ = press.read(HEAD + _abbreviations(2_000))
    assert article is not None
    assert article.body.count("<abbr") == 20_000
