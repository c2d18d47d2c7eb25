"""What type and place mean on a page is said in its structure: lists, languages, captions, signs, heads of tables."""

from __future__ import annotations

import re

import pytest

from publish.formats.pdf import render
from publish.model import PageStart
from publish.proofs import as_heard, heard
from tests.support import sample
from tests.support.spoken import edition, spoken


def _kinds(root: heard.Element, kind: str, key: str) -> list[str]:
    return [str(element.attributes.get(key, "")) for element in root.find("Art")[0].find(kind)]


def test_a_list_says_how_it_is_numbered() -> None:
    """ListNumbering: figures, letters, Roman numerals, dots; none where there are no labels, as of tasks."""
    text = "1. one\n2. two\n\nAnd\n\n(a) first\n(b) second\n\nAnd\n\ni. roman\nii. two\n\nAnd\n\n- bullet\n\nAnd\n\n- [x] done\n- [ ] to do\n"
    numbering = _kinds(spoken(text), "L", "ListNumbering")
    assert numbering == ["Decimal", "LowerAlpha", "LowerRoman", "Disc", "None"]


def test_every_part_says_its_language() -> None:
    """Items, lists, cells, captions and spans; what is in the language around it says nothing."""
    text = (
        '<ul><li lang="cy">Croeso i bawb</li><li lang="ar">أهلا بكم</li><li>Welcome</li></ul>\n\n'
        '<ol lang="fr"><li>Bonjour à tous</li></ol>\n\n'
        '<table><caption lang="cy">Bysiau</caption><tr><th>a</th><td lang="de">Halle</td></tr></table>\n\n'
        'The word <span lang="cy">croeso</span> is Welsh.\n'
    )
    said = {
        (element.kind, element.said["Lang"]) for element in spoken(text).find("Art")[0].all() if "Lang" in element.said
    }
    assert {("LI", "cy"), ("LI", "ar"), ("L", "fr"), ("Caption", "cy"), ("TD", "de"), ("Span", "cy")} <= said


def test_a_caption_stands_beside_its_picture_and_is_heard_once() -> None:
    """Assistive technology goes no deeper than Alt: in the Figure nobody would hear it."""
    root = spoken('![A green bus.](bus.png "It ends on 1 May."){credit="Photo: Ruth Price"}')
    (caption,) = root.find("Caption")
    assert caption.text == "It ends on 1 May. Photo: Ruth Price"
    assert not any(figure.find("Caption") for figure in root.find("Figure"))
    assert root.text.count("It ends on 1 May.") == 1


def test_a_figure_says_where_it_is_in_points_from_the_lower_left() -> None:
    """BBox is in default user space, on the page (ISO 32000-1, table 344)."""
    text = "![A green bus.](bus.png)\n\n``` chart bar\ntitle: Money\nVillage | Amount\nAldham | £12,000\nBeck End | £26,000\n```\n"
    for figure in spoken(text).find("Figure"):
        left, bottom, right, top = figure.attributes["BBox"]
        assert 0 <= left < right <= 595.3
        assert 0 <= bottom < top <= 841.9


def test_the_table_of_a_chart_is_heard_where_it_is_not_seen() -> None:
    """A chart that shows all its values stands alone on the page; its rows and heads are in the structure."""
    art = spoken("``` chart bar\ntitle: Money\nVillage | Amount\nAldham | £12,000\nBeck End | £26,000\n```\n")
    (table,) = art.find("Table")
    assert [cell.text for cell in table.find("TH")] == ["Village", "Amount", "Aldham", "Beck End"]
    assert [cell.text for cell in table.find("TD")] == ["£12,000", "£26,000"]


def test_signs_that_are_seen_are_heard() -> None:
    """Struck out, raised, lowered, abbreviated, ticked; and an arrow between two figures."""
    text = (
        "On ~~Monday~~ Tuesday, the 1<sup>st</sup>; 20 m<sup>2</sup>, CO<sub>2</sub>, 10<sup>−3</sup>, the NHS.\n\n"
        "*[NHS]: National Health Service\n\n- [x] paid\n- [ ] asked\n\n``` key-figures\n9 → 58 | buses a day\n↓ 12% | cars\n```\n"
    )
    art = spoken(text).find("Art")[0]
    assert "On Monday Tuesday, the 1st; 20 m², CO₂, 10⁻³, the NHS." in art.text
    (struck,) = [element for element in art.all() if element.attributes.get("TextDecorationType") == "LineThrough"]
    assert struck.text == "Monday"
    assert [element.said["E"] for element in art.all() if "E" in element.said] == ["National Health Service"]
    assert "done paid" in art.text
    assert "to do asked" in art.text
    assert "9 to 58 buses a day" in art.text
    assert "down 12% cars" in art.text


GROUPS = (
    "<table><thead><tr><th>Item</th><th>Who[^1]</th></tr></thead><tbody><tr><th colspan='2' scope='colgroup'>North</th></tr>"
    "<tr><td>A</td><td>Jo</td></tr><tr><th colspan='2' scope='colgroup'>South</th></tr><tr><td>B</td><td>Sam</td></tr>"
    "</tbody></table>"
)


def test_cells_name_their_heads() -> None:
    """As table_grid has them: a group heads what follows it, up to the next."""
    root = spoken(GROUPS.replace("[^1]", ""))
    names = {element.said["ID"]: element.text for element in root.find("TH")}
    heads = {element.text: [names[name] for name in element.attributes["Headers"]] for element in root.find("TD")}
    assert heads == {"A": ["Item", "North"], "Jo": ["Who", "North"], "B": ["Item", "South"], "Sam": ["Who", "South"]}


def test_a_note_called_in_a_head_stands_after_its_table() -> None:
    """It is no part of the head, which is read with every cell below it."""
    text = "| Stop[^1] | First |\n| --- | --- |\n| Hall | 06:50 |\n\n[^1]: By the park.\n"
    root = spoken(text)
    assert not any(head.find("Note") for head in root.find("TH"))
    (note,) = root.find("Note")
    assert note.text.endswith("By the park.")


MARKED = """The board met in the hall, and agreed with the **parish** council that the bus would stop there again.

- one of **two** things
- another

    with a second paragraph

| Stop | Where it is |
| --- | --- |
| Hall | beside the park |

> Words that *somebody* said.

``` python
print("one")
```

![A green bus.](bus.png "It ends on the first of May.")
"""


@pytest.mark.parametrize(
    "words", ["agreed", "parish", "two", "another", "second", "park", "beside", "Words", "print", "ends"]
)
def test_a_mark_of_a_page_stands_between_blocks(words: str) -> None:
    """It can be found by its words, and is part of no sentence, item, cell, caption or line of code."""
    large = edition(MARKED, "large-print")
    numbered = render.typeset(edition(MARKED), sample.house_style(), numbered=True).html
    start = next(
        PageStart(2, number, len("".join(text.partition(words)[0].split())))
        for number, text in re.findall(r'data-n="(\d+)"[^>]*>([^<]*)', numbered)
        if words in text
    )
    made, _ = render.render(large, sample.house_style(), starts=(start,))
    assert made is not None
    root = heard.read(made.content)
    (mark,) = [element for element in root.find("P") if "Standard page 2" in element.text]
    assert mark.text == "Standard page 2"
    assert not any(
        mark in kind.all()
        for name in ("P", "Caption", "Figure", "TH", "Lbl")
        for kind in root.find(name)
        if kind is not mark
    )
    found = as_heard.examine(large, made)
    assert found is not None
    assert found.good, found


def test_the_head_of_a_table_comes_first_where_the_layout_leaves_it_out() -> None:
    """Its first row fills a page and more."""
    long = "The board met in the hall and spoke of the bus. " * 60
    (table,) = spoken(f"| Stop | What |\n| --- | --- |\n| Hall | {long} |\n| Park | {long} |\n", "large-print").find(
        "Table"
    )
    assert [kid.kind for kid in table.kids if isinstance(kid, heard.Element)] == ["THead", "TBody"]


def test_terms_and_their_meanings_say_their_language() -> None:
    """The item that a layout gives each of them goes; a list of terms is numbered by nothing."""
    root = spoken('<dl><dt lang="fr">Bonjour</dt><dd lang="cy">Bore da</dd></dl>\n')
    (terms,) = root.find("Art")[0].find("L")
    assert [label.said.get("Lang") for label in terms.find("Lbl")] == ["fr"]
    assert [meaning.said.get("Lang") for meaning in terms.find("P")] == ["cy"]
    assert terms.attributes["ListNumbering"] == "None"


def test_what_is_struck_out_of_a_figure_is_said_and_every_arrow() -> None:
    """A key figure that no longer holds is struck; behind it, and behind another, an arrow means what it did."""
    (figures,) = spoken("``` key-figures\n~~9~~ 12 -> 58 | buses\n1 -> 2 -> 3 | trams\n```\n").find("Art")[0].find("L")
    struck = [span.text for span in figures.find("Span") if span.attributes.get("TextDecorationType") == "LineThrough"]
    assert struck == ["9"]
    assert [span.said["Alt"] for span in figures.find("Span") if "Alt" in span.said] == ["to"] * 3


def test_the_summary_of_a_folded_part_is_a_paragraph() -> None:
    """No words stand in a structure without a block around them."""
    root = spoken("<details><summary>More about it</summary>\n\nFolded words.\n\n</details>\n")
    assert [words.text for words in root.find("Art")[0].find("P")][-2:] == ["More about it", "Folded words."]
