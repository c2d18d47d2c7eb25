"""For a print shop: the boxes of a page that say what is trimmed and how far the ink runs over (ISO 32000-1, 14.11.2).

WeasyPrint 70 writes TrimBox and MediaBox right, and a BleedBox of 10 pt at most, whatever the style asks for.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf
from pikepdf import Array

from publish.formats.pdf.kinds import mono

BLEED = 3 * 72 / 25.4
"""What print shops ask for: 3 mm, in points."""


def sheet(content: bytes) -> tuple[float, float]:
    """The width and the height of the first page, in millimetres, as it comes out of a printer."""
    with pikepdf.open(BytesIO(content)) as pdf:
        left, low, right, top = (float(side) for side in pdf.pages[0].mediabox)
    return (right - left) / 72 * 25.4, (top - low) / 72 * 25.4


def boxed(content: bytes) -> bytes:
    """The same PDF, each page's BleedBox 3 mm outside its TrimBox and inside its MediaBox, its blacks of one ink."""
    with pikepdf.open(BytesIO(content)) as pdf:
        for drawing in mono.drawings(pdf):
            mono.neutral(drawing)
        for page in pdf.pages:
            trim = [float(side) for side in page.trimbox]
            media = [float(side) for side in page.mediabox]
            around = [max(trim[0] - BLEED, media[0]), max(trim[1] - BLEED, media[1])]
            around += [min(trim[2] + BLEED, media[2]), min(trim[3] + BLEED, media[3])]
            page.obj.BleedBox = Array([round(side, 4) for side in around])
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
