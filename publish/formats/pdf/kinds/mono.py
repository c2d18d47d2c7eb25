"""Colours out of a finished PDF: what is drawn, shaded or made of dots comes out as the grey that is as light.

CSS cannot do it (WeasyPrint has no filters), and a logo or a chart is an SVG whose colours may stand in many places; in
the PDF they are a handful of operators. A grey keeps its colour's luminance (WCAG 2.2), so contrast is what it was, and
is written as a grey, so that no printer mixes it of its colours. The operators are found by pattern: pydyf writes text
as hexadecimal, so nothing in a string can look like one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

_NUMBER = rb"(-?\d*\.?\d+)"
_SET = re.compile(rb"(?<![\w.])" + rb"\s+".join((_NUMBER, _NUMBER, _NUMBER)) + rb"\s+(rg|RG|scn|SCN|sc|SC)(?!\w)")
_QUALITY = 88


def greyed(content: bytes) -> bytes:
    """The same PDF without colours."""
    with pikepdf.open(BytesIO(content)) as pdf:
        for drawing in drawings(pdf):
            _drawing(drawing)
        for thing in list(pdf.objects):
            if isinstance(thing, Stream) and thing.get("/Subtype") == Name.Image:
                _picture(thing)
            elif isinstance(thing, Dictionary) and not isinstance(thing, Stream) and thing.get("/Type") != Name.Page:
                _shading(thing)
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def drawings(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every stream that draws: of pages, forms and patterns."""
    for thing in list(pdf.objects):
        if isinstance(thing, Stream) and (thing.get("/Subtype") == Name.Form or "/PatternType" in thing):
            yield thing
        elif isinstance(thing, Dictionary) and thing.get("/Type") == Name.Page:
            contents = thing.get("/Contents", Array())
            yield from contents if isinstance(contents, Array) else [contents]


def grey(red: float, green: float, blue: float) -> float:
    """The grey, from 0 to 1, that has the luminance of a colour of sRGB."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return min(1.0, 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)


def _drawing(stream: Any) -> None:
    before = stream.read_bytes()
    after = _SET.sub(_set, before)
    if after != before:
        stream.write(after)


def _set(match: re.Match[bytes]) -> bytes:
    shade = f"{grey(*(float(part) for part in match.groups()[:3])):.4f}".encode()
    if match[4] in _GREYS:
        return shade + b" " + _GREYS[match[4]]
    return b" ".join((shade, shade, shade, match[4]))


_GREYS = {b"rg": b"g", b"RG": b"G"}


def neutral(content: Any) -> None:
    """Write the blacks and greys of a stream as greys, for which a printer of four inks takes black alone."""
    before = content.read_bytes()
    after = _SET.sub(_neutral, before)
    if after != before:
        content.write(after)


def _neutral(match: re.Match[bytes]) -> bytes:
    red, green, blue, sign = match.groups()
    return red + b" " + _GREYS[sign] if red == green == blue and sign in _GREYS else match[0]


def _shading(thing: Any) -> None:
    """The colours that a shading runs between: those of functions with three results (ISO 32000-1, 7.10.3)."""
    for key in ("/C0", "/C1"):
        if isinstance(ends := thing.get(key), Array) and len(ends) == 3:
            thing[key] = Array([round(grey(*_floats(ends)), 4)] * 3)
    for value in thing.values() if "/FunctionType" in thing or "/ShadingType" in thing or "/Shading" in thing else ():
        for inner in value if isinstance(value, Array) else (value,):
            if isinstance(inner, Dictionary) and not isinstance(inner, Stream):
                _shading(inner)


def _floats(numbers: Iterable[Any]) -> tuple[float, float, float]:
    red, green, blue = (float(number) for number in numbers)
    return red, green, blue


def _picture(image: Any) -> None:
    space = image.get("/ColorSpace")
    if space is None or space == Name.DeviceGray or image.get("/ImageMask"):
        return
    picture = pikepdf.PdfImage(image).as_pil_image().convert("L")
    jpeg = image.get("/Filter") == Name.DCTDecode
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    for key in ("/DecodeParms", "/Decode"):
        if key in image:
            del image[key]
    if jpeg:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=_QUALITY)
        image.write(out.getvalue(), filter=Name.DCTDecode)
    else:
        image.write(picture.tobytes())
