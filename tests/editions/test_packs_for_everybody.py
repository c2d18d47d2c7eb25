"""The same pack for readers of every kind: with its numbers of items, papers, paragraphs, points and pages."""

from __future__ import annotations

import re
from email import policy
from email.parser import BytesParser
from pathlib import Path

from tests.conftest import SETTINGS, run_publish
from tests.editions.test_confidential import DAY, LONG, paper, texts

KINDS = ("pack", "mono-pack", "large-print-pack", "clear-print-pack", "text-pack")


def test_every_form_of_a_pack_has_its_numbers(publication: Path) -> None:
    """What large print and plain text say of the standard pages is where the pack has them; letters and requests too."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    (source / "publication.toml").write_text(
        SETTINGS + "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in KINDS), "utf-8"
    )
    text = (
        "The board may:\n\n- wait,\n- act.\n\n| Year | Cost |\n| --- | --- |\n| 2026 | 12 |\n\n- ask again.\n\n"
        "> [!IMPORTANT]\n> The board is asked to:\n>\n> - agree the budget;\n> - note the rest.\n\n"
        "A note.[^1] See [the other](other.md).\n\n[^1]: The note of it.\n\n"
    )
    paper(source / "papers/one.md", "One paper", text + f"{LONG}\n\n" * 5)
    paper(source / "papers/other.md", "The other", f"Its own note.[^1]\n\n{LONG}\n\n[^1]: Another note.\n")
    (source / "agendas/board.md").write_text(
        "---\ntitle: Board\ndate: 2026-03-16\nnumbered: true\npapers: by item\n"
        "actions:\n  - Ask the school | Ruth | 9 March\n---\n\nTea from six.\n\n"
        "1. Welcome | 18:30 | Chair\n\n## For decision\n\n2. Money | papers: one\n2.1 More money | paper: other\n"
        "   What is asked.\n3. Late | paper: to follow\n\n## Dates\n\nIn May.\n",
        "utf-8",
    )

    outcome = run_publish("build", cwd=publication, environment=DAY)

    assert outcome.code == 0, outcome.err
    build = publication / "build"
    pack = texts(build / "pack/board.pdf")
    assert texts(build / "mono-pack/board.pdf") == pack
    pages = {
        name[1]: number for number, page in enumerate(pack, start=1) if (name := re.search(r"Paper (\S+) Agenda", page))
    }
    assert pages.keys() == {"2", "2.1"}
    plain = " ".join((build / "text-pack/board.txt").read_text("utf-8").split())
    for said in (plain, *(" ".join(texts(build / f"{kind}/board.pdf")) for kind in KINDS[2:4])):
        for number, page in pages.items():
            assert re.search(rf"Paper {re.escape(number)}: .{{1,40}}Standard page {page}\b", said)
        assert f"the other (Paper 2.1, Standard page {pages['2.1']})" in said
        for words in ("2.1 The board may:", "2.2 A note.", "2.1.1 Its own note.", "R1 agree", "R2 note", "to follow"):
            assert words in said
        assert re.search(r"c\. ask again" if said is plain else r"\bc\. ", said)  # marks are drawn last
        for words in ("Tea from six", "For decision", "What is asked", "In May", "Ask the school", "Another note"):
            assert said.count(words) == 1, words


def test_every_page_of_a_paper_is_marked_where_it_begins(publication: Path) -> None:
    """In large print and text too: at the words with which it begins in the pack, within a paragraph or before one."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    kinds = ("pack", "large-print-pack", "text-pack", "braille-pack")
    (source / "publication.toml").write_text(
        SETTINGS + "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in kinds), "utf-8"
    )
    for name in ("one", "two"):
        words = " ".join(f"{name}{number:04}" for number in range(900))
        paper(source / f"papers/{name}.md", name.title(), f"- a point\n\n{words}\n\n" + f"## More\n\n{LONG}\n\n" * 6)
    (source / "agendas/board.md").write_text(
        "---\ntitle: Board\ndate: 2026-03-16\nnumbered: true\n---\n\n1. A | paper: one\n2. B | paper: two\n", "utf-8"
    )

    outcome = run_publish("build", cwd=publication, environment=DAY)

    assert outcome.code == 0, outcome.err
    build = publication / "build"
    plain = " ".join((build / "text-pack/board.txt").read_text("utf-8").split())
    large = " ".join(texts(build / "large-print-pack/board.pdf"))
    begun = 0
    for number, page in enumerate(texts(build / "pack/board.pdf"), start=1):
        goes_on = re.search(r"(?:one|two)\d{4}", page)
        if goes_on and not goes_on[0].endswith("0000"):
            begun += 1
            assert f"[Standard page {number}] {goes_on[0]}" in plain
            assert re.search(rf"Standard page {number}\b", large)
        elif re.search(r"Paper \d · page [2-9]", page):
            begun += 1
            assert f"Standard page {number}" in plain
    assert begun >= 4
    assert len(re.findall("Standard page", large)) == len(re.findall("Standard page", plain))


def test_papers_that_follow_on_leave_no_page_empty(publication: Path) -> None:
    """Ten papers of a page make thirteen pages: a cover, the agenda, and the actions besides."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    (source / "publication.toml").write_text(SETTINGS + '[editions.pack]\nkind = "pack"\n', "utf-8")
    for number in range(10):
        paper(source / f"papers/p{number}.md", f"Paper of {number}", "Words.")
    items = "".join(f"{number + 1}. Item | paper: p{number}\n" for number in range(10))
    (source / "agendas/board.md").write_text(
        f"---\ntitle: Board\ndate: 2026-03-16\nfollow_on: true\n---\n\n{items}", "utf-8"
    )

    run_publish("build", cwd=publication, environment=DAY)

    pages = texts(publication / "build/pack/board.pdf")
    assert len(pages) == 13
    assert all(len(page) > 20 for page in pages)


def test_a_check_of_every_form_finds_nothing(publication: Path) -> None:
    """With several papers, one of them confidential: in black on white as in lines; the copier's cover can be read."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    kinds = (*KINDS, "braille-pack", "calendar")
    (source / "publication.toml").write_text(
        SETTINGS + "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in kinds), "utf-8"
    )
    for name in ("one", "two", "three"):
        paper(source / f"papers/{name}.md", f"Paper {name}", f"{LONG}\n\n| A | B |\n| --- | --- |\n| x | 1 |\n")
    (source / "agendas/board.md").write_text(
        "---\ntitle: Board\ndate: 2026-03-16\n---\n\n1. One | 18:30 | papers: one, two\n"
        "2. Two | paper: three | confidential: Personal\n   Words.\n\n## Dates\n\nIn May.\n",
        "utf-8",
    )

    outcome = run_publish(
        "check", "--no-validate", "source/agendas/board.md", "--strict", "--json", cwd=publication, environment=DAY
    )

    assert (outcome.code, outcome.json["problems"]) == (0, [])


def test_who_needs_another_form_of_a_pack_gets_it_by_mail(publication: Path) -> None:
    """By the name of the kind for articles, of the one for meetings, or of the edition; without what is confidential."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    mail = '[mail]\nfrom = "ruth@example.org"\nserver = "127.0.0.1"\ntls = "none"\nport = 1\n'
    forms = '[editions.pack]\nkind = "pack"\n[editions.big]\nkind = "large-print-pack"\n[editions.plain]\nkind = "text-pack"\n'
    (source / "publication.toml").write_text(SETTINGS + forms + mail, "utf-8")
    paper(source / "papers/one.md", "One", "Zephyr.")
    (source / "agendas/board.md").write_text(
        "---\ntitle: Board\ndate: 2026-03-16\n---\n\n1. One | paper: one | confidential: Personal\n", "utf-8"
    )
    (publication / "list.csv").write_text(
        "email,formats\na@example.org,large-print only\nb@example.org,text-pack\nc@example.org,plain only\n", "utf-8"
    )

    outcome = run_publish("mail", "board", "--to", "list.csv", cwd=publication, environment=DAY)

    assert outcome.code == 0, outcome.err
    got = []
    for place in sorted((publication / "build/outbox").rglob("*.eml")):
        letter = BytesParser(policy=policy.default).parsebytes(place.read_bytes())
        got.append([part.get_filename() for part in letter.iter_attachments()])
        for part in letter.iter_attachments():
            assert "Zephyr" not in str(part.get_content())
    assert got == [["Board (large print).pdf"], ["Board.pdf", "Board (text).txt"], ["Board (text).txt"]]


def test_a_note_stands_in_its_paper(publication: Path) -> None:
    """However full the last page of a paper is, none of its notes is on a page of the next; nor one of the agenda."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    kinds = ("pack", "large-print-pack", "clear-print-pack")
    (source / "publication.toml").write_text(
        SETTINGS + "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in kinds), "utf-8"
    )
    for n in range(1, 9):
        said = [f"{SENTENCE * (1 + (k + n) % 3)}It is so.[^{k}]" for k in range(1, 7 + n)]
        noted = [f"[^{k}]: Note {k} of paper {n}: {SENTENCE * (1 + k * n % 3)}" for k in range(1, 7 + n)]
        paper(source / f"papers/p{n}.md", f"Paper number {n}", "\n\n".join([*said, *noted]))
    items = "\n".join(f"{n}. Item {n} | paper: p{n}" for n in range(1, 9))
    (source / "agendas/board.md").write_text(
        f"---\ntitle: Board\ndate: 2026-03-16\n---\n\nCome.[^a]\n\n{items}\n   Look.[^b]\n\n"
        "[^a]: Note 1 of agenda.\n[^b]: Note 2 of agenda.\n    And more of it.\n",
        "utf-8",
    )

    outcome = run_publish("build", cwd=publication, environment=DAY)

    assert outcome.code == 0, outcome.err
    assert "warning" not in outcome.err
    for kind in kinds:
        here, seen = "agenda", []
        for text in texts(publication / f"build/{kind}/board.pdf"):
            if found := re.match(r"(?:Board )?Paper (\d): Paper number|Paper (\d) Agenda item", text):
                here = found[1] or found[2]
            stands = re.findall(r"Note (\d+) of (?:paper )?(\w+)", text)
            assert {paper for _, paper in stands} <= {here}, (kind, text)
            seen += stands
        assert len(seen) == 2 + sum(6 + n for n in range(1, 9)), kind
        assert " ".join(texts(publication / f"build/{kind}/board.pdf")).count("And more of it") == 1


SENTENCE = "The council has looked at what was said before and at what it costs to keep, and has written it down. "
