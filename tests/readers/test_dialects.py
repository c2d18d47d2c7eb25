"""What other programs understand and handbill prints as typed is told once, by name and line."""

from __future__ import annotations

import time

import pytest

from publish.readers.dialects import told
from tests.support.reading import codes, read

KINDS = {
    "Hugo's film": ("{{< youtube abc >}}", "only Hugo"),
    "Hugo's picture": ('{{% figure src="a.png" title="T" %}}', "only Hugo"),
    "Hugo's other": ("{{< button >}}Here{{< /button >}}", "only Hugo"),
    "Hugo's link": ('See {{< ref "post.md" >}}.', "only Hugo"),
    "Liquid": ("Then {% include note.html %} and", "Liquid"),
    "a value": ("By {{ page.author }}.", "a template"),
    "contents": ("[TOC]", "contents"),
    "contents of GitLab": ("[[_TOC_]]", "contents"),
    "a block": ("::: warning\nMind.\n:::", "pandoc"),
    "attributes": ("{: .lead }", "kramdown"),
    "a drawn table": ("+---+---+\n| a | b |\n+---+---+", "pandoc"),
    "a span": ("[Under]{.underline} it", "pandoc"),
    "a highlighter": ("It is ==marked== here", "highlighter"),
    "an emoji": ("Well :smile: done", "a picture of it"),
    "a wiki's link": ("In [[Other page]] too", "a wiki"),
    "WordPress's film": ("[youtube=https://youtu.be/x]", "only WordPress"),
    "a formula": ("So $\\foo=mc^2$ it is", "unknown command"),
    "a formula in HTML": ("<p>So $E=mc^2$ it is</p>", "formula"),
    "a formula of LaTeX": ("So \\(a^2\\) it is", "formulas"),
    "a table with tabs": ("Year\tHomes\n2011\t40\n2021\t55", "a table that was pasted"),
    "tabs of content": ('=== "Tab"\n    Words.', "MkDocs"),
    "what was changed": ("It is {++added++} and {--gone--}", "CriticMarkup"),
    "a comment of Obsidian": ("%% not for readers %%", "Obsidian"),
    "a link with a space": ("See [the report] (https://example.org/r)", "there is a space"),
    "a drawing": ("``` mermaid\ngraph TD\n```", "mermaid"),
    "letters of mathematics": ("It is 𝗯𝗼𝗹𝗱 𝘁𝗲𝘅𝘁 here", "read one by one"),
    "Word's bullets": ("§ First thing\n§ Second thing", "word processor"),
}


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_told_once_with_its_line(name: str) -> None:
    """However often it stands in the text; in code it is nobody's problem."""
    typed, said = KINDS[name]
    copy = read(f"First.\n\n{typed}\n\nBetween.\n\n`` {typed.splitlines()[0]} ``\n\nLast.", line=5)
    (problem,) = [problem for problem in copy.problems if problem.code == "T14"]
    assert problem.line == 7
    assert said in problem.message
    assert problem.hint
    twice = read(f"{typed}\n\nBetween.\n\n{typed}")
    told_of = [problem.message for problem in twice.problems if problem.code == "T14"]
    assert len(told_of) == (2 if "formula" in name else 1)


@pytest.mark.parametrize(
    "text",
    [
        "It cost $5 to $10, or US$20 and $30.",
        "At 10:30:15, ratio 1:2:3, std::vector and a: b: c.",
        "§ 5 of the law and §§ 7 to 9",
        "a == b and c == d",
        "x[1]{2} and {3: 4}",
        "## Heading {#id}\n\nText.",
        "| a | b |\n|---|---|\n| c | d |",
        "§\tFirst thing\n§\tSecond thing",
        "o\tFirst thing\no\tSecond thing",
        '![A](a.png "Cap"){: credit="Jo" }',
        "He said [sic] (as ever).",
        "Title\n=====\n\nOther\n-----",
        "One\tTab in a line",
        "A note^[in line], H~2~O, m^2^, ~~struck~~.",
        "!!! note\n    Words.",
        "Array [1][2] and [a link](https://example.org).",
    ],
)
def test_what_is_no_dialect_is_not_told(text: str) -> None:
    """Sums of money, times, paragraphs of a law, and what handbill reads itself."""
    assert list(told(text)) == []


def test_a_tag_in_an_address_is_told_with_its_link() -> None:
    """Once: as a link or a picture that leads nowhere."""
    copy = read('[x]({{ site.url }}/a) ![y]({{ site.url }}/b.png) <a href="{{ site.url }}/c">z</a>')
    assert sorted(code for code, _ in codes(copy)) == ["I08", "T05", "T05"]


def test_a_formula_in_html_is_told_as_one() -> None:
    """One message a formula, not one for each of its parts."""
    one = "<math><mrow><mi>x</mi><mo>=</mo><mn>1</mn></mrow></math>"
    assert codes(read(f"So {one}.\n\nAnd {one}.")) == [("T02", 1), ("T02", 3)]


@pytest.mark.parametrize("run", ["{{< ", "{% ", "$a=", "[[", "==a", ":a", "\\(", "a\tb", "§ ", "{:", "[a]{.", "+---"])
def test_signs_without_end_are_looked_through_in_a_moment(run: str) -> None:
    """In a time that grows with the text."""
    begun = time.process_time()
    list(told(run * (2**18 // len(run))))
    assert time.process_time() - begun < 5


def test_code_in_html_is_no_habit_of_another_program() -> None:
    """What stands in `<pre>` or `<code>` is shown as typed, and nothing is said of it."""
    text = "a\n\n<details><summary>S</summary><pre>x\n{:?} {{impl}}</pre><p><code>^[q] H~2~O</code></p></details>\n"
    assert codes(read(text)) == []
