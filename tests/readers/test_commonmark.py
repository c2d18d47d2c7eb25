"""People type CommonMark: the examples of its specification read as it says, but for those that docs/markdown.md names."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from publish.readers.markdown import to_markup
from tests.support.reading import picture

HERE = Path(__file__).parents[2]
SPEC = HERE / "tests" / "fixtures" / "commonmark" / "spec.txt"
OWN = HERE / "docs" / "markdown.md"
RAW = {"HTML blocks", "Raw HTML"}
"""Sections on what an author may not write: tags are held to a list."""

PNG = picture()
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "--", "…": "...", "\u00a0": " ", "—": "---"})
_SAME = {"b": "strong", "i": "em", "del": "s"} | {f"h{n}": "h" for n in range(1, 7)}
_UNSEEN = {"span", "div", "section", "figure", "figcaption", "tbody", "a"}


class _Seen(HTMLParser):
    """What a reader would see: words, and the structure that they have; a picture is its alternative."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that shows."""
        tag = _SAME.get(tag, tag)
        if tag == "img":
            self.out.append(dict(attrs).get("alt") or "")
        elif tag not in _UNSEEN:
            self.out.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        """The end of one."""
        tag = _SAME.get(tag, tag)
        if tag not in _UNSEEN | {"img", "br", "hr"}:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Words."""
        self.out.append(data)


def seen(html: str) -> str:
    """What a reader would see of some HTML, marks made straight."""
    parser = _Seen()
    parser.feed(html)
    text = re.sub(r"\s+", " ", "".join(parser.out).translate(_STRAIGHT))
    return re.sub(r"</?p>", "", re.sub(r"\s*(<[^>]*>)\s*", r"\1", text)).strip()


def examples() -> list[tuple[str, str, str]]:
    """Section, Markdown and HTML of each example; addresses and pictures as ones that exist."""
    found, section = [], ""
    text = SPEC.read_text("utf-8")
    for match in re.finditer(
        r"^#{1,6} ([^\n]*)$|^`{10,} example[^\n]*\n(.*?)^\.\n(.*?)^`{10,}$", text, re.MULTILINE | re.DOTALL
    ):
        if match[1] is not None:
            section = match[1]
        else:
            typed, html = (
                re.sub(r"(?<![\w/.:+-])/(url|uri|my uri|bar|about)\b", r"https://e.org/\1", part.replace("→", "\t"))
                .replace("train.jpg", "train.png")
                .replace("foo.jpg", "foo.png")
                for part in (match[2], match[3])
            )
            found.append((section, typed, html))
    return found


@lru_cache(maxsize=1)
def differing() -> dict[int, str]:
    """The numbers of the examples that read otherwise here, with their sections."""
    found = {}
    for number, (section, typed, html) in enumerate(examples(), start=1):
        copy = to_markup("X\n\n" + typed, path="a.md", first_line=1, language="en-GB", title="T", find=lambda _: PNG)
        if seen(copy.body) != seen("<p>X</p>" + html):
            found[number] = section
    return found


def test_the_specification_is_there() -> None:
    """CommonMark 0.31.2 has 652 examples."""
    assert len(examples()) == 652


def test_every_example_reads_as_specified_or_is_named() -> None:
    """Outside raw HTML at most 25 read otherwise, and docs/markdown.md names each of them with its reason."""
    own = {number for number, section in differing().items() if section not in RAW}
    assert len(own) <= 25
    named = re.search(r"<!-- examples -->(.*?)<!-- end -->", OWN.read_text("utf-8"), re.DOTALL)
    assert named is not None
    assert {
        int(number) for number in re.findall(r"\b\d+\b", re.sub(r"\|[^|\n]*\|\s*$", "", named[1], flags=re.M))
    } == own


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("   ## a\n\n b", "<h>a</h>b"),
        ("- a\n---\n- b", "<ul><li>a</li></ul><hr><ul><li>b</li></ul>"),
        ("a\nb\n===", "<h>a b</h>"),
        ("[a]:\n  https://e.org\n\n[a]", "a"),
        ("[a](https://e.org (b))", "a"),
        ("[Paper 12] [Paper 13]\n\n[paper 12]: https://e.org\n[paper 13]: https://f.org", "Paper 12 Paper 13"),
        ("### a ###  ", "<h>a</h>"),
        ("![a *b* c](https://e.org/x.png)", "a b c"),
        ('<https://e.org/?q="`x`>', 'https://e.org/?q="`x`'),
        ("~~a~~ and ~~b c~~", "<s>a</s>and<s>b c</s>"),
        ("~a~ and (~b c~), ~5 or ~6", "<s>a</s>and (<s>b c</s>), ~5 or ~6"),
        ("##Typed in haste\n\n#tag\n\n##2", "<h>Typed in haste</h>#tag##2"),
        ("Said[^the *minutes*].\n\n[^the *minutes*]: Of May.", "Said<sup>1</sup>.<ol><li>Of May. ↩</li></ol>"),
    ],
)
def test_what_people_meet_of_it(typed: str, shown: str) -> None:
    """What read otherwise once, and what GitHub has besides."""
    copy = to_markup(typed, path="a.md", first_line=1, language="en-GB", title="T", find=lambda _: PNG)
    assert seen(copy.body) == shown
