"""What tells the papers of a pack apart in one text: ids of their own, numbers for paragraphs and points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from publish.editions import decisions


def tell_apart(root: etree._Element, within: str) -> None:
    """Make ids unique in the pack, and links inside the text lead to them.

    A note keeps the beginning of its name, by which it is known when the file is finished: `fn-3` is `fn-paper-2-3`.
    """

    def renamed(name: str) -> str:
        for kind in ("fn-", "fnref-"):
            if name.startswith(kind):
                return f"{kind}{within}-{name.removeprefix(kind)}"
        return f"{within}-{name}"

    for element in root.iter("*"):
        if name := element.get("id"):
            element.set("id", renamed(name))
        if (href := element.get("href", "")).startswith("#"):
            element.set("href", "#" + renamed(href[1:]))


_OPENERS = ("p", "ul", "ol", "dl")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def number(root: etree._Element, paper: str, asked: int = 0) -> None:
    """Give paragraphs their numbers, 2.1 and on, and the points of their lists letters, so that 2.4 (b) can be cited.

    A list belongs to the paragraph over it and has no number; a list with none over it, as after a heading, has one.
    Where a second list belongs to one paragraph, as after a table, its letters go on. Points of a point are (i), (ii),
    and what is below those (1), (2). What a box asks for, a list in it, is counted by itself: R1, R2, after the
    `asked` of the paper's head.
    """
    recommend(root, asked)
    count, open_paragraph = 0, False
    used: Counter[str] = Counter()
    for block in _blocks(root):
        kind, classes = block.tag, block.get("class", "").split()
        if kind not in _OPENERS or {"key-figures", "tasks"} & set(classes) or not "".join(block.itertext()).strip():
            open_paragraph = open_paragraph and kind not in _HEADINGS
            continue
        listed = kind in ("ul", "ol")
        if not (listed and open_paragraph):
            used.clear()
        if kind == "ul":
            block.set("class", " ".join((*classes, "lettered")))
        if listed:
            used[kind] = _go_on(block, used[kind])
            _within(block)
        if listed and open_paragraph:
            continue
        count += 1
        open_paragraph = kind == "p"
        _sign(block, f"{paper}.{count}")


DEEPER = ("roman", "figures")
"""How the points of points are counted, and those of these."""


def _within(listed: etree._Element, depth: int = 0) -> None:
    """Count the points of each point of a list, those of its second list after those of its first."""
    for item in listed.findall("li"):
        points = 0
        for inner in item.iterfind(".//ul"):
            if inner.get("class") or next(inner.iterancestors("li")) is not item:
                continue
            inner.set("class", f"lettered {DEEPER[depth]}")
            points = _go_on(inner, points)
            _within(inner, min(depth + 1, len(DEEPER) - 1))


def _go_on(listed: etree._Element, points: int) -> int:
    """Let a list go on after so many points, unless its author said where it begins; how many there are then."""
    if points and not listed.get("start"):
        listed.set("style", f"{listed.get('style', '')};counter-reset:list-item {points}".lstrip(";"))
        if listed.tag == "ol":
            listed.set("start", str(points + 1))
    return points + len(listed.findall("li"))


def recommend(root: etree._Element, asked: int = 0) -> None:
    """Count the points of the lists in boxes that ask for something, from the next after so many."""
    for listed in decisions.boxes(root):
        listed.attrib.pop("start", None)
        listed.set("class", f"{listed.get('class', '')} recommended".strip())
        listed.set("style", f"{listed.get('style', '')};counter-reset:list-item {asked}".lstrip(";"))
        asked += len(listed.findall("li"))


CLOSED_PART = "closed_part"
"""The id of the place in a paper from which on it is confidential, which no heading has: they have no such sign."""


def close(root: etree._Element, not_public: str) -> None:
    """Let the headings of confidential parts say that they are so, and why."""
    headings = [one for one in root if one.get("data-confidential") is not None]
    for heading in headings:
        reason = heading.attrib.pop("data-confidential")
        heading.attrib.pop("data-public-title", None)
        said = etree.Element("p", {"class": "closed"})
        label = etree.SubElement(said, "b")
        label.text, label.tail = not_public, f" · {reason}" if reason else None
        if not "".join(map(str, heading.itertext())).strip():
            heading.text = not_public  # its title is confidential too
            said.remove(label)
            said.text = reason
        if heading is headings[0]:
            place = etree.Element("span", {"id": CLOSED_PART})
            place.tail, heading.text = heading.text, None
            heading.insert(0, place)
        shown = bool(reason or said.getchildren())
        if heading is headings[-1]:
            last = said if shown else heading
            last.set("class", f"{last.get('class', '')} last-closed".strip())
        if shown:
            heading.addnext(said)
            said.tail, heading.tail = heading.tail, None


def _sign(block: etree._Element, number: str) -> None:
    """Put a paragraph's number before its words."""
    sign = etree.Element("span", {"class": "number"})
    sign.text = number
    place = block if block.tag == "p" else next((inner for inner in block.iter("li", "dt", "p")), block)
    if place.tag == "li" and len(place) and place[0].tag == "p" and not (place.text or "").strip():
        place = place[0]
    block.set("class", " ".join((*block.get("class", "").split(), "numbered")))
    sign.tail, place.text = place.text, None
    place.insert(0, sign)


def _blocks(root: etree._Element) -> Iterator[etree._Element]:
    """The blocks that follow one another in a body, those in an author's `div` with them."""
    for element in list(root):
        if element.tag == "div" and not element.get("class"):
            yield from _blocks(element)
        else:
            yield element
