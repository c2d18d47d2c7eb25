"""At the door: whatever a file holds, it becomes an article or problems with their place, never an exception."""

from __future__ import annotations

import json
from datetime import date
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publish.base.validation.blocks import read_block
from publish.base.validation.parsed import ParseError
from publish.model import Manuscript
from publish.readers.article import read
from publish.readers.markdown import to_words


def nothing(path: str) -> bytes:
    """A publication without pictures."""
    raise FileNotFoundError(f"there is no {path}")


def read_bytes(content: bytes) -> tuple[object, tuple[object, ...]]:
    """Read a manuscript of these bytes."""
    return read(Manuscript(path="source/articles/a.md", content=content), "en-GB", nothing)


@given(st.binary())
@example(b"---\n---")
@example(b"---\ntitle: a\ndate: 2026-01-01\n---")
@example(b"+++\n+++\n")
@example("---\ntitle: \ud800".encode("utf-8", "surrogatepass"))
def test_any_bytes_become_an_article_or_problems(content: bytes) -> None:
    """Any bytes at all: an article, or at least one error that names the file and a line."""
    article, problems = read_bytes(content)

    errors = [problem for problem in problems if problem.severity == "error"]  # type: ignore[attr-defined]
    assert (article is None) == bool(errors)
    assert all(problem.path == "source/articles/a.md" for problem in problems)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["yaml", "toml"])
@given(text=st.text())
@example(text="a: !!binary x")
@example(text="a: |\n  b\n c")
@example(text="[[a]]\n[a.b]\n")
@example(text='"a b" = 1\n')
@example(text="- - - - -\n")
@example(text=":\n")
def test_any_block_is_read_or_refused_with_its_line(kind: str, text: str) -> None:
    """Any text as a metadata block: values, or the one exception that names a line."""
    try:
        line = read_block(kind, text, 2).line()  # type: ignore[arg-type]
    except ParseError as error:
        line = error.line
    assert 2 <= line <= text.count("\n") + 3


PLAIN = st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="  "), min_size=1).filter(
    lambda text: text == text.strip() and text
)


@given(title=PLAIN.filter(lambda text: len(text) < 200), day=st.dates(date(1500, 1, 1), date(2999, 12, 31)))
def test_a_quoted_title_is_read_as_it_was_meant(title: str, day: date) -> None:
    """What stands in quotes in YAML and TOML alike is the title, whatever signs are in it."""
    quoted = json.dumps(title, ensure_ascii=False)
    for block in (f"---\ntitle: {quoted}\ndate: {day}\n---", f"+++\ntitle = {quoted}\ndate = {day}\n+++"):
        article, _ = read_bytes(f"{block}\n\nText.\n".encode())

        assert article is not None
        meant = to_words(normalize("NFC", title), "en") or normalize("NFC", title)
        assert normalize("NFC", article.title) == meant  # type: ignore[attr-defined]
        assert article.published == day  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Cafe\u0301", "Café"),
        ("\u1112\u1161\u11ab", "한"),
        ("か\u3099", "が"),
        ("\ufa19田", "\ufa19田"),
        ("Å\u212b", "Å\u212b"),
    ],
)
def test_letters_are_composed_and_none_becomes_another(typed: str, read: str) -> None:
    """An accent typed after its letter is one with it; a letter that has a form of its own in a name keeps it."""
    article, _ = read_bytes(f"---\ntitle: {typed}\ndate: 2026-01-01\n---\n\nText.\n".encode())

    assert article is not None
    assert article.title == read  # type: ignore[attr-defined]


@given(
    st.lists(
        st.tuples(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), st.integers(0, 3)), min_size=1, max_size=8
    )
)
def test_every_key_has_the_line_it_stands_on(keys: list[tuple[str, int]]) -> None:
    """The line of a key is where it was typed, in YAML and in TOML, whatever empty lines and comments are between."""
    names = list(dict.fromkeys(name for name, _ in keys))
    gaps = dict(keys)
    for kind, form in (("yaml", "{}: x"), ("toml", '{} = "x"')):
        lines: list[str] = []
        expected = {}
        for name in names:
            lines += ["", "# a note", ""][: gaps[name]]
            lines.append(form.format(name))
            expected[(name,)] = 10 + len(lines) - 1
        block = read_block(kind, "\n".join(lines) + "\n", 10)  # type: ignore[arg-type]

        assert {path: line for path, line in block.lines.items() if len(path) == 1} == expected


def test_names_and_topics_that_look_equal_are_equal() -> None:
    """An accent typed as a letter of its own, as some systems do, makes no other person or topic of one."""
    content = "---\ntitle: Cafe\u0301\ndate: 2026-01-01\nbyline: [Zoe\u0308, Zo\u00eb]\ntags: [cafe\u0301]\n---\nText\n"
    article, problems = read_bytes(content.encode())
    assert problems == ()
    assert article.title == "Caf\u00e9"  # type: ignore[attr-defined]
    assert article.byline == ("Zo\u00eb", "Zo\u00eb")  # type: ignore[attr-defined]
    assert article.tags == ("caf\u00e9",)  # type: ignore[attr-defined]
