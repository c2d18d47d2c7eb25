"""A web address as a QR code: black on white, sharp at any size, sized for a telephone held over paper. Wraps segno.

Error correction is level M (ISO/IEC 18004: 15 % may be lost), so that a fold or a stain does no harm; the quiet zone
of four modules is part of the picture. Traps: segno raises the level by itself unless an argument forbids it, which is
welcome where the size stays the same; it would make a Micro QR code of a short text, which few telephones read.
"""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache

from publish.model import Asset

QUIET = 4
"""Modules of white around the code."""
LEAST, MODULE = 18.0, 0.45
"""Millimetres: the code without its quiet zone, and one of its modules, are at least so wide."""
LONGEST = 300
"""Bytes of an address: more, and the code grows past what lies easily beside a text."""

_PIXELS = 96 / 25.4


@lru_cache(maxsize=256)
def draw(address: str) -> Asset:
    """The address as a picture, its width and height in CSS pixels. Raises ValueError when it is longer than `LONGEST`.

    The picture is named for its content.
    """
    if len(address.encode()) > LONGEST:
        raise ValueError(address)
    import segno

    code = segno.make(address, error="m", micro=False)
    modules = code.symbol_size(border=0)[0]
    side = max(LEAST, MODULE * modules) * (modules + 2 * QUIET) / modules
    buffer = io.BytesIO()
    code.save(
        buffer,
        kind="svg",
        border=QUIET,
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        dark="#000",
        light="#fff",
        omitsize=True,
    )
    pixels = side * _PIXELS
    size = f'width="{pixels:.2f}" height="{pixels:.2f}" '
    content = buffer.getvalue().replace(b"<svg ", b"<svg " + size.encode(), 1)
    return Asset(
        name=f"qr-{hashlib.sha256(content).hexdigest()[:16]}.svg",
        media_type="image/svg+xml",
        content=content,
        width=round(pixels),
        height=round(pixels),
    )
