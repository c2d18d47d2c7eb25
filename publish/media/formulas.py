"""Formulas: TeX becomes MathML for screens and a drawing for paper. The only place that knows math-core and ziamath.

Traps: math-core writes MathML Core, whose tables say by `style` what ziamath reads of `columnalign`, and
`&ApplyFunction;`, which no XML knows; a sign that its typeface lacks is drawn as an empty box by ziamath, without a
word; ziamath refers from `use` to `symbol`, whose names are the same in every drawing.
"""

from __future__ import annotations

import html
import re
import unicodedata
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from publish.base import raised

LONGEST = 4000
"""Characters of TeX; a line of a formula has some fifty."""

MATHML = "http://www.w3.org/1998/Math/MathML"
_SVG = "http://www.w3.org/2000/svg"
_SIZE = 16
"""CSS px of a letter in what ziamath draws."""

INK = "#010203"
"""What a drawing is coloured with, for whoever exchanges it for the colour of the text around."""

_MACROS = {
    "mbox": r"\text{#1}",
    "ensuremath": "#1",
    "substack": r"\begin{matrix}#1\end{matrix}",
    "smash": "#1",
    "euro": r"\text{€}",
}


class FormulaError(ValueError):
    """TeX that cannot be set; the argument says why, in words that end no sentence."""


class Drawing(NamedTuple):
    """A formula as it is drawn."""

    svg: bytes
    width: float
    """In em of the text around."""
    depth: float
    """How far it reaches under the base line, in em."""


@lru_cache(maxsize=512)
def mathml(tex: str, displayed: bool) -> str:
    """TeX as a `math` element of MathML Core, with the TeX as its `alttext`. Raises FormulaError."""
    import math_core  # here, not above: few texts have formulas

    if len(tex) > LONGEST:
        raise FormulaError(f"it is longer than {LONGEST:,} characters")
    convert = math_core.LatexToMathML(macros=_MACROS, xml_namespace=True, fancy_error=False)
    try:
        made = convert.convert_with_local_state(_known(tex), displaystyle=displayed)
    except math_core.LatexError as error:
        raise FormulaError(_said(str(error))) from None
    root = _parsed(made)
    _level(root)
    _dress(root)
    root.set("alttext", " ".join(tex.split()))
    if displayed:
        root.set("display", "block")
    return str(etree.tostring(root, encoding="unicode"))


_NUMBERED = re.compile(r"\\(begin|end)\{(align|equation|gather)\}")


def _known(tex: str) -> str:
    """TeX in the environments that math-core has. Only what has a number of its own (`tag`) has one."""
    tex = tex.replace("{split}", "{aligned}").replace("{eqnarray*}", "{eqnarray}")
    tex = tex.replace(r"\begin{eqnarray}", r"\begin{array}{rcl}").replace(r"\end{eqnarray}", r"\end{array}")
    if r"\tag" not in tex:
        return _NUMBERED.sub(r"\\\1{\2*}", tex)
    return tex if _NUMBERED.search(tex) else rf"\begin{{equation}}{tex}\end{{equation}}"


def line(tex: str) -> str:
    """A formula as signs in a line of plain words, `E = mc²`; the TeX where its parts take more than a line."""
    try:
        return " ".join(_signs(etree.fromstring(mathml(tex, False))).split())
    except FormulaError:
        return tex


def _signs(element: Any) -> str:
    """What an element of MathML says in a line. Raises FormulaError for what takes more than one."""
    name, parts = etree.QName(element).localname, list(element)
    if name in ("mi", "mn", "mtext"):
        return unicodedata.normalize("NFC", element.text or "")
    if name == "mo":
        sign = element.text or ""
        return f" {sign} " if element.get("form") != "prefix" and sign in _RELATIONS else sign
    if name in ("math", "mrow", "mstyle"):
        return "".join(map(_signs, parts))
    if name == "msqrt" and len(inner := "".join(map(_signs, parts)).strip()) == 1:
        return f"√{inner}"
    if name in ("msup", "msub"):
        signed = raised.signs(moved := _signs(parts[1]).strip(), name[1:])
        if signed != moved:
            return _signs(parts[0]) + signed
    raise FormulaError(f"`{name}` takes more than a line")


_RELATIONS = frozenset("=<>≤≥≠≈+−→")


@lru_cache(maxsize=512)
def draw(tex: str, displayed: bool) -> Drawing:
    """TeX as a drawing in the colour `INK`, whose letters are outlines of STIX Two Math. Raises FormulaError."""
    try:
        drawn = _ziamath().Math(_for_ziamath(mathml(tex, displayed), displayed), size=_SIZE, margin=0)
        svg = drawn.svgxml()
        lowest = float(drawn.node.bbox.ymin)
        lacking = _lacking(drawn.font, drawn.mathml)
    except FormulaError:
        raise
    except Exception as fault:  # a formula that ziamath cannot set stops in the middle of its code, in many ways
        raise FormulaError(f"it cannot be drawn ({type(fault).__name__})") from None
    if lacking:
        raise FormulaError(f"the typeface of formulas has no `{lacking}`")
    width = float(svg.get("width", "0"))
    if not width or not float(svg.get("height", "0")):
        raise FormulaError("there is nothing to see in it")
    return Drawing(_plain(svg), round(width / _SIZE, 3), round(max(0.0, -lowest) / _SIZE, 3))


@lru_cache(maxsize=1)
def _ziamath() -> Any:
    """The library, which reads its typeface when it is imported, in a way that Python deprecates."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import ziamath
    return ziamath


def fault(tex: str, displayed: bool) -> str:
    """Why TeX cannot be set, or nothing."""
    try:
        draw(tex, displayed)
    except FormulaError as error:
        return str(error)
    return ""


def has(body: str) -> bool:
    """Whether a body in markup has formulas, in the quickest way that is never wrong about it."""
    return '<code class="math' in body


def displayed(code: Any) -> bool:
    """Whether a formula in an article's body stands by itself, or is to be set as if it did."""
    return "display" in code.get("class", "").split()


def exchange(root: Any, made: Callable[[str, bool], Any]) -> None:
    """Put what `made` gives of the TeX of each formula (`code class="math"`) of a body in the formula's place.

    One that cannot be set stays code.
    """
    for code in [element for element in root.iter("code") if "math" in element.get("class", "").split()]:
        try:
            element = made("".join(code.itertext()), displayed(code))
        except FormulaError:
            code.attrib.pop("class")
            continue
        element.tail = code.tail
        code.getparent().replace(code, element)


def as_mathml(root: Any) -> None:
    """Set the formulas of a body as MathML."""
    exchange(root, lambda tex, displayed: etree.fromstring(mathml(tex, displayed)))


def _said(error: str) -> str:
    """What math-core says, without the place in the formula that its words begin with."""
    words = re.sub(r"^\d+:\s*", "", error).strip().rstrip(".").replace('"', "`")
    return words[:1].lower() + words[1:160]


def _parsed(made: str) -> Any:
    spelt = re.sub(r"&(?!amp;|lt;|gt;|quot;|apos;|#)\w+;", lambda name: html.unescape(name[0]), made)
    return etree.fromstring(spelt, etree.XMLParser(resolve_entities=False, no_network=True))


_LEVELS = ("displaystyle", "scriptlevel")


def _level(root: Any) -> None:
    """Say in `mstyle` how large a part is set: MathML 3, which EPUBCheck holds EPUBs to, knows it nowhere else.

    A table begins anew by itself, and the empty rows that mark a struck formula mean nothing.
    """
    for element in list(root.iter()):
        levels = {name: element.attrib.pop(name) for name in _LEVELS if name in element.attrib}
        name = etree.QName(element).localname
        if name == "mtable":
            element.attrib.update({key: value for key, value in levels.items() if key == "displaystyle"})
        elif name in ("mstyle", "math"):
            element.attrib.update(levels)
        elif levels:
            around = etree.Element(f"{{{MATHML}}}mstyle", levels)
            element.getparent().replace(element, around)
            around.append(element)


_LOOKS = {
    "b": ("bold", "font-weight: bold"),
    "i": ("italic", "font-style: italic"),
    "em": ("italic", "font-style: italic"),
}


def _dress(root: Any) -> None:
    """Say in attributes which words are bold or slope: math-core writes HTML into `mtext`, which MathML 3 has not."""
    for text in [text for text in root.iter(f"{{{MATHML}}}mtext") if len(text)]:
        row = etree.Element(f"{{{MATHML}}}mrow")
        row.tail = text.tail
        words = [("", text.text), *((etree.QName(each).localname, "".join(each.itertext())) for each in text)]
        for at, (name, word) in enumerate(words):
            variant, style = _LOOKS.get(name, ("", ""))
            if word:
                part = etree.SubElement(
                    row, f"{{{MATHML}}}mtext", {"mathvariant": variant, "style": style} if variant else {}
                )
                part.text = word
            if at and (tail := text[at - 1].tail):
                etree.SubElement(row, f"{{{MATHML}}}mtext").text = tail
        text.getparent().replace(text, row)


_ALIGNED = re.compile(r"text-align:\s*(left|right|center)")
_BESIDE = {
    f"{{{MATHML}}}m{above}": f"{{{MATHML}}}m{beside}"
    for above, beside in (("underover", "subsup"), ("under", "sub"), ("over", "sup"))
}
_SUMS = tuple("∑∏∐⋃⋂⋁⋀⨁⨂")
"""Signs that have their limits beside them within a line (MathML Core, `movablelimits`)."""
_SELECTORS = re.compile("[\ufe00-\ufe0f]")
"""Variation selectors, which ziamath draws as signs of their own."""
_INKED = re.compile(r"color:\s*(#[0-9A-Fa-f]{6})")


def _for_ziamath(said: str, displayed: bool) -> Any:
    """MathML with the attributes that ziamath reads, as a tree of the standard library."""
    from xml.etree import ElementTree

    root = ElementTree.fromstring(said)
    root.set("display", "block" if displayed else "inline")
    for element in root.iter():
        style = element.attrib.pop("style", "")
        if aligned := _ALIGNED.search(style):
            element.set("columnalign", aligned[1])
        if inked := _INKED.search(style):
            element.set("mathcolor", inked[1])
        if not displayed and element.tag in _BESIDE and element[0].text in _SUMS:
            element.tag = _BESIDE[element.tag]
        element.text = element.text and _SELECTORS.sub("", element.text)
    return root


def _lacking(font: Any, root: Any) -> str:
    """The first sign of a formula that its typeface lacks."""
    for text in root.itertext():
        for sign in text:
            if not sign.isspace() and sign.isprintable() and not font.glyphindex(sign):
                return str(sign)
    return ""


def _plain(drawn: Any) -> bytes:
    """The drawing with each glyph as a path at its place, all in one colour but what the author coloured."""
    symbols = {symbol.get("id"): symbol for symbol in drawn.iter("symbol")}
    root = etree.Element("svg", {"xmlns": _SVG, **{key: drawn.get(key) for key in ("width", "height", "viewBox")}})
    for part in drawn.iter():
        if part.tag == "use":
            symbol = symbols[part.get("href", "").removeprefix("#")]
            left, top, wide, _ = map(float, symbol.get("viewBox").split())
            scale = float(part.get("width")) / wide if wide else 1.0
            x, y = float(part.get("x")) - left * scale, float(part.get("y")) - top * scale
            for path in symbol.iter("path"):
                moved = f"matrix({scale:.4f} 0 0 {scale:.4f} {x:.3f} {y:.3f})"
                etree.SubElement(root, "path", _inked(part, {"d": path.get("d", ""), "transform": moved}))
    inside = {part for symbol in symbols.values() for part in symbol.iter()}
    for part in drawn.iter():
        if part is not drawn and part not in inside and part.tag not in ("symbol", "use", "g"):
            etree.SubElement(root, part.tag, _inked(part, dict(part.attrib)))
    return bytes(etree.tostring(root))


def _inked(part: Any, attributes: dict[str, str]) -> dict[str, str]:
    attributes.setdefault("fill", part.get("fill", "black"))
    return {key: INK if value == "black" else value for key, value in attributes.items()}
