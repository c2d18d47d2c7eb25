"""Minutes are begun from the agenda of a meeting."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import SETTINGS, Publish

AGENDA = """\
---
title: Transport committee
date: 2026-03-16
time: 18:30 to 20:00
actions:
  - Ask **the school** about [its timetable](https://example.org/t) | Ruth Price | 9 March
---

1. Welcome | 18:30 | Chair
2. Finance
2.1 Accounts | paper: good
3. A dismissal | confidential: Personal | public title: A matter of staff
"""


@pytest.fixture
def meeting(publication: Path) -> Path:
    """A publication with a meeting."""
    (publication / "source/publication.toml").write_text(SETTINGS + '[editions.pack]\nkind = "pack"\n', "utf-8")
    (publication / "source/agendas").mkdir()
    (publication / "source/agendas/2026-03-16-board.md").write_text(AGENDA, "utf-8")
    return publication


def test_minutes_have_the_items_of_the_agenda_and_its_actions(meeting: Path, publish: Publish) -> None:
    """Each item is a heading, in which what is to be written is marked; what is confidential has its public title."""
    outcome = publish("new", "--minutes", "2026-03-16-board", cwd=meeting)

    assert outcome.code == 0, outcome.err
    place = "source/papers/2026-03-16-minutes-board.md"
    assert outcome.out.strip() == place
    text = (meeting / place).read_text("utf-8")
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert heads == [
        "## Present", "## Apologies", "## 1 Welcome", "## 2 Finance", "### 2.1 Accounts", "## 3 A matter of staff",
        "## Actions",
    ]  # fmt: skip
    assert "draft: true" in text
    assert "| Ask the school about its timetable | Ruth Price | 9 March | open |" in text
    assert "dismissal" not in text
    assert publish("new", "--minutes", "2026-03-16-board", cwd=meeting).code == 2


def test_draft_minutes_are_marked_in_the_next_pack(meeting: Path, publish: Publish) -> None:
    """They are a paper of the next meeting, with `--drafts` one that says what it is; an item may be called Minutes."""
    publish("new", "--minutes", "2026-03-16-board", cwd=meeting)
    (meeting / "source/agendas/next.md").write_text(
        "---\ntitle: Next\ndate: 2026-04-16\n---\n\n1. Minutes | paper: 2026-03-16-minutes-board\n", "utf-8"
    )
    held = publish("build", "next", cwd=meeting)
    assert "is held back" in held.err
    made = publish("build", "next", "--drafts", cwd=meeting)
    assert made.code == 0, made.err
    with pypdfium2.PdfDocument(meeting / "build/pack/next.pdf") as file:
        words = [" ".join(page.get_textpage().get_text_bounded().split()) for page in file]
    assert "Draft: Minutes: Transport committee, 16 March 2026" in words[4]


def test_an_agenda_that_is_not_there_is_named(meeting: Path, publish: Publish) -> None:
    """It says which there are; a file and an agenda cannot both be begun from."""
    outcome = publish("new", "--minutes", "nope", cwd=meeting)
    assert outcome.code == 2
    assert "2026-03-16-board" in outcome.err
    assert publish("new", "--minutes", "2026", "--from", "source/articles/good.md", cwd=meeting).code == 2
