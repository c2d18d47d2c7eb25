"""From a galley to pages: the only door to WeasyPrint, and where its traps are written down.

- Fontconfig is read when WeasyPrint is imported and again for each FontConfiguration. Left alone it knows the machine's
  own fonts, and a missing glyph is then lent by whatever happens to be there: another machine, another file. So it is
  told, before the import, to know the two faces of one package of ours and nothing else. (Knowing none, it warns.)
- A plain function as fetcher that raises stops the whole render; a URLFetcher that raises becomes a line in the log.
  CSS objects have a default fetcher of their own, which reads files and the web: each one is given ours.
- Variable fonts are slow, differ from run to run and are drawn at another optical size than they are measured at:
  pdf_faces.py cuts plain ones.
- Stylesheets in the galley are taken out of it and handed over parsed, since to parse them takes a fifth of a layout.
  They are then of the user's origin, like those of a fit: of two rules of the same weight the later sheet's wins.
- A FontConfiguration that is kept saves a sixth of a render; it writes its faces to a folder that goes when it does,
  also when it goes in a forked child, and holds a face for known whose file is there, whoever wrote it: see _Fonts.
- What goes wrong is logged or warned of, not raised: a picture that cannot be had, a rule that is not understood, a
  missing glyph. Each render also warns that the sRGB profile's file was left open: nobody can do anything about that.
- An image with `alt=""` is taken for one without; plant() in pdf_finish.py gives it a mark instead.
- `pdf/a-3a` is the variant that needs least mending; PDF/UA-1 is claimed by pdf_finish.py (one variant is all it can
  claim by itself).
- Most of its time goes into doing again what was done for the box before: pdf_shortcuts.py.
- Its structure elements do not say what they come of, and that an element over two pages is one can be seen in no other
  way; so _name() wraps the function that builds them.
- When a page break moves back to keep blocks together, the notes of the lines that move with it may be lost (in one
  article of twelve). So notes are counted, and while one is missing the layout is made again without such wishes around
  its call. What is lost even so is set at the end of the text: no word of an author is left out.
"""

from __future__ import annotations

import atexit
import ctypes.util
import hashlib
import importlib
import logging
import mimetypes
import os
import re
import shutil
import sys
import tempfile
import urllib
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from html import escape
from io import BytesIO
from itertools import count
from math import ceil
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from xml.etree.ElementTree import TreeBuilder

import cffi  # type: ignore[import-untyped]
from lxml import etree

from publish import typefaces
from publish.formats import pango_types, pdf_boxes, pdf_drawings, pdf_endnotes, pdf_faces, pdf_pictures
from publish.formats.pdf_finish import finish, mending, plant
from publish.formats.pdf_tree import KEY
from publish.model import Box, Galley, Typeface
from publish.problem import Problem
from publish.value import replace


def _know_only_our_typefaces() -> None:
    """Point Fontconfig at one folder of ours; see the module's first trap."""
    fonts = typefaces.find("Atkinson Hyperlegible")
    if fonts is None:
        return  # `publish doctor` and the brand's own typefaces speak of what is not installed
    folder = Path(tempfile.mkdtemp(prefix="handbill-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    lent = folder / "fonts"
    lent.mkdir()
    for face in fonts.faces:
        (lent / Path(face.file).name).write_bytes(typefaces.load(face))
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><dir>{escape(str(lent))}</dir><cachedir>{escape(str(folder / 'cache'))}</cachedir></fontconfig>",
        "utf-8",
    )
    # Fontconfig has no other door: it reads the process's environment, in C, and offers no call that WeasyPrint makes.
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")  # noqa: TID251


@contextmanager
def _libraries_by_name() -> Iterator[None]:
    """Let the loader find the native libraries by their names.

    WeasyPrint tries each name through cffi, which asks `ctypes.util.find_library`, which starts gcc and ldconfig: on
    Linux some fifty processes and two fifths of the time of the import. Told that nothing was found, cffi goes on to
    the names that the loader knows (`libpango-1.0.so.0`). Elsewhere the search is needed.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


class _Definitions:
    """Stands for a `cffi.FFI`: what WeasyPrint defines in C need not be parsed if it is what pango_types.py has parsed.

    Parsing takes as long as all the rest of the import, and goes on whenever an array of a new length is made.
    """

    def __init__(self) -> None:
        self.real: Any = None

    def cdef(self, text: str) -> None:
        if hashlib.sha256(text.encode()).hexdigest() == pango_types.DIGEST:
            self.real = pango_types.ffi
        else:
            self.real = _FFI()
            self.real.cdef(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


_FFI = cffi.FFI


@contextmanager
def _definitions_at_hand() -> Iterator[None]:
    """Let WeasyPrint find its C definitions parsed. On Linux: elsewhere libraries are searched for."""
    if sys.platform == "linux":
        cffi.FFI = _Definitions
    try:
        yield
    finally:
        cffi.FFI = _FFI
    _put_back(_Definitions, lambda definitions: definitions.real)


def _put_back(kind: type, real: Callable[[Any], Any]) -> None:
    """Put the real things where WeasyPrint's modules hold stand-ins."""
    for name in [name for name in sys.modules if name.startswith("weasyprint")]:
        for key, held in list(vars(sys.modules[name]).items()):
            if isinstance(held, kind):
                setattr(sys.modules[name], key, real(held))


class _Later:
    """Stands for something that is seldom used until the first of such is; then all get their own places back."""

    def __init__(self, module: str, name: str) -> None:
        self._home = module, name

    def _come(self) -> Any:
        """The thing itself."""
        _put_back(_Later, _Later._itself)
        return self._itself()

    def _itself(self) -> Any:
        module, name = self._home
        found = getattr(importlib.import_module(module), name, None)
        return found if found is not None else importlib.import_module(f"{module}.{name}")

    def __call__(self, *values: Any, **more: Any) -> Any:
        return self._come()(*values, **more)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, self._come())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._come(), name)


def _later(module: str, name: str) -> _Later:
    if name.startswith("__"):  # what Python asks of any module
        raise AttributeError(name)
    return _Later(module, name)


@contextmanager
def _without_what_is_seldom_used() -> Iterator[None]:
    """Let some libraries be imported when they are used: a third of what is left of the import.

    FontTools is for woff, colours and variable fonts; but where HarfBuzz cannot cut fonts, every font is one for it.
    Neither the parser of HTML nor that of e-mail is used by any of us: see _Html and _Served.
    """
    stand_ins = {name: ModuleType(name) for names in _SELDOM if names[0] not in sys.modules for name in names}
    for name, module in stand_ins.items():
        module.__path__ = []
        module.__getattr__ = partial(_later, name)  # type: ignore[method-assign]
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]


class _NoClient:
    """Stands for all that a client for the web is made of: it can be made, and opens nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def add_handler(self, handler: object) -> None:
        pass

    def open(self, *_: object, **__: object) -> Any:
        raise OSError("there is no client for the web here")


@contextmanager
def _without_the_web() -> Iterator[None]:
    """Let there be no client for the web (HTTP, TLS) where there is none yet: nothing is ever fetched with it."""
    name = "urllib.request"
    if name in sys.modules:
        yield
        return
    stand_in = ModuleType(name)
    vars(stand_in).update(dict.fromkeys(_CLIENT, _NoClient))
    sys.modules[name] = vars(urllib)["request"] = stand_in
    try:
        yield
    finally:
        del sys.modules[name], vars(urllib)["request"]


_CLIENT = (
    *("FTPHandler", "FileHandler", "HTTPDefaultErrorHandler", "HTTPErrorProcessor", "HTTPHandler", "HTTPSHandler"),
    *("DataHandler", "HTTPRedirectHandler", "OpenerDirector", "ProxyHandler", "Request", "UnknownHandler"),
)
"""What WeasyPrint has of it."""


@contextmanager
def _without_the_machines_types() -> Iterator[None]:
    """Let names of files be known by Python's own table alone, and not by what is told of them on this machine too."""
    known = mimetypes.knownfiles
    mimetypes.knownfiles = []
    try:
        yield
    finally:
        mimetypes.knownfiles, mimetypes.inited = known, False


_SELDOM = (
    ("fontTools", "fontTools.ttLib", "fontTools.varLib", "fontTools.varLib.instancer"),
    ("tinyhtml5",),
    ("email.message",),
)
"""What WeasyPrint imports of each."""


@contextmanager
def _without_sheets() -> Iterator[None]:
    """Let WeasyPrint's own stylesheets be empty: of the three we ask for one, and have it parsed further below."""
    parser: Any = importlib.import_module("tinycss2")
    parse = parser.parse_stylesheet
    parser.parse_stylesheet = lambda css: []
    try:
        yield
    finally:
        parser.parse_stylesheet = parse


class _Unasked:
    """Stands for the function that cssselect2 makes of a selector, a third of the time of parsing a sheet.

    Most selectors are never asked whether they match: no element has their name, class or identifier.
    """

    def __init__(self, source: str, names: dict[str, Any], _: object) -> None:
        self._source, self._names = source, names

    @cached_property
    def made(self) -> Callable[[Any], object]:
        """The function itself."""
        made: Callable[[Any], object] = eval(self._source, self._names)
        return made

    def __call__(self, element: Any) -> object:
        return self.made(element)


def _ask(element: Any, selectors: list[tuple[Any, ...]], relevant: list[tuple[Any, ...]]) -> None:
    """Find those of the selectors of a name, class or identifier that match: all of them are asked, or none."""
    if selectors and isinstance(selectors[-1][0], _Unasked):
        selectors[:] = [(test.made if isinstance(test, _Unasked) else test, *rest) for test, *rest in selectors]
    for test, specificity, order, pseudo, payload in selectors:
        if test(element):
            relevant.append((specificity, order, pseudo, payload))


_know_only_our_typefaces()

import cssselect2  # noqa: E402
import pydyf  # noqa: E402

vars(cssselect2.compiler)["eval"] = _Unasked
cssselect2.Matcher.add_relevant_selectors = staticmethod(_ask)
with (
    _libraries_by_name(),
    _definitions_at_hand(),
    _without_what_is_seldom_used(),
    _without_the_web(),
    _without_the_machines_types(),
    _without_sheets(),
):
    import weasyprint
from weasyprint.css.counters import CounterStyle  # noqa: E402
from weasyprint.images import RasterImage  # noqa: E402
from weasyprint.pdf import tags as _tags  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: E402

from publish.formats import pdf_lines, pdf_styles  # noqa: E402, F401

SCHEME = "handbill:"
_MARK = SCHEME + "mark"
_MARK_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1"/>'
DPI = 220
"""Dots an inch that an office printer can show of a picture."""
_GETA = "□"  # what a typesetter puts where a sort is missing


def lay_out(galley: Galley, *, path: str, css: str = "") -> Layout:
    """The galley on pages, not yet drawn; what is wrong with it blames `path`.

    Every rule of `css` comes before the style's own of the same weight; declare with `!important` what is to win.
    Raises whatever WeasyPrint raises.
    """
    said = _Said()
    with _listening(said):
        document = _document(galley, css)
    return Layout(galley=galley, path=path, css=css, document=document, problems=_reported(said, path))


def render(galley: Galley, *, path: str) -> tuple[bytes, int, tuple[Problem, ...]]:
    """The galley as a PDF/A-3a and PDF/UA-1 file, its number of pages, and what WeasyPrint had to say."""
    layout = lay_out(galley, path=path)
    content = layout.write()
    return content, layout.pages, layout.problems


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

    @property
    def pages(self) -> int:
        """How many sides it takes."""
        return len(self.document.pages)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """What stands where on its pages."""
        return pdf_boxes.boxes(self.document)

    @property
    def tables(self) -> tuple[Box, ...]:
        """What stands in tables."""
        return pdf_boxes.boxes(self.document, tables=True)

    @property
    def last(self) -> tuple[Box, ...]:
        """What stands on its last page."""
        return pdf_boxes.boxes(self.document, first=self.pages)

    @property
    def columns(self) -> tuple[tuple[float, float], ...]:
        """Where the text area of each page begins and how high it is, in CSS pixels from the page's top."""
        frames = (page._page_box for page in self.document.pages)
        return tuple((float(frame.content_box_y()), float(frame.height)) for frame in frames)

    def write(self, *, dpi: int = DPI, quality: int = pdf_pictures.QUALITIES[0]) -> bytes:
        """The pages as a PDF/A-3a and PDF/UA-1 file, no picture in it with more dots an inch than `dpi`.

        A character without a glyph is set as `□`, so that the file still conforms, and named in a problem: `galley`,
        `document` and with it `pages` are then those of the text with `□` in it. Raises RuntimeError when a character
        of ASCII has none: every typeface that is lent has those, so that their files must have gone.
        """
        said = _Said()
        with _listening(said):
            _dress(self, dpi, quality)
            content: bytes = self.document.write_pdf(finisher=finish, pdf_variant="pdf/a-3a", pdf_identifier=True)
        pdf_lines.forget()
        if missing := "".join(dict.fromkeys(said.missing)):
            if gone := "".join(character for character in missing if "!" <= character <= "~"):
                raise RuntimeError(f"the typefaces have no glyph for {gone!r}")
            sorts = {ord(character): _GETA for character in missing}
            html, assets = self.galley.html.translate(sorts), pdf_drawings.respelt(self.galley.assets, sorts)
            if (html, assets) == (self.galley.html, self.galley.assets):
                raise RuntimeError(f"the typefaces have no glyph for {missing!r}, which stands in no text")
            mended = lay_out(replace(self.galley, html=html, assets=assets), path=self.path, css=self.css)
            content = mended.write(dpi=dpi, quality=quality)
            self.galley, self.document = mended.galley, mended.document
            vars(self).pop("boxes", None)
            self.problems = _missing(missing, self.path) + mended.problems
        else:
            self.problems = tuple(dict.fromkeys(self.problems + _reported(said, self.path)))
        return content

    def draft(self) -> bytes:
        """The pages as a PDF without tags and claims, in two thirds of the time: to be looked at, not to be kept."""
        with _listening(_Said()):
            _dress(self, DPI, pdf_pictures.QUALITIES[0])
            content: bytes = self.document.write_pdf()
        pdf_lines.forget()
        return content

    def pictures(self, *, dpi: int, quality: int) -> int:
        """How many bytes its pictures have in a file that is written so."""
        return sum({image.id: image.raster.bytes for _, image in _prints(self, dpi, quality)}.values())


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


def _prints(layout: Layout, dpi: int, quality: int) -> list[tuple[Any, _Print]]:
    """The boxes of pictures made of dots, each with what is printed there: one raster a picture, for the largest."""
    assets = {SCHEME + asset.name: asset for asset in layout.galley.assets}
    places = [
        (box, asset)
        for page in layout.document.pages
        for box in _replaced(page._page_box)
        if isinstance(box.replacement, RasterImage) and (asset := assets.get(box.element.get("src", "")))
    ]
    sizes: dict[str, tuple[float, float]] = {}
    for box, asset in places:
        width, height = sizes.get(asset.name, (0.0, 0.0))
        sizes[asset.name] = max(width, box.width), max(height, box.height)
    return [
        (box, _Print(getattr(box.replacement, "original", box.replacement), raster))
        for box, asset in places
        for raster in [
            pdf_pictures.printed(asset.content, *(ceil(side * dpi / 96) for side in sizes[asset.name]), quality)
        ]
    ]


def _replaced(box: Any) -> Iterator[Any]:
    if hasattr(box, "replacement"):
        yield box
    for child in getattr(box, "children", ()):
        yield from _replaced(child)


def _reported(said: _Said, path: str) -> tuple[Problem, ...]:
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


def _name(build: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """Let each structure element say which HTML element it comes of (`KEY` of pdf_tree.py)."""

    def name(box: Any, *rest: Any) -> Iterator[Any]:
        placed = getattr(box, "_box", box)  # what is positioned comes wrapped
        for element in build(box, *rest):
            if placed.element is not None and KEY not in element:
                number, classes = placed.element.get("data-tag", ""), placed.element.get("class", "").split()
                tag = "leader" if placed.is_leader else placed.element_tag
                if number:
                    element[KEY] = pydyf.String(" ".join((number, tag, *classes)))
            yield element

    return name


_tags._build_box_tree = _name(_tags._build_box_tree)
weasyprint.pdf.add_tags = mending(weasyprint.pdf.add_tags)


def _document(galley: Galley, css: str) -> Any:
    """WeasyPrint's Document of the galley, with no note lost."""
    eased: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    for turn in count():
        document, lost, every = _paged(galley, css, eased, moved)
        if not lost or moved == every:
            break
        if turn < _EASED:
            eased |= lost
        else:
            moved = moved | lost if turn < _EASED + _MOVED else every
    return document


_EASED, _MOVED = 3, 2
"""How often breaks are eased where notes were lost; how often lost ones then become endnotes, before all of them do."""


def _paged(
    galley: Galley, css: str, eased: frozenset[str], moved: frozenset[str]
) -> tuple[Any, frozenset[str], frozenset[str]]:
    """A layout, the notes that it has lost, and all that there are.

    Around the calls of those in `eased` pages may break anywhere; those in `moved` stand at the end of their text.
    """
    fonts = _fonts(galley.typefaces)
    html, shelf, notes, pictures, styles = _read(galley, moved)
    counters = _Counters()
    sheets = [weasyprint.CSS(string=css, url_fetcher=shelf)] if css else []
    for style in styles:
        sheet = _sheet(style)
        counters.update(sheet.counters)
        sheets.append(sheet.css)
        for line in sheet.said:
            logging.getLogger("weasyprint").warning("%s", line)
    if eased:
        sheets.append(weasyprint.CSS(string=_ease(html.etree_element, eased), url_fetcher=shelf))
    document = html.render(font_config=fonts, counter_style=counters, stylesheets=sheets, cache=pictures)
    return document, notes - {name for page in document.pages for name in page.anchors}, notes


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
) -> tuple[Any, _Shelf, frozenset[str], dict[str, Any], tuple[str, ...]]:
    """What every layout of a galley can use.

    Its tree, what is fetched, the notes in it, its pictures once read, and its stylesheets, which are taken out of it.
    The notes in `moved` are endnotes.
    """
    shelf = _Shelf({asset.name: (asset.media_type, asset.content) for asset in galley.assets})
    html = _Html(galley.html, shelf)
    root = html.etree_element
    notes = frozenset(note.get("id", "") for note in root.iter("span") if note.get("class") == "footnote")
    if moved:
        pdf_endnotes.gather(root, moved)
    plant(root, scheme=SCHEME, mark=_MARK)
    styles = tuple(root.iter("style"))
    for element in styles:
        root.find("head").remove(element)
    return html, shelf, notes, {}, tuple((element.text or "").strip() for element in styles)


class _Html(weasyprint.HTML):  # type: ignore[misc]
    """HTML read by libxml2: the tree is that of WeasyPrint's own parser, in a thirtieth of the time.

    But for the `tbody` that HTML's rules put around rows that have none: ours have one.
    """

    def __init__(self, text: str, fetcher: URLFetcher) -> None:
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=_Builder())
        self.etree_element = etree.fromstring(text.encode(), parser)
        self.wrapper_element = weasyprint.cssselect2.ElementWrapper.from_html_root(
            self.etree_element, content_language=None
        )
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"


class _Builder(TreeBuilder):
    """Builds a tree of the standard library's elements, which have attributes in a dictionary."""

    def start(self, tag: str, attrib: Mapping[str, str]) -> Any:
        return super().start(tag, dict(attrib))


class _Sheet(NamedTuple):
    """A stylesheet, parsed."""

    css: Any
    counters: Any
    """The counter styles that it defines."""
    said: tuple[str, ...]
    """What there was to say of it."""


class _Counters(CounterStyle):  # type: ignore[misc]
    """Counter styles, with WeasyPrint's own among them: each of those is parsed when it is asked for."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in _OWN_COUNTERS

    def __missing__(self, name: str) -> Any:
        return _counter(name)


@lru_cache
def _counter(name: str) -> Any:
    """One of WeasyPrint's own; nobody changes it."""
    read = CounterStyle()
    weasyprint.CSS(string=_OWN_COUNTERS[name], url_fetcher=_Shelf({}), counter_style=read)
    return read[name]


_COUNTER = re.compile(r"@counter-style\s+([\w-]+)\s*\{[^{}]*\}")
_OWN_COUNTERS = {rule[1]: rule[0] for rule in _COUNTER.finditer(weasyprint.html.UA)}
"""The rule that defines each."""


@lru_cache(maxsize=16)
def _sheet(text: str) -> _Sheet:
    """A galley's stylesheet, which many galleys have; to parse it takes a fifth of a layout."""
    counters, said = _Counters(), _Said()
    with _listening(said):
        css = weasyprint.CSS(string=text, url_fetcher=_Shelf({}), counter_style=counters)
    return _Sheet(css=css, counters=counters, said=tuple(said.lines))


class _Served(URLFetcherResponse):  # type: ignore[misc]
    """What comes of an address. WeasyPrint's own is made an e-mail, for which a parser of e-mail has to be imported."""

    def __init__(self, url: str, content: bytes, media_type: str) -> None:
        self.url, self.status, self.headers = url, 200, {"Content-Type": media_type}
        self._file_obj = BytesIO(content)

    content_type = property(lambda self: self.headers["Content-Type"])
    charset = None


class _Shelf(URLFetcher):  # type: ignore[misc]
    """Serves `handbill:` URLs from memory, what an address carries itself, and nothing else.

    No file and no network, whatever text or style asks for. What a drawing carries is no picture of `_dress`'s,
    so it comes as the file may have it.
    """

    def __init__(self, items: dict[str, tuple[str, bytes]]) -> None:
        self._fail_on_errors = False
        self._items = items | {"mark": ("image/svg+xml", _MARK_SVG)}

    def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
        if url.startswith("data:image/"):
            return _Served(url, *_carried(url))
        if not url.startswith(SCHEME):
            raise ValueError("only what belongs to the edition is fetched")
        if (item := self._items.get(url.removeprefix(SCHEME))) is None:
            raise ValueError("not one of the edition's assets")
        return _Served(url, item[1], item[0])


weasyprint.UA_STYLESHEET = weasyprint.CSS(string=_COUNTER.sub("", weasyprint.html.UA), url_fetcher=_Shelf({}))


@lru_cache(maxsize=16)
def _carried(url: str) -> tuple[bytes, str]:
    """The picture in a `data:` URL, and what it is. Raises ValueError."""
    from publish import images  # here, not above: few drawings carry a picture, and it knows all that is wrong with one

    try:
        picture = images.embedded(url)
    except images.ImageError as fault:
        raise ValueError(fault.message) from fault
    content = pdf_pictures.shown(picture.content)
    return content, picture.media_type if content is picture.content else "image/png"


class _Fonts(FontConfiguration):  # type: ignore[misc]
    """A font configuration that survives a fork: what a child adds or drops is no loss to its parent."""

    def __init__(self) -> None:
        super().__init__()
        self._home = os.getpid()

    def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
        if self._home != os.getpid():
            self._folder, self._home = None, os.getpid()
        super().add_font_face(rule_descriptors, url_fetcher)

    def __del__(self) -> None:
        if self._home == os.getpid():
            super().__del__()


def prepare(families: tuple[Typeface, ...], sheet: str) -> None:
    """Have typefaces and a stylesheet ready for the first galley that comes, if it has them, or more beside them."""
    configuration = _Fonts()
    _add(families, (), configuration)
    _begun[:] = [(families, configuration)]
    _sheet(sheet.strip())


_begun: list[tuple[tuple[Typeface, ...], Any]] = []
"""A font configuration that nothing has been laid out with, and what is in it; more typefaces may come after them."""


@lru_cache(maxsize=4)
def _fonts(families: tuple[Typeface, ...]) -> Any:
    """A font configuration that holds the families."""
    held, configuration = _begun[0] if _begun else ((), None)
    if configuration is None or families[: len(held)] != held:
        held, configuration = (), _Fonts()
    else:
        _begun.clear()
    _add(families[len(held) :], held, configuration)
    return configuration


def _add(families: tuple[Typeface, ...], held: tuple[Typeface, ...], configuration: Any) -> None:
    """Put families into a configuration, by @font-face rules, after those that it holds."""
    first = sum(len(pdf_faces.cuts(family)) for family in held)
    faces = dict(enumerate((cut for family in families for cut in pdf_faces.cuts(family)), first))
    shelf = _Shelf({f"face/{number}": ("font/sfnt", cut.content) for number, cut in faces.items()})
    css = "".join(
        f"@font-face{{font-family:{_quoted(cut.family)};src:url({SCHEME}face/{number});"
        f"font-weight:{cut.weight};font-style:{'italic' if cut.italic else 'normal'}}}"
        for number, cut in faces.items()
    )
    weasyprint.CSS(string=css, font_config=configuration, url_fetcher=shelf)


def _quoted(text: str) -> str:
    """`text` as a CSS string."""
    return '"' + re.sub(r'[\\"<\n]', lambda match: f"\\{ord(match[0]):x} ", text) + '"'


@atexit.register
def _forget() -> None:
    """Let go of all that is kept, while Pango is there: taken apart with it, in any order, some of it crashes."""
    for kept in (_read, _sheet, _fonts):
        kept.cache_clear()
    _begun.clear()
    pdf_lines.forget()


class _Said(logging.Handler):
    """Gathers what WeasyPrint logs: the characters it had no glyph for, and every other warning or error."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: list[str] = []
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if "notdef" in str(record.msg) and record.args:
            self.missing.append(str(record.args[0]))  # type: ignore[index]
        else:
            self.lines.append(_plain(record.getMessage()))


def _plain(line: str) -> str:
    line = " ".join(line.split()).rstrip(".")
    return line[:1].lower() + line[1:300]


@contextmanager
def _listening(handler: _Said) -> Iterator[None]:
    """Hear WeasyPrint's log and warnings with `handler` alone, and leave the logger as it was found."""
    logger = logging.getLogger("weasyprint")
    before = logger.handlers[:], logger.propagate, logger.level
    logger.handlers[:], logger.propagate = [handler], False
    logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield
        # What others warn of, whenever it is that they do, is nothing of the galley's.
        handler.lines += [_plain(str(w.message)) for w in warned if issubclass(w.category, UserWarning)]
    finally:
        logger.handlers[:], logger.propagate = before[0], before[1]
        logger.setLevel(before[2])
