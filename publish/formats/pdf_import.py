"""WeasyPrint, imported: in a third of the time, knowing no typefaces but ours, and without a client for the web.

To be imported before anything of WeasyPrint is.

- Fontconfig is read when WeasyPrint is imported and again for each FontConfiguration. Left alone it knows the machine's
  own fonts, and a missing glyph is then lent by whatever happens to be there: another machine, another file. So it is
  told, before the import, to know the two faces of one package of ours and nothing else. (Knowing none, it warns.)
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
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import cffi  # type: ignore[import-untyped]

from publish import typefaces
from publish.formats import pango_types
from publish.stand_ins import later, put_back, standing_in


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

    def __call__(self, element: Any) -> object:
        """Whether the selector matches the element."""
        return self.made(element)


def _match(matcher: Any, element: Any) -> list[tuple[Any, ...]]:
    """What the selectors that match an element stand for, in the order of the cascade: `Matcher.match`.

    Of those that name neither the element nor a class of it (`h2 + *`) only a few are asked: most say the name of what
    it stands in or after.
    """
    relevant: list[tuple[Any, ...]] = []
    if element.id is not None:
        _ask(element, matcher.id_selectors.get(element.id, ()), relevant)
    for name in element.classes:
        _ask(element, matcher.class_selectors.get(name, ()), relevant)
    if "lang" in element.etree_element.attrib:
        _ask(element, matcher.lang_attr_selectors, relevant)
    parent, previous = element.parent, element.previous
    held = parent.etree_element.get("class") if parent is not None else None
    around = (element.local_name, _name(parent), _name(previous), element.namespace_url, held)
    known = vars(matcher).setdefault("handbill_asked", {})
    if around not in known:
        if len(known) >= _AROUND:
            known.clear()
        classes = parent.classes if parent is not None else frozenset()
        known[around] = _asked(matcher, *around[:4], classes)
    certain, others = known[around]
    relevant += certain
    _ask(element, others, relevant)
    relevant.sort()
    return relevant


class _Kept:
    """A property of an element that is found once: `functools.cached_property` locks each time, before Python 3.12."""

    def __init__(self, find: cached_property[Any]) -> None:
        self.find, self.name = find.func, str(find.attrname)

    def __get__(self, element: Any, _: object) -> Any:
        value = vars(element)[self.name] = self.find(element)
        return value


def _name(element: Any) -> str:
    return "" if element is None else element.local_name


_AROUND = 2000
"""How many such surroundings are kept of each sheet. A briefing has some fifty."""


def _asked(
    matcher: Any, name: str, parent: str, previous: str, namespace: str, classes: Collection[str]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What matches every element of this name in and after such elements, and the selectors that may match one."""
    others = [e for e in matcher.other_selectors if _may_match(e[0]._source, name, parent, previous, classes)]
    named = matcher.lower_local_name_selectors.get(name.lower(), ())
    asked: list[tuple[Any, ...]] = []
    certain: list[tuple[Any, ...]] = []
    for test, *rest in (*named, *matcher.namespace_selectors.get(namespace, ()), *others):
        if test._source in ("lambda el: 1", f"lambda el: el.local_name == '{name}'"):
            certain.append(tuple(rest))
        else:
            asked.append((test, *rest))
    return certain, asked


def _may_match(source: str, name: str, parent: str, previous: str, classes: Collection[str]) -> bool:
    """Whether a selector does not say that its element has another name, or stands in or after another."""
    if source == "lambda el: el.parent is None":
        return not parent
    if own := _OWN.match(source) or _LINK.fullmatch(source):
        return f"'{name}'" in own[1]
    if kin := _KIN.fullmatch(source):
        return (kin[1] or kin[2]) == (parent if kin[3] == "parent" else previous)
    if inside := _INSIDE.match(source):
        return (inside[1] or inside[2] or inside[3]) in classes
    return True


_OWN = re.compile(r"lambda el: \(((?:\(el\.local_name == '[^']+'\)(?: or )?)+)\) and \(.*", re.DOTALL)
_LINK = re.compile(
    r"lambda el: \(\(el\.local_name in \(('a', 'area', 'link')\)\) if el\.in_html_document else "
    r'\(el\.etree_element\.tag in \([^()]+\)\)\) and el\.etree_element\.get\("href"\) is not None ?'
)
"""What it makes of `:link`. It goes by the same names where a document is not HTML."""
_NAMED = r"\(el\.local_name == '([^']+)'\)"
_KIN = re.compile(
    rf"lambda el: next\(el is not None and (?:\({_NAMED} and \(.*\)\)|{_NAMED}) for el in \[el\.(parent|previous)\]\)",
    re.DOTALL,
)
"""What cssselect2 makes of `:is(td, th)…` and of `h2 … + *`, `tr … > *`. It puts what is joined into brackets."""
_WITHIN = r"next\(el is not None and \('([^']+)' in el\.classes\) for el in \[el\.parent\]\)"
_INSIDE = re.compile(
    rf"lambda el: (?:{_WITHIN}$|\(el\.index == 0\) and \({_WITHIN}\)$"
    rf"|next\(el is not None and \({_WITHIN}\) for el in \[el\.previous\]\)$)"
)
"""Of `.lead > *`, `.body > :first-child` and `.body > * + *`, which stand in what the one before them stands in."""


def _ask(element: Any, selectors: Any, relevant: list[tuple[Any, ...]]) -> None:
    """Find those of the selectors of a name, class or identifier that match: all of them are asked, or none."""
    if selectors and isinstance(selectors[-1][0], Selector):
        selectors[:] = [(test.made if isinstance(test, Selector) else test, *rest) for test, *rest in selectors]
    for test, specificity, order, pseudo, payload in selectors:
        if test(element):
            relevant.append((specificity, order, pseudo, payload))


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
    # For pictures that a camera has taken.
    later("PIL", "PIL.ExifTags"),
    standing_in("urllib.request", dict.fromkeys(_CLIENT, _NoClient)),
    _without_the_machines_types(),
    _without_sheets(),
):
    import weasyprint

__all__ = ["COMPILED", "Selector", "weasyprint"]
