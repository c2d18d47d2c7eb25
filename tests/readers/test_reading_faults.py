"""What is wrong with a text is told with its line, and nothing vanishes without a word."""

from __future__ import annotations

import time

import pytest

from tests.support.reading import codes, flat, read, tree, words

ACTIVE = ["script", "iframe", "object", "embed", "applet", "frame", "form", "meta", "base", "link"]


@pytest.mark.parametrize("tag", ACTIVE)
@pytest.mark.parametrize(
    "form", ["a\n\n<{0} src='file:///etc/passwd'>\n\nb", "a\nin <{1} x> line\n\nb", "a\n\n<div>\n<{0}></{0}></div>"]
)
def test_active_content_is_left_out(tag: str, form: str) -> None:
    """What could run or fetch is left out and told with its line, as a block, in a line, or inside other HTML."""
    copy = read(form.format(tag, tag.upper()), line=7)
    line = 7 + form.split("<{")[0].count("\n")
    assert codes(copy) == [("T01", line)]
    assert copy.problems[0].message == f"`<{tag}>` was left out: it cannot be published"
    assert copy.problems[0].severity == "warning"
    assert f"<{tag}" not in copy.body


def test_active_content_in_code_is_text() -> None:
    """Tags that are shown, not used, are nobody's problem."""
    text = "`<script>` and\n\n```\n<script>x</script>\n```\n\n    <iframe>\n\nthen <script>1</script>"
    copy = read(text)
    assert codes(copy) == [("T01", 9)]
    assert "<iframe>" in words(copy)


def test_what_is_left_out_is_told_once() -> None:
    """Each kind of element that is left out is told once, on its first line; its text stays."""
    text = "<center>a</center>\n\n<center>b</center> <progress>c</progress>\n\n<style>d</style>\n\n<svg><text>e</text></svg>"
    copy = read(text, line=3)
    assert codes(copy) == [("T02", 3), ("T02", 5), ("T02", 7), ("T02", 9), ("T02", 9)]
    assert words(copy) == "a b c e"


def test_unknown_elements_are_printed() -> None:
    """What is no HTML was meant to be read."""
    copy = read("to `x` in <sysroot>/lib and Vec<String>")
    assert words(copy) == "to x in <sysroot>/lib and Vec<String>"
    assert codes(copy) == [("T02", 1), ("T02", 1)]


def test_elements_of_word_are_left_out_in_silence() -> None:
    """What Word puts into what is copied out of it is nothing that its author typed."""
    copy = read("<p class=MsoNormal>a <st1:place w:st='on'>b</st1:place><o:p></o:p></p>\n\n<dc:title>c")
    assert words(copy) == "a b <dc:title>c"
    assert codes(copy) == []


@pytest.mark.parametrize(
    "tag", ["textarea", "title", "plaintext", "xmp", "noscript", "select", "template", "math", "style"]
)
def test_no_element_swallows_what_follows(tag: str) -> None:
    """An element that is opened and never closed loses nothing of the text after it."""
    copy = read(f"a <{tag}> b **c**\n\nd")
    assert words(copy) == "a b c d"
    assert codes(copy) == [("T02", 1)]


LINKS: dict[str, tuple[str, str, str]] = {
    "javascript": ("[a](javascript:alert(1))", "T05", "the link to `javascript:alert(1)` cannot be published"),
    "split": ('<a href="java&#10;script:x">a</a>', "T05", "the link to `java\nscript:x` cannot be published"),
    "data": ("[a](data:text/html,x)", "T05", "the link to `data:text/html,x` cannot be published"),
    "file": ("[a](file:///etc/passwd)", "T05", "the link to `file:///etc/passwd` cannot be published"),
    "anchor": ("[a](#nowhere)", "T05", "the link to `#nowhere` leads to no heading or anchor of this article"),
    "relative": ("[a](other.md)", "T05", "the link to `other.md` names no place on the web"),
    "template": ("[a]({{ site.url }}/b)", "T05", "the link to `{{ site.url }}/b` has a template's tag for an address"),
    "malformed": ("[a](https://x])", "T05", "the link to `https://x]` cannot be published"),
    "nothing": ("a []()", "T05", "a link has no address"),
    "wordless": ("a [](https://example.org)", "T05", "the link to `https://example.org` has no text"),
}


@pytest.mark.parametrize("name", LINKS)
def test_links_that_lead_nowhere(name: str) -> None:
    """A link that leads nowhere is told with its line and printed as plain text."""
    text, code, message = LINKS[name]
    copy = read(f"one\n\n`{text}`\n\n{text}", line=4)
    assert codes(copy) == [(code, 8)]
    assert copy.problems[0].message == message
    assert tree(copy).find(".//a") is None
    assert words(copy).endswith("a")


@pytest.mark.parametrize("text", ["click here", "Here", "Read more…", "*this link*", "hier", "cliquez ici", "こちら"])
def test_links_that_say_nothing(text: str) -> None:
    """Words that say nothing without what is around them are told."""
    copy = read(f"a\n[{text}](https://example.org)")
    assert codes(copy) == [("T06", 2)]
    assert tree(copy).find(".//a") is not None


def test_links_are_told_in_their_order() -> None:
    """The same address twice is told on both of its lines."""
    assert codes(read("[here](https://a.org)\n\n[here](https://a.org) [x](#y)\n\n[z](#y)")) == [
        ("T06", 1), ("T06", 3), ("T05", 3), ("T05", 5),
    ]  # fmt: skip


def test_good_links_are_kept() -> None:
    """Addresses are kept, what no address may hold is encoded, and anchors are found by any of their names."""
    text = (
        "## Ça va ?\n\n[a](https://e.org/a b|c?d=[e]#f) [b](//e.org) [c](mailto:a@b.org) [d](#ça-va-) [e](#ca-va) "
        '<a name="old one"></a>[f](#old%20one) [g](tel:+441910000000) [h](https://пример.рф/я)'
    )
    copy = read(text)
    assert copy.problems == ()
    assert [link.get("href") for link in tree(copy).iter("a") if link.get("href")] == [
        "https://e.org/a%20b%7Cc?d=%5Be%5D#f", "https://e.org", "mailto:a@b.org", "#ca-va", "#ca-va", "#old-one",
        "tel:+441910000000", "https://пример.рф/я",
    ]  # fmt: skip


def test_a_relative_link_becomes_words_and_is_named() -> None:
    """A link that names no place on the web keeps its words and is reported with its line."""
    copy = read("One.\n\n[a report](../b)")
    assert list(tree(copy).iter("a")) == []
    assert "a report" in copy.body
    assert [(problem.code, problem.line) for problem in copy.problems] == [("T05", 3)]


@pytest.mark.parametrize(
    ("text", "line"),
    [("``` key-figures\n1 | a\ntwo\n```", 6), ("``` key-figures\n| a\n```", 5), ("x\n\n``` key-figures\n\n```", 6),
     ("> ``` key-figures\n> 1 |\n> ```", 5)],
)  # fmt: skip
def test_key_figures_that_cannot_be_read(text: str, line: int) -> None:
    """A line without its figure or its words is an error on that line; so is an empty block."""
    assert codes(read(text, line=4)) == [("T07", line)]


def test_text_has_a_limit() -> None:
    """More than a mebibyte is not one article."""
    assert codes(read("a " * 600_000, line=9)) == [("T08", 9)]


@pytest.mark.parametrize("run", ["[" * 20_000, "[a](" * 20_000, "`" * 3 + "``  `" * 20_000, "<!--" * 20_000])
def test_signs_without_end_are_read_in_a_moment(run: str) -> None:
    """What kept other parsers busy for minutes is read in a time that grows with its length."""
    begun = time.process_time()
    assert len(read(f"a\n\nb {run}\n\nc").body) > 10_000
    assert time.process_time() - begun < 10


def test_everything_is_told_at_once() -> None:
    """An error does not hide what comes after it."""
    copy = read(
        "<script></script>\n\n![a](no.png)\n\n``` key-figures\nx\n```\n\n[here](https://e.org)\n\n<center>c</center>"
    )
    assert sorted(codes(copy)) == [("I08", 3), ("T01", 1), ("T02", 11), ("T06", 9), ("T07", 6)]


def test_what_the_parser_cannot_take_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A depth that the parser cannot go down to is the text's; whatever else it raises is ours, and goes on up."""
    from publish.readers.syntax import parser

    def give_up(*_: object) -> str:
        raise AssertionError("no")

    def go_down(*_: object) -> str:
        raise RecursionError

    monkeypatch.setattr(parser, "parse", give_up)
    with pytest.raises(AssertionError):
        read("a")
    monkeypatch.setattr(parser, "parse", go_down)
    assert codes(read("a")) == [("T03", None)]


def test_attributes_are_held_to_a_list() -> None:
    """Only classes that styles know come through; a handler never does."""
    text = '<div class="callout x note" id="a b" onclick="x" data-x="y"><span class="k evil">z</span></div>'
    assert flat(read(text).body) == '<div class="callout note" id="a-b"><span class="k">z</span></div>'


@pytest.mark.parametrize("word", ["ក្តី", "ພາສາ", "မြန်မာ"])
def test_words_that_run_together_for_more_than_a_line_are_named(word: str) -> None:
    """Khmer, Lao and Burmese are broken at spaces, also those that take no room; without any the line is told."""
    assert codes(read(f"a\n\nb {word * 15}", line=4)) == [("T15", 6)]
    assert codes(read(f"a\n\nb {(word + chr(0x200B)) * 15}")) == []
    assert codes(read(f"`{word * 15}`")) == []


def test_what_a_site_s_own_text_has_by_the_dozen_is_told_once() -> None:
    """Links from the root, with a template's tag, and pictures on the web: one line a kind, with the lines of the others."""
    text = "".join(
        f"[a{n}](/about/{n}) [b]({{{{ site.baseurl }}}}/{n}) ![c](https://e.org/{n}.png)\n\n" for n in range(12)
    )
    problems = read(text).problems
    assert sorted(problem.code for problem in problems) == ["I05", "T05", "T05"]
    assert {problem.line for problem in problems} == {1}
    assert all("the same holds for 11 more" in problem.message for problem in problems)
    assert all("(line 3, 5, 7, 9, 11, 13, 15, 17 …)" in problem.message for problem in problems)


def test_a_dead_anchor_is_told_each() -> None:
    """Those are good catches."""
    assert len(read("".join(f"[a{n}](#no-{n})\n\n" for n in range(5))).problems) == 5


def test_the_name_of_a_site_says_where_a_link_leads() -> None:
    """`Go` leads to golang.org, and `here` nowhere that it says."""
    text = "[Go](https://golang.org) [Go](https://go.dev/doc) [Here](https://www.here.com) [go](https://e.org)"
    assert [(problem.code, problem.message) for problem in read(text).problems] == [
        ("T06", "the link text `go` says nothing by itself")
    ]


def test_the_heading_that_skips_is_blamed() -> None:
    """The first one of a text may have any level, a later one may be above it."""
    assert codes(read("### One\n\na\n\n## Two\n\nb\n\n# Three\n\nc")) == []
    assert codes(read("## One\n\na\n\n#### Two\n\nb\n\n# Three\n\nc")) == [("T04", 5)]


def test_a_tag_in_backquotes_in_html_has_a_hint_that_helps() -> None:
    """There no backquotes are read."""
    (problem,) = read("<div>Set `<DB_NAME>` first</div>").problems
    assert (problem.code, "<code>&lt;DB_NAME&gt;</code>" in problem.hint) == ("T02", True)


def test_faults_in_pasted_html_are_told_on_their_lines() -> None:
    """However an address is quoted there, and whatever other address it is a part of; Markdown there is told once."""
    text = """Text.

<p><a href="relative/page.html">one</a></p>
<p><a href="page.html">two</a></p>
<p><a href=''>three</a></p>
<p><a
  href=page.html>four</a></p>
<p><a href='page.html'>five</a> <a href="mailto:">six</a></p>
[seven](page.html) and **eight**
"""
    told = {problem.line: problem.message for problem in read(text).problems}
    assert "names no place on the web; the same holds for 3 more links (line 4, 7, 8)" in told[3]
    assert told[5] == "a link has no address"
    assert told[8] == "the link to `mailto:` is no address"
    assert "and 1 more like it: within HTML no Markdown is read" in told[9]
