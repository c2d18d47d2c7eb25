"""What a page of HTML may load: put into it by the program, whatever its template says or leaves out."""

from __future__ import annotations

import re

ARCHIVE = (
    "default-src 'none'; img-src 'self' file: data:; style-src 'self' file:; font-src 'self' file:;"
    " script-src 'self' file:; base-uri 'none'; form-action 'self' file:"
)
"""Of a page of the archive: the archive's own files, from a server or from a disk, and nothing from elsewhere."""

ALONE = (
    "default-src 'none'; img-src 'self' file: data:; style-src 'unsafe-inline'; font-src 'self' file: data:;"
    " base-uri 'none'; form-action 'none'"
)
"""Of a page with its sheets in it: its pictures and typefaces, and no script."""

EBOOK = "object-src 'none'; frame-src 'none'; form-action 'none'"
"""Of a page of an ebook: nothing is embedded, framed or sent.

More would end reading: systems put scripts and sheets of their own into a page, and give its pictures addresses of
their own (`blob:`, a port of this machine, a scheme that they made up), which no policy can name beforehand.
"""

_OTHERS = re.compile(r"<meta\b[^>]*\bhttp-equiv\s*=\s*[\"']?content-security-policy\b[^>]*>\n?", re.I)
_LEAF = re.compile(r"<head>\s*(?:<meta charset=\"utf-8\"/>\s*)?", re.I)
_HEAD = re.compile(r"\s*<!DOCTYPE html>\s*<html[^>]*>\s*<head>\s*(?:<meta charset=\"utf-8\">\s*)?", re.I)


def held_to(html: str, policy: str) -> str:
    """The page with this policy and no other, before anything that could be loaded.

    A browser heeds it from where it stands on (CSP 3, 3.3). It stands in the head when a page begins as ours do; else
    at the very beginning, from where browsers move it into the head.
    """
    page = _OTHERS.sub("", html)
    begun = _HEAD.match(page)
    at = begun.end() if begun else 0
    doctype = "" if begun else "<!DOCTYPE html>\n"
    return f'{page[:at]}{doctype}<meta http-equiv="Content-Security-Policy" content="{policy}">\n{page[at:]}'


def leaf_held_to(xhtml: str, policy: str) -> str:
    """The same for a page of XHTML. One without a head is left as it is: it is refused for that."""
    page = _OTHERS.sub("", xhtml)
    if not (begun := _LEAF.search(page)):
        return page
    at = begun.end()
    return f'{page[:at]}<meta http-equiv="Content-Security-Policy" content="{policy}"/>\n{page[at:]}'
