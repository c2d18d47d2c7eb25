"""A picture as a page needs it: as many dots as it is printed with, sRGB, the right way up, and nothing but its dots.

What is made here is what goes into the file, so none of a camera's notes (where it was, whose it is) gets there. The
traps of Pillow: `convert("L")` clips 16 bits instead of dividing; a MPO is a JPEG with more pictures behind its end; an
ICC profile that is broken raises only when it is used; `save` writes the comment that `open` read, asked or not; a CMYK
file of Adobe's is stored inverted and read right.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache
from math import ceil
from typing import Literal

from PIL import Image, ImageOps

from publish.value import Value, replace

WORTH = 0.85
"""A picture that would keep more than this share of its width is left as it is: resampling softens it for nothing."""

QUALITIES = (88, 80, 70, 60)
"""Of JPEGs, best first."""

SHARP = 1.3
"""A JPEG may be read at a half, a quarter or an eighth of its size, where that has so many times the dots that are
printed across: it then differs by less (47 dB) from one that was read whole than the best quality makes it (43 dB)."""


_NOTES = frozenset(("exif", "Raw profile type exif", "XML:com.adobe.xmp", "xmp"))
"""Where a JPEG, PNG or WebP may say which way up it is; for one that does not, what knows of it is not imported."""


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
    def bytes(self) -> int:
        """What it adds to a file."""
        return len(self.content) + len(self.palette) + len(self.mask)


@lru_cache(maxsize=64)
def printed(content: bytes, width: int, height: int, quality: int) -> Raster:
    """The picture for a place of `width` × `height` dots (either may be 0: as many as there are).

    It is never enlarged. A JPEG stays one: untouched, if it is small enough and needs nothing, at the best quality.
    Every other kind keeps each dot's colour, but for a photograph without transparency below the best quality, which
    becomes a JPEG. No JPEG and no plain PNG comes out with more bytes than it had. Raises what Pillow raises.
    """
    with Image.open(io.BytesIO(content)) as opened:
        jpeg, stored, kind = opened.format in ("JPEG", "MPO"), opened.size, opened.mode
        if not jpeg:
            opened.load()  # its notes may stand at its end
        turned = _turned(opened)
        touched = turned != 1 or _is_other(opened)
        size = stored[::-1] if turned in _ON_ITS_SIDE else stored
        scale = _scale(size, width, height)
        if jpeg and not touched and scale == 1 and quality == QUALITIES[0]:
            return _stripped(content, stored, kind)
        if jpeg:
            opened.draft(None, (ceil(stored[0] * scale * SHARP), ceil(stored[1] * scale * SHARP)))
        mended = _plain(_to_srgb(ImageOps.exif_transpose(opened) if turned != 1 else opened))
    small = _resized(mended, (round(size[0] * scale), round(size[1] * scale))) if scale < 1 else mended
    if jpeg or (quality < QUALITIES[0] and _is_photograph(small)):
        found = [_jpeg(small, quality)]
        if jpeg and not touched and (quality == QUALITIES[0] or scale == 1):
            found.append(_stripped(content, stored, kind))
        for lower in QUALITIES:
            if lower < quality and jpeg and min(raster.bytes for raster in found) > len(content):
                found.append(_jpeg(small, lower))
        if not jpeg:
            found.append(_flate(small))
        return min(found, key=lambda raster: raster.bytes)
    found = [_flate(small)]
    if small is not mended:
        found.append(_flate(mended))
    if not touched and (whole := _lines(content)) is not None:
        found.append(whole)
    return min(found, key=lambda raster: raster.bytes)


def _turned(picture: Image.Image) -> int:
    """How it was held when it was taken (Exif 2.3, Orientation): 1 when upright, or when nothing says."""
    held: int = 1 if _NOTES.isdisjoint(picture.info) else picture.getexif().get(0x0112, 1)
    return held


_ON_ITS_SIDE = range(5, 9)


def shown(content: bytes) -> bytes:
    """The picture itself when its colours are the screen's, else a PNG of it in those. Raises what Pillow raises."""
    with Image.open(io.BytesIO(content)) as opened:
        opened.load()
        if not _is_other(opened):
            return content
        return _png(_plain(_to_srgb(opened)))


# ------------------------------------------------------------------------------------------------------------- colours


def _is_other(picture: Image.Image) -> bool:
    """Whether its colours are other than sRGB's."""
    if picture.mode not in ("RGB", "L", "P", "RGBA", "LA", "1"):
        return True
    profile = picture.info.get("icc_profile")
    return profile is not None and not _is_srgb(profile)


def _is_srgb(profile: bytes) -> bool:
    from PIL import ImageCms

    try:
        return "srgb" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).lower()
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return True  # what cannot be read is left out of account


def _to_srgb(picture: Image.Image) -> Image.Image:
    """By its profile if it has one; a CMYK picture without is converted by the plain formula."""
    profile = picture.info.get("icc_profile")
    if not profile or _is_srgb(profile) or picture.mode not in ("RGB", "RGBA", "L", "CMYK", "P"):
        return picture
    from PIL import ImageCms

    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    source = picture.convert("RGB") if picture.mode in ("RGBA", "P") else picture
    intent = ImageCms.Intent.PERCEPTUAL if source.mode == "CMYK" else ImageCms.Intent.RELATIVE_COLORIMETRIC
    try:
        converted = ImageCms.profileToProfile(
            source,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=intent,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return picture
    if converted is None:
        return picture
    if source.mode == "L":
        converted = converted.convert("L")
    if alpha is not None:
        converted.putalpha(alpha)
    return converted


def _plain(picture: Image.Image) -> Image.Image:
    """RGB, L, P, RGBA or LA; with transparency only where something is transparent."""
    if picture.mode.startswith("I"):
        deep = picture.convert("I")
        picture = deep.point(lambda value: value * (1 / 257)).convert("L")
    elif "transparency" in picture.info or picture.mode == "PA":
        picture = picture.convert("RGBA")
    elif picture.mode == "1":
        picture = picture.convert("L")
    elif picture.mode not in ("RGB", "L", "P", "RGBA", "LA"):
        picture = picture.convert("RGB")
    if picture.mode in ("RGBA", "LA") and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert(picture.mode[:-1])
    silent = picture.copy()
    silent.info.clear()
    return silent


# --------------------------------------------------------------------------------------------------------------- sizes


def _scale(size: tuple[int, int], width: int, height: int) -> float:
    """By how much a picture of that size becomes smaller, in its own proportions; 1 when that is not worth it."""
    scale = max(width / size[0], height / size[1])
    return scale if 0 < scale <= WORTH else 1


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    size = max(1, size[0]), max(1, size[1])
    if picture.mode != "P":
        return picture.resize(size, Image.Resampling.LANCZOS)
    # Between two colours of a palette there is none: it is resampled in all colours, then given as many again.
    return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS).quantize(256, dither=Image.Dither.NONE)


def _is_photograph(picture: Image.Image) -> bool:
    """Whether it has more colours than anybody draws with, and no transparency."""
    return picture.mode == "RGB" and picture.getcolors(8192) is None


# ------------------------------------------------------------------------------------------------------------ encoding


def _jpeg(picture: Image.Image, quality: int) -> Raster:
    """Best quality keeps the colours as sharp as the light; below it nobody sees that it does not."""
    picture = picture if picture.mode in ("RGB", "L") else picture.convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, subsampling=0 if quality >= QUALITIES[0] else 2, optimize=True)
    return _dct(buffer.getvalue(), picture.size, picture.mode)


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


_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_KEPT = (b"JFIF", b"Adobe")


def _stripped(content: bytes, size: tuple[int, int], mode: str) -> Raster:
    """A JPEG without what is said about it: no Exif, no profile, no comment, nothing behind its end (T.81, annex B)."""
    kept, at = [content[:2]], 2
    while (found := _MARKER.search(content, at)) is not None:
        marker, start = found[0][1], found.start()
        kept.append(content[at:start] if kept[-1][1:2] == b"\xda" else b"")  # dots follow a scan's head, nothing else
        if marker == 0xD9:
            break
        end = start + 2 + int.from_bytes(content[start + 2 : start + 4], "big")
        spoken = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not spoken or content[start + 4 : start + 9].startswith(_KEPT):
            kept.append(content[start:end])
        at = end
    return _dct(b"".join(kept) + b"\xff\xd9", size, mode)


def _flate(picture: Image.Image) -> Raster:
    """Every dot's colour kept, in the least bytes of the ways there are."""
    alpha = picture.getchannel("A") if picture.mode in ("RGBA", "LA") else None
    opaque = picture.convert(picture.mode[:-1]) if alpha is not None else picture
    ways = [opaque]
    if opaque.mode == "RGB" and opaque.getcolors(256) is not None:
        few = opaque.quantize(256, dither=Image.Dither.NONE)
        ways += [few] if few.convert("RGB").tobytes() == opaque.tobytes() else []
    rasters = [raster for way in ways if (raster := _lines(_png(way))) is not None]
    best = min(rasters, key=lambda raster: raster.bytes)
    if alpha is None:
        return best
    mask = _lines(_png(alpha))
    return replace(best, mask=mask.content if mask is not None else b"")


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=9, optimize=True, icc_profile=None, exif=b"")
    return buffer.getvalue()


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
