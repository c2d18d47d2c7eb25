"""A quotation and who said it: a blockquote whose last line begins with a dash and a name becomes a figure.

> The path must be made easier.
>
> — A. Chair, of the taskforce
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

SHORT = 45
"""Words. A quotation of fewer is `short`: a style may set it large."""

_DASH = re.compile(r"\s*(?:—|–|―|--+)\s*(?=\S)")
_LONGEST_NAME = 250


def attribute(root: Any) -> None:
    """Turn every attributed `blockquote` under `root` into `figure.quotation`, in place."""
    for quote in list(root.iter("blockquote")):
        words = list(quote)
        if not words or words[-1].tag != "p" or (words[-1].tail or "").strip():
            continue
        caption = _whole(quote, words[-1]) if len(words) > 1 else None
        if caption is None:
            caption = _last_line(words[-1])
        if caption is not None:
            _frame(quote, caption)


def _whole(quote: Any, paragraph: Any) -> Any:
    """The caption from a last paragraph that is nothing but a dash and a name."""
    text = paragraph.text or ""
    dash = _DASH.match(text) or (re.fullmatch(r"\s*(?:—|–|―|--+)\s*", text) if len(paragraph) else None)
    if dash is None or len("".join(paragraph.itertext())) > _LONGEST_NAME:
        return None
    quote.remove(paragraph)
    paragraph.text = text[dash.end() :]
    paragraph.tag = "figcaption"
    return paragraph


def _last_line(paragraph: Any) -> Any:
    """The caption from the last line of a paragraph, cut off it; None when that line is no attribution."""
    children = list(paragraph)
    # The last line begins after the last newline (or `<br/>`) among the paragraph's own text and its children's tails.
    for n in range(len(children), -1, -1):
        child = children[n - 1] if n else None
        text = (child.tail if child is not None else paragraph.text) or ""
        broken = child is not None and child.tag == "br"
        if "\n" not in text.rstrip() and not broken:
            continue
        line = text.rpartition("\n")[2] if "\n" in text.rstrip() else text
        dash = _DASH.match(line) or re.fullmatch(r"\s*(?:—|–|―|--+)\s*", line)
        name = (line[dash.end() :] if dash else "") + "".join(_text(other) for other in children[n:])
        before = text[: len(text) - len(line)].rstrip()
        if dash is None or not 0 < len(name.strip()) <= _LONGEST_NAME or not (before or n):
            return None
        caption = etree.Element("figcaption")
        caption.text = line[dash.end() :]
        caption.extend(children[n:])
        if child is None:
            paragraph.text = before
        elif broken and not before:
            paragraph.remove(child)
        else:
            child.tail = before
        return caption
    return None


def _text(element: Any) -> str:
    return "".join(element.itertext()) + (element.tail or "")


def _frame(quote: Any, caption: Any) -> None:
    figure = etree.Element("figure")
    short = len("".join(quote.itertext()).split()) < SHORT
    figure.set("class", "quotation short" if short else "quotation")
    figure.tail, quote.tail, caption.tail = quote.tail, None, None
    quote.getparent().replace(quote, figure)
    figure.extend((quote, caption))
    if caption.text:
        caption.text = caption.text.lstrip()
    last = caption[-1] if len(caption) else None
    if last is not None:
        last.tail = (last.tail or "").rstrip()
    elif caption.text:
        caption.text = caption.text.rstrip()
