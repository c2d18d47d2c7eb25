"""Minutes are begun from the agenda of a meeting."""

from __future__ import annotations

import re
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
    assert "unconfirmed: true" in text
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


def test_minutes_go_out_before_they_are_approved(meeting: Path, publish: Publish) -> None:
    """Once they are written they are in the next pack, and say that they are a draft until they are approved."""
    publish("new", "--minutes", "2026-03-16-board", cwd=meeting)
    place = meeting / "source/papers/2026-03-16-minutes-board.md"
    text = place.read_text("utf-8").replace("TODO", "Written.")
    text = re.sub(r"(?m)^date: .*", "date: 2026-03-17", re.sub(r"(?m)^draft: .*\n", "", text))
    text = text.replace("| open |", "| open |\n| Mend the clock | Tom | 1 May | Done. |\n| Paint it | | | waiting |")
    (meeting / "source/agendas/next.md").write_text(
        "---\ntitle: Next\ndate: 2026-04-16\nactions_from: 2026-03-16-minutes-board\nactions: Buy a bench | Ann\n---\n\n"
        "1. Minutes | paper: 2026-03-16-minutes-board\n",
        "utf-8",
    )
    for said, unconfirmed in (("Draft: Minutes: Transport committee", True), ("Minutes: Transport committee", False)):
        place.write_text(text if unconfirmed else re.sub(r"(?m)^unconfirmed: .*\n", "", text), "utf-8")
        made = publish("build", "next", cwd=meeting)
        assert made.code == 0, made.err
        with pypdfium2.PdfDocument(meeting / "build/pack/next.pdf") as file:
            words = [" ".join(page.get_textpage().get_text_bounded().split()) for page in file]
        assert ("Draft" in words[4]) is unconfirmed
        assert said in words[4]
        carried = words[-1].partition("Agreed at this meeting")[0]
        assert (
            "1 Ask the school about its timetable Ruth Price 9 March open 2 Paint it waiting 3 Buy a bench Ann"
            in carried
        )
        assert "Mend the clock" not in carried


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [("nobody", "G03", "there is no article `nobody`"), ("good", "G14", "has no table of actions")],
)
def test_actions_that_are_not_there_are_told(meeting: Path, publish: Publish, name: str, code: str, said: str) -> None:
    """An agenda goes on from minutes that there are, and that have some."""
    agenda = meeting / "source/agendas/2026-03-16-board.md"
    agenda.write_text(agenda.read_text("utf-8").replace("actions:", f"actions_from: {name}\nactions:"), "utf-8")

    outcome = publish("build", cwd=meeting)

    assert f"[{code}]" in outcome.err
    assert said in outcome.err


def test_minutes_begin_with_who_was_summoned(meeting: Path, publish: Publish) -> None:
    """Without those who cannot come, who stand under their own heading; in another language in its words."""
    agenda = meeting / "source/agendas/2026-03-16-board.md"
    text = agenda.read_text("utf-8").replace(
        "actions:", "language: cy\nmembers: Ann Lee, Ben Oak\napologies: Ben Oak\nactions:"
    )
    agenda.write_text(text, "utf-8")
    publish("new", "Cofnodion", "--minutes", "2026-03-16-board", cwd=meeting)

    written = (meeting / "source/papers/2026-03-16-minutes-board.md").read_text("utf-8")

    assert "## Aelodau\n\n- Ann Lee\n\nTODO\n\n## Ymddiheuriadau\n\n- Ben Oak\n\nTODO\n" in written
    assert "| Statws |" in written
