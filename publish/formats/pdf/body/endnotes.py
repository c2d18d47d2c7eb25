"""Notes that find no place at the foot of a page, at the end of their text instead: the last resort of a layout."""

from __future__ import annotations

from collections.abc import Collection
from xml.etree.ElementTree import Element, SubElement

_BODY = "body"
"""The class of what holds a text."""

NAMED = "data-notes"
"""What the list of notes of such an element is called; without that class it is a text within another."""

AT = "data-at"
"""On a note that stands at the end of its text in any layout: `end`."""

AT_END = 'data-notes-at="end"'
"""On the body of a text all of whose notes stand at its end."""


def gather(root: Element, names: Collection[str]) -> None:
    """Move the notes of these ids from where they are called to the end of their text, in the order of their calls.

    They are added to the list of notes that nothing calls, if there is one. Numbers and links stay as they are.
    """
    parents = {below: above for above in root.iter() for below in above}
    for note in [note for note in root.iter("span") if note.get("class") == "footnote" and note.get("id") in names]:
        around = list(_around(note, parents))
        text = next((element for element in around if element.get(NAMED) or _is_body(element)), around[-1])
        for key in ("lang", "dir"):
            if inherited := next((value for element in (note, *around) if (value := element.get(key))), ""):
                note.set(key, inherited)
        _take_out(note, parents[note])
        note.tag, note.tail = "p", None
        note.set("class", "endnote")
        note.attrib.pop(AT, None)
        _list(text).append(note)


def _is_body(element: Element) -> bool:
    return _BODY in element.get("class", "").split()


def _around(element: Element, parents: dict[Element, Element]) -> list[Element]:
    """The elements around, from the innermost to the `body`."""
    found: list[Element] = []
    while (above := parents.get(element)) is not None and above.tag != "html":
        found.append(above)
        element = above
    return found


def _take_out(element: Element, parent: Element) -> None:
    index = list(parent).index(element)
    parent.remove(element)
    if not element.tail:
        return
    if index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + element.tail
    else:
        parent.text = (parent.text or "") + element.tail


def _list(text: Element) -> Element:
    """The list of notes at the end of a text."""
    for section in text.iter("section"):
        if section.get("class") == "notes":
            return section
    section = SubElement(text, "section", {"class": "notes"})
    if title := text.get(NAMED):
        SubElement(section, "h2" if _is_body(text) else "h3", {"data-title": title}).text = title
    return section
