"""The galleys that editors see: the report over proofs, and the parts of the preview."""

from __future__ import annotations

from publish.model import HouseStyle
from publish.style.galley import typeset


def proof_report(style: HouseStyle, /, **values: object) -> str:
    """The report over proofs as an HTML page for editors; `values` are those of `publish.proofs.report`."""
    return typeset("proofs.html", style, **values)


def preview(part: str, style: HouseStyle, /, **values: object) -> str:
    """A part of the preview as HTML for editors; `values` are those of `publish.delivery.preview_page`."""
    return typeset(f"preview/{part}.html", style, **values)
