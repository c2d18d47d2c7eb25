"""From a galley to pages: WeasyPrint as it is, and where its traps are written down.

What pages would be wrong without is in mends.py; what only makes them sooner in publish/accelerate/. Both are in place
while something is set or drawn here, and at no other time.

- Variable fonts are slow, differ from run to run and are drawn at another optical size than they are measured at:
  fonts/cuts.py cuts plain ones. fonts.py keeps configurations of them.
- Stylesheets in the galley are taken out of it and handed over parsed (stylesheets.py). They are then of the user's
  origin, like those of a fit: of two rules of the same weight the later sheet's wins.
- The galley is handed over as a tree: libxml2 reads it in a thirtieth of the time of WeasyPrint's own parser. But it
  knows nothing of SVG, so a galley with inline `<svg>` is left to WeasyPrint's.
- An image with `alt=""` is taken for one without; plant() in tags/finish.py gives it a mark instead.
- `pdf/a-3a` is the variant that needs least mending; PDF/UA-1 is claimed by tags/finish.py (one variant is all it can
  claim by itself).
- A note may be lost, or come to stand after the end of the text that calls it. So notes are counted, and while one is
  missing the layout is made again without wishes for breaks around its call. What is lost even so is set at the end of
  the text: no word of an author is left out.
- Nothing of what is kept (configurations, styles, sheets) may be used by two threads at a time: one sets at a time.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import count
from math import ceil
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import TreeBuilder

import pydyf
import weasyprint
from cssselect2 import ElementWrapper
from lxml import etree
from weasyprint.css.counters import CounterStyle
from weasyprint.images import RasterImage, SVGImage
from weasyprint.urls import URLFetcher

from publish import accelerate
from publish.formats.pdf.body import drawings as pdf_drawings
from publish.formats.pdf.body import endnotes, formulas
from publish.formats.pdf.body import pictures as pdf_pictures
from publish.formats.pdf.tags.finish import finish, plant
from publish.formats.pdf.weasyprint_ import boxes as pdf_boxes
from publish.formats.pdf.weasyprint_ import fonts as pdf_fonts
from publish.formats.pdf.weasyprint_ import margins, mends, stylesheets
from publish.formats.pdf.weasyprint_ import stacks as pdf_stacks
from publish.formats.pdf.weasyprint_.fetching import SCHEME, Shelf
from publish.formats.pdf.weasyprint_.log import Said, listening
from publish.formats.pdf.weasyprint_.mends import EngineError
from publish.media.formulas import INK
from publish.model import Asset, Box, Galley, Typeface
from publish.problem import Problem
from publish.value import replace

__all__ = ["DPI", "EngineError", "Layout", "lay_out", "prepare", "render"]

DPI = 220
"""Dots an inch that an office printer can show of a picture."""
_GETA = "□"  # what a typesetter puts where a sort is missing


@contextmanager
def _at_work() -> Iterator[None]:
    """While something is set or drawn, WeasyPrint's pages are right, and come sooner."""
    with mends.applied(), accelerate.installed():
        yield


def lay_out(
    galley: Galley, *, path: str, css: str = "", like: Layout | None = None, heads: margins.Rules | None = None
) -> Layout:
    """The galley on pages, not yet drawn; what is wrong with it blames `path`. `heads` are the rules for their margins.

    Every rule of `css` comes before the style's own of the same weight; declare with `!important` what is to win. What
    had to be done so that no note was lost from `like`, a layout of the galley, is done from the beginning.
    Raises whatever WeasyPrint raises.
    """
    said = Said()
    with _at_work(), listening(said):
        document, care = _document(galley, css, said, like.care if like else _NO_CARE, heads)
    return Layout(
        galley=galley,
        path=path,
        css=css,
        document=document,
        problems=_reported(said, path),
        care=care,
        heads=heads,
    )


def render(galley: Galley, *, path: str) -> tuple[bytes, int, tuple[Problem, ...]]:
    """The galley as a PDF/A-3a and PDF/UA-1 file, its number of pages, and what WeasyPrint had to say."""
    layout = lay_out(galley, path=path)
    content = layout.write()
    return content, layout.pages, layout.problems


_Care = tuple[frozenset[str], frozenset[str]]
"""The notes around whose calls pages may break anywhere, and those that stand at the end of their text."""
_NO_CARE: _Care = (frozenset(), frozenset())


@dataclass(kw_only=True)
class Layout:
    """A galley on its pages: the one thing here that changes, because what no typeface has is known when it is drawn.

    `document` is WeasyPrint's.
    """

    galley: Galley
    path: str
    css: str
    document: Any
    problems: tuple[Problem, ...]
    labels: tuple[str, ...] = ()
    """What each page is called, where that is not its place in the file."""
    care: _Care = _NO_CARE
    """What was done so that no note is lost."""
    heads: margins.Rules | None = None

    @property
    def pages(self) -> int:
        """How many sides it takes."""
        return len(self.document.pages)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """What stands where on its pages."""
        return tuple(pdf_boxes.boxes(self.document))

    @cached_property
    def stacks(self) -> tuple[tuple[str, ...], tuple[pdf_stacks.Stack, ...]]:
        """The elements of its text, and how the blocks of that are stacked on its pages; see `stacks`."""
        return pdf_stacks.stacks(self.document)

    @cached_property
    def holes(self) -> int:
        """How many of its pages have an empty foot that the spaces on the page cannot take up; 0 of several texts."""
        tags, pages = self.stacks
        return sum(space is None for space in pdf_stacks.spaces(self.document, pages)) if tags else 0

    def beyond(self, side: float) -> Iterator[tuple[str, ...]]:
        """Of what in its tables comes nearer to a side than this part of a page's width: what it is within."""
        return pdf_boxes.beyond(self.document, side)

    @property
    def last(self) -> Iterator[Box]:
        """What stands on its last page."""
        return pdf_boxes.boxes(self.document, first=self.pages)

    @property
    def columns(self) -> tuple[tuple[float, float], ...]:
        """Where the text area of each page begins and how high it is, in CSS pixels from the page's top."""
        frames = (page._page_box for page in self.document.pages)
        return tuple((float(frame.content_box_y()), float(frame.height)) for frame in frames)

    @property
    def blanks(self) -> tuple[int, ...]:
        """The pages, counted from 1, that are left empty so that what follows begins on the right one."""
        pages = enumerate(self.document.pages, start=1)
        return tuple(number for number, page in pages if page._page_box.page_type.blank)

    def places(self, names: Collection[str]) -> dict[str, tuple[int, tuple[float, ...]]]:
        """The page of each of these ids that is on one, counted from 0, and its measures in CSS pixels.

        They are the left, the top, the width and the height of its text area, then its own width and height.
        """
        return {
            name: (number, tuple(map(float, (box.content_box_x(), box.content_box_y(), box.width, box.height, *size))))
            for number, page in enumerate(self.document.pages)
            for name in page.anchors.keys() & set(names)
            for box, size in [(page._page_box, (page.width, page.height))]
        }

    def write(self, *, dpi: int = DPI, quality: int = pdf_pictures.QUALITIES[0]) -> bytes:
        """The pages as a PDF/A-3a and PDF/UA-1 file, no picture in it with more dots an inch than `dpi`.

        A character without a glyph is set as `□`, so that the file still conforms, and named in a problem: `galley`,
        `document` and with it `pages` are then those of the text with `□` in it. Raises RuntimeError when a character
        of ASCII has none: every typeface that is lent has those, so that their files must have gone.
        """
        said = Said()
        with _at_work(), listening(said):
            self._ground()
            _dress(self, dpi, quality)
            content: bytes = self.document.write_pdf(
                finisher=partial(finish, labels=self.labels), pdf_variant="pdf/a-3a", pdf_identifier=True
            )
        if missing := "".join(dict.fromkeys(said.missing)):
            if gone := "".join(character for character in missing if "!" <= character <= "~"):
                raise RuntimeError(f"the typefaces have no glyph for {gone!r}")
            sorts = {ord(character): _GETA for character in missing}
            html, assets = self.galley.html.translate(sorts), pdf_drawings.respelt(self.galley.assets, sorts)
            if (html, assets) == (self.galley.html, self.galley.assets):
                raise RuntimeError(f"the typefaces have no glyph for {missing!r}, which stands in no text")
            mended = lay_out(
                replace(self.galley, html=html, assets=assets),
                path=self.path,
                css=self.css,
                like=self,
                heads=self.heads,
            )
            mended.labels = self.labels
            content = mended.write(dpi=dpi, quality=quality)
            self.galley, self.document = mended.galley, mended.document
            self._forget()
            self.problems = _missing(missing, self.path) + mended.problems
        else:
            self.problems = tuple(dict.fromkeys(self.problems + _reported(said, self.path)))
        return content

    def draft(self) -> bytes:
        """The pages as a PDF without tags and claims, in two thirds of the time: to be looked at, not to be kept."""
        with _at_work(), listening(Said()):
            self._ground()
            _dress(self, DPI, pdf_pictures.QUALITIES[0])
            content: bytes = self.document.write_pdf()
        return content

    def _ground(self) -> None:
        """Close holes that spaces can take up; have what is to stand at the last page's foot (`data-foot`) do so."""
        tags, pages = self.stacks
        if (bool(tags) and pdf_stacks.spread(self.document, pages)) | pdf_stacks.ground(self.document):
            self._forget()

    def _forget(self) -> None:
        for name in ("boxes", "stacks", "holes"):
            vars(self).pop(name, None)

    def pictures(self, *, dpi: int, quality: int) -> int:
        """How many bytes its pictures have in a file that is written so."""
        return sum({image.id: image.raster.weight for _, image in _prints(self, dpi, quality)}.values())


class _Print(RasterImage):  # type: ignore[misc]
    """A picture as it goes into the file: it takes the place of one of WeasyPrint's, which it was laid out by."""

    def __init__(self, original: Any, raster: pdf_pictures.Raster) -> None:
        self.original, self.raster = original, raster
        self.id = f"{original.id}-{raster.width}-{hashlib.sha256(raster.content).hexdigest()[:12]}"
        self.width, self.height, self.ratio, self.mode = raster.width, raster.height, original.ratio, raster.colours
        self._dpi = None

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> Any:  # noqa: ARG002
        raster = self.raster
        extra = _dots(raster.width, raster.height, raster.bits, interpolate)
        extra["ColorSpace"] = {"RGB": "/DeviceRGB", "L": "/DeviceGray"}.get(raster.colours) or pydyf.Array(
            ("/Indexed", "/DeviceRGB", len(raster.palette) // 3 - 1, f"<{raster.palette.hex()}>")
        )
        extra["Filter"] = f"/{raster.filter}"
        if raster.filter == "FlateDecode":
            colours = 3 if raster.colours == "RGB" else 1
            extra["DecodeParms"] = pydyf.Dictionary(
                {"Predictor": 15, "Columns": raster.width, "Colors": colours, "BitsPerComponent": raster.bits}
            )
        if raster.mask:
            mask = _dots(raster.width, raster.height, 8, interpolate)
            mask |= {"ColorSpace": "/DeviceGray", "Filter": "/FlateDecode"}
            mask["DecodeParms"] = pydyf.Dictionary({"Predictor": 15, "Columns": raster.width})
            extra["SMask"] = pydyf.Stream([raster.mask], mask)
        return pydyf.Stream([raster.content], extra)


def _dots(width: int, height: int, bits: int, interpolate: bool) -> Any:
    return pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": width,
            "Height": height,
            "BitsPerComponent": bits,
            "Interpolate": "true" if interpolate else "false",
        }
    )


def _dress(layout: Layout, dpi: int, quality: int) -> None:
    """Put what is to be printed in the place of what was laid out."""
    for box, image in _prints(layout, dpi, quality):
        box.replacement = image
    if formulas.PREFIX in layout.galley.html:
        _ink(layout)


class _Formula(SVGImage):  # type: ignore[misc]
    """A formula's drawing, in the colour of the text that it stands in."""

    def __init__(self, original: Any, content: bytes) -> None:
        self.__dict__.update(original.__dict__)
        self._content = content
        self._inked: dict[str, Any] = {}

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw it, as WeasyPrint asks of an image."""
        red, green, blue = (round(255 * part) for part in style["color"].to("srgb").coordinates)
        colour = f"#{red:02x}{green:02x}{blue:02x}"
        if colour not in self._inked:
            tree = ElementTree.fromstring(self._content.replace(INK.encode(), colour.encode()))
            self._inked[colour] = SVGImage(tree, self._base_url, self._url_fetcher, self._context)
        self._inked[colour].draw(stream, width, height, style)


def _ink(layout: Layout) -> None:
    """Have each formula drawn in the colour of the text around it, which a picture knows nothing of."""
    contents = {SCHEME + one.name: one.content for one in layout.galley.assets if one.name.startswith(formulas.PREFIX)}
    made: dict[str, _Formula] = {}
    for page in layout.document.pages:
        for box in pdf_boxes.replaced(page._page_box):
            source = box.element.get("src", "")
            if source in contents and isinstance(box.replacement, SVGImage):
                made.setdefault(source, _Formula(box.replacement, contents[source]))
                box.replacement = made[source]


def _prints(layout: Layout, dpi: int, quality: int) -> list[tuple[Any, _Print]]:
    """The boxes of pictures made of dots, each with what is printed there: one raster a picture, for the largest."""
    assets = {SCHEME + asset.name: asset for asset in layout.galley.assets}
    places = [
        (box, asset)
        for page in layout.document.pages
        for box in pdf_boxes.replaced(page._page_box)
        if isinstance(box.replacement, RasterImage) and (asset := assets.get(box.element.get("src", "")))
    ]
    sizes: dict[str, tuple[float, float]] = {}
    for box, asset in places:
        width, height = sizes.get(asset.name, (0.0, 0.0))
        sizes[asset.name] = max(width, box.width), max(height, box.height)
    return [
        (box, _Print(getattr(box.replacement, "original", box.replacement), raster))
        for box, asset in places
        if (raster := _raster(asset, sizes[asset.name], dpi, quality))
    ]


def _raster(asset: Asset, size: tuple[float, float], dpi: int, quality: int) -> pdf_pictures.Raster | None:
    """What is printed of a picture at a size in CSS px; None, and a line in the log, where that cannot be made."""
    try:
        return pdf_pictures.printed(asset.content, ceil(size[0] * dpi / 96), ceil(size[1] * dpi / 96), quality)
    except MemoryError:
        raise
    except Exception as fault:  # of a picture that was read before nobody knows one, but a library may change
        logging.getLogger("weasyprint").error("Failed to load image at '%s%s': %s", SCHEME, asset.name, fault)
        return None


def _reported(said: Said, path: str) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            code="R03", path=path, line=None, message=line, hint=next(hint for words, hint in _HINTS if words in line)
        )
        for line in dict.fromkeys(said.lines)
    )


_HINTS = (
    (
        "load image",
        "save the picture again in another program, as PNG, JPEG or a plain SVG; its alternative stands for it",
    ),
    (
        "render SVG image",
        "its place is empty, for a part that is no SVG: save it again in another program, as a plain SVG or PNG",
    ),
    ("no anchor #fn-", "the layout has lost this note: give its words in the text, or call it from another paragraph"),
    ("", "mend it in the sheets of the house style; if the style came with the press, please report this"),
)
"""What to do about a line of WeasyPrint's log, by words that are in it."""


def _missing(characters: str, path: str) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            code="R02",
            path=path,
            line=None,
            message=f"no typeface at hand has `{character}` (U+{ord(character):04X})",
            hint=f"write this in another way, or choose a typeface for it; `{_GETA}` stands where a glyph is missing",
        )
        for character in characters
    )


def _document(galley: Galley, css: str, said: Said, care: _Care, heads: margins.Rules | None) -> tuple[Any, _Care]:
    """WeasyPrint's Document of the galley, with no note lost, and what was done for that."""
    eased, moved = care
    for turn in count():
        document, lost, astray, every = _paged(galley, css, said, eased, moved, heads)
        if not (lost or astray) or moved == every:
            break
        moved |= astray
        if turn < _EASED and not lost <= eased:
            eased |= lost
        elif lost:
            moved = moved | lost if turn < _EASED + _MOVED else every
    return document, (eased, moved)


_EASED, _MOVED = 3, 2
"""How often breaks are eased where notes were lost; how often lost ones then become endnotes, before all of them do."""


def _paged(
    galley: Galley,
    css: str,
    said: Said,
    eased: frozenset[str],
    moved: frozenset[str],
    heads: margins.Rules | None,
) -> tuple[Any, frozenset[str], frozenset[str], frozenset[str]]:
    """A layout, the notes that it has lost, those that stand on no page of their text, and all that there are.

    Around the calls of those in `eased` pages may break anywhere; those in `moved` stand at the end of their text.
    """
    html, shelf, notes, pictures, styles = _read(galley, moved)
    counters = CounterStyle()
    sheets = [weasyprint.CSS(string=css, url_fetcher=shelf)] if css else []
    # A fit sets other values for `var()`: to parse the style for each of its steps would take longer than it saves.
    for sheet in map(stylesheets.sheet, styles) if css else stylesheets.sheets(styles, galley.html):
        counters.update(sheet.counters)
        sheets.append(sheet.css)
        for line in sheet.said:
            logging.getLogger("weasyprint").warning("%s", line)
    if eased:
        sheets.append(weasyprint.CSS(string=_ease(html.etree_element, eased), url_fetcher=shelf))
    fonts = pdf_fonts.configured(galley.typefaces)
    before = len(said.lines)
    with margins.ruled(html, heads):
        document = html.render(font_config=fonts, counter_style=counters, stylesheets=sheets, cache=pictures)
    if any(line.startswith("ignored ") for line in said.lines[before:]):
        stylesheets.forget()  # a sheet says once what a value comes to nothing for: parsed anew, it tells the next text
    found = {name for page in document.pages for name in notes.keys() & page.anchors}
    return document, frozenset(notes.keys() - found), frozenset(found - _at_home(document, notes)), frozenset(notes)


def _at_home(document: Any, notes: Mapping[str, str]) -> set[str]:
    """The notes that stand on a page of the text that they are in, if they are in one that has a name."""
    pages = [page.anchors for page in document.pages]
    return {name for names in pages for name in notes.keys() & names if not notes[name] or notes[name] in names}


def _ease(root: Any, notes: frozenset[str]) -> str:
    """Rules that let pages break anywhere around the calls of these notes, but not after a heading."""
    parents = {below: above for above in root.iter() for below in above}
    calls = {name.replace("fn-", "fnref-", 1) for name in notes}
    places: set[str] = set()
    for call in [link for link in root.iter("a") if link.get("id") in calls]:
        element = call
        while element.tag != "body" and "body" not in element.get("class", "").split():
            around = parents[element]
            at = list(around).index(element)
            neighbours = around[max(0, at - 1) : at + 2]
            places |= {near.get("data-tag") for near in neighbours if not _HEADING.fullmatch(near.tag)}
            element = around
    return ",".join(f'[data-tag="{place}"]' for place in sorted(places, key=int)) + _ANYWHERE


_HEADING = re.compile("h[1-6]")
_ANYWHERE = (
    "{break-before:auto !important;break-after:auto !important;break-inside:auto !important;"
    "orphans:1 !important;widows:1 !important}"
)


@lru_cache(maxsize=2)
def _read(
    galley: Galley, moved: frozenset[str] = frozenset()
) -> tuple[Any, Shelf, Mapping[str, str], dict[str, Any], tuple[str, ...]]:
    """What every layout of a galley can use.

    Its tree, what is fetched, the notes in it with the ids of their articles, its pictures once read, and its
    stylesheets, which are taken out of it.
    The notes in `moved` are endnotes.
    """
    shelf = Shelf({asset.name: (asset.media_type, asset.content) for asset in galley.assets})
    html = (weasyprint.HTML if "<svg" in galley.html else _Html)(string=galley.html, url_fetcher=shelf)
    root = html.etree_element
    notes = dict.fromkeys((note.get("id", "") for note in root.iter("span") if note.get("class") == "footnote"), "")
    for text in (one for one in root.iter() if one.tag == "article" or (one.get(endnotes.NAMED) and one.get("id"))):
        own = {note.get("id", "") for note in text.iter("span")} & notes.keys()
        notes |= dict.fromkeys(own, text.get("id", ""))
    listed = frozenset(note.get("id", "") for note in root.iter("span") if note.get(endnotes.AT))
    if moved := frozenset(notes) if endnotes.AT_END in galley.html else moved | listed:
        endnotes.gather(root, moved)
    plant(root, scheme=SCHEME)
    styles = tuple(root.iter("style"))
    for element in styles:
        root.find("head").remove(element)
    sheets = tuple((element.text or "").strip() for element in styles)
    return html, shelf, notes, {}, sheets


class _Html(weasyprint.HTML):  # type: ignore[misc]
    """HTML read by libxml2: the tree is that of WeasyPrint's own parser, in a thirtieth of the time.

    But for the `tbody` that HTML's rules put around rows that have none: ours have one.
    """

    def __init__(self, string: str, url_fetcher: URLFetcher) -> None:
        super().__init__(string="", url_fetcher=url_fetcher)
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=_Builder())
        self.etree_element = etree.fromstring(string.encode(), parser)
        self.wrapper_element = ElementWrapper.from_html_root(self.etree_element, content_language=None)


class _Builder(TreeBuilder):
    """Builds a tree of the standard library's elements, which have attributes in a dictionary."""

    def start(self, tag: str, attrib: Mapping[str, str]) -> Any:
        return super().start(tag, dict(attrib))


def prepare(families: tuple[Typeface, ...]) -> None:
    """Have typefaces ready for the galleys that come, if they have them."""
    pdf_fonts.prepare(families)


@atexit.register
def _forget() -> None:
    """Let go of all that is kept, while Pango is there: taken apart with it, in any order, some of it crashes."""
    _read.cache_clear()
    stylesheets.forget()
    pdf_fonts.forget()
