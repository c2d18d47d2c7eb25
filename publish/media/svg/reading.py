"""A stranger's SVG is parsed, judged, measured, and written again by an allow-list: it can only be shown.

What comes out was written here from a tree: no processing instruction, DOCTYPE, comment, other namespace, script,
event or address outside the drawing is in it, whatever the bytes looked like. Wraps lxml's parser.

Traps: an SVG of 1 KB with five levels of ten `<use>` takes the layout library 20 s, so elements are counted as drawn
and not as written. libxml2 reads encodings that no search through the bytes sees through, so that a DOCTYPE is looked
for in the tree as well. A `viewBox` that is not four numbers makes the layout library give up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lxml import etree

from publish.media.faults import AGAIN, USABLE, Unusable
from publish.media.svg import styles
from publish.media.svg.allowed import (
    DROPPED_MOVES,
    ELEMENTS,
    GEOMETRY,
    PROPERTIES,
    REFUSED,
    SVG,
    WORDED,
    XLINK,
    XML,
)

MOST_BYTES = 25 * 1024 * 1024
MOST_ELEMENTS = 20_000
DEEPEST = 100
LONGEST_SIDE = 100_000
"""CSS px."""

_SAFER = "save it as plain SVG, without scripts or links to other files"

Embed = Callable[[str], str]
"""Gives the `data:` address of a picture made of dots as a drawing may carry it. Raises Unusable."""


class Drawing(NamedTuple):
    """A drawing that can only be looked at."""

    content: bytes
    """UTF-8, without an XML declaration; the same bytes if it is read again."""
    width: int
    height: int
    """CSS px, 0 when it states none."""
    lost: tuple[str, ...]
    """What a viewer might have shown and was left out: `its animation`, `a typeface of its own`."""


def read(content: bytes, embed: Embed) -> Drawing:
    """The drawing of an SVG's bytes. Raises Unusable when it is none, or is more than a drawing."""
    root = _root(_undeclared(content))
    _check(root)
    _count(root)
    width, height = _measure(root)
    writer = _Writer(embed)
    try:
        made = writer.element(root)
    except RecursionError as deep:  # CSS with thousands of brackets inside one another
        raise Unusable("I03", _unusable("too many brackets inside one another"), _SAFER) from deep
    assert made is not None  # its name was looked at
    etree.cleanup_namespaces(made, top_nsmap=None, keep_ns_prefixes=None)
    return Drawing(etree.tostring(made, encoding="unicode").encode(), width, height, tuple(sorted(writer.lost)))


def parse(content: bytes) -> etree._Element:
    """The tree of a drawing. Nothing outside it is read. Raises lxml's XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _root(content: bytes) -> etree._Element:
    text = content.lower()
    if b"<html" in text[:1024] or b"<!doctype html" in text[:1024]:
        raise Unusable("I03", "is a web page, not a kind of image that can be used", USABLE)
    if b"<!doctype" in text or b"<!entity" in text:
        raise Unusable("I03", "is an SVG with a DOCTYPE, which cannot be used", "delete the `<!DOCTYPE …>`")
    if re.search(rb"\d{1000}", content):  # Python reads numbers of some thousands of digits, and no more
        raise Unusable("I03", _unusable("a number of more than 1,000 digits"), _SAFER)
    try:
        root = parse(content)
    except (etree.XMLSyntaxError, ValueError, LookupError) as broken:
        if "depth" in str(broken):
            raise Unusable("I03", _unusable("too many elements inside one another"), _SAFER) from broken
        raise Unusable("I03", "is not well-formed SVG", _SAFER) from broken
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unusable("I03", "is an SVG with a DOCTYPE, which cannot be used", "delete the `<!DOCTYPE …>`")
    if root.tag not in (f"{{{SVG}}}svg", "svg"):
        raise Unusable("I03", f"is XML (`{etree.QName(root).localname}`), not an image", USABLE)
    return root


def _unusable(what: str) -> str:
    return f"is an SVG with {what}, which cannot be used"


# ------------------------------------------------------------------------------------------------- what it may not have


def _check(root: etree._Element) -> None:
    """Raise Unusable when a drawing is too deep, acts, or shows what lies outside it."""
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        if depth > DEEPEST:
            raise Unusable("I03", _unusable("too many elements inside one another"), _SAFER)
        if fault := _fault(element):
            raise Unusable("I03", _unusable(fault), _SAFER)
        stack.extend((child, depth + 1) for child in element.iterchildren("*"))


def _fault(element: etree._Element) -> str:
    name = etree.QName(element).localname.lower()
    if name in REFUSED and not (name == "foreignobject" and _has_another(element)):
        return f"a `<{name}>`"
    for key, text in element.attrib.items():
        plain = etree.QName(key).localname.lower()
        if plain.startswith("on"):
            return f"an `{plain}` attribute"
        if plain in ("href", "src") and (fault := _led_out(name, text)):
            return fault
        if name in ("set", "animate") and plain == "attributename" and _squeezed(text).endswith("href"):
            return "an animated link"
    return ""


def _has_another(element: etree._Element) -> bool:
    """Whether a `switch` has something else to show in the place of this (SVG 2, 5.7.2)."""
    parent = element.getparent()
    return parent is not None and etree.QName(parent).localname == "switch" and len(parent) > 1


def _squeezed(address: str) -> str:
    """An address as browsers read it, in small letters (URL Standard, 4.4: white space and controls go)."""
    return re.sub(r"[\x00-\x20]", "", address).lower()


def _led_out(name: str, address: str) -> str:
    target = _squeezed(address)
    if name == "a":
        return "" if target.startswith(("#", "http:", "https:", "mailto:")) or not target else _link(address)
    if target.startswith("data:image/svg"):
        return "another SVG inside it"
    if target.startswith("#") or not target:
        return ""
    carries = name in ("image", "feimage") and re.match(r"data:image/[^,]*;base64,", target)
    return "" if carries else _link(address)


def _link(address: str) -> str:
    return f"a link to `{address[:60]}`"


# --------------------------------------------------------------------------------------------------- what it is made of


class _Writer:
    """Copies what the list allows."""

    def __init__(self, embed: Embed) -> None:
        self.lost: set[str] = set()
        self._embed = embed
        self._seen: set[str] = set()
        self._letters = 0

    def element(self, old: etree._Element, parent: etree._Element | None = None) -> etree._Element | None:
        """A copy of the element under `parent`; None for what a drawing does not have. Raises Unusable."""
        named = etree.QName(old)
        if not _is_drawn(old):
            if named.localname.lower() in DROPPED_MOVES:
                self.lost.add("its animation")
            return None
        name = _name_of_copy(named.localname, parent)
        tag = f"{{{SVG}}}{name}"
        new = etree.Element(tag, nsmap=_SPACES) if parent is None else etree.SubElement(parent, tag)
        self._attributes(old, new)
        if name == "style":
            new.text = self._sheet((old.text or "") + "".join(child.tail or "" for child in old))
            return new
        if named.localname in WORDED:
            new.text = old.text
        for child in old:
            made = self.element(child, new) if isinstance(child.tag, str) else None
            if child.tail and named.localname in WORDED:
                _append(new, made, child.tail)
        return new

    def _attributes(self, old: etree._Element, new: etree._Element) -> None:
        """Copy the attributes that the list allows. Raises Unusable."""
        name = etree.QName(old).localname
        for key, text in old.attrib.items():
            if name == "a" and etree.QName(key).localname == "href":
                continue  # a picture leads nowhere: links belong to the text beside it
            if (value := self._attribute(name, str(key), str(text))) is not None:
                new.set(key, value)

    def _attribute(self, element: str, key: str, text: str) -> str | None:
        """An attribute's value as it is written again; None for one that is left out. Raises Unusable."""
        named = etree.QName(key)
        if named.namespace == XLINK and named.localname == "href":
            return self._address(element, text)
        if named.namespace == XML:
            return text if named.localname in ("space", "lang") else None
        if named.namespace is not None:
            return None
        if key == "href":
            return self._address(element, text)
        if key not in GEOMETRY and key not in PROPERTIES and not re.fullmatch(r"aria-[a-z]+", key):
            return None
        try:
            if key == "style":
                self._read(text)
                return styles.declarations(text) or None
            if key in _WORDS or key.startswith("aria-") or styles.is_plain(text):
                return text
            self._read(text)
            return styles.value(text)
        except styles.Outside as outside:
            what = outside.args[0] if key == "style" else f"a link to something outside (`{key}`)"
            raise Unusable("I03", _unusable(what), _SAFER) from outside

    def _address(self, element: str, text: str) -> str | None:
        target = text.strip()
        if target.startswith("#"):
            return target
        if element in ("image", "feImage") and _squeezed(target).startswith("data:"):
            return self._embed(target)
        return None

    def _sheet(self, text: str) -> str:
        self._read(text)
        try:
            rules, lettered = styles.sheet(text)
        except styles.Outside as outside:
            raise Unusable("I03", _unusable(outside.args[0]), _SAFER) from outside
        if lettered:
            self.lost.add("a typeface of its own")
        return rules

    def _read(self, text: str) -> None:
        """Note that CSS is read. Raises Unusable when it is more than can be read in a moment."""
        if text not in self._seen:
            self._seen.add(text)
            self._letters += len(text)
        if self._letters > styles.MOST_LETTERS:
            raise Unusable("I04", "has too much CSS in it", "simplify the drawing")


_SPACES = {None: SVG, "xlink": XLINK}
_WORDS = frozenset(("id", "class", "lang", "title", "role", "type", "result", "in", "in2"))
"""Attributes that hold names or words, which are no CSS."""


def _is_drawn(element: etree._Element) -> bool:
    """Whether an element is one of SVG that the list allows."""
    named = etree.QName(element)
    unnamed = named.namespace is None and not _has_svg_above(element)
    return (named.namespace == SVG or unnamed) and named.localname in ELEMENTS


def _name_of_copy(name: str, parent: etree._Element | None) -> str:
    """The element that an element becomes: a link is a `tspan` among words, and a group elsewhere."""
    if name != "a":
        return name
    return "g" if parent is not None and not _is_words(parent) else "tspan"


def _has_svg_above(element: etree._Element) -> bool:
    """Whether the outermost element says that it is SVG: where it does not, the names without a namespace are meant."""
    return bool(element.getroottree().getroot().tag == f"{{{SVG}}}svg")


def _is_words(element: etree._Element) -> bool:
    return etree.QName(element).localname in ("text", "tspan", "textPath")


def _append(parent: etree._Element, last: etree._Element | None, text: str) -> None:
    """Put words behind the last child that was written."""
    before = last if last is not None else (parent[-1] if len(parent) else None)
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text


# ----------------------------------------------------------------------------------------------------- how large it is

_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|q|)\s*$", re.I)
# CSS Values 4, 6.2: absolute lengths in px.
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}
_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_FOUR = re.compile(rf"({_NUMBER})" + rf"(?:\s*,\s*|\s+|(?=[-+.]))({_NUMBER})" * 3)
_NO_LENGTH = re.compile(rf"\s*(?:-{_NUMBER}|[-+]?(?:0*\.?0+|0+\.)(?:e[-+]?[0-9]+)?|[-+]?nan|[-+]?inf)(?![0-9.])", re.I)
"""A length that is not above nought, or none: what a script writes that divided by it."""


def _measure(root: etree._Element) -> tuple[int, int]:
    """Width and height in CSS px, 0 when it states none. Raises Unusable when there is nothing to see."""
    boxes = {element: _box(stated) for element in root.iter("*") if (stated := element.get("viewBox", "").strip())}
    width, height = boxes.get(root, (0.0, 0.0))
    if root in boxes and (width <= 0 or height <= 0):
        raise Unusable("I03", f"is an SVG that shows nothing: its `viewBox` is {width:g} × {height:g}", AGAIN)
    sides = _side("width", root, width), _side("height", root, height)
    if max(sides) > LONGEST_SIDE:
        raise Unusable("I04", f"is {sides[0]} × {sides[1]} pixels", f"no side may have over {LONGEST_SIDE:,} pixels")
    return sides


def _box(stated: str) -> tuple[float, float]:
    """The width and height of a `viewBox` (SVG 2, 8.6). Raises Unusable when it has none."""
    if (four := _FOUR.fullmatch(stated)) is None:
        shown = stated if len(stated) <= 40 else stated[:39] + "…"
        hint = f'write `viewBox="0 0 WIDTH HEIGHT"` in it, in numbers without units, or {AGAIN}'
        raise Unusable("I03", f"is an SVG whose `viewBox` is not four numbers: `{shown}`", hint)
    return float(four[3]), float(four[4])


def _side(name: str, root: etree._Element, extent: float) -> int:
    """A side in CSS px: as stated when that is absolute, else that of the `viewBox`. Raises Unusable for none."""
    stated = root.get(name, "")
    if _NO_LENGTH.match(stated):
        raise Unusable("I03", f"is an SVG that shows nothing: its `{name}` is `{stated.strip()}`", AGAIN)
    if length := _LENGTH.match(stated):
        return round(min(float(length[1]), 1e9) * _PIXELS[length[2].lower()])
    return round(min(extent, 1e9))


def _count(root: etree._Element) -> None:
    """Raise Unusable when a drawing draws more than `MOST_ELEMENTS`, each `<use>` counted as what it repeats."""
    named = {element.get("id"): element for element in root.iter("*") if element.get("id")}
    sizes: dict[etree._Element, int] = {}
    open_now: set[etree._Element] = set()
    # Depth first without recursion: an element is visited once to open it and once, after its parts, to add them up.
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        if not done and element in sizes:
            continue
        parts = list(_parts(element, named))
        if done:
            open_now.discard(element)
            sizes[element] = 1 + sum(sizes.get(part, 1) for part in parts)
            if sizes[element] > MOST_ELEMENTS:
                raise Unusable("I04", f"draws more than {MOST_ELEMENTS} elements", "simplify the drawing")
            continue
        open_now.add(element)
        stack.append((element, True))
        for part in parts:
            if part in open_now:
                raise Unusable("I03", "is an SVG that uses itself, which cannot be used", "remove the `<use>`")
            stack.append((part, False))


def _parts(element: etree._Element, named: dict[str | None, etree._Element]) -> Iterator[etree._Element]:
    """What is drawn with an element: its children, and what it repeats."""
    yield from element.iterchildren("*")
    if etree.QName(element).localname == "use":
        target = element.get("href") or element.get(f"{{{XLINK}}}href") or ""
        if (used := named.get(target.strip().lstrip("#"))) is not None:
            yield used


# ------------------------------------------------------------------------------------------------- without its DOCTYPE

_DOCTYPE = re.compile(
    rb"""(?P<before>(?:\xef\xbb\xbf)?\s*(?:<\?(?:[^?]|\?(?!>)){0,2000}\?>\s*|<!--(?:[^-]|-(?!-)){0,20000}-->\s*){0,20})
    <!DOCTYPE\s+svg (?:\s+(?:PUBLIC\s+(?:"[^"<>]*"|'[^'<>]*')|SYSTEM)\s+(?:"[^"<>]*"|'[^'<>]*'))? \s*
    (?:\[(?P<subset>[^\]]{0,20000})\]\s*)? >""",
    re.X,
)
_ENTITY = re.compile(rb"""\s*<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"<>&%']{0,200})"|'([^'<>&%"]{0,200})')\s*>\s*""")


def _undeclared(content: bytes) -> bytes:
    """An SVG without the DOCTYPE of Illustrator and Inkscape, and any other bytes as they are.

    Of a DOCTYPE's own declarations only plain words under a name are taken, put where they are named. What has another
    (words that name others, a file elsewhere) keeps its DOCTYPE, for which it is refused.
    """
    if (declared := _DOCTYPE.match(content)) is None:
        return content
    subset, rest = declared["subset"] or b"", content[declared.end() :]
    meant: dict[bytes, bytes] = {}
    at = 0
    while at < len(subset) and (entity := _ENTITY.match(subset, at)) is not None:
        meant.setdefault(entity[1], entity[2] if entity[2] is not None else entity[3])
        at = entity.end()
    if subset[at:].strip() or not meant.keys().isdisjoint((b"lt", b"gt", b"amp", b"quot", b"apos")):
        return content
    grown = len(rest) + sum(rest.count(b"&%s;" % name) * len(words) for name, words in meant.items())
    if grown > MOST_BYTES:
        raise Unusable("I04", "grows too large", "save it as plain SVG")
    return declared["before"] + re.sub(rb"&([A-Za-z_][\w.-]*);", lambda name: meant.get(name[1], name[0]), rest)
