"""The accessibility metadata of an EPUB is true of the EPUB."""

from __future__ import annotations

from datetime import date
from typing import Any

from publish.model import Certificate, Edition, Picture
from publish.value import replace
from tests.support.epub_samples import figure, picture, rich
from tests.support.epub_shelf import Opened, opened
from tests.support.sample import article, collection


def features(shelf: Opened) -> set[str | None]:
    """The accessibility features an EPUB claims."""
    return set(shelf.metadata("schema:accessibilityFeature"))


def alone(**changes: Any) -> Edition:
    """A collection of one article."""
    return replace(collection(), articles=(replace(article(), **changes),))


def test_all_five_properties_are_there() -> None:
    """EPUB Accessibility 1.1 asks for three properties and recommends two; nobody's conformance is claimed."""
    shelf = opened(collection())
    assert shelf.metadata("schema:accessMode") == ["textual", "visual"]
    assert shelf.metadata("schema:accessModeSufficient") == ["textual", "textual,visual"]
    assert shelf.metadata("schema:accessibilityHazard") == ["none"]
    assert features(shelf) == {
        "alternativeText",
        "displayTransformability",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
        "unlocked",
    }
    assert shelf.metadata("dcterms:conformsTo") == []


def test_conformance_is_claimed_in_the_name_of_who_has_checked_it() -> None:
    """The standard, who certifies it and when, as EPUB Accessibility 1.1 has it."""
    edition = collection()
    certificate = Certificate(checked_by="Ruth Price", checked_on=date(2026, 3, 1), standard="WCAG 2.2 AA")
    shelf = opened(replace(edition, publication=replace(edition.publication, certificate=certificate)))
    assert shelf.metadata("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert shelf.metadata("a11y:certifiedBy") == ["Ruth Price"]
    assert shelf.metadata("dcterms:date") == ["2026-03-01"]
    (said,) = shelf.metadata("schema:accessibilitySummary")
    assert str(said).endswith("Conforms to WCAG 2.2 AA, as Ruth Price has checked on 2026-03-01.")
    assert "No conformance" not in str(said)


def test_the_summary_counts_what_is_there() -> None:
    """The summary is plain English about this collection, and the colophon says the same."""
    shelf = opened(rich())
    (said,) = shelf.metadata("schema:accessibilitySummary")
    assert said is not None
    assert "The table of contents leads to all 40 articles." in said
    assert "All 5 pictures have a text alternative." in said
    assert "There are 3 tables, all with heading cells." in said
    assert "2 notes are linked to and from the text." in said
    assert "Changes of language are marked (English, Arabic)." in said
    assert said in shelf.text("colophon.xhtml")


def test_a_picture_without_alternative_is_owned_up_to() -> None:
    """One picture without words, and text alone no longer suffices."""
    photo = picture("JPEG")
    shelf = opened(alone(picture=Picture(asset=photo, alt="")))
    assert "alternativeText" not in features(shelf)
    assert shelf.metadata("schema:accessModeSufficient") == ["textual,visual"]
    assert "1 picture has no text alternative." in str(shelf.metadata("schema:accessibilitySummary"))


def test_text_without_pictures_asks_for_no_eyes() -> None:
    """The cover and the logo carry nothing that the text does not say."""
    shelf = opened(alone(body="<p>Words.</p>", assets=()))
    assert shelf.metadata("schema:accessMode") == shelf.metadata("schema:accessModeSufficient") == ["textual"]
    assert "The articles have no pictures." in str(shelf.metadata("schema:accessibilitySummary"))


def test_a_moving_picture_makes_the_hazard_unknown() -> None:
    """Whether an animation flashes is for a person to say; a still GIF is no hazard."""
    still, moving = picture("GIF"), picture("GIF", frames=3)
    calm = opened(alone(body=figure(still, "A sun"), assets=(still,)))
    lively = opened(alone(body=figure(moving, "A sun"), assets=(moving,)))
    assert calm.metadata("schema:accessibilityHazard") == ["none"]
    assert lively.metadata("schema:accessibilityHazard") == ["unknown"]
    assert "There is a moving picture" in str(lively.metadata("schema:accessibilitySummary"))


def test_a_skipped_heading_level_is_no_structure() -> None:
    """Headings are claimed as navigation only when no level is skipped."""
    shelf = opened(alone(body="<h2>One</h2><h4>Too deep</h4><p>Words.</p>", assets=()))
    assert "structuralNavigation" not in features(shelf)
    assert "level is skipped" not in str(shelf.metadata("schema:accessibilitySummary"))


def test_a_table_without_headings_is_owned_up_to() -> None:
    """Tables are described as they are."""
    shelf = opened(alone(body="<table><tbody><tr><td>1</td></tr></tbody></table>", assets=()))
    assert "There is 1 table, 1 table has no heading cells." in str(shelf.metadata("schema:accessibilitySummary"))
