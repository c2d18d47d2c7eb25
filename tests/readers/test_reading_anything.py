"""Whatever is typed: the reader answers with well-formed markup and loses no word."""

from __future__ import annotations

import re
import string
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.readers.markdown import to_markup
from tests.support.corpus import SMALL, manifest, metadata_and_body, needs_corpus
from tests.support.reading import codes, finder, read, tree, words

PIECES = [
    "- ", "* ", "1. ", "1) ", "> ", "```", "~~~", "`", "**", "_", "[", "](", "](#", "![", ")", "<", "</", "<div>",
    "</div>", "<p>", "<b>", "<table>", "<tr>", "<td>", "<li>", "<ul>", "<dl>", "<dt>", "<dd>", "<figure>",
    "<figcaption>", "<details>", "<summary>", '<a href="', '">', "<!--", "-->", "{{", "}}", "{%", "%}", "{#x}",
    "{.c}", "    ", "  ", "\t", "[^1]", "[^1]: ", "*[A]: ", "A", ": ", "--", "— Name", '"', "'", "!!! note",
    "> [!NOTE]", "&", "&#1;", "&nbsp;", "\\", "#", "## ", "---", "===", "key-figures", "word ", "<a name=x>", "<pre>",
    "<span>", "<h1>", "<svg>", "<style>", "</style>", "<textarea>", "<img src=x>", "http://x.org ", "data:", "[x]: y",
    "- [ ] ", "<ruby>", "<caption>", "<col>", "<br>", "</p>", "<math>", "<mi>", "<script>", "<ol start=x>",
    "<td colspan=0>", "<center>", "\n", "\n\n", "|", "\n|-|-|\n",
]  # fmt: skip
TYPED = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map("".join)


@given(TYPED | st.text())
def test_anything_becomes_well_formed(text: str) -> None:
    """Any text becomes well-formed markup; every problem is on a line that exists; ids are unique; no level is skipped."""
    copy = read(text, line=4)
    root = etree.fromstring(f"<body>{copy.body}</body>")
    last = 4 + len(re.findall(r"\r\n|\r|\n", text))
    assert all(problem.line is None or 4 <= problem.line <= last for problem in copy.problems)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    below = 1
    for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        assert 2 <= int(heading.tag[1]) <= below + 1
        below = int(heading.tag[1])
    hrefs = [link.get("href", "") for link in root.iter("a")]
    assert all(href == "" or href.startswith(("#", "http:", "https:", "mailto:", "tel:")) for href in hrefs)
    assert all(href[1:] in ids for href in hrefs if href.startswith("#"))


BETWEEN = ["\n", "\n\n", " ", "\n- ", "\n  - ", "\n    - ", "\n1. ", "\n2) ", "\n> ", "\n\n> ", "\n>\n> ", "\n## ", "\n```\n",
           " **", "** ", "\n\n    ", "\n<div>\n", "\n</div>\n", "\n\n<p>", "</p>\n", "\n* ", "\n\n\t", " *", "* "]  # fmt: skip
WORDS = st.lists(
    st.text(string.ascii_lowercase, min_size=3, max_size=6).map(lambda word: f"q{word}"), min_size=1, max_size=25
)


@given(WORDS, st.data())
def test_no_word_is_lost(given_words: list[str], data: st.DataObject) -> None:
    """Words with any of Markdown's signs between them are all there, once each, in their order."""
    text = given_words[0] + "".join(data.draw(st.sampled_from(BETWEEN)) + word for word in given_words[1:])
    printed = words(re.sub(r"<[^>]*>", " ", read(text).body).replace("&", "&amp;"))
    # The word after a fence may name its language.
    named = re.findall(r"```\n?([a-z]+)", text)
    expected = [word for word in given_words if word not in named]
    found = [word for word in re.findall(r"q[a-z]+", printed) if word not in named]
    assert found == expected


@given(
    st.integers(10, 99),
    st.integers(10, 99),
    st.sampled_from(["{{{{ {0}*{1} }}}}", "{{% set x = {0}*{1} %}}{{{{ x }}}}", "${{{0}*{1}}}"]),
)
def test_text_is_never_evaluated(a: int, b: int, form: str) -> None:
    """Sums in template tags are printed as sums."""
    text = form.format(a, b)
    assert words(read(f"x {text} y\n\n# {text}")).count(text) == 2


LANGUAGES = {"ar": "ar", "ja": "ja", "hi": "hi", "he": "he", "zh-hans": "zh-Hans"}


def lines_of(text: str) -> str:
    """The words of Markdown as they would be printed: signs, tags and addresses taken out by plain patterns."""
    text = re.sub(r"<!--.*?-->|<style>.*?</style>|<progress[^>]*>", " ", text, flags=re.S)
    text = re.sub(r"\]\((?:[^()\s{]|\{\{.*?\}\}|\{%.*?%\}|\([^()]*\))*(?:\s+\"[^\"]*\")?\)", "] ", text)
    text = re.sub(r"^\s*\[[^\]^]+\]:\s*\S+.*$|\[\^[^\]]+\]:?|^[`~]{3,}.*$|\]\[[^\]]*\]", " ", text, flags=re.M)
    text = re.sub(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&\w+;|&#x?\w+;|<https?://|https?://\S+", " ", text)
    return re.sub(r"^\s*(?:\d+[.)]|[-*+]) (?:\[x\])?", " ", text, flags=re.M)


@needs_corpus
@pytest.mark.parametrize("row", manifest() if SMALL.is_dir() else [], ids=lambda row: row["article"])
def test_real_articles_are_read_whole(row: dict[str, str]) -> None:
    """Every word of a real article is in its markup, its headings are in order, its pictures are there."""
    path = SMALL / row["article"]
    _, typed = metadata_and_body(path)
    home = SMALL / row["article"].split("/")[0]
    files: dict[str, bytes] = {}
    for file in home.rglob("*"):
        if file.is_file():
            for end in range(1, len(file.parts)):
                files.setdefault("/" + "/".join(file.parts[-end:]), file.read_bytes())
    find = finder(files)

    def near(src: str) -> bytes:
        src = re.sub(r"^\{\{.*?\}\}", "", src)
        beside = "/" + str(PurePosixPath(path.parent.name) / src)
        return find(beside if beside in files else src if src.startswith("/") else f"/{src}")

    language = next((LANGUAGES[part] for part in row["article"].split("/") if part in LANGUAGES), "en")
    copy = to_markup(
        typed,
        path=row["article"],
        first_line=1,
        language=language,
        title="",
        find=near,
    )
    assert [problem for problem in copy.problems if problem.severity == "error"] == []
    root = tree(copy)
    text = "".join(root.itertext()) + " ".join(image.get("alt", "") for image in root.iter("img"))
    printed = set(re.findall(r"[^\W_]+", text))
    joined = re.sub(r"[\W_]+", "", text)
    expected = set(re.findall(r"[^\W_]+", lines_of(typed)))
    assert {word for word in expected - printed if word not in joined} == set()
    pictures = len(re.findall(r"!\[[^\]]*\]\([^)]*\)|<img\s", re.sub(r"```.*?```|`[^`]*`", "", typed, flags=re.S)))
    stand_ins = [span for span in root.iter("span") if span.get("class") == "missing-picture"]
    assert len(list(root.iter("img"))) + len(stand_ins) == pictures
    below = 1
    for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        assert 2 <= int(heading.tag[1]) <= below + 1
        below = int(heading.tag[1])
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("typed", ["<b>x\n\n", "<em>a</p>\n\n", "<i><b>\n\n", "<p><u>a</p>\n"])
def test_words_left_open_in_every_paragraph_are_nested_too_deeply(typed: str) -> None:
    """The parser opens them again in each that follows; where one is closed at last nothing is wrong."""
    assert {code for code, _ in codes(read(typed * 3000))} == {"T03"}
    assert codes(read("<b>x\n\ny</b>\n\n" * 300)) == []
