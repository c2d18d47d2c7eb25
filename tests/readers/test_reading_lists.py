"""Lists, quotations, fences and raw HTML as people type them."""

from __future__ import annotations

import time

import pytest

from tests.support.reading import body, codes, flat, read, words

TYPED: dict[str, tuple[str, str]] = {
    "directly after a paragraph": (
        "We ask for:\n- rights\n- pathways",
        "<p>We ask for:</p><ul><li>rights</li><li>pathways</li></ul>",
    ),
    "with stars and pluses": ("a\n* b\n\nc\n+ d", "<p>a</p><ul><li>b</li></ul><p>c</p><ul><li>d</li></ul>"),
    "numbered from one after a paragraph": ("So:\n1. a\n2. b", "<p>So:</p><ol><li>a</li><li>b</li></ol>"),
    "numbered with a bracket": ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
    "lettered": ('<ol type="a"><li>a</li></ol>', '<ol type="a"><li>a</li></ol>'),
    "counted as nobody counts": ('<ol type="q"><li>a</li></ol>', "<ol><li>a</li></ol>"),
    "numbered from seven": ("7. a\n8. b", '<ol start="7"><li>a</li><li>b</li></ol>'),
    "not from another number inside a paragraph": ("It was\n14. That is all", "<p>It was\n14. That is all</p>"),
    "not a year that begins a paragraph": ("1986. A good year", "<p>1986. A good year</p>"),
    "not a year inside a paragraph": ("We met in\n1986. A good year", "<p>We met in\n1986. A good year</p>"),
    "nested by two": (
        "- a\n  - b\n    - c\n- d",
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
    ),
    "nested by three": ("1. a\n   - b\n   - c\n2. d", "<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>"),
    "nested by four": ("- a\n    - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    "nested by a tab": ("- a\n\t- b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    "bullets under a number, indented by two": (
        "1. a\n  - b\n2. c",
        "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
    ),
    "loose": ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
    "an item of two paragraphs": ("- a\n\n  b\n\nc", "<ul><li><p>a</p><p>b</p></li></ul><p>c</p>"),
    "with the bullets of a word processor": (
        "We ask for:\n•\trights\n\u2022\u00a0pathways\n\n\uf0b7 a\n  ◦ b\n\n·       c\n·       d",
        "<p>We ask for:</p><ul><li><p>rights</p></li><li><p>pathways</p></li><li><p>a</p><ul><li>b</li></ul></li>"
        "<li><p>c</p></li><li><p>d</p></li></ul>",
    ),
    "a quotation under an item": (
        "1. a\n   > b\n   > c\n2. d\n\n- e\n  - f\n    > g\n- h",
        "<ol><li>a<blockquote><p>b\nc</p></blockquote></li><li>d</li></ol>"
        "<ul><li>e<ul><li>f<blockquote><p>g</p></blockquote></li></ul></li><li>h</li></ul>",
    ),
    "Word's lower levels": (
        "•\ta\no\tb\n▪\tc\no\td\n•\te\n\n·       f\n\no   g\n\nh",
        "<ul><li><p>a</p><ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li><p>e</p></li><li><p>f</p><ul><li>g</li></ul>"
        "</li></ul><p>h</p>",
    ),
    "a letter o": ("- a\no   b\n\no  c", "<ul><li>a\no   b</li></ul><p>o  c</p>"),
    "with other bullets of a word processor": (
        "➢ a\n➢ b\n\n❖ c\n\n■\td",
        "<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p><ul><li>d</li></ul></li></ul>",
    ),
    "circles that nothing stands over": (
        "o   a\no   b\n\no   c",
        "<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>",
    ),
    "not a dot between words": ("Leeds\n· York • Hull", "<p>Leeds\n· York • Hull</p>"),
    "two kinds in a row": ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
    "after a heading": ("## A\n- b", '<h2 id="a">A</h2><ul><li>b</li></ul>'),
    "inside a quotation": ("> a\n> - b\n> - c", "<blockquote><p>a</p><ul><li>b</li><li>c</li></ul></blockquote>"),
    "after a quotation": ("> a\n- b", "<blockquote><p>a</p></blockquote><ul><li>b</li></ul>"),
    "nested by eight": ("* a\n        * b\n            c\n* d", "<ul><li>a<ul><li>b\nc</li></ul></li><li>d</li></ul>"),
    "with an empty item": ("- a\n-\n- b", "<ul><li>a</li><li></li><li>b</li></ul>"),
    "with another sign": ("7. a\n3) b", '<ol start="7"><li>a</li></ol><ol start="3"><li>b</li></ol>'),
    "after a rule": ("- a\n***\n- b", "<ul><li>a</li></ul><hr/><ul><li>b</li></ul>"),
    "lazily continued": ("- a\nb\n- c", "<ul><li>a\nb</li><li>c</li></ul>"),
    "after a nested paragraph": (
        "- a\n  - b\n\n    c\n- d",
        "<ul><li>a<ul><li><p>b</p><p>c</p></li></ul></li><li>d</li></ul>",
    ),
}


@pytest.mark.parametrize("name", TYPED)
def test_lists_come_out_as_typed(name: str) -> None:
    """A list typed in any of the usual ways comes out as the list that was meant."""
    text, markup = TYPED[name]
    assert flat(body(text)) == markup


_AB = '<ol type="a"><li>x</li><li>y</li></ol>'
LETTERED: dict[str, tuple[str, str]] = {
    "after a paragraph": ("We must:\na. x\nb. y\n\nc", f"<p>We must:</p>{_AB}<p>c</p>"),
    "in brackets": ("(a) x\n(b) y", _AB),
    "with a bracket": ("a) x\nb) y", _AB),
    "after tabs": ("a.\tx\nb.\ty", _AB),
    "loose": ("a. x\n\nb. y", '<ol type="a"><li><p>x</p></li><li><p>y</p></li></ol>'),
    "in capitals": ("A. x\nB. y\nC. z", '<ol type="A"><li>x</li><li>y</li><li>z</li></ol>'),
    "in Roman numerals": (
        "i. x\nii. y\n\nc\n\nI. x\nII. y",
        f"{_AB}<p>c</p>{_AB}".replace('"a"', '"i"', 1).replace('"a"', '"I"'),
    ),
    "i among letters": ("h. x\ni. y", '<ol start="8" type="a"><li>x</li><li>y</li></ol>'),
    "continued": (
        "a. x\nb. y\nor z\n\n   and more",
        '<ol type="a"><li><p>x</p></li><li><p>y\nor z</p><p>and more</p></li></ol>',
    ),
    "in words that are set": ("a. **x**\nb. *y*", '<ol type="a"><li><strong>x</strong></li><li><em>y</em></li></ol>'),
    "under bullets": ("- z\n  a. x\n  b. y\n- w", f"<ul><li>z{_AB}</li><li>w</li></ul>"),
    "in a quotation": ("> a. x\n> b. y", f"<blockquote>{_AB}</blockquote>"),
    "under figures, not indented": ("1. z\na. x\nb. y\n2. w", f"<ol><li>z{_AB}</li><li>w</li></ol>"),
    "under letters, not indented": (
        "(a) z\n(i) x\n(ii) y\n(b) w",
        f'<ol type="a"><li>z{_AB.replace(chr(34) + "a", chr(34) + "i")}</li><li>w</li></ol>',
    ),
    "before figures": ("a. x\nb. y\n\n1. z\n2. w", f"{_AB}<ol><li>z</li><li>w</li></ol>"),
    "before other letters": ("a. x\nb. y\n\na. x\nb. y", f"{_AB}{_AB}"),
    "not one letter": ("a. x\n\nc. y", "<p>a. x</p><p>c. y</p>"),
    "not two initials": ("A. Smith said\nB. Jones said", "<p>A. Smith said\nB. Jones said</p>"),
    "not initials further on": ("J. Smith\nK. Jones\nL. Brown", "<p>J. Smith\nK. Jones\nL. Brown</p>"),
    "not abbreviations": ("a. m. is\np. m. was", "<p>a. m. is\np. m. was</p>"),
    "not the midst of a paragraph": ("as in\nc. and in\nd. too", "<p>as in\nc. and in\nd. too</p>"),
    "not with another block between": ("a. x\n\nz\n\nb. y", "<p>a. x</p><p>z</p><p>b. y</p>"),
    "not code": ("```\na. x\nb. y\n```", '<div class="code"><pre><code>a. x\nb. y</code></pre></div>'),
}


@pytest.mark.parametrize("name", LETTERED)
def test_letters_that_follow_each_other_are_a_list(name: str) -> None:
    """Lines that begin with one letter or Roman numeral after the other are a list, and no other letters are one."""
    text, markup = LETTERED[name]
    assert flat(body(text)) == markup


def test_letters_take_no_longer_than_figures() -> None:
    """Ten thousand lines that might each begin a list are read in a few seconds, whatever they are."""
    begun = time.process_time()
    for text in ("a. x\n" * 10_000, "(a) x\n\n" * 10_000):
        assert read(text).problems == ()
    assert time.process_time() - begun < 20


def test_a_rule_is_not_a_list() -> None:
    """Stars and hyphens alone on a line are a rule, and bold text at the start of a line is no bullet."""
    assert flat(body("a\n\n* * *\n\n**b** c\n\n- - -")) == "<p>a</p><hr/><p><strong>b</strong> c</p><hr/>"


FENCED = {
    "alone": ("```\n- a\n  - b\n```", "- a\n  - b\n"),
    "after a paragraph": ("x\n```\n- a\n```\ny", "- a\n"),
    "in a list": ("1. x\n   ```\n   a\n     b\n   ```\n2. y", "a\n  b\n"),
    "as a list item": ("- ```\n  a\n  ```\n- y", "a\n"),
    "in a quotation": ("> x\n> ```\n> - a\n> ```", "- a\n"),
    "closed by an indented fence": ("```\na\n  ```\nb", "a\n"),
    "with tildes": ("~~~~\n```\n~~~\n~~~~", "```\n~~~\n"),
    "never closed": ("x\n\n```\na\n\n- b", "a\n\n- b\n"),
    "with words after the language": ("```rust,ignore {x}\na\n```", "a\n"),
}


@pytest.mark.parametrize("name", FENCED)
def test_fences_are_kept_letter_for_letter(name: str) -> None:
    """Fenced code comes out as typed, wherever it stands."""
    text, code = FENCED[name]
    markup = body(text)
    assert f'<div class="code"><pre><code>{code}</code></pre></div>' in markup.replace('<span class="n">a</span>', "a")


def test_indented_code_is_kept() -> None:
    """Four spaces after a blank line are code, lists in it included."""
    assert flat(body("a\n\n    - b\n      - c\n\nd")) == (
        '<p>a</p><div class="code"><pre><code>- b\n  - c</code></pre></div><p>d</p>'
    )


def test_markdown_goes_on_between_html_tags() -> None:
    """After a blank line, what stands between HTML tags is Markdown, as on the web's code hosts."""
    text = "<details><summary>More</summary>\n\n**Bold** and\n- a list\n\n</details>\n\nAfter"
    assert flat(body(text)) == (
        "<details><summary>More</summary><p><strong>Bold</strong> and</p><ul><li>a list</li></ul></details><p>After</p>"
    )


def test_an_attribute_asks_for_markdown_at_once() -> None:
    """`markdown="1"` needs no blank line."""
    assert flat(body('<div dir="rtl" markdown="1">\n**a**\n</div>')) == '<div dir="rtl"><p><strong>a</strong></p></div>'
    assert flat(body('<div markdown="1">*a*</div>')) == "<div><p><em>a</em></p></div>"


def test_a_row_longer_than_the_head_loses_nothing() -> None:
    """A table is as wide as its longest row: what stands past the last heading stands under an empty one."""
    text = "| A | B |\n|---|--:|\n| 1 | 2 | 3 | |\n| 4 |"
    assert flat(body(text)) == (
        '<table><thead><tr><th>A</th><th class="right">B</th><th></th></tr></thead><tbody>'
        '<tr><td>1</td><td class="right">2</td><td>3</td></tr><tr><td>4</td><td class="right"></td><td></td></tr>'
        "</tbody></table>"
    )


def test_the_parts_of_a_table_stand_in_their_order() -> None:
    """Caption, head, rows, foot, wherever they were typed; of several heads and feet the others are rows."""
    head, foot = "<thead><tr><th>h</th></tr></thead>", "<tfoot><tr><td>f</td></tr></tfoot>"
    rows, title = "<tbody><tr><td>b</td></tr></tbody>", "<caption>C</caption>"
    for typed in (foot + rows, rows + foot):
        assert flat(body(f"<table>{typed}</table>")) == f"<table>{rows}{foot}</table>"
    for parts in ((title, foot, rows, head), (rows, title, head, foot), (rows, foot, head, title)):
        assert flat(body(f"<table>{''.join(parts)}</table>")) == f"<table>{title}{head}{rows}{foot}</table>"
    assert flat(body(f"<table>{head}{rows}{head}{foot}{foot}</table>")) == (
        f"<table>{head}{rows}<tbody><tr><th>h</th></tr></tbody><tbody><tr><td>f</td></tr></tbody>{foot}</table>"
    )


def test_a_first_row_of_heads_is_the_tables_head() -> None:
    """As programs that save HTML write it; not when it is the only row, or a list of one column, or goes on below."""
    rows = "<tr><td>1</td><td>2</td></tr>"
    heads = "<tr><th>A</th><th>B</th></tr>"
    assert flat(body(f"<table>{heads}{rows}</table>")) == f"<table><thead>{heads}</thead><tbody>{rows}</tbody></table>"
    for other in (
        heads,
        "<tr><th>A</th></tr><tr><td>1</td></tr>",
        '<tr><th rowspan="2">A</th><th>B</th></tr><tr><td>2</td></tr>',
        f"<tr><th>A</th><td>B</td></tr>{rows}",
    ):
        assert flat(body(f"<table>{other}</table>")) == f"<table><tbody>{other}</tbody></table>"


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("<tr><td>a<td>b<tr><td>c", "<tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr>"),
        ("<tr><td colspan=9>a<tr><td>b<td>c", '<tr><td colspan="2">a</td></tr><tr><td>b</td><td>c</td></tr>'),
        (
            "<tr><td>a<td>b<td>c<tr><td>d",
            '<tr><td>a</td><td>b</td><td>c</td></tr><tr><td>d</td><td colspan="2"></td></tr>',
        ),
        (
            "<tr><td rowspan=9>a<td>b<tr><td>c<tr><td>d<td>e",
            '<tr><td rowspan="3">a</td><td>b</td><td></td></tr><tr><td>c</td><td></td></tr><tr><td>d</td><td>e</td></tr>',
        ),
        ("<tr><td colspan=2>a<tr><td colspan=2>b", '<tr><td colspan="2">a</td></tr><tr><td colspan="2">b</td></tr>'),
    ],
    ids=["short", "wide", "shorter", "tall", "even"],
)
def test_the_rows_of_a_table_have_as_many_cells_as_each_other(typed: str, rows: str) -> None:
    """What is wanting is empty, what reaches past the others is cut, and a table that is even stays as it is."""
    assert flat(body(f"<table>{typed}</table>")) == f"<table><tbody>{rows}</tbody></table>"


def test_a_row_with_more_cells_than_its_table_has_heads_is_kept() -> None:
    """A sign too many in one row of a Markdown table loses nothing and leaves no row uneven."""
    assert flat(body("| A |\n| - |\n| 1 | 2 |\n")) == (
        "<table><thead><tr><th>A</th><th></th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )


def test_html_tables_may_have_blank_lines() -> None:
    """A table in HTML is left alone up to its end."""
    text = "<table>\n<tr><td>1</td>\n\n    <td>_2_</td></tr>\n\n</table>"
    assert flat(body(text)) == "<table><tbody><tr><td>1</td><td>_2_</td></tr></tbody></table>"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x\n" + "<div>\n" * 300, 111),
        ("\n".join("  " * n + "- a" for n in range(300)), 61),
        ("x\n\n" + "> " * 1000 + "a", 12),
        ("x\n\n" + "<table><tr><td>\n" * 300, 37),
    ],
)
def test_nesting_has_a_limit(text: str, line: int) -> None:
    """Elements nested past what can be laid out are an error on the line where it becomes too deep."""
    assert codes(read(text, line=10)) == [("T03", line)]


def test_nesting_under_the_limit_loses_nothing() -> None:
    """Forty levels of lists come out whole."""
    copy = read("\n".join("  " * n + f"- w{n}" for n in range(40)))
    assert words(copy) == " ".join(f"w{n}" for n in range(40))
