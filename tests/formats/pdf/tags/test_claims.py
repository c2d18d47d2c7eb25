"""A PDF claims what somebody has checked, in that person's name, and nothing where nobody's name stands for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from publish.model import Certificate
from publish.value import replace
from tests.conftest import REQUIRE_ALL
from tests.support import spoken, vera


def checked(kind: str = "briefing", *, by: str = "Ruth & Sam Price") -> bytes:
    """A PDF of a publication that somebody has checked; of one that nobody has, without a name."""
    edition = spoken.edition("One.", kind)
    certificate = Certificate(checked_by=by, checked_on=date(2026, 3, 1), standard="WCAG 2.2 AA") if by else None
    return spoken.pdf(replace(edition, publication=replace(edition.publication, certificate=certificate)))


@pytest.mark.parametrize("kind", ["briefing", "large-print", "screen"])
def test_a_checked_pdf_says_who_has_checked_it(kind: str) -> None:
    """In its XMP packet: the standard, the name and the day."""
    content = checked(kind)
    assert b"<dcterms:conformsTo>WCAG 2.2 AA</dcterms:conformsTo>" in content
    assert b"<a11y:certifiedBy>Ruth &amp; Sam Price</a11y:certifiedBy>" in content
    assert b"<dcterms:date>2026-03-01</dcterms:date>" in content


def test_without_a_name_nothing_is_claimed() -> None:
    """But for PDF/UA-1, which is made and checked."""
    content = checked(by="")
    assert b"certifiedBy" not in content
    assert b"conformsTo" not in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


@pytest.mark.skipif(bool(vera.missing()) and not REQUIRE_ALL, reason=vera.missing() or "veraPDF is at hand")
def test_a_claim_is_described_as_pdf_a_wants_it(tmp_path: Path) -> None:
    """Nothing is found by veraPDF against PDF/UA-1 and PDF/A-3a."""
    place = tmp_path / "checked.pdf"
    place.write_bytes(checked())
    assert vera.check([place]) == {place: ()}
