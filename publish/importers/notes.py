"""Notes in HTML of any origin: the calls become `noteref`, their texts leave the body."""

from __future__ import annotations

import re
from typing import Any

from publish.importers.tree import HEADINGS, make, remove, replace, text_of

_CALL = re.compile(r"\s*[\[(]?\s*(?:\d{1,3}|[ivxl]{1,5}|[a-z]|[*†‡§]{1,3}|note \d{1,3})\s*[\])]?\s*", re.I)
_BACK = re.compile(r"[\s^↑↩⏎\ufe0e]*(?:\[?\d{1,3}\]?|back|return)?[\s^↑↩⏎.\ufe0e]*", re.I)


def lift(body: Any, notes: dict[str, Any]) -> None:
    """Take the notes of `body` out of it into `notes`; each call becomes a `noteref`."""
    places = {
        element.get("id") or element.get("name"): element
        for element in body.iter()
        if isinstance(element.tag, str) and (element.get("id") or (element.tag == "a" and element.get("name")))
    }
    order = {element: n for n, element in enumerate(body.iter())}
    calls: dict[str, list[Any]] = {}
    for link in body.iter("a"):
        href = link.get("href", "")
        if not href.startswith("#") or href[1:] not in places or not _CALL.fullmatch(text_of(link)):
            continue
        target = places[href[1:]]
        if target.tag in HEADINGS or order[target] < order[link]:
            continue
        calls.setdefault(href[1:], []).append(link)
    holders = []
    for key, links in calls.items():
        holder = _holder(places[key], {id(link) for group in calls.values() for link in group})
        if holder is None or not (text_of(holder) or holder.find(".//img") is not None):
            continue
        holders.append((key, links, holder))
    for key, links, holder in holders:
        sources = {link.get("id") or link.get("name") or "" for link in links}
        sources |= {above.get("id", "") for link in links for above in link.iterancestors()} - {""}
        text = make("div")
        for back in list(holder.iter("a")):
            href = back.get("href", "")
            if href.startswith("#") and (href[1:] in sources or _BACK.fullmatch(text_of(back))):
                outer = back.getparent()
                remove(back)
                if outer.tag in ("sup", "span", "p") and outer is not holder and not text_of(outer) and not len(outer):
                    remove(outer)
        for child in list(holder):
            text.append(child)
        text.text = (
            re.sub(r"^\s*(?:\[?\d{1,3}[\].)]|[*†‡])\s*", "", holder.text or "") if holder.tag != "li" else holder.text
        )
        first = text.find("p")
        if first is not None and not (text.text or "").strip() and holder.tag != "li":
            first.text = re.sub(r"^\s*(?:\[?\d{1,3}[\].)]|[*†‡])\s*", "", first.text or "")
        notes[key] = text
        parent = holder.getparent()
        remove(holder)
        _clear(parent)
        for link in links:
            _call(link, key)


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
    replace(link, new)


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
