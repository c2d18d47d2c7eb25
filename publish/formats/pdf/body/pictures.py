"""A picture is made as its page needs it: as many dots as are printed, in sRGB, and nothing but its dots.

A photograph goes into a PDF as a JPEG, what was drawn as the lines of a PNG, each dot's colour kept. What is made here
is what goes into the file, so no metadata of a photograph gets there. It is made once: editions that print a picture at
one size share it through the cache.
"""

from __future__ import annotations

import hashlib
import io
from math import ceil
from typing import Literal

from PIL import Image

from publish.base.cache import remembered
from publish.media import containers, dots
from publish.media.raster import COARSE, WORTH
from publish.value import Value, replace

QUALITIES = (dots.BEST, 80, 70, 60)
"""Of JPEGs, best first."""

SHARP = 1.3
"""A JPEG may be read at a half, a quarter or an eighth of its size, where that has so many times the dots that are
printed across: it then differs by less (47 dB) from one that was read in full than the best quality does (43 dB)."""


class Raster(Value):
    """Dots as PDF stores them (ISO 32000-1, 8.9.5)."""

    width: int
    height: int
    filter: Literal["DCTDecode", "FlateDecode"]
    """JPEG, or the lines of a PNG (predictor 15)."""
    colours: Literal["RGB", "L", "P"]
    bits: int
    palette: bytes
    """RGB triples; empty unless `colours` is `P`."""
    content: bytes
    mask: bytes
    """How opaque each dot is, as the lines of a greyscale PNG; empty when all are."""

    @property
    def weight(self) -> int:
        """What it adds to a file."""
        return len(self.content) + len(self.palette) + len(self.mask)


def printed(content: bytes, width: int, height: int, quality: int) -> Raster:
    """The picture for a place of `width` × `height` dots (either may be 0: as many as there are).

    It is never enlarged. A JPEG stays one: untouched, if it is small enough and needs nothing, at the best quality.
    A photograph of another kind becomes one, what is transparent in it kept apart; every other picture keeps each dot's
    colour. No JPEG and no plain PNG comes out with more bytes than it had. Raises what Pillow raises.
    """
    what = hashlib.sha256(content).digest(), width, height, quality
    known = _held.pop(what, None) or remembered(Raster, lambda: _made(content, *what[1:]), "printed", *what)
    _held[what] = known
    while len(_held) > 1 and held() > MOST_HELD:
        del _held[next(iter(_held))]
    return known


def held() -> int:
    """Bytes of the pictures that are held."""
    return sum(one.weight for one in _held.values())


def forget() -> None:
    """Hold none."""
    _held.clear()


MOST_HELD = 8 * 2**20
"""Bytes of pictures that a worker holds for the next layout of a text; by number they filled its memory."""
_held: dict[tuple[bytes, int, int, int], Raster] = {}
"""The last one used last."""


def _made(content: bytes, width: int, height: int, quality: int) -> Raster:
    with Image.open(io.BytesIO(content)) as opened:
        jpeg, stored, kind = opened.format in ("JPEG", "MPO"), opened.size, opened.mode
        if not jpeg:
            opened.load()  # its notes may stand at its end
        held = dots.turned(opened)
        touched = held != 1 or dots.is_other(opened)
        size = stored[::-1] if dots.lies_on_its_side(held) else stored
        scale = _scale(size, width, height)
        if jpeg and not touched and scale == 1 and quality == QUALITIES[0]:
            return _dct(containers.without_notes(content), stored, kind)
        if jpeg:
            opened.draft(None, (ceil(stored[0] * scale * SHARP), ceil(stored[1] * scale * SHARP)))
            opened.load()
        mended = dots.plain(dots.upright(dots.to_srgb(opened), held))
    small = dots.resized(mended, (round(size[0] * scale), round(size[1] * scale))) if scale < 1 else mended
    if jpeg:
        untouched = _dct(containers.without_notes(content), stored, kind) if not touched else None
        return _as_jpeg(small, quality, len(content), untouched if quality == QUALITIES[0] or scale == 1 else None)
    coarse = len(content) > COARSE * stored[0] * stored[1]
    return _smallest(small, mended, quality, coarse=coarse, untouched=_lines(content) if not touched else None)


def _smallest(
    small: Image.Image, mended: Image.Image, quality: int, *, coarse: bool, untouched: Raster | None
) -> Raster:
    """What has the fewest bytes of a picture that is no JPEG: as a photograph, or with each dot's colour.

    `small` is `mended` in the size of its place. A `coarse` picture has so many bytes that it may be a photograph.
    """
    best = quality == QUALITIES[0]
    found = [*_photograph(small, quality)] if coarse or not best else []
    drawn = [small, mended] if not found else [] if best else [small]
    found += [_flate(way) for way in {id(way): way for way in drawn}.values()]
    found += [untouched] if untouched is not None else []
    return min(found, key=lambda raster: raster.weight)


def _as_jpeg(picture: Image.Image, quality: int, most: int, untouched: Raster | None) -> Raster:
    """A JPEG of no more than `most` bytes, if a lower quality brings it there; the one that has the least."""
    found = [_jpeg(picture, quality), *([untouched] if untouched else [])]
    for lower in QUALITIES:
        if lower < quality and min(raster.weight for raster in found) > most:
            found.append(_jpeg(picture, lower))
    return min(found, key=lambda raster: raster.weight)


def _photograph(picture: Image.Image, quality: int) -> tuple[Raster, ...]:
    """A picture of many colours as a JPEG, what is transparent kept apart; nothing for one that was drawn."""
    alpha = picture.getchannel("A") if picture.mode in ("RGBA", "LA") else None
    opaque = picture.convert("RGB") if alpha is not None else picture
    if not dots.is_photograph(opaque):
        return ()
    return (_masked(_jpeg(opaque, quality), alpha),)


def _scale(size: tuple[int, int], width: int, height: int) -> float:
    """By how much a picture of that size becomes smaller, in its own proportions; 1 when that is not worth it."""
    scale = max(width / size[0], height / size[1])
    return scale if 0 < scale <= WORTH else 1


# ------------------------------------------------------------------------------------------------------------ encoding


def _jpeg(picture: Image.Image, quality: int) -> Raster:
    return _dct(dots.jpeg(picture, quality), picture.size, "L" if picture.mode == "L" else "RGB")


def _dct(content: bytes, size: tuple[int, int], mode: str) -> Raster:
    return Raster(
        width=size[0],
        height=size[1],
        filter="DCTDecode",
        colours="L" if mode == "L" else "RGB",
        bits=8,
        palette=b"",
        content=content,
        mask=b"",
    )


def _flate(picture: Image.Image) -> Raster:
    """Every dot's colour kept, in the least bytes of the ways there are."""
    alpha = picture.getchannel("A") if picture.mode in ("RGBA", "LA") else None
    opaque = picture.convert(picture.mode[:-1]) if alpha is not None else picture
    ways = [opaque]
    if opaque.mode == "RGB" and opaque.getcolors(256) is not None:
        few = opaque.quantize(256, dither=Image.Dither.NONE)
        ways += [few] if few.convert("RGB").tobytes() == opaque.tobytes() else []
    rasters = [raster for way in ways if (raster := _lines(dots.png(way))) is not None]
    return _masked(min(rasters, key=lambda raster: raster.weight), alpha)


def _masked(raster: Raster, alpha: Image.Image | None) -> Raster:
    mask = _lines(dots.png(alpha)) if alpha is not None else None
    return replace(raster, mask=mask.content) if mask is not None else raster


_COLOURS: dict[int, Literal["RGB", "L", "P"]] = {0: "L", 2: "RGB", 3: "P"}


def _lines(png: bytes) -> Raster | None:
    """The lines of a PNG (PNG 1.2, 4.1); None when PDF cannot take them as they are: interlaced, transparent, deep."""
    if not png.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    parts: dict[bytes, list[bytes]] = {}
    at = 8
    while at + 8 <= len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        parts.setdefault(png[at + 4 : at + 8], []).append(png[at + 8 : at + 8 + length])
        at += 12 + length
    head = parts[b"IHDR"][0]
    bits, kind, interlaced = head[8], head[9], head[12]
    if kind not in _COLOURS or bits > 8 or interlaced or b"tRNS" in parts or b"acTL" in parts:
        return None
    return Raster(
        width=int.from_bytes(head[:4], "big"),
        height=int.from_bytes(head[4:8], "big"),
        filter="FlateDecode",
        colours=_COLOURS[kind],
        bits=bits,
        palette=parts[b"PLTE"][0] if kind == 3 else b"",
        content=b"".join(parts[b"IDAT"]),
        mask=b"",
    )


def shown(content: bytes) -> bytes:
    """The picture itself when its colours are the screen's, else a PNG of it in those. Raises what Pillow raises."""
    with Image.open(io.BytesIO(content)) as opened:
        opened.load()
        if not dots.is_other(opened):
            return content
        return dots.png(dots.plain(dots.to_srgb(opened)))
