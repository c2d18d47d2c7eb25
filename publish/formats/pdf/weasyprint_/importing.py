"""WeasyPrint, imported: in a third of the time, knowing no typefaces but ours, and without a client for the web.

To be imported before anything of WeasyPrint is.

- Fontconfig is read when WeasyPrint is imported and again for each FontConfiguration. Left alone it knows the machine's
  own fonts, and a missing glyph is then lent by whatever happens to be there: another machine, another file. So it is
  told, before the import, to know the two faces of one package of ours and nothing else. (Knowing none, it warns.)
- It tells Pillow to show pictures that are cut off, in the whole process: so whoever reads in one that has set a page
  would take them too (publish/media/pictures.py refuses them). It is told the contrary: no such picture comes here.
- Most of the rest is what is imported or parsed for others than us: each function here says what of it is left out.
"""

from __future__ import annotations

import atexit
import ctypes.util
import hashlib
import importlib
import mimetypes
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import cffi  # type: ignore[import-untyped]

from publish.base.lazy import later, put_back, standing_in
from publish.formats.pdf.weasyprint_ import pango_types
from publish.media import typefaces


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
    put_back("weasyprint", _Definitions, lambda definitions: definitions.real)


class _NoClient:
    """Stands for all that a client for the web (HTTP, TLS) is made of: it can be made, and opens nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def add_handler(self, handler: object) -> None:
        pass

    def open(self, *_: object, **__: object) -> Any:
        raise OSError("there is no client for the web here")


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


@contextmanager
def _without_sheets() -> Iterator[None]:
    """Let WeasyPrint's own stylesheets be empty: of the three we ask for one, which pdf_sheets.py has parsed."""
    parser: Any = importlib.import_module("tinycss2")
    parse = parser.parse_stylesheet
    parser.parse_stylesheet = lambda css: []
    try:
        yield
    finally:
        parser.parse_stylesheet = parse


COMPILED: dict[str, Callable[[Any], object]] = {}
"""Functions of selectors that are there, by their source: those of the sheets that have come parsed (pdf_sheets.py)."""


class Selector:
    """Stands for the function that cssselect2 makes of a selector, a third of the time of parsing a sheet.

    Most selectors are never asked whether they match: no element has their name, class or identifier.
    """

    def __init__(self, source: str, names: dict[str, Any], _: object) -> None:
        self._source, self._names = source, names

    @cached_property
    def made(self) -> Callable[[Any], object]:
        """The function itself."""
        made: Callable[[Any], object] = COMPILED.get(self._source) or eval(self._source, self._names)
        return made

    @cached_property
    def is_near(self) -> bool:
        """Whether it looks at nothing but what makes a kind of elements."""
        return _is_near(self._source)

    def __call__(self, element: Any) -> object:
        """Whether the selector matches the element."""
        return self.made(element)


def _match(matcher: Any, element: Any) -> list[tuple[Any, ...]]:
    """What the selectors that match an element stand for, in the order of the cascade: `Matcher.match`.

    Elements of one kind are matched by the same ones, but for those that look further: these are asked of each.
    """
    known = vars(matcher).get("handbill_matched")
    if known is None:
        known = matcher.handbill_matched = {}
        _kinds.look(selector[0]._source for selectors in _all(matcher) for selector in selectors)
    kind = _kinds.number(element)
    if kind not in known:
        if len(known) >= _KINDS:
            known.clear()
        known[kind] = _asked(matcher, element)
    certain, others = known[kind]
    relevant: list[tuple[Any, ...]] = certain.copy()
    _ask(element, others, relevant)
    if matcher.id_selectors and element.id is not None:
        _ask(element, matcher.id_selectors.get(element.id, ()), relevant)
    relevant.sort()
    return relevant


def _all(matcher: Any) -> Iterator[list[tuple[Any, ...]]]:
    for by_name in ("class_selectors", "lower_local_name_selectors", "namespace_selectors"):
        yield from getattr(matcher, by_name).values()
    yield from (matcher.lang_attr_selectors, matcher.other_selectors)


def _asked(matcher: Any, element: Any) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What matches every element of the kind of this one, and the selectors that are to be asked of each."""
    asked = [*matcher.other_selectors, *matcher.namespace_selectors.get(element.namespace_url, ())]
    asked += matcher.lower_local_name_selectors.get(element.local_name.lower(), ())
    for name in element.classes:
        asked += matcher.class_selectors.get(name, ())
    if "lang" in element.etree_element.attrib:
        asked += matcher.lang_attr_selectors
    certain: list[tuple[Any, ...]] = []
    _ask(element, [selector for selector in asked if selector[0].is_near], certain)
    return certain, [(selector[0].made, *selector[1:]) for selector in asked if not selector[0].is_near]


def _ask(element: Any, selectors: Iterable[tuple[Any, ...]], relevant: list[tuple[Any, ...]]) -> None:
    for test, specificity, order, pseudo, payload in selectors:
        if test(element):
            relevant.append((specificity, order, pseudo, payload))


_ATTRIBUTE = (
    r"""'([\w-]+)' in el\.etree_element\.attrib|el\.etree_element\.get\(['"]([\w-]+)['"](?:\)(?= is )|(, "")\))"""
)
_NEAR = re.compile(
    rf"{_ATTRIBUTE}|lambda el:|for el in|el is not None|el\.etree_element\.tag\b"
    r"|el\.(?:local_name|namespace_url|classes|in_html_document|parent|ancestors|previous)\b"
    r"|el\.index == 0|el\.index \+ 1 == len\(el\.etree_siblings\)|len\(el\.etree_siblings\) == 1"
)
"""What cssselect2 makes of what a kind says."""
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_REST = re.compile(r"\bel\b")


def _is_near(source: str) -> bool:
    """Whether a selector looks at nothing but what makes a kind, and of what comes before at its name and classes."""
    former = source.count("el.previous")
    if former > 1 or (former and any(part in source for part in ("el.index", "siblings", "attrib", ".get("))):
        return False
    return _REST.search(_NEAR.sub("", source)) is None


class _Kinds:
    """Elements by what selectors look at, each kind by a number.

    Its name, classes and attributes, whether it is first or last, the name and classes of what comes before it, and the
    kind of what it stands in.
    """

    def __init__(self) -> None:
        self.attributes: dict[str, bool] = {}
        """Those that are looked at: whether at what they say."""
        self.numbers: dict[tuple[Any, ...], int] = {}
        self.first, self.count = 0, 0

    def look(self, sources: Iterable[str]) -> None:
        """Tell kinds apart by what these selectors look at too."""
        looked = dict(self.attributes)
        for source in sources:
            for has, gets, says in _ATTRIBUTES.findall(source) if "etree_element" in source else ():
                looked[has or gets] = looked.get(has or gets, False) or bool(says)
        if looked != self.attributes:
            self.attributes = looked
            self._begin()

    def _begin(self) -> None:
        self.numbers, self.first = {}, self.count

    def number(self, element: Any) -> int:
        """The number of an element's kind."""
        known: int | None = vars(element).get("handbill_kind")
        if known is not None and known >= self.first:
            return known
        tree, before = element.etree_element, element.previous
        attributes = tree.attrib
        key = (
            None if element.parent is None else self.number(element.parent),
            element.in_html_document,
            tree.tag,
            attributes.get("class"),
            "lang" in attributes,
            None if self.attributes.keys().isdisjoint(attributes) else self._looked_at(attributes),
            element.index == 0,
            element.index + 1 == len(element.etree_siblings),
            None if before is None else (before.etree_element.tag, before.etree_element.get("class")),
        )
        number = self.numbers.get(key)
        if number is None:
            if len(self.numbers) >= _KINDS:
                self._begin()
                return self.number(element)
            number = self.numbers[key] = self.count
            self.count += 1
        element.handbill_kind = number
        return number

    def _looked_at(self, attributes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        looked = self.attributes
        return tuple((name, says if looked[name] else "") for name, says in attributes.items() if name in looked)


_KINDS = 4000
"""How many are kept, here and of each sheet. A briefing has some hundred."""
_kinds = _Kinds()


class _Kept:
    """A property of an element that is found once: `functools.cached_property` locks each time, before Python 3.12."""

    def __init__(self, find: cached_property[Any]) -> None:
        self.find, self.name = find.func, str(find.attrname)

    def __get__(self, element: Any, _: object) -> Any:
        value = vars(element)[self.name] = self.find(element)
        return value


_know_only_our_typefaces()

import cssselect2  # noqa: E402

vars(cssselect2.compiler)["eval"] = Selector
cssselect2.Matcher.match = _match
for name, there in [*vars(cssselect2.ElementWrapper).items()]:
    if isinstance(there, cached_property):
        setattr(cssselect2.ElementWrapper, name, _Kept(there))
with (
    _libraries_by_name(),
    _definitions_at_hand(),
    # For woff, colours and variable fonts; but where HarfBuzz cannot cut fonts, every font is one for it.
    later("weasyprint", "fontTools", "fontTools.ttLib", "fontTools.varLib", "fontTools.varLib.instancer"),
    # Neither parser is used by any of us: see _Html in pdf_engine.py and _Served in pdf_fetching.py.
    later("weasyprint", "tinyhtml5"),
    later("weasyprint", "email.message"),
    # For pictures that a camera has taken, and for sheets that bring profiles of colours.
    later("PIL", "PIL.ExifTags"),
    later("weasyprint", "PIL.ImageCms"),
    standing_in("urllib.request", dict.fromkeys(_CLIENT, _NoClient)),
    _without_the_machines_types(),
    _without_sheets(),
):
    import weasyprint
from PIL import ImageFile  # noqa: E402

ImageFile.LOAD_TRUNCATED_IMAGES = False

__all__ = ["COMPILED", "Selector", "weasyprint"]
