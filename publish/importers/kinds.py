"""The kinds of material that can be brought in: a row each, known by its content and not by its name.

A plug-in adds a row by an entry point of the group `handbill.importers`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from publish.base import plugins
from publish.importers.values import Reader


class Kind(NamedTuple):
    """A row: what it is called, how it is known, and the module whose `read` takes it apart."""

    name: str
    says: str
    """What it is, as a person would say it."""
    known: Callable[[str, bytes], bool]
    """Whether the file of a name (in small letters), with these first bytes or all, is of this kind."""
    module: str

    def read(self) -> Reader:
        """The kind's reader, imported now."""
        reader: Reader = import_module(self.module).read
        return reader


def _zip_with(part: bytes) -> Callable[[str, bytes], bool]:
    return lambda _name, content: content[:4] == b"PK\x03\x04" and part in content


def _head(pattern: bytes, size: int = 4096, flags: int = re.I) -> Callable[[str, bytes], bool]:
    form = re.compile(pattern, flags)
    return lambda _name, content: form.search(content[:size]) is not None


def _feed(_name: str, content: bytes) -> bool:
    return (
        re.match(
            rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<\?[^>]*>\s*)*(?:<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)?<(?:rss|feed|rdf:RDF)\b",
            content[:8192],
            re.S | re.I,
        )
        is not None
    )


def _wordpress(name: str, content: bytes) -> bool:
    return _feed(name, content) and b"wordpress.org/export" in content[:65536]


def _mail(_name: str, content: bytes) -> bool:
    head = content[:2000].lstrip()
    if head.startswith(b"From ") and b"\n" in head and re.search(rb"^[\w-]+: ", head.partition(b"\n")[2], re.M):
        return True
    lines = re.match(rb"(?:[A-Za-z][\w-]+:[ \t].*\r?\n(?:[ \t].*\r?\n)*){2,}", head)
    return (
        lines is not None
        and re.search(
            rb"^(?:Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Subject|From):", lines[0], re.M | re.I
        )
        is not None
        and (re.search(rb"^(?:MIME-Version|Message-ID|Received|Content-Type|Date):", lines[0], re.M | re.I) is not None)
    )


def _json(_name: str, content: bytes) -> bool:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    return head[:1] == b"{" and (
        b"jsonfeed.org/version" in head or (b'"db"' in head and b'"posts"' in content) or (b'"posts"' in head)
    )


def _post(name: str, content: bytes) -> bool:
    head = content[:20000].lstrip(b"\xef\xbb\xbf \r\n")
    if re.match(rb"(?:---|\+\+\+)[ \t]*\r?\n", head) and re.search(rb"^[\w\"'-]+\s*[:=]", head[:3000], re.M):
        return True
    return name.endswith((".md", ".markdown", ".mdown", ".mkd")) and _is_text(content)


def _page(name: str, content: bytes) -> bool:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if content[:4] == b"PK\x03\x04" or not _is_text(content):
        return False
    return (
        head.startswith((b"<!doctype html", b"<html"))
        or b"<html" in head[:2000]
        or (
            (
                name.endswith((".html", ".htm", ".xhtml"))
                or len(re.findall(rb"<(?:p|div|table|h[1-6]|ul|br)\b", head)) > 2
            )
            and b"<" in head
            and not name.endswith(".xml")
        )
    )


def _table(name: str, content: bytes) -> bool:
    if not _is_text(content):
        return False
    if name.endswith((".csv", ".tsv")):
        return True
    lines = [line for line in content[:20000].splitlines() if line.strip()][:20]
    return len(lines) > 2 and any(
        len({line.count(sign) for line in lines}) == 1 and lines[0].count(sign) > 1 for sign in (b"\t", b";")
    )


def _is_text(content: bytes) -> bool:
    head = content[:4096]
    return bool(head.strip()) and (head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" not in head)


def _text(name: str, content: bytes) -> bool:
    return (_is_text(content) and name.endswith((".txt", ".text", ".asc"))) or (
        "." not in name.rpartition("/")[2] and _is_text(content)
    )


_HERE = "publish.importers."
KINDS: tuple[Kind, ...] = (
    Kind("docx", "a Word document", _zip_with(b"word/document.xml"), _HERE + "word"),
    Kind("xlsx", "a spreadsheet", _zip_with(b"xl/workbook.xml"), _HERE + "tables"),
    Kind("odt", "a text of LibreOffice", _zip_with(b"application/vnd.oasis.opendocument.text"), _HERE + "office"),
    Kind(
        "ods",
        "a spreadsheet of LibreOffice",
        _zip_with(b"application/vnd.oasis.opendocument.spreadsheet"),
        _HERE + "office",
    ),
    Kind("rtf", "a text in RTF", lambda _name, content: content.lstrip()[:5] == b"{\\rtf", _HERE + "office"),
    Kind(
        "doc",
        "an old Word document",
        lambda _name, content: content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        _HERE + "office",
    ),
    Kind("pdf", "a PDF", lambda _name, content: content[:5] == b"%PDF-", _HERE + "office"),
    Kind("wordpress", "an export of WordPress", _wordpress, _HERE + "wordpress"),
    Kind("feed", "a feed", _feed, _HERE + "feeds"),
    Kind("json", "a feed or an export in JSON", _json, _HERE + "feeds"),
    Kind("mail", "a mail, a mailbox, or a saved page (MHTML)", _mail, _HERE + "mail"),
    Kind("post", "a post in Markdown", _post, _HERE + "posts"),
    Kind("page", "a page of the web", _page, _HERE + "web"),
    Kind("table", "a table", _table, _HERE + "tables"),
    Kind("text", "plain text", _text, _HERE + "text"),
)
"""In the order that they are asked in."""

_NEVER = re.compile(
    r"(?:^|/)(?:_includes|_layouts|_sass|_plugins|layouts|archetypes|themes)/"
    r"|(?:^|/)_?licen[cs]es?/"
    # By the whole name: `security-advisory.md` and `feedback.md` are articles.
    r"|(?:^|/)(?:_?config|package(?:-lock)?|composer|feed|sitemap|search|manifest|robots|licen[cs]e|changelog|contributing"
    r"|code_of_conduct|security|\.?eslintrc)(?:[._-](?:dev|prod|local|index|lock|apache|mit|bsd|[a-z]{2}|\d+(?:\.\d+)*))*"
    r"(?:\.(?:ya?ml|toml|json|xml|txt|md|js))?$"
    r"|\.(?:ya?ml|toml|js|css|scss|lock|py|rb|svg|njk|liquid|vue|ts)$",
    re.I,
)
_OF_NO_KIND = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x00\x00\x01\x00", b"wOF", b"\x1f\x8b", b"\x00\x00\x00")


def is_quiet(name: str) -> bool:
    """Whether nobody expects an article of a file that is passed over: a picture, a setting of another program."""
    return _NEVER.search(name) is not None or _QUIET.search(name) is not None


_QUIET = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|ico|bmp|tiff?|heic|woff2?|otf|ttf|eot|map|gz)$|(?:^|/)\.", re.I)


def kind_of(name: str, content: bytes) -> Kind | None:
    """The kind of a file; None for one that is no text: a picture, a setting of another program."""
    if (
        content.startswith(_OF_NO_KIND)
        or not content.strip()
        or (
            _NEVER.search(name) and not content.startswith((b"PK\x03\x04", b"<rss", b"<feed", b"<?xml", b"---", b"+++"))
        )
    ):
        return None
    small = name.lower()
    return next((kind for kind in (*KINDS, *_plugged_in()) if kind.known(small, content)), None)


def _plugged_in() -> tuple[Kind, ...]:
    """The rows that plug-ins bring."""
    return tuple(row for _, row in plugins.usable("importers") if isinstance(row, Kind))
