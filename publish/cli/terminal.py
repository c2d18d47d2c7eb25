"""What strangers wrote, as a terminal may show it: names of files, titles and addresses are data, never commands."""

from __future__ import annotations

import re

_COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""C0 and C1 controls (ECMA-48), ends of lines, signs that turn the direction of what follows (Unicode, UAX 9), and
bytes of a file's name that are no UTF-8, as Python has them."""


def plain(text: object) -> str:
    r"""The text on one line, with each sign that a terminal would obey as an escape: `\x1b`, `\n`, `\u202e`."""
    return _COMMANDS.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), str(text))
