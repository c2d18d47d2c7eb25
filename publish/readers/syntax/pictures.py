"""Pictures, with the words that would stand under each behind it, for `pictures.set_captions` to put in their place."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from publish.base import raised
from publish.readers.syntax.scanner import Scanner


class Pictures(Treeprocessor):
    """Say what each picture shows, and write its caption and credit behind it."""

    def __init__(self, md: Markdown, scanner: Scanner) -> None:
        super().__init__(md)
        self._scanner = scanner

    def run(self, root: Element) -> None:
        """Finish the pictures in every element, the outer ones first."""
        waiting = [root]
        while waiting:
            parent = waiting.pop()
            if any(child.tag == "img" for child in parent):
                parent[:] = [one for child in list(parent) for one in self._finished(child)]
            waiting += parent

    def _finished(self, child: Element) -> Iterator[Element]:
        if child.tag != "img":
            yield child
            return
        title, credit = child.attrib.pop("title", ""), child.attrib.pop("credit", "")
        shown, child[:], words, child.text = list(child), [], child.text, None
        caption = Element("span", {"class": "picture-caption"})
        if title:
            self._scanner.read(caption, title)
        if not child.get("alt"):
            child.set("alt", HTML_PLACEHOLDER_RE.sub("", (words or "") + "".join(map(said, shown))))
        elif not title:
            caption.text = words
            caption[:] = shown
        named = Element("span", {"class": "picture-credit"})
        if credit:
            self._scanner.read(named, credit)
        tail, child.tail = child.tail, None
        parts = [child, *(part for part in (caption, named) if part.text or len(part))]
        parts[-1].tail = tail
        yield from parts


def said(shown: Element) -> str:
    """What an element and what stands behind it say without emphasis; a note is called as it is typed."""
    if shown.tag == "br":
        words = "\n"
    elif shown.tag == "img":
        words = shown.get("alt") or _within(shown)
    elif shown.get("class") == "footnote-ref":
        words = f"[^{shown.get('href', '').removeprefix('#fn:')}]"
    elif shown.tag in ("sup", "sub"):
        words = raised.signs(_within(shown), shown.tag)
    elif shown.tag == "code" and shown.get("class", "").startswith("math"):
        from publish.media import formulas  # here, not above: few texts have formulas

        words = formulas.line(_within(shown))
    else:
        words = _within(shown)
    return words + (shown.tail or "")


def _within(element: Element) -> str:
    return (element.text or "") + "".join(map(said, element))
