"""Papers of meetings are in packs, and in nothing else that is published."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from tests.conftest import SETTINGS, run_publish

DAY = {"HANDBILL_TODAY": "2026-06-01"}
SECRET = ("Remuneration", "Quillfeather", "remuneration")


def said(root: Path) -> Iterator[tuple[str, str]]:
    """Every file below `root` as text: PDFs by their words, EPUBs and zips unpacked."""
    for place in sorted(path for path in root.rglob("*") if path.is_file() and ".shelf" not in path.parts):
        if place.suffix == ".pdf":
            with pdfium.PdfDocument(place) as file:
                words = " ".join(page.get_textpage().get_text_range() for page in file)
                yield place.name, words + " ".join(map(str, file.get_metadata_dict().values()))
        elif zipfile.is_zipfile(place):
            with zipfile.ZipFile(place) as packed:
                for name in packed.namelist():
                    yield f"{place.name}/{name}", name + packed.read(name).decode("utf-8", "replace")
        else:
            yield place.name, place.name + place.read_text("utf-8", "replace")


def test_a_paper_is_in_its_pack_and_in_nothing_else(publication: Path) -> None:
    """No file but the pack has a word of it: no briefing, news, collection, archive, feed, search or receipt."""
    source = publication / "source"
    (source / "publication.toml").write_text(
        SETTINGS
        + '[editions.briefing]\nkind = "briefing"\nnews = "newest"\n'
        + '[editions.all]\nkind = "collection"\n[editions.pack]\nkind = "pack"\n',
        "utf-8",
    )
    for folder in ("papers/2026", "agendas"):
        (source / folder).mkdir(parents=True)
    (source / "papers/2026/remuneration.md").write_text(
        "---\ntitle: Remuneration\ndate: 2026-05-02\n---\n\nMs Quillfeather; see [the good one](good.md).\n", "utf-8"
    )
    (source / "articles/plain.md").write_text(
        "---\ntitle: Plain\ndate: 2026-05-01\n---\n\nMore in [another place](remuneration.md).\n", "utf-8"
    )
    (source / "agendas/board.md").write_text(
        "---\ntitle: Board\ndate: 2026-06-03\n---\n\n1. Accounts | paper: good\n2. Pay | paper: remuneration\n", "utf-8"
    )

    built = run_publish("build", cwd=publication, environment=DAY)
    archive = publication / "build/archive"
    first = run_publish("archive", cwd=publication, environment=DAY)

    for told in (built, first):
        assert "source/articles/plain.md:6" in told.out + told.err
        assert "leads to a paper of a meeting" in " ".join((told.out + told.err).split())
    found = {name for name, words in said(publication / "build") if any(word in words for word in SECRET)}
    assert found == {"board.pdf"}
    assert packed(archive) == {"good.md", "publication.toml"}
    restored = run_publish("restore", archive, publication / "again", cwd=publication)
    assert "the texts of 1 article are in none of its zips: plain" in " ".join(restored.err.split())

    (source / "articles/plain.md").write_text("---\ntitle: Plain\ndate: 2026-05-01\n---\n\nMore elsewhere.\n", "utf-8")
    run_publish("archive", cwd=publication, environment=DAY)
    assert packed(archive) == {"good.md", "plain.md", "publication.toml"}


def packed(archive: Path) -> set[str]:
    """The names of the files that its source has."""
    with zipfile.ZipFile(archive / "source.zip") as held:
        return {Path(name).name for name in held.namelist()}


def test_papers_alone_make_a_pack(publication: Path) -> None:
    """A publication without an article has packs all the same, and says nothing of missing articles."""
    source = publication / "source"
    (source / "articles/good.md").unlink()
    (source / "publication.toml").write_text(SETTINGS + '[editions.pack]\nkind = "pack"\n', "utf-8")
    for folder in ("papers", "agendas"):
        (source / folder).mkdir()
    (source / "papers/pay.md").write_text("---\ntitle: Pay\ndate: 2026-05-02\n---\n\nText.\n", "utf-8")
    (source / "agendas/board.md").write_text(
        "---\ntitle: Board\ndate: 2026-06-03\n---\n\n1. Pay | paper: papers/pay.md\n", "utf-8"
    )

    outcome = run_publish("build", cwd=publication, environment=DAY)

    assert outcome.code == 0
    assert "P07" not in outcome.out + outcome.err
    assert (publication / "build/pack/board.pdf").is_file()
