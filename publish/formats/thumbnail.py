"""A small picture of a finished file: a PDF's first page, an EPUB's cover. Wraps pypdfium2 and Pillow.

Traps: pdfium draws at 72 pixels an inch times `scale`, which looks as well as twice that made smaller and takes a
third of the time; a PDF page without a background is drawn on white. Of an EPUB the cover is taken as it lies there,
under the name that our own ebooks give it.
"""

from __future__ import annotations

import io
import zipfile

import pypdfium2
from PIL import Image

from publish.model import Artifact

THUMBNAIL = 360
"""Pixels across: a picture for a list, on a screen of double density."""
QUALITY = 80
COVER_NAME = "EPUB/images/cover.jpg"


def draw(artifact: Artifact) -> tuple[bytes, bytes]:
    """The file's face as JPEGs: an ebook's cover as it lies in it, and any face `THUMBNAIL` pixels wide.

    Empty bytes where there is none: a PDF has no cover, a text has no face.
    """
    face = _FACES.get(artifact.suffix)
    if face is None:
        return b"", b""
    cover, picture = face(artifact.content)
    return cover, _jpeg(picture)


def _of_pdf(content: bytes) -> tuple[bytes, Image.Image]:
    with pypdfium2.PdfDocument(content) as pages:
        sheet = pages[0]
        return b"", sheet.render(scale=THUMBNAIL / sheet.get_width()).to_pil().convert("RGB")


def _of_epub(content: bytes) -> tuple[bytes, Image.Image]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        cover = archive.read(COVER_NAME)
    return cover, Image.open(io.BytesIO(cover)).convert("RGB")


_FACES = {"pdf": _of_pdf, "epub": _of_epub}


def _jpeg(picture: Image.Image) -> bytes:
    if picture.width != THUMBNAIL:
        height = round(picture.height * THUMBNAIL / picture.width)
        picture = picture.resize((THUMBNAIL, height), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue()
