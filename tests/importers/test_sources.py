"""Sources as people have them, made with LibreOffice, Chromium, PDFium and the forms of Google, Mailchimp and WordPress.

Every feature of each arrives; what a form has no words for, such as RTF for pictures, is said in LACKS.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from publish.importers import bundles
from publish.importers.bring import bring
from tests.importers.test_word import FEATURES as BUS
from tests.support import sources
from tests.support.browser import BROWSER
from tests.support.imports import Came, articles, come

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sources.OFFICE is None, reason="LibreOffice is not on this machine"),
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium"),
]

REPORT = {
    "title": "title: Annual report of the Valley Food Bank",
    "standfirst": "standfirst: A winter of parcels",
    "authors": "byline:\n- Amina Diallo\n- Tomos Rhys",
    "date": "date: 2025-03-14",
    "heading": "\n## The winter\n",
    "heading below": "\n### What we need\n",
    "heading below that": "\n#### In this order\n",
    "bold, italic, both, struck": "**4,210** parcels[^1], *half of them* to ***families***, and gladly more than in ~~2023~~ 2024.[^2]",
    "footnote with a link": "[^1]: A parcel is food for three days; see [our list](https://food.example.org/parcels?id=7).",
    "endnote": "[^2]: Figures of the county.",
    "language of some words": '<span lang="cy-GB">diolch yn fawr iawn</span>',
    "language of a paragraph": '<span lang="de-DE">Den Freunden aus Bremen danken wir für die Äpfel.</span>',
    "break in a line": "</span>.\\\nA second line.",
    "superscript and subscript": "12 m<sup>3</sup> of CO<sub>2</sub>",
    "code among words": "`stock --list`",
    "address of a mail": "<food@example.org>",
    "link within the text": "see [the money](#the-money) below.",
    "where it leads": "## The money {#the-money}",
    "bullets in bullets in bullets": "- tins\n    - of beans\n        - white ones\n    - of fish\n- bread",
    "numbers, letters and numbers within": "5. sort\n6. pack\n    a. heavy first\n        1. jars at the sides\n    b. light last",
    "numbers that go on after other words": "A word between two parts of the list.\n\n7. carry",
    "quotation of two paragraphs": "> “I came for bread and stayed for the company.”\n>\n> It was warm.\n> — Gwen Parry, visitor",
    "quotation typed as a paragraph": "> “We never ask why somebody comes.”\n> — Tomos Rhys, chair",
    "picture with words, caption and credit": "![Shelves of tins up to the ceiling](images/annual-report-of-the-valley-food-bank/picture-1.png "
    '"Figure 1: The store in March."){credit="Photo: Amina Diallo"}',
    "caption of a table": "<caption>Table 1: Where it went</caption>",
    "head of two rows, merged both ways": '<thead><tr><th rowspan="2">Purpose</th><th colspan="2">Pounds</th><th rowspan="2">Remarks</th></tr>\n<tr><th>2023</th><th>2024</th></tr>',
    "merged rows": '<td rowspan="2">Food</td>',
    "note in a table": "<td>rose<sup>a</sup></td></tr>",
    "its words": "<sup>a</sup> By a fifth.",
    "paragraphs in a cell": "<td><p>for infants</p><p>and their mothers</p></td>",
    "list in a cell": "<td><ul><li>fuel</li><li>tyres</li></ul></td>",
    "table whose head is bold": "| Day | Open |\n| --- | --- |\n| Monday | 10 to 2 |",
    "box of one cell": "> [!NOTE]\n> **Please note**\n>\n> We are closed at Easter.",
    "text box": "Words in a text box beside.",
    "key figures": "``` key-figures\n4,210 | parcels\n£18,350 | spent\n1 in 5 | came twice\n```",
    "bold line": "\n### How to help\n",
    "typed dashes": "- give food\n- give time",
    "typed numbers": "1. ring us\n2. come by",
    "lines of code": "```\ndef parcels(n):\n    return n * 3\n```",
    "redirect undone": "Our page: [click here](https://food.example.org/help).",
    "picture without words": "![](images/annual-report-of-the-valley-food-bank/picture-2.png)",
}
SAID = {
    "comment": "look: a comment by Amina Diallo is not in the article: Is this right? Ask Ann.",
    "deletion": "look: deleted under tracking, and left out: far too few",
    "insertion": "look: inserted under tracking, and taken in: gladly",
    "watermark": "look: a watermark says `DRAFT`",
    "running head": "look: a running header is not in the article: Draft of 2 April, not for publication",
    "hidden words": "look: hidden text was left out: secret aside",
    "table of contents": "done: a table of contents was left out (3 lines)",
    "tracker": "done: tracking was cut off a link [https://food.example.org/parcels?id=7]",
    "empty words": "look: the link `click here` says nothing by itself",
    "picture without words": "look: a picture has no words that stand for it [docx:picture-2]",
}
ACCOUNTS = {
    "title": "title: Accounts of the Valley Food Bank",
    "author": "byline: Tomos Rhys",
    "date": "date: 2025-04-02",
    "name of a sheet": "## Money",
    "caption": "<caption>Income and spending, 2024</caption>",
    "head": "<thead><tr><th>Item</th>",
    "merged cells": '<td rowspan="2">Grants</td>',
    "pounds": ">£120,000</td>",
    "euros behind": ">140,250.50 €</td>",
    "per cent": ">98.5%</td>",
    "day": ">2024-12-09</td>",
    "loss in brackets": ">(1,250)</td>",
    "formula that was worked out": ">£120,800</td>",
    "time and thousands": "| Monday | 09:30 | 1,234 |",
    "link": "[See the times](https://food.example.org/times)",
}
PAGE = {
    "title": "title: Swifts return to the tower",
    "standfirst": "standfirst: Forty pairs have nested since the boxes went up.",
    "author": "byline: Priya Shah",
    "date": "date: 2024-06-11",
    "keywords": "- wildlife\n- heritage",
    "note": "**forty** homes.[^1]",
    "its words": "[^1]: Counted on two evenings.",
    "picture, caption, credit": '![The tower at dusk with birds around it](images/swifts-return-to-the-tower/tower.png "The tower in June."){credit="Photo: Len Okoro"}',
    "headings": "## How it was done",
    "heading below": "### What people say",
    "language of a passage": '<span lang="de">Mauersegler brauchen Nischen</span>',
    "superscript and subscript": "3,000 cm<sup>3</sup> and takes up CO<sub>2</sub>",
    "link without its trackers": "[Plans for boxes](https://swifts.example.org/boxes)",
    "list with its start, letters within": "4. Choose a wall\n    a. to the north\n    b. under the eaves\n5. Hang the box",
    "nested bullets": "- no ivy\n    - and no wires\n- no lamps",
    "quotation with its speaker": "> They scream at breakfast, and I would not be without them.\n> — Ada Lowe, neighbour",
    "table with caption and merged head": '<caption>Pairs by year</caption>\n<thead><tr><th rowspan="2">Year</th><th colspan="2">Pairs</th></tr>',
    "code with its language": "``` sh\ncount --birds tower\n```",
    "player": "Video: [Swifts at dusk](https://www.youtube.com/watch?v=sW1fts)",
    "callout": "> [!WARNING]\n> Do not open a box in May.",
}
GOOGLE = {
    "title": "title: Volunteers’ week",
    "standfirst": "standfirst: A hundred people, and a kettle that never stopped.",
    "date": "date: 2024-06-09",
    "bold and a note": "**4,210** parcels[^1]",
    "its words": "[^1]: A parcel is food for three days.",
    "italic, raised, lowered, struck": "*every one* by hand; CO<sub>2</sub> fell, 12 m<sup>2</sup> were painted, and ~~nobody~~",
    "redirect undone": "[the pictures](https://food.example.org/week)",
    "nested bullets": "- tins\n    - of beans\n- bread",
    "list that begins at three": "3. sort\n4. pack",
    "quotation with its speaker": "> “I came for bread and stayed for the company.”\n> — Gwen Parry, visitor",
    "table with a merged head": '<thead><tr><th>Day</th><th colspan="2">Open</th></tr>',
    "picture with its words": "![A kettle on a green stove](images/volunteers-week/image1.png)",
    "box of one cell": "> [!NOTE]\n> Come on Friday.",
}
MAIL = {
    "title": "title: Autumn at the food bank – what we need",
    "sender": "byline: Valley Food Bank",
    "date": "date: 2024-10-03",
    "picture of the head": "![Crates of apples before the door](images/autumn-at-the-food-bank-what-we-need/apples.png)",
    "words without a merge tag": "Dear,\n\nThe shelves are **half** empty, and the *winter* is long.",
    "raised and lowered": "30 m<sup>2</sup> of room and the CO<sub>2</sub> meter",
    "heading": "## This month",
    "list with its start": "2. tins of fish\n    - small ones\n3. rice",
    "quotation with its speaker": "> I came for bread and stayed for the company.\n> — Gwen Parry",
    "table": "| Day | Open |\n| --- | --- |\n| Monday | 10 to 2 |\n| Friday | 4 to 7 |",
    "button": "\n\n[Give time](https://food.us9.list-manage.com/track/click?u=7&id=3)\n\n",
    "language": '<span lang="cy">Diolch i bawb.</span>',
    "link without its trackers": "[our list](https://food.example.org/needs)",
}
PASTED = {
    "title": "title: What the winter taught us",
    "a paragraph, rejoined": "though the shelves were empty by noon and the van was still on the road; what there was went into smaller "
    "parcels, and those who came last were given the addresses of three others.\n\nIn the second week",
    "bullets": "- more people in the kitchen\n- a second van\n\nWe start again in October.",
}
RTF = {
    "picture with words, caption and credit",
    "picture with its words",
    "head of two rows, merged both ways",
    "authors",
}
LACKS = {
    "bus.rtf": {"footnote called", "standfirst", "keywords", "language of a passage", "code", "head of a table", *RTF},
    "report.rtf": {*RTF},
    "report.doc": {"picture with words, caption and credit"},
}
"""What the form itself, or LibreOffice when it writes it, has no place for."""
FEATURES = {
    "bus.odt": BUS,
    "bus.rtf": BUS,
    "report.docx": REPORT,
    "report.odt": REPORT,
    "report.rtf": REPORT,
    "report.doc": REPORT,
    "accounts.xlsx": ACCOUNTS,
    "accounts.ods": ACCOUNTS,
    "page.mhtml": PAGE,
    "google.zip": GOOGLE,
    "autumn.eml": MAIL,
    "pasted.txt": PASTED,
}
"""With the export of WordPress and the Word file, which have tests of their own, more than a dozen."""
_KEPT: dict[str, Came] = {}


@cache
def _came(name: str) -> Came:
    content: Any
    if name == "google.zip":
        bundle = bundles.of_zip(sources.google_docs())
        assert bundle is not None
        (draft,) = bring([bundle], taken={}, keys=(), language="en-GB").drafts
        return come(draft)
    if name == "pasted.txt":
        content = sources.pasted()
    elif name == "autumn.eml":
        content = (sources.FIXTURES / name).read_bytes()
    else:
        content = sources.saved(name)
    (came,) = articles({name: content})
    return came


def _source(name: str, browser: Any) -> Came:
    if name != "page.mhtml":
        return _came(name)
    if name not in _KEPT:
        (_KEPT[name],) = articles({name: sources.page_saved(browser)})
    return _KEPT[name]


@pytest.mark.parametrize(
    ("name", "feature"),
    [
        (name, feature)
        for name, features in FEATURES.items()
        for feature in features
        if feature not in LACKS.get(name, ())
    ],
)
def test_a_feature_arrives(name: str, feature: str, browser: Any) -> None:
    """Each thing that a source says with its form is in the article."""
    assert FEATURES[name][feature] in _source(name, browser).draft.text


@pytest.mark.parametrize("name", FEATURES)
def test_nothing_is_lost(name: str, browser: Any) -> None:
    """Every word, picture, note and link of each source is found in what the reader makes, or was said to be left out."""
    came = _source(name, browser)
    assert came.lost == []
    assert len(came.draft.expected.words) > 30


@pytest.mark.parametrize("name", ["report.docx", "report.odt", "report.rtf", "report.doc"])
@pytest.mark.parametrize("remark", SAID)
def test_what_does_not_go_into_the_article_is_named(name: str, remark: str) -> None:
    """Comments, tracked changes, watermarks, hidden words: each is said, in every form that the text was saved in."""
    assert SAID[remark] in _came(name).said


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("accounts.xlsx", "look: the hidden sheet `Wages` was left out"),
        ("accounts.ods", "look: a comment is not in the article: Ask the bank [Money!A5]"),
        ("google.zip", "look: a comment is not in the article: Who counted this?"),
        ("autumn.eml", "done: the preheader was left out: Tins, time and a van driver"),
        ("autumn.eml", "done: signs of social networks were left out [facebook]"),
        ("autumn.eml", "done: a counting pixel was left out"),
        ("autumn.eml", "done: words about the mailing itself were left out"),
        ("autumn.eml", "look: the link of `Give time` is tracked and hides where it leads"),
        ("page.mhtml", "done: menus and buttons were left out (2 words) [Share this]"),
        ("page.mhtml", "look: the link `here` says nothing by itself"),
        ("pasted.txt", "done: 6 page numbers and running heads were left out"),
        ("pasted.txt", "look it over"),
    ],
)
def test_what_was_left_out_is_named(name: str, remark: str, browser: Any) -> None:
    """The furniture of mails, pages and workbooks goes, and is said."""
    assert remark in _source(name, browser).said
