"""What a paper says at its head of itself, and the agenda's list of all that is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import SETTINGS, run_publish
from tests.editions.test_confidential import DAY, paper, texts

KINDS = ("pack", "large-print-pack", "text-pack")


@pytest.fixture
def meeting(publication: Path) -> Path:
    """Three papers, of which one asks in its head and in a box, one is confidential, and one asks for nothing."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    (source / "publication.toml").write_text(
        SETTINGS + "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in KINDS), "utf-8"
    )
    paper(
        source / "papers/reserves.md",
        "Reserves",
        "The bank pays two.\n\n> [!IMPORTANT]\n> Besides\n>\n> - to note the *letter*[^1]\n\n[^1]: Of May.\n",
        "byline: Rhian Pugh\npurpose: for decision\nasks:\n  - agree the policy\n  - ask the clerk\n",
    )
    paper(
        source / "papers/pay.md", "Pay", "Words.", "purpose: decision\nasks: sack Zebedee\nconfidential: Schedule 12A\n"
    )
    paper(source / "papers/park.md", "Park", "The swings are mended.", "purpose: to note\n")
    (source / "agendas/board.md").write_text(
        "---\ntitle: Board\ndate: Monday 16 March 2026\ntime: 18:30 to 19:30\nclock: true\ndecisions: true\n"
        "asked: The council is asked to\nmembers: Ann Lee, Ben Oak\napologies: Cai Rees\n"
        "signed: Rhian Pugh | Clerk | 9 March 2026\nactions:\n  - Mend the clock | Tom | 1 May | waiting\n---\n\n"
        "1. Reserves | 20 min | paper: reserves\n2. Pay | 10 min | paper: pay\n3. Park | 5 min | paper: park\n",
        "utf-8",
    )
    return publication


def test_decisions_are_gathered_in_every_form(meeting: Path) -> None:
    """They have the numbers that they have in their papers, with the paper and its page; so the times and people."""
    outcome = run_publish("build", cwd=meeting, environment=DAY)
    assert outcome.code == 0, outcome.err
    build = meeting / "build"
    pages = texts(build / "pack/board.pdf")
    agenda = pages[2]
    assert (
        "Paper 1 R1 agree the policy 5 R2 ask the clerk R3 to note the letter" in agenda.split("Decisions asked for")[1]
    )
    assert "18:50 (10 min)" in agenda
    assert "19:05 End · Total time: 35 mins" in agenda
    head = pages[4]
    assert "Paper 1 For decision" in head
    assert "The council is asked to agree the policy ask the clerk" in head
    assert "R1 R2 R3" in head  # marks of lists are drawn last
    assert any("1 Mend the clock Tom 1 May waiting" in page for page in pages)
    plain = " ".join((build / "text-pack/board.txt").read_text("utf-8").split())
    for said in (plain, " ".join(texts(build / "large-print-pack/board.pdf"))):
        assert "Paper 1, R1: agree the policy" in said
        assert "Paper 1, R3: to note the letter" in said
        assert "R2 ask the clerk" in said
        assert "For information" in said
        assert "End: 19:05 · Total time: 35 mins" in said
    for said in (plain, agenda):
        for words in ("Ann Lee, Ben Oak", "Cai Rees", "Rhian Pugh", "9 March 2026"):
            assert words in said


def test_the_open_pack_asks_for_nothing_that_is_confidential(meeting: Path) -> None:
    """What a confidential paper asks is in the list of the confidential pack alone."""
    run_publish("build", cwd=meeting, environment=DAY)
    build = meeting / "build"
    assert "R1 sack Zebedee" in " ".join(texts(build / "pack/board-CONFIDENTIAL.pdf"))
    for kind in KINDS:
        (file,) = (one for one in (build / kind).iterdir() if "CONFIDENTIAL" not in one.name)
        said = " ".join(texts(file)) if file.suffix == ".pdf" else file.read_text("utf-8")
        assert "Zebedee" not in said


def test_a_list_of_nothing_is_told(meeting: Path) -> None:
    """And a paper for decision that asks for none."""
    for name in ("reserves", "pay"):
        paper(meeting / f"source/papers/{name}.md", name.title(), "Words.", "purpose: decision\n")
    outcome = run_publish("build", cwd=meeting, environment=DAY)

    assert "warning[G14]: `decisions` is asked for, and no paper asks for any" in outcome.err
    assert outcome.err.count("the paper is for decision, and asks for nothing") == 2


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("purpose: decision", "`purpose` is for papers of meetings"),
        ("asks: agree", "`asks` is for papers of meetings"),
        ("purpose: fun", "write `decision`, `discussion` or `information`"),
    ],
)
def test_articles_have_no_cover_block(publication: Path, key: str, said: str) -> None:
    """It would be printed nowhere, and is refused with its line."""
    paper(publication / "source/articles/good.md", "Good", "Words.", f"{key}\n")
    outcome = run_publish("build", cwd=publication, environment=DAY)

    assert "error[A03]" in outcome.err
    assert said in outcome.err
    assert "source/articles/good.md:4" in outcome.err
