"""Articles made in the modes of print, for the tests of each."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Dictionary, Name

from publish.editions.compose import compose
from publish.model import Artifact, Edition, EditionPlan, Kind
from publish.value import replace
from tests.support import briefings
from tests.support.finished import rendered
from tests.support.sample import house_style


def edition(name: str, kind: Kind) -> Edition:
    """One of the sample briefings, in another mode."""
    return replace(briefings.ALL[name](), name=kind, kind=kind)


def made(name: str, kind: Kind) -> Artifact:
    """The sample's PDF with its boxes, made without any problem; in large print the standard edition's are marked."""
    starts = made(name, "briefing").starts if kind == "large-print" else ()
    artifact, problems = rendered(edition(name, kind), house_style(), starts=starts)
    assert problems == (), problems
    assert artifact is not None
    return artifact


def plan(kind: Kind) -> EditionPlan:
    """The plan of an edition of that kind, called after it."""
    return EditionPlan(name=kind, kind=kind, title="", sides=None, max_bytes=None)


def composed(like: Edition, *kinds: Kind) -> tuple[Edition, ...]:
    """The article of an edition in editions of other kinds, as a publication would have them."""
    return compose(like.publication, [plan(kind) for kind in kinds], like.articles)


def text(artifact: Artifact) -> str:
    """The text of all pages, white space made plain."""
    with pdfium.PdfDocument(artifact.content) as file:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in file).split())


def numbered_pages(count: int) -> bytes:
    """A PDF of A5 pages that say `page 1`, `page 2` and so on in their middle."""
    out = BytesIO()
    with pikepdf.new() as file:
        font = file.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number in range(1, count + 1):
            drawn = f"BT /F1 18 Tf 180 300 Td (page {number}) Tj ET".encode()
            page = Dictionary(
                Type=Name.Page,
                MediaBox=[0, 0, 419.53, 595.28],
                Resources=Dictionary(Font=Dictionary(F1=font)),
                Contents=file.make_stream(drawn),
            )
            file.pages.append(pikepdf.Page(file.make_indirect(page)))
        file.save(out)
    return out.getvalue()
