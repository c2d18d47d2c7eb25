"""Pictures of an article's body: their bytes found and judged, their sizes told, their captions set under them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from lxml import etree

from publish.media import qr
from publish.media.pictures import ImageError, is_file_name, read
from publish.model import Asset
from publish.readers.markup import append_text, remove, text_of, unwrap


class Fault(NamedTuple):
    """Something wrong with a picture: the rule's code, the path to look it up by, message, hint."""

    code: str
    src: str
    message: str
    hint: str


MISSING = "I08"
"""Of a picture that is not there: it costs the picture, and the article only once that is to go out for good."""

_SHOWS = "say what it shows between `[` and `]`"
_PATH = "a template's tag is no path here: write the path of the picture in this publication"


def _name_of(src: str) -> str:
    """The name of a picture's file, which is all there is to say of one without a text alternative."""
    name = src.split("?")[0].split("#")[0].rsplit("/", 1)[-1]
    return "" if ":" in src[:6] or len(name) > 80 else name


def place(root: Any, find: Callable[[str], bytes]) -> tuple[list[Asset], list[Fault]]:
    """Point every `img` at an asset; returns the assets, each once, in order, and what is wrong.

    A picture with empty brackets, or with `{decorative}`, only decorates; one without a text alternative is at fault.
    """
    assets: dict[str, Asset] = {}
    faults: list[Fault] = []
    for picture in list(root.iter("img")):
        src = picture.get("data-src", "").strip()
        alt = " ".join(picture.get("alt", "").split())
        if not src:
            faults.append(Fault("I08", "", "an image has no path", "write `![what it shows](images/name.png)`"))
            _stand_in(picture, alt)
            continue
        if src[:3].lower() == "qr:":
            faults += _lead(picture, src, alt, assets)
            continue
        try:
            asset, losses = read(src, find)
        except ImageError as fault:
            code = MISSING if fault.code == "I01" else fault.code
            hint = _PATH if "{{" in src or "{%" in src else fault.hint
            faults.append(Fault(code, src, fault.message, hint))
            _stand_in(picture, alt or (_name_of(src) if code == MISSING else ""))
            continue
        faults += [Fault(loss.code, src, loss.message, loss.hint) for loss in losses]
        assets.setdefault(asset.name, asset)
        if picture.attrib.pop("decorative", None) is not None:
            alt = ""
            picture.set("alt", "")
        declared = not alt and picture.get("alt") is not None
        if not alt and not declared:
            shown = src if len(src) <= 120 else src[:119] + "…"
            faults.append(Fault("I06", src, f"the image `{shown}` has no text alternative", _SHOWS))
        elif is_file_name(alt, src):
            faults.append(Fault("I06", src, f"`{alt}` is the name of a file, and says nothing of the image", _SHOWS))
        _point(picture, asset, alt, declared)
    return list(assets.values()), faults


def _point(picture: Any, asset: Asset, alt: str, declared: bool) -> None:
    """Show the asset, with what an article may say of a picture and nothing else."""
    rest = {key: value for key, value in picture.attrib.items() if key in _KEPT}
    title = picture.get("title")
    picture.attrib.clear()
    size = {"width": str(asset.width), "height": str(asset.height)} if asset.width and asset.height else {}
    role = {"role": "presentation"} if declared else {}
    picture.attrib.update(
        {"src": asset.name, "alt": alt, **role, **size, **rest, **({"title": title} if title else {})}
    )


_KEPT = ("id", "lang", "dir", "class", "credit", "captioned")
_ADDRESS = re.compile(r"https?://[^\s/]+\.\S+|mailto:\S+@\S+|tel:[+\d][\d\-. ]*", re.I)


def _lead(picture: Any, src: str, alt: str, assets: dict[str, Asset]) -> list[Fault]:
    """A QR code to what follows `qr:`, with its address beside it for those who would rather type."""
    address = src[3:].strip()
    if not _ADDRESS.fullmatch(address) or len(address.encode()) > qr.LONGEST:
        why = "is too long for a QR code" if _ADDRESS.fullmatch(address) else "is no address that a QR code can lead to"
        shown = address if len(address) <= 100 else address[:99] + "…"
        _stand_in(picture, alt)
        return [Fault("T12", src, f"`{shown}` {why}", "write `![QR: what it leads to](qr:https://…)`")]
    asset = qr.draw(address)
    assets.setdefault(asset.name, asset)
    title, captioned = picture.get("title") or "", picture.get("captioned")
    picture.attrib.clear()
    if captioned is not None:
        picture.set("captioned", captioned)
    picture.set("src", asset.name)
    picture.set("alt", alt or f"QR code: {address}")
    picture.set("width", str(asset.width))
    picture.set("height", str(asset.height))
    picture.set("qr", address)
    if words := title or re.sub(r"^QR(?: code)?\s*:\s*", "", alt, flags=re.I):
        picture.set("title", words)
    return [] if alt else [Fault("I06", src, f"the QR code to `{address}` does not say what it leads to", _SAY)]


_SAY = "write it between `[` and `]`: `![QR: the report](qr:https://…)`"


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
    for part in dict.fromkeys((words, _outer(words))):
        _space_beside(part)


def _space_beside(words: Any) -> None:
    """Spaces beside what stands for a picture: a picture parts two words without them."""
    before, parent = words.getprevious(), words.getparent()
    said = (before.tail if before is not None else parent.text) or ""
    if (said or (text_of(before) if before is not None else ""))[-1:].isalnum():
        append_text(parent, before, " ")
    if (words.tail or "")[:1].isalnum():
        words.tail = f" {words.tail}"


def alone(picture: Any) -> Any:
    """The paragraph that holds nothing but this picture, or a link around it; None when there is more."""
    outer = _outer(picture)
    paragraph = outer.getparent()
    if paragraph is None or paragraph.tag != "p" or len(paragraph) != 1 or (outer is not picture and len(outer) != 1):
        return None
    around = [paragraph.text, outer.tail] + ([outer.text, picture.tail] if outer is not picture else [])
    return None if any(text and re.search(r"\S", text) for text in around) else paragraph


def _outer(picture: Any) -> Any:
    return picture.getparent() if picture.getparent().tag == "a" else picture


def caption(paragraph: Any, picture: Any) -> Any:
    """Make the paragraph of a picture alone a figure whose caption stands already: the caption, still empty."""
    paragraph.tag = "figure"
    paragraph.text = _outer(picture).tail = None
    picture.attrib.pop("title", None)
    picture.set("captioned", "")
    return etree.SubElement(paragraph, "figcaption")


def set_captions(root: Any) -> None:
    """Put the words that Markdown wrote behind a picture under it; among words they are the picture's title."""
    for paragraph in list(root.iter("p")):
        _set_apart(paragraph)
    for span in [span for span in root.iter("span") if span.get("class", "") in _SAID]:
        _free(span)
    for picture in list(root.iter("img")):
        said = {}
        while (words := picture.getnext()) is not None and not picture.tail and words.tag == "span":
            kind = words.get("class", "").removeprefix("picture-")
            if kind not in ("caption", "credit"):
                break
            picture.tail, words.tail = words.tail, None
            words.getparent().remove(words)
            said[kind] = words
        if not said:
            continue
        _set_in_paragraph(picture)
        if (paragraph := alone(picture)) is None:
            if "credit" not in said:
                picture.set("title", _typed(said["caption"]))
            else:
                _say_among_words(picture, [said[kind] for kind in ("caption", "credit") if kind in said])
            continue
        under = caption(paragraph, picture)
        if "caption" in said:
            _fill(under, said["caption"])
        if "credit" in said:
            _fill(_after(under, etree.Element("span", {"class": "credit"})), said["credit"])


_SAID = ("picture-caption", "picture-credit")


def _set_apart(paragraph: Any, least: int = 0) -> None:
    """Give each picture of a paragraph of nothing but pictures one of its own, if there are words under any of them.

    Or if each of them is at least so wide; what is smaller stands in a line.
    """
    plain = [child for child in paragraph if child.tag != "br"]
    said = [child for child in plain if child.get("class", "") in _SAID]
    shown = [child for child in plain if child.tag == "img" or _holds_a_picture(child)]
    captioned = any(True for span in paragraph.iter("span") if span.get("class", "") in _SAID)
    if len(shown) < 2 or len(shown) + len(said) < len(plain) or _has_words(paragraph):
        return
    if not captioned and not (least and all(_is_wide(picture, least) for picture in paragraph.iter("img"))):
        return
    place = paragraph
    for child in plain:
        if child in shown:
            another = etree.Element("p", {"beside": str(id(paragraph))})
            place.addnext(another)
            place = another
        if place is not paragraph:
            child.tail = None
            place.append(child)
    place.tail, paragraph.tail = paragraph.tail, None
    paragraph.getparent().remove(paragraph)


def _is_wide(picture: Any, least: int) -> bool:
    width = picture.get("width", "")
    return width.isdigit() and int(width) >= least


def _set_beside(root: Any) -> None:
    """Set the figures side by side whose pictures stood in one paragraph, two or three in a row; up to six of them."""
    groups: dict[str, list[Any]] = {}
    for element in list(root.iter("*")):
        if (group := element.attrib.pop("beside", None)) is not None:
            groups.setdefault(group, []).append(element)
    for figures in groups.values():
        count = len(figures)
        apart = any(one.tag != "figure" or one.get("class") == "qr" for one in figures)
        if apart or not 2 <= count <= 6 or any(True for _ in figures[0].iterancestors("table")):
            continue
        first = count if count < 4 else (count + 1) // 2
        for row in (figures[:first], figures[first:]):
            if row:
                beside = etree.Element("div", {"class": "gallery"})
                row[0].addprevious(beside)
                beside.tail, row[-1].tail = row[-1].tail, None
                beside.extend(row)


BESIDE = 300
"""Pixels across from which on pictures without words under them, in one paragraph, stand side by side as figures."""


def _free(said: Any) -> None:
    """Give a picture that has a line to itself, with words under it, a paragraph of its own; it may be emphasised."""
    picture = said.getprevious()
    if picture is None or picture.tag != "img" or picture.tail:
        return
    parts = [picture]
    while (after := parts[-1].getnext()) is not None and not parts[-1].tail and after.get("class", "") in _SAID:
        parts.append(after)
    if _holds_a_picture(picture.getparent()):
        parts = [picture.getparent()]
    around = _without_emphasis(parts)
    if around.tag not in ("p", "li", "dd", "td", "th"):
        return
    _take_calls_along(parts[-1])
    before, behind = parts[0].getprevious(), parts[-1].getnext()
    text = (around.text if before is None else before.tail) or ""
    if before is None and behind is None and not f"{text}{parts[-1].tail or ''}".strip():
        return  # it stands alone as it is
    if _line_ends(before, text.rpartition("\n")) and _line_ends(behind, (parts[-1].tail or "").partition("\n")[::-1]):
        _split_off(parts)


def _without_emphasis(parts: list[Any]) -> Any:
    """The element that a picture with its words stands in, once emphasis of nothing else is taken away."""
    around = parts[0].getparent()
    while (
        around.tag in ("strong", "em", "b", "i")
        and list(around) == parts
        and not (around.text or parts[-1].tail or "").strip()
    ):
        parts[-1].tail, around.tail = around.tail, None
        above, place = around.getparent(), around.getparent().index(around)
        above[place : place + 1] = parts
        around = above
    return around


def _line_ends(beside: Any, parted: tuple[str, str, str]) -> bool:
    """Whether a line ends between a picture and what stands beside it: an element, and a text that is parted."""
    _, ends, rest = parted
    return not rest.strip() and (bool(ends) or beside is None or beside.tag == "br")


def _take_calls_along(last: Any) -> None:
    """What is called behind a picture is called from the end of its caption."""
    while last.get("class") == "picture-caption" and not last.tail and (call := last.getnext()) is not None:
        if call.tag != "sup" or len(call) != 1 or call[0].get("class") != "footnote-ref":
            return
        last.tail, call.tail = call.tail, None
        last.append(call)


def _split_off(parts: list[Any]) -> None:
    """Put a picture and its words into a paragraph of their own, which divides the one that it stood in."""
    before, behind, tail = parts[0].getprevious(), parts[-1].getnext(), parts[-1].tail or ""
    paragraph = etree.Element("p")
    parts[0].addprevious(paragraph)
    parts[-1].tail, paragraph.tail = None, tail.lstrip()
    paragraph.extend(parts)
    if before is not None and before.tag == "br":
        remove(before)
    if behind is not None and behind.tag == "br" and not tail.strip():
        remove(behind)
    if (around := paragraph.getparent()).tag == "p":
        rest = etree.Element("p")
        rest.text, rest.tail = paragraph.tail, around.tail
        rest.extend(list(around)[around.index(paragraph) + 1 :])
        paragraph.tail = around.tail = None
        around.addnext(paragraph)
        paragraph.addnext(rest)
        for half in (around, rest):
            half.text = (half.text or "").rstrip() if not len(half) else half.text
            if not len(half) and not half.text:
                remove(half)


def _holds_a_picture(link: Any) -> bool:
    """Whether it is a link of nothing but a picture."""
    if link.tag != "a":
        return False
    inside = [child for child in link if child.get("class", "") not in _SAID]
    return len(inside) == 1 and inside[0].tag == "img" and not _has_words(link)


def _has_words(element: Any) -> bool:
    """Whether words stand beside the elements in it."""
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))


def _set_in_paragraph(picture: Any) -> None:
    """Set a picture that is all the words of an item or a cell in a paragraph, as it stands in one elsewhere."""
    outer = _outer(picture)
    around = outer.getparent()
    if around.tag not in ("li", "td", "th", "dd") or (around.text or "").strip() or (outer.tail or "").strip():
        return
    if around.index(outer) or any(child.tag not in ("ul", "ol") or (child.tail or "").strip() for child in around[1:]):
        return
    paragraph = etree.Element("p")
    outer.addprevious(paragraph)
    paragraph.append(outer)
    outer.tail, around.text = None, None


def _say_among_words(picture: Any, said: list[Any]) -> None:
    """Among words a caption and a credit stand in brackets behind their picture."""
    credit = etree.Element("span", {"class": "credit"})
    _fill(credit, said[0])
    for words in said[1:]:
        if len(credit):
            credit[-1].tail = f"{credit[-1].tail or ''}, {words.text or ''}"
        else:
            credit.text = f"{credit.text}, {words.text or ''}"
        credit.extend(list(words))
    credit.text = f"({credit.text or ''}"
    if len(credit):
        credit[-1].tail = f"{credit[-1].tail or ''})"
    else:
        credit.text += ")"
    credit.tail, picture.tail = picture.tail, " "
    picture.addnext(credit)


def _fill(element: Any, words: Any) -> None:
    element.text = words.text
    element.extend(list(words))


def _typed(words: Any) -> str:
    """Words where no element can stand; a note is called there as it is typed, and told."""
    for call in list(words.iter("a")):
        if call.get("class") == "footnote-ref":
            call.text = f"[^{call.get('href', '').removeprefix('#fn:')}]"
    return text_of(words)


def frame(root: Any) -> None:
    """A picture alone in its paragraph becomes a figure, its title the caption; several in one stand in rows."""
    for paragraph in list(root.iter("p")):
        _set_apart(paragraph, BESIDE)
    for picture in list(root.iter("img")):
        outer = _outer(picture)
        words: Any = None
        if picture.attrib.pop("captioned", None) is not None:
            paragraph = outer.getparent()
            words = paragraph.find("figcaption")
            picture.attrib.pop("title", None)
        elif (paragraph := alone(picture)) is None:
            continue
        elif paragraph.getparent().tag == "figure":
            paragraph.text = outer.tail = None
            unwrap(paragraph)
            continue
        paragraph.tag = "figure"
        paragraph.text = outer.tail = None
        title, credit = picture.attrib.pop("title", None), picture.attrib.pop("credit", None)
        address = picture.attrib.pop("qr", None)
        if words is None and (title or credit or address):
            words = etree.SubElement(paragraph, "figcaption")
            words.text = title
        if credit:
            _after(words, etree.Element("span", {"class": "credit"})).text = credit
        if address:
            paragraph.set("class", "qr")
            link = _after(words, etree.Element("a", {"href": address}))
            link.text = re.sub(r"^(?:https?://|mailto:|tel:)", "", address, flags=re.I).rstrip("/")
    _set_beside(root)
    for picture in root.iter("img"):
        # In the midst of a text there is no caption: the credit goes with the alternative's title.
        picture.attrib.pop("qr", None)
        if (credit := picture.attrib.pop("credit", None)) and not picture.get("title"):
            picture.set("title", credit)


def _after(words: Any, element: Any) -> Any:
    """The element at the end of the caption, a space before it."""
    if len(words):
        words[-1].tail = (words[-1].tail or "") + " "
    elif words.text:
        words.text += " "
    words.append(element)
    return element
