"""What texts bring along that were pasted out of WordPress: captions in square brackets, and what it alone can show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from publish.readers.markup import remove

_NAME = r"(?:wp_)?caption"
_OPENING = re.compile(rf"\[{_NAME}(\s[^\[\]]*)?\]\s*$")
_CLOSING = re.compile(rf"\s*\[/{_NAME}\]")
_SETTING = re.compile("\\scaption=[\"'“”″](.*?)[\"'“”″]", re.S)
"""Where captions were written before WordPress 3.4."""
_CODES = rf"{_NAME}|gallery|playlist|audio|video|embed"
_CODE = re.compile(rf"\[(?:{_CODES})\s[^\[\]]*=[^\[\]]*\]|\[embed\](?=.*\[/embed\])")
"""Shortcodes of WordPress itself. Settings, or a closing one, tell them from a word that somebody put in brackets."""
_END = re.compile(rf"\[/(?:{_CODES})\]")


def set_captions(root: Any) -> None:
    """`[caption …]`, a picture, its caption and `[/caption]` become a figure; a paragraph around them is divided."""
    for holder in list(root.iter("p", "div", "li", "td", "th", "dd", "blockquote", "aside")):
        part = holder
        while part is not None:
            part = _frame(part)


def left(root: Any) -> Iterator[str]:
    """What is still in brackets, and would be printed as it was typed; the end of something if that is all."""
    if "[" not in "".join(root.itertext()):
        return
    typed = {part for block in root.iter("code", "pre") for part in block.iter()}
    texts = []
    for element in root.iter():
        texts.append("" if element in typed else element.text or "")
        texts.append("" if element.getparent() in typed else element.tail or "")
    begun, ended = ([found[0] for text in texts for found in code.finditer(text)] for code in (_CODE, _END))
    yield from begun or ended


def _frame(holder: Any) -> Any:
    """Make a figure of the first caption in an element; returns what holds the rest, None when there was no caption."""
    before, parts = holder.text or "", list(holder)
    begun: tuple[int, re.Match[str]] | None = None
    for at, part in enumerate(parts):
        opening = _OPENING.search(before) if begun is None and _pictures(part) else None
        begun = (at, opening) if opening else begun
        before = part.tail or ""
        if begun and (closing := _CLOSING.search(before)):
            return _divide(holder, begun[0], at, begun[1], closing)
    return None


def _pictures(element: Any) -> bool:
    """Whether it is a picture, or a link around nothing but one."""
    linked = (
        element.tag == "a" and [child.tag for child in element] == ["img"] and not "".join(element.itertext()).strip()
    )
    return bool(linked or element.tag == "img")


def _divide(holder: Any, at: int, last: int, opening: re.Match[str], closing: re.Match[str]) -> Any:
    """Put the children from `at` to `last`, of which the first is the picture, into a figure."""
    before, after = opening.string[: opening.start()], closing.string[closing.end() :]
    holder[last].tail = closing.string[: closing.start()]
    [picture, *words], following = holder[at : last + 1], holder[last + 1 :]
    figure = etree.Element("figure")
    caption = etree.Element("figcaption")
    caption.text, picture.tail = (picture.tail or "").lstrip(), None
    caption.extend(words)
    if not (caption.text or words) and (setting := _SETTING.search(opening[1] or "")):
        caption.text = setting[1]
    figure.append(picture)
    if caption.text or len(caption):
        figure.append(caption)
        next(figure.iter("img")).set("captioned", "")
    if at:
        holder[at - 1].tail = before
    else:
        holder.text = before
    if holder.tag != "p":
        figure.tail = after
        holder.insert(at, figure)
        return holder
    rest = etree.Element("p")
    rest.text = after.lstrip()
    rest.extend(following)
    holder.addnext(figure)
    figure.addnext(rest)
    if not (len(holder) or before.strip()):
        remove(holder)
    if not (len(rest) or rest.text):
        remove(rest)
        return None
    return rest
