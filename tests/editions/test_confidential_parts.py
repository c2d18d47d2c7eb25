"""An appendix of a paper that is for everybody may be confidential: the open pack has its heading, and why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publish.model import Manuscript
from publish.readers.article import read
from tests.conftest import SETTINGS, run_publish
from tests.editions.test_confidential import DAY, LONG, SECRET, everything, paper, texts
from tests.readers.test_pack_agendas import nowhere

KINDS = ("pack", "large-print-pack", "text-pack")
TEXT = f"""{LONG}

As [the bids](#the-zephyr-bids) say.[^1]

> [!IMPORTANT]
> The board is asked to
>
> - choose one bid

## Appendix A: the plan

{LONG}

## Appendix B: the zephyr bids

confidential: Schedule 12A, paragraph 3
public title: Appendix B: the bids

{LONG} Quill asks for more.[^2]

### Oblast and son

| Bid | Zanzibar |
| --- | --- |
| 1 | 2 |

![Secret](../images/secretplan.png)

{LONG}

## Appendix C: staff

Confidential: Personal

Zebedee secret.

[^1]: An open note.
[^2]: A note on quill.
"""


@pytest.fixture
def council(publication: Path) -> Path:
    """A meeting with such a paper, and one that leads into its appendix."""
    from PIL import Image

    source = publication / "source"
    for folder in ("papers", "agendas", "images"):
        (source / folder).mkdir(exist_ok=True)
    kinds = "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in KINDS)
    (source / "publication.toml").write_text(SETTINGS + kinds, "utf-8")
    Image.new("RGB", (900, 300), "red").save(source / "images/secretplan.png")
    paper(source / "papers/works.md", "Works", TEXT)
    paper(source / "papers/after.md", "After", f"{LONG}\n\nSee [the bids](works.md#the-zephyr-bids).")
    (source / "agendas/council.md").write_text(
        "---\ntitle: Council\ndate: 2026-03-16\nnumbered: true\ndecisions: true\n---\n\n"
        "1. Works | paper: works\n2. After | paper: after\n",
        "utf-8",
    )
    outcome = run_publish("build", cwd=publication, environment=DAY)
    assert outcome.code == 0, outcome.err
    return publication


def test_the_open_pack_has_the_heading_and_the_reason(council: Path) -> None:
    """In every form; and not a word, picture, note or address of what is under it, nor has the receipt."""
    build = council / "build"
    opened = [one for one in build.rglob("council*") if "CONFIDENTIAL" not in one.name and ".shelf" not in one.parts]
    assert len(opened) == 4
    for place in opened:
        for said in everything(place):
            assert not SECRET.search(said), place
        whole = " ".join(" ".join(everything(place)).split())
        if place.suffix != ".json":
            assert "Appendix B: the bids" in whole
            assert re.search(r"Not for publication · Schedule 12A, paragraph 3", whole)
            assert "An open note" in whole
            assert "choose one bid" in whole
            assert "Appendix C: staff" in whole


def test_the_confidential_pack_has_all_of_it(council: Path) -> None:
    """Marked as what it is, on its cover too."""
    for kind in KINDS:
        (place,) = (council / "build" / kind).glob("council-CONFIDENTIAL.*")
        whole = " ".join(" ".join(everything(place)).split())
        for words in ("Quill asks for more", "Oblast and son", "the zephyr bids", "Zebedee secret", "A note on quill"):
            assert words in whole, (kind, words)
        assert "Schedule 12A, paragraph 3" in whole
    assert "Not for publication" in texts(council / "build/pack/council-CONFIDENTIAL.pdf")[0]


def test_numbers_and_pages_are_the_same_in_both(council: Path) -> None:
    """The next paper begins on the page that it has in the confidential pack; the paragraphs before have their numbers."""
    open_, closed = (texts(council / f"build/pack/council{end}.pdf") for end in ("", "-CONFIDENTIAL"))
    first = [next(page for page in pages if "Paper 2 Agenda item 2" in page) for pages in (open_, closed)]

    assert first[0].rsplit(" ", 1)[1] == first[1].rsplit(" ", 1)[1]
    assert len(open_) < len(closed)
    assert open_[2] == closed[2]


def test_the_mark_stands_on_confidential_pages_alone(council: Path) -> None:
    """Those before the part have none; the page of so many is the same in both, and the open pack says what it lacks."""
    works = council / "source/papers/works.md"
    works.write_text(works.read_text("utf-8").replace(f"{LONG}\n", f"{LONG}\n\n" + f"{LONG}\n\n" * 8), "utf-8")
    assert run_publish("build", "--edition", "pack", cwd=council, environment=DAY).code == 0
    open_, closed = (
        [page for page in texts(council / f"build/pack/council{end}.pdf") if "Paper 1 · page" in page]
        for end in ("", "-CONFIDENTIAL")
    )
    part = next(at for at, page in enumerate(closed) if "Appendix B: the bids" in page or "zephyr bids Not" in page)

    marked = [re.search(r"Not for publication Paper 1 · page", page) is not None for page in closed]
    assert part > 1
    assert marked == [at >= part for at in range(len(closed))]
    assert [re.findall(r"Paper 1 · page \d+ of \d+", page) for page in open_] == [
        re.findall(r"Paper 1 · page \d+ of \d+", page) for page in closed[: part + 1]
    ]
    begin = int(re.findall(r"\d+$", closed[0])[0]) + part + 1
    assert f"Personal · Pages left out: {begin}–{begin + len(closed) - part - 2}" in open_[-1]


@pytest.mark.parametrize(
    ("path", "text", "line", "said"),
    [
        ("source/papers/x.md", "Words.\n\nconfidential: why\n", 7, "stands under no heading"),
        ("source/articles/x.md", "Words.\n\n## B\n\nconfidential: why\n\nMore.\n", 9, "part of an article that is for everybody"),
        ("source/papers/x.md", "Words.\n\n## B\n\nconfidential: why\n\n## C\n\nMore.\n", 11, "comes after a part that is"),
        ("source/papers/x.md", "## A\n\n### B\n\nExempt: why\n\nB.\n\n## C\n\nMore.\n", 13, "`C` is for everybody"),
        ("source/papers/x.md", "Confidential\n\nWords.\n", 5, "stands under no heading"),
        ("source/papers/x.md", "## A\n\nWords.\n\nConfidential: why\n", 9, "stands under no heading"),
    ],
)  # fmt: skip
def test_what_would_be_read_by_everybody_is_an_error(path: str, text: str, line: int, said: str) -> None:
    """Where the line stands under no heading, in an article, or before a part that is for everybody."""
    content = f"---\ntitle: X\ndate: 2026-03-01\n---\n{text}".encode()
    found, problems = read(Manuscript(path=path, content=content), "en-GB", nowhere)

    assert found is None
    (problem,) = problems
    assert problem.code == "A26"
    assert problem.line == line
    assert said in problem.message


def test_a_part_that_seems_to_be_confidential_is_told() -> None:
    """Its heading says so, and nothing under it does; a mark without a reason is one."""
    for text, codes in (
        ("## Appendix B (exempt)\n\nWords.\n", ["G10"]),
        ("## Appendix B: confidential\n\nConfidential\n\nWords.\n", []),
        ("## Appendix B\n**Not for publication:** *Personal*\n\nWords.\n", []),
    ):
        content = f"---\ntitle: X\ndate: 2026-03-01\n---\n{text}".encode()
        found, problems = read(Manuscript(path="source/papers/x.md", content=content), "en-GB", nowhere)
        assert [problem.code for problem in problems] == codes
        assert found is not None
        assert found.closed_part is not bool(codes)


@pytest.mark.parametrize("before", ["Confidential: so it said", "## Who pays\n\nExempt: so it said"])
def test_prose_of_an_article_may_begin_so(before: str) -> None:
    """Where it stands under no heading, or says who is exempt, and is for everybody."""
    content = f"---\ntitle: X\ndate: 2026-03-01\n---\n{before} on the file.\n".encode()
    found, problems = read(Manuscript(path="source/articles/x.md", content=content), "en-GB", nowhere)

    assert found is not None
    assert problems == ()
    assert "so it said" in found.body
