"""Typefaces of the organisation's own: files in source/typefaces/, for which it has a licence.

A font says of itself whether it may travel in a document (OpenType, OS/2, fsType): one that may not, or not as the
letters that are used alone, is refused. Wraps fontTools.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import Any

from publish.model import Face, Typeface
from publish.value import Value

FOLDER = "source/typefaces"
SUFFIXES = (".ttf", ".otf")

_RESTRICTED, _LICENCES, _WHOLE, _BITMAPS = 0x0002, 0x000F, 0x0100, 0x0200
"""Bits of fsType: it may not be embedded; those that say how it may; not in part; its bitmaps alone."""


class Told(Value):
    """What a font file says of itself; or why it cannot be used, and what to do."""

    family: str = ""
    italic: bool = False
    weight: int | None = None
    """As `Face.weight`."""
    message: str = ""
    hint: str = ""


def told(content: bytes) -> Told:
    """What a font file says of itself. It never raises: whoever sends one may send anything."""
    from fontTools.ttLib import TTFont  # here, not above: few have typefaces of their own

    try:
        with TTFont(io.BytesIO(content), lazy=True) as font:
            return _told(font)
    except MemoryError:
        raise
    except Exception as fault:  # each table is read by code of its own, which raises what it likes
        message = f"no font file that can be read ({type(fault).__name__})"
        return Told(message=message, hint="export it again from the program that made it, as .otf or .ttf")


def _told(font: Any) -> Told:
    if not {"glyf", "CFF ", "CFF2"} & set(font.keys()) or not font.getBestCmap():
        return Told(message="a font without letters", hint="take the file out")
    names, about = font["name"], font["OS/2"]
    family = (names.getDebugName(16) or names.getDebugName(1) or "").strip()
    if not family:
        return Told(message="a font without a name", hint="give it a family name, with a font editor")
    bits = about.fsType
    if bits & _LICENCES == _RESTRICTED:
        return _kept_out(family, "may not be put into documents")
    if bits & _WHOLE:
        return _kept_out(family, "may be put into documents only whole, and these have the letters that they use")
    if bits & _BITMAPS:
        return _kept_out(family, "may be put into documents only as dots")
    varies = "fvar" in font and any(axis.axisTag == "wght" for axis in font["fvar"].axes)
    italic = bool(about.fsSelection & 1) or bool(font["head"].macStyle & 2)
    return Told(family=family, italic=italic, weight=None if varies else min(max(about.usWeightClass, 1), 1000))


def _kept_out(family: str, what: str) -> Told:
    hint = "ask its maker for a file whose licence allows embedding, or name another typeface"
    return Told(family=family, message=f"`{family}` says of itself that it {what}", hint=hint)


def gathered(files: Iterable[tuple[str, bytes, Told]]) -> tuple[Typeface, ...]:
    """The families of files that can be used, by the names that they have; of two faces alike the first."""
    families: dict[str, dict[tuple[bool, int | None], Face]] = {}
    for path, content, said in files:
        if not said.message:
            face = Face(
                package="",
                file=path,
                italic=said.italic,
                weight=said.weight,
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
            )
            families.setdefault(said.family, {}).setdefault((said.italic, said.weight), face)
    return tuple(Typeface(family=family, faces=tuple(faces.values())) for family, faces in families.items())
