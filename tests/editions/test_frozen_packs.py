"""What went out stays what it was: a supplement adds to the pack of the receipt, not to what the pack would be now."""

from __future__ import annotations

import hashlib
import json
import os
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from tests.cli.test_mail_command import MAIL
from tests.conftest import SETTINGS, run_publish
from tests.editions.test_confidential import DAY, LONG, SECRET, paper, texts
from tests.support.smtp_faults import scripted

HEAD = "---\ntitle: Council\ndate: 2026-03-16\nnumbered: true\npapers: by item\n"
PACK = "3. Lights | paper: lights\n4. Bins | paper: bins\n5. Quill | paper: quill | confidential: Personal | public title: Staff\n6. Trees | paper: trees\n"


@pytest.fixture
def council(publication: Path) -> Path:
    """A pack with a confidential paper, which was made."""
    source = publication / "source"
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    kinds = "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in ("pack", "text-pack"))
    (source / "publication.toml").write_text(SETTINGS + kinds, "utf-8")
    for name in ("lights", "bins", "trees", "lamps"):
        paper(source / f"papers/{name}.md", name.title(), f"{LONG}\n\n## Costs\n\n{LONG}")
    paper(source / "papers/quill.md", "Zanzibar", f"{LONG}\n\n## The zephyr\n\nOblast.")
    (source / "agendas/council.md").write_text(f"{HEAD}---\n\n{PACK}", "utf-8")
    made(publication)
    return publication


def made(root: Path) -> str:
    """What a build says."""
    outcome = run_publish("build", cwd=root, environment=DAY)
    assert outcome.code == 0, outcome.err
    return outcome.err


def late(root: Path, items: str) -> None:
    """Write the agenda of a supplement."""
    head = "---\ntitle: Council\ndate: 2026-03-16\nsupplements: council\n---\n\n"
    (root / "source/agendas/late.md").write_text(head + items, "utf-8")


def test_a_pack_has_a_receipt_without_what_is_confidential(council: Path) -> None:
    """Its papers with their numbers and digests, and its pages; of a confidential one not the name."""
    place = council / "build/receipts/council.json"
    text = place.read_text("utf-8")
    receipt = json.loads(text)

    assert [number for _, number, _ in receipt["papers"]] == ["3", "4", "5", "6"]
    assert ["paper-3", 9] in [[start[1], start[0]] for start in receipt["starts"]]
    assert not SECRET.search(text)
    made(council)
    assert place.read_text("utf-8") == text


def test_a_supplement_adds_to_what_went_out(council: Path) -> None:
    """The pack stays as it was whatever is done to its agenda and papers; what is added and amended has its numbers."""
    before = {one: one.read_bytes() for one in (council / "build").rglob("council*") if one.is_file()}
    late(council, "4. Bins | paper: bins\n5a. Lamps | paper: lamps\n   See [the trees](trees.md).\n")
    paper(council / "source/papers/bins.md", "Bins", f"{LONG}\n\nNow there are nine.")
    paper(council / "source/papers/trees.md", "Trees", f"{LONG}\n\n" * 9)
    (council / "source/agendas/council.md").write_text(
        f"{HEAD}---\n\n1. Tea | paper: lamps\n2. More tea | paper: trees\n{PACK.replace('6. Trees | paper: trees', '')}", "utf-8"
    )  # fmt: skip

    said = made(council)

    assert {one: one.read_bytes() for one in before} == before
    told = [line.strip() for line in said.splitlines() if line.startswith("  source/")]
    assert told == ["source/agendas/council.md", "source/papers/trees.md"]
    assert "went out and has a supplement: it stays as it was" in said
    pages = texts(council / "build/pack/late.pdf")
    assert "What was added Paper 5a Lamps What was amended Paper 4 Bins" in pages[2]
    assert "4 Bins Paper 4 7a" in pages[2]
    assert "(Paper 6, page 11). Paper 5a 9a" in pages[2]
    assert any("4.2 Now there are nine." in page for page in pages)
    plain = " ".join((council / "build/text-pack/late.txt").read_text("utf-8").split())
    assert "What was amended: Paper 4 Bins (Standard page 7a)" in plain


def test_taking_the_receipt_away_lets_the_pack_be_made_anew(council: Path) -> None:
    """As the message says."""
    late(council, "5a. Lamps | paper: lamps\n")
    made(council)
    paper(council / "source/papers/lights.md", "Lights", "Short now.")
    assert "G16" in made(council)
    (council / "build/receipts/council.json").unlink()

    assert "G16" not in made(council)
    assert "Short now." in " ".join(texts(council / "build/pack/council.pdf"))


def test_a_pack_that_was_not_added_to_is_made_again(council: Path) -> None:
    """While it has not gone out, its receipt follows it."""
    paper(council / "source/papers/lights.md", "Lights", "Short now.")
    assert "G16" not in made(council)
    assert "Short now." in " ".join(texts(council / "build/pack/council.pdf"))


def test_a_pack_that_was_mailed_stays(council: Path) -> None:
    """Its receipt has the day; what changes since is told, with what to do."""
    place = council / "build/receipts/council.json"
    place.write_text(json.dumps(json.loads(place.read_text("utf-8")) | {"out": "2026-03-02"}), "utf-8")
    paper(council / "source/papers/lights.md", "Lights", "Short now.")

    said = made(council)

    assert "the pack `council` went out on 2026-03-02: it stays as it was" in said
    assert "write an agenda with `supplements: council`" in said


def test_a_pack_that_was_mailed_and_is_then_changed_stays_what_was_mailed(council: Path) -> None:
    """Sent through a server: the receipt says which file arrived, later builds leave it be, the rest get the same."""
    paper(council / "source/papers/lights.md", "Lights", f"{LONG}\n\nNine lamps.")  # since the last build
    (council / "list.csv").write_text("email\nann@example.org\nbob@example.org\n", "utf-8")
    place = council / "source/publication.toml"
    settings = place.read_text("utf-8")
    with scripted() as server:
        place.write_text(settings + MAIL.format(port=server.port), "utf-8")
        words = ("mail", "council", "--to", "list.csv")
        sent = run_publish(*words, "--send", "--first", "1", "--yes", cwd=council, environment=DAY)
        assert sent.code == 0, sent.err
        mailed = (council / "build/pack/council.pdf").read_bytes()
        paper(council / "source/papers/lights.md", "Lights", "Short now.")
        said = made(council)
        rest = run_publish("mail", "--resume", "council", "--yes", cwd=council, environment=DAY)
        assert rest.code == 0, rest.err
        arrived = [BytesParser(policy=policy.default).parsebytes(one.content) for one in server.taken]

    receipt = json.loads((council / "build/receipts/council.json").read_text("utf-8"))
    assert "the pack `council` went out on 2026-03-01: it stays as it was" in said
    assert (council / "build/pack/council.pdf").read_bytes() == mailed
    assert [next(message.iter_attachments()).get_content() for message in arrived] == [mailed, mailed]
    assert receipt["out"] == "2026-03-01"
    assert [(day, how, digest) for day, how, _, digest in receipt["gone"]] == [
        ("2026-03-01", "mailed", hashlib.sha256(mailed).hexdigest())
    ]
    assert not SECRET.search(json.dumps(receipt))


def test_a_pack_that_was_printed_and_is_then_changed_is_told(council: Path, tmp_path: Path) -> None:
    """With the file that has changed: the pack is made anew, and its receipt says which one was printed."""
    (tmp_path / "lp").write_text("#!/bin/sh\necho request id is Office-1\n")
    (tmp_path / "lp").chmod(0o755)
    office = DAY | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    printed = run_publish("print", "council", "--edition", "pack", cwd=council, environment=office)
    assert printed.code == 0, printed.err
    digest = hashlib.sha256((council / "build/pack/council.pdf").read_bytes()).hexdigest()
    paper(council / "source/papers/lights.md", "Lights", "Short now.")

    said = made(council)

    receipt = json.loads((council / "build/receipts/council.json").read_text("utf-8"))
    assert receipt["gone"] == [["2026-03-01", "printed", "council.pdf", digest]]
    assert "the pack `council` was printed on 2026-03-01, and is another now" in said
    assert "source/papers/lights.md" in said
    assert "Short now." in " ".join(texts(council / "build/pack/council.pdf"))


def test_a_receipt_that_cannot_be_read_is_told(council: Path) -> None:
    """And the pack is made."""
    (council / "build/receipts/council.json").write_text("{", "utf-8")

    assert "receipts/council.json" in made(council)
