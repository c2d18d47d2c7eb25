"""From the bytes of a picture to an asset: the only place that knows Pillow, and what a safe SVG is.

Only five kinds are taken, by their content and not by their name. Traps of the libraries: Pillow opens whatever it has
a plug-in for unless `formats` is given, and only warns of a decompression bomb between 89 and 179 megapixels, so the
size is read and judged before anything is decoded. A photograph that a telephone keeps with its depth or its gain map
is `MPO` to Pillow, whatever `formats` says, and a JPEG to everybody else. An SVG of 1 KB with five levels of ten
`<use>` takes the layout library 20 s, so elements are counted as drawn, not as written.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import warnings
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from publish.base import slugs
from publish.base.lazy import later
from publish.model import Asset

with later("PIL", "PIL.ExifTags"):  # for pictures that a camera has taken
    from PIL import Image, ImageOps, JpegImagePlugin, UnidentifiedImageError

MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_ELEMENTS = 20_000
DEEPEST = 100

KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "PNG": ("image/png", ("png",)),
    "JPEG": ("image/jpeg", ("jpg", "jpeg")),
    "GIF": ("image/gif", ("gif",)),
    "WEBP": ("image/webp", ("webp",)),
    "SVG": ("image/svg+xml", ("svg",)),
}
USABLE = "use PNG, JPEG, GIF, WebP or SVG"

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
)
_SVG = "{http://www.w3.org/2000/svg}"
_FORBIDDEN = {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener"}
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|q|)\s*$", re.I)
# CSS Values 4, 6.2: absolute lengths in px.
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}


class ImageError(Exception):
    """A picture cannot be used: the problem's code, what is wrong, and what to do about it."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def read_picture(src: str, find: Callable[[str], bytes]) -> Asset:
    """The picture that an author wrote as `src`, judged by its content, called `<stem>-<sha256[:16]>.<suffix>`.

    It is upright, and says nothing but what can be seen: the place where a photograph was taken is in no edition.
    `find` gives the bytes of a path. The path is tried as written, then without `?…` and `#…`, then percent-decoded.
    A `data:` address carries its bytes itself. Raises ImageError.
    """
    if src[:5].lower() == "data:":
        return _asset(_decoded(src), shown="data:…", stem="picture", suffix="")
    shown = src if len(src) <= 120 else src[:119] + "…"
    if re.match(r"(?:https?:)?//", src, re.I):
        raise ImageError("I05", f"the image `{shown}` is on the web and was not fetched", "save it beside the article")
    if re.match(r"[a-z][a-z0-9+.-]*:|\\\\", src, re.I):
        raise ImageError("I02", f"the image `{shown}` lies outside the publication", "copy it beside the article")
    path, content = _read(src, shown, find)
    name = PurePosixPath(path.replace("\\", "/"))
    return _asset(content, shown=shown, stem=name.stem, suffix=name.suffix.removeprefix("."))


def _read(src: str, shown: str, find: Callable[[str], bytes]) -> tuple[str, bytes]:
    bare = re.sub(r"[?#].*", "", src, flags=re.S)
    hint = ""
    for path in dict.fromkeys((src, bare, unquote(bare))):
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
        if head.lower().endswith(";base64"):
            return base64.b64decode(re.sub(r"\s", "", unquote(body)), validate=True)
        return unquote_to_bytes(body)
    except (binascii.Error, ValueError) as broken:
        raise ImageError("I03", "the image `data:…` is damaged", "save it as a file beside the article") from broken


def _asset(content: bytes, *, shown: str, stem: str, suffix: str) -> Asset:
    """`suffix` is without dot, and empty when the picture has no name."""
    try:
        return _judged(content, stem, suffix)
    except _Unusable as fault:
        code, what, hint = fault.args
        raise ImageError(code, f"the image `{shown}` {what}", hint) from fault.__cause__


class _Unusable(Exception):
    """`args`: the problem's code, what the picture is or does, a hint."""


def _judged(content: bytes, stem: str, suffix: str) -> Asset:
    if len(content) > MOST_BYTES:
        raise _Unusable("I04", f"is {len(content) / 1048576:.1f} MB", f"pictures may have {MOST_BYTES // 1048576} MB")
    if not content:
        raise _Unusable("I03", "is an empty file", USABLE)
    content = _undeclared(content)
    kind, width, height = _measure(content)
    media_type, suffixes = KINDS[kind]
    if suffix and suffix.lower() not in suffixes:
        wanted = {name: known for known, (_, spellings) in KINDS.items() for name in spellings}.get(suffix.lower())
        message = f"is {_named(kind)}, not {_named(wanted) if wanted else f'what `.{suffix}` stands for'}"
        raise _Unusable("I03", message, f"name it `.{suffixes[0]}`")
    if kind in _BARE and (bared := _BARE[kind](content)) != content:  # what is taken out may say which way is up
        content, width, height = _upright(content, kind) or (bared, width, height)
    elif kind == "SVG":
        content = _EMBEDDED.sub(_bared, content)
    digest = hashlib.sha256(content).hexdigest()
    name = f"{slugs.slug(stem, otherwise='picture')}-{digest[:16]}.{suffixes[0]}"
    return Asset(name=name, media_type=media_type, content=content, width=width, height=height, sha256=digest)


_EMBEDDED = re.compile(rb"data:image/[a-z0-9.+-]+;base64,(?:[a-z0-9+/=\s]|&#(?:9|10|13|x0?[9ad]);|%[0-9a-f]{2})+", re.I)
_BROKEN = re.compile(rb"&#(?:9|10|13|x0?[9ad]);", re.I)
"""Where a drawing program breaks the lines of an attribute."""


def embedded(address: str) -> Asset:
    """The picture made of dots that a drawing carries in a `data:` address, as `look` gives one. Raises ImageError."""
    content = _decoded(address)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise ImageError("I03", "the image `data:…` is a drawing inside a drawing", "save it as plain SVG")
    return _asset(content, shown="data:…", stem="picture", suffix="")


def _bared(found: re.Match[bytes]) -> bytes:
    """A picture inside a drawing, upright and without what is said of it; the same bytes if there is nothing to do."""
    address = _BROKEN.sub(b"", found[0]).decode()
    try:
        picture = embedded(address)
    except ImageError as fault:
        what = fault.message.removeprefix("the image `data:…` ")
        raise _Unusable(fault.code, f"has a picture inside it that {what}", fault.hint) from fault
    if picture.content == _decoded(address):
        return found[0]
    return f"data:{picture.media_type};base64,".encode() + base64.b64encode(picture.content)


def _named(kind: str) -> str:
    return {"SVG": "an SVG image", "WEBP": "a WebP image"}.get(kind, f"a {kind} image")


def _measure(content: bytes) -> tuple[str, int, int]:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return ("SVG", *_measure_svg(content))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"ftypavif" in head[:32] or b"ftyphei" in head[:32]:
        kind = "an AVIF or HEIC image" if b"ftyp" in head[:32] else "UTF-16 text"
        raise _Unusable("I03", f"is {kind}, not a kind of image that can be used", USABLE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            # A picture past our budget is refused from its header alone; `verify` reads PNG's checksums only.
            with Image.open(io.BytesIO(content), formats=[kind for kind in KINDS if kind != "SVG"]) as picture:
                kind, (width, height) = str(picture.format).replace("MPO", "JPEG"), picture.size
                if width * height > MOST_PIXELS:
                    raise _too_large(width, height)
                if isinstance(picture, JpegImagePlugin.JpegImageFile):  # which has no checksums
                    # It is read to its end all the same, an eighth of it as dots, their colours only where odd.
                    picture.draft("L" if _even(picture) else None, (1, 1))
                    picture.load()
                    return kind, width, height
                picture.verify()
            with Image.open(io.BytesIO(content), formats=[kind]) as picture:
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _Unusable("I04", "has too many pixels", _BUDGET) from bomb
    except (_Unusable, MemoryError):
        raise
    except UnidentifiedImageError as unknown:
        other = next((name for start, name in _OTHERS if content.startswith(start)), None)
        what = f"is {other}, not" if other else "is not"
        raise _Unusable("I03", f"{what} a kind of image that can be used", USABLE) from unknown
    # Pillow's decoders raise nearly anything for a broken file (OSError, SyntaxError, struct.error, IndexError...).
    except Exception as broken:
        raise _Unusable("I03", "is damaged and cannot be shown", "save the picture again from its source") from broken
    return kind, width, height


_BUDGET = f"pictures may have {MOST_PIXELS // 1_000_000} megapixels; make it smaller"


def _too_large(width: int, height: int) -> _Unusable:
    return _Unusable("I04", f"is {width} × {height} pixels", _BUDGET)


# --------------------------------------------------------------------------------------------- what a camera noted


def _even(picture: JpegImagePlugin.JpegImageFile) -> bool:
    """Whether a colour has so many dots for each of another: libjpeg refuses a half, once it is asked for colours."""
    return all(
        max(layer[side] for layer in picture.layer) % layer[side] == 0 for layer in picture.layer for side in (1, 2)
    )


def _upright(content: bytes, kind: str) -> tuple[bytes, int, int] | None:
    """A picture that lies on its side, written anew without what is said about it, and its size; None for others."""
    with Image.open(io.BytesIO(content), formats=[kind]) as picture:
        if picture.getexif().get(_ORIENTATION, 1) not in range(2, 9):
            return None
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        return _BARE[kind](_written(upright, picture, kind)), *upright.size


_ORIENTATION = 0x0112


def _written(upright: Image.Image, picture: Image.Image, kind: str) -> bytes:
    """The turned picture as fine as it was: a JPEG by the tables of the one that it is made of."""
    how: dict[str, Any] = {"icc_profile": picture.info.get("icc_profile")}
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        sampling = JpegImagePlugin.get_sampling(picture)
        how |= {"qtables": picture.quantization, "optimize": True} | (
            {"subsampling": sampling} if sampling >= 0 else {}
        )
    elif kind == "WEBP":
        how |= {"quality": 92}
    buffer = io.BytesIO()
    upright.save(buffer, kind, exif=b"", **how)
    return buffer.getvalue()


_STARTS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"RIFF": "WEBP"}


def without_metadata(content: bytes) -> bytes:
    """A picture with what can be seen alone, as `look` gives it; other bytes as they are. Raises ImageError."""
    kind = next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)
    if kind is None or _BARE[kind](content) == content:  # before it is decoded: of most there is nothing to take
        return content
    return _asset(content, shown="data:…", stem="picture", suffix="").content


_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_OF_COLOUR = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""The notes of an application that say which colours the dots have, by their markers."""


def _bare_jpeg(content: bytes) -> bytes:
    """A JPEG with its dots and colours alone: no Exif, no comment, nothing behind its end (T.81, annex B)."""
    kept, at, scan = [content[:2]], 2, False
    while (found := _MARKER.search(content, at)) is not None:
        marker, start = found[0][1], found.start()
        kept.append(content[at:start] if scan else b"")
        if marker == 0xD9:
            break
        end = start + 2 + int.from_bytes(content[start + 2 : start + 4], "big")
        spoken = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not spoken or content.startswith(_OF_COLOUR.get(marker, b"\xff"), start + 4):
            kept.append(content[start:end])
        at, scan = end, marker == 0xDA
    else:
        kept.append(content[at:])  # an end that is not marked
    return b"".join(kept) + b"\xff\xd9"


def _bare_png(content: bytes) -> bytes:
    """A PNG without texts, Exif and time (PNG 3, 11.3)."""
    kept, at = [content[:8]], 8
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        if kind not in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"):
            kept.append(content[at:end])
        if kind == b"IEND":
            break
        at = end
    return b"".join(kept)


def _bare_webp(content: bytes) -> bytes:
    """A WebP without Exif and XMP, and without the two bits that say that they are there (WebP, extended format)."""
    kept, at = [], 12
    while at + 8 <= len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        chunk = content[at:end]
        if chunk.startswith(b"VP8X"):
            chunk = chunk[:8] + bytes((chunk[8] & 0xF3,)) + chunk[9:]
        if not chunk.startswith((b"EXIF", b"XMP ")):
            kept.append(chunk)
        at = end
    whole = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole


_BARE: dict[str, Callable[[bytes], bytes]] = {"JPEG": _bare_jpeg, "PNG": _bare_png, "WEBP": _bare_webp}


_DOCTYPE = re.compile(
    rb"""(?P<before>(?:\xef\xbb\xbf)?\s*(?:<\?(?:[^?]|\?(?!>)){0,2000}\?>\s*|<!--(?:[^-]|-(?!-)){0,20000}-->\s*){0,20})
    <!DOCTYPE\s+svg (?:\s+(?:PUBLIC\s+(?:"[^"<>]*"|'[^'<>]*')|SYSTEM)\s+(?:"[^"<>]*"|'[^'<>]*'))? \s*
    (?:\[(?P<subset>[^\]]{0,20000})\]\s*)? >""",
    re.X,
)
_ENTITY = re.compile(rb"""\s*<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"<>&%']{0,200})"|'([^'<>&%"]{0,200})')\s*>\s*""")


def _undeclared(content: bytes) -> bytes:
    """An SVG without the DOCTYPE of Illustrator and Inkscape, and any other bytes as they are.

    Of a DOCTYPE's own declarations only plain words under a name are taken, put where they are named. What has another
    (words that name others, a file elsewhere) keeps its DOCTYPE, for which it is refused. What is judged afterwards is
    what was written here, so that nothing hides behind a name.
    """
    if (declared := _DOCTYPE.match(content)) is None:
        return content
    subset, rest = declared["subset"] or b"", content[declared.end() :]
    meant: dict[bytes, bytes] = {}
    at = 0
    while at < len(subset) and (entity := _ENTITY.match(subset, at)) is not None:
        meant.setdefault(entity[1], entity[2] if entity[2] is not None else entity[3])
        at = entity.end()
    if subset[at:].strip() or not meant.keys().isdisjoint((b"lt", b"gt", b"amp", b"quot", b"apos")):
        return content
    grown = len(rest) + sum(rest.count(b"&%s;" % name) * len(words) for name, words in meant.items())
    if grown > MOST_BYTES:
        raise _Unusable("I04", "grows too large", "save it as plain SVG")
    return declared["before"] + re.sub(rb"&([A-Za-z_][\w.-]*);", lambda name: meant.get(name[1], name[0]), rest)


def _measure_svg(content: bytes) -> tuple[int, int]:
    """Width and height in CSS px, 0 when it states none. Raises _Unusable when it could do more than be seen."""
    hint = "save it as plain SVG, without scripts or links to other files"
    text = content.lower()
    if b"<html" in text[:1024] or b"<!doctype html" in text[:1024]:
        raise _Unusable("I03", "is a web page, not a kind of image that can be used", USABLE)
    if b"<!doctype" in text or b"<!entity" in text:
        raise _Unusable("I03", "is an SVG with a DOCTYPE, which cannot be used", "delete the `<!DOCTYPE …>`")
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as attack:
        raise _Unusable("I03", "is an SVG with a DOCTYPE, which cannot be used", hint) from attack
    except (ParseError, ValueError, LookupError, RecursionError) as broken:
        raise _Unusable("I03", "is not well-formed SVG", hint) from broken
    if root.tag not in (f"{_SVG}svg", "svg"):
        raise _Unusable("I03", f"is XML (`{str(root.tag).rpartition('}')[2]}`), not an image", USABLE)
    if fault := _fault(root):
        raise _Unusable("I03", f"is an SVG with {fault}, which cannot be used", hint)
    _count(root)
    boxes = {element: _box(stated) for element in root.iter() if (stated := element.get("viewBox", "").strip())}
    width, height = boxes.get(root, (0.0, 0.0))
    if root in boxes and (width <= 0 or height <= 0):
        raise _Unusable("I03", f"is an SVG that shows nothing: its `viewBox` is {width:g} × {height:g}", _AGAIN)
    sides = _side("width", root, width), _side("height", root, height)
    if max(sides) > 100_000:
        raise _too_large(*sides)
    return sides[0], sides[1]


_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_FOUR = re.compile(rf"({_NUMBER})" + rf"(?:\s*,\s*|\s+|(?=[-+.]))({_NUMBER})" * 3)
_NO_LENGTH = re.compile(rf"\s*(?:-{_NUMBER}|[-+]?(?:0*\.?0+|0+\.)(?:e[-+]?[0-9]+)?|[-+]?nan|[-+]?inf)(?![0-9.])", re.I)
"""A length that is not above nought, or none: what a script writes that divided by it."""
_AGAIN = "save it again from the program that it was drawn with"


def _box(stated: str) -> tuple[float, float]:
    """The width and height of a `viewBox` (SVG 2, 8.6). Raises _Unusable when it has none.

    Reading systems draw without it, each in its own way, and the layout library gives up.
    """
    if (four := _FOUR.fullmatch(stated)) is None:
        shown = stated if len(stated) <= 40 else stated[:39] + "…"
        hint = f'write `viewBox="0 0 WIDTH HEIGHT"` in it, in numbers without units, or {_AGAIN}'
        raise _Unusable("I03", f"is an SVG whose `viewBox` is not four numbers: `{shown}`", hint)
    return float(four[3]), float(four[4])


def _side(name: str, root: Any, extent: float) -> int:
    """A side in CSS px: as stated when that is absolute, else that of the `viewBox`. Raises _Unusable for none."""
    stated = root.get(name, "")
    if _NO_LENGTH.match(stated):
        raise _Unusable("I03", f"is an SVG that shows nothing: its `{name}` is `{stated.strip()}`", _AGAIN)
    if length := _LENGTH.match(stated):
        return round(min(float(length[1]), 1e9) * _PIXELS[length[2].lower()])
    return round(min(extent, 1e9))


def _fault(root: Any) -> str:
    """What in an SVG reaches outside it or acts; empty when nothing does."""
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        name = str(element.tag).rpartition("}")[2].lower()
        if depth > DEEPEST:
            return "too many elements inside one another"
        if name in _FORBIDDEN:
            return f"a `<{name}>`"
        if name == "style" and _reaches_out(element.text or "", stylesheet=True):
            return "a stylesheet that loads something"
        for key, value in element.attrib.items():
            plain = key.rpartition("}")[2].lower()
            if plain.startswith("on"):
                return f"an `{plain}` attribute"
            target = re.sub(r"[\x00-\x20]", "", value).lower()
            if plain in ("href", "src") and name != "a" and not re.match(r"#|data:image/[^,]*;base64,", target):
                return f"a link to `{value[:60]}`"
            if plain in ("href", "src") and name != "a" and target.startswith("data:image/svg"):
                return "another SVG inside it"
            if plain == "href" and name == "a" and not target.startswith(("#", "http:", "https:", "mailto:")):
                return f"a link to `{value[:60]}`"
            if name in ("set", "animate") and plain == "attributename" and target.endswith("href"):
                return "an animated link"
            if plain not in ("href", "src") and _reaches_out(value, stylesheet=False):
                return f"a link to something outside (`{plain}`)"
        stack.extend((child, depth + 1) for child in element)
    return ""


def _reaches_out(style: str, *, stylesheet: bool) -> bool:
    if stylesheet and ("@import" in style.lower() or "\\" in style):
        return True
    return any(
        not url.strip(" \"'").startswith(("#", "data:image/png", "data:image/jpeg", "data:font/"))
        for url in re.findall(r"url\(([^)]*)", style, re.I)
    )


def _count(root: Any) -> None:
    """Raise _Unusable when an SVG draws more than `MOST_ELEMENTS`, each `<use>` counted as what it repeats."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    sizes: dict[int, int] = {}
    open_now: set[int] = set()
    # Depth first without recursion: an element is visited once to open it and once, after its parts, to add them up.
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        if not done and (id(element) in sizes):
            continue
        parts = list(element)
        if str(element.tag).rpartition("}")[2] == "use":
            target = element.get("href") or element.get("{http://www.w3.org/1999/xlink}href") or ""
            if (used := named.get(target.lstrip("#"))) is not None:
                parts.append(used)
        if done:
            open_now.discard(id(element))
            sizes[id(element)] = 1 + sum(sizes.get(id(part), 1) for part in parts)
            if sizes[id(element)] > MOST_ELEMENTS:
                raise _Unusable("I04", f"draws more than {MOST_ELEMENTS} elements", "simplify the drawing")
            continue
        open_now.add(id(element))
        stack.append((element, True))
        for part in parts:
            if id(part) in open_now:
                raise _Unusable("I03", "is an SVG that uses itself, which cannot be used", "remove the `<use>`")
            stack.append((part, False))
