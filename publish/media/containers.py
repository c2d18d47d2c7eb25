"""The file formats of pictures made of dots are read part by part: their metadata, and whether they are complete.

Pillow is asked to decode only what was found complete here: whether it takes a picture that is cut off is a switch of
the process (`ImageFile.LOAD_TRUNCATED_IMAGES`), which a host program or another library may have turned.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

MOST_SCANS = 40
"""Of a JPEG. Encoders write up to some fifteen; each costs a decoder the whole picture (T.81, 4.5: progressive)."""

DAMAGED = "is damaged and cannot be shown"
_STARTS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"RIFF": "WEBP"}


def kind(content: bytes) -> str | None:
    """JPEG, PNG or WEBP by a file's first bytes; None for any other."""
    return next((name for start, name in _STARTS.items() if content.startswith(start)), None)


def without_notes(content: bytes) -> bytes:
    """A JPEG, PNG or WebP with its dots and colours alone; any other bytes as they are."""
    found = kind(content)
    return _PLAIN[found](content) if found else content


def held(content: bytes, orientation: int) -> bytes:
    """A JPEG, PNG or WebP without notes, and one note that says which way up it is (Exif 2.3, 4.6.2)."""
    note = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    found = kind(content)
    if found == "JPEG":
        exif = b"Exif\0\0" + note
        return content[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + content[2:]
    if found == "PNG":
        chunk = b"eXIf" + note
        end = next((end for name, _, end in chunks(content) if name == b"IHDR"), 8)
        made = struct.pack(">I", len(note)) + chunk + struct.pack(">I", zlib.crc32(chunk))
        return content[:end] + made + content[end:]
    if found == "WEBP" and content[12:16] == b"VP8X":
        inside = content[8:20] + bytes((content[20] | 0x08,)) + content[21:]
        inside += b"EXIF" + len(note).to_bytes(4, "little") + note
        return b"RIFF" + len(inside).to_bytes(4, "little") + inside
    return content


def fault(content: bytes) -> str:
    """What is wrong with how a file is put together; empty when nothing is."""
    found = kind(content) or ("ISO" if content[4:8] == b"ftyp" else "GIF" if content.startswith(b"GIF8") else "")
    return _FAULTS[found](content) if found else ""


# ---------------------------------------------------------------------------------------------------------------- JPEG

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_OF_COLOUR = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""The notes of an application that say which colours the dots have, by their markers."""


class _Segment(NamedTuple):
    """A marker of a JPEG, and where the segment that it begins lies (T.81, annex B)."""

    marker: int
    before: int
    """Where the dots of a scan before it begin; equal to `start` when there are none."""
    start: int
    end: int


def _segments(content: bytes) -> Iterator[_Segment]:
    """Each segment behind the start of image, up to the first end of image, which is given too."""
    at, scan = 2, False
    while (found := _MARKER.search(content, at)) is not None:
        marker, start = found[0][1], found.start()
        end = start + 2 + (0 if marker == 0xD9 else int.from_bytes(content[start + 2 : start + 4], "big"))
        yield _Segment(marker, at if scan else start, start, end)
        if marker == 0xD9:
            return
        at, scan = end, marker == 0xDA


def _plain_jpeg(content: bytes) -> bytes:
    """Without Exif, comments and what lies behind its end."""
    kept, ended, last = [content[:2]], False, 2
    for segment in _segments(content):
        kept.append(content[segment.before : segment.start])
        spoken = 0xE0 <= segment.marker <= 0xEF or segment.marker == 0xFE
        if not spoken or content.startswith(_OF_COLOUR.get(segment.marker, b"\xff"), segment.start + 4):
            kept.append(content[segment.start : segment.end])
        ended, last = segment.marker == 0xD9, segment.end
    return b"".join(kept if ended else (*kept, content[last:], b"\xff\xd9"))


def has_end(content: bytes) -> bool:
    """Whether a JPEG says where it ends."""
    return any(segment.marker == 0xD9 for segment in _segments(content))


def _jpeg_fault(content: bytes) -> str:
    scans = sum(segment.marker == 0xDA for segment in _segments(content))
    return f"is a JPEG of {scans} scans" if scans > MOST_SCANS else ""


# ----------------------------------------------------------------------------------------------------------------- PNG


def chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The kind, start and end of each chunk, up to IEND (PNG 3, 5.3); an end may lie behind the file's."""
    at = 8
    while at + 8 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        yield name, at, end
        if name == b"IEND":
            return
        at = end


def _plain_png(content: bytes) -> bytes:
    """Without texts, Exif and time (PNG 3, 11.3)."""
    notes = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
    return content[:8] + b"".join(content[start:end] for name, start, end in chunks(content) if name not in notes)


def _png_fault(content: bytes) -> str:
    last = b""
    for name, start, end in chunks(content):
        last = name
        if end > len(content):
            return DAMAGED
        if zlib.crc32(content[start + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            return DAMAGED
    return "" if last == b"IEND" else DAMAGED


# ---------------------------------------------------------------------------------------------------------------- WebP


def _plain_webp(content: bytes) -> bytes:
    """Without Exif and XMP, and without the two bits that say that they are there (WebP, extended format)."""
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
    inside = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside


def _riff_fault(content: bytes) -> str:
    return DAMAGED if int.from_bytes(content[4:8], "little") + 8 > len(content) + 1 else ""


# ----------------------------------------------------------------------------------------------------------- the others


def _gif_fault(content: bytes) -> str:
    """GIF89a, 18 to 27: whether the blocks of its first picture are all there."""
    at = 13 + (3 * 2 ** ((content[10] & 7) + 1) if len(content) > 10 and content[10] & 0x80 else 0)
    while at < len(content):
        introducer = content[at]
        if introducer == 0x2C and at + 10 <= len(content):
            table = 3 * 2 ** ((content[at + 9] & 7) + 1) if content[at + 9] & 0x80 else 0
            return DAMAGED if _behind_blocks(content, at + 11 + table) is None else ""
        if introducer != 0x21 or (behind := _behind_blocks(content, at + 2)) is None:
            return DAMAGED
        at = behind
    return DAMAGED


def _behind_blocks(content: bytes, at: int) -> int | None:
    while at < len(content):
        if content[at] == 0:
            return at + 1
        at += 1 + content[at]
    return None


def _iso_fault(content: bytes) -> str:
    """ISO 14496-12, 4.2: the boxes of a file fill it."""
    at = 0
    while at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        if size == 0:
            return ""  # up to the end of the file
        if size < 8:
            return DAMAGED
        at += size
    return DAMAGED if at > len(content) else ""


_PLAIN: dict[str, Callable[[bytes], bytes]] = {"JPEG": _plain_jpeg, "PNG": _plain_png, "WEBP": _plain_webp}
_FAULTS: dict[str, Callable[[bytes], str]] = {
    "JPEG": _jpeg_fault,
    "PNG": _png_fault,
    "WEBP": _riff_fault,
    "GIF": _gif_fault,
    "ISO": _iso_fault,
}
