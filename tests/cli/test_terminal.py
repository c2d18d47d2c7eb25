"""Nothing that a stranger typed reaches a terminal as a command."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from publish.cli.terminal import plain
from tests.conftest import Publish

FORGED = "a\x1b[2K\rerror[M01]: all is lost\nb\u202e"


@given(st.text())
def test_what_is_shown_has_no_sign_that_a_terminal_obeys(text: str) -> None:
    """Letters, marks and spaces stay as they are; controls, ends of lines and turns of direction are spelt out."""
    shown = plain(text)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in shown)
    assert text.isprintable() <= (shown == text)


def test_a_name_cannot_forge_a_line_of_what_is_said(publication: Path, publish: Publish) -> None:
    """The name of an article is one line in what is said of it, with its signs spelt out."""
    (publication / f"source/articles/{FORGED}.md").write_bytes(b"---\ntitle: x\n---\n\nWords.\n")
    outcome = publish("build", cwd=publication)
    assert "\x1b[2K" not in outcome.err
    assert "\r" not in outcome.err
    assert "\u202e" not in outcome.err
    assert "a\\x1b[2K\\rerror[M01]: all is lost\\nb\\u202e.md" in outcome.err
    assert not any(line.startswith("error[M01]: all is lost") for line in outcome.err.splitlines())
