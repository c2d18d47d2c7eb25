"""Program text in colour takes a time that has an end."""

from __future__ import annotations

import time

from publish.readers import code


def test_code_that_takes_too_long_to_read_is_set_plain() -> None:
    """A lexer whose time grows with the square of the empty lines is stopped, and no letter is lost."""
    began = time.process_time()
    made = code.set_out("\n" * 6000 + "x := 1 < 2\n", "autohotkey")
    assert time.process_time() - began < 2 * code.BUDGET
    assert made.count("\n") == 6001
    assert "x := 1 &lt; 2" in made
    assert "<span" in code.set_out("x = 1\n", "python")
