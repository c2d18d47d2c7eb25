"""Every picture enters here: what an author wrote becomes an asset that every edition can show.

A picture is judged by its content and not by its name. What comes in may be PNG, JPEG, GIF, WebP, AVIF, HEIC or SVG;
what goes on is PNG, JPEG, GIF or SVG, upright, and holds nothing but what can be seen: the place where a photograph was
taken is in no edition. `raster` knows pictures made of dots, `svg` knows drawings.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from publish.base import slugs
from publish.media.faults import USABLE, ImageError, Unusable
from publish.model import Asset

__all__ = ["ImageError", "Loss", "embedded", "is_file_name", "read", "read_picture"]

MOST_BYTES = 25 * 1024 * 1024


class Loss(NamedTuple):
    """What a picture had and no edition shows: the problem's code, what is said, and what to do about it."""

    code: str
    message: str
    hint: str


def read_picture(src: str, find: Callable[[str], bytes]) -> Asset:
    """The picture that an author wrote as `src`, called `<stem>-<16 digits>.<suffix>`. Raises ImageError.

    `find` gives the bytes of a path. The path is tried as written, then without `?…` and `#…`, then percent-decoded.
    A `data:` address carries its bytes itself.
    """
    return read(src, find)[0]


def read(src: str, find: Callable[[str], bytes]) -> tuple[Asset, tuple[Loss, ...]]:
    """As `read_picture`, with what was left out of the picture. Raises ImageError."""
    if src[:5].lower() == "data:":
        return _asset(_decoded(src), shown="data:…", stem="picture", suffix="")
    shown = src if len(src) <= 120 else src[:119] + "…"
    if re.match(r"(?:https?:)?//", src, re.I):
        raise ImageError("I05", f"the image `{shown}` is on the web and was not fetched", "save it beside the article")
    if re.match(r"[a-z][a-z0-9+.-]*:|\\\\", src, re.I):
        raise ImageError("I02", f"the image `{shown}` lies outside the publication", "copy it beside the article")
    path, content = _found(src, shown, find)
    name = PurePosixPath(path.replace("\\", "/"))
    return _asset(content, shown=shown, stem=name.stem, suffix=name.suffix.removeprefix("."))


def plain_file(content: bytes) -> bytes:
    """A picture's file as it can be given away: read, it is the same picture, and it says no place and no day.

    Raises ImageError when there is no such file, as of a HEIC photograph with notes.
    """
    from publish.media import containers, raster

    try:
        if _is_markup(content):
            for address in _WITHIN.findall(content):
                inner = _decoded(address.decode("ascii", "replace"))
                if containers.without_notes(inner) != inner:
                    raise Unusable("I03", "is a drawing with a photograph that has notes in it", "save it again")
            return content
        plain = raster.plain_file(content)
        if plain != content and _asset(plain, shown="", stem="", suffix="") != _asset(
            content, shown="", stem="", suffix=""
        ):
            raise Unusable("I03", "is another picture without its notes", "save it again as JPEG or PNG")
    except Unusable as fault:
        raise ImageError(*fault.args) from fault.__cause__
    return plain


_WITHIN = re.compile(rb"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s%]+")


_FILE_NAME = re.compile(
    r"[^\s/]+\.(?:jpe?g|png|gif|webp|svg|tiff?|bmp|heic|avif|pdf)"
    r"|(?:dsc[nf]?|img|pxl|pict|mvimg|screen[ _-]?shot|whatsapp[ _-]image|image|photo|picture|untitled)"
    r"[ _-]*(?:\d[\w .:-]*)?",
    re.I,
)
"""What cameras, telephones and programs call a picture."""


def is_file_name(alt: str, src: str) -> bool:
    """Whether a text alternative is the name of a file: whoever hears it learns nothing."""
    stem = src.split("?")[0].rpartition("/")[2].rpartition(".")[0]
    coded = alt.casefold() == stem.casefold() and re.search(r"\d|_", alt) is not None
    return coded or _FILE_NAME.fullmatch(alt) is not None


def embedded(address: str) -> Asset:
    """The picture made of dots that a drawing carries in a `data:` address, as `read` gives one. Raises ImageError."""
    content = _decoded(address)
    if _is_markup(content):
        raise ImageError("I03", "the image `data:…` is a drawing inside a drawing", "save it as plain SVG")
    return _asset(content, shown="data:…", stem="picture", suffix="")[0]


def _found(src: str, shown: str, find: Callable[[str], bytes]) -> tuple[str, bytes]:
    plain = re.sub(r"[?#].*", "", src, flags=re.S)
    hint = ""
    for path in dict.fromkeys((src, plain, unquote(plain))):
        try:
            return path, find(path)
        except FileNotFoundError as missing:
            hint = str(missing.args[0]) if len(missing.args) == 1 else hint
        except PermissionError as outside:
            message = f"the image `{shown}` lies outside the publication"
            raise ImageError("I02", message, "copy it into the publication, beside the article") from outside
        # A name too long for the system, a folder, a name with a NUL in it: no picture is there.
        except (OSError, ValueError):
            continue
    raise ImageError("I01", f"the image `{shown}` is missing", hint or "put it there, or mend the path")


def _decoded(src: str) -> bytes:
    head, _, body = src.partition(",")
    try:
        if head.lower().rstrip().endswith(";base64"):
            return base64.b64decode(re.sub(r"\s", "", unquote(body)), validate=True)
        return unquote_to_bytes(body)
    except (binascii.Error, ValueError) as broken:
        raise ImageError("I03", "the image `data:…` is damaged", "save it as a file beside the article") from broken


class _Read(NamedTuple):
    kind: str
    """A key of `_NAMES`: what the file is."""
    content: bytes
    form: str
    """A key of `_FORMS`: what the asset is."""
    width: int
    height: int
    source: bytes
    """The bytes that name it: the file without its Exif, or the picture itself where that was only turned. So a
    picture keeps its name when the programs that write it anew change."""
    lost: tuple[str, ...] = ()


def _asset(content: bytes, *, shown: str, stem: str, suffix: str) -> tuple[Asset, tuple[Loss, ...]]:
    """`suffix` is without dot, and empty when the picture has no name."""
    try:
        picture = _read(content, suffix)
    except Unusable as fault:
        code, what, hint = fault.args
        raise ImageError(code, f"the image `{shown}` {what}", hint) from fault.__cause__
    media_type, ending = _FORMS[picture.form]
    called = hashlib.sha256(picture.source).hexdigest()[:16]
    asset = Asset(
        name=f"{slugs.slug(stem, otherwise='picture')}-{called}.{ending}",
        media_type=media_type,
        content=picture.content,
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(picture.content).hexdigest(),
    )
    return asset, tuple(
        Loss("I07", f"the image `{shown}` is shown without {what}", _OTHERWISE) for what in picture.lost
    )


_OTHERWISE = "if that shows something, save the drawing again with its letters as paths and in the state to be printed"
_FORMS = {
    "PNG": ("image/png", "png"),
    "JPEG": ("image/jpeg", "jpg"),
    "GIF": ("image/gif", "gif"),
    "SVG": ("image/svg+xml", "svg"),
}
_NAMES = {"SVG": "an SVG image", "WEBP": "a WebP image", "AVIF": "an AVIF image"}
_ENDINGS = {
    "SVG": ("svg",),
    "PNG": ("png",),
    "JPEG": ("jpg", "jpeg", "jpe", "jfif"),
    "GIF": ("gif",),
    "WEBP": ("webp",),
    "AVIF": ("avif",),
    "HEIC": ("heic", "heif", "hif"),
}
"""How the names of files of each kind end, the usual ending first."""


def _read(content: bytes, suffix: str) -> _Read:
    """The picture of a file's bytes, whose name ends in `suffix`. Raises Unusable."""
    if len(content) > MOST_BYTES:
        raise Unusable("I04", f"is {len(content) / 1048576:.1f} MB", f"pictures may have {MOST_BYTES // 1048576} MB")
    if not content:
        raise Unusable("I03", "is an empty file", USABLE)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unusable("I03", "is UTF-16 text, not a kind of image that can be used", USABLE)
    picture = _drawing(content) if _is_markup(content) else _raster(content)
    if suffix and suffix.lower() not in _ENDINGS[picture.kind]:
        wanted = next((kind for kind, endings in _ENDINGS.items() if suffix.lower() in endings), None)
        message = f"is {_named(picture.kind)}, not {_named(wanted) if wanted else f'what `.{suffix}` stands for'}"
        raise Unusable("I03", message, f"name it `.{_ENDINGS[picture.kind][0]}`")
    return picture


def _is_markup(content: bytes) -> bool:
    return content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _named(kind: str) -> str:
    return _NAMES.get(kind, f"a {kind} image")


def _raster(content: bytes) -> _Read:
    from publish.media import containers, raster  # here, not above: Pillow takes a while to come, and few need it

    made = raster.read(content)
    source = containers.without_notes(content) if made.remade else made.content
    return _Read(made.kind, made.content, made.form, made.width, made.height, source)


def _drawing(content: bytes) -> _Read:
    from publish.media.svg import reading

    made = reading.read(content, _embed)
    return _Read("SVG", made.content, "SVG", made.width, made.height, content, made.lost)


def _embed(address: str) -> str:
    """The `data:` address of a picture inside a drawing, upright and without what is said of it. Raises Unusable."""
    try:
        picture = embedded(address)
    except ImageError as fault:
        what = fault.message.removeprefix("the image `data:…` ")
        raise Unusable(fault.code, f"has a picture inside it that {what}", fault.hint) from fault
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode()}"
