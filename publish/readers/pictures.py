"""Pictures of an article's body: their bytes found and judged, their sizes told, their captions set under them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from lxml import etree

from publish.images import ImageError, look
from publish.model import Asset
from publish.readers.markup import remove, unwrap


class Fault(NamedTuple):
    """Something wrong with a picture: the rule's code, the path to look it up by, message, hint."""

    code: str
    src: str
    message: str
    hint: str


def place(
    root: Any, find: Callable[[str], bytes], decorative: Callable[[str], bool]
) -> tuple[list[Asset], list[Fault]]:
    """Point every `img` at an asset; returns the assets, each once, in order, and what is wrong.

    `decorative` says whether an author left a picture's text alternative empty on purpose.
    """
    assets: dict[str, Asset] = {}
    faults: list[Fault] = []
    for picture in list(root.iter("img")):
        src = picture.get("data-src", "").strip()
        alt = " ".join(picture.get("alt", "").split())
        if not src:
            faults.append(Fault("I01", "", "an image has no path", "write `![what it shows](images/name.png)`"))
            remove(picture)
            continue
        try:
            asset = look(src, find)
        except ImageError as fault:
            faults.append(Fault(fault.code, src, fault.message, fault.hint))
            _stand_in(picture, alt)
            continue
        assets.setdefault(asset.name, asset)
        if not alt and not (picture.get("alt") is not None and decorative(src)):
            shown = src if len(src) <= 120 else src[:119] + "…"
            hint = "say what it shows between `[` and `]`"
            faults.append(Fault("I06", src, f"the image `{shown}` has no text alternative", hint))
        title = picture.get("title")
        rest = {key: value for key, value in picture.attrib.items() if key in ("id", "lang", "dir", "class")}
        picture.attrib.clear()
        picture.set("src", asset.name)
        picture.set("alt", alt)
        if asset.width and asset.height:
            picture.set("width", str(asset.width))
            picture.set("height", str(asset.height))
        for key, value in (rest | ({"title": title} if title else {})).items():
            picture.set(key, value)
    return list(assets.values()), faults


def _stand_in(picture: Any, alt: str) -> None:
    """The text alternative stands where a picture cannot."""
    if not alt:
        remove(picture)
        return
    words = etree.Element("span")
    words.set("class", "missing-picture")
    words.text = alt
    words.tail, picture.tail = picture.tail, None
    picture.getparent().replace(picture, words)


def frame(root: Any) -> None:
    """A picture alone in its paragraph becomes a figure, its title the caption."""
    for picture in list(root.iter("img")):
        outer = picture.getparent() if picture.getparent().tag == "a" else picture
        paragraph = outer.getparent()
        if paragraph is None or len(paragraph) != 1 or (outer is not picture and len(outer) != 1):
            continue
        around = [paragraph.text, outer.tail] + ([outer.text, picture.tail] if outer is not picture else [])
        if paragraph.tag != "p" or any(text and re.search(r"\S", text) for text in around):
            continue
        if paragraph.getparent().tag == "figure":
            paragraph.text = outer.tail = None
            unwrap(paragraph)
            continue
        paragraph.tag = "figure"
        paragraph.text = outer.tail = None
        if title := picture.attrib.pop("title", None):
            caption = etree.SubElement(paragraph, "figcaption")
            caption.text = title
