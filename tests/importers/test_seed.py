"""The page that all began with: an article, five dated news items, a contact block; as text and as a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.imports import brought, come

FIXTURES = Path(__file__).parent.parent / "fixtures/import"
NAMES = [
    "2012-07-18-taskforce-calls-for-action-to-bolster-a-rapid-expansion-of-public-service-mutuals.md",
    "2014-04-02-vsnw-is-part-of-navca-future-of-local-infrastructure-commission.md",
    "2014-03-20-the-big-lottery-fund-are-seeking-your-views.md",
    "2014-03-20-questions-on-the-lobbying-act.md",
    "2014-02-18-ncvo-call-for-evidence-on-welfare-reform.md",
    "2014-02-05-launch-of-thriving-places-campaign.md",
]


@pytest.mark.parametrize("name", ["seed.txt", "seed.html"])
def test_the_page_comes_apart(name: str) -> None:
    """The article and each dated item become articles; the contact block is proposed; nothing is lost."""
    found = brought({name: (FIXTURES / name).read_bytes(), "page_files/p.png": b"\x89PNG"})
    assert [draft.name for draft in found.drafts] == NAMES
    assert found.contact == {
        "name": "Voluntary Sector North West",
        "address": ["St. Thomas Centre", "Ardwick Green North", "Manchester", "M12 6FZ"],
        "telephone": "0161 276 9300",
        "email": "info@vsnw.org.uk",
    }
    lost = [remark for draft in found.drafts for remark in come(draft).lost if not remark.what.startswith("picture")]
    assert lost == []


def test_what_the_article_says_is_shaped() -> None:
    """The first sentence is the standfirst, typed bullets are a list, what was only `Click Here` is flagged."""
    first = come(brought({"seed.txt": (FIXTURES / "seed.txt").read_bytes()}).drafts[0])
    assert "standfirst: The report recommends actions" in first.draft.text
    assert "\n- Training and guidance for public service commissioners\n" in first.text
    assert "led somewhere, and where is not in the source" in first.said


def test_a_saved_page_is_shaped() -> None:
    """A quotation gets its speaker, a row of numbers becomes key figures, menus and feet stay away."""
    first = come(brought({"seed.html": (FIXTURES / "seed.html").read_bytes()}).drafts[0])
    assert "> — Professor Julian Le Grand" in first.text
    assert "``` key-figures\n9 to 58 | mutuals since 2010" in first.text
    assert "Copyright" not in first.text
    assert "About" not in first.text


GOOGLE = """<html><head><style>.lst-kix_abc-0 > li:before{content:"x"}.c1{font-weight:700}.c2{font-style:italic}</style>
</head><body class="doc-content"><p class="c0 title"><span>The bus comes back</span></p><h1><span>One</span></h1>
<p><span class="c1">Bold</span><span> and </span><span class="c2">italic</span><span>, </span>
<span><a href="https://www.google.com/url?q=https://example.org/report&amp;sa=D">the report</a></span>
<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p>
<ul class="lst-kix_abc-0 start"><li><span>apples</span></li></ul><ul class="lst-kix_abc-1 start"><li><span>green</span></li></ul>
<ul class="lst-kix_abc-0"><li><span>pears</span></li></ul><hr>
<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;Counted by the drivers.</span></p></div></body></html>"""


def test_a_document_of_google_keeps_what_its_classes_say() -> None:
    """Bold, italic, nesting, notes and straight links of a page that Google Docs made."""
    (draft,) = brought({"Doc.html": GOOGLE}).drafts
    came = come(draft)
    assert "title: The bus comes back" in came.draft.text
    assert "**Bold** and *italic*, [the report](https://example.org/report)" in came.text
    assert "- apples\n    - green\n- pears" in came.text
    assert "[^1]: Counted by the drivers." in came.text
    assert came.lost == []
