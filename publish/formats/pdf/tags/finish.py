"""The finishing pass: what WeasyPrint's tags leave unsaid is said, so that PDF/UA-1 and PDF/A-3a hold in one file.

`plant` goes over the HTML before it is laid out and leaves marks for what no box says; `structure` finds the marks in
the tree that is made of the boxes, and writes it; `finish` claims PDF/UA-1. In between, a mark is a picture without
size or ink whose text alternative carries the message: it is the one thing that comes through layout with words of ours
on it.

The last two work on pydyf's objects, before there is a file. The tree is made by weasyprint_/elements.py, mended by
mending.py, and written by tree.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import deflate
import pydyf

from publish.formats.pdf.body import links
from publish.formats.pdf.tags import areas, claims, mending, reading, tree
from publish.formats.pdf.tags.mending import DECORATION as _DECORATION

# ------------------------------------------------------------------------------------------------- before the layout


SVG = "http://www.w3.org/2000/svg"
_DRAWING = f"{{{SVG}}}svg"
"""The name of a drawing that a template has in it."""


def plant(root: Element, *, scheme: str) -> None:
    """Give pictures their `scheme` URLs, and those that only decorate a mark by which `mending` knows them.

    They are those with `alt=""`, and drawings without a name. Each element gets a number, `data-tag`, by which its
    parts are known again after the layout (see `named`).
    """
    for number, element in enumerate(root.iter("*")):
        element.set("data-tag", str(number))
    for picture in root.iter("img"):
        source = picture.get("src", "")
        if source and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", source):
            picture.set("src", scheme + source)
        if not picture.get("alt"):
            picture.set("alt", _DECORATION)
    for drawing in root.iter(_DRAWING):
        title = drawing.find(f"{{{SVG}}}title")
        said = drawing.get("aria-label") or ("".join(title.itertext()) if title is not None else "")
        named = "" if drawing.get("aria-hidden") == "true" else " ".join(said.split())
        drawing.set("alt", named or _DECORATION)


# -------------------------------------------------------------------------------------------------- after the layout


def structure(pdf: pydyf.PDF, root: tree.Node, contents: Sequence[Any], html: Any, fonts: Iterable[Any]) -> None:
    """Give a file its structure tree, mended; `contents` are the pages' streams.

    `html` is the tree that was laid out, `fonts` are those of WeasyPrint that the streams name.
    """
    mending.mend(root)
    areas.settle(pdf, root, links.readable)
    named = {font.hash: font for font in fonts}
    reading.space(root, html, dict(zip(pdf.page_references, contents, strict=True)), named)
    tree.write(pdf, root, contents)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(
        {"DisplayDocTitle": "true", "Duplex": "/DuplexFlipLongEdge", "PrintScaling": "/None"}
    )
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def finish(document: Any, pdf: pydyf.PDF, labels: Sequence[str] = ()) -> None:
    """Claim PDF/UA-1 beside PDF/A-3a and what a person has checked, mend ligatures: WeasyPrint's `finisher`.

    `labels` are what pages are called where that is not their place in the file.
    """
    _label(pdf, labels)
    _mend_ligatures(pdf)
    _leave_dots(pdf)
    _claim(pdf, claims.packet(document.metadata.custom))
    pdf.objects[1:] = [
        item if type(item) is tree.Written or item.free == "f" else _written(item) for item in pdf.objects[1:]
    ]


def _written(item: pydyf.Object) -> pydyf.Object:
    """An object as it stands in the file: pydyf would compress it twice, once to digest it for an identifier."""
    if type(item) is tree.Written:
        return item
    made = tree.Written()
    squeezed = _squeezed(item) if isinstance(item, pydyf.Stream) and item.compress else item
    made.number, made.data, made.compressible = item.number, squeezed.data, item.compressible
    return made


def _squeezed(stream: pydyf.Stream) -> pydyf.Stream:
    """A stream compressed by libdeflate: smaller than by zlib, in two fifths of the time, the same on every system."""
    said = pydyf.Stream(stream.stream).data
    content = said[said.index(b"stream\n") + len(b"stream\n") : -len(b"\nendstream")]
    return pydyf.Stream([bytes(deflate.zlib_compress(content))], {**stream.extra, "Filter": "/FlateDecode"})


def _label(pdf: pydyf.PDF, labels: Sequence[str]) -> None:
    """Let readers name pages as they are numbered on paper (ISO 32000-1, 12.4.2), unless that is by counting them."""
    if all(label == str(place) for place, label in enumerate(labels, start=1)):
        return
    numbers: list[Any] = []
    expected = ""
    for place, label in enumerate(labels):
        if label != expected or not label.isdigit():
            how = {"S": "/D", "St": label} if label.isdigit() else {"P": pydyf.String(label)}
            numbers += [place, pydyf.Dictionary(how)]
        expected = str(int(label) + 1) if label.isdigit() else ""
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array(numbers)})


_LAM_ALEF = {b"0622": b"<fef5>", b"0623": b"<fef7>", b"0625": b"<fef9>", b"0627": b"<fefb>"}
_TWO_LETTERS = re.compile(rb"<0644(062[2357])>")


def _mend_ligatures(pdf: pydyf.PDF) -> None:
    """Map the ligature of lam and alef to its own character (U+FEF5 to U+FEFB) instead of two.

    Readers turn a line from right to left round, character by character, and with it the two letters of one glyph.
    """
    for font in pdf.objects:
        if isinstance(font, pydyf.Dictionary) and "ToUnicode" in font:
            mapping = tree.at(pdf.objects, font["ToUnicode"])
            mapping.stream = [_TWO_LETTERS.sub(lambda pair: _LAM_ALEF[pair[1]], line) for line in mapping.stream]


def _leave_dots(pdf: pydyf.PDF) -> None:
    """Have no picture smoothed (ISO 19005-3, 6.2.8): those that a drawing carries know nothing of the stylesheet."""
    for picture in pdf.objects:
        if isinstance(picture, pydyf.Stream) and "Interpolate" in picture.extra:
            picture.extra["Interpolate"] = "false"


def _claim(pdf: pydyf.PDF, claim: bytes) -> None:
    """Add a claim to the XMP packet: in the first rdf:RDF, since readers look at no other.

    It is not compressed, so that programs that know no PDF can find it (ISO 32000-1, 14.3.2).
    """
    packet = tree.at(pdf.objects, pdf.catalog["Metadata"])
    packet.stream = [part.replace(b"</rdf:RDF>", claim + b"</rdf:RDF>", 1) for part in packet.stream]
    packet.compress = False
