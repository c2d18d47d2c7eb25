"""Any paper: pages, sheets and marks have its measures, and what stands on them keeps inside them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from publish.editions import kinds
from publish.editions.papers import PAPERS, media, page
from tests.conftest import SETTINGS, run_publish

MM = 72 / 25.4
HEIGHT = {"A4": 297.0, "A3": 420.0, "A5": 210.0, "letter": 279.4, "legal": 355.6}
EDITIONS = (
    *(("briefing", paper) for paper in ("A3", "A5", "letter", "legal")),
    *(("booklet", paper) for paper in ("A3", "letter")),
    ("press", "letter"),
    ("large-print", "letter"),
    ("pack", "letter"),
)
WORDS = [f"w{number}" for number in range(1, 2700)]
ARTICLE = f"""\
---
title: Two hundred words on tides
date: 2026-02-28
---

- **1 in 4** boats
- **£1.1bn** a year
- **9 → 58** harbours
- **35,000** people
{{.key-figures}}

{" ".join(WORDS[:200])}

| Port | {" | ".join(f"Column{n}" for n in range(12))} |
|---|{"---|" * 12}
| Bar | {" | ".join(f"number{n}" for n in range(12))} |

{" ".join(WORDS[200:])}
"""
AGENDA = "---\ntitle: Board\ndate: 2026-03-05\ntime: 10:00 to 11:00\nplace: The hall\n---\n\n## 10:00 Tides\n\n- paper: tides\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication that is set on every paper."""
    folder = tmp_path_factory.mktemp("papers")
    for name, text in {"articles/tides.md": ARTICLE, "agendas/board.md": AGENDA}.items():
        (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "source" / name).write_text(text, "utf-8")
    editions = "".join(f'[editions.{kind}-{p.lower()}]\nkind = "{kind}"\npaper = "{p}"\n' for kind, p in EDITIONS)
    (folder / "source/publication.toml").write_text(f'{SETTINGS}\npaper = "A4"\n{editions}', "utf-8")
    outcome = run_publish("build", "--jobs", "1", cwd=folder)
    assert outcome.code == 0, outcome.err
    return folder / "build"


def file(built: Path, kind: str, paper: str) -> bytes:
    """The one file of an edition."""
    (found,) = (built / f"{kind}-{paper.lower()}").glob("*.pdf")
    return found.read_bytes()


def words(content: bytes) -> Iterator[list[tuple[str, float, float]]]:
    """Of each page, its words with the middle of each from the left and its foot from the page's, in points."""
    with pypdfium2.PdfDocument(content) as document:
        for each in document:
            text = each.get_textpage()
            found: list[tuple[str, float, float]] = []
            word, boxes = "", list[tuple[float, ...]]()
            for at in range(text.count_chars() + 1):
                sign = text.get_text_range(at, 1) if at < text.count_chars() else " "
                if sign.strip():
                    word, boxes = word + sign, [*boxes, text.get_charbox(at)]
                elif word:
                    found.append((word, (boxes[0][0] + boxes[-1][2]) / 2, min(box[1] for box in boxes)))
                    word, boxes = "", []
            yield found


@pytest.mark.parametrize(("kind", "paper"), EDITIONS)
def test_pages_have_the_measures_of_the_paper(built: Path, kind: str, paper: str) -> None:
    """Each sheet is as large as its paper, what is trimmed of it too, and no word comes within 9 mm of an edge."""
    content = file(built, kind, paper)
    wide, high = PAPERS[paper].width, HEIGHT[paper]
    if kind == "booklet":
        wide, high = high, wide
    edges = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for each in pdf.pages:
            left, low, right, top = (float(side) / MM for side in each.trimbox)
            lies = (right - left) > (top - low) and kind != "booklet"  # a page on its side, for a wide table
            assert ((right - left), (top - low)) == pytest.approx((high, wide) if lies else (wide, high), abs=0.1)
            assert kind != "press" or float(each.mediabox[2]) / MM == pytest.approx(right + 10, abs=0.1)
            edges.append((left * MM, right * MM))
    for (left, right), said in zip(edges, words(content), strict=True):
        assert all(left + 9 * MM < x < right - 9 * MM and y > 6 * MM for _, x, y in said), said


def test_a_booklet_of_half_letters_reads_in_order_when_it_is_folded(built: Path) -> None:
    """Every half of a side has its words on its side of the fold; folded, the words are those of the text in order."""
    content = file(built, "booklet", "letter")
    halves: list[tuple[int, list[str]]] = []
    sides = list(words(content))
    pages = 2 * len(sides)
    assert pages == 12, "the text is to fill twelve pages"
    for at, said in enumerate(sides):
        assert not [word for word, x, _ in said if abs(x - 5.5 * 72) < 8 * MM], "a word lies in the fold"
        sheet, back = divmod(at, 2)
        left, right = (2 * sheet + 2, pages - 2 * sheet - 1) if back else (pages - 2 * sheet, 2 * sheet + 1)
        halves += [(left, [w for w, x, _ in said if x < 396]), (right, [w for w, x, _ in said if x > 396])]
    read = [word for _, half in sorted(halves) for word in half if word in set(WORDS)]
    assert read == WORDS


def test_type_grows_with_a_larger_paper_and_a_small_page_is_a_booklets(built: Path) -> None:
    """On A3 a briefing is enlarged; on A5 it is set by the booklet's measures, and by those a booklet's own on A3."""

    def size(kind: str, paper: str) -> float:
        with pypdfium2.PdfDocument(file(built, kind, paper)) as document:
            text = document[0].get_textpage()
            at = text.search("w20 ").get_next()[0]
            return float(text.get_charbox(at, loose=True)[3] - text.get_charbox(at, loose=True)[1])

    usual = size("briefing", "legal")
    assert size("briefing", "A3") / usual == pytest.approx(2**0.5, rel=0.03)
    assert size("briefing", "A5") < usual
    assert size("booklet", "A3") == pytest.approx(usual, rel=0.03)


def test_papers_have_names_and_halves() -> None:
    """CUPS knows a sheet by its name whichever way it lies; a kind names only papers that there are."""
    assert (media(297, 210), media(215.9, 279.4), media(100, 150)) == ("A4", "Letter", "Custom.100x150mm")
    assert page(kinds.of("booklet"), "letter") == (139.0, 215.9)
    assert all(paper in PAPERS for kind in kinds.KINDS.values() for paper in kind.papers)
