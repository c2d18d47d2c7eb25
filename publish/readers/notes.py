"""Notes: gathered, called from where Markdown reads no call (key figures, captions), numbered, and kept apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from lxml import etree

from publish.readers import pictures
from publish.readers.markup import remove

CALL = re.compile(r"\[\^([^\[\]\n]+)\]")


def gather(root: Any) -> None:
    """Move the notes from where they are typed to a list at the end, each with a way back, in place.

    Paper, EPUB and the web all want them there; `number` gives them their numbers.
    """
    typed = [element for element in root.iter("div", "span") if element.get("class") == "note-text"]
    if not typed:
        return
    section = etree.SubElement(root, "div", {"class": "footnote"})
    listed = etree.SubElement(section, "ol")
    known: set[str] = set()
    for element in typed:
        name = element.get("id", "")
        remove(element)
        if name not in known:
            known.add(name)
            listed.append(_item(element, name))


def _item(element: Any, name: str) -> Any:
    item = etree.Element("li", {"id": name})
    holder = item if element.tag == "div" else etree.SubElement(item, "p")
    holder.text = element.text
    holder.extend(list(element))
    last = item[-1] if len(item) and item[-1].tag == "p" and not (item[-1].tail or "").strip() else None
    if last is None:
        last = etree.SubElement(item, "p")
    elif len(last):
        last[-1].tail = (last[-1].tail or "") + "\xa0"
    else:
        last.text = (last.text or "") + "\xa0"
    back = etree.SubElement(last, "a", {"class": "footnote-backref", "href": f"#fnref:{name}"})
    back.text = "↩"
    return item


def number(root: Any) -> tuple[list[str], set[str]]:
    """Give notes their numbers and roles; returns the names of notes never referred to, and the ids now taken.

    They are numbered as they are first referred to, those last that only other notes refer to, or none does.
    """
    section = next((div for div in root.iter("div") if div.get("class") == "footnote"), None)
    references: dict[str, list[Any]] = {}
    for reference in root.iter("a"):
        if reference.get("class") == "footnote-ref":
            references.setdefault(reference.get("href", ""), []).append(reference)
    if section is None or section.find("ol") is None:
        return [], set()
    unused: list[str] = []
    taken: set[str] = set()
    section.tag = "section"
    section.set("class", "notes")
    section.set("role", "doc-endnotes")
    for rule in section.findall("hr"):
        remove(rule)
    section.text = None
    notes = section.find("ol")
    first = {href: n for n, href in enumerate(references)}
    notes[:] = sorted(notes, key=lambda note: first.get(f"#{note.get('id')}", len(first)))
    for number, note in enumerate(notes, start=1):
        name = note.get("id", "")
        note.set("id", f"fn-{number}")
        note.set("role", "doc-endnote")
        ids = [
            f"fnref-{number}" + (f"-{n}" if n > 1 else "") for n in range(1, len(references.get(f"#{name}", ())) + 1)
        ]
        taken |= {f"fn-{number}", *ids}
        for reference, here in zip(references.get(f"#{name}", ()), ids, strict=True):
            reference.getparent().attrib.pop("id", None)
            reference.attrib.clear()
            for key, value in (("class", "noteref"), ("role", "doc-noteref"), ("href", f"#fn-{number}"), ("id", here)):
                reference.set(key, value)
            reference.text = str(number)
        _set_backrefs(note, ids)
        if not ids:
            unused.append(name.removeprefix("fn:"))
    return unused, taken


def _set_backrefs(note: Any, ids: Sequence[str]) -> None:
    """A way back to each place that the note is called from: Markdown knows those that it has read itself."""
    backrefs = [link for link in note.iter("a") if link.get("class") == "footnote-backref"]
    while backrefs and len(backrefs) < len(ids):
        backrefs[-1].addnext(another := deepcopy(backrefs[-1]))
        backrefs.append(another)
    for n, link in enumerate(backrefs):
        before = link.getprevious()
        gap = " " if n < len(ids) else ""
        if before is None:
            words = (link.getparent().text or "").rstrip("\xa0 ")
            link.getparent().text = words + gap if words else ""
        else:
            before.tail = (before.tail or "").rstrip("\xa0 ") + gap
        if n >= len(ids):
            remove(link)
            continue
        link.attrib.clear()
        for key, value in (("class", "backref"), ("role", "doc-backlink"), ("href", f"#{ids[n]}")):
            link.set(key, value)


class Lost(NamedTuple):
    """A call that none can be made of: the note, and the path of the picture, the n-th of its path from 0."""

    name: str
    src: str
    nth: int


def call(root: Any, typed: str = "") -> list[Lost]:
    """Make calls of those typed there; returns those in a picture's alternative, or in the title of one among words.

    Neither is printed. `typed` is the text without its code: what has a backslash before it anywhere is no call.
    """
    notes = {note.get("id", "").removeprefix("fn:") for note in root.iter("li") if note.get("id", "").startswith("fn:")}
    for figures in root.iter("ul"):
        if figures.get("class") == "key-figures":
            _call_from_figures(figures, notes)
    lost: list[Lost] = []
    met: Counter[str] = Counter()
    for picture in root.iter("img"):
        src = picture.get("data-src", "").strip()
        if CALL.search(title := picture.get("title", "")) and (frame := pictures.alone(picture)) is not None:
            _set(pictures.caption(frame, picture), title, notes)
        lost += [Lost(name, src, met[src]) for name in _take_calls(picture, notes)]
        met[src] += 1
    _call_from_html(root, {note for note in notes if f"\\[^{note}" not in typed})
    return lost


_UNREAD = {"a", "code", "pre", "kbd", "samp", "script", "style", "svg", "math"}


def _call_from_html(root: Any, notes: set[str]) -> None:
    """Make calls of those typed within raw HTML, in the cells of a table above all, where Markdown reads nothing."""
    if not notes or "[^" not in "".join(root.itertext()):
        return
    for element in list(root.iter(etree.Element)):
        if "[^" not in (element.text or "") + "".join(child.tail or "" for child in element):
            continue
        above = (element, *element.iterancestors())
        if not any(one.tag in _UNREAD or "chart" in one.get("class", "").split() for one in above):
            _call_within(element, notes, deep=False)


def _call_from_figures(figures: Any, notes: set[str]) -> None:
    if any(item.find("strong") is None or item.find("span") is None for item in figures):
        del figures.attrib["class"]  # typed as HTML, and not what a block of key figures is
        return
    for item in figures:
        figure, words = item.find("strong"), item.find("span")
        called = "".join(call[0] for call in CALL.finditer(figure.text or "") if call[1] in notes)
        figure.text = CALL.sub(lambda call: "" if call[1] in notes else call[0], figure.text or "").strip()
        # Behind the words: a small digit on a large figure is its exponent.
        if len(words):
            words[-1].tail = (words[-1].tail or "") + called
        else:
            words.text = (words.text or "") + called
        _call_within(words, notes)


def _take_calls(picture: Any, notes: set[str]) -> list[str]:
    """The notes that are called from attributes of a picture, their calls taken out of them."""
    lost: list[str] = []
    for key in ("alt", "title"):
        if names := [name for name in CALL.findall(picture.get(key, "")) if name in notes]:
            picture.set(key, CALL.sub("", picture.get(key)))
            lost += names
    return lost


def separate(root: Any) -> None:
    """Put a comma between two calls beside each other, in place: `1` and `2` are not to be read as twelve.

    The same between a call and a raised figure, before or behind it.
    """
    for call in root.iter("a"):
        around = call.getparent()
        if call.get("role") != "doc-noteref" or around.tag != "sup" or around.text or around[0] is not call:
            continue
        before, behind = around.getprevious(), around.getnext()
        said = (around.getparent().text if before is None else before.tail) or ""
        if (before is not None and _ends_in_a_figure(before) and not said) or said[-1:] in _RAISED:
            around.text = ","
        if behind is not None and not around.tail and behind.tag == "sup" and (behind.text or "")[:1].isdigit():
            around.tail = "\u2009"


_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")


def _ends_in_a_figure(element: Any) -> bool:
    """Whether what is raised, or is a formula, would be read on in the figure behind it."""
    words = "".join(element.itertext()).strip()
    return bool(words) and (element.tag == "sup" or "math" in element.get("class", "").split())


def _call_within(element: Any, notes: set[str], *, deep: bool = True) -> None:
    """Make calls of those typed in an element and, if `deep`, in what it holds; code keeps what was typed."""
    for part in list(element.iter()) if deep else [element]:
        if part.tag == "code":
            continue
        for child in list(part):
            if child.tail and CALL.search(child.tail):
                words = etree.Element("span")
                words.tail, typed = None, child.tail
                child.tail = None
                _set(words, typed, notes)
                child.tail = words.text
                at = part.index(child) + 1
                part[at:at] = list(words)
        if part.text and CALL.search(part.text):
            inner = list(part)
            _set(part, part.text, notes)
            part.extend(inner)


def _set(element: Any, text: str, notes: set[str]) -> None:
    """Give an element its text, each call of a note that is there an element in it."""
    element.text, last = "", None
    for n, part in enumerate(CALL.split(text)):
        if n % 2 and part in notes:
            last = etree.SubElement(element, "sup")
            etree.SubElement(last, "a", {"class": "footnote-ref", "href": f"#fn:{part}"})
            continue
        words = f"[^{part}]" if n % 2 else part
        if last is None:
            element.text += words
        else:
            last.tail = (last.tail or "") + words
