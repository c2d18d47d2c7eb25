"""A PDF as it is heard: read by its structure alone, as assistive technology reads it (ISO 32000-1, 14.7 and 14.8).

Nothing is inferred from where glyphs stand: the text of a structure element is what its marked content says, in the
order of the tree, by the file's own mapping of glyphs to characters and by what `ActualText` says in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name


class Area(NamedTuple):
    """The area of a link's annotation on a page, in points, what it says and where it leads."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    contents: str
    target: str


@dataclass(kw_only=True, slots=True)
class Element:
    """A structure element with what it holds: further elements and runs of text, in order."""

    kind: str
    page: int | None
    kids: list[Element | str] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """`Alt`, `ActualText`, `E`, `Lang` and `ID`, as far as it has them."""
    attributes: dict[str, Any] = field(default_factory=dict)
    """Of its attribute objects, as Python values; names without their slash."""

    def all(self) -> Iterator[Element]:
        """It and the elements below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.all()

    def find(self, kind: str) -> list[Element]:
        """The elements of a kind below it, in reading order."""
        return [element for element in self.all() if element.kind == kind and element is not self]

    @property
    def text(self) -> str:
        """What is heard of it, white space made single."""
        return " ".join(_clean("".join(_texts(self))).split())

    @property
    def exact(self) -> str:
        """What is heard of it, with line ends and spaces as they are said."""
        return _clean("".join(_texts(self)))


INLINE = frozenset(("Span", "Link", "Reference", "Code", "Quote", "Annot"))
"""Kinds of elements that end no word."""


def _texts(element: Element) -> Iterator[str]:
    for name in ("ActualText", "Alt"):
        if name in element.said:
            yield element.said[name]
            return
    for kid in element.kids:
        if isinstance(kid, str):
            yield kid
        else:
            apart = "" if kid.kind in INLINE else "\n"
            yield apart
            yield from _texts(kid)
            yield apart


def _clean(text: str) -> str:
    return text.replace("\u00ad", "").replace("\u00a0", " ")


def read(content: bytes) -> Element:
    """The tree of a tagged PDF. Raises ValueError for one without a structure tree."""
    with pikepdf.open(BytesIO(content)) as file:
        tree = file.Root.get("/StructTreeRoot")
        if tree is None:
            raise ValueError("the file has no structure tree")
        pages = {page.obj.objgen: number for number, page in enumerate(file.pages)}
        fonts: dict[Any, tuple[dict[int, str], int]] = {}
        texts = [_page(page, fonts) for page in file.pages]
        root = Element(kind="StructTreeRoot", page=None)
        _fill(root, tree.get("/K"), None, pages, texts)
        return root


def joins(root: Element) -> list[str]:
    """Where two words meet without a space between them, from one run of marked content to the next in one block."""
    found: list[str] = []
    last = ""
    for part in _runs(root):
        if part is None:
            last = ""
        elif part:
            if last and last[-1].isalnum() and part[0].isalnum():
                found.append(f"{last.split()[-1]}·{part.split()[0]}")
            last = part
    return found


def _runs(element: Element) -> Iterator[str | None]:
    """Each run of text; None where a block begins or ends."""
    apart = element.kind not in INLINE
    if apart:
        yield None
    if "ActualText" in element.said:
        yield element.said["ActualText"]
    else:
        for kid in element.kids:
            if isinstance(kid, str):
                yield kid
            else:
                yield from _runs(kid)
    if apart:
        yield None


def _fill(element: Element, kids: Any, page: int | None, pages: dict[Any, int], texts: list[Texts]) -> None:
    for kid in kids if isinstance(kids, Array) else [] if kids is None else [kids]:
        if not isinstance(kid, Dictionary):
            if page is not None:
                element.kids.append(texts[page].get((_PAGE, int(kid)), ""))
            continue
        here = pages.get(kid["/Pg"].objgen, page) if "/Pg" in kid else page
        if kid.get("/Type") == Name.MCR:
            if here is not None:
                drawn = kid.Stm.objgen if "/Stm" in kid else _PAGE
                element.kids.append(texts[here].get((drawn, int(kid.MCID)), ""))
        elif kid.get("/Type") == Name.OBJR:
            if kid.Obj.get("/Subtype") == Name.Link:
                element.areas.append(_area(kid.Obj, here or 0))
        else:
            made = Element(kind=str(kid.S)[1:], page=here, said=_said(kid), attributes=_attributes(kid))
            _fill(made, kid.get("/K"), here, pages, texts)
            element.kids.append(made)


def _said(element: Any) -> dict[str, str]:
    return {
        name: str(element[f"/{name}"]) for name in ("Alt", "ActualText", "E", "Lang", "ID") if f"/{name}" in element
    }


def _attributes(element: Any) -> dict[str, Any]:
    given = element.get("/A")
    found: dict[str, Any] = {}
    for one in given if isinstance(given, Array) else [] if given is None else [given]:
        if isinstance(one, Dictionary):
            found |= {key[1:]: _value(value) for key, value in one.items() if key != "/O"}
    return found


def _value(value: Any) -> Any:
    if isinstance(value, Array):
        return [_value(one) for one in value]
    if isinstance(value, Name):
        return str(value)[1:]
    return str(value) if isinstance(value, pikepdf.String) else float(value)


def _area(annotation: Any, page: int) -> Area:
    x1, y1, x2, y2 = map(float, annotation.Rect)
    action = annotation.get("/A")
    target = annotation.get("/Dest") if action is None else action.get("/URI", action.get("/D"))
    return Area(
        page,
        min(x1, x2),
        min(y1, y2),
        max(x1, x2),
        max(y1, y2),
        str(annotation.get("/Contents", "")),
        "" if target is None else str(target),
    )


# ------------------------------------------------------------------------------------------------------- the content


Texts = dict[tuple[tuple[int, int], int], str]
"""The text of each run of marked content, by the form that it is numbered in (`_PAGE` for none) and its number."""

_PAGE = (0, 0)


class _Open(NamedTuple):
    """Marked content that has begun: its number if it has one, and what is said in its place."""

    number: tuple[tuple[int, int], int] | None
    instead: str | None


def _page(page: Any, fonts: dict[Any, tuple[dict[int, str], int]]) -> Texts:
    """The text of each run of marked content of a page."""
    found: dict[Any, list[str]] = {}
    _stream(page, page.obj.Resources, [], found, fonts, _PAGE)
    return {number: "".join(parts) for number, parts in found.items()}


def _stream(
    stream: Any,
    resources: Any,
    around: list[_Open],
    found: dict[Any, list[str]],
    fonts: Any,
    numbers: tuple[int, int],
) -> None:
    open_ = list(around)
    font: tuple[dict[int, str], int] = ({}, 1)
    saved: list[tuple[dict[int, str], int]] = []
    for instruction in pikepdf.parse_content_stream(stream):
        operands, name = list(instruction.operands), str(instruction.operator)
        if name in ("BDC", "BMC"):
            open_.append(_begun(operands, resources, numbers))
            if (instead := open_[-1].instead) is not None and not any(one.instead is not None for one in open_[:-1]):
                _add(instead, open_[:-1] if open_[-1].number is None else open_, found)
        elif name == "EMC":
            open_.pop()
        elif name == "q":
            saved.append(font)
        elif name == "Q" and saved:
            font = saved.pop()
        elif name == "Tf":
            font = _mapping(resources.Font[operands[0]], fonts)
        elif name in ("Tj", "TJ", "'", '"'):
            if not any(one.instead is not None for one in open_):
                _add(_shown(operands[-1], font), open_, found)
        elif name == "Do":
            drawn = resources.XObject[operands[0]]
            if drawn.get("/Subtype") == Name.Form:
                own = drawn.objgen if "/StructParents" in drawn else numbers
                _stream(drawn, drawn.get("/Resources", resources), open_, found, fonts, own)


def _begun(operands: Any, resources: Any, numbers: tuple[int, int]) -> _Open:
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, Name):
        properties = resources.Properties[properties]
    if not isinstance(properties, Dictionary):
        return _Open(None, None)
    number = (numbers, int(properties.MCID)) if "/MCID" in properties else None
    return _Open(number, str(properties.ActualText) if "/ActualText" in properties else None)


def _add(text: str, open_: list[_Open], found: dict[Any, list[str]]) -> None:
    number = next((one.number for one in reversed(open_) if one.number is not None), None)
    if number is not None:
        found.setdefault(number, []).append(text)


def _shown(operand: Any, font: tuple[dict[int, str], int]) -> str:
    mapping, size = font
    codes = b"".join(bytes(one) for one in (operand if isinstance(operand, Array) else [operand]) if _is_text(one))
    return "".join(mapping.get(int.from_bytes(codes[at : at + size], "big"), "�") for at in range(0, len(codes), size))


def _is_text(operand: Any) -> bool:
    return isinstance(operand, pikepdf.String)


_SECTION = re.compile(r"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PAIR = re.compile(r"<(\w+)>\s*<(\w*)>")
_RANGE = re.compile(r"<(\w+)>\s*<(\w+)>\s*(?:<(\w+)>|\[(.*?)\])", re.DOTALL)


def _mapping(font: Any, known: dict[Any, tuple[dict[int, str], int]]) -> tuple[dict[int, str], int]:
    """What each code of a font stands for, by its ToUnicode, and how many bytes a code has."""
    if font.objgen in known:
        return known[font.objgen]
    size = 2 if font.get("/Subtype") == Name.Type0 else 1
    found: dict[int, str] = {}
    text = font.ToUnicode.read_bytes().decode("latin-1") if "/ToUnicode" in font else ""
    for kind, lines in _SECTION.findall(text):
        if kind == "bfchar":
            found |= {int(code, 16): _unicode(value) for code, value in _PAIR.findall(lines)}
            continue
        for first, last, begin, listed in _RANGE.findall(lines):
            codes = range(int(first, 16), int(last, 16) + 1)
            if begin:
                base = _unicode(begin)
                found |= {code: base[:-1] + chr(ord(base[-1]) + step) for step, code in enumerate(codes)}
            else:
                found |= dict(zip(codes, map(_unicode, re.findall(r"<(\w*)>", listed)), strict=False))
    known[font.objgen] = found, size
    return known[font.objgen]


def _unicode(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be", "replace")


def faces(content: bytes) -> tuple[str, ...]:
    """The typefaces in a PDF, as their descriptors say (ISO 32000-1, 9.8.2): flag 4: a script face, 7: slanted."""
    found = set()
    with pikepdf.open(BytesIO(content)) as file:
        for thing in file.objects:
            if isinstance(thing, Dictionary) and thing.get("/Type") == Name.FontDescriptor:
                flags = int(thing.get("/Flags", 0))
                slanted = bool(flags & 1 << 6) or float(thing.get("/ItalicAngle", 0)) != 0
                name = str(thing.get("/FontName", "?")).removeprefix("/").rpartition("+")[2]
                found.add(name + " (script)" * bool(flags & 1 << 3) + " (slanted)" * slanted)
    return tuple(sorted(found))
