"""The booklet: pages put on both sides of sheets twice as wide, to be folded in the middle and stapled in the fold.

What comes out is for a printer and nobody else: the order of its pages is that of sheets, not of reading, so no tags
are kept and nothing is claimed. Bookmarks and links go too. (A page is drawn as a form XObject, ISO 32000-1, 8.10, so
its text stays text.)
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from publish.editions import papers
from publish.editions.folding import signatures

MM = 72 / 25.4
CREEP = 0.1 * MM
"""How much further from the fold each sheet's edge comes to lie than the sheet's around it: the thickness of paper of
80 g/m². Pages are moved towards the fold by as much, so that all outer margins are equal once it is trimmed."""


class Side(NamedTuple):
    """One side of a sheet: the pages on it, counted from 1, None for a blank; and which sheet of its signature it is.

    The outermost is 0.
    """

    sheet: int
    left: int | None
    right: int | None


def sides(pages: int, *, mirrored: bool = False, back: bool = False) -> tuple[Side, ...]:
    """The sides to print, front and back of each sheet in turn, the outermost first; `mirrored` is bound on the right.

    More than ten sheets are signatures, each folded by itself and laid on the one before. Folded together the sheets
    have the pages in order; the blanks that make them a multiple of four come at the end, or with `back` before the
    last page, which is the back of it all.
    """
    found, before = [], 0
    sheets = -(-pages // 4)
    known = {page: page for page in range(1, pages + (not back))} | ({4 * sheets: pages} if back else {})
    for count in signatures(sheets):
        total = 4 * count
        for sheet in range(count):
            for left, right in ((total - 2 * sheet, 2 * sheet + 1), (2 * sheet + 2, total - 2 * sheet - 1)):
                halves = [before + page for page in ((right, left) if mirrored else (left, right))]
                found.append(Side(sheet, *map(known.get, halves)))
        before += total
    return tuple(found)


def turned(content: bytes) -> bytes:
    """The same sheets with every back upside down: for a printer that turns them about the other edge."""
    with pikepdf.open(BytesIO(content)) as sheets:
        for back in list(sheets.pages)[1::2]:
            back.rotate(180, relative=True)
        sheets.Root.ViewerPreferences.Duplex = Name.DuplexFlipLongEdge
        out = BytesIO()
        sheets.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def impose(content: bytes, *, paper: str = "", language: str, mirrored: bool = False, back: bool = False) -> bytes:
    """The pages of a PDF on sheets of the paper, which lie on their sides."""
    sheet = tuple(round(side * MM, 4) for side in papers.sheet(paper))
    with pikepdf.open(BytesIO(content)) as source, pikepdf.new() as sheets:
        forms = [_form(sheets, page) for page in source.pages]
        widths = [float(page.trimbox[2]) - float(page.trimbox[0]) for page in source.pages]
        for side in sides(len(forms), mirrored=mirrored, back=back):
            _add(sheets, side, sheet, forms, widths)
        for key in ("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate"):
            if key in source.docinfo:
                sheets.docinfo[key] = source.docinfo[key]
        sheets.Root.Lang = pikepdf.String(language)
        sheets.Root.ViewerPreferences = Dictionary(
            DisplayDocTitle=True, Duplex=Name.DuplexFlipShortEdge, PrintScaling=Name("/None")
        )
        out = BytesIO()
        sheets.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


_TAGGED = re.compile(rb"/\w+\s*<<\s*/MCID \d+\s*>>\s*BDC")


def _form(sheets: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Object:
    """A page as something to be drawn, its tags gone with the tree that they belonged to."""
    form = sheets.copy_foreign(page.as_form_xobject())
    form.write(_TAGGED.sub(b"/Artifact BMC", form.read_bytes()))
    for key in ("/StructParents", "/StructParent"):
        if key in form:
            del form[key]
    return form


def _add(
    sheets: pikepdf.Pdf, side: Side, sheet: tuple[float, ...], forms: list[pikepdf.Object], widths: list[float]
) -> None:
    fold, shift = sheet[0] / 2, side.sheet * CREEP
    drawn, names = [], Dictionary()
    for number, half in ((side.left, "left"), (side.right, "right")):
        if number is None:
            continue
        x = fold - widths[number - 1] + shift if half == "left" else fold - shift
        names[f"/P{number}"] = forms[number - 1]
        drawn.append(f"q 1 0 0 1 {x:.4f} 0 cm /P{number} Do Q")
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, *sheet]),
        Resources=Dictionary(XObject=names),
        Contents=sheets.make_stream("\n".join(drawn).encode()),
    )
    sheets.pages.append(pikepdf.Page(sheets.make_indirect(page)))
