"""A drawing becomes a PNG, for mail programs, which show no SVG. Wraps pypdfium2."""

from __future__ import annotations

import hashlib
import io

import pypdfium2

from publish.formats.pdf.weasyprint_ import engine
from publish.media.copies import fitted
from publish.model import Asset, Galley


def png(drawing: Asset, side: int) -> Asset:
    """An SVG picture as a PNG on white whose long side has `side` pixels, drawn as it is on paper."""
    ratio = (drawing.width or 1) / (drawing.height or 1)
    width, height = (side, side / ratio) if ratio >= 1 else (side * ratio, side)
    html = (
        f'<!DOCTYPE html><html lang="en"><head><title>-</title><style>@page {{ size: {width}px {height}px; margin: 0 }}'
        f"body {{ margin: 0 }} img {{ display: block; width: {width}px; height: {height}px; object-fit: contain }}"
        f'</style></head><body><img src="{drawing.name}" alt=""></body></html>'
    )
    galley = Galley(name="drawing.html", html=html, assets=(drawing,), typefaces=())
    content, _, _ = engine.render(galley, path=drawing.name)
    with pypdfium2.PdfDocument(content) as pages:
        sheet = pages[0]
        picture = sheet.render(scale=side / max(sheet.get_width(), sheet.get_height())).to_pil().convert("RGB")
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    digest = hashlib.sha256(kept.getvalue()).hexdigest()
    shown = fitted(picture.size, side // 2)
    return Asset(
        name=f"drawing-{digest[:12]}.png",
        media_type="image/png",
        content=kept.getvalue(),
        width=shown[0],
        height=shown[1],
        sha256=digest,
    )
