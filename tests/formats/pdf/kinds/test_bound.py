"""PDFs and spreadsheets of other people are papers of a meeting: their pages are in the pack, and nothing else of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pypdfium2
import pytest
from openpyxl.chart import BarChart
from pikepdf import Array, Dictionary, Name, String

from publish.formats.pdf import render
from publish.formats.pdf.kinds import bound
from publish.media import sheets
from publish.media.faults import ImageError
from publish.model import Sheet
from publish.proofs import heard
from publish.value import replace
from tests.conftest import REQUIRE_ALL, SETTINGS, run_publish
from tests.support import packs, vera
from tests.support.sample import article, briefing, house_style

DAY = {"HANDBILL_TODAY": "2026-06-01"}
A4 = (595.28, 841.89)
ATTACHED: Any = pikepdf.AttachedFileSpec


def pdf(pages: Iterable[tuple[tuple[float, float], str]] = ((A4, "Page one"),), **changes: Any) -> pikepdf.Pdf:
    """A plain PDF: pages of these sizes with a line of text near their top."""
    made = pikepdf.new()
    for (width, height), text in pages:
        font = Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        made.add_blank_page(page_size=(width, height))
        made.pages[-1].obj.Resources = Dictionary(Font=font)
        made.pages[-1].obj.Contents = made.make_stream(
            f"BT /F 20 Tf {width * 0.1:.0f} {height - changes.get('down', 80):.0f} Td ({text}) Tj ET".encode()
        )
    return made


def saved(made: pikepdf.Pdf, **how: Any) -> bytes:
    """Its bytes."""
    out = BytesIO()
    made.save(out, **how)
    return out.getvalue()


def own() -> bytes:
    """A briefing of ours."""
    artifact, _ = render.render(briefing(), house_style())
    assert artifact is not None
    return artifact.content


@pytest.fixture
def meeting(publication: Path) -> Path:
    """A publication with an agenda that names `paper.pdf`."""
    (publication / "source/publication.toml").write_text(SETTINGS + '[editions.pack]\nkind = "pack"\n', "utf-8")
    for folder in ("papers", "agendas"):
        (publication / "source" / folder).mkdir()
    agenda(publication, "1. Accounts of the auditor | 18:40 | paper: paper.pdf\n2. Close\n")
    return publication


def agenda(root: Path, items: str) -> None:
    """Write the agenda of these items."""
    (root / "source/agendas/board.md").write_text(f"---\ntitle: Board\ndate: 2026-06-03\n---\n\n{items}", "utf-8")


def built(root: Path, *, fails: bool = False) -> str:
    """What is said when the pack is built."""
    outcome = run_publish("build", cwd=root, environment=DAY)
    assert (outcome.code != 0) is fails, outcome.out + outcome.err
    return outcome.out + outcome.err


def pack(root: Path) -> pikepdf.Pdf:
    """The pack."""
    return pikepdf.open(root / "build/pack/board.pdf")


def texts(root: Path) -> list[str]:
    """The text of each page of the pack."""
    with pypdfium2.PdfDocument(root / "build/pack/board.pdf") as file:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in file]


@pytest.mark.parametrize("folder", ["papers", "agendas", "articles", "images", "papers/2026"])
def test_a_pdf_is_bound_in_after_its_item_stamped_and_linked(meeting: Path, folder: str) -> None:
    """Wherever below source/ it lies its pages follow, each with paper, page and folio, and the agenda leads to them."""
    place = meeting / "source" / folder
    place.mkdir(parents=True, exist_ok=True)
    (place / "paper.pdf").write_bytes(saved(pdf([(A4, "Opinion of the auditor"), (A4[::-1], "Sheet of the balance")])))

    said = built(meeting)

    assert "A17" not in said
    assert "warning[A25]: `paper.pdf` has no tags" in said
    found = texts(meeting)
    assert [n for n, text in enumerate(found, 1) if "Paper 1 · page 1 of 2" in text and "Opinion" in text] == [5]
    assert [n for n, text in enumerate(found, 1) if "Paper 1 · page 2 of 2" in text and "balance" in text] == [6]
    assert found[5].startswith("6 ") or found[5].endswith(" 6") or " 6 " in found[5]
    with pack(meeting) as file:
        upright, turned = file.pages[4].mediabox, file.pages[5].mediabox
        assert float(upright[3]) > float(upright[2])
        assert float(turned[2]) > float(turned[3])
        with file.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert "Paper 1: Paper" in titles
        targets = [str(link.get("/Dest", "")) for link in file.pages[2].get("/Annots", [])]
        assert "paper-1" in targets
        assert "item-1" in [str(link.get("/Dest", "")) for link in file.pages[4].get("/Annots", [])]


def test_what_is_drawn_stays_clear_of_the_stamp() -> None:
    """A sheet with a margin is drawn as it is; one that is full to its edges is made smaller, all of its size alike."""
    place = bound.Place(0, 22.7, 53, 748, 1020, 793.7, 1122.5)
    clear = Sheet(width=595.3, height=841.9, left=70, top=70, right=500, bottom=770)
    full = Sheet(width=595.3, height=841.9, left=0, top=0, right=595.3, bottom=841.9)
    high = Sheet(width=595.3, height=841.9, left=70, top=10, right=500, bottom=400)
    small = Sheet(width=420, height=300, left=0, top=0, right=420, bottom=300)

    [as_it_is] = bound.fits([clear], [place])
    assert (as_it_is.scale, round(as_it_is.x), round(as_it_is.y)) == (1.0, 0, 0)
    both = bound.fits([clear, full], [place, place])
    assert both[0] == both[1]
    assert 0.85 < both[0].scale < 0.95
    [moved] = bound.fits([high], [place])
    assert moved.scale == 1.0
    assert moved.y < -20
    [middle] = bound.fits([small], [place])
    assert middle.scale == 1.0
    assert round(middle.x + 210) == 298


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_and_cropped_pages_are_bound_in_as_they_are_shown(meeting: Path, turn: int) -> None:
    """Text that is upright in a viewer is upright in the pack, and what is cut off stays cut off."""
    made = pdf([((500, 700), "Upright in a viewer")], down=350)
    made.pages[0].rotate(turn, relative=False)
    made.pages[0].cropbox = pikepdf.Rectangle(20, 30, 480, 690)
    content = saved(made)
    (meeting / "source/papers/paper.pdf").write_bytes(content)
    built(meeting)
    with pypdfium2.PdfDocument(content) as before, pypdfium2.PdfDocument(meeting / "build/pack/board.pdf") as after:
        one, other = before[0], after[4]
        assert (one.get_width() > one.get_height()) is (other.get_width() > other.get_height())
        alone = _dark(one.render(scale=1, grayscale=True).to_pil())
        drawn = other.render(scale=1, grayscale=True).to_pil()
        within = _dark(drawn.crop((15, 42, drawn.width - 15, drawn.height - 42)))
    assert abs((alone[2] - alone[0]) - (within[2] - within[0])) <= 2
    assert abs((alone[3] - alone[1]) - (within[3] - within[1])) <= 2


def _dark(picture: Any) -> Any:
    return picture.point([255 if shade < 128 else 0 for shade in range(256)]).getbbox()


def locked(**how: Any) -> bytes:
    """A PDF with a password."""
    return saved(pdf(), encryption=pikepdf.Encryption(owner="o", **how))


REFUSED: dict[str, Callable[[], bytes]] = {
    "locked with a password": lambda: locked(user="u"),
    "locked against changes": lambda: locked(user="", allow=pikepdf.Permissions(modify_assembly=False)),
    "cut off": lambda: saved(pdf())[:-60],
    "is cut off": lambda: saved(pdf())[: len(saved(pdf())) // 2],
    "no PDF": lambda: b"PK\x03\x04 a letter",
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_pdf_that_is_locked_or_broken_is_refused_by_name(meeting: Path, why: str) -> None:
    """There is no pack, and the PDF and its fault are named, with what to do."""
    (meeting / "source/papers/paper.pdf").write_bytes(REFUSED[why]())

    said = built(meeting, fails=True)

    assert "error[A23]" in said
    assert why in said
    assert "source/papers/paper.pdf" in said
    assert "error[G04]: the paper `paper.pdf` has errors" in said
    assert not (meeting / "build/pack/board.pdf").exists()


def test_a_pdf_that_is_not_there_is_named_with_the_one_that_may_be_meant(meeting: Path) -> None:
    """The hint knows the files that there are, or the folder to put one into."""
    (meeting / "source/papers/papers.pdf").write_bytes(saved(pdf()))
    assert "did you mean `papers.pdf`?" in built(meeting, fails=True)
    (meeting / "source/papers/papers.pdf").unlink()
    assert "put `paper.pdf` into `source/papers/`" in built(meeting, fails=True)


def test_scripts_and_attachments_stay_behind_and_are_named(meeting: Path) -> None:
    """Nothing that acts or carries other files is in the pack; what was filled into a form is part of the page."""
    made = pdf()
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('quillfeather')"))
    made.attachments["q.txt"] = ATTACHED(made, b"quillfeather", filename="q.txt")
    look = made.make_stream(b"0 0 0 rg 0 0 40 10 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 40, 10])
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("a"), V=String("x"), F=4,
        Rect=Array([100, 300, 140, 310]), AP=Dictionary(N=look),
    )  # fmt: skip
    run = Dictionary(S=Name.Launch, F=String("quillfeather.exe"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([1, 1, 9, 9]), A=run)
    web = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([100, 700, 200, 720]), A=Dictionary(S=Name.URI, URI=String("https://example.org/a")))  # fmt: skip
    made.pages[0].obj.Annots = made.make_indirect(Array([made.make_indirect(one) for one in (field, link, web)]))
    made.Root.AcroForm = Dictionary(Fields=Array([made.pages[0].Annots[0]]))
    (meeting / "source/papers/paper.pdf").write_bytes(saved(made))

    said = built(meeting)

    assert "warning[A24]: `paper.pdf` is bound in without" in said
    assert "a script" in said
    assert "an attached file" in said
    assert "a command" in said
    with pack(meeting) as file:
        whole = b"".join(
            thing.read_bytes() if isinstance(thing, pikepdf.Stream) and "/DCTDecode" not in str(thing.get("/Filter")) else thing.unparse()
            for thing in file.objects
        )  # fmt: skip
        assert b"quillfeather" not in whole
        assert b"/JavaScript" not in whole
        areas = [one for one in file.pages[4].Annots if "/A" in one]
        assert [str(one.A.URI) for one in areas] == ["https://example.org/a"]
        assert [round(float(side)) for side in areas[0].Rect] == [100, 700, 200, 720]
        assert "/AcroForm" not in file.Root
    with pypdfium2.PdfDocument(meeting / "build/pack/board.pdf") as drawn:
        picture = drawn[4].render(scale=1, grayscale=True).to_pil()
        assert picture.getpixel((120, 842 - 305)) < 40


def test_the_tags_of_a_tagged_pdf_are_kept() -> None:
    """What is heard of it in the pack is what is heard of it alone: headings, lists, links."""
    read = sheets.read("own.pdf", own())
    assert (read.tagged, read.accessible, read.left_out) == (True, True, ())
    first = packs.PAPERS[0]
    paper = article("own-pdf", title="Ours", body="", assets=(read.asset,), links=())
    paper = replace(paper, sheets=read.pages, tagged=True, accessible=True, standfirst="", byline=())
    items = (packs.item(1, papers=("own-pdf",)), packs.item(2, papers=(first.slug,)))
    artifact, problems = render.render(packs.pack(packs.agenda(items=items), (paper, first)), house_style())
    assert problems == ()
    assert artifact is not None
    alone, within = heard.read(own()), heard.read(artifact.content)
    said = [(one.kind, one.text) for one in alone.all() if one.kind in ("H1", "H2", "LI", "Link", "TH") and one.text]
    there = [(one.kind, one.text) for one in within.all()]
    assert said
    assert [one for one in said if one not in there] == []
    assert heard.joins(within) == []


@pytest.mark.skipif(not REQUIRE_ALL and bool(vera.missing()), reason=vera.missing() or "-")
@pytest.mark.slow
def test_a_pack_of_parts_that_are_accessible_is_accessible(meeting: Path) -> None:
    """PDF/UA-1 is claimed and holds where a briefing of ours is bound in; nothing is claimed where the PDF has no tags."""
    (meeting / "source/papers/paper.pdf").write_bytes(own())
    built(meeting)
    with pack(meeting) as file:
        assert b"pdfuaid:part>1" in file.Root.Metadata.read_bytes()
    place = meeting / "build/pack/board.pdf"
    assert vera.check([place], ("ua1",))[place] == ()

    (meeting / "source/papers/paper.pdf").write_bytes(saved(pdf()))
    built(meeting)
    with pack(meeting) as file:
        claims = file.Root.Metadata.read_bytes()
    assert b"pdfuaid:part>1" not in claims
    assert b"pdfaid:part" not in claims


def test_a_layer_that_is_hidden_stays_hidden() -> None:
    """A pack shows no layer that the PDF does not show."""
    made = pdf([(A4, "Shown"), (A4, "More")])
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    page = made.pages[0]
    page.obj.Resources.Properties = Dictionary(L=layer)
    page.obj.Contents = made.make_stream(b"/OC /L BDC 1 0 0 rg 100 100 300 300 re f EMC")
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    read = sheets.read("layers.pdf", saved(made))
    paper = article("layers", title="Layers", body="", assets=(read.asset,), links=())
    paper = replace(paper, sheets=read.pages, standfirst="", byline=())
    edition = packs.pack(packs.agenda(items=(packs.item(1, papers=("layers",)),)), (paper,))
    artifact, _ = render.render(edition, house_style())
    assert artifact is not None
    with pypdfium2.PdfDocument(artifact.content) as file:
        assert file[4].render(scale=0.2, grayscale=True).to_pil().getpixel((50, 115)) > 250


def test_a_folder_of_files_is_no_paper() -> None:
    """A PDF that is but the cover of other files is refused, and says so."""
    made = pdf()
    made.Root.Collection = Dictionary(Type=Name.Collection)
    with pytest.raises(ImageError, match="a folder of other files"):
        sheets.read("folder.pdf", saved(made))


def workbook(path: Path) -> None:
    """A budget with a chart, and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Budget"
    for row in (("Heading", "Budget", "Share"), ("Staff", 120000, 0.62), ("Rent | rates", 30000, 0.155)):
        sheet.append(row)
    for cells in sheet.iter_rows(min_row=2):
        cells[1].number_format, cells[2].number_format = "£#,##0", "0.0%"
    sheet.add_chart(BarChart(), "G2")
    book.create_sheet("Aside").sheet_state = "hidden"
    book.properties.created = datetime(2001, 1, 1)
    book.save(path)


def test_a_spreadsheet_is_a_paper_of_tables(meeting: Path) -> None:
    """Its numbers stand as they are shown there; what is not in the tables is named; links lead to it."""
    workbook(meeting / "source/papers/budget.xlsx")
    agenda(meeting, "See [the budget](budget.xlsx).\n\n1. Budget | paper: budget.xlsx\n")

    said = " ".join(built(meeting).split())

    assert "A24" in said
    assert "a chart of the sheet" in said
    assert "the hidden sheet `Aside` was left out" in said
    found = texts(meeting)
    assert "See the budget (Paper 1, page 5)" in found[2]
    assert "2001" not in found[4]
    assert "£120,000" in found[4]
    assert "15.5%" in found[4]
    assert "Rent | rates" in found[4]
    tables = heard.read((meeting / "build/pack/board.pdf").read_bytes()).find("Table")
    assert [one.text for one in tables[1].find("TH")][:3] == ["Heading", "Budget", "Share"]


def test_a_spreadsheet_that_cannot_be_read_is_refused_by_name(meeting: Path) -> None:
    """There is no pack of half of its papers."""
    (meeting / "source/papers/budget.xlsx").write_bytes(b"\xd0\xcf\x11\xe0 locked")
    agenda(meeting, "1. Budget | paper: budget.xlsx\n")
    said = built(meeting, fails=True)
    assert "error[A23]: `budget.xlsx` is no spreadsheet" in said


def test_papers_of_other_programs_are_in_packs_alone(meeting: Path) -> None:
    """An article that names one keeps its words; links from an agenda lead to a page of it."""
    (meeting / "source/papers/paper.pdf").write_bytes(saved(pdf([(A4, "One"), (A4, "Two")])))
    (meeting / "source/articles/more.md").write_text(
        "---\ntitle: More\ndate: 2026-05-01\n---\n\nSee [the audit](paper.pdf).\n", "utf-8"
    )
    settings = meeting / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8") + '[editions.briefing]\nkind = "briefing"\n', "utf-8")
    agenda(meeting, "See [its second page](paper.pdf#page=2).\n\n1. Audit | paper: paper\n")
    said = " ".join(built(meeting).split())
    assert "leads to a paper of a meeting" in said
    assert sorted(place.name for place in (meeting / "build/briefing").iterdir()) == ["good.pdf", "more.pdf"]
    assert "its second page (Paper 1, page 6)" in texts(meeting)[2]


def test_a_confidential_pdf_is_in_the_confidential_pack_alone(meeting: Path) -> None:
    """The open pack has its place and its pages' numbers, and nothing that is in it, not even its title."""
    made = pdf([(A4, "Quillfeather one"), (A4, "Quillfeather two")])
    made.docinfo["/Title"] = "The Quillfeather affair"
    (meeting / "source/papers/quillfeather.pdf").write_bytes(saved(made))
    agenda(meeting, "1. Staff | paper: quillfeather.pdf | confidential: Schedule 12A\n2. Accounts | paper: good\n")
    built(meeting)
    with pypdfium2.PdfDocument(meeting / "build/pack/board-CONFIDENTIAL.pdf") as file:
        closed = [page.get_textpage().get_text_bounded() for page in file]
    assert ["Quillfeather" in page and "Not for publication" in page for page in closed[4:6]] == [True, True]
    with pack(meeting) as opened:
        things: list[Any] = list(opened.objects)
        for thing in things:
            if thing is None:
                continue
            said = thing.read_bytes() if isinstance(thing, pikepdf.Stream) and "/Filter" in thing else b""
            assert b"uillfeather" not in said + thing.unparse()
    assert not any("uillfeather" in page for page in texts(meeting))
    assert "Paper 2" in texts(meeting)[-3]


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ([(1190.6, 841.9)], "on it all its pages will have 71 per cent"),
        ([A4, (1190.6, 841.9), (841.9, 1190.6)], "on it page 2 and 1 more will have 71 per cent"),
        ([(612, 792), A4[::-1], (620, 880)], ""),
    ],
)
def test_sheets_that_are_made_smaller_are_told(meeting: Path, sizes: list[tuple[float, float]], said: str) -> None:
    """From a tenth on: US letter, and what a printer's driver adds to A4, is none."""
    (meeting / "source/papers/paper.pdf").write_bytes(saved(pdf((size, "Words") for size in sizes)))

    told = built(meeting)

    assert ("warning[A27]: `paper.pdf` is larger than A4" in told) is bool(said)
    assert said in " ".join(told.split())
