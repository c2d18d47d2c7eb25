"""A drawing rewritten so that the layout library draws it as a browser does; what cannot be mended is named.

WeasyPrint sets the words of a drawing letter by letter, so that Arabic is unjoined, runs from left to right, and marks
stand beside their letters; it knows neither `var()` nor media rules, and of the `font` shorthand only `SIZE FAMILY`. It
draws all that a `switch` has, strokes over what they should lie under, some masks at a wrong place, and words in any
typeface that it has where the one they ask for is not there. A drawing that has none of this comes out as it went in.
In others the styles are worked out, element by element, and written as attributes; words in such scripts become
outlines, which the picture's text alternative says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any, NamedTuple

import cssselect2
import tinycss2
from lxml import etree

from publish.media.svg.allowed import SVG, XLINK, XML
from publish.media.svg.reading import parse

Outline = Callable[[str, float, int], tuple[str, float]]
"""Gives SVG path data of words at a size and a weight, their line beginning at 0, and how wide they are. Raises
LookupError when no typeface has one of their letters."""


class Mended(NamedTuple):
    """A drawing as it is handed to the layout library."""

    content: bytes
    lost: tuple[str, ...] = ()
    """What is not drawn: `its blur`."""


_SHAPED = re.compile(
    "[\u0300-\u036f\u0590-\u08ff\u0900-\u0dff\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ecd"
    "\u0f00-\u109f\u1780-\u17ff\u1800-\u18af\ua8e0-\ua8ff\ufb1d-\ufdff\ufe70-\ufeff]"
)
"""Letters that are joined, ordered, or have marks: drawn one by one they are wrong."""
_STYLED = re.compile(
    rb"var\(|@media|@supports|@layer|font\s*:|(?:paint-order|text-transform|text-decoration|writing-mode|mask|mix-blend-mode)\s*:"
)
_OTHERWISE = re.compile(
    rb"<(?:\w+:)?(?:fe[A-Z]|text|switch|mask)|filter\s*[:=]|clip-rule|paint-order|mix-blend|color-mix\(|calc\("
)
"""What a drawing has that is looked at."""
_DRAWN_EFFECTS = frozenset(("feOffset", "feBlend", "feFlood", "feMerge", "feMergeNode"))
_EFFECTS = {"feGaussianBlur": "its blur", "feDropShadow": "its shadow"}


def mend(content: bytes, outline: Outline, sans: str = "") -> Mended:
    """The drawing for the layout library. Raises lxml's XMLSyntaxError when it is none.

    `sans` is the typeface, if any, of words whose own is not there: most that drawing programs name have no serifs.
    """
    words = _SHAPED.search(content.decode("utf-8", "replace")) is not None
    if not (words or _STYLED.search(content) or _OTHERWISE.search(content)):
        return Mended(content)
    root = parse(content)
    if words or _STYLED.search(content):
        _resolve(root)
    lost = {*_lost(root), *_left_out(root)}
    _straighten(root)
    changed = _choose(root) | _lay_under(root) | _name_typefaces(root, sans)
    if not (words or lost or changed or _STYLED.search(content)):
        return Mended(content)
    if words:
        for text in list(root.iter(f"{{{SVG}}}text")):
            if _SHAPED.search("".join(text.itertext())):
                try:
                    if not _outlined(text, outline):
                        lost.add("the order and joining of its letters")
                except LookupError:
                    continue  # it stays text, so that the letter is missed where letters are
    return Mended(etree.tostring(root, encoding="unicode").encode(), tuple(sorted(lost)))


def _lost(root: etree._Element) -> Iterator[str]:
    """What the layout library passes over."""
    if next(root.iter(f"{{{SVG}}}textPath"), None) is not None:
        yield "the bend of its words along a path"
    for effect in root.iterfind(f".//{{{SVG}}}filter/*"):
        name = etree.QName(effect).localname
        if name not in _DRAWN_EFFECTS:
            yield _EFFECTS.get(name, "its filter effects")
    if any(re.search(r"filter\s*:\s*(?!none|url)[a-z-]+\(", element.get("style", "")) for element in root.iter("*")):
        yield "its filter effects"

    for what, name in _PASSED_OVER.items():
        if any(what.search(f"{key}:{value}") for each in root.iter("*") for key, value in each.attrib.items()):
            yield name


_PASSED_OVER = {
    re.compile(r"mix-blend-mode\s*:\s*(?!normal)\w"): "the mixing of its colours",
    re.compile(r":.*color-mix\("): "a colour that is mixed (`color-mix`)",
    re.compile(r":.*calc\("): "a length that is worked out (`calc`)",
    re.compile(r"text-decoration(?:-line)?\s*:\s*(?!none)\w"): "the lines at its words",
    re.compile(r"writing-mode\s*:\s*(?:tb|vertical)"): "the lines of words that run downwards",
}


def _left_out(root: etree._Element) -> Iterator[str]:
    """Take out what would hide or cover more than it should: better a shape whole than at a wrong place, or none."""
    for element in root.iter("*"):
        if element.attrib.pop("mask", "none") != "none":
            yield "its mask"
    for path in list(root.iter(f"{{{SVG}}}clipPath")):
        if any(part.get("clip-rule") == "evenodd" and _parts(part) > 1 for part in path.iter("*")):
            yield "the holes in what is cut out of it"
        if next(path.iter(f"{{{SVG}}}text"), None) is not None:
            yield "its cutting to the shape of letters"
            _remove(path)


def _parts(shape: etree._Element) -> int:
    return len(re.findall("[Mm]", shape.get("d", "")))


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


# ------------------------------------------------------------------------------------------------- what stands for what


def _choose(root: etree._Element) -> bool:
    """Leave of each `switch` what is drawn: the first that asks for nothing we have not (SVG 2, 5.7.2)."""
    switches = list(root.iter(f"{{{SVG}}}switch"))
    for switch in switches:
        language = _inherited(switch, "lang", _inherited(switch, f"{{{XML}}}lang", "")).lower().split("-")[0]
        parts = [part for part in switch if not part.get("requiredExtensions")]
        spoken = [part for part in parts if language and language in _languages(part)]
        plain = [part for part in parts if part.get("systemLanguage") is None]
        chosen = next(iter(spoken or plain or parts), None)
        for part in list(switch):
            if part is not chosen:
                switch.remove(part)
        switch.tag = f"{{{SVG}}}g"
        if chosen is not None:
            chosen.attrib.pop("systemLanguage", None)
    return bool(switches)


_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.I)


def _straighten(root: etree._Element) -> None:
    """Set words along a path in a line from its beginning, or about its middle; at the edge they would be cut off."""
    for words in list(root.iter(f"{{{SVG}}}textPath")):
        name = (words.get("href") or words.get(f"{{{XLINK}}}href") or "").strip().removeprefix("#")
        path = next((one for one in root.iter(f"{{{SVG}}}path") if one.get("id") == name), None)
        numbers = [float(number) for number in _NUMBER.findall(path.get("d", "") if path is not None else "")]
        if len(numbers) >= 4:
            middle = _inherited(words, "text-anchor", "start") == "middle"
            words.set("x", f"{(numbers[0] + numbers[-2]) / 2 if middle else numbers[0]:g}")
            words.set("y", f"{numbers[1]:g}")
        words.tag = f"{{{SVG}}}tspan"


def _languages(part: etree._Element) -> set[str]:
    return {each.strip().lower().split("-")[0] for each in part.get("systemLanguage", "").split(",")}


def _lay_under(root: etree._Element) -> bool:
    """Draw the strokes that are to lie under (`paint-order`) by a copy of their own; capitals that are asked for."""
    changed = False
    for element in list(root.iter("*")):
        if (
            element.attrib.pop("paint-order", "").split()[:1] == ["stroke"]
            and (parent := element.getparent()) is not None
        ):
            under = deepcopy(element)
            under.tail = None
            for part in under.iter("*"):
                part.attrib.pop("id", None)
                part.set("fill", "none")
            for part in element.iter("*"):
                part.set("stroke", "none")
            parent.insert(parent.index(element), under)
            changed = True
        case = element.attrib.pop("text-transform", "")
        if change := {"uppercase": str.upper, "lowercase": str.lower}.get(case):
            for part in element.iter("*"):
                part.text = change(part.text) if part.text else part.text
                part.tail = change(part.tail) if part.tail and part is not element else part.tail
            changed = True
    return changed


_SERIFS = re.compile(r"(?<!sans-)serif|times|georgia|garamond|cambria|palatino|baskerville|roman", re.I)
_FAMILY = re.compile(r"(font-family\s*:\s*)([^;}!]+)")


def _name_typefaces(root: etree._Element, sans: str) -> bool:
    """Give words a typeface that is there where they ask for one without serifs, or for none."""
    if not sans or next(root.iter(f"{{{SVG}}}text"), None) is None:
        return False

    def listed(families: str) -> str:
        return families if _SERIFS.search(families) or sans in families else f"{families.strip()}, {sans}"

    def declared(css: str) -> str:
        return _FAMILY.sub(lambda found: found[1] + listed(found[2]), css)

    for element in root.iter("*"):
        if (families := element.get("font-family")) and families != "inherit":
            element.set("font-family", listed(families))
        if style := element.get("style"):
            element.set("style", declared(style))
        if element.tag == f"{{{SVG}}}style" and element.text:
            element.text = declared(element.text)
    if root.get("font-family") is None and "font-family" not in root.get("style", ""):
        root.set("font-family", sans)
    return True


# -------------------------------------------------------------------------------------------------------------- styles

Declared = dict[str, str]
_PRINTED = re.compile(r"(?:only\s+)?(?:all|print)?(?:\s*(?:and\s*)?\(\s*prefers-color-scheme\s*:\s*light\s*\))?", re.I)


def _resolve(root: etree._Element) -> None:
    """Write what the drawing's styles come to on paper as attributes, and take the styles out."""
    plain, important = cssselect2.Matcher(), cssselect2.Matcher()
    for sheet in list(root.iter(f"{{{SVG}}}style")):
        if _is_printed(sheet.get("media", "")):
            _gather(tinycss2.parse_stylesheet(sheet.text or "", True, True), plain, important)
        parent = sheet.getparent()
        if parent is not None:
            parent.remove(sheet)
    customs: dict[etree._Element, Mapping[str, str]] = {}
    for wrapped in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
        element = wrapped.etree_element
        declared: Declared = {}
        own_plain, own_important = _declared(element.attrib.pop("style", ""))
        for each in (_matched(plain, wrapped), own_plain, _matched(important, wrapped), own_important):
            declared |= each
        above = element.getparent()
        custom = dict(customs.get(above, {})) if above is not None else {}
        custom |= {name: value for name, value in declared.items() if name.startswith("--")}
        customs[element] = custom
        for name, value in {**{str(key): str(text) for key, text in element.attrib.items()}, **declared}.items():
            _set(element, name, _with(value, custom), name in declared)


def _set(element: etree._Element, name: str, value: str | None, declared: bool) -> None:
    if name.startswith("--"):
        return
    if value is None:
        element.attrib.pop(name, None)
    elif name == "font" and declared:
        for part, text in _font(value).items():
            element.set(part, text)
    elif declared or element.get(name) != value:
        element.set(name, value)


def _matched(matcher: Any, wrapped: Any) -> Declared:
    found: Declared = {}
    for match in matcher.match(wrapped):
        found |= match[-1]
    return found


def _gather(rules: Iterable[Any], plain: Any, important: Any) -> None:
    for rule in rules:
        if (
            rule.type == "at-rule"
            and rule.content is not None
            and rule.lower_at_keyword in ("media", "supports", "layer")
        ):
            if rule.lower_at_keyword != "media" or _is_printed(tinycss2.serialize(rule.prelude)):
                _gather(tinycss2.parse_rule_list(rule.content, True, True), plain, important)
        elif rule.type == "qualified-rule":
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            for selector in selectors:
                for matcher, declared in zip((plain, important), _declared(rule.content), strict=True):
                    if declared and selector.pseudo_element is None and not selector.never_matches:
                        matcher.add_selector(selector, declared)


def _is_printed(media: str) -> bool:
    """Whether a list of media queries holds on white paper."""
    return any(_PRINTED.fullmatch(query.strip()) for query in media.split(","))


def _declared(content: Any) -> tuple[Declared, Declared]:
    """The declarations of a block, plain ones and those that are important."""
    both: tuple[Declared, Declared] = {}, {}
    for part in tinycss2.parse_blocks_contents(content, True, True):
        if part.type == "declaration":
            both[part.important][part.name if part.name.startswith("--") else part.lower_name] = tinycss2.serialize(
                part.value
            ).strip()
    return both


def _with(value: str, custom: Mapping[str, str], deep: int = 0) -> str | None:
    """A value with variables replaced (CSS Variables 1, 3); None when one has no value and no fallback."""
    if "var(" not in value:
        return value
    if deep > 8:
        return None
    made: list[str] = []
    for token in tinycss2.parse_component_value_list(value):
        if token.type != "function" or token.lower_name != "var":
            inner = getattr(token, "arguments", None)
            if inner is not None:
                inside = _with(tinycss2.serialize(inner), custom, deep + 1)
                if inside is None:
                    return None
                made.append(f"{token.name}({inside})")
            else:
                made.append(token.serialize())
            continue
        name, _, fallback = tinycss2.serialize(token.arguments).partition(",")
        found = _with(custom.get(name.strip(), fallback).strip(), custom, deep + 1)
        if not found:
            return None
        made.append(found)
    return "".join(made).strip()


_WEIGHTS = re.compile(r"(?:normal|bold|bolder|lighter|[1-9]00)\b", re.I)
_SIZED = re.compile(
    r"(?P<before>.*?)(?P<size>(?<![\w.])(?:[\d.]+(?:px|pt|pc|em|rem|ex|mm|cm|in|q|%)|xx-small|x-small|small|medium|"
    r"large|x-large|xx-large|smaller|larger))(?:\s*/\s*[\w.%]+)?\s+(?P<family>.+)",
    re.I | re.S,
)
_KEYWORDS = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32}


def _font(value: str) -> Declared:
    """The parts of the `font` shorthand that drawings use (CSS Fonts 4, 2.7); nothing when it is not one."""
    if (found := _SIZED.fullmatch(value.strip())) is None:
        return {}
    size = found["size"].lower()
    if size in _KEYWORDS:
        size = f"{_KEYWORDS[size]}px"
    before = found["before"].lower().split()
    weight = next((word for word in before if _WEIGHTS.fullmatch(word) and word != "normal"), "normal")
    style = next((word for word in before if word in ("italic", "oblique")), "normal")
    return {"font-size": size, "font-family": found["family"].strip(), "font-weight": weight, "font-style": style}


# --------------------------------------------------------------------------------------------------------------- words

_PX = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}
_MEASURE = re.compile(r"\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*([a-z%]*)\s*", re.I)


def _length(text: str | None, em: float) -> float | None:
    found = _MEASURE.fullmatch(text or "")
    if found is None:
        return None
    unit = found[2].lower()
    try:
        number = float(found[1])
    except ValueError:
        return None
    if unit in ("em", "rem"):
        return number * em
    if unit == "%":
        return number * em / 100
    return number * _PX[unit] if unit in _PX else None


def _inherited(element: etree._Element, name: str, otherwise: str) -> str:
    for each in (element, *element.iterancestors()):
        if (value := each.get(name)) and value != "inherit":
            return str(value)
    return otherwise


def _size(element: etree._Element) -> float:
    size = 16.0
    for each in (*reversed(list(element.iterancestors())), element):
        if value := each.get("font-size"):
            size = _KEYWORDS.get(value) or _length(value, size) or size
    return size


def _weight(element: etree._Element) -> int:
    weight = _inherited(element, "font-weight", "400").lower()
    return {"bold": 700, "bolder": 700, "normal": 400, "lighter": 300}.get(weight) or (
        int(weight) if weight.isdigit() else 400
    )


class _Piece(NamedTuple):
    """Words of one line that look alike."""

    element: etree._Element
    words: str


def _outlined(text: etree._Element, outline: Outline) -> bool:
    """Put outlines in the place of a text's words; False when their places are given letter by letter.

    Each line begins where an element has a place of its own.
    """
    lines: list[list[_Piece]] = []
    for element, words in _pieces(text):
        if any(" " in (element.get(name) or "").strip() for name in ("x", "y", "dx", "dy")) or element.get("rotate"):
            return False
        if etree.QName(element).localname == "textPath":
            return False
        begins = element is text or element.get("x") is not None or element.get("y") is not None
        if not lines or (begins and not any(piece.element is element for piece in lines[-1])):
            lines.append([])
        lines[-1].append(_Piece(element, words))
    group = etree.Element(f"{{{SVG}}}g")
    for key, value in text.attrib.items():
        if key not in ("x", "y", "dx", "dy"):
            group.set(key, value)
    group.tail = text.tail
    x = y = 0.0
    for line in lines:
        x, y = _set_line(group, line, text, (x, y), outline)
    parent = text.getparent()
    if parent is not None:
        parent.replace(text, group)
    return True


def _pieces(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    if element.text:
        yield element, element.text
    for child in element:
        if etree.QName(child).localname in ("tspan", "textPath"):
            yield from _pieces(child)
        if child.tail:
            yield element, child.tail


def _set_line(
    group: etree._Element,
    line: list[_Piece],
    text: etree._Element,
    at: tuple[float, float],
    outline: Outline,
) -> tuple[float, float]:
    """Draw a line of words into the group; where it ends."""
    first = line[0].element
    x, y = _start(first, text, at)
    squeezed = [re.sub(r"\s+", " ", piece.words) for piece in line]
    squeezed[0], squeezed[-1] = squeezed[0].lstrip(), squeezed[-1].rstrip() if len(line) > 1 else squeezed[-1].strip()
    rightwards = _direction(first, "".join(squeezed))
    drawn = [
        outline(words if rightwards else _turned(words), _size(piece.element), _weight(piece.element))
        for piece, words in zip(line, squeezed, strict=True)
    ]
    length = sum(width for _, width in drawn)
    x -= _before_anchor(first, length)
    pairs = list(zip(line, drawn, strict=True))
    end = x + length
    for piece, (path, width) in pairs if rightwards else pairs[::-1]:
        shape = etree.SubElement(group, f"{{{SVG}}}path", {"d": path or "M0 0", "transform": f"translate({x:g} {y:g})"})
        _paint(shape, piece.element, text)
        x += width
    return end, y


def _start(first: etree._Element, text: etree._Element, at: tuple[float, float]) -> tuple[float, float]:
    """Where a line begins that `first` opens: its own x and y or the text's, else `at`; moved by dx and dy."""
    size = _size(first)
    sources = (first, text) if first is not text else (text,)
    x, y = (
        next((v for e in sources if (v := _length(e.get(k), size)) is not None), old)
        for k, old in zip("xy", at, strict=True)
    )
    x += sum(_length(e.get("dx"), size) or 0 for e in sources)
    y += sum(_length(e.get("dy"), size) or 0 for e in sources)
    return x, y


def _before_anchor(first: etree._Element, length: float) -> float:
    """How much of a line of that length stands left of its x (SVG 1.1, 10.9.1)."""
    anchor = _inherited(first, "text-anchor", "start")
    # `start` is where reading begins, which is the right end of a line that says that it runs to the left.
    if _inherited(first, "direction", "ltr") == "rtl":
        anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
    return {"middle": length / 2, "end": length}.get(anchor, 0.0)


def _paint(shape: etree._Element, element: etree._Element, text: etree._Element) -> None:
    """Give a shape the paint of the element and of those around it, below `text`."""
    for each in (element, *element.iterancestors()):
        if each is text:
            break
        for key in ("fill", "stroke", "stroke-width", "opacity", "fill-opacity"):
            if each.get(key) is not None and shape.get(key) is None:
                shape.set(key, each.get(key, ""))


def _turned(words: str) -> str:
    """Words of a line that runs to the left; the spaces round such as run to the right stand on their other side."""
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in words):
        return words
    core = words.strip()
    before, after = (words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]) if core else ("", words)
    return after + core + before


def _direction(element: etree._Element, words: str) -> bool:
    """Whether the pieces of a line stand from left to right."""
    if _inherited(element, "direction", "ltr") == "rtl":
        return False
    strong = next((kind for sign in words if (kind := unicodedata.bidirectional(sign)) in ("L", "R", "AL")), "L")
    return strong == "L"


@lru_cache(maxsize=64)
def words_of(content: bytes) -> str:
    """Every word in a drawing, in no order."""
    root = parse(content)
    return " ".join(part for element in root.iter("*") for part in (element.text, element.tail) if part)
