"""The bytes of a picture made of dots become the one form in which the press carries it: JPEG, PNG or GIF.

It is decoded once, here, and judged by what comes of it. A photograph is brought to no more dots than a page can show
and becomes a JPEG; so does what no reading system of ebooks and no mail program shows (WebP, AVIF, HEIC). What needs
nothing stays as it was, to the last dot. Nothing but what can be seen is left in it.

Traps: Pillow opens whatever it has a plug-in for unless `formats` is given, and only warns of a decompression bomb
between 89 and 179 megapixels, so the size is read and judged before anything is decoded. A photograph that a telephone
keeps with its depth or its gain map is `MPO` to Pillow, whatever `formats` says, and a JPEG to everybody else.
pillow-heif's plug-in would change Pillow for the process; it is called by itself.
"""

from __future__ import annotations

import io
import re
import sys
import warnings
from typing import Any, NamedTuple

from PIL import Image, ImageFile, JpegImagePlugin, UnidentifiedImageError

from publish.media import containers, dots
from publish.media.faults import USABLE, Unusable

MOST_PIXELS = 50_000_000
LONG, SHORT = 2400, 1200
"""The sides that a page can show: 203 mm at 300 dots an inch. A panorama keeps so much of its short side instead."""

WORTH = 0.85
"""A picture that would keep more than this share of its width is left as it is: resampling softens it for nothing."""

COARSE = 0.7
"""Bytes for each dot of a PNG from which on it is a photograph, and no drawing of many colours."""

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
"""Those of Pillow that are taken."""

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "PostScript"),
    (b"%PDF", "a PDF"),
    (b"8BPS", "a Photoshop file"),
    (b"BM", "a BMP image"),
    (b"SIMPLE", "a FITS image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"version https://git-lfs", "a Git LFS pointer"),
    (b"\xff\x0a", "a JPEG XL image"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL image"),
)
_AGAIN = "save the picture again from its source"
_BUDGET = f"pictures may have {MOST_PIXELS // 1_000_000} megapixels; make it smaller"


class Raster(NamedTuple):
    """A picture as the press carries it."""

    kind: str
    """What it was: PNG, JPEG, GIF, WEBP, AVIF or HEIC."""
    content: bytes
    form: str
    """What it is: JPEG, PNG or GIF."""
    width: int
    height: int
    remade: bool = False
    """Whether its dots are not those of the file."""


def named(content: bytes) -> str:
    """The kind of picture that bytes say they are; empty for none. Only their head is looked at."""
    if content[4:8] == b"ftyp":
        brands = content[8 : 8 + max(0, min(int.from_bytes(content[:4], "big"), 256) - 8)]
        if b"avif" in brands or b"avis" in brands:
            return "AVIF"
        return (
            "HEIC" if any(brand in brands for brand in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1")) else ""
        )
    if content.startswith(b"GIF8"):
        return "GIF"
    return containers.kind(content) or ""


def read(content: bytes) -> Raster:
    """The picture of a file's bytes. Raises Unusable, and MemoryError."""
    if what := containers.fault(content):
        raise Unusable("I03", what, _AGAIN)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Exif may be broken; it is left out
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _heic(content) if named(content) == "HEIC" else _pillow(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Unusable("I04", "has too many pixels", _BUDGET) from bomb
    except (Unusable, MemoryError):
        raise
    except UnidentifiedImageError as unknown:
        if named(content):
            raise Unusable("I03", containers.DAMAGED, _AGAIN) from unknown
        other = next((name for start, name in _OTHERS if content.startswith(start)), None)
        what = f"is {other}, not" if other else "is not"
        raise Unusable("I03", f"{what} a kind of image that can be used", USABLE) from unknown
    # Decoders raise nearly anything for a broken file (OSError, SyntaxError, struct.error, IndexError…).
    except Exception as broken:
        raise Unusable("I03", containers.DAMAGED, _AGAIN) from broken


def without_metadata(content: bytes) -> bytes:
    """A picture of an archive with what can be seen alone, in the kind that its name says. Raises Unusable.

    One that lies on its side and says so is turned.
    """
    kind = containers.kind(content)
    if kind is None or (silent := containers.without_notes(content)) == content:
        return content
    with Image.open(io.BytesIO(content), formats=[kind]) as picture:
        held = dots.turned(picture)
        if held == 1:
            return silent
        try:
            picture.load()
            return containers.without_notes(_turned(picture, kind, held))
        except Exception as broken:
            raise Unusable("I03", containers.DAMAGED, _AGAIN) from broken


def plain_file(content: bytes) -> bytes:
    """A file with its dots alone and, where it lies on its side, the word that it does: as it is read it is the same.

    Raises Unusable for a file of another kind that has notes in it.
    """
    kind = containers.kind(content)
    if kind is None:
        if _NOTES_OF_OTHERS.search(content):
            raise Unusable("I03", f"is {_an(named(content))} that says when or where it was taken", "save it as JPEG")
        return content
    silent = containers.without_notes(content)
    if silent == content:
        return content
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            orientation = dots.turned(picture)
    return silent if orientation == 1 else containers.held(silent, orientation)


_NOTES_OF_OTHERS = re.compile(rb"infe.{8,10}Exif|application/rdf\+xml|XMP DataXMP", re.S)
"""What a HEIC, AVIF or GIF file has in it where it has notes (ISO 23008-12, annex A; XMP, part 3)."""


def _an(kind: str) -> str:
    return f"{'an' if kind[:1] in 'AH' else 'a'} {kind or 'picture'} image"


def _pillow(content: bytes) -> Raster:
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        kind, size = str(picture.format).replace("MPO", "JPEG"), picture.size
        _judge(size)
        held = dots.turned(picture)
        scale = _scale(size)
        if isinstance(picture, JpegImagePlugin.JpegImageFile):
            if not containers.has_end(content):
                _fed(content)
            if scale == 1:
                return _jpeg(content, picture, held)
        picture.load()
        if ImageFile.LOAD_TRUNCATED_IMAGES and kind == "PNG":
            _inflated(content)
        animated = kind == "GIF"
        photograph = kind != "PNG" or len(content) > COARSE * size[0] * size[1]
        if animated or (kind == "PNG" and scale == 1 and not (photograph and dots.is_photograph(picture))):
            return _kept(content, picture, kind, held)
        return _made(picture, kind, held, scale, photograph)


def _heic(content: bytes) -> Raster:
    """By pillow-heif, which turns the picture upright itself."""
    try:
        import pillow_heif
    except ImportError as missing:
        program = f"`{sys.executable} -m pip install pillow-heif`"
        hint = f"save it as JPEG, or install what reads it: {program}"
        raise Unusable("I03", "is a HEIC image, which this installation cannot read", hint) from missing
    file: Any = pillow_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=True)
    _judge(file.size)
    picture: Image.Image = file.to_pillow()
    return _made(picture, "HEIC", 1, _scale(picture.size), True)


def _judge(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MOST_PIXELS:
        raise Unusable("I04", f"is {width} × {height} pixels", _BUDGET)


def _scale(size: tuple[int, int]) -> float:
    """By how much a picture becomes smaller; 1 when that is not worth it."""
    scale = max(LONG / max(size), min(1.0, SHORT / min(size)))
    return scale if scale <= WORTH else 1.0


def _jpeg(content: bytes, picture: JpegImagePlugin.JpegImageFile, held: int) -> Raster:
    """A JPEG that is small enough. It is read to its end, an eighth of it as dots, their colours only where odd."""
    size = picture.size
    if held == 1:
        picture.draft("L" if _even(picture) else None, (1, 1))
        picture.load()
        return Raster("JPEG", containers.without_notes(content), "JPEG", *size)
    picture.load()
    return _kept(content, picture, "JPEG", held)


def _kept(content: bytes, picture: Image.Image, kind: str, held: int) -> Raster:
    """A picture in its own kind, the right way up."""
    if held == 1:
        return Raster(kind, containers.without_notes(content), kind, *picture.size)
    size = picture.size[::-1] if dots.lies_on_its_side(held) else picture.size
    return Raster(kind, containers.without_notes(_turned(picture, kind, held)), kind, *size)


def _made(picture: Image.Image, kind: str, held: int, scale: float, photograph: bool) -> Raster:
    """A picture written anew: JPEG for a photograph, PNG for what was drawn or is transparent."""
    size = round(picture.width * scale), round(picture.height * scale)
    if scale < 1 and picture.mode in ("RGB", "L", "CMYK", "RGBA", "LA", "P"):
        profile = picture.info.get("icc_profile")
        picture = picture.convert("RGBA") if "transparency" in picture.info else picture
        picture = dots.resized(picture, size, soon=photograph)
        picture.info = {"icc_profile": profile} if profile else {}
    upright = dots.plain(dots.upright(dots.to_srgb(picture), held))
    if upright.size not in (size, size[::-1]):
        upright = dots.resized(upright, size[::-1] if dots.lies_on_its_side(held) else size)
    if (photograph and dots.is_photograph(upright)) or (kind == "JPEG" and upright.mode in ("RGB", "L")):
        return Raster(kind, dots.jpeg(upright, dots.MASTER, small=False), "JPEG", *upright.size, True)
    return Raster(kind, dots.png(upright), "PNG", *upright.size, True)


def _even(picture: JpegImagePlugin.JpegImageFile) -> bool:
    """Whether a colour has so many dots for each of another: libjpeg refuses a half, once it is asked for colours."""
    return all(
        max(layer[side] for layer in picture.layer) % layer[side] == 0 for layer in picture.layer for side in (1, 2)
    )


def _turned(picture: Image.Image, kind: str, held: int) -> bytes:
    """The picture upright and as fine as it was: a JPEG by the tables of the one that it is made of."""
    how: dict[str, Any] = {"icc_profile": picture.info.get("icc_profile"), "exif": b""}
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        sampling = JpegImagePlugin.get_sampling(picture)
        how |= {"qtables": picture.quantization} | ({"subsampling": sampling} if sampling >= 0 else {})
    elif kind == "WEBP":
        how |= {"quality": dots.MASTER}
    buffer = io.BytesIO()
    dots.upright(picture, held).save(buffer, kind, **how)
    return buffer.getvalue()


class _Strict(io.BytesIO):
    """A file that does not let itself be read beyond its end."""

    def read(self, size: int | None = -1) -> bytes:
        got = super().read(size)
        if not got and size != 0:
            raise OSError("the file ends too soon")
        return got


def _fed(content: bytes) -> None:
    """Raise OSError when the dots of a JPEG whose end is not marked are not all there."""
    with Image.open(_Strict(content), formats=["JPEG"]) as picture:
        picture.load()


def _inflated(content: bytes) -> None:
    """Raise Unusable when a PNG has fewer dots than it says: some program may have told Pillow to accept that."""
    import zlib

    inflater = zlib.decompressobj()
    data = b"".join(content[start + 8 : end - 4] for name, start, end in containers.chunks(content) if name == b"IDAT")
    inflater.decompress(data)
    if not inflater.eof:
        raise Unusable("I03", containers.DAMAGED, _AGAIN)
