"""Finished pages as pictures, for eyes: each page as a PNG, and all of an edition on one contact sheet.

Drawn by pypdfium2, which did not make the PDF. A page's picture depends on the page alone, a sheet on its pages.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from publish.media import typefaces
from publish.model import Artifact, Box
from publish.proofs import as_heard, heard
from publish.value import Value

DPI = 110
GAP = 20
"""Pixels around a page on a contact sheet."""
LABEL = 34
"""Pixels under a page for its name."""
MANY = 40
"""Pages from which a contact sheet shows them smaller."""

DESK = "#d9dbd8"
INK = "#1a1a1a"
EDGE = "#a9aca8"


class Picture(Value):
    """A page as a PNG, or as a JPEG where it is to be quick."""

    page: int
    content: bytes
    width: int
    height: int


class Album(Value):
    """The pages of one file."""

    edition: str
    name: str
    pictures: tuple[Picture, ...]


def album(artifact: Artifact) -> Album:
    """Every page of a PDF; a file without pages, or one that does not open, has no pictures."""
    pictures = []
    if artifact.suffix == "pdf":
        try:
            with pdfium.PdfDocument(artifact.content) as file:
                for number, page in enumerate(file, start=1):
                    drawn = page.render(scale=DPI / 72).to_pil().convert("RGB")
                    pictures.append(Picture(page=number, content=_png(drawn), width=drawn.width, height=drawn.height))
        except pdfium.PdfiumError:
            pictures = []  # preflight says so, with the reason
    return Album(edition=artifact.edition, name=artifact.name, pictures=tuple(pictures))


_COARSE = 80
"""Dots an inch of a page that shows in which order it is read."""
_MARKS = ("#8a0050", "#ffffff")


def numbered(artifact: Artifact) -> tuple[Picture, ...]:
    """The pages of a tagged PDF that carries its boxes, each block with its number in the order of the structure.

    A block without a number is not read at its place.
    """
    places: dict[tuple[int, int], list[Box]] = {}
    for box in artifact.boxes:
        if box.text.strip() and (box.colour or box.asset):
            places.setdefault((box.page, box.block if not box.asset else -id(box)), []).append(box)
    left = {key: (as_heard.ink("".join(box.text for box in some)), some[0]) for key, some in places.items()}
    marks: dict[int, list[tuple[int, Box]]] = {}
    for element in _spoken_alone(heard.read(artifact.content)):
        said = as_heard.ink(element.said.get("Alt") or element.said.get("ActualText") or as_heard.spoken(element))
        page = (element.page or 0) + 1
        key = next((key for key, (ink, _) in left.items() if key[0] == page and said and _begins(ink, said)), None)
        if key is not None:
            here = marks.setdefault(page, [])
            here.append((len(here) + 1, left.pop(key)[1]))
    font = _font(13)
    made: list[Picture] = []
    with pdfium.PdfDocument(artifact.content) as file:
        for number, page_ in enumerate(file, start=1):
            drawn = page_.render(scale=_COARSE / 72).to_pil().convert("RGB")
            draw = ImageDraw.Draw(drawn)
            for count, box in marks.get(number, ()):
                scale = drawn.width / (box.page_width or drawn.width)
                x, y = max(0, box.x * scale - 20), box.y * scale
                draw.rectangle((x, y, x + 6 + font.getlength(str(count)), y + 16), fill=_MARKS[0])
                draw.text((x + 3, y), str(count), font=font, fill=_MARKS[1])
            made.append(Picture(page=number, content=_png(drawn), width=drawn.width, height=drawn.height))
    return tuple(made)


def _spoken_alone(element: heard.Element) -> Iterator[heard.Element]:
    """The elements that hold words themselves, in the order in which they are read."""
    words = any(isinstance(kid, str) or kid.kind in heard.INLINE for kid in element.kids)
    if element.kind in ("Figure", "Formula") or (words and element.kind not in heard.INLINE):
        yield element
    for kid in element.kids:
        if isinstance(kid, heard.Element) and kid.kind not in heard.INLINE:
            yield from _spoken_alone(kid)


def _begins(ink: str, said: str) -> bool:
    return bool(ink) and (ink.startswith(said[:24]) or said.startswith(ink[:24]))


SHARP = 120
"""Dots an inch of a page that is looked at on a screen by itself."""


def draw(content: bytes, number: int) -> Picture | None:
    """One page of a PDF, counted from 1, as soon as can be: a JPEG. None when it cannot be drawn."""
    try:
        with pdfium.PdfDocument(content) as file:
            drawn = file[number - 1].render(scale=SHARP / 72).to_pil().convert("RGB")
    except pdfium.PdfiumError:
        return None
    held = io.BytesIO()
    drawn.save(held, "JPEG", quality=90, subsampling=0)  # a PNG takes ten times as long to write
    return Picture(page=number, content=held.getvalue(), width=drawn.width, height=drawn.height)


def contact_sheet(albums: Sequence[Album]) -> bytes:
    """All pages of the albums in rows, each with its name and number, as a PNG; b"" when there are none."""
    labelled = [
        (f"{each.name} · {picture.page}", picture)
        for each in sorted(albums, key=lambda each: each.name)
        for picture in each.pictures
    ]
    if not labelled:
        return b""
    wide, most = (260, 6) if len(labelled) < MANY else (180, 10)
    columns = min(most, len(labelled))
    tall = max(round(wide * picture.height / picture.width) for _, picture in labelled)
    rows = -(-len(labelled) // columns)
    sheet = Image.new("RGB", (GAP + columns * (wide + GAP), GAP + rows * (tall + LABEL + GAP)), DESK)
    draw, font = ImageDraw.Draw(sheet), _font(15)
    for at, (label, picture) in enumerate(labelled):
        left, top = GAP + at % columns * (wide + GAP), GAP + at // columns * (tall + LABEL + GAP)
        with Image.open(io.BytesIO(picture.content)) as page:
            small = page.resize((wide, round(wide * page.height / page.width)), Image.Resampling.LANCZOS)
        draw.rectangle((left - 1, top - 1, left + small.width, top + small.height), outline=EDGE)
        sheet.paste(small, (left, top))
        draw.text((left, top + small.height + 8), _shortened(label, font, wide), font=font, fill=INK)
    return _png(sheet)


def _shortened(label: str, font: ImageFont.FreeTypeFont, wide: int) -> str:
    """The label with its middle taken out until it fits: both its beginning and the page's number tell."""
    if font.getlength(label) <= wide:
        return label
    name, _, page = label.rpartition(" · ")
    while name and font.getlength(f"{name}… · {page}") > wide:
        name = name[:-1]
    return f"{name}… · {page}"


def _font(size: int) -> ImageFont.FreeTypeFont:
    """A typeface of ours: the machine's own would differ from machine to machine."""
    typeface = typefaces.find("Atkinson Hyperlegible")
    face = typeface and next(face for face in typeface.faces if not face.italic)
    if not face:
        raise LookupError("the typeface `Atkinson Hyperlegible` is not installed")
    # Basic layout: Raqm is not built into every Pillow, and names of files are plain ASCII.
    return ImageFont.truetype(io.BytesIO(typefaces.load(face)), size, layout_engine=ImageFont.Layout.BASIC)


def _png(image: Image.Image) -> bytes:
    """As small as it is without loss: a page of text has few colours, one with a photograph many."""
    held = io.BytesIO()
    few = image.getcolors(256)
    (image.quantize(len(few), dither=Image.Dither.NONE) if few else image).save(held, "PNG", optimize=True)
    return held.getvalue()
