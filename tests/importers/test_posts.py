"""Posts of other systems: what stands in more than one of a hundred real ones is understood."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.corpus import SMALL
from tests.support.imports import PICTURE, article, articles, brought


def _post(body: str, head: str = "title: T\ndate: 2020-03-04\n") -> str:
    return f"---\n{head}---\n{body}\n"


@pytest.mark.parametrize(
    ("head", "typed"),
    [
        ("title: T\ndate: 2020-03-04 09:10:11 +0100", "date: 2020-03-04"),
        ('title: T\ndate: "2013-12-04 4:26:11 -0400"', "date: 2013-12-04"),
        ("title: T\ndate: 2020-03-04T09:00:00.000Z", "date: 2020-03-04"),
        ("title: T\nauthor: Ruth Price and Sam Okafor", "byline:\n- Ruth Price\n- Sam Okafor"),
        ("title: T\nauthors: [ruth-price]", "byline: Ruth Price"),
        ("title: T\nauthors:\n  - name: Ruth Price", "byline: Ruth Price"),
        ("title: T\nexcerpt: >\n  Two\n  lines.", "standfirst: Two lines."),
        ("title: T\nteaser: '**Bold** [x](http://y.z)'", "standfirst: Bold x"),
        ("title: T\ncategories: [a, b]\ntags: c, d", "tags:\n- c\n- d\n- a\n- b"),
        ("title: T\nlang: fr", "language: fr"),
        ("title: 'Colon: here'", "title: 'Colon: here'"),
        ("title: T\nauthor: [broken\nexcerpt: Kept all the same", "standfirst: Kept all the same"),
    ],
)
def test_metadata_of_others_are_understood(head: str, typed: str) -> None:
    """Keys and dates as they are written elsewhere."""
    assert typed in article(_post("Text.", head + "\n")).draft.text


def test_the_date_is_found_in_names_and_paths() -> None:
    """Jekyll has it in the file's name, Zola in `path`, VuePress in the folder's name; slugs likewise."""
    posts = articles({
        "_posts/2014-02-03-a-day.md": _post("Text.", "title: A\n"),
        "content/b.md": '+++\ntitle = "B"\npath = "2015/04/05/bee"\n+++\nText.\n',
        "blog/2016-05-06-cee/README.md": _post("Text.", "title: C\n"),
    })  # fmt: skip
    assert [came.draft.name for came in posts] == ["2014-02-03-a-day.md", "2015-04-05-bee.md", "2016-05-06-cee.md"]


BODIES = [
    ("{{< youtube abc123 >}}", "[https://www.youtube.com/watch?v=abc123]"),
    ('{{< figure src="/images/p.png" alt="Dot" caption="A *dot*." >}}', "<figcaption>A <em>dot</em>.</figcaption>"),
    ('{{< img src="p.png" alt="Dot" >}}', "![Dot](images/t/p.png)"),
    ('{% image_with_class "static/images/p.png" "left" "A dot of green" %}', "![A dot of green](images/t/p.png)"),
    ("{% figure src='p.png' alt='Dot' %}", "![Dot](images/t/p.png)"),
    ("![Dot]({{ site.baseurl }}/images/p.png)", "![Dot](images/t/p.png)"),
    ('![Dot]({{ "/images/p.png" | url }})', "![Dot](images/t/p.png)"),
    ("{{< note >}}\nMind the *gap*.\n{{< /note >}}", "> [!NOTE]\n> Mind the *gap*."),
    ("::: tip Good\nText in it.\n:::", "> [!TIP] Good\n> Text in it."),
    ('{{< accordion title="A question here" >}}Answer.{{< /accordion >}}', "A question here\n\nAnswer."),
    ("{% raw %}{{ typed }}{% endraw %} after", "`{{ typed }}` after"),
    ('{{< tab "Linux" >}}apt{{< /tab >}}', "Linux\n\napt"),
    ('{% accordion "A head", "h3" %}Inside.{% endaccordion %}', "A head\n\nInside."),
    ('{{< quote author="Q Person" >}}Said.{{< /quote >}}', "> Said.\n> — Q Person"),
    ('{% quote(author="Q Person") %}\nSaid.\n{% end %}\n\nAfter.', "> Said.\n> — Q Person\n\nAfter."),
    ('{{< button href="https://x.example/go" >}}Go there{{< /button >}}', "[Go there](https://x.example/go)"),
    ('[su_button url="https://x.example"]Press[/su_button] [sic] [1]', "[Press](https://x.example) [sic] [1]"),
    ('{% image "./p.png", "Dot C", "(min-width: 30em) 50vw" %}', "![Dot C](images/t/p.png)"),
    ('{% include figure.html src="p.png" alt="Dot" caption="Cap of b" %}', '![Dot](images/t/p.png "Cap of b")'),
    ("![Dot](p.png =200x100)", "![Dot](images/t/p.png)"),
    (
        "We won :tada: at 10:30:45, `:tada:` too",
        "We won 🎉 at 10:30:45, `:tada:` too",
    ),
    (
        "H~2~O, x^2^ and ==marked== but $a^2+b^2$ and 1 == 2",
        "H<sub>2</sub>O, x<sup>2</sup> and <mark>marked</mark> but $a^2+b^2$",
    ),
    ("$$\nE = mc^2\n$$\n\nand \\(x\\)", "$$\nE = mc^2\n$$\n\nand $x$"),
    ('!!! warning "Mind"\n    The *gap*.\n\nAfter.', "> [!WARNING] Mind\n> The *gap*.\n\nAfter."),
    ("* TOC\n{:toc}\n\nText.", "Text."),
    ("## Head {#head .cls}\n\n[Up](#head) {.more}", "## Head {#head}\n\n[Up](#head)"),
    ("::: danger\nStop.\n:::\n\n``` js{1,3}\nlet a\n```", "> [!CAUTION]\n> Stop.\n\n``` js\nlet a\n```"),
    ('<div markdown="1">\n*In it.*\n</div>', "*In it.*"),
    ("{% highlight python %}\nx = 1\n{% endhighlight %}", "``` python\nx = 1\n```"),
    ("`{{ kept }}` and\n\n```\n{{< kept >}}\n```", "`{{ kept }}` and\n\n```\n{{< kept >}}\n```"),
    (
        '<iframe src="https://player.vimeo.com/video/12" title="A film"></iframe>',
        "Video: [A film](https://vimeo.com/12)",
    ),
    ("Text[^a].\n\n[^a]: A *note*.", "Text[^1].\n\n[^1]: A *note*."),
    ("A [link][1] here.\n\n[1]: https://x.example/", "A [link](https://x.example/) here."),
    ("[![Dot](p.png)](https://x.example/)", "[![Dot](images/t/p.png)](https://x.example/)"),
    ("Before.\n\n<!-- more -->\n\nAfter.", "Before.\n\nAfter."),
    ('Text\n{: .lead}\n\n[x](https://x.example){:target="_blank"} y', "Text\n\n[x](https://x.example) y"),
    ("##No space\n\nText.", "## No space"),
    ("#### Deep\n\nText.\n\n##### Deeper\n\nText.", "## Deep\n\nText.\n\n### Deeper"),
    ("# T\n\nText.", "Text."),
    ("Title\n=====\n\nText.", "## Title"),
    ("- [x] done\n- [ ] open", "- [x] done\n- [ ] open"),
    ("| a | b |\n|---|--:|\n| 1 | 2\\|3 |", "| a | b |\n| --- | ---: |\n| 1 | 2\\|3 |"),
    ("<center><font color=red>Words</font></center>", "Words"),
    ("<p style='text-align:center'>One<br/>two&nbsp;three</p>", "One\\\ntwo\u00a0three"),
    ("![Dot](//x.example/p9.png)", "![Dot](https://x.example/p9.png)"),
    ('[caption id="x"]<img src="p.png" alt="Dot"> Words[/caption]', '![Dot](images/t/p.png "Words")'),
    ("Term\n: Meaning", "Term\n:   Meaning"),
    (
        "Text <sup>2</sup> <mark>m</mark> <kbd>K</kbd> ~~gone~~",
        "Text <sup>2</sup> <mark>m</mark> <kbd>K</kbd> ~~gone~~",
    ),
    ("<details><summary>More</summary>\n\nInside.\n\n</details>", "<summary>More</summary>"),
    ("[mail](https://x.example/?a=1&utm_source=y&b=2)", "[mail](https://x.example/?a=1&b=2)"),
    ("![[p.png]] and [[other|that]]", "![](images/t/p.png) and that"),
]


@pytest.mark.parametrize(("typed", "wanted"), BODIES)
def test_habits_of_others_are_understood(typed: str, wanted: str) -> None:
    """Shortcodes, tags, attributes, raw HTML and dialects come to our own Markdown, and nothing is lost."""
    files: dict[str, bytes | str] = {"t.md": _post(typed), "p.png": PICTURE, "static/images/p.png": PICTURE}
    came = articles(files)[0]
    if "youtube" in typed:
        wanted = "Video: <https://www.youtube.com/watch?v=abc123>"
    assert wanted in came.text
    assert came.lost == []
    assert "printed as typed" not in came.said or "raw" in typed  # what it keeps from its system is meant as typed


def test_a_name_that_begins_like_a_file_of_settings_is_an_article() -> None:
    """What belongs to the making of a site is passed over by its whole name alone."""
    toml = '+++\ntitle = "A"\ndate = 2024-05-06\n+++\n\nWords of it.\n'
    names = ("security-advisory.md", "Security-update-2024.md", "feedback.md", "search-for-a-hall.md", "manifesto.txt")
    files = {name: toml if name.endswith("md") else "Words alone, of a plain text.\n" for name in names}
    site = dict.fromkeys(("SECURITY.md", "CHANGELOG.md", "package-lock.json", "config.prod.toml"), "Words.\n")
    assert len(articles({**files, **site})) == len(names)


def test_links_between_posts_lead_to_their_files() -> None:
    """Permalinks, `post_url`, `relref` and relative paths lead to the file of the imported article."""
    posts = articles({
        "_posts/2014-02-03-first.md": _post(
            "[a](/blog/2014/03/second/) [b]({% post_url 2014-03-04-second %}) [c]({{< relref \"second.md\" >}}) "
            "[d](2014-03-04-second.md#part) [e](/about/) [f](https://valley.example/blog/second/)"
        ),
        "_posts/2014-03-04-second.md": _post("Text.", "title: S\npermalink: /blog/2014/03/second/\n"),
    }, site="https://valley.example")  # fmt: skip
    assert posts[0].text.count("(2014-03-04-second.md)") == 5
    assert "[e](https://valley.example/about/)" in posts[0].text


def test_a_link_is_meant_from_the_file_that_it_stands_in() -> None:
    """Of several posts of one name the one beside it is led to, be it `./other.md` or Zola's `@/blog/other.md`."""
    came = articles({
        "one/blog/a.md": _post("[x](./other.md) [y](other.html)"),
        "one/blog/other.md": _post("Text.", "title: One\ndate: 2020-03-04\n"),
        "two/blog/other.md": _post("Text.", "title: Two\ndate: 2020-03-05\n"),
        "two/content/zed.md": _post("[x](@/news/only.md#head)", "title: Z\ndate: 2020-03-06\n"),
        "two/content/news/only.md": _post("Text.", "title: N\ndate: 2020-03-07\n"),
    })  # fmt: skip
    assert came[0].text == "[x](2020-03-04-other.md) [y](2020-03-04-other.md)\n"
    assert "(2020-03-07-only.md)" in came[3].text


def test_folders_and_groups_of_other_systems_are_known() -> None:
    """What lies in `_drafts` is one, what lies among layouts is no article, and tags may stand in a group of their own."""
    files: dict[str, bytes | str] = {
        "_drafts/a.md": _post("Words."),
        "_includes/f.html": "<p>Part of a page, not an article.</p>",
        "b.md": '+++\ntitle = "B"\ndate = 2020-03-04\n[taxonomies]\ntags = ["one"]\n[params]\nsubtitle = "Under it"\n+++\nText.',
    }
    first, second = articles(files)
    assert "draft: true" in first.draft.text
    assert "standfirst: Under it\ntags:\n- one\n" in second.draft.text


def test_two_posts_of_one_name_are_two_articles() -> None:
    """A translation with the same slug gets its language behind it."""
    names = [
        c.draft.name
        for c in articles(
            {"en/a.md": _post("One."), "fr/a.md": _post("Deux.", "title: T\nlang: fr\ndate: 2020-03-04\n")}
        )
    ]
    assert names == ["2020-03-04-a.md", "2020-03-04-a-fr.md"]


def test_a_missing_picture_is_listed_and_its_words_stay() -> None:
    """The article is made without the picture, whose words stand for it, and the import says so."""
    came = article(_post("![A dot of green](/images/gone.png)"))
    assert "*A dot of green*" in came.text
    assert [remark.what for remark in came.lost] == ["picture: is not among the files"]


def test_the_words_of_a_missing_picture_join_no_others() -> None:
    """They stand apart from what they were beside, after a word that the picture stood in; names of files say nothing."""
    came = article(
        _post(
            "Our many[![A logo](/a.png)](//e.org/f) offers.\n\nWe all kn![A hall](/b.jpg)ow, and so![A dot](/c.png)Do they.\n\n"
            "## ![42](/42.tif)Questions answered![DSC_0182](/d.jpg)\n"
        )
    )
    assert came.text.splitlines()[::2] == [
        "Our many [*A logo*](https://e.org/f) offers.",
        "We all know *A hall*, and so *A dot* Do they.",
        "## Questions answered",
    ]
    assert {remark.what for remark in came.lost} == {"picture: is not among the files"}


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ('[{{< img src="/a.jpg" alt="Words" >}}](https://e.org/y)', "[*Words*](https://e.org/y)"),
        ('<a href="https://e.org/y">{% image "a.jpg" "Words" %}</a>', "[*Words*](https://e.org/y)"),
        ("[![](https://e.org/a.png)](https://www.e.org/y)", "[![www.e.org](https://e.org/a.png)](https://www.e.org/y)"),
        ('1. One {{< figure src="/a.jpg" alt="Words" >}}\n2. Two', "1. One *Words*\n2. Two"),
        ('## {{< img src="/a.jpg" alt="Words" >}} Title', "## *Words* Title"),
        (
            '| A | B |\n|---|---|\n| {{< img src="/a.jpg" alt="Words" caption="Said" >}} | {{< youtube abc123 >}} |',
            "| A | B |\n| --- | --- |\n| *Words* *Said* | Video: <https://www.youtube.com/watch?v=abc123> |",
        ),
    ],
)
def test_what_a_call_makes_tears_nothing_that_it_stands_in(typed: str, right: str) -> None:
    """A picture by a call stays within the link, row, item or heading that it is typed in."""
    came = article(_post(typed))
    assert came.text.strip() == right
    assert {remark.what for remark in came.lost} <= {"picture: is not among the files"}


def test_a_bold_sentence_with_a_link_in_it_is_no_heading() -> None:
    """A line that is all bold heads what follows; where some of its words lead elsewhere it says something itself."""
    came = article(_post("**First seen on [our site](https://e.org)**\n\nWords.\n\n**Where we met**\n\nIn the hall."))
    assert came.text == "**First seen on [our site](https://e.org)**\n\nWords.\n\n## Where we met\n\nIn the hall.\n"


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (
            "HTML is good.\n\n*[HTML]: Hyper\n*[CSS]: Style\n\nMore.",
            "HTML is good.\n\nMore.\n\n*[HTML]: Hyper\n*[CSS]: Style",
        ),
        ("So:\n\n| a | b |\n| 1 | 2 |", "So:\n\n|  |  |\n| --- | --- |\n| a | b |\n| 1 | 2 |"),
        ("``` text\nx\n\n| a | b |\n| 1 | 2 |\n```", "```\nx\n\n| a | b |\n| 1 | 2 |\n```"),
        ("Words.\n\n<object data='a.swf'>Said **so**</object>", "Words.\n\nSaid **so**"),
        ("Words ![[a.png|100]] and ![[b.png|A dot]].", "Words and *A dot*."),
        ("Words.{::comment}not **these**{:/comment}\n\n{::nomarkdown}<p>More</p>{:/}", "Words.\n\nMore"),
    ],
)
def test_what_kramdown_and_others_have_arrives(typed: str, right: str) -> None:
    """Short forms, tables without a head, words within a player, pictures of Obsidian with a width."""
    assert article(_post(typed)).text.strip() == right


def test_a_table_in_its_own_caption_is_a_table() -> None:
    """What stands in the words under it is taken out of them."""
    rows = "<tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>"
    came = article(_post(f"<figure><figcaption>Of it: <table>{rows}</table></figcaption></figure>"))
    assert came.text == "Of it:\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n"


def test_a_film_among_the_files_is_named() -> None:
    """No article can hold one: it counts as missing, with what to do."""
    (lost,) = article(_post("Words.\n\n<video src='films/a.mp4'></video>")).lost
    assert (lost.what, lost.place) == (
        "a video that lies among the files has no place in an article: put it on the web and link to it",
        "films/a.mp4",
    )


def test_markdown_in_the_midst_of_html_is_read() -> None:
    """Strong words, links, pictures, code and headings between tags; code stays, and the report says what was read."""
    came = article(
        _post(
            "<table><tr><th>A</th><th>B</th></tr><tr><td>**Ann** at [home](//e.org/y)</td><td>`**a**`, <code>**b**</code></td></tr></table>\n\n"
            "<div>\n## Where\nIn the hall.\n</div>\n\nAnd \\[so\\](on)."
        )
    )
    assert came.text.strip() == (
        "| A | B |\n| --- | --- |\n| **Ann** at [home](https://e.org/y) | `**a**`, `**b**` |\n\n"
        "## Where\n\nIn the hall.\n\nAnd \\[so](on)."
    )
    assert "done: Markdown in the midst of HTML was read: `**Ann**`, and 3 more" in came.said


def test_what_stands_in_a_row_and_in_no_cell_gets_cells() -> None:
    """Each line of it is a cell, where it stands; a link for mail without an address is its words."""
    came = article(
        _post(
            "<table>\n<tr>\n<td>Open</td>\nMay\nJune\n</tr>\n<tr>\nBefore\n<td>4</td><td>1</td></tr></table>\n\n"
            "[Write](mailto:{{ site.contact }}) to us."
        )
    )
    assert came.text.startswith("| Open | May | June |\n| --- | --- | --- |\n| Before | 4 | 1 |\n")
    assert came.text.endswith("\nWrite to us.\n")
    assert came.lost == []


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("**Kick it**[![](/k.png)](//n.org/kick/)", "**Kick it** [*n.org*](https://n.org/kick/)"),
        ("[100 bugfixes](//d.org/n)[![A menu](/d.png)](/d.png).", "[100 bugfixes](https://d.org/n) *A menu*."),
        ("A) one  \nB) two", "A) one  \nB) two"),
        ("<p>(i) one<br>(ii) two</p>", "(i) one  \n(ii) two"),
        ('<a href="https://e.org/é-🧠.pdf">Load 🧠</a>', "[Load 🧠](https://e.org/%C3%A9-%F0%9F%A7%A0.pdf)"),
        (
            "Say `a {{impl}} b`, a ` here.\n\nAnd `{{impl}}::new` it.",
            "Say `a {{impl}} b`, a \\` here.\n\nAnd `{{impl}}::new` it.",
        ),
        ('<pre>println!("{:?}", {{ x }})</pre>', '```\nprintln!("{:?}", {{ x }})\n```'),
        (
            'Tools [<a href="#1">1</a>]. More.\n\n<p>[<a name="1"></a>1] Or like this.</p>',
            "Tools[^1]. More.\n\n[^1]: Or like this.",
        ),
    ],
)
def test_what_is_glued_lettered_or_code_arrives_whole(typed: str, right: str) -> None:
    """Nothing is missing, no break becomes a letter, code keeps its braces, and a call of a note no brackets."""
    came = article(_post(typed))
    assert came.text.strip() == right
    assert [remark.what for remark in came.lost if "among" not in remark.what] == []


@given(st.lists(st.text(alphabet="aB1 *_`[]()<>#+-.!|~\\{}&;:\"'=/\n", max_size=40), min_size=1, max_size=4))
def test_no_letter_is_taken_for_a_mark(parts: list[str]) -> None:
    """Whatever stands in paragraphs of a source stands in the article, letter for letter."""
    import re
    from html import escape

    page = "".join(f"<p>x {escape(part)} y</p>" for part in parts)
    came = article(f"<html><body><article><h1>T</h1>{page}</article></body></html>", "p.html")
    kept = re.sub(r"\s", "", "".join(f"x{part}y" for part in parts))
    from publish.importers import tree

    shown = re.sub(r"\s", "", tree.raw_text(tree.fragment(came.html.partition("</h1>")[2])))
    plain = {ord(a): b for a, b in zip("‘’“”–—…", "''\"\"---", strict=False)}
    assert re.sub(r"[-.'\"]|…", "", shown.translate(plain)) == re.sub(r"[-.'\"]", "", kept)


@pytest.mark.skipif(not SMALL.is_dir(), reason="the corpus is not here")
def test_posts_of_eight_bodies_arrive() -> None:
    """Of the posts of the corpus none has an error, and no word is lost."""
    from pathlib import Path

    from publish.cli.import_ import _keys
    from publish.importers import bundles
    from publish.importers.bring import bring
    from tests.support.imports import come

    drafts = bring([bundles.of_path(Path(SMALL))], taken={}, keys=_keys(), language="en-GB").drafts
    came = [come(draft) for draft in drafts]
    assert len(came) >= 25
    assert [c.draft.name for c in came if not c.html] == []
    words = sum(len(c.draft.expected.words) for c in came)
    lost = sum(len(r.what.split()) - 1 for c in came for r in c.lost if r.what.startswith("words"))
    assert lost <= words * 0.001


_REPEATED = {
    "post.md": [
        "{% comment %}", "{{< highlight go >}}", "{{ \n", "[caption]", "<!--", "![[", "[[x|", "{% raw %}", "`", "~a"
    ],
    "page.html": ["<p>1. a</p>", "<p>- a</p>", "<p>a<br>b<br>"],
    "text.txt": ["a\n", "a-\n", "1. a\n", "1,2\n", "1. a\n\n"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "unit"), [(name, unit) for name, units in _REPEATED.items() for unit in units])
def test_what_repeats_is_read_in_time_with_its_length(name: str, unit: str) -> None:
    """Four times as much takes less than twelve times as long; what grows by the square takes sixteen, each time."""
    head = {"post.md": "---\ntitle: T\n---\n", "page.html": "<html><body><h1>T</h1>", "text.txt": "Title\n\n"}[name]

    def cost(length: int) -> float:
        began = time.process_time()
        brought({name: (head + unit * (length // len(unit))).encode()})
        return time.process_time() - began

    cost(4_000)  # whatever is made once
    assert any(cost(128_000) < 12 * cost(32_000) for _ in range(3))
