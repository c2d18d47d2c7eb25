"""Contents of a long text: its headings, each with the page that it is on."""

from __future__ import annotations

import re
from html import escape

from publish.model import Galley
from publish.value import replace

LONG = 8
"""Pages from which on a text has them."""
FEWEST = 3
"""Headings that they have at least."""

_HEADING = re.compile(r'<h2 [^>]*?\bid="(?P<id>[^"]+)"[^>]*?\bdata-title="(?P<title>[^"]+)"')
_OPENING = '<div class="body"'


def listed(galley: Galley, heading: str) -> Galley:
    """The galley with its contents before the text, under this heading; itself where there is little to list."""
    head, opening, text = galley.html.partition(_OPENING)
    found = list(_HEADING.finditer(text.partition('<footer class="ending"')[0]))
    if len(found) < FEWEST or '<nav class="contents"' in head:
        return galley
    items = "".join(f'<li><a href="#{one["id"]}">{one["title"]}</a></li>' for one in found)
    said = escape(heading)
    nav = f'<nav class="contents"><h2 data-title="{said}">{said}</h2><ul>{items}</ul></nav>\n  '
    return replace(galley, html=head + nav + opening + text)
