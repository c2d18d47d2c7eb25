"""Pictures made of dots, in memory: upright, in sRGB, smaller, and written as JPEG or PNG. Wraps Pillow.

Traps of Pillow: `convert("L")` clips 16 bits instead of dividing; an ICC profile that is broken raises only when it is
used; `save` writes the comment that `open` read, asked or not; a CMYK file of Adobe's is stored inverted and read
right; Exif may be so broken that reading it raises any exception; a JPEG written with `optimize`
gets a buffer of one byte a dot, in which grainy pictures have no room ("broken data stream when writing image file").
"""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

BEST = 88
"""Quality of a JPEG for print: nobody tells it from its original."""

MASTER = 92
"""Quality of a JPEG that others are made of."""

MANY = 8192
"""Colours that nobody draws with: a picture of more is a photograph."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_NOTES = frozenset(("exif", "Raw profile type exif", "XML:com.adobe.xmp", "xmp"))
"""Where a picture may say which way up it is."""


def turned(picture: Image.Image) -> int:
    """The orientation of the picture (Exif 2.3): 1 when it is upright, or when its Exif cannot be read."""
    if _NOTES.isdisjoint(picture.info):
        return 1
    try:
        held = picture.getexif().get(0x0112, 1)
    except MemoryError:
        raise
    except Exception:  # of broken notes Pillow raises nearly anything; the picture is shown as it is
        return 1
    return held if held in _TURNS else 1


def lies_on_its_side(held: int) -> bool:
    """Whether a picture so held is as high as it will be wide."""
    return held >= 5


def upright(picture: Image.Image, held: int) -> Image.Image:
    """The picture the right way up."""
    return picture.transpose(_TURNS[held]) if held in _TURNS else picture


# ------------------------------------------------------------------------------------------------------------- colours


def is_other(picture: Image.Image) -> bool:
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


def to_srgb(picture: Image.Image) -> Image.Image:
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


def plain(picture: Image.Image) -> Image.Image:
    """RGB, L, P, RGBA or LA, and nothing but dots; with transparency only where something is transparent."""
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
    silent = picture if picture.readonly == 0 else picture.copy()
    silent.info = {}
    return silent


def is_photograph(picture: Image.Image) -> bool:
    """Whether it has more colours than anybody draws with, and no transparency; or many tones and no ground.

    A photograph in black and white, or in sepia, has 256 tones and no more.
    """
    if picture.mode not in ("RGB", "L"):
        return False
    colours = picture.getcolors(MANY)
    most = picture.width * picture.height * _GROUND
    return colours is None or (len(colours) >= _TONES and max(count for count, _ in colours) < most)


_TONES, _GROUND = 128, 1 / 8
"""So many tones has a photograph without colours; what is drawn has a ground that is more than this part of it."""


def on_white(picture: Image.Image) -> Image.Image:
    """RGB or L: what is transparent shows white paper."""
    if picture.mode in ("RGB", "L"):
        return picture
    if picture.mode not in ("RGBA", "LA"):
        return picture.convert("RGB")
    ground = Image.new(picture.mode[:-1], picture.size, "white")
    ground.paste(picture.convert(picture.mode[:-1]), mask=picture.getchannel("A"))
    return ground


# --------------------------------------------------------------------------------------------------------------- sizes


def resized(picture: Image.Image, size: tuple[int, int], *, soon: bool = False) -> Image.Image:
    """The picture with so many dots; `soon` for one that others are made of, in a third of the time."""
    size = max(1, size[0]), max(1, size[1])
    if picture.mode != "P":
        return picture.resize(size, Image.Resampling.HAMMING if soon else Image.Resampling.LANCZOS)
    # Between two colours of a palette there is none: it is resampled in all colours, then given as many again.
    return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS).quantize(256, dither=Image.Dither.NONE)


# ------------------------------------------------------------------------------------------------------------- writing


def jpeg(picture: Image.Image, quality: int, *, small: bool = True, progressive: bool = False) -> bytes:
    """A JPEG; of quality `BEST` and above its colours are as sharp as its light, below it nobody sees that not.

    `small` takes twice the time for some twentieth less of bytes.
    """
    picture = picture if picture.mode in ("RGB", "L") else picture.convert("RGB")
    how: dict[str, Any] = {"quality": quality, "subsampling": 0 if quality >= BEST else 2, "exif": b"", "comment": b""}
    if small:
        try:
            return _saved(picture, "JPEG", optimize=True, progressive=progressive, **how)
        except OSError:
            pass  # it is too grainy for Pillow's buffer: written as it comes it needs none
    return _saved(picture, "JPEG", **how)


def png(picture: Image.Image) -> bytes:
    """A PNG, squeezed as is usual: the last hundredths of its bytes take ten times as long."""
    return _saved(picture, "PNG", icc_profile=None, exif=b"")


def _saved(picture: Image.Image, kind: str, **how: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()
