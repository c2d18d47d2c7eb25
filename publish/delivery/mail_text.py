"""The plain part of a message: markup as a careful person would have typed it, in lines of 72 columns.

Links become numbers in brackets, with the addresses under the text, so that a sentence can be read as one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from publish.base.language import counters, icu
from publish.model import Markup, Text

COLUMNS = 72
"""RFC 3676, 4.2, and the custom of those who type."""

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "figcaption", "figure"),
        *("h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "summary"),
        *("caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)


def plain(markup: Markup) -> Text:
    """Markup as text, each paragraph on one line; the addresses of its links stand under it, numbered."""
    root = etree.fromstring(f"<div>{markup}</div>", etree.XMLParser(resolve_entities=False, no_network=True))
    links: list[str] = []
    blocks = "\n\n".join(_blocks(root, links))
    if not links:
        return blocks
    return blocks + "\n\n" + "\n".join(f"[{number}] {url}" for number, url in enumerate(links, start=1))


def _blocks(element: Any, links: list[str]) -> Iterator[str]:
    """Each block of an element's content; text between blocks is one too."""
    run = _squeezed(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag in _BLOCKS:
            if run.strip():
                yield run.strip(" ")
            run = ""
            yield from filter(None, SHAPES.get(child.tag, _blocks)(child, links))
        else:
            run += _words(child, links)
        run += _squeezed(child.tail)
    if run.strip():
        yield run.strip(" ")


def _squeezed(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _inline(element: Any, links: list[str]) -> str:
    """The words of an element without blocks, on one line."""
    return _squeezed(element.text) + "".join(_words(child, links) + _squeezed(child.tail) for child in element)


def _words(element: Any, links: list[str]) -> str:
    if not isinstance(element.tag, str):
        return ""
    if element.tag == "br":
        return "\n"
    if element.tag == "img":
        alt = element.get("alt", "")
        return f"[{alt}]" if alt else ""
    if element.get("role") == "doc-backlink":
        return ""
    words = _inline(element, links)
    if element.get("role") == "doc-noteref":
        return f" ({words})"
    url = element.get("href", "") if element.tag == "a" else ""
    if not url or url.startswith("#") or words.strip() in (url, url.partition("://")[2], url.removeprefix("mailto:")):
        return words
    if url.startswith(("mailto:", "tel:")):
        return f"{words} ({url.partition(':')[2]})"
    if url not in links:
        links.append(url)
    return f"{words} [{links.index(url) + 1}]"


def _heading(element: Any, links: list[str]) -> Iterator[str]:
    words = _inline(element, links).strip()
    mark = "=" if element.tag == "h2" else "-"
    yield f"{words}\n{mark * min(_width(words), COLUMNS)}"


def _list(element: Any, links: list[str]) -> Iterator[str]:
    number = int(element.get("start", "1"))
    items: list[str] = []
    loose = any(item.find("p") is not None for item in element)
    for item in element:
        mark = f"{counters.marked(number, counters.of(element))} " if element.tag == "ol" else "- "
        number += 1
        inside = ("\n\n" if loose else "\n").join(_blocks(item, links))
        items.append(mark + _indented(inside, " " * len(mark)).lstrip(" "))
    yield ("\n\n" if loose else "\n").join(items)


def _terms(element: Any, links: list[str]) -> Iterator[str]:
    lines = []
    for child in element:
        text = "\n\n".join(_blocks(child, links))
        lines.append(text if child.tag == "dt" else _indented(text, "    "))
    yield "\n".join(lines)


def _quoted(element: Any, links: list[str]) -> Iterator[str]:
    yield _indented("\n\n".join(_blocks(element, links)), "> ")


def _figure(element: Any, links: list[str]) -> Iterator[str]:
    """What is shown, and what is said of it; whoever is quoted is named behind a dash."""
    quoted = element.find("blockquote") is not None
    for child in element:
        blocks = SHAPES.get(child.tag, _blocks)(child, links) if child.tag in _BLOCKS else [_words(child, links)]
        for block in filter(None, blocks):
            named = quoted and child.tag == "figcaption" and not re.match("[-–—]", block)
            yield f"— {block}" if named else block


def _rule(element: Any, links: list[str]) -> Iterator[str]:  # noqa: ARG001
    yield "* * *"


def _code(element: Any, links: list[str]) -> Iterator[str]:  # noqa: ARG001
    yield _indented("".join(element.itertext()).strip("\n"), "    ")


def _table(element: Any, links: list[str]) -> Iterator[str]:
    """Columns in line where they fit; otherwise each row as lines of `head: cell`."""
    caption = element.find("caption")
    if caption is not None:
        yield _inline(caption, links).strip()
    # Its own rows: those of a table in one of its cells are said there.
    own = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
    rows = [
        [" ".join(" ".join(_blocks(cell, links)).split()) for cell in row if isinstance(cell.tag, str)] for row in own
    ]
    rows = [row for row in rows if row]
    if not rows:
        return
    across = max(map(len, rows))
    widths = [max(_width(row[column]) if column < len(row) else 0 for row in rows) for column in range(across)]
    headed = element.find("thead") is not None
    if sum(widths) + 2 * (across - 1) <= COLUMNS:
        yield _in_columns(rows, widths, _to_the_right(own, across), headed)
    else:
        yield from _one_by_one(rows, headed)


def _to_the_right(rows: list[Any], across: int) -> list[bool]:
    """Which columns are set to the right: those of which every cell says so."""
    columns = zip(*(row.findall("*") for row in rows), strict=False)
    return [all("right" in cell.get("class", "") for cell in cells) for cells in columns] + [False] * across


def _in_columns(rows: list[list[str]], widths: list[int], right: list[bool], headed: bool) -> str:
    lines = ["  ".join(map(_filled, row, widths, right)).rstrip() for row in rows]
    if headed:
        lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _one_by_one(rows: list[list[str]], headed: bool) -> Iterator[str]:
    heads = rows[0] if headed else []
    for row in rows[1:] if headed else rows:
        yield "\n".join(
            f"{heads[column]}: {cell}" if column < len(heads) and heads[column] else cell
            for column, cell in enumerate(row)
        )


SHAPES: dict[str, Callable[[Any, list[str]], Iterator[str]]] = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol"), _list),
    "dl": _terms,
    "blockquote": _quoted,
    "figure": _figure,
    "hr": _rule,
    "pre": _code,
    "table": _table,
}


def _indented(text: str, by: str) -> str:
    return "\n".join(f"{by}{line}".rstrip() for line in text.split("\n"))


def _width(text: str) -> int:
    """In columns: letters of East Asia take two (UAX #11)."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _filled(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


_HANGING = re.compile(r"^((?:> ?)*)( *)((?:[-*]|\d+\.|\[\d+\]) )?")
_WIDE = r"\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60"
_PIECES = re.compile(rf" +|[{_WIDE}]|[^ {_WIDE}]+")
_NEVER_FIRST = "、。，．：；！？）」』】〉》”’ー"


def wrapped(text: Text) -> Text:
    """The text in lines of 72 columns; what cannot be divided, as an address, stays whole.

    Lines that begin with a bullet, a number or a mark of quotation hang from it. Breaks are made at spaces, and between
    letters of East Asia.
    """
    return "\n".join(line for paragraph in text.split("\n") for line in _lines(paragraph))


def _lines(paragraph: str) -> Iterator[str]:
    if _width(paragraph) <= COLUMNS or paragraph.startswith("    "):
        yield paragraph.rstrip(" ") if paragraph != "-- " else paragraph
        return
    match = _HANGING.match(paragraph)
    quote, indent, mark = (match[1], match[2], match[3] or "") if match else ("", "", "")
    line, hanging = quote + indent + mark, quote + indent + " " * len(mark)
    empty, width = True, _width(quote + indent + mark)
    for piece in (part for found in _PIECES.findall(paragraph[len(line) :]) for part in icu.divided(found)):
        wide = _width(piece)
        if not empty and width + wide > COLUMNS and piece not in _NEVER_FIRST:
            yield line.rstrip(" ")
            line, width, empty = hanging, _width(hanging), True
        if not (empty and piece.isspace()):
            line, width, empty = line + piece, width + wide, False
    if not empty:
        yield line.rstrip(" ")
