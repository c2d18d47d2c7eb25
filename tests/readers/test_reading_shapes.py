"""The shapes that styles rely on: what Markdown becomes, to the letter."""

from __future__ import annotations

import re

import pytest

from tests.support.reading import body, codes, flat, picture, read, tree, words

EXACT: dict[str, tuple[str, str]] = {
    "emphasis": ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>"),
    "words with underscores": ("a_b_c and __init__", "<p>a_b_c and <strong>init</strong></p>"),
    "line breaks": ("a  \nb\\\nc", "<p>a<br/>b<br/>c</p>"),
    "a hash without a space": ("#tag", "<p>#tag</p>"),
    "definitions": ("Mutual\n: Owned by its members.", "<dl><dt>Mutual</dt><dd>Owned by its members.</dd></dl>"),
    "abbreviations": (
        "An EU rule\n\n*[EU]: European Union",
        '<p>An <abbr title="European Union">EU</abbr> rule</p>',
    ),
    "attributes": ("## A {#b}", '<h2 id="b">A</h2>'),
    "braces that are no attributes": ("## A {draft}", '<h2 id="a-draft">A {draft}</h2>'),
    "a callout in a quotation": (
        "> [!WARNING]\n> Mind the gap",
        '<aside class="callout warning"><p class="callout-title">Warning</p><p>Mind the gap</p></aside>',
    ),
    "a callout": (
        '!!! note "Bear in mind"\n    a\n    - b',
        '<aside class="callout note"><p class="callout-title">Bear in mind</p><p>a</p><ul><li>b</li></ul></aside>',
    ),
    "tasks": (
        "- [x] done\n- [ ] to do",
        '<ul class="tasks"><li class="to-do"><span class="task">☑</span> done</li><li class="to-do"><span class="task">☐</span> to do</li></ul>',
    ),
    "a table": (
        "As follows:\n| Year | Days |\n|:--|--:|\n| **2010** | 9.1 |",
        '<p>As follows:</p><table><thead><tr><th>Year</th><th class="right">Days</th></tr></thead>'
        '<tbody><tr><th scope="row">2010</th><td class="right">9.1</td></tr></tbody></table>',
    ),
    "old elements": ("<b>a</b> <i>b</i> <tt>c</tt>", "<p><strong>a</strong> <em>b</em> <code>c</code></p>"),
    "comments": ("a <!-- b --> c\n\n<!--\n\nd -->\n\ne", "<p>a  c</p><p>e</p>"),
    "empty elements": ("<p></p>\n\na <span></span>b\n\n<p>&nbsp;</p>", "<p>a b</p>"),
    "bare addresses": (
        "See https://example.org/a and <b@example.org>.",
        '<p>See <a href="https://example.org/a">https://example.org/a</a> and '
        '<a href="mailto:b@example.org">b@example.org</a>.</p>',
    ),
    "key figures": (
        '``` key-figures\n9 -> 58 | mutuals < 5 since 2010\n98% | of "owners"\n```',
        '<ul class="key-figures"><li><strong>9 → 58</strong> <span>mutuals &lt; 5 since 2010</span></li>'
        "<li><strong>98%</strong> <span>of “owners”</span></li></ul>",
    ),
    "code in a language": (
        "```python\npass\n```",
        '<div class="code"><pre><code><span class="k">pass</span></code></pre></div>',
    ),
    "code in an unknown language": (
        "```nonesuch\na < b\n```",
        '<div class="code"><pre><code>a &lt; b</code></pre></div>',
    ),
    "preformatted HTML": ("<pre>a\n\n*b*</pre>", '<div class="code"><pre><code>a\n\n*b*</code></pre></div>'),
}


@pytest.mark.parametrize("name", EXACT)
def test_markdown_becomes_exactly(name: str) -> None:
    """Each thing an author writes becomes one thing that styles know."""
    text, markup = EXACT[name]
    assert flat(body(text)) == markup


def test_a_text_is_read_as_if_none_had_been_read_before() -> None:
    """Notes, abbreviations, addresses and ids stay in their own text, and one too deep to be read leaves nothing."""
    called = "An EU rule[^1] of [us][a], see [^2].\n\n## Ends\n\n3. three\n4. four"
    told = "\n\n[^1]: A note.\n\n*[EU]: European Union\n\n[a]: https://example.org\n"
    alone, whole = read(called), read(called + told)
    for _ in range(2):
        for text in (called + told, "> " * 5000 + "deep", "- a\n" * 3, "!!! note\n    a\n    - b"):
            read(text)
            assert read(called) == alone
    assert read(called + told) == whole


QUOTATIONS: dict[str, tuple[str, str]] = {
    "in a paragraph of its own": (
        "> Make it easier.\n>\n> — A. Chair, of the *taskforce*",
        "A. Chair, of the <em>taskforce</em>",
    ),
    "on the last line": ("> Make it easier.\n> -- A. Chair", "A. Chair"),
    "with an en dash": ("> Make it easier.\n> – A. Chair", "A. Chair"),
    "with a link": (
        "> Make it easier.\n— [A. Chair](https://example.org)",
        '<a href="https://example.org">A. Chair</a>',
    ),
}


@pytest.mark.parametrize("name", QUOTATIONS)
def test_a_quotation_has_its_name_under_it(name: str) -> None:
    """A last line that begins with a dash says who is quoted."""
    text, caption = QUOTATIONS[name]
    assert flat(body(text)) == (
        '<figure class="quotation short"><blockquote><p>Make it easier.</p></blockquote>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


@pytest.mark.parametrize(
    "text", ["> Just words.", "> — nobody said this", "> A dash — in the line", "> one\n> — two\n> three"]
)
def test_other_quotations_stay_as_they_are(text: str) -> None:
    """Without a name under it a quotation is a plain one."""
    markup = body(text)
    assert markup.startswith("<blockquote>")
    assert words(markup) == " ".join(text.replace(">", "").split())


def test_a_long_quotation_is_not_short() -> None:
    """From forty-five words on a quotation is not set large."""
    assert body("> " + "word " * 44 + "\n> — N.").startswith('<figure class="quotation short">')
    assert body("> " + "word " * 45 + "\n> — N.").startswith('<figure class="quotation">')


def test_notes_are_numbered_as_they_are_met() -> None:
    """Notes stand at the end in the order of their references, with a way back to each."""
    copy = read("B[^b] a[^a:x] b[^b].\n\n[^a:x]: First.\n[^b]: Second.")
    assert copy.problems == ()
    assert flat(copy.body) == (
        '<p>B<sup><a class="noteref" role="doc-noteref" href="#fn-1" id="fnref-1">1</a></sup> '
        'a<sup><a class="noteref" role="doc-noteref" href="#fn-2" id="fnref-2">2</a></sup> '
        'b<sup><a class="noteref" role="doc-noteref" href="#fn-1" id="fnref-1-2">1</a></sup>.</p>'
        '<section class="notes" role="doc-endnotes"><ol><li id="fn-1" role="doc-endnote"><p>Second. '
        '<a class="backref" role="doc-backlink" href="#fnref-1">↩</a> '
        '<a class="backref" role="doc-backlink" href="#fnref-1-2">↩</a></p></li>'
        '<li id="fn-2" role="doc-endnote"><p>First. '
        '<a class="backref" role="doc-backlink" href="#fnref-2">↩</a></p></li></ol></section>'
    )


def test_notes_that_do_not_meet_are_told() -> None:
    """A note nobody refers to, a reference without a note, and two notes of one name."""
    copy = read("a[^x] b[^y]\n\n[^y]: y\n[^z]: z\n\n[^y]: again", line=5)
    assert sorted(codes(copy)) == [("T05", 5), ("T05", 8), ("T08", 10)]
    assert "z" in words(copy)
    assert "[^x]" in words(copy)


def levels(text: str, title: str = "") -> list[str]:
    """The headings of a text with their levels."""
    return [
        f"{heading.tag} {heading.text}"
        for heading in tree(read(text, title=title)).iter("h1", "h2", "h3", "h4", "h5", "h6")
    ]


def test_headings_begin_at_two() -> None:
    """Headings of the first level go one down, with everything under them; third-level ones go up."""
    assert levels("# A\n\n## B\n\nC\n=\n\n###### D") == ["h2 A", "h3 B", "h2 C", "h3 D"]
    assert levels("### A\n\n#### B\n\n### C") == ["h2 A", "h3 B", "h2 C"]


def test_the_title_is_not_said_twice() -> None:
    """A first heading that repeats the title is left out; a later one stays."""
    assert levels("# The *Title*!\n\nx\n\n## A", title="The title") == ["h2 A"]
    assert levels("## A\n\n## The title", title="The title") == ["h2 A", "h2 The title"]


def test_a_skipped_level_is_mended_and_told() -> None:
    """A jump is mended and told with its line, in whatever way the headings are typed."""
    copy = read("Big\n===\n\n```\n# no heading\n```\n\n### Small\n\n<h2>Next</h2>\n\n##### Deep", line=3)
    assert codes(copy) == [("T04", 10), ("T04", 14)]
    assert copy.problems[0].message == "the heading `Small` skips a level"


def test_headings_have_ids_that_differ() -> None:
    """Every heading has an id of its own, whatever its words are."""
    text = "## A b\n\n## A b\n\n## 1st\n\n## 🎉\n\n## Tâches\n\n## עברית\n\n## ![x](a.png)\n\n## C {#a-b}"
    ids = [heading.get("id") for heading in tree(read(text)).iter("h2")]
    assert len(ids) == len(set(ids)) == 8
    assert ids[:5] == ["a-b", "a-b-2", "s-1st", "section", "taches"]


CLEAN_HTML: dict[str, tuple[str, str]] = {
    "items without a list": ("<li>a</li>", "<ul><li>a</li></ul>"),
    "text in a list": ("<ul>a<li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
    "a block in a phrase": ("<em><div>a</div></em>", "<div><em>a</em></div>"),
    "a summary alone": ("<summary>a</summary>", "<p>a</p>"),
    "an unclosed element": ("<div>a", "<div>a</div>"),
    "a wrong close": ("a</div>", "<p>a</p>"),
    "a caption alone": ("<figcaption>a</figcaption>", "<div>a</div>"),
    "terms alone": ("<dd>a</dd>", "<div>a</div>"),
    "bad numbers": ('<table><tr><td colspan="x" rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
                    '<table><tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>'),
    "styles and handlers": ('<p style="font-size:1e9px" onclick="x()" class="y">a</p>', "<p>a</p>"),
    "an unknown declaration": ("a <?php b ?> <!DOCTYPE c>", "<p>a &lt;?php b ?&gt; &lt;!DOCTYPE c&gt;</p>"),
    "copied out of Word": (
        "<p class=MsoNormal>a<o:p></o:p></p>\n<p><![if !supportLists]>·<![endif]> <st1:City w:st='on'>b</st1:City></p>\n"
        '<p><?xml:namespace prefix = o ns = "urn:x" /><o:p>&nbsp;</o:p></p>',
        "<p>a</p><p>· b</p>",
    ),
    "a control character": ("a&#1;b", "<p>a\ufffdb</p>"),
    "an open comment": ("a <!-- b", "<p>a &lt;!– b</p>"),
}  # fmt: skip


@pytest.mark.parametrize("name", CLEAN_HTML)
def test_html_is_mended_without_loss(name: str) -> None:
    """HTML that XHTML would refuse is mended, its words kept."""
    text, markup = CLEAN_HTML[name]
    assert flat(read(text).body) == markup


MARKS = {
    "en-GB": "“a ‘b’ c” – don’t",
    "cy": "‘a “b” c’ – don’t",
    "fr": "«\u202fa “b” c\u202f» – don’t",
    "fr-CH": "«a ‹b› c» – don’t",
    "de": "„a ‚b‘ c“ – don’t",
    "de-CH": "«a ‹b› c» – don’t",
    "pl": "„a «b» c” – don’t",
    "sv": "”a ’b’ c” – don’t",
    "ru": "«a „b“ c» – don’t",
    "ja": "「a 『b』 c」 – don’t",
    "xx": "“a ‘b’ c” – don’t",
}


@pytest.mark.parametrize("language", MARKS)
def test_quotes_are_the_language_s_own(language: str) -> None:
    """Straight quotes become those of the article's language; an apostrophe is one everywhere."""
    assert body("\"a 'b' c\" -- don't", language=language) == f"<p>{MARKS[language]}</p>"


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ('"*a*" and *"b"*', "“<em>a</em>” and <em>“b”</em>"),
        ('("a") ["b"]', "(“a”) [“b”]"),
        ("'tis the '80s, rock 'n' roll, the dogs' bowls", "’tis the ’80s, rock ’n’ roll, the dogs’ bowls"),
        ("6'2\" tall", "6'2\" tall"),
        ("wait... a---b -- c", "wait… a—b – c"),
        (r"\"a\"", '"a"'),
        ('`"a"` "b"', '<code>"a"</code> “b”'),
        ("a ---- b", "a ---- b"),
        ('"a" `x`"b"', '“a” <code>x</code>"b"'),
    ],
)
def test_marks_are_set_where_they_are_sure(text: str, markup: str) -> None:
    """Marks are set across emphasis and left alone in code, when escaped, and where nobody could be sure."""
    assert body(text) == f"<p>{markup}</p>"


@pytest.mark.parametrize(
    "tag",
    ["{{ 7*7 }}", "{% include \"/etc/passwd\" %}", '{{< x "y" >}}', "{{<x>}}", "{{% x %}}", "{# it's #}", "{{ ''.__class__ }}",
     "{% raw %}{{{% endraw %}"],
)  # fmt: skip
def test_template_tags_are_printed_as_typed(tag: str) -> None:
    """What looks like a template is text: never run, never changed, in prose, headings, tables, code and HTML."""
    text = f"a {tag} *b* {tag}\n\n## H {tag}\n\n- {tag}\n\n`{tag}`\n\n```\n{tag}\n```\n\n| a | b |\n|-|-|\n| {tag} | c |\n\n<div>{tag}</div>"
    assert "".join(tree(read(text)).itertext()).count(tag) == 8


def test_a_heading_without_words_is_none() -> None:
    """A picture for looks in a heading is a figure, a name to link to stays; a picture with words is a heading."""
    png = picture()
    copy = read(
        '<h2><img src="a.png" alt=""></h2>\n\n## ![Words](a.png)\n\n<h2><a name="q"></a></h2>\n\n[to](#q)',
        {"a.png": png},
    )
    assert [block.partition(" ")[0] for block in copy.body.split("\n") if block] == [
        "<figure><img",
        "<h2",
        "<p><span",
        "<p><a",
    ]


CALLED = """\
Text.[^b]

![Alt](a.png "A caption[^g] and more[^b]"){credit="Ann"}

``` key-figures
12[^a] | things
13 | of them[^b]
```

[^a]: Note A
[^b]: Note B
[^g]: Note G
"""


def test_notes_are_called_from_captions_and_key_figures() -> None:
    """A note is called from a picture's caption and from key figures as from the text, and leads back to each."""
    copy = read(CALLED, {"a.png": picture()})
    assert codes(copy) == []

    def call(number: int, back: str) -> str:
        return f'<sup><a class="noteref" role="doc-noteref" href="#fn-{number}" id="fnref-{back}">{number}</a></sup>'

    shown = flat(copy.body)
    assert f"<figcaption>A caption{call(2, '2')} and more{call(1, '1-2')} <span" in shown
    assert f"<strong>12</strong> <span>things{call(3, '3')}</span>" in shown
    assert f"<span>of them{call(1, '1-3')}</span>" in shown
    notes = [note.split(" <a")[0] for note in shown.split('role="doc-endnote"><p>')[1:]]
    assert notes == ["Note B", "Note G", "Note A"]
    assert re.findall(r'class="backref" role="doc-backlink" href="#([\w-]+)"', shown) == [
        "fnref-1", "fnref-1-2", "fnref-1-3", "fnref-2", "fnref-3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a[^n]\n\nSee ![x](a.png "y") and ![x[^n]](a.png).', 3),
        ('a[^n]\n\nSee ![x](a.png "y[^n]") there.', 3),
        ("a[^n]\n\n``` chart bar\nA | B\nc | 1\nd[^n] | 2\n```", 6),
    ],
    ids=["alternative", "title", "chart"],
)
def test_where_no_note_can_be_called_is_told(text: str, line: int) -> None:
    """A call that none can be made of is told with its own line, not with that of another call of the note."""
    copy = read(text + "\n\n[^n]: Note", {"a.png": picture()})
    assert [(fault.code, fault.line, fault.message) for fault in copy.problems] == [
        ("T05", line, "the note `n` cannot be called from here")
    ]
