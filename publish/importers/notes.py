"""Notes in HTML of any origin: the calls become `noteref`, their texts leave the body."""

from __future__ import annotations

import re
from typing import Any

from publish.importers.tree import HEADINGS, make, remove, replace, set_text_before, text_before, text_of

_CALL = re.compile(r"\s*[\[(]?\s*(?:\d{1,3}|[ivxl]{1,5}|[a-z]|[*†‡§]{1,3}|note \d{1,3})\s*[\])]?\s*", re.I)
_BACK = re.compile(r"[\s^↑↩⏎\ufe0e]*(?:\[?\d{1,3}\]?|back|return)?[\s^↑↩⏎.\ufe0e]*", re.I)
_NUMBER = re.compile(r"^\s*(?:\[?\d{1,3}[\].)]|[*†‡])\s*")


def lift(body: Any, notes: dict[str, Any]) -> None:
    """Take the notes of `body` out of it into `notes`; each call becomes a `noteref`."""
    places = {
        element.get("id") or element.get("name"): element
        for element in body.iter()
        if isinstance(element.tag, str) and (element.get("id") or (element.tag == "a" and element.get("name")))
    }
    calls = _calls(body, places)
    marked = {id(link) for group in calls.values() for link in group}
    found = [(key, links, _holder(places[key], marked)) for key, links in calls.items()]
    held = [one for one in found if one[2] is not None and (text_of(one[2]) or one[2].find(".//img") is not None)]
    for key, links, holder in held:
        _without_ways_back(holder, links)
        notes[key] = _text(holder)
        parent = holder.getparent()
        remove(holder)
        _clear(parent)
        for link in links:
            _call(link, key)


def _calls(body: Any, places: dict[str | None, Any]) -> dict[str, list[Any]]:
    """The links that call notes, by the place that they lead to: below them, and no heading."""
    order = {element: n for n, element in enumerate(body.iter())}
    calls: dict[str, list[Any]] = {}
    for link in body.iter("a"):
        href = link.get("href", "")
        if not href.startswith("#") or href[1:] not in places or not _CALL.fullmatch(text_of(link)):
            continue
        target = places[href[1:]]
        if target.tag not in HEADINGS and order[target] >= order[link]:
            calls.setdefault(href[1:], []).append(link)
    return calls


def _without_ways_back(holder: Any, links: list[Any]) -> None:
    """Take the links that lead from a note back to its calls out of it, with what held nothing else."""
    sources = {link.get("id") or link.get("name") or "" for link in links}
    sources |= {above.get("id", "") for link in links for above in link.iterancestors()} - {""}
    for back in list(holder.iter("a")):
        href = back.get("href", "")
        if not href.startswith("#") or not (href[1:] in sources or _BACK.fullmatch(text_of(back))):
            continue
        outer = back.getparent()
        remove(back)
        if outer.tag in ("sup", "span", "p") and outer is not holder and not text_of(outer) and not len(outer):
            remove(outer)


def _text(holder: Any) -> Any:
    """A note's text, without the number that was typed before it; the items of a list have none."""
    text = make("div")
    for child in list(holder):
        text.append(child)
    text.text = holder.text
    if holder.tag != "li":
        typed = (holder.text or "").strip()
        mark = text[0] if typed in ("[", "(") and len(text) and text[0].tag == "a" and not text_of(text[0]) else None
        if mark is not None:  # the place itself, within the brackets of the number
            text.text, mark.tail = None, re.sub(r"^\s*\d{1,3}[\])]\s*", "", mark.tail or "")
        text.text = _NUMBER.sub("", text.text or "")
        first = text.find("p")
        if first is not None and not text.text.strip():
            first.text = _NUMBER.sub("", first.text or "")
    return text


def _holder(target: Any, calls: set[int]) -> Any:
    """The block that a note's text is in."""
    element = target
    while element is not None and element.tag not in ("li", "p", "div", "aside", "dd", "td", "body"):
        element = element.getparent()
    if element is None or element.tag == "body":
        return None
    if element.tag == "p" and element.getparent() is not None and element.getparent().tag == "li":
        element = element.getparent()
    if any(id(link) in calls for link in element.iter("a")) and element.tag not in ("li", "p"):
        return None
    return element if len(text_of(element).split()) < 400 else None


def _call(link: Any, key: str) -> None:
    new = make("noteref", ref=key)
    outer = link.getparent()
    if outer is not None and outer.tag in ("sup", "span") and text_of(outer) == text_of(link):
        link = outer
    if link.getparent() is not None:  # a note that calls itself went with its place
        replace(link, new)
        _bare(new)


def _bare(call: Any) -> None:
    """Take the brackets away that stand around a call alone: it is raised, and needs none."""
    said = text_before(call)
    if said.endswith("[") and (call.tail or "").startswith("]"):
        set_text_before(call, said[:-1].rstrip(" "))
        call.tail = call.tail[1:]


def _clear(parent: Any) -> None:
    """Take away what held the notes when none is left in it: the list, the section, its heading and its rule."""
    while parent is not None and parent.tag != "body" and parent.getparent() is not None:
        rest = [child for child in parent if isinstance(child.tag, str) and child.tag not in ("hr", *HEADINGS)]
        said = "".join((child.tail or "") for child in parent) + (parent.text or "")
        if rest or said.strip():
            return
        headings = [child for child in parent if child.tag in HEADINGS]
        if any(
            not re.match(r"(?:foot|end)?\s?notes?|references|anmerkungen|fußnoten|fussnoten", text_of(heading), re.I)
            for heading in headings
        ):
            return
        above = parent.getparent()
        before = parent.getprevious()
        remove(parent)
        if before is not None and (
            before.tag == "hr"
            or (before.tag in HEADINGS and re.fullmatch(r"(?:foot|end)?\s?notes?:?|fußnoten", text_of(before), re.I))
        ):
            remove(before)
        parent = above
