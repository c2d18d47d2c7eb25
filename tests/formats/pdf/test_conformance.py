"""Tags: what a screen reader is told of a page, compared with what was kept; and veraPDF's verdict on real articles."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from publish.editions.compose import compose
from publish.model import Artifact, Edition, Kind
from publish.project import folder
from publish.readers.article import read
from publish.value import replace
from tests.conftest import REQUIRE_ALL, ROOT
from tests.support import briefings, corpus, modes, sample, tagged, vera
from tests.support.finished import rendered

GOLDEN = Path(__file__).parents[2] / "golden"
STYLE = sample.house_style()


@contextmanager
def tree(edition: Edition) -> Iterator[tagged.Element]:
    """The structure tree of the finished edition, for as long as its file is open."""
    made, _ = rendered(edition, STYLE)
    assert made is not None
    with pikepdf.open(io.BytesIO(made.content)) as file:
        yield tagged.read(file)


@pytest.mark.parametrize("name", ["stock", "long", "arabic"])
def test_the_tags_are_those_that_were_looked_at(name: str) -> None:
    """The tree as kept in golden/; `KEEP_GOLDEN=1` keeps a new one, to be looked at in the difference."""
    edition = sample.briefing() if name == "stock" else briefings.ALL[name]()
    with tree(edition) as root:
        outline = "\n".join(tagged.outline(root)) + "\n"
    kept = GOLDEN / f"tags-{name}.txt"
    if os.environ.get("KEEP_GOLDEN") == "1":
        kept.write_text(outline, "utf-8")

    assert outline == kept.read_text("utf-8")


LONG_TABLE = (
    "<table><thead><tr><th>Place</th><th>Days</th></tr></thead><tbody>"
    + "".join(f"<tr><th>Place {n}</th><td>{n}</td></tr>" for n in range(90))
    + "</tbody></table>"
)
SPLIT = (
    "<p>"
    + "A paragraph so long that it runs over a page. " * 160
    + "</p><ul><li>"
    + "An item as long. " * 400
    + "</li></ul>"
)


def test_what_is_broken_over_pages_is_one() -> None:
    """A paragraph, an item and a table that run over pages are one element each, with one head."""
    with tree(sample.briefing(articles=(sample.article(body=SPLIT + LONG_TABLE),))) as root:
        nodes = list(root.all())
        assert max(len(set(node.pages)) for node in nodes if node.kind == "P") > 1
        (table,) = [node for node in nodes if node.kind == "Table"]
        assert [kid.kind for kid in table.kids] == ["THead", "TBody"]
        assert len(table.kids[1].kids) == 90
        (item,) = [node for node in nodes if node.kind == "LI" and len(node.kids[-1].pages) > 90]
        assert [kid.kind for kid in item.kids] == ["Lbl", "LBody"]
        ids = {str(node.entries["/ID"]) for node in nodes if "/ID" in node.entries}
        cells = [node.entries["/A"] for node in table.all() if "/A" in node.entries]
        assert {str(head) for cell in cells for head in cell.get("/Headers", ())} <= ids


def test_terms_code_and_captions_have_their_tags() -> None:
    """A term is its item's label; code is Code; a caption is beside its figure, and who said a thing is a paragraph."""
    with tree(sample.briefing()) as root:
        nodes = list(root.all())
        terms = [
            node for node in nodes if node.kind == "LI" and node.kids[-1].kids and node.kids[-1].kids[0].kind == "P"
        ]
        assert [kid.kind for kid in terms[-1].kids] == ["Lbl", "LBody"]
        assert sum(node.kind == "Code" for node in nodes) == 2
        assert all(
            node.parent is not None and node.parent.kind in ("Div", "Table") for node in nodes if node.kind == "Caption"
        )
        notes = [node for node in nodes if node.kind == "Note"]
        assert notes
        assert len({str(note.entries["/ID"]) for note in notes}) == len(notes)
        assert all(node.kind != "NonStruct" for node in nodes)


BROKEN = "".join(
    f"<p>{'so ' * count}well-known, notwithstanding internationalisation of its infrastructure.</p>"
    for count in range(40)
)
"""Words that are hyphenated at some of the lines' ends, and words that have hyphens of their own."""


def broken(kind: Kind = "briefing") -> Artifact:
    """The finished file, some of whose lines end with a hyphen that nobody typed."""
    made, problems = rendered(sample.briefing(kind=kind, articles=(sample.article(body=BROKEN),)), STYLE)
    assert made is not None, problems
    assert sum(box.hyphenated for box in made.boxes) > 3
    return made


@pytest.mark.parametrize("kind", ["briefing", "mono", "booklet"])
def test_a_word_broken_at_a_line_s_end_is_read_whole(kind: Kind) -> None:
    """The hyphen that the layout adds says that it is a soft one; those that were typed are read as they were."""
    with pdfium.PdfDocument(broken(kind).content) as file:
        text = " ".join("".join(page.get_textpage().get_text_range() for page in file).split())

    words = re.findall(r"[\w\ufffe-]+", text)
    assert sum("\ufffe" in word for word in words) > 3
    assert {word.replace("\ufffe", "") for word in words if re.match("not|int", word)} == {
        "notwithstanding",
        "internationalisation",
    }
    assert "well-known" in "".join(words)
    assert "\u2010" not in text


@pytest.mark.skipif(bool(vera.missing()) and not REQUIRE_ALL, reason=vera.missing() or "veraPDF is at hand")
def test_broken_words_keep_a_file_conformant(tmp_path: Path) -> None:
    """Nothing is found by veraPDF against either standard in the marks of hyphens."""
    place = tmp_path / "broken.pdf"
    place.write_bytes(broken().content)

    assert vera.check([place]) == {place: ()}


def editions(root: Path, kinds: tuple[str, ...]) -> list[Edition]:
    """Every article of a publication in each of the kinds."""
    opened, problems = folder.load(root)
    assert opened is not None, problems
    articles = [
        article
        for manuscript in folder.manuscripts(root)[0]
        if (article := read(manuscript, opened.publication.language, folder.pictures(root, manuscript.path))[0])
    ]
    publication = replace(opened.publication, archive="https://example.org/archive")
    return list(compose(publication, [modes.plan(kind) for kind in kinds], articles))


def _publications(tmp_path: Path) -> list[tuple[Path, tuple[str, ...]]]:
    found: list[tuple[Path, tuple[str, ...]]] = [(ROOT, ("briefing", "screen", "mono", "large-print"))]
    if corpus.SMALL.is_dir():
        found.append((corpus.publication(tmp_path), ("briefing",)))
    return found


@pytest.mark.slow
@pytest.mark.skipif(bool(vera.missing()) and not REQUIRE_ALL, reason=vera.missing() or "veraPDF is at hand")
def test_every_real_article_conforms(tmp_path: Path) -> None:
    """Nothing is found against PDF/UA-1 and PDF/A-3a by veraPDF in any briefing of the corpus or of ours."""
    files: list[Path] = []
    for root, kinds in _publications(tmp_path / "corpus"):
        for edition in editions(root, kinds):
            made, problems = rendered(edition, STYLE)
            assert made is not None, problems
            files.append(tmp_path / f"{edition.kind}-{edition.slug}.pdf")
            files[-1].write_bytes(made.content)

    failures = {path.name: found for path, found in vera.check(files).items() if found}

    assert failures == {}
