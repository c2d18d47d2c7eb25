"""Inputs that once lost something on the way, with what is right of them now."""

from __future__ import annotations

import pytest
from lxml import etree

from publish.readers.markdown import to_words
from tests.support.reading import body, codes, picture, read, tree, words

PICTURE = {"four.png": picture()}
CREDIT = '{credit="Photo: Ruth Price"}'


@pytest.mark.parametrize("between", ["", " ", "  ", "\n"])
def test_a_credit_may_stand_apart(between: str) -> None:
    """Beside the picture, after a space or on the next line: the caption stays, and no brace is printed."""
    copy = read(f'![Four](four.png "The caption."){between}{CREDIT}', PICTURE)
    assert copy.problems == ()
    assert words(copy) == "The caption. Photo: Ruth Price"
    assert tree(copy).find(".//figcaption/span[@class='credit']") is not None


def test_blocks_in_a_note_keep_their_shape() -> None:
    """A list is a list there, numbered or not, and a table a table."""
    note = "[^n]: Sources:\n\n    - the census\n    - the county\n\n    1. first\n\n    | Year | Homes |\n    |---|---|\n    | 2011 | 40 |\n"
    listed = tree(body(f"Text.[^n]\n\n{note}")).find(".//section[@role='doc-endnotes']/ol/li")
    assert [child.tag for child in listed][:4] == ["p", "ul", "ol", "table"]


def test_nested_items_of_tasks_are_items() -> None:
    """A plain item beside tasks, and bullets and numbers under one, are no tasks."""
    root = tree(body("- [x] Done\n    - plain\n- [ ] To do\n    1. numbered\n- Plain too"))
    assert [item.get("class") for item in root.iter("li")] == ["to-do", None, "to-do", None, None]
    assert words(body("- [x] Done\n    - plain\n- Plain too")) == "☑ Done plain Plain too"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (r'"The \"red\" bus"){credit="Photo: \"Sam\" O\'Brien"}', "The “red” bus Photo: “Sam” O’Brien"),
        ('"Saturday"){credit=Photo: Ruth Price}', "Saturday Photo: Ruth Price"),
        ('"Saturday"){.wide credit=\'Photo: "R"\' #bus}', "Saturday Photo: “R”"),
    ],
)
def test_a_credit_is_read_however_it_is_quoted(typed: str, said: str) -> None:
    """With marks inside the marks, or without any: neither it nor the caption is lost."""
    copy = read(f"![Four](four.png {typed}", PICTURE)
    assert copy.problems == ()
    assert words(copy) == said
    assert tree(copy).find(".//figcaption/span[@class='credit']") is not None


@pytest.mark.parametrize(
    "around",
    [
        "- {}",
        "| Picture | Year |\n|---|---|\n| {} | 2026 |",
        "- {}\n  - under it",
        "{}\n{}",
        "{} {}",
        "[{}](https://example.org/)",
    ],
)
def test_a_picture_that_stands_alone_has_its_caption(around: str) -> None:
    """In an item, in a cell, beside other pictures or inside a link."""
    copy = read(around.replace("{}", f'![Four](four.png "The caption."){CREDIT}'), PICTURE)
    figures = tree(copy).findall(".//figure")
    assert len(figures) == around.count("{}")
    assert all("".join(one.find("figcaption").itertext()) == "The caption. Photo: Ruth Price" for one in figures)


@pytest.mark.parametrize(
    ("typed", "caption"),
    [
        ('![a](four.png "The "red" bus\'s stop")', "The “red” bus’s stop"),
        ("![a](four.png “In curls”)", "In curls"),
        ("![a](four.png (In (two) brackets))", "In (two) brackets"),
        ('![a](four.png "Cap"){credit="Jo", alt="x"}', "Cap Jo"),
        ('![a](four.png "Cap")\nWords below.', "Cap"),
        ('Words above.\n![a](four.png "Cap") {credit="Jo"}\nWords below.', "Cap Jo"),
        ('![a](four.png "Cap")[^n]\n\n[^n]: A note.', "Cap1"),
        ('**![a](four.png "Cap")**', "Cap"),
        ('[![a](four.png "Cap")](https://e.org){credit="Jo"}\nWords below.', "Cap Jo"),
        ('- ![a](four.png "Cap")\n  words', "Cap"),
        ('![a][p]\n\n[^n]: A note of[^n].\n[p]: four.png "Cap"', "Cap"),
    ],
)
def test_a_caption_stands_under_its_picture(typed: str, caption: str) -> None:
    """Whatever marks are in it, and whatever stands on the lines around the picture."""
    root = tree(read(typed, PICTURE))
    assert ["".join(said.itertext()) for said in root.iter("figcaption")] == [caption]
    assert not any(sign in "".join(root.itertext()) for sign in "{}![")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("[a][nope] and [b][Nope] ![pic][other]", ["`[nope]`", "`[other]`"]),
        ("[a][] b", ["`[a]`"]),
        ("arr[0][1], \\[a\\][nope], `[a][nope]`, [1][2], \\[^1], \\$x^2\\$", []),
    ],
)
def test_a_reference_that_nobody_wrote_is_told(typed: str, told: list[str]) -> None:
    """Each once; what is escaped, code or figures is none."""
    problems = read(typed).problems
    assert [said for problem in problems for said in told if said in problem.message] == told
    assert len(problems) == len(told)


def test_an_address_that_a_word_processor_wrote_is_whole() -> None:
    """Google Docs sets a backslash before each `_` of an address."""
    made = body(r"See https://e.org/a\_b\_c\-d. And https://e.org/x\*.")
    assert 'href="https://e.org/a_b_c-d">https://e.org/a_b_c-d</a>.' in made
    assert 'href="https://e.org/x">' in made


def test_a_credit_behind_a_link_is_its_pictures() -> None:
    """Braces after the link say who took the picture in it."""
    copy = read(f'[![Four](four.png "The caption.")](https://example.org/){CREDIT}', PICTURE)
    assert words(copy) == "The caption. Photo: Ruth Price"


def test_a_credit_among_words_is_printed() -> None:
    """A picture in the midst of a sentence is somebody's all the same, and what stands with it is not lost."""
    assert words(read(f"Here ![Four](four.png){CREDIT} is.", PICTURE)) == "Here (Photo: Ruth Price) is."
    assert words(read(f'Here ![Four](four.png "*x* y"){CREDIT} is.', PICTURE)) == "Here (x y, Photo: Ruth Price) is."


def test_what_a_figure_counts_is_markdown() -> None:
    """A link, emphasis and raised letters in a block of key figures are what they are elsewhere, notes too."""
    copy = read(
        "``` key-figures\n10^-3^ | m^2^ in *all*[^n], [said](https://example.org/)\n\\$5 | [^n] a `[^n]` head\n```\n\n[^n]: Note."
    )
    assert copy.problems == ()
    figures = tree(copy).find(".//ul[@class='key-figures']")
    assert [item.findtext("strong") for item in figures] == ["10⁻³", "$5"]
    assert "".join(figures[0].find("span").itertext()) == "m2 in all1, said"
    assert [element.tag for element in figures[0].find("span")] == ["sup", "em", "sup", "a"]
    assert "".join(figures[1].find("span").itertext()) == "1 a [^n] head"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Why $E=mc^2$ matters", "Why E = mc² matters"),
        ("H~2~O, m^2^, 10^-3^ kg", "H₂O, m², 10⁻³ kg"),
        ("CO<sub>2</sub> on the 21<sup>st</sup>", "CO₂ on the 21st"),
        (r"The $\frac{1}{2}$ club", r"The \frac{1}{2} club"),
        ("10^6.5^ and e^-x^", "10^6.5 and e^(-x)"),
    ],
)
def test_a_headline_keeps_what_its_signs_mean(typed: str, shown: str) -> None:
    """Raised and lowered letters and short formulas are signs of their own where there are no elements."""
    assert to_words(typed, "en") == shown


@pytest.mark.parametrize("address", ["gov.uk/x--y", "ftp://example.org/a--b", "example.org/it's--here"])
def test_an_address_that_is_no_link_is_letters_too(address: str) -> None:
    """Nothing typographic happens in it, whatever scheme it has or lacks."""
    assert words(body(f"See {address}, it's--all--there...")) == f"See {address}, it’s–all–there…"


def test_a_call_behind_a_formula_is_no_part_of_it() -> None:
    """`x²` and the note 1 are not to be read as x to the power of 21."""
    root = tree(body("It is $x^2$[^n].\n\n[^n]: Note."))
    assert next(root.iter("sup")).text == ","


def test_a_heading_is_called_by_its_words() -> None:
    """The number of a note that it calls is no part of its name."""
    assert tree(body("## Where it goes[^n]\n\nText.\n\n[^n]: Note.")).find("h2").get("id") == "where-it-goes"


def test_a_box_of_a_form_is_a_task() -> None:
    """As pages of other programs have it, ticked or not."""
    root = tree(
        body(
            '<ul><li><input type="checkbox" checked disabled> done</li><li><label><input type=checkbox> open</label></li></ul>'
        )
    )
    assert [words(etree.tostring(item, encoding="unicode")) for item in root.iter("li")] == ["☑ done", "☐ open"]


@pytest.mark.parametrize(("typed", "said"), [('It\'s "red" -- x', "It’s “red” – x")])
def test_words_that_stand_for_others_have_right_marks(typed: str, said: str) -> None:
    """A picture's alternative and what letters stand for are shown too."""
    root = tree(read(f"![{typed}](four.png) NHS\n\n*[NHS]: {typed}", PICTURE))
    assert [root.find(".//img").get("alt"), root.find(".//abbr").get("title")] == [said, said]


def test_roman_numerals_may_begin_further_on() -> None:
    """`IV.` is nobody's initial."""
    listed = tree(body("IV. four\nV. five")).find("ol")
    assert (listed.get("type"), listed.get("start"), len(listed)) == ("I", "4", 2)


@pytest.mark.parametrize("typed", ["– one\n– two", "— Come!\n— No.", "Text.\n\n\\newpage\n\nMore."])
def test_more_of_other_programs_is_told(typed: str) -> None:
    """Lines behind dashes run together, and LaTeX divides no pages here."""
    assert [code for code, _ in codes(read(typed))] == ["T14"]


def test_amounts_below_nought_are_figures() -> None:
    """`(300)` and `n/a` as accounts have them leave a column of figures on the right."""
    made = body("| Item | £ |\n|---|---|\n| a | 1,200 |\n| b | (300) |\n| c | n/a |")
    assert made.count('class="right"') == 4
    assert "º" in to_words("N^o^ 5", "fr")


@pytest.mark.parametrize(
    "around",
    [
        "<table><tr><th>Stop{}</th><td>10</td></tr></table>",
        "<table>\n<tr>\n<td>\n\n<b>Stop</b>{} here\n\n</td>\n</tr>\n</table>",
        "<div>\n<p>Words{}</p>\n<ul><li>Words</li></ul>\n</div>",
        "<blockquote>Words<br>more{}</blockquote>",
    ],
)
def test_a_note_is_called_from_html(around: str) -> None:
    """From a cell of a table above all; code keeps what was typed, and so does what has a backslash."""
    root = tree(body(around.replace("{}", "[^n]<code>[^n]</code>") + "\n\nMore.[^m]\n\n[^n]: One.\n[^m]: Two."))
    assert [call.text for call in root.iter("a") if call.get("role") == "doc-noteref"] == ["1", "2"]
    assert root.findtext(".//code") == "[^n]"
    told = read(around.replace("{}", r"\[^n]") + "\n\nMore.[^m]\n\n[^m]: Two.\n[^n]: One.")
    assert not any(call.text == "2" for call in tree(told).iter("a"))


def test_marks_in_a_chart_are_no_letters() -> None:
    """Title and source are Markdown; what is drawn loses its signs, and a bar may be escaped."""
    typed = (
        "``` chart bar\ntitle: Money *raised*, see https://e.org/a--b\nsource: The [council](https://e.org/c) & Co.\n"
        "Village | **Pounds**\n*Ald_ham* | £1\nB\\|C \\* | £2\n```"
    )
    figure = tree(body(typed)).find("figure")
    assert "".join(figure.find("figcaption").itertext()) == "Money raised, see https://e.org/a--b"
    assert [link.get("href") for link in figure.iter("a")] == ["https://e.org/a--b", "https://e.org/c"]
    assert [cell.text for cell in figure.iter("th")] == ["Village", "Pounds", "Ald_ham", "B|C *"]
